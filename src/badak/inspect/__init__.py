"""Looking at models: reports for now; values, gradients and drawings later."""

from __future__ import annotations

from badak.inspect.report import report as report

__all__ = ["report"]
