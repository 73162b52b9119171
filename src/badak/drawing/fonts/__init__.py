"""A Korean font, so that pictures of pixels show Hangul on machines that have none."""

from __future__ import annotations

from pathlib import Path

KOREAN = Path(__file__).with_name("badak_gothic.ttf")  # SIL Open Font License 1.1, beside it
NAME = "Badak Gothic"
