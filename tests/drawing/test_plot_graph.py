"""Pictures of expressions: the numbers on the lines, that nothing lies on anything else, and what is told when none can be made."""

from __future__ import annotations

import gc
import itertools
import struct
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import badak
from badak import errors, layers
from badak.autograd.op import OPS
from badak.autograd.samples import Draw
from badak.drawing.amounts import amount_lines, number_text
from badak.drawing.expression import Amount, Expression, expression_of
from badak.drawing.expression_scene import Look, scene_of_expression
from badak.drawing.scene import Area, Scene
from badak.drawing.signs import about, sign_of, slopes_of
from tests.drawing.test_plot_model import SVG, along, apart


def number(value: float) -> Any:
    """Return a variable of float64."""
    return badak.tensor(np.array(value), requires_grad=True)


def read(y: Any, names: Any = None, cotangent: Any = None, depth: int | None = None) -> Expression:
    """Return what is drawn of a tensor."""
    return expression_of(y, names, True, cotangent, depth, "plot_graph")


def link(expression: Expression, begin: str, end: str) -> tuple[float, float]:
    """Return the value and the gradient on the line between two parts, each given by its name or sign."""

    def called(i: int) -> set[str]:
        part = expression.parts[i]
        return {part.name, sign_of(part.op, part.exponent) if part.kind == "operation" else part.kind}

    (found,) = [k for k in expression.links if begin in called(k.begin) and end in called(k.end)]
    assert found.gradient is not None
    return float(found.value.array), float(found.gradient.array)


# --- numbers of the course --------------------------------------------------------------------------------------------------


def test_square_of_a_sum() -> None:
    """z = t², t = x + y at (3, 5)."""
    x, y = number(3.0), number(5.0)
    t = x + y
    z = t**2
    found = read(z, {"x": x, "y": y, "t": t, "z": z})
    assert link(found, "x", "t") == (3.0, 16.0)
    assert link(found, "y", "t") == (5.0, 16.0)
    assert link(found, "t", "( )^2") == (8.0, 16.0)
    assert link(found, "( )^2", "result") == (64.0, 1.0)


def test_apples_and_oranges() -> None:
    """Two apples at 100, three oranges at 150, 10 % tax: 715."""
    apple, apples, orange, oranges, tax = map(number, (100.0, 2.0, 150.0, 3.0, 1.1))
    cost = apple * apples
    both = cost + orange * oranges
    names = dict(apple=apple, apples=apples, orange=orange, oranges=oranges, tax=tax, cost=cost, both=both)
    found = read(both * tax, names)
    assert link(found, "apple", "cost") == pytest.approx((100, 2.2))
    assert link(found, "apples", "cost") == pytest.approx((2, 110))
    assert link(found, "orange", "×") == pytest.approx((150, 3.3))
    assert link(found, "oranges", "×") == pytest.approx((3, 165))
    assert link(found, "cost", "both") == pytest.approx((200, 1.1))
    assert link(found, "both", "×") == pytest.approx((650, 1.1))
    assert link(found, "tax", "×") == pytest.approx((1.1, 650))
    assert float(found.links[-1].value.array) == pytest.approx(715)


def test_the_sigmoid_taken_apart() -> None:
    x = number(1.0)
    found = read(1 / (1 + badak.exp(-x)), {"x": x})
    assert link(found, "x", "×(−1)") == pytest.approx((1, 0.196612), abs=1e-6)
    assert link(found, "×(−1)", "exp") == pytest.approx((-1, -0.196612), abs=1e-6)
    assert link(found, "exp", "+") == pytest.approx((0.367879, -0.534447), abs=1e-6)
    assert link(found, "+", "/") == pytest.approx((1.367879, -0.534447), abs=1e-6)
    assert link(found, "/", "result") == pytest.approx((0.731059, 1), abs=1e-6)
    constants = [float(part.value.array) for part in found.parts if part.kind == "constant" and part.value]
    assert constants == [1.0, 1.0]


# --- random expressions, against slow NumPy ----------------------------------------------------------------------------------

