"""Recurrent kernels against their composites: random sizes, states, masks, dropout factors, number types, layouts of memory."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import badak
from badak.autograd.op import OPS, use_kernels
from badak.backend import native
from tests.kernels.compare import LAYOUTS, TOLERANCE, TYPES, check, close, needs_kernels
from tests.kernels.test_threads_of_kernels import program

pytestmark = needs_kernels

GATES = {"lstm": 4, "gru": 3, "simple_rnn": 1}
KINDS = [
    ("lstm", {}),
    ("gru", {}),
    ("gru", {"reset_after": False}),
    ("simple_rnn", {}),
    ("simple_rnn", {"activation": "relu"}),
    ("simple_rnn", {"activation": None}),
]
IDS = [name + "".join(f"-{v}" for v in how.values()) for name, how in KINDS]


@pytest.fixture(autouse=True)
def _kernels_afterwards():
    yield
    use_kernels(True)


def arguments(name, how, batch, time, features, units, *, bias=True, states=True, mask=True, keep=True, seed=0):
    """Arguments of an operation; weights are small, so that rounding does not grow from step to step."""
    r = np.random.default_rng(seed)
    wide = GATES[name] * units
    x = r.standard_normal((batch, time, features))
    kernel, recurrent = r.standard_normal((features, wide)), r.standard_normal((units, wide))
    shape = (2, wide) if name == "gru" and how.get("reset_after", True) else (wide,)
    b = r.standard_normal(shape) / 2 if bias else None
    h, c = (r.standard_normal((batch, units)) if states else None for _ in range(2))
    counts = r.random((batch, time)) < 0.7 if mask else None
    factors = (r.random((batch, units)) < 0.7) / 0.7 if keep else None
    cell = [c] if name == "lstm" else []
    return [x, kernel / (1 + features) ** 0.5, recurrent / (1 + units) ** 0.5, b, h, *cell, counts, factors]


def backward_of(name, args, how, used, dtype, need_x=True):
    """Return all results, and the gradients of all floating arguments for random cotangents of the results in ``used``."""
    r = np.random.default_rng(11)
    tensors = [
        badak.tensor(a.astype(dtype), requires_grad=k > 0 or need_x)
        if isinstance(a, np.ndarray) and a.dtype.kind in "fV"
        else a
        for k, a in enumerate(args)
    ]
    results = OPS[name].call(*tensors, **how)
    total = None
    for k, result in enumerate(results):
        g = r.standard_normal(result.shape).astype(dtype)
        if k in used:
            part = (result.astype("float32") * badak.tensor(g).astype("float32")).sum()
            total = part if total is None else total + part
    total.backward()
    grads = [t.grad for t in tensors if isinstance(t, badak.Tensor) and t.requires_grad]
    return [np.asarray(v.numpy(), np.float64) for v in (*results, *[d for d in grads if d is not None])]


@pytest.mark.parametrize(("name", "how"), KINDS, ids=IDS)
@given(
    sizes=st.tuples(st.integers(1, 40), st.integers(1, 9), st.integers(1, 40), st.integers(1, 40)),
    seed=st.integers(0, 999),
    dtype=st.sampled_from(sorted(TYPES)),
    laid=st.lists(st.sampled_from(LAYOUTS), max_size=8),
    options=st.tuples(*[st.booleans()] * 4),
)
@settings(max_examples=40)
def test_kernel_equals_composite(name, how, sizes, seed, dtype, laid, options) -> None:
    given_ = dict(zip(("bias", "states", "mask", "keep"), options, strict=True))
    args = arguments(name, how, *sizes, seed=seed, **given_)
    laid = [
        place if isinstance(a, np.ndarray) and a.dtype.kind == "f" else "plain"
        for place, a in zip(laid, args, strict=False)
    ]
    check(name, args, how, dtype, laid, loose=3.0)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize(("name", "how"), KINDS, ids=IDS)
def test_gradients_from_every_result(name, how, dtype) -> None:
    """The last states have gradients of their own, alone and together with the result."""
    args = arguments(name, how, 5, 7, 6, 20, seed=4)
    count = 3 if name == "lstm" else 2
    wanted_type = np.float32
    for used in [(k,) for k in range(count)] + [tuple(range(count))]:
        for need_x in (True, False):
            found = backward_of(name, args, how, used, TYPES[dtype], need_x)
            use_kernels(False)
            rounded = [a.astype(TYPES[dtype]) if isinstance(a, np.ndarray) and a.dtype.kind == "f" else a for a in args]
            wanted = backward_of(name, rounded, how, used, wanted_type if dtype == "bfloat16" else np.float64, need_x)
            use_kernels(True)
            close(found, wanted, dtype, (name, used), loose=3.0)


@pytest.mark.parametrize(("name", "how"), KINDS, ids=IDS)
@pytest.mark.parametrize(
    "sizes",
    [
        (1, 1, 1, 1),
        (1, 50, 3, 16),
        (130, 3, 5, 17),
        (67, 2, 33, 32),
        (3, 131, 1, 4),
        (64, 20, 64, 128),
        (2, 3, 300, 100),
    ],
)
def test_sizes_at_the_edges_of_groups_and_vectors(name, how, sizes) -> None:
    for threads in (1, 2, 3):
        before = native.kernels.get_threads()
        native.kernels.set_threads(threads)
        try:
            check(name, arguments(name, how, *sizes, seed=threads), how, "float32", loose=4.0)
        finally:
            native.kernels.set_threads(before)


@pytest.mark.parametrize(("name", "how"), KINDS, ids=IDS)
def test_equal_runs_give_equal_bits(name, how) -> None:
    args = arguments(name, how, 70, 12, 20, 40)
    first, second = (backward_of(name, args, how, (0, 1), np.float32) for _ in range(2))
    for a, b in zip(first, second, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(("name", "how"), KINDS, ids=IDS)
def test_a_masked_sample_is_left_as_it_was(name, how) -> None:
    """Not even what is not a number may come out of a step that does not count."""
    args = arguments(name, how, 6, 5, 4, 18, keep=False)
    mask = np.ones((6, 5), bool)
    mask[1, 2:], mask[3] = False, False
    args[-2] = mask
    args[0][1, 2:], args[0][3] = 0.0, 0.0
    args = [a.astype(np.float32) if isinstance(a, np.ndarray) and a.dtype.kind == "f" else a for a in args]
    out, last, *_ = OPS[name].call(*args, **how)
    np.testing.assert_array_equal(out[3], np.broadcast_to(args[4][3], (5, 18)))
    np.testing.assert_array_equal(last[1], out[1, 1])
    args[0][1, 2:], args[0][3] = np.nan, np.inf
    poisoned, *_ = OPS[name].call(*args, **how)
    np.testing.assert_array_equal(poisoned, out)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e30, -1e30, 100.0, -100.0, 1e-30])
@pytest.mark.parametrize(("name", "how"), KINDS, ids=IDS)
def test_numbers_far_out(name, how, value) -> None:
    args = arguments(name, how, 3, 4, 5, 17, mask=False, keep=False)
    args[0][1, 2] = value
    args = [a.astype(np.float32) if isinstance(a, np.ndarray) and a.dtype.kind == "f" else a for a in args]
    with np.errstate(all="ignore"):
        found = OPS[name].call(*args, **how)
        use_kernels(False)
        wanted = OPS[name].call(*args, **how)
    rtol, atol = TOLERANCE["float32"]
    for a, b in zip(found, wanted, strict=True):
        if name == "simple_rnn" and abs(value) > 1e20:  # infinities minus infinities: only where they begin is certain
            np.testing.assert_array_equal(np.isfinite(a), np.isfinite(b))
        else:
            np.testing.assert_allclose(a, b, rtol=2 * rtol, atol=2 * atol)


@pytest.mark.parametrize(("name", "how"), KINDS, ids=IDS)
def test_what_a_kernel_does_not_take(name, how) -> None:
    kernel = OPS[name].kernel
    good = [
        a.astype(np.float32) if isinstance(a, np.ndarray) and a.dtype.kind == "f" else a
        for a in arguments(name, how, 2, 3, 4, 5)
    ]
    assert kernel(*good, **how) is not None
    assert kernel(*[a.astype(np.float64) if k == 0 else a for k, a in enumerate(good)], **how) is None
    assert kernel(good[0][:0], *good[1:], **how) is None
    assert kernel(good[0][:, :0], *good[1:], **how) is None
    for k, a in enumerate(good):
        wrong = list(good)
        wrong[k] = np.concatenate([a, a])
        assert kernel(*wrong, **how) is None, k
        wrong[k] = a.reshape(1, *a.shape)
        assert kernel(*wrong, **how) is None, k


def test_gates_are_those_of_the_composite() -> None:
    for name in ("lstm", "gru"):
        show = getattr(badak, f"{name}_gates")
        args = [
            a.astype(np.float32) if isinstance(a, np.ndarray) and a.dtype.kind == "f" else a
            for a in arguments(name, {}, 3, 4, 5, 6)
        ]
        found = show(*args)
        use_kernels(False)
        wanted = show(*args)
        use_kernels(True)
        assert found.keys() == wanted.keys()
        for key in found:
            assert found[key].shape == (3, 4, 6)
            np.testing.assert_allclose(found[key], wanted[key], rtol=2e-5, atol=2e-6, err_msg=key)


@pytest.mark.parametrize(("isa", "taken"), [("AVX2", True), ("SSE41", False)])
def test_processors_with_narrower_vectors(isa, taken) -> None:
    code = (
        "from tests.kernels.test_recurrent import KINDS, arguments\n"
        "from tests.kernels.compare import TYPES, check\n"
        "from badak.autograd.op import OPS\n"
        "import numpy as np\n"
        "for name, how in KINDS:\n"
        "    plain = [a.astype(np.float32) if a is not None and a.dtype.kind == 'f' else a for a in arguments(name, how, 2, 3, 4, 5)]\n"
        f"    assert (OPS[name].kernel(*plain, **how) is not None) is {taken}\n"
        "    for dtype in TYPES:\n"
        "        for sizes in ((1, 1, 1, 1), (9, 7, 13, 21), (67, 3, 8, 40)):\n"
        "            check(name, arguments(name, how, *sizes), how, dtype, loose=4.0)\n"
        "print('done')"
    )
    done = program("-c", code, ONEDNN_MAX_CPU_ISA=isa)
    assert done.stdout.split() == ["done"], done.stderr
