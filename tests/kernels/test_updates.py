"""The kernels of SGD and Adam against the Python rules, over many steps and over arrays they do not take."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badak.autograd.op import use_kernels
from badak.backend import native
from badak.optimizers import SGD, Adam, AdamW
from tests.kernels.compare import needs_kernels

pytestmark = needs_kernels

OPTIMIZERS = [
    SGD(0.1), SGD(0.1, momentum=0.9), SGD(0.1, momentum=0.9, nesterov=True), SGD(0.1, momentum=0.5, weight_decay=0.01),
    SGD(0.1, clipvalue=0.5), SGD(0.1, momentum=0.9, global_clipnorm=1.0, weight_decay=0.1),
    Adam(0.01), Adam(0.01, epsilon_at="corrected"), Adam(0.01, clipvalue=0.1, weight_decay=0.1), Adam(0.01, beta_1=0.0),
    AdamW(0.01), AdamW(0.01, weight_decay=0.1, global_clipnorm=0.5), Adam(0.01, amsgrad=True),
    SGD(0.1, clipnorm=0.5), AdamW(0.01, no_decay=("bias",)),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _kernels_afterwards():
    yield
    use_kernels(True)


def walk(optimizer, params: dict, steps: int, kernels: bool, grads) -> tuple[dict, dict]:
    use_kernels(kernels)
    try:
        state = optimizer.init(params)
        for t in range(steps):
            params, state = optimizer.update(grads(t, params), state, params, owned=False)
    finally:
        use_kernels(True)
    return params, state


def close(a: dict, b: dict) -> None:
    assert a.keys() == b.keys()
    for name in a:
        if isinstance(a[name], dict):
            close(a[name], b[name])
        else:
            assert a[name].dtype == b[name].dtype
            scale = 1 + np.abs(b[name]).max(
                initial=0
            )  # sums cancel, and a kernel may round a x + y once instead of twice
            np.testing.assert_allclose(a[name], b[name], rtol=2e-5, atol=2e-6 * scale, err_msg=name)


@pytest.mark.parametrize("i", range(len(OPTIMIZERS)))
def test_kernel_follows_the_rule(i: int) -> None:
    """Parameters smaller and larger than the pieces that threads share, one of no elements, one without gradient."""
    rng = np.random.default_rng(i)
    shapes = {"kernel": (70, 90), "bias": (13,), "one": (1,), "none": (0, 3), "still": (4,), "scalar": ()}
    params = {n: np.asarray(rng.standard_normal(s), np.float32) for n, s in shapes.items()}

    def grads(t: int, now: dict) -> dict:
        draw = np.random.default_rng(t)
        found = {n: np.asarray(draw.standard_normal(p.shape) * 2, np.float32) for n, p in now.items()}
        return {**found, "still": None}

    first = {n: p.copy() for n, p in params.items()}
    with_kernels, without = (walk(OPTIMIZERS[i], params, 60, k, grads) for k in (True, False))
    close(with_kernels[0], without[0])
    close(with_kernels[1]["slots"], without[1]["slots"])
    close(params, first)  # nothing that was given has changed


def test_the_kernels_are_used(monkeypatch) -> None:
    from badak.optimizers import fused

    used = []
    for rule, kernel in list(fused._KERNELS.items()):
        monkeypatch.setitem(fused._KERNELS, rule, lambda *a, kernel=kernel: used.append(kernel(*a)) or used[-1])
    for optimizer in OPTIMIZERS:
        walk(optimizer, {"kernel": np.ones(3, np.float32)}, 1, True, lambda t, now: now)
    assert used == [True] * 12 + [False]  # not with amsgrad; and clipnorm and no_decay are seen before


@pytest.mark.parametrize("optimizer", [SGD(0.1, momentum=0.9), Adam(0.1)])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_stays_visible(optimizer, bad) -> None:
    params = {"w": np.ones(5, np.float32)}
    g = np.array([1, bad, 0, 1e-30, -1e30], np.float32)
    with np.errstate(all="ignore"):
        a, b = (walk(optimizer, params, 3, k, lambda t, now: {"w": g})[0]["w"] for k in (True, False))
    np.testing.assert_allclose(a, b, rtol=1e-5)


def _lay(kind: str) -> np.ndarray:
    plain = np.arange(48, dtype=np.float32) / 8
    return {
        "plain": lambda: plain.reshape(4, 12)[:, :6].copy(), "fortran": lambda: np.asarray(plain[:24].reshape(4, 6), order="F"),
        "stepped": lambda: plain.reshape(4, 12)[:, ::2], "backwards": lambda: plain[:24].reshape(4, 6)[::-1],
        "double": lambda: plain[:24].reshape(4, 6).astype(np.float64), "big-endian": lambda: plain[:24].reshape(4, 6).astype(">f4"),
        "unaligned": lambda: np.frombuffer(bytearray(b"x" + plain[:24].tobytes()), np.float32, offset=1).reshape(4, 6),
    }[kind]()  # fmt: skip


KINDS = st.sampled_from(["plain", "fortran", "stepped", "backwards", "double", "big-endian", "unaligned"])


@given(st.lists(KINDS, min_size=4, max_size=4), st.booleans())
@settings(max_examples=60)
def test_arrays_of_every_kind(kinds, adam) -> None:
    """Where a row cannot be changed in place by the kernel, the rule does all of them."""
    optimizer = Adam(0.1, weight_decay=0.1) if adam else SGD(0.1, momentum=0.9, clipvalue=1.0)

    def rows() -> list[list]:
        return [[_lay(k) for k in kinds[: 4 if adam else 3]], [_lay("plain") for _ in range(4 if adam else 3)]]

    found, wanted = rows(), rows()
    found[0][1].flags.writeable = False
    state = optimizer.init({"w": np.ones(1, np.float32)})
    with np.errstate(all="ignore"):
        optimizer.update_rows(found, copy.deepcopy(state), {"a": found[0][0], "b": found[1][0]})
        use_kernels(False)
        optimizer.update_rows(wanted, copy.deepcopy(state), {"a": wanted[0][0], "b": wanted[1][0]})
    for a, b in zip(found, wanted, strict=True):
        for x, y in zip(a, b, strict=True):
            np.testing.assert_allclose(np.asarray(x, np.float64), y, rtol=2e-5, atol=2e-6)


def test_a_read_only_parameter_is_not_written_to() -> None:
    p, g = np.ones(3, np.float32), np.ones(3, np.float32)
    p.flags.writeable = False
    assert native.kernels.sgd([[p, g]], 0.1, 0.0, False, 0.0, 1.0, math.inf) is False
    assert (p == 1).all()


def _overlapping(kind: str) -> list[list]:
    whole = np.arange(20000, dtype=np.float32) / 1000
    a, b = whole[:9000], whole[8000:17000]
    g, v, w = (np.full(9000, 0.5 + i, np.float32) for i in range(3))
    return {
        "parameters": [[a, g, v], [b, g, w]], "parameter twice": [[a, g, v], [a, g, w]],
        "gradient of its parameter": [[a, b, v]], "gradient of another": [[a, g, v], [w, a, b.copy()]],
        "slot twice": [[a.copy(), g, v], [b.copy(), g, v]], "the parameter is its slot": [[a, g, a]],
        "gradient is the slot": [[a, v, v]],
    }[kind]  # fmt: skip


@pytest.mark.parametrize(
    "kind",
    ["parameters", "parameter twice", "gradient of its parameter", "gradient of another", "slot twice",
     "the parameter is its slot", "gradient is the slot"],
)  # fmt: skip
def test_arrays_that_lie_over_each_other(kind) -> None:
    optimizer = SGD(0.1, momentum=0.9)
    found, wanted = _overlapping(kind), _overlapping(kind)
    assert native.kernels.sgd(found, 0.1, 0.9, False, 0.0, 1.0, math.inf) is False
    state = optimizer.init({"w": np.ones(1, np.float32)})
    optimizer.update_rows(found, state, None)
    use_kernels(False)
    optimizer.update_rows(wanted, state, None)
    for a, b in zip(found, wanted, strict=True):
        for x, y in zip(a, b, strict=True):
            np.testing.assert_array_equal(x, y)


def test_one_gradient_for_two_parameters() -> None:
    """As the derivative of x + y brings it; it is only read."""
    g = np.ones(5000, np.float32)
    a, b = np.zeros(5000, np.float32), np.zeros(5000, np.float32)
    assert native.kernels.sgd([[a, g], [b, g]], 0.1, 0.0, False, 0.0, 1.0, math.inf) is True
    np.testing.assert_array_equal(a, b)
    assert np.allclose(a, -0.1)


def test_sizes_and_axes_that_no_kernel_takes() -> None:
    def deep() -> np.ndarray:
        return np.ones((1,) * 14 + (3,), np.float32)

    params = {"w": deep()}
    a, b = (walk(Adam(0.1), params, 3, k, lambda t, now: {"w": deep()})[0]["w"] for k in (True, False))
    np.testing.assert_allclose(a, b, rtol=1e-6)
    assert (
        native.kernels.sgd(
            [[np.ones((2, 3), np.float32), np.ones((3, 2), np.float32)]], 1.0, 0.0, False, 0.0, 1.0, math.inf
        )
        is False
    )
