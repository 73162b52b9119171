"""Importing the package costs nothing: parts, network and compression come with their first use."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

import badak.datasets

WATCHED = ["urllib.request", "http.client", "ssl", "csv", "lzma", "pandas", "polars", "sklearn"]
PROGRAM = """
import json, sys
import numpy, badak
before = set(sys.modules)
import badak.datasets
{use}
print(json.dumps(sorted(set(sys.modules) - before)))
"""
ROOT = Path(__file__).resolve().parents[2]


def imported_by(use: str) -> list[str]:
    """Return the modules that a line of code brings in, in a process of its own."""
    path = os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")]))
    environment = dict(os.environ, PYTHONPATH=path)
    command = [sys.executable, "-c", PROGRAM.format(use=use)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return json.loads(done.stdout)


def test_nothing_is_imported_ahead() -> None:
    assert imported_by("badak.datasets.__all__, dir(badak.datasets)") in ([], ["badak.datasets"])


def test_generated_points_and_names_need_no_network_code() -> None:
    loaded = imported_by("badak.datasets.moons(); badak.datasets.names()")
    assert "badak.datasets.generated" in loaded
    assert not [name for name in WATCHED if name in loaded]


@pytest.mark.parametrize("name", badak.datasets.__all__)
def test_every_name_is_there(name: str) -> None:
    value = getattr(badak.datasets, name)
    assert value is getattr(badak.datasets, name)
    if name in ("mnist", "fashion_mnist", "imdb", "nsmc", "reuters"):
        assert isinstance(value, ModuleType) and isinstance(value.load_data, FunctionType)
        assert value is importlib.import_module(f"badak.datasets.{name}")
    assert value.__doc__


def test_unknown_name() -> None:
    with pytest.raises(AttributeError, match="cifar100"):
        badak.datasets.cifar100  # noqa: B018
