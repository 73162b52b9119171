"""badak train, evaluate and predict on texts: the sample, tables with a column of texts, what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import badak as badak_package
from tests.cli.helpers import badak

_GOOD = ("정말 재미있다", "최고의 영화였다", "또 보고 싶은 영화", "배우들이 훌륭하다", "감동적인 이야기")
_BAD = ("너무 지루하다", "최악의 영화였다", "시간이 아까운 영화", "배우들이 어색하다", "뻔한 이야기")


def reviews(path: Path, delimiter: str = "\t", head: str = "id\tdocument\tlabel") -> Path:
    """Write a table of 60 short reviews."""
    lines = [head]
    for i in range(30):
        lines += [
            delimiter.join([str(2 * i), f"{_GOOD[i % 5]} {i}", "1"]),
            delimiter.join([str(2 * i + 1), f"{_BAD[i % 5]} {i}", "0"]),
        ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def train(table: Path, *words: object, out: str = "run") -> Path:
    done = badak("train", "--data", table, "--target", "label", "--threads", "1", "-q", "--out", out, *words)
    assert done.code == 0, done.err
    return Path(out)


def test_a_table_of_texts_from_training_to_answers() -> None:
    table = reviews(Path("reviews.tsv"))
    run = train(table, "--lang", "en")
    told = badak("predict", run, "최고의 영화였다", "너무 지루하다", "--json").json  # the folder stands for the model
    assert [p["class"] for p in told["predictions"]] == ["1", "0"]
    assert told["predictions"][0]["probability"] > 0.5
    measured = badak("evaluate", run, "--data", table, "--json").json
    assert measured["n"] == 12 and measured["accuracy"] > 0.8
    assert badak("evaluate", run, "--data", table, "--all-rows", "--json").json["n"] == 60
    rows = badak("predict", run, table, "--json").json["predictions"]
    piped = badak("predict", run, "-", "--json", stdin=table.read_bytes()).json["predictions"]
    assert [p["class"] for p in rows] == [p["class"] for p in piped] and len(rows) == 60
    model = badak_package.load_model(run / "model.badak")
    assert type(model.layers[0]).__name__ == "TextVectorization"
    assert model.predict(["최고의 영화였다"])[0, 1] == pytest.approx(told["predictions"][0]["probability"], abs=1e-6)


def test_the_report_shows_tokens_and_what_they_say() -> None:
    run = train(reviews(Path("reviews.tsv")))
    page = (run / "report.html").read_text(encoding="utf-8")
    assert "모델이 읽는 것" in page and "What the model reads" in page
    assert page.count(" · ") > 20 and "토큰" in page


def test_what_is_said_before_training_in_both_languages() -> None:
    english = badak("train", "reviews", "--limit", "100", "--threads", "1", "--out", "a", "--lang", "en")
    assert english.code == 0, english.err
    assert "reviews: 100 training and 1,000 test texts, 2 classes" in english.out
    assert "ngrams, a number for each class" in english.out
    assert 'badak predict a/model.badak "재미있게 봤어요"' in english.out
    korean = badak(
        "train", "reviews", "--limit", "100", "--model", "gru", "--epochs", "1", "--out", "b", "--lang", "ko"
    )
    assert "학습용 글 100개, 테스트용 글 1,000개, 클래스 2개" in korean.out
    assert "gru, 글자 단위로 차례대로 읽음" in korean.out


def test_going_on_from_a_checkpoint() -> None:
    table = reviews(Path("reviews.tsv"))
    run = train(table, "--epochs", "2", "--model", "gru")
    done = badak("train", "--resume", run, "--epochs", "3", "--json")
    assert done.code == 0, done.err
    assert done.json["epochs"] == 3


def test_quotes_between_tabs_are_letters() -> None:
    """As the Naver corpus has them: a quote may open a text and never close."""
    table = reviews(Path("reviews.tsv"))
    table.write_text(
        table.read_text("utf-8") + '90\t"이 영화, 최고\t1\n91\t그는 "별로" 라고, 했다\t0\n92\t"끝" 이다\t1\n', "utf-8"
    )
    run = train(table)
    assert badak("evaluate", run, "--data", table, "--all-rows", "--json").json["n"] == 63
    shown = badak("predict", run, table, "--out", "answers.csv")
    assert shown.code == 0
    assert '"""이 영화, 최고"' in Path("answers.csv").read_text("utf-8-sig")


