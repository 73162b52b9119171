"""The pages that are made from the package itself: the reference of each public module, and the list of codes.

Both are written before Sphinx reads its sources: ``api/generated/<module>.rst`` and ``<language>/error-codes.md``.
"""

from __future__ import annotations

import importlib
import inspect
import re
import string
from pathlib import Path
from types import ModuleType
from typing import Any

# In the order in which a reader meets them.
MODULES = (
    "badak",
    "badak.layers",
    "badak.models",
    "badak.models.zoo",
    "badak.activations",
    "badak.losses",
    "badak.metrics",
    "badak.optimizers",
    "badak.schedules",
    "badak.initializers",
    "badak.regularizers",
    "badak.constraints",
    "badak.callbacks",
    "badak.datasets",
    "badak.files",
    "badak.inspect",
    "badak.onnx",
    "badak.plots",
    "badak.runs",
    "badak.sklearn",
    "badak.tensorboard",
    "badak.cards",
    "badak.text",
    "badak.vision",
    "badak.classic",
    "badak.timeseries",
    "badak.utils",
    "badak.errors",
)

_WORDS = {
    "en": {
        "title": "Codes of errors and notices",
        "intro": "Every error and notice carries a code. A part in ‹angle brackets› is filled in with what badak saw.",
        "head": ("Code", "Class", "What it says"),
        "got": "Got",
        "expected": "Expected",
        "fix": "To fix",
    },
    "ko": {
        "title": "오류와 알림 코드",
        "intro": "모든 오류와 알림에는 코드가 붙습니다. ‹꺾쇠› 부분에는 badak이 실제로 본 값이 들어갑니다.",
        "head": ("코드", "클래스", "내용"),
        "got": "받은 값",
        "expected": "기대한 값",
        "fix": "해결",
    },
}


# ---- reference -------------------------------------------------------------------------------------------------------


def public_names(module: ModuleType) -> list[str]:
    """Return what a module promises: its ``__all__``, or what it defines itself without an underscore."""
    if hasattr(module, "__all__"):
        return list(module.__all__)
    own = (n for n, v in vars(module).items() if getattr(v, "__module__", None) == module.__name__)
    return sorted(n for n in own if not n.startswith("_"))


def homes(modules: dict[str, ModuleType]) -> dict[int, str]:
    """Tell for each object where it is described in full: at the longest public path that leads to it."""
    found: dict[int, str] = {}
    for name in sorted(modules, key=lambda name: (-name.count("."), MODULES.index(name))):
        for member in public_names(modules[name]):
            found.setdefault(id(getattr(modules[name], member)), f"{name}.{member}")
    return found


def kind_of(value: Any) -> str | None:
    """Sort a public object into the directive that describes it."""
    if inspect.ismodule(value):
        return None
    if inspect.isclass(value):
        return "autoclass"
    return "autofunction" if callable(value) else "autodata"


def module_page(name: str, module: ModuleType, home: dict[int, str]) -> str:
    """Write the page of one module: a table of everything, then each object that has its home there."""
    lines = [
        name,
        "=" * len(name),
        "",
        f".. automodule:: {name}",
        "   :no-members:",
        "",
        f".. currentmodule:: {name}",
        "",
    ]
    described, elsewhere = [], []
    for member in public_names(module):
        value = getattr(module, member)
        kind = kind_of(value)
        if member.startswith("__"):
            continue
        if kind is None:  # a module within, such as datasets.mnist: its functions appear here
            if name != "badak" and f"{name}.{member}" not in MODULES:
                described += [(f"{name}.{member}.{inner}", "autofunction") for inner in public_names(value)]
            continue
        if kind == "autodata":  # tables such as datasets.DATASETS explain themselves through their functions
            continue
        place = home.get(id(value), f"{name}.{member}")
        if place != f"{name}.{member}":
            elsewhere.append((member, place, kind))
        else:
            described.append((member, kind))
    for title, kinds in (("Classes", ("autoclass",)), ("Functions", ("autofunction",))):
        members = [(member, kind) for member, kind in described if kind in kinds]
        others = [(member, place) for member, place, kind in elsewhere if kind in kinds]
        if not members and not others:
            continue
        lines += [title, "-" * len(title), ""]
        if len(members) > 1:
            short = (member.removeprefix(f"{name}.") for member, _ in members)
            lines += [".. autosummary::", "", *(f"   {member}" for member in short), ""]
        for member, place in others:
            role = "class" if kinds == ("autoclass",) else "func"
            lines += [f"* ``{name}.{member}``: see :py:{role}:`{place}`"]
        lines += [""] * bool(others)
        for member, kind in members:
            lines += [f".. {kind}:: {member}"]
            if kind == "autoclass":
                lines += ["   :members:"]
                foreign = [key for key in vars(getattr(module, member)) if re.fullmatch(r"set_\w+_request", key)]
                if foreign:  # scikit-learn puts them into its estimators, with references into its own documentation
                    lines += [f"   :exclude-members: {', '.join(foreign)}"]
                if getattr(module, member).__bases__ != (object,):
                    lines += ["   :show-inheritance:"]
            lines += [""]
    return "\n".join(lines) + "\n"


