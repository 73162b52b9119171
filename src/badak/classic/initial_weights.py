"""What the first weights do to a deep network, before it has learned anything.

Noise goes in, and the spread of each layer's activations is measured. Weights that are too large drive tanh and sigmoid to
their ends, where the slope is 0; too small ones make every layer say the same; Xavier's and He's keep the spread alive.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.checks import number, one_of, whole
from badak.classic.activations import ACTIVATIONS

SCHEMES = ("xavier", "glorot", "he")


def weight_std(scheme: str | float, fan_in: int, fan_out: int) -> float:
    r"""Return the standard deviation that first weights are drawn with.

    .. math::
        \text{xavier } \frac{1}{\sqrt{n_\text{in}}},\qquad \text{glorot } \sqrt{\frac{2}{n_\text{in}+n_\text{out}}},\qquad
        \text{he } \sqrt{\frac{2}{n_\text{in}}}

    Many texts call the first one Xavier, after the first name of the author of the second. They agree where a layer has as many
    outputs as inputs.

    Args:
        scheme: ``"xavier"``, ``"glorot"``, ``"he"``, or a number, which is returned.
        fan_in: inputs of the layer.
        fan_out: outputs of the layer.

    Returns:
        The standard deviation.

    Raises:
        ArgumentError: BD040, for another scheme or a negative number.

    Example:
        >>> from badak.classic import weight_std
        >>> weight_std("xavier", 100, 300), round(weight_std("glorot", 100, 300), 4), round(weight_std("he", 100, 300), 4)
        (0.1, 0.0707, 0.1414)

    Source: Glorot, Bengio 2010, AISTATS, equation 12 (1/√n from LeCun et al. 1998); He, Zhang, Ren, Sun 2015, arXiv 1502.01852,
    equation 10.
    """
    if not isinstance(scheme, str):
        return number("weight_std", "scheme", scheme, 0.0)
    one_of("weight_std", "scheme", scheme, SCHEMES)
    if scheme == "glorot":
        return float(np.sqrt(2 / (fan_in + fan_out)))
    return float(np.sqrt((2 if scheme == "he" else 1) / fan_in))


def activations_of(
    scheme: str | float,
    activation: str = "tanh",
    *,
    layers: int = 5,
    width: int = 100,
    samples: int = 1000,
    seed: int = 0,
) -> list[np.ndarray]:
    """Send noise through a network that has learned nothing, and return what every layer says.

    Args:
        scheme: as for ``weight_std``.
        activation: a name of ``badak.classic.ACTIVATIONS``.
        layers: how many.
        width: neurons in each.
        samples: rows of standard normal noise.
        seed: of noise and weights.

    Returns:
        One array (samples, width) for each layer; ``.std()`` is its spread, and its histogram the picture.

    Raises:
        ArgumentError: BD040, for another scheme or activation, or a size below 1.

    Example:
        >>> from badak.classic import activations_of
        >>> for scheme in (1.0, 0.01, "xavier"):
        ...     print(scheme, round(activations_of(scheme)[-1].std(), 2))
        1.0 0.96
        0.01 0.0
        xavier 0.32

    Source: the experiment is the one of Glorot, Bengio 2010, figure 6.
    """
    where = "activations_of"
    layers, width = whole(where, "layers", layers, 1), whole(where, "width", width, 1)
    function, _ = ACTIVATIONS[one_of(where, "activation", activation, tuple(ACTIVATIONS))]
    random = np.random.default_rng(seed)
    z: Any = random.standard_normal((whole(where, "samples", samples, 1), width))
    found = []
    for _ in range(layers):
        z = function(z @ (weight_std(scheme, width, width) * random.standard_normal((width, width))))
        found.append(z)
    return found
