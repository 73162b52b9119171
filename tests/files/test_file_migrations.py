"""Versions: what turns a file of an earlier one into the present form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import badak
from badak import errors
from badak.files import migrations
from tests.files.helpers import X, edited, make_model, parts_of, saved


def test_each_earlier_version_has_its_step() -> None:
    """The table is complete."""
    assert sorted(migrations.MIGRATIONS) == list(range(1, migrations.VERSION))


def test_a_chain_of_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file from two versions ago: a field was renamed, then a part moved."""
    model = make_model()
    path = saved(model, tmp_path)
    seen = []

    def first(parts: dict[str, Any]) -> dict[str, Any]:
        seen.append(1)
        for layer in parts["config"]["model"]["config"]["layers"]:
            if "neurons" in layer["fields"]:
                layer["fields"]["units"] = layer["fields"].pop("neurons")
        return parts

    def second(parts: dict[str, Any]) -> dict[str, Any]:
        seen.append(2)
        return {**parts, "preprocess": {"class_names": parts["config"].pop("labels"), "preprocess": None}}

    monkeypatch.setattr(migrations, "VERSION", 3)
    monkeypatch.setattr(migrations, "MIGRATIONS", {1: first, 2: second})

    def earlier(config: dict) -> None:
        config["labels"] = ["a", "b", "c"]
        for layer in config["model"]["config"]["layers"]:
            if "units" in layer["fields"]:
                layer["fields"]["neurons"] = layer["fields"].pop("units")

    edited(path, "config.json", earlier)
    loaded = badak.load_model(path)
    assert seen == [1, 2]
    assert loaded.class_names == ["a", "b", "c"]
    assert loaded.predict(X).tobytes() == model.predict(X).tobytes()
    loaded.save(path)  # written in the present form
    assert json.loads(parts_of(path)["config.json"])["version"] == 3
    badak.load_model(path)
    assert seen == [1, 2]


def test_a_step_that_does_not_understand_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged file of an earlier version is a damaged file."""

    def step(parts: dict[str, Any]) -> dict[str, Any]:
        return {**parts, "config": {**parts["config"], "model": parts["config"]["network"]}}

    monkeypatch.setattr(migrations, "VERSION", 2)
    monkeypatch.setattr(migrations, "MIGRATIONS", {1: step})
    path = saved(make_model(fitted=False), tmp_path)
    edited(path, "config.json", lambda config: config.update(version=1))
    with pytest.raises(errors.FileFormatError) as caught:
        badak.load_model(path)
    assert caught.value.code == "BD083"
    assert "version 1" in str(caught.value)
