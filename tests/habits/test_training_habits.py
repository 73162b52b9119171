"""``compile``, ``fit`` and ``save`` as Keras people use them."""

import copy
import pickle

import numpy as np
import pytest

import badak
from badak import errors
from badak.layers import Dense, Flatten

X = np.random.default_rng(0).normal(size=(60, 4)).astype(np.float32)
Y = (X[:, 0] > 0).astype(np.int64)
BACKENDS = ["numpy", "xla"]


def classifier(**options) -> badak.Sequential:
    model = badak.Sequential([Dense(8, activation="relu", input_shape=(4,)), Dense(2, activation="softmax")])
    model.compile("adam", **{"loss": "sparse_categorical_crossentropy", **options})
    return model


def refused(code: str, call, en: str, ko: str) -> None:
    with pytest.raises(errors.BadakError) as info:
        call()
    assert info.value.code == code
    assert en in info.value.text("en")
    assert ko in info.value.text("ko")


@pytest.fixture
def told(monkeypatch):
    """Return what was said in notices, each time anew."""
    monkeypatch.setattr(errors, "_said", set())

    def run(code: str, call) -> list[str]:
        with pytest.warns(errors.Notice, match=code) as caught:
            call()
            call()
        return [str(w.message) for w in caught if code in str(w.message)]

    return run


# ---- the loss --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("loss", [lambda t, p: 3.0, lambda t, p: badak.mean(t * 1.0)])
def test_a_loss_that_knows_nothing_of_the_model(backend, loss):
    if backend == "xla":
        pytest.importorskip("jax")
    model = classifier()
    model.compile("sgd", loss=badak.losses.LossFunction(loss, name="nothing"), backend=backend)
    refused("BD135", lambda: model.fit(X, Y, verbose=0), "does not depend on the model's weights", "가중치와 무관")


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("loss", [lambda t, p: 3.0, lambda t, p: badak.mean(t * 1.0)])
def test_a_penalty_on_weights_does_not_hide_it(backend, loss):
    if backend == "xla":
        pytest.importorskip("jax")
    model = badak.Sequential([Dense(3, kernel_regularizer="l2", input_shape=(4,))])
    model.compile("sgd", loss=badak.losses.LossFunction(loss, name="nothing"), backend=backend)
    refused("BD135", lambda: model.fit(X, Y, verbose=0), "does not depend on the model's weights", "가중치와 무관")


def test_numpy_within_a_loss_is_what_breaks_the_dependence():
    def mse(y_true, y_pred):
        return np.mean((y_true - y_pred.numpy()) ** 2)

    model = classifier(loss=mse)
    refused(
        "BD135", lambda: model.fit(X, X[:, :2], verbose=0), "leave out float(), .item(), .numpy()", ".numpy()나 NumPy"
    )


# ---- data ------------------------------------------------------------------------------------------------------------


def test_targets_that_are_missing():
    model = classifier()
    refused("BD140", lambda: model.fit(X, verbose=0), "where: fit\n  got: x (60, 4), y = None", "정답 y가 빠졌습니다")
    model.fit(X, Y, verbose=0)
    refused("BD140", lambda: model.evaluate(X, verbose=0), "evaluate(x, y)", "evaluate(x, x)로 부르세요")


@pytest.mark.parametrize("weight", ["balanced", [1.0, -1.0] * 30, [[1.0], [1.0, 2.0]]])
def test_weights_of_samples_that_are_none(weight):
    refused(
        "BD141", lambda: classifier().fit(X, Y, sample_weight=weight, verbose=0), "numbers of 0 or more", "0 이상인 수"
    )


@pytest.mark.parametrize(("name", "value", "least"), [("batch_size", 0, 1), ("epochs", "3", 0), ("epochs", -1, 0)])
def test_numbers_of_epochs_and_samples(name, value, least):
    call = lambda: classifier().fit(X, Y, verbose=0, **{name: value})  # noqa: E731
    refused("BD003", call, f"expected: an integer ≥ {least}", f"기대한 값: {least} 이상의 정수")


def test_a_dataset_brings_its_own_targets():
    data = badak.Dataset(X, Y)
    refused(
        "BD003", lambda: classifier().fit(data, Y), "no y: the Dataset holds the targets", "Dataset에 들어 있습니다"
    )


def test_a_list_of_batches_trains():
    batches = [(X[:20], Y[:20]), (X[20:], Y[20:])]
    one, other = classifier(), classifier()
    other.set_weights(one.get_weights())
    history = one.fit(batches, epochs=2, verbose=0, validation_data=batches)
    for _ in range(2):
        for x, y in batches:
            other.train_on_batch(x, y)
    assert len(history.history["val_loss"]) == 2
    assert all(np.allclose(a, b, atol=1e-6) for a, b in zip(one.get_weights(), other.get_weights(), strict=True))
    assert one.evaluate(batches, verbose=0) == pytest.approx(one.evaluate(X, Y, verbose=0), rel=1e-5)


# ---- what trains and what is measured ----------------------------------------------------------------------------------


def test_a_frozen_model_is_told_of(told):
    model = classifier()
    model.trainable = False
    said = told("BD144", lambda: model.fit(X, Y, verbose=0))
    assert len(said) == 1
    assert "trainable = False" in said[0]
    flat = badak.Sequential([Flatten(input_shape=(4,))])
    flat.compile("sgd", "mse")
    with pytest.warns(errors.Notice, match="learns nothing"):
        flat.fit(X, X, verbose=0)


