"""What can go wrong in depth, in numbers: gradients that vanish, neurons that die, weights that can only turn together."""

from __future__ import annotations

import numpy as np

from badak.checks import one_of, whole
from badak.classic.activations import ACTIVATIONS
from badak.classic.initial_weights import weight_std


def gradient_limit(layers: int) -> float:
    r"""Return the most that can be left of a gradient behind so many sigmoids.

    .. math:: \sigma'(x) = \sigma(x)(1-\sigma(x)) \le \tfrac14,\qquad \prod_{k=1}^{n} \sigma'(x_k) \le 4^{-n}

    Args:
        layers: sigmoids in a row.

    Returns:
        4⁻ⁿ; the weights come on top of it.

    Raises:
        ArgumentError: BD040, for a negative number.

    Example:
        >>> from badak.classic import gradient_limit
        >>> f"{gradient_limit(10):.3g}"
        '9.54e-07'

    Source: Hochreiter 1991; Bengio, Simard, Frasconi 1994, doi 10.1109/72.279181.
    """
    return 0.25 ** whole("gradient_limit", "layers", layers)


def gradient_sizes(
    activation: str = "sigmoid", scheme: str | float = "xavier", *, layers: int = 10, width: int = 100, samples: int = 200,
    seed: int = 0,
) -> np.ndarray:  # fmt: skip
    """Measure how much of a gradient reaches each layer of a network that has learned nothing.

    Noise goes forward, a gradient of standard deviation 1 comes back from the end.

    Args:
        activation: a name of ``badak.classic.ACTIVATIONS``.
        scheme: first weights, as for ``weight_std``.
        layers: how many.
        width: neurons in each.
        samples: rows of noise.
        seed: of noise, weights and gradient.

    Returns:
        The standard deviation of the gradient at the input of each layer, the first layer first: (layers,).

    Raises:
        ArgumentError: BD040, for another scheme or activation, or a size below 1.

    Example:
        >>> from badak.classic import gradient_sizes
        >>> bool(gradient_sizes("sigmoid")[0] < 1e-5), bool(gradient_sizes("relu", "he")[0] > 0.3)
        (True, True)

    Source: Glorot, Bengio 2010, figure 7.
    """
    where = "gradient_sizes"
    function, slope = ACTIVATIONS[one_of(where, "activation", activation, tuple(ACTIVATIONS))]
    layers, width = whole(where, "layers", layers, 1), whole(where, "width", width, 1)
    random = np.random.default_rng(seed)
    z = random.standard_normal((whole(where, "samples", samples, 1), width))
    kept = []
    for _ in range(layers):
        w = weight_std(scheme, width, width) * random.standard_normal((width, width))
        a = z @ w
        kept.append((w, slope(a)))
        z = function(a)
    g, sizes = random.standard_normal(z.shape), []
    for w, slopes in reversed(kept):
        g = (g * slopes) @ w.T
        sizes.append(float(g.std()))
    return np.array(sizes[::-1])


def dead_share(outputs: np.ndarray) -> float:
    """Return the part of the neurons that say 0 to every sample: with ReLU they have no slope anywhere and never learn again.

    Args:
        outputs: what a ReLU layer says (samples, neurons).

    Returns:
        A number from 0 to 1.

    Example:
        >>> import numpy as np
        >>> from badak.classic import dead_share
        >>> dead_share(np.array([[0.0, 1.0], [0.0, 0.0]]))
        0.5

    Source: Maas, Hannun, Ng 2013, ICML workshop (leaky ReLU).
    """
    return float((np.asarray(outputs) <= 0).all(axis=0).mean())


def dying_relu(bias: float, *, width: int = 1000, inputs: int = 100, samples: int = 1000, seed: int = 0) -> float:
    """Measure how many ReLU neurons are dead once a too long step has left their biases at a value.

    Args:
        bias: where the step ended; 0 at the beginning.
        width: neurons.
        inputs: values in a sample, standard normal; weights are He's.
        samples: rows.
        seed: of samples and weights.

    Returns:
        The part that is dead.

    Raises:
        ArgumentError: BD040, for a size below 1.

    Example:
        >>> from badak.classic import dying_relu
        >>> [round(dying_relu(bias), 1) for bias in (0.0, -4.0, -10.0)]
        [0.0, 0.1, 1.0]

    Source: as ``dead_share``.
    """
    where = "dying_relu"
    width, inputs = whole(where, "width", width, 1), whole(where, "inputs", inputs, 1)
    random = np.random.default_rng(seed)
    x = random.standard_normal((whole(where, "samples", samples, 1), inputs))
    w = weight_std("he", inputs, width) * random.standard_normal((inputs, width))
    return dead_share(np.maximum(x @ w + bias, 0.0))


def zigzag_share(activation: str = "sigmoid", *, inputs: int = 10, samples: int = 1000, seed: int = 0) -> float:
    r"""Measure how often all weights of a neuron are pushed in the same direction at once.

    .. math:: \frac{\partial L}{\partial w_i} = x_i\,\frac{\partial L}{\partial z}

    Where no input x is negative, as behind a sigmoid or a ReLU, the slopes of all weights of a neuron have the same sign.
    To raise one weight and lower another it must go to and fro. Inputs around 0, as behind tanh, have no such bond.

    Args:
        activation: a name of ``badak.classic.ACTIVATIONS``: what the inputs come out of.
        inputs: of the neuron.
        samples: how many gradients to look at.
        seed: of the noise.

    Returns:
        The part of the samples none of whose slopes has the other sign.

    Raises:
        ArgumentError: BD040, for another activation or a size below 1.

    Example:
        >>> from badak.classic import zigzag_share
        >>> zigzag_share("sigmoid"), zigzag_share("tanh") < 0.01
        (1.0, True)

    Source: LeCun, Bottou, Orr, Müller 1998, Efficient BackProp, section 4.3.
    """
    where = "zigzag_share"
    function, _ = ACTIVATIONS[one_of(where, "activation", activation, tuple(ACTIVATIONS))]
    random = np.random.default_rng(seed)
    size = whole(where, "samples", samples, 1), whole(where, "inputs", inputs, 1)
    x = function(random.standard_normal(size))
    slopes = x * random.standard_normal((len(x), 1))  # ∂L/∂z, one for each sample
    return float(((slopes >= 0).all(axis=1) | (slopes <= 0).all(axis=1)).mean())
