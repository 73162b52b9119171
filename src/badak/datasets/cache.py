"""Where downloaded data is kept."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path


def cache_folder() -> Path:
    """Return the folder in which downloads are kept; it is made when something is first stored there.

    ``BADAK_CACHE`` decides where it is set. Otherwise it is the place the operating system has for such files:
    ``$XDG_CACHE_HOME/badak`` or ``~/.cache/badak``, ``~/Library/Caches/badak`` on macOS,
    ``%LOCALAPPDATA%\\badak\\Cache`` on Windows.

    Returns:
        The folder, which need not exist yet.

    Example:
        >>> import os
        >>> from unittest.mock import patch
        >>> from badak.datasets import cache_folder
        >>> with patch.dict(os.environ, BADAK_CACHE="somewhere"):
        ...     print(cache_folder())
        somewhere
    """
    wish = os.environ.get("BADAK_CACHE")
    if wish:
        return Path(wish).expanduser()
    try:
        home = Path.home()
    except RuntimeError:  # an account without a home folder, as some servers have
        home = Path(tempfile.gettempdir())
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "badak" / "Cache"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "badak"
    base = os.environ.get("XDG_CACHE_HOME", "")
    # the XDG specification has relative paths ignored
    return (Path(base) if os.path.isabs(base) else home / ".cache") / "badak"
