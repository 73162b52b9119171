"""What TensorBoard shows, as the bytes of its messages: numbers, histograms, pictures, texts, settings.

Numbers, histograms and pictures are written in the plain form that every reader of event files knows (PyTorch's too), and that
TensorBoard turns into tensors by itself.

Source: TensorFlow and TensorBoard, ``tensorboard/compat/proto/summary.proto`` and ``plugins/hparams/plugin_data.proto``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from badak.inspect.png import png
from badak.tensorboard import wire

_STRING = 7  # DT_STRING


def summary(tag: str, *value: bytes) -> bytes:
    """Return the field of an event that holds one value with its tag."""
    return wire.message(5, wire.message(1, wire.text(1, tag), *value))


def scalar(tag: str, value: float) -> bytes:
    """Return a number."""
    return summary(tag, wire.single(2, value))


def histogram(tag: str, values: np.ndarray, bins: Any = 30) -> bytes:
    """Return how values are spread: as many bins as wished of equal width between the smallest and the largest.

    Values that are not finite are left out; where all are equal they lie in a bin of their own.
    """
    flat = np.asarray(values, np.float64).ravel()
    flat = flat[np.isfinite(flat)]
    low, high = (float(flat.min()), float(flat.max())) if flat.size else (0.0, 0.0)
    if low == high and isinstance(bins, int):
        counts, limits = (
            np.array([0, flat.size, 0]),
            np.array([np.nextafter(low, -np.inf), low, np.nextafter(low, np.inf)]),
        )
    else:
        counts, limits = np.histogram(flat, bins)
        counts = np.concatenate([[0], counts])  # the first limit closes an empty bin: it says where the values begin
    return summary(
        tag,
        wire.message(
            5, wire.double(1, low), wire.double(2, high), wire.double(3, float(flat.size)), wire.double(4, float(flat.sum())),
            wire.double(5, float(flat @ flat)), wire.doubles(6, limits.tolist()), wire.doubles(7, counts.tolist()),
        ),
    )  # fmt: skip


def image(tag: str, picture: np.ndarray) -> bytes:
    """Return a picture, uint8 (height, width) or (height, width, 3)."""
    height, width = picture.shape[:2]
    channels = 1 if picture.ndim == 2 else 3
    return summary(
        tag,
        wire.message(4, wire.integer(1, height), wire.integer(2, width), wire.integer(3, channels), wire.text(4, png(picture))),
    )  # fmt: skip


def text(tag: str, said: str) -> bytes:
    """Return a text, which TensorBoard reads as Markdown."""
    shape = wire.message(2, wire.message(2, wire.integer(1, 1)))
    return summary(
        f"{tag}/text_summary", _of_plugin("text"), wire.message(8, wire.integer(1, _STRING), shape, wire.text(8, said))
    )


def graph(definition: bytes) -> bytes:
    """Return the field of an event that holds a graph."""
    return wire.text(4, definition)


def start_again() -> bytes:
    """Return that a run begins at the step of the event: what an earlier process wrote for later steps no longer counts."""
    return wire.message(7, wire.integer(1, 1))


def _of_plugin(name: str, content: bytes = b"") -> bytes:
    return wire.message(9, wire.message(1, wire.text(1, name), wire.text(2, content)))


# --- settings of runs, for the table of the page "hparams"; TensorBoard finds its columns by reading all runs ------------------


def session_start(settings: Mapping[str, Any], when: float) -> bytes:
    """Return the settings of one run."""
    entries = [wire.message(1, wire.text(1, name), wire.message(2, _value(value))) for name, value in settings.items()]
    return _hparams("_hparams_/session_start_info", wire.message(3, *entries, wire.double(5, when)))


def session_end(when: float) -> bytes:
    """Return that a run has ended well."""
    return _hparams("_hparams_/session_end_info", wire.message(4, wire.integer(1, 1), wire.double(2, when)))


def _hparams(tag: str, content: bytes) -> bytes:
    data = wire.integer(1, 0) + content  # version of the plugin's data
    # the page looks only at tags of the kind "scalars or tensor", so the value has one, empty
    empty = wire.message(8, wire.integer(1, 1), wire.message(2), wire.text(4, b"\0\0\0\0"))
    return summary(tag, _of_plugin("hparams", data), empty)


def _kind(value: Any) -> int:
    return 2 if isinstance(value, bool | np.bool_) else 3 if isinstance(value, int | float | np.number) else 1


def _value(value: Any) -> bytes:
    kind = _kind(value)
    if kind == 3:
        return wire.double(2, float(value))
    return wire.integer(4, bool(value)) if kind == 2 else wire.text(3, str(value))
