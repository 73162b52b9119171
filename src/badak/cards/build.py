"""Cards made of what is said once elsewhere: records, docstrings, signatures, tables of facts, and what can be computed."""

from __future__ import annotations

import functools
import inspect
import re
from typing import Any

import numpy as np

from badak.autograd.op import OPS, Op
from badak.autograd.samples import Draw
from badak.cards import curve as curves
from badak.cards.card import Card, Row
from badak.cards.docstrings import Said, read
from badak.cards.facts import fact_of, relatives
from badak.cards.facts.arguments import KOREAN as ARGUMENTS
from badak.cards.facts.arguments import UNDESCRIBED
from badak.cards.facts.fact import Fact
from badak.cards.facts.operations import SOURCES
from badak.cards.subjects import KINDS, Subject, names, subjects
from badak.cards.wording import KOREAN

_UNSAID = ("name", "dtype", "trainable", "input_shape", "input_dim", "data_format", "seed")  # the same everywhere
_NOTHING = Fact("", ("", ""))


def card_of(subject: Subject, instance: Any = None, language: str = "en") -> Card:
    """Return the card of a subject; with an object of its class, that object's shapes, sizes and settings."""
    return _Builder(subject, instance, language).card()


class _Builder:
    """Gathers the rows of one card."""

    def __init__(self, subject: Subject, instance: Any, language: str) -> None:
        self.subject = subject
        self.instance = instance
        self.korean = language == "ko"
        self.language = language
        found, self.group = fact_of(subject.kind, subject.key) if subject.kind in KINDS else (None, "")
        self.fact = found or _NOTHING
        self.said = read(subject.thing)
        self.rule = self.said if subject.key == subject.name else read(subjects()[subject.kind, subject.key].thing)
        self.record = self._record()

    def _record(self) -> Op | None:
        """Return the record of the operation that computes the subject."""
        if self.subject.kind in ("activation", "operation"):
            found = OPS.get(self.subject.name) or getattr(self.subject.thing, "op", None)
            return found if isinstance(found, Op) else None
        return OPS.get(self.fact.op)

    def card(self) -> Card:
        subject = self.subject
        kind = KINDS.get(subject.kind, ("function", "함수", ""))[self.korean]
        curve = self._curve()
        rows = [
            Row("formula", self.formula(), "formula"),
            *self._gradient(curve),
            *(Row(*row, "code" if row[0] == "figures" else "text") for row in self._computed(curve)),
            Row("shapes", self._shapes()),
            *self._sizes(),
            Row("arguments" if self.instance is None else "set", self._arguments(), "arguments"),
            Row("use", self._sentence(self.fact.use[self.korean])),
            Row("avoid", self._sentence(self.fact.avoid[self.korean])),
            Row("source", self.source()),
            Row("related", self._related()),
            Row("elsewhere", self._elsewhere()),
        ]
        summary = self.fact.ko if self.korean and self.fact.ko else self.rule.summary or self.said.summary
        return Card(
            subject.name, kind, subject.path, summary, tuple(row for row in rows if row.content), curve, self.language
        )

    def _sentence(self, text: str) -> str:
        return f"{text}." if text and text[-1] not in ".!?" else text

    # --- what is said elsewhere -----------------------------------------------------------------------------------------

    def formula(self) -> str:
        """Return the formula in LaTeX, from the first place that has one."""
        if self.subject.kind in ("activation", "operation") and self.record is not None:
            return self.record.formula
        if self.rule.formula or self.fact.formula:
            return self.rule.formula or self.fact.formula
        if "=" in self.rule.inline or r"\leftarrow" in self.rule.inline:
            return self.rule.inline
        linked = _linked(self.fact.op)
        return linked.formula if linked else self.record.formula if self.record else self.rule.inline

    def _gradient(self, curve: Any) -> list[Row]:
        if self.record is None or self.subject.kind not in ("activation", "operation", "layer"):
            return []
        if not self.record.differentiable:
            return [Row("gradient", "없습니다." if self.korean else "none.")]
        if self.record.gradient:
            return [Row("gradient", self.record.gradient, "formula")]
        said = (
            "the chain rule through the operations it is made of, by autograd.",
            "구성 연산들을 연쇄 법칙으로 이어 자동 미분이 구합니다.",
        )
        return [Row("gradient", said[self.korean])]

    def source(self) -> str:
        """Return author and year, from the first place that names them."""
        linked = _linked(self.fact.op)
        return (
            self.said.source or self.rule.source or (self.record.source if self.record is not None else "") or self.fact.source
            or (linked.source if linked else "") or (_source_of(self.fact.op) if linked else "") or SOURCES.get(self.group, "")
        )  # fmt: skip

    def _related(self) -> str:
        near = relatives(self.subject.kind, self.group, self.subject.key)[:6]
        if self.fact.op in OPS:
            near.append(OPS[self.fact.op].name if OPS[self.fact.op].name not in near else "")
        return ", ".join(name for name in near if name)

    def _elsewhere(self) -> str:
        others = [key for key in names().get(self.subject.name, ()) if key != (self.subject.kind, self.subject.name)]
        package = {key: KINDS[key[0]][2] for key in others}
        return ", ".join(f'badak.explain("{package[key]}.{key[1]}")' for key in others)

    def _arguments(self) -> str:
        thing = self.subject.thing
        parameters = {p.name: p.default for p in _signature(thing) if p.default is not p.empty}
        said = _argument_texts(thing) | {k: v for k, v in self.rule.arguments.items() if k in parameters}
        lines = []
        for name, default in parameters.items():
            value = getattr(self.instance, name, default) if self.instance is not None else default
            if (
                name in _UNSAID
                or name.startswith("_")
                or (name.endswith(("_constraint", "_regularizer")) and value is None)
            ):
                continue
            why = ARGUMENTS.get(name, "") if self.korean else said.get(name, "") or UNDESCRIBED.get(name, "")
            lines.append(f"{name} = {_shown(value)}\t{self._sentence(why)}")
        return "\n".join(lines)

    # --- shapes and sizes ---------------------------------------------------------------------------------------------------

    def _shapes(self) -> str:
        slot = getattr(self.instance, "slot", None)
        if slot is not None:
            return f"{_batch(slot.shape)} → {_batch(slot.out_shape)}"
        text = self.fact.shapes or self.rule.shapes or self.said.shapes
        if not text and self.subject.kind == "activation":
            text = "(…) → (…)"
        if not text and self.subject.kind == "initializer":
            text = "shape → array of that shape" if not self.korean else "모양 → 그 모양의 배열"
        if not text and self.subject.kind == "operation" and self.record is not None:
            return _example(self.subject.name)
        return _translated(text) if self.korean else text

    def _sizes(self) -> list[Row]:
        slot = getattr(self.instance, "slot", None)
        if self.subject.kind == "optimizer":
            slots = (self.instance or self.subject.thing()).slots
            kept = ", ".join(slots) or "–"
            numbers = "number" if len(slots) == 1 else "numbers"
            said = (f"{len(slots)} {numbers} for each weight ({kept})", f"가중치 하나에 수 {len(slots)}개({kept})")[
                self.korean
            ]
            return [Row("memory", said if slots else ("없습니다" if self.korean else "none"))]
        if self.subject.kind != "layer":
            return []
        params = _translated(self.fact.params) if self.korean else self.fact.params
        if slot is None:
            return [Row("parameters", params)]
        total = self.instance.count_params()
        weights = [
            f"{name} {tuple(w.shape)} {int(np.prod(w.shape))}"
            for name, w in [*slot.params.items(), *slot.state.items()]
        ]
        said = f"{params} = {total:,}" if params and params != "0" else f"{total:,}"
        return [Row("parameters", said), Row("weights", ", ".join(weights))]

    # --- what is computed ------------------------------------------------------------------------------------------------

    def _curve(self) -> Any:
        kind, thing = self.subject.kind, self.subject.thing
        if kind == "activation" or kind == "function":
            return curves.curve_of(thing)
        if kind == "loss":
            return curves.loss_curve(subjects()[kind, self.subject.key].thing, self.subject.key)
        if kind == "schedule":
            made = self.instance if self.instance is not None else self.fact.sample() if self.fact.sample else None
            return curves.schedule_curve(made) if callable(made) else None
        if kind == "initializer":
            return curves.histogram(self.instance) if self.instance is not None else _default_histogram(thing)
        return None

    def _computed(self, curve: Any) -> list[tuple[str, str]]:
        rows = list(curve.rows) if curve is not None else []
        jump = "jumps at x = " if not self.korean else "건너뛰는 곳 x = "
        return [(label, text.replace("↷ ", jump)) for label, text in rows]


