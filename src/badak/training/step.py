"""One training step, as a pure function from (trees, batch) to (trees, numbers).

``trees`` holds everything that changes: weights that are learned, weights that are not, kept state, the optimizer's memory,
sums of the metrics. On NumPy the step runs at once and updates the weights in the memory the loop owns; compiled by XLA the
same text is traced once.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from badak.autograd import tree as trees_
from badak.autograd.rows import Rows
from badak.autograd.tape import Node, ones_like, reachable, recording, walk_back
from badak.autograd.tensor import Tensor
from badak.backend import namespace
from badak.errors import BadakError, error, shape_text
from badak.layers.context import UNSAID, Context
from badak.optimizers.optimizer import Optimizer
from badak.training.outputs import OutputLosses, PartLoss, part_of


def merge(first: dict, second: dict) -> dict:
    """Put two trees of weights together, branch by branch."""
    if not second:
        return first
    out = dict(first)
    for name, branch in second.items():
        out[name] = merge(out[name], branch) if isinstance(branch, dict) and name in out else branch
    return out


def _at(tree: dict, path: tuple[str, ...]) -> Any:
    for name in path:
        tree = tree[name]
    return tree


def _tensors(tree: dict) -> dict:
    return trees_.map(Tensor, tree)


def start_metrics(metrics: list) -> dict:
    """Return the sums of loss and metrics at the beginning of an epoch."""
    return {"loss": _nothing_yet(),
            **{name: _nothing_yet() if type(m) is PartLoss else m.init() for name, m, _ in metrics}}  # fmt: skip


def _nothing_yet() -> dict:
    return {"total": np.zeros((), np.float64), "count": np.zeros((), np.float64)}


def measure(
    metrics: list, sums: dict, value: Any, y: Any, pred: Any, weight: Any, mask: Any = None, parts: Any = ()
) -> dict:
    """Add one batch to the sums of loss and metrics; steps that ``mask`` leaves out do not count.

    With several outputs ``y``, ``pred`` and ``mask`` are tuples, and ``parts`` holds the loss of each.
    """
    several = isinstance(pred, tuple)
    n = (pred[0] if several else pred).shape[0]
    out = {"loss": _added(sums["loss"], value, n)}
    whole = y, pred, weight, mask
    for name, metric, weighted in metrics:
        if several:
            if type(metric) is PartLoss:
                out[name] = _added(sums[name], parts[metric.place], n)
                continue
            i = metric.output
            y, pred = whole[0][i], whole[1][i]
            weight, mask = part_of(whole[2], i), whole[3][i] if isinstance(whole[3], tuple) else None
        given = weight if weighted else None
        if mask is None:
            out[name] = metric.update(sums[name], y, pred, given)
            continue
        try:
            out[name] = metric.update(sums[name], y, pred, masked_weight(mask, given))
        except BadakError as problem:
            if problem.code != "BD001":
                raise
            values = {"en": "values of another shape", "ko": "모양이 다른 값"}
            raise error("BD179", where=name, name=name, mask=shape_text(mask), values=values) from None
    return out


def _added(sums: dict, value: Any, n: int) -> dict:
    return {"total": sums["total"] + value * n, "count": sums["count"] + n}


def masked_weight(mask: Any, weight: Any) -> Any:
    """Return the weight of every step: that of its sample, or its own, and 0 where the mask leaves it out."""
    counts = mask.astype(np.float32)
    if weight is None:
        return counts
    return counts.reshape(counts.shape + (1,) * (weight.ndim - counts.ndim)) * weight.reshape(
        weight.shape + (1,) * (counts.ndim - weight.ndim)
    )


def results(metrics: list, sums: dict) -> dict[str, Any]:
    """Return loss and metrics as Python numbers (lists for those with several values)."""
    out: dict[str, Any] = {"loss": _mean(sums["loss"])}
    for name, metric, _ in metrics:
        if type(metric) is PartLoss:
            out[name] = _mean(sums[name])
            continue
        value = np.asarray(metric.result(sums[name]))
        out[name] = float(value) if value.ndim == 0 else value.tolist()
    return out


def _mean(sums: dict) -> float:
    count = float(sums["count"])
    return float(sums["total"]) / count if count else math.nan


def make_train_step(
    model: Any, loss: Any, optimizer: Any, metrics: list, backend: str, precision: Any = None
) -> Callable:
    """Make the function that learns from one batch.

    Returns:
        ``step(trees, batch, key) -> (trees, logs)``: ``logs["loss"]`` is the batch's loss. When it is not finite the trees
        come back as they were, so that the good weights are kept.
    """
    penalties = list(model.regularized())
    constraints = list(model.constrained())
    eager = backend == "numpy"

    def objective(params: dict, fixed: dict, state: dict, x: Any, y: Any, weight: Any, key: Any) -> Any:
        ctx = Context(True, key, state, precision=precision)
        pred = model.run(merge(params, fixed), x, ctx)
        mask = _mask_of(ctx)
        value, parts = _losses(loss, y, pred, weight, mask)
        if (penalties or ctx.penalties) and getattr(value, "node", None) is None:  # the penalties would hide it
            _expect_no_leaves(value, trees_.leaves(params))
        for path, penalty in penalties:
            value = value + penalty(_at(params, path))
        for penalty in ctx.penalties:
            value = value + penalty
        return value, (pred, ctx.updates, mask, parts)

    held = Held(optimizer) if eager else None

    def step(trees: dict, batch: tuple, key: Any) -> tuple[dict, dict]:
        x, y, weight = batch
        params, memory = trees["params"], trees["optimizer"]
        if held is not None:
            held.take(params, trees["fixed"], memory)
            tracked, constants = held.tracked, held.constants
        else:
            tracked, constants = trees_.map(_leaf, params), _tensors(trees["fixed"])
        with recording(True):
            value, (pred, updates, mask, parts) = objective(
                tracked, constants, trees["state"], _inputs(x), y, weight, key
            )
        if held is not None:
            grads = gradients(value, held.leaves)
            value, pred = value.data, _data(pred)
            if not math.isfinite(value):
                return trees, {"loss": value}
            memory = held.update(grads, memory)
        else:
            grads = trees_.unflatten(tracked, gradients(value, trees_.leaves(tracked)))
            value, pred = value.data, _data(pred)
            params, memory = optimizer.update(grads, memory, params)
        for path, constraint in constraints:
            params = _replaced(params, path, constraint(_at(params, path)))
        if held is None:
            xp = namespace(value)  # traced: the choice is part of the compiled step
            fine = xp.isfinite(value)
            params, memory = trees_.map(
                lambda new, old: xp.where(fine, new, old), (params, memory), (trees["params"], trees["optimizer"])
            )
        return {
            "params": params,
            "fixed": trees["fixed"],
            "state": _updated(trees["state"], updates),
            "optimizer": memory,
            "metrics": measure(metrics, trees["metrics"], value, y, pred, weight, mask, _data(parts)),
        }, {"loss": value}

    return step


def make_eval_step(model: Any, loss: Any, metrics: list, precision: Any = None) -> Callable:
    """Make the function that measures one batch: ``step(trees, batch) -> (sums, state)``."""

    penalties = list(model.regularized())

    def step(trees: dict, batch: tuple) -> tuple[dict, dict]:
        x, y, weight = batch
        with recording(False):
            ctx = Context(False, None, trees["state"], precision=precision)
            pred = model.run(_tensors(merge(trees["params"], trees["fixed"])), _inputs(x), ctx)
            mask = _mask_of(ctx)
            value, parts = _losses(loss, y, pred, weight, mask)
            for path, penalty in penalties:
                value = value + penalty(Tensor(_at(trees["params"], path)))
            for penalty in ctx.penalties:
                value = value + penalty
        sums = measure(metrics, trees["metrics"], value.data, y, _data(pred), weight, mask, _data(parts))
        return sums, _updated(trees["state"], ctx.updates)

    return step


def _losses(loss: Any, y: Any, pred: Any, weight: Any, mask: Any) -> tuple[Any, Any]:
    """Return the loss, and its parts where there are several outputs."""
    if loss is None:
        return Tensor(np.zeros((), np.float32)), ()
    if isinstance(loss, OutputLosses):
        value, parts = loss.parts(y, pred, weight, mask)
        return value, tuple(parts)
    return loss(y, pred, sample_weight=weight, **({} if mask is None else {"mask": mask})), ()


def _mask_of(ctx: Context) -> Any:
    """Return which steps of the model's output count, as a raw array (one for each output); None where all do."""
    mask = ctx.out_mask
    return None if mask is None or mask is UNSAID else _data(mask)


