"""A small ONNX model, y = ReLU(xW + b), and real sessions of ONNX Runtime on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

WEIGHT = ((1.0, 2.0), (3.0, 4.0), (5.0, 6.0))
BIAS = (0.5, -0.5)
OPSET, IR_VERSION = 17, 8
"""Gemm and Relu in these versions run on every ONNX Runtime since 1.12."""


def gemm_relu(weight: Sequence[Sequence[float]] = WEIGHT, bias: Sequence[float] = BIAS) -> bytes:
    """The serialised model with one row of three inputs `x` and two outputs `y`; the same bytes at every call."""
    from onnx import TensorProto, helper

    weights = helper.make_tensor("W", TensorProto.FLOAT, (3, 2), [value for row in weight for value in row])
    biases = helper.make_tensor("b", TensorProto.FLOAT, (2,), bias)
    graph = helper.make_graph(
        [helper.make_node("Gemm", ["x", "W", "b"], ["h"]), helper.make_node("Relu", ["h"], ["y"])],
        "linear",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, (1, 3))],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, (1, 2))],
        [weights, biases],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    return bytes(made.SerializeToString())


def open_session(model: bytes | str, providers: Sequence[str]) -> Any:
    """A session on the model's bytes or path, on one thread and silent, asked for these providers in this order."""
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    return ort.InferenceSession(model, options, providers=list(providers))


def outputs(session: Any, x: Sequence[float]) -> list[float]:
    """What the session computes for one row."""
    import numpy as np

    (found,) = session.run(["y"], {"x": np.array([x], dtype=np.float32)})
    return [float(value) for value in found[0]]
