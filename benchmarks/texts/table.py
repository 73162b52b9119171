"""The tables of what was found, in Markdown."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import asdict

import numpy as np

from benchmarks.accuracy.figures import mean_and_deviation, welch
from benchmarks.texts.data import unpacked
from benchmarks.texts.tasks import TASKS, Task

TITLES = {
    "rt-polarity": "English sentences, 9,596 to learn from, 1,066 to test: test accuracy in per cent",
    "nsmc": "Korean reviews, 30,000 to learn from, 5,000 to test: test accuracy in per cent",
    "shakespeare": "Shakespeare, letter by letter, the last tenth: nats per letter",
}
TESTED = {"rt-polarity": 1066, "nsmc": 5000}  # texts in the test part


def tables(lines: list[dict]) -> list[str]:
    """Return a table for each text: one line for each network, with the difference to PyTorch."""
    out = []
    for data, title in TITLES.items():
        tasks = [task for task in TASKS.values() if task.data == data]
        rows = [row for task in tasks for row in _rows(task, current(task, lines))]
        if rows:
            head = "| | weights | runs | badak | PyTorch | difference (95 %) | s badak | s PyTorch |"
            out += [f"**{title}**", "", head, "|---|---|---|---|---|---|---|---|", *rows, ""]
    return out


def current(task: Task, lines: Iterable[dict]) -> dict[str, list[dict]]:
    """The results of each side that belong to the task as it is now."""
    settings = json.loads(json.dumps(asdict(task)))
    found: dict[str, list[dict]] = {side: [] for side in task.sides}
    for line in lines:
        if line["task"] == task.name and line["settings"] == settings and line["side"] in found:
            found[line["side"]].append(line)
    return found


def _rows(task: Task, runs: dict[str, list[dict]]) -> list[str]:
    key, scale, digits = ("test_loss", 1.0, 3) if task.language else ("test_accuracy", 100.0, 1)
    values = {side: [line[key] * scale for line in found] for side, found in runs.items()}
    out = []
    if any(values.get(side) for side in ("badak", "torch")):
        own, other = values.get("badak", []), values.get("torch", [])
        apart = ""
        if min(len(own), len(other)) > 1:
            apart = "{:+.{d}f} ({:+.{d}f} … {:+.{d}f})".format(*welch(own, other), d=digits)
        count = f"{len(own)} + {len(other)}" if "torch" in task.sides else f"{len(own)}"
        weights = (runs["badak"] or runs["torch"])[0]["parameters"]
        seconds = [_middle([line["seconds"] for line in runs.get(side, [])]) for side in ("badak", "torch")]
        cells = [task.name, f"{weights:,}", count, _shown(own, digits), _shown(other, digits), apart, *seconds]
        out.append(f"| {' | '.join(cells)} |")
    for side in ("bag of words", "n-grams"):
        for line in runs.get(side, []):
            out.append(
                f"| {side} ({line['chosen']}) | {line['parameters']:,} | | *{line[key] * scale:.{digits}f}* | | | | |"
            )
    if runs.get("badak") and runs.get("bag of words"):
        out.append(_against_bag(runs["badak"], runs["bag of words"][0]))
    return out


def _against_bag(own: list[dict], bag: dict) -> str:
    """The majority of the runs beside the bag of words, text by text."""
    count = TESTED[TASKS[bag["task"]].data]
    answers = np.mean([unpacked(line["right"], count) for line in own], axis=0) > 0.5
    other = unpacked(bag["right"], count)
    better, worse = int((answers & ~other).sum()), int((~answers & other).sum())
    chance = sign_test(better, worse)
    shown = f"right where the bag of words is wrong {better} times, wrong where it is right {worse} times"
    return f"| *majority: {shown}; by chance p = {chance:.2g}* | | | *{100 * answers.mean():.2f}* | | | | |"


def sign_test(better: int, worse: int) -> float:
    """How likely so uneven a split is where both are equally good (McNemar's test, exact)."""
    total, least = better + worse, min(better, worse)
    return min(1.0, 2 * sum(math.comb(total, k) for k in range(least + 1)) / 2**total)


def _shown(values: list[float], digits: int) -> str:
    if not values:
        return ""
    mean, deviation = mean_and_deviation(values)
    return f"{mean:.{digits}f} ± {deviation:.{digits}f}" if len(values) > 1 else f"{mean:.{digits}f}"


def _middle(values: list[float]) -> str:
    return f"{sorted(values)[len(values) // 2]:.0f}" if values else ""
