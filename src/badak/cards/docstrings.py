"""What a docstring says, in parts: the first line, the formula, the arguments, shapes and source."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass, field
from typing import Any

from badak.cards.plain import to_text

_SECTION = re.compile(r"^(Args|Returns|Raises|Example|Attributes|Shapes?|Source|Yields): ?(.*)$")
_INLINE = re.compile(r":math:`([^`]+)`")


@dataclass(frozen=True)
class Said:
    """The parts of a docstring.

    Attributes:
        summary: the first sentence, its formulas as text.
        formula: the first displayed formula, in LaTeX.
        inline: the first formula of the summary, in LaTeX.
        arguments: what is said of each argument.
        shapes: ``(…) → (…)`` where the section Shapes names input and output.
        source: the section Source.
        refers: the function that the docstring sends to.
    """

    summary: str = ""
    formula: str = ""
    inline: str = ""
    arguments: dict[str, str] = field(default_factory=dict)
    shapes: str = ""
    source: str = ""
    refers: str = ""


def read(thing: Any) -> Said:
    """Return the parts of the docstring of a class or function."""
    text = inspect.getdoc(thing) or ""
    head, sections = _sections(text)
    first = " ".join(head.strip().split("\n\n")[0].split())
    refers = re.search(r", see ``(\w+)``\.?$", first)
    inline = _INLINE.search(first)
    return Said(
        summary=tidy(first[: refers.start()] + "." if refers else first),
        formula=_displayed(head),
        inline=" ".join(inline[1].split()) if inline else "",
        arguments=_arguments(sections.get("Args", "")),
        shapes=_shapes(" ".join(sections.get("Shapes", sections.get("Shape", "")).split())),
        source=tidy(" ".join(sections.get("Source", "").split())).rstrip("."),
        refers=refers[1] if refers else "",
    )


def tidy(text: str) -> str:
    """Return a sentence without the marks of the docstring: formulas as text, names without quotes."""
    text = _INLINE.sub(lambda found: _one_line(found[1]), text)
    return re.sub(r"``([^`]*)``", r"\1", text)


def _one_line(tex: str) -> str:
    text = to_text(tex, 1000)
    if "\n" not in text:
        return text
    return (
        to_text(re.sub(r"\\t?frac", r"\\tfrac", tex), 1000)
        if r"\frac" in tex
        else re.sub(r"\s+", " ", re.sub(r"[\\{}]", "", tex))
    )


def _sections(text: str) -> tuple[str, dict[str, str]]:
    head: list[str] = []
    sections: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        found = _SECTION.match(line)
        if found:
            name = found[1]
            sections[name] = found[2]
        elif (
            name
            and line
            and not line.startswith(" ")
            and name in ("Args", "Returns", "Raises", "Example", "Attributes")
        ):
            name = ""
            head.append(line)
        elif name and not line and name in ("Shapes", "Shape", "Source"):
            name = ""
        elif name:
            sections[name] += "\n" + line
        else:
            head.append(line)
    return "\n".join(head), sections


def _displayed(head: str) -> str:
    found = re.search(r"\$\$(.+?)\$\$", head, re.DOTALL)
    if found:
        return " ".join(found[1].split())
    found = re.search(r"^\.\. math::(.*(?:\n(?:[ ]{4}.*)?)*)", head, re.MULTILINE)
    return " ".join(found[1].split()) if found else ""


def _arguments(text: str) -> dict[str, str]:
    arguments: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        found = re.match(r" {4}\*{0,2}([\w, ]+?): (.*)$", line)
        if found:
            for name in re.split(r",\s*", found[1]):
                arguments[name] = found[2].strip()
        elif name and line.strip():
            arguments[name] += " " + line.strip()
    return {name: tidy(said) for name, said in arguments.items()}


def _shapes(text: str) -> str:
    same = re.match(r"input and output (\([^)]*\))", text)
    if same:
        return f"{same[1]} → {same[1]}"
    found = re.match(r"input (\([^)]*\)).*?output (\([^)]*\))(?:,? or (\([^)]*\)))?", text)
    if not found:
        return ""
    return f"{found[1]} → {found[2]}" + (f" | {found[3]}" if found[3] else "")