# name: what badak computes, what NumPy computes
UNARY: dict[str, tuple[Callable, Callable]] = {
    "negative": (lambda a: -a, lambda a: -a),
    "exp": (badak.exp, np.exp),
    "tanh": (badak.tanh, np.tanh),
    "sigmoid": (badak.sigmoid, lambda a: 1 / (1 + np.exp(-a))),
    "power": (lambda a: a**3, lambda a: a**3),
    "plus": (lambda a: a + 1.5, lambda a: a + 1.5),
    "less": (lambda a: 2 - a, lambda a: 2 - a),
    "over": (lambda a: 1 / (a * a + 1), lambda a: 1 / (a * a + 1)),
    "mean": (lambda a: badak.mean(a, axis=0, keepdims=True), lambda a: a.mean(axis=0, keepdims=True)),
}
BINARY: dict[str, tuple[Callable, Callable]] = {
    "add": (badak.add, np.add),
    "subtract": (badak.subtract, np.subtract),
    "multiply": (badak.multiply, np.multiply),
    "maximum": (badak.maximum, np.maximum),
    "stack": (lambda a, b: badak.stack([a, b]).sum(axis=0), lambda a, b: a + b),
}


class Random:
    """A random expression that NumPy can compute again with one value changed on its way to one use."""

    def __init__(self, seed: int) -> None:
        rng = self.rng = np.random.default_rng(seed)
        self.start = [rng.normal(size=shape) * 0.5 for shape in ((), (3,), (2, 3), (2, 1))]
        self.wanted = [True, True, bool(rng.integers(2)), True]
        self.steps: list[tuple[str, tuple[int, ...]]] = []
        count = len(self.start)
        for _ in range(int(rng.integers(3, 14))):
            if rng.random() < 0.45:
                self.steps.append((str(rng.choice(list(UNARY))), (int(rng.integers(count)),)))
            else:
                self.steps.append((str(rng.choice(list(BINARY))), (int(rng.integers(count)), int(rng.integers(count)))))
            count += 1
        # all that nobody uses yet joins the result
        used = {i for _, ids in self.steps for i in ids}
        loose = [i for i in range(count) if i not in used]
        for i in loose[:-1]:
            self.steps.append(("add", (count - 1, i)))
            count += 1

    def tensors(self) -> list[Any]:
        """Compute it on tensors."""
        found = [badak.tensor(a, requires_grad=wanted) for a, wanted in zip(self.start, self.wanted)]
        for name, ids in self.steps:
            function = (UNARY if len(ids) == 1 else BINARY)[name][0]
            found.append(self.shaped(badak, function, [found[i] for i in ids]))
        return found

    def arrays(self, step: int = -1, place: int = 0, by: Any = 0.0) -> list[np.ndarray]:
        """Compute it with NumPy, one argument of one step changed."""
        found = list(self.start)
        for k, (name, ids) in enumerate(self.steps):
            arguments = [found[i] + (by if (k, j) == (step, place) else 0.0) for j, i in enumerate(ids)]
            function = (UNARY if len(ids) == 1 else BINARY)[name][1]
            found.append(self.shaped(np, function, arguments))
        return found

    @staticmethod
    def shaped(xp: Any, function: Callable, arguments: list) -> Any:
        """Call a function that wants equal shapes, or an axis, with arguments of any shape."""
        shape = np.broadcast_shapes((1,), *(a.shape for a in arguments))
        if len(arguments) == 1:
            return function(arguments[0] if arguments[0].ndim else arguments[0].reshape(1))
        return function(*[xp.broadcast_to(a, shape) for a in arguments])


@pytest.mark.parametrize("seed", range(25))
def test_random_expressions(seed: int) -> None:
    """Every value is NumPy's; every sum of gradients is the numerical one; the shares add up to it."""
    case = Random(seed)
    tensors, arrays = case.tensors(), case.arrays()
    y = tensors[-1]
    cotangent = case.rng.normal(size=y.shape)
    names = {f"t{i}": t for i, t in enumerate(tensors)}
    found = read(y, names, cotangent)
    by_name = {part.name: part for part in found.parts if part.name}
    y_before = float((arrays[-1] * cotangent).sum())
    assert np.isfinite(y_before)
    for i, (tensor, array) in enumerate(zip(tensors, arrays)):
        part = by_name.get(f"t{i}")
        if part is None or part.value is None:
            continue
        np.testing.assert_allclose(np.asarray(part.value.array), array, rtol=1e-12, atol=1e-12)
        if tensor.node is None:
            assert part.kind == "constant" and part.gradient is None
            continue
        if part.kind == "variable":
            direction, h = case.rng.normal(size=array.shape), 1e-6
            shifted = []
            for sign in (h, -h):
                other = Random(seed)
                other.start[i] = other.start[i] + sign * direction
                shifted.append(float((other.arrays()[-1] * cotangent).sum()))
            slope = (shifted[0] - shifted[1]) / (2 * h)
            assert part.gradient is not None
            assert float((part.gradient.array * direction).sum()) == pytest.approx(slope, rel=1e-5, abs=1e-6)
    check_sums(found)


