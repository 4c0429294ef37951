"""The contrastive loss of CLIP on a small matrix of similarities."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.reading import fault
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Rows = Sequence[Sequence[float]]
_SIMS = Param("sims", "matrix", Text("相似度（行是图，列是文）", "similarities, a row an image, a column a text"),
              example="0.9,0.1;0.2,0.8", low=-1, high=1, min_len=2, max_len=8)


def run(sims: tuple[tuple[float, ...], ...], tau: float) -> Result:
    """The mean of the cross-entropies of rows and of columns of sims/tau, where pairs stand on the diagonal.

    Radford et al., "Learning Transferable Visual Models From Natural Language Supervision" (CLIP), 2021, figure 3.
    With the log-sum-exp shifted by its largest term. Raises BadInput (E_LEN) for a matrix that is not square.
    """
    if len(sims[0]) != len(sims):
        raise fault(_SIMS, "E_LEN", Text(f"收到 {len(sims)} 行 {len(sims[0])} 列；每张图配一段文字，行和列必须一样多",
                                         f"got {len(sims)} rows of {len(sims[0])}; every image has one text, so rows and "
                                         "columns must be equally many"))
    columns = [list(column) for column in zip(*sims, strict=True)]
    by_image, by_text = _losses(sims, tau), _losses(columns, tau)
    image_loss, text_loss = math.fsum(by_image) / len(sims), math.fsum(by_text) / len(sims)
    values = {
        "loss": (image_loss + text_loss) / 2, "image_to_text_loss": image_loss, "text_to_image_loss": text_loss,
        "chance_loss": math.log(len(sims)),
        "image_to_text": [_softmax(row, tau) for row in sims],
        "text_to_image": [_softmax(column, tau) for column in columns],
    }
    return Result(values, _text(values, sims, tau), _rows(values), None, _alt(values, len(sims), tau))


def _softmax(row: Sequence[float], tau: float) -> list[float]:
    top = max(row)
    weights = [math.exp((s - top) / tau) for s in row]
    return [weight / math.fsum(weights) for weight in weights]


def _losses(rows: Rows, tau: float) -> list[float]:
    """−log softmax of the diagonal entry of each row; log1p keeps the small ones exact."""
    found = []
    for i, row in enumerate(rows):
        others = [(s - row[i]) / tau for j, s in enumerate(row) if j != i]
        top = max(0.0, *others)
        rest = math.fsum(math.exp(x - top) for x in others)
        found.append(math.log1p(rest) if top == 0 else top + math.log(rest + math.exp(-top)))
    return found


def _text(values: Mapping[str, Any], sims: Rows, tau: float) -> Text:
    loss, chance = six(values["loss"]), six(values["chance_loss"])
    right = sum(row[i] > max(s for j, s in enumerate(row) if j != i) for i, row in enumerate(sims))
    better = values["loss"] < values["chance_loss"]
    return Text(
        f"τ = {six(tau)} 时损失 {loss}，{'低于' if better else '不低于'}瞎猜的 ln {len(sims)} = {chance}；"
        f"{len(sims)} 张图里有 {right} 张的配对文字相似度最高。",
        f"With τ = {six(tau)} the loss is {loss}, {'below' if better else 'not below'} the ln {len(sims)} = {chance} of "
        f"chance; for {right} of {len(sims)} images their own text is the most similar.",
    )


def _rows(values: Mapping[str, Any]) -> Any:
    return tables((
        (Text("损失（对称）", "loss (symmetric)"), six(values["loss"])),
        (Text("由图找文", "image to text"), six(values["image_to_text_loss"])),
        (Text("由文找图", "text to image"), six(values["text_to_image_loss"])),
        (Text("瞎猜", "chance"), six(values["chance_loss"])),
    ))


def _alt(values: Mapping[str, Any], count: int, tau: float) -> Text:
    diagonal = ", ".join(f"{values['image_to_text'][i][i]:.3f}" for i in range(count))
    back = ", ".join(f"{values['text_to_image'][i][i]:.3f}" for i in range(count))
    return Text(
        f"两张 {count}×{count} 的热图，τ = {six(tau)}，损失 {six(values['loss'])}。左图：由图找文的概率，对角线 {diagonal}。"
        f"右图：由文找图的概率，对角线 {back}。",
        f"Two heat maps of {count}×{count}, τ = {six(tau)}, loss {six(values['loss'])}. Left: probabilities of texts for "
        f"each image, {diagonal} on the diagonal. Right: of images for each text, {back} on the diagonal.",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """Softmax along the rows on the left, along the columns on the right, with the pairs framed."""
    from bot.demos import _plot

    values = result.values
    title = Text(f"CLIP 损失 {six(values['loss'])}（τ = {six(args['tau'])}）",
                 f"CLIP loss {six(values['loss'])} (τ = {six(args['tau'])})").to(lang)
    figure, (left, right) = _plot.canvas(title, 2)
    back = [list(column) for column in zip(*values["text_to_image"], strict=True)]
    _heat(left, values["image_to_text"], Text(f"由图找文：{six(values['image_to_text_loss'])}",
                                              f"image to text: {six(values['image_to_text_loss'])}").to(lang), lang)
    _heat(right, back, Text(f"由文找图：{six(values['text_to_image_loss'])}",
                            f"text to image: {six(values['text_to_image_loss'])}").to(lang), lang)
    return figure


def _heat(axes: Axes, rows: Rows, title: str, lang: Lang) -> None:
    """A square of probabilities, a row an image; pairs have a frame."""
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    from bot.demos import _plot

    count = len(rows)
    shades = LinearSegmentedColormap.from_list("house", [_plot.PANEL, _plot.PALE_BLUE, _plot.BLUE])
    axes.imshow(rows, cmap=shades, vmin=0, vmax=1)
    size = {2: 22, 3: 18, 4: 16, 5: 14}.get(count, 11 if count < 8 else 10)
    for i, row in enumerate(rows):
        axes.add_patch(Rectangle((i - 0.5, i - 0.5), 1, 1, facecolor="none", edgecolor=_plot.RED, linewidth=2.4, zorder=4,
                                 clip_on=False))
        for j, share in enumerate(row):
            axes.text(j, i, f"{share:.3f}" if count < 6 else f"{share:.2f}", ha="center", va="center", fontsize=size,
                      color=_plot.PANEL if share > 0.8 else _plot.INK, zorder=5)
    numbers = [str(i + 1) for i in range(count)]
    axes.set_xticks(range(count), numbers)
    axes.set_yticks(range(count), numbers)
    axes.set(title=title, xlabel=Text("文字", "text").to(lang), ylabel=Text("图像", "image").to(lang))
    axes.grid(visible=False)
    axes.tick_params(length=0)


DEMO = Demo(
    name="clip-loss",
    title=Text("CLIP 的对比损失", "CLIP's contrastive loss"),
    summary=Text("小小的相似度矩阵上，图文互找的概率和对称交叉熵。",
                 "Which text goes with which image, and back: symmetric cross-entropy on a small matrix."),
    topic="multimodal",
    params=(_SIMS, Param("tau", "number", Text("温度 τ", "temperature τ"), example="0.07", low=0.01, high=10)),
    run=run,
    plot=plot,
    goldens=(
        Golden("0.9,0.1;0.2,0.8 1", {"loss": 0.40374018, "chance_loss": 0.69314718}),
        Golden("0.9,0.1;0.2,0.8 0.07", {"loss": 7.278e-5}, abs=1e-8),
        Golden("[[0.5,0.5],[0.5,0.5]] tau=0.07", {"loss": 0.693147181, "image_to_text": [[0.5, 0.5], [0.5, 0.5]]}),
        Golden("-1,1;1,-1 0.01", {"loss": 200.0, "image_to_text_loss": 200.0, "text_to_image_loss": 200.0}),
        Golden("1,0,0;0,1,0;0,0,1 1", {"loss": 0.551444714}),
        Golden("0.9,0.1,0.2;0.2,0.8,0.1 1", error="E_LEN"),
        Golden("0.9,0.1;0.2 1", error="E_FORMAT"),
        Golden("0.9,0.1;0.2,1.8 1", error="E_RANGE"),
        Golden("0.9,0.1;0.2,0.8 0", error="E_RANGE"),
        Golden("0.9 1", error="E_LEN"),
        Golden("0.9,0.1;0.2,0.8", error="E_MISSING"),
    ),
)
