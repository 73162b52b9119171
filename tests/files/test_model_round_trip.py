"""A model that was saved and loaded is the model: equal predictions, equal configuration, equal further training."""

from __future__ import annotations

import dataclasses
import json
import os
import stat
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import badak
from badak.autograd import tree as trees
from badak.registry import CUSTOM, register
from tests.files.helpers import X, Y, again, in_another_process, make_model, parts_of, same, saved

SCHEDULE = badak.schedules.WarmUp(badak.schedules.CosineDecay(0.05, decay_steps=20), warmup_steps=4)
OPTIMIZERS = {
    "sgd": lambda: badak.optimizers.SGD(0.05, momentum=0.9, nesterov=True),
    "preset": lambda: "nesterov",
    "adam": lambda: badak.optimizers.Adam(0.01, amsgrad=True, weight_decay=1e-3, no_decay=("bias", "gamma")),
    "clipped": lambda: badak.optimizers.AdamW(0.01, global_clipnorm=0.1),
    "rmsprop": lambda: badak.optimizers.RMSprop(0.01),
    "scheduled": lambda: badak.optimizers.SGD(SCHEDULE, momentum=0.5),
    "muon": lambda: badak.optimizers.Muon(0.01),
}


@pytest.fixture(autouse=True)
def names():
    """Forget what a test registers."""
    before = dict(CUSTOM)
    yield
    CUSTOM.clear()
    CUSTOM.update(before)


def assert_equal_weights(a: Any, b: Any) -> None:
    """All weights and kept state are the same bits under the same names."""
    for tree_a, tree_b in ((a.raw_params(), b.raw_params()), (a.state_tree(), b.state_tree())):
        left, right = dict(trees.paths(tree_a)), dict(trees.paths(tree_b))
        assert list(left) == list(right)
        for name, value in left.items():
            assert value.dtype == right[name].dtype, name
            assert value.tobytes() == right[name].tobytes(), name


# --- what comes back ----------------------------------------------------------------------------------------------------


def test_predictions_and_metrics_are_the_same_bits(tmp_path: Path) -> None:
    """Predictions, loss and metrics, summary, weights in Keras's order."""
    model = make_model()
    loaded = again(model, tmp_path)
    assert model.predict(X).tobytes() == loaded.predict(X).tobytes()
    assert model.evaluate(X, Y, verbose=0) == loaded.evaluate(X, Y, verbose=0)
    assert str(model.summary(print_fn=lambda _: None)) == str(loaded.summary(print_fn=lambda _: None))
    assert [w.tobytes() for w in model.get_weights()] == [w.tobytes() for w in loaded.get_weights()]
    assert_equal_weights(model, loaded)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_training_goes_on_as_if_it_had_not_been_interrupted(name: str, tmp_path: Path) -> None:
    """Three epochs, a file, three more: the same bits as six, with order, masks, split, slots, iteration and schedule."""
    options = {"batch_size": 16, "validation_split": 0.25, "verbose": 0}
    layers = [
        badak.layers.Dense(6, activation="relu", input_dim=4),
        badak.layers.Dropout(0.3),
        badak.layers.BatchNormalization(),
        badak.layers.Dense(3, activation="softmax"),
    ]
    start = make_model(OPTIMIZERS[name](), fitted=False, layers=layers)
    whole, part = again(start, tmp_path), again(start, tmp_path)
    badak.utils.set_random_seed(9)
    whole.fit(X, Y, epochs=6, **options)
    badak.utils.set_random_seed(9)
    part.fit(X, Y, epochs=3, **options)
    badak.utils.set_random_seed(10)  # another process, with a seed of its own
    loaded = again(part, tmp_path)
    assert loaded.learning_rate == part.learning_rate
    history = loaded.fit(X, Y, epochs=6, initial_epoch=3, **options)
    assert history.epoch == [3, 4, 5]
    assert_equal_weights(whole, loaded)
    state, other = dict(trees.paths(whole.optimizer_state)), dict(trees.paths(loaded.optimizer_state))
    assert list(state) == list(other)
    assert all(np.asarray(v).tobytes() == np.asarray(other[k]).tobytes() for k, v in state.items())


