"""``jax.jit`` for tests: compiled without optimisation, which halves the time and changes no meaning."""

from __future__ import annotations

from collections.abc import Callable

import pytest


def jit(function: Callable) -> Callable:
    """Compile, or skip the test where there is no JAX."""
    jax = pytest.importorskip("jax")
    options = {"xla_backend_optimization_level": 0, "xla_llvm_disable_expensive_passes": True}
    return jax.jit(function, compiler_options=options)
