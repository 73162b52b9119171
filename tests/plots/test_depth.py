"""Histograms of activations, sizes of gradients, dead neurons, the range test: the numbers drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import badak
from badak import errors, plots
from badak.classic import Affine, Network, ReLU, TwoLayerNet, activations_of
from badak.layers import Dense
from badak.training.rate_test import RateTest


def bars_of(ax: Any) -> np.ndarray:
    return np.array([bar.get_height() for bar in ax.patches])


def test_bars_are_the_histogram_and_the_spread_is_written() -> None:
    """The course's standard deviations: .958, .0000, .32 for five layers of tanh."""
    rows = {str(s): activations_of(s) for s in (1.0, 0.01, "xavier")}
    figure = plots.activation_histograms(rows, between=(-1, 1), bins=20)
    assert len(figure.axes) == 15
    for ax, layer in zip(figure.axes, [layer for row in rows.values() for layer in row], strict=True):
        edges = np.linspace(-1, 1, 21)
        counts = [np.mean((layer >= a) & (layer < b if b < 1 else layer <= b)) for a, b in zip(edges, edges[1:])]
        np.testing.assert_allclose(bars_of(ax), counts, atol=1e-12)
        assert ax.texts[0].get_text() == f"std {layer.std():.3g}"
    assert [figure.axes[k].texts[0].get_text() for k in (4, 14)] == ["std 0.958", "std 0.319"]
    assert figure.axes[5].get_ylabel() == "0.01" and figure.axes[0].get_title("left") == "layer 1"


def test_zeros_of_relu_are_written_not_drawn() -> None:
    """Half of what ReLU says is 0: a bar of it would press all others flat."""
    layer = np.array([0.0, 0.0, 0.0, 1.0, 2.0, 2.0])
    figure = plots.activation_histograms([layer], between=(0, 3), bins=3)
    np.testing.assert_allclose(bars_of(figure.axes[0]), [0, 1 / 6, 2 / 6])
    assert figure.axes[0].texts[0].get_text() == f"std {layer.std():.3g}\n50% are 0"
    errors.set_language("ko")
    assert plots.activation_histograms([layer]).axes[0].texts[0].get_text().endswith("0이 50%")


def test_models_say_what_their_layers_say() -> None:
    """badak's and those by hand, layer by layer."""
    x = np.random.default_rng(0).normal(size=(50, 3)).astype("float32")
    model = badak.Sequential([badak.Input((3,)), Dense(4, activation="tanh", name="a"), Dense(2, name="b")])
    w, b, v, c = model.get_weights()
    hidden = np.tanh(x @ w + b)
    figure = plots.activation_histograms(model, x)
    assert [ax.get_title("left") for ax in figure.axes] == ["a", "b"]
    assert [ax.texts[0].get_text() for ax in figure.axes] == [
        f"std {hidden.std():.3g}",
        f"std {(hidden @ v + c).std():.3g}",
    ]

    net = Network([Affine(np.eye(3), np.zeros(3)), ReLU()])
    figure = plots.activation_histograms({"net": net}, x)
    assert [ax.get_title("left") for ax in figure.axes] == ["Affine", "ReLU"]
    assert figure.axes[0].texts[0].get_text() == f"std {x.astype(float).std():.3g}"


def test_gradients_of_models_are_those_by_differences() -> None:
    """Mean |∂L/∂W| of each layer, by hand and by badak, against numerical gradients."""
    random = np.random.default_rng(0)
    x, y = random.normal(size=(8, 3)), np.arange(8) % 2
    net = TwoLayerNet(3, 4, 2, 0.7, "sigmoid")
    exact = net.numerical_gradient(x, y)
    sizes = plots.gradient_sizes(net, x, y).get_lines()[0].get_ydata()
    np.testing.assert_allclose(sizes, [abs(exact["W1"]).mean(), abs(exact["W2"]).mean()], rtol=1e-4)

    model = badak.Sequential([badak.Input((3,)), Dense(4, activation="sigmoid"), Dense(2, activation="softmax")])
    p = net.params
    model.set_weights([p[k].astype("float32") for k in ("W1", "b1", "W2", "b2")])
    model.compile("sgd", loss="sparse_categorical_crossentropy")
    before = model.get_weights()
    drawn = plots.gradient_sizes({"badak": model}, x, y).get_lines()[0].get_ydata()
    np.testing.assert_allclose(drawn, sizes, rtol=1e-4)
    assert all((a == b).all() for a, b in zip(before, model.get_weights(), strict=True))
    assert all(w.grad is None for w in model.trainable_weights)


