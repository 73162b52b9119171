"""The comparison on text: data, the counting language model, tables, and each network on a text that a rule can tell."""

from __future__ import annotations

import gzip
import json
import math
from collections import Counter, defaultdict
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from benchmarks.texts import data, imdb, of_badak, table
from benchmarks.texts.ngrams import LetterModel
from benchmarks.texts.tasks import TASKS

GOOD, BAD = ("great", "fine", "lovely"), ("awful", "poor", "dull")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Small files of the three kinds, in the places of the real ones."""
    place = tmp_path / "own" / "text"
    place.mkdir(parents=True)
    random = np.random.default_rng(0)

    def sentence(words: tuple[str, ...]) -> str:
        return " ".join(random.permutation([*random.choice(["the", "film", "is", "a"], 4), random.choice(words)]))

    def packed(name: str, lines: list[str]) -> None:
        (place / name).write_bytes(gzip.compress("\n".join([*lines, ""]).encode()))

    packed("rt-polarity.pos.txt.gz", [sentence(GOOD) for _ in range(150)])
    packed("rt-polarity.neg.txt.gz", [sentence(BAD) for _ in range(150)])
    for name, count in (("train", 200), ("test", 40)):
        rows = [f"{i}\t{'정말 좋다' if i % 2 else '너무 나쁘다'} {'가나다라'[i % 4]}\t{i % 2}" for i in range(count)]
        packed(f"nsmc_{name}.tsv.gz", ["id\tdocument\tlabel", *rows])
    packed("tinyshakespeare.txt.gz", ["to be or not to be, that is the question"] * 60)
    monkeypatch.setenv("BADAK_DATA", str(place.parent))
    return place


# ---- data ---------------------------------------------------------------------------------------------------------------


def test_reviews(folder: Path) -> None:
    (texts, y), (texts_test, y_test) = data.reviews("nsmc")
    assert len(texts) == 200 and len(texts_test) == 40 and texts[1] == "정말 좋다 나" and y[:4].tolist() == [0, 1, 0, 1]
    (texts, y), (texts_test, y_test) = data.reviews("rt-polarity")
    assert len(texts) == 270 and len(texts_test) == 30 and 0 < y_test.sum() < 30
    assert all(any(word in text for word in (GOOD if label else BAD)) for text, label in zip(texts, y, strict=True))


def test_prepared_numbers(folder: Path, tmp_path: Path) -> None:
    held = data.read(data.prepared(replace(TASKS["ko-gru"], length=8), tmp_path))
    assert held["x"].shape == (200, 8) and held["x"].max() < held["size"]
    letters = len("정말 좋다 나")
    assert (held["x"][1] > 0).tolist() == [True] * letters + [False] * (8 - letters)
    assert held["x"][1, 2] == held["x"][0, 2] == held["x"][1, 5]  # the space


def test_streams_go_on() -> None:
    pieces = list(data.streams(np.arange(101), batch=4, length=6))
    x, y = (np.concatenate(part, axis=1) for part in zip(*pieces, strict=True))
    assert x.shape == (4, 24) and (y == x + 1).all()
    assert (np.diff(x, axis=1) == 1).all() and x[:, 0].tolist() == [0, 25, 50, 75]


def test_bits_come_back() -> None:
    answers = np.random.default_rng(0).random(1066) > 0.3
    assert (data.unpacked(data.bits(answers), 1066) == answers).all()


def test_each_ngram_once() -> None:
    found = data.korean_ngrams("좋다 좋다")
    assert len(found) == len(set(found)) and {"좋", "좋다", " 좋다 ", "다 좋다", "#좋다", "#좋다 좋다"} <= set(found)
    found = data.english_ngrams("so good , so good")
    assert len(found) == len(set(found)) and {"so", "so good", "good , so", "#goo", "# so go"} <= set(found)


# ---- the model that counts ----------------------------------------------------------------------------------------------


def by_hand(text: str, alphabet: str, order: int, smoothing: str, history: str, letter: str) -> float:
    """The formulas of LetterModel with dictionaries."""
    grams = Counter(text[i : i + order] for i in range(len(text) - order + 1))
    levels = {order: grams}
    for n in range(order - 1, 0, -1):
        if smoothing == "kneser-ney":
            levels[n] = Counter(gram[1:] for gram in levels[n + 1])
        else:
            levels[n] = Counter(text[i : i + n] for i in range(len(text) - n + 1))
    p = 1.0 / len(alphabet)
    for n in range(1, order + 1):
        h = history[len(history) - n + 1 :]
        after: dict[str, dict[str, int]] = defaultdict(dict)
        for gram, times in levels[n].items():
            after[gram[:-1]][gram[-1]] = times
        total, kinds = sum(after[h].values()), len(after[h])
        if not total:
            continue
        once, twice = (sum(times == k for times in levels[n].values()) for k in (1, 2))
        d = once / (once + 2 * twice) if once + twice else 0.0
        times = after[h].get(letter, 0)
        p = (
            (max(times - d, 0) + d * kinds * p) / total
            if smoothing == "kneser-ney"
            else (times + kinds * p) / (total + kinds)
        )
    return p


@pytest.mark.parametrize("smoothing", ["kneser-ney", "witten-bell"])
def test_letter_model_is_the_formula(smoothing: str) -> None:
    text, alphabet = "abracadabra abracadabra bad cab a", "abcdr "
    numbers = np.array([alphabet.index(letter) for letter in text])
    model = LetterModel(numbers, len(alphabet), 3, smoothing)
    test = "a cabra rd"
    found = model.probabilities(np.array([alphabet.index(letter) for letter in test]))
    expected = [by_hand(text, alphabet, 3, smoothing, test[i - 2 : i], test[i]) for i in range(2, len(test))]
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    assert model.loss(numbers) < math.log(len(alphabet))


@pytest.mark.parametrize("smoothing", ["kneser-ney", "witten-bell"])
@pytest.mark.parametrize("order", [1, 2, 4])
def test_probabilities_of_all_letters_sum_to_one(smoothing: str, order: int) -> None:
    numbers = np.random.default_rng(0).integers(0, 5, 400) ** 2 % 5
    model = LetterModel(numbers, 5, order, smoothing)
    for history in np.random.default_rng(1).integers(0, 5, (20, order - 1)):
        total = sum(model.probabilities(np.append(history, letter))[0] for letter in range(5))
        assert total == pytest.approx(1.0)


# ---- networks -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["en-gru", "en-bilstm", "en-cnn", "en-transformer", "en-bag", "en-nb"])
def test_networks_tell_good_from_bad(name: str, folder: Path, tmp_path: Path) -> None:
    task = replace(TASKS[name], length=60, epochs=6, rate=0.01, batch=32)
    found = of_badak.sentiment(task, 0, data.read(data.prepared(task, tmp_path)))
    assert found["test_accuracy"] == 1.0 and len(found["by_epoch"]) == 6
    assert found["test_loss"] < 0.5 and found["parameters"] > 0


@pytest.mark.parametrize("name", ["play-lstm", "play-gru"])
def test_language_models_learn_a_line(name: str, folder: Path, tmp_path: Path) -> None:
    task = replace(TASKS[name], units=32, length=8, epochs=4, rate=0.02, batch=4)
    held = data.read(data.prepared(task, tmp_path))
    found = of_badak.language(task, 0, held)
    assert found["test_loss"] < 0.5 < 2 < math.log(int(held["size"])) and len(found["by_epoch"]) == 4


def test_first_weights_of_naive_bayes() -> None:
    ids = np.array([[2, 3, 0], [2, 0, 0], [3, 3, 0]])
    found = of_badak.naive_bayes(ids, np.array([1, 1, 0]), 4)[:, 0]
    good, bad = np.array([1, 1, 3, 2]) / 7, np.array([1, 1, 1, 3]) / 6
    np.testing.assert_allclose(found, np.log(good / bad))


# ---- tables -------------------------------------------------------------------------------------------------------------


def line(name: str, side: str, seed: int, accuracy: float, **changes) -> dict:
    settings = json.loads(json.dumps(asdict(replace(TASKS[name], **changes))))
    head = {"task": name, "side": side, "seed": seed, "settings": settings, "parameters": 1234, "seconds": 5.0}
    right = data.bits(np.arange(1066) < int(1066 * accuracy))
    return head | {"test_accuracy": accuracy, "test_loss": 0.5, "chosen": "words, C = 1", "right": right}


def test_table_counts_lines_of_the_task_as_it_is() -> None:
    lines = [line("en-gru", "badak", seed, 0.76 + seed / 100) for seed in range(3)]
    lines += [line("en-gru", "torch", seed, 0.75 + seed / 100) for seed in range(2)]
    lines += [line("en-gru", "badak", 3, 0.1, epochs=99), line("en-nb", "bag of words", 0, 0.78)]
    shown = "\n".join(table.tables(lines))
    assert "| en-gru | 1,234 | 3 + 2 | 77.0 ± 1.0 | 75.5 ± 0.7 | +1.5" in shown
    assert "bag of words (words, C = 1)" in shown and "*78.0*" in shown and "10.0" not in shown


def test_runs_and_bag_of_words_text_by_text() -> None:
    lines = [line("en-nb", "badak", seed, 0.81) for seed in range(3)] + [line("en-nb", "bag of words", 0, 0.8)]
    shown = "\n".join(table.tables(lines))
    assert "wrong 11 times, wrong where it is right 0 times; by chance p = 0.00098" in shown
    assert "*80.96*" in shown
    assert table.sign_test(5, 5) == 1.0
    assert table.sign_test(9, 1) == pytest.approx(0.021484375)  # scipy.stats.binomtest(1, 10).pvalue


# ---- IMDB ---------------------------------------------------------------------------------------------------------------


def test_imdb_runs_on_a_file_of_that_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    random = np.random.default_rng(0)

    def part(count: int) -> tuple[np.ndarray, np.ndarray]:
        labels = np.arange(count) % 2
        reviews = np.empty(count, object)
        for i, label in enumerate(labels):
            words = random.integers(10, 40, random.integers(5, 25))
            words[random.integers(len(words))] = 5 + label  # the one word that says it
            reviews[i] = words.tolist()
        return reviews, labels

    (x, y), (x_test, y_test) = part(320), part(80)
    np.savez(tmp_path / "imdb.npz", x_train=x, y_train=y, x_test=x_test, y_test=y_test)
    words = ["--path", str(tmp_path / "imdb.npz"), "--epochs", "8", "--words", "50", "--length", "20"]
    assert imdb.main(words) == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert found["test_accuracy"][-1] > 0.9 and found["reviews"] == 320 and "documented" not in found


def test_imdb_network_is_keras_s() -> None:
    model = imdb.network(20_000)
    model.build((200,))
    assert model.count_params() == 2_757_761  # on Keras's page
