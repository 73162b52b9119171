"""Programs that tests start in processes of their own: ``python -m tests.kernels.children NAME``."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import time

import numpy as np

import badak
from badak.backend import native
from badak.backend.threads import computing


def data() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.standard_normal((8, 32, 32, 16), np.float32), rng.standard_normal((3, 3, 16, 16), np.float32)


def work() -> float:
    """Use every pool there is, with work enough for several threads."""
    x, w = data()
    with computing():
        y = badak.conv(badak.tensor(x, requires_grad=True), badak.tensor(w, requires_grad=True), padding="same")
        z, *_ = badak.batch_norm(y)
        (z * z).mean().backward()
        return float(np.abs(y.numpy()).sum() + (x.reshape(-1, 512) @ x.reshape(-1, 512).T).sum())


def long_kernel() -> None:
    x, w = np.ones((8, 128, 128, 64), np.float32), np.ones((3, 3, 64, 64), np.float32)
    native.kernels.conv(x, w, None, (1, 1), ((1, 1), (1, 1)), (1, 1), 1, None)


def in_child(expected: float) -> None:
    """Fork; the child computes with one thread and the parent goes on with all of its own."""
    pid = os.fork()
    if pid == 0:
        try:
            badak.set_num_threads(2)
            good = np.isclose(work(), expected, rtol=1e-4) and native.describe()["threads"] == 1
            x = np.random.default_rng(0).standard_normal((64, 8)).astype(np.float32)
            model = badak.Sequential([badak.layers.Dense(4, activation="relu"), badak.layers.Dense(1)])
            model.compile("adam", "mse")
            model.fit(x, x[:, :1], epochs=1, verbose=0)
            os._exit(0 if good else 3)
        finally:
            os._exit(4)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0, status


def fork() -> None:
    native.kernels.set_threads(2)
    expected = work()
    in_child(expected)
    assert np.isclose(work(), expected, rtol=1e-4)


def fork_during_a_kernel() -> None:
    """The lock that a running kernel holds must not be held for ever in the child."""
    native.kernels.set_threads(2)
    expected = work()
    for _ in range(3):
        busy = threading.Thread(target=long_kernel)
        busy.start()
        time.sleep(0.01)
        in_child(expected)
        busy.join()


def spawn() -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        found = pool.starmap(work, [()] * 2)
    assert np.allclose(found, work(), rtol=1e-4)


def nested_forks() -> None:
    expected = work()
    pid = os.fork()
    if pid == 0:
        try:
            in_child(expected)
            os._exit(0)
        finally:
            os._exit(4)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


if __name__ == "__main__":
    globals()[sys.argv[1]]()
    print("done")
