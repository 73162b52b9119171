"""The mean and the sum of any values, for numbers that are not predictions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from badak.metrics import sums
from badak.metrics.metric import METRICS, Metric
from badak.metrics.sums import State, raw


@METRICS.add("mean")
@dataclass(frozen=True, eq=False)
class Mean(Metric):
    """The weighted mean of the values it is given.

    Args:
        name: see ``Metric``.
        dtype: see ``Metric``.

    Example:
        >>> import badak
        >>> mean = badak.metrics.Mean()
        >>> mean([1.0, 3.0, 5.0, 7.0], sample_weight=[1, 1, 0, 0])
        2.0
    """

    name: str = "mean"
    dtype: Any = None

    def update(self, state: State, values: Any, sample_weight: Any = None) -> State:
        """Return the state after some more values.

        Args:
            state: from ``init`` or an earlier ``update``.
            values: an array, any shape.
            sample_weight: weights, one for each value or for each index of the first axis.

        Returns:
            A state with the same keys.
        """
        return sums.add_mean(self.name, state, values, sample_weight)

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Take some more values into the object's own state.

        Args:
            values: a number, a list, an array or a tensor.
            sample_weight: weights, one for each value or for each index of the first axis.
        """
        state = self.__dict__.get("_state") or self.init()
        self.__dict__["_state"] = self.update(state, raw(values), sample_weight)

    def __call__(self, values: Any, sample_weight: Any = None) -> Any:
        """Take some more values and return the result so far."""
        self.update_state(values, sample_weight)
        return self.result()


@METRICS.add("sum")
@dataclass(frozen=True, eq=False)
class Sum(Metric):
    """The weighted sum of the values it is given.

    Args:
        name: see ``Metric``.
        dtype: see ``Metric``.

    Example:
        >>> import badak
        >>> total = badak.metrics.Sum()
        >>> total([1.0, 3.0, 5.0, 7.0])
        16.0
    """

    name: str = "sum"
    dtype: Any = None

    def init(self) -> State:
        """Return the state before the first values."""
        return sums.zeros(total=())

    def update(self, state: State, values: Any, sample_weight: Any = None) -> State:
        """Return the state after some more values.

        Args:
            state: from ``init`` or an earlier ``update``.
            values: an array, any shape.
            sample_weight: weights, one for each value or for each index of the first axis.

        Returns:
            A state with the same keys.
        """
        if sample_weight is not None:
            values = values * sums.weights_for(self.name, sample_weight, values)
        return sums.add(state, total=sums.total(values))

    def compute(self, state: State) -> Any:
        """Return the sum."""
        return sums.value(state, "total")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Take some more values into the object's own state.

        Args:
            values: a number, a list, an array or a tensor.
            sample_weight: weights, one for each value or for each index of the first axis.
        """
        state = self.__dict__.get("_state") or self.init()
        self.__dict__["_state"] = self.update(state, raw(values), sample_weight)

    def __call__(self, values: Any, sample_weight: Any = None) -> Any:
        """Take some more values and return the result so far."""
        self.update_state(values, sample_weight)
        return self.result()
