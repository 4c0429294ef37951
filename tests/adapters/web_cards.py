"""Cards of every shape that the local page can be asked to draw, for its tests and its demo bot."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
from PIL import Image, ImageDraw

from bot.domain.card import Button, Card, Field, Form, Input, Picture, Table
from bot.domain.text import PostLang, Text

STEM = Text(
    zh="自注意力里为什么要把点积除以 $\\sqrt{d_k}$？设 $q, k$ 的各分量独立、均值为 0、方差为 1。",
    en="Why does self-attention divide the dot products by $\\sqrt{d_k}$? The components of $q$ and $k$ are"
       " independent with mean 0 and variance 1.",
)
OPTIONS = (
    Text(zh="让 softmax 的输出之和等于 1", en="So that the softmax sums to 1"),
    Text(zh="点积的方差是 $d_k$，不缩放就会让 softmax 饱和",
         en="The dot product has variance $d_k$, which would saturate the softmax"),
    Text(zh="减少乘法次数", en="To save multiplications"),
    Text(zh="让注意力矩阵对称", en="To make the attention matrix symmetric"),
)
CODE = '''def softmax(x, axis=-1):
    shifted = x - x.max(axis=axis, keepdims=True)   # no overflow
    weights = np.exp(shifted)
    return weights / weights.sum(axis=axis, keepdims=True)'''
LONG = Text(
    zh="**残差连接**让每一层只学习“改动”：输出是 $x + f(x)$，反向传播时梯度有一条不经过 $f$ 的直路，"
       "所以几百层也训练得动。\n\n"
       "- **前置归一化**（pre-norm）把 LayerNorm 放进分支，主干上的数值会随深度慢慢变大；\n"
       "- **后置归一化**（post-norm）放在相加之后，主干始终是归一化过的，但深了不好训练；\n"
       "- 两者混用时要重新核对学习率预热的长度。\n\n"
       "> 常见误解：残差连接“防止过拟合”。它解决的是优化问题，不是泛化问题。\n\n"
       "还有一个很长的标识符：`model.transformer.layers.23.attention.self.query_key_value.weight_scale_inv`。",
    en="**Residual connections** let a layer learn a change only: the output is $x + f(x)$, so the gradient has a way"
       " back that avoids $f$, and hundreds of layers still train.\n\n"
       "- **Pre-norm** puts LayerNorm inside the branch; values on the trunk grow slowly with depth.\n"
       "- **Post-norm** puts it after the sum; the trunk stays normalised but deep stacks are hard to train.\n\n"
       "> A common misconception: that they prevent overfitting. They help optimisation, not generalisation.\n\n"
       "And a very long name: `model.transformer.layers.23.attention.self.query_key_value.weight_scale_inv`.",
)


def facts(now: datetime, lang: PostLang, minutes: int = 200) -> tuple[Field, ...]:
    """Topic, difficulty and closing time, as a question shows them."""
    return (
        Field(Text(zh="主题", en="Topic").line(lang), Text(zh="注意力机制", en="Attention").line(lang)),
        Field(Text(zh="难度", en="Difficulty").line(lang), "●●●○○"),
        Field(Text(zh="截止", en="Closes").line(lang), at=now + timedelta(minutes=minutes)),
    )


def letters(now: datetime, lang: PostLang, round_: str = "r1") -> Card:
    """A single choice whose buttons carry the options."""
    return Card(
        title=Text(zh="每日一题", en="Question of the day").line(lang), body=STEM.to(lang), tone="question",
        fields=facts(now, lang),
        buttons=tuple(Button(f"{'ABCD'[i]}. {option.line(lang)}", f"q1:{round_}:{'ABCD'[i]}")
                      for i, option in enumerate(OPTIONS)),
        footer=Text(zh="只能答一次；答案只有你自己看得到。", en="One answer each; only you see the verdict.").line(lang),
    )


def bare_letters(now: datetime, lang: PostLang) -> Card:
    """A true or false question with bare letters on its buttons."""
    body = Text(zh="LayerNorm 在推理时要用训练集的滑动平均。", en="LayerNorm uses running averages at inference.")
    return Card(title=Text(zh="对还是错", en="True or false").line(lang), body=body.to(lang), tone="question",
                fields=facts(now, lang, 25), buttons=(Button("A", "q1:r2:A"), Button("B", "q1:r2:B")))


def letters_below(now: datetime, lang: PostLang) -> Card:
    """A single choice with bare letters on the buttons and the options as the body's last paragraphs."""
    options = "\n\n".join(f"**{'ABCD'[i]}.** {option.line(lang)}" for i, option in enumerate(OPTIONS))
    return replace(letters(now, lang), body=f"{STEM.to(lang)}\n\n{options}",
                   buttons=tuple(Button(letter, f"q1:r6:{letter}") for letter in "ABCD"))


