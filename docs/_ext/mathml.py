"""Formulas as MathML, which browsers draw by themselves: the pages need no server and no network.

Sphinx's own way asks a server for a program that draws them in the reader's browser.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.util import logging

_ENVIRONMENT = re.compile(r"\\begin\{([\w*]+)\}.*?\\end\{\1\}", re.DOTALL)
_LINES = re.compile(r"\\\\|&")

logger = logging.getLogger(__name__)

# What the converter does not know, in words that it knows.
OTHERWISE = {
    r"\arg\max": r"\mathrm{arg\,max}",
    r"\arg\min": r"\mathrm{arg\,min}",
    r"{aligned}": r"{align*}",
}


def _known(tex: str) -> str:
    r"""Return a formula in commands that the converter knows; several lines, parted by \\ and aligned at &, as such."""
    for command, known in OTHERWISE.items():
        tex = tex.replace(command, known)
    return rf"\begin{{align*}}{tex}\end{{align*}}" if _LINES.search(_ENVIRONMENT.sub("", tex)) else tex


def converted(node: Any, display: str) -> str:
    """Return a formula as MathML, with its TeX for whoever copies or hears the page."""
    tex = node.astext().replace("\n", " ")
    mathml = convert(_known(tex), display=display)
    if "\\" in mathml or "<mi>&</mi>" in mathml:  # a command that was not understood: a warning, which ends the build
        logger.warning("a formula cannot be drawn: %s", tex, location=node)
    return mathml.replace("<math ", f'<math alttext="{escape(tex)}" ', 1)


def inline(translator: Any, node: Any) -> None:
    """Write a formula within a line."""
    translator.body.append(converted(node, "inline"))
    raise nodes.SkipNode


def block(translator: Any, node: Any) -> None:
    """Write a formula in a line of its own."""
    translator.body.append(f'<div class="formula">{converted(node, "block")}</div>\n')
    raise nodes.SkipNode


def setup(app: Any) -> dict[str, Any]:
    """Make this the way in which HTML pages show formulas."""
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
