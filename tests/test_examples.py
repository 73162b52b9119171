"""The examples run, in their quick mode, each in a process of its own and without a network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from badak.backend import native

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
SHORTER = {
    "deep_cnn_mnist": ["--epochs", "1"],
    "simple_cnn_mnist": ["--epochs", "2"],
    "plain_vs_residual": ["--epochs", "1"],
}

# of some examples: what stands before the result on the last line, what it has to exceed (to stay below, where
# negative), and what is drawn
SEQUENCES: dict[str, tuple[str, float, str | None]] = {
    "shape_captions": ("sentences right:", 0.2, "shape_captions.html"),
    "review_sentiment": ("test accuracy", 0.6, None),
    "date_formats": ("greedy search:", 90, "date_formats.svg"),
    "char_model": ("character model:", -2.5, None),
    "tagging": ("F1", 0.7, None),
    "compare_runs": ("test accuracy", 0.7, None),
    "forecast_compare": ("seasonal-naive is beaten:", 2, None),
    "weights_of_others": ("what the file is worth:", 0.5, None),
}


@pytest.mark.skipif(native.kernels is None, reason="convolutions take minutes without native kernels")
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example(path: Path, tmp_path: Path) -> None:
    if path.stem.startswith("onnx"):
        pytest.importorskip("onnxruntime")
    if path.stem.startswith("forecast"):
        pytest.importorskip("statsmodels")
    place = os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PYTHONPATH": place, "PYTHONWARNINGS": "error", "BADAK_LANG": "en"}
    done = subprocess.run(
        [sys.executable, str(path), "--quick", *SHORTER.get(path.stem, [])],
        cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    last = done.stdout.strip().splitlines()[-1]
    if path.stem in SEQUENCES:
        before, least, drawing = SEQUENCES[path.stem]
        found = float(last.split(before)[1].split()[0].rstrip("%,:"))
        assert found > least if least > 0 else found < -least, last
        assert drawing is None or (tmp_path / drawing).stat().st_size > 5_000
    elif path.stem == "plain_vs_residual":
        assert (
            (tmp_path / "plain_vs_residual.png").stat().st_size > 10_000
            if last.endswith(".png")
            else "matplotlib" in last
        )
        assert "residual  32 layers" in done.stdout
    else:
        assert float(last.split()[2]) > 0.9, last


def test_wrong_depths_are_told(tmp_path: Path) -> None:
    path = ROOT / "examples" / "plain_vs_residual.py"
    words = [sys.executable, str(path), "--quick", "--depths", "9", "20"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2 and "6n + 2" in done.stderr


@pytest.mark.skipif(native.kernels is None, reason="convolutions take minutes without native kernels")
def test_kept_networks_are_not_trained_again(tmp_path: Path) -> None:
    path = ROOT / "examples" / "plain_vs_residual.py"
    words = [sys.executable, str(path), "--quick", "--limit", "200", "--epochs", "1", "--keep", "runs.jsonl"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])}

    def run(*more: str) -> str:
        done = subprocess.run([*words, *more], cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def held() -> list[dict]:
        return [json.loads(line) for line in (tmp_path / "runs.jsonl").read_text().splitlines()]

    run("--depths", "8")
    assert [(r["kind"], r["seed"]) for r in held()] == [("plain", 0), ("residual", 0)]
    text = run("--depths", "8", "14", "--seeds", "2")
    runs = held()
    assert len(runs) == 8 and len({(r["kind"], r["depth"], r["seed"]) for r in runs}) == 8
    mean = (runs[0]["error"][-1] + next(r for r in runs if r["kind"] == "plain" and r["seed"] == 1)["error"][-1]) / 2
    assert f"{mean:10.1%} (" in text and "with 2 seeds" not in text and "of 2 seeds" in text
    run("--depths", "8", "14", "--seeds", "2")
    assert held() == runs
    run("--depths", "8", "--learning-rate", "0.01")  # another setting counts anew
    assert len(held()) == 10
