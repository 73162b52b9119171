"""Where the other frameworks live: an environment of their own, since they are a hundred times badak's size.

`make peers` makes it in `.venv-peers`; BADAK_PEERS names another one. On Linux the ordinary PyTorch wheel brings the
CUDA libraries (about 3 GB); for a machine without such a device, install PyTorch's CPU-only build into the environment
first, as its site describes. `python -m benchmarks.peers` says what was found.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def find() -> Path | None:
    """The interpreter of the peer environment, or None."""
    named = os.environ.get("BADAK_PEERS")
    for folder in [Path(named).expanduser()] if named else [ROOT / ".venv-peers"]:
        for python in (folder / "bin" / "python", folder / "Scripts" / "python.exe"):
            if python.exists():
                return python
    return None


def main() -> int:
    """Say which peers there are."""
    from benchmarks.machine import peer_versions

    python = find()
    if python is None:
        named = os.environ.get("BADAK_PEERS")
        print(f"no environment in BADAK_PEERS={named}" if named else "no .venv-peers: `make peers` makes it")
        return 1
    for name, version in peer_versions(python).items():
        print(f"{name} {version}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
