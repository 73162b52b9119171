"""What every metric is: a state that grows with each batch, and a number made of it."""

from __future__ import annotations

import copy
import dataclasses
import re
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from badak import initializers
from badak.autograd.tape import recording
from badak.autograd.tensor import Tensor, tensor
from badak.backend import namespace
from badak.errors import error
from badak.metrics import sums
from badak.metrics.sums import State, raw
from badak.registry import Registry

METRICS = Registry("metric", "측정 지표")
"""The metrics by name: classes under their names, the same in snake_case, and short names."""


class Metric:
    r"""Base of all metrics: by itself, the mean of ``values`` over all samples.

    $$m = \frac{\sum_i w_i\, v_i}{\sum_i w_i}$$

    Three pure functions do the work: ``init()`` gives the state before the first batch, ``update(state, y_true, y_pred)``
    the state after one more, ``result(state)`` the number; training uses only these. For use by hand the object keeps a
    state of its own: ``update_state``, ``result()``, ``reset_state``, or simply calling it.

    A metric of one's own defines ``values(y_true, y_pred)``, one number per sample; if it is no mean, ``init``, ``update``
    and ``compute``. A plain function of ``(y_true, y_pred)`` does as well, wherever a metric is asked for, and so does a
    class written as for Keras: ``add_weight`` in ``__init__``, ``update_state`` and ``result``.

    Args:
        name: the key in the history; the class name in snake_case by default.
        dtype: accepted as in Keras, and not used: sums are kept in float64, and in two float32 numbers under XLA.

    Attributes:
        needs_probabilities: whether it reads the predictions themselves; False where only their order counts, so that
            logits do as well.

    Example:
        >>> import badak
        >>> class Misses(badak.metrics.Metric):
        ...     def values(self, y_true, y_pred):
        ...         return y_true != y_pred
        >>> misses = Misses()
        >>> misses.update_state([1, 2, 3, 4], [1, 2, 3, 5])
        >>> misses.result()
        0.25
    """

    registry: ClassVar[Registry] = METRICS
    needs_probabilities: Any = True  # a bool; a property where it depends on the arguments
    name: Any
    dtype: Any

    def __init__(self, name: str | None = None, dtype: Any = None) -> None:
        self.name = name or snake_case(type(self).__name__)
        self.dtype = dtype

    def __post_init__(self) -> None:
        if self.name is None:  # a dataclass whose name was left out
            object.__setattr__(self, "name", snake_case(type(self).__name__))

    # --- pure ---------------------------------------------------------------------------------------------------------

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Return one number (or truth value) per sample.

        Args:
            y_true: targets, an array of shape (batch, …).
            y_pred: predictions, an array of shape (batch, …).

        Returns:
            Shape (batch, …).
        """
        raise error("BD025", where=type(self).__name__, name="values")

    def init(self) -> State:
        """Return the state before the first batch: a dict of arrays, always the same keys."""
        return sums.zeros(total=(), count=())

    def update(self, state: State, y_true: Any, y_pred: Any, sample_weight: Any = None) -> State:
        """Return the state after one more batch; nothing is changed in place and no value is looked at.

        Args:
            state: from ``init`` or an earlier ``update``.
            y_true: targets, an array of shape (batch, …).
            y_pred: predictions, an array of shape (batch, …).
            sample_weight: an array of shape (batch,); all 1 by default.

        Returns:
            A state with the same keys.

        Raises:
            ShapeError: BD052 and its relatives, when the targets do not fit; BD001, when the weights do not.
        """
        return sums.add_mean(self.name, state, self.values(y_true, y_pred), sample_weight)

    def compute(self, state: State) -> Any:
        """Return the metric that a state stands for."""
        return sums.ratio(sums.value(state, "total"), sums.value(state, "count"))

    def result(self, state: State | None = None) -> Any:
        """Return the metric: of a given state, or of what ``update_state`` has seen.

        Args:
            state: from ``update``; the object's own by default.

        Returns:
            A number, or an array for metrics that give several.
        """
        if state is not None:
            return self.compute(state)
        found = self.compute(self.__dict__.get("_state") or self.init())
        return found.item() if getattr(found, "shape", None) == () else found

    def sized(self, y_pred_shape: tuple) -> Metric:
        """Return the metric for predictions of this shape: its state then has its final sizes from the start."""
        made = copy.copy(self)
        made.__dict__["_columns"] = y_pred_shape[-1] if len(y_pred_shape) > 1 else 1
        made.__dict__.pop("_state", None)
        return made

    @property
    def _columns_or_none(self) -> int | None:
        return self.__dict__.get("_columns")

    # --- written as for Keras --------------------------------------------------------------------------------------------

    def add_weight(
        self, shape: Any = (), initializer: Any = "zeros", dtype: Any = None, name: str | None = None
    ) -> Tensor:
        """Return a tensor that counts from batch to batch, for ``update_state`` to change: ``assign``, ``assign_add``.

        Args:
            shape: sizes; a single number by default. A text is taken for the name, as Keras once did.
            initializer: what it starts from in each epoch.
            dtype: number type; float32 by default.
            name: not used.
        """
        shape = () if isinstance(shape, str) else tuple(shape)
        start = initializers.get(initializer)(shape, dtype=np.dtype(dtype or np.float32), key=(0, 0))
        made = tensor(np.asarray(start))
        self.__dict__.setdefault("_counters", []).append((made, made.data))
        return made

    # --- by hand ------------------------------------------------------------------------------------------------------

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take one more batch into the object's own state.

        Args:
            y_true: targets: an array, a tensor or a list.
            y_pred: predictions: an array, a tensor or a list.
            sample_weight: one number per sample; all 1 by default.
        """
        state = self.__dict__.get("_state") or self.init()
        self.__dict__["_state"] = self.update(state, raw(y_true), raw(y_pred), sample_weight)

    def reset_state(self) -> None:
        """Forget what ``update_state`` has seen."""
        self.__dict__.pop("_state", None)
        for counter, start in self.__dict__.get("_counters", ()):
            counter.data = start

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """Take one more batch and return the metric of all batches so far.

        Args:
            y_true: targets: an array, a tensor or a list.
            y_pred: predictions: an array, a tensor or a list.
            sample_weight: one number per sample; all 1 by default.

        Returns:
            As ``result``.
        """
        self.update_state(y_true, y_pred, sample_weight)
        return self.result()

    # --- files --------------------------------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal metric."""
        names = [f.name for f in dataclasses.fields(self)] if dataclasses.is_dataclass(self) else ["name"]
        return {name: getattr(self, name) for name in names}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Metric:
        """Make a metric from what ``get_config`` returned."""
        return cls(**config)