def test_numbers_can_be_predicted_from_texts() -> None:
    lines = [
        "review,stars",
        *(f"{'fine' if i % 2 else 'dull'} film number {i},{(4 if i % 2 else 1) + i % 7 / 10}" for i in range(60)),
    ]
    Path("stars.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = badak("train", "--data", "stars.csv", "--target", "stars", "--threads", "1", "-q", "--out", "s", "--json")
    assert done.code == 0, done.err
    assert done.json["test"]["task"] == "regression" and done.json["test"]["r2"] > 0.5
    fine, dull = (p["value"] for p in badak("predict", "s", "a fine film", "a dull film", "--json").json["predictions"])
    assert fine > dull + 1


def test_a_table_with_other_columns_keeps_them_and_says_so() -> None:
    rng = np.random.default_rng(0)
    lines = ["comment,size,label"]
    for i in range(60):
        size = int(rng.integers(1, 100))
        lines.append(f"some words about thing number {i},{size},{'big' if size > 50 else 'small'}")
    Path("things.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    words = ("--data", "things.csv", "--target", "label", "--epochs", "1", "--threads", "1")
    done = badak("train", *words, "--out", "a", "--lang", "en")
    assert done.code == 0 and "--text 'comment' learns from them" in done.out
    korean = badak("train", *words, "--out", "b", "--lang", "ko")
    assert "글은 읽지 않습니다" in korean.out
    read = badak("train", *words, "--text", "comment", "--out", "c", "--lang", "en")
    assert read.code == 0 and "48 training and 12 test texts" in read.out


@pytest.mark.parametrize(
    ("content", "words", "code", "english", "korean"),
    [
        ("text,label\n,a\n,b\n", (), "BD302", "0 of 2 rows have one", "글이 있는 행은 0개"),
        ("text,label\nfine film,a\nbad film,a\n", (), "BD073", "same value 'a'", "'a'(으)로 같아"),
        ("text,label\nfine,a\n,b\nbad,a\n", (), "BD073", "every row that has a text", "글이 있는 행의 값이 모두"),
        ("text,label\nfine,a\nbad,b\n", ("--text", "txt"), "BD072", "did you mean 'text'", "혹시 'text'인가요"),
        ("text,label\nfine,a\nbad,b\n", ("--text", "label"), "BD301", "it is the column to predict", "예측할 열입니다"),
        ("text,review,label\nfine one,so good,a\nbad one,so bad,b\n", (), "BD301", "hold texts", "모두 글이 있습니다"),
        ("text,label\nfine,a\nbad,b\nok,a\nso,b\n", ("--model", "deep-cnn"), "BD300", "the data is texts", "데이터는 글입니다"),
        ("x,label\n1,a\n2,b\n1,a\n", ("--model", "lstm"), "BD300", "the data is something else", "데이터는 글이 아닙니다"),
        ("text,label\nfine,a\nbad,b\nok,a\n", ("--model", "gru", "--hidden", "3"), "BD152", "gru has nothing", "gru"),
    ],
)  # fmt: skip
def test_what_cannot_be_learned(content: str, words: tuple, code: str, english: str, korean: str) -> None:
    Path("t.csv").write_text(content, encoding="utf-8")
    for language, said in (("en", english), ("ko", korean)):
        done = badak("train", "--data", "t.csv", "--target", "label", "--out", "o", *words, "--lang", language)
        assert done.code == 1, done.out
        assert code in done.err and said in done.err
        assert not Path("o").exists()


def test_bytes_that_are_no_text_are_refused_with_their_line() -> None:
    Path("t.csv").write_bytes(b"text,label\nfine,a\n\xff\xfe\xfa,b\n")
    done = badak("train", "--data", "t.csv", "--target", "label", "--lang", "en")
    assert done.code == 1 and "BD069" in done.err and "line 3 holds bytes" in done.err


def test_models_and_data_of_different_kinds() -> None:
    run = train(reviews(Path("reviews.tsv")))
    done = badak("evaluate", run, "digits", "--lang", "en")
    assert done.code == 1 and "the model reads texts, and this data holds none" in done.err
    Path("other.csv").write_text("text,label\nfine,good\n", encoding="utf-8")
    done = badak("evaluate", run, "--data", "other.csv", "--lang", "ko")
    assert done.code == 1 and "BD078" in done.err and "다음 클래스 중 하나" in done.err


def test_options_of_texts_are_for_texts() -> None:
    done = badak("train", "digits", "--tokens", "words", "--lang", "en")
    assert done.code == 1 and "BD152" in done.err and "--tokens for texts" in done.err
    done = badak("train", "digits", "--text", "a", "--lang", "ko")
    assert done.code == 1 and "--text은 직접 가져온 데이터에만 씁니다" in done.err


def test_texts_typed_together_are_shown_together() -> None:
    run = train(reviews(Path("reviews.tsv")))
    done = badak("predict", run, "최고의 영화였다", "너무 지루하다", "--lang", "ko")
    assert done.code == 0 and done.out.count("확신") == 1 and len(done.out.strip().splitlines()) == 3
    assert [p["input"] for p in badak("predict", run, "a", "b", "--json").json["predictions"]] == ["a", "b"]


def test_a_folder_of_text_files_for_each_class() -> None:
    for part in ("train", "test"):
        for name, texts in (("good", _GOOD), ("bad", _BAD)):
            folder = Path("data", part, name)
            folder.mkdir(parents=True)
            for i in range(10):
                (folder / f"{i}.txt").write_text(f"{texts[i % 5]}\n{i}", encoding="utf-8")
    Path("data", "train", "unsup").mkdir()
    Path("data", "train", "unsup", "1.txt").write_text("no class", encoding="utf-8")
    done = badak("train", "--data", "data", "--threads", "1", "-q", "--out", "run", "--json")
    assert done.code == 0, done.err
    assert done.json["test"]["n"] == 20 and done.json["test"]["classes"] == ["bad", "good"]
    assert badak("evaluate", "run", "--data", "data", "--json").json["accuracy"] == done.json["test"]["accuracy"]
    Path("data", "train", "good", "0.txt").write_bytes("한글".encode("cp949"))
    broken = badak("train", "--data", "data", "--out", "other", "--lang", "en")
    assert broken.code == 1 and "BD186" in broken.err and "cp949" in broken.err
