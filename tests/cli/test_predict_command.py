"""badak predict: tables, arrays, pictures, and what is none of them."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np
import pytest

from badak.datasets import digits_sample
from tests.cli.helpers import badak, customers, drawing, sales, write_csv, write_pgm


@pytest.fixture(scope="module")
def seven() -> np.ndarray:
    """Return a clear seven of the test part, (28, 28) uint8."""
    _, (x, y) = digits_sample()
    return x[y == 7][1]


# ---- pictures -----------------------------------------------------------------------------------------------------------


def test_a_digit_of_mnist_as_an_array(digits: Path, seven: np.ndarray) -> None:
    np.save("seven.npy", seven)
    done = badak("predict", digits, "seven.npy")
    assert done.code == 0, done.err
    assert done.out.startswith("seven.npy: 7 (")
    told = badak("predict", digits, "seven.npy", "--json").json
    (answer,) = told["predictions"]
    assert answer["class"] == "7" and 0.5 < answer["probability"] <= 1
    assert [r["class"] for r in answer["ranked"]][0] == "7" and len(answer["ranked"]) == 3


@pytest.mark.parametrize(("paper", "ink"), [(240, 30), (15, 230)])
def test_a_drawing_is_recognised_dark_on_light_and_light_on_dark(
    digits: Path, seven: np.ndarray, paper: int, ink: int
) -> None:
    """Large, off the middle, in another shape than the model takes."""
    write_pgm(Path("drawn.pgm"), drawing(seven, paper=paper, ink=ink))
    told = badak("predict", digits, "drawn.pgm", "--json").json
    assert told["predictions"][0]["class"] == "7"


def test_png_and_jpeg_with_pillow(digits: Path, seven: np.ndarray) -> None:
    images = pytest.importorskip("PIL.Image")
    images.fromarray(drawing(seven)).save("drawn.png")
    images.fromarray(drawing(seven)).convert("RGB").save("drawn.jpg")
    done = badak("predict", digits, "drawn.png", "drawn.jpg")
    assert done.code == 0, done.err
    assert [line[:12] for line in done.out.splitlines()] == ["drawn.png: 7", "drawn.jpg: 7"]


def test_png_without_pillow_says_what_to_install(digits: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("x.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    monkeypatch.setitem(sys.modules, "PIL", None)
    done = badak("predict", digits, "x.png")
    assert done.code == 1 and "[BD090]" in done.err and 'pip install "badak[vision]"' in done.err


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.png", b"", "the file is empty"),
        ("cut.pgm", b"P5 28 28 255 \0\0\0", "cut off"),
        ("head.pgm", b"P5 28", "cut off"),
        ("huge.pgm", b"P5 99999 99999 255 \0", "more than badak reads"),
        ("odd.pgm", b"P5 0 28 255 ", "makes no sense"),
        ("even.pgm", b"P5 40 40 255 " + bytes(1600), "nothing drawn"),
    ],
)
def test_pictures_that_are_none(digits: Path, name: str, content: bytes, said: str) -> None:
    Path(name).write_bytes(content)
    done = badak("predict", digits, name)
    assert done.code == 1 and "[BD097]" in done.err and said in done.err


def test_an_unreadable_png(digits: Path) -> None:
    pytest.importorskip("PIL.Image")
    Path("bad.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    done = badak("predict", digits, "bad.png")
    assert done.code == 1 and "[BD097]" in done.err and "damaged" in done.err


# ---- arrays -------------------------------------------------------------------------------------------------------------


def test_many_pictures_in_an_array_and_an_archive(digits: Path) -> None:
    _, (x, y) = digits_sample()
    np.save("many.npy", x[:40])
    np.savez("many.npz", x=x[:40].reshape(40, 784), names=np.arange(40))
    for name in ("many.npy", "many.npz"):
        told = badak("predict", digits, name, "--json").json
        right = sum(answer["class"] == str(label) for answer, label in zip(told["predictions"], y))
        assert right > 28 and len(told["predictions"]) == 40
    done = badak("predict", digits, "many.npy")
    assert len(done.out.splitlines()) == 41  # in a pipe all rows, below a line of names


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (np.zeros((3, 5, 7), np.float32), "BD096", "a sample has 35 values"),
        (np.array(["a"]), "BD097", "not numbers"),
        (np.full((1, 28, 28), np.nan, np.float32), "BD033", "nan"),
        (np.zeros((0, 28, 28), np.uint8), "BD035", "no samples"),
    ],
)
def test_arrays_that_do_not_fit(digits: Path, content: np.ndarray, code: str, said: str) -> None:
    np.save("x.npy", content)
    done = badak("predict", digits, "x.npy")
    assert done.code == 1 and f"[{code}]" in done.err and said in done.err


def test_an_array_of_objects_is_never_opened(digits: Path) -> None:
    np.save("x.npy", np.array([print], dtype=object), allow_pickle=True)
    done = badak("predict", digits, "x.npy")
    assert done.code == 1 and "[BD097]" in done.err


def test_a_table_of_bare_numbers_for_a_model_of_arrays() -> None:
    badak("train", "blobs", "--epochs", 10, "--out", "run", "-q", "--threads", 1)
    write_csv(Path("points.csv"), ["a", "b"], [[0.5, 1.5], [-3, 2]])
    told = badak("predict", "run/model.badak", "points.csv", "--json").json
    assert len(told["predictions"]) == 2
    write_csv(Path("more.csv"), ["a", "b", "c"], [[0.5, 1.5, 1]])
    done = badak("predict", "run/model.badak", "more.csv")
    assert done.code == 1 and "[BD096]" in done.err and "3 columns" in done.err


# ---- tables -------------------------------------------------------------------------------------------------------------


def test_rows_of_a_table(regression: Path) -> None:
    sales(Path("new.csv"), rows=8)
    done = badak("predict", regression, "new.csv")
    assert done.code == 0, done.err
    assert done.out.splitlines()[0].split() == ["row", "sales"]
    told = badak("predict", regression, "new.csv", "--json").json
    with open("new.csv", encoding="utf-8") as file:
        true = [float(row["sales"]) for row in csv.DictReader(file)]
    assert np.abs(np.array([p["value"] for p in told["predictions"]]) - true).mean() < 12


def test_the_target_may_be_missing_and_columns_in_any_order(regression: Path) -> None:
    write_csv(Path("new.csv"), ["weather", "note", "hours"], [["sun", "x", 3], ["rain", "y", None]])
    done = badak("predict", regression, "new.csv")
    assert done.code == 0, done.err
    assert len(done.out.splitlines()) == 3


def test_words_never_seen_are_said(regression: Path) -> None:
    write_csv(Path("new.csv"), ["weather", "hours"], [["fog", 3]])
    done = badak("predict", regression, "new.csv")
    assert done.code == 0 and "[BD098]" in done.err and "'fog'" in done.err


def test_the_standard_input_and_a_file_of_answers(classifier: Path) -> None:
    done = badak("predict", classifier, "-", "--out", "answers.csv", stdin="나이,지역\n30,서울\n75,대구\n")
    assert done.code == 0, done.err
    assert "2 predictions are in answers.csv" in done.out
    raw = Path("answers.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")  # the mark by which spreadsheets know Hangul in UTF-8
    with open("answers.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["predicted 탈퇴"] for row in rows] == ["아니요", "예"]
    assert all(0.5 <= float(row["probability"]) <= 1 for row in rows)
    assert rows[0]["지역"] == "서울"


def test_columns_that_are_missing(regression: Path) -> None:
    write_csv(Path("new.csv"), ["hours"], [[3]])
    done = badak("predict", regression, "new.csv")
    assert done.code == 1 and "[BD096]" in done.err and "'weather'" in done.err


def test_a_cell_that_is_no_number(regression: Path) -> None:
    write_csv(Path("new.csv"), ["hours", "weather"], [[3, "sun"], ["three", "sun"]])
    done = badak("predict", regression, "new.csv")
    assert done.code == 1 and "[BD078]" in done.err and "'three'" in done.err and "new.csv" in done.err


def test_an_empty_standard_input(regression: Path) -> None:
    done = badak("predict", regression, "-", stdin="")
    assert done.code == 1 and "[BD069]" in done.err and "stdin" in done.err


@pytest.mark.parametrize("name", ["x.png", "x.npy"])
def test_a_picture_for_a_model_of_a_table(regression: Path, name: str) -> None:
    Path(name).write_bytes(b"x")
    done = badak("predict", regression, name)
    assert done.code == 1 and "[BD096]" in done.err and "'hours', 'weather'" in done.err


def test_a_table_for_a_model_of_pictures(digits: Path) -> None:
    sales(Path("sales.csv"))
    done = badak("predict", digits, "sales.csv")
    assert done.code == 1 and "[BD096]" in done.err and "784 values" in done.err


# ---- the model ----------------------------------------------------------------------------------------------------------


def test_models_that_are_none(digits: Path) -> None:
    customers(Path("customers.csv"))
    for words, code in (
        (("nothing.badak", "x.csv"), "BD080"),
        ((".", "x.csv"), "BD080"),
        (("customers.csv", "x.csv"), "BD082"),
    ):
        done = badak("predict", *words)
        assert done.code == 1 and f"[{code}]" in done.err and "Traceback" not in done.err
    Path("cut.badak").write_bytes(digits.read_bytes()[:5000])
    done = badak("predict", "cut.badak", "x.csv")
    assert done.code == 1 and "[BD08" in done.err


def test_a_model_from_python_that_says_nothing_of_its_input(seven: np.ndarray) -> None:
    """Pixels are divided by 255, as every course does, and that is said."""
    import badak as package

    model = package.Sequential(
        [package.layers.Flatten(input_shape=(28, 28)), package.layers.Dense(10, activation="softmax")]
    )
    model.save("plain.badak")
    np.save("seven.npy", seven)
    done = badak("predict", "plain.badak", "seven.npy", "--json")
    assert done.code == 0, done.err
    assert "[BD098]" in done.err and "divided by 255" in done.err
    assert done.json["predictions"][0]["probability"] == pytest.approx(
        float(model.predict(seven[None].astype(np.float32) / 255).max()), rel=1e-4
    )


def test_the_answers_cannot_be_written(regression: Path) -> None:
    sales(Path("new.csv"), rows=3)
    done = badak("predict", regression, "new.csv", "--out", "no/such/folder.csv")
    assert done.code == 1 and "[BD092]" in done.err


@pytest.mark.parametrize("ending", [".xlsx", ".json", ".npy"])
def test_out_writes_csv_and_nothing_that_only_looks_otherwise(regression: Path, ending: str) -> None:
    write_csv(Path("new.csv"), ["hours", "weather"], [[3, "sun"]])
    done = badak("predict", regression, "new.csv", "--out", f"answers{ending}")
    assert done.code == 1
    assert "[BD095]" in done.err and f"--out writes a CSV file, not {ending}" in done.err
    assert "to fix: --out answers.csv" in done.err
    assert not Path(f"answers{ending}").exists()
    done = badak("predict", regression, "new.csv", "--out", f"answers{ending}", "--lang", "ko")
    assert f"--out은 {ending}이(가) 아니라 CSV 파일을 씁니다" in done.err


# ---- texts --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    """Save a model of texts."""
    import badak as b

    b.utils.set_random_seed(0)
    good, bad = ["정말 재밌다", "정말 최고", "최고 재밌다"], ["정말 별로", "지루하다 별로", "지루하다 최악"]
    layer = b.layers.TextVectorization(output_mode="multi_hot")
    layer.adapt(good + bad)
    model = b.Sequential([layer, b.layers.Dense(1, activation="sigmoid")])
    model.compile(b.optimizers.Adam(0.1), "binary_crossentropy")
    model.fit(good + bad, np.array([[1.0]] * 3 + [[0.0]] * 3), epochs=30, verbose=0)
    model.class_names = ["bad", "good"]
    model.save(tmp_path / "reviews.badak")
    return tmp_path / "reviews.badak"


def test_texts_from_lines_tables_pipes_and_the_command_line(reviews: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ["good", "bad"]
    Path("new.txt").write_text("정말 재밌다\n지루하다\n", encoding="utf-8")
    Path("new.csv").write_text("id,Review\n1,정말 재밌다\n2,지루하다\n", encoding="utf-8")
    Path("one.csv").write_text("word\n정말 재밌다\n지루하다\n", encoding="utf-8")
    for given in (["new.txt"], ["new.csv"], ["one.csv"], ["정말 재밌다", "지루하다"]):
        told = badak("predict", reviews, *given, "--json").json
        assert [one["class"] for one in told["predictions"]] == wanted, given
    done = badak("predict", reviews, "new.csv", "--out", "answers.csv")
    assert done.code == 0, done.err
    with open("answers.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["id", "Review", "prediction", "probability"] and [row[2] for row in rows[1:]] == wanted
    done = badak("predict", reviews, "new.txt", "--out", "answers.csv")
    with open("answers.csv", encoding="utf-8-sig", newline="") as file:
        assert [row[:2] for row in csv.reader(file)] == [
            ["text", "prediction"],
            ["정말 재밌다", "good"],
            ["지루하다", "bad"],
        ]


def test_texts_that_are_not_found(reviews: Path) -> None:
    Path("two.csv").write_text("a,b\nx,y\n", encoding="utf-8")
    done = badak("predict", reviews, "two.csv")
    assert done.code == 1 and "[BD096]" in done.err and "which column holds the texts" in done.err
    assert "[BD065]" in badak("predict", reviews, "missing.txt").err
    Path("old.txt").write_bytes("지루하다\n".encode("cp949"))
    done = badak("predict", reviews, "old.txt")
    assert "[BD186]" in done.err and "cp949" in done.err
