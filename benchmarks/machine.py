"""What was measured on, and how quiet it was: facts for the head of the table and the JSON file."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def facts(python: Path | None, cpus: set[int] | None) -> dict:
    """Processor, memory, system, versions on both sides, and the commit, if any."""
    own = ("badak", "numpy", "ml_dtypes", "onednn-cpu-gomp")
    return {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "cpu": cpu_model(),
        "cpus": os.cpu_count(),
        "cpus_usable": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "cpus_given": sorted(cpus) if cpus else "all usable",
        "cpu_quota": cpu_quota(),
        "memory_gib": memory_gib(),
        "system": f"{platform.system()} {platform.release()}",
        "load": [round(x, 2) for x in os.getloadavg()] if hasattr(os, "getloadavg") else None,
        "commit": commit(),
        "python": platform.python_version(),
        "own": {name: version for name in own if (version := installed(name))} | {"blas": own_blas()},
        "peers": peer_versions(python),
        "threads_set": {k: v for k, v in os.environ.items() if k.endswith("_NUM_THREADS") or k == "BADAK_THREADS"},
    }


def cpu_model() -> str:
    """The processor's name."""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.lower().startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def cpu_quota() -> float | None:
    """How many CPUs' time the control group allows, where it limits it."""
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        return None if quota == "max" else round(int(quota) / int(period), 2)
    except (OSError, ValueError):
        return None


def memory_gib() -> float | None:
    """Installed memory."""
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
    except (ValueError, OSError, AttributeError):
        return None


def commit() -> str:
    """The commit measured, with + when files differ from it."""
    run = ["git", "-C", str(ROOT)]
    try:
        name = subprocess.run(
            [*run, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
        ).stdout.strip()
        changed = subprocess.run(
            [*run, "status", "--porcelain"], capture_output=True, text=True, check=True
        ).stdout.strip()
        return name + ("+" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return ""


def installed(name: str) -> str:
    """The version of a package in this interpreter."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def own_blas() -> str:
    """The library behind NumPy's matrix product."""
    import numpy as np

    try:
        blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]  # type: ignore[index,call-overload]
        return f"{blas['name']} {blas['version']}"
    except (KeyError, TypeError):
        return ""


def peer_versions(python: Path | None) -> dict[str, str]:
    """The versions in the peer environment."""
    if python is None:
        return {}
    ask = (
        "import importlib.metadata as m, platform\nprint('python', platform.python_version())\n"
        "for n in ('torch', 'keras', 'jax', 'jaxlib', 'scikit-learn', 'numpy'):\n"
        "    try: print(n, m.version(n))\n    except m.PackageNotFoundError: pass"
    )
    out = subprocess.run([str(python), "-c", ask], capture_output=True, text=True).stdout
    return dict(line.split(maxsplit=1) for line in out.splitlines())


def cpu_times() -> dict[str, float] | None:
    """Seconds that all CPUs were busy since the start of the machine, and this process's share with all it started."""
    try:
        ticks = [int(n) for n in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    except OSError:
        return None
    user, nice, system, idle, iowait, irq, softirq, steal = ticks[:8]
    hertz = os.sysconf("SC_CLK_TCK")
    mine = os.times()
    own = mine.user + mine.system + mine.children_user + mine.children_system
    busy, everything = user + nice + system + irq + softirq + steal, sum(ticks[:8])
    return {"busy": busy / hertz, "all": everything / hertz, "steal": steal / hertz, "own": own}


def used_by_others(before: dict[str, float] | None, after: dict[str, float] | None) -> float | None:
    """The fraction of all CPU time that went to other processes or machines meanwhile: near 0 where it is quiet."""
    if before is None or after is None or after["all"] <= before["all"]:
        return None
    foreign = (after["busy"] - before["busy"]) - (after["own"] - before["own"])
    return round(max(0.0, foreign / (after["all"] - before["all"])), 3)


def one_line(machine: dict) -> str:
    """Processor and load for the table's head."""
    quota = f", quota {machine['cpu_quota']}" if machine["cpu_quota"] else ""
    return (
        f"{machine['cpu']}, {machine['cpus_usable']} CPUs usable{quota}, {machine['memory_gib']} GiB, "
        f"{machine['system']}, load {machine['load'][0] if machine['load'] else '?'}, Python {sys.version.split()[0]}"
    )
