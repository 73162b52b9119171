"""Layers that put inputs together: against NumPy, by gradients, with masks, and what they refuse."""

from __future__ import annotations

from functools import reduce

import numpy as np
import pytest

import badak
from badak import layers
from badak.errors import BadakError
from tests.datasets.helpers import raises

R = np.random.default_rng(0)
A, B, C = (R.normal(size=(4, 3, 2)) for _ in range(3))
FORMULAS = {
    "Add": lambda *x: sum(x), "Subtract": lambda a, b: a - b, "Multiply": lambda *x: reduce(np.multiply, x),
    "Average": lambda *x: sum(x) / len(x), "Maximum": lambda *x: reduce(np.maximum, x), "Minimum": lambda *x: reduce(np.minimum, x),
    "Concatenate": lambda *x: np.concatenate(x, -1),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("count", [2, 3])
def test_formula_and_gradient(name, count):
    if name == "Subtract" and count == 3:
        pytest.skip("two inputs only")
    parts = [A, B, C][:count]
    layer = getattr(layers, name)(dtype="float64")
    small = getattr(layers, {"Concatenate": "concatenate"}.get(name, name.lower()))
    found = layer([badak.tensor(p) for p in parts])
    np.testing.assert_allclose(found.numpy(), FORMULAS[name](*parts), rtol=1e-12)
    np.testing.assert_allclose(small([badak.tensor(p) for p in parts], dtype="float64").numpy(), found.numpy())
    badak.check_grads(lambda *x: layer(list(x)), parts)
    assert layer.out_shape(tuple(p.shape[1:] for p in parts)) == found.shape[1:]


@pytest.mark.parametrize("axes", [1, 2, -1, (1, 1), (2, 2)])
@pytest.mark.parametrize("normalize", [False, True])
def test_dot(axes, normalize):
    i, j = axes if isinstance(axes, tuple) else (axes, axes)
    a, b = np.moveaxis(A, i, -1), np.moveaxis(B, j, -1)
    if normalize:
        a, b = (v / np.linalg.norm(v, axis=-1, keepdims=True) for v in (a, b))
    layer = layers.Dot(axes=axes, normalize=normalize, dtype="float64")
    found = layer([badak.tensor(A), badak.tensor(B)])
    np.testing.assert_allclose(found.numpy(), np.einsum("nik,njk->nij", a, b), rtol=1e-10)
    badak.check_grads(lambda x, y: layer([x, y]), [A, B])


def test_dot_of_vectors_is_one_number():
    found = layers.Dot(axes=1, dtype="float64")([badak.tensor(A[:, 0]), badak.tensor(B[:, 0])])
    np.testing.assert_allclose(found.numpy(), (A[:, 0] * B[:, 0]).sum(1, keepdims=True))


def test_shapes_that_broadcast():
    found = layers.Add(dtype="float64")([badak.tensor(A), badak.tensor(A[:, :1]), badak.tensor(A[:, 0])])
    np.testing.assert_allclose(found.numpy(), A + A[:, :1] + A[:, :1])
    x, y = badak.Input((None, 2)), badak.Input((1, 2))
    assert layers.add([x, y]).shape == (None, None, 2)
    assert layers.concatenate([badak.Input((None, 2)), badak.Input((3, 2))], axis=1).shape == (None, None, 2)


def test_constants_beside_symbols():
    x = badak.Input((3, 2))
    model = badak.Model(x, [layers.add([x, B[:1]]), layers.concatenate([x, x * 0.0 + 1.0], axis=1)])
    one, two = model.predict(A.astype(np.float32))
    np.testing.assert_allclose(one, A + B[:1], rtol=1e-5)
    assert two.shape == (4, 6, 2) and (two[:, 3:] == 1).all()


def test_masks():
    first, second = np.array([[True, True, False]]), np.array([[True, False, False]])
    x = [badak.tensor(A[:1]), badak.tensor(B[:1])]
    assert layers.Add().out_mask((first, second), x).tolist() == (first | second).tolist()
    assert layers.Add().out_mask((None, second), x).tolist() == second.tolist()
    assert layers.Concatenate().out_mask((first, second), x).tolist() == (first | second).tolist()
    joined = layers.Concatenate(axis=1).out_mask((first, None), x)
    assert joined.tolist() == [[True, True, False, True, True, True]]
    assert layers.Dot(axes=2).out_mask((first, second), x) is None


REFUSED = [
    (lambda: layers.add([badak.Input((3,)), badak.Input((4,))]), "BD237", "different sizes along axis -1", "축 -1에서 서로 다릅니다"),
    (lambda: layers.concatenate([badak.Input((3, 2)), badak.Input((4, 5))]), "BD238", "joined along axis -1", "축 -1 방향으로"),
    (lambda: layers.dot([badak.Input((3,)), badak.Input((4,))], axes=1), "BD239", "not 3 and 4", "3, 4입니다"),
    (lambda: layers.Add()(badak.Input((3,))), "BD236", "a list of 2 or more inputs", "입력 2개 이상"),
    (lambda: layers.Subtract()([badak.Input((3,))] * 3), "BD236", "puts several inputs together", "여러 입력을 합치는"),
    (lambda: layers.concatenate([badak.Input((3,))] * 2, axis=4), "BD013", "axis=4", "axis=4"),
    (lambda: layers.Concatenate(axis=0), "BD003", "axis", "axis"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("function", "code", "en", "ko"), REFUSED, ids=lambda v: v if str(v).startswith("BD") else None
)
def test_refused(function, code, en, ko):
    with pytest.raises(BadakError) as caught:
        function()
    assert caught.value.code == code
    assert en in caught.value.text("en") and ko in caught.value.text("ko"), caught.value.text("en") + caught.value.text(
        "ko"
    )


def test_a_merge_of_ones_own_says_how_it_puts_parts_together():
    class Second(layers.merge.Merge):
        def together(self, parts):
            return parts[1]

    assert Second()([badak.tensor(A), badak.tensor(B)]).tolist() == badak.tensor(B).astype("float32").tolist()

    class Nothing(layers.merge.Merge):
        pass

    with raises("BD025", en=("does not define together()", "Nothing"), ko="together() 정의가 없습니다"):
        Nothing()([badak.tensor(A), badak.tensor(B)])
