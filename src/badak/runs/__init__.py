"""The store of runs: what was trained, with which settings, what came of it; one SQLite file, ``runs/runs.db``.

``badak train`` and the callback ``badak.callbacks.RunRecorder`` write into it; ``badak runs list``, ``show`` and ``compare``
read it, and ``RunStore`` does so in Python.
"""

from badak.runs.run import Run
from badak.runs.store import RunStore, default_store

__all__ = ["Run", "RunStore", "default_store"]
