"""The Python blocks of the README files and of the guides run, in order, each file in a process of its own (blocks.py)."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import blocks
from tests.blocks import Block, blocks_of, meaning_of

ROOT = Path(__file__).resolve().parent.parent
GUIDES = ROOT / "docs"
LANGUAGES = ("en", "ko")


def documents() -> list[Path]:
    """Return every Markdown file that may hold such blocks."""
    guides = sorted(p for p in GUIDES.rglob("*.md") if "_build" not in p.parts and "generated" not in p.parts)
    return [p for p in (ROOT / "README.md", ROOT / "README.ko.md", *guides) if p.exists()]


def original_of(path: Path) -> Path | None:
    """Return the English page whose blocks a translated one repeats word for word, or None."""
    if path.is_relative_to(GUIDES / "ko"):
        page = GUIDES / "en" / path.relative_to(GUIDES / "ko")
        if page.exists() and meaning_of(page) == meaning_of(path):
            return page
    return None


def run(path: Path, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the blocks of a file in a process of their own."""
    return subprocess.run(
        [sys.executable, "-W", "error", blocks.__file__, str(path)],
        cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, encoding="utf-8", timeout=300,
    )  # fmt: skip


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_blocks_run(path: Path, tmp_path: Path) -> None:
    """Each document does what it says, in a fresh process and an empty folder."""
    if not blocks_of(path.read_text(encoding="utf-8")) or original_of(path):
        return
    done = run(path, tmp_path, BADAK_LANG="en", PYTHONPATH=str(ROOT / "src"), PYTHONIOENCODING="utf-8")
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
        assert run(path, tmp_path).returncode != 0, name


def test_a_page_that_says_something_else_is_not_taken_for_a_copy(tmp_path: Path) -> None:
    """Comments may be translated; code, what it prints, and commands may not."""

    def meaning(text: str) -> object:
        (tmp_path / "page.md").write_text(text, encoding="utf-8")
        return meaning_of(tmp_path / "page.md")

    page = "```python\na = 1  # one\n```\n```pycon\n>>> a\n1\n```\n```console\n$ badak doctor\nfine\n```\n"
    assert meaning(page) == meaning(page.replace("# one", "# 하나").replace("fine", "좋음"))
    for old, new in [
        ("a = 1", "a = 2"),
        ("\n1\n", "\n2\n"),
        (">>> a", ">>> 1"),
        ("doctor", "train"),
        ("```python", "```text"),
    ]:
        assert meaning(page) != meaning(page.replace(old, new)), old
