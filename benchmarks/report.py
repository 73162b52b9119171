"""The table."""

from __future__ import annotations

from typing import Any

TIMES = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))
SIZES = ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB"))


def quantity(value: float, measure: str) -> str:
    """A figure with its unit, three digits."""
    for size, unit in SIZES if measure == "memory" else TIMES:
        if abs(value) >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value:.3g} {'B' if measure == 'memory' else 's'}"


def row_lines(row: dict[str, Any]) -> list[str]:
    """One row, a line for each contender."""
    lines = [f"{row['name']}: {row['title']}"]
    width = max(len(name) for name in row["contenders"])
    for name, entry in row["contenders"].items():
        if "median" not in entry:
            lines.append(f"  {name:<{width}}  not measured: {entry['missing']}")
            continue
        figure = f"{quantity(entry['median'], row['measure'])}/{row['unit']}"
        text = f"  {name:<{width}}  {figure:>16} ±{100 * entry['spread']:>3.0f} %"
        if entry.get("ratio"):
            r = entry["ratio"]
            text += f"   badak takes {r['median']:.2f} × that ({r['low']:.2f}–{r['high']:.2f})"
        if "of_peak" in entry:
            text += f"   {share(entry['of_peak'])} of the peak"
        lines.append(text + _remarks(entry))
    if row.get("rehearsed"):
        lines.append("  REHEARSED: a short run of everything; the figures mean nothing and no limit is judged.")
    lines += work_lines(row)
    lines += [f"  limit: {limit_text(row, limit)}" for limit in row["limits"]]
    if row.get("check"):
        lines.append(f"  {row['check']}")
    lines.append(f"  {row['note']}")
    others = row["cpu_used_by_others"]
    if others is not None and others > 0.05:
        lines.append(
            f"  NOT QUIET: {100 * others:.0f} % of the machine's CPU time went to others; figures are unreliable."
        )
    return lines


def work_lines(row: dict[str, Any]) -> list[str]:
    """How much arithmetic a unit of the row is, and the peak it is held against."""
    if "work" not in row:
        return []
    work = row["work"]
    amount = f"  products: {flops(work['flops'])}OP a {row['unit']}, counted as the plain formula has them"
    if not work["peak"]:
        return [f"{amount}; the peak in {work['precision']} could not be measured"]
    peak = f"{flops(work['peak'])}OP/s in {work['precision']}, a large matrix product by {work['peak_by']} in this run"
    return [f"{amount}; peak: {peak}"]


def flops(value: float) -> str:
    """An amount of arithmetic, three digits."""
    for size, unit in ((1e12, "TFL"), (1e9, "GFL"), (1e6, "MFL"), (1e3, "kFL")):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value:.3g} FL"


def share(value: float) -> str:
    """A fraction in per cent: two digits where it is small."""
    return f"{100 * value:.0f} %" if value >= 0.1 else f"{100 * value:.2g} %"


def limit_text(row: dict[str, Any], limit: dict[str, Any]) -> str:
    """A limit and how it stands."""
    if limit["against"]:
        wanted = f"at most {limit['at_most']:g} × {limit['against']}"
        if "measured" not in limit:
            return f"{wanted}: not measured ({limit['missing']})"
        measured = f"{limit['measured']:.2f} (best: {limit['best']})"
    else:
        wanted = f"at most {quantity(limit['at_most'], row['measure'])}"
        if "measured" not in limit:
            return f"{wanted}: not measured ({limit['missing']})"
        measured = quantity(limit["measured"], row["measure"])
    return f"{wanted}: {measured}, {'within' if limit['within'] else 'OVER'}"


def summary_lines(rows: list[dict[str, Any]]) -> list[str]:
    """One line for each limit."""
    limits = [(row, limit) for row in rows for limit in row["limits"]]
    if not limits:
        return []
    width = max(len(row["name"]) for row, _ in limits)
    return ["limits:"] + [f"  {row['name']:<{width}}  {limit_text(row, limit)}" for row, limit in limits]


def _remarks(entry: dict[str, Any]) -> str:
    facts = entry.get("facts", {})
    parts = []
    if facts.get("last_epoch"):
        parts.append(", ".join(f"{k} {v}" for k, v in facts["last_epoch"].items()) + f" after {facts['epochs']} epochs")
    first = facts.get("first_block_seconds")
    units = entry["blocks"][0].get("units") if entry.get("blocks") else None
    if first and units and first > 3 * entry["median"] * units and first > 0.5:
        parts.append(f"first block {first:.1f} s")
    if "test accuracy" in facts:
        parts.append(f"test accuracy {facts['test accuracy']:.2%} after {facts['epochs']} epochs")
    elif facts.get("printed"):
        parts.append(f"printed {facts['printed']}")
    return f"   [{'; '.join(parts)}]" if parts else ""
