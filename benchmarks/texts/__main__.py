"""The command behind `make texts`.

    python -m benchmarks.texts                       everything that the results lack, five seeds; two language models have three
    python -m benchmarks.texts en-gru --seeds 2 --output /tmp/try.jsonl
    python -m benchmarks.texts --table               only the tables of what is there
    python -m benchmarks.texts --same-start          the first losses from the same weights, in float64, without dropout

Every finished run is a line of JSON in the results, so that an interrupted comparison goes on where it was. A line whose
settings are no longer the task's does not count.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from benchmarks import machine, peers
from benchmarks.texts.data import prepared
from benchmarks.texts.table import tables
from benchmarks.texts.tasks import TASKS, Task

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RESULTS = HERE / "results.jsonl"


def main(argv: list[str] | None = None) -> int:
    """Run what is missing and print the tables."""
    args = arguments(argv)
    tasks = [TASKS[name] for name in args.tasks or TASKS]
    if args.same_start:
        for task in tasks:
            if "torch" in task.sides:
                print(same_start(task), flush=True)
        return 0
    if not args.table:
        with tempfile.TemporaryDirectory() as folder:
            for task in tasks:
                complete(task, args.seeds, args.output, Path(folder))
    print("\n".join(tables(read_lines(args.output))))
    return 0


def arguments(argv: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        "python -m benchmarks.texts", description="what badak learns from text, beside others"
    )
    parser.add_argument("tasks", nargs="*", choices=[[], *TASKS], metavar="TASK", help=f"of {', '.join(TASKS)}; all")
    parser.add_argument("--seeds", type=int, help="runs of each side (as the task says: 5, or 3)")
    parser.add_argument("--output", type=Path, default=RESULTS, help="file of results, JSON lines, added to")
    parser.add_argument("--table", action="store_true", help="run nothing")
    parser.add_argument(
        "--same-start", action="store_true", help="compare the first losses from the same weights instead"
    )
    return parser.parse_args(argv)


def complete(task: Task, seeds: int | None, output: Path, folder: Path) -> None:
    """Run what the results do not hold yet."""
    lines = [line for line in read_lines(output) if line["settings"] == json.loads(json.dumps(asdict(task)))]
    for side in task.sides:
        done = {line["seed"] for line in lines if line["side"] == side}
        wanted = range(seeds or task.seeds if side in ("badak", "torch") else 1)
        missing = [seed for seed in wanted if seed not in done]
        if not missing:
            continue
        if side != "badak" and peers.find() is None:
            print("no peers: `make peers`, or BADAK_PEERS=/path/to/environment", file=sys.stderr)
            continue
        data = folder if side == "bag of words" else prepared(task, folder)
        for found in process(task, side, data, "seed", ",".join(map(str, missing))):
            line = {"task": task.name, "side": side} | found | {"commit": machine.commit(), "settings": asdict(task)}
            with output.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
            shown = ", ".join(f"{k} {found[k]:.4f}" for k in ("train_loss", "test_loss", "test_accuracy") if k in found)
            print(f"{task.name} {side} seed {found['seed']}: {shown}, {found['seconds']:.0f} s", flush=True)


def same_start(task: Task) -> str:
    """How far the losses of both sides are apart step by step, where nothing is left to chance."""
    if peers.find() is None:
        raise SystemExit("no peers: `make peers`, or BADAK_PEERS=/path/to/environment")
    with tempfile.TemporaryDirectory() as folder:
        data, weights = prepared(task, Path(folder)), str(Path(folder) / "weights.npz")
        own, other = (next(process(task, side, data, "same-start", weights)) for side in ("badak", "torch"))
    apart = [abs(a - b) / b for a, b in zip(own["losses"], other["losses"], strict=True)]
    shown = ", ".join(f"step {i} {apart[i - 1]:.0e}" for i in (1, 2, 5, 10, len(apart)))
    test = abs(own["test_loss"] - other["test_loss"]) / other["test_loss"]
    return f"{task.name}: loss {own['losses'][0]:.4f} … {own['losses'][-1]:.4f}, apart by {shown}, tested {test:.0e}"


def process(task: Task, side: str, data: Path, what: str, value: str) -> Iterator[dict]:
    """Run one side in a process of its own, on one thread, and return what it prints, line by line."""
    command = {
        "badak": [sys.executable, "-m", "benchmarks.texts.of_badak"],
        "torch": [str(peers.find()), str(HERE / "of_torch.py")],
        "bag of words": [str(peers.find()), str(HERE / "of_sklearn.py")],
        "n-grams": [sys.executable, "-m", "benchmarks.texts.of_ngrams"],
    }[side]
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
    env |= dict.fromkeys(("OMP_NUM_THREADS", "BADAK_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    if command[0] == sys.executable and not machine.installed("badak"):
        env["PYTHONPATH"] = str(ROOT / "src")
    with tempfile.TemporaryFile("w+") as said:
        with subprocess.Popen(
            [*command, task.name, str(data), what, value],
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        ) as running:
            for line in running.stdout or ():
                if line.startswith("{"):
                    yield json.loads(line)
        if running.returncode:
            said.seek(0)
            raise SystemExit(
                f"{task.name}, {side}, {what} {value}, ended with code {running.returncode}:\n{said.read()}"
            )


def read_lines(output: Path) -> list[dict]:
    """All results."""
    if not output.exists():
        return []
    return [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines() if line]


if __name__ == "__main__":
    sys.exit(main())
