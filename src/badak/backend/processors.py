"""How many processors this process may use."""

from __future__ import annotations

import os


def available_cpus() -> int:
    """Return how many processors this process may use: affinity, then the control group's quota.

    Example:
        >>> available_cpus() >= 1
        True
    """
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _quota()
    return max(1, min(count, quota) if quota else count)


def _quota() -> int | None:
    """Return the control group's limit in whole processors, None for no limit."""
    try:
        with open("/sys/fs/cgroup/cpu.max") as file:
            limit, period = file.read().split()
        return None if limit == "max" else max(1, round(int(limit) / int(period)))
    except (OSError, ValueError):
        return None
