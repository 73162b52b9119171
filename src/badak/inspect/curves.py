"""The part of a report about the course of training."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from badak.inspect.page import section
from badak.inspect.plots import Axis, Drawing, epoch_ticks, value_axis
from badak.inspect.words import Words, same

_NAMES = {
    "loss": Words("loss", "손실"),
    "accuracy": Words("accuracy", "정확도"),
    "mae": Words("mean absolute error", "평균 절대 오차(MAE)"),
}
_TRAIN, _VAL = Words("training", "학습"), Words("validation", "검증")


def curves(
    history: Mapping[str, Sequence[float]], epochs: Sequence[int], best: int | None, units: Mapping[str, str]
) -> str:
    """Draw loss and metrics over the epochs.

    Args:
        history: name → one number for each epoch; ``val_`` names belong to the name without it.
        epochs: the epochs' numbers, from 0.
        best: number of the best epoch, from 1.
        units: name → unit of its axis.

    Returns:
        The section as HTML; empty when there is nothing to draw.
    """
    names = [name for name in history if not name.startswith("val_") and name not in ("lr", "learning_rate")]
    names = [name for name in names if any(isinstance(value, int | float) for value in history[name])]
    if not names or not epochs:
        return ""
    drawn = "".join(_figure(name, history, epochs, best, units.get(name, "")) for name in names[:4])
    title = Words("How training went", "학습 과정")
    return section(title, f'<div class="pair">{drawn}</div>', _lead(history, best))


def _lead(history: Mapping[str, Sequence[float]], best: int | None) -> Words | None:
    if best is None:
        return None
    if "val_loss" in history:
        return Words(
            f"The two curves keep together as long as what is learned holds for new data too. The model kept is that of "
            f"epoch {best}, the best on the validation samples, which are not learned from.",
            f"배운 내용이 새 데이터에도 통하는 동안은 두 곡선이 함께 움직입니다. 저장된 모델은 학습에 쓰지 않은 검증 샘플에서 "
            f"성적이 가장 좋았던 에포크 {best}의 모델입니다.",
        )
    return Words(
        f"The model kept is that of epoch {best}. There were too few samples to keep some for validation.",
        f"저장된 모델은 에포크 {best}의 모델입니다. 샘플이 적어 검증용을 따로 떼지 않았습니다.",
    )


def _figure(
    name: str, history: Mapping[str, Sequence[float]], epochs: Sequence[int], best: int | None, unit: str
) -> str:
    title = _NAMES.get(name, same(name))
    share = name == "accuracy" or name.endswith("_accuracy")
    pairs = [("train", _TRAIN, _floats(history[name], epochs))]
    if f"val_{name}" in history:
        pairs.append(("val", _VAL, _floats(history[f"val_{name}"], epochs)))
    numbered = [epoch + 1 for epoch in epochs]
    mark = Words(f"{title.en} ({unit})", f"{title.ko} ({unit})") if unit else title
    y = value_axis(np.concatenate([values for _, _, values in pairs]), mark, percent=share)
    label = f"curve-{html.escape(name)}"
    marks = epoch_ticks(numbered[0], numbered[-1])
    ends = (min(marks[0], numbered[0]), max(numbered[-1], marks[0] + 1))
    inside = [mark for mark in marks if mark <= ends[1]]
    drawing = Drawing(Axis(inside, Words("epoch", "에포크"), ends=ends), y, label)
    if best is not None and numbered[0] <= best <= numbered[-1] and len(numbered) > 1:
        drawing.rule((best, y.low), (best, y.high))
    for kind, who, values in pairs:
        tips = [f"{who.plain()} · {n} · {y.text(float(f'{v:.4g}'))}" for n, v in zip(numbered, values)]
        drawing.line(kind, numbered, values, "dot" if kind == "train" else "square", tips)
    last = [(kind, who, _last(values, y)) for kind, who, values in pairs]
    return f'<figure><figcaption id="{label}">{title.html()}</figcaption>{drawing.text()}{_legend(last, best)}</figure>'


def _floats(values: Sequence[float], epochs: Sequence[int]) -> Any:
    out = np.full(len(epochs), np.nan)
    for place, value in enumerate(list(values)[: len(epochs)]):
        if isinstance(value, int | float):
            out[place] = value
    return out


def _last(values: np.ndarray, axis: Axis) -> str:
    there = values[np.isfinite(values)]
    if not len(there):
        return ""
    return f"{there[-1]:.1%}".replace("%", " %") if axis.percent else f"{there[-1]:.4g}"


def _legend(entries: Sequence[tuple[str, Words, str]], best: int | None) -> str:
    """Name the lines by colour, dashes and marker, with their last value."""
    cells = ""
    for kind, who, last in entries:
        shape = (
            '<circle class="train mark" cx="17" cy="6" r="3"/>'
            if kind == "train"
            else '<rect class="val mark" x="14" y="3" width="6" height="6"/>'
        )
        sample = f'<svg viewBox="0 0 34 12" aria-hidden="true"><path class="{kind} line" d="M1 6H33"/>{shape}</svg>'
        cells += f"<span>{sample}{who.html()}{' ' + last if last else ''}</span>"
    if best is not None:
        sample = '<svg viewBox="0 0 34 12" aria-hidden="true"><line class="rule" x1="17" y1="0" x2="17" y2="12"/></svg>'
        cells += f"<span>{sample}{Words('best epoch', '가장 좋은 에포크').html()} {best}</span>"
    return f'<div class="legend">{cells}</div>'
