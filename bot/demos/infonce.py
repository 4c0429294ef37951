"""InfoNCE for one anchor: a softmax over similarities, with the positive as the right class."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LOW_TAU, HIGH_TAU = 0.01, 10.0


def loss_of(pos: float, negs: Sequence[float], tau: float) -> float:
    """log(1 + Σ exp((neg − pos)/τ)): with the largest taken out nothing overflows, and small losses keep their digits."""
    gaps = [(neg - pos) / tau for neg in negs]
    top = max(0.0, *gaps)
    if top > 0:
        return top + math.log(math.exp(-top) + math.fsum(math.exp(gap - top) for gap in gaps))
    return math.log1p(math.fsum(map(math.exp, gaps)))


def run(pos: float, negs: tuple[float, ...], tau: float) -> Result:
    """−log(e^{pos/τ} / (e^{pos/τ} + Σ e^{neg/τ})), the probabilities, the gradient by similarity, and log(1 + negatives).

    van den Oord, Li and Vinyals, "Representation Learning with Contrastive Predictive Coding", 2018, equation 4. The
    gradient is (p − 1)/τ for the positive and p/τ for each negative.
    """
    loss = loss_of(pos, negs, tau)
    positive = math.exp(-loss)
    negatives = [math.exp((neg - pos) / tau - loss) for neg in negs]
    values: dict[str, Any] = {
        "loss": loss, "positive_probability": positive, "negative_probabilities": negatives,
        "chance_loss": math.log(1 + len(negs)), "positive_gradient": -math.fsum(negatives) / tau,
        "negative_gradients": [p / tau for p in negatives],
    }
    hardest = max(range(len(negs)), key=lambda i: negs[i])
    said, p, chance = six(loss), six(positive), six(values["chance_loss"])
    rows = (
        (Text("损失", "loss"), said),
        (Text("正样本的概率", "probability of the positive"), p),
        (Text(f"最难负样本（{six(negs[hardest])}）的概率", f"probability of the hardest negative ({six(negs[hardest])})"),
         six(negatives[hardest])),
        (Text("对正样本相似度的梯度", "gradient by the positive's similarity"), six(values["positive_gradient"])),
        (Text("随机猜的损失 ln(1 + 负样本数)", "loss of a guess, ln(1 + negatives)"), chance),
    )
    compared = Text("与随机猜一样", "just what a guess would cost") if math.isclose(loss, values["chance_loss"]) else Text(
        "比随机猜小", "less than a guess would cost") if loss < values["chance_loss"] else Text(
        "比随机猜还大", "more than a guess would cost")
    text = Text(
        f"τ = {six(tau)} 时损失 {said}，正样本得到概率 {p}；{compared.zh}（随机猜是 {chance}）。",
        f"At τ = {six(tau)} the loss is {said}, and the positive gets probability {p}; that is {compared.en} ({chance}).",
    )
    alt = Text(
        f"左图：损失随温度 τ 变化的曲线（双对数），标出 τ = {six(tau)} 处的 {said}，虚线是随机猜的 {chance}。右图：softmax 的概率，正样本 {p}，"
        f"最难的负样本 {six(negatives[hardest])}。",
        f"Left: the loss against the temperature τ on log scales, {said} marked at τ = {six(tau)}, a guess ({chance}) "
        f"dashed. Right: the softmax probabilities, {p} for the positive and {six(negatives[hardest])} for the hardest "
        "negative.",
    )
    return Result(values, text, tables(rows), None, alt)


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The loss against the temperature on the left, the softmax on the right."""
    from bot.demos import _plot

    values, tau = result.values, args["tau"]
    figure, (left, right) = _plot.canvas(Text("InfoNCE：温度决定什么", "InfoNCE: what the temperature decides").to(lang), 2)
    taus = [LOW_TAU * (HIGH_TAU / LOW_TAU) ** (i / 240) for i in range(241)]
    floor = 1e-12
    losses = [loss_of(args["pos"], args["negs"], t) for t in taus]
    visible = [(t, loss) for t, loss in zip(taus, losses, strict=True) if loss >= floor]
    left.plot(*zip(*visible, strict=True), color=_plot.BLUE)
    left.axhline(values["chance_loss"], linestyle="--", color=_plot.MUTED, linewidth=1.8)
    falling = losses[0] > values["chance_loss"] * (1 + 1e-9)
    left.annotate(Text(f"随机猜 {six(values['chance_loss'])}", f"a guess {six(values['chance_loss'])}").to(lang),
                  (LOW_TAU if tau > 0.3 else HIGH_TAU, values["chance_loss"]), xytext=(6 if tau > 0.3 else -6, -4 if falling else 4),
                  textcoords="offset points", ha="left" if tau > 0.3 else "right", va="top" if falling else "bottom",
                  color=_plot.MUTED, fontsize=13)
    top = max(*losses, values["chance_loss"])
    steep = top > 5 * min(losses)
    left.set(xscale="log", yscale="log" if steep else "linear", xlabel=Text("温度 τ", "temperature τ").to(lang),
             title=Text("损失（对数刻度）", "loss (log scale)").to(lang) if steep else Text("损失", "loss").to(lang),
             xlim=(LOW_TAU, HIGH_TAU), ylim=(max(min(losses) / 6, floor / 6), top * 8) if steep else (0, 1.6 * top))
    # The free room is above a falling curve and below a rising one, on the side where there is more width.
    shift = (-14 if tau > 0.3 else 14, 34 if falling else 16 if values["loss"] < 100 * floor else -16)
    _plot.point(left, tau, max(values["loss"], floor), f"τ = {six(tau)}\n{six(values['loss'])}", shift=shift)
    _draw_softmax(right, values, args, lang)
    return figure


