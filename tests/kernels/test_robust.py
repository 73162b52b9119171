"""Arguments without sense, errors in C++, and the memory that kernels keep."""

from __future__ import annotations

import gc
import resource

import numpy as np
import pytest

import badak
from badak.autograd.op import OPS, use_kernels
from badak.autograd.samples import Draw
from badak.autograd.tensor import Tensor
from badak.backend import native
from badak.errors import BadakError, KernelError
from tests.kernels.compare import TYPES, needs_kernels
from tests.kernels.test_threads_of_kernels import program
from tests.ops.table import floating

pytestmark = needs_kernels


def test_rubbish_never_ends_the_process() -> None:
    done = program("-X", "faulthandler", "-m", "tests.kernels.garbage")
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines()[-1] == "done"


RUBBISH = [
    None,
    "text",
    [],
    {},
    3,
    object(),
    np.zeros((2, 3), object),
    np.array("a"),
    np.zeros(()),
    np.zeros((1,) * 9, np.float32),
]


@pytest.mark.parametrize("name", sorted(native.table))
@pytest.mark.parametrize("as_tensor", [False, True])
def test_operations_say_the_same_with_and_without_kernels(name: str, as_tensor: bool) -> None:
    """What the composite refuses the kernel must not compute, and the other way round."""
    record = OPS[name]
    sample = record.samples(Draw(7))[0]
    args = [a.astype(np.float32) if k in floating(sample.args) else a for k, a in enumerate(sample.args)]

    def outcome(given: list) -> str:
        try:
            with np.errstate(all="ignore"):
                out = record.call(*given, **sample.static)
        except BadakError as problem:
            return problem.code
        except Exception as problem:
            return type(problem).__name__
        return str(getattr(out[0] if isinstance(out, tuple) else out, "shape", ""))

    shapes = [
        np.ones(s, np.float32) for s in [(1,), (2,), (3,), (4,), (2, 3), (4, 4), (2, 5, 4), (1, 5, 4, 2), (2, 5, 4, 1)]
    ]
    for i in range(len(args)):
        for wrong in [*RUBBISH, *shapes]:
            given = [*args[:i], wrong, *args[i + 1 :]]
            if as_tensor:
                given = [Tensor(a) if isinstance(a, np.ndarray) and a.dtype == np.float32 else a for a in given]
            found = outcome(given)
            use_kernels(False)
            try:
                wanted = outcome(given)
            finally:
                use_kernels(True)
            what = (i, getattr(wrong, "shape", wrong), found, wanted)
            if not wanted.endswith("Error") and (wrong is not None or not wanted.startswith("BD")):
                assert found == wanted, what
            else:  # Python's own complaint; of None nanobind complains first, which is told as a coded error
                assert found.endswith("Error") or found == "BD016", what


def test_unknown_activation() -> None:
    x = np.ones((4, 3), np.float32)
    with pytest.raises(BadakError, match="BD003"):
        badak.batch_norm(x, activation="tanh")


def _broken(*args, **static):
    raise RuntimeError("could not create a primitive descriptor")


def test_an_error_of_a_kernel_names_the_shapes(monkeypatch) -> None:
    record = OPS["affine"]
    x, w = np.ones((2, 3), np.float32), np.ones((3, 4), np.float32)
    monkeypatch.setattr(record, "kernel", _broken)
    for given in ((x, w), (Tensor(x), Tensor(w))):
        with pytest.raises(KernelError) as caught:
            badak.affine(*given)
        assert str(caught.value) == (
            "[BD160] the native kernel of this operation failed: could not create a primitive descriptor\n"
            "  where: affine\n"
            "  got: x (2, 3) float32, w (3, 4) float32\n"
            "  to fix: set BADAK_KERNELS=off to compute with NumPy, and report the shapes above with the output of "
            "`badak doctor`; where memory ran out, a smaller batch helps"
        )
        assert "x (2, 3) float32" in caught.value.text("ko")
        assert "네이티브 커널이 실패했습니다" in caught.value.text("ko")


