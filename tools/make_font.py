"""Make the Korean font that badak carries, so that PNG pictures show Hangul on every machine.

    python tools/make_font.py NanumGothic.ttf      write src/badak/drawing/fonts/badak_gothic.ttf

All 11,172 syllables, the single letters, Latin and what formulas need; without hints and tables for setting type. NanumGothic's
licence (SIL Open Font License 1.1) asks that a changed version has another name: it is called Badak Gothic. Needs fonttools.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parent.parent / "src" / "badak" / "drawing" / "fonts" / "badak_gothic.ttf"
NAME = "Badak Gothic"
LETTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x391, 0x3CA),  # Greek
    *range(0x2010, 0x2027),
    *(0x2032, 0x2033, 0x203B, 0x2103),
    *range(0x2070, 0x209D),  # raised and lowered digits
    *range(0x2190, 0x219A),  # arrows
    *range(0x2200, 0x2270),  # operators
    *range(0x3000, 0x3020),
    *range(0x3131, 0x318F),  # single letters of Hangul
    *range(0xAC00, 0xD7A4),  # its syllables
    *range(0xFF01, 0xFF5F),
]


def main(source: str) -> None:
    font = TTFont(source, recalcTimestamp=False)
    licence = font["name"].getDebugName(0)
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += [
        "FFTM",
        "TSI0",
        "TSI1",
        "TSI2",
        "TSI3",
        "TSI5",
        "gasp",
        "GSUB",
        "GPOS",
        "GDEF",
        "vhea",
        "vmtx",
    ]
    options.name_IDs = []
    options.notdef_outline = True
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=LETTERS)
    chosen.subset(font)
    names = font["name"]
    names.names = []
    said = {0: licence, 1: NAME, 2: "Regular", 3: f"{NAME} 1.0", 4: NAME, 5: "Version 1.0", 6: "BadakGothic-Regular"}
    said |= {13: "SIL Open Font License, Version 1.1", 14: "https://openfontlicense.org"}
    for number, text in said.items():
        names.setName(text, number, 3, 1, 0x409)
    font.save(TARGET)
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes, {font['maxp'].numGlyphs:,} glyphs; {licence}")


if __name__ == "__main__":
    main(sys.argv[1])
