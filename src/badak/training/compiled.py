"""What ``compile`` keeps: optimizer, loss, metrics, the step for each of its uses."""

from __future__ import annotations

from typing import Any, NamedTuple

from badak import backend as backends
from badak import losses, metrics, optimizers
from badak.errors import error, notify
from badak.training.outputs import OfOutput, OutputLosses, PartLoss, spread, spread_metrics, table
from badak.training.precision import number_type
from badak.training.step import make_eval_step, make_train_step


class Compiled:
    """The choices of ``compile`` and what is made from them once the data is known.

    Attributes:
        optimizer: the optimizer.
        loss: the loss, made ready for training once the first targets are seen.
        metric_names: names under which metrics are reported, in order.
    """

    def __init__(
        self, model: Any, optimizer: Any, loss: Any, metric_list: Any, weighted: Any, step: Any, backend: str,
        precision: str = "float32", loss_weights: Any = None,
    ) -> None:  # fmt: skip
        self.model = model
        self.backend = backends.by_name(backend)
        self.optimizer = optimizers.get(optimizer)
        self._tell_optimizer()
        self.loss_wish = loss
        self.outputs = [Wishes(*wishes) for wishes in _wishes(model, loss, loss_weights, metric_list, weighted)]
        self.several: bool = model.several_outputs
        self.loss = self._first_losses()
        self.custom_step = step
        self.metrics: list[tuple[str, Any, bool]] | None = None
        for wish, _ in self.metric_wishes:  # misspelt names are an error here, not in the first epoch
            if wish not in ("acc", "accuracy", "ce", "crossentropy"):  # these are chosen when the targets are seen
                metrics.get(wish)
        self.precision_wish = precision
        self.precision = number_type(precision, backend)
        self._steps: dict[str, Any] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy or a pickle keeps: the backend by name, without the steps, which are made anew."""
        return {**self.__dict__, "backend": self.backend.name, "_steps": {}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, backend=backends.by_name(state["backend"]))
        self._tell_optimizer()

    def _tell_optimizer(self) -> None:
        """Let ``model.optimizer.learning_rate = …``, Keras's line in callbacks, find the model."""
        memory = getattr(self.optimizer, "_memory", None)
        if memory is not None:
            memory.models.add(self.model)

    @property
    def metric_wishes(self) -> list[tuple[Any, bool]]:
        """The metrics asked for, of all outputs, and whether sample weights count in them."""
        return [wish for output in self.outputs for wish in output.metrics]

    def _first_losses(self) -> Any:
        """Return the loss as far as it is known before the first targets."""
        known = [
            None if o.loss is None else o.loss if o.loss == "crossentropy" else losses.resolve(o.loss)
            for o in self.outputs
        ]
        if not self.several:
            return known[0]
        if all(loss is None for loss in known):
            return None
        return OutputLosses([o.name for o in self.outputs], known, [o.factor for o in self.outputs])

    def loss_of(self, i: int) -> Any:
        """Return the loss of the i-th output."""
        return self.loss.losses[i] if isinstance(self.loss, OutputLosses) else self.loss

    @property
    def metric_names(self) -> list[str]:
        """Names of the metrics, in order."""
        if self.metrics is not None:
            return [name for name, _, _ in self.metrics]
        if not self.several:
            return [_name(wish) for wish, _ in self.metric_wishes]
        names = [f"{o.name}_loss" for o in self.outputs if o.loss is not None]
        return names + [f"{o.name}_{_name(wish)}" for o in self.outputs for wish, _ in o.metrics]

    def settle(self, y: Any, out_shape: tuple) -> None:
        """Choose loss and metrics that depend on the kind of labels, from the first targets."""
        if self.metrics is not None:
            return
        if not self.several:
            self.loss, self.metrics = self.outputs[0].settled(y, out_shape, self.loss)
            return
        found: list[tuple[str, Any, bool]] = []
        parts: list[tuple[str, Any, bool]] = []
        for i, (output, target, shape) in enumerate(zip(self.outputs, y, out_shape, strict=True)):
            loss, own = output.settled(target, shape, self.loss_of(i))
            if isinstance(self.loss, OutputLosses):
                self.loss.losses[i] = loss
            if loss is not None:
                parts.append((f"{output.name}_loss", PartLoss(len(parts)), False))
            found += [(f"{output.name}_{name}", OfOutput(metric, i), weighted) for name, metric, weighted in own]
        self.metrics = [*parts, *found]

    def echo(self, y: tuple) -> str:
        """Return the table of outputs, losses and metrics that ``fit`` shows."""
        names = [o.name for o in self.outputs]
        own = [
            [name.removeprefix(f"{o.name}_") for name, m, _ in self.metrics or [] if getattr(m, "output", None) == i]
            for i, o in enumerate(self.outputs)
        ]
        all_losses = [self.loss_of(i) for i in range(len(names))]
        return table(names, all_losses, [o.factor for o in self.outputs], own, [(None, *t.shape[1:]) for t in y])

    def train_step(self) -> Any:
        """Return the step that learns, compiled where the backend compiles."""
        if "train" not in self._steps:
            if self.custom_step is None and self.loss is None:
                raise error("BD030", where=self.model.label, got="compile(loss=None)")
            if self.custom_step is not None:
                self._steps["train"] = lambda trees, batch, key: self.custom_step(self.model, trees, batch, key)
            else:
                step = make_train_step(
                    self.model, self.loss, self.optimizer, self.metrics or [], self.backend.name, self.precision
                )
                self._steps["train"] = self.backend.compile(step, donate=(0,))
        return self._steps["train"]

    def eval_step(self) -> Any:
        """Return the step that measures."""
        if "eval" not in self._steps:
            step = make_eval_step(self.model, self.loss, self.metrics or [], self.precision)
            self._steps["eval"] = self.backend.compile(step)
        return self._steps["eval"]

    def forget(self) -> None:
        """Make the steps anew: a layer was frozen or released."""
        self._steps.clear()


