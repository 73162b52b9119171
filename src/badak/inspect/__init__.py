"""Looking at models: reports, and what attention looks at; values, gradients and more drawings later."""

from __future__ import annotations

from badak.inspect.attention_maps import AttentionMaps as AttentionMaps
from badak.inspect.attention_maps import attention as attention
from badak.inspect.report import report as report

__all__ = ["AttentionMaps", "attention", "report"]
