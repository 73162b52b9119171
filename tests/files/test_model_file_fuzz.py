"""Random damage: every outcome is a model or a coded error, in bounded time."""

from __future__ import annotations

import copy
import json
import random
import time
import warnings
from pathlib import Path
from typing import Any

import pytest

import badak
from badak.errors import BadakError
from badak.files import load_weights, save_weights
from tests.files.helpers import make_model, parts_of, saved, zipped

SECONDS = 2.0
JUNK = [
    None, True, False, 0, -1, 1, 7, 2**63, -(2**70), 1e308, -0.5, "", "x", "dense", "a/b", "\ud800", "nan", [], [[]], {},
    [0], [1, 2, 3], ["a"], [None], {"class": "Dense"}, {"class": "Dense", "of": "layer", "fields": {}}, {"same": 0},
    {"function": "relu", "of": "activation"}, {"array": "0"}, {"tuple": [1]}, {"dict": [[1, 2]]}, {"float": "nan"},
    {"list": [1, [2]]}, {"class": "Sequential", "of": "layer", "config": {}}, "float64", "bfloat16", "object", "adam",
]  # fmt: skip


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the bytes of a sound model file."""
    return saved(make_model(), tmp_path_factory.mktemp("fuzz")).read_bytes()


def outcome(data: bytes, path: Path, load: Any = badak.load_model) -> str:
    """Load damaged bytes; return the code of the error or ``"loaded"``."""
    path.write_bytes(data)
    begun = time.process_time()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            load(path)
        result = "loaded"
    except BadakError as problem:
        assert problem.text("en").count("?>") == problem.text("ko").count("?>") == 0, problem.text("en")
        result = problem.code
    assert time.process_time() - begun < SECONDS
    return result


def damaged(data: bytes, rng: random.Random) -> bytes:
    """Damage bytes in one of the ways in which bytes are damaged."""
    at, length = rng.randrange(len(data)), rng.choice((1, 1, 1, 2, 4, 40))
    piece = bytes(rng.randrange(256) for _ in range(length))
    way = rng.randrange(6)
    if way == 0:
        return data[:at] + piece + data[at + length :]
    if way == 1:
        return data[:at] + data[at + length :]
    if way == 2:
        return data[:at] + piece + data[at:]
    if way == 3:
        start = rng.randrange(len(data))
        return data[:at] + data[start : start + 64] + data[at + 64 :]
    if way == 4:
        return data[:at]
    bits = bytearray(data)
    bits[at] ^= 1 << rng.randrange(8)
    return bytes(bits)


def test_damaged_anywhere(sound: bytes, tmp_path: Path) -> None:
    """Checksums notice nearly all; names and sizes in the list of members the rest."""
    rng = random.Random(1)
    results = [outcome(damaged(sound, rng), tmp_path / "m.badak") for _ in range(400)]
    assert {"BD083", "loaded"} <= set(results)
    assert results.count("BD083") > 200


def test_damaged_in_the_list_of_members(sound: bytes, tmp_path: Path) -> None:
    """The list is short, so it is hit more often here."""
    rng = random.Random(2)
    start = sound.index(b"PK\x01\x02")
    results = [outcome(sound[:start] + damaged(sound[start:], rng), tmp_path / "m.badak") for _ in range(300)]
    assert {"BD083", "BD088"} <= set(results)


@pytest.mark.parametrize("part", ["config.json", "training.json", "preprocess.json", "weights.safetensors"])
def test_damaged_under_a_sound_checksum(part: str, sound: bytes, tmp_path: Path) -> None:
    """As by somebody who knows the format."""
    rng = random.Random(3)
    parts = parts_of(sound)
    results = [outcome(zipped({**parts, part: damaged(parts[part], rng)}), tmp_path / "m.badak") for _ in range(150)]
    assert "BD083" in results


def places(content: Any, way: tuple = ()) -> list[tuple]:
    """List the ways to all values in a JSON tree."""
    inner = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    return [way, *(place for key, value in inner for place in places(value, (*way, key)))]


@pytest.mark.parametrize("part", ["config.json", "training.json", "preprocess.json", "record.json"])
def test_values_replaced_by_others(part: str, sound: bytes, tmp_path: Path) -> None:
    """Sound JSON with a value, a name or a whole branch exchanged, removed or doubled."""
    rng = random.Random(4)
    parts = parts_of(sound)
    original = json.loads(parts[part])
    ways = places(original)[1:]
    results = []
    for _ in range(250):
        content = copy.deepcopy(original)
        *steps, last = rng.choice(ways)
        inner = content
        for step in steps:
            inner = inner[step]
        action = rng.randrange(8)
        if action == 0:
            del inner[last]
        elif action == 1:
            other = original
            for step in rng.choice(ways):
                other = other[step]
            inner[last] = copy.deepcopy(other)
        elif action == 2 and isinstance(inner, dict):
            inner[rng.choice(["x", "class", "of", "fields", "config", "same"])] = inner.pop(last)
        else:
            inner[last] = rng.choice(JUNK)
        results.append(outcome(zipped({**parts, part: json.dumps(content).encode()}), tmp_path / "m.badak"))
    assert "loaded" in results
    if part != "record.json":  # a record may hold anything
        assert len(set(results)) >= 3


def test_bare_weights(tmp_path: Path) -> None:
    """The same for .safetensors files, which have no checksum: equal lengths and names may load, all else is refused."""
    rng = random.Random(5)
    model = make_model()
    save_weights(model, tmp_path / "w.safetensors")
    sound = (tmp_path / "w.safetensors").read_bytes()
    header = 8 + int.from_bytes(sound[:8], "little")

    def load(path: Path) -> None:
        load_weights(model, path)

    results = [outcome(damaged(sound[:header], rng) + sound[header:], tmp_path / "d", load) for _ in range(300)]
    results += [outcome(damaged(sound, rng), tmp_path / "d", load) for _ in range(100)]
    assert {"BD082", "BD083", "BD087", "loaded"} <= set(results)