def check_sums(found: Expression) -> None:
    """Check that the shares on the lines that leave a part add up to the gradient that reaches it."""
    for i, part in enumerate(found.parts):
        shares = [k.gradient.array for k in found.links if k.begin == i and k.gradient is not None]
        if part.kind in ("variable", "operation"):
            assert part.gradient is not None and shares
            np.testing.assert_allclose(sum(shares), part.gradient.array, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("seed", range(12))
def test_each_share_is_the_derivative_along_its_own_line(seed: int) -> None:
    """A value is changed on its way to one use only: the result follows the share of this line."""
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(2, 3)), rng.normal(size=3)
    x, w = badak.tensor(a, requires_grad=True), badak.tensor(b, requires_grad=True)
    s = badak.tanh(x * w)
    y = s * s + badak.exp(s) - w
    cotangent = rng.normal(size=(2, 3))
    found = read(y, {"x": x, "w": w, "s": s, "y": y}, cotangent)

    def result(product: Any = 0.0, left: Any = 0.0, right: Any = 0.0, power: Any = 0.0, last: Any = 0.0) -> float:
        t = np.tanh(a * (b + product))
        return float((((t + left) * (t + right) + np.exp(t + power) - (b + last)) * cotangent).sum())

    ways = {
        ("w", "×", 1): "product",
        ("s", "×", 0): "left",
        ("s", "×", 1): "right",
        ("s", "exp", 0): "power",
        ("w", "y", 1): "last",
    }
    seen = set()
    for k in found.links:
        begin, end = found.parts[k.begin], found.parts[k.end]
        target = end.name or (sign_of(end.op, end.exponent) if end.op else end.kind)
        way = ways.get((begin.name, target, k.place))
        if way is None:
            continue
        seen.add(way)
        direction, h = rng.normal(size=k.value.shape), 1e-6
        slope = (result(**{way: h * direction}) - result(**{way: -h * direction})) / (2 * h)
        assert k.gradient is not None
        assert float((k.gradient.array * direction).sum()) == pytest.approx(slope, rel=1e-5, abs=1e-7)
    assert seen == set(ways.values())


# --- the tape stays as it is ---------------------------------------------------------------------------------------------


def test_drawing_changes_no_gradient() -> None:
    x = number(2.0)
    h = x * x
    h.retain_grad()
    y = badak.log(h) + h
    x.grad = badak.tensor(np.array(7.0))
    before = badak.plot_graph(y, names={"x": x}).svg
    assert x.grad.item() == 7.0 and h.node.grad is None
    y.backward(retain_graph=True)
    assert x.grad.item() == pytest.approx(2 / 2.0 + 2 * 2.0)
    assert h.grad.item() == pytest.approx(1 / 4 + 1)
    assert badak.plot_graph(y, names={"x": x}).svg == before
    assert x.grad.item() == pytest.approx(5.0) and h.grad.item() == pytest.approx(1.25)
    y.backward()
    assert x.grad.item() == pytest.approx(5.0)


def test_a_graph_of_gradients_can_be_drawn() -> None:
    x = number(2.0)
    (x**3).backward(create_graph=True)
    found = read(x.grad, {"x": x})
    assert float(found.links[-1].value.array) == pytest.approx(12.0)
    total = next(part.gradient for part in found.parts if part.name == "x")
    assert total is not None and float(total.array) == pytest.approx(12.0)  # 6x


def test_constants_are_drawn_and_nothing_large_stays_alive() -> None:
    import weakref

    x = badak.tensor(np.ones(100), requires_grad=True)
    large, small = np.arange(100.0), np.array([2.0])
    alive = weakref.ref(large)
    y = (x + large + small).sum()
    assert [link.value.array.tolist() for link in read(y).links if link.value.shape == (1,)] == [[2.0]]
    assert any(link.value.known and link.value.shape == (100,) and link.value.array[-1] == 99 for link in read(y).links)
    del large
    gc.collect()
    assert alive() is None
    found = read(y)
    assert found.unknown
    assert (badak.plot_graph(y).text).endswith("changed after the calculation")
    total = next(part.gradient for part in found.parts if part.kind == "variable")
    assert total is not None and total.array.tolist() == [1.0] * 100  # gradients need none of it


