"""Call every kernel with arguments that make no sense; run as a program, which must come to its last line.

Every argument of a sensible call is replaced by every kind of rubbish, and arrays by arrays of other shapes: what a kernel
does not take must end in None, in False or in an exception, and never in memory that is not its own.
"""

from __future__ import annotations

import sys
from itertools import combinations

import ml_dtypes
import numpy as np

from badak.backend import native

F = np.float32


def a(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).standard_normal(shape).astype(F)


x, w, y = a(2, 5, 5, 4), a(3, 3, 4, 6), a(2, 3, 3, 6)
how = ((1, 1), ((0, 0), (0, 0)), (1, 1), 1)
pool = ((2, 2), (2, 2), ((0, 0), (0, 0)))
index = np.zeros((2, 2, 2, 4), np.uint8)
label = np.array([0, 1, 2])
need = (True, True, True)

steps, state, counts = (
    a(2, 3, 4),
    a(2, 5),
    np.array([[1, 1, 0], [1, 0, 0]], np.uint8),
)  # (batch, time, features), (batch, units)
results = (a(2, 3, 5), state, state)

CALLS = {
    "conv": (x, w, a(6), *how, "relu", a(6)),
    "conv_input_grad": (y, w, x.shape, *how),
    "conv_kernel_grad": (x, y, w.shape, *how),
    "affine": (a(3, 4), a(4, 5), a(5), "tanh"),
    "affine_vjp": (a(3, 5), a(3, 4), a(4, 5), a(3, 5), (), need, "relu"),
    "batch_norm": (a(6, 4), a(4), a(4), 1e-3, True),
    "batch_norm_grad": (a(6, 4), a(6, 4), a(4), a(4), a(4), a(4), True),
    "scale_shift": (a(6, 4), a(4), a(4), a(6, 4), True),
    "layer_norm": (a(6, 4), a(4), a(4), 1e-3, False),
    "layer_norm_grad": (a(6, 4), a(6, 4), a(4), a(4), a(6, 1), a(6, 1), False),
    "gelu": (a(3, 4), True),
    "gelu_vjp": (a(3, 4), a(3, 4), False),
    "max_pool": (x, *pool),
    "max_unpool": (a(2, 2, 2, 4), index, x.shape, *pool),
    "avg_pool": (x, *pool),
    "avg_unpool": (a(2, 2, 2, 4), x.shape, *pool),
    "lstm": (steps, a(4, 20), a(5, 20), a(20), state, state, counts, state),
    "lstm_vjp": (
        results,
        steps,
        a(4, 20),
        a(5, 20),
        a(20),
        state,
        state,
        counts,
        state,
        a(2, 3, 5),
        a(3, 2, 5),
        a(3, 2, 20),
        True,
    ),  # fmt: skip
    "gru": (steps, a(4, 15), a(5, 15), a(2, 15), state, counts, state, True),
    "gru_vjp": (
        results[:2],
        steps,
        a(4, 15),
        a(5, 15),
        a(15),
        state,
        counts,
        state,
        a(2, 3, 5),
        a(3, 2, 15),
        False,
        True,
    ),
    "simple_rnn": (steps, a(4, 5), a(5, 5), a(5), state, counts, state, "relu"),
    "simple_rnn_vjp": (results[:2], steps, a(4, 5), a(5, 5), a(5), state, counts, state, a(2, 3, 5), "tanh", True),
    "relu": (a(3, 4),),
    "relu_vjp": (a(3, 4), a(3, 4)),
    "add": (a(3, 4), a(3, 4)),
    "add_relu": (a(3, 4), a(3, 4)),
    "add_relu_vjp": (a(3, 4), a(3, 4)),
    "softmax": (a(3, 4), -1),
    "softmax_vjp": (a(3, 4), a(3, 4)),
    "masked_softmax": (a(2, 3, 4), np.ones((3, 4), np.uint8)),
    "softmax_cross_entropy": (a(3, 4), a(3, 4)),
    "softmax_cross_entropy_vjp": (a(3), a(3, 4), a(3, 4), a(3, 4), (True, False)),
    "sparse_softmax_cross_entropy": (a(3, 4), label),
    "sparse_softmax_cross_entropy_vjp": (a(3), a(3, 4), label, a(3, 4)),
    "activation_vjp": (a(3, 4), a(3, 4), "relu", True),
    "column_sum": (a(3, 4),),
    "mean_squared_difference": (a(3, 4), a(3, 4)),
    "mean_squared_difference_vjp": (a(3), a(3, 4), a(3, 4), (True, True)),
    "add_rows": (a(3, 4), np.array([2, 0, 2]), 5),
    "convert": (a(3, 4), np.zeros(1, ml_dtypes.bfloat16)),
    "as_type": (a(3, 4), np.zeros(1, ml_dtypes.bfloat16)),
    "sgd": ([[a(3), a(3), a(3)]], 0.1, 0.9, False, 0.0, 1.0, float("inf")),
    "adam": ([[a(3), a(3), a(3), a(3)]], 0.1, 1e-7, 0.9, 0.999, 0.0, 1.0, float("inf")),
    "set_threads": (2,),
    "set_capacity": (5,),
}

