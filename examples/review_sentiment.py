"""Many to one: is a Korean film review good or bad? A recurrent network beside a bag of words.

    python examples/review_sentiment.py                          the reviews in badak, a quarter of a minute on one processor core
    python examples/review_sentiment.py --data train.tsv test.tsv    files of the Naver corpus: id, text, label (.gz too)
    python examples/review_sentiment.py --quick                  fewer reviews, some seconds

Both models begin with a TextVectorization layer, so that they take texts and travel in one file. The network reads characters
in both directions; the bag of words counts characters and pairs of them, weighs them by TF-IDF and is a logistic regression.

Neither knows Korean before it starts, and a bag of characters is hard to beat: from 4,000 reviews it reaches 80 % where this
network reaches 74 %, from 30,000 of the corpus 84 % and 82 %.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import numpy as np

import badak
from badak.callbacks import EarlyStopping
from badak.datasets import reviews_sample
from badak.layers import (
    GRU,
    Bidirectional,
    Dense,
    Dropout,
    Embedding,
    GlobalMaxPooling1D,
    SpatialDropout1D,
    TextVectorization,
)
from badak.models import Sequential
from badak.text import NgramTokenizer, read_lines

SENTENCES = [
    "정말 재미있게 봤어요 최고",
    "시간이 아깝다",
    "배우들 연기는 좋은데 지루함",
    "안 보면 후회할 영화",
    "이걸 왜 만들었지",
]


def main(arguments: list[str] | None = None) -> float:
    """Train both, print what they say, and return the network's accuracy."""
    parser = argparse.ArgumentParser(description="Sentiment of Korean film reviews.")
    parser.add_argument("--data", nargs=2, metavar=("TRAIN", "TEST"), help="tab-separated files: id, text, label")
    parser.add_argument("--quick", action="store_true", help="a part of the reviews and few passes")
    parser.add_argument("--epochs", type=int, help="passes over the data for the network (4)")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    epochs = chosen.epochs or (3 if chosen.quick else 4)

    # 1. data
    (x_train, y_train), (x_test, y_test) = map(from_file, chosen.data) if chosen.data else reviews_sample()
    y_train, y_test = y_train[:, None], y_test[:, None]  # a column, as the models answer
    if chosen.quick:
        x_train, y_train = x_train[:2000], y_train[:2000]
    print(f"{len(x_train):,} reviews to learn from, {len(x_test):,} to test on")

    # 2. the models
    badak.utils.set_random_seed(chosen.seed)
    bag, network = bag_of_words(x_train), recurrent(x_train)

    # 3. learn and compare; a tenth of the training reviews says when to stop
    accuracy = {}
    cycle = badak.schedules.OneCycle(
        4e-3, total_steps=-(-len(x_train) * 9 // 10 // 32) * epochs
    )  # up, and down to nothing
    for model, rate, passes in ((bag, 1e-3, 2 * epochs), (network, cycle, epochs)):
        model.compile(badak.optimizers.Adam(rate), loss="binary_crossentropy", metrics=["accuracy"])
        stop = EarlyStopping(monitor="val_loss", patience=2, restore_best_weights=True)
        begin = time.perf_counter()
        model.fit(x_train, y_train, epochs=passes, validation_split=0.1, callbacks=[stop])
        seconds = time.perf_counter() - begin
        _, accuracy[model.name] = model.evaluate(x_test, y_test, verbose=0)
        print(
            f"{model.name}: test accuracy {accuracy[model.name]:.3f}, {model.count_params():,} weights, {seconds:.0f} s\n"
        )

    # 4. use
    answers = [model.predict(SENTENCES)[:, 0] for model in (bag, network)]
    print("bag  network")
    for text, *values in zip(SENTENCES, *answers, strict=True):
        print(f"{values[0]:.2f}   {values[1]:.2f}   {text}")
    print(
        f"\ntest accuracy {accuracy['network']:.3f} by the network, {accuracy['bag_of_words']:.3f} by the bag of words"
    )
    return accuracy["network"]


def bag_of_words(texts: Any) -> Sequential:
    """Return a logistic regression on the characters of a review and the pairs of them, however they are ordered."""
    parts = NgramTokenizer((1, 2), of="characters")
    return Sequential(
        [
            adapted(TextVectorization(20_000, split=parts, output_mode="tf_idf", standardize="lower"), texts),
            Dense(1, activation="sigmoid", kernel_initializer="zeros", kernel_regularizer=badak.regularizers.L2(1e-6)),
        ],
        name="bag_of_words",
    )


def recurrent(texts: Any) -> Sequential:
    """Return a network that reads a review character by character in both directions."""
    reader = adapted(TextVectorization(2000, split="character", standardize="lower"), texts)
    return Sequential(
        [
            reader,
            Embedding(reader.vocabulary_size(), 64, mask_zero=True),
            SpatialDropout1D(0.3),
            Bidirectional(GRU(64, return_sequences=True)),
            GlobalMaxPooling1D(),  # the strongest each unit said anywhere; the last step alone learns more slowly
            Dropout(0.5),
            Dense(1, activation="sigmoid"),
        ],
        name="network",
    )


def adapted(layer: TextVectorization, texts: Any) -> TextVectorization:
    """Let the layer learn its vocabulary."""
    layer.adapt(texts)
    return layer


def from_file(path: str) -> tuple[np.ndarray, np.ndarray]:
    """Read a file of the corpus; its first line names the columns."""
    rows = [line.split("\t") for line in list(read_lines(path))[1:]]
    rows = [row for row in rows if len(row) == 3 and row[1].strip()]
    return np.array([row[1] for row in rows], object), np.array([row[2] == "1" for row in rows], np.uint8)


if __name__ == "__main__":
    main()
