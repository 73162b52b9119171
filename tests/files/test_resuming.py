"""A run that goes on from a checkpoint equals the uninterrupted one, callbacks and all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import badak
from badak import layers
from badak.callbacks import Callback, CallbackList, EarlyStopping, ModelCheckpoint, ReduceLROnPlateau
from badak.errors import FileFormatError
from tests.files.helpers import edited, parts_of

R = np.random.default_rng(8)
X = {"a": R.normal(size=(60, 5)).astype(np.float32), "b": R.normal(size=(60, 5)).astype(np.float32)}
Y = {"kind": R.integers(0, 3, 60), "size": R.normal(size=(60, 1)).astype(np.float32)}


def make() -> Any:
    """Two inputs, two outputs, dropout and statistics."""
    badak.utils.set_random_seed(11)
    a, b = badak.Input((5,), name="a"), badak.Input((5,), name="b")
    shared = layers.Dense(6, activation="relu")
    h = layers.Dropout(0.4)(layers.BatchNormalization()(layers.concatenate([shared(a), shared(b)])))
    model = badak.Model(
        {"a": a, "b": b},
        {"kind": layers.Dense(3, activation="softmax")(h), "size": layers.Dense(1)(layers.Dropout(0.2)(h))},
    )
    model.compile(badak.optimizers.Adam(0.05), {"kind": "crossentropy", "size": "mse"}, metrics={"kind": ["accuracy"]})
    return model


def callbacks(path: Path | None = None, patience: int = 50) -> list[Callback]:
    """Return what decides by what it remembers; saving stands first, as somebody might write it."""
    saving = [] if path is None else [ModelCheckpoint(path)]
    return [
        *saving,
        ReduceLROnPlateau(patience=2, factor=0.5, cooldown=1, min_delta=0.3),
        EarlyStopping("val_loss", patience=patience, restore_best_weights=True),
    ]


def fit(model: Any, epochs: int, use: list, initial: int = 0) -> Any:
    return model.fit(
        X, Y, epochs=epochs, initial_epoch=initial, batch_size=8, validation_split=0.3, callbacks=use, verbose=0
    ).history


def test_going_on_from_a_checkpoint_is_the_uninterrupted_run(tmp_path):
    whole, path = make(), tmp_path / "at-{epoch}.badak"
    history = fit(whole, 12, callbacks())
    rates = history["learning_rate"]
    assert rates[-1] < rates[5] <= rates[0]  # it is lowered behind the interruption
    fit(make(), 5, callbacks(path))
    badak.utils.set_random_seed(99)  # as in another process
    other = badak.load_model(tmp_path / "at-5.badak")
    assert other.callback_states["ReduceLROnPlateau"]["best"] in history["val_loss"][:5]
    rest = fit(other, 12, callbacks(path), initial=5)
    for name in history:
        assert history[name][5:] == rest[name], name
    for one, two in zip(whole.get_weights(), other.get_weights(), strict=True):
        assert np.array_equal(one, two)


def test_without_the_state_it_would_be_another_run(tmp_path):
    """The test above can fail: this is what it was before callbacks were kept."""
    whole = make()
    history = fit(whole, 12, callbacks())
    fit(make(), 5, callbacks(tmp_path / "at-{epoch}.badak"))
    other = badak.load_model(tmp_path / "at-5.badak")
    other.callback_states = {}
    assert fit(other, 12, callbacks(), initial=5)["learning_rate"] != history["learning_rate"][5:]


def test_stopping_counts_on(tmp_path):
    history = fit(make(), 40, callbacks(patience=4))
    stopped = len(history["loss"])
    assert 6 < stopped < 40
    fit(make(), stopped - 2, callbacks(tmp_path / "at-{epoch}.badak", patience=4))
    other = badak.load_model(tmp_path / f"at-{stopped - 2}.badak")
    rest = fit(other, 40, callbacks(patience=4), initial=stopped - 2)
    assert len(rest["loss"]) == 2


class Counting(Callback):
    """A callback of one's own that remembers."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = 0

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        self.seen += 1

    def state_dict(self) -> dict[str, Any]:
        return {"seen": self.seen}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.seen = state["seen"]


def test_callbacks_of_ones_own(tmp_path):
    fit(make(), 3, [ModelCheckpoint(tmp_path / "m.badak"), Counting(), Counting()])
    use = [Counting(), Counting(), Counting()]
    model = badak.load_model(tmp_path / "m.badak")
    fit(model, 5, use, initial=3)
    assert [c.seen for c in use] == [5, 5, 2]
    use = [Counting()]
    fit(model, 1, use)  # a new run begins anew
    assert [c.seen for c in use] == [1]


def test_saving_stands_behind_deciding_only():
    order = [ModelCheckpoint("x.badak"), Callback(), EarlyStopping(), Callback(), ModelCheckpoint("y.badak")]
    found = CallbackList(order, None, {}).callbacks
    assert found == [order[1], order[2], order[0], order[3], order[4]]
    assert CallbackList(order[:2], None, {}).callbacks == order[:2]


@pytest.mark.parametrize(
    "junk", [{"best": "x", "wait": []}, {"best_weights": [1, 2]}, {}, {"wait": 10**400}, {"best": True}]
)
def test_states_that_make_no_sense_are_not_taken(tmp_path, junk):
    fit(make(), 2, callbacks(tmp_path / "m.badak"))
    edited(
        tmp_path / "m.badak",
        "training.json",
        lambda t: t["callbacks"].update(EarlyStopping=junk, ReduceLROnPlateau=junk),
    )
    try:
        model = badak.load_model(tmp_path / "m.badak")
    except FileFormatError as problem:
        assert problem.code == "BD083"
        return
    fit(model, 3, callbacks(), initial=2)


def test_a_state_that_is_none(tmp_path):
    fit(make(), 1, callbacks(tmp_path / "m.badak"))
    edited(tmp_path / "m.badak", "training.json", lambda t: t["callbacks"].update(EarlyStopping=3))
    with pytest.raises(FileFormatError, match="BD083"):
        badak.load_model(tmp_path / "m.badak")


def test_models_without_such_callbacks_have_no_such_part(tmp_path):
    """So that earlier versions read their files."""
    model = make()
    fit(model, 1, [])
    model.save(tmp_path / "m.badak")
    assert b"callbacks" not in parts_of(tmp_path / "m.badak")["training.json"]
