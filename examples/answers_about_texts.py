"""A text and a question, one answer: a model with two inputs, each read by a recurrent network of its own.

    python examples/answers_about_texts.py           10,000 words, 500 answers: 1,013,236 weights
    python examples/answers_about_texts.py --quick   the same model on fewer rows

The rows are generated: a text is a row of words, each question asks for the word behind one of them, and the answer is that
word's number among the answers. Only the import would be another one in Keras.
"""

from __future__ import annotations

import argparse

import numpy as np

import badak as keras
from badak import layers

WORDS, ANSWERS, TEXT_STEPS, QUESTION_STEPS = 10_000, 500, 20, 4


def make_model() -> keras.Model:
    """Two embeddings, two LSTMs, their last outputs side by side, a softmax over the answers."""
    text_input = keras.Input(shape=(None,), dtype="int32", name="text")  # (batch, steps)
    embedded_text = layers.Embedding(WORDS, 64)(text_input)  # (batch, steps, 64)
    encoded_text = layers.LSTM(32)(embedded_text)  # (batch, 32)
    question_input = keras.Input(shape=(None,), dtype="int32", name="question")
    embedded_question = layers.Embedding(WORDS, 32)(question_input)
    encoded_question = layers.LSTM(32)(embedded_question)
    concatenated = layers.concatenate([encoded_text, encoded_question], axis=-1)  # (batch, 64)
    answer = layers.Dense(ANSWERS, activation="softmax")(concatenated)
    model = keras.Model([text_input, question_input], answer)
    model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["acc"])
    return model


def make_rows(count: int, kinds: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Texts in which one of a few telling words stands somewhere, questions of two kinds, answers that need both."""
    random = np.random.default_rng(seed)
    text = random.integers(100, WORDS, (count, TEXT_STEPS))
    telling, asked = random.integers(0, kinds, count), random.integers(0, 2, count)
    text[np.arange(count), random.integers(TEXT_STEPS - 5, TEXT_STEPS, count)] = 1 + telling
    question = np.tile([10, 11, 12, 13], (count, 1))
    question[:, -1] = 20 + asked
    return text, question, telling * 2 + asked


def main() -> None:
    """Train, look at the history, evaluate and predict."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer rows")
    quick = parser.parse_args().quick
    keras.utils.set_random_seed(0)
    model = make_model()
    model.summary()
    rows, kinds, epochs = (3_000, 2, 14) if quick else (10_000, 4, 20)
    text, question, answer = make_rows(rows, kinds, seed=0)
    one_hot = np.eye(ANSWERS, dtype="float32")[answer]
    model.fit([text, question], one_hot, epochs=epochs, batch_size=64, validation_split=0.1)
    test = make_rows(500, kinds, seed=1)
    by_name = {"text": test[0], "question": test[1]}
    _, accuracy = model.evaluate(by_name, np.eye(ANSWERS, dtype="float32")[test[2]], verbose=0)
    found = model.predict([test[0][:3], test[1][:3]])
    print("likeliest answers:", found.argmax(axis=1).tolist(), "right ones:", test[2][:3].tolist())
    print(f"test accuracy {accuracy:.3f} of {model.count_params():,} weights")


if __name__ == "__main__":
    main()
