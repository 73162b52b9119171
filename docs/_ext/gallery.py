"""The gallery: every picture of the ladder of programs, drawn by running them, with the lines that drew it.

Before Sphinx reads its sources, each program of ``examples/foundations`` is run in both languages, and
``<language>/gallery.md`` is written, its pictures beside it in ``<language>/gallery/``. Nothing is run again that has not
changed. With ``-D gallery_quick=1`` the programs run in their quick mode.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import io
import json
import os
import re
import runpy
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
LADDER = ROOT / "examples" / "foundations"

_WORDS = {
    "en": (
        "Gallery",
        "Every picture of the [ladder of programs](foundations.md), drawn by the programs themselves when these pages were "
        "built. Below each stand the lines that drew it; what they use is in the program. "
        "`python examples/foundations/04_descent.py --pictures FOLDER` draws those of one program.",
        "the program",
    ),
    "ko": (
        "갤러리",
        "[사다리 프로그램](foundations.md)의 모든 그림입니다. 이 문서를 만들 때 프로그램이 직접 그렸습니다. "
        "그림 아래에는 그 그림을 그린 코드가 있고, 거기서 쓰는 값은 프로그램 안에 있습니다. "
        "`python examples/foundations/04_descent.py --pictures 폴더`로 프로그램 하나의 그림을 그릴 수 있습니다.",
        "프로그램",
    ),
}


def programs() -> list[Path]:
    """Return the programs of the ladder, in order."""
    return sorted(LADDER.glob("[0-9][0-9]_*.py"))


# ---- running ---------------------------------------------------------------------------------------------------------------


def draw(folder: Path, quick: bool) -> dict[str, list[dict[str, Any]]]:
    """Run all programs in this process; return for each what it drew: name, caption, and the line of the call."""
    sys.path.insert(0, str(LADDER))
    from badak.errors import phrase
    from ladder import Pictures

    drawn: dict[str, list[dict[str, Any]]] = {}

    class Recorder(Pictures):
        def save(self, name: str, picture: Any, english: str, korean: str) -> None:
            super().save(name, picture, english, korean)
            line = sys._getframe(1).f_lineno
            found.append({"name": name, "caption": phrase(english, korean), "line": line})

    for path in programs():
        found: list[dict[str, Any]] = []
        with contextlib.redirect_stdout(io.StringIO()):
            runpy.run_path(str(path))["main"](quick=quick, pictures=Recorder(folder))
        drawn[path.stem] = found
    return drawn


def drawn_anew(folder: Path, language: str, quick: bool) -> subprocess.Popen[str] | None:
    """Begin to draw the pictures of one language in a process of its own, unless they are those of the same sources."""
    if (folder / "drawn.json").exists() and json.loads((folder / "drawn.json").read_text("utf-8"))["of"] == _state(
        quick
    ):
        return None
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.svg"):
        old.unlink()
    place = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    environment = {
        **os.environ,
        "PYTHONPATH": place,
        "BADAK_LANG": language,
        "MPLBACKEND": "Agg",
        "PYTHONWARNINGS": "ignore",
    }
    environment.pop("BADAK_DATA", None)  # the pages are the same everywhere, and show no pictures of unknown licence
    command = [sys.executable, __file__, str(folder), str(int(quick))]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, encoding="utf-8")


def _state(quick: bool) -> str:
    """Return a fingerprint of all that the pictures are made of."""
    made_of = hashlib.sha256(str(quick).encode())
    for path in sorted([*LADDER.glob("*.py"), *(ROOT / "src" / "badak").rglob("*.py")]):
        made_of.update(path.read_bytes())
    return made_of.hexdigest()


# ---- writing ---------------------------------------------------------------------------------------------------------------


def code_of(path: Path) -> dict[range, str]:
    """Return the lines that draw, without names and captions of files: for the lines of each statement that saves."""
    source = path.read_text("utf-8")
    found: dict[range, str] = {}
    for block in ast.walk(ast.parse(source)):
        if not (isinstance(block, ast.If) and isinstance(block.test, ast.Name) and block.test.id == "pictures"):
            continue
        before: list[str] = []
        for statement in block.body:
            text = ast.get_source_segment(source, statement, padded=True) or ""
            saved = [node for node in ast.walk(statement) if _saves(node)]
            for call in saved:
                what = ast.get_source_segment(source, call.args[1]) or ""
                lone = isinstance(call.args[1], ast.Name)  # drawn above, and shown there
                text = text.replace(ast.get_source_segment(source, call) or "", "" if lone else what)
            before.append(re.sub(r" +# fmt: skip", "", textwrap.dedent(text)).rstrip())
            if saved:
                found[range(statement.lineno, (statement.end_lineno or 0) + 1)] = "\n".join(filter(str.strip, before))
                before = []
    return found


def _saves(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "pictures.save"


def page(language: str, drawn: dict[str, list[dict[str, Any]]]) -> str:
    """Write the gallery of one language."""
    title, intro, program = _WORDS[language]
    guide = (ROOT / "docs" / language / "foundations.md").read_text("utf-8")
    lines = [f"# {title}", "", intro]
    for path in programs():
        if not drawn[path.stem]:
            continue
        about = re.search(rf"^\| `{path.name}` \| (.*) \|$", guide, re.MULTILINE)
        about = about[1] if about else path.stem
        number = path.stem[:2]
        lines += ["", f"## {number} · {about[:1].upper() + about[1:]}", ""]
        lines += [f"{program}: {{download}}`{path.name} <../../examples/foundations/{path.name}>`"]
        codes = code_of(path)
        for place, code in codes.items():
            for picture in (one for one in drawn[path.stem] if one["line"] in place):
                caption = re.sub(r"([\\`*_\[\]<>])", r"\\\1", picture["caption"])
                lines += [
                    "",
                    f"```{{figure}} gallery/{picture['name']}.svg",
                    f":alt: {picture['caption']}",
                    "",
                    caption,
                    "```",
                ]
            lines += ["", "```{code-block} python", code, "```"]
    return "\n".join(lines) + "\n"


def make_gallery(app: Any) -> None:
    """Draw all pictures and write the pages."""
    quick = bool(int(app.config.gallery_quick))
    folders = {language: Path(app.srcdir) / language / "gallery" for language in _WORDS}
    running = {language: drawn_anew(folder, language, quick) for language, folder in folders.items()}
    for language, process in running.items():
        if process is not None:
            _, problem = process.communicate()
            if process.returncode:
                raise RuntimeError(f"the ladder does not draw in '{language}':\n{problem}")
        drawn = json.loads((folders[language] / "drawn.json").read_text("utf-8"))["drawn"]
        target, text = Path(app.srcdir) / language / "gallery.md", page(language, drawn)
        if not target.exists() or target.read_text("utf-8") != text:
            target.write_text(text, "utf-8")


def setup(app: Any) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.add_config_value("gallery_quick", 0, "env")
    app.connect("builder-inited", make_gallery)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


if __name__ == "__main__":
    place, hasty = Path(sys.argv[1]), bool(int(sys.argv[2]))
    made = {"of": _state(hasty), "drawn": draw(place, hasty)}
    (place / "drawn.json").write_text(json.dumps(made, ensure_ascii=False, indent=1), "utf-8")
