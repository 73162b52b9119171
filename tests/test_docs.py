"""The Python blocks of the README files and of the guides run, in order, each file in a process of its own.

A block marked ``python`` is executed; one marked ``pycon`` is run as a doctest in the same namespace, so that what it
prints is compared; a ``console`` block runs the ``badak`` commands it shows. A block preceded by a comment
``<!-- not run: reason -->`` is only read.

``python tests/test_docs.py FILE`` runs one file by hand.
"""

from __future__ import annotations

import doctest
import importlib.util
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
GUIDES = ROOT / "docs"
LANGUAGES = ("en", "ko")
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


def documents() -> list[Path]:
    """Return every Markdown file that may hold such blocks."""
    guides = sorted(p for p in GUIDES.rglob("*.md") if "_build" not in p.parts and "generated" not in p.parts)
    return [p for p in (ROOT / "README.md", ROOT / "README.ko.md", *guides) if p.exists()]


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


def _run_commands(path: Path, block: Block) -> None:
    lines = block.code.replace("\\\n", " ").splitlines()
    for command in (line[2:] for line in lines if line.startswith("$ ")):
        words = shlex.split(command, comments=True)
        if words[:1] != ["badak"]:
            continue  # make, pip, export: the reader's business
        done = subprocess.run([sys.executable, "-c", "from badak.cli import main; main()", *words[1:]])
        if done.returncode:
            raise SystemExit(f"{path}:{block.line}: `{command}` ended with {done.returncode}")


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_blocks_run(path: Path, tmp_path: Path) -> None:
    """Each document does what it says, in a fresh process and an empty folder."""
    if not blocks_of(path.read_text(encoding="utf-8")):
        return
    environment = dict(os.environ, BADAK_LANG="en", PYTHONPATH=str(ROOT / "src"), PYTHONIOENCODING="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(Path(__file__).resolve()), str(path)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, f"{path.relative_to(ROOT)}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"


def test_both_languages_hold_the_same_pages_and_blocks() -> None:
    """A page that exists in one language exists in the other and runs as many blocks of each kind."""
    shapes = []
    for language in LANGUAGES:
        pages = {p.relative_to(GUIDES / language): p for p in (GUIDES / language).rglob("*.md")}
        pages.pop(Path("error-codes.md"), None)  # generated
        shapes.append({page: [b.kind for b in blocks_of(p.read_text("utf-8"))] for page, p in pages.items()})
    assert shapes[0] == shapes[1]
    assert shapes[0], "no guide was found"


def test_blocks_are_found_and_skipped() -> None:
    """The collector itself: kinds, line numbers, and the comment that leaves a block out."""
    text = """# t

```python
a = 1
```

<!-- not run: network -->
```python
b
```

```text
c
```
```pycon
>>> a
1
```
"""
    assert blocks_of(text) == [Block("python", 4, "a = 1\n"), Block("pycon", 16, ">>> a\n1\n")]


def test_formulas_in_docstrings_stay_as_they_are() -> None:
    """Around them ``|x|`` and a backslash mean themselves, which Sphinx has to be told."""
    spec = importlib.util.spec_from_file_location("badak_pages", ROOT / "docs" / "_ext" / "badak_pages.py")
    assert spec is not None and spec.loader is not None
    pages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(pages)
    formula = ["    .. math::", "", r"        h_t &= \sigma(W_{x} x_t) \\", "", r"        c_ &= |f|\,c"]
    lines = ["Sum |x| of a\\b.", "", *formula, "", "    Behind it |y| again.", "", ".. math:: |a|", "So |z|."]
    pages.plain_docstring(None, "class", "badak.Thing", object, None, lines)
    assert lines[2:7] == formula and lines[10] == ".. math:: |a|"
    assert lines[0] == r"Sum \|x\| of a\\b." and lines[8] == r"    Behind it \|y\| again." and lines[11] == r"So \|z\|."


def test_a_wrong_block_is_noticed(tmp_path: Path) -> None:
    """Code that raises, output that differs and a command that fails each end the run."""
    for name, text in {
        "raises": "```python\n1 / 0\n```\n",
        "differs": "```pycon\n>>> 1 + 1\n3\n```\n",
    }.items():
        path = tmp_path / f"{name}.md"
        path.write_text(text, encoding="utf-8")
        done = subprocess.run([sys.executable, __file__, str(path)], capture_output=True, text=True, cwd=tmp_path)
        assert done.returncode != 0, name


if __name__ == "__main__":
    run_document(Path(sys.argv[1]).resolve())