def test_a_learning_rate_set_by_hand_survives(tmp_path: Path) -> None:
    """What a callback lowered stays lowered; with a schedule the rest of it stays stretched."""
    for optimizer in ("sgd", badak.optimizers.SGD(SCHEDULE)):
        model = make_model(optimizer)
        model.learning_rate = 0.00123
        assert again(model, tmp_path).learning_rate == pytest.approx(0.00123, rel=1e-6)


def test_without_the_training_part(tmp_path: Path) -> None:
    """compile=False leaves it out; a model that was never compiled has none; neither can be trained as it is."""
    path = saved(make_model(), tmp_path)
    bare = badak.load_model(path, compile=False)
    never = badak.Sequential([badak.layers.Dense(2, input_dim=3)])
    assert set(parts_of(saved(never, tmp_path, "never.badak"))) == {
        "config.json",
        "weights.safetensors",
        "preprocess.json",
        "record.json",
    }
    for model in (bare, again(never, tmp_path)):
        with pytest.raises(badak.errors.StateError) as caught:
            _ = model.optimizer
        assert caught.value.code == "BD030"


def test_compile_arguments_come_back(tmp_path: Path) -> None:
    """Names stay names, objects become equal objects, weighted metrics stay weighted."""
    model = make_model()
    loss = badak.losses.CategoricalCrossentropy(label_smoothing=0.1)
    metrics = ["mae", badak.metrics.MeanSquaredError(name="error")]
    model.compile("adam", loss=loss, metrics=metrics, weighted_metrics=["accuracy"])
    loaded = again(model, tmp_path)
    assert same(loaded.compiled.optimizer, model.compiled.optimizer)
    assert same(loaded.loss, loss)
    assert loaded.compiled.metric_wishes[0] == ("mae", False)
    assert same(loaded.compiled.metric_wishes[1][0], metrics[1])
    assert loaded.compiled.metric_wishes[2] == ("accuracy", True)
    assert loaded.metrics_names == model.metrics_names
    assert loaded.optimizer_state is None  # nothing was trained, nothing is remembered


def test_class_names_preprocessing_and_record_come_back(tmp_path: Path) -> None:
    """Lists stay lists, tuples tuples, keys their type, infinity itself."""
    model = make_model()
    badak.utils.set_random_seed(11)
    loaded = again(model, tmp_path)
    assert loaded.class_names == ["장미", "tulip", "daisy"]
    assert same(loaded.preprocess, model.preprocess)
    record = loaded.run_record
    assert record["seed"] == 11
    assert record["numpy"] == np.__version__
    assert {"date", "command", "badak", "python", "platform", "processor", "threads"} <= set(record)
    model.run_record = {"seed": 3, "recipe": {"epochs": 5, "rates": [0.1]}, "note": "가"}
    loaded = again(model, tmp_path)
    assert loaded.run_record["recipe"] == {"epochs": 5, "rates": [0.1]}
    assert (loaded.run_record["seed"], loaded.run_record["note"]) == (3, "가")


def test_an_encoder_of_tables_comes_back(tmp_path: Path) -> None:
    """An object with to_config and from_config may stand as model.preprocess."""
    from badak.datasets import Table, TableEncoder

    encoder = TableEncoder().fit(Table.from_columns({"hours": [1, 2, 3, 4], "shift": ["day", "night", "day", "day"]}))
    model = badak.Sequential([badak.layers.Dense(1, input_dim=3)])
    model.preprocess = encoder
    row = {"hours": 2, "shift": "night"}
    assert again(model, tmp_path).preprocess.transform(row).tolist() == encoder.transform(row).tolist()


def test_loading_draws_no_random_numbers(tmp_path: Path) -> None:
    """The stream of the seed goes on as if no model had been loaded."""
    path = saved(make_model(), tmp_path)
    badak.utils.set_random_seed(5)
    expected = badak.rand(3).tolist()
    badak.utils.set_random_seed(5)
    badak.load_model(path)
    assert badak.rand(3).tolist() == expected


# --- models of all kinds -------------------------------------------------------------------------------------------------