def _data(value: Any) -> Any:
    """Return the array behind a tensor, or those behind a tuple of tensors."""
    if isinstance(value, tuple):
        return tuple([_data(part) for part in value])
    return value.data if type(value) is Tensor else value


def _leaf(array: Any) -> Tensor:
    return Tensor(array, Node())


def gradients(value: Tensor, leaves: list[Tensor]) -> list:
    """Walk back from the loss to the weights: what ``value_and_grad`` does, without what only nested derivatives need.

    Returns:
        An array for each leaf; zeros for a weight that the loss does not depend on.

    Raises:
        AutogradError: BD135, when it depends on none.
    """
    root = getattr(value, "node", None)  # a loss made with NumPy is no tensor
    if root is None:
        _expect_no_leaves(value, leaves)
    with recording(False):
        found = {} if root is None else walk_back(reachable((root,)), {root: ones_like(value.data)})
    grads = [found.get(leaf.node) for leaf in leaves]  # type: ignore[arg-type]
    return [leaf.data * 0.0 if g is None else g for g, leaf in zip(grads, leaves)]


def _expect_no_leaves(value: Any, leaves: list) -> None:
    """Refuse a loss without a graph where there are weights to learn (BD135)."""
    if leaves:
        raise error("BD135", where="compile(loss=…)", got=f"{value!r}")


