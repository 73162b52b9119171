"""Words of a large file, counted as it is read."""

from __future__ import annotations

from benchmarks.harness import Contender, Limit, Row

MEGABYTES = 100
_PROGRAMS = "benchmarks.programs.words"
_ONE = {"RAYON_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}


def _contenders() -> tuple[Contender, ...]:
    size = {"megabytes": MEGABYTES}
    return (
        Contender("badak", "badak", f"{_PROGRAMS}:Badak", size, own=True),
        Contender("CountVectorizer", "sklearn", f"{_PROGRAMS}:ScikitLearn", size),
        Contender("tokenizers", "tokenizers", f"{_PROGRAMS}:Tokenizers", size),
        Contender("tokenizers, 1 thread", "tokenizers", f"{_PROGRAMS}:Tokenizers", size, _ONE),
    )


_NOTE = "badak and CountVectorizer use one thread. The file is Korean and English in equal parts, a line each."

ROWS = (
    Row(
        "text-count",
        f"the words of a file of {MEGABYTES} MB are cut and counted (the figure is for a megabyte)",
        "MB",
        _contenders(),
        (Limit(1.0, "sklearn"),),
        rounds=3,
        note=_NOTE,
    ),
    Row(
        "text-count-memory",
        f"the same: peak of memory while {MEGABYTES} MB go by",
        "run",
        _contenders(),
        (Limit(200e6),),
        measure="memory",
        rounds=1,
        note=_NOTE + " Everything loaded is in the figure.",
    ),
)