@pytest.mark.parametrize("problem", [RuntimeError("no"), MemoryError(), ValueError("x (3,)")])
def test_an_error_of_a_gradient_kernel(monkeypatch, problem) -> None:
    def fail(*args):
        raise problem

    monkeypatch.setattr(OPS["affine"], "kernel_vjp", fail)
    x = badak.tensor(np.ones((2, 3), np.float32), requires_grad=True)
    out = badak.affine(x, np.ones((3, 4), np.float32))
    with pytest.raises(KernelError) as caught:
        out.sum().backward()
    assert "affine (vjp)" in str(caught.value)
    assert "g (2, 4) float32" in str(caught.value)


def test_other_errors_stay_what_they_are(monkeypatch) -> None:
    """RecursionError and the like are kinds of RuntimeError too."""

    def fail(*args, **static):
        raise RecursionError("deep")

    monkeypatch.setattr(OPS["affine"], "kernel", fail)
    with pytest.raises(RecursionError):
        badak.affine(np.ones((2, 3), np.float32), np.ones((3, 4), np.float32))


def test_what_the_processor_lacks_is_left_to_the_composite() -> None:
    """Under AVX2 oneDNN has no bfloat16; every other kernel works as before."""
    code = (
        "import badak, numpy as np; from badak.backend import native\n"
        "assert native.describe()['instructions'] in ('AVX2', 'AVX', 'SSE4.1'), native.describe()\n"
        "for kind in ('float32', 'bfloat16'):\n"
        "    x = badak.ones((2, 5, 5, 3), dtype=kind, requires_grad=True)\n"
        "    w = badak.ones((3, 3, 3, 4), dtype=kind, requires_grad=True)\n"
        "    y = badak.conv(x, w, activation='relu')\n"
        "    z = badak.affine(y, badak.ones((4, 2), dtype=kind))\n"
        "    z.sum().backward()\n"
        "    assert (z.numpy() == 108).all() and (w.grad.numpy() == 36).all() and x.grad.shape == x.shape\n"
        "print('done')"
    )
    for wanted in ("AVX2", "SSE41"):
        done = program("-c", code, ONEDNN_MAX_CPU_ISA=wanted)
        assert done.stdout.split() == ["done"], done.stderr


# --- memory ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def small_cache():
    native.kernels.release()
    native.kernels.set_capacity(40)
    yield native.kernels
    native.kernels.set_capacity(1024)
    native.kernels.release()


def _many_shapes(count: int, first: int = 1) -> None:
    for i in range(first, first + count):
        x = np.ones((1, i % 61 + 3, i // 61 + 3, 2), np.float32)
        assert badak.conv(x, np.ones((3, 3, 2, 1), np.float32))[0, 0, 0, 0] == 18


def test_cache_is_bounded(small_cache) -> None:
    for i in range(5):
        _many_shapes(30, 1 + 30 * i)
        assert small_cache.state()["cached"] <= small_cache.state()["capacity"] == 40
    small_cache.set_capacity(0)  # what was made last may be in use: one place is always there
    assert small_cache.state()["cached"] == small_cache.state()["capacity"] == 1
    _many_shapes(3)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_shapes(small_cache) -> None:
    _many_shapes(1500)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _many_shapes(3000, 1501)
    gc.collect()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000  # KiB
    assert small_cache.state()["cached"] <= 40


@pytest.mark.parametrize("dtype", TYPES)
def test_scratch_is_used_again_and_given_back(dtype: str) -> None:
    kernels = native.kernels
    kernels.release()
    assert kernels.state()["cached"] == kernels.state()["scratch"] == 0
    x, w = np.ones((4, 16, 16, 32), TYPES[dtype]), np.ones((3, 3, 32, 32), np.float32)
    if dtype == "float32":
        x = x.astype(np.float32)
    first = badak.conv(x, w)
    size = kernels.state()["scratch"]
    assert 0 < size < 100e6
    for _ in range(20):
        badak.conv(x, w)
        badak.conv(x[:1], w)
    assert kernels.state()["scratch"] == size
    kernels.release()
    assert kernels.state()["cached"] == kernels.state()["scratch"] == 0
    np.testing.assert_array_equal(badak.conv(x, w), first)
