"""Random damage to files of Keras and PyTorch and to graphs: every outcome is a model or a coded error, in bounded time and memory.

The default run is short; ``make slow`` runs the same for longer and with other seeds.
"""

from __future__ import annotations

import copy
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import badak
from badak.files import load_weights
from tests.files.golden import make_texts  # noqa: F401 - registers the layer of one's own in the golden file
from tests.files.helpers import parts_of, zipped
from tests.files.test_model_file_fuzz import JUNK, damaged, outcome, places

HERE = Path(__file__).resolve().parent
KERAS = HERE.parent / "references" / "keras_files"
TORCH = HERE.parent / "references" / "torch_files"
GOLDEN = HERE / "golden"
HUGE = [10**6, 10**9, 2**31, 2**40, 2**63 - 1, -1, 0, 1, 3, 64]


def changed(content: Any, rng: random.Random) -> Any:
    """Return JSON with a value, a name or a branch exchanged, removed, doubled or made huge."""
    content = copy.deepcopy(content)
    ways = places(content)[1:]
    for _ in range(rng.choice((1, 1, 2))):
        *steps, last = rng.choice(ways)
        inner = content
        try:
            for step in steps:
                inner = inner[step]
            old = inner[last]
            action = rng.randrange(9)
            if action == 0:
                del inner[last]
            elif action == 1:
                other = content
                for step in rng.choice(ways):
                    other = other[step]
                inner[last] = copy.deepcopy(other)
            elif action == 2 and isinstance(inner, dict):
                inner[rng.choice(["class_name", "config", "units", "name", "keras_history"])] = inner.pop(last)
            elif action == 3 and isinstance(old, list):
                inner[last] = old * rng.choice((2, 50))
            elif action < 7 and isinstance(old, int):
                inner[last] = rng.choice(HUGE)
            else:
                inner[last] = rng.choice(JUNK)
        except (KeyError, IndexError, TypeError):
            continue
    return content


def with_numbers(data: bytes, rng: random.Random) -> bytes:
    """Return bytes with a number of 1, 2, 4 or 8 bytes replaced by a telling one."""
    size = rng.choice((1, 2, 4, 8))
    at = rng.randrange(max(len(data) - size, 1))
    value = rng.choice([0, 1, 2, 255, len(data), len(data) - 1, at, rng.randrange(len(data)), 2**31, 2**63, 2**64 - 1])
    return data[:at] + (value % 256**size).to_bytes(size, "little") + data[at + size :]


def spoilt(data: bytes, rng: random.Random) -> bytes:
    """Return bytes damaged by chance, or with a number exchanged."""
    return damaged(data, rng) if rng.random() < 0.4 else with_numbers(data, rng)


def keras_configs(rng: random.Random, count: int, path: Path) -> list[str]:
    results = []
    files = ["graph.keras", "sequences.keras", "pictures.keras"]
    sound = {name: parts_of(KERAS / name) for name in files}
    for _ in range(count):
        parts = sound[rng.choice(files)]
        config = changed(json.loads(parts["config.json"]), rng)
        results.append(outcome(zipped({**parts, "config.json": json.dumps(config).encode()}), path))
    return results


def keras_weights(rng: random.Random, count: int, path: Path) -> list[str]:
    results = []
    parts = parts_of(KERAS / "graph.keras")
    whole = (KERAS / "graph.h5").read_bytes()
    for _ in range(count):
        if rng.random() < 0.5:
            data = spoilt(parts["model.weights.h5"], rng)
            results.append(outcome(zipped({**parts, "model.weights.h5": data}), path))
        else:
            results.append(outcome(spoilt(whole, rng), path))
    return results


def torch_files(rng: random.Random, count: int, path: Path) -> list[str]:
    results = []
    model = badak.Sequential([badak.layers.Dense(3, input_dim=4), badak.layers.Dense(2)])
    files = sorted(p for p in TORCH.glob("*.p*t*") if p.suffix in (".pt", ".pth"))
    for _ in range(count):
        data = rng.choice(files).read_bytes()
        if data[:2] == b"PK" and rng.random() < 0.7:
            parts = parts_of(data)
            name = next(n for n in parts if n.endswith("data.pkl"))
            data = zipped({**parts, name: spoilt(parts[name], rng)})
        else:
            data = spoilt(data, rng)
        results.append(outcome(data, path, lambda p: load_weights(model, p)))
    return results


