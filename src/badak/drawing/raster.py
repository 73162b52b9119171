"""A scene as PNG, drawn with Pillow."""

from __future__ import annotations

import io
import itertools
import math
import unicodedata
from typing import Any

from badak.drawing.fonts import KOREAN
from badak.drawing.layered import Point
from badak.drawing.scene import GAP, SMALL, Area, Scene, Text, text_width
from badak.drawing.svg import FAINT, INK, LINE, ROUND, TINTS, TONES, bend, corner, head_points, shortened
from badak.errors import error

MOST_PIXELS = 150_000_000  # 600 MB while drawing; larger pictures open in few programs
_SMOOTH = MOST_PIXELS // 4
_ACROSS = 32  # points of a curve
_PLAIN = ("DejaVuSans.ttf", "Arial.ttf", "arial.ttf", "Helvetica.ttc", "LiberationSans-Regular.ttf")
_BOLD = ("DejaVuSans-Bold.ttf", "Arial Bold.ttf", "arialbd.ttf", "LiberationSans-Bold.ttf")
_SLANTED = ("DejaVuSans-Oblique.ttf", "Arial Italic.ttf", "ariali.ttf", "LiberationSans-Italic.ttf")


def png_bytes(scene: Scene, dpi: float, where: str) -> bytes:
    """Return a scene as PNG.

    Args:
        scene: what to draw.
        dpi: pixels to the inch; the scene's own pixels are 96 to the inch.
        where: who draws, for messages.

    Raises:
        MissingExtraError: BD090, when Pillow is not installed.
        ArgumentError: BD266, when the picture would be larger than programs open.
    """
    try:
        from PIL import Image, ImageDraw
    except ImportError:
        raise error("BD090", where=where, package="pillow", extra="vision") from None
    scale = dpi / 96
    width, height = round(scene.width * scale), round(scene.height * scale)
    if width * height > MOST_PIXELS or max(width, height) > 65_000:
        raise error("BD266", where=where, got=f"{width} × {height}", most=f"{MOST_PIXELS:,}", dpi=f"{dpi:g}")
    finer = 2 if width * height <= _SMOOTH else 1  # drawn twice as large and reduced, since Pillow's lines have steps
    image = Image.new("RGB", (max(width, 1) * finer, max(height, 1) * finer), "white")
    pen = _Pen(ImageDraw.Draw(image), scale * finer)
    for area in scene.areas:
        pen.area(area)
    for points in scene.arrows:
        pen.arrow(points, scene.sideways)
    for text in scene.texts:
        pen.text(text)
    if finer > 1:
        image = image.resize((max(width, 1), max(height, 1)), Image.Resampling.BOX)
    file = io.BytesIO()
    image.save(file, "PNG", dpi=(dpi, dpi), optimize=True)
    return file.getvalue()


