"""The checks of scikit-learn's own, on every estimator and in several configurations."""

from __future__ import annotations

from typing import Any

import pytest
from sklearn.utils.estimator_checks import check_estimator

from badak.sklearn import Classifier, Regressor, Transformer
from estimators.parts import build

WEIGHTS = "mini-batches are drawn at random: a row that is there twice falls into other batches than a weighted one"
FAILED = {
    "check_sample_weight_equivalence_on_dense_data": WEIGHTS,
    "check_sample_weight_equivalence_on_sparse_data": WEIGHTS,
}
QUICK = {"epochs": 20, "optimizer__learning_rate": 0.03}
CASES: dict[str, Any] = {
    "classifier": Classifier(**QUICK),
    "classifier, built by a function": Classifier(build, model__units=32, model__activation="gelu", **QUICK),
    "classifier, stopping early": Classifier(
        early_stopping=True, patience=5, optimizer="rmsprop", metrics="acc", **QUICK
    ),
    "classifier, hinge": Classifier(loss="squared_hinge", **QUICK),
    "regressor": Regressor(**QUICK),
    "regressor, double": Regressor(
        model__dtype="float64", loss="huber", early_stopping=True, validation_split=0.0, **QUICK
    ),
    "transformer": Transformer(epochs=3),
    "transformer, learning y": Transformer(build, layer=0, target="y", epochs=3),
}


@pytest.mark.parametrize("estimator", CASES.values(), ids=CASES.keys())
def test_checks_of_scikit_learn(estimator: Any) -> None:
    results = check_estimator(estimator, expected_failed_checks=FAILED, on_skip=None, on_fail=None)
    failed = {
        r["check_name"]: f"{type(r['exception']).__name__}: {r['exception']}"
        for r in results
        if r["status"] == "failed"
    }
    assert not failed
    assert {r["check_name"] for r in results if r["status"] == "xfail"} <= set(FAILED)
    assert len(results) > 50  # none of the families of checks was left out
    names = {r["check_name"] for r in results if r["status"] == "passed"}
    assert {
        "check_estimators_pickle",
        "check_fit_idempotent",
        "check_estimator_sparse_array",
        "check_get_params_invariance",
    } <= names


@pytest.mark.slow
@pytest.mark.parametrize("estimator", [Classifier(), Regressor(), Transformer()], ids=lambda e: type(e).__name__)
def test_checks_with_defaults(estimator: Any) -> None:
    check_estimator(estimator, expected_failed_checks=FAILED, on_skip=None)


def test_no_more_exceptions_than_promised() -> None:
    assert len(FAILED) <= 3
    for cls in (Classifier, Regressor, Transformer):
        assert "a row that is" in (cls.__doc__ or "")
    for word in ("clone", "pickle", "idempotent", "deterministic"):
        assert not any(word in name for name in FAILED)
