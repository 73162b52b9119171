"""Tensors: making, looking, operators, the numbers of the course."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak.errors import ArgumentError, AutogradError, DTypeError, ShapeError, set_language


def test_number_types_of_new_tensors():
    assert badak.tensor([1, 2]).dtype == np.int64
    assert badak.tensor([1.0, 2]).dtype == np.float32
    assert badak.tensor(True).dtype == np.bool_
    assert badak.tensor(np.float64(3)).dtype == np.float64
    assert badak.tensor(np.arange(3, dtype=np.float64)).dtype == np.float64
    assert badak.tensor([np.zeros(2), np.ones(2)]).dtype == np.float64
    assert badak.tensor([badak.tensor(1.0), badak.tensor(2.0)]).tolist() == [1, 2]
    assert badak.zeros(2, 3, dtype=int).dtype == np.int64


def test_memory_is_shared_with_numpy():
    a = np.ones(3, np.float32)
    t = badak.from_numpy(a)
    a[0] = 5
    assert t.tolist() == [5, 1, 1]
    assert t.numpy() is a
    tracked = badak.tensor(a, requires_grad=True)
    assert (tracked * 2).numpy().tolist() == [10, 2, 2]


def test_sizes():
    t = badak.rand(4, 3)
    assert t.size() == (4, 3) and t.size(1) == 3 and t.shape == (4, 3) and t.numel() == 12 and t.ndim == 2
    assert badak.arange(16).view(4, 4).view(-1, 8).shape == (2, 8)
    assert badak.empty(5, 3).shape == (5, 3)


def test_products_and_sums_of_the_course():
    a, b = badak.tensor([[0, 1], [2, 3]]), badak.tensor([[1, 2], [3, 4]])
    assert (a * b).tolist() == [[0, 2], [6, 12]]
    assert (a @ b).tolist() == [[3, 4], [11, 16]]
    assert (badak.tensor([[5, 6], [3, 2]]) + badak.tensor([[2, 3], [5, 4]])).tolist() == [[7, 9], [8, 6]]
    assert (badak.tensor([[5, 6], [3, 2]]) + 2).tolist() == [[7, 8], [5, 4]]
    sales = badak.tensor([[1200, 3400], [1400, 3800]]) + badak.tensor([[1900, 2900], [1700, 3200]])
    assert sales.tolist() == [[3100, 6300], [3100, 7000]]
    prices = badak.tensor([[3, 1, 4], [3, 2, 3], [4, 2, 2]]) @ badak.tensor([10, 20, 30])
    assert prices.tolist() == [170, 160, 140] and prices.argmax().item() == 0
    assert badak.norm(badak.tensor([4.0, 3.0])).item() == 5
    assert (badak.ones(4, 4) + badak.ones(4, 1)).shape == (4, 4)
    assert (badak.ones(3) + badak.ones(2, 3)).shape == (2, 3)


def test_numpy_arrays_and_tensors_mix():
    a = np.array([1.0, 2.0], np.float32)
    t = badak.tensor([3.0, 4.0], requires_grad=True)
    for mixed in (a * t, t * a, np.multiply(a, t)):
        assert isinstance(mixed, badak.Tensor) and mixed.tolist() == [3, 8] and mixed.requires_grad
    assert np.exp(t).op.name == "exp"
    assert np.asarray(t).tolist() == [3, 4]


@pytest.mark.parametrize("scalar", [2, 2.0, np.float64(2), np.float32(2), np.int64(2), True])
def test_scalars_never_widen_float32(scalar):
    t = badak.ones(3)
    for out in (t * scalar, scalar * t, t + scalar, t - scalar, t / scalar, t**scalar, badak.maximum(t, scalar)):
        assert out.dtype == np.float32


def test_integers_meet_floats_in_float32():
    whole, real = badak.tensor([1, 2]), badak.tensor([0.5, 0.5], requires_grad=True)
    out = whole * real
    assert out.dtype == np.float32
    out.sum().backward()
    assert real.grad.dtype == np.float32 and real.grad.tolist() == [1, 2]
    assert badak.exp(whole).dtype == np.float32
    assert (whole / 2).dtype == np.float32 and (whole * 0.5).tolist() == [0.5, 1.0]
    assert badak.mean(whole).dtype == np.float32
    assert (badak.tensor(np.array([1.0])) * whole).dtype == np.float64


def test_bfloat16_is_computed_in_float32():
    import ml_dtypes

    t = badak.tensor(np.ones(100_000, ml_dtypes.bfloat16), requires_grad=True)
    total = badak.sum(t)
    assert total.dtype == ml_dtypes.bfloat16
    assert abs(float(total) - 100_000) < 500, "summed in bfloat16 the answer would be 256"
    assert (t * 1.5).dtype == ml_dtypes.bfloat16
    total.backward()
    assert t.grad.dtype == ml_dtypes.bfloat16


def test_what_a_tensor_prints():
    assert repr(badak.tensor([1.0, 2.0])) == "tensor([1., 2.])"
    assert repr(badak.tensor([1.0], requires_grad=True)) == "tensor([1.], requires_grad=True)"
    out = badak.tensor([[0, 1], [2, 3]]) * 2
    assert repr(out) == "tensor([[0, 2],\n        [4, 6]], shape=(2, 2), op=multiply)"
    assert "dtype=float64" in repr(badak.tensor(np.ones(2)))
    assert f"{badak.tensor(0.123456):.2f}" == "0.12"
    assert "multiply" in out._repr_html_()


def test_tensors_behave_in_python():
    t = badak.tensor([1.0, 2.0, 3.0])
    assert len(t) == 3 and [v.item() for v in t] == [1, 2, 3]
    assert bool(badak.tensor([2.0])) and float(badak.tensor(2.5)) == 2.5 and int(badak.tensor(3)) == 3
    assert [10, 20][badak.tensor(1)] == 20
    assert (t == badak.tensor([1.0, 0.0, 3.0])).tolist() == [True, False, True]
    assert t in {t} and (t != t).any().item() is False
    assert ((t > 1) & (t < 3)).tolist() == [False, True, False]
    assert (-t).tolist() == [-1, -2, -3] and (7 % badak.tensor([4])).tolist() == [3] if hasattr(t, "__rmod__") else True
    assert (2 - t).tolist() == [1, 0, -1] and (6 / t).tolist() == [6, 3, 2] and (2**t).tolist() == [2, 4, 8]


def test_setting_values_keeps_earlier_gradients_right():
    x = badak.tensor([1.0, 2.0])
    w = badak.tensor([3.0, 4.0], requires_grad=True)
    y = w * x
    x[0] = 100.0
    assert x.tolist() == [100, 2]
    y.sum().backward()
    assert w.grad.tolist() == [1, 2], "the product was made with the old values"
    z = badak.zeros(2)
    z[1] = w[0] * 2
    z.sum().backward()
    assert w.grad.tolist() == [2, 0], "a value put in place carries its history"


def raised(code, function):
    with pytest.raises(badak.errors.BadakError) as caught:
        function()
    assert caught.value.code == code
    return caught.value


BAD = [
    ("BD008", DTypeError, lambda: badak.tensor("seven"), "numbers", "숫자"),
    ("BD008", DTypeError, lambda: badak.tensor([[1, 2], [3]]), "[[1, 2], [3]]", "길이"),
    ("BD008", DTypeError, lambda: badak.tensor([1 + 2j]), "complex128", "숫자"),
    ("BD009", AutogradError, lambda: badak.tensor([1, 2], requires_grad=True), "3.0 instead of 3", "3.0"),
    ("BD001", ShapeError, lambda: badak.ones(2, 3) @ badak.ones(2, 3), "'inner' is 3 in x but 2 in y", "'inner'의 크기가 x에서는 3, y에서는 2"),
    ("BD002", ShapeError, lambda: badak.ones(2, 3) + badak.ones(2), "x (2, 3), y (2,)", "브로드캐스팅"),
    ("BD010", ShapeError, lambda: badak.arange(6).view(4, 2), "6 values", "6개"),
    ("BD013", ArgumentError, lambda: badak.sum(badak.ones(2, 3), axis=5), "axis 5", "5번 축"),
    ("BD004", AutogradError, lambda: badak.tensor([1.0, 2.0], requires_grad=True).backward(), ".sum().backward()", "sum().backward()"),
    ("BD005", AutogradError, lambda: badak.tensor(1.0).backward(), "requires_grad=True", "requires_grad=True"),
    ("BD015", AutogradError, lambda: bool(badak.ones(2)), ".all() or .any()", ".all()이나 .any()"),
    ("BD015", AutogradError, lambda: badak.ones(2).item(), "one value", "값이 하나"),
    ("BD003", ArgumentError, lambda: badak.zeros(-1), "integers ≥ 0", "shape"),
    ("BD003", ArgumentError, lambda: badak.einsum("ii->i", badak.ones(2, 2)), "'ij,jk->ik'", "subscripts"),
    ("BD137", ShapeError, lambda: badak.concatenate([badak.ones(2, 3), badak.ones(2, 2)]), "tensors[0] (2, 3)", "concatenate"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "kind", "call", "english", "korean"), BAD, ids=[f"{b[0]}-{i}" for i, b in enumerate(BAD)]
)
def test_bad_input_is_explained_in_both_languages(code, kind, call, english, korean):
    problem = raised(code, call)
    assert isinstance(problem, kind)
    assert english in problem.text("en") and korean in problem.text("ko")
    for language in ("en", "ko"):
        assert "?>" not in problem.text(language), "a field of the message was not given"
    set_language("ko")
    assert "해결" in str(problem) or "기대한" in str(problem)


def test_unknown_keyword_of_an_operation_names_the_known_ones():
    with pytest.raises(TypeError, match="axis"):
        badak.sum(badak.ones(2), dimension=0)


def test_random_numbers_follow_the_seed():
    badak.utils.set_random_seed(3)
    a, b = badak.rand(1000), badak.randn(1000)
    badak.utils.set_random_seed(3)
    assert (badak.rand(1000) == a).all().item() and (badak.randn(1000) == b).all().item()
    assert not (badak.rand(1000) == a).all().item()
    assert 0.45 < a.mean().item() < 0.55 and abs(b.std().item() - 1) < 0.1
    assert a.dtype == np.float32 and set(badak.randint(0, 3, (200,)).tolist()) == {0, 1, 2}
