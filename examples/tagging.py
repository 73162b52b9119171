"""Aligned many to many: an answer for every step. Is there a space behind this syllable? Korean spacing, restored.

    python examples/tagging.py                            the reviews in badak, less than a minute on one processor core
    python examples/tagging.py --data nsmc_train.tsv.gz   more reviews, as badak.datasets.nsmc has them
    python examples/tagging.py --quick                    fewer of them and fewer passes, some seconds

Korean film reviews lose their spaces; a network that reads the syllables in both directions says where they were. Reviews have
different lengths: padding counts neither in the loss nor in the result. Prints precision, recall and F1 of the spaces beside
those of a count (how often was there a space between these two syllables?), 0.81 against 0.73, and some sentences.

The reviews were typed in a hurry and have missing spaces of their own, so that nobody could reach 100 %.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter

import numpy as np

import badak
from badak.datasets import reviews_sample
from badak.layers import GRU, Bidirectional, Dense, Embedding, SpatialDropout1D
from badak.models import Sequential
from badak.text import Vocabulary, read_lines

SENTENCES = ["아버지가방에들어가신다", "이영화진짜재미있게봤어요", "배우들의연기는좋은데스토리가너무뻔하다"]


def main(arguments: list[str] | None = None) -> float:
    """Train, print the results, and return the network's F1."""
    parser = argparse.ArgumentParser(description="Korean spacing by a label for each syllable.")
    parser.add_argument("--data", help="tab-separated file of reviews: id, text, label")
    parser.add_argument("--quick", action="store_true", help="a part of the reviews and few passes")
    parser.add_argument("--epochs", type=int, help="passes over the data (8)")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    epochs, units = chosen.epochs or (4 if chosen.quick else 8), 48 if chosen.quick else 96

    # 1. data: syllables without spaces, and 1 for each that has a space behind it
    train, test = texts_of(chosen.data)
    train = train[:1500] if chosen.quick else train
    vocabulary = Vocabulary.build([text.replace(" ", "") for text in train], "characters", min_count=2)
    (x_train, y_train), (x_test, y_test) = (labelled(part, vocabulary) for part in (train, test))

    # 2. model
    badak.utils.set_random_seed(chosen.seed)
    model = Sequential(
        [
            Embedding(len(vocabulary), 64, mask_zero=True),
            SpatialDropout1D(0.2),
            Bidirectional(GRU(units, return_sequences=True)),
            Dense(1, activation="sigmoid"),
        ],
        name="spacing",
    )

    # 3. learn
    rate = badak.schedules.OneCycle(1e-2, total_steps=-(-len(x_train) // 32) * epochs)
    model.compile(badak.optimizers.Adam(rate), loss="binary_crossentropy", metrics=["accuracy"])
    begin = time.perf_counter()
    model.fit(x_train, y_train, epochs=epochs, validation_data=(x_test, y_test))
    print(f"{len(train):,} reviews, {model.count_params():,} weights, {time.perf_counter() - begin:.0f} s\n")

    # 4. measure, without the padding and without the last syllable of a review
    counts = (x_test != 0) & (np.roll(x_test != 0, -1, axis=1))
    counts[:, -1] = False
    truth = y_test[..., 0] == 1
    f1 = {}
    for name, answers in (
        ("pairs counted", pairs(train, test, x_test.shape[1])),
        ("network", model.predict(x_test)[..., 0] > 0.5),
    ):
        precision, recall, f1[name] = scores(answers[counts], truth[counts])
        print(f"{name:13}  precision {precision:.3f}  recall {recall:.3f}  F1 {f1[name]:.3f}")

    # 5. use
    print()
    for text in [*SENTENCES, *(text.replace(" ", "") for text in test[:3])]:
        spaces = model.predict(np.array([vocabulary.encode(text)]))[0, :, 0] > 0.5
        print("".join(c + " " * bool(space) for c, space in zip(text, spaces, strict=True)))
    print(f"\nF1 {f1['network']:.3f}")
    return f1["network"]


def texts_of(file: str | None) -> tuple[list[str], list[str]]:
    """Return reviews with spaces in them to learn from and to test on: those of a file, or those in badak."""
    if file:
        texts = [line.split("\t")[1] for line in read_lines(file)][1:]
        parts = texts[: len(texts) * 9 // 10], texts[len(texts) * 9 // 10 :]
    else:
        parts = reviews_sample()[0][0], reviews_sample()[1][0]
    train, test = ([" ".join(text.split()) for text in part if " " in text.strip()] for part in parts)
    return train, test


def scores(answers: np.ndarray, truth: np.ndarray) -> tuple[float, float, float]:
    """Return precision, recall and F1 of answers yes and no."""
    hit, said, there = int((answers & truth).sum()), int(answers.sum()), int(truth.sum())
    return hit / max(said, 1), hit / there, 2 * hit / max(said + there, 1)


def labelled(texts: list[str], vocabulary: Vocabulary) -> tuple[np.ndarray, np.ndarray]:
    """Return numbers of the syllables (reviews, steps), 0 behind the end, and labels (reviews, steps, 1)."""
    ids = badak.utils.pad_sequences([vocabulary.encode(text.replace(" ", "")) for text in texts], padding="post")
    labels = np.zeros((*ids.shape, 1), np.float32)
    for row, text in enumerate(texts):
        ends = np.cumsum([len(word) for word in text.split()])[:-1] - 1
        labels[row, ends, 0] = 1
    return ids, labels


def pairs(train: list[str], test: list[str], steps: int) -> np.ndarray:
    """Say for every syllable whether a space is more frequent than none between it and the next; alone where never seen."""
    spaced: Counter[str] = Counter()
    joined: Counter[str] = Counter()
    for text in train:
        for place, (left, right) in enumerate(zip(text, text[1:])):
            if left == " ":
                continue
            if right == " ":
                spaced.update([left, left + text[place + 2]])
            else:
                joined.update([left, left + right])
    answers = np.zeros((len(test), steps), bool)
    for row, text in enumerate(test):
        bare = text.replace(" ", "")
        for place, (left, right) in enumerate(zip(bare, bare[1:])):
            seen = left + right if left + right in spaced or left + right in joined else left
            answers[row, place] = spaced[seen] > joined[seen]
    return answers


if __name__ == "__main__":
    main()
