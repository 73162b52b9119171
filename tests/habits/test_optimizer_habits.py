"""Optimizers as PyTorch and Keras people use them."""

import copy

import numpy as np
import pytest

import badak
from badak import errors
from badak.layers import Dense

X = np.random.default_rng(0).normal(size=(60, 4)).astype(np.float32)
Y = (X[:, 0] > 0).astype(np.int64)


def classifier(optimizer="sgd", **options) -> badak.Sequential:
    model = badak.Sequential([Dense(8, activation="relu", input_shape=(4,)), Dense(2, activation="softmax")])
    model.compile(optimizer, "sparse_categorical_crossentropy", **options)
    return model


@pytest.mark.parametrize("backend", ["numpy", "xla"])
def test_kerass_line_in_callbacks_sets_the_rate_of_the_next_step(backend):
    if backend == "xla":
        pytest.importorskip("jax")

    class Halve(badak.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.optimizer.learning_rate = self.model.optimizer.learning_rate * 0.5

    model = classifier(badak.optimizers.SGD(0.5), backend=backend)
    model.fit(X, Y, epochs=3, verbose=0, callbacks=[Halve()])
    assert model.learning_rate == model.optimizer.learning_rate == 0.0625


def test_a_rate_set_before_the_first_step_counts_from_there():
    model = classifier(badak.optimizers.SGD(0.5))
    model.optimizer.learning_rate = 1e-30
    before = model.get_weights()
    model.fit(X, Y, verbose=0)
    assert all(abs(a - b).max() < 1e-20 for a, b in zip(before, model.get_weights(), strict=True))


def test_an_optimizer_of_an_earlier_compile_leaves_the_model_alone():
    model = classifier(badak.optimizers.SGD(0.5))
    old = model.optimizer
    model.compile(badak.optimizers.SGD(0.25), "mse")
    assert model.learning_rate == 0.25
    old.learning_rate = 0.1
    assert model.learning_rate == 0.25


def test_the_optimizer_of_a_copy_belongs_to_the_copy():
    model = classifier(badak.optimizers.SGD(0.5))
    model.fit(X, Y, verbose=0)
    other = copy.deepcopy(model)
    other.optimizer.learning_rate = 0.1
    assert (model.learning_rate, other.learning_rate) == (0.5, 0.1)


def test_apply_uses_a_rate_that_was_set():
    w = badak.tensor([1.0], requires_grad=True)
    optimizer = badak.optimizers.SGD(1.0)
    optimizer.learning_rate = 0.5
    (w * 1.0).sum().backward()
    optimizer.apply([w])
    assert w.item() == 0.5


def test_other_fields_and_schedules_cannot_be_set():
    for optimizer, name in (
        (badak.optimizers.SGD(momentum=0.9), "momentum"),
        (badak.optimizers.Adam(badak.schedules.ExponentialDecay(0.1, 10, 0.5)), "learning_rate"),
    ):
        with pytest.raises(errors.StateError) as info:
            setattr(optimizer, name, 0.5)
        assert info.value.code == "BD132"
        assert f"'{name}' of an optimizer" in str(info.value)
        assert "model.learning_rate = 0.01로 바꿉니다" in info.value.text("ko")
    with pytest.raises(errors.ArgumentError, match="BD040"):
        badak.optimizers.SGD().learning_rate = -1.0


def test_step_says_how_it_is_written_here():
    with pytest.raises(errors.StateError) as info:
        badak.optimizers.Muon().step()
    assert (info.value.code, info.value.fields["got"]) == ("BD133", "Muon.step()")
    assert "optimizer.apply(model.parameters())" in str(info.value)
    assert "파라미터를 보관하지 않습니다" in info.value.text("ko")


@pytest.mark.parametrize(
    "call",
    [
        lambda p: badak.optimizers.SGD(p, lr=0.1),
        lambda p: badak.optimizers.Adam(p),
        lambda p: badak.optimizers.Adam(iter_of(p)),
        lambda p: badak.optimizers.AdamW([{"params": p, "lr": 0.1}]),
        lambda p: badak.optimizers.SGD(params=p),
    ],
)
def test_parameters_do_not_go_to_the_constructor(call):
    with pytest.raises(errors.StateError) as info:
        call(classifier().parameters())
    assert info.value.code == "BD133"
    assert "SGD(learning_rate=0.1)" in str(info.value)


def iter_of(tensors):
    yield from tensors


def test_a_misspelt_argument_alone_keeps_its_own_hint():
    with pytest.raises(errors.ArgumentError, match="did you mean 'learning_rate'"):
        badak.optimizers.SGD(lr=0.1)


def test_apply_takes_a_single_tensor_and_names_what_it_cannot_take():
    w = badak.tensor([1.0, 2.0], requires_grad=True)
    w.sum().backward()
    optimizer = badak.optimizers.SGD(0.5)
    optimizer.apply(w)
    assert w.tolist() == [0.5, 1.5]
    with pytest.raises(errors.ArgumentError) as info:
        optimizer.apply(None)
    assert info.value.code == "BD040"
    assert "got: NoneType" in str(info.value)
    assert "badak 텐서의 리스트" in info.value.text("ko")
    optimizer.minimize(lambda: w.sum(), w)
    assert w.tolist() == [0.0, 1.0]


def test_gradients_beside_their_tensors_as_keras_gives_them():
    w, b, untouched = (badak.tensor([v], requires_grad=True) for v in (1.0, 2.0, 3.0))
    optimizer = badak.optimizers.SGD(0.5, momentum=0.5)
    for _ in range(2):
        optimizer.apply_gradients(zip([np.float32([1.0]), badak.tensor([2.0]), None], [w, b, untouched], strict=True))
    assert (w.item(), b.item(), untouched.item()) == (1 - 0.5 - 0.75, 2 - 1 - 1.5, 3.0)
    with pytest.raises(errors.ArgumentError, match="zip"):
        optimizer.apply_gradients([w, b])
    with pytest.raises(errors.StateError, match="BD041"):
        optimizer.apply_gradients([(None, w)])


def test_zero_grad_forgets_what_was_added_up():
    w = badak.tensor([1.0], requires_grad=True)
    optimizer = badak.optimizers.SGD(0.5)
    optimizer.zero_grad()
    for _ in range(2):
        w.sum().backward(accumulate=True)
    optimizer.apply([w])
    optimizer.zero_grad()
    assert w.grad is None
    w.sum().backward(accumulate=True)
    assert w.grad.tolist() == [1.0]