def test_a_variable_that_was_changed_since_is_not_believed() -> None:
    x = number(1.0)
    y = (x + 2.0) + 3.0
    assert link(read(y, {"x": x}), "+", "result")[0] == 6.0
    with badak.no_grad():
        x -= 0.5
    found = read(y, {"x": x})
    (first,) = [k for k in found.links if found.parts[k.begin].name == "x"]
    assert not first.value.known and found.unknown
    assert "?" in badak.plot_graph(y, names={"x": x}).svg
    assert float(found.links[-1].value.array) == 6.0


def test_inner_results_that_nobody_holds_are_computed_again() -> None:
    rng = np.random.default_rng(3)
    x = badak.tensor(rng.normal(size=(4, 2)), requires_grad=True)
    y = ((x - 1.0) + (x + 2.0)).sum()  # neither sum nor difference is kept by the tape
    found = read(y, {"x": x})
    assert not found.unknown
    values = [
        k.value.array for k in found.links if k.value.shape == (4, 2) and found.parts[k.begin].kind == "operation"
    ]
    np.testing.assert_allclose(values[0], x.numpy() - 1)
    np.testing.assert_allclose(values[1], x.numpy() + 2)
    np.testing.assert_allclose(values[2], 2 * x.numpy() + 1)


# --- all kinds of operations ----------------------------------------------------------------------------------------------


def test_integers_masks_and_indices() -> None:
    x = badak.tensor(np.array([1.0, -2.0, 3.0]), requires_grad=True)
    y = badak.where(x > 0, x, 0.5) * badak.take(x, badak.tensor([2, 0, 0]))
    found = read(y.sum(), {"x": x})
    kinds = {
        tuple(np.ravel(part.value.array).tolist()) for part in found.parts if part.kind == "constant" and part.value
    }
    assert (True, False, True) in kinds and (2, 0, 0) in kinds and (0.5,) in kinds
    check_sums(found)


def test_operations_with_several_results() -> None:
    rng = np.random.default_rng(0)
    layer = layers.LSTM(3, return_state=True)
    x = badak.tensor(rng.normal(size=(2, 4, 2)).astype(np.float32), requires_grad=True)
    out, h, c = layer(x)
    y = (h * c).sum() + out.sum()
    found = read(y, {"x": x})
    (y * 1).backward(retain_graph=True)
    part = next(part for part in found.parts if part.name == "x")
    assert part.gradient is not None
    np.testing.assert_allclose(part.gradient.array, x.grad.numpy(), rtol=1e-5, atol=1e-6)
    check_scene(badak.plot_graph(y, names={"x": x}).scene)


def test_a_model_with_an_embedding() -> None:
    model = badak.Sequential(
        [
            layers.Embedding(10, 4, input_shape=(5,)),
            layers.GlobalAveragePooling1D(),
            layers.Dense(3, activation="relu"),
            layers.Dense(2),
        ]
    )
    ids = np.array([[1, 2, 3, 4, 5], [1, 1, 0, 0, 9]])
    loss = badak.losses.SparseCategoricalCrossentropy(from_logits=True)(badak.tensor([0, 1]), model(ids, training=True))
    found = read(loss)
    loss.backward(retain_graph=True)
    variables = [part for part in found.parts if part.kind == "variable"]
    assert len(variables) == 5
    gradients = sorted(float(np.abs(part.gradient.array).sum()) for part in variables if part.gradient)
    expected = sorted(float(np.abs(p.grad.numpy()).sum()) for p in model.parameters())
    np.testing.assert_allclose(gradients, expected, rtol=1e-5)
    check_scene(badak.plot_graph(loss).scene)


def test_bfloat16() -> None:
    x = badak.tensor([1.5, 2.0], dtype="bfloat16", requires_grad=True)
    text = badak.plot_graph((x * x).sum(), names={"x": x}).text
    assert "x = [1.5, 2]" in text and "= 6.25" in text


def test_a_variable_alone() -> None:
    x = number(3.0)
    assert badak.plot_graph(x, names={"x": x}).text.split() == ["x", "=", "3", "←", "1"]


def test_every_operation_has_a_sign_and_says_what_it_is() -> None:
    for record in OPS.values():
        assert sign_of(record) and record.name in about(record, {})
        assert all(slopes_of(record))


# --- the picture ------------------------------------------------------------------------------------------------------------


