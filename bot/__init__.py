"""Tiku (题库): the core of a quiz bot that knows no chat platform."""

import os

__version__ = "0.1.0"

# Since 1.29 ONNX Runtime reports to its maker from the moment it is loaded, and only this, set before, keeps it from that.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