class Wishes(NamedTuple):
    """What ``compile`` was asked for one output.

    Attributes:
        name: the output's name.
        loss: its loss, None for none.
        factor: the share of its loss.
        metrics: its metrics, and whether sample weights count in them.
    """

    name: str
    loss: Any
    factor: float
    metrics: list[tuple[Any, bool]]

    def settled(self, y: Any, out_shape: tuple, loss: Any) -> tuple[Any, list[tuple[str, Any, bool]]]:
        """Return loss and metrics once the targets are known."""
        shape, pred_shape = tuple(y.shape), (None, *out_shape)
        if self.loss == "crossentropy":
            loss = losses.resolve(losses.choose("crossentropy", y.dtype, shape, pred_shape))
        found: list[tuple[str, Any, bool]] = []
        for wish, weighted in self.metrics:
            metric = metrics.resolve(wish, loss, shape, pred_shape)
            base, count = (metric.name or _name(wish)).strip("<>"), 0
            if weighted and any(base == other for other, _, _ in found):  # Keras's name for a metric measured both ways
                base = f"weighted_{base}"
            name = base
            while any(name == other for other, _, _ in found):
                count += 1
                name = f"{base}_{count}"
            if wish in ("acc", "accuracy") and _real_valued(y):
                notify("BD143", where=f"compile › metrics={wish!r}", got=f"y {y.flat[int((y % 1 != 0).argmax())]:g} …")
            found.append((name, metric, weighted))
        return loss, found


def _wishes(model: Any, loss: Any, factors: Any, metric_list: Any, weighted: Any) -> list[tuple]:
    """Return name, loss, factor and metrics of each output."""
    if not model.several_outputs:
        loss = _alone(model, loss, "loss")
        metric_list, weighted = _alone(model, metric_list, "metrics"), _alone(model, weighted, "weighted_metrics")
        own = [(m, False) for m in _listed(metric_list)] + [(m, True) for m in _listed(weighted)]
        return [("", loss, 1.0, own)]
    names = model.output_names
    every = spread(1.0 if factors is None else factors, names, "loss_weights", 1.0)
    plain, with_weights = spread_metrics(metric_list, names), spread_metrics(weighted, names)
    return [
        (name, own, float(factor), [(m, False) for m in a] + [(m, True) for m in b])
        for name, own, factor, a, b in zip(names, spread(loss, names, "loss"), every, plain, with_weights, strict=True)
    ]


def _alone(model: Any, given: Any, what: str) -> Any:
    """Take what is meant for the only output out of a list of one, or a dict by the output's name.

    Raises:
        ArgumentError: BD241, for a name that the output does not have.
    """
    if isinstance(given, dict):
        names = model.output_names
        unknown = [key for key in given if key not in names]
        if unknown:
            raise error("BD241", where=f"compile › {what}", got=repr(unknown[0]), expected=", ".join(map(repr, names)))
        return next(iter(given.values()), None)
    nested = isinstance(given, list | tuple) and len(given) == 1
    return given[0] if nested and (what == "loss" or isinstance(given[0], list | tuple)) else given


def _real_valued(y: Any) -> bool:
    """Say whether targets are single numbers with something behind the point."""
    return y.dtype.kind == "f" and (y.ndim == 1 or y.shape[-1] == 1) and bool((y % 1 != 0).any())


def _listed(wishes: Any) -> list:
    if wishes is None:
        return []
    return list(wishes) if isinstance(wishes, list | tuple) else [wishes]


def _name(wish: Any) -> str:
    if isinstance(wish, str):
        return wish
    return getattr(wish, "name", None) or getattr(wish, "__name__", type(wish).__name__).strip("<>")  # a lambda
