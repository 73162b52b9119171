"""``fit`` as users call it: data of every kind, splits, weights, seeds, interruptions, what goes wrong."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import badak
from badak.errors import ArgumentError, BadakError, DataError, Notice, ShapeError, StateError
from badak.layers import Dense, Dropout


def small(units=3, **options):
    model = badak.Sequential([Dense(8, activation="relu", input_dim=4), Dense(units, activation="softmax")])
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"], **options)
    return model


def clouds(n=90, seed=0):
    random = np.random.default_rng(seed)
    y = np.arange(n) % 3
    x = random.standard_normal((n, 4)).astype(np.float32) + 3 * np.eye(3, 4, dtype=np.float32)[y]
    return x, y


def test_the_seven_steps():
    x, y = clouds(300)
    model = badak.Sequential()
    model.add(Dense(units=8, input_dim=4, activation="relu"))
    model.add(Dense(units=3, activation="softmax"))
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    labels = badak.utils.to_categorical(y)
    history = model.fit(x, labels, epochs=30, batch_size=16, validation_data=(x, labels), verbose=0)
    assert list(history.history) == ["loss", "accuracy", "val_loss", "val_accuracy"]
    assert len(history.history["loss"]) == 30 and history.epoch == list(range(30))
    assert history.history["accuracy"][-1] > 0.9 > history.history["accuracy"][0]
    loss, accuracy = model.evaluate(x, labels, verbose=0)
    assert accuracy > 0.9 and loss == pytest.approx(history.history["val_loss"][-1], rel=1e-5)
    assert model.predict(x[:2]).shape == (2, 3)
    np.testing.assert_allclose(model.predict(x).sum(axis=1), 1, rtol=1e-5)


def test_same_seed_same_bits_other_seed_other_bits():
    def run(seed):
        badak.utils.set_random_seed(seed)
        model = badak.Sequential([Dense(8, activation="relu"), Dropout(0.3), Dense(3, activation="softmax")])
        model.compile("adam", "sparse_categorical_crossentropy")
        model.fit(*clouds(), epochs=3, validation_split=0.2, verbose=0)
        return model.get_weights()

    for a, b in zip(run(1), run(1), strict=True):
        np.testing.assert_array_equal(a, b)
    assert not np.array_equal(run(1)[0], run(2)[0])


def frames():
    x, y = clouds()
    import pandas
    import polars

    yield "lists", x.tolist(), y.tolist()
    yield "float64", x.astype(np.float64), y
    yield "tensors", badak.tensor(x), badak.tensor(y)
    yield "column labels", x, y.reshape(-1, 1)
    yield "uint8 labels", x, y.astype(np.uint8)
    yield "pandas", pandas.DataFrame(x), pandas.Series(y)
    yield "polars", polars.DataFrame(x), polars.Series(y)
    yield "not contiguous", np.asfortranarray(x), y[::1]


@pytest.mark.parametrize(("x", "y"), [pytest.param(x, y, id=name) for name, x, y in frames()])
def test_every_kind_of_data_trains_the_same(x, y):
    badak.utils.set_random_seed(0)
    reference = small()
    reference.fit(*clouds(), epochs=2, verbose=0)
    badak.utils.set_random_seed(0)
    model = small()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Notice)
        model.fit(x, y, epochs=2, verbose=0)
        assert model.evaluate(x, y, verbose=0) == reference.evaluate(*clouds(), verbose=0)
    for a, b in zip(model.get_weights(), reference.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_generators_need_a_length_and_give_batches():
    x, y = clouds()

    def forever():
        while True:
            yield x[:30], y[:30]

    model = small()
    with pytest.raises(DataError) as caught:
        model.fit(forever(), verbose=0)
    assert caught.value.code == "BD038" and "steps_per_epoch" in str(caught.value)
    history = model.fit(forever(), steps_per_epoch=4, epochs=2, validation_data=(x, y), verbose=0)
    assert len(history.history["val_loss"]) == 2
    assert len(model.evaluate(forever(), steps=2, verbose=0)) == 2
    assert model.predict((batch for batch in [x[:5], x[5:9]]), steps=2).shape == (9, 3)

    with pytest.raises(DataError) as caught:
        model.fit(((x, y) for _ in range(3)), steps_per_epoch=2, epochs=2, verbose=0)
    assert caught.value.code == "BD039" and "3 batches" in caught.value.text("en")


def test_dataset():
    x, y = clouds()
    data = badak.Dataset(x, y)
    badak.utils.set_random_seed(0)
    first = small()
    first.fit(data, epochs=2, verbose=0)
    badak.utils.set_random_seed(0)
    second = small()
    second.fit(x, y, epochs=2, verbose=0)
    for a, b in zip(first.get_weights(), second.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    train, held = data.split(0.2)
    assert (len(train), len(held)) == (72, 18) and np.bincount(held.y).tolist() == [6, 6, 6]
    piped = train.shuffle(1).map(lambda x, y: (x * 2, y)).batch(16).prefetch(2)
    sizes = [len(bx) for bx, _ in piped]
    assert sizes == [16, 16, 16, 16, 8] and len(piped) == 5
    np.testing.assert_array_equal(np.sort(np.concatenate([b[1] for b in piped])), np.sort(train.y))
    small().fit(piped, epochs=2, validation_data=held, verbose=0)
    assert len(list(data.take(5))) == 5 and len(list(data.skip(85))) == 5
    assert next(iter(data))[0].shape == (4,)
    with pytest.raises(ZeroDivisionError):
        list(badak.Dataset(x, y).map(lambda x, y: 1 / 0).batch(4).prefetch())


def test_validation_split_is_shuffled_and_in_proportion(capsys):
    x, y = clouds()
    order = np.argsort(y)  # sorted labels: Keras's tail would hold one class only
    from badak.backend import on_numpy
    from badak.training.split import split_indices

    train, held = split_indices(y[order], 90, 0.2, on_numpy.key(0), True)
    assert np.bincount(y[order][held]).tolist() == [6, 6, 6] and not set(train) & set(held)
    assert sorted([*train, *held]) == list(range(90))
    one_hot = np.eye(3)[y[order]]
    assert split_indices(one_hot, 90, 0.2, on_numpy.key(0), True)[1].tolist() == held.tolist()
    tail = split_indices(y[order], 90, 0.2, on_numpy.key(0), False)[1]
    assert tail.tolist() == list(range(72, 90))
    model = small()
    model.fit(x[order], y[order], validation_split=0.2, verbose=2)
    assert "18 of 90 samples drawn at random" in capsys.readouterr().out
    model.fit(x, y, validation_split=0.2, shuffle_split=False, verbose=0)


def test_weights_count_as_repetition():
    x, y = clouds(12)
    twice = np.where(np.arange(12) % 2, 2.0, 1.0)
    a, b = small(), small()
    b.set_weights(a.get_weights())
    a.train_on_batch(x, y, sample_weight=twice * 12 / 18)
    b.train_on_batch(np.repeat(x, twice.astype(int), axis=0), np.repeat(y, twice.astype(int)))
    for p, q in zip(a.get_weights(), b.get_weights(), strict=True):
        np.testing.assert_allclose(p, q, rtol=1e-5, atol=1e-7)


def test_last_single_sample_joins_the_batch_before_it_where_batches_are_normalised():
    from badak.training.batches import ArrayBatches

    x = np.zeros((33, 1))
    assert [len(b[0]) for b in ArrayBatches(x, None, None, 16, merge_last=True).epoch(0)] == [16, 17]
    assert [len(b[0]) for b in ArrayBatches(x, None, None, 16).epoch(0)] == [16, 16, 1]
    model = badak.Sequential([Dense(4), badak.layers.BatchNormalization(), Dense(1)])
    model.compile("sgd", "mse")
    model.fit(np.random.default_rng(0).standard_normal((33, 2)), np.zeros((33, 1)), batch_size=16, verbose=0)
    assert np.isfinite(model.get_weights()[0]).all()


def test_imperative_training_matches_fit():
    x, y = clouds()
    labels = badak.utils.to_categorical(y)
    a = badak.Sequential([Dense(8, activation="relu", input_dim=4), Dense(3, activation="softmax")])
    b = badak.Sequential([Dense(8, activation="relu", input_dim=4), Dense(3, activation="softmax")])
    b.set_weights(a.get_weights())
    a.compile("adam", "categorical_crossentropy")
    a.fit(x, labels, batch_size=90, epochs=5, shuffle=False, verbose=0)
    optimizer, loss_of = badak.optimizers.Adam(), badak.losses.CategoricalCrossentropy()
    for _ in range(5):
        loss = loss_of(labels, b(x, training=True))
        loss.backward()
        optimizer.apply(b.parameters())
    for p, q in zip(a.get_weights(), b.get_weights(), strict=True):
        np.testing.assert_allclose(p, q, rtol=1e-5, atol=1e-7)


def test_going_on_with_initial_epoch_and_setting_the_rate():
    model = small()
    x, y = clouds()
    model.fit(x, y, epochs=2, verbose=0)
    history = model.fit(x, y, initial_epoch=2, epochs=5, verbose=0)
    assert history.epoch == [2, 3, 4]
    model.learning_rate = 0.5
    assert model.learning_rate == pytest.approx(0.5)


def test_going_on_equals_never_having_stopped():
    def network():
        badak.utils.set_random_seed(3)
        model = badak.Sequential(
            [Dense(8, activation="relu", input_dim=4), Dropout(0.4), Dense(3, activation="softmax")]
        )
        model.compile("adam", "sparse_categorical_crossentropy")
        return model

    whole = network()
    whole.fit(*clouds(), epochs=4, validation_split=0.2, verbose=0)
    parts = network()
    parts.fit(*clouds(), epochs=2, validation_split=0.2, verbose=0)
    parts.fit(*clouds(), initial_epoch=2, epochs=4, validation_split=0.2, verbose=0)
    for a, b in zip(whole.get_weights(), parts.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_freezing_between_fits():
    model = small()
    x, y = clouds()
    model.fit(x, y, verbose=0)
    model.layers[0].trainable = False
    before = model.get_weights()
    model.fit(x, y, verbose=0)
    after = model.get_weights()
    assert np.array_equal(before[0], after[0]) and not np.array_equal(before[2], after[2])


def test_freezing_with_an_optimizer_that_remembers():
    model = badak.Sequential([Dense(8, activation="relu", input_dim=4), Dense(3, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    for trainable in (True, False, True):
        model.layers[0].trainable = trainable
        before = model.get_weights()
        model.fit(*clouds(), verbose=0)
        assert np.array_equal(before[0], model.get_weights()[0]) is not trainable


def test_a_softmax_over_another_axis_is_not_taken_for_class_probabilities():
    z = badak.tensor(np.random.default_rng(0).standard_normal((4, 4)))
    assert badak.softmax(z).before is not None and badak.softmax(z, axis=0).before is None


def test_a_step_of_ones_own():
    x, y = clouds()
    seen = []

    def step(model, trees, batch, key):
        seen.append(batch[0].shape)
        return trees, {"loss": 1.0}

    model = small(step=step)
    model.fit(x, y, batch_size=45, verbose=0)
    assert seen == [(45, 4), (45, 4)]


def test_what_a_step_of_ones_own_returns_is_shown():
    """Every number it returns, as the mean over the batches of an epoch."""
    numbers = iter([1.0, 3.0, 5.0, 7.0])

    def step(model, trees, batch, key):
        value = next(numbers)
        return trees, {"loss": value, "far": 10 * value}

    model = badak.Sequential([Dense(3, activation="softmax", input_dim=4)])
    model.compile(step=step)
    history = model.fit(*clouds(), batch_size=45, epochs=2, verbose=0).history
    assert history == {"loss": [2.0, 6.0], "far": [20.0, 60.0]}


def test_float64_models():
    model = badak.Sequential([Dense(3, input_dim=2)], dtype="float64")
    assert model.get_weights()[0].dtype == np.float64
    model.compile("adam", "mse")
    model.fit(np.ones((4, 2)), np.ones((4, 3)), verbose=0)
    assert model.get_weights()[0].dtype == np.float64 and model.predict(np.ones((1, 2))).dtype == np.float64


def test_a_loss_that_is_not_finite_stops_with_the_good_weights():
    x = np.random.default_rng(0).standard_normal((64, 4)).astype(np.float32) * 1e3
    model = badak.Sequential([Dense(8, activation="relu", input_dim=4), Dense(1)])
    model.compile(badak.optimizers.SGD(learning_rate=1e3), loss="mse")
    with pytest.warns(Notice, match="BD047") as seen:
        history = model.fit(x, x[:, :1], epochs=50, batch_size=16, verbose=0)
    assert all(np.isfinite(w).all() for w in model.get_weights())
    assert history.stopped == "not finite" and len(history.epoch) < 50
    assert "learning rate" in str(seen[0].message)


def test_ctrl_c_leaves_a_usable_model():
    model = small()

    def interrupt(batch, logs):
        if batch == 2:
            raise KeyboardInterrupt

    before = model.get_weights()
    with pytest.raises(KeyboardInterrupt):
        callback = badak.callbacks.LambdaCallback(on_train_batch_end=interrupt)
        model.fit(*clouds(), batch_size=10, callbacks=[callback], verbose=0)
    assert not np.array_equal(before[0], model.get_weights()[0])
    assert model.history.stopped == "interrupted"
    model.fit(*clouds(), verbose=0)


X, Y = clouds()
NAN = np.where(np.arange(360).reshape(90, 4) == 41, np.nan, X)
BAD = [
    ("BD030", StateError, lambda: badak.Sequential([Dense(1, input_dim=4)]).fit(X, Y), "compile()"),
    ("BD031", DataError, lambda: small().fit(X.astype(str), Y), "text"),
    ("BD031", DataError, lambda: small().fit(X, ["cat", "dog"] * 45), "'cat'"),
    ("BD032", DataError, lambda: small().fit([[1, 2], [3]], Y), "equal length"),
    ("BD033", DataError, lambda: small().fit(NAN, Y), "x[10, 1] = nan"),
    ("BD033", DataError, lambda: small().fit(X, np.where(Y == 2, np.inf, Y)), "infinite"),
    ("BD034", DataError, lambda: small().fit(X, Y[:-1]), "x: 90, y: 89"),
    ("BD140", DataError, lambda: small().fit(X), "y = None"),
    ("BD034", DataError, lambda: small().fit(X, Y, sample_weight=np.ones(3)), "sample_weight: 3"),
    ("BD035", DataError, lambda: small().fit(X[:0], Y[:0]), "(0, 4)"),
    ("BD035", DataError, lambda: small().fit(None, Y), "x = None"),
    ("BD037", DataError, lambda: small().fit(X, Y, class_weight={0: 1.0, 1: 2.0}), "[2]"),
    ("BD027", ShapeError, lambda: small().fit(X[:, :3], Y), "input_shape=(3,)"),
    ("BD027", ShapeError, lambda: small().predict(X[0]), "x[None]"),
    ("BD027", ShapeError, lambda: small().fit(X.reshape(90, 2, 2), Y), "x.reshape(-1, 4)"),
    ("BD055", DataError, lambda: small().fit(X, Y + 1), "3"),
    ("BD055", DataError, lambda: small().fit(X, Y - 1), "-1"),
    ("BD048", ArgumentError, lambda: small().fit(X, Y, callbacks=[badak.callbacks.EarlyStopping()]), "loss, accuracy"),
    ("BD049", ArgumentError, lambda: small().fit(X, Y, callbacks=[badak.callbacks.EarlyStopping("lost")]), "loss, accuracy"),
    ("BD003", ArgumentError, lambda: small().fit(X, Y, epochs=-1), "epochs"),
    ("BD003", ArgumentError, lambda: small().fit(X, Y, batch_size=0), "batch_size"),
    ("BD003", ArgumentError, lambda: small().fit(X, Y, validation_split=1.5), "validation_split"),
    ("BD003", ArgumentError, lambda: small().fit(X, Y, verbose=7), "verbose"),
    ("BD014", ArgumentError, lambda: badak.Sequential([Dense(1)]).compile("adamm"), "adam"),
    ("BD014", ArgumentError, lambda: badak.Sequential([Dense(1)]).compile(metrics=["acuracy"]), "accuracy"),
    ("BD014", ArgumentError, lambda: badak.Sequential([Dense(1)]).compile(loss="mean_square_error"), "mean_squared_error"),
    ("BD014", ArgumentError, lambda: badak.Sequential([Dense(1)]).compile(backend="torch"), "'xla'"),
    ("BD023", StateError, lambda: badak.Sequential([Dense(1)]).summary(), "input_shape"),
    ("BD029", ArgumentError, lambda: badak.Sequential([Dense]), "Dense(10)"),
    ("BD029", ArgumentError, lambda: badak.Sequential([10]), "Dense(10)"),
    ("BD003", ArgumentError, lambda: badak.Sequential([Dense(1, name="a"), Dense(1, name="a")]), "'a'"),
    ("BD014", ArgumentError, lambda: small().get_layer("dence"), "'dense'"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "kind", "call", "text"), BAD, ids=[f"{b[0]}-{i}" for i, b in enumerate(BAD)])
def test_mistakes_are_explained(code, kind, call, text):
    with pytest.raises(BadakError) as caught:
        call()
    problem = caught.value
    assert problem.code == code and isinstance(problem, kind)
    assert text in problem.text("en")
    assert problem.text("ko") != problem.text("en")
    for language in ("en", "ko"):
        assert "?>" not in problem.text(language)


def test_a_text_column_of_a_frame_is_named():
    import pandas

    frame = pandas.DataFrame({"hours": [1.0, 2.0], "city": ["Seoul", "Busan"]})
    with pytest.raises(DataError, match="city"):
        small().fit(frame, [0, 1])


def test_columns_are_lined_up_and_said_once():
    model = badak.Sequential([Dense(1, input_dim=2)])
    model.compile("sgd", "mse")
    x = np.random.default_rng(0).standard_normal((8, 2))
    with pytest.warns(Notice, match="BD046"):
        model.fit(x, x[:, 0], verbose=0)
    with pytest.raises(BadakError) as caught:
        badak.losses.mean_squared_error(badak.tensor(x[:, 0]), badak.tensor(x[:, :1]))
    assert caught.value.code == "BD052"


def test_unscaled_pixels_are_mentioned():
    model = badak.Sequential([badak.layers.Flatten(input_shape=(2, 2)), Dense(2, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    with pytest.warns(Notice, match="BD036"):
        model.fit(np.full((4, 2, 2), 255, np.uint8), [0, 1, 0, 1], verbose=0)


def test_progress_in_a_pipe_is_one_plain_line_an_epoch(capsys):
    small().fit(X, Y, epochs=2, validation_data=(X, Y), verbose="auto")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 and lines[0].startswith("Epoch 1/2") and "val_accuracy" in lines[1]
    assert "\r" not in "".join(lines) and "\x1b" not in "".join(lines)
    badak.errors.set_language("ko")
    small().fit(X, Y, verbose=2)
    assert capsys.readouterr().out.startswith("에포크 1/1")