def check_scene(scene: Scene) -> None:
    """Nothing lies on anything else: no part on a part, no words on words or on the outline of a part, no line through either."""
    for a, b in itertools.combinations(scene.areas, 2):
        assert apart(a, b), (a, b)
    spots = []
    for text in scene.texts:
        spot = Area(text.left, text.y - 0.72 * text.size, text.width, 0.72 * text.size, "text", 0, text.text)
        assert spot.x >= 0 and spot.y >= 0, spot
        assert spot.x + spot.width <= scene.width + 1e-6 and spot.y + spot.height <= scene.height, spot
        spots.append(spot)
    inside: dict[int, int] = {}
    for i, spot in enumerate(spots):
        for k, area in enumerate(scene.areas):
            if not apart(spot, area):
                assert area.x <= spot.x and spot.x + spot.width <= area.x + area.width, (spot, area)
                inside[i] = k
    for a, b in itertools.combinations(range(len(spots)), 2):
        raised = (
            inside.get(a) is not None and inside.get(a) == inside.get(b) and scene.areas[inside[a]].role == "circle"
        )
        assert raised or apart(spots[a], spots[b]), (spots[a], spots[b])
    free = [spot for i, spot in enumerate(spots) if i not in inside]
    for points, (begin, end) in zip(scene.arrows, scene.owners, strict=True):
        way = np.array(along(points, scene.sideways))
        for area in [*(area for i, area in enumerate(scene.areas) if i not in (begin, end)), *free]:
            edge = 0.5 if area.role != "text" else 0.0
            across = (area.x + edge < way[:, 0]) & (way[:, 0] < area.x + area.width - edge)
            down = (area.y + edge < way[:, 1]) & (way[:, 1] < area.y + area.height - edge)
            assert not (across & down).any(), (area, scene.areas[begin], scene.areas[end])


@pytest.mark.parametrize("sideways", [True, False])
@pytest.mark.parametrize("formulas", [False, True])
def test_nothing_lies_on_anything_else(sideways: bool, formulas: bool) -> None:
    for seed in range(15):
        case = Random(seed)
        tensors = case.tensors()
        found = read(tensors[-1], {f"t{i}": t for i, t in enumerate(tensors) if i % 2})
        check_scene(scene_of_expression(found, Look(formulas=formulas, sideways=sideways, shapes=seed % 2 == 0)))


def test_a_chain_is_drawn_on_one_line() -> None:
    x = number(1.0)
    scene = badak.plot_graph(1 / (1 + badak.exp(-x)), names={"x": x}).scene
    middles = {round(area.y + area.height / 2, 3) for area in scene.areas if area.role != "bare"}
    assert len(middles) == 1


def test_first_arguments_are_above_or_numbered() -> None:
    x, y = number(1.0), number(2.0)
    scene = badak.plot_graph(x - y, names={"y": y, "x": x}).scene
    places = {area.label: area.y for area in scene.areas}
    assert places["x"] < places["y"]
    z = (x - y) / (y - x)
    found = badak.plot_graph(z * (x / y), names={"x": x, "y": y}).scene
    for points_a, points_b in itertools.combinations(range(len(found.arrows)), 2):
        if found.owners[points_a][1] == found.owners[points_b][1]:
            area = found.areas[found.owners[points_a][1]]
            if area.label in ("/", "−") and found.arrows[points_a][-1][1] > found.arrows[points_b][-1][1]:
                marks = [
                    t.text
                    for t in found.texts
                    if t.size < 10 and area.x < t.x < area.x + 34 and area.y < t.y < area.y + 34
                ]
                assert {"1", "2"} <= set(marks)


def test_svg_tells_formulas_where_the_pointer_rests() -> None:
    x = number(2.0)
    root = ElementTree.fromstring(badak.plot_graph(badak.sum(badak.exp(x * 3), axis=None), names={"x": x}).svg)
    titles = [title.text or "" for title in root.iter(f"{SVG}title")]
    assert any("multiply" in t and "∂x = g y" in t for t in titles)
    assert any(t.startswith("exp\neˣ") for t in titles)


def test_arguments_change_what_is_written() -> None:
    x = badak.tensor([1.0, 2.0], requires_grad=True)
    y = (x * x).sum()
    full = badak.plot_graph(y, names={"x": x}).svg
    assert "← [2, 4]" in full and "[1, 4]" in full and "(sum)" in full
    assert "←" not in badak.plot_graph(y, gradients=False).svg
    assert "[1, 4]" not in badak.plot_graph(y, values=False).svg
    assert "(2,)" in badak.plot_graph(y, show_shapes=True).svg and "(2,)" not in full
    assert ">∂x = g y<" in badak.plot_graph(y, formulas=True).svg
    assert "↑ [2, 4]" in badak.plot_graph(y, rankdir="TB").svg
    third = badak.plot_graph(badak.tensor(1 / 3, requires_grad=True) * 1, digits=3).svg
    assert "0.333<" in third


