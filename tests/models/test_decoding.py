"""Greedy and beam search against trying every sequence."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import badak
from badak.models import beam_search, greedy_search

START, END, WORDS, LENGTH = 0, 1, 5, 4


def random_model(seed):
    """What comes next depends on the last two tokens: the state is the token before."""
    table = np.random.default_rng(seed).normal(size=(WORDS, WORDS, WORDS)) * 2
    table = table - np.log(np.exp(table).sum(axis=-1, keepdims=True))

    def step(ids, states):
        return table[states[0], ids], (ids,)

    return table, step


def all_sequences(table):
    found = []
    for n in range(LENGTH):
        for ids in itertools.product([i for i in range(WORDS) if i != END], repeat=n):
            tokens = [START, *ids, END]
            before = [START, *tokens]
            found.append((sum(table[before[t], tokens[t], tokens[t + 1]] for t in range(n + 1)), list(ids)))
    return sorted(found, reverse=True)


@pytest.mark.parametrize("seed", range(8))
def test_a_wide_beam_finds_the_best_sequences(seed):
    table, step = random_model(seed)
    expected = all_sequences(table)
    found = beam_search(step, (np.array([START]),), start=START, end=END, beam_width=400, max_length=LENGTH)
    ended = [d for d in found if len(d.ids) < LENGTH]
    for one, (score, ids) in zip(ended[:10], expected[:10], strict=True):
        assert one.ids == ids and abs(one.score - score) < 1e-9


@pytest.mark.parametrize("seed", range(8))
def test_a_beam_is_never_worse_than_greedy_and_states_follow(seed):
    table, step = random_model(seed)
    state = (np.array([START]),)
    greedy = greedy_search(step, state, start=START, end=END, max_length=LENGTH)
    ids, before, last = [], START, START
    for _ in range(LENGTH):
        token = int(table[before, last].argmax())
        if token == END:
            break
        ids.append(token)
        before, last = last, token
    assert greedy.ids == ids
    wide = beam_search(step, state, start=START, end=END, beam_width=6, max_length=LENGTH)
    assert wide[0].score >= greedy.score - 1e-12
    assert [d.score for d in wide] == sorted((d.score for d in wide), reverse=True)


def test_length_penalty_lets_long_sequences_win():
    table = np.log([[0.01, 0.34, 0.65], [1 / 3] * 3, [0.01, 0.34, 0.65]])
    args = {"start": 0, "end": 1, "beam_width": 3, "max_length": 6}
    sums = beam_search(lambda ids, states: (table[ids], states), (), **args)
    means = beam_search(lambda ids, states: (table[ids], states), (), length_penalty=1.0, **args)
    assert sums[0].ids == [] and len(means[0].ids) >= 5


def test_mistakes_are_explained():
    with pytest.raises(badak.errors.ArgumentError, match="beam_width") as caught:
        beam_search(lambda ids, states: (ids, states), (), start=0, end=1, beam_width=0)
    assert caught.value.code == "BD003" and "0보다 큰 정수" in caught.value.text("ko")
