"""Activation functions as operations. ``badak.activations`` gathers them under the names layers use."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from badak.autograd.op import is_narrow, op
from badak.autograd.samples import Call, Draw, call, unary
from badak.backend import namespace
from badak.ops.elementwise import (
    absolute,
    clip,
    equal,
    exp,
    expm1,
    greater,
    greater_equal,
    less_equal,
    logical_and,
    maximum,
    minimum,
    same,
    sign,
    sqrt,
    tanh,
    where,
)

# --- the bends: piecewise linear ----------------------------------------------------------------------------------------


@op(
    formula=r"\max(x, 0)",
    gradient=r"\bar x = g\,[x > 0]",
    shape=same,
    samples=unary,
    vjp=lambda g, out: (g * (out > 0),),
    source="Nair, Hinton 2010, Rectified linear units improve restricted Boltzmann machines",
    low_precision="kernel",
)
def relu(x: Any) -> Any:
    """Return the value where positive, 0 elsewhere; the slope at 0 is 0.

    Example:
        >>> import badak
        >>> badak.relu([-1.0, 0.0, 2.0])
        tensor([0., 0., 2.], op=relu)
    """
    return namespace(x).maximum(x, 0)


@op(
    formula=r"\max(x + y, 0)",
    gradient=r"\bar x = \bar y = g\,[x + y > 0]",
    shape=lambda x, y: np.broadcast_shapes(x, y),
    samples=lambda d: [call(d.normal(3, 4), d.normal(3, 4)), call(d.normal(2, 3, 2, 5), d.normal(2, 3, 2, 5))],
    vjp=lambda g, out: (g * (out > 0), g * (out > 0)),
    low_precision="kernel",
    source="He, Zhang, Ren, Sun 2016, arXiv 1512.03385, eq. 1 with the ReLU behind it",
)
def add_relu(x: Any, y: Any) -> Any:
    """Add two tensors and apply ReLU, in one pass: the end of a residual block.

    Args:
        x: any tensor.
        y: a tensor of the same shape, or one that broadcasts.

    Returns:
        A tensor of their common shape.

    Example:
        >>> import badak
        >>> badak.ops.activation.add_relu(badak.tensor([1.0, -3.0]), badak.tensor([1.0, 1.0])).tolist()
        [2.0, 0.0]
    """
    return namespace(x, y).maximum(x + y, 0)


@op(
    formula=r"\begin{cases} x & x > 0 \\ \alpha x & x \le 0 \end{cases}",
    gradient=r"\bar x = g\,(1 \text{ or } \alpha)",
    shape=same,
    samples=lambda d: [call(d.normal(3, 4)), call(d.normal(3), negative_slope=0.01)],
    vjp=lambda g, x, negative_slope: (where(greater(x, 0), g, g * negative_slope),),
    source="Maas, Hannun, Ng 2013, Rectifier nonlinearities improve neural network acoustic models",
)
def leaky_relu(x: Any, *, negative_slope: float = 0.2) -> Any:
    """Return the value where positive, a small part of it elsewhere, so that no unit stops learning.

    Args:
        x: any tensor.
        negative_slope: slope for negative values; 0.2 as in Keras (PyTorch has 0.01).

    Returns:
        A tensor of the same shape.

    Example:
        >>> import badak
        >>> badak.activations.leaky_relu([-10.0, 10.0], 0.01)
        tensor([-0.1, 10. ], op=leaky_relu)
    """
    return namespace(x).where(x > 0, x, x * negative_slope)


@op(
    formula=r"\max(x, 0) + \alpha\min(x, 0)",
    shape=lambda x, alpha: x,
    samples=lambda d: [call(d.normal(3, 4), d.positive(4)), call(d.normal(2, 3, 2), d.positive(1, 2))],
    source="He, Zhang, Ren, Sun 2015, arXiv 1502.01852, eq. 1",
)
def prelu(x: Any, alpha: Any) -> Any:
    """Return a leaky ReLU whose slope for negative values is learned.

    Args:
        x: any tensor.
        alpha: slopes, broadcast with ``x``.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import badak
        >>> badak.ops.activation.prelu([-2.0, 2.0], badak.tensor(0.25)).tolist()
        [-0.5, 2.0]
    """
    return relu(x) - alpha * relu(-x)


@op(formula=r"\min(\max(x, 0), 6)", shape=same, samples=lambda d: [call(4 * d.normal(3, 4))],
    source="Krizhevsky 2010, Convolutional deep belief networks on CIFAR-10")  # fmt: skip
def relu6(x: Any) -> Any:
    """Return the value limited to [0, 6].

    Example:
        >>> import badak
        >>> badak.activations.relu6([-1.0, 3.0, 9.0]).tolist()
        [0.0, 3.0, 6.0]
    """
    return clip(x, minimum=0.0, maximum=6.0)


@op(formula=r"\begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}", gradient=r"\bar x = 0", shape=same, samples=unary,
    vjp=lambda g: (g * 0.0,), source="McCulloch, Pitts 1943")  # fmt: skip
def step(x: Any) -> Any:
    """Return 1 for positive values and 0 elsewhere (0 at the threshold); its derivative is 0, so nothing learns through it.

    Example:
        >>> import badak
        >>> badak.activations.step([-1.0, 0.0, 2.0]).tolist()
        [0.0, 0.0, 1.0]
    """
    xp = namespace(x)
    return xp.where(x > 0, xp.ones_like(x), xp.zeros_like(x))


@op(formula=r"\begin{cases} 1 & x > 0 \\ \tfrac12 & x = 0 \\ 0 & x < 0 \end{cases}", gradient=r"\bar x = 0", shape=same,
    samples=unary, vjp=lambda g: (g * 0.0,))  # fmt: skip
def heaviside(x: Any) -> Any:
    """Return 1 for positive values, 0 for negative ones and 0.5 at the threshold.

    Example:
        >>> import badak
        >>> badak.activations.heaviside([-1.0, 0.0, 2.0]).tolist()
        [0.0, 0.5, 1.0]
    """
    return (namespace(x).sign(x) + 1.0) * 0.5


@op(formula=r"\min(\max(z + \tfrac12, 0), 1)", shape=same, samples=unary)
def piecewise_linear(x: Any) -> Any:
    """Return x + ½ limited to [0, 1]: a step with a slope.

    Example:
        >>> import badak
        >>> badak.activations.piecewise_linear([-1.0, 0.0, 0.25]).tolist()
        [0.0, 0.5, 0.75]
    """
    return clip(x + 0.5, minimum=0.0, maximum=1.0)


@op(formula=r"\min(\max(\tfrac{x}{6} + \tfrac12, 0), 1)", shape=same, samples=lambda d: [call(3 * d.normal(3, 4))],
    source="Courbariaux, Bengio, David 2015, in the form of Howard et al. 2019, arXiv 1905.02244")  # fmt: skip
def hard_sigmoid(x: Any) -> Any:
    """Return a sigmoid made of three straight lines: relu6(x + 3) / 6.

    Example:
        >>> import badak
        >>> badak.activations.hard_sigmoid([-4.0, 0.0, 4.0]).tolist()
        [0.0, 0.5, 1.0]
    """
    return clip(x / 6.0 + 0.5, minimum=0.0, maximum=1.0)


@op(formula=r"x \cdot \mathrm{hard\_sigmoid}(x)", shape=same, samples=lambda d: [call(3 * d.normal(3, 4))],
    source="Howard et al. 2019, arXiv 1905.02244, eq. 5")  # fmt: skip
def hard_silu(x: Any) -> Any:
    """Return the value times its hard sigmoid (also called hard swish).

    Example:
        >>> import badak
        >>> badak.activations.hard_silu([-4.0, 0.0, 4.0]).tolist()
        [-0.0, 0.0, 4.0]
    """
    return x * hard_sigmoid(x)


@op(formula=r"\min(\max(x, -1), 1)", shape=same, samples=unary)
def hard_tanh(x: Any) -> Any:
    """Return the value limited to [-1, 1].

    Example:
        >>> import badak
        >>> badak.activations.hard_tanh([-3.0, 0.5]).tolist()
        [-1.0, 0.5]
    """
    return clip(x, minimum=-1.0, maximum=1.0)


@op(
    formula=r"x\,[\lvert x\rvert > \lambda]",
    shape=same,
    samples=lambda d: [call(d.normal(3, 4)), call(d.normal(4), threshold=0.2)],
)
def hard_shrink(x: Any, *, threshold: float = 0.5) -> Any:
    """Return 0 for values within the threshold, the value itself elsewhere.

    Example:
        >>> import badak
        >>> badak.activations.hard_shrink([-0.3, 0.7]).tolist()[0]
        0.0
    """
    return where(greater(absolute(x), threshold), x, 0.0)


@op(formula=r"\mathrm{sign}(x)\max(\lvert x\rvert - \lambda, 0)", shape=same,
    samples=lambda d: [call(d.normal(3, 4)), call(d.normal(4), threshold=0.2)])  # fmt: skip
def soft_shrink(x: Any, *, threshold: float = 0.5) -> Any:
    """Move values towards 0 by the threshold, and those within it to 0.

    Example:
        >>> import badak
        >>> badak.activations.soft_shrink([-2.0, 0.3, 1.5]).tolist()
        [-1.5, 0.0, 1.0]
    """
    return sign(x) * maximum(absolute(x) - threshold, 0.0)


@op(formula=r"x - \tanh x", shape=same, samples=unary)
def tanh_shrink(x: Any) -> Any:
    """Return the value less its hyperbolic tangent.

    Example:
        >>> import badak
        >>> badak.activations.tanh_shrink([0.0]).tolist()
        [0.0]
    """
    return x - tanh(x)


@op(formula=r"\begin{cases} x & x > \theta \\ v & x \le \theta \end{cases}", shape=same,
    samples=lambda d: [call(d.normal(3, 4), threshold=0.2, value=-1.0)])  # fmt: skip
def threshold(x: Any, *, threshold: float = 0.0, value: float = 0.0) -> Any:
    """Return the value where it is above a threshold, another number elsewhere.

    Example:
        >>> import badak
        >>> badak.activations.threshold([0.5, 2.0], 1.0, -1.0).tolist()
        [-1.0, 2.0]
    """
    return where(greater(x, threshold), x, value)


# --- the smooth ones ------------------------------------------------------------------------------------------------------


@op(
    formula=r"\sigma(x) = \frac{1}{1 + e^{-x}}",
    gradient=r"\bar x = g\,\sigma(x)\,(1 - \sigma(x))",
    shape=same,
    samples=unary,
    vjp=lambda g, out: (g * (out * (1.0 - out)),),
    keeps_input="sigmoid",
)
def sigmoid(x: Any) -> Any:
    """Return 1 / (1 + e^-x), without overflow; the slope is at most ¼.

    Example:
        >>> import badak
        >>> badak.sigmoid([0.0, 1.0])
        tensor([0.5     , 0.731059], op=sigmoid)
    """
    xp = namespace(x)
    e = xp.exp(-abs(x))
    return xp.where(x >= 0, 1.0, e) / (1.0 + e)


@op(
    formula=r"\ln(1 + e^{x})",
    gradient=r"\bar x = g\,\sigma(x)",
    shape=same,
    samples=unary,
    vjp=lambda g, x: (g * sigmoid(x),),
    source="Dugas et al. 2001, Incorporating second-order functional knowledge",
)
def softplus(x: Any) -> Any:
    """Return ln(1 + e^x), a smooth maximum of x and 0, without overflow.

    Example:
        >>> import badak
        >>> badak.softplus([0.0, 100.0])
        tensor([  0.693147, 100.      ], op=softplus)
    """
    xp = namespace(x)
    return xp.maximum(x, 0) + xp.log1p(xp.exp(-abs(x)))


@op(formula=r"\ln\sigma(x)", shape=same, samples=unary)
def log_sigmoid(x: Any) -> Any:
    """Return the logarithm of the sigmoid, without overflow.

    Example:
        >>> import badak
        >>> badak.activations.log_sigmoid([-1000.0]).tolist()
        [-1000.0]
    """
    return -softplus(-x)


@op(formula=r"\frac{x}{1 + \lvert x\rvert}", shape=same, samples=unary, source="Elliott 1993; Bergstra et al. 2009")
def softsign(x: Any) -> Any:
    """Return x / (1 + |x|), a tanh with slower tails.

    Example:
        >>> import badak
        >>> badak.activations.softsign([1.0, -3.0]).tolist()
        [0.5, -0.75]
    """
    return x / (1.0 + absolute(x))


@op(
    formula=r"\begin{cases} x & x > 0 \\ \alpha(e^{x} - 1) & x \le 0 \end{cases}",
    shape=same,
    samples=lambda d: [call(d.normal(3, 4)), call(d.normal(3), alpha=0.5)],
    source="Clevert, Unterthiner, Hochreiter 2016, arXiv 1511.07289, eq. 15",
)
def elu(x: Any, *, alpha: float = 1.0) -> Any:
    """Return the value where positive, an exponential that ends at -α elsewhere.

    Example:
        >>> import badak
        >>> badak.activations.elu([2.0, -1000.0]).tolist()
        [2.0, -1.0]
    """
    return where(greater(x, 0), x, alpha * expm1(where(greater(x, 0), 0.0, x)))  # the slope at 0 is α


SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805


@op(
    formula=r"\lambda\begin{cases} x & x > 0 \\ \alpha(e^{x} - 1) & x \le 0 \end{cases},\; \alpha=1.6733,\; \lambda=1.0507",
    shape=same,
    samples=unary,
    source="Klambauer, Unterthiner, Mayr, Hochreiter 2017, arXiv 1706.02515, eq. 2 and 14",
)
def selu(x: Any) -> Any:
    """Return the scaled ELU whose constants keep mean 0 and variance 1 from layer to layer.

    Example:
        >>> import badak
        >>> round(badak.activations.selu([-1.0]).item(), 6)
        -1.111331
    """
    return SELU_SCALE * elu(x, alpha=SELU_ALPHA)


@op(
    formula=r"\max(x, 0) + \min(\alpha(e^{x/\alpha} - 1), 0)",
    shape=same,
    samples=lambda d: [call(d.normal(3, 4)), call(d.normal(3), alpha=0.5)],
    source="Barron 2017, arXiv 1704.07483",
)
def celu(x: Any, *, alpha: float = 1.0) -> Any:
    """Return an ELU whose slope is continuous for every α.

    Example:
        >>> import badak
        >>> badak.activations.celu([2.0, -1000.0]).tolist()
        [2.0, -1.0]
    """
    return where(greater(x, 0), x, alpha * expm1(where(greater(x, 0), 0.0, x) / alpha))


# erf(x) = x P(x²) for |x| ≤ 1 and 1 - e^(-x²) Q((x-5/2)/(x+5/2)) beyond; P and Q are Chebyshev fits to double precision
# (largest error 1.3e-15), made because neither NumPy nor the array standard has erf.
_ERF_INNER = (
    1.1283791670955126, -0.3761263890317501, 0.11283791670601762, -0.026866170589594587, 0.005223977177010666,
    -0.0008548305819771488, 0.00012054705207478647, -1.491364832019476e-05, 1.6313446743591587e-06,
    -1.5203361265761946e-07, 9.459680801013815e-09,
)  # fmt: skip
_ERF_OUTER = (
    0.2108063640611439, -0.3717367339489719, 0.2517131932174204, -0.12503305237907886, 0.03992253907690302,
    -0.003993701153044193, -0.002642365988366762, 0.0008759151503462736, 0.00022838043019241463,
    -0.00012887354617711888, -3.4178824305596414e-05, 1.8591039700182363e-05, 7.510066318820656e-06,
    -2.223198120413611e-06, -1.6012219360160688e-06,
)  # fmt: skip


def _polynomial(coefficients: tuple[float, ...], x: Any) -> Any:
    value = coefficients[-1]
    for c in coefficients[-2::-1]:
        value = value * x + c
    return value


@op(
    formula=r"\mathrm{erf}(x) = \frac{2}{\sqrt\pi}\int_0^x e^{-t^2}\,dt",
    gradient=r"\bar x = g\,\frac{2}{\sqrt\pi}e^{-x^2}",
    shape=same,
    samples=lambda d: [call(1.5 * d.normal(4, 5)), call(d.normal())],
    vjp=lambda g, x: (g * ((2 / math.sqrt(math.pi)) * exp(-x * x)),),
)
def erf(x: Any) -> Any:
    """Return the error function, the share of a normal variable of variance ½ within ±x.

    Example:
        >>> import badak
        >>> badak.erf([0.0, 1.0])
        tensor([0.      , 0.842701], op=erf)
    """
    xp = namespace(x)
    size = xp.minimum(abs(x), 6.0)  # erf(6) is 1 to double precision
    inner = size * _polynomial(_ERF_INNER, xp.minimum(size * size, 1.0))
    far = xp.maximum(size, 1.0)
    outer = 1.0 - xp.exp(-far * far) * _polynomial(_ERF_OUTER, (far - 2.5) / (far + 2.5))
    return xp.sign(x) * xp.where(size <= 1.0, inner, outer)


def _gelu_vjp(g: Any, x: Any, approximate: bool) -> tuple:
    if is_narrow(x):
        return (_gelu_vjp(g.astype(np.float32), x.astype(np.float32), approximate)[0].astype(x.dtype),)
    if approximate:
        slope = tanh(_TANH_SCALE * (x + 0.044715 * x * x * x))
        return (g * (0.5 * (1.0 + slope) + 0.5 * x * (1.0 - slope * slope) * (_TANH_SCALE * (1.0 + 0.134145 * x * x))),)
    return (g * (0.5 * (1.0 + erf(x * math.sqrt(0.5))) + x * exp(-0.5 * x * x) * (1 / math.sqrt(2 * math.pi))),)


_TANH_SCALE = math.sqrt(2 / math.pi)


@op(
    formula=r"x\,\Phi(x) = \tfrac{x}{2}\big(1 + \mathrm{erf}(x/\sqrt2)\big)",
    gradient=r"\bar x = g\,(\Phi(x) + x\,\phi(x))",
    shape=same,
    samples=lambda d: [call(d.normal(3, 4)), call(d.normal(3, 4), approximate=True)],
    vjp=_gelu_vjp,
    low_precision="kernel",
    source="Hendrycks, Gimpel 2016, arXiv 1606.08415, eq. 1 and 2",
)
def gelu(x: Any, *, approximate: bool = False) -> Any:
    """Return the value weighted by the share of a normal variable below it.

    Args:
        x: any tensor.
        approximate: use the paper's tanh form, 0.5 x (1 + tanh(√(2/π)(x + 0.044715 x³))).

    Returns:
        A tensor of the same shape.

    Example:
        >>> import badak
        >>> round(badak.activations.gelu([1.0]).item(), 6)
        0.841345
    """
    if is_narrow(x):
        return gelu(x.astype(np.float32), approximate=approximate).astype(x.dtype)
    if approximate:
        return 0.5 * x * (1.0 + tanh(_TANH_SCALE * (x + 0.044715 * x * x * x)))
    return 0.5 * x * (1.0 + erf(x * math.sqrt(0.5)))


@op(formula=r"x\,\sigma(x)", shape=same, samples=unary,
    source="Elfwing, Uchibe, Doya 2017, arXiv 1702.03118; Ramachandran, Zoph, Le 2017 (swish)")  # fmt: skip
def silu(x: Any) -> Any:
    """Return the value times its sigmoid (also called swish).

    Example:
        >>> import badak
        >>> round(badak.activations.silu([1.0]).item(), 6)
        0.731059
    """
    return x * sigmoid(x)


@op(formula=r"x\tanh(\ln(1 + e^{x}))", shape=same, samples=unary, source="Misra 2019, arXiv 1908.08681")
def mish(x: Any) -> Any:
    """Return the value times the tanh of its softplus.

    Example:
        >>> import badak
        >>> round(badak.activations.mish([1.0]).item(), 6)
        0.865098
    """
    return x * tanh(softplus(x))


@op(formula=r"\frac{x + \sqrt{x^2 + b}}{2}", shape=same, samples=lambda d: [call(d.normal(3, 4)), call(d.normal(3), b=1.0)],
    source="Barron 2021, arXiv 2112.11687")  # fmt: skip
def squareplus(x: Any, *, b: float = 4.0) -> Any:
    """Return a softplus made of a square root.

    Example:
        >>> import badak
        >>> badak.activations.squareplus([0.0]).item()
        1.0
    """
    return 0.5 * (x + sqrt(x * x + b))


@op(formula=r"x_1\,\sigma(x_2)", shape=lambda x, *, axis=-1: tuple(n // 2 if i == axis % len(x) else n for i, n in enumerate(x)),
    samples=lambda d: [call(d.normal(3, 4)), call(d.normal(4, 3), axis=0)],
    source="Dauphin, Fan, Auli, Grangier 2017, arXiv 1612.08083")  # fmt: skip
def glu(x: Any, *, axis: int = -1) -> Any:
    """Cut an axis into two halves and let the sigmoid of the second decide how much of the first passes.

    Example:
        >>> import badak
        >>> badak.activations.glu(badak.tensor([4.0, 0.0])).tolist()
        [2.0]
    """
    from badak.ops.shape import split

    first, second = split(x, 2, axis)
    return first * sigmoid(second)


@op(
    formula=r"\begin{cases} 0 & x \le -1 \\ \tfrac14 (x + 1)^2 & -1 < x < 1 \\ x & x \ge 1 \end{cases}",
    shape=same,
    samples=unary,
)
def sparse_plus(x: Any) -> Any:
    """Return a softplus that is exactly 0 below -1 and exactly x above 1.

    Example:
        >>> import badak
        >>> badak.activations.sparse_plus([-2.0, 0.0, 2.0]).tolist()
        [0.0, 0.25, 2.0]
    """
    return where(less_equal(x, -1.0), 0.0 * x, where(greater_equal(x, 1.0), x, 0.25 * (x + 1.0) ** 2))


@op(formula=r"\min(\max(\tfrac12(x + 1), 0), 1)", shape=same, samples=unary)
def sparse_sigmoid(x: Any) -> Any:
    """Return (x + 1)/2 limited to [0, 1], the slope of ``sparse_plus``.

    Example:
        >>> import badak
        >>> badak.activations.sparse_sigmoid([-2.0, 0.0, 2.0]).tolist()
        [0.0, 0.5, 1.0]
    """
    return clip(0.5 * (x + 1.0), minimum=0.0, maximum=1.0)


def _relu_samples(d: Draw) -> list[Call]:
    x = 3 * d.normal(3, 4)
    return [call(x, negative_slope=0.1, max_value=2.0, threshold=0.5), call(x, max_value=1.5), call(x, threshold=1.0)]


@op(
    name="relu_general",
    formula=r"\begin{cases} m & x \ge m \\ x & \theta \le x < m \\ \alpha(x - \theta) & x < \theta \end{cases}",
    shape=same,
    samples=_relu_samples,
)
def relu_general(x: Any, *, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Any:
    """Return Keras's ReLU with all its arguments.

    Args:
        x: any tensor.
        negative_slope: slope below the threshold.
        max_value: largest value, None for no limit.
        threshold: values below it are treated as negative.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import badak
        >>> badak.activations.relu([-2.0, 9.0], max_value=6.0).tolist()
        [0.0, 6.0]
    """
    above = where(logical_and(greater_equal(x, threshold), equal(x, x)), x, negative_slope * (x - threshold))
    return above if max_value is None else minimum(above, max_value)