def graphs(rng: random.Random, count: int, path: Path) -> list[str]:
    results = []
    files = ["graph_v1.badak", "sequences_v1.badak", "texts_v1.badak"]
    sound = {name: parts_of(GOLDEN / name) for name in files}
    for _ in range(count):
        parts = sound[rng.choice(files)]
        part = rng.choice(["config.json", "config.json", "training.json"])
        content = changed(json.loads(parts[part]), rng)
        results.append(outcome(zipped({**parts, part: json.dumps(content).encode()}), path))
    return results


KINDS = {"configs": keras_configs, "weights": keras_weights, "torch": torch_files, "graphs": graphs}


@pytest.mark.parametrize("kind", KINDS)
def test_short(kind: str, tmp_path: Path) -> None:
    """A hundred of each, the same every time."""
    results = KINDS[kind](random.Random(6), 100, tmp_path / "m")
    assert len(set(results)) >= 2


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("kind", KINDS)
def test_long(kind: str, seed: int, tmp_path: Path) -> None:
    """The same for longer."""
    KINDS[kind](random.Random(100 + seed), 1000, tmp_path / "m")


PROGRAM = """
import resource, sys, time, warnings
import badak, numpy
badak.Sequential([badak.layers.Dense(1, input_dim=1)]).predict([[1.0]], verbose=0)
warnings.simplefilter("ignore")
resource.setrlimit(resource.RLIMIT_AS, (6 << 30,) * 2)
for path in sys.argv[1:]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    try:
        badak.load_model(path)
        code = "loaded"
    except badak.errors.BadakError as problem:
        code = problem.code
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    print(code, round(time.process_time() - begun, 2), grown)
"""


def giants(folder: Path) -> dict[str, Path]:
    """Write files that claim to be far larger than they are."""
    import zipfile

    made = {}
    parts = parts_of(KERAS / "graph.keras")
    config = json.loads(parts["config.json"])
    dense = next(layer for layer in config["config"]["layers"] if layer["class_name"] == "Dense")
    dense["config"]["units"] = 10**9
    made["units"] = zipped({**parts, "config.json": json.dumps(config).encode()})
    made["zeros"] = zipped({**parts, "model.weights.h5": bytes(1 << 28)}, zipfile.ZIP_DEFLATED)
    deep = b'{"a":' * 200_000 + b"1" + b"}" * 200_000
    made["deep"] = zipped({**parts, "config.json": deep})
    wide = (
        b'{"class_name": "Sequential", "config": {"name": "s", "layers": ['
        + b'{"class_name":"Flatten","config":{}},' * 60_000
    )
    made["wide"] = zipped({**parts, "config.json": wide[:-1] + b"]}}"})
    made["many"] = zipped({**parts, "config.json": wide[: wide.index(b'{"class_name":"F') + 37 * 4900 - 1] + b"]}}"})
    own = parts_of(GOLDEN / "graph_v1.badak")
    text = json.loads(own["config.json"])
    call = text["model"]["config"]["calls"][0]
    text["model"]["config"]["calls"] = [call] * 60_000
    made["calls"] = zipped({**own, "config.json": json.dumps(text).encode()})
    paths = {}
    for name, data in made.items():
        paths[name] = folder / f"{name}.file"
        paths[name].write_bytes(data)
    return paths


@pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux tells it")
def test_giants_take_neither_time_nor_memory(tmp_path: Path) -> None:
    """In a process of its own, whose memory is looked at."""
    paths = giants(tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(Path(badak.__file__).resolve().parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, paths.values())],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    for name, line in zip(paths, done.stdout.splitlines(), strict=True):
        code, seconds, grown = line.split()
        assert code.startswith("BD") or name == "many", (name, line)
        assert float(seconds) < 4 and int(grown) < 300, (name, line)