def test_nested_models_and_frozen_layers(tmp_path: Path) -> None:
    """A model in a model in a model, one of them frozen, keeps names, weights and what is trained."""
    inner = badak.Sequential(
        [badak.layers.Dense(4, activation="relu"), badak.layers.BatchNormalization()], name="inner"
    )
    middle = badak.Sequential([inner, badak.layers.Dense(5, activation="relu")], name="middle")
    model = make_model(
        layers=[badak.layers.Input((4,)), middle, badak.layers.Dense(3, activation="softmax")], fitted=False
    )
    inner.trainable = False
    model.fit(X, Y, epochs=1, verbose=0)
    loaded = again(model, tmp_path)
    assert same(model, loaded)
    assert not loaded.get_layer("middle").get_layer("inner").trainable
    assert len(loaded.trainable_weights) == len(model.trainable_weights) == 4
    assert_equal_weights(model, loaded)
    assert "middle/inner/batch_normalization/moving_mean" in dict(badak_paths(tmp_path / "model.badak"))


def badak_paths(path: Path) -> dict[str, Any]:
    """Return the header of the weights of a file."""
    data = parts_of(path)["weights.safetensors"]
    return json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])


def test_a_layer_used_twice_stays_one_layer(tmp_path: Path) -> None:
    """Both places see the same weights after loading, and the file holds them once."""
    shared = badak.layers.Dense(4, activation="relu")
    inner = badak.Sequential([shared], name="inner")
    model = badak.Sequential([badak.layers.Input((4,)), inner, shared, badak.layers.Dense(1)])
    loaded = again(model, tmp_path)
    assert loaded.get_layer("inner").layers[0] is loaded.layers[2]
    assert sorted(badak_paths(tmp_path / "model.badak")) == [
        "dense_1/bias",
        "dense_1/kernel",
        "inner/dense/bias",
        "inner/dense/kernel",
    ]
    assert model.predict(X).tobytes() == loaded.predict(X).tobytes()


@pytest.mark.filterwarnings("ignore:.*BD145")  # float16 is told to be storage only
@pytest.mark.parametrize("dtype", ["float64", "float16", "bfloat16"])
def test_number_types(dtype: str, tmp_path: Path) -> None:
    """Weights keep their number type, bfloat16 among them."""
    import ml_dtypes

    assert ml_dtypes.bfloat16
    model = badak.Sequential([badak.layers.Dense(3, input_dim=4), badak.layers.BatchNormalization()], dtype=dtype)
    loaded = again(model, tmp_path)
    assert {w.dtype.name for w in loaded.get_weights()} == {dtype}
    assert_equal_weights(model, loaded)


def test_one_layer_of_another_number_type(tmp_path: Path) -> None:
    """dtype of a layer wins over the model's, and a layer that was built elsewhere stays what it is."""
    built = badak.layers.Dense(2, name="elsewhere")
    built.build((3,), dtype="float64")
    model = badak.Sequential([badak.layers.Dense(3, dtype="float64", input_dim=4), built, badak.layers.Dense(1)])
    loaded = again(model, tmp_path)
    assert_equal_weights(model, loaded)
    config = json.loads(parts_of(tmp_path / "model.badak")["config.json"])
    assert list(config["unusual"]) == ["elsewhere/kernel", "elsewhere/bias"]


def test_a_model_whose_shape_came_from_the_data(tmp_path: Path) -> None:
    """Without input_shape the shape it was built for is kept, and it is still the first layer's business."""
    model = badak.Sequential([badak.layers.Dense(2)])
    model(X)
    loaded = again(model, tmp_path)
    assert loaded.input_shape is None
    assert loaded.output_shape == (None, 2)
    assert model.predict(X).tobytes() == loaded.predict(X).tobytes()


def test_layers_can_be_added_to_a_loaded_model(tmp_path: Path) -> None:
    """It is an ordinary model: add, freeze, compile anew."""
    loaded = again(make_model(), tmp_path)
    loaded.layers[0].trainable = False
    loaded.add(badak.layers.Dense(1))
    loaded.compile("sgd", loss="mse")
    loaded.fit(X, np.zeros((48, 1), np.float32), epochs=1, verbose=0)
    assert loaded.output_shape == (None, 1)


def test_freezing_after_training_leaves_the_old_memory_out(tmp_path: Path) -> None:
    """The optimizer's memory of other weights is not kept, and the file still loads."""
    model = make_model()
    model.layers[0].trainable = False
    loaded = again(model, tmp_path)
    assert loaded.optimizer_state is None
    assert not loaded.layers[0].trainable


# --- things of the user's own -----------------------------------------------------------------------------------------------


