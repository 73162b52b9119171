"""Layers by hand: each knows its forward formula and how a gradient goes back through it.

``forward`` keeps what ``backward`` will need. ``backward`` takes the gradient of the loss by the layer's output and returns the
one by its input; a layer with weights also leaves theirs in ``grads``, under the names of ``params``. Axes: (batch, features).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from badak.classic.activations import sigmoid, softmax
from badak.errors import error, expect


class Layer:
    """What all layers by hand have: ``forward``, ``backward``, and weights in ``params`` with gradients in ``grads``.

    Attributes:
        params: weights by name; layers without weights have none.
        grads: the gradient of each, after ``backward``.
    """

    def __init__(self) -> None:
        self.params: dict[str, np.ndarray] = {}
        self.grads: dict[str, np.ndarray] = {}
        self._kept: Any = None

    def forward(self, x: Any, training: bool = True) -> np.ndarray:
        """Return the output; ``training`` matters to dropout and batch normalisation."""
        raise error("BD025", where=f"classic.{type(self).__name__}", name="forward")

    def backward(self, dout: Any) -> np.ndarray:
        """Return the gradient by the input, of the shape of the input."""
        raise error("BD025", where=f"classic.{type(self).__name__}", name="backward")

    def _recall(self) -> Any:
        """Return what forward kept.

        Raises:
            StateError: BD339, before any forward.
        """
        if self._kept is None:
            raise error("BD339", where=f"classic.{type(self).__name__}.backward", got="backward(dout)")
        return self._kept


class Affine(Layer):
    r"""A matrix product and a bias.

    .. math::
        O = XW + b,\qquad dX = dO\,W^\top,\qquad dW = X^\top dO,\qquad db = \sum_{\text{batch}} dO

    The shapes tell the formulas: dW must have the shape of W, and only Xᵀ·dO has.

    Args:
        w: weights (inputs, outputs); changed in place by an optimizer.
        b: biases (outputs,).

    Raises:
        ShapeError: BD001, for shapes that do not fit.
        StateError: BD339, for ``backward`` before ``forward``.

    Example:
        >>> import numpy as np
        >>> from badak.classic import Affine
        >>> layer = Affine(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([10.0, 20.0]))
        >>> layer.forward([[1.0, 1.0]]), layer.backward([[1.0, 0.0]]), layer.grads["w"]
        (array([[14., 26.]]), array([[1., 3.]]), array([[1., 0.],
               [1., 0.]]))

    Source: Rumelhart, Hinton, Williams 1986, doi 10.1038/323533a0.
    """

    def __init__(self, w: np.ndarray, b: np.ndarray) -> None:
        super().__init__()
        expect("classic.Affine", "w: inputs outputs, b: outputs", w=w, b=b)
        self.params = {"w": w, "b": b}

    def forward(self, x: Any, training: bool = True) -> np.ndarray:
        """Return XW + b: (batch, outputs)."""
        x, w = np.asarray(x), self.params["w"]
        expect("classic.Affine", "x: batch inputs, w: inputs outputs", x=x, w=w)
        self._kept = x
        return x @ w + self.params["b"]

    def backward(self, dout: Any) -> np.ndarray:
        """Return dX (batch, inputs); leave dW and db in ``grads``."""
        x, dout = self._recall(), np.asarray(dout)
        self.grads = {"w": x.T @ dout, "b": dout.sum(axis=0)}  # (inputs, outputs), (outputs,)
        return dout @ self.params["w"].T


class ReLU(Layer):
    r"""What is below 0 stops, forward and backward.

    .. math:: o = \max(x, 0),\qquad dx = do \cdot [x > 0]

    Raises:
        StateError: BD339, for ``backward`` before ``forward``.

    Example:
        >>> from badak.classic import ReLU
        >>> layer = ReLU()
        >>> layer.forward([[1.0, -0.5], [-2.0, 3.0]]), layer.backward([[5.0, 5.0], [5.0, 5.0]])
        (array([[1., 0.],
               [0., 3.]]), array([[5., 0.],
               [0., 5.]]))

    Source: Nair, Hinton 2010, ICML; the slope at 0 is 0.
    """

    def forward(self, x: Any, training: bool = True) -> np.ndarray:
        """Return max(x, 0)."""
        x = np.asarray(x)
        self._kept = x > 0
        return np.where(self._kept, x, 0.0)

    def backward(self, dout: Any) -> np.ndarray:
        """Return dout where x was above 0, 0 elsewhere."""
        return np.where(self._recall(), dout, 0.0)


class Sigmoid(Layer):
    r"""The sigmoid; its derivative needs only its own output.

    .. math:: o = \sigma(x),\qquad dx = do\; o\,(1 - o)

    Raises:
        StateError: BD339, for ``backward`` before ``forward``.

    Example:
        >>> from badak.classic import Sigmoid
        >>> layer = Sigmoid()
        >>> layer.forward([[1.0]]).round(6), layer.backward([[1.0]]).round(6)
        (array([[0.731059]]), array([[0.196612]]))

    Source: Rumelhart, Hinton, Williams 1986.
    """

    def forward(self, x: Any, training: bool = True) -> np.ndarray:
        """Return σ(x)."""
        self._kept = sigmoid(x)
        return self._kept

    def backward(self, dout: Any) -> np.ndarray:
        """Return dout · o(1 - o)."""
        out = self._recall()
        return np.asarray(dout) * out * (1 - out)


class Tanh(Layer):
    r"""The hyperbolic tangent.

    .. math:: o = \tanh x,\qquad dx = do\,(1 - o^2)

    Raises:
        StateError: BD339, for ``backward`` before ``forward``.

    Example:
        >>> from badak.classic import Tanh
        >>> layer = Tanh()
        >>> layer.forward([[0.0]]), layer.backward([[2.0]])
        (array([[0.]]), array([[2.]]))

    Source: LeCun, Bottou, Orr, Müller 1998, Efficient BackProp, section 4.4.
    """

    def forward(self, x: Any, training: bool = True) -> np.ndarray:
        """Return tanh(x)."""
        self._kept = np.tanh(np.asarray(x))
        return self._kept

    def backward(self, dout: Any) -> np.ndarray:
        """Return dout · (1 - o²)."""
        return np.asarray(dout) * (1 - self._recall() ** 2)


class SoftmaxWithLoss(Layer):
    r"""Softmax and cross-entropy together: the gradient of both is the error itself.

    .. math::
        y = \operatorname{softmax}(x),\qquad L = -\frac1n\sum_i \log y_{i,t_i},\qquad dx = \frac{y - t}{n}

    Attributes:
        y: the probabilities of the last ``loss`` (batch, classes).
        value: the last loss.

    Raises:
        ShapeError: BD001, for shapes that do not fit.
        StateError: BD339, for ``backward`` before ``forward``.

    Example:
        >>> from badak.classic import SoftmaxWithLoss
        >>> layer = SoftmaxWithLoss()
        >>> round(layer.loss([[4.3, 5.5, 7.2, 2.4, 5.0]], [2]), 4)
        0.3051
        >>> layer.backward().round(4)
        array([[ 0.0406,  0.1346, -0.2629,  0.0061,  0.0817]])

    Source: Bridle 1990, Neurocomputing, 227–236.
    """

    def loss(self, x: Any, t: Any) -> float:
        """Return the mean cross-entropy of logits x (batch, classes) and classes t, numbers (batch,) or one-hot rows."""
        x, t = np.asarray(x), np.asarray(t)
        t = t.argmax(axis=1) if t.ndim == 2 else t
        expect("classic.SoftmaxWithLoss", "x: batch classes, t: batch", x=x, t=t)
        self.y, self._kept = softmax(x), t
        highest = x.max(axis=1)
        log_sum = highest + np.log(np.exp(x - highest[:, None]).sum(axis=1))
        self.value = float((log_sum - x[np.arange(len(t)), t]).mean())  # -log y, without the logarithm of 0
        return self.value

    def forward(self, x: Any, training: bool = True) -> np.ndarray:
        """Return the probabilities of logits x (batch, classes); for the loss call ``loss``."""
        return softmax(x)

    def backward(self, dout: Any = 1.0) -> np.ndarray:
        """Return (y - t) / batch, times dout."""
        t = self._recall()
        dx = self.y.copy()
        dx[np.arange(len(t)), t] -= 1
        return dx * dout / len(t)