class _Pen:
    """Draws in the scene's measures on a picture of any size."""

    def __init__(self, draw: Any, scale: float) -> None:
        self.draw = draw
        self.scale = scale
        self.line = max(1, round(1.3 * scale))
        self.fonts: dict[tuple, Any] = {}

    def area(self, area: Area) -> None:
        """Draw a box, a frame or a dot."""
        s = self.scale
        x0, y0, x1, y1 = (area.x * s, area.y * s, (area.x + area.width) * s, (area.y + area.height) * s)
        if area.role == "point":
            self.draw.ellipse((x0, y0, x1, y1), fill=LINE)
            return
        if area.role == "bare":
            return
        if area.role in ROUND:
            fill, dashed = ROUND[area.role]
            box, radius = (x0, y0, x1, y1), corner(area) * s
            if dashed:  # Pillow draws whole lines only
                self.draw.rounded_rectangle(box, radius, fill=fill)
                self.dashes(_around(box, radius))
            else:
                self.draw.rounded_rectangle(box, radius, fill=fill, outline=LINE, width=max(1, round(s)))
            return
        self.draw.rectangle((x0, y0, x1, y1), fill=TINTS["frame"] if area.role == "frame" else "white")
        if area.role != "frame":
            self.draw.rectangle((x0, y0, x1, (area.y + min(area.head, area.height)) * s), fill=TINTS[area.role])
        self.draw.rectangle((x0, y0, x1, y1), outline=LINE, width=max(1, round(s)))

    def dashes(self, dots: list[Point]) -> None:
        """Draw every other piece of a line of many short pieces."""
        width, on, off = max(1, round(self.scale)), 4 * self.scale, 3 * self.scale
        at = 0.0
        for a, b in zip(dots, dots[1:]):
            if at % (on + off) < on:
                self.draw.line([a, b], fill=LINE, width=width)
            at += ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5

    def arrow(self, points: list[Point], sideways: bool) -> None:
        """Draw an arrow."""
        line = shortened(points, sideways)
        dots: list[Point] = [line[0]]
        for i, (a, b) in enumerate(zip(line, line[1:])):
            dots += [b] if i % 2 == 0 else _curve(a, b, sideways)
        self.draw.line([(x * self.scale, y * self.scale) for x, y in dots], fill=LINE, width=self.line, joint="curve")
        self.draw.polygon([(x * self.scale, y * self.scale) for x, y in head_points(points, sideways)], fill=LINE)

    def text(self, text: Text) -> None:
        """Write words, with those beside them."""
        ink = TONES.get(text.tone) or (FAINT if text.faint else INK)
        parts = self.runs(text.text, text.size, text.bold, text.tone == "gradient")
        gap, own = GAP * self.scale, len(parts)
        if text.beside:
            parts += self.runs(text.beside, SMALL, False)
        width = sum(font.getlength(words) for words, font in parts) + (gap if len(parts) > own else 0.0)
        middle = text.beside is not None or text.anchor == "middle"
        x, y = (
            text.x * self.scale - (width / 2 if middle else width if text.anchor == "end" else 0.0),
            text.y * self.scale,
        )
        for i, (words, font) in enumerate(parts):
            x += gap if i == own else 0.0
            self.draw.text((x, y), words, fill=ink, font=font, anchor="ls")
            x += font.getlength(words)

    def runs(self, words: str, size: float, bold: bool, slanted: bool = False) -> list[tuple[str, Any]]:
        """Return words in pieces with their fonts: Korean letters have another than signs, smaller where they would be wider."""
        found = []
        for korean, letters in itertools.groupby(words, lambda letter: unicodedata.east_asian_width(letter) in "WF"):
            piece = "".join(letters)
            font = self.font(size * self.scale, bold, korean, slanted)
            allowed, width = text_width(piece, size, bold) * self.scale, font.getlength(piece)
            if width > allowed:
                font = self.font(size * self.scale * allowed / width, bold, korean, slanted)
            found.append((piece, font))
        return found

    def font(self, size: float, bold: bool, korean: bool, slanted: bool = False) -> Any:
        """Return a font of the system, for Korean and where there is none badak's own, which every machine has."""
        from PIL import ImageFont

        key = (round(size, 1), bold, korean, slanted)
        if key not in self.fonts:
            found = None
            names = [] if korean else [*(_BOLD if bold else _SLANTED if slanted else ()), *_PLAIN]
            for name in [*names, str(KOREAN)]:
                try:
                    found = ImageFont.truetype(name, key[0])
                    break
                except OSError:
                    continue
            self.fonts[key] = found or ImageFont.load_default(key[0])
        return self.fonts[key]


def _around(box: tuple[float, float, float, float], radius: float) -> list[Point]:
    """Return many points of the outline of a rounded rectangle."""
    x0, y0, x1, y1 = box
    centres = (
        (x1 - radius, y1 - radius),
        (x0 + radius, y1 - radius),
        (x0 + radius, y0 + radius),
        (x1 - radius, y0 + radius),
    )
    turns = [(i, (i + k / 16) * math.pi / 2) for i in range(4) for k in range(17)]
    corners = [(centres[i][0] + radius * math.cos(t), centres[i][1] + radius * math.sin(t)) for i, t in turns]
    found: list[Point] = []
    for a, b in zip(corners, [*corners[1:], corners[0]]):
        count = max(1, round(math.dist(a, b)))
        found += [(a[0] + (b[0] - a[0]) * k / count, a[1] + (b[1] - a[1]) * k / count) for k in range(count)]
    return [*found, corners[0]]


def _curve(a: Point, b: Point, sideways: bool) -> list[Point]:
    (x1, y1), (x2, y2) = bend(a, b, sideways)
    found = []
    for i in range(1, _ACROSS + 1):
        t = i / _ACROSS
        w = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3)
        found.append(
            (w[0] * a[0] + w[1] * x1 + w[2] * x2 + w[3] * b[0], w[0] * a[1] + w[1] * y1 + w[2] * y2 + w[3] * b[1])
        )
    return found
