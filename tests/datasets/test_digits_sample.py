"""The embedded digits: what they are, that they are MNIST's, and that they are quick to load."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import badak.datasets
from badak.datasets import digits_sample

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "src" / "badak" / "datasets"


def test_shapes_types_and_balance() -> None:
    (x_train, y_train), (x_test, y_test) = digits_sample()
    assert x_train.shape == (6000, 28, 28) and x_test.shape == (1000, 28, 28)
    assert {a.dtype for a in (x_train, y_train, x_test, y_test)} == {np.dtype("uint8")}
    assert np.bincount(y_train).tolist() == [600] * 10 and np.bincount(y_test).tolist() == [100] * 10
    assert x_train.flags.writeable and x_train.max() == 255 and x_train.min() == 0
    assert (np.diff(y_train.astype(int)) != 0).mean() > 0.85  # in random order, not class by class


def test_content_is_pinned() -> None:
    """A changed sample changes every number quoted for it: that must be done on purpose."""
    digest = hashlib.sha256()
    for part in digits_sample():
        for array in part:
            digest.update(array.tobytes())
    assert digest.hexdigest() == "875f564f16c1824d174d2fa6f13d896f84c589e4f0b1afbc45038856b8637571"


def test_no_image_is_in_both_parts() -> None:
    (x_train, _), (x_test, _) = digits_sample()
    seen = {image.tobytes() for image in x_train}
    assert len(seen) == 6000
    assert not seen & {image.tobytes() for image in x_test}


def test_nearest_neighbour_reads_them() -> None:
    """The labels belong to the images: one neighbour among 6,000 reads most of the test digits."""
    (x_train, y_train), (x_test, y_test) = digits_sample()
    train, test = (x.reshape(len(x), -1)[:, ::3].astype(np.float32) / 255 for x in (x_train, x_test[:300]))
    distance = (train**2).sum(axis=1) - 2 * test @ train.T
    assert (y_train[distance.argmin(axis=1)] == y_test[:300]).mean() > 0.9


def test_calls_do_not_share_memory() -> None:
    first, second = digits_sample(), digits_sample()
    first[0][0][:] = 0
    assert second[0][0].max() == 255


def test_size_and_time() -> None:
    assert (FOLDER / "digits_sample.idx.xz").stat().st_size <= 1_500_000
    best = min(_seconds() for _ in range(5))
    assert best < 0.3


def _seconds() -> float:
    start = time.process_time()
    digits_sample()
    return time.process_time() - start


def test_licence_lies_beside_it() -> None:
    text = (FOLDER / "digits_sample.LICENSE.txt").read_text("utf-8")
    for piece in ("Yann LeCun", "Corinna Cortes", "Christopher J. C. Burges", "ShareAlike 3.0", "Changes made"):
        assert piece in text


def test_both_ways_to_it() -> None:
    assert badak.datasets.digits_sample is digits_sample
    assert badak.datasets.digits_sample()[0][0].shape == (6000, 28, 28)


@pytest.mark.skipif("BADAK_FULL_MNIST" not in os.environ, reason="needs all of MNIST: BADAK_FULL_MNIST=FOLDER")
def test_tool_makes_exactly_this_file() -> None:
    command = [sys.executable, str(ROOT / "tools" / "make_digits_sample.py"), os.environ["BADAK_FULL_MNIST"], "--check"]
    assert subprocess.run(command, capture_output=True, text=True).stdout.strip() == "the same"
