"""From boxes with text to rectangles, words and lines with places: what SVG and PNG both draw."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from badak.drawing.diagram import Box, Diagram
from badak.drawing.layered import Point, place

SIZE = 13.0  # of letters, in pixels at 96 to the inch
SMALL = 11.5
GAP = 8.0  # between words
_LINE = 17.0  # from line to line
_PAD = 9.0
_MARGIN = 14.0
_POINT = 6.0  # side of the dot where a way forks
# widths of the characters 32 to 126 of DejaVu Sans, the widest of the usual fonts, in thousandths of their size: with any
# narrower font the text still fits its box
_WIDTHS = (
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636, 636,
    636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787,
    603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635,
    634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
)  # fmt: skip
_BOLD = 1.12  # how much wider bold letters are


@dataclass(frozen=True)
class Text:
    """Words that begin at a place; ``y`` is the line they stand on.

    Attributes:
        x: where they begin; their middle where there is ``beside``.
        y: the line.
        text: the words.
        size: of the letters.
        bold: whether they are bold.
        faint: whether they are paler.
        beside: smaller words behind them: the name behind the class at the head of a box, None elsewhere.
        anchor: ``"middle"`` or ``"end"`` where x is that of the words; ``"start"`` otherwise.
        tone: ``"value"`` or ``"gradient"``, which have a colour each; gradients are slanted too.
    """

    x: float
    y: float
    text: str
    size: float = SIZE
    bold: bool = False
    faint: bool = False
    beside: str | None = None
    anchor: str = "start"
    tone: str = ""

    @property
    def left(self) -> float:
        """Where the words begin."""
        middle = self.beside is not None or self.anchor == "middle"
        return self.x - (self.width / 2 if middle else self.width if self.anchor == "end" else 0.0)

    @property
    def width(self) -> float:
        """How wide the words are at most."""
        own = text_width(self.text, self.size, self.bold)
        return own + GAP + text_width(self.beside, SMALL) if self.beside else own


@dataclass(frozen=True)
class Area:
    """A rectangle: a box, or a frame around what is inside one.

    Attributes:
        x: left side.
        y: upper side.
        width: to the right.
        height: down.
        role: ``"input"``, ``"layer"``, ``"operation"``, ``"point"`` or ``"frame"``; of expressions ``"circle"``,
            ``"variable"``, ``"constant"``, ``"folded"``, ``"result"``, ``"repeated"``, and ``"bare"`` for what has no outline.
        head: height of the part with the name.
        label: what it is called.
        about: more about it, which browsers show where the pointer rests.
    """

    x: float
    y: float
    width: float
    height: float
    role: str
    head: float
    label: str
    about: str = ""


@dataclass
class Scene:
    """Everything in a picture, in the order in which it is drawn.

    Attributes:
        width: of the picture.
        height: of the picture.
        areas: rectangles, frames before what is in them.
        texts: words.
        arrows: points of each arrow: straight, curved, straight, … as ``layered.Placed.paths``.
        sideways: whether layers follow each other from left to right, so that curves leave and arrive level.
        owners: for each arrow the numbers of the areas it joins.
    """

    width: float = 0.0
    height: float = 0.0
    areas: list[Area] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    arrows: list[list[Point]] = field(default_factory=list)
    sideways: bool = False
    owners: list[tuple[int, int]] = field(default_factory=list)


def text_width(text: str, size: float = SIZE, bold: bool = False) -> float:
    """Return how wide a text is at most: Korean, Chinese and Japanese letters are as wide as they are high."""
    thousandths = 0
    for letter in text:
        if " " <= letter <= "~":
            thousandths += _WIDTHS[ord(letter) - 32]
        elif not unicodedata.combining(letter):
            thousandths += 1000 if unicodedata.east_asian_width(letter) in "WF" else 850
    return thousandths / 1000 * size * (_BOLD if bold else 1.0)


def scene_of(diagram: Diagram, names: bool = True, sideways: bool = False) -> Scene:
    """Place everything of a diagram.

    Args:
        diagram: boxes and arrows.
        names: whether layers' names are shown beside their classes.
        sideways: from left to right instead of from top to bottom.

    Returns:
        The scene.
    """
    made = Scene(sideways=sideways)
    inner = _Part(diagram, names, sideways)
    inner.draw(made, _MARGIN, _MARGIN)
    made.width, made.height = inner.width + 2 * _MARGIN, inner.height + 2 * _MARGIN
    return made


class _Part:
    """A diagram whose boxes are measured and placed, not yet drawn."""

    def __init__(self, diagram: Diagram, names: bool, sideways: bool) -> None:
        self.diagram = diagram
        self.names = names
        self.parts = [_Part(box.inside, names, sideways) if box.inside else None for box in diagram.boxes]
        self.sizes = [self._measured(box, part) for box, part in zip(diagram.boxes, self.parts, strict=True)]
        sizes = [(h, w) for w, h in self.sizes] if sideways else self.sizes
        placed = place(sizes, diagram.edges, (18.0, 44.0) if sideways else (28.0, 30.0))
        turn = (lambda p: (p[1], p[0])) if sideways else (lambda p: p)
        self.centres = [turn(p) for p in placed.centres]
        self.paths = [[turn(p) for p in path] for path in placed.paths]
        self.width, self.height = turn((placed.width, placed.height))

    def _title(self, box: Box, x: float = 0.0, y: float = 0.0) -> Text:
        """Return the words at the head of a box: the class, and the name unless it says the same."""
        named = self.names and box.name and box.name != box.kind
        return Text(x, y, box.kind, bold=True, beside=box.name if named else "")

    def _measured(self, box: Box, part: _Part | None) -> Point:
        if box.role == "point":
            return _POINT, _POINT
        wide, words = self._title(box).width, self._words(box)
        rows = [words + GAP + text_width(value, SMALL) for _, value in box.lines]
        width, height = max([wide, *rows]) + 2 * _PAD, self._head() + self._body(box)
        if part is not None:
            width, height = max(width, part.width + 2 * _MARGIN), height + part.height + 2 * _MARGIN
        return float(round(width)), float(round(height))

    @staticmethod
    def _words(box: Box) -> float:
        return max((text_width(word, SMALL) for word, _ in box.lines), default=0.0)

    @staticmethod
    def _head() -> float:
        return _LINE + 8.0

    @staticmethod
    def _body(box: Box) -> float:
        return len(box.lines) * _LINE + 7.0 if box.lines else 0.0

    def draw(self, scene: Scene, left: float, top: float) -> None:
        """Add everything to a scene, with the left top corner at a place."""
        numbers = []
        for box, part, (x, y), (width, height) in zip(
            self.diagram.boxes, self.parts, self.centres, self.sizes, strict=True
        ):
            x, y = left + x - width / 2, top + y - height / 2
            numbers.append(len(scene.areas))
            role = box.role if part is None else "frame"
            scene.areas.append(Area(x, y, width, height, role, self._head(), box.name or box.kind))
            if box.role == "point":
                continue
            self._write(scene, box, x, y, width)
            if part is not None:
                part.draw(scene, x + (width - part.width) / 2, y + self._head() + self._body(box) + _MARGIN)
        scene.arrows += [[(left + px, top + py) for px, py in path] for path in self.paths]
        scene.owners += [(numbers[a], numbers[b]) for a, b in self.diagram.edges]

    def _write(self, scene: Scene, box: Box, x: float, y: float, width: float) -> None:
        scene.texts.append(self._title(box, x + width / 2, y + _LINE))
        line, words = y + self._head() + _LINE - 1.5, self._words(box)
        for word, value in box.lines:
            scene.texts.append(Text(x + _PAD, line, word, SMALL, faint=True))
            scene.texts.append(Text(x + _PAD + words + GAP, line, value, SMALL))
            line += _LINE
