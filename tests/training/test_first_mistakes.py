"""What somebody who knows Keras or PyTorch types in the first hour, and what badak answers."""

import copy
import json
import pickle

import numpy as np
import pytest

import badak
from badak import errors
from badak.layers import Dense, Layer, Param

X = np.random.default_rng(0).normal(size=(60, 4)).astype(np.float32)
Y = (X[:, 0] > 0).astype(np.int64)


def classifier(units: int = 2) -> badak.Sequential:
    model = badak.Sequential([Dense(8, activation="relu", input_shape=(4,)), Dense(units, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


# ---- data ------------------------------------------------------------------------------------------------------------


def test_fit_without_a_loss_says_that_compile_lacks_it():
    model = classifier()
    model.compile("adam")
    with pytest.raises(errors.StateError) as info:
        model.fit(X, Y, verbose=0)
    assert info.value.code == "BD030"
    assert "compile(loss=None)" in str(info.value)


@pytest.mark.parametrize("weights", ["balanced", [1.0, 2.0], {"a": 1.0}])
def test_class_weights_that_are_no_dict_of_numbers(weights):
    with pytest.raises(errors.DataError) as info:
        classifier().fit(X, Y, class_weight=weights, verbose=0)
    assert info.value.code == "BD037"
    assert "no dict of class numbers" in str(info.value)
    assert "전부" in info.value.text("ko")


def test_predicting_nothing_is_no_nan():
    with pytest.raises(errors.DataError) as info:
        classifier().predict(None)
    assert (info.value.code, info.value.fields["got"]) == ("BD035", "x = None")


def test_text_as_targets_tells_how_to_number_it():
    with pytest.raises(errors.DataError) as info:
        classifier().fit(X, np.array(["cat", "dog"] * 30), verbose=0)
    assert info.value.code == "BD031"
    assert "got: 'cat', shape (60,)" in str(info.value)
    assert "names, y = numpy.unique(y, return_inverse=True)" in info.value.text("ko")


def test_one_hot_rows_of_text_are_refused():
    with pytest.raises(errors.DataError) as info:
        badak.utils.to_categorical(["a", "b"])
    assert info.value.code == "BD059"
    assert "0부터 …까지" in info.value.text("ko")


def test_a_notice_points_at_the_line_of_the_user():
    model = badak.Sequential([Dense(1, input_shape=(4,))])
    model.compile(badak.optimizers.SGD(1e30), "mse")
    with pytest.warns(errors.Notice, match="BD047") as caught:
        model.fit(X, Y.reshape(-1, 1) * 1.0, verbose=0, epochs=3)
    assert [w.filename for w in caught if "BD047" in str(w.message)] == [__file__]


# ---- names -----------------------------------------------------------------------------------------------------------


def test_the_nearest_name_comes_first_whatever_its_case():
    with pytest.raises(errors.ArgumentError) as info:
        badak.optimizers.get("adm")
    assert "one of: 'Adam'" in str(info.value)
    assert "'adm'(이)라는 옵티마이저 이름은 없습니다" in info.value.text("ko")


def test_a_misspelt_argument_of_a_layer_gets_the_right_spelling():
    with pytest.raises(errors.ArgumentError) as info:
        Dense(3, kernal_initializer="he_normal")  # type: ignore[call-arg]
    assert "did you mean 'kernel_initializer'" in str(info.value)
    assert "expected: units, activation" in str(info.value)


def test_a_missing_argument_of_a_layer_is_named_in_both_languages():
    with pytest.raises(errors.ArgumentError) as info:
        Dense()  # type: ignore[call-arg]
    assert "got: units is missing" in str(info.value)
    assert "받은 값: units이(가) 빠졌습니다" in info.value.text("ko")


@pytest.mark.parametrize(
    ("make", "wrong", "right"),
    [
        (badak.optimizers.Adam, {"lr": 0.1}, "learning_rate"),
        (badak.losses.SparseCategoricalCrossentropy, {"from_logit": True}, "from_logits"),
        (badak.metrics.SparseCategoricalAccuracy, {"nme": "a"}, "name"),
        (badak.callbacks.EarlyStopping, {"patiance": 3}, "patience"),
        (badak.initializers.HeNormal, {"sed": 3}, "seed"),
        (badak.schedules.CosineDecay, {"initial_learning_rat": 1, "decay_steps": 3}, "initial_learning_rate"),
        (Dense, {"out_features": 3}, "units"),
    ],
)
def test_a_misspelt_argument_gets_the_right_spelling_in_every_family(make, wrong, right):
    with pytest.raises(errors.ArgumentError) as info:
        make(**wrong)
    assert info.value.code == "BD021"
    assert f"where: {make.__name__}" in str(info.value)
    assert f"did you mean '{right}'" in str(info.value)
    assert f"혹시 '{right}'" in info.value.text("ko")


@pytest.mark.parametrize(
    ("call", "where", "right"),
    [
        (lambda m: m.fit(X, Y, valdation_split=0.2), "fit", "validation_split"),
        (lambda m: m.fit(X, Y, nb_epoch=2), "fit", "epochs"),
        (lambda m: m.compile("adam", "mse", metric=["mae"]), "compile", "metrics"),
        (lambda m: m.evaluate(X, Y, batchsize=2), "evaluate", "batch_size"),
        (lambda m: m.predict(X, verbos=2), "predict", "verbose"),
    ],
)
def test_a_misspelt_argument_of_a_model(call, where, right):
    with pytest.raises(errors.ArgumentError) as info:
        call(classifier())
    assert f"where: {where}" in str(info.value)
    assert f"did you mean '{right}'" in str(info.value)


def test_a_type_error_of_the_users_own_passes_through_fit():
    def odd(y_true):
        return y_true

    model = badak.Sequential([Dense(1, input_shape=(4,))])
    model.compile("sgd", odd)
    with pytest.raises(TypeError, match="positional argument"):
        model.fit(X, Y.reshape(-1, 1), verbose=0)


def test_an_error_within_a_constructor_is_not_renamed():
    class Odd(Layer):
        def __init__(self):
            super().__init__()
            len(3)  # type: ignore[arg-type]

    with pytest.raises(TypeError, match="has no len"):
        Odd()


def test_load_model_is_where_keras_has_it():
    from badak.models import load_model

    assert load_model is badak.load_model


# ---- layers ----------------------------------------------------------------------------------------------------------


def test_the_same_layer_twice_is_refused_as_such():
    layer = Dense(4)
    with pytest.raises(errors.StateError) as info:
        badak.Sequential([layer, layer])
    assert "Dense 'dense', which is in the model" in str(info.value)
    assert "가중치가 따로 있는 층" in info.value.text("ko")


def test_a_name_used_twice_lists_the_names_taken():
    with pytest.raises(errors.ArgumentError) as info:
        badak.Sequential([Dense(4, name="a"), Dense(4, name="a")])
    assert "that no other layer is called by: 'a'" in str(info.value)
    assert "이미 쓰인 이름: 'a'" in info.value.text("ko")


def test_a_layer_written_for_keras_is_told_what_badak_calls_it():
    class Scale(Layer):
        def __init__(self, units: int = 8, **kw):
            super().__init__(**kw)

        def call(self, x):
            return x

    with pytest.raises(errors.StateError) as info:
        Scale(8)
    assert info.value.code == "BD025"
    assert "Scale.call, as Keras names it" in str(info.value)
    assert "Keras 방식의 Scale.call" in info.value.text("ko")


@badak.register("Widened")
class Widened(Layer):
    """A layer with an ``__init__`` and a ``get_config`` of its own, as Keras has them."""

    def __init__(self, units: int = 8, **kw):
        super().__init__(**kw)
        self.units = units

    def declare(self, shape):
        return {"kernel": Param((shape[-1], self.units))}

    def out_shape(self, shape):
        return (*shape[:-1], self.units)

    def forward(self, p, x, ctx):
        return x @ p.kernel

    def get_config(self):
        return {**super().get_config(), "units": self.units}


def test_a_layer_with_keras_config_is_saved_and_loaded(tmp_path):
    model = badak.Sequential([Widened(5, name="wide"), Dense(2, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "m.badak")
    again = badak.load_model(tmp_path / "m.badak")
    assert again.layers[0].get_config() == {**model.layers[0].get_config(), "units": 5}
    np.testing.assert_array_equal(again.predict(X), model.predict(X))


def test_the_config_of_layers_makes_equal_layers():
    layer = Dense(3, activation="gelu", kernel_initializer="he_normal", kernel_regularizer="l2", name="d")
    config = layer.get_config()
    assert Dense.from_config(json.loads(json.dumps(config))).get_config() == config
    assert config["activation"] == "gelu"


def test_the_config_of_a_model_makes_one_of_the_same_structure():
    model = badak.Sequential([badak.layers.Input((4,)), Widened(5), classifier()], name="outer")
    again = badak.Sequential.from_config(model.get_config())
    assert again.name == "outer"
    assert [w.shape for w in again.get_weights()] == [w.shape for w in model.get_weights()]
    assert again.get_config() == model.get_config()


def test_weights_by_the_names_of_keras():
    model = classifier()
    assert model.layers[0].kernel is model.weights[0]
    assert model.layers[0].bias.tolist() == [0.0] * 8
    assert model.trainable_variables == model.trainable_weights
    assert len(model.variables) == 4
    assert badak.layers.BatchNormalization(input_shape=(3,)).build((3,))
    with pytest.raises(AttributeError, match="'Dense' object has no attribute 'kernel'"):
        _ = Dense(3).kernel
    with pytest.raises(AttributeError, match="no attribute 'kernl'"):
        _ = model.layers[0].kernl


# ---- copies ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [copy.deepcopy, lambda thing: pickle.loads(pickle.dumps(thing))])
def test_a_copied_model_trains_on_by_itself(make):
    badak.utils.set_random_seed(1)
    model = classifier()
    model.fit(X, Y, verbose=0)
    before = model.get_weights()
    other = make(model)
    np.testing.assert_array_equal(other.predict(X), model.predict(X))
    other.fit(X, Y, verbose=0)
    model_after = model.get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(before, model_after, strict=True))
    assert not np.array_equal(other.get_weights()[0], before[0])
    model.fit(X, Y, verbose=0)  # the original goes on as well


@pytest.mark.parametrize("make", [copy.deepcopy, copy.copy, lambda thing: pickle.loads(pickle.dumps(thing))])
def test_a_copied_tensor_keeps_values_and_the_wish_for_a_gradient(make):
    x = badak.tensor([1.0, 2.0], requires_grad=True)
    assert make(x).requires_grad
    inner = make(x * 2)
    assert inner.tolist() == [2.0, 4.0]
    assert not inner.requires_grad


# ---- what cannot be saved --------------------------------------------------------------------------------------------


def test_a_lambda_is_told_of_before_the_training():
    double = lambda x: 2 * x  # noqa: E731
    model = badak.Sequential([Dense(4, activation=double, name="doubled", input_shape=(4,)), Dense(1)])
    model.compile("sgd", loss=lambda y_true, y_pred: badak.abs(y_true - y_pred))
    with pytest.warns(errors.Notice) as caught:
        model.fit(X, X[:, :1], verbose=0)
    assert len(caught) == 2
    assert "[BD130] this model holds a lambda" in str(caught[0].message)
    assert "where: Dense 'doubled' › activation" in str(caught[0].message)
    assert "where: compile › loss" in str(caught[1].message)


def test_a_checkpoint_that_cannot_be_written_stops_before_the_first_epoch(tmp_path):
    class Own(Layer):
        def forward(self, p, x, ctx):
            return x

    model = badak.Sequential([Own(), Dense(2, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    keep = badak.callbacks.ModelCheckpoint(tmp_path / "m.badak", monitor="loss")
    with pytest.raises(errors.ArgumentError) as info:
        model.fit(X, Y, verbose=0, callbacks=[keep])
    assert info.value.code == "BD085"
    assert model.optimizer_state is None or not list(tmp_path.iterdir())
    only = badak.callbacks.ModelCheckpoint(tmp_path / "w.safetensors", monitor="loss", save_weights_only=True)
    model.fit(X, Y, verbose=0, callbacks=[only])
    assert (tmp_path / "w.safetensors").exists()


# ---- losses ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("activation", "units", "loss"), [
    ("softmax", 2, "sparse_categorical_crossentropy"),
    ("sigmoid", 1, "binary_crossentropy"),
])  # fmt: skip
def test_an_activation_in_two_layers(activation, units, loss):
    layers = [Dense(units, activation=activation, input_shape=(4,)), badak.layers.Activation(activation)]
    model = badak.Sequential(layers)
    model.compile("adam", loss)
    with pytest.raises(errors.ArgumentError) as info:
        model.fit(X, Y.reshape(-1, 1), verbose=0)
    assert info.value.code == "BD050"
    assert f"what goes into the last {activation} already came out of one" in str(info.value)
    assert "둘 중 하나만 남기세요" in info.value.text("ko")


def test_targets_and_predictions_in_the_wrong_order():
    with pytest.raises(errors.ShapeError) as info:
        badak.losses.sparse_categorical_crossentropy(badak.softmax(badak.ones(2, 3)), badak.tensor([0, 1]))
    assert "the targets come first, as in Keras: loss(y_true, y_pred)" in str(info.value)
    assert "정답이 먼저입니다" in info.value.text("ko")


# ---- small things ----------------------------------------------------------------------------------------------------


def test_a_model_without_layers_cannot_be_trained():
    model = badak.Sequential()
    model.compile("adam", "mse")
    with pytest.raises(errors.StateError) as info:
        model.fit(X, Y, verbose=0)
    assert "a model without layers" in str(info.value)
    assert "층이 없는 모델" in info.value.text("ko")


@pytest.mark.parametrize("split", [1.0, -0.1, 0.001])
def test_a_validation_split_that_leaves_nothing(split):
    with pytest.raises(errors.ArgumentError) as info:
        classifier().fit(X, Y, validation_split=split, verbose=0)
    assert "that leaves at least one sample to learn from" in str(info.value)
    assert "학습용과 검증용 샘플이 적어도 하나씩" in info.value.text("ko")


def test_units_and_rates_are_asked_for_in_korean_too():
    with pytest.raises(errors.ArgumentError) as info:
        Dense(-3)
    assert "기대한 값: 0보다 큰 정수" in info.value.text("ko")
    with pytest.raises(errors.ArgumentError) as info:
        badak.layers.Dropout(1.5)
    assert "기대한 값: 0 이상 1 미만의 수" in info.value.text("ko")


def test_patience_is_a_whole_number():
    with pytest.raises(errors.ArgumentError) as info:
        badak.callbacks.EarlyStopping(patience=-1)
    assert "got: patience=-1" in str(info.value)


def test_a_report_is_given_its_path_by_name(tmp_path):
    with pytest.raises(errors.ArgumentError) as info:
        badak.inspect.report(classifier(), str(tmp_path / "r.html"))
    assert "path='report.html'" in str(info.value)


def test_a_report_wants_a_name_for_each_class(tmp_path):
    model = classifier()
    with pytest.raises(errors.ArgumentError) as info:
        badak.inspect.report(model, x_test=X, y_test=Y, path=tmp_path / "r.html", class_names=["a"])
    assert "expected: 2 names, one for each class" in str(info.value)
    assert "클래스마다 하나씩, 이름 2개" in info.value.text("ko")


def test_a_choice_between_two_plain_numbers_is_float32():
    mask = badak.tensor([True, False])
    assert badak.where(mask, 1.0, 0.0).dtype == np.float32
    assert badak.where(mask, 1.0, 0).dtype == np.float32
    assert badak.where(mask, 1, 0).dtype == np.int64


# ---- classes of one's own --------------------------------------------------------------------------------------------


def test_a_callback_method_that_nobody_calls_is_told_of():
    with pytest.warns(errors.Notice) as caught:

        class Typo(badak.callbacks.Callback):
            def on_epoch_ends(self, epoch, logs=None):
                pass

    assert "[BD131]" in str(caught[0].message)
    assert "expected: one of: 'on_epoch_end'" in str(caught[0].message)
    assert caught[0].filename == __file__


def test_the_older_names_of_keras_are_called():
    class Count(badak.callbacks.Callback):
        seen = 0

        def on_batch_end(self, batch, logs=None):
            self.seen += 1

    count = Count()
    classifier().fit(X, Y, batch_size=20, verbose=0, callbacks=[count])
    assert count.seen == 3


def test_a_loss_whose_constructor_forgets_its_parent():
    class Scaled(badak.losses.Loss):
        def __init__(self, factor):
            self.factor = factor

        def call(self, y_true, y_pred):
            return self.factor * badak.mean((y_true - y_pred) ** 2, axis=-1)

    model = badak.Sequential([Dense(1, input_shape=(4,))])
    model.compile("sgd", Scaled(2.0))
    twice = model.evaluate(X, X[:, :1], verbose=0)
    model.compile("sgd", "mse")
    assert twice == pytest.approx(2 * model.evaluate(X, X[:, :1], verbose=0))


def test_names_far_from_all_get_no_guess():
    with pytest.raises(errors.ArgumentError) as info:
        badak.Model(inputs=1)  # type: ignore[call-arg]
    assert "choose from the names above" in str(info.value)
