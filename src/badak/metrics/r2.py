"""The coefficient of determination: how much of the spread of the targets is explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from badak.backend import namespace
from badak.errors import error
from badak.losses.arguments import matched
from badak.metrics import sums
from badak.metrics.metric import METRICS, Metric
from badak.metrics.sums import State

_AGGREGATIONS = (None, "uniform_average", "variance_weighted_average")


@METRICS.add("r2_score", "r2")
@dataclass(frozen=True, eq=False)
class R2Score(Metric):
    r"""The share of the targets' variance that the predictions explain: 1 at best, 0 for always predicting the mean.

    $$R^2 = 1 - \frac{\sum_i w_i (y_i - \hat y_i)^2}{\sum_i w_i (y_i - \bar y)^2}$$

    Targets that are all equal give 1 if every prediction is exact, 0 otherwise.

    Args:
        class_aggregation: ``"uniform_average"``: the mean over the outputs; ``"variance_weighted_average"``: weighted by
            the variance of each; None: one number per output.
        num_regressors: how many features the predictions were made from, for the adjusted R²; 0 for the plain one.
        name: see ``Metric``.
        dtype: see ``Metric``.

    Raises:
        ArgumentError: BD003, for another aggregation or a negative number of regressors.

    Example:
        >>> import badak
        >>> badak.metrics.R2Score()([[1.0], [4.0], [3.0]], [[2.0], [4.0], [4.0]])
        0.5714286

    Source: Chan, Golub, LeVeque 1979, Updating formulae and a pairwise algorithm for computing sample variances, eq. 2.1:
        the mean and the spread of two sets are merged, where a sum of squares would lose its digits for large means.
    """

    class_aggregation: str | None = "uniform_average"
    num_regressors: int = 0
    name: str = "r2_score"
    dtype: Any = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.class_aggregation not in _AGGREGATIONS:
            expected = " | ".join(repr(a) for a in _AGGREGATIONS)
            got = repr(self.class_aggregation)
            raise error("BD003", where=self.name, name="class_aggregation", got=got, expected=expected)
        if self.num_regressors < 0:
            got = repr(self.num_regressors)
            raise error("BD003", where=self.name, name="num_regressors", got=got, expected="0 or more")

    def init(self) -> State:
        """Return the state before the first batch; per output only once their number is known."""
        shape = () if self._columns_or_none is None else (self._columns_or_none,)
        state = sums.zeros(count=(), samples=(), residual=shape)
        return {**state, "mean": np.zeros(shape), "spread": np.zeros(shape)}

    def update(self, state: State, y_true: Any, y_pred: Any, sample_weight: Any = None) -> State:
        """Return the state after one more batch."""
        y_true, y_pred = matched(self.name, y_true, y_pred)
        xp = namespace(y_pred)
        columns = y_pred.shape[-1] if y_pred.ndim > 1 else 1
        weight = xp.ones_like(y_pred) if sample_weight is None else sums.weights_for(self.name, sample_weight, y_pred)
        if xp is np:
            y_true, y_pred, weight = (a.astype(np.float64) for a in (y_true, y_pred, weight))
        y_true, y_pred, weight = (a.reshape(-1, columns) for a in (y_true, y_pred, weight))
        count = weight[:, 0].sum()
        mean = sums.ratio((weight * y_true).sum(axis=0), count)
        spread = (weight * (y_true - mean) ** 2).sum(axis=0)
        before = sums.value(state, "count")
        away = mean - state["mean"]
        share = sums.ratio(count, before + count)
        new = sums.add(
            state, count=count, samples=float(len(y_pred)), residual=(weight * (y_true - y_pred) ** 2).sum(axis=0)
        )
        new["mean"] = state["mean"] + away * share
        new["spread"] = state["spread"] + spread + away * away * before * share
        return new

    def compute(self, state: State) -> Any:
        """Return R², adjusted if there are regressors."""
        residual, spread = sums.value(state, "residual"), state["spread"]
        xp = namespace(spread)
        rounding = 8 * np.finfo(spread.dtype).eps * state["mean"]  # what is left of the spread of equal targets
        constant = spread <= sums.value(state, "count") * rounding * rounding
        score = xp.where(constant, xp.where(residual == 0, 1.0, 0.0), 1.0 - sums.ratio(residual, spread))
        if self.class_aggregation == "uniform_average":
            score = score.mean()
        elif self.class_aggregation == "variance_weighted_average":
            score = xp.where(spread.sum() == 0, score.mean(), sums.ratio((score * spread).sum(), spread.sum()))
        if self.num_regressors:
            n = sums.value(state, "samples")
            free = n - self.num_regressors - 1.0
            score = xp.where(free > 0, 1.0 - (1.0 - score) * sums.ratio(n - 1.0, free), score)
        return score
