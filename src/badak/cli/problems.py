"""What the user is told when something goes wrong, and the exit code that goes with it."""

from __future__ import annotations

import os
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from badak.cli.text import columns_of, strong, wrap
from badak.errors import BadakError, Notice, error, near_names, phrase

FAILED, MISUSED, INTERRUPTED = 1, 2, 130


class Stop(Exception):
    """Ends a command with an exit code after it has said why itself."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def say_error(problem: BadakError) -> None:
    """Print a coded message on the error stream, its first line standing out."""
    first, _, rest = problem.text().partition("\n")
    columns = _columns()
    lines = [strong(wrap(first, columns, "  ", ""), sys.stderr)]
    for line in rest.splitlines():
        label, mark, said = line.partition(": ")
        lines.append(wrap(said, columns, "    ", f"{label}{mark}") if mark and len(line) > columns - 2 else line)
    print("\n".join(lines), file=sys.stderr)


def _columns() -> int:
    """Return the width of messages; in a file or a pipe lines stay whole."""
    return columns_of(sys.stderr, 110) if sys.stderr.isatty() else 1_000_000


def unexpected(problem: BaseException, debug: bool) -> int:
    """Say in one coded line that badak itself failed, and keep the traceback where it can be found."""
    if debug:
        traceback.print_exception(problem)
        return FAILED
    what = f"{type(problem).__name__}: {str(problem).splitlines()[0] if str(problem) else ''}".rstrip(": ")
    file = _write_traceback(problem)
    if file is None:
        traceback.print_exception(problem)
        file = "-"
    say_error(error("BD091", what=what, file=file))
    return FAILED


def _write_traceback(problem: BaseException) -> str | None:
    from badak.datasets.cache import cache_folder

    text = "".join(traceback.format_exception(problem))
    text = f"badak {' '.join(sys.argv[1:])}\nPython {sys.version}\n\n{text}"
    name = f"badak-error-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    for folder in (cache_folder() / "errors", Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
            return str(folder / name)
        except OSError:
            continue
    return None


# ---- misunderstood commands -----------------------------------------------------------------------------------------


def say_usage(problem: click.UsageError, path: str) -> None:
    """Print what was not understood, and how to get help; ``path`` is the command where the problem does not know it."""
    print(f"{phrase('Error:', '오류:')} {_usage_text(problem)}", file=sys.stderr)
    path = problem.ctx.command_path if problem.ctx is not None else path
    print(
        phrase(f"“{path} --help” shows what is possible.", f"‘{path} --help’로 사용법을 볼 수 있습니다."),
        file=sys.stderr,
    )


def _usage_text(problem: click.UsageError) -> str:
    """Say it in the user's language, where click says it in English only."""
    ctx = problem.ctx
    if isinstance(problem, click.NoSuchOption):
        known = [name for param in (ctx.command.get_params(ctx) if ctx else []) for name in param.opts]
        near = _near(problem.option_name, known)
        return phrase(f"there is no option {problem.option_name}", f"{problem.option_name} 옵션은 없습니다") + near
    if isinstance(problem, click.MissingParameter):
        name = problem.param.make_metavar(ctx) if problem.param is not None and ctx is not None else ""
        return phrase(f"{name} is missing", f"{name}이(가) 빠졌습니다")
    if isinstance(problem, click.BadOptionUsage):
        return phrase(f"{problem.option_name} needs a value", f"{problem.option_name} 옵션에는 값이 필요합니다")
    if isinstance(problem, click.BadParameter):
        hint = problem.param.get_error_hint(ctx) if problem.param is not None and ctx is not None else ""
        return f"{hint}: {problem.message}" if hint else problem.message
    word = getattr(problem, "command_name", None)  # click 8.2 and later have a class of their own
    if word is None and "No such command" in problem.message:
        word = problem.message.split("'")[1]
    if word is not None:
        names = ctx.command.list_commands(ctx) if ctx and isinstance(ctx.command, click.Group) else []
        return phrase(f"there is no command '{word}'", f"'{word}' 명령은 없습니다") + _near(word, names)
    if "unexpected extra argument" in problem.message:
        words = problem.message.partition("(")[2].rstrip(").")
        return phrase(f"too many words: {words}", f"남는 인자가 있습니다: {words}")
    return problem.format_message()


def _near(word: str, names: list[str]) -> str:
    bare = {name.lstrip("-"): name for name in names}  # the dashes are what all options have in common
    found = near_names(word.lstrip("-"), list(bare), 0.6)
    if not found:
        return ""
    near = ", ".join(repr(bare[name]) for name in found)
    return phrase(f"; did you mean {near}?", f". 혹시 {near}인가요?")


# ---- notices ----------------------------------------------------------------------------------------------------------


@contextmanager
def notices_on_stderr(quiet: bool = False) -> Iterator[None]:
    """Print badak's notices as plain lines on the error stream; Python's own warnings stay silent as for any program."""

    def show(message: Any, category: Any, *_: Any, **__: Any) -> None:
        if issubclass(category, Notice):
            _say_notice(str(message))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.filterwarnings("ignore" if quiet else "always", category=Notice)
        warnings.showwarning = show
        yield


def _say_notice(text: str) -> None:
    first, _, rest = text.partition("\n")
    code, _, said = first.partition("] ")
    columns = _columns()
    head = phrase("note", "참고")
    print(wrap(f"{said}", columns, "  ", f"{head} {code}] "), file=sys.stderr)
    if rest:
        print(rest, file=sys.stderr)
