"""badak train: what it says, what it writes, what it refuses."""

from __future__ import annotations

import csv
import errno
from pathlib import Path

import numpy as np
import pytest

from tests.cli.helpers import QUICK, Result, badak, customers, sales, write_csv


def test_digits_end_to_end() -> None:
    """Without a word more: digits, a folder of its own, four files, the result, what to do next."""
    done = badak("train", *QUICK, "--lang", "en")
    assert done.code == 0, done.err
    (folder,) = (place for place in Path("runs").iterdir() if place.name != "runs.db")
    assert folder.name.startswith("digits-")
    assert sorted(p.name for p in folder.iterdir()) == ["checkpoint.badak", "history.csv", "model.badak", "report.html"]
    assert "400 training and 1,000 test pictures of 28×28, 10 classes" in done.out
    assert "seed 0" in done.out
    assert "test accuracy" in done.out
    assert "always “0” would be 10 %" in done.out
    assert "most confused" in done.out
    assert f"badak predict {folder}/model.badak picture.png" in done.out
    assert "\x1b" not in done.out  # no emphasis where nobody sees it
    assert "\r" not in done.out
    assert max(map(len, done.out.splitlines())) <= 100


def test_korean_from_first_to_last_line() -> None:
    done = badak("train", *QUICK, "--lang", "ko", "--out", "결과 1")
    assert done.code == 0, done.err
    assert "테스트 정확도" in done.out and "다음으로 해 볼 것" in done.out
    assert "badak predict '결과 1/model.badak' picture.png" in done.out
    for english in ("accuracy", "epoch ", "training", "report ", "What"):
        assert english not in done.out
    page = Path("결과 1", "report.html").read_text(encoding="utf-8")
    assert '<html lang="ko">' in page


def test_json_holds_numbers_and_paths() -> None:
    done = badak("train", *QUICK, "--json", "--seed", "3")
    assert done.code == 0
    told = done.json
    assert 0.3 < told["test"]["accuracy"] < 1
    assert told["test"]["n"] == 1000 and sum(map(sum, told["test"]["confusion"])) == 1000
    assert told["test"]["baseline"] == {"predicts": "0", "accuracy": 0.1}
    assert told["seed"] == 3 and told["recipe"]["hidden"] == [32]
    assert told["epochs"] == 3 and 1 <= told["best_epoch"] <= 3 and told["stopped"] is None
    assert all(Path(path).exists() for path in told["paths"].values())
    assert {"loss", "accuracy", "val_loss", "val_accuracy"} <= told["last"].keys()
    assert "test pictures" in done.err  # what people read is on the other stream


def test_the_same_seed_gives_the_same_bits() -> None:
    first, again, other = (badak("train", *QUICK, "--json", "--seed", seed).json for seed in (1, 1, 2))
    weights = [_weights(told["paths"]["model"]) for told in (first, again, other)]
    assert all(np.array_equal(a, b) for a, b in zip(weights[0], weights[1]))
    assert not np.array_equal(weights[0][0], weights[2][0])
    assert first["test"] == again["test"]
    folders = {told["paths"]["folder"] for told in (first, again, other)}
    assert len(folders) == 3  # nothing was overwritten


def _weights(path: str) -> list[np.ndarray]:
    import badak as package

    return package.load_model(path).get_weights()