def test_sizes_fall_on_a_logarithmic_axis_beside_the_limit() -> None:
    """4⁻ⁿ of n sigmoids; a gradient of 0 is a gap."""
    ax = plots.gradient_sizes({"a": [1e-6, 1e-3, 1.0], "b": [0.0, 1e-2, 1e-1]}, limit=True)
    assert ax.get_yscale() == "log"
    a, b, limit = ax.get_lines()
    assert a.get_xydata().tolist() == [[1, 1e-6], [2, 1e-3], [3, 1.0]]
    assert np.isnan(b.get_ydata()[0]) and b.get_label() == "b"
    np.testing.assert_allclose(limit.get_ydata(), [4.0**-3, 4.0**-2, 4.0**-1])


def test_dead_neurons_are_counted() -> None:
    """Shares as they are, or from what a layer said."""
    said = [np.array([[1.0, 0.0], [1.0, 2.0]]), np.array([[0.0, 0.0], [0.0, 2.0]]), np.zeros((2, 2))]
    ax = plots.dead_units({"counted": said, "given": [0.0, 0.25, 1.0]}, [0, 10, 20], xlabel="epochs gone")
    counted, given = ax.get_lines()
    assert counted.get_xydata().tolist() == [[0, 0], [10, 0.5], [20, 1.0]]
    assert given.get_ydata().tolist() == [0, 0.25, 1] and ax.get_xlabel() == "epochs gone"
    assert ax.yaxis.get_major_formatter()(0.35) == "35%"


def rate_test(highest: float | None) -> RateTest:
    rates = np.geomspace(1e-3, 1, 7)
    smoothed = np.array([2.0, 1.9, 1.5, 0.8, 0.5, 1.0, 9.0])
    return RateTest(rates, smoothed + 0.05, smoothed, float(rates[4] / 10), highest)


def test_the_range_test_marks_suggestion_lowest_and_explosion() -> None:
    """Upright lines at both rates, a dot at the lowest; the explosion does not press the rest flat."""
    found = rate_test(1.0)
    ax = plots.learning_rate(found)
    each, smooth, good, end = ax.get_lines()
    np.testing.assert_array_equal(each.get_ydata(), found.losses)
    np.testing.assert_array_equal(smooth.get_xydata(), np.stack([found.rates, found.smoothed], axis=1))
    assert good.get_xdata()[0] == found.suggestion and end.get_xdata()[0] == 1.0
    assert np.asarray(ax.collections[0].get_offsets()).tolist() == [[pytest.approx(0.1), 0.5]]
    assert {t.get_text().strip() for t in ax.texts} == {"suggested 0.01", "lowest at 0.1", "explodes at 1"}
    assert ax.get_xscale() == "log" and ax.get_ylim()[1] < 4
    errors.set_language("ko")
    ax = plots.learning_rate(rate_test(None))
    assert {t.get_text().strip() for t in ax.texts} == {"제안 0.01", "최저 0.1"} and ax.get_xlabel() == "학습률"


WRONG = {
    "no layers": (lambda: plots.activation_histograms(3), "no activations of layers", "활성화 값이 아닙니다"),
    "model alone": (lambda: plots.activation_histograms(TwoLayerNet(2, 2, 2)), "needs data", "데이터가 필요합니다"),
    "no sizes": (lambda: plots.gradient_sizes({"a": ["x"]}), "no numbers from 0 up", "수를 나열한 것이 아닙니다"),
    "negative": (lambda: plots.gradient_sizes([-1.0, 2.0]), "no numbers from 0 up", "수를 나열한 것이 아닙니다"),
    "no targets": (
        lambda: plots.gradient_sizes(TwoLayerNet(2, 2, 2), np.zeros((1, 2))),
        "needs data x and",
        "x와 y가 필요",
    ),
    "no shares": (lambda: plots.dead_units([0.0, 2.0]), "no numbers from 0 up", "수를 나열한 것이 아닙니다"),
    "no range test": (
        lambda: plots.learning_rate([1, 2]),
        "not what find_learning_rate returns",
        "돌려준 값이 아닙니다",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_mistakes_are_told(name: str) -> None:
    """In both languages."""
    call, english, korean = WRONG[name]
    for language, words in (("en", english), ("ko", korean)):
        errors.set_language(language)
        with pytest.raises(errors.ArgumentError, match="BD389") as caught:
            call()
        assert words in caught.value.text()