def test_a_cotangent_and_ones() -> None:
    x = badak.tensor([1.0, 2.0], requires_grad=True)
    assert "gradient of the sum of the result" in badak.plot_graph(x * 3).svg
    given = badak.plot_graph(x * 3, cotangent=[10.0, 100.0])
    assert "← [30, 300]" in given.text and "gradient of the sum" not in given.svg


def test_large_tensors_show_shape_mean_and_range() -> None:
    array = np.linspace(-1, 3, 200).reshape(20, 10)
    assert amount_lines(Amount((20, 10), array)) == ["(20, 10)", "mean 1", "−1 to 3"]
    assert amount_lines(Amount((20, 10), np.full((20, 10), 0.25))) == ["(20, 10)", "all 0.25"]
    array[0, :3] = np.nan, np.inf, -np.inf
    assert amount_lines(Amount((20, 10), array))[-1] == "3 not finite"
    assert amount_lines(Amount((2, 2), np.array([[1.0, 2.0], [3.0, 4.0]]))) == ["[[1, 2],", "[3, 4]]"]
    assert amount_lines(Amount((0, 3), np.zeros((0, 3)))) == ["(0, 3)", "empty"]
    assert amount_lines(Amount((3, 4))) == ["(3, 4)"]
    errors.set_language("ko")
    try:
        assert amount_lines(Amount((50,), np.arange(50.0))) == ["(50,)", "평균 24.5", "0 ~ 49"]
    finally:
        errors.set_language("en")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-0.0, "0"), (715.0, "715"), (0.1 + 0.2, "0.3"), (-1234567.0, "−1234567"), (1e-7, "1e−7"), (2e30, "2e30"),
     (float("nan"), "NaN"), (float("-inf"), "−∞"), (True, "True"), (np.int64(-3), "−3")],
)  # fmt: skip
def test_numbers(value: Any, text: str) -> None:
    assert number_text(value) == text


def test_large_graphs_are_folded_and_told() -> None:
    x = h = number(1.0)
    for _ in range(2000):
        h = h * 0.999 + 0.001 * x
    picture = badak.plot_graph(h, names={"x": x})
    assert sum(area.role == "circle" for area in picture.scene.areas) <= 80
    assert any("more operations" in text.text for text in picture.scene.texts)
    assert "x = 1" in picture.text and "⋯" in picture.text
    small = badak.plot_graph(h, names={"x": x}, depth=2)
    assert sum(area.role == "circle" for area in small.scene.areas) == 3
    assert any("2 deep is drawn, depth=3 shows more" in text.text for text in small.scene.texts)
    x_part = next(part for part in read(h, {"x": x}, depth=5).parts if part.name == "x")
    assert x_part.gradient is not None and float(x_part.gradient.array) == pytest.approx(1.0)  # of the whole graph


def test_text_dot_and_mermaid(tmp_path: Path) -> None:
    a, b = number(2.0), number(3.0)
    d = a * b - b**2
    picture = badak.plot_graph(d, names={"a": a, "b": b, "d": d})
    assert print_lines(picture.text) == [
        "a = 2 ← 3", "b = 3 ← -4", "v1 = a * b = 6 ← 1", "v2 = b**2 = 9 ← -1", "d = v1 - v2 = -3 ← 1"
    ]  # fmt: skip
    assert str(picture) == picture.text and repr(picture).startswith("<Picture of 'd'")
    for ending in (".svg", ".html", ".dot", ".gv", ".mmd", ".txt"):
        badak.plot_graph(d, tmp_path / f"graph{ending}", names={"a": a, "b": b, "d": d})
    assert (tmp_path / "graph.txt").read_text(encoding="utf-8") == picture.text
    dot = (tmp_path / "graph.dot").read_text(encoding="utf-8")
    assert dot.startswith("digraph") and dot.count("->") == 6 and 'label="a", shape=box' in dot
    assert (tmp_path / "graph.gv").read_text(encoding="utf-8") == dot
    mermaid = (tmp_path / "graph.mmd").read_text(encoding="utf-8")
    assert mermaid.startswith("flowchart LR") and mermaid.count("-->") == 6 and '(("×"))' in mermaid
    ElementTree.fromstring((tmp_path / "graph.svg").read_text(encoding="utf-8"))
    assert "<svg" in (tmp_path / "graph.html").read_text(encoding="utf-8") and "<svg" in picture._repr_html_()


def print_lines(text: str) -> list[str]:
    """Return lines with single blanks."""
    return [" ".join(line.split()) for line in text.splitlines()]