def test_history_has_a_row_for_each_epoch() -> None:
    badak("train", *QUICK, "--out", "run")
    with open("run/history.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["1", "2", "3"]
    assert float(rows[2]["loss"]) < float(rows[0]["loss"])


def test_every_choice_is_taken_and_recorded() -> None:
    choices = ("--hidden", "20,10", "--dropout", "0.1", "--batch-size", "40", "--optimizer", "rmsprop", "--lr", "0.002")
    told = badak(
        "train", "--limit", 200, "--epochs", 2, *choices, "--validation-split", "0.25", "--patience", 5, "--json"
    ).json
    recipe = told["recipe"]
    assert recipe["hidden"] == [20, 10] and recipe["dropout"] == 0.1 and recipe["batch_size"] == 40
    assert recipe["optimizer"] == "rmsprop" and recipe["learning_rate"] == 0.002
    assert recipe["validation_split"] == 0.25 and recipe["patience"] == 5
    import badak as package

    record = package.load_model(told["paths"]["model"]).run_record
    assert record is not None
    assert record["command"].startswith("badak train --limit 200 --epochs 2 --hidden 20,10")
    assert record["recipe"] == recipe and record["seed"] == 0 and record["threads"] >= 1
    assert record["test"]["accuracy"] == told["test"]["accuracy"]


def test_a_linear_model_has_no_hidden_layer() -> None:
    told = badak("train", "--model", "linear", "--limit", 200, "--epochs", 2, "--json").json
    assert told["weights"] == 7850 and told["recipe"]["hidden"] == []


def test_quiet_prints_the_result_only() -> None:
    done = badak("train", *QUICK, "-q")
    assert [line.split("  ")[0] for line in done.out.splitlines()] == [
        "test accuracy",
        "most confused",
        "model",
        "report",
    ]
    assert done.err == ""


# ---- tables -------------------------------------------------------------------------------------------------------------


def test_a_table_with_a_number_to_predict() -> None:
    done = badak("train", "--data", sales(Path("sales.csv")), "--target", "sales", "--epochs", 30, "--threads", 1)
    assert done.code == 0, done.err
    assert "this is regression" in done.out
    assert "numbers   hours" in done.out and "words     weather (3 values)" in done.out
    assert "always the mean" in done.out
    assert "badak train --data sales.csv --target sales --model linear" in done.out
    told = badak("train", "--data", "sales.csv", "--target", "sales", "--epochs", 30, "--json").json
    assert told["test"]["mae"] < 10 < told["test"]["baseline"]["mae"]
    assert told["test"]["r2"] > 0.9 and told["test"]["n"] == 24
    assert told["last"]["mae"] > 1  # in the unit of the table, not in standard deviations


def test_a_korean_table_in_the_encoding_of_spreadsheets() -> None:
    table = customers(Path("고객.csv"), encoding="cp949")
    done = badak("train", "--data", table, "--target", "탈퇴", "--epochs", 8, "--lang", "ko", "--threads", 1)
    assert done.code == 0, done.err
    assert "분류(classification) 문제로 봅니다" in done.out
    assert "제외한 열  번호" in done.out
    assert "빠진 값이 있는 열: '나이'" in done.err and "CP949" in done.err
    assert "Notice" not in done.err and ".py" not in done.err  # notices are lines for people
    assert "badak predict runs/고객-" in done.out


def test_the_task_can_be_chosen() -> None:
    rows = [[n, n % 3] for n in range(60)]
    table = write_csv(Path("grades.csv"), ["n", "grade"], rows)
    told = badak("train", "--data", table, "--target", "grade", "--epochs", 2, "--json").json
    assert told["test"]["task"] == "classification"
    told = badak("train", "--data", table, "--target", "grade", "--task", "regression", "--epochs", 2, "--json").json
    assert told["test"]["task"] == "regression"


def test_folders_and_npz_files() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(90, 4)).astype(np.float32)
    y = (x[:, 0] > 0).astype(np.int64)
    Path("data").mkdir()
    np.savez("data/mine.npz", x_train=x, y_train=y, x_test=x[:30], y_test=y[:30])
    folder = badak("train", "--data", "data", "--epochs", 10, "--json")
    assert folder.json["test"]["n"] == 30 and folder.json["test"]["accuracy"] > 0.7
    np.savez("alone.npz", x=x, y=2.5 * x[:, 0] - 1)
    alone = badak("train", "--data", "alone.npz", "--epochs", 10)
    assert alone.code == 0, alone.err
    assert "this is regression" in alone.out and "18 of 90 samples" in alone.out


# ---- what is refused ----------------------------------------------------------------------------------------------------


def _refused(done: Result, code: str, *words: str, exit_code: int = 1) -> None:
    assert done.code == exit_code
    assert done.out == ""
    assert "Traceback" not in done.err
    assert f"[{code}]" in done.err
    for word in words:
        assert word in done.err


def test_a_misspelt_data_set_is_answered_with_the_nearest() -> None:
    _refused(badak("train", "digts"), "BD014", "'digits'")
    assert not Path("runs").exists()  # nothing was begun


def test_a_path_in_the_place_of_a_data_set() -> None:
    sales(Path("sales.csv"))
    _refused(badak("train", "sales.csv"), "BD095", "--data sales.csv --target COLUMN")


def test_a_path_that_does_not_exist() -> None:
    sales(Path("sales.csv"))
    _refused(badak("train", "--data", "sale.csv", "--target", "sales"), "BD065", "'sales.csv'")


def test_a_table_without_a_target() -> None:
    sales(Path("sales.csv"))
    _refused(badak("train", "--data", "sales.csv"), "BD095", "hours, weather, sales", "--target 'sales'")


