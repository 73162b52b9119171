"""The command behind `make accuracy`.

    python -m benchmarks.accuracy                    both tasks, five seeds, what is missing in the results
    python -m benchmarks.accuracy simple-cnn --seeds 2 --output /tmp/try.jsonl
    python -m benchmarks.accuracy --table            only the table of what is there
    python -m benchmarks.accuracy --same-start       the first losses from the same weights, in the same order, without dropout

Each run is a process of its own, on one thread, and ends as a line of JSON in the results, so that an interrupted comparison
goes on where it was. A line whose settings are no longer the task's does not count.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from benchmarks import machine, peers
from benchmarks.accuracy.figures import mean_and_deviation, welch
from benchmarks.accuracy.tasks import TASKS, Task, prepared

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RESULTS = HERE / "results.jsonl"
SIDES = (("badak", "float32"), ("torch", "float32"), ("badak", "mixed"), ("torch", "mixed"))
COMPARED = (
    ("badak against PyTorch, float32", ("badak", "float32"), ("torch", "float32")),
    ("badak against PyTorch, mixed", ("badak", "mixed"), ("torch", "mixed")),
    ("badak: mixed against float32", ("badak", "mixed"), ("badak", "float32")),
)
SHOWN = {"train_loss": "training loss", "test_loss": "test loss", "test_accuracy": "test accuracy"}


def main(argv: list[str] | None = None) -> int:
    """Run what is missing and print the tables."""
    args = arguments(argv)
    tasks = [TASKS[name] for name in args.tasks or TASKS]
    if args.same_start:
        for task in tasks:
            print("\n".join(same_start(task)), flush=True)
        return 0
    for task in tasks if not args.table else []:
        complete(task, args.seeds, args.output)
    for task in tasks:
        print("\n".join(table(task, lines_of(task, args.output))) + "\n")
    return 0


def arguments(argv: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser("python -m benchmarks.accuracy", description="badak's accuracy beside PyTorch's")
    parser.add_argument("tasks", nargs="*", choices=[[], *TASKS], metavar="TASK", help=f"of {', '.join(TASKS)}; all")
    parser.add_argument("--seeds", type=int, default=5, help="runs of each side (5)")
    parser.add_argument("--output", type=Path, default=RESULTS, help="file of results, JSON lines, added to")
    parser.add_argument("--table", action="store_true", help="run nothing")
    parser.add_argument(
        "--same-start", action="store_true", help="compare the first losses from the same weights instead"
    )
    return parser.parse_args(argv)


def complete(task: Task, seeds: int, output: Path) -> None:
    """Run what the results do not hold yet, seed by seed, so that every side has about as many at any time."""
    done = {(line["side"], line["precision"], line["seed"]) for line in lines_of(task, output)}
    # PyTorch in bfloat16 last: it only tells whether its mixed precision costs as much as badak's
    missing = [(*side, seed) for sides in (SIDES[:3], SIDES[3:]) for seed in range(seeds) for side in sides]
    missing = [run for run in missing if run not in done]
    if not missing:
        return
    data = prepared(task, Path(tempfile.gettempdir()))
    python = peers.find()
    for side, precision, seed in missing:
        if side == "torch" and python is None:
            print("no peers: `make peers`, or BADAK_PEERS=/path/to/environment", file=sys.stderr)
            continue
        found = one_run(task, side, precision, seed, data)
        with output.open("a", encoding="utf-8") as file:
            file.write(json.dumps(found, ensure_ascii=False) + "\n")
        shown = ", ".join(f"{title} {found[key]:.4f}" for key, title in SHOWN.items())
        print(f"{task.name} {side} {precision} seed {seed}: {shown}, {found['seconds']:.0f} s", flush=True)


def same_start(task: Task) -> list[str]:
    """How far the losses of both sides are apart step by step, where nothing is left to chance."""
    if peers.find() is None:
        raise SystemExit("no peers: `make peers`, or BADAK_PEERS=/path/to/environment")
    data, out = prepared(task, Path(tempfile.gettempdir())), []
    for number in ("float64", "float32"):
        with tempfile.TemporaryDirectory() as folder:
            weights = str(Path(folder) / "weights.npz")
            own, other = (process(task, side, number, data, "same-start", weights) for side in ("badak", "torch"))
        apart = [abs(a - b) / b for a, b in zip(own["losses"], other["losses"], strict=True)]
        shown = ", ".join(f"step {i} {apart[i - 1]:.0e}" for i in (1, 2, 5, 10, len(apart)))
        out.append(f"{task.name} in {number}: loss {own['losses'][0]:.4f} … {own['losses'][-1]:.4f}, apart by {shown}")
    return out


def one_run(task: Task, side: str, precision: str, seed: int, data: Path) -> dict:
    """Train once and return the line of the results."""
    told = process(task, side, precision, data, "seed", str(seed))
    head = {"task": task.name, "side": side, "precision": precision, "seed": seed}
    return head | told | {"commit": machine.commit(), "settings": asdict(task)}


def process(task: Task, side: str, number: str, data: Path, what: str, value: str) -> dict:
    """Run one side in a process of its own, on one thread, and return what it prints."""
    if side == "badak":
        command = [sys.executable, "-m", "benchmarks.accuracy.of_badak"]
    else:
        command = [str(peers.find()), str(HERE / "of_torch.py")]
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
    env |= {"OMP_NUM_THREADS": "1", "BADAK_THREADS": "1", "MKL_NUM_THREADS": "1"}
    if side == "badak" and not machine.installed("badak"):
        env["PYTHONPATH"] = str(ROOT / "src")
    done = subprocess.run(
        [*command, task.name, number, str(data), what, value], cwd=ROOT, env=env, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{side} {number}, {what} {value}, ended with code {done.returncode}:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def lines_of(task: Task, output: Path) -> list[dict]:
    """The results that belong to the task as it is now."""
    if not output.exists():
        return []
    lines = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines() if line]
    return [line for line in lines if line["task"] == task.name and line["settings"] == asdict(task)]


def table(task: Task, lines: list[dict]) -> list[str]:
    """Mean and deviation of each side, and the differences with their intervals, in Markdown."""
    runs: dict[tuple[str, str], list[dict]] = {side: [] for side in SIDES}
    for line in lines:
        runs[line["side"], line["precision"]].append(line)
    out = [f"**{task.title}**, mean ± standard deviation over seeds", ""]
    out += ["| | runs | " + " | ".join(SHOWN.values()) + " |", "|---|---" + "|---" * len(SHOWN) + "|"]
    for (side, precision), found in runs.items():
        if found:
            cells = [f"{m:.4f} ± {d:.4f}" for m, d in (mean_and_deviation([r[k] for r in found]) for k in SHOWN)]
            out.append(f"| {side}, {precision} | {len(found)} | {' | '.join(cells)} |")
    for title, one, other in COMPARED:
        if min(len(runs[one]), len(runs[other])) > 1:
            pairs = [welch([r[k] for r in runs[one]], [r[k] for r in runs[other]]) for k in SHOWN]
            cells = [f"{d:+.4f} ({low:+.4f} … {high:+.4f})" for d, low, high in pairs]
            out.append(f"| *{title}* (95 %) | | {' | '.join(cells)} |")
    return out


if __name__ == "__main__":
    sys.exit(main())
