"""A model of each kind, trained once for all tests of the command line, and surroundings that no test changes for others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.helpers import QUICK, badak, customers, sales


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run in an empty folder, and give back the number of threads."""
    from badak.backend import threads as native

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(native, "_wanted", None)
    yield


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with three runs: digits, table (regression), customers (classification)."""
    folder = tmp_path_factory.mktemp("trained")
    threads = ("--threads", "1", "-q")
    made = badak("train", "digits", *QUICK, "-q", "--epochs", "8", "--limit", "1500", "--out", folder / "digits")
    assert made.code == 0, made.err
    table = sales(folder / "sales.csv")
    made = badak("train", "--data", table, "--target", "sales", *threads, "--epochs", "40", "--out", folder / "sales")
    assert made.code == 0, made.err
    table = customers(folder / "customers.csv")
    made = badak(
        "train", "--data", table, "--target", "탈퇴", *threads, "--epochs", "20", "--out", folder / "customers"
    )
    assert made.code == 0, made.err
    return folder


@pytest.fixture
def digits(trained: Path) -> Path:
    """Return a model of handwritten digits."""
    return trained / "digits" / "model.badak"


@pytest.fixture
def regression(trained: Path) -> Path:
    """Return a model of a table of sales."""
    return trained / "sales" / "model.badak"


@pytest.fixture
def classifier(trained: Path) -> Path:
    """Return a model of a table of customers."""
    return trained / "customers" / "model.badak"
