"""Rates that fall by a formula: exponentially, in steps, like 1/t, like a polynomial, or from a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from badak.checks import flag, number, whole
from badak.errors import error
from badak.schedules.schedule import SCHEDULES, Schedule, whole_part


@SCHEDULES.add()
@dataclass(frozen=True)
class ExponentialDecay(Schedule):
    r"""Multiply the rate by the same factor again and again.

    .. math:: \eta(t) = \eta_0\, r^{\,t/s}

    Args:
        initial_learning_rate: rate at step 0, :math:`\eta_0`.
        decay_steps: steps :math:`s` in which the rate falls by the factor once.
        decay_rate: the factor :math:`r`.
        staircase: fall in jumps every ``decay_steps`` steps, by taking the whole part of :math:`t/s`.
        name: name of the schedule.

    Raises:
        ArgumentError: BD040, for numbers outside their range.

    Example:
        >>> import badak
        >>> badak.schedules.ExponentialDecay(0.1, decay_steps=100, decay_rate=0.5, staircase=True)(199)
        0.05
    """

    initial_learning_rate: float
    decay_steps: float
    decay_rate: float
    staircase: bool = False
    name: str = "ExponentialDecay"

    def check(self) -> None:
        """Check the fields."""
        where = type(self).__name__
        self._settle(
            initial_learning_rate=number(where, "initial_learning_rate", self.initial_learning_rate, 0.0),
            decay_steps=number(where, "decay_steps", self.decay_steps, 0.0, above=True),
            decay_rate=number(where, "decay_rate", self.decay_rate, 0.0, above=True),
            staircase=flag(where, "staircase", self.staircase),
        )

    def rate(self, t: Any, xp: Any) -> Any:
        """Return the rate at step ``t``."""
        times = whole_part(t, self.decay_steps, xp) if self.staircase else t / self.decay_steps
        return self.initial_learning_rate * self.decay_rate**times


@SCHEDULES.add()
@dataclass(frozen=True)
class StepDecay(Schedule):
    r"""Multiply the rate by a factor every so many steps (PyTorch's ``StepLR``).

    .. math:: \eta(t) = \eta_0\, \gamma^{\lfloor t/s \rfloor}

    Args:
        initial_learning_rate: rate at step 0.
        decay_steps: steps :math:`s` between two falls (PyTorch: ``step_size``).
        decay_rate: the factor :math:`\gamma` (PyTorch: ``gamma``).
        name: name of the schedule.

    Raises:
        ArgumentError: BD040, for numbers outside their range.

    Example:
        >>> import badak
        >>> schedule = badak.schedules.StepDecay(1.0, decay_steps=30)
        >>> schedule(29), schedule(30)
        (1.0, 0.1)
    """

    initial_learning_rate: float
    decay_steps: int
    decay_rate: float = 0.1
    name: str = "StepDecay"

    def check(self) -> None:
        """Check the fields."""
        where = type(self).__name__
        self._settle(
            initial_learning_rate=number(where, "initial_learning_rate", self.initial_learning_rate, 0.0),
            decay_steps=whole(where, "decay_steps", self.decay_steps, 1),
            decay_rate=number(where, "decay_rate", self.decay_rate, 0.0, above=True),
        )

    def rate(self, t: Any, xp: Any) -> Any:
        """Return the rate at step ``t``."""
        return self.initial_learning_rate * self.decay_rate ** whole_part(t, self.decay_steps, xp)


@SCHEDULES.add()
@dataclass(frozen=True)
class InverseTimeDecay(Schedule):
    r"""Divide the rate by a number that grows evenly.

    .. math:: \eta(t) = \frac{\eta_0}{1 + r\,t/s}

    Args:
        initial_learning_rate: rate at step 0.
        decay_steps: steps :math:`s` in which the divisor grows by ``decay_rate``.
        decay_rate: growth :math:`r` of the divisor.
        staircase: grow in jumps every ``decay_steps`` steps.
        name: name of the schedule.

    Raises:
        ArgumentError: BD040, for numbers outside their range.

    Example:
        >>> import badak
        >>> badak.schedules.InverseTimeDecay(0.3, decay_steps=10, decay_rate=0.5)(40)
        0.1
    """

    initial_learning_rate: float
    decay_steps: float
    decay_rate: float
    staircase: bool = False
    name: str = "InverseTimeDecay"

    def check(self) -> None:
        """Check the fields."""
        where = type(self).__name__
        self._settle(
            initial_learning_rate=number(where, "initial_learning_rate", self.initial_learning_rate, 0.0),
            decay_steps=number(where, "decay_steps", self.decay_steps, 0.0, above=True),
            decay_rate=number(where, "decay_rate", self.decay_rate, 0.0),
            staircase=flag(where, "staircase", self.staircase),
        )

    def rate(self, t: Any, xp: Any) -> Any:
        """Return the rate at step ``t``."""
        times = whole_part(t, self.decay_steps, xp) if self.staircase else t / self.decay_steps
        return self.initial_learning_rate / (1.0 + self.decay_rate * times)


@SCHEDULES.add()
@dataclass(frozen=True)
class PolynomialDecay(Schedule):
    r"""Go from one rate to another along a power of the time left.

    .. math:: \eta(t) = (\eta_0 - \eta_1)\Big(1 - \frac{\min(t, s)}{s}\Big)^{p} + \eta_1

    Args:
        initial_learning_rate: rate :math:`\eta_0` at step 0.
        decay_steps: steps :math:`s` until the end.
        end_learning_rate: rate :math:`\eta_1` from then on.
        power: the power :math:`p`; 1 is a straight line.
        cycle: instead of staying at the end, stretch ``decay_steps`` to its next multiple, so that the rate rises again.
        name: name of the schedule.

    Raises:
        ArgumentError: BD040, for numbers outside their range.

    Example:
        >>> import badak
        >>> badak.schedules.PolynomialDecay(0.1, decay_steps=100, end_learning_rate=0.0)(75)
        0.025
    """

    initial_learning_rate: float
    decay_steps: float
    end_learning_rate: float = 0.0001
    power: float = 1.0
    cycle: bool = False
    name: str = "PolynomialDecay"

    def check(self) -> None:
        """Check the fields."""
        where = type(self).__name__
        self._settle(
            initial_learning_rate=number(where, "initial_learning_rate", self.initial_learning_rate, 0.0),
            decay_steps=number(where, "decay_steps", self.decay_steps, 0.0, above=True),
            end_learning_rate=number(where, "end_learning_rate", self.end_learning_rate, 0.0),
            power=number(where, "power", self.power, 0.0, above=True),
            cycle=flag(where, "cycle", self.cycle),
        )

    def rate(self, t: Any, xp: Any) -> Any:
        """Return the rate at step ``t``."""
        length = self.decay_steps
        if self.cycle:
            over = whole_part(t, length, xp)
            length = length * xp.maximum(over + (over * length < t), 1.0)  # rounded up: the end belongs to the cycle
        done = xp.minimum(t / length, 1.0)
        return (self.initial_learning_rate - self.end_learning_rate) * (
            1.0 - done
        ) ** self.power + self.end_learning_rate


@SCHEDULES.add()
@dataclass(frozen=True)
class PiecewiseConstantDecay(Schedule):
    r"""Take the rate from a table (PyTorch's ``MultiStepLR`` with any values).

    .. math:: \eta(t) = v_i \text{ for } b_{i-1} < t \le b_i

    Args:
        boundaries: steps :math:`b_0 < b_1 < …`; a value holds up to its boundary, the boundary included.
        values: rates :math:`v_0, v_1, …`, one more than boundaries.
        name: name of the schedule.

    Raises:
        ArgumentError: BD040, for rates below 0; BD045, for boundaries that do not rise or another number of values.

    Example:
        >>> import badak
        >>> schedule = badak.schedules.PiecewiseConstantDecay([10, 20], [0.1, 0.01, 0.001])
        >>> schedule(10), schedule(11), schedule(30)
        (0.1, 0.01, 0.001)
    """

    boundaries: tuple[float, ...]
    values: tuple[float, ...]
    name: str = "PiecewiseConstantDecay"

    def check(self) -> None:
        """Check the fields."""
        where = type(self).__name__
        for field in ("boundaries", "values"):
            if not isinstance(getattr(self, field), list | tuple):
                expected = {"en": "a list of numbers", "ko": "숫자 리스트"}
                got = f"{field}={getattr(self, field)!r}"
                raise error("BD040", where=where, name=field, got=got, expected=expected)
        boundaries = tuple(number(where, "boundaries", b) for b in self.boundaries)
        values = tuple(number(where, "values", v, 0.0) for v in self.values)
        got = f"boundaries={list(self.boundaries)}, values={list(self.values)}"
        if len(values) != len(boundaries) + 1:
            why = {
                "en": f"{len(boundaries)} boundaries separate {len(boundaries) + 1} values, not {len(values)}",
                "ko": f"경계 {len(boundaries)}개는 값 {len(boundaries) + 1}개를 나누는데, 값은 {len(values)}개입니다",
            }
            raise error("BD045", where=where, why=why, got=got)
        if any(a >= b for a, b in zip(boundaries, boundaries[1:], strict=False)):
            why = {"en": "the boundaries must rise", "ko": "경계는 점점 커져야 합니다"}
            raise error("BD045", where=where, why=why, got=got)
        self._settle(boundaries=boundaries, values=values)

    def rate(self, t: Any, xp: Any) -> Any:
        """Return the rate at step ``t``."""
        rate = self.values[0] + 0.0 * t
        for boundary, value in zip(self.boundaries, self.values[1:], strict=True):
            rate = xp.where(t > boundary, value, rate)
        return rate