def typed(now: datetime, lang: PostLang) -> Card:
    """A numeric question with a form behind a button."""
    form = Form(Text(zh="你的答案", en="Your answer").line(lang), "q1:r3", (
        Input("answer", Text(zh="困惑度", en="Perplexity").line(lang), placeholder="7.39",
              hint=Text(zh="保留两位小数", en="Two decimals").line(lang), max_length=40),
    ), Text(zh="提交", en="Send").line(lang))
    body = Text(zh="交叉熵损失是 $\\ell = 2$ nat，困惑度 $e^{\\ell}$ 是多少？",
                en="The cross-entropy loss is $\\ell = 2$ nats. What is the perplexity $e^{\\ell}$?")
    return Card(title=Text(zh="算一算", en="Work it out").line(lang), body=body.to(lang), tone="question",
                fields=facts(now, lang), buttons=(
                    Button(Text(zh="作答", en="Answer").line(lang), "ask:r3", "primary", form=form),
                    Button(Text(zh="提示", en="Hint").line(lang), "hint:r3")))


def many(now: datetime, lang: PostLang) -> Card:
    """A question with several right options, answered in a form that stands open."""
    picks = (Text(zh="AdamW 的权重衰减不经过动量", en="AdamW's weight decay bypasses the momentum"),
             Text(zh="Adam 需要两份状态", en="Adam keeps two states for each weight"),
             Text(zh="SGD 一定比 Adam 收敛快", en="SGD always converges faster than Adam"),
             Text(zh="$\\beta_2$ 越大，二阶矩越平滑", en="A larger $\\beta_2$ smooths the second moment"))
    form = Form(Text(zh="选出所有正确的", en="Choose all that are right").line(lang), "q1:r4", (
        Input("answer", Text(zh="可以多选", en="Several may be right").line(lang), "many",
              tuple(("ABCD"[i], f"{'ABCD'[i]}. {pick.line(lang)}") for i, pick in enumerate(picks))),
    ), Text(zh="提交", en="Send").line(lang))
    return Card(title=Text(zh="多选题", en="Choose all").line(lang), tone="question", form=form,
                body=Text(zh="关于优化器，哪些说法是对的？", en="Which of these about optimisers are true?").to(lang),
                fields=facts(now, lang))


def rank(now: datetime, lang: PostLang) -> Card:
    """A question answered by putting the options in order."""
    steps = (Text(zh="计算损失", en="Compute the loss"), Text(zh="更新参数", en="Update the weights"),
             Text(zh="前向传播", en="Forward pass"), Text(zh="反向传播", en="Backward pass"))
    form = Form(Text(zh="排出正确的顺序", en="Put them in order").line(lang), "q1:r5", (
        Input("answer", Text(zh="从先到后", en="First to last").line(lang), "rank",
              tuple(("ABCD"[i], f"{'ABCD'[i]}. {step.line(lang)}") for i, step in enumerate(steps))),
    ), Text(zh="提交", en="Send").line(lang))
    return Card(title=Text(zh="排序题", en="In order").line(lang), tone="question", fields=facts(now, lang),
                body=Text(zh="一步训练按什么顺序进行？", en="In which order does a training step run?").to(lang),
                buttons=(Button(Text(zh="排序作答", en="Order them").line(lang), "ask:r5", "primary", form=form),))


def everything_form(lang: PostLang) -> Card:
    """The answer to a bare command: a form with every kind of input."""
    return Card(title="/demo", body=Text(zh="填好就能算。", en="Fill it in and it runs.").to(lang), private=True, form=Form(
        Text(zh="演示参数", en="Demo").line(lang), "demo:run", (
            Input("name", Text(zh="演示", en="Demo").line(lang), "one", (("gelu", "GELU"), ("softmax", "Softmax")), "gelu"),
            Input("x", "x", value="1.0", max_length=20),
            Input("note", Text(zh="备注", en="Note").line(lang), "block", required=False,
                  hint=Text(zh="可以不填", en="Optional").line(lang)),
        ), Text(zh="运行", en="Run").line(lang)))


