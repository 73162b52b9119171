"""Posts of a person, three guesses about them: a model with three outputs and a loss for each.

    python examples/posts_of_people.py           50,000 words: 13,490,444 weights
    python examples/posts_of_people.py --quick   the same model on fewer rows

Age is a regression, income one of ten classes, gender one of two; their losses are of different sizes, so each gets a factor.
The posts are generated: words that depend on the three. A post shorter than 49 words is refused, as the convolutions and the
pooling need that many. Only the import would be another one in Keras.
"""

from __future__ import annotations

import argparse

import numpy as np

import badak as keras
from badak import layers

WORDS, INCOMES, STEPS = 50_000, 10, 60


def make_model() -> keras.Model:
    """An embedding, three convolutions, one hidden layer that all three outputs share."""
    posts_input = keras.Input(shape=(None,), dtype="int32", name="posts")  # (batch, steps)
    embedded_posts = layers.Embedding(WORDS, 256)(posts_input)  # (batch, steps, 256)
    x = layers.Conv1D(128, 5, activation="relu")(embedded_posts)
    x = layers.MaxPooling1D(5)(x)
    x = layers.Conv1D(256, 5, activation="relu")(x)
    x = layers.Conv1D(256, 5, activation="relu")(x)
    x = layers.GlobalMaxPooling1D()(x)  # (batch, 256)
    x = layers.Dense(128, activation="relu")(x)
    age_prediction = layers.Dense(1, name="age")(x)
    income_prediction = layers.Dense(INCOMES, activation="softmax", name="income")(x)
    gender_prediction = layers.Dense(1, activation="sigmoid", name="gender")(x)
    model = keras.Model(posts_input, [age_prediction, income_prediction, gender_prediction])
    model.compile(
        optimizer="rmsprop",
        loss={"age": "mse", "income": "categorical_crossentropy", "gender": "binary_crossentropy"},
        loss_weights={"age": 0.25, "income": 1.0, "gender": 10.0},
        metrics={"gender": ["acc"], "age": ["mae"]},
    )
    return model


def make_rows(count: int, seed: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Posts of common words among which some tell gender, some income and some age (in tens of years)."""
    random = np.random.default_rng(seed)
    age, income, gender = random.integers(2, 8, count), random.integers(0, INCOMES, count), random.integers(0, 2, count)
    posts = random.integers(200, 1_000, (count, STEPS))
    for words in (1 + gender, 10 + income, 50 + age):
        for _ in range(5):
            posts[np.arange(count), random.integers(0, STEPS, count)] = words
    targets = {"age": age[:, None].astype("float32"), "income": np.eye(INCOMES, dtype="float32")[income]}
    return posts, {**targets, "gender": gender[:, None].astype("float32")}


def main() -> None:
    """Train on targets by name, look at the losses, evaluate, predict, and see a short post refused."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer rows")
    quick = parser.parse_args().quick
    keras.utils.set_random_seed(0)
    model = make_model()
    model.summary()
    rows, epochs = (512, 3) if quick else (4_000, 8)
    posts, targets = make_rows(rows, seed=0)
    model.fit(posts, targets, epochs=epochs, batch_size=32)
    test, answers = make_rows(200, seed=1)
    measured = model.evaluate(test, answers, verbose=0, return_dict=True)
    age, income, gender = model.predict(test[:3])
    print(
        "ages:",
        (age[:, 0] * 10).round().tolist(),
        "incomes:",
        income.argmax(1).tolist(),
        "genders:",
        (gender[:, 0] > 0.5).astype(int).tolist(),
    )
    try:
        model.predict(test[:, :30])
    except keras.errors.ShapeError as problem:
        print(problem)
    print(f"gender accuracy {measured['gender_acc']:.3f} of {model.count_params():,} weights")


if __name__ == "__main__":
    main()
