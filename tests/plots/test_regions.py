"""Regions of decision of any model, and planes bent by hidden layers: the numbers drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import badak
from badak import errors, plots
from badak.classic import (
    AND,
    GATES,
    NAND,
    OR,
    SGD,
    XOR,
    Affine,
    LogisticRegression,
    Network,
    OneVsRest,
    Perceptron,
    SoftmaxRegression,
    Tanh,
    TwoLayerNet,
)  # fmt: skip
from badak.layers import Dense

CORNERS = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], float)


def grid_of(ax: Any) -> np.ndarray:
    """The points that the pixels of an image stand for, from its extent alone: (rows, columns, 2)."""
    image = ax.images[0]
    rows, columns = image.get_array().shape
    left, right, bottom, top = image.get_extent()
    return np.stack(np.meshgrid(np.linspace(left, right, columns), np.linspace(bottom, top, rows)), axis=-1)


@pytest.mark.parametrize("name", GATES)
def test_gates_fill_their_half_of_the_plane(name: str) -> None:
    """Σ w·x > θ, at each pixel; all four corners are right."""
    gate = GATES[name]
    y = gate(CORNERS[:, 0], CORNERS[:, 1])
    ax = plots.decision_regions(gate, CORNERS, y, resolution=41)
    points = grid_of(ax)
    np.testing.assert_array_equal(ax.images[0].get_array(), points @ gate.w > gate.threshold)
    assert not [c for c in ax.collections if str(c.get_label()).startswith("wrong")]
    assert [t.get_text() for t in ax.texts] == ["0", "1"]


def test_samples_are_drawn_where_they_are_and_wrong_ones_ringed() -> None:
    """OR taken for XOR is wrong about (1, 1) alone."""
    ax = plots.decision_regions(OR, CORNERS, XOR(CORNERS[:, 0], CORNERS[:, 1]), x1=(-1, 2), x2=(-1, 2))
    drawn = {c.get_label(): np.asarray(c.get_offsets()).tolist() for c in ax.collections}
    assert drawn["0"] == [[0, 0], [1, 1]] and drawn["1"] == [[1, 0], [0, 1]]
    assert drawn["wrong: 1 of 4"] == [[1, 1]]
    shapes = [c.get_paths()[0].vertices.shape for c in ax.collections if c.get_label() in ("0", "1")]
    assert shapes[0] != shapes[1]  # a circle and a square
    assert ax.get_xlim() == (-1, 2)


def test_a_probability_is_shaded_and_the_line_stands_at_the_threshold() -> None:
    """σ(w·x + b), and its line w·x + b = log(t / (1 - t))."""
    model = LogisticRegression(0.5, 500).fit(CORNERS, [0, 0, 0, 1])
    for threshold in (None, 0.2):
        ax = plots.decision_regions(model, CORNERS, [0, 0, 0, 1], threshold=threshold, resolution=50)
        z = grid_of(ax) @ model.w + model.b
        np.testing.assert_allclose(ax.images[0].get_array(), 1 / (1 + np.exp(-z)), atol=1e-12)
        t = threshold or 0.5
        line = ax.collections[0].get_paths()[0].vertices
        np.testing.assert_allclose(line @ model.w + model.b, np.log(t / (1 - t)), atol=0.02)
        assert len(line) > 10
        assert ax.figure.axes[1].get_ylabel() == "probability of class 1"


def test_grey_falls_with_the_probability() -> None:
    """The scale is light to dark throughout."""
    ax = plots.decision_regions(lambda p: 1 / (1 + np.exp(-p[:, 0])), x1=(-3, 3), x2=(0, 1))
    colours = ax.images[0].cmap(np.linspace(0, 1, 50))[:, :3]
    light = colours @ (0.2126, 0.7152, 0.0722)
    assert (np.diff(light) < 0).all() and light[0] - light[-1] > 0.3


def three_classes() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    y = np.arange(60) % 3
    return random.normal(size=(60, 2)) * 0.4 + np.array([[0, 0], [3, 0], [0, 3]])[y], y


@pytest.mark.parametrize("make", [SoftmaxRegression, OneVsRest])
def test_several_classes_are_the_largest_score(make: Any) -> None:
    """Areas by arg max; tints differ in lightness."""
    x, y = three_classes()
    model = make(0.2, 200).fit(x, y)
    ax = plots.decision_regions(model, x, y, resolution=40, class_names=["cat", "dog", "bird"])
    points = grid_of(ax).reshape(-1, 2)
    np.testing.assert_array_equal(ax.images[0].get_array().ravel(), (points @ model.w + model.b).argmax(axis=1))
    assert [t.get_text() for t in ax.texts] == ["cat", "dog", "bird"]
    light = np.array([ax.images[0].cmap(k)[:3] for k in range(3)]) @ (0.299, 0.587, 0.114)
    assert abs(np.diff(light)).min() > 0.1


def test_networks_by_hand_and_badaks_own() -> None:
    """Logits of the one, probabilities of the other; both against their own predict at the pixels."""
    x, y = three_classes()
    net = TwoLayerNet(2, 6, 3, "he")
    net.fit(x, y, SGD(0.1), epochs=10)
    ax = plots.decision_regions(net, x, y, resolution=30)
    points = grid_of(ax).reshape(-1, 2)
    np.testing.assert_array_equal(ax.images[0].get_array().ravel(), net.predict(points).argmax(axis=1))

    model = badak.Sequential([badak.Input((2,)), Dense(4, activation="tanh"), Dense(1, activation="sigmoid")])
    ax = plots.decision_regions(model, x, y == 1, resolution=30)
    w, b, v, c = model.get_weights()
    z = np.tanh(grid_of(ax).reshape(-1, 2) @ w + b) @ v + c
    np.testing.assert_allclose(ax.images[0].get_array().ravel(), 1 / (1 + np.exp(-z[:, 0])), atol=1e-5)


def test_logits_are_parted_at_zero() -> None:
    """A model compiled with from_logits."""
    model = badak.Sequential([badak.Input((2,)), Dense(1)])
    model.set_weights([np.array([[1.0], [-1.0]], "float32"), np.zeros(1, "float32")])
    model.compile("sgd", loss=badak.losses.BinaryCrossentropy(from_logits=True))
    ax = plots.decision_regions(model, x1=(0, 1), x2=(0, 1))
    line = ax.collections[0].get_paths()[0].vertices
    np.testing.assert_allclose(line[:, 0], line[:, 1], atol=1e-6)


def test_labels_of_minus_one_and_one() -> None:
    """Rosenblatt's perceptron; zero is +1."""
    model = Perceptron().fit(CORNERS, [-1, -1, -1, 1])
    ax = plots.decision_regions(model, CORNERS, [-1, -1, -1, 1], resolution=31)
    z = grid_of(ax) @ model.w[1:] + model.w[0]
    np.testing.assert_array_equal(ax.images[0].get_array(), z >= 0)


