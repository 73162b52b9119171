"""What a damaged zip archive makes Python's ``zipfile`` raise."""

from __future__ import annotations

import struct
import zipfile
import zlib

try:
    from lzma import LZMAError
except ImportError:  # a Python built without xz, which then meets no such data
    LZMAError = zlib.error

DAMAGED_ZIP = (
    zipfile.BadZipFile,  # its directory, its checksums
    zlib.error,  # compressed data
    LZMAError,
    EOFError,  # the end comes too early
    NotImplementedError,  # a changed byte names a version, a compression or a flag that nobody knows
    RuntimeError,  # or says that a member is encrypted
    ValueError,  # offsets before the beginning, names that are no text
    IndexError,  # a name of no letters
    struct.error,
    OverflowError,
    OSError,
)
"""A single changed byte can lead to any of these: seen by changing bytes at random. Errors of badak are among their
subclasses and have to be let through first."""
