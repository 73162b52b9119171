"""Files of earlier versions: for each version, the function that turns its description into the next one's.

A version is a number in ``config.json`` that grows whenever what the parts mean changes. A badak reads every version up to
its own, for ever: for each there is a file under ``tests/files/golden`` that must load and give the same predictions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from badak.errors import error
from badak.files.wording import brief, damaged, one_line

FORMAT = "badak model"
VERSION = 1

Parts = dict[str, Any]
"""The JSON parts of a file by name: ``config``, and where the file has them ``training``, ``preprocess``, ``record``."""

MIGRATIONS: dict[int, Callable[[Parts], Parts]] = {}
"""Version → what makes of its parts those of the version after it."""


def check_version(config: Any, where: str) -> int:
    """Return the version of a description.

    Raises:
        FileFormatError: BD083, when it has none; BD084, when it is later than this badak knows.
    """
    if not isinstance(config, dict) or config.get("format") != FORMAT:
        raise damaged(where, "it does not say that it is a model of badak", "badak 모델이라는 표시가 없습니다")
    version = config.get("version")
    if type(version) is not int or version < 1:
        raise damaged(where, "its version is no number from 1", "버전이 1 이상의 정수가 아닙니다")
    if version > VERSION:
        raise error("BD084", where=where, version=version, writer=brief(str(config.get("badak"))), known=VERSION)
    return version


def migrate(parts: Parts, where: str) -> Parts:
    """Return the parts in the form of the present version.

    Args:
        parts: the JSON parts of a file.
        where: the file, for the message.

    Returns:
        The parts; the same object where nothing is to be done.

    Raises:
        FileFormatError: BD083 and BD084 as for ``check_version``.
    """
    version = check_version(parts["config"], where)
    while version < VERSION:
        try:
            parts = MIGRATIONS[version](parts)
        except (LookupError, TypeError, ValueError, AttributeError) as problem:  # values that nobody has checked yet
            en = f"it is not as version {version} was: {one_line(problem, 'en')}"
            raise damaged(where, en, f"버전 {version}의 형식이 아닙니다: {one_line(problem, 'ko')}") from problem
        version += 1
    return parts
