"""The Python blocks of a Markdown file: found, run in order, compared. ``python tests/blocks.py FILE`` runs one file.

A block marked ``python`` is executed; one marked ``pycon`` is run as a doctest in the same namespace, so that what it
prints is compared; a ``console`` block runs the ``badak`` commands it shows. A block preceded by a comment
``<!-- not run: reason -->`` is only read. Nothing here needs pytest, which would take as long to load as many a block.
"""

from __future__ import annotations

import ast
import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

_FENCE = re.compile(
    r"(?P<skip><!--\s*not run:[^>]*-->\s*\n)?"
    r"^(?P<mark>`{3,})(?P<kind>python|pycon|console)[^\n]*\n(?P<code>.*?)^(?P=mark)\s*$",
    re.DOTALL | re.MULTILINE,
)


class Block(NamedTuple):
    """One fenced block that is to be run."""

    kind: str
    line: int
    code: str


def blocks_of(text: str) -> list[Block]:
    """Return the blocks of a Markdown text that are to be run, in order."""
    found = []
    for match in _FENCE.finditer(text):
        if match["skip"] is None:
            found.append(Block(match["kind"], text.count("\n", 0, match.start("code")) + 1, match["code"]))
    return found


def meaning_of(path: Path) -> list[tuple[str, object]]:
    """Return what the blocks of a file say to the machine: comments and layout are left out, what has to be printed is not."""
    found: list[tuple[str, object]] = []
    for block in blocks_of(path.read_text(encoding="utf-8")):
        if block.kind == "python":
            found.append((block.kind, ast.dump(ast.parse(block.code))))
        elif block.kind == "pycon":
            examples = doctest.DocTestParser().get_examples(block.code)
            found.append(
                (block.kind, [(ast.dump(ast.parse(e.source)), e.want, e.exc_msg, e.options) for e in examples])
            )
        else:
            found.append((block.kind, _commands(block)))
    return found


def run_document(path: Path) -> None:
    """Run the blocks of one file in this process, in the current folder; the first failure ends it."""
    namespace: dict[str, object] = {"__name__": "__main__"}
    for block in blocks_of(path.read_text(encoding="utf-8")):
        if block.kind == "python":
            # blank lines in front make a traceback name the line of the document
            exec(compile("\n" * (block.line - 1) + block.code, str(path), "exec"), namespace)
        elif block.kind == "pycon":
            _run_doctest(path, block, namespace)
        else:
            _run_commands(path, block)


def _run_doctest(path: Path, block: Block, namespace: dict[str, object]) -> None:
    test = doctest.DocTestParser().get_doctest(block.code, namespace, path.name, str(path), block.line - 1)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE, verbose=False)
    runner.run(test, clear_globs=False)
    namespace.update(test.globs)
    if runner.failures:
        raise SystemExit(f"{path}:{block.line}: the output differs")


def _commands(block: Block) -> list[str]:
    lines = block.code.replace("\\\n", " ").splitlines()
    return [line[2:] for line in lines if line.startswith("$ ")]


def _run_commands(path: Path, block: Block) -> None:
    for command in _commands(block):
        words = shlex.split(command, comments=True)
        if words[:1] != ["badak"]:
            continue  # make, pip, export: the reader's business
        done = subprocess.run([sys.executable, "-c", "from badak.cli import main; main()", *words[1:]])
        if done.returncode:
            raise SystemExit(f"{path}:{block.line}: `{command}` ended with {done.returncode}")


if __name__ == "__main__":
    run_document(Path(sys.argv[1]).resolve())
