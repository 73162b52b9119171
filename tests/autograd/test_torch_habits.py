"""What somebody with PyTorch's habits writes, and what badak makes of it."""

import math

import numpy as np
import pytest

import badak
from badak import errors


def test_weights_are_changed_in_place_within_no_grad():
    w = badak.tensor([1.0, 2.0], requires_grad=True)
    same = [w]
    (w * w).sum().backward()
    with badak.no_grad():
        for p in same:
            p -= 0.25 * p.grad
    assert w.tolist() == [0.5, 1.0]
    assert w.requires_grad
    assert w.is_leaf
    (w * w).sum().backward()
    assert w.grad.tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("change", "result"),
    [
        (lambda w: w.__iadd__(1), [3.0, 5.0]),
        (lambda w: w.__isub__(1), [1.0, 3.0]),
        (lambda w: w.__imul__(np.float64(2)), [4.0, 8.0]),
        (lambda w: w.__itruediv__(2), [1.0, 2.0]),
    ],
)
def test_every_operator_in_place_keeps_the_number_type(change, result):
    w = badak.tensor([2.0, 4.0], requires_grad=True)
    with badak.no_grad():
        assert change(w) is w
    assert w.tolist() == result
    assert w.dtype == np.float32


def test_a_change_in_place_keeps_the_shape():
    w = badak.tensor([1.0, 2.0], requires_grad=True)
    with badak.no_grad(), pytest.raises(errors.ShapeError) as info:
        w += badak.ones(2, 2)
    assert info.value.code == "BD024"


def test_where_operations_are_recorded_the_operator_makes_a_new_tensor():
    def f(x):
        x += 1.0
        x *= x
        return x

    assert badak.grad(f)(2.0).item() == 6.0
    w = badak.tensor(2.0, requires_grad=True)
    v = w
    v += 1
    assert (w.item(), v.item()) == (2.0, 3.0)


def test_data_is_changed_by_a_gradient():
    w = badak.tensor([1.0, 2.0], requires_grad=True)
    (w * w).sum().backward()
    w.data -= 0.25 * w.grad
    assert w.tolist() == [0.5, 1.0]
    with pytest.raises(TypeError):  # an array cannot keep the history of a tracked tensor
        w.data -= w * 2


def test_a_function_that_leaves_the_tape_is_said_to():
    with pytest.warns(errors.Notice, match="BD018") as caught:
        assert badak.grad(lambda x: math.sin(x))(0.125).item() == 0.0
    assert "badak.sin instead of math.sin" in str(caught[0].message)


def test_grad_of_something_computed_points_to_backward():
    x = badak.tensor(2.0, requires_grad=True)
    with pytest.raises(errors.ArgumentError) as info:
        badak.grad(x**2, x)  # type: ignore[arg-type]
    assert "call .backward() and look at .grad" in str(info.value)
    assert "이미 계산한 텐서" in info.value.text("ko")


def test_one_number_of_several_is_not_a_matter_of_truth():
    t = badak.tensor([1.0, 2.0])
    with pytest.raises(errors.AutogradError) as info:
        float(t)
    assert "[BD015] a tensor of 2 values is no single number" in str(info.value)
    assert "for a number t[0], .sum() or .mean()" in str(info.value)
    assert "값이 2개인 텐서는 숫자 하나로 바꾸거나" in info.value.text("ko")
    with pytest.raises(errors.AutogradError) as info:
        bool(t)
    assert "neither true nor false" in str(info.value)
    assert ".all()이나 .any()" in info.value.text("ko")


def test_names_of_pytorch():
    x = badak.tensor([[1.26, 2.0], [3.0, 4.0]])
    assert x.dim() == 2
    assert x.long().dtype == np.int64
    assert x.double().dtype == np.float64
    assert x.cpu() is x
    assert x.contiguous() is x
    assert x.mm(badak.eye(2)).tolist() == x.tolist()
    assert x.pow(2)[1].tolist() == [9.0, 16.0]
    assert round(x[0, 0], 1) == 1.3
    assert round(x[1, 0]) == 3


@pytest.mark.parametrize("make", [badak.zeros, badak.ones, badak.rand, badak.randn, badak.empty])
def test_unknown_number_types(make):
    with pytest.raises(errors.ArgumentError) as info:
        make(2, dtype="float31")
    assert info.value.code == "BD003"
    assert "'bfloat16'" in str(info.value)


def test_number_types_by_name():
    assert str(badak.tensor([1.5], dtype="bfloat16").dtype) == "bfloat16"
    assert str(badak.tensor([1.5]).astype("bfloat16").dtype) == "bfloat16"
    with pytest.raises(errors.ArgumentError, match="badak.tensor"):
        badak.tensor([1.5], dtype="flaot32")
    with pytest.raises(errors.ArgumentError, match="Dense 'd'"):
        badak.layers.Dense(2, dtype="floaty", name="d").build((3,))


@pytest.mark.parametrize(("name", "here"), [("cat", "badak.concatenate"), ("float32", "'float32', a text")])
def test_names_of_other_libraries_are_translated(name, here):
    with pytest.raises(AttributeError, match=f"badak calls it {here}"):
        getattr(badak, name)
    assert not {"Any", "TYPE_CHECKING"} & set(dir(badak))
