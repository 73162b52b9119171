"""Searches for sequences, against all sequences there are."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import badak
from badak.layers import GRU, LSTM, Dense, Embedding, MultiHeadAttention
from badak.text import beam_search, greedy_search, sample
from badak.text.beam import _Beams
from badak.text.decoding import let_in
from tests.datasets.helpers import raises

WORDS, LONGEST, END = 4, 4, 3


class Remembering:
    """A step whose probabilities depend on the sample and on everything said so far: (sample, tokens) -> log-probabilities."""

    def __init__(self, seed: int, samples: int) -> None:
        self.tables: dict[tuple, np.ndarray] = {}
        self.seed, self.samples = seed, samples

    def logs(self, sample: int, said: tuple[int, ...]) -> np.ndarray:
        if (sample, said) not in self.tables:
            logits = np.random.default_rng([self.seed, sample, len(said), *said]).normal(0, 2, WORDS)
            self.tables[sample, said] = logits - np.log(np.exp(logits).sum())
        return self.tables[sample, said]

    def state(self) -> dict:
        return {
            "sample": np.arange(self.samples),
            "said": (np.zeros((self.samples, 0), int), badak.zeros(self.samples, 2)),
        }

    def __call__(self, tokens: np.ndarray, state: dict) -> tuple:
        before, more = state["said"]
        said = np.concatenate([before, tokens[:, None]], axis=1)
        logs = [self.logs(int(s), tuple(row)) for s, row in zip(state["sample"], said.tolist(), strict=True)]
        return np.array(logs), {"sample": state["sample"], "said": (said, more)}


def every(step: Remembering, sample: int, alpha: float, end: int | None = END) -> list[tuple[float, list[int]]]:
    """List all sequences that end, or reach the limit, with their scores, the best first."""
    found = []
    for size in range(1, LONGEST + 1):
        for words in itertools.product(range(WORDS), repeat=size):
            if end in words[:-1] or (size < LONGEST and words[-1] != end):
                continue
            log = sum(step.logs(sample, (0, *words[:t]))[words[t]] for t in range(size))
            found.append((log / ((5 + size) / 6) ** alpha, list(words)))
    return sorted(found, key=lambda pair: -pair[0])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([0.0, 0.6, 1.0, 3.0, -1.0]), st.sampled_from([END, None]))
def test_wide_beams_find_the_best_of_all_sequences(seed: int, alpha: float, end: int | None) -> None:
    step = Remembering(seed, 2)
    # as many beams as there can be beginnings
    found = beam_search(
        step, step.state(), start=0, end=end, max_length=LONGEST, beams=WORDS**LONGEST, length_penalty=alpha
    )
    for k in range(2):
        wanted = every(step, k, alpha, end)
        assert np.isfinite(found.scores[k]).sum() == len(wanted)
        np.testing.assert_allclose(found.scores[k][: len(wanted)], [score for score, _ in wanted], rtol=1e-9)
        tokens = [row[:n].tolist() for row, n in zip(found.tokens[k], found.lengths[k], strict=True)]
        assert tokens[: len(wanted)] == [words for _, words in wanted]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 5), st.sampled_from([0.0, 1.0, 5.0, -3.0]))
def test_narrow_beams_are_a_plain_beam_search(seed: int, beams: int, alpha: float) -> None:
    """Written without arrays, and without stopping early."""
    step = Remembering(seed, 3)
    found = beam_search(step, step.state(), start=0, end=END, max_length=LONGEST, beams=beams, length_penalty=alpha)
    for k in range(3):
        alive: list[tuple[float, list[int]]] = [(0.0, [])]
        done: list[tuple[float, list[int]]] = []
        for t in range(1, LONGEST + 1):
            ways = [(log + step.logs(k, (0, *w))[v], [*w, v]) for log, w in alive for v in range(WORDS)]
            done += [(log / ((5 + t) / 6) ** alpha, w) for log, w in ways if w[-1] == END]
            alive = sorted([way for way in ways if way[1][-1] != END], key=lambda way: -way[0])[:beams]
        done += [(log / ((5 + LONGEST) / 6) ** alpha, w) for log, w in alive]
        wanted = sorted(done, key=lambda pair: -pair[0])[:beams]
        np.testing.assert_allclose(found.scores[k], [score for score, _ in wanted], rtol=1e-9)
        assert [r[:n].tolist() for r, n in zip(found.tokens[k], found.lengths[k], strict=True)] == [
            w for _, w in wanted
        ]


@pytest.mark.parametrize("alpha", [5.0, 1.0, 0.0, -3.0])
def test_stopping_early_loses_nothing(alpha: float, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = [Remembering(seed, 1) for seed in range(200)]
    options: dict[str, Any] = {"start": 0, "end": END, "max_length": LONGEST, "beams": 1, "length_penalty": alpha}
    early = [beam_search(step, step.state(), **options).scores for step in steps]
    monkeypatch.setattr(_Beams, "settled", lambda *_: False)
    np.testing.assert_array_equal(early, [beam_search(step, step.state(), **options).scores for step in steps])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([END, None]))
def test_greedy_takes_the_most_probable_each_time(seed: int, end: int | None) -> None:
    step = Remembering(seed, 3)
    found = greedy_search(step, step.state(), start=0, end=end, max_length=LONGEST)
    for k in range(3):
        words: list[int] = []
        while len(words) < LONGEST and (not words or words[-1] != end):
            words.append(int(np.argmax(step.logs(k, (0, *words)))))
        log = sum(step.logs(k, (0, *words[:t]))[w] for t, w in enumerate(words))
        assert found.tokens[k][: len(words)].tolist() == words and found.lengths[k] == len(words)
        assert set(found.tokens[k][len(words) :].tolist()) <= {end}
        np.testing.assert_allclose(found.scores[k], log)
    ended = [
        row[: n - (row[n - 1] == END)] for row, n in zip(found.tokens.tolist(), found.lengths.tolist(), strict=True)
    ]
    assert found.lists(end=END) == ended


def test_beams_find_what_greed_misses() -> None:
    def step(tokens: np.ndarray, state: Any) -> tuple:
        table = np.log([[0.5, 0.4, 0.1], [0.34, 0.33, 0.33], [0.05, 0.05, 0.9]])
        return table[np.where(tokens == 9, 0, np.minimum(tokens, 1) + 1)], state

    greedy = greedy_search(step, start=9, end=2, max_length=2)
    best = beam_search(step, start=9, end=2, max_length=2, beams=3)
    assert greedy.lists() == [[0, 0]] and best.tokens[0, 0].tolist() == [1, 2]
    assert best.scores[0, 0] == pytest.approx(np.log(0.36)) and greedy.scores[0] == pytest.approx(np.log(0.17))


def test_the_length_penalty_is_that_of_the_paper() -> None:
    """Long and short of a sequence: 0.3 for two tokens, 0.25 for eight."""

    def step(tokens: np.ndarray, t: np.ndarray) -> tuple:
        short = np.array([0.3, 0.25, 0.45 - 1e-3, 1e-3])  # 0 is followed by the end 3, 1 by 1s, 2 by anything
        rows = []
        for token, place in zip(tokens, t, strict=True):
            if place == 0:
                rows.append(short)
            elif token == 0 or place == 7:
                rows.append([1e-9, 1e-9, 1e-9, 1.0])
            else:
                rows.append([1e-9, 1.0, 1e-9, 1e-9] if token == 1 else [0.25, 0.25, 0.25, 0.25])
        return np.log(np.array(rows) / np.sum(rows, axis=1, keepdims=True)), t + 1

    def first(alpha: float) -> Any:
        return beam_search(step, np.zeros(1, int), start=3, end=3, max_length=8, beams=8, length_penalty=alpha)

    assert first(0.0).tokens[0, 0, 0] == 0 and first(0.0).scores[0, 0] == pytest.approx(np.log(0.3))
    assert first(1.0).tokens[0, 0].tolist() == [1] * 7 + [3]
    assert first(1.0).scores[0, 0] == pytest.approx(np.log(0.25) / (13 / 6))


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ({}, [0.4, 0.3, 0.2, 0.1]),
        ({"temperature": 0.5}, np.array([16, 9, 4, 1]) / 30),
        ({"top_k": 2}, [4 / 7, 3 / 7, 0, 0]),
        ({"top_p": 0.65}, [4 / 7, 3 / 7, 0, 0]),
        ({"top_p": 0.7}, [4 / 7, 3 / 7, 0, 0]),
        ({"top_p": 0.71}, [4 / 9, 3 / 9, 2 / 9, 0]),
        ({"top_p": 0.01}, [1, 0, 0, 0]),
        ({"top_k": 3, "top_p": 0.5, "temperature": 2.0}, np.array([2, 3**0.5, 0, 0]) / (2 + 3**0.5)),
        ({"temperature": 1e-3}, [1, 0, 0, 0]),
    ],
)
def test_how_often_a_token_is_drawn(options: dict, wanted: Any) -> None:
    logs, draws = np.log([0.4, 0.3, 0.2, 0.1]), 20_000
    found = sample(
        lambda tokens, state: (np.tile(logs, (draws, 1)), state), start=[0] * draws, max_length=1, seed=1, **options
    )
    share = np.bincount(found.tokens[:, 0], minlength=4) / draws
    deviation = np.sqrt(np.asarray(wanted) * (1 - np.asarray(wanted)) / draws)
    assert (np.abs(share - wanted) <= 4.5 * deviation).all(), share
    np.testing.assert_allclose(found.scores, logs[found.tokens[:, 0]])  # under the model itself


def test_ties_are_let_in_by_number() -> None:
    assert let_in(np.zeros((1, 4)), top_k=2).tolist() == [[0.5, 0.5, 0, 0]]
    assert let_in(np.zeros((1, 4)), top_p=0.5).tolist() == [[0.5, 0.5, 0, 0]]


def test_drawing_is_repeatable() -> None:
    step = Remembering(3, 5)

    def draw(seed: int | None = None) -> list:
        return sample(step, step.state(), start=0, max_length=LONGEST, end=END, seed=seed).tokens.tolist()

    assert draw(7) == draw(7) != draw(8)
    badak.utils.set_random_seed(0)
    one, two = draw(), draw()
    badak.utils.set_random_seed(0)
    assert [draw(), draw()] == [one, two] and one != two


def test_a_prompt_is_read_first() -> None:
    step = Remembering(5, 2)
    found = greedy_search(step, step.state(), start=[[0, 1, 2], [0, 2, 2]], max_length=2)
    for k, said in enumerate([(0, 1, 2), (0, 2, 2)]):
        assert found.tokens[k, 0] == np.argmax(step.logs(k, said))
        assert found.tokens[k, 1] == np.argmax(step.logs(k, (*said, int(found.tokens[k, 0]))))


@pytest.mark.parametrize("last", ["softmax", None, "log_softmax"])
@pytest.mark.parametrize("kind", ["stateful", "whole", "attention"])
def test_models_are_steps(kind: str, last: str | None) -> None:
    """Whatever a model is, the search sees what the model says about each whole beginning."""
    badak.utils.set_random_seed(1)
    inner: list = {
        "stateful": lambda: [
            LSTM(6, return_sequences=True, stateful=True),
            GRU(5, return_sequences=True, stateful=True),
        ],
        "whole": lambda: [LSTM(6, return_sequences=True)],
        "attention": lambda: [MultiHeadAttention(2, 3, use_causal_mask=True)],
    }[kind]()
    model = badak.Sequential(
        [Embedding(WORDS, 5, embeddings_initializer="normal"), *inner, Dense(WORDS, activation=last)]
    )
    plain = model(np.array([[0, 1]]))
    model.reset_states()

    def logs(said: list[int]) -> np.ndarray:
        model.reset_states()
        out = model(np.array([said])).numpy()[0, -1].astype(float)
        out = np.log(out) if last == "softmax" else out
        return out - np.log(np.exp(out).sum())

    found = beam_search(model, start=[0, 1], end=END, max_length=LONGEST, beams=3)
    again = beam_search(model, start=[0, 1], end=END, max_length=LONGEST, beams=3)
    np.testing.assert_array_equal(found.scores, again.scores)  # the model remembers nothing of the search
    for k in range(2):
        for row, score, length in zip(found.tokens[k], found.scores[k], found.lengths[k], strict=True):
            words = row[:length].tolist()
            log = sum(logs([k, *words[:t]])[w] for t, w in enumerate(words))
            assert score == pytest.approx(log, abs=1e-5)
    model.reset_states()
    np.testing.assert_array_equal(model(np.array([[0, 1]])).numpy(), plain.numpy())


def test_what_a_step_returns_is_checked() -> None:
    table = np.random.default_rng(0).normal(size=(WORDS, WORDS))
    with raises("BD215", en="badak.log_softmax(logits)", ko="로그 확률을 돌려주지 않았습니다(0번 샘플)"):
        greedy_search(lambda tokens, state: (table[tokens], state), start=0, max_length=3)
    uniform = np.full((WORDS, WORDS), 1 / WORDS)
    with raises("BD215", en="Σ exp = 5.136", ko="np.log"):
        beam_search(lambda tokens, state: (uniform[tokens], state), start=0, max_length=3)
    for wrong in (np.full((1, WORDS), np.nan), np.full((1, WORDS), -np.inf)):
        with raises("BD215", en="add up to 1", ko="-inf"):
            sample(lambda tokens, state, wrong=wrong: (wrong, state), start=0, max_length=3)
    logs = np.log(uniform)
    with raises("BD216", en="log_probabilities (4,)", ko="(1, vocabulary)"):
        greedy_search(lambda tokens, state: (logs[0], state), start=0, max_length=3)
    with raises("BD216", en="(log_probabilities, state)", ko="step(tokens, state)는 로그 확률"):
        greedy_search(lambda tokens, state: logs[tokens], start=0, max_length=3)
    with raises("BD216", en="state 1 (3, 2)", ko="첫 축이 배치여야"):
        beam_search(lambda tokens, state: (logs[tokens], state), (np.zeros(2), np.zeros((3, 2))), start=0, max_length=2)
    with raises("BD216", en="state h float", ko="(1, …)"):
        greedy_search(lambda tokens, state: (logs[tokens], {"h": 1.0}), start=0, max_length=3)
    with raises("BD217", en="a search needs a step or a model", ko="step 함수나 모델이 필요합니다"):
        greedy_search([1, 2], start=0, max_length=3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "code", "name"),
    [
        ({"max_length": 0}, "BD040", "max_length"),
        ({"start": "a"}, "BD003", "start"),
        ({"start": [[[0]]]}, "BD003", "start"),
        ({"end": WORDS}, "BD003", "end"),
        ({"temperature": 0}, "BD040", "temperature"),
        ({"top_k": 0}, "BD040", "top_k"),
        ({"top_p": 0.0}, "BD040", "top_p"),
        ({"top_p": 1.5}, "BD040", "top_p"),
    ],
)
def test_arguments_without_a_meaning(options: dict, code: str, name: str) -> None:
    logs = np.full((WORDS, WORDS), -np.log(WORDS))
    with raises(code, en=name, ko=name):
        sample(lambda tokens, state: (logs[tokens], state), **{"start": 0, "max_length": 2, **options})
    with raises("BD040", en="beams", ko="beams"):
        beam_search(lambda tokens, state: (logs[tokens], state), start=0, max_length=2, beams=0)
