"""The command line: ``badak train | evaluate | predict | datasets | explain | doctor | completion``.

click is imported when a command runs, never by ``import badak``.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and end the process with its exit code.

    Exit codes: 0 it worked, 1 badak explained on the error stream why it did not, 2 the command was not understood,
    130 it was interrupted with Ctrl-C.

    Args:
        arguments: words after ``badak``; those of this process by default.

    Raises:
        SystemExit: always.

    Example:
        >>> from badak.cli import main
        >>> try:
        ...     main(["completion", "--help", "--lang", "en"])
        ... except SystemExit as end:
        ...     print("exit code", end.code)
        Usage: badak completion ...
        exit code 0
    """
    import sys

    try:
        from badak.cli.app import program

        words = list(sys.argv[1:] if arguments is None else arguments)
        program(words).main(words)
    except KeyboardInterrupt:  # while the program itself was still being loaded
        sys.exit(130)
