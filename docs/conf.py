"""Sphinx configuration of badak's documentation: `make docs` builds it, and a warning ends the build."""

import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "_ext"))

project = "badak"
author = "The badak developers"
copyright = "2026, The badak developers"
release = tomllib.loads((HERE.parent / "pyproject.toml").read_text("utf-8"))["project"]["version"]
version = ".".join(release.split(".")[:2])

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "badak_pages",
    "gallery",
    "mathml",
]
exclude_patterns = ["_build", "_ext", "design"]
templates_path: list[str] = []

# Prose: Markdown, English and Korean side by side.
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

# Docstrings: Google style; a name in single backquotes is code.
default_role = "code"
autosummary_generate = False  # the pages are made by badak_pages, one for each public module
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
napoleon_custom_sections = [("Source", "notes_style"), ("Formula", "notes_style"), ("Shape", "notes_style")]
toc_object_entries = False
add_module_names = False

html_theme = "furo"
html_math_renderer = "mathml"
html_static_path = ["_static"]
html_css_files = ["badak.css"]
html_title = f"badak {release}"
html_copy_source = False
html_show_sphinx = False
