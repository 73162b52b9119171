"""TensorBoard itself reads what is written, and serves it. Needs the environment of ``make peers``, or ``BADAK_PEERS``."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import badak
from badak.callbacks import TensorBoard
from badak.layers import Dense

ROOT = Path(__file__).resolve().parents[2]
PEERS = os.environ.get("BADAK_PEERS", str(ROOT / ".venv-peers" / "bin" / "python"))
pytestmark = pytest.mark.peers

_READ = """
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
events = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "histograms": 0, "images": 0, "tensors": 0})
events.Reload()
tags = events.Tags()
print(json.dumps({
    "scalars": {tag: [[e.step, e.value] for e in events.Scalars(tag)] for tag in tags["scalars"]},
    "histograms": {tag: [[e.step, e.histogram_value.num] for e in events.Histograms(tag)] for tag in tags["histograms"]},
    "images": {tag: [[e.step, e.width, e.height] for e in events.Images(tag)] for tag in tags["images"]},
    "nodes": {n.name: [n.op, list(n.input)] for n in events.Graph().node} if tags["graph"] else {},
}))
"""


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    """Train once with everything switched on; a first training in the same folder is not to be seen."""
    folder = tmp_path_factory.mktemp("logs")
    if subprocess.run([PEERS, "-c", "import tensorboard"], capture_output=True).returncode:
        pytest.skip("no TensorBoard in the environment of the peers")
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 4)).astype(np.float32)
    y = (x[:, :1] > 0).astype(np.float32)
    history: dict = {}
    for _ in range(2):
        badak.utils.set_random_seed(0)
        model = badak.Sequential([Dense(6, activation="relu", input_dim=4), Dense(1, activation="sigmoid")])
        model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
        callback = TensorBoard(folder, histogram_freq=1, write_images=True, update_freq=2, hparams={"units": 6})
        history = model.fit(
            x, y, epochs=3, batch_size=10, validation_split=0.2, callbacks=[callback], verbose=0
        ).history
    with badak.tensorboard.SummaryWriter(folder / "own") as writer:
        writer.add_text("note", "**bold**", 1)
        writer.add_graph(badak.models.zoo.resnet20())
    return folder, history


def test_its_reader_reads_them(logs: tuple[Path, dict]) -> None:
    folder, history = logs
    done = subprocess.run(
        [PEERS, "-W", "ignore", "-c", _READ, str(folder / "train")], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    assert [step for step, _ in found["scalars"]["epoch_loss"]] == [0, 1, 2]
    np.testing.assert_allclose([v for _, v in found["scalars"]["epoch_loss"]], history["loss"], rtol=1e-6)
    assert found["histograms"]["dense/kernel/histogram"] == [[0, 24.0], [1, 24.0], [2, 24.0]]
    assert found["images"]["dense/kernel/image"][0] == [0, 6, 4]
    assert found["nodes"]["dense_1"] == ["Dense", ["dense"]]


@pytest.fixture(scope="module")
def ask(logs: tuple[Path, dict], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable]:
    """Start TensorBoard, and give a function that asks it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = (tmp_path_factory.mktemp("said") / "log").open("w")
    words = ["-m", "tensorboard.main", "--logdir", str(logs[0]), "--port", str(port), "--host", "127.0.0.1"]
    running = subprocess.Popen([PEERS, *words, "--load_fast=false"], stdout=said, stderr=said)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def ask(path: str, **query: str) -> Any:
        address = f"http://127.0.0.1:{port}/data/{path}" + (f"?{urllib.parse.urlencode(query)}" if query else "")
        with opener.open(address, timeout=30) as answer:
            return answer.read()

    try:
        end = time.monotonic() + 120
        while True:
            try:
                if {"train", "validation", "own"} <= set(json.loads(ask("runs"))):
                    break
            except OSError:
                pass
            assert time.monotonic() < end and running.poll() is None, "TensorBoard did not start"
            time.sleep(0.5)
        yield ask
    finally:
        running.terminate()
        running.wait()
        said.close()


def test_it_serves_them(ask: Callable, logs: tuple[Path, dict]) -> None:
    history = logs[1]
    curve = json.loads(ask("plugin/scalars/scalars", run="validation", tag="epoch_loss"))
    assert [step for _, step, _ in curve] == [0, 1, 2]
    np.testing.assert_allclose([value for _, _, value in curve], history["val_loss"], rtol=1e-6)
    bins = json.loads(ask("plugin/histograms/histograms", run="train", tag="dense/kernel/histogram"))
    assert len(bins) == 3 and sum(count for _, _, count in bins[0][2]) == 24
    pictures = json.loads(ask("plugin/images/images", run="train", tag="dense/kernel/image"))
    query = dict(urllib.parse.parse_qsl(pictures[0]["query"]))
    assert ask("plugin/images/individualImage", **query).startswith(b"\x89PNG")
    assert json.loads(ask("plugin/graphs/info"))["own"]["run_graph"] is True
    graph = ask("plugin/graphs/graph", run="own", conceptual="false").decode()
    assert 'name: "stage1_block1/add_relu"' in graph and 'input: "stage1_block1/norm2"' in graph
    assert "<strong>bold</strong>" in ask("plugin/text/text", run="own", tag="note/text_summary").decode()
