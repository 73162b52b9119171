"""Callbacks of scikit-learn: every epoch is a task of ``fit``."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.callback import ProgressBar, ScoringMonitor
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from badak.sklearn import Classifier, Regressor, Transformer
from estimators.parts import Epochs, Recorder

X, Y = load_iris(return_X_y=True)
FAST = {"epochs": 4, "optimizer__learning_rate": 0.01, "random_state": 0}


@pytest.mark.parametrize("make", [Classifier, Regressor, Transformer])
def test_epochs_are_tasks(make: Any) -> None:
    class Told(Epochs):
        def on_fit_task_end(self, estimator: Any, context: Any) -> bool:  # type: ignore[override]
            self.ended += 1
            return False

    told = Told()
    make(**FAST).set_callbacks(told).fit(X, Y)
    assert (told.begun, told.ended, told.set_up, told.torn_down) == (5, 5, 1, 1)
    assert told.names == ["fit", *["epoch"] * 4]


def test_what_was_learned_so_far_can_be_measured_and_does_not_change_later() -> None:
    told, kept = Epochs(), []

    class Keep(Epochs):
        def on_fit_task_end(self, estimator: Any, context: Any, *, fitted_estimator: Any = None) -> bool:  # type: ignore[override]
            kept.append(fitted_estimator)
            return False

    estimator = Classifier(**{**FAST, "epochs": 8}, metrics="accuracy").set_callbacks(told, Keep()).fit(X, Y)
    assert len(told.scores) == 8 and told.scores[-1] == estimator.score(X, Y) and told.scores[0] < told.scores[-1]
    assert (kept[0].predict_proba(X) != estimator.predict_proba(X)).any()
    assert (kept[-1].predict_proba(X) == estimator.predict_proba(X)).all()
    bare = Classifier(**{**FAST, "epochs": 8}).fit(X, Y)  # looking changed nothing
    assert (bare.predict_proba(X) == estimator.predict_proba(X)).all()


def test_a_callback_ends_training() -> None:
    told = Epochs(most=3)
    estimator = Classifier(**{**FAST, "epochs": 50}).set_callbacks(told).fit(X, Y)
    assert estimator.n_iter_ == 3 and told.torn_down == 1 and told.begun == told.ended


def test_callbacks_are_torn_down_when_fit_fails() -> None:
    class Fails(Recorder):
        def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
            raise RuntimeError("on purpose")

    told = Epochs()
    with pytest.raises(RuntimeError, match="on purpose"):
        Classifier(callbacks=Fails(), **FAST).set_callbacks(told).fit(X, Y)
    assert told.set_up == told.torn_down == 1


def test_the_scoring_monitor_logs_every_epoch() -> None:
    monitor = ScoringMonitor(scoring="accuracy")
    names = np.array(["a", "b", "c"])[Y]
    estimator = Classifier(**FAST).set_callbacks(monitor).fit(X, names)
    rows = [row for row in monitor.get_logs().data if row["task_name"] == "epoch"]
    assert len(rows) == 4 and rows[-1]["accuracy"] == estimator.score(X, names)
    twin = pickle.loads(pickle.dumps(estimator))
    assert (twin.predict(X) == estimator.predict(X)).all() and hasattr(clone(estimator), "_skl_callbacks")


def test_the_progress_bar_through_a_search(capsys: pytest.CaptureFixture) -> None:
    pipeline = make_pipeline(StandardScaler(), Classifier(**FAST))
    search = GridSearchCV(pipeline, {"classifier__batch_size": [16, 64]}, cv=2)
    search.set_callbacks(ProgressBar(max_propagation_depth=None)).fit(X, Y)
    shown = capsys.readouterr().out
    assert "GridSearchCV" in shown and "Classifier - fit" in shown and "100%" in shown
