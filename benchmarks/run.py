"""The command behind `make bench`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from benchmarks import data, machine, peers, report
from benchmarks.harness import run_row
from benchmarks.peak import Peaks
from benchmarks.rows import ROWS

RESULTS = Path(__file__).resolve().parent / "results"


def main(argv: list[str] | None = None) -> int:
    """Measure the rows asked for, print the table, write JSON; ends with 1 only if nothing could be measured."""
    args = arguments(argv)
    wanted = args.filter or args.words
    rows = [row for row in ROWS if not wanted or any(word in row.name for word in wanted)]
    if args.list:
        for row in ROWS:
            print(f"{row.name:<28} {row.title}")
        return 0
    if not rows:
        print(f"no row is called like {' or '.join(wanted)}; --list shows them", file=sys.stderr)
        return 2
    cpus = set(range(args.cpus)) if args.cpus else None
    facts = machine.facts(peers.find(), cpus) | {"digits": data.describe()}
    for line in head(facts):
        print(line)
    results, peaks = [], Peaks(cpus)
    for row in rows:
        rounds = args.rounds or (2 if args.quick else row.rounds)
        print("", flush=True)
        seen = run_row(row, rounds, cpus, args.all, progress, rehearse=args.quick)
        peaks.state(seen)
        progress("")
        results.append(seen)
        print("\n".join(report.row_lines(seen)), flush=True)
    print()
    print("\n".join(report.summary_lines(results)))
    path = args.output or RESULTS / f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps({"machine": facts, "peaks": peaks.found, "rows": results}, indent=1, ensure_ascii=False) + "\n",
        encoding="utf-8",
    )
    print(f"\n{path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path}")
    return 0 if any("median" in e for row in results for e in row["contenders"].values()) else 1


def arguments(argv: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser("python -m benchmarks", description="badak beside its peers, measured in turns")
    parser.add_argument("words", nargs="*", metavar="FILTER", help="only rows whose name contains one of these")
    parser.add_argument("--filter", action="append", help="the same as an option; may be repeated")
    parser.add_argument("--rounds", type=int, help="turns for each row (otherwise the row's own number)")
    parser.add_argument("--quick", action="store_true", help="two rounds, long rows cut short: does everything run?")
    parser.add_argument("--all", action="store_true", help="slower and less usual contenders too")
    parser.add_argument("--cpus", type=int, help="keep every contender on the first N CPUs (Linux)")
    parser.add_argument("--output", type=Path, help="the JSON file (benchmarks/results/<time>.json)")
    parser.add_argument("--list", action="store_true", help="name the rows")
    return parser.parse_args(argv)


def head(facts: dict) -> list[str]:
    """Machine, versions, data."""
    own = ", ".join(f"{k} {v}" for k, v in facts["own"].items())
    others = ", ".join(f"{k} {v}" for k, v in facts["peers"].items()) or "none: `make peers`, or BADAK_PEERS=/path"
    lines = [machine.one_line(facts), f"badak's side: {own}", f"peers: {others}", f"digits: {facts['digits']}"]
    lines.append("median of the rounds ± half the middle half; ratios are taken within each round (lowest–highest)")
    return lines


def progress(text: str) -> None:
    """A line that is overwritten, on a terminal only."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
