"""What every schedule is: a pure function from the step to the learning rate."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar

from badak.backend import namespace
from badak.errors import error
from badak.registry import Registry, plain

SCHEDULES = Registry("schedule", "학습률 스케줄")
"""Schedules by name."""


@dataclass(frozen=True)
class Schedule:
    """Base of all schedules: call one with a step, counted from 0, and it returns the learning rate of that step.

    The step may be a Python number, a NumPy array of steps (to draw the curve), or a traced value: no schedule branches on
    it. Give one to an optimizer as ``learning_rate``; its steps are updates, not epochs. A subclass has one method,
    ``rate``.

    Example:
        >>> import badak, numpy as np
        >>> schedule = badak.schedules.ExponentialDecay(0.1, decay_steps=10, decay_rate=0.5)
        >>> schedule(0), schedule(10)
        (0.1, 0.05)
        >>> schedule(np.array([0, 20]))
        array([0.1  , 0.025])
    """

    registry: ClassVar[Registry] = SCHEDULES

    def __post_init__(self) -> None:
        self.check()

    def _settle(self, **fields: Any) -> None:
        """Replace fields by their checked form, during construction only."""
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    def check(self) -> None:
        """Check the fields of the subclass."""

    def get_config(self) -> dict[str, Any]:
        """Return the fields as a model file holds them; the class called with them makes the same object."""
        return {f.name: plain(getattr(self, f.name)) for f in fields(self) if f.init}

    def __call__(self, step: Any) -> Any:
        """Return the learning rate of a step.

        Args:
            step: number of updates already made, or an array of such numbers.

        Returns:
            A float for a Python number, else an array.
        """
        if isinstance(step, int | float):
            return float(self.rate(float(step), namespace(step)))
        t = 1.0 * step
        return self.rate(t, namespace(t))

    def rate(self, t: Any, xp: Any) -> Any:
        """Return the learning rate: the formula.

        Args:
            t: the step as a floating-point number or array.
            xp: array namespace to compute with.

        Returns:
            The rate, of the shape of ``t``.
        """
        raise error("BD025", where=type(self).__name__, name="rate")


def whole_part(t: Any, length: float, xp: Any) -> Any:
    """Return how many whole ``length`` fit into ``t``, exactly also where it is one more or less by rounding.

    XLA turns the division by a constant into a product with its rounded reciprocal; floor(t/length) is then one too low at
    some of the very steps at which a rate changes.
    """
    count = xp.floor(t / length)
    count = count + ((count + 1.0) * length <= t)
    return count - (count * length > t)


def get(identifier: Any, where: str = "schedules.get") -> Any:
    """Return a schedule for a configuration from a file or a schedule; any function of the step counts as one.

    Args:
        identifier: what a model file holds, or a schedule.
        where: what asks for it, for the message.

    Returns:
        The schedule; None for None.

    Raises:
        ArgumentError: BD014, for anything else.

    Example:
        >>> import badak
        >>> badak.schedules.get({"class": "CosineDecay", "config": {"initial_learning_rate": 0.1, "decay_steps": 100}})(100)
        0.0
    """
    if isinstance(identifier, dict):
        return SCHEDULES.get(identifier, where)
    if identifier is not None and (isinstance(identifier, type) or not callable(identifier)):
        raise error(
            "BD014", where=where, kind=SCHEDULES.kind, kind_ko=SCHEDULES.kind_ko, got=repr(identifier)[:60],
            near=", ".join(f"{name}(...)" for name in SCHEDULES.names),
        )  # fmt: skip
    return identifier