BIG = 2**62
RUBBISH = [
    None, True, 0, -1, BIG, -BIG, 2**100, 0.5, float("nan"), "relu", "softplus", "\ud800", b"x", [], [1.0], [[a(3)]], (), (None,),
    {}, object(), np.float32(1), np.ma.masked_array(a(3, 4), True), a(), a(0), a(1), a(3), a(4, 3), a(3, 4, 0), a(2, 5, 5, 4),
    a(1, 1, 1, 1, 1, 1), a(*[1] * 7), a(*[1] * 20), a(3, 4).astype(object), np.array(["a", "b"]), a(3, 4).astype(np.float64),
    a(3, 4).astype(complex), a(3, 4).astype(np.float16), a(3, 4).astype(ml_dtypes.bfloat16), a(3, 4).astype(">f4"),
    np.zeros(3, [("a", F), ("b", F)]), np.zeros(3, "V2"), np.zeros((3, 4), "datetime64[s]"), np.array([0, 1, BIG]),
    np.array([0, 1, 2**64 - 1], np.uint64), np.array([-1, 0, 9]), np.lib.stride_tricks.as_strided(a(1), (3, 4), (0, 0)),
    np.lib.stride_tricks.as_strided(a(1), (1, 1), (BIG, BIG)), a(30, 40)[::10, ::10], a(3, 4)[::-1], a(4, 3).T,
    (0, 0), (1, 1, 1), (BIG, BIG), (-1, -1), (0.5, 0.5), ("a", "b"), ((BIG, BIG), (BIG, BIG)), ((-3, 0), (0, -3)), ((0, 0, 0),) * 9,
    ((9, 9), (9, 9)), (1, 5, 5), (2, 4, 5, 5), (0, 5, 5, 4), (2, 5, 5, BIG), (10**9, 10**9, 10**9, 10**9), (False, True), (True,) * 9,
    [a(3)] * 9, [(a(3), a(3), a(3))], [[None] * 4], [[a(3), None, a(3), a(3)]], [[a(3), a(4), a(5), a(6)]], [[a(*[1] * 20)] * 3],
]  # fmt: skip


def main() -> None:
    k = native.kernels
    done = {"value": 0, "left": 0}
    kinds: dict[str, int] = {}

    def attempt(function, arguments) -> None:
        if "-v" in sys.argv:  # the last line before a crash tells which call it was
            print(function, [getattr(v, "shape", v) for v in arguments], flush=True)
        try:
            found = function(*arguments)
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is not a crash
            kinds[type(problem).__name__] = kinds.get(type(problem).__name__, 0) + 1
        else:
            done["left" if found is None or found is False else "value"] += 1

    others = {"after_fork", "before_fork", "get_threads", "library", "loops", "release", "state"}
    forgotten = {name for name in dir(k) if not name.startswith("_")} - CALLS.keys() - others
    assert not forgotten, forgotten
    for name, sensible in CALLS.items():
        function = getattr(k, name)
        assert function(*sensible) is not None or name.startswith("set_"), name
        for arguments in ((), sensible[:-1], (*sensible, None)):
            attempt(function, arguments)
        for i in range(len(sensible)):
            for rubbish in RUBBISH:
                attempt(function, (*sensible[:i], rubbish, *sensible[i + 1 :]))
        arrays = [i for i, v in enumerate(sensible) if isinstance(v, np.ndarray)]
        for many in (arrays, *combinations(arrays, 2)):
            for rubbish in RUBBISH:
                attempt(function, [rubbish if i in many else v for i, v in enumerate(sensible)])
    k.set_threads(2)
    k.set_capacity(1024)
    for name, sensible in CALLS.items():  # and afterwards everything is as before
        getattr(k, name)(*sensible)
    k.release()
    print(done, kinds)
    unexpected = set(kinds) - {
        "TypeError",
        "ValueError",
        "RuntimeError",
        "MemoryError",
        "OverflowError",
        "UnicodeEncodeError",
    }
    assert not unexpected, unexpected
    print("done")


if __name__ == "__main__":
    np.seterr(all="ignore")
    sys.exit(main())
