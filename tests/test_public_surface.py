"""What a user can reach: every public name exists, is described, and says what its parameters are."""

from __future__ import annotations

import importlib
import inspect
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "docs" / "_ext"))
import badak_pages  # noqa: E402  (the same list that the reference is generated from)


def objects(module_name: str) -> list[tuple[str, Any]]:
    """Return the public classes and functions of a module with their names."""
    module = importlib.import_module(module_name)
    found = []
    for name in badak_pages.public_names(module):
        value = getattr(module, name)
        if inspect.isclass(value) or inspect.isroutine(value):
            found.append((f"{module_name}.{name}", value))
    return found


def callables(name: str, value: Any) -> list[tuple[str, Any]]:
    """Return a function, or the constructor and public methods that a class of badak defines."""
    if not inspect.isclass(value):
        return [(name, value)]
    own = [(f"{name}.{key}", member) for key, member in vars(value).items() if not key.startswith("_")]
    members = [(key, getattr(m, "__func__", m)) for key, m in own]
    constructor = [(name, value)] if not issubclass(value, BaseException) else []
    return constructor + [(key, m) for key, m in members if inspect.isfunction(m)]


@pytest.mark.parametrize("module_name", badak_pages.MODULES)
def test_public_names_are_described_and_typed(module_name: str) -> None:
    """Each has a docstring; each parameter has a type."""
    undescribed, untyped = [], []
    for name, value in objects(module_name):
        if not getattr(value, "__module__", "").startswith("badak"):
            continue
        if not inspect.getdoc(value):
            undescribed.append(name)
        for path, function in callables(name, value):
            try:
                parameters = list(inspect.signature(function).parameters.values())
            except (TypeError, ValueError):
                continue
            untyped += [
                f"{path}({p.name})" for p in parameters if p.annotation is p.empty and p.name not in ("self", "cls")
            ]
    assert not undescribed
    assert not untyped


@pytest.mark.parametrize("module_name", badak_pages.MODULES)
def test_the_promised_names_are_there(module_name: str) -> None:
    """No name twice, none that is private, and dir() shows them all, lazy ones too."""
    module = importlib.import_module(module_name)
    names = badak_pages.public_names(module)
    assert names
    assert len(names) == len(set(names))
    assert not [n for n in names if n.startswith("_") and n != "__version__"]
    assert set(names) <= set(dir(module))