def test_a_target_that_is_no_column() -> None:
    sales(Path("sales.csv"))
    _refused(badak("train", "--data", "sales.csv", "--target", "sale"), "BD072", "'sales'")


def test_words_cannot_be_regressed() -> None:
    sales(Path("sales.csv"))
    done = badak("train", "--data", "sales.csv", "--target", "weather", "--task", "regression")
    _refused(done, "BD073", "'cloud'", "line ")


def test_an_empty_file_and_a_header_alone() -> None:
    Path("empty.csv").write_text("")
    _refused(badak("train", "--data", "empty.csv", "--target", "x"), "BD069", "empty")
    Path("head.csv").write_text("a,b\n")
    _refused(badak("train", "--data", "head.csv", "--target", "b"), "BD069", "no row")


def test_an_empty_folder() -> None:
    Path("nothing").mkdir()
    _refused(badak("train", "--data", "nothing"), "BD066", "empty")


def test_a_table_of_three_rows() -> None:
    write_csv(Path("few.csv"), ["a", "b"], [[1, 2.5], [2, 3.5], [3, 9.0]])
    done = badak("train", "--data", "few.csv", "--target", "b", "--epochs", 2)
    assert done.code in (0, 1) and "Traceback" not in done.err


def test_one_label_for_all() -> None:
    np.savez("same.npz", x=np.ones((20, 2)), y=np.zeros(20, int))
    _refused(badak("train", "--data", "same.npz", "--task", "classification"), "BD096", "same label")


def test_several_targets() -> None:
    np.savez("two.npz", x=np.ones((20, 2)), y=np.random.default_rng(0).normal(size=(20, 2)))
    _refused(badak("train", "--data", "two.npz"), "BD096", "several targets")


def test_nan_in_the_data() -> None:
    x = np.ones((20, 2))
    x[3, 1] = np.nan
    np.savez("nan.npz", x=x, y=np.arange(20) % 2)
    _refused(badak("train", "--data", "nan.npz"), "BD033", "nan")


def test_an_array_file_without_known_names() -> None:
    np.savez("odd.npz", first=np.ones(3), second=np.ones(3))
    _refused(badak("train", "--data", "odd.npz"), "BD068", "x_train", "first")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--epochs", "-3"), "'-3' is not a whole number from 1"),
        (("--epochs", "many"), "'many' is not a whole number from 1"),
        (("--dropout", "1.5"), "'1.5' is not a number from 0 and below 1"),
        (("--lr", "0"), "'0' is not a number above 0"),
        (("--lr", "nan"), "'nan' is not a number above 0"),
        (("--hidden", "12,x"), "128,64"),
        (("--model", "cnn"), "mlp | linear"),
        (("--task", "guess"), "classification | regression"),
        (("--epoch", "3"), "--epochs"),
        (("--epochs",), "needs a value"),
        (("digits", "mnist"), "too many words"),
        (("--lang", "de"), "ko | en"),
    ],
)
def test_misuse_ends_with_two(words: tuple[str, ...], said: str) -> None:
    done = badak("train", *words)
    assert done.code == 2
    assert done.out == ""
    assert said in done.err
    assert "badak train --help" in done.err


def test_misuse_in_korean() -> None:
    for words in (("--epochs", "-3"), ("--epoch", "3"), ("--model", "cnn"), ("--lr", "x"), ("--hidden", "a")):
        done = badak("train", *words, "--lang", "ko")
        assert done.code == 2 and done.err.startswith("오류: ")
        assert "is not" not in done.err and "possible" not in done.err


def test_a_misspelt_optimizer_leaves_no_folder() -> None:
    _refused(badak("train", "--optimizer", "adamm", "--limit", 100), "BD014", "'AdamW'")
    assert not Path("runs").exists()


def test_options_that_contradict_each_other() -> None:
    sales(Path("sales.csv"))
    _refused(badak("train", "digits", "--data", "sales.csv", "--target", "sales"), "BD095", "one of the two")
    _refused(badak("train", "digits", "--target", "sales"), "BD095", "--target")
    np.savez("a.npz", x=np.ones((9, 2)), y=np.arange(9))
    _refused(badak("train", "--data", "a.npz", "--target", "y"), "BD095", "leave --target out")


# ---- where results go ---------------------------------------------------------------------------------------------------


