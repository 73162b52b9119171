"""What a card says beside the record and the docstring of its subject."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fact:
    """What neither the operation's record nor the docstring says; what they say is not said again.

    Attributes:
        ko: the summary in Korean; the English one is the docstring's first line.
        use: when to use it, in English and Korean.
        avoid: when not, in English and Korean; empty where nothing speaks against it.
        formula: LaTeX, where the docstring has no formula.
        op: name of the operation that computes it, whose formula, gradient and source are then the subject's.
        shapes: named axes of what goes in and what comes out, where the docstring does not say them.
        params: number of parameters, as a formula of the names in the docstring.
        source: author and year, where the docstring has no source.
        sample: makes a subject to be drawn (schedules).
    """

    ko: str
    use: tuple[str, str]
    avoid: tuple[str, str] = ("", "")
    formula: str = ""
    op: str = ""
    shapes: str = ""
    params: str = ""
    source: str = ""
    sample: Callable[[], Any] | None = None


def fact(ko: str, use: str, use_ko: str, avoid: str = "", avoid_ko: str = "", **more: Any) -> Fact:
    """Write a fact in one line of a table."""
    return Fact(ko, (use, use_ko), (avoid, avoid_ko), **more)
