"""Looking at models: reports, what attention looks at, what gates say; values, gradients and more drawings later."""

from __future__ import annotations

from badak.inspect.attention_maps import AttentionMaps as AttentionMaps
from badak.inspect.attention_maps import attention as attention
from badak.inspect.gates import GateMaps as GateMaps
from badak.inspect.gates import gates as gates
from badak.inspect.report import report as report

__all__ = ["AttentionMaps", "GateMaps", "attention", "gates", "report"]
