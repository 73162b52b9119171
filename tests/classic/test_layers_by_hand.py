"""Layers, activations, losses and optimizers by hand, against the numerical gradient and badak's own."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak import classic
from badak.datasets import digits_sample
from badak.errors import ArgumentError, ShapeError, StateError

RANDOM = np.random.default_rng(7)
W, B, X = RANDOM.normal(size=(4, 3)), RANDOM.normal(size=3), RANDOM.normal(size=(5, 4))
LAYERS = {
    "affine": (lambda: classic.Affine(W.copy(), B.copy()), badak.affine),
    "relu": (classic.ReLU, badak.relu),
    "sigmoid": (classic.Sigmoid, badak.sigmoid),
    "tanh": (classic.Tanh, badak.tanh),
    "batch_norm": (lambda: classic.BatchNorm(4), None),
    "dropout": (lambda: classic.Dropout(0.4, seed=3), None),
}


@pytest.mark.parametrize("name", LAYERS)
def test_backward_is_the_numerical_gradient(name):
    make, _ = LAYERS[name]
    layer = make()
    for p in layer.params.values():
        p[...] = RANDOM.normal(size=p.shape)  # not the ones and zeros that hide a mistake
    out = layer.forward(X)
    dout = RANDOM.normal(size=out.shape)
    dx = layer.backward(dout)

    def again(x):  # the same mask for dropout
        fresh = make()
        fresh.params = layer.params
        return float((fresh.forward(x) * dout).sum())

    np.testing.assert_allclose(dx, classic.numerical_gradient(again, X), atol=1e-6)
    for key, p in layer.params.items():
        kept = p.copy()

        def of_weights(v, p=p):
            p[...] = v
            return again(X)

        np.testing.assert_allclose(layer.grads[key], classic.numerical_gradient(of_weights, kept), atol=1e-6)
        p[...] = kept


@pytest.mark.parametrize("name", ["affine", "relu", "sigmoid", "tanh"])
def test_layers_are_badaks_own_operations(name):
    make, op = LAYERS[name]
    layer = make()
    tensors = [badak.tensor(v, requires_grad=True) for v in (X, *layer.params.values())]
    out = op(*tensors)
    np.testing.assert_allclose(layer.forward(X), out.numpy(), rtol=1e-12)
    dout = RANDOM.normal(size=out.shape)
    out.backward(badak.tensor(dout))
    np.testing.assert_allclose(layer.backward(dout), tensors[0].grad.numpy(), rtol=1e-12)
    for mine, theirs in zip(layer.grads.values(), tensors[1:]):
        np.testing.assert_allclose(mine, theirs.grad.numpy(), rtol=1e-12)


def test_batch_norm_is_badaks_layer_in_training_and_after():
    mine, theirs = classic.BatchNorm(4), badak.layers.BatchNormalization(dtype="float64")
    model = badak.Sequential([badak.Input((4,)), theirs], dtype="float64")
    for _ in range(3):
        np.testing.assert_allclose(mine.forward(X), model(X, training=True).numpy(), rtol=1e-10)
    np.testing.assert_allclose(mine.forward(X, training=False), model.predict(X, verbose=0), rtol=1e-10)
    x = badak.tensor(X, requires_grad=True)
    dout = RANDOM.normal(size=X.shape)
    mine.forward(X)
    model(x, training=True).backward(badak.tensor(dout))
    np.testing.assert_allclose(mine.backward(dout), x.grad.numpy(), rtol=1e-8, atol=1e-12)


def test_dropout_keeps_the_mean_and_is_gone_after_training():
    layer, ones = classic.Dropout(0.3, seed=0), np.ones((100, 200))
    out = layer.forward(ones)
    assert set(np.unique(out).round(6)) == {0.0, round(1 / 0.7, 6)}
    assert abs((out == 0).mean() - 0.3) < 0.01 and abs(out.mean() - 1) < 0.02
    assert (layer.backward(ones) == out).all() and (layer.forward(ones) != out).any()
    assert (layer.forward(ones, training=False) == 1).all()


def test_softmax_with_loss_of_the_course():
    logits = np.array([[4.3, 5.5, 7.2, 2.4, 5.0]])
    assert classic.softmax(logits).round(2).tolist() == [[0.04, 0.13, 0.74, 0.01, 0.08]]
    layer = classic.SoftmaxWithLoss()
    loss = layer.loss(logits, [2])
    assert layer.backward().round(4).tolist() == [[0.0406, 0.1346, -0.2629, 0.0061, 0.0817]]
    assert loss == pytest.approx(-np.log(0.7371), abs=1e-4)
    logits, t = RANDOM.normal(size=(6, 5)), np.array([0, 4, 2, 2, 1, 3])
    loss = layer.loss(logits, np.eye(5)[t])  # one-hot rows are the same
    x = badak.tensor(logits, requires_grad=True)
    theirs = badak.sparse_softmax_cross_entropy(x, badak.tensor(t)).mean()
    theirs.backward()
    assert loss == pytest.approx(theirs.item(), rel=1e-12)
    np.testing.assert_allclose(layer.backward(), x.grad.numpy(), rtol=1e-10)
    assert layer.loss([[1e4, 0.0]], [1]) == 1e4  # no logarithm of 0


@pytest.mark.parametrize(
    "make", [v[0] for v in LAYERS.values()] + [classic.SoftmaxWithLoss], ids=[*LAYERS, "softmax_with_loss"]
)
def test_backward_needs_a_forward(make):
    with pytest.raises(StateError) as info:
        make().backward(np.ones((5, 3)))
    assert info.value.code == "BD339" and type(make()).__name__ in info.value.text("en")


def test_shapes_that_do_not_fit_name_the_layer():
    with pytest.raises(ShapeError, match="'inputs' is 7 in x but 4 in w"):
        classic.Affine(W, B).forward(np.ones((2, 7)))
    network = classic.init_network()
    network["W2"] = np.ones((4, 2))
    with pytest.raises(ShapeError, match="layer 2"):
        classic.forward(network, [1.0, 0.5])


# --- activations, losses -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", classic.ACTIVATIONS)
def test_activations_and_their_derivatives(name):
    value, slope = classic.ACTIVATIONS[name]
    x = np.array([-3.1, -1.0, -0.4, -0.2, 0.2, 0.4, 1.0, 3.1])
    np.testing.assert_allclose(slope(x), classic.numerical_derivative(value, x), atol=1e-7)
    if name == "prelu":  # a layer in badak, for its slope is learned
        return
    options = {"leaky_relu": {"negative_slope": 0.01}, "gelu": {"approximate": False}}.get(name, {})
    theirs = getattr(badak.activations, name)
    np.testing.assert_allclose(value(x), theirs(badak.tensor(x), **options).numpy(), rtol=1e-6)


def test_values_that_the_course_states():
    at = lambda name, x: float(classic.ACTIVATIONS[name][0](np.array(x)))  # noqa: E731
    assert (at("step", 0.0), at("heaviside", 0.0), at("sign", 0.0), at("relu", 0.0)) == (0, 0.5, 0, 0)
    assert float(classic.ACTIVATIONS["relu"][1](np.array(0.0))) == 0
    assert [at("piecewise_linear", z) for z in (-0.5, 0.0, 0.5)] == [0, 0.5, 1]
    assert at("mish", 1.0) == pytest.approx(0.865098, abs=1e-6)
    assert at("softplus", 0.0) == pytest.approx(np.log(2)) and at("selu", -1.0) == pytest.approx(-1.111331, abs=1e-6)
    x = np.linspace(-20, 20, 4001)
    assert classic.ACTIVATIONS["sigmoid"][1](x).max() == pytest.approx(0.25)
    assert (np.abs(classic.ACTIVATIONS["softplus"][0](x) - np.maximum(x, 0)) <= np.log(2) + 1e-12).all()
    assert classic.sigmoid(np.float32([1.0])).dtype == np.float32 and classic.sigmoid(-1e4) == 0


def test_losses_beside_badaks():
    y, t = RANDOM.normal(size=(6, 4)), RANDOM.normal(size=(6, 4))
    assert classic.mean_squared_error(y, t) == pytest.approx(badak.losses.MeanSquaredError()(t, y).item(), rel=1e-6)
    assert classic.mean_absolute_error(y, t) == pytest.approx(badak.losses.MeanAbsoluteError()(t, y).item(), rel=1e-6)
    assert classic.sum_squared_error(y, t) == pytest.approx(((y - t) ** 2).sum() / 2)
    p, k = classic.softmax(y), np.array([0, 1, 2, 3, 0, 1])
    expected = badak.losses.SparseCategoricalCrossentropy()(k, p).item()
    assert classic.cross_entropy_error(p, k) == pytest.approx(expected, rel=1e-6)
    assert classic.cross_entropy_error(p, np.eye(4)[k]) == classic.cross_entropy_error(p, k)
    assert (
        classic.cross_entropy_error(p[0], 0)
        == classic.cross_entropy_error(p[0], [1, 0, 0, 0])
        == pytest.approx(-np.log(p[0, 0]))
    )
    assert np.isfinite(classic.cross_entropy_error([[1.0, 0.0]], [1]))
    with pytest.raises(ShapeError):
        classic.cross_entropy_error(p, k[:5])


def test_accuracy_has_no_slope():
    x, t, w = RANDOM.normal(size=(50, 3)), RANDOM.integers(0, 2, 50), RANDOM.normal(size=(3, 2))
    assert (classic.numerical_gradient(lambda v: classic.accuracy(x @ v, t), w) == 0).all()
    assert (classic.numerical_gradient(lambda v: classic.cross_entropy_error(classic.softmax(x @ v), t), w) != 0).all()


# --- optimizers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (classic.SGD(0.1), badak.optimizers.SGD(0.1)),
        (classic.Momentum(0.1, 0.8), badak.optimizers.SGD(0.1, momentum=0.8)),
        (classic.Nesterov(0.1, 0.8), badak.optimizers.SGD(0.1, momentum=0.8, nesterov=True)),
        (classic.AdaGrad(0.3), badak.optimizers.Adagrad(0.3, initial_accumulator_value=0.0, epsilon_at="outside")),
        (classic.RMSProp(0.1, 0.8), badak.optimizers.RMSprop(0.1, rho=0.8, epsilon_at="outside")),
        (classic.Adam(0.1), badak.optimizers.Adam(0.1, epsilon=1e-8, epsilon_at="corrected")),
    ],
    ids=lambda o: type(o).__name__,
)
def test_few_lines_and_the_real_optimizer_agree(mine, theirs):
    random = np.random.default_rng(0)
    a = {"w": random.normal(size=(3, 2)), "b": random.normal(size=2)}
    b = {name: p.copy() for name, p in a.items()}
    state = theirs.init(b)
    for _ in range(20):
        grads = {name: random.normal(size=p.shape) for name, p in a.items()}
        mine.update(a, grads)
        b, state = theirs.update(grads, state, b)
    for name in a:
        np.testing.assert_allclose(a[name], b[name], rtol=1e-10)


# --- networks -----------------------------------------------------------------------------------------------------------


def test_forward_passes():
    np.testing.assert_allclose(
        classic.forward(classic.init_network(), [1.0, 0.5]), [0.3168270764, 0.6962790898], rtol=1e-8
    )
    shares = classic.forward(classic.init_network(), [[1.0, 0.5], [0.0, 0.0]], "softmax")
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    two = {"W1": np.eye(3), "b1": np.zeros(3), "W2": np.ones((3, 2)), "b2": np.array([0.0, 1.0])}  # 3–3–2
    np.testing.assert_allclose(classic.forward(two, [0.0, 0.0, 0.0]), [1.5, 2.5])
    with pytest.raises(ArgumentError):
        classic.forward(two, [0.0, 0.0, 0.0], "sigmoid")


@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_both_gradients_of_a_network_agree(activation):
    net = classic.TwoLayerNet(5, 4, 3, weight_init_std=0.5, activation=activation)
    x, t = RANDOM.normal(size=(6, 5)), np.array([0, 1, 2, 0, 1, 2])
    exact, numerical = net.gradient(x, t), net.numerical_gradient(x, t)
    assert list(exact) == list(numerical) == ["W1", "b1", "W2", "b2"]
    for name in exact:
        np.testing.assert_allclose(exact[name], numerical[name], atol=1e-7)


def test_a_deep_network_with_everything_has_the_right_gradient():
    net = classic.Network(
        [
            classic.Affine(W.copy(), B.copy()),
            classic.BatchNorm(3),
            classic.Tanh(),
            classic.Affine(W[:3, :2].copy(), B[:2].copy()),
        ]
    )
    t = np.array([0, 1, 0, 1, 1])
    exact, numerical = net.gradient(X, t), net.numerical_gradient(X, t)
    assert list(exact) == ["W1", "b1", "gamma2", "beta2", "W3", "b3"]
    for name in exact:
        np.testing.assert_allclose(exact[name], numerical[name], atol=1e-7)


def test_a_network_by_hand_learns_digits():
    (x_train, y_train), (x_test, y_test) = digits_sample()
    x_train, x_test = x_train.reshape(-1, 784) / 255, x_test.reshape(-1, 784) / 255
    net = classic.TwoLayerNet(784, 50, 10)
    losses = net.fit(x_train, y_train, classic.SGD(0.1), epochs=4, batch_size=100)
    assert losses[0] == pytest.approx(np.log(10), abs=0.02) and len(losses) == 240
    assert net.accuracy(x_test, y_test) > 0.85


def test_a_fit_is_the_fit_of_badaks_own_model():
    x, t = RANDOM.normal(size=(40, 5)), RANDOM.integers(0, 3, 40)
    net = classic.TwoLayerNet(5, 4, 3, weight_init_std=0.5)
    model = badak.Sequential(
        [badak.Input((5,)), badak.layers.Dense(4, activation="relu"), badak.layers.Dense(3, activation="softmax")],
        dtype="float64",
    )
    model.set_weights([p.copy() for p in net.params.values()])
    model.compile(badak.optimizers.SGD(0.3), loss="sparse_categorical_crossentropy")
    model.fit(x, t, batch_size=40, epochs=20, verbose=0)
    net.fit(x, t, classic.SGD(0.3), epochs=20, batch_size=40)
    np.testing.assert_allclose(classic.softmax(net.predict(x)), model.predict(x, verbose=0), rtol=1e-6)


# --- first weights and depth -----------------------------------------------------------------------------------------------


def test_first_weights():
    last = {s: classic.activations_of(s)[-1].std() for s in (1.0, 0.01, "xavier")}
    assert (
        last[1.0] == pytest.approx(0.958, abs=0.002)
        and last[0.01] < 5e-5
        and last["xavier"] == pytest.approx(0.33, abs=0.02)
    )
    he = [classic.activations_of("he", "relu", seed=s)[-1].std() for s in range(10)]
    assert 0.6 < min(he) and max(he) < 1.3  # one draw spreads that far: the mean over draws is near √(1 - 1/π) = .826
    assert np.mean(he) == pytest.approx(0.87, abs=0.1)
    assert classic.activations_of(0.01, "relu")[-1].std() < 1e-4
    ends = classic.activations_of(1.0)[-1]
    assert (abs(ends) > 0.9).mean() > 0.75  # nearly all at the ends, where tanh is flat
    assert classic.weight_std("glorot", 100, 100) == classic.weight_std("xavier", 100, 100) == 0.1
    with pytest.raises(ArgumentError):
        classic.weight_std("xaver", 1, 1)


def test_depth_in_numbers():
    assert classic.gradient_limit(10) == pytest.approx(9.54e-7, rel=1e-3)
    assert classic.gradient_sizes("sigmoid")[0] < 1e-6 < 1e-2 < classic.gradient_sizes("tanh")[0]
    assert 0.5 < classic.gradient_sizes("relu", "he")[0] < 2
    dead = [classic.dying_relu(b) for b in (0.0, -4.0, -6.0, -10.0)]
    assert dead[0] == 0 and dead == sorted(dead) and dead[-1] == 1.0
    assert (
        classic.zigzag_share("sigmoid") == classic.zigzag_share("relu") == 1.0 and classic.zigzag_share("tanh") < 0.02
    )
