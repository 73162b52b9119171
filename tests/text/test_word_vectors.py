"""Vectors of words: files in every form, broken ones, neighbours and analogies by brute force, the picture."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tracemalloc
import warnings
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

import numpy as np
import pytest

import badak
from badak.errors import Notice
from badak.text import Vectors, Vocabulary, load_vectors
from tests.datasets.helpers import raises

WORDS = ["the", "왕", "여왕", "남자", "여자", "New York", "ㅋㅋ", "e\u0301"]
ROWS = np.random.default_rng(0).normal(size=(8, 5)).astype(np.float32)


def written(words=WORDS, rows=ROWS, header: bool = True, joint: str = " ", end: str = "\n") -> bytes:
    lines = [f"{len(words)} {rows.shape[1]}"] if header else []
    lines += [joint.join([word, *map(str, row)]) for word, row in zip(words, rows)]
    return (end.join(lines) + end).encode()


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize(("joint", "end"), [(" ", "\n"), ("\t", "\n"), (" ", " \r\n")])
def test_files_with_and_without_a_first_line(tmp_path: Path, header: bool, joint: str, end: str) -> None:
    file = tmp_path / "v.txt"
    file.write_bytes(written(header=header, joint=joint, end=end))
    found = load_vectors(file)
    assert found.words == WORDS and found.array.dtype == np.float32
    np.testing.assert_array_equal(found.array, ROWS)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress], ids=["gz", "bz2", "xz"])
def test_packed_files(tmp_path: Path, pack) -> None:
    file = tmp_path / "v"
    file.write_bytes(pack(b"\xef\xbb\xbf" + written()))
    np.testing.assert_array_equal(load_vectors(file).array, ROWS)


def test_members_of_a_zip(tmp_path: Path) -> None:
    file = tmp_path / "glove.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("glove.5d.txt", written(header=False))
        archive.writestr("glove.2d.txt", written(rows=ROWS[:, :2], header=False))
    assert load_vectors(file, member="glove.2d.txt").array.shape == (8, 2)
    with raises("BD186", en="'glove.5d.txt', 'glove.2d.txt'", ko="member=…"):
        load_vectors(file)


def test_only_what_is_wanted(tmp_path: Path) -> None:
    file = tmp_path / "v.txt"
    file.write_bytes(written())
    found = load_vectors(file, words=Vocabulary(["여왕", "왕", "없는말"]))
    assert found.words == ["왕", "여왕"]
    np.testing.assert_array_equal(found.array, ROWS[1:3])
    assert load_vectors(file, limit=3).words == WORDS[:3]
    assert load_vectors(file, words=["남자", "왕"], limit=3).words == ["왕"]
    assert load_vectors(file, (word for word in ["New York"])).words == ["New York"]
    with raises("BD035", en="no wanted word is in the file", ko="하나도 없습니다"):
        load_vectors(file, words=["zebra"])
    with raises("BD003", en="argument 'limit'", ko="limit"):
        load_vectors(file, limit=0)
    with raises("BD185", en="'왕'"):
        load_vectors(file, words="왕")


def test_memory_follows_what_is_wanted(tmp_path: Path) -> None:
    file = tmp_path / "v.txt.gz"
    with gzip.open(file, "wt", compresslevel=1) as stream:
        for n in range(20_000):
            stream.write(f"word{n} " + " ".join(["0.125"] * 50) + "\n")
    tracemalloc.start()
    found = load_vectors(file, words=[f"word{n}" for n in range(0, 20_000, 200)])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found) == 100 and peak < 1_000_000  # all of it would be 4 MB


def test_duplicates_are_told(tmp_path: Path) -> None:
    file = tmp_path / "v.txt"
    file.write_bytes(b"a 1 2\nb 3 4\na 5 6\n")
    with pytest.warns(Notice, match=r"BD189\] 1 words come more than once[\s\S]*'a'"):
        found = load_vectors(file)
    assert found.words == ["a", "b"] and found["a"].tolist() == [1, 2]


def test_a_file_that_ends_early_is_told(tmp_path: Path) -> None:
    file = tmp_path / "v.txt"
    file.write_bytes(b"5 2\na 1 2\nb 3 4\n")
    with pytest.warns(Notice, match="promises 5 words, the file ends after 2"):
        assert len(load_vectors(file)) == 2
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load_vectors(file, limit=2)
        load_vectors(file, words=["a"])


@pytest.mark.parametrize(
    ("line", "en", "ko"),
    [
        ("왕 1 2", "2 numbers instead of 3", "숫자가 3개가 아니라 2개"),
        ("왕 1 2 x3", "'x3' is no number", "'x3'은(는) 숫자가 아닙니다"),
        ("왕 1 2 nan", "a number is not finite", "유한하지 않은"),
        ("왕 1 2 1e99", "a number is not finite", "유한하지 않은"),
        ("왕", "0 numbers instead of 3", "숫자가 3개가 아니라 0개"),
        ("왕 1  3", "'' is no number", "숫자가 아닙니다"),
    ],
)
@pytest.mark.parametrize("header", [True, False])
def test_a_broken_line_is_named(tmp_path: Path, line: str, en: str, ko: str, header: bool) -> None:
    file = tmp_path / "v.txt"
    file.write_text(("3 3\n" if header else "") + f"a 1 2 3\nb 4 5 6\n{line}\n", encoding="utf-8")
    number = 4 if header else 3
    shown = repr(line[:57])[1:-1]
    with raises("BD188", en=(f"line {number} is not a word and its vector", en, shown), ko=(f"{number}번째 줄은", ko)):
        load_vectors(file)


def test_lines_that_nobody_wants_are_counted_too(tmp_path: Path) -> None:
    file = tmp_path / "v.txt"
    file.write_text("a 1 2 3\nb 4 5\nc 7 8 9\n")
    with raises("BD188", en="line 2", ko="2번째"):
        load_vectors(file, words=["c"])


def test_wrong_encoding_and_empty_files(tmp_path: Path) -> None:
    file = tmp_path / "v.txt"
    file.write_bytes("a 1 2\n왕 3 4\n".encode("cp949"))
    with raises("BD186", en=("line 2 is not utf-8 text", "encoding='cp949'"), ko=("2번째 줄", "cp949")):
        load_vectors(file)
    assert load_vectors(file, encoding="cp949").words == ["a", "왕"]
    file.write_bytes(b"")
    with raises("BD035", en="0 lines"):
        load_vectors(file)
    file.write_bytes(b"word\n")
    with raises("BD188", en="there is no number", ko="숫자가 없습니다"):
        load_vectors(file)


# ---- neighbours ---------------------------------------------------------------------------------------------------------


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))


def test_neighbours_and_analogies_by_brute_force() -> None:
    r = np.random.default_rng(3)
    words = [f"w{n}" for n in range(200)]
    rows = r.normal(size=(200, 7))
    vectors = Vectors(words, rows)
    near = sorted(((cosine(rows[5], rows[n]), words[n]) for n in range(200) if n != 5), reverse=True)[:10]
    assert [word for word, _ in vectors.nearest("w5")] == [word for _, word in near]
    np.testing.assert_allclose([c for _, c in vectors.nearest("w5")], [c for c, _ in near], rtol=1e-5)
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    wish = unit[2] - unit[1] + unit[3]
    answers = sorted(((cosine(wish, rows[n]), words[n]) for n in range(200) if n not in (1, 2, 3)), reverse=True)[:4]
    assert [word for word, _ in vectors.analogy("w1", "w2", "w3", k=4)] == [word for _, word in answers]
    assert vectors.similarity("w1", "w2") == pytest.approx(cosine(rows[1], rows[2]), rel=1e-5)
    assert vectors.nearest(rows[9], k=1)[0][0] == "w9"
    assert len(vectors.nearest("w1", k=999)) == 199 and len(Vectors(["a"], [[1.0]]).nearest("a")) == 0


def test_a_vector_of_nothing_is_near_to_nothing() -> None:
    vectors = Vectors(["zero", "one"], [[0, 0], [1, 0]])
    assert vectors.similarity("zero", "one") == 0 and vectors.nearest("zero") == [("one", 0.0)]


def test_refused() -> None:
    vectors = Vectors(["king", "queen"], np.eye(2))
    with raises("BD190", en=("no such word: 'kings'", "'king'"), ko="없는 단어입니다"):
        vectors.nearest("kings")
    with raises("BD003", en="argument 'k'", ko="'k'"):
        vectors.nearest("king", k=0)
    with raises("BD001", en="vector (3,)", ko="벡터의 길이"):
        vectors.nearest(np.ones(3))
    with raises("BD001", en="array (2, n)", ko="단어 수와 벡터 수"):
        Vectors(["a", "b"], np.ones((3, 2)))
    with raises("BD191", en="'a' comes twice", ko="두 번"):
        Vectors(["a", "a"], np.ones((2, 2)))
    with raises("BD003", en="'normal' | 'zeros'", ko="missing"):
        vectors.matrix(["king"], missing="ones")


def test_weights_for_a_vocabulary() -> None:
    vectors = Vectors(WORDS, ROWS)
    vocabulary = Vocabulary(["여왕", "없는말", "THE"])
    with pytest.warns(Notice, match=r"2 of 3 words have a vector \(66.7 %\); without one: '없는말'"):
        made = vectors.matrix(vocabulary)
    assert made.shape == (5, 5) and made.dtype == np.float32
    np.testing.assert_array_equal(made[[0, 2, 4]], [np.zeros(5), ROWS[2], ROWS[0]])
    assert made[1].any() and made[3].any() and not np.array_equal(made[1], made[3])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        np.testing.assert_array_equal(vectors.matrix(vocabulary), made)
        layer = badak.layers.TextVectorization(vocabulary=["여왕", "없는말", "THE"])
        np.testing.assert_array_equal(vectors.matrix(layer), made)
        assert not vectors.matrix(vocabulary, missing="zeros")[[0, 1, 3]].any()


def test_the_plane_keeps_as_much_as_a_plane_can() -> None:
    vectors = Vectors(WORDS, ROWS)
    places, share = vectors.project()
    centred = ROWS.astype(np.float64) - ROWS.mean(axis=0)
    values, directions = np.linalg.eigh(centred.T @ centred)
    for k in (0, 1):
        wanted = centred @ directions[:, -1 - k]
        np.testing.assert_allclose(np.abs(places[:, k]), np.abs(wanted), rtol=1e-4, atol=1e-5)
        assert places[np.abs(places[:, k]).argmax(), k] > 0
    assert share == pytest.approx(values[-2:].sum() / values.sum())
    assert vectors.project([])[0].shape == (0, 2) and vectors.project(["왕"])[0].tolist() == [[0, 0]]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_picture_is_well_formed(tmp_path: Path, language: str) -> None:
    badak.errors.set_language(language)
    vectors = Vectors(["<왕>", "a & b", "c"], ROWS[:3])
    picture = vectors.picture()
    picture.save(tmp_path / "words.svg")
    root = ElementTree.fromstring((tmp_path / "words.svg").read_bytes())
    shown = [element.text for element in root.iter() if element.get("class") == "word"]
    assert shown == ["<왕>", "a & b", "c"] and picture._repr_svg_() == picture.svg()
    assert ("principal component" if language == "en" else "주성분") in picture.svg()


def test_written_and_read_again(tmp_path: Path) -> None:
    Vectors(WORDS, ROWS).save(tmp_path / "v.vec")
    found = load_vectors(tmp_path / "v.vec")
    assert found.words == WORDS
    np.testing.assert_array_equal(found.array, ROWS)
