"""Rates that start low: a warm-up before any schedule, and the one-cycle policy."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from badak.checks import flag, number, one_of, whole
from badak.schedules.schedule import SCHEDULES, Schedule, get


@SCHEDULES.add()
@dataclass(frozen=True)
class WarmUp(Schedule):
    r"""Rise evenly to a rate, then follow another schedule.

    .. math::
        \eta(t) = \begin{cases} \eta_s + (f(0) - \eta_s)\,t/w & t < w \\ f(t - w) & \text{otherwise}\end{cases}

    Args:
        schedule: the schedule :math:`f` to warm up for, or a constant rate.
        warmup_steps: steps :math:`w` of the rise.
        start_learning_rate: rate :math:`\eta_s` at step 0.
        name: name of the schedule.

    Raises:
        ArgumentError: BD040, for numbers outside their range.

    Example:
        >>> import badak
        >>> schedule = badak.schedules.WarmUp(0.1, warmup_steps=10)
        >>> schedule(0), schedule(5), schedule(10), schedule(1000)
        (0.0, 0.05, 0.1, 0.1)

    Source:
        Goyal et al. 2017, arXiv 1706.02677, section 2.2.
    """

    schedule: Any
    warmup_steps: int
    start_learning_rate: float = 0.0
    name: str = "WarmUp"

    def check(self) -> None:
        """Check the fields."""
        where = type(self).__name__
        after = self.schedule
        self._settle(
            schedule=get(after)
            if callable(after) or isinstance(after, dict)
            else number(where, "schedule", after, 0.0, above=True),
            warmup_steps=whole(where, "warmup_steps", self.warmup_steps, 1),
            start_learning_rate=number(where, "start_learning_rate", self.start_learning_rate, 0.0),
        )

    def rate(self, t: Any, xp: Any) -> Any:
        """Return the rate at step ``t``."""
        low, later = self.start_learning_rate, xp.maximum(t - self.warmup_steps, 0.0)
        after: Callable[[Any], Any] = self.schedule if callable(self.schedule) else lambda _: self.schedule
        top = after(0)
        return xp.where(t < self.warmup_steps, low + (top - low) * (t / self.warmup_steps), after(later))


@SCHEDULES.add()
@dataclass(frozen=True)
class OneCycle(Schedule):
    r"""Rise to a high rate, then fall far below the first one, once over the whole training (PyTorch's ``OneCycleLR``).

    From :math:`\eta_{max}/d` up to :math:`\eta_{max}`, then down to :math:`\eta_{max}/(d\,f)`, where ``d`` is ``div_factor``
    and ``f`` is ``final_div_factor``; each way along half a cosine wave or a straight line:

    .. math:: \eta = b + \tfrac12 (a - b)(1 + \cos \pi u) \quad\text{or}\quad \eta = a + (b - a)\,u

    Args:
        max_learning_rate: highest rate :math:`\eta_{max}` (PyTorch: ``max_lr``).
        total_steps: updates of the whole training; the rate stays at its end value after them.
        pct_start: part of the steps that rise.
        anneal_strategy: ``"cos"`` or ``"linear"``.
        div_factor: how many times lower the first rate is than the highest.
        final_div_factor: how many times lower the last rate is than the first.
        three_phase: come down to the first rate in as many steps as the rise took, and only then to the last.
        name: name of the schedule.

    Raises:
        ArgumentError: BD040, for numbers outside their range.

    Example:
        >>> import badak
        >>> schedule = badak.schedules.OneCycle(0.5, total_steps=101, pct_start=0.31)
        >>> schedule(0), schedule(30.31), schedule(100)
        (0.02, 0.5, 0.000002)

    Source:
        Smith, Topin 2018, arXiv 1708.07120, section 4. As in PyTorch the two phases need not be equally long; momentum is
        not cycled.
    """

    max_learning_rate: float
    total_steps: int
    pct_start: float = 0.3
    anneal_strategy: str = "cos"
    div_factor: float = 25.0
    final_div_factor: float = 1e4
    three_phase: bool = False
    name: str = "OneCycle"

    def check(self) -> None:
        """Check the fields."""
        where = type(self).__name__
        three = flag(where, "three_phase", self.three_phase)
        self._settle(
            max_learning_rate=number(where, "max_learning_rate", self.max_learning_rate, 0.0, above=True),
            total_steps=whole(where, "total_steps", self.total_steps, 2),
            pct_start=number(where, "pct_start", self.pct_start, 0.0, 0.5 if three else 1.0, below=not three),
            anneal_strategy=one_of(where, "anneal_strategy", self.anneal_strategy, ("cos", "linear")),
            div_factor=number(where, "div_factor", self.div_factor, 0.0, above=True),
            final_div_factor=number(where, "final_div_factor", self.final_div_factor, 0.0, above=True),
        )

    def rate(self, t: Any, xp: Any) -> Any:
        """Return the rate at step ``t``."""
        top, end = self.max_learning_rate, self.total_steps - 1.0
        first = top / self.div_factor
        last = first / self.final_div_factor
        peak = max(self.pct_start * self.total_steps - 1.0, 0.0)  # the last step of the rise, as PyTorch counts
        points = [(peak, first, top), (end, top, last)]
        if self.three_phase:
            points = [(peak, first, top), (2.0 * peak, top, first), (end, first, last)]
        start, rate = 0.0, top + 0.0 * t
        for stop, a, b in points:
            u = xp.minimum(xp.maximum((t - start) / max(stop - start, 1e-9), 0.0), 1.0)
            rate = xp.where(t >= start, self._between(a, b, u, xp), rate)
            start = stop
        return rate

    def _between(self, a: float, b: float, u: Any, xp: Any) -> Any:
        """Return the rate on the way from ``a`` to ``b``, of which the part ``u`` is done."""
        if self.anneal_strategy == "linear":
            return a + (b - a) * u
        return b + (a - b) * 0.5 * (1.0 + xp.cos(math.pi * u))
