"""Models of texts that badak chooses: what they begin with, and what they reach on real reviews."""

from __future__ import annotations

import math

import numpy as np
import pytest

from badak.datasets import reviews_sample
from badak.errors import BadakError, set_language
from badak.training.material import from_dataset
from badak.training.recipes import build, parts_of, recipe_for
from badak.training.running import train
from badak.training.text_material import from_texts
from badak.training.text_networks import TEXT_MODELS, usual_tokens


def test_ngrams_are_at_least_as_good_as_a_bag_of_words_on_real_reviews() -> None:
    """The bag of words (TF-IDF of characters and a logistic regression) is right in 80 of 100; see examples/review_sentiment.py."""
    material = from_dataset("reviews")
    trained = train(material, recipe_for(material))
    assert trained.evaluation.accuracy >= 0.80
    assert trained.seconds < 60


def test_the_start_is_naive_bayes() -> None:
    """Before training, the answer is Bayes' rule on whether n-grams occur, up to the length of the text."""
    texts = ["ab", "ab", "cd", "ad"] * 5
    labels = np.array([0, 0, 1, 1] * 5)
    material = from_texts((texts, labels), (texts, labels))
    recipe = recipe_for(material, tokens="words", validation_split=0.0)
    model = build(material, recipe)
    reader = model.layers[0]
    tables = model.layers[1].get_weights()[0]
    counts = {k: {} for k in (0, 1)}
    for text, label in zip(texts, labels):
        for token in set(reader.tokens(text)):
            counts[label][token] = counts[label].get(token, 0) + 1
    size = reader.vocabulary_size()
    for number, token in enumerate(reader.get_vocabulary()):
        if number < 2:
            assert (tables[number] == 0).all()
            continue
        logs = [math.log((counts[k].get(token, 0) + 1) / (sum(counts[k].values()) + size)) for k in (0, 1)]
        assert tables[number, 1] - tables[number, 0] == pytest.approx(logs[1] - logs[0], abs=1e-5)


@pytest.mark.parametrize("name", TEXT_MODELS)
def test_every_model_learns_texts_told_apart_by_one_word(name: str) -> None:
    rng = np.random.default_rng(0)
    words = ["film", "story", "the", "was", "very", "long"]
    labels = rng.integers(0, 2, 160)
    texts = [" ".join([*rng.choice(words, 4), "fine" if label else "dull", *rng.choice(words, 2)]) for label in labels]
    material = from_texts((texts, labels), class_names=("bad", "good"))
    recipe = recipe_for(material, model=name)
    assert recipe.tokens == "words"
    trained = train(material, recipe)
    assert trained.evaluation.accuracy > 0.9, name
    answer = trained.model.predict(["a fine film"])[0]
    assert answer.argmax() == 1


def test_long_texts_are_cut_for_networks_that_read_in_order() -> None:
    texts = ["word " * 1000 + ("fine" if i % 2 else "dull") for i in range(40)]
    material = from_texts((texts, [i % 2 for i in range(40)]))
    model = build(material, recipe_for(material, model="gru"))
    assert model.layers[0].output_sequence_length == 400
    assert model.layers[0](["word " * 1000]).shape == (1, 400)


def test_the_vocabulary_comes_from_what_is_learned_from_alone() -> None:
    texts = [f"text{i}" for i in range(100)]
    material = from_texts((texts, [i % 2 for i in range(100)]))
    recipe = recipe_for(material, model="gru", tokens="words")
    known = set(build(material, recipe).layers[0].get_vocabulary(include_special_tokens=False))
    x, _, validation = parts_of(material, recipe)
    assert known == set(x) and validation is not None and not known & set(validation[0])


def test_korean_is_read_by_characters_and_english_by_words() -> None:
    (x, _), _ = reviews_sample()
    assert usual_tokens(x) == "characters"
    assert usual_tokens(["Ein schöner Film", "très bien"]) == "words"
    assert usual_tokens(["とても面白い映画"]) == "characters"
    assert usual_tokens(["", "123"]) == "words"


def test_empty_texts_are_left_out_of_training_and_said() -> None:
    material = from_texts((["fine", " ", "dull", ""] * 10, [1, 0, 0, 1] * 10), (["", "fine"], [0, 1]))
    assert len(material.x_train) == 20 and len(material.x_test) == 2
    assert "20 empty texts" in material.notes[0]["en"] and "빈 글 20개" in material.notes[0]["ko"]


@pytest.mark.parametrize(
    ("train_part", "code", "english", "korean"),
    [
        ((["a", 3], [0, 1]), "BD185", "row 1", "1번 행"),
        ((["", " "], [0, 1]), "BD302", "0 of 2 rows", "글이 있는 행은 0개"),
        ((["a", "b", "c"], [0, 1]), "BD067", "3", "3"),
        ((["a", "b"] * 5, [1] * 10), "BD096", "the same label 1", "모든 샘플의 레이블이 1"),
    ],
)
def test_what_cannot_be_material(train_part: tuple, code: str, english: str, korean: str) -> None:
    for language, said in (("en", english), ("ko", korean)):
        set_language(language)
        with pytest.raises(BadakError, match=code) as caught:
            from_texts(train_part, task="classification")
        assert said in str(caught.value)
    set_language("en")


def test_runs_of_the_same_seed_are_equal() -> None:
    texts, labels = ["fine film", "dull film", "fine story", "dull story"] * 10, [1, 0, 1, 0] * 10
    runs = [train(m, recipe_for(m, model="gru", epochs=2)) for m in (from_texts((texts, labels)) for _ in range(2))]
    first, second = (run.model.get_weights() for run in runs)
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