def test_functions_of_single_numbers_and_of_points() -> None:
    """A beginner's gate with an if, and a function of rows, draw the same."""

    def gate(a: float, b: float) -> int:
        if a + b > 1:
            return 1
        return 0

    one = plots.decision_regions(gate, resolution=20)
    other = plots.decision_regions(lambda p: p.sum(axis=1) > 1, resolution=20)
    np.testing.assert_array_equal(one.images[0].get_array(), other.images[0].get_array())
    assert other.images[0].get_array().sum() > 100


def test_estimators_of_scikit_learn() -> None:
    """Names as classes, and decision_function of two classes."""
    sklearn = pytest.importorskip("sklearn.linear_model")
    svm = pytest.importorskip("sklearn.svm")
    x, y = three_classes()
    names = np.array(["cat", "dog", "bird"])[y]
    model = sklearn.LogisticRegression().fit(x, names)
    ax = plots.decision_regions(model, x, names, resolution=20)
    told = np.array(model.classes_)[ax.images[0].get_array().astype(int).ravel()]
    np.testing.assert_array_equal(told, model.predict(grid_of(ax).reshape(-1, 2)))
    assert {t.get_text() for t in ax.texts} == {"cat", "dog", "bird"}

    two = svm.SVC().fit(x, y == 1)
    ax = plots.decision_regions(two, x, y == 1, resolution=20)
    scores = two.decision_function(grid_of(ax).reshape(-1, 2))
    np.testing.assert_allclose(ax.images[0].get_array().ravel(), scores)
    assert ax.figure.axes[1].get_ylabel() == "output"


