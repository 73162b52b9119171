"""``badak.explain``: from what a user names or holds to its card."""

from __future__ import annotations

import dataclasses
import types
from typing import Any

from badak.autograd.tensor import Tensor
from badak.cards.build import card_of
from badak.cards.card import Card, Row
from badak.cards.subjects import KINDS, Subject, names, subjects
from badak.errors import close_names, error, get_language


def explain(x: Any, *, lang: str | None = None) -> Card:
    """Return the card of an operation, layer, optimizer, loss, metric, activation, initializer, schedule or regularizer.

    A card says formula and gradient, range, shapes, number of parameters, defaults and why they are so, when to use it and
    when not, and where it comes from. It prints well in a terminal, and as HTML with real formulas in a notebook. Curves,
    derivatives and ranges are computed, not written down.

    Args:
        x: a name (``"gelu"``, ``"adam"``, ``"layers.LSTM"``), a class, a function, or an object: a built layer is explained
            with its own shapes and number of parameters, a tensor by the operation that made it. Names are case-sensitive:
            ``"softmax"`` is the activation function, ``"Softmax"`` the layer. A name that nothing has is tried in any case.
            Where several have a name, activation functions come before operations, layers, losses, optimizers,
            initializers, schedules, regularizers, constraints and metrics; the card names the others.
        lang: ``"en"`` or ``"ko"``; by default badak's language.

    Returns:
        The card.

    Raises:
        ArgumentError: BD330, for a name that nothing has; BD331, for an object that has no card; BD003, for another language.

    Example:
        >>> import badak
        >>> card = badak.explain("sigmoid", lang="en")
        >>> card["range"], card["slope"]
        ('(0, 1)', '(0, 0.25]')
        >>> layer = badak.layers.Dense(4)
        >>> out = layer(badak.ones(2, 3))
        >>> badak.explain(layer, lang="en")["parameters"]
        'features · units + units = 16'
    """
    language = lang if lang is not None else get_language()
    if language not in ("en", "ko"):
        raise error("BD003", where="badak.explain", name="lang", got=repr(lang), expected="'en' | 'ko'")
    if isinstance(x, str):
        return _by_name(x, language)
    if isinstance(x, Tensor):
        return _of_tensor(x, language)
    if isinstance(x, type):
        return card_of(_of_thing(x), None, language)
    if isinstance(x, types.FunctionType | types.BuiltinFunctionType | types.MethodType):
        return card_of(_of_thing(x), None, language)
    return card_of(_of_thing(type(x), x), x, language)


def _by_name(name: str, language: str) -> Card:
    bare = name.removeprefix("badak.")
    package, _, last = bare.rpartition(".")
    last = last.lstrip("_")
    found = names().get(last, ())
    if not found:
        lower = {known.lower(): keys for known, keys in reversed(names().items())}
        found = lower.get(last.lower(), ())
    if package:
        wanted = package.split(".")[0]
        kinds = [
            kind
            for kind, said in KINDS.items()
            if said[2] == wanted or (wanted == "initializers" and kind == "initializer")
        ]
        found = tuple(key for key in found if key[0] in kinds)
    if found:
        return card_of(subjects()[found[0]], None, language)
    from badak.optimizers.registry import OPTIMIZERS

    if bare in OPTIMIZERS.presets:
        made = OPTIMIZERS.presets[bare]()
        return card_of(_of_thing(type(made)), made, language)
    raise error("BD330", where="badak.explain", got=repr(name), near=close_names(last, list(names())))


def _of_thing(thing: Any, instance: Any = None) -> Subject:
    """Return the subject that a class or function is; one of the user's own is described by its docstring."""
    plain = getattr(thing, "op", None)
    matches = [
        s
        for s in subjects().values()
        if s.thing is thing or (plain is not None and getattr(s.thing, "op", None) is plain)
    ]
    if not matches and plain is not None:  # badak.relu: the operation of the activation function
        matches = [s for key, s in subjects().items() if key == ("activation", plain.name)]
    if matches:
        own = getattr(thing, "__name__", "")
        return min(matches, key=lambda s: s.name != own)
    kind = _kind_of(thing)
    if kind is None:
        raise error("BD331", where="badak.explain", got=_said(thing, instance))
    path = f"{thing.__module__}.{thing.__qualname__}"
    return Subject(kind, thing.__name__, thing, path, thing.__name__)


def _kind_of(thing: Any) -> str | None:
    """Return what kind a class or function of the user's own is; None for something that badak has no cards of."""
    from badak import constraints, initializers, layers, losses, metrics, optimizers, regularizers, schedules

    if isinstance(thing, types.FunctionType):
        return "function"
    from badak.models import Model

    if not isinstance(thing, type) or issubclass(thing, Model):
        return None
    bases = {
        "layer": layers.Layer, "loss": losses.Loss, "optimizer": optimizers.Optimizer, "initializer": initializers.Initializer,
        "schedule": schedules.Schedule, "regularizer": regularizers.Regularizer, "constraint": constraints.Constraint,
        "metric": metrics.Metric,
    }  # fmt: skip
    return next((kind for kind, base in bases.items() if issubclass(thing, base) and thing is not base), None)


def _said(thing: Any, instance: Any) -> str:
    return (
        repr(instance)[:60]
        if instance is not None
        else f"{getattr(thing, '__module__', '')}.{getattr(thing, '__qualname__', thing)}"
    )


def _of_tensor(x: Tensor, language: str) -> Card:
    """Return the card of the operation that made a tensor, with the tensor's value and the gradient that reached it."""
    if x.op is None:
        raise error("BD332", where="badak.explain", got=f"tensor {tuple(x.shape)}")
    made = _of_thing(x.op.call)
    card = card_of(made, None, language)
    facts = [Row("value", _values(x.data), "code")]
    if x.node is not None and x.node.keep and x.grad is not None:  # kept by retain_grad()
        facts.append(Row("received", _values(x.grad.data), "code"))
    return dataclasses.replace(card, rows=(*card.rows[:1], *facts, *card.rows[1:]))


def _values(data: Any) -> str:
    import numpy as np

    return f"{tuple(data.shape)} {data.dtype}\n" + np.array2string(
        np.asarray(data), precision=4, threshold=12, edgeitems=2
    )
