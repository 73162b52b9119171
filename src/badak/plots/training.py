"""Training curves."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.checks import number
from badak.errors import error, phrase
from badak.plots.canvas import COLOURS, FAINT, INK, MARKERS, on, panels
from badak.plots.ticks import whole_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Run = dict[
    str, np.ndarray
]  # numbers by name, with the places along the axis as "", and as "epoch" or "steps" what these are
_PLACES = ("", "epoch", "steps")


def history(
    runs: Any,
    metrics: str | Sequence[str] | None = None,
    *,
    smoothing: float = 0.0,
    epochs: float | None = None,
    best: bool = True,
    ax: Axes | None = None,
) -> Axes | Figure:
    r"""Draw training curves of one run, or of several to compare them.

    Training is solid, validation dashed. The best epoch is marked, of the validation where there is one. Where the validation
    turns away from the training, the model has begun to learn by heart.

    Args:
        runs: what ``fit`` returned, its ``.history``, the path of a CSVLogger's file, its rows, a table of pandas, the losses of
            the steps (``badak.classic.Network.fit``), a trained model, a list of any of those, or a dict of them by name. A dict
            of lists under names of metrics is one run.
        metrics: a name gives one axes, a list a panel each; by default a panel for each that was measured, but only the loss on
            given axes. ``"val_loss"`` alone draws the validation.
        smoothing: :math:`\beta` of the running mean :math:`m_t = \beta m_{t-1} + (1-\beta) v_t`, divided by
            :math:`1-\beta^t`; the numbers themselves stay visible behind it. For the noise of single batches, as 0.95.
        epochs: how many epochs a list of steps covers; then the axis is in epochs, and runs of different batches compare.
        best: whether the best epoch is marked.
        ax: where to draw; None makes a figure.

    Returns:
        The axes, or the figure of several panels. For each run ``get_lines()`` has the training and then the validation, each
        with the unsmoothed numbers before it where they are smoothed; the dot of the best epoch follows (steps have none).

    Raises:
        ArgumentError: BD387, where there is no training curve, or not of that name; BD040, for a smoothing outside 0 ≤ β < 1;
            BD375, for something that is no axes.
        FileError: BD080, for a file that cannot be read.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> run = {"loss": [0.9, 0.5, 0.3], "val_loss": [0.9, 0.6, 0.7]}
        >>> ax = badak.plots.history(run, "loss")
        >>> ax.texts[0].get_text()
        'best: 0.6 in epoch 2'
    """
    where = "history"
    beta = number(f"plots.{where}", "smoothing", smoothing, 0.0, 1.0, below=True)
    found = {name: _run(one, epochs) for name, one in _named(runs).items()}
    single = isinstance(metrics, str) or ax is not None
    names = _metrics(found, "loss" if metrics is None and ax is not None else metrics)
    if single or len(names) == 1 and metrics is None:
        with on(where, ax) as ax:
            _panel(ax, found, names[0], beta, best)
        return ax
    columns = min(len(names), 3)
    rows = -(-len(names) // columns)
    with panels(where, rows, columns, (4.6 * columns, 3.7 * rows)) as (figure, axes):
        for k, place in enumerate(axes.flat):
            if k < len(names):
                _panel(place, found, names[k], beta, best)
            else:
                place.remove()
    return figure


def _panel(ax: Any, found: dict[str, Run], metric: str, beta: float, best: bool) -> None:
    from matplotlib.lines import Line2D

    several = len(found) > 1
    steps = any("steps" in run for run in found.values())
    handles, kinds = [], set()
    for k, (name, run) in enumerate(found.items()):
        top = None
        for validation in (False, True):
            key = f"val_{metric}" if validation else metric
            values = run.get(_known(run, key))
            if values is None:
                continue
            validation = validation or metric.startswith("val_")
            kinds.add(validation)
            colour = COLOURS[k % len(COLOURS)] if several else COLOURS[3 if validation else 0]
            shown = {
                "color": colour,
                "linestyle": "--" if validation else "-",
                "marker": MARKERS[k % 8] if several else None,
            }
            line = _curve(ax, run[""][: len(values)], values, beta, shown)
            if best and not steps:
                top = _best(run[""][: len(values)], line, metric) or top
        if several:
            label = name if top is None else f"{name}: {_best_word(metric)} {top[1]:.4g}"
            handles.append(Line2D([], [], label=label, color=COLOURS[k % len(COLOURS)], marker=MARKERS[k % 8]))
        if top is not None and len(run[""]) > 1:
            ax.plot(
                *[[v] for v in top],
                marker="o",
                markersize=9,
                markerfacecolor="none",
                color=INK,
                linestyle="none",
                zorder=5,
            )
            if not several:
                _say_best(ax, top, run, metric)
    if len(kinds) > 1 or not several:
        words = {False: phrase("training", "훈련"), True: phrase("validation", "검증")}
        for kind in sorted(kinds):
            colour = FAINT if several else COLOURS[3 if kind else 0]
            handles.append(Line2D([], [], label=words[kind], color=colour, linestyle="--" if kind else "-"))
    in_epochs = all("epoch" in run for run in found.values())
    ax.set(xlabel=phrase("epoch", "에포크") if in_epochs else phrase("update", "업데이트"), ylabel=_word(metric))
    if in_epochs or all(len(run[""]) < 20 for run in found.values()):
        whole_axis(ax)
    if beta:
        _quiet(ax, found, metric)
    if len(handles) > 1:
        ax.legend(handles=handles, loc="best", frameon=True, edgecolor="none", framealpha=0.85)


def _curve(ax: Any, x: np.ndarray, values: np.ndarray, beta: float, how: dict[str, Any]) -> np.ndarray:
    """Draw a curve, smoothed over its own faint numbers if wished; return what is drawn in full."""
    marks = {"markevery": max(len(x) // 8, 1), "markeredgecolor": "white", "markersize": 6}
    if not beta:
        ax.plot(x, values, **how, **marks)
        return values
    ax.plot(x, values, color=how["color"], linewidth=0.6, alpha=0.3, linestyle="-")
    mean, shown = 0.0, []
    for t, value in enumerate(values.tolist(), 1):
        mean = beta * mean + (1 - beta) * value
        shown.append(mean / (1 - beta**t))
    ax.plot(x, shown, **how, **marks)
    return np.array(shown)


def _quiet(ax: Any, found: dict[str, Run], metric: str) -> None:
    """Cut off the highest peaks of what was smoothed, so that they do not press the curves flat."""
    raw = [
        run[key] for run in found.values() for key in (_known(run, metric), _known(run, f"val_{metric}")) if key in run
    ]
    low, high = np.nanquantile(np.concatenate(raw), [0.0, 0.985])
    shown = [line.get_ydata() for line in ax.get_lines() if line.get_linewidth() > 1]
    high = max(float(high), *(float(np.nanmax(line)) for line in shown if len(line)))
    ax.set_ylim(low - 0.04 * (high - low), high + 0.04 * (high - low))


def _best(x: np.ndarray, values: np.ndarray, metric: str) -> tuple[float, float] | None:
    if not np.isfinite(values).any():
        return None
    place = int(np.nanargmax(values) if _rising(metric) else np.nanargmin(values))
    return float(x[place]), float(values[place])


def _best_word(metric: str) -> str:
    return phrase("best", "최고" if _rising(metric) else "최저")


def _rising(metric: str) -> bool:
    from badak.callbacks.monitoring import Monitor

    return Monitor(metric, "auto", 0.0, "history").rising


def _say_best(ax: Any, top: tuple[float, float], run: Run, metric: str) -> None:
    place, value = top
    text = f"{_best_word(metric)}: {value:.4g}"
    text = phrase(f"{text} in epoch {place:g}", f"{text} ({place:g}에포크)")
    left = place > (run[""][0] + run[""][-1]) / 2
    low, high = ax.get_ylim()
    above = value < (low + high) / 2
    box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
    ax.annotate(
        text, top, xytext=(-6 if left else 6, 16 if above else -16), textcoords="offset points", fontsize=9, zorder=6, bbox=box,
        ha="right" if left else "left", va="bottom" if above else "top",
        arrowprops={"arrowstyle": "-", "color": FAINT, "linewidth": 0.8},
    )  # fmt: skip


def _word(metric: str) -> str:
    right = ("accuracy", "정확도")
    words = {"loss": ("loss", "손실"), "accuracy": right, "acc": right, "lr": ("learning rate", "학습률")}
    words["ce"] = ("cross-entropy", "교차 엔트로피")
    if metric.startswith("val_"):
        return phrase("validation {name}", "검증 {name}").format(name=_word(metric[4:]))
    return phrase(*words[metric]) if metric in words else metric


# ---- what was given -------------------------------------------------------------------------------------------------------


def _named(runs: Any) -> dict[str, Any]:
    if isinstance(runs, list | tuple) and runs and all(_is_run(one) for one in runs):
        return {phrase(f"run {k}", f"실행 {k}") if len(runs) > 1 else "": one for k, one in enumerate(runs, 1)}
    if not isinstance(runs, Mapping) or _is_record(runs):
        return {"": runs}
    if not runs:
        raise _nothing(phrase("the dict is empty", "dict가 비어 있습니다"), runs)
    return {str(name): one for name, one in runs.items()}


def _is_run(one: Any) -> bool:
    """Whether one of several things in a list is a whole run, and not a row or a number of one."""
    if isinstance(one, Mapping):
        return _is_record(one)
    return hasattr(one, "history") or (isinstance(one, Sequence) and not isinstance(one, str))


def _is_record(one: Mapping) -> bool:
    """Whether a dict holds the numbers of one run, and not one run for each name."""
    from badak.metrics.metric import METRICS

    if not all(isinstance(values, Sequence | np.ndarray) and not isinstance(values, str) for values in one.values()):
        return False
    known = {"loss", "epoch", "lr", "learning_rate", "acc", *METRICS.names}
    return any(str(name).removeprefix("val_") in known for name in one)


def _run(one: Any, epochs: float | None) -> Run:
    """Return the numbers of a run by name, and the places along the axis as ""."""
    places = None
    if hasattr(getattr(one, "history", None), "history"):  # a model keeps what its last fit returned
        one = one.history
    if hasattr(one, "history") and isinstance(one.history, Mapping):
        places, one = (list(one.epoch) or None), one.history
    elif isinstance(one, str | os.PathLike):
        one = _read(one)
    elif hasattr(one, "to_dict") and hasattr(one, "columns"):
        one = one.to_dict("list")
    elif isinstance(one, Sequence) and one and all(isinstance(row, Mapping) for row in one):
        one = {name: [row.get(name) for row in one] for name in one[0]}
    if isinstance(one, Mapping):
        run = {str(name): _floats(values) for name, values in one.items()}
        run = {name: values for name, values in run.items() if values is not None and len(values)}
        numbered = run.pop("epoch", None)
        if not run:
            raise _nothing(phrase("no numbers of epochs are in it", "에포크별 수치가 들어 있지 않습니다"), one)
        count = max(map(len, run.values()))
        start = places if places is not None else numbered
        use = start is not None and len(start) == count
        run[""] = (np.asarray(start, float) if use else np.arange(count)) + 1.0
        run["epoch"] = run[""]
        return run
    steps = _floats(one)
    if steps is None or not len(steps):
        raise _nothing(phrase("it is no record of a training", "학습 기록이 아닙니다"), one)
    places = np.arange(1, len(steps) + 1, dtype=float)
    if epochs is None:
        return {"": places, "steps": places, "loss": steps}
    places = places * float(epochs) / len(steps)
    return {"": places, "epoch": places, "steps": places, "loss": steps}


def _floats(values: Any) -> np.ndarray | None:
    """Return a row of numbers; "NA" and empty cells are not a number; None for what holds none."""
    if isinstance(values, str | bytes | Mapping) or values is None:
        return None
    try:
        found = np.array([_float(value) for value in values])
    except (TypeError, ValueError):
        return None
    return found if np.isfinite(found).any() else None


def _float(value: Any) -> float:
    return float("nan") if value in ("NA", "", None) else float(value)


def _read(path: Any) -> dict[str, list]:
    from badak.files.opening import open_file, path_text

    name = path_text(path, "plots.history")
    with open_file(name, f"plots.history({name!r})") as file:
        lines = file.read().decode("utf-8-sig", errors="replace").splitlines()
    separator = max(",;\t", key=(lines or [""])[0].count)
    rows = list(csv.DictReader(lines, delimiter=separator))
    return {name: [row[name] for row in rows] for name in (rows[0] if rows else {}) if name is not None}


def _metrics(found: dict[str, Run], wished: Any) -> list[str]:
    """Return the names to draw."""
    measured = list(dict.fromkeys(n.removeprefix("val_") for run in found.values() for n in run if n not in _PLACES))
    if wished is None:
        return [name for name in measured if name not in ("lr", "learning_rate")] or measured
    if not isinstance(wished, str | Sequence) or isinstance(wished, Mapping):
        why = phrase(
            "metrics takes names of metrics; several runs are a list, or a dict by name",
            "metrics에는 지표 이름이 옵니다. 여러 훈련은 리스트나 이름별 dict로 묶으세요",
        )
        raise _nothing(why, wished)
    names = [wished] if isinstance(wished, str) else [str(name) for name in wished]
    for name in names:
        if not any(_known(run, key) in run for run in found.values() for key in (name, f"val_{name}")):
            why = phrase("'{name}' was not measured", "'{name}'은(는) 측정되지 않았습니다").format(name=name)
            raise _nothing(why, ", ".join(measured), expected=" | ".join(repr(m) for m in measured))
    return names


def _known(run: Run, name: str) -> str:
    """Return the name that a run knows a metric by: ``acc`` finds ``accuracy``."""
    from badak.callbacks.history import other_name

    return name if name in run else other_name(name)


def _nothing(why: str, got: Any, **more: Any) -> Exception:
    return error("BD387", where="plots.history", got=got if isinstance(got, str) else repr(got)[:60], why=why, **more)
