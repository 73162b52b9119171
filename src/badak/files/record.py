"""The run record: what one needs to know to repeat a run."""

from __future__ import annotations

import datetime
import os
import platform
import shlex
import sys
from typing import Any

import numpy as np


def make_record() -> dict[str, Any]:
    """Note seed, versions, machine, threads, command and date.

    The date is that of ``SOURCE_DATE_EPOCH`` where it is set, so that equal runs can give equal files.

    Returns:
        Plain values for JSON.

    Example:
        >>> import badak
        >>> badak.utils.set_random_seed(7)
        >>> make_record()["seed"]
        7
    """
    from badak.backend.threads import get_num_threads
    from badak.utils import get_random_seed

    return {
        "seed": get_random_seed(),
        "date": _date(),
        "command": _command(),
        "badak": badak_version(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "platform": platform.platform(),
        "processor": platform.machine(),
        "threads": get_num_threads(),
    }


def badak_version() -> str:
    """Return the installed version of badak, ``"unknown"`` for sources that are not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("badak")
    except PackageNotFoundError:
        return "unknown"


def _date() -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        moment = datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
    except (ValueError, OverflowError, OSError):
        moment = datetime.datetime.now(datetime.UTC)
    return moment.isoformat(timespec="seconds")


def _command() -> str:
    if "ipykernel" in sys.modules:
        return "notebook"
    return shlex.join([os.path.basename(sys.argv[0]), *sys.argv[1:]]) if sys.argv else ""
