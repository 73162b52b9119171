"""What all programs of the ladder share: the options of the command line, and the folder for their pictures.

python examples/foundations/04_descent.py --quick               a part of the data and few passes
python examples/foundations/04_descent.py --pictures FOLDER     pictures to look at, too
BADAK_LANG=ko python examples/foundations/04_descent.py         in Korean
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import badak
from badak.errors import BadakError, phrase


class Pictures:
    """A folder into which a program puts its pictures."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        with contextlib.suppress(OSError):  # where there can be no folder, saving says why
            self.folder.mkdir(parents=True, exist_ok=True)

    def save(self, name: str, drawn: Any, english: str, korean: str) -> None:
        """Write what was drawn as ``name.svg``, and say in words what it shows."""
        file = self.folder / f"{name}.svg"
        if hasattr(drawn, "save"):  # a picture of badak's own
            drawn.save(file)
        else:  # axes or a figure of matplotlib
            from matplotlib import pyplot

            badak.plots.save(drawn, file)
            pyplot.close("all")  # or every one would stay in memory
        print(f"{file}: {phrase(english, korean)}")


def run(main: Callable[..., None], **files: str) -> None:
    """Call a program's ``main`` with the options of the command line; ``files`` are options of its own with what they are."""
    parser = argparse.ArgumentParser(description=main.__globals__["__doc__"].split("\n")[0])
    parser.add_argument("--quick", action="store_true", help=phrase("few passes", "일부 데이터로 짧게 실행"))
    parser.add_argument("--pictures", metavar="FOLDER", help=phrase("draw into this folder", "그림을 저장할 폴더"))
    for name, what in files.items():
        parser.add_argument(f"--{name}", metavar="FILE", help=what)
    given = vars(parser.parse_args())
    folder = given.pop("pictures")
    try:
        main(pictures=Pictures(folder) if folder else None, **given)
    except BadakError as problem:
        sys.exit(f"{type(problem).__name__}: {problem}")
