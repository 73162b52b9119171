"""Kernels and threads: several Python threads, the global lock, forks, the number of threads, equal bits."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

import badak
from badak.backend import native
from tests.kernels import children
from tests.kernels.compare import needs_kernels

pytestmark = needs_kernels
ROOT = Path(__file__).resolve().parents[2]


def program(*arguments: str, seconds: float = 100, **environment: str) -> subprocess.CompletedProcess:
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return subprocess.run(
        [sys.executable, "-W", "ignore", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=False,
        env={**os.environ, "PYTHONPATH": path, **environment},
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _threads_afterwards():
    before = native.kernels.get_threads()
    yield
    native.kernels.set_threads(before)


def test_python_threads_at_once() -> None:
    """Ten threads with different shapes, so that each would find the others' scratch memory if nobody kept order."""

    def task(i: int) -> list[np.ndarray]:
        rng = np.random.default_rng(i)
        x, w = (rng.standard_normal(s, np.float32) for s in ((4, 12 + i, 12, 8), (3, 3, 8, 8 + i)))
        x, w = badak.tensor(x, requires_grad=True), badak.tensor(w, requires_grad=True)
        out = badak.conv(x, w, padding="same", activation="relu")
        out = badak.affine(out, rng.standard_normal((8 + i, 9)).astype(np.float32))
        out.sum().backward()
        return [out.numpy(), x.grad.numpy(), w.grad.numpy()]

    native.kernels.set_threads(2)
    alone = [task(i) for i in range(10)]
    found: dict[int, list] = {}
    problems: list[Exception] = []

    def repeat(i: int) -> None:
        try:
            for _ in range(8):
                found[i] = task(i)
                for a, b in zip(found[i], alone[i], strict=True):
                    np.testing.assert_array_equal(a, b)
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=repeat, args=(i,)) for i in range(10)]
    for t in threads:
        t.start()
    for t in threads:
        t.join(60)
    assert not problems
    assert len(found) == 10


def test_other_threads_run_meanwhile() -> None:
    native.kernels.set_threads(1)
    begun = threading.Event()

    def compute() -> None:
        begun.set()
        children.long_kernel()

    busy = threading.Thread(target=compute)
    busy.start()
    begun.wait()
    turns = 0
    while busy.is_alive():
        time.sleep(0.001)
        turns += 1
    assert turns >= 5  # one or two if the kernel kept the lock


@pytest.mark.parametrize("name", ["fork", "fork_during_a_kernel", "nested_forks", "spawn"])
def test_child_processes(name: str) -> None:
    """A child that hangs is ended by the time limit."""
    done = program("-m", "tests.kernels.children", name)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "done"


def test_number_of_threads() -> None:
    show = "from badak.backend import native; print(native.describe()['threads'])"
    for count in ("1", "3"):
        assert program("-c", show, BADAK_THREADS=count).stdout.split() == [count]
    # what has no meaning is told where a model is trained; it does not keep anybody from importing
    assert program("-c", show, BADAK_THREADS="²").stdout.split() == [str(badak.backend.threads.available_cpus())]


def test_one_thread_for_a_while_and_then_as_before(monkeypatch) -> None:
    threadpoolctl = pytest.importorskip("threadpoolctl")
    import scipy.linalg  # noqa: F401 - it brings a BLAS of its own

    from badak.backend import threads

    monkeypatch.delenv("BADAK_THREADS", raising=False)
    monkeypatch.setattr(threads, "_wanted", None)

    def sizes() -> dict[str, int]:
        return {p["filepath"]: p["num_threads"] for p in threadpoolctl.threadpool_info() if p["user_api"] == "blas"}

    with threadpoolctl.threadpool_limits(2, user_api="blas"):
        native.kernels.set_threads(2)
        before = sizes()
        with pytest.raises(ZeroDivisionError), threads.one_thread():
            assert badak.get_num_threads() == native.kernels.get_threads() == 1
            assert before and set(sizes().values()) == {1}
            raise ZeroDivisionError
        assert threads._wanted is None  # as before, badak chooses by the size of the work
        assert native.kernels.get_threads() == 2 and sizes() == before


def test_set_num_threads(monkeypatch) -> None:
    from badak.backend import threads

    monkeypatch.setattr(threads, "_wanted", None)
    pool = threads.blas()
    before = pool.get() if pool else 1
    for count in (1, 2, np.int64(3)):
        badak.set_num_threads(count)
        assert native.describe()["threads"] == count
        with threads.computing():
            assert native.kernels.get_threads() == count
    badak.set_num_threads(10**30)  # OpenMP would end the process: so many are not even tried
    assert 1 < native.describe()["threads"] <= 1024
    native.kernels.set_threads(-5)
    assert native.kernels.get_threads() == 1
    if pool:
        pool.set(before)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_same_bits_in_every_run(count: int) -> None:
    native.kernels.set_threads(count)
    x, w = children.data()
    b = np.linspace(-1, 1, 16, dtype=np.float32)

    def run() -> list[bytes]:
        native.kernels.release()
        xs, ws, bs = (badak.tensor(v, requires_grad=True) for v in (x, w, b))
        out = badak.conv(xs, ws, bs, padding="same", activation="relu")
        out, mean, variance = badak.batch_norm(out, bs, bs, activation="relu")
        out = badak.max_pool(out)
        out = badak.affine(out.reshape(8, -1), badak.ones((16 * 256, 10)) / 64)
        loss = badak.sparse_softmax_cross_entropy(out, np.arange(8)).mean()
        loss.backward()
        return [v.numpy().tobytes() for v in (loss, mean, variance, xs.grad, ws.grad, bs.grad)]

    first = run()
    assert all(run() == first for _ in range(4))
