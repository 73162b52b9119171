"""Rates that fall along half a cosine wave, once or again and again."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from badak.checks import number, whole
from badak.errors import error
from badak.schedules.schedule import SCHEDULES, Schedule, whole_part


@SCHEDULES.add()
@dataclass(frozen=True)
class CosineDecay(Schedule):
    r"""Fall along half a cosine wave, after a linear warm-up if one is asked for.

    .. math::
        \eta(t) = \eta_0 \Big(\alpha + (1-\alpha)\,\tfrac12\big(1 + \cos\pi\,\tfrac{\min(t, s)}{s}\big)\Big)

    With a warm-up of :math:`w` steps the rate first rises evenly from ``initial_learning_rate`` to ``warmup_target``, then
    falls from there as above with :math:`t - w` for :math:`t`.

    Args:
        initial_learning_rate: rate :math:`\eta_0` at step 0.
        decay_steps: steps :math:`s` of the fall, warm-up not counted.
        alpha: part of the highest rate that remains at the end.
        warmup_target: rate at the end of the warm-up; None for no warm-up.
        warmup_steps: steps :math:`w` of the warm-up.
        name: name of the schedule.

    Raises:
        ArgumentError: BD040, for numbers outside their range; BD045, for a warm-up target without steps.

    Example:
        >>> import badak
        >>> schedule = badak.schedules.CosineDecay(0.0, decay_steps=100, warmup_target=0.2, warmup_steps=10)
        >>> schedule(5), schedule(10), schedule(60), schedule(200)
        (0.1, 0.2, 0.1, 0.0)

    Source:
        Loshchilov, Hutter 2017, arXiv 1608.03983, equation 5 with one period; warm-up: Goyal et al. 2017, arXiv 1706.02677,
        section 2.2.
    """

    initial_learning_rate: float
    decay_steps: float
    alpha: float = 0.0
    name: str = "CosineDecay"
    warmup_target: float | None = None
    warmup_steps: int = 0

    def check(self) -> None:
        """Check the fields."""
        where = type(self).__name__
        self._settle(
            initial_learning_rate=number(where, "initial_learning_rate", self.initial_learning_rate, 0.0),
            decay_steps=number(where, "decay_steps", self.decay_steps, 0.0, above=True),
            alpha=number(where, "alpha", self.alpha, 0.0, 1.0),
            warmup_target=number(where, "warmup_target", self.warmup_target, 0.0, optional=True),
            warmup_steps=whole(where, "warmup_steps", self.warmup_steps),
        )
        if (self.warmup_target is None) != (self.warmup_steps == 0):
            why = {
                "en": "a warm-up needs both warmup_target and warmup_steps",
                "ko": "워밍업에는 warmup_target과 warmup_steps가 모두 필요합니다",
            }
            got = f"warmup_target={self.warmup_target}, warmup_steps={self.warmup_steps}"
            raise error("BD045", where=where, why=why, got=got)

    def rate(self, t: Any, xp: Any) -> Any:
        """Return the rate at step ``t``."""
        if self.warmup_target is None:
            return self.initial_learning_rate * self._fall(t, xp)
        rise = self.warmup_target - self.initial_learning_rate
        warming = self.initial_learning_rate + rise * (t / self.warmup_steps)
        falling = self.warmup_target * self._fall(xp.maximum(t - self.warmup_steps, 0.0), xp)
        return xp.where(t < self.warmup_steps, warming, falling)

    def _fall(self, t: Any, xp: Any) -> Any:
        """Return the factor that goes from 1 to ``alpha``."""
        wave = 0.5 * (1.0 + xp.cos(math.pi * xp.minimum(t / self.decay_steps, 1.0)))
        return (1.0 - self.alpha) * wave + self.alpha


@SCHEDULES.add()
@dataclass(frozen=True)
class CosineDecayRestarts(Schedule):
    r"""Fall along half a cosine wave, jump up and fall again, each time longer and lower if wanted.

    .. math::
        \eta(t) = \eta_0 \Big(\alpha + (1-\alpha)\, m^i\,\tfrac12\big(1 + \cos\pi\,\tfrac{t - T_i}{s\,k^i}\big)\Big),\qquad
        T_i = s\,(1 + k + … + k^{i-1}) \le t < T_{i+1}

    Args:
        initial_learning_rate: rate :math:`\eta_0` at step 0.
        first_decay_steps: steps :math:`s` of the first fall.
        t_mul: how many times longer :math:`k` each fall is than the one before, at least 1.
        m_mul: how many times higher :math:`m` each fall starts.
        alpha: part of the first rate that remains at the end of a fall.
        name: name of the schedule.

    Raises:
        ArgumentError: BD040, for numbers outside their range.

    Example:
        >>> import badak
        >>> schedule = badak.schedules.CosineDecayRestarts(0.1, first_decay_steps=10)
        >>> schedule(0), schedule(10), schedule(20), schedule(30)
        (0.1, 0.1, 0.05, 0.1)

    Source:
        Loshchilov, Hutter 2017, arXiv 1608.03983, equation 5 and section 3.
    """

    initial_learning_rate: float
    first_decay_steps: float
    t_mul: float = 2.0
    m_mul: float = 1.0
    alpha: float = 0.0
    name: str = "SGDRDecay"

    def check(self) -> None:
        """Check the fields."""
        where = type(self).__name__
        self._settle(
            initial_learning_rate=number(where, "initial_learning_rate", self.initial_learning_rate, 0.0),
            first_decay_steps=number(where, "first_decay_steps", self.first_decay_steps, 0.0, above=True),
            t_mul=number(where, "t_mul", self.t_mul, 1.0),
            m_mul=number(where, "m_mul", self.m_mul, 0.0, above=True),
            alpha=number(where, "alpha", self.alpha, 0.0, 1.0),
        )

    def rate(self, t: Any, xp: Any) -> Any:
        """Return the rate at step ``t``."""
        s, k, m = self.first_decay_steps, self.t_mul, self.m_mul
        if k == 1.0:
            fall = whole_part(t, s, xp)
            part, height = (t - fall * s) / s, m**fall
        else:  # looked up: the logarithm of t that counts the falls is not exact at the restarts
            starts, lengths, heights = (xp.asarray(row, dtype=getattr(t, "dtype", None)) for row in self._falls)
            fall = xp.searchsorted(starts, t, side="right") - 1
            part, height = xp.minimum((t - starts[fall]) / lengths[fall], 1.0), heights[fall]
        wave = 0.5 * height * (1.0 + xp.cos(math.pi * part))
        return self.initial_learning_rate * ((1.0 - self.alpha) * wave + self.alpha)

    @functools.cached_property
    def _falls(self) -> np.ndarray:
        """First step, length and height of each fall within the first two thousand million steps."""
        table = [(0.0, self.first_decay_steps, 1.0)]
        while table[-1][0] < 2.0**31:
            start, length, height = table[-1]
            table.append((start + length, length * self.t_mul, height * self.m_mul))
        return np.array(table).T
