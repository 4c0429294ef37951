"""What the demos of the boards say and draw at the edges of their input."""

from __future__ import annotations

import re

import pytest

from bot.demo_worker import run_demo
from bot.demos import load_demo
from bot.domain.binding import bind
from bot.domain.errors import BadInput


@pytest.mark.parametrize("call", [
    "video-tokens 1000 8192 16 1 1 1", "kv-cache 200 256 512 1000000 1024 4", "clip-loss 1,-1;-1,1 0.01",
    "lipsync 120 8000 1000 100000", "kalman 1e6 1e-6 1e6 -1e6", "stop 0 0 100", "noise 999 cosine", "sdxl-bucket 100000:0.00001",
    "flow 5 5 1 10", "flux-shift 65536", "zero-conv -10,10 -100 1 50", "lora 65536 1 1", "attention 0 0 -1e6",
    "gan 1,0 0,1", "sora-patches 1 1 8192 1 1 1", "yolo-grid v5 32", "iou -1e6,-1e6,1e6,1e6 0,0,1e-5,1e-5",
    "prompt-weight (a😀 $x_1$ \\ud中:-3.5) " + "[b](c)" * 40, "karras 200 1e-4 1e4 100", "karras 1 1 2",
])
def test_pictures_at_the_edge(call: str) -> None:
    """The outermost legal input draws without a warning, within the size of a chat picture."""
    name, _, words = call.partition(" ")
    demo = load_demo(name)
    answer = run_demo(demo, bind(demo.params, words), "zh", plot=True)
    assert answer.png
    assert len(answer.png) <= 200_000


@pytest.mark.parametrize(("name", "words", "zh", "en"), [
    ("sora-patches", "1 16 16 1 16 16", "分解多看了一遍", "looks twice for nothing"),
    ("kv-cache", "32 1 128 10 2", "已经不能再少", "is the least there is"),
    ("clip-loss", "-1,1;1,-1 1", "不低于瞎猜", "not below"),
    ("kalman", "1 4 0 1", "更信预测", "the prediction counts for more"),
    ("noise", "50", "信号不弱于噪声", "signal not below noise"),
    ("sdxl-bucket", "1:1", "正好有", "exactly"),
    ("flux-shift", "65536", "外推", "extrapolated"),
    ("zero-conv", "0,0 1 0.1 1", "没有什么可学", "nothing to learn"),
    ("zero-conv", "1,2 1 0.5 4", "越走越远", "diverges"),
    ("lora", "4 4 4", "不再省", "saves nothing"),
    ("attention", "1 1 5", "权重必为 1", "always has weight 1"),
    ("gan", "1,0 0,1", "不重叠", "never meet"),
    ("gan", "0.5,0.5 0.5,0.5", "两个分布相同", "agree"),
    ("iou", "0,0,1,1 2,2,3,3", "不相交", "do not overlap"),
    ("prompt-weight", "a (b", "没有闭合", "left open"),
    ("karras", "1 1 2", "只有一步", "A single step"),
])
def test_sentences_fit_the_input(name: str, words: str, zh: str, en: str) -> None:
    """The sentence and the remark say what holds for this input, in both languages."""
    demo = load_demo(name)
    result = demo.run(**bind(demo.params, words))
    said = [result.text, result.note] if result.note else [result.text]
    assert any(zh in text.zh for text in said if text)
    assert any(en in text.en for text in said if text)


@pytest.mark.parametrize(("name", "words", "hint"), [
    ("video-tokens", "50 480 720", "try 49 or 53"), ("yolo-grid", "v3 400", "384"), ("gan", ".5,.6 .5,.5", "1.1"),
    ("lora", "8 4 5", "min(d, k) = 4"),
])
def test_errors_say_what_would_fit(name: str, words: str, hint: str) -> None:
    """A refusal names the number that is wrong or the nearest one that is right."""
    demo = load_demo(name)
    with pytest.raises(BadInput) as caught:
        demo.run(**bind(demo.params, words))
    assert hint in caught.value.text.en
    assert re.findall(r"[0-9.]+", hint)[-1] in caught.value.text.zh
