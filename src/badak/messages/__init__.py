"""The sentences of every coded error and notice, in English and Korean; one file per part of badak.

An entry is ``code: Entry(kind, title, expected, fix, got)``; every text is a pair *(English, Korean)* and may name the
fields its raiser gives. ``where`` and ``got`` are mostly the raiser's own fields.
"""

from __future__ import annotations

from badak.messages import (
    attention,
    augmentation,
    cards,
    classic,
    curves,
    data,
    decoding,
    estimators,
    files,
    forecasting,
    foreign,
    graph,
    habits,
    images,
    keras,
    kernels,
    layers,
    losses,
    networks,
    onnx,
    optimizers,
    pictures,
    plots,
    program,
    reading,
    records,
    recurrent,
    sequences,
    tensor,
    text,
    timeseries,
    timeseries_tools,
    training,
)
from badak.messages.entry import Entry

CODES: dict[str, Entry] = {}
for _part in (
    tensor,
    layers,
    losses,
    optimizers,
    training,
    data,
    files,
    program,
    reading,
    images,
    augmentation,
    networks,
    habits,
    kernels,
    recurrent,
    sequences,
    attention,
    decoding,
    text,
    graph,
    onnx,
    pictures,
    foreign,
    records,
    estimators,
    keras,
    cards,
    classic,
    curves,
    plots,
    timeseries,
    timeseries_tools,
    forecasting,
):
    for _code, _entry in _part.ENTRIES.items():
        if _code in CODES:
            raise RuntimeError(f"code {_code} is defined twice")  # a mistake of ours, seen at the first test
        CODES[_code] = _entry

_LABELS = {
    "en": {"where": "where", "got": "got", "expected": "expected", "fix": "to fix"},
    "ko": {"where": "위치", "got": "받은 값", "expected": "기대한 값", "fix": "해결"},
}


def render(code: str, fields: dict, language: str) -> str:
    """Put the message of one code together."""
    entry = CODES[code]
    column = 0 if language == "en" else 1
    chosen = _Fields({k: v[language] if isinstance(v, dict) and language in v else v for k, v in fields.items()})
    lines = [f"[{code}] {entry.title[column].format_map(chosen)}"]
    for part in ("where", "got", "expected", "fix"):
        pair = getattr(entry, part, None)
        text = pair[column].format_map(chosen) if pair else str(chosen.get(part, ""))
        if text:
            lines.append(f"  {_LABELS[language][part]}: {text}")
    return "\n".join(lines)


class _Fields(dict):
    """A missing field must not turn one error into another; tests look for the mark."""

    def __missing__(self, key: str) -> str:
        return f"<{key}?>"