def test_nothing_is_overwritten_unasked() -> None:
    assert badak("train", *QUICK, "--out", "run").code == 0
    before = Path("run/model.badak").read_bytes()
    _refused(badak("train", *QUICK, "--out", "run", "--seed", 5), "BD093", "--overwrite", "--resume")
    assert Path("run/model.badak").read_bytes() == before
    Path("run/notes.txt").write_text("mine")
    assert badak("train", *QUICK, "--out", "run", "--seed", 5, "--overwrite").code == 0
    assert Path("run/model.badak").read_bytes() != before
    assert Path("run/notes.txt").read_text() == "mine"


def test_a_file_in_the_place_of_the_folder() -> None:
    Path("run").write_text("")
    _refused(badak("train", *QUICK, "--out", "run"), "BD092", "it is a file")
    _refused(badak("train", *QUICK, "--out", "run/inner"), "BD092", "in the way")


def test_no_space_left_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report does not fit any more: a coded error, and the model that was written stays."""
    from badak.training import runs

    def full(path: Path, content: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    write = Path.write_bytes
    monkeypatch.setattr(runs.Path, "write_bytes", lambda path, content: full(path, content))
    done = badak("train", *QUICK, "--out", "run", "-q")
    monkeypatch.setattr(runs.Path, "write_bytes", write)
    assert done.code == 1 and "[BD092]" in done.err and "no space is left" in done.err
    assert Path("run/model.badak").exists() and not list(Path("run").glob(".*tmp"))


def test_no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Surrounded by tests' own net guard: what can be used instead is said."""
    monkeypatch.setenv("BADAK_CACHE", str(tmp_path / "cache"))
    _refused(badak("train", "mnist"), "BD060", "digits_sample", "BADAK_DATA")


# ---- when training goes wrong -------------------------------------------------------------------------------------------


def test_a_loss_that_is_not_finite_keeps_the_good_model() -> None:
    done = badak("train", *QUICK, "--optimizer", "sgd", "--lr", "1e7", "--out", "run", "--json")
    assert done.code == 1
    assert done.json["stopped"] == "not finite"
    assert "[BD047]" in done.err
    assert all(np.isfinite(weight).all() for weight in _weights("run/model.badak"))
    shown = badak("train", *QUICK, "--optimizer", "sgd", "--lr", "1e7", "--out", "run", "--overwrite")
    assert "badak train digits --optimizer sgd --lr 0.1" in shown.out
    assert "stopped because the loss" in Path("run/report.html").read_text(encoding="utf-8")


def test_patience_stops_early() -> None:
    told = badak(
        "train", "--limit", 300, "--epochs", 60, "--hidden", 16, "--lr", "0.05", "--patience", 2, "--json"
    ).json
    assert told["stopped"] == "patience"
    assert told["epochs"] < 60 and told["epochs"] == told["best_epoch"] + 2


def test_a_network_by_name_and_pictures_of_ones_own() -> None:
    done = badak(
        "train", "digits", "--model", "simple-cnn", "--limit", "300", "--epochs", "1", "--out", "run", "--threads", "1"
    )
    assert done.code == 0, done.err
    assert "simple-cnn, 34,826 weights, pictures moved by up to 2 pixels, dropout 0.25" in done.out
    told = badak("evaluate", Path("run", "model.badak"), "digits", "--limit", "20", "--json").json
    assert told["n"] == 20
    for kind, grey in (("dark", 20), ("light", 210)):
        for i in range(12):
            file = Path("photos", kind, f"{i}.pgm")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"P5 12 12 255 " + bytes([grey + i] * 144))
    told = badak("train", "--data", "photos", "--epochs", "4", "--batch-size", "4", "--out", "shades", "--json").json
    assert told["recipe"]["model"] == "simple-cnn" and told["test"]["n"] == 5
    again = badak("evaluate", Path("shades", "model.badak"), "--data", "photos", "--json")
    assert again.code == 0, again.err


def test_networks_and_options_that_do_not_go_together() -> None:
    for words, code, said in (
        (("digits", "--model", "resnet20", "--hidden", "32"), "BD152", "--hidden"),
        (("xor", "--model", "deep-cnn"), "BD153", "looks at pictures"),
        (("digits", "--model", "vgg16"), "BD151", "32×32"),
    ):
        done = badak("train", *words, "--out", "no")
        assert done.code != 0 and code in done.err and said in done.err, done.err
        assert not Path("no").exists()
    assert "deep-cnn" in badak("train", "digits", "--model", "deep").err
