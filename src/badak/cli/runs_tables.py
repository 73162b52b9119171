"""How runs look in a terminal: the list, one run, several side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from badak.cli.text import columns_of, cut, faint, pad, strong, table, width, wrap
from badak.errors import phrase
from badak.runs.compare import differences, measured, spark, telling
from badak.runs.run import Run, rises

_WIDEST = 160
_SHOWN = 10  # epochs


def show_list(runs: Sequence[Run], wished: Sequence[str] | None, sort: str | None) -> None:
    """Print a line for each run; what does not fit into the terminal is left out from the right."""
    if not runs:
        print(phrase("No run matches.", "조건에 맞는 학습이 없습니다."))
        return
    names = list(wished) if wished is not None else telling(runs)
    if sort is not None and sort not in (*names, "id", "name", "state", "epochs", "started", "seconds", "note"):
        names.append(sort)
    head = ["", phrase("name", "이름"), phrase("state", "상태"), phrase("epochs", "에포크"), *names]
    head += [phrase("time", "걸린 시간"), phrase("started", "시작"), phrase("note", "메모")]
    rows = [
        [str(run.id), run.name, state_word(run), _epochs(run), *(figure(run.number(name), name) for name in names),
         duration(run.seconds), moment(run.started), run.note]
        for run in runs
    ]  # fmt: skip
    if not any(run.note for run in runs):
        head, rows = head[:-1], [row[:-1] for row in rows]
    columns = columns_of(most=_WIDEST)
    right = [0, 3, *range(4, 5 + len(names))]
    longest = max(width(row[1]) for row in [head, *rows])
    while _wide([head, *rows]) > columns and longest > 16:  # names first, then columns
        longest -= 1
        for row in rows:
            row[1] = cut(row[1], longest)
    while _wide([head, *rows]) > columns and len(head) > 4:
        head, rows = head[:-1], [row[:-1] for row in rows]
    lines = table([head, *rows], [place for place in right if place < len(head)]).splitlines()
    print(faint(lines[0]))
    print("\n".join(lines[1:]))


def _wide(rows: Sequence[Sequence[str]]) -> int:
    return sum(max(width(row[k]) for row in rows) for k in range(len(rows[0]))) + 2 * (len(rows[0]) - 1)


def show_run(run: Run, everything: bool, overwritten_by: int | None) -> None:
    """Print one run: what it is, how it was set, what came of it."""
    columns = columns_of(most=_WIDEST)
    print(strong(f"{run.id}  {run.name}"))
    facts = [(phrase("state", "상태"), state_word(run) + _because(run))]
    if run.note:
        facts.append((phrase("note", "메모"), run.note))
    if run.command:
        facts.append((phrase("command", "명령"), run.command))
    span = f"{moment(run.started)}, {duration(run.seconds)}"
    facts.append((phrase("started", "시작"), span))
    if run.folder:
        facts.append((phrase("folder", "폴더"), _folder(run, overwritten_by)))
    if run.data.get("name"):
        samples = run.data.get("samples")
        many = phrase(f", {samples:,} samples", f", 샘플 {samples:,}개") if isinstance(samples, int) else ""
        facts.append((phrase("data", "데이터"), str(run.data["name"]) + many))
    facts.append((phrase("model", "모델"), _model(run)))
    settings = run.settings if everything else {n: v for n, v in run.settings.items() if value_text(v) != "–"}
    facts.append(
        (phrase("settings", "설정"), ", ".join(f"{name} {value_text(value)}" for name, value in settings.items()))
    )
    facts.append((phrase("machine", "환경"), _machine(run)))
    if run.result:
        facts.append(
            (phrase("result", "결과"), ", ".join(f"{n} {figure(v, n)}" for n, v in run.result.items() if v is not None))
        )
    left = max(width(name) for name, _ in facts) + 2
    for name, said in facts:
        print(wrap(said, columns, " " * left, pad(faint(name), left)))
    names = measured([run])
    if names:
        print()
        _epoch_table(run, names, everything, columns)
        print()
        _curves([run], names, columns)


def _folder(run: Run, overwritten_by: int | None) -> str:
    if overwritten_by is not None:
        return run.folder + phrase(
            f" (now holds run {overwritten_by})", f" (지금은 학습 {overwritten_by}의 결과가 있음)"
        )
    return run.folder + ("" if Path(run.folder).is_dir() else phrase(" (gone)", " (없어짐)"))


def _model(run: Run) -> str:
    kind = str(run.settings.get("model") or run.model.get("name") or run.model.get("kind") or "?")
    weights = run.model.get("weights")
    layers = len(run.model.get("layers", []))
    if not isinstance(weights, int):
        return kind
    return phrase(
        f"{kind}, {layers} layer{'' if layers == 1 else 's'}, {weights:,} weights",
        f"{kind}, 층 {layers}개, 가중치 {weights:,}개",
    )


def _machine(run: Run) -> str:
    known = run.machine
    threads = known.get("threads")
    said = [
        run.host,
        f"badak {known.get('badak', '?')}",
        f"Python {known.get('python', '?')}",
        f"NumPy {known.get('numpy', '?')}",
    ]
    said += [phrase(f"{threads} thread{'' if threads == 1 else 's'}", f"스레드 {threads}개")] if threads else []
    return ", ".join(said)


def _epoch_table(run: Run, names: Sequence[str], everything: bool, columns: int) -> None:
    epochs = sorted({epoch for name in names for epoch in run.metrics[name]})
    shown = epochs if everything else epochs[-_SHOWN:]
    if len(shown) < len(epochs):
        said = phrase(
            f"the last {_SHOWN} of {len(epochs)} epochs (--all shows them all)",
            f"{len(epochs)} 에포크 중 마지막 {_SHOWN}개(--all이면 전부)",
        )
        print(faint(said))
    head = [phrase("epoch", "에포크"), *names]
    rows = [[str(epoch + 1), *(figure(run.metrics[name].get(epoch), name) for name in names)] for epoch in shown]
    while _wide([head, *rows]) > columns and len(head) > 2:
        head, rows = head[:-1], [row[:-1] for row in rows]
    lines = table([head, *rows], range(len(head))).splitlines()
    print(faint(lines[0]))
    print("\n".join(lines[1:]))


def _curves(runs: Sequence[Run], names: Sequence[str], columns: int) -> None:
    """Draw each measured number over the epochs, all runs on one scale."""
    several = len(runs) > 1
    labels = [cut(f"{run.id} {run.name}", 24) for run in runs] if several else [name for name in names]
    left = max(map(width, labels)) + 2
    room = max(min(columns - left - 26, 60), 10)
    for name in names:
        values = [[run.metrics.get(name, {}).get(e, math.nan) for e in range(run.epochs_done)] for run in runs]
        finite = [v for each in values for v in each if math.isfinite(v)]
        if not finite:
            continue
        if several:
            print(strong(name))
        for i, (run, each) in enumerate(zip(runs, values)):
            if not any(map(math.isfinite, each)):
                continue
            drawn = spark(each, min(finite), max(finite), room)
            first, last = next(v for v in each if math.isfinite(v)), run.last(name)
            label = labels[i] if several else name
            print(f"{pad(label, left)}{drawn}  {figure(first, name)} → {figure(last, name)}")


def show_comparison(runs: Sequence[Run], everything: bool) -> None:
    """Print in what runs differ, their numbers side by side with the best one marked, and their curves."""
    columns = columns_of(most=_WIDEST)
    differing, same = differences(runs)
    names = measured(runs)
    rows: list[tuple[str, list[str]]] = [(phrase("state", "상태"), [state_word(run) for run in runs])]
    rows.append((phrase("epochs", "에포크"), [_epochs(run) for run in runs]))
    rows.append((phrase("time", "걸린 시간"), [duration(run.seconds) for run in runs]))
    rows += [(name, [value_text(value) for value in values]) for name, values in differing.items() if name != "epochs"]
    results = list(
        dict.fromkeys(name for run in runs for name, value in run.result.items() if isinstance(value, int | float))
    )
    numbers = [(name, [run.result.get(name) for run in runs]) for name in results if name not in names]
    best = phrase("best {}", "가장 좋은 {}")
    numbers += [(name, [run.last(name) for run in runs]) for name in names]
    judged = [name for name in names if name.startswith("val_") or f"val_{name}" not in names]
    numbers += [(best.format(name), [run.best(name) for run in runs]) for name in judged]
    figures = [(name, _marked(values, name)) for name, values in numbers]
    left = min(max(width(name) for name, _ in [*rows, *figures]), 30) + 2
    each = min(max((columns - left) // len(runs) - 2, 14), 44)
    beside = max((columns - left) // (each + 2), 1)
    for first in range(0, len(runs), beside):
        part = slice(first, first + beside)
        print(
            pad("", left)
            + "  ".join(pad(strong(cut(f"{run.id} {run.name}", each)), each) for run in runs[part]).rstrip()
        )
        for name, values in rows:
            _line(name, values[part], left, each)
        if figures:
            print()
        for name, values in figures:
            _line(name, values[part], left, each)
        print()
    if everything:
        for name, value in same.items():
            print(wrap(value_text(value), columns, " " * left, pad(cut(name, left - 1), left)))
        print()
    elif same:
        machine = {name for run in runs for name in run.machine} | {"layers", "data.fingerprint"}
        told = {name: value_text(value) for name, value in same.items() if name not in machine}
        listed = ", ".join(f"{name} {value}" for name, value in told.items() if value != "–")
        print(faint(wrap(phrase(f"the same: {listed}", f"같은 설정: {listed}"), columns, "  ", "")))
        print()
    loss = [name for name in names if name.removeprefix("val_") == "loss"][-1:]
    _curves(runs, loss or names[:1], columns)


def _line(name: str, values: Sequence[str], left: int, each: int) -> None:
    print((pad(cut(name, left - 1), left) + "  ".join(pad(cut(value, each), each) for value in values)).rstrip())


def _marked(values: Sequence[Any], name: str) -> list[str]:
    """Write numbers, with a star at the best where they differ."""
    there = [v for v in values if isinstance(v, int | float) and math.isfinite(v)]
    told = len(there) > 1 and len(set(there)) > 1 and not name.endswith(("_n", "_right", "epoch"))
    best = (max if rises(name) else min)(there) if told else None
    return [figure(v, name) + (" *" if best is not None and v == best else "") for v in values]


# --- words ------------------------------------------------------------------------------------------------------------------


def state_word(run: Run) -> str:
    """Return the state in the user's language."""
    words = {"running": ("running", "학습 중"), "finished": ("finished", "완료"), "stopped": ("stopped", "멈춤"),
             "failed": ("failed", "실패"), "interrupted": ("interrupted", "중단됨")}  # fmt: skip
    return phrase(*words.get(run.state, (run.state, run.state)))


