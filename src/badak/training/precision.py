"""Which number type runs from layer to layer: what ``compile(precision=...)`` means on this machine."""

from __future__ import annotations

from typing import Any

from badak.backend import native
from badak.errors import error

NAMES = ("float32", "mixed", "auto")


def number_type(precision: str | None, backend: str) -> Any:
    """Return bfloat16 where a precision asks for it, None for the model's own number type.

    Args:
        precision: ``"float32"``, ``"mixed"`` (also Keras's ``"mixed_bfloat16"``) or ``"auto"``.
        backend: ``"numpy"`` or ``"xla"``.

    Raises:
        ArgumentError: BD003, for another word.
    """
    if precision in (None, "float32"):
        return None
    if precision in ("mixed", "mixed_bfloat16") or (precision == "auto" and _worth_it(backend)):
        import ml_dtypes

        return ml_dtypes.bfloat16
    if precision == "auto":
        return None
    near = " | ".join(map(repr, NAMES))
    more: dict[str, Any] = {}
    if "16" in str(precision):
        more["fix"] = {
            "en": "precision='mixed' is bfloat16 between the layers, with weights in float32",
            "ko": "precision='mixed'를 쓰세요. 층 사이는 bfloat16, 가중치는 float32로 계산합니다",
        }
    raise error("BD003", where="compile", name="precision", got=repr(precision), expected=near, **more)


def _worth_it(backend: str) -> bool:
    """Say whether this processor computes with bfloat16: AVX-512's instructions for it, or AMX."""
    if backend != "numpy" or native.kernels is None:
        return False
    return any(unit in native.describe()["instructions"] for unit in ("float16", "AMX"))  # with float16 comes bfloat16
