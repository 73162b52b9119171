"""What ``compile`` keeps: optimizer, loss, metrics, the step for each of its uses."""

from __future__ import annotations

from typing import Any

from badak import backend as backends
from badak import losses, metrics, optimizers
from badak.errors import error, notify
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
        precision: str = "float32",
    ) -> None:  # fmt: skip
        self.model = model
        self.backend = backends.by_name(backend)
        self.optimizer = optimizers.get(optimizer)
        self._tell_optimizer()
        self.loss_wish = loss
        self.loss = losses.resolve(loss) if loss is not None and loss != "crossentropy" else loss
        self.custom_step = step
        self.metric_wishes = [(m, False) for m in _listed(metric_list)] + [(m, True) for m in _listed(weighted)]
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
    def metric_names(self) -> list[str]:
        """Names of the metrics, in order."""
        if self.metrics is not None:
            return [name for name, _, _ in self.metrics]
        return [_name(wish) for wish, _ in self.metric_wishes]

    def settle(self, y: Any, out_shape: tuple) -> None:
        """Choose loss and metrics that depend on the kind of labels, from the first targets."""
        if self.metrics is not None:
            return
        shape = tuple(y.shape)
        pred_shape = (None, *out_shape)
        if self.loss_wish == "crossentropy":
            self.loss = losses.resolve(losses.choose("crossentropy", y.dtype, shape, pred_shape))
        found: list[tuple[str, Any, bool]] = []
        for wish, weighted in self.metric_wishes:
            metric = metrics.resolve(wish, self.loss, shape, pred_shape)
            name, count = metric.name or _name(wish), 1
            while any(name == other for other, _, _ in found):
                count += 1
                name = f"{metric.name}_{count}"
            if wish in ("acc", "accuracy") and _real_valued(y):
                notify("BD143", where=f"compile › metrics={wish!r}", got=f"y {y.flat[int((y % 1 != 0).argmax())]:g} …")
            found.append((name, metric, weighted))
        self.metrics = found

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


def _real_valued(y: Any) -> bool:
    """Say whether targets are single numbers with something behind the point."""
    return y.dtype.kind == "f" and (y.ndim == 1 or y.shape[-1] == 1) and bool((y % 1 != 0).any())


def _listed(wishes: Any) -> list:
    if wishes is None:
        return []
    return list(wishes) if isinstance(wishes, list | tuple) else [wishes]


def _name(wish: Any) -> str:
    if isinstance(wish, str):
        return "accuracy" if wish == "acc" else wish
    return getattr(wish, "name", None) or getattr(wish, "__name__", type(wish).__name__)