def test_registered_things_come_back(tmp_path: Path) -> None:
    """Layers, activations, losses, metrics, initializers, regularizers, schedules of one's own, by their names."""

    @register("scale")
    class Scale(badak.layers.Layer):
        start: float = 1.0
        sizes: Any = ()

        def declare(self, shape: tuple) -> dict:
            return {"factor": badak.layers.Param(shape, badak.initializers.Constant(self.start))}

        def forward(self, p: Any, x: Any, ctx: Any) -> Any:
            return x * p.factor

    @register("cube")
    def cube(x: Any) -> Any:
        return x * x * x

    @register("quartic")
    class Quartic(badak.losses.Loss):
        def call(self, y_true: Any, y_pred: Any) -> Any:
            return badak.mean((y_true - y_pred) ** 4, axis=-1)

    @register("worst")
    def worst(y_true: Any, y_pred: Any) -> Any:
        return abs(y_true - y_pred).max(axis=-1)

    @register("sevens")
    def sevens(shape: tuple, dtype: Any) -> np.ndarray:
        return np.full(shape, 7, dtype)

    @register("slope")
    @dataclasses.dataclass(frozen=True)
    class Slope(badak.regularizers.Regularizer):
        factor: float = 0.1

        def penalty(self, x: Any) -> Any:
            return self.factor * badak.sum(x)

    @register("bent")
    @dataclasses.dataclass(frozen=True)
    class Bent:
        slope: float = 0.5

        def __call__(self, x: Any) -> Any:
            return badak.where(x > 0, x, x * self.slope)

    @register("halving")
    def halving(step: Any) -> Any:
        return 0.5 ** (1.0 + step)

    model = badak.Sequential(
        [
            badak.layers.Input((4,)),
            Scale(2.0, sizes=[1, (2, 3), {"a": None}]),
            badak.layers.Dense(3, activation=cube, kernel_initializer=sevens, kernel_regularizer=Slope(0.25)),
            badak.layers.Activation("cube"),
            badak.layers.Activation(Bent(0.25)),
        ]
    )
    model.compile(badak.optimizers.SGD(halving), loss=Quartic(reduction="sum"), metrics=[worst])
    loaded = again(model, tmp_path)
    assert loaded.layers[2].activation is cube
    assert loaded.layers[4].activation == Bent(0.25)
    assert loaded.layers[2].kernel_initializer.function is sevens
    assert same(loaded.layers[1], model.layers[1])
    assert same(loaded.layers[2].kernel_regularizer, Slope(0.25))
    assert loaded.optimizer.learning_rate is halving
    assert type(loaded.loss) is Quartic
    assert loaded.loss.reduction == "sum"
    assert loaded.compiled.metric_wishes == [(worst, False)]
    small = X[:4] * 0.01
    assert model.predict(small).tobytes() == loaded.predict(small).tobytes()


