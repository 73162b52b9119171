"""Logic gates as neurons: AND, OR, NAND and NOR by one, XOR and XNOR by two layers.

A gate adds its weighted inputs and fires where the sum is *above* the threshold θ. Written with a bias it is the same:
Σ w·x + b > 0 with b = -θ. One neuron draws one line, and no single line has (0,1) and (1,0) on one side, (0,0) and (1,1) on the
other: XOR needs a second layer.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from badak.classic.activations import step


class Gate(NamedTuple):
    """A neuron with two inputs that fires above a threshold.

    Attributes:
        w: the two weights.
        threshold: θ; the sum must be above it.
    """

    w: tuple[float, float]
    threshold: float

    @property
    def bias(self) -> float:
        """The same threshold on the other side: b = -θ."""
        return -self.threshold

    def __call__(self, x1: Any, x2: Any) -> Any:
        """Return 1 where w₁x₁ + w₂x₂ + b > 0, else 0; arrays are taken element by element."""
        out = step(self.w[0] * np.asarray(x1) + self.w[1] * np.asarray(x2) + self.bias).astype(int)
        return int(out) if out.ndim == 0 else out


GATES = {
    "AND": Gate((0.5, 0.5), 0.6),
    "OR": Gate((0.5, 0.5), 0.4),
    "NAND": Gate((-0.5, -0.5), -0.6),
    "NOR": Gate((-0.5, -0.5), -0.4),
}
"""The four gates that one neuron can be."""


def AND(x1: Any, x2: Any) -> Any:  # noqa: N802  (a gate is written like this everywhere)
    """Return 1 where both inputs are 1: 0.5·x₁ + 0.5·x₂ > 0.6.

    Args:
        x1: 0 or 1, or an array of them.
        x2: the same.

    Returns:
        0 or 1, or an array of them.

    Example:
        >>> from badak.classic import AND
        >>> AND([0, 1, 0, 1], [0, 0, 1, 1])
        array([0, 0, 0, 1])

    Source: McCulloch, Pitts 1943, doi 10.1007/BF02478259.
    """
    return GATES["AND"](x1, x2)


def OR(x1: Any, x2: Any) -> Any:  # noqa: N802
    """Return 1 where an input is 1: 0.5·x₁ + 0.5·x₂ > 0.4.

    Args:
        x1: 0 or 1, or an array of them.
        x2: the same.

    Returns:
        0 or 1, or an array of them.

    Example:
        >>> from badak.classic import OR
        >>> OR([0, 1, 0, 1], [0, 0, 1, 1])
        array([0, 1, 1, 1])

    Source: as ``AND``.
    """
    return GATES["OR"](x1, x2)


def NAND(x1: Any, x2: Any) -> Any:  # noqa: N802
    """Return 0 where both inputs are 1: -0.5·x₁ - 0.5·x₂ > -0.6.

    Args:
        x1: 0 or 1, or an array of them.
        x2: the same.

    Returns:
        0 or 1, or an array of them.

    Example:
        >>> from badak.classic import NAND
        >>> NAND([0, 1, 0, 1], [0, 0, 1, 1])
        array([1, 1, 1, 0])

    Source: as ``AND``.
    """
    return GATES["NAND"](x1, x2)


def NOR(x1: Any, x2: Any) -> Any:  # noqa: N802
    """Return 1 where no input is 1: -0.5·x₁ - 0.5·x₂ > -0.4.

    Args:
        x1: 0 or 1, or an array of them.
        x2: the same.

    Returns:
        0 or 1, or an array of them.

    Example:
        >>> from badak.classic import NOR
        >>> NOR([0, 1, 0, 1], [0, 0, 1, 1])
        array([1, 0, 0, 0])

    Source: as ``AND``.
    """
    return GATES["NOR"](x1, x2)


def XOR(x1: Any, x2: Any) -> Any:  # noqa: N802
    """Return 1 where exactly one input is 1: AND of what NAND and OR say, two layers of neurons.

    Args:
        x1: 0 or 1, or an array of them.
        x2: the same.

    Returns:
        0 or 1, or an array of them.

    Example:
        >>> from badak.classic import XOR
        >>> XOR([0, 1, 0, 1], [0, 0, 1, 1])
        array([0, 1, 1, 0])

    Source: Minsky, Papert 1969, Perceptrons.
    """
    return AND(NAND(x1, x2), OR(x1, x2))


def XNOR(x1: Any, x2: Any) -> Any:  # noqa: N802
    """Return 1 where both inputs are the same: OR of what AND and NOR say.

    Args:
        x1: 0 or 1, or an array of them.
        x2: the same.

    Returns:
        0 or 1, or an array of them.

    Example:
        >>> from badak.classic import XNOR
        >>> XNOR([0, 1, 0, 1], [0, 0, 1, 1])
        array([1, 0, 0, 1])

    Source: as ``XOR``.
    """
    return OR(AND(x1, x2), NOR(x1, x2))
