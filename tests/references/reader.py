"""Read the stored references; needs NumPy alone.

from references.reader import load

for case in load("losses").select(peer="keras", dtype="float64"):
    case.name, case["function"], case.inputs["y_true"], case.arrays["grad"]
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Case:
    """One reference: its facts (`case["class"]`), its input arrays and the arrays the peer gave."""

    name: str
    facts: dict[str, Any]
    inputs: dict[str, np.ndarray]
    arrays: dict[str, np.ndarray]

    def __getitem__(self, key: str) -> Any:
        return self.facts[key]

    def get(self, key: str, default: Any = None) -> Any:
        """A fact, or `default` where this case does not state it."""
        return self.facts.get(key, default)

    def accepted(self, key: str) -> list[np.ndarray]:
        """The array `key` as each peer back end gives it: one where they agree, two at a kink or a clipped edge."""
        other = self.arrays.get(f"{key}@torch")
        return [self.arrays[key]] if other is None else [self.arrays[key], other]

    def __repr__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Family:
    """All cases of one file pair, in the order in which they were written."""

    name: str
    made_with: dict[str, str]
    cases: tuple[Case, ...]

    def __iter__(self) -> Iterator[Case]:
        return iter(self.cases)

    def __len__(self) -> int:
        return len(self.cases)

    def __getitem__(self, name: str) -> Case:
        for case in self.cases:
            if case.name == name:
                return case
        raise KeyError(f"no reference {name!r} in {self.name}")

    def select(self, **facts: Any) -> list[Case]:
        """The cases whose facts have these values."""
        return [case for case in self.cases if all(case.get(key) == value for key, value in facts.items())]


@cache
def load(family: str) -> Family:
    """The references of `family`: "activations", "losses", "optimizers" …"""
    document = json.loads((HERE / f"{family}.json").read_text(encoding="utf-8"))
    blobs: dict[str, np.ndarray] = {}
    npz = HERE / f"{family}.npz"
    if npz.exists():
        with np.load(npz, allow_pickle=False) as stored:
            blobs = {dtype: stored[dtype] for dtype in stored.files}
    for blob in blobs.values():
        blob.flags.writeable = False

    def find(dtype: str, start: int, shape: list[int]) -> np.ndarray:
        return blobs[dtype][start : start + math.prod(shape)].reshape(shape)

    shared: dict[str, dict[str, np.ndarray]] = {}
    for key, at in document["inputs"].items():
        owner, _, name = key.rpartition("/")
        shared.setdefault(owner, {})[name] = find(*at)
    cases = []
    for facts in document["cases"]:
        arrays = {name: find(*at) for name, at in facts.pop("arrays", {}).items()}
        cases.append(Case(facts["name"], facts, shared.get(facts.get("inputs", ""), {}), arrays))
    return Family(family, document["made_with"], tuple(cases))
