"""A network of layers by hand: forward through all of them, backward in the opposite order.

The forward pass alone is here too, with given weights: three matrix products, and a choice for the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from badak.checks import number, one_of, whole
from badak.classic.activations import sigmoid, softmax
from badak.classic.derivative import numerical_gradient
from badak.classic.layers import Affine, Layer, ReLU, Sigmoid, SoftmaxWithLoss
from badak.classic.losses import accuracy
from badak.errors import expect


def init_network() -> dict[str, np.ndarray]:
    """Return given weights of a 2–3–2–2 network, for a forward pass that can be followed with a pencil.

    Returns:
        ``W1`` (2, 3), ``b1`` (3,), ``W2`` (3, 2), ``b2`` (2,), ``W3`` (2, 2), ``b3`` (2,).

    Example:
        >>> from badak.classic import init_network
        >>> [init_network()[name].shape for name in ("W1", "W2", "W3")]
        [(2, 3), (3, 2), (2, 2)]

    Source: weights in steps of a tenth, so that every sum is easy.
    """
    return {
        "W1": np.array([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]), "b1": np.array([0.1, 0.2, 0.3]),
        "W2": np.array([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]]), "b2": np.array([0.1, 0.2]),
        "W3": np.array([[0.1, 0.3], [0.2, 0.4]]), "b3": np.array([0.1, 0.2]),
    }  # fmt: skip


def forward(
    network: dict[str, np.ndarray], x: Any, output: str = "identity", hidden: Callable[[Any], Any] = sigmoid
) -> np.ndarray:
    r"""Walk through a network of any number of layers.

    .. math::
        z^{(k)} = h\!\left(z^{(k-1)} W^{(k)} + b^{(k)}\right),\qquad
        y = \text{output}\!\left(z^{(n-1)} W^{(n)} + b^{(n)}\right)

    Args:
        network: ``W1``, ``b1``, ``W2``, ``b2`` …
        x: inputs (features,) or (batch, features).
        output: ``"identity"`` for numbers, ``"softmax"`` for classes.
        hidden: the activation of all layers but the last.

    Returns:
        Outputs (outputs,) or (batch, outputs).

    Raises:
        ArgumentError: BD040, for another output.
        ShapeError: BD001, for shapes that do not fit; it names the layer.

    Example:
        >>> from badak.classic import forward, init_network
        >>> forward(init_network(), [1.0, 0.5]).round(6)
        array([0.316827, 0.696279])
        >>> forward(init_network(), [1.0, 0.5], "softmax").round(6)
        array([0.406259, 0.593741])

    Source: Rumelhart, Hinton, Williams 1986.
    """
    one_of("classic.forward", "output", output, ("identity", "softmax"))
    x, layers = np.asarray(x), len(network) // 2
    for k in range(1, layers + 1):
        w, b = network[f"W{k}"], network[f"b{k}"]
        expect(f"classic.forward, layer {k}", "x: ... inputs, w: inputs outputs, b: outputs", x=x, w=w, b=b)
        x = x @ w + b
        x = hidden(x) if k < layers else softmax(x) if output == "softmax" else x
    return x


class Network:
    """Layers by hand in a row, with softmax and cross-entropy at the end.

    Args:
        layers: in the order of ``forward``.

    Attributes:
        layers: the same.
        last: softmax with loss.
        params: the weights of all layers, by names such as ``W1``, ``b1``, ``gamma2``.

    Example:
        >>> import numpy as np
        >>> from badak.classic import Affine, Network
        >>> net = Network([Affine(np.zeros((4, 3)), np.zeros(3))])
        >>> net.predict(np.ones((2, 4))).shape, round(net.loss(np.ones((2, 4)), [0, 2]), 6)  # log 3
        ((2, 3), 1.098612)

    Source: Rumelhart, Hinton, Williams 1986.
    """

    def __init__(self, layers: Iterable[Layer]) -> None:
        self.layers = list(layers)
        self.last = SoftmaxWithLoss()
        self._place: dict[str, tuple[Layer, str]] = {}
        with_weights = [layer for layer in self.layers if layer.params]
        for k, layer in enumerate(with_weights, 1):
            for name in layer.params:
                self._place[f"{'W' if name == 'w' else name}{k}"] = (layer, name)

    @property
    def params(self) -> dict[str, np.ndarray]:
        """The weights of all layers."""
        return {name: layer.params[inner] for name, (layer, inner) in self._place.items()}

    def predict(self, x: Any, training: bool = False) -> np.ndarray:
        """Return logits (batch, classes); their order is that of the probabilities."""
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def loss(self, x: Any, t: Any, training: bool = True) -> float:
        """Return the mean cross-entropy of inputs x (batch, features) and classes t."""
        return self.last.loss(self.predict(x, training), t)

    def accuracy(self, x: Any, t: Any) -> float:
        """Return the part of the samples that is told rightly."""
        return accuracy(self.predict(x), t)

    def gradient(self, x: Any, t: Any) -> dict[str, np.ndarray]:
        """Return the gradient of the loss by every weight, by back-propagation: once forward, once backward."""
        self.loss(x, t)
        dout = self.last.backward()
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        return {name: layer.grads[inner] for name, (layer, inner) in self._place.items()}

    def numerical_gradient(self, x: Any, t: Any, h: float = 1e-4) -> dict[str, np.ndarray]:
        """Return the same gradient by differences: twice forward for every single weight. Slow, and hard to get wrong."""
        found = {}
        for name, (layer, inner) in self._place.items():
            kept = layer.params[inner]

            def moved(w: np.ndarray, layer: Layer = layer, inner: str = inner) -> float:
                layer.params[inner] = w
                return self.loss(x, t)

            found[name] = numerical_gradient(moved, kept, h)
            layer.params[inner] = kept
        return found

    def fit(
        self, x: Any, t: Any, optimizer: Any, *, epochs: int = 1, batch_size: int = 32, seed: int | None = 0
    ) -> list[float]:
        """Learn in mini-batches, in a new random order in each epoch.

        Args:
            x: inputs (samples, features).
            t: classes (samples,), or one-hot rows.
            optimizer: one of ``badak.classic``'s, with ``update(params, grads)``.
            epochs: passes over the samples.
            batch_size: samples in a step; 1 for single ones, all for full batches.
            seed: of the order.

        Returns:
            The loss of each step.

        Raises:
            ArgumentError: BD040, for a number below 1.
            ShapeError: BD001, for x and t of different lengths.
        """
        x, t, random, losses = np.asarray(x), np.asarray(t), np.random.default_rng(seed), []
        expect("classic.Network.fit", "x: samples, t: samples", x=x.shape[:1], t=t.shape[:1])
        size = whole("Network.fit", "batch_size", batch_size, 1)
        for _ in range(whole("Network.fit", "epochs", epochs, 1)):
            order = random.permutation(len(x))
            for begin in range(0, len(x), size):
                batch = order[begin : begin + size]
                grads = self.gradient(x[batch], t[batch])
                losses.append(self.last.value)
                optimizer.update(self.params, grads)
        return losses


class TwoLayerNet(Network):
    """Inputs, one hidden layer, classes: Affine – ReLU (or Sigmoid) – Affine – softmax with loss.

    Args:
        input_size: features of a sample.
        hidden_size: neurons of the hidden layer.
        output_size: classes.
        weight_init_std: standard deviation of the first weights, or ``"he"``: √(2 / inputs of the layer).
        activation: ``"relu"`` or ``"sigmoid"``.
        seed: of the first weights.

    Raises:
        ArgumentError: BD040, for a number outside its range.

    Example:
        >>> import numpy as np
        >>> from badak.classic import TwoLayerNet
        >>> net = TwoLayerNet(784, 50, 10)
        >>> {name: p.shape for name, p in net.params.items()}
        {'W1': (784, 50), 'b1': (50,), 'W2': (50, 10), 'b2': (10,)}
        >>> x, t = np.random.default_rng(0).random((3, 784)), np.array([3, 1, 4])
        >>> round(net.loss(x, t), 2)  # knows nothing: about log 10
        2.3

    Source: Rumelhart, Hinton, Williams 1986.
    """

    def __init__(
        self, input_size: int, hidden_size: int, output_size: int, weight_init_std: float | str = 0.01,
        activation: str = "relu", seed: int | None = 0,
    ) -> None:  # fmt: skip
        sizes = {"input_size": input_size, "hidden_size": hidden_size, "output_size": output_size}
        inputs, hidden, outputs = (whole("TwoLayerNet", name, size, 1) for name, size in sizes.items())
        one_of("TwoLayerNet", "activation", activation, ("relu", "sigmoid"))
        random = np.random.default_rng(seed)

        def drawn(n: int, m: int) -> np.ndarray:
            std = (
                np.sqrt(2 / n)
                if weight_init_std == "he"
                else number("TwoLayerNet", "weight_init_std", weight_init_std, 0.0)
            )
            return std * random.standard_normal((n, m))

        bend = ReLU() if activation == "relu" else Sigmoid()
        super().__init__(
            [Affine(drawn(inputs, hidden), np.zeros(hidden)), bend, Affine(drawn(hidden, outputs), np.zeros(outputs))]
        )