def _linked(name: str) -> Said | None:
    """Return the docstring of a loss or metric function that a metric averages."""
    kind, _, function = name.partition(":")
    if not function:
        return None
    from badak import losses, metrics

    return read(getattr(losses if kind == "loss" else metrics, function))


def _source_of(name: str) -> str:
    kind, _, function = name.partition(":")
    found, _ = fact_of(kind, function)
    return found.source if found else ""


def _signature(thing: Any) -> list[inspect.Parameter]:
    try:
        return list(inspect.signature(thing).parameters.values())
    except (TypeError, ValueError):
        return []


def _argument_texts(thing: Any) -> dict[str, str]:
    """Return what docstrings say of arguments, that of the class itself before those of its bases."""
    texts: dict[str, str] = {}
    for cls in reversed(thing.__mro__ if isinstance(thing, type) else (thing,)):
        texts |= read(cls).arguments
    return texts


def _shown(value: Any) -> str:
    if isinstance(value, type):
        return value.__name__
    if callable(value) and hasattr(value, "__name__"):
        return value.__name__
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _batch(shape: Any) -> str:
    """Return a shape with the axis of the batch."""
    if shape and isinstance(shape[0], tuple | list):
        return "[" + ", ".join(_batch(s) for s in shape) + "]"
    return "(" + ", ".join(["batch", *("…" if size is None else str(size) for size in shape)]) + ")"


def _translated(text: str) -> str:
    """Return shapes and sizes with the few English words that they contain in Korean."""
    if text in KOREAN:
        return KOREAN[text]
    for english in ("one number", "query", "value", "encoded", "states"):
        text = re.sub(rf"\b{english}\b", KOREAN[english], text)
    return text


@functools.cache
def _example(name: str) -> str:
    """Return the shapes of one call of an operation, as it is tried in the tests."""
    record = OPS[name]
    samples: Any = record.samples
    if not samples:
        return ""
    first = samples(Draw(0))[0]
    out = record.call(*first.args, **first.static)
    given = ", ".join(_size(a) for a in first.args if a is not None)
    return f"{given} → {_size(out)}"


def _size(value: Any) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(_size(v) for v in value)
    return str(tuple(np.shape(value)))


def _default_histogram(cls: type) -> Any:
    random = "seed" in inspect.signature(cls).parameters
    return curves.histogram(cls(seed=0)) if random else None