def test_png(tmp_path: Path) -> None:
    pytest.importorskip("PIL")
    x = number(2.0)
    picture = badak.plot_graph(badak.exp(x) + x, tmp_path / "graph.png", names={"x": x}, depth=1, dpi=96)
    content = (tmp_path / "graph.png").read_bytes()
    width, height = struct.unpack(">II", content[16:24])
    assert (width, height) == (round(picture.scene.width), round(picture.scene.height))


def test_korean() -> None:
    errors.set_language("ko")
    try:
        x = badak.tensor([1.0, 2.0], requires_grad=True)
        picture = badak.plot_graph(badak.exp(x) * x, formulas=True)
        words = [text.text for text in picture.scene.texts]
        assert {"결과", "변수 1", "값 →", "← 결과를 모두 더한 값의 기울기", "g: 넘어온 기울기"} <= set(words)
        assert any(word.endswith("(합)") for word in words)
        check_scene(picture.scene)
    finally:
        errors.set_language("en")


# --- what cannot be drawn -----------------------------------------------------------------------------------------------------


def freed() -> Any:
    x = number(2.0)
    y = badak.exp(x * x)
    y.backward()
    return y


def unrecorded() -> Any:
    with badak.no_grad():
        return number(2.0) * 3


def deep() -> Any:
    h = number(1.0)
    for _ in range(400):
        h = badak.tanh(h)
    return h


@pytest.mark.parametrize(
    ("call", "code", "english", "korean"),
    [
        (lambda: badak.plot_graph(freed()), "BD306", "y.backward(retain_graph=True)", "그래프를 비웠습니다"),
        (lambda: badak.plot_graph(unrecorded()), "BD307", "no tensor in it requires a gradient", "기록이 없습니다"),
        (lambda: badak.plot_graph(badak.tensor([1, 2]) * 2), "BD307", "op=multiply", "requires_grad=True인 텐서"),
        (lambda: badak.plot_graph(deep(), depth=350), "BD308", "depth=300 or less", "depth=300 이하로"),
        (lambda: badak.plot_graph(3.0), "BD003", "a tensor, the result of the expression", "텐서(식의 결과)"),
        (lambda: badak.plot_graph(number(1.0) * 2, names=[1]), "BD003", "or locals()", "또는 locals()"),
        (
            lambda: badak.plot_graph(number(1.0) * 2, depth=0),
            "BD003",
            "an integer ≥ 1, or None",
            "1 이상의 정수 또는 None",
        ),
        (lambda: badak.plot_graph(number(1.0) * 2, digits=0), "BD003", "1 ≤ digits ≤ 17", "1 ≤ digits ≤ 17"),
        (lambda: badak.plot_graph(number(1.0) * 2, rankdir="RL"), "BD003", "'TB' | 'LR'", "'TB' | 'LR'"),
        (lambda: badak.plot_graph(number(1.0) * 2, cotangent=[1.0, 2.0]), "BD004", "cotangent (2,)", "cotangent (2,)"),
        (
            lambda: badak.plot_graph(number(1.0) * 2, "graph.pdf"),
            "BD265",
            "pictures of graphs",
            "그래프 그림을 이 형식으로는",
        ),
        (
            lambda: badak.plot_graph(number(1.0) * 2, "graph.pdf"),
            "BD265",
            ".dot, .mmd or .txt",
            ".svg, .html, .png, .dot, .mmd, .txt 중",
        ),
    ],
)
def test_errors(call: Callable, code: str, english: str, korean: str) -> None:
    for language, words in (("en", english), ("ko", korean)):
        errors.set_language(language)
        try:
            with pytest.raises(errors.BadakError, match=code) as caught:
                call()
            assert words in str(caught.value)
            assert "?>" not in str(caught.value)
        finally:
            errors.set_language("en")


MASKED = ("scaled_dot_product_attention", "attention_weights")  # make large masks for themselves, which nobody keeps


@pytest.mark.parametrize("name", [name for name, record in OPS.items() if record.differentiable])
def test_every_operation_is_drawn_with_its_values(name: str) -> None:
    """Arguments and result are values that the tape need not keep: they are found all the same."""
    record = OPS[name]
    for sample in record.samples(Draw(7))[:2]:
        leaves = [
            badak.tensor(a, requires_grad=True) if isinstance(a, np.ndarray) and a.dtype.kind == "f" else a
            for a in sample.args
        ]
        results = record.call(*[a + 0.0 if type(a) is badak.Tensor else a for a in leaves], **sample.static)
        first = results[0] if isinstance(results, tuple) else results
        if first.node is None:
            continue
        found = read(first + 1.0)
        last = [k for k in found.links if found.parts[k.end].kind == "operation" and k.place == 0][-1]
        np.testing.assert_allclose(last.value.array, first.numpy(), rtol=1e-12, atol=1e-12)
        assert not found.unknown or name in MASKED
        check_sums_where_all_is_drawn(found)
        scene_of_expression(found, Look(formulas=True))