def test_accuracy_of_real_numbers_is_told_of(told):
    def train():
        model = badak.Sequential([Dense(1, input_shape=(4,))])
        model.compile("sgd", "mse", metrics=["accuracy"])
        model.fit(X, X[:, :1], verbose=0)

    assert len(told("BD143", train)) == 1
    with pytest.warns(errors.Notice) as caught:
        errors.set_language("ko")
        try:
            train()
        finally:
            errors.set_language("en")
    assert any("metrics=['mae']나" in str(w.message) for w in caught)


# ---- layers ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda layers: layers.pop(),
        lambda layers: layers.append(Dense(3)),
        lambda layers: layers.__delitem__(0),
        lambda layers: layers.__setitem__(0, Dense(3)),
        lambda layers: layers.__iadd__([Dense(3)]),
        lambda layers: layers.clear(),
    ],
)
def test_the_list_of_layers_is_to_look_at(change):
    model = classifier()
    refused("BD139", lambda: change(model.layers), "model.add(layer), model.pop()", "직접 고칠 수 없습니다")
    assert model.predict(X).shape == (60, 2)


def test_parts_of_the_layers_make_another_model():
    model = classifier()
    other = badak.Sequential(model.layers[:-1] + [Dense(3)])
    assert (other.predict(X).shape, len(model.layers)) == ((60, 3), 2)
    assert other.layers[0] is model.layers[0]
    for again in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert np.array_equal(again.predict(X), model.predict(X))
        again.pop()
        again.add(Dense(5))
        assert again.predict(X).shape == (60, 5)


def test_a_model_as_a_class_of_its_own_is_told_of_at_once():
    def with_call():
        class Net(badak.Model):
            def call(self, x, training=False):
                return x

    def with_forward():
        class Net(badak.Model):
            def forward(self, x):
                return x

    refused("BD138", with_call, "call would never be used", "badak.Sequential([...])에 차례로")
    refused("BD138", with_forward, "forward(self, x)", "forward(self, p, x, ctx)를 정의하세요")

    class Twice(badak.Sequential):
        def __init__(self):
            super().__init__([Dense(2, input_shape=(4,)), Dense(2)])

    assert Twice().predict(X).shape == (60, 2)


def test_float16_is_told_to_be_storage(told):
    said = told("BD145", lambda: badak.Sequential([Dense(3, dtype="float16", input_shape=(4,), name="half")]))
    assert len(said) == 1
    assert "returns float32" in said[0]


# ---- metrics -----------------------------------------------------------------------------------------------------------


class Hits(badak.metrics.Metric):
    """A metric as the guide of Keras writes one."""

    def __init__(self, name="hits", **options):
        super().__init__(name=name, **options)
        self.right = self.add_weight(name="right", initializer="zeros")
        self.seen = self.add_weight("seen")

    def update_state(self, y_true, y_pred, sample_weight=None):
        right = badak.astype(badak.argmax(y_pred, axis=-1) == y_true, dtype="float32")
        self.right.assign_add(badak.sum(right))
        self.seen.assign(self.seen + right.shape[0])

    def result(self):
        return self.right / self.seen


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_metric_written_for_keras(backend):
    if backend == "xla":
        pytest.importorskip("jax")
    model = classifier(metrics=["accuracy", Hits(), Hits], backend=backend)
    history = model.fit(X, Y, epochs=3, batch_size=16, verbose=0, validation_data=(X[:20], Y[:20])).history
    for name in ("hits", "hits_1", "val_hits"):
        ours = history[name.replace("hits_1", "hits").replace("hits", "accuracy")]
        assert history[name] == pytest.approx(ours, abs=1e-6)
    assert model.evaluate(X, Y, verbose=0, return_dict=True)["hits"] == pytest.approx(
        np.mean(model.predict(X).argmax(1) == Y)
    )


def test_a_metric_written_for_keras_by_hand():
    hits = Hits()
    hits.update_state(badak.tensor([1, 0]), badak.tensor([[0.0, 1.0], [0.0, 1.0]]))
    assert hits.result().item() == 0.5
    hits.reset_state()
    hits.update_state(badak.tensor([1]), badak.tensor([[0.0, 1.0]]))
    assert hits.result().item() == 1.0


def test_a_metric_that_counts_in_python_is_told_how():
    class Counter(badak.metrics.Metric):
        def update_state(self, y_true, y_pred, sample_weight=None):
            self.count = 1

        def result(self):
            return self.count

    model = classifier(metrics=[Counter()])
    refused("BD147", lambda: model.fit(X, Y, verbose=0), "self.total.assign_add(...)", "에포크마다")


# ---- files and looks -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["model.h5", "model.keras", "model.pt"])
def test_a_foreign_ending_is_told_of(told, tmp_path, name):
    model = classifier()
    said = told("BD142", lambda: model.save(tmp_path / name))
    assert len(said) == 1
    assert "rename the file to model.badak" in said[0]
    assert np.array_equal(badak.load_model(tmp_path / name).predict(X), model.predict(X))


def test_a_foreign_ending_of_weights_is_told_of(told, tmp_path):
    model = classifier()
    assert "rename the file to w.safetensors" in told("BD142", lambda: model.save_weights(tmp_path / "w.weights.h5"))[0]
    model.load_weights(tmp_path / "w.weights.h5")
    model.save_weights(tmp_path / "w.safetensors")
    model.save(tmp_path / "w.badak")


def test_how_models_and_callbacks_look():
    assert repr(badak.callbacks.EarlyStopping(patience=3)) == "EarlyStopping(patience=3)"
    assert "dense" in classifier()._repr_html_()
    assert "&lt;Sequential" in badak.Sequential([Dense(3)])._repr_html_()
