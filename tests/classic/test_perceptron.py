"""Perceptrons and gates: weights and passes of the course, truth tables, and a proof that XOR cannot be."""

from __future__ import annotations

import numpy as np
import pytest

from badak import classic
from badak.classic.perceptron import CORNERS
from badak.errors import set_language

LEARNED = {  # pass in which nothing was wrong any more, weights
    "AND": (6, [-3, 1, 2]),
    "OR": (4, [-1, 1, 1]),
    "NAND": (6, [2, -1, -2]),
    "NOR": (4, [0, -1, -1]),
}
TRUTH = {
    "AND": [0, 0, 0, 1],
    "OR": [0, 1, 1, 1],
    "NAND": [1, 1, 1, 0],
    "NOR": [1, 0, 0, 0],
    "XOR": [0, 1, 1, 0],
    "XNOR": [1, 0, 0, 1],
}


@pytest.mark.parametrize("gate", LEARNED)
def test_what_rosenblatts_rule_learns(gate):
    labels = 2 * np.array(TRUTH[gate]) - 1
    learned = classic.Perceptron().fit(CORNERS, labels)
    assert (learned.passes, learned.w.tolist(), learned.converged) == (*LEARNED[gate], True)
    assert learned.errors[-1] == 0 and (learned.predict(CORNERS) == labels).all()
    assert learned.report() == f"converged: pass {learned.passes} made no error"
    quick = classic.Perceptron(learning_rate=0.5).fit(CORNERS, labels)  # from zero weights the rate only scales
    np.testing.assert_allclose(quick.w, learned.w / 2)


@pytest.mark.parametrize("gate", ["XOR", "XNOR"])
def test_no_line_for_xor(gate):
    labels = 2 * np.array(TRUTH[gate]) - 1
    learned = classic.Perceptron().fit(CORNERS, labels)
    assert not learned.converged and learned.cycle == 1 and learned.errors[-1] == 4
    assert "no line parts these samples" in learned.report()
    # the reference goes on without looking at repetitions: 4 errors for ever, the weights the same after each pass
    w, errors = np.zeros(3), []
    for _ in range(50):
        errors.append(0)
        for (a, b), y in zip(CORNERS, labels):
            if (1 if w @ [1, a, b] >= 0 else -1) != y:
                w, errors[-1] = w + y * np.array([1, a, b]), errors[-1] + 1
    assert errors[: learned.passes] == learned.errors and set(errors[learned.passes :]) == {4}
    assert w.tolist() == learned.w.tolist()
    set_language("ko")
    assert "직선 하나로 나눌 수 없습니다" in learned.report()


def test_not_long_enough_is_not_never():
    short = classic.Perceptron(max_passes=2).fit(CORNERS, [-1, -1, -1, 1])
    assert not short.converged and short.cycle is None and "not converged after 2 passes" in short.report()


def test_separable_points_converge():
    random = np.random.default_rng(0)
    x = random.normal(size=(200, 2))
    margin = x @ [1.0, 2.0] - 0.3
    x, y = x[abs(margin) > 0.2], np.sign(margin[abs(margin) > 0.2]).astype(int)
    learned = classic.Perceptron(1000).fit(x, y)
    assert learned.converged and (learned.predict(x) == y).all()


@pytest.mark.parametrize("gate", TRUTH)
def test_truth_tables(gate):
    function = getattr(classic, gate)
    assert function(CORNERS[:, 0], CORNERS[:, 1]).tolist() == TRUTH[gate]
    assert [function(int(a), int(b)) for a, b in CORNERS] == TRUTH[gate]


def test_the_threshold_is_strict_and_the_bias_its_negative():
    gate = classic.Gate((0.5, 0.5), 0.5)
    assert (gate(1, 0), gate(1, 1), gate.bias) == (0, 1, -0.5)
    weights = {name: (*g.w, g.threshold) for name, g in classic.GATES.items()}
    assert weights == {
        "AND": (0.5, 0.5, 0.6),
        "OR": (0.5, 0.5, 0.4),
        "NAND": (-0.5, -0.5, -0.6),
        "NOR": (-0.5, -0.5, -0.4),
    }
