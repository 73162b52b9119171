"""What the guide says is left out, is left out, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

onnx = pytest.importorskip("onnx")

from onnx import defs  # noqa: E402

from badak.onnx.reading import graph  # noqa: E402, F401
from badak.onnx.reading.registry import NODES  # noqa: E402
from tests.onnx_models import test_export_layers, test_export_operations  # noqa: E402

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_list_of_operators_is_the_real_one(language: str) -> None:
    text = (DOCS / language / "onnx.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ")][1:]
    told = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    known = {schema.name for schema in defs.get_all_schemas() if schema.domain == ""}
    assert len(told) == len(set(told))
    # a newer package onnx may know more operators than the guide was written for
    assert set(told) & known == {name for name in known - set(NODES) if defs.get_schema(name).since_version <= 28}
    assert len(told) < len(NODES)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_cannot_be_written_is_told(language: str) -> None:
    text = (DOCS / language / "onnx.md").read_text(encoding="utf-8").split("\n## ")[-1]
    for name in test_export_layers.LEFT_OUT:
        assert f"`{name}`" in text
    for name in ("cumprod", "bincount", "batch_norm", "index_update"):
        assert name in test_export_operations.LEFT_OUT and f"`{name}`" in text
    for modes in test_export_operations.UNABLE["pad"]:
        assert f'"{modes}"' in text
