"""Whether the process of a run still lives, told without asking it."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

BEAT_EVERY = 60.0  # seconds between two signs of life
SILENT_FOR = 5 * BEAT_EVERY  # so long without one, and a process that cannot be looked at counts as gone


def this_process() -> tuple[str, str]:
    """Return the machine, and what tells this process from every other one there, after a restart too."""
    return socket.gethostname(), f"{os.getpid()} {_start_of(os.getpid())} {_world()}"


def lives(host: str, process: str, beat: float) -> bool:
    """Say whether a process lives.

    On the same machine (and in the same container) it is looked up by its number and the moment it started, as numbers are used
    again; from elsewhere, and where the system does not tell, its last sign of life decides.
    """
    number, _, rest = process.partition(" ")
    start, _, world = rest.partition(" ")
    if host == socket.gethostname() and world and world == _world() and start and number.isdigit():
        return _start_of(int(number)) == start
    return time.time() - beat < SILENT_FOR


def _start_of(number: int) -> str:
    """Return when a process started, in ticks since the machine did; nothing where it is gone or Linux is not there."""
    try:
        said = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    fields = said.rpartition(")")[2].split()  # the name in brackets may hold anything
    return "" if fields[0] in "ZX" else fields[19]  # a zombie has ended


def _world() -> str:
    """Return what this machine has been called since it started, and which processes can be seen from here."""
    try:
        started = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{started} {os.readlink('/proc/self/ns/pid')}"
    except (OSError, ValueError):
        return ""