class Held:
    """What stays the same from step to step while arrays are updated in place: variables, and rows for the optimizer."""

    def __init__(self, optimizer: Any) -> None:
        self.optimizer = optimizer
        self.params: Any = None
        self.slots: Any = None

    def take(self, params: dict, fixed: dict, memory: dict) -> None:
        """Wrap the weights as variables, where they are not those of the last step."""
        if self.params is not params:
            self.params = params
            self.tracked = trees_.map(_leaf, params)
            self.constants = _tensors(fixed)
            self.leaves = trees_.leaves(self.tracked)
            self.slots = None
        if self.slots is not memory["slots"]:
            self.slots = memory["slots"]
            kept = [trees_.leaves(self.slots[name]) for name in self.optimizer.slots]
            own_update = type(self.optimizer).update is not Optimizer.update
            self.lined_up = not own_update and all(len(arrays) == len(self.leaves) for arrays in kept)
            self.rows = [[leaf.data, None, *own] for leaf, *own in zip(self.leaves, *kept)]

    def update(self, grads: list, memory: dict) -> dict:
        """Change the weights by their gradients; return the optimizer's new memory."""
        optimizer = self.optimizer
        if not self.lined_up:  # an optimizer with an update of its own, or that keeps nothing for some of the weights
            if type(optimizer).update is not Optimizer.update:  # it knows arrays only
                grads = [g.whole() if type(g) is Rows else g for g in grads]
            return optimizer.update(trees_.unflatten(self.params, grads), memory, self.params, owned=True)[1]
        for row, g in zip(self.rows, grads):
            row[1] = g if g.dtype == row[0].dtype else g.astype(row[0].dtype)
        return optimizer.update_rows(self.rows, memory, self.params)


def _inputs(x: Any) -> Any:
    return tuple(Tensor(part) for part in x) if isinstance(x, tuple) else Tensor(x)


def _updated(state: dict, updates: dict) -> dict:
    """Put the values that layers keep into the state tree, as arrays."""
    if not updates:
        return state
    out = dict(state)
    for name, value in updates.items():
        if isinstance(value, dict):
            out[name] = _updated(state.get(name, {}), value)
        else:
            out[name] = value.data if type(value) is Tensor else value
    return out


def _replaced(tree: dict, path: tuple[str, ...], value: Any) -> dict:
    """Return the tree with one leaf replaced (in place where the loop owns NumPy memory)."""
    if len(path) == 1:
        old = tree[path[0]]
        if isinstance(old, np.ndarray):
            old[...] = value
            return tree
        return {**tree, path[0]: value}
    return {**tree, path[0]: _replaced(tree[path[0]], path[1:], value)}
