"""Which copy of the loops runs, by what the processor has, and that each computes the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from badak.autograd.op import OPS
from badak.autograd.samples import Draw
from tests.kernels.compare import TYPES, check, needs_kernels
from tests.kernels.test_threads_of_kernels import program

pytestmark = needs_kernels

LEVELS = ["base", "avx2", "avx512", "avx512_bf16"]

# the name under which oneDNN knows a level, and what the processor must have for it
LIMITS = {"base": "SSE41", "avx2": "AVX2", "avx512": "AVX512_CORE"}
FLAGS = {
    "avx2": {"avx2", "fma", "bmi1", "bmi2"},
    "avx512": {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"},
    "avx512_bf16": {"avx512_bf16"},
}

# operations whose kernels are loops compiled for each level
WIDE = ["add_relu", "affine", "batch_norm", "conv", "max_pool", "relu", "scale_shift"]


def of_this_processor() -> str:
    """Return the widest level, by what Linux says of the processor."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    flags = set(next(line for line in lines if line.startswith("flags")).partition(":")[2].split())
    level = "base"
    for name, needed in FLAGS.items():
        if not needed <= flags:
            break
        level = name
    return level


def expected(level: str) -> dict[str, str | None]:
    """Return which copy each family of loops has at a level: 16-bit products are Winograd's alone."""
    without = "avx512" if level == "avx512_bf16" else level
    return {
        "wide": without,
        "winograd": None if level == "base" else level,
        "recurrent": None if level == "base" else without,
    }


def compare() -> None:
    """Compare every operation of ``WIDE`` with its composite."""
    for name in WIDE:
        for sample in OPS[name].samples(Draw(7)):
            for dtype in TYPES:
                check(name, list(sample.args), sample.static, dtype)
    rng = np.random.default_rng(0)
    for columns in (3, 16, 37, 64, 130):  # ends of rows within a vector, and between vectors
        x, gamma, beta = rng.standard_normal((50, columns)), rng.standard_normal(columns), rng.standard_normal(columns)
        for dtype in TYPES:
            check("batch_norm", [x, gamma, beta], {"activation": "relu"}, dtype)
            check("add_relu", [x, x[::-1]], {}, dtype)
            check("max_pool", [rng.standard_normal((2, 6, 6, columns))], {"pool_size": 2}, dtype)


def test_the_widest_that_the_processor_has() -> None:
    done = program("-c", "from badak.backend import native; print(native.describe()['loops'])", ONEDNN_MAX_CPU_ISA="")
    assert done.stdout.strip() == str(expected(of_this_processor())), done.stderr


@pytest.mark.parametrize("level", LIMITS)
def test_a_lesser_level_on_request(level: str) -> None:
    chosen = min(level, of_this_processor(), key=LEVELS.index)
    code = (
        "from tests.kernels.test_levels import compare, expected\n"
        "from badak.backend import native\n"
        f"assert native.describe()['loops'] == expected({chosen!r}), native.describe()\n"
        "compare()\n"
        "print('done')"
    )
    done = program("-c", code, ONEDNN_MAX_CPU_ISA=LIMITS[level])
    assert done.stdout.split() == ["done"], done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("level", ["avx2", "avx512"])
def test_winograd_at_a_lesser_level(level: str) -> None:
    done = program(
        "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/kernels/test_winograd.py", seconds=600,
        ONEDNN_MAX_CPU_ISA=LIMITS[level],
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
