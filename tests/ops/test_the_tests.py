"""The checks are checked: a wrong rule must turn them red."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak.autograd.op import OPS
from badak.autograd.samples import Draw
from tests.ops import table

WITH_VJP = [name for name, record in OPS.items() if record.vjp is not None]


def spoilt(vjp, factor):
    def wrong(*args):
        return tuple(None if g is None else g * factor for g in vjp(*args))

    return wrong


def is_zero(record):
    """Say whether the derivative is zero everywhere (rounding, steps), where factors change nothing."""
    return record.gradient.replace(" ", "") in (r"\barx=0", r"\barx=\bary=0")


@pytest.mark.parametrize("factor", [0.0, -1.0, 0.5], ids=["zero", "negative", "half"])
@pytest.mark.parametrize("name", WITH_VJP)
def test_a_spoilt_vjp_turns_the_gradient_check_red(name, factor, monkeypatch):
    record = OPS[name]
    if is_zero(record):
        pytest.skip("zero times anything is zero; the next test spoils it by adding")
    right = record.vjp
    monkeypatch.setattr(record, "vjp", spoilt(right, factor))
    samples = [c for c in record.samples(Draw(7)) if any(a.size for a in c.args if isinstance(a, np.ndarray))]
    with pytest.raises(badak.errors.AutogradError, match="BD011"):
        for call in samples:
            table.check_gradient(record, call)


@pytest.mark.parametrize("name", [n for n in WITH_VJP if is_zero(OPS[n])])
def test_a_slope_where_there_is_none_turns_it_red(name, monkeypatch):
    record = OPS[name]
    monkeypatch.setattr(record, "vjp", lambda g, *_: tuple(g + 0.1 for _ in record.arrays))
    monkeypatch.setattr(record, "_passes", ())
    with pytest.raises(badak.errors.AutogradError, match="BD011"):
        for call in record.samples(Draw(7)):
            table.check_gradient(record, call)


def test_an_operation_that_changes_its_argument_is_caught():
    def greedy(x):
        x *= 2
        return x

    class Fake:
        name, call, returns = "greedy", staticmethod(greedy), 0

    with pytest.raises(AssertionError):
        table.check_untouched(Fake, table.Call((np.ones(3),), {}))  # type: ignore[arg-type]


def test_a_wrong_shape_rule_is_caught(monkeypatch):
    record = OPS["sum"]
    monkeypatch.setattr(record, "shape", lambda x, **_: x)
    with pytest.raises(AssertionError):
        for call in record.samples(Draw(7)):
            table.check_shape_rule(record, call)


def test_a_softmax_without_derivative_does_not_pass():
    """With a cotangent of all ones it would: the sum of probabilities is constant."""
    softmax = OPS["softmax"]
    assert float(np.sum(softmax.vjp(np.ones((1, 3)), np.array([[0.2, 0.3, 0.5]]), -1)[0])) == pytest.approx(0)