def check_sums_where_all_is_drawn(found: Expression) -> None:
    """Check the sums of shares of everything that is used by operations that are drawn."""
    for i, part in enumerate(found.parts):
        shares = [k.gradient.array for k in found.links if k.begin == i and k.gradient is not None]
        if part.kind == "variable" and shares and part.gradient is not None:
            np.testing.assert_allclose(sum(shares), part.gradient.array, rtol=1e-9, atol=1e-12)


def test_traced_tensors_have_no_values_to_draw() -> None:
    jax = pytest.importorskip("jax")

    def function(v: Any) -> Any:
        t = badak.tensor(v, requires_grad=True)
        badak.plot_graph(t * t)
        return v

    with pytest.raises(errors.AutogradError, match="BD012"):
        jax.jit(function)(jax.numpy.ones(2))


def test_arrays_of_jax_are_drawn() -> None:
    jax = pytest.importorskip("jax")
    a = badak.tensor(jax.numpy.array([1.0, 2.0]), requires_grad=True)
    assert print_lines(badak.plot_graph((a * a + 1.0).sum(), names={"a": a}).text)[-1] == "result = sum(v2) = 7 ← 1"


@pytest.mark.parametrize("rankdir", ["LR", "TB"])
def test_arrows_run_from_outline_to_outline_and_do_not_meet(rankdir: str) -> None:
    for seed in range(6):
        scene = badak.plot_graph(Random(seed).tensors()[-1], rankdir=rankdir).scene
        for side, number_ in ((-1, 1), (0, 0)):
            for i, area in enumerate(scene.areas):
                ends = [points[side] for points, owners in zip(scene.arrows, scene.owners) if owners[number_] == i]
                assert all(np.hypot(a[0] - b[0], a[1] - b[1]) > 3 for a, b in itertools.combinations(ends, 2)), area
                if area.role == "circle" and area.width == area.height:
                    x, y = area.x + area.width / 2, area.y + area.height / 2
                    assert all(np.hypot(a - x, b - y) == pytest.approx(area.width / 2, abs=0.1) for a, b in ends)


# --- words of Python --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("index", "written"),
    [
        ((slice(None), 0), "[:, 0]"),
        (slice(1, 3), "[1:3]"),
        ((slice(None, None, 2), -1), "[::2, -1]"),
        ((..., None), "[..., None]"),
        (np.array([0, 2]), "[[0, 2]]"),
        ((slice(None), slice(0, 1), slice(3, None, -2)), "[:, 0:1, 3::-2]"),
        (np.array([True] * 3 + [False] * 5), "[mask (8,)]"),
    ],
)
def test_an_index_is_written_as_in_python(index: Any, written: str, tmp_path: Path) -> None:
    """In the picture, as lines and for other programs; what evaluates says the same thing as the index."""
    x = badak.tensor(
        np.arange(64.0).reshape(8, 8) if not isinstance(index, tuple) else np.ones((8, 8, 4)), requires_grad=True
    )
    picture = badak.plot_graph(badak.sum(x[index]), names={"x": x})
    assert f"x{written} = " in str(picture) and "slice" not in str(picture)
    if "mask" not in written:
        np.testing.assert_array_equal(eval(f"x{written}").numpy(), x[index].numpy())  # noqa: S307
    for kind in ("dot", "svg", "mmd"):
        picture.save(tmp_path / f"graph.{kind}")
        text = (tmp_path / f"graph.{kind}").read_text()
        assert "slice(" not in text and written in text


def test_weights_have_the_name_of_their_layer() -> None:
    """``names=locals()`` of a beginner holds the layer or the model, not its weights."""
    dense, model = layers.Dense(2), badak.Sequential([layers.Dense(3), layers.Dense(1)])
    x = badak.ones(1, 2)
    y = badak.sum(model(dense(x)))
    said = str(badak.plot_graph(y, names={"dense": dense, "model": model, "x": x}))
    assert "affine(x, dense.kernel, dense.bias)" in said
    assert "model.dense.kernel" in said and "model.dense_1.bias" in said and "variable" not in said
    own = dense.weights[0]
    assert "affine(x, W, dense.bias)" in str(badak.plot_graph(y, names={"dense": dense, "W": own, "x": x}))