class Counted(Metric):
    """A metric written as for Keras, as three pure functions: the state is put into its counters and taken out again.

    Args:
        metric: an object with ``update_state`` and ``result`` of its own, and counters from ``add_weight``.

    Raises:
        StateError: BD147, for an object without such counters.
    """

    def __init__(self, metric: Any) -> None:
        super().__init__(metric.name)
        self.metric = metric
        self.counters = metric.__dict__.get("_counters", [])
        if not self.counters:
            raise error("BD147", where=type(metric).__name__, got=f"{type(metric).__name__}.update_state")

    def init(self) -> State:
        """Return what the counters start from."""
        return {str(i): start for i, (_, start) in enumerate(self.counters)}

    def update(self, state: State, y_true: Any, y_pred: Any, sample_weight: Any = None) -> State:
        """Let ``update_state`` change the counters; return what is in them."""
        self._put(state)
        given = {} if sample_weight is None else {"sample_weight": tensor(sample_weight)}
        with recording(False):
            self.metric.update_state(tensor(y_true), tensor(y_pred), **given)
        found = {str(i): counter.data for i, (counter, _) in enumerate(self.counters)}
        self._put(self.init())  # nothing traced stays in the object
        return found

    def compute(self, state: State) -> Any:
        """Return what ``result`` makes of the counters."""
        self._put(state)
        found = self.metric.result()
        return found.data if type(found) is Tensor else np.asarray(found)

    def _put(self, state: State) -> None:
        for i, (counter, _) in enumerate(self.counters):
            counter.data = state[str(i)]

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal metric."""
        return self.metric.get_config()


def snake_case(name: str) -> str:
    """Write a class name the way history keys are written.

    Example:
        >>> snake_case("MeanIoU"), snake_case("AUC"), snake_case("SparseTopKCategoricalAccuracy")
        ('mean_io_u', 'auc', 'sparse_top_k_categorical_accuracy')
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


@METRICS.add()
class MetricFunction(Metric):
    """A metric made from a function of ``(y_true, y_pred)``: the mean of what it returns.

    Args:
        function: returns one number per sample, or a single number for the batch, which then counts once per sample; its
            name if it is registered.
        name: the key in the history; the function's name by default.

    Raises:
        ArgumentError: BD003, when it is not a function; BD014, for an unknown name.

    Example:
        >>> import badak
        >>> worst = badak.metrics.MetricFunction(lambda y_true, y_pred: abs(y_true - y_pred).max(axis=-1), name="worst")
        >>> worst([[0.0, 0.0], [0.0, 0.0]], [[1.0, 2.0], [0.0, 4.0]])
        3.0
    """

    def __init__(self, function: Callable[[Any, Any], Any] | str, name: str | None = None) -> None:
        found = METRICS.find(function) if isinstance(function, str) else function
        if not callable(found):
            expected = "a function of (y_true, y_pred)"
            raise error("BD003", where="MetricFunction", name="function", got=repr(function), expected=expected)
        super().__init__(name or getattr(found, "__name__", "metric"))
        self.function: Callable[[Any, Any], Any] = found

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Return what the function returns, a single number once for each sample."""
        found = raw(self.function(y_true, y_pred))
        if found.shape == () and np.ndim(y_pred):
            found = namespace(found).broadcast_to(found, (len(y_pred),))
        return found

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal metric.

        Raises:
            ArgumentError: BD085, for a function without a registered name.
        """
        return {"function": METRICS.describe(self.function), "name": self.name}

    def __repr__(self) -> str:
        return f"MetricFunction({self.name})"
