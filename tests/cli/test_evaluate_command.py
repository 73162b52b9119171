"""badak evaluate: the figures of a saved model, and data it does not go with."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import badak as package
from tests.cli.helpers import badak, sales, write_csv


def test_digits_by_name_and_without(digits: Path) -> None:
    done = badak("evaluate", digits, "digits")
    assert done.code == 0, done.err
    assert done.out.startswith("accuracy")
    assert "Confusion" in done.out
    named = badak("evaluate", digits, "digits", "--json").json
    assert named == badak("evaluate", digits, "--json").json  # the model knows what it was trained on
    assert named["n"] == 1000 and 0.6 < named["accuracy"] < 1 and len(named["confusion"]) == 10
    trained = package.load_model(digits).run_record
    assert trained is not None and trained["test"]["accuracy"] == named["accuracy"]


def test_a_part_of_the_data(digits: Path) -> None:
    assert badak("evaluate", digits, "digits", "--limit", 50, "--json").json["n"] == 50


def test_the_rows_of_its_own_table_that_it_has_not_seen(trained: Path, regression: Path) -> None:
    done = badak("evaluate", regression, "--data", trained / "sales.csv")
    assert done.code == 0, done.err
    assert "only the 24 rows kept for the test" in done.out
    told = badak("evaluate", regression, "--data", trained / "sales.csv", "--json").json
    record = package.load_model(regression).run_record
    assert record is not None
    assert told["n"] == 24 and told["mae"] == record["test"]["mae"] and told["notes"]
    assert badak("evaluate", regression, "--data", trained / "sales.csv", "--all-rows", "--json").json["n"] == 120


def test_another_table(classifier: Path) -> None:
    write_csv(
        Path("new.csv"), ["나이", "지역", "탈퇴"], [[20, "서울", "아니요"], [79, "대구", "예"], [40, "부산", None]]
    )
    told = badak("evaluate", classifier, "--data", "new.csv", "--json").json
    assert told["n"] == 2 and told["accuracy"] == 1.0 and "1 rows" in told["notes"][0]


def test_a_table_without_the_target_or_with_other_classes(classifier: Path) -> None:
    write_csv(Path("new.csv"), ["나이", "지역"], [[20, "서울"]])
    done = badak("evaluate", classifier, "--data", "new.csv")
    assert done.code == 1 and "[BD096]" in done.err and "'탈퇴'" in done.err and "badak predict" in done.err
    write_csv(Path("other.csv"), ["나이", "지역", "탈퇴"], [[20, "서울", "모름"]])
    done = badak("evaluate", classifier, "--data", "other.csv")
    assert done.code == 1 and "[BD078]" in done.err and "'모름'" in done.err


def test_arrays(digits: Path) -> None:
    from badak.datasets import digits_sample

    _, (x, y) = digits_sample()
    np.savez("some.npz", x_train=x[:2], y_train=y[:2], x_test=x[:200], y_test=y[:200])
    told = badak("evaluate", digits, "--data", "some.npz", "--json").json
    assert told["n"] == 200 and told["accuracy"] > 0.6
    assert [name for name in told["classes"]] == [str(k) for k in range(10)]


def test_models_and_data_of_different_kinds(digits: Path, regression: Path) -> None:
    sales(Path("sales.csv"))
    for words, said in (
        ((digits, "xor"), "2 values"),
        ((digits, "--data", "sales.csv"), "not on a table"),
        ((regression, "digits"), "'hours', 'weather'"),
        ((digits, "fashion"), "fashion_mnist"),
        ((digits, "digits", "--data", "sales.csv"), "one of the two"),
        ((regression,), "--data PATH"),
    ):
        done = badak("evaluate", *words)
        assert done.code == 1 and said in done.err and done.out == "", words


def test_a_model_that_was_not_compiled() -> None:
    package.Sequential([package.layers.Dense(2, input_dim=2)]).save("plain.badak")
    done = badak("evaluate", "plain.badak", "xor")
    assert done.code == 1 and "[BD030]" in done.err


def test_a_model_from_python_on_pictures() -> None:
    """One that was saved without saying how its input is prepared."""
    model = package.Sequential(
        [package.layers.Flatten(input_shape=(28, 28)), package.layers.Dense(10, activation="softmax")]
    )
    model.compile("sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.save("plain.badak")
    done = badak("evaluate", "plain.badak", "digits", "--json")
    assert done.code == 0, done.err
    assert "[BD098]" in done.err and done.json["n"] == 1000