def test_a_class_with_a_constructor_of_its_own_needs_get_config(tmp_path: Path) -> None:
    """Keras's way works; without get_config the loss of a value is refused when saving."""

    class Half(badak.layers.Layer):
        def __init__(self, divisor: float, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            object.__setattr__(self, "divisor", divisor)

        def forward(self, p: Any, x: Any, ctx: Any) -> Any:
            return x / self.divisor

    register("half")(Half)
    model = badak.Sequential([badak.layers.Input((4,)), Half(2.0)])
    with pytest.raises(badak.errors.ArgumentError) as caught:
        model.save(tmp_path / "m.badak")
    assert caught.value.code == "BD085"
    assert "divisor" in str(caught.value)

    def get_config(self: Any) -> dict:
        return {"divisor": self.divisor, "name": self.name, "sizes": (1, [2])}

    def from_config(cls: type, config: dict) -> Any:
        assert config.pop("sizes") == (1, [2])
        return cls(**config)

    Half.get_config = get_config  # type: ignore[attr-defined]
    Half.from_config = classmethod(from_config)  # type: ignore[attr-defined]
    loaded = again(model, tmp_path)
    assert loaded.layers[1].divisor == 2.0
    assert loaded.layers[1].name == "half"


def test_a_class_defined_again_in_a_notebook_is_the_same_class(tmp_path: Path) -> None:
    """The model was made before the cell ran once more."""

    def define() -> type:
        @register("twice")
        class Twice(badak.layers.Layer):
            def forward(self, p: Any, x: Any, ctx: Any) -> Any:
                return x + x

        return Twice

    model = badak.Sequential([badak.layers.Input((4,)), define()()])
    newer = define()
    assert type(again(model, tmp_path).layers[1]) is newer


def test_layers_inside_a_layer(tmp_path: Path) -> None:
    """A layer whose fields are layers, one of them a model, and one that it makes itself and that was frozen."""

    @register("residual")
    class Residual(badak.layers.Layer):
        body: Any = None

        def __post_init__(self) -> None:
            super().__post_init__()
            object.__setattr__(self, "norm", badak.layers.BatchNormalization())

        def declare(self, shape: tuple) -> dict:
            return {
                "body": badak.layers.Sublayer(self.body, shape),
                "norm": badak.layers.Sublayer(self.norm, shape),  # type: ignore[attr-defined]
            }

        def forward(self, p: Any, x: Any, ctx: Any) -> Any:
            inner = ctx.inner("norm", 1)
            out = self.norm.run(p["norm"], self.body.run(p["body"], x, ctx.inner("body", 0)), inner)  # type: ignore
            ctx.keep("norm", inner)
            return x + out

    body = badak.Sequential([badak.layers.Dense(4, name="a"), badak.layers.Dense(4, name="b")], name="body")
    model = badak.Sequential([badak.layers.Input((4,)), Residual(body), badak.layers.Dense(1)])
    model.layers[1].norm.trainable = False  # type: ignore[attr-defined]
    body.layers[0].trainable = False
    loaded = again(model, tmp_path)
    assert not loaded.layers[1].norm.trainable
    assert not loaded.layers[1].body.layers[0].trainable
    assert loaded.layers[1].body.layers[1].trainable
    assert_equal_weights(model, loaded)
    assert model.predict(X).tobytes() == loaded.predict(X).tobytes()


def test_arrays_among_the_fields(tmp_path: Path) -> None:
    """A table of initial values comes back with its number type, apart from the JSON."""
    table = np.arange(12, dtype=np.float64).reshape(4, 3)
    dense = badak.layers.Dense(3, kernel_initializer=badak.initializers.Constant(table), input_dim=4)
    path = saved(badak.Sequential([dense]), tmp_path)
    assert "arrays.safetensors" in parts_of(path)
    assert same(badak.load_model(path).layers[0], dense)


# --- what cannot be saved ---------------------------------------------------------------------------------------------------


def lambda_layer() -> Any:
    """Make a model with a lambda in it."""
    return badak.Sequential([badak.layers.Dense(2, activation=lambda x: x, input_dim=4, name="strange")])


def compiled_with(**arguments: Any) -> Any:
    """Make a model compiled with something."""
    model = badak.Sequential([badak.layers.Dense(2, input_dim=4)])
    model.compile(**{"optimizer": "sgd", "loss": "mse", **arguments})
    return model


class Unknown:
    """A class that nobody registered."""


def with_preprocess() -> Any:
    """Make a model with something unknown as its preprocessing."""
    model = badak.Sequential([badak.layers.Dense(2, input_dim=4)])
    model.preprocess = {"cleaner": Unknown()}
    return model


def endless() -> Any:
    """Make a model whose preprocessing contains itself."""
    model = badak.Sequential([badak.layers.Dense(2, input_dim=4)])
    model.preprocess = []
    model.preprocess.append(model.preprocess)
    return model


@pytest.mark.parametrize(
    ("make", "place"),
    [
        (lambda_layer, "Dense 'strange' › activation"),
        (lambda: compiled_with(loss=lambda a, b: a - b), "compile › loss"),
        (lambda: compiled_with(metrics=[lambda a, b: a - b]), "compile › metrics › 0"),
        (
            lambda: compiled_with(optimizer=badak.optimizers.SGD(lambda step: 0.1)),
            "compile › optimizer › learning_rate",
        ),
        (lambda: compiled_with(step=lambda model, trees, batch, key: trees), "compile › step"),
        (with_preprocess, "preprocess › cleaner"),
        (endless, "preprocess › 0 › 0"),
    ],
)
def test_what_has_no_name_is_refused_before_anything_is_written(make: Any, place: str, tmp_path: Path) -> None:
    """The message names layer and field; an older file stays."""
    path = saved(make_model(fitted=False), tmp_path)
    before = path.read_bytes()
    with pytest.raises(badak.errors.ArgumentError) as caught:
        make().save(path)
    assert caught.value.code == "BD085"
    assert place in str(caught.value)
    assert "badak.register" in str(caught.value)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["model.badak"]


def test_a_model_without_weights_is_refused(tmp_path: Path) -> None:
    """It says how to build it first."""
    with pytest.raises(badak.errors.StateError) as caught:
        badak.Sequential([badak.layers.Dense(2)]).save(tmp_path / "m.badak")
    assert caught.value.code == "BD023"
    assert not list(tmp_path.iterdir())


# --- the file itself ---------------------------------------------------------------------------------------------------------


def test_equal_models_are_equal_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With SOURCE_DATE_EPOCH, and again after a round trip through another process."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    monkeypatch.setattr(sys, "argv", ["train.py"])
    badak.utils.set_random_seed(3)
    first = saved(make_model(), tmp_path, "first.badak").read_bytes()
    badak.utils.set_random_seed(3)
    second = saved(make_model(), tmp_path, "second.badak").read_bytes()
    assert first == second
    assert b"2026-01-01T00:00:00+00:00" in first
    third = saved(badak.load_model(tmp_path / "first.badak"), tmp_path, "third.badak").read_bytes()
    assert third == first


def test_nothing_in_the_file_is_a_pickle(tmp_path: Path) -> None:
    """Only JSON and safetensors, readable by people and by other programs."""
    import safetensors.numpy

    path = saved(make_model(), tmp_path)
    parts = parts_of(path)
    assert list(parts) == [
        "config.json",
        "weights.safetensors",
        "training.json",
        "optimizer.safetensors",
        "preprocess.json",
        "record.json",
    ]
    for name, data in parts.items():
        if name.endswith(".json"):
            json.loads(data)
        else:
            assert safetensors.numpy.load(data)
    names = set(safetensors.numpy.load(parts["weights.safetensors"]))
    assert {"dense/kernel", "dense/bias", "batch_normalization/moving_mean"} <= names


@pytest.mark.filterwarnings("ignore:.*BD142")  # somebody else's ending is told of
def test_the_path_may_be_anything_that_names_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Text, bytes, Path, the home folder, names in Korean, no ending, somebody else's ending."""
    model = make_model(fitted=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    for path in (
        tmp_path / "숫자 모델.badak",
        str(tmp_path / "plain"),
        os.fsencode(tmp_path / "b.keras"),
        "~/home.badak",
    ):
        model.save(path)
        assert badak.load_model(path).predict(X).tobytes() == model.predict(X).tobytes()
    assert (tmp_path / "home.badak").exists()


@pytest.mark.skipif(os.name == "nt", reason="rights and links as on POSIX")
def test_rights_and_links(tmp_path: Path) -> None:
    """A new file has the usual rights, an older one keeps its own, a link stays a link."""
    model = make_model(fitted=False)
    umask = os.umask(0o027)
    try:
        path = saved(model, tmp_path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        path.chmod(0o600)
        (tmp_path / "link.badak").symlink_to(path)
        model.save(tmp_path / "link.badak")
    finally:
        os.umask(umask)
    assert (tmp_path / "link.badak").is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_rezipped_file_still_loads(tmp_path: Path) -> None:
    """Somebody unpacked it, looked, and packed it again: compressed, with litter of their system."""
    import zipfile

    from tests.files.helpers import zipped

    model = make_model()
    path = saved(model, tmp_path)
    litter = {"__MACOSX/._config.json": b"\0", ".DS_Store": b"\0", "README.txt": "메모".encode()}
    path.write_bytes(zipped({**parts_of(path), **litter}, zipfile.ZIP_DEFLATED))
    assert badak.load_model(path).predict(X).tobytes() == model.predict(X).tobytes()


def test_loading_in_another_process_needs_only_badak(tmp_path: Path) -> None:
    """Nothing of this process hides in the file."""
    path = saved(make_model(), tmp_path)
    code = "import sys, badak; print(badak.load_model(sys.argv[1]).count_params(), 'pickle' in sys.modules)"
    done = in_another_process(code, path)
    assert done.stdout.split()[0] == str(make_model(fitted=False).count_params()), done.stderr
