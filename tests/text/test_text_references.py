"""Counts, TF-IDF, Keras's Tokenizer and Keras's reading of ranks, against what the peers computed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from badak.datasets import imdb, reuters
from badak.text import TfIdf, Tokenizer, count_matrix, multi_hot, ngrams, one_hot, words
from references.reader import Case, load
from tests.datasets.helpers import raises

CASES = load("text")


@pytest.mark.parametrize("case", CASES.select(kind="counts"), ids=repr)
def test_counts_are_those_of_scikit_learn(case: Case) -> None:
    low, high = case["sizes"]
    names = {word: place for place, word in enumerate(case["words"])}
    rows = [[names[token] for token in ngrams(words(text), tuple(range(low, high + 1)))] for text in case["texts"]]
    np.testing.assert_array_equal(count_matrix(rows, len(names)), case.arrays["counts"])
    np.testing.assert_array_equal(multi_hot(rows, len(names)), case.arrays["counts"] > 0)


@pytest.mark.parametrize("case", CASES.select(kind="tfidf"), ids=repr)
def test_tfidf_is_that_of_scikit_learn(case: Case) -> None:
    names = {"smooth_idf": "smooth", "sublinear_tf": "sublinear"}
    made = TfIdf(**{names.get(key, key): value for key, value in case["config"].items()})
    weights = made.fit_transform(case.arrays["counts"])
    np.testing.assert_allclose(made.idf, case.arrays["idf"], rtol=1e-12)
    np.testing.assert_allclose(weights, case.arrays["weights"], rtol=1e-6, atol=1e-7)
    assert weights.dtype == np.float32


def test_tfidf_used_wrongly() -> None:
    with raises("BD187", en="call TfIdf().fit(counts) first", ko="TfIdf().fit(counts)"):
        TfIdf().transform([[1]])
    with raises("BD003", en="'l2' | 'l1' | None", ko="norm"):
        TfIdf(norm="max")
    with raises("BD001", en="'tokens' is 3 in counts but 2 in idf", ko="3"):
        TfIdf().fit(np.ones((2, 2))).transform(np.ones((1, 3)))


@pytest.mark.parametrize(
    ("make", "en", "ko"),
    [
        (lambda: one_hot([0, 3], 3), "3 at place 1", "1번째 값 3"),
        (lambda: count_matrix([[0], [1, -2]], 3), "-2 at place 2", "2번째 값 -2"),
        (lambda: multi_hot([[7]], 3), "from 0 to 2", "0부터 2까지"),
        (lambda: one_hot([0.5], 3), "0.5", "0.5"),
    ],
)
def test_numbers_beyond_the_row(make, en: str, ko: str) -> None:
    with raises("BD193", en=en, ko=ko):
        make()


def test_rows_of_nothing() -> None:
    assert count_matrix([[], []], 3).tolist() == [[0, 0, 0]] * 2
    assert count_matrix([], 3).shape == (0, 3) and one_hot([], 4).shape == (0, 4)
    assert one_hot(np.array([[1], [0]]), 2).tolist() == [[[0, 1]], [[1, 0]]]


@pytest.mark.parametrize("case", CASES.select(kind="tokenizer"), ids=repr)
def test_tokenizer_is_keras_tokenizer(case: Case) -> None:
    made = Tokenizer(**case["config"])
    made.fit_on_texts(case["texts"])
    for tokenizer in (made, Tokenizer.from_json(case["json"]), Tokenizer.from_json(made.to_json())):
        assert tokenizer.word_index == case["word_index"]
        rows = tokenizer.texts_to_sequences([*case["texts"], "the bird sat"])
        assert rows == case["rows"]
        assert tokenizer.sequences_to_texts(rows) == case["back"]
        for mode, wanted in case.arrays.items():
            np.testing.assert_allclose(tokenizer.texts_to_matrix(case["texts"][:5], mode), wanted, rtol=1e-6)


def test_tokenizer_used_wrongly() -> None:
    with raises("BD187", en="call tokenizer.fit_on_texts(texts) first", ko="fit_on_texts"):
        Tokenizer().texts_to_sequences(["a"])
    with raises("BD185", en="'a b'", ko="텍스트 목록"):
        Tokenizer().fit_on_texts("a b")
    with raises("BD196", en="not the JSON of a Tokenizer", ko="Tokenizer의 JSON"):
        Tokenizer.from_json("{}")
    with raises("BD003", en="num_words", ko="num_words"):
        Tokenizer(num_words=0)
    with raises("BD003", en="'binary' | 'count'", ko="mode"):
        Tokenizer().sequences_to_matrix([], "tf_idf")


@pytest.mark.parametrize("case", CASES.select(kind="ranks"), ids=repr)
def test_ranks_are_read_as_keras_reads_them(case: Case, tmp_path: Path) -> None:
    rows = np.array(case["x"], dtype=object)
    y = np.array(case["y"])
    file = tmp_path / "small.npz"
    np.savez(file, x_train=rows[:12], y_train=y[:12], x_test=rows[12:], y_test=y[12:], x=rows, y=y)
    module = {"imdb": imdb, "reuters": reuters}[case["data"]]
    parts = module.load_data(file, **case["config"])
    assert [[list(row) for row in x] for x, _ in parts] == case["given"]
    assert [y.tolist() for _, y in parts] == case["labels"]