# ---- codes -----------------------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """Replace each field of a sentence by its name in angle brackets, and keep Markdown from reading the rest."""
    parts = []
    for literal, field, _, _ in string.Formatter().parse(text):
        parts.append(re.sub(r"([\\`*_|<>\[\]$])", r"\\\1", literal))
        if field is not None:
            name = re.sub(r"_(en|ko)$", "", field)  # the same field, worded in one language
            parts.append(f"‹{name}›".replace("_", r"\_"))
    return "".join(parts).replace("\n", " ")


def codes_page(codes: dict[str, Any], language: str) -> str:
    """Write the list of all codes in one language."""
    words, column = _WORDS[language], 0 if language == "en" else 1
    lines = [f"# {words['title']}", "", words["intro"], ""]
    lines += ["| " + " | ".join(words["head"]) + " |", "|---|---|---|"]
    for code, entry in sorted(codes.items()):
        lines.append(f"| [{code}](#{language}-{code.lower()}) | `{entry.kind}` | {_plain(entry.title[column])} |")
    for code, entry in sorted(codes.items()):
        lines += ["", f"({language}-{code.lower()})=", f"## {code} · {entry.kind}", "", _plain(entry.title[column]), ""]
        for part in ("got", "expected", "fix"):
            pair = getattr(entry, part)
            if pair:
                lines.append(f"- **{words[part]}**: {_plain(pair[column])}")
    return "\n".join(lines) + "\n"


# ---- docstrings ------------------------------------------------------------------------------------------------------

_CODE = re.compile(r"(``.+?``|`[^`]+`|:\w+(?::\w+)*:`[^`]+`|`[^`]*`__?)")


def plain_docstring(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Let docstrings be plain text: outside code and examples, ``|x|``, ``*`` and ``name_`` mean themselves.

    The record of an operation adds its formula, its gradient rule and where it comes from.
    """
    example, formula = False, -1  # how far the directive of a formula is indented, -1 outside of one
    for i, line in enumerate(lines):
        example = line.lstrip().startswith((">>>", "...")) or (example and bool(line.strip()))
        indent = len(line) - len(line.lstrip())
        if line.lstrip().startswith(".. math::"):
            formula = indent
        elif line.strip() and indent <= formula:
            formula = -1
        if example or formula >= 0 or line.lstrip().startswith(".. "):
            continue
        parts = _CODE.split(line)
        for k in range(0, len(parts), 2):
            parts[k] = re.sub(r"\\(?=\S)", r"\\\\", parts[k])
            parts[k] = re.sub(r"(?<!^)([*|])|(?<=\w)(_)(?=\W|$)", r"\\\g<0>", parts[k])
        lines[i] = "".join(parts)
    record = getattr(obj, "op", None)
    if what == "function" and getattr(record, "formula", None):
        about = ["", ".. math::", "", f"   {record.formula}", ""]
        if record.gradient:
            about += ["with the gradient rule", "", ".. math::", "", f"   {record.gradient}", ""]
        if record.source:
            about += [f"Definition: {record.source}", ""]
        end = next((i for i, line in enumerate(lines) if not line.strip()), len(lines))  # below the summary
        lines[end:end] = about


# ---- Sphinx ----------------------------------------------------------------------------------------------------------


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text("utf-8") != text:  # an unchanged page is not read again
        path.write_text(text, "utf-8")


def make_pages(app: Any) -> None:
    """Write all generated pages."""
    top = Path(app.srcdir)
    modules = {name: importlib.import_module(name) for name in MODULES}
    home = homes(modules)
    for name, module in modules.items():
        _write(top / "api" / "generated" / f"{name}.rst", module_page(name, module, home))
    codes = importlib.import_module("badak.messages").CODES
    for language in _WORDS:
        _write(top / language / "error-codes.md", codes_page(codes, language))


def setup(app: Any) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.connect("builder-inited", make_pages)
    app.connect("autodoc-process-docstring", plain_docstring, priority=400)  # before napoleon reads the sections
    return {"parallel_read_safe": True, "parallel_write_safe": True}
