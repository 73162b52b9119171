"""A bidirectional LSTM on the full IMDB, as in Keras's example, whose page reports 0.843 after two epochs.

    python -m benchmarks.texts.imdb                     two epochs; the data set is fetched when it is not here yet (17 MB)
    python -m benchmarks.texts.imdb --path imdb.npz --epochs 1 --samples 2000

25,000 reviews to learn from and 25,000 to test, the 20,000 commonest words, the last 200 words of a review, padded in front and
not masked, Adam at 0.001, batches of 32, all as there. Prints a line of JSON; about twenty minutes of one processor.

Source: F. Chollet, "Bidirectional LSTM on IMDB" (2020), keras.io/examples/nlp/bidirectional_lstm_imdb.
"""

from __future__ import annotations

import argparse
import json
import sys
import time

import badak
from badak.layers import LSTM, Bidirectional, Dense, Embedding

DOCUMENTED = 0.843  # on Keras's page, on the test part, after the second epoch


def network(words: int) -> badak.Sequential:
    """Keras's model: 2,757,761 weights at 20,000 words."""
    return badak.Sequential(
        [
            Embedding(words, 128),
            Bidirectional(LSTM(64, return_sequences=True)),
            Bidirectional(LSTM(64)),
            Dense(1, activation="sigmoid"),
        ]
    )


def main(argv: list[str] | None = None) -> int:
    """Train, test after each epoch, and say how it compares."""
    args = arguments(argv)
    (x, y), (x_test, y_test) = badak.datasets.imdb.load_data(args.path, num_words=args.words)
    x, y, x_test, y_test = (part[: args.samples] for part in (x, y, x_test, y_test))
    x, x_test = (badak.utils.pad_sequences(part, maxlen=args.length) for part in (x, x_test))
    badak.utils.set_random_seed(args.seed)
    model = network(args.words)
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    start = time.perf_counter()
    history = model.fit(
        x,
        y.reshape(-1, 1),
        batch_size=32,
        epochs=args.epochs,
        validation_data=(x_test, y_test.reshape(-1, 1)),
        verbose="auto",
    ).history
    found = {
        "reviews": len(x),
        "test_accuracy": [round(float(v), 4) for v in history["val_accuracy"]],
        "test_loss": [round(float(v), 4) for v in history["val_loss"]],
        "seconds": round(time.perf_counter() - start, 1),
        "weights": model.count_params(),
    }
    complete = len(x) == len(x_test) == 25_000 and args.epochs >= 2
    if complete:
        found["documented"] = DOCUMENTED
    print(json.dumps(found))
    return int(complete and found["test_accuracy"][1] < DOCUMENTED)


def arguments(argv: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        "python -m benchmarks.texts.imdb", description="a bidirectional LSTM on the full IMDB"
    )
    parser.add_argument("--path", default="imdb.npz", help="the NPZ file that Keras publishes, where it lies elsewhere")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--samples", type=int, help="only so many reviews of each part, to try it")
    parser.add_argument("--words", type=int, default=20_000, help="so many of the commonest words")
    parser.add_argument("--length", type=int, default=200, help="so many words of a review, the last ones")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
