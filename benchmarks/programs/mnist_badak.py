"""A whole process: `badak train mnist --fast`, report and model file included; prints what its test gave.

With `rehearse` one pass over 1,000 digits, whatever that gives.
"""

import contextlib
import io
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks import work

GOAL = 0.99


def command(words: list[str]) -> dict:
    """Run a command of badak as the shell does, in this process, and return what --json makes it say."""
    with contextlib.redirect_stdout(io.StringIO()) as said:
        try:
            from badak.cli import main

            main(words)
        except SystemExit as end:
            if end.code:
                raise
    return json.loads(said.getvalue())


rehearse = sys.argv[1:] == ["rehearse"]
with tempfile.TemporaryDirectory() as folder:
    words = ["train", "mnist", "--fast", "--json", "--out", f"{folder}/run"]
    told = command(words + (["--limit", "1000", "--epochs", "1"] if rehearse else []))
from badak.models import zoo  # noqa: E402  (not before the command, whose imports are measured)

accuracy, samples = told["test"]["accuracy"], (1_000 if rehearse else 60_000) * told["epochs"]
facts = {"test accuracy": accuracy, "epochs": told["epochs"], "parameters": told["weights"]}
print(json.dumps(facts | {"flops": work.training_flops(zoo.fast_cnn()) * samples}))
if accuracy < GOAL and not rehearse:
    sys.exit(f"the test gave {accuracy:.2%}, not {GOAL:.0%}")
