"""Tensors as PyTorch, TensorFlow and NumPy people use them."""

import numpy as np
import pytest

import badak
from badak import errors

A = badak.tensor([[1.0, 2.0], [3.0, 5.0]])


@pytest.mark.parametrize("name", ["sum", "mean", "prod", "var", "std", "argmax", "argmin", "all", "any"])
def test_dim_and_keepdim_mean_axis_and_keepdims(name):
    ours = getattr(A, name)(axis=1, keepdims=True)
    assert getattr(A, name)(dim=1, keepdim=True).tolist() == ours.tolist()
    assert getattr(A, name)(1, keepdim=True).tolist() == ours.tolist()
    assert getattr(badak, name)(A, dim=1, keepdim=True).tolist() == ours.tolist()
    assert getattr(badak, name)(A.numpy(), dim=1, keepdim=True).tolist() == ours.tolist()


def test_dim_of_other_operations():
    assert badak.softmax(A, dim=0).tolist() == badak.softmax(A, axis=0).tolist()
    assert badak.cumsum(A, dim=0).tolist() == [[1.0, 2.0], [4.0, 7.0]]
    assert badak.stack([A, A], dim=1).shape == (2, 2, 2)
    assert badak.concatenate([A, A], dim=1).shape == (2, 4)
    assert [part.shape for part in badak.split(A, 2, dim=1)] == [(2, 1), (2, 1)]
    assert A.unsqueeze(dim=1).squeeze(dim=1).shape == badak.squeeze(badak.expand_dims(A, dim=0), dim=0).shape == (2, 2)


@pytest.mark.parametrize("name", ["max", "min"])
def test_what_pytorch_answers_with_two_tensors_is_told(name):
    for call in (lambda: getattr(A, name)(dim=1), lambda: getattr(badak, name)(A, dim=1)):
        with pytest.raises(errors.ArgumentError) as info:
            call()
        assert info.value.code == "BD134"
        assert f"arg{name}(..., axis=1)" in str(info.value)
        assert "값만 돌려줍니다" in info.value.text("ko")
    assert getattr(A, name)(axis=1, keepdim=True).shape == (2, 1)


def test_a_word_that_is_neither_stays_an_error():
    with pytest.raises(TypeError, match="its arguments are: x, axis"):
        badak.softmax(A, dimension=1)


@pytest.mark.parametrize("value", [[2.0, 3.0], badak.tensor([2.0, 3.0]), 3.0])
def test_data_that_is_no_array_becomes_one(value):
    for use in (lambda t: (t * 2).numpy(), lambda t: 2 * t.numpy(), lambda t: t.mean() * 0 + t + t):
        t = badak.tensor([1.0, 1.0], requires_grad=True)
        t.data = value
        assert np.asarray(use(t)).tolist() == np.multiply(2, badak.tensor(value).tolist()).tolist()
    t = badak.tensor([1.0, 1.0], requires_grad=True)
    t.data = value
    (t * t).sum().backward()
    assert t.grad.numpy().ravel().tolist() == (2 * np.asarray(badak.tensor(value).numpy())).ravel().tolist()
    assert repr(t).startswith(("tensor([2., 3.]", "tensor(3."))
    assert type(t.data) is np.ndarray


def test_the_class_by_itself_makes_a_tensor_of_numbers():
    assert repr(badak.Tensor([1.0, 2.0])) == "tensor([1., 2.])"
    assert badak.Tensor([1.0, 2.0]).shape == (2,)
    assert (badak.Tensor([1.0, 2.0]) * 2).tolist() == [2.0, 4.0]
    assert badak.Tensor([4.0]).item() == 4.0


def test_class_numbers_outside_the_range_are_no_rows_of_zeros():
    for labels in ([0, 5], [-1], [0.5], badak.tensor([3]), np.array([0, 7])):
        with pytest.raises(errors.DataError) as info:
            badak.one_hot(labels, 3)
        assert info.value.code == "BD059"
        assert "0 to 2" in str(info.value)
        assert "0부터 2까지" in info.value.text("ko")
    assert badak.one_hot([], 3).shape == (0, 3)


def test_class_numbers_are_not_looked_at_while_traced():
    jax = pytest.importorskip("jax")
    made = jax.jit(lambda y: badak.one_hot(y, 3))(np.array([0, 5]))
    assert made.tolist() == [[1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]


@pytest.mark.parametrize(
    ("index", "en", "ko"),
    [
        (5, "axis 0 has the positions 0 to 1 and no 5", "0번 축의 위치는 0부터 1까지"),
        ("a", "it is no number and no slice", "정수도 슬라이스도 아닙니다"),
        ((0, 0, 0), "3 indices for 2 axes", "축은 2개인데 인덱스가 3개"),
        (np.array([True, False, True]), "do not fit the shape", "모양과 맞지 않습니다"),
    ],
)
def test_an_index_that_selects_nothing(index, en, ko):
    with pytest.raises(errors.ArgumentError) as info:
        A[index]
    assert info.value.code == "BD136"
    assert en in str(info.value)
    assert ko in info.value.text("ko")
    assert "out of bounds" not in info.value.text("ko")


def test_tensors_that_cannot_be_joined():
    with pytest.raises(errors.ShapeError) as info:
        badak.stack([badak.ones(2), badak.ones(3)])
    assert info.value.code == "BD137"
    assert "stack cannot join" in str(info.value)
    assert "tensors[0] (2,), tensors[1] (3,)" in info.value.text("ko")
    with pytest.raises(errors.ShapeError) as info:
        badak.concatenate([badak.ones(2, 2), badak.ones(3, 3)])
    assert info.value.code == "BD137"
    assert "equal sizes on all but axis 0" in str(info.value)
    assert "0번 축을 뺀 나머지" in info.value.text("ko")
    with pytest.raises(errors.ShapeError, match="at least one tensor"):
        badak.concatenate([])
    with pytest.raises(errors.ArgumentError, match="BD013"):
        badak.concatenate([badak.ones(2), badak.ones(2)], axis=3)


def test_no_grad_without_parentheses():
    w = badak.tensor([1.0], requires_grad=True)
    with badak.no_grad, badak.no_grad:
        assert not (w * 2).requires_grad
    assert (w * 2).requires_grad

    @badak.no_grad
    def twice(x):
        return x * 2

    assert not twice(w).requires_grad


def test_words_of_pytorch_and_tensorflow():
    t = badak.tensor([1.0, 2.0])
    assert t.to("cpu") is t
    assert t.to("float64").dtype == np.float64
    assert t.to(badak.tensor([1])).dtype == np.int64
    with pytest.raises(errors.ArgumentError, match="'cuda:0'"):
        t.to("cuda:0")
    assert t.masked_fill(t > 1, 0.0).tolist() == [1.0, 0.0]
    assert t.assign_add(1.0).assign_sub([0.0, 1.0]) is t
    assert t.assign(t * 2).tolist() == [4.0, 4.0]
    with pytest.raises(errors.ShapeError, match="BD024"):
        t.assign([1.0])


@pytest.mark.parametrize(("name", "hint"), [("grad_fn", "t.op"), ("zero_", "fresh gradients"), ("add_", "no_grad")])
def test_what_a_tensor_lacks_has_a_neighbour(name, hint):
    with pytest.raises(AttributeError, match=hint):
        getattr(A, name)
