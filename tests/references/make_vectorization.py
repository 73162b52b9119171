"""What Keras's TextVectorization makes of texts; needs TensorFlow beside Keras (``pip install tensorflow-cpu``)."""

from __future__ import annotations

import os

os.environ["KERAS_BACKEND"] = "tensorflow"

import common
import numpy as np
from common import Book, quiet

common.PACKAGES = ("numpy", "keras", "tensorflow-cpu")

TEXTS = [
    "The cat sat on the mat; the cat slept.",
    "A dog and a cat: don't they fight?",
    "dogs, dogs, dogs!",
    "정말 재밌다 정말 좋다 영화가 정말 좋다",
    "영화는 별로였다...10점 만점에 3점",
    "   ",
    "zebra yak (xylophone) [whale] {violin}",
]
NEW = ["The bird sat, on a dog", "영화가 정말 싫다", "", "cat cat cat cat"]
CONFIGS = [
    {},
    {"max_tokens": 6},
    {"standardize": "lower"},
    {"standardize": "strip_punctuation"},
    {"standardize": None},
    {"split": "character"},
    {"split": "character", "max_tokens": 10, "output_sequence_length": 7},
    {"split": None},
    {"ngrams": 2},
    {"ngrams": [2]},
    {"ngrams": [1, 3], "max_tokens": 20},
    {"output_sequence_length": 3},
    {"output_sequence_length": 12},
    {"output_mode": "multi_hot"},
    {"output_mode": "multi_hot", "max_tokens": 8},
    {"output_mode": "multi_hot", "max_tokens": 60, "pad_to_max_tokens": True},
    {"output_mode": "count", "ngrams": 2},
    {"output_mode": "tf_idf"},
    {"output_mode": "tf_idf", "max_tokens": 9},
    {"output_mode": "tf_idf", "max_tokens": 50, "pad_to_max_tokens": True, "ngrams": 2},
]


def main() -> None:
    quiet()
    import keras

    book = Book("vectorization")
    for config in CONFIGS:
        given = {key: tuple(value) if isinstance(value, list) else value for key, value in config.items()}
        layer = keras.layers.TextVectorization(**given)
        layer.adapt(TEXTS)
        rows = np.asarray(layer(NEW))
        name = "".join(f".{key}={value}" for key, value in config.items())
        facts = {"config": config, "texts": TEXTS, "new": NEW, "vocabulary": layer.get_vocabulary()}
        book.put(f"keras.vectorization{name}", {"rows": rows}, peer="keras", **facts)
    book.save()


if __name__ == "__main__":
    main()
