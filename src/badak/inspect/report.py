"""A report of a training run: one HTML file that opens anywhere, in two languages, with everything inside."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.errors import error, get_language
from badak.inspect.words import Words, same

if TYPE_CHECKING:
    from badak.training.evaluation import Evaluation


def report(
    model: Any,
    history: Any = None,
    x_test: Any = None,
    y_test: Any = None,
    path: str | os.PathLike[str] = "report.html",
    *,
    title: str | Words | None = None,
    samples: Any = None,
    class_names: Sequence[str] | None = None,
    evaluation: Evaluation | None = None,
    record: Mapping[str, Any] | None = None,
    next_steps: Sequence[tuple[Words, str]] = (),
    language: str | None = None,
) -> Path:
    """Write a report: figures, curves, confusion matrix or scatter, the worst mistakes, the model, the run.

    The file needs nothing else: no network, no other file, no script. It holds both languages; the reader can switch.

    Args:
        model: a model that has weights.
        history: what ``fit`` returned; the model's last by default.
        x_test: inputs the model has not learned from, as for ``evaluate``.
        y_test: their targets: class numbers, one-hot rows, or numbers.
        path: the file to write.
        title: the heading.
        samples: what to show of the inputs: pictures (samples, height, width[, 3]) or a ``badak.datasets.Table``;
            ``x_test`` itself where left out.
        class_names: names of the classes; the model's, or their numbers.
        evaluation: figures measured already, instead of ``x_test`` and ``y_test``.
        record: facts of the run: seed, versions, command; the model's by default.
        next_steps: what to try next: a sentence and a command each.
        language: the language shown first, ``"ko"`` or ``"en"``; the user's by default.

    Returns:
        The path of the report.

    Raises:
        ArgumentError: BD003, for another language.
        StateError: BD023, when the model has no weights yet.
        FileError: BD092, when the file cannot be written.

    Example:
        >>> import pathlib, tempfile
        >>> import badak
        >>> model = badak.Sequential([badak.layers.Dense(1, input_dim=1)])
        >>> model.compile("sgd", loss="mse")
        >>> history = model.fit([[0.0], [1.0]], [[1.0], [3.0]], epochs=2, verbose=0)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = badak.inspect.report(model, history, [[2.0]], [[5.0]], pathlib.Path(folder, "report.html"))
        ...     path.read_text(encoding="utf-8").startswith("<!doctype html>")
        True
    """
    from badak.inspect.page import page
    from badak.training.runs import badak_version, write_text

    if language not in (None, "ko", "en"):
        raise error("BD003", where="inspect.report", name="language", got=repr(language), expected="'en' | 'ko'")
    if isinstance(history, str | os.PathLike):
        raise error(
            "BD003", where="inspect.report", name="history", got=repr(history), expected="path='report.html' | model.fit(...)"
        )  # fmt: skip
    if evaluation is None and x_test is not None and y_test is not None:
        from badak.inspect.measure import measured

        evaluation = measured(model, x_test, y_test, class_names)
        samples = np.asarray(x_test) if samples is None else samples
    run = dict(record if record is not None else model.run_record or {})
    past = history if history is not None else model.history
    heading = Words(title, title) if isinstance(title, str) and not isinstance(title, Words) else title
    heading = heading or Words(f"Report: {model.name}", f"보고서: {model.name}")
    version = badak_version()
    content = page(
        heading,
        _subtitle(run),
        [part for part in _parts(model, past, evaluation, samples, run, next_steps) if part],
        Words(f"Made by badak {version}.", f"badak {version}에서 만든 보고서입니다."),
        language or get_language(),
    )
    path = Path(path)
    write_text(path, content)
    return path


def _subtitle(run: Mapping[str, Any]) -> Words:
    from badak.inspect.facts import local_time

    started = local_time(run["date"]) if run.get("date") else ""
    return Words(f"Training run of {started}", f"{started} 학습 결과") if started else same("")


def _parts(
    model: Any, history: Any, evaluation: Any, samples: Any, run: Mapping[str, Any], next_steps: Sequence
) -> list[str]:
    from badak.inspect import classes, numbers
    from badak.inspect.curves import curves
    from badak.inspect.facts import headline, model_table, next_section, run_section, stop_notice
    from badak.inspect.tokens import vocabulary
    from badak.training.texts import text_layer

    values = dict(getattr(history, "history", history) or {})
    epochs = list(getattr(history, "epoch", None) or range(max(map(len, values.values()), default=0)))
    best = run.get("best_epoch")
    target = str(run.get("target") or "")
    reader = text_layer(model)
    parts = [headline(model, evaluation, run, len(epochs)), stop_notice(run)]
    parts.append(curves(values, epochs, best, {"mae": target} if target else {}))
    if evaluation is not None and evaluation.task == "classification":
        parts += [classes.confusion(evaluation), classes.mistakes(evaluation, samples, target, reader)]
    elif evaluation is not None:
        parts += [numbers.scatter(evaluation, target), numbers.largest(evaluation, samples, target)]
    if reader is not None and reader.vocabulary is not None:
        parts.append(vocabulary(model, reader, samples))
    return [*parts, model_table(model), run_section(run), next_section(next_steps)]