def test_words_in_korean() -> None:
    """Rings and scale."""
    errors.set_language("ko")
    model = LogisticRegression(0.5, 50).fit(CORNERS, [0, 1, 1, 1])
    ax = plots.decision_regions(model, CORNERS, [0, 1, 1, 0])
    assert ax.figure.axes[1].get_ylabel() == "클래스 1일 확률"
    assert "오답: 4개 중" in ax.get_legend().get_texts()[-1].get_text()


WRONG = {
    "nothing to ask": ("BD385", lambda: plots.decision_regions(3), "has no predict and cannot be called", "호출할 수도 없습니다"),
    "three inputs": (
        "BD385", lambda: plots.decision_regions(LogisticRegression(0.1, 5).fit(np.eye(3), [0, 1, 1])),
        "cannot be asked about the plane", "모델이 평면의 점에 답할 수 없습니다",
    ),
    "one answer": ("BD385", lambda: plots.decision_regions(lambda p: np.zeros(3)), "answered with shape (3,)", "답의 모양이 (3,)"),
    "other labels": (
        "BD386", lambda: plots.decision_regions(Perceptron().fit(CORNERS, [-1, 1, 1, 1]), CORNERS, [0, 1, 1, 1]),
        "not those of the model", "레이블이 모델의 레이블과 다릅니다",
    ),
    "range": ("BD377", lambda: plots.decision_regions(AND, x1=(1, 0)), "'x1' is not a range", "'x1'은(는) 그릴 수"),
    "names": ("BD389", lambda: plots.decision_regions(AND, class_names=["a"]), "one name for each class", "이름이 하나씩"),
    "labels alone": ("BD389", lambda: plots.decision_regions(AND, y=[1]), "labels, but no samples", "샘플이 없습니다"),
    "samples": ("BD001", lambda: plots.decision_regions(AND, np.zeros((4, 3))), "3", "3"),
    "layer": ("BD388", lambda: plots.hidden_space(TwoLayerNet(2, 2, 2), layer=7), "0 Affine, 1 ReLU, 2 Affine", "그런 층이 없습니다"),
    "no layers": ("BD388", lambda: plots.hidden_space(AND), "has no layers", "층이 없습니다"),
    "bad layer": ("BD388", lambda: plots.hidden_space(AND, layer=lambda p: 3), "become shape ()", "() 모양이 됩니다"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_mistakes_are_told(name: str) -> None:
    """In both languages, with the code."""
    code, call, english, korean = WRONG[name]
    with pytest.raises((errors.ArgumentError, errors.ShapeError)) as caught:
        call()
    assert caught.value.code == code
    assert english in caught.value.text("en")
    errors.set_language("ko")
    with pytest.raises((errors.ArgumentError, errors.ShapeError)) as caught:
        call()
    assert korean in caught.value.text("ko")


# ---- hidden layers ---------------------------------------------------------------------------------------------------------


def bent_net() -> Network:
    """NAND and OR as tanh units, AND behind them; both outputs."""
    first = Affine(np.array([[-4.0, 4.0], [-4.0, 4.0]]), np.array([6.0, -2.0]))
    return Network([first, Tanh(), Affine(np.array([[-1.0, 1.0], [-1.0, 1.0]]), np.array([1.0, -1.0]))])


def test_the_grid_is_sent_through_the_layer() -> None:
    """Each line of the second panel is tanh of the affine map of the same line of the first."""
    net = bent_net()
    left, right = plots.hidden_space(net, CORNERS, [0, 1, 1, 0], lines=5).axes
    w, b = net.layers[0].params["w"], net.layers[0].params["b"]
    before, after = left.get_lines(), right.get_lines()
    assert len(before) == len(after) == 10
    for one, other in zip(before, after, strict=True):
        np.testing.assert_allclose(other.get_xydata(), np.tanh(one.get_xydata() @ w + b))
    assert np.ptp(before[0].get_xdata()) == 0 and np.ptp(before[5].get_ydata()) == 0
    assert right.get_title("left") == "after Tanh (1)"


def test_the_samples_go_too_and_lie_on_two_sides_of_a_line() -> None:
    """The line of the second panel is where both logits are equal: h₁ + h₂ = 1."""
    left, right = plots.hidden_space(bent_net(), CORNERS, [0, 1, 1, 0]).axes
    (edge,) = [c for c in right.collections if list(getattr(c, "levels", [])) == [0.0]]
    line = edge.get_paths()[0].vertices
    assert len(line) > 10
    np.testing.assert_allclose(line.sum(axis=1), 1, atol=1e-6)
    ones = next(np.asarray(c.get_offsets()) for c in right.collections if c.get_label() == "1")
    zeros = next(np.asarray(c.get_offsets()) for c in right.collections if c.get_label() == "0")
    assert (ones.sum(axis=1) > 1).all() and (zeros.sum(axis=1) < 1).all()
    assert "(1, 0), (0, 1)" in [t.get_text() for t in right.texts]
    assert "(1, 0)" in [t.get_text() for t in left.texts]


def test_a_layer_given_as_a_function() -> None:
    """XOR as AND of NAND and OR: no model tells its layer."""

    def hidden(points: np.ndarray) -> np.ndarray:
        return np.stack([NAND(points[:, 0], points[:, 1]), OR(points[:, 0], points[:, 1])], axis=1)

    left, right = plots.hidden_space(XOR, CORNERS, [0, 1, 1, 0], hidden, rest=AND).axes
    np.testing.assert_array_equal(right.images[0].get_array(), grid_of(right) @ [0.5, 0.5] > 0.6)
    np.testing.assert_array_equal(left.images[0].get_array(), XOR(*np.moveaxis(grid_of(left), -1, 0)))


def test_badaks_layers_by_name_and_wide_ones_by_their_principal_directions() -> None:
    """The two directions are orthogonal and hold the most of the spread; a line keeps its length in two units."""
    x, y = badak.datasets.xor(40, seed=1)
    model = badak.Sequential(
        [badak.Input((2,)), Dense(5, activation="tanh", name="wide"), Dense(2, activation="tanh", name="two"), Dense(1)]
    )
    w, b = model.get_weights()[:2]
    _, right = plots.hidden_space(model, x, y, "wide").axes
    left_lines, right_lines = plots.hidden_space(model, x, y, layer="wide").axes[0].get_lines(), right.get_lines()
    hidden = np.tanh(left_lines[3].get_xydata() @ w + b)
    drawn = right_lines[3].get_xydata()
    # a projection: distances shrink or stay, and most of them stays
    before, after = np.linalg.norm(hidden - hidden[0], axis=1), np.linalg.norm(drawn - drawn[0], axis=1)
    assert (after <= before + 1e-5).all() and after.sum() > 0.8 * before.sum()
    assert right.get_xlabel().startswith("principal direction 1 of 5 units, ")
    _, two = plots.hidden_space(model, x, y).axes
    assert two.get_title("left") == "after 'two'" and two.get_xlabel() == "h₁"
    errors.set_language("ko")
    assert plots.hidden_space(model, x, y).axes[1].get_title("left") == "층을 지난 뒤: 'two'"


def test_the_line_of_a_model_that_cannot_be_cut_is_bent_with_the_plane() -> None:
    """A graph model: what parts the inputs is sent through the layer, and is straight there, v·h + c = ½."""
    given = badak.Input((2,))
    hidden = Dense(2, activation="tanh", name="hidden")(given)
    model = badak.Model(given, Dense(1)(hidden))
    w, b = np.array([[-4.0, 4.0], [-4.0, 4.0]]), np.array([6.0, -2.0])
    v, c = np.array([[1.0], [1.0]]), np.array([-0.5])
    model.set_weights([p.astype("float32") for p in (w, b, v, c)])
    left, right = plots.hidden_space(model, CORNERS, [0, 1, 1, 0], lines=4).axes
    edges = right.get_lines()[8:]
    assert len(edges) == 2  # two lines part the inputs: both lie on one
    for edge in edges:
        np.testing.assert_allclose((edge.get_xydata() @ v + c)[:, 0], 0.5, atol=0.02)
    assert not right.images and left.images