def verdict(right: bool, lang: PostLang) -> Card:
    """The private answer to a reply."""
    words = (Text(zh="答对了，+30 分", en="Correct, +30 points") if right
             else Text(zh="不对，你选的是 {letter}", en="Not this time").format(letter="A"))
    why = Text(zh="点积 $q\\cdot k=\\sum_{i=1}^{d_k} q_i k_i$ 的方差是 $d_k$，除以 $\\sqrt{d_k}$ 后回到 1。",
               en="The dot product $q\\cdot k=\\sum_{i=1}^{d_k} q_i k_i$ has variance $d_k$; dividing by $\\sqrt{d_k}$"
                  " brings it back to 1.")
    return Card(title=words.line(lang), body=why.to(lang) if right else "", tone="correct" if right else "wrong",
                private=True, buttons=(Button(Text(zh="亲自算一遍", en="Run it").line(lang), "run:attention"),
                                       Button(Text(zh="报告问题", en="Report").line(lang), "report:1", "danger")))


def board(lang: PostLang) -> Card:
    """A board with a row to stand out."""
    return Card(
        title=Text(zh="本周排行榜", en="This week's board").line(lang), tone="info",
        table=Table(("#", Text(zh="成员", en="Member").line(lang), Text(zh="分数", en="Points").line(lang),
                     Text(zh="答题", en="Answered").line(lang)),
                    (("1", "小明", "130", "5"), ("2", "Ada", "120", "5"), ("3", "Lin", "90", "4"),
                     ("4", "Maximiliane Wolkenstein-Hohenfels", "20", "1")), (0, 2, 3), (1,)),
        footer=Text(zh="连续答题 4 天", en="4 days in a row").line(lang))


def result(lang: PostLang) -> Card:
    """A demo's result: numbers, a picture and a button to share it."""
    return Card(
        title="GELU", tone="info", private=True,
        body=Text(zh="$\\mathrm{GELU}(x) = x\\,\\Phi(x)$，在 $x = 1$ 处是 **0.841344746**。",
                  en="$\\mathrm{GELU}(x) = x\\,\\Phi(x)$ is **0.841344746** at $x = 1$.").to(lang),
        table=Table(("x", "GELU", "tanh"), (("-1", "-0.158655", "-0.158808"), ("0", "0", "0"),
                                            ("1", "0.841345", "0.841192")), (0, 1, 2)),
        picture=Picture(curve(), Text(zh="GELU 的曲线：左边贴近 0，右边贴近 y = x，最低点约在 -0.75。",
                                      en="GELU: close to 0 on the left, to y = x on the right, lowest near -0.75.").line(lang)),
        buttons=(Button(Text(zh="分享到频道", en="Share here").line(lang), "share:gelu", "primary"),),
        footer="/demo gelu 1")


def code(lang: PostLang) -> Card:
    """A reveal with a code block."""
    return Card(title=Text(zh="数值稳定的 softmax", en="A softmax that does not overflow").line(lang),
                body=Text(zh="先减去最大值：", en="Subtract the maximum first:").to(lang) + f"\n\n```python\n{CODE}\n```")


def long(lang: PostLang) -> Card:
    """A long explanation with a list, a quotation and a name that does not fit on a narrow line."""
    return Card(title=Text(zh="残差连接", en="Residual connections").line(lang), body=LONG.to(lang))


def fault(lang: PostLang) -> Card:
    """A polite error."""
    return Card(title=Text(zh="参数不对", en="That argument does not fit").line(lang), tone="error", private=True,
                body=Text(zh="`x` 要在 -50 到 50 之间，你写的是 `1e308`。",
                          en="`x` must be between -50 and 50; you wrote `1e308`.").to(lang))


def curve() -> bytes:
    """A PNG of the GELU curve, 960 × 480 pixels."""
    width, height = 960, 480
    image = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(image)
    for step in range(-4, 5):
        x = width / 2 + step * 110
        pen.line((x, 20, x, height - 20), "#eceff2", 2)
    pen.line((30, 380, width - 30, 380), "#9aa3ad", 2)
    xs = np.linspace(-4, 4, 400)
    ys = 0.5 * xs * (1 + np.tanh(0.7978845608 * (xs + 0.044715 * xs**3)))
    points = [(float(width / 2 + x * 110), float(380 - y * 85)) for x, y in zip(xs, ys, strict=True)]
    pen.line(points, "#2b59c3", 6, "curve")
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()