def _because(run: Run) -> str:
    reasons = {
        "interrupted": ("Ctrl-C", "Ctrl-C"),
        "not finite": ("the loss was not finite", "손실이 유한한 값이 아님"),
        "patience": ("nothing improved any more", "더 나아지지 않음"),
        "early": ("a callback stopped it", "콜백이 멈춤"),
    }
    if run.state == "interrupted":
        return phrase(" (its process is gone)", " (프로세스가 사라짐)")
    if not run.reason:
        return ""
    return f" ({phrase(*reasons.get(run.reason, (run.reason, run.reason)))})"


def _epochs(run: Run) -> str:
    return f"{run.epochs_done}/{run.epochs}" if run.epochs is not None else str(run.epochs_done)


def moment(seconds: float) -> str:
    """Return a moment in local time."""
    try:
        return f"{datetime.fromtimestamp(seconds):%Y-%m-%d %H:%M}"
    except (OverflowError, OSError, ValueError):
        return "?"


def duration(seconds: float) -> str:
    """Return a length of time, as precise as it matters.

    Example:
        >>> duration(0.25), duration(75), duration(7265)
        ('0.2 s', '1:15', '2:01:05')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def figure(value: Any, name: str) -> str:
    """Return a measured number: shares in per cent, the rest with four digits.

    Example:
        >>> figure(0.971, "val_accuracy"), figure(0.12345, "loss"), figure(None, "loss")
        ('97.1 %', '0.1235', '–')
    """
    if value is None:
        return "–"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value_text(value)
    if name.endswith(("accuracy", "acc")) and 0 <= value <= 1:
        return f"{value * 100:.1f} %"
    if name == "started":
        return moment(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:.4g}"


def value_text(value: Any) -> str:
    """Return a setting as a short text."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return phrase("yes", "예") if value else phrase("no", "아니요")
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return ",".join(map(value_text, value)) or "–"
    if isinstance(value, dict):
        return ", ".join(f"{name} {value_text(inner)}" for name, inner in value.items())
    return str(value) or "–"
