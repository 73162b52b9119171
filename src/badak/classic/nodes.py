"""A computational graph by hand: each node computes forward, and passes the gradient backward.

A node knows only its own small derivative. The chain rule is that it multiplies the gradient that reaches it by this
derivative, and passes the product on. This is all there is to back-propagation.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from badak.errors import error, phrase


class Node:
    """A node of a computational graph: remembers its inputs in ``forward``, uses them in ``backward``.

    Attributes:
        inputs: what came in forward.
        out: what went out forward.
        dout: the gradient that reached it backward.
    """

    inputs: tuple[float, ...] | None = None
    out: float
    dout: float

    def forward(self, *inputs: float) -> float:
        """Compute the value."""
        self.inputs, self.out = inputs, self.value(*inputs)
        return self.out

    def backward(self, dout: float = 1.0) -> tuple[float, ...]:
        """Return the gradient for each input: the one that came, times the node's own derivative."""
        if self.inputs is None:
            raise error("BD339", where=f"classic.{type(self).__name__}.backward", got="backward(dout)")
        self.dout = dout
        return tuple(dout * slope for slope in self.slopes(*self.inputs))

    def value(self, *inputs: float) -> float:
        """Return what the node computes."""
        raise error("BD025", where=f"classic.{type(self).__name__}", name="value")

    def slopes(self, *inputs: float) -> tuple[float, ...]:
        """Return the derivative by each input."""
        raise error("BD025", where=f"classic.{type(self).__name__}", name="slopes")


class AddNode(Node):
    """x + y: the gradient passes to both as it is.

    Example:
        >>> from badak.classic import AddNode
        >>> node = AddNode()
        >>> node.forward(3, 5), node.backward(16.0)
        (8, (16.0, 16.0))
    """

    def value(self, *inputs: float) -> float:
        """Return x + y."""
        x, y = inputs
        return x + y

    def slopes(self, *inputs: float) -> tuple[float, ...]:
        """Return 1 and 1."""
        return 1.0, 1.0


class MultiplyNode(Node):
    """x · y: each gets the gradient times the *other* one.

    Example:
        >>> from badak.classic import MultiplyNode
        >>> node = MultiplyNode()
        >>> node.forward(100, 2), node.backward(1.1)
        (200, (2.2, 110.0))
    """

    def value(self, *inputs: float) -> float:
        """Return x · y."""
        x, y = inputs
        return x * y

    def slopes(self, *inputs: float) -> tuple[float, ...]:
        """Return y and x."""
        x, y = inputs
        return y, x


class ExpNode(Node):
    """exp(x): its derivative is itself.

    Example:
        >>> from badak.classic import ExpNode
        >>> ExpNode().forward(0.0)
        1.0
    """

    def value(self, *inputs: float) -> float:
        """Return exp(x)."""
        return math.exp(inputs[0])

    def slopes(self, *inputs: float) -> tuple[float, ...]:
        """Return exp(x)."""
        return (math.exp(inputs[0]),)


class ReciprocalNode(Node):
    """1 / x: its derivative is -1/x², which is minus the square of what went out.

    Example:
        >>> from badak.classic import ReciprocalNode
        >>> node = ReciprocalNode()
        >>> node.forward(4.0), node.backward(1.0)
        (0.25, (-0.0625,))
    """

    def value(self, *inputs: float) -> float:
        """Return 1 / x."""
        return 1.0 / inputs[0]

    def slopes(self, *inputs: float) -> tuple[float, ...]:
        """Return -1 / x²."""
        return (-1.0 / inputs[0] ** 2,)


class SquareNode(Node):
    """x²: its derivative is 2x.

    Example:
        >>> from badak.classic import SquareNode
        >>> node = SquareNode()
        >>> node.forward(8), node.backward(1.0)
        (64, (16.0,))
    """

    def value(self, *inputs: float) -> float:
        """Return x²."""
        return inputs[0] ** 2

    def slopes(self, *inputs: float) -> tuple[float, ...]:
        """Return 2x."""
        return (2.0 * inputs[0],)


def square_of_sum(x: float, y: float) -> tuple[float, float, float]:
    r"""Walk the graph of :math:`z = t^2,\ t = x + y` forward and backward.

    .. math:: \frac{dz}{dx} = \frac{dz}{dt}\cdot\frac{dt}{dx} = 2t \cdot 1

    Args:
        x: a number.
        y: a number.

    Returns:
        z, dz/dx, dz/dy.

    Example:
        >>> from badak.classic import square_of_sum
        >>> square_of_sum(3, 5)
        (64, 16.0, 16.0)

    Source: the chain rule, G. W. Leibniz 1676.
    """
    add, square = AddNode(), SquareNode()
    z = square.forward(add.forward(x, y))
    (dt,) = square.backward(1.0)
    dx, dy = add.backward(dt)
    return z, dx, dy


def sigmoid_graph(x: float, show: Callable[[str], None] | None = None) -> tuple[list[float], list[float]]:
    r"""Walk the graph of the sigmoid, node by node: × (-1), exp, + 1, 1 ÷.

    .. math:: y = \frac{1}{1 + e^{-x}},\qquad \frac{dy}{dx} = y (1 - y)

    Args:
        x: a number.
        show: called with a line for each node, for instance ``print``.

    Returns:
        The value behind each node, and the gradient that leaves each node toward x, both in the order of the nodes. The
        first gradient is dy/dx.

    Example:
        >>> from badak.classic import sigmoid_graph
        >>> values, gradients = sigmoid_graph(1.0)
        >>> [round(v, 6) for v in values], round(gradients[0], 6)
        ([-1.0, 0.367879, 1.367879, 0.731059], 0.196612)

    Source: as ``square_of_sum``; the four nodes are how the formula is read from the inside out.
    """
    nodes = {"× (-1)": MultiplyNode(), "exp": ExpNode(), "+ 1": AddNode(), "1 ÷": ReciprocalNode()}
    constants = {"× (-1)": (-1.0,), "+ 1": (1.0,)}
    values, value = [], x
    for name, node in nodes.items():
        value = node.forward(value, *constants.get(name, ()))
        values.append(value)
    gradients, gradient = [], 1.0
    for node in reversed(nodes.values()):
        gradient = node.backward(gradient)[0]  # toward x; the constants need none
        gradients.insert(0, gradient)
    for name, node, toward_x in zip(nodes, nodes.values(), gradients):
        if show:
            en = "{name:7} forward {y:10.6f}   gradient in {g:10.6f}   out {x:10.6f}"
            ko = "{name:7} 순전파 {y:10.6f}   들어온 기울기 {g:10.6f}   나간 기울기 {x:10.6f}"
            show(phrase(en, ko).format(name=name, y=node.out, g=node.dout, x=toward_x))
    return values, gradients
