"""Words counted by scikit-learn, Keras's Tokenizer and Keras's reading of its IMDB and Reuters files, on small texts."""

from __future__ import annotations

import tempfile
from pathlib import Path
from unittest.mock import patch

import numpy as np
from common import Book, quiet

TEXTS = [
    "The cat sat on the mat; the cat slept.",
    "A dog and a cat: don't they fight?",
    "dogs, dogs, dogs!",
    "정말 재밌다 정말 좋다 영화가 정말 좋다",
    "영화는 별로였다...10점 만점에 3점",
    "",
]
TFIDF = [
    {},
    {"norm": "l1"},
    {"norm": None},
    {"smooth_idf": False},
    {"sublinear_tf": True},
]
TOKENIZER = [
    {},
    {"num_words": 5},
    {"num_words": 5, "oov_token": "<OOV>"},
    {"char_level": True},
    {"lower": False, "filters": "!?"},
]
RANKS = [
    {},
    {"num_words": 8},
    {"num_words": 8, "skip_top": 5},
    {"maxlen": 6},
    {"start_char": None, "oov_char": None, "num_words": 9},
    {"start_char": None, "index_from": 0},
    {"seed": 1, "index_from": 5},
]


def main() -> None:
    quiet()
    book = Book("text")
    with_scikit_learn(book)
    with_keras(book)
    book.save()


def with_scikit_learn(book: Book) -> None:
    from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

    pattern = r"(?u)\w+(?:'\w+)*"
    for size in ((1, 1), (1, 2), (2, 2)):
        counter = CountVectorizer(token_pattern=pattern, ngram_range=size)
        counts = counter.fit_transform(TEXTS).toarray()
        words = counter.get_feature_names_out().tolist()
        facts = {"texts": TEXTS, "sizes": list(size), "words": words}
        book.put(f"sklearn.counts.{size}", {"counts": counts}, peer="sklearn", kind="counts", **facts)
        if size == (1, 1):
            plain = counts
    for config in TFIDF:
        made = TfidfTransformer(**config)
        weights = made.fit_transform(plain).toarray()
        name = "".join(f".{key}={value}" for key, value in config.items())
        arrays = {"counts": plain.astype("float64"), "idf": made.idf_, "weights": weights}
        book.put(f"sklearn.tfidf{name}", arrays, peer="sklearn", kind="tfidf", config=config, dtype="float64")


def with_keras(book: Book) -> None:
    from keras.src.legacy.preprocessing.text import Tokenizer

    for config in TOKENIZER:
        made = Tokenizer(**config)
        made.fit_on_texts(TEXTS)
        name = "".join(f".{key}={value}" for key, value in config.items())
        rows = made.texts_to_sequences([*TEXTS, "the bird sat"])
        arrays = {mode: made.texts_to_matrix(TEXTS[:5], mode) for mode in ("binary", "count", "freq", "tfidf")}
        book.put(
            f"keras.tokenizer{name}", arrays, peer="keras", kind="tokenizer", config=config, texts=TEXTS, rows=rows,
            word_index=made.word_index, back=made.sequences_to_texts(rows), json=made.to_json(),
        )  # fmt: skip
    from keras.src.datasets import imdb, reuters

    r = np.random.default_rng(5)
    x = [r.integers(1, 12, size=n).tolist() for n in r.integers(3, 9, size=20)]
    y = r.integers(0, 2, size=20)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "small.npz"
        rows = np.array(x, dtype=object)
        np.savez(file, x_train=rows[:12], y_train=y[:12], x_test=rows[12:], y_test=y[12:], x=rows, y=y)
        for config in RANKS:
            name = "".join(f".{key}={value}" for key, value in config.items())
            for data, module in (("imdb", imdb), ("reuters", reuters)):
                with patch.object(module, "get_file", lambda *args, **kwargs: str(file)):
                    (x1, y1), (x2, y2) = module.load_data(**config)
                facts = {"data": data, "config": config, "x": x, "y": y.tolist()}
                given = [[list(map(int, row)) for row in part] for part in (x1, x2)]
                labels = [np.asarray(part).tolist() for part in (y1, y2)]
                book.put(f"keras.{data}{name}", peer="keras", kind="ranks", given=given, labels=labels, **facts)


if __name__ == "__main__":
    main()