def _draw_softmax(axes: Axes, values: Mapping[str, Any], args: Mapping[str, Any], lang: Lang) -> None:
    """The positive first, then the negatives in their order, with similarities under the bars while they fit."""
    from bot.demos import _plot

    chances = [values["positive_probability"], *values["negative_probabilities"]]
    count = len(chances)
    axes.bar(range(count), chances, 0.72, color=[_plot.GREEN, *[_plot.ORANGE] * (count - 1)], zorder=2)
    for i, chance in enumerate(chances if count <= 6 else chances[:1]):
        axes.annotate(f"{chance:.4f}" if count <= 6 else f"+  {chance:.4f}", (i, chance if count <= 6 else max(chances)),
                      xytext=(0, 5), textcoords="offset points", fontsize=13, ha="center" if count <= 6 else "left",
                      va="bottom", color=_plot.INK if count <= 6 else _plot.GREEN)
    sims = [args["pos"], *args["negs"]]
    if count <= 6:
        axes.set_xticks(range(count), [f"{'+' if i == 0 else '−'}\n{six(s)}" for i, s in enumerate(sims)])
    else:
        axes.set_xticks([0, *range(8, count, 8)], ["+", *map(str, range(8, count, 8))])
    axes.set(ylim=(0, max(chances) * 1.25), xlim=(-0.7, count - 0.3), xlabel=Text(
        "正样本（绿）与负样本（橙）的相似度" if count <= 6 else "正样本（绿）与各个负样本（橙）",
        "similarity: positive green, negatives orange" if count <= 6 else "positive green, negatives orange").to(lang),
        title=Text("softmax 概率", "softmax probability").to(lang))
    axes.grid(visible=False, axis="x")


DEMO = Demo(
    name="infonce",
    title=Text("InfoNCE 对比损失", "The InfoNCE loss"),
    summary=Text("一个正样本、若干负样本和温度 τ：对比损失、概率和梯度。",
                 "One positive, some negatives and a temperature τ: loss, probabilities and gradients."),
    topic="cosine-loss",
    params=(
        Param("pos", "number", Text("正样本相似度", "similarity of the positive"), example="0.9", low=-1, high=1),
        Param("negs", "vector", Text("负样本相似度", "similarities of the negatives"), example="0.1,0.2", low=-1, high=1,
              max_len=63),
        Param("tau", "number", Text("温度 τ", "temperature τ"), example="0.1", low=LOW_TAU, high=HIGH_TAU),
    ),
    run=run,
    plot=plot,
    goldens=(
        Golden("0.9 0.1,0.2 0.1", {"loss": 0.001246567}, abs=5e-10),
        Golden("0.9 0.1,0.2 1", {"loss": 0.665731927}, abs=5e-10),
        Golden("0.9 0.1,0.2 0.5", {"loss": 0.370524038}, abs=5e-10),
        Golden("0.9 0.1,0.2 0.07", {"loss": 5.62785e-5}, abs=5e-11),
        Golden("-1 1 0.01", {"loss": 200.0, "positive_probability": math.exp(-200)}),
        Golden("0.5 0.5,0.5,0.5 0.07", {"loss": math.log(4), "positive_probability": 0.25,
                                        "chance_loss": math.log(4)}),
        Golden("0.9 0.1 0", error="E_RANGE"),
        Golden("1.1 0.1 0.1", error="E_RANGE"),
        Golden("0.9 0.1,-2 0.1", error="E_RANGE"),
        Golden("0.9 " + ",".join(["0"] * 64) + " 0.1", error="E_LEN"),
        Golden("0.9 a,b 0.1", error="E_TYPE"),
        Golden("0.9 0.1", error="E_MISSING"),
    ),
)
