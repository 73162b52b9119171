"""Steps with tensors, as PyTorch and Keras people take them: which tensors, which gradients, and what is remembered of them."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any

from badak.autograd import tree as trees
from badak.autograd.rows import Rows
from badak.autograd.tensor import Tensor, tensor
from badak.errors import error

Step = list[tuple[str, Tensor, Any]]
"""Name, tensor and gradient of each tensor to change."""


def with_gradients(tensors: Any, where: str) -> Step:
    """Choose the tensors that have a gradient: by identity, so that a shared one is updated once.

    Raises:
        StateError: BD041, when there are none.
        ArgumentError: BD040, for something that is no tensor.
    """
    found = named_tensors(tensors, where)
    chosen = {id(t): (path, t, _gradient(t)) for path, t in found if _has_gradient(t)}
    if not chosen:
        raise error("BD041", where=where, got=f"{len(found)} × grad=None")
    return list(chosen.values())


def _has_gradient(t: Tensor) -> bool:
    return (t.node is not None and type(t.node.grad) is Rows) or t.grad is not None  # t.grad would fill in all rows


def _gradient(t: Tensor) -> Any:
    """Return the gradient of a tensor as an array, or as the rows that it has."""
    node: Any = t.node
    return node.grad if type(node.grad) is Rows else t.grad.data  # type: ignore[union-attr]


def paired(grads_and_vars: Any, where: str) -> Step:
    """Choose the pairs of a gradient and its tensor whose gradient is given.

    Raises:
        ArgumentError: BD040, for something else than such pairs.
        StateError: BD041, when no gradient is given.
    """
    pairs = list(grads_and_vars) if isinstance(grads_and_vars, Iterable) else [grads_and_vars]
    for pair in pairs:
        if not (isinstance(pair, tuple | list) and len(pair) == 2 and isinstance(pair[1], Tensor)):
            expected = {
                "en": "pairs (gradient, tensor): zip(gradients, tensors)",
                "ko": "(기울기, 텐서) 쌍: zip(기울기들, 텐서들)",
            }
            raise error("BD040", where=where, name="grads_and_vars", got=repr(pair)[:60], expected=expected)
    chosen = [(str(i), t, tensor(g, t.dtype).data) for i, (g, t) in enumerate(pairs) if g is not None]
    if not chosen:
        raise error("BD041", where=where, got=f"{len(pairs)} × None")
    return chosen


def holds_tensors(value: Any) -> bool:
    """Say whether this is what PyTorch's optimizers are given: tensors, groups of them, or a generator."""
    if isinstance(value, dict):
        value = value.get("params")
    if isinstance(value, list | tuple):
        return any(isinstance(v, Tensor) or holds_tensors(v) for v in value)
    return isinstance(value, Tensor | Generator)


def no_parameters(where: str, got: str) -> Exception:
    """Say where the parameters go, which an optimizer does not hold: BD133."""
    fix = {
        "en": "optimizer.apply(model.parameters()) takes the step, once the rate alone has made the optimizer",
        "ko": "옵티마이저는 학습률만으로 만들고, optimizer.apply(model.parameters())로 한 스텝을 밟으세요",
    }
    return error("BD133", where=where, got=got, fix=fix)


def named_tensors(tensors: Any, where: str) -> list[tuple[str, Tensor]]:
    """Name the tensors of a list or a dict; a single one will do."""
    expected = {
        "en": "a list of badak's tensors, as model.parameters() gives it",
        "ko": "model.parameters()처럼 badak 텐서의 리스트",
    }
    if not isinstance(tensors, Tensor | dict) and not isinstance(tensors, Iterable):
        raise error("BD040", where=where, name="tensors", got=type(tensors).__name__, expected=expected)
    tree = [tensors] if isinstance(tensors, Tensor) else tensors if isinstance(tensors, dict) else list(tensors)
    found = list(trees.paths(tree))
    for path, t in found:
        if not isinstance(t, Tensor):
            raise error("BD040", where=where, name="tensors", got=f"{path}: {type(t).__name__}", expected=expected)
    return found
