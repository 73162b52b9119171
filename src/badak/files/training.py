"""What ``compile`` was given and what the optimizer remembers, so that training goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from badak.autograd import tree as trees
from badak.errors import MissingExtraError, notify
from badak.files.describe import Describer
from badak.files.fitting import Wanted
from badak.files.rebuild import Rebuilder
from badak.files.wording import both, one_line


def describe_training(model: Any, describer: Describer) -> dict[str, Any] | None:
    """Return the arguments of ``compile`` as JSON, None before it was called.

    Raises:
        ArgumentError: BD085, for a loss, metric or step without a name.
    """
    compiled = model._compiled
    if compiled is None:
        return None
    of_each = [[[m for m, w in out.metrics if w is wanted] for out in compiled.outputs] for wanted in (False, True)]
    plain, weighted = of_each if compiled.several else (each[0] for each in of_each)
    more: dict[str, Any] = {}  # what most models have not, so that earlier versions read their files
    if compiled.several:
        more["loss_weights"] = describer.value([out.factor for out in compiled.outputs], ("compile", "loss_weights"))
    live = model.__dict__.get("live_callbacks")
    states = model.__dict__.get("callback_states") if live is None else live.states()
    if states:
        more["callbacks"] = describer.value(states, ("callbacks",))
    if compiled.precision_wish != "float32":
        more["precision"] = describer.value(compiled.precision_wish, ("compile", "precision"))
    return {
        **more,
        "optimizer": describer.value(compiled.optimizer, ("compile", "optimizer")),
        "loss": describer.value(compiled.loss_wish, ("compile", "loss")),
        "metrics": describer.value(plain, ("compile", "metrics")),
        "weighted_metrics": describer.value(weighted, ("compile", "weighted_metrics")),
        "step": describer.value(compiled.custom_step, ("compile", "step")),
        "backend": compiled.backend.name,
        "key": describer.value(model.run_key, ("run_key",), tuples=True),
    }


def restore_training(model: Any, description: Any, rebuilder: Rebuilder) -> None:
    """Call ``compile`` with what ``describe_training`` wrote.

    Raises:
        FileFormatError: BD083 or BD086, for a description that cannot be followed.
    """
    names = ("optimizer", "loss", "metrics", "weighted_metrics", "step", "backend", "key")
    rebuilder.expect(description, dict, ())
    optional = {"loss_weights", "precision"} & set(description)
    if set(description) - {"callbacks"} != {*names, *optional}:
        raise rebuilder.damage((), "it has other parts than it should", "항목이 있어야 할 것과 다릅니다")
    arguments = {name: rebuilder.value(description[name], (name,)) for name in (*names[:5], *sorted(optional))}
    key = rebuilder.value(description["key"], ("key",), tuples=True)
    if key is not None and not (isinstance(key, tuple) and len(key) == 2 and all(map(_is_word, key))):
        raise rebuilder.damage(("key",), "this is no random key", "난수 키가 아닙니다")
    backend = rebuilder.expect(description["backend"], str, ("backend",))
    states = rebuilder.value(rebuilder.expect(description.get("callbacks", {}), dict, ("callbacks",)), ("callbacks",))
    for name, state in states.items() if isinstance(states, dict) else [("", None)]:
        rebuilder.expect(state, dict, ("callbacks", str(name)))
    try:
        try:
            model.compile(backend=backend, **arguments)
        except MissingExtraError:
            model.compile(**arguments)
            why = both(
                "it was trained with backend='xla' and jax is not installed here, so it uses NumPy",
                "backend='xla'로 학습했는데 여기에는 jax가 없어 NumPy로 계산합니다",
            )
            notify("BD089", where=rebuilder.where, why=why, stacklevel=5)
    except Exception as problem:  # objects of users raise anything at all
        raise rebuilder.unmade((), one_line(problem, "en"), one_line(problem, "ko")) from problem
    model.run_key = key
    model.callback_states = states


def _is_word(value: Any) -> bool:
    """Whether a value is an integer of 64 bits, of which a key has two."""
    return type(value) is int and 0 <= value < 1 << 64


def optimizer_arrays(model: Any) -> dict[str, np.ndarray] | None:
    """Return what the optimizer remembers, by path; None where there is nothing that belongs to the model as it is now.

    A memory of other weights than those that are trained now (a layer was frozen since) would be dropped by the next
    ``fit`` as well.
    """
    if model._compiled is None or model.optimizer_state is None:
        return None
    found = {path: np.asarray(leaf) for path, leaf in trees.paths(model.optimizer_state)}
    return found if _wanted(model.optimizer_state) == _wanted(model._new_optimizer_state()) else None


def restore_memory(
    model: Any, read: Callable[[dict[str, Wanted]], dict[str, np.ndarray]], rebuilder: Rebuilder
) -> None:
    """Give the optimizer what it remembered.

    Args:
        model: a compiled model.
        read: returns the arrays by path, for what is wanted by path.
        rebuilder: for the message.

    Raises:
        FileFormatError: BD086, when the optimizer is none for this model, and what ``read`` raises.
    """
    try:
        state = model._new_optimizer_state()
    except Exception as problem:  # an optimizer of a user's own, or something else in its place
        raise rebuilder.unmade(("optimizer",), one_line(problem, "en"), one_line(problem, "ko")) from problem
    arrays = read(_wanted(state))
    model.optimizer_state = trees.unflatten(state, [arrays[path] for path, _ in trees.paths(state)])


def _wanted(state: Any) -> dict[str, Wanted]:
    """Return shape and number type of everything that an optimizer remembers."""
    return {path: Wanted(np.shape(leaf), np.asarray(leaf).dtype.name) for path, leaf in trees.paths(state)}
