"""An expression as a picture like those of textbooks: circles with signs, values above the lines, gradients below."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from badak.drawing.amounts import amount_lines
from badak.drawing.expression import Amount, Expression, Link, Part
from badak.drawing.layered import Point, layers_of, place
from badak.drawing.scene import SIZE, SMALL, Area, Scene, Text, text_width
from badak.drawing.signs import about, either_way, keywords, sign_of, slopes_of
from badak.errors import phrase

_CIRCLE = 34.0  # across; longer signs make it wider
_LINE = 15.0  # from line to line
_MARGIN = 16.0
_OFF = 5.0  # between a line and what stands at it
_TINY = 9.5  # letters of the marks that tell first and second argument


@dataclass(frozen=True)
class Look:
    """What is written.

    Attributes:
        values: values at the links.
        gradients: gradients at the links.
        shapes: shapes of small values too.
        formulas: what each operation hands back, as text at it.
        sideways: from left to right instead of from top to bottom.
        digits: significant digits.
    """

    values: bool = True
    gradients: bool = True
    shapes: bool = False
    formulas: bool = False
    sideways: bool = True
    digits: int = 6


@dataclass
class _Box:
    """A part, or the room that the words at a link take.

    Attributes:
        width: with the words that stand at it.
        height: of the same.
        core: width and height of what is outlined in its middle.
        words: what is written within the core.
        notes: what is written at it, as pairs of a tone and a line.
    """

    width: float
    height: float
    core: Point = (0.0, 0.0)
    words: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)


def scene_of_expression(expression: Expression, look: Look) -> Scene:
    """Place everything of an expression."""
    return _Placing(expression, look).scene()


class _Placing:
    """Measures, lays out and writes; boxes are numbered so that arguments stand in their order."""

    def __init__(self, expression: Expression, look: Look) -> None:
        self.expression, self.look = expression, look
        self.boxes: list[_Box] = []
        self.of_part: dict[int, int] = {}
        self.of_link: dict[int, int] = {}  # links that have words
        layers = layers_of(len(expression.parts), [(link.begin, link.end) for link in expression.links])
        self.layers: list[int] = []
        arriving: dict[int, list[int]] = {}
        for i, link in enumerate(expression.links):
            arriving.setdefault(link.end, []).append(i)
        for i, part in enumerate(expression.parts):
            if not self._bare(part):
                self._arrivals(arriving.get(i, []), layers)
                self.of_part[i] = self._put(self._box(part), 2 * layers[i])

    @staticmethod
    def _bare(part: Part) -> bool:
        """Say whether a part is a number that stands at its operation, without a name."""
        return part.kind == "constant" and not part.name

    def _put(self, box: _Box, layer: int) -> int:
        self.boxes.append(box)
        self.layers.append(layer)
        return len(self.boxes) - 1

    def _arrivals(self, links: list[int], layers: list[int]) -> None:
        for i in sorted(links, key=lambda i: self.expression.links[i].place):
            link = self.expression.links[i]
            part = self.expression.parts[link.begin]
            if not self._bare(part):
                self.of_link[i] = self._put(self._label(link), 2 * layers[link.end] - 1)
            elif link.begin not in self.of_part:
                nearest = min(layers[other.end] for other in self.expression.links if other.begin == link.begin)
                self.of_part[link.begin] = self._put(self._box(part), 2 * nearest - 1)

    # --- measuring ----------------------------------------------------------------------------------------------------

    def _amount(self, amount: Amount) -> list[str]:
        return amount_lines(amount, self.look.digits, self.look.shapes)

    def _gradient(self, amount: Amount) -> list[str]:
        first, *rest = self._amount(amount)
        return [("← " if self.look.sideways else "↑ ") + first, *rest]

    def _label(self, link: Link) -> _Box:
        above = self._amount(link.value) if self.look.values else []
        if link.name:
            above = [f"{link.name} = {above[0]}", *above[1:]] if above else [link.name]
        below = self._gradient(link.gradient) if self.look.gradients and link.gradient is not None else []
        wide = max((text_width(line, SMALL) for line in [*above, *below]), default=0.0)
        lines = max(len(above), len(below))
        if self.look.sideways:
            return _Box(wide + 4.0, 2 * (lines * _LINE + _OFF) if lines else 0.0, above=above, below=below)
        return _Box(2 * (wide + _OFF) + 6.0, lines * _LINE + 4.0, above=above, below=below)

    def _box(self, part: Part) -> _Box:
        words, notes = self._words(part), self._notes(part)
        size = SIZE if part.kind != "constant" or part.name else SMALL
        wide = max(text_width(word, size, part.kind in ("variable", "result")) for word in words)
        if part.kind == "operation":
            core = max(_CIRCLE, wide + 18.0), _CIRCLE
        elif self._bare(part):
            core = wide + 6.0, len(words) * _LINE + 4.0
        else:
            core = wide + 20.0, 26.0
        aside = max((text_width(line, SMALL) for _, line in notes), default=0.0)
        if self.look.sideways:
            return _Box(max(core[0], aside + 6.0), core[1] + 2 * (len(notes) * _LINE + 3.0) * bool(notes), core, words, notes)
        return _Box(core[0] + 2 * (aside + 8.0) * bool(notes), max(core[1], len(notes) * _LINE), core, words, notes)

    def _words(self, part: Part) -> list[str]:
        if part.kind == "operation":
            return [sign_of(part.op, part.exponent)]
        if part.kind == "folded":
            return ["⋯"]
        if part.kind == "result":
            return [part.name or phrase("result", "결과")]
        return [part.name] if part.name else self._amount(part.value) if part.value is not None else [""]

    def _notes(self, part: Part) -> list[tuple[str, str]]:
        """Return what stands at a part: the sum of the gradients that meet there, keywords, formulas."""
        notes: list[tuple[str, str]] = []
        if part.kind == "operation" and (given := keywords(part.op, part.static)):
            notes.append(("faint", given))
        if part.kind in ("variable", "operation") and part.uses > 1 and part.gradient is not None and self.look.gradients:
            first, *rest = self._gradient(part.gradient)
            notes += [("gradient", line) for line in [first + phrase(" (sum)", " (합)"), *rest]]
        if part.kind == "operation" and self.look.formulas:
            notes += [("faint", line) for line in slopes_of(part.op)]
        return notes

    # --- placing ------------------------------------------------------------------------------------------------------

    def scene(self) -> Scene:
        """Lay out, then write areas, words and arrows."""
        sideways, expression = self.look.sideways, self.expression
        turn = (lambda p: (p[1], p[0])) if sideways else (lambda p: p)
        edges, ways = [], []
        for i, link in enumerate(expression.links):
            begin, end = self.of_part[link.begin], self.of_part[link.end]
            middle = self.of_link.get(i)
            pieces = [(begin, end)] if middle is None else [(begin, middle), (middle, end)]
            ways.append(range(len(edges), len(edges) + len(pieces)))
            edges += pieces
        sizes = [turn((box.width, box.height)) for box in self.boxes]
        placed = place(sizes, edges, (10.0, 14.0) if sideways else (14.0, 10.0), self.layers)
        width, height = turn((placed.width, placed.height))
        made = Scene(width + 2 * _MARGIN, height + 2 * _MARGIN, sideways=sideways)
        self.centres = [(x + _MARGIN, y + _MARGIN) for x, y in map(turn, placed.centres)]
        paths = [[(x + _MARGIN, y + _MARGIN) for x, y in map(turn, path)] for path in placed.paths]
        for i, part in enumerate(expression.parts):
            self._draw(made, part, self.boxes[self.of_part[i]], self.centres[self.of_part[i]])
        for i in self.of_link.values():
            self._write(made, self.boxes[i], self.centres[i])
        for link, way in zip(expression.links, ways):
            path = paths[way[0]]
            for piece in way[1:]:
                path = [*path, *paths[piece][1:]]
            made.arrows.append(self._joined(path, self.of_part[link.begin], self.of_part[link.end]))
            made.owners.append((link.begin, link.end))
        self._order(made)
        self._legend(made)
        return made

    def _joined(self, path: list[Point], begin: int, end: int) -> list[Point]:
        """Lengthen an arrow from the room that its ends take to their outlines."""
        first = self._touch(path[0], begin, 1.0)
        last = self._touch(path[-1], end, -1.0)
        return [first, *path[1:], last] if last != path[-1] else [first, *path[1:]]

    def _touch(self, point: Point, box: int, side: float) -> Point:
        """Return where a line that runs level through a point meets the outline in a box."""
        (x, y), (cx, cy), (width, height) = point, self.centres[box], self.boxes[box].core
        along, across = (width, y - cy) if self.look.sideways else (height, x - cx)
        half = along / 2
        if self.boxes[box].core[1] == _CIRCLE:  # round at both ends
            radius = _CIRCLE / 2
            if self.look.sideways:
                half += math.sqrt(max(radius**2 - across**2, 0.0)) - radius
            else:
                over = max(abs(across) - (width / 2 - radius), 0.0)
                half = math.sqrt(max(radius**2 - over**2, 0.0))
        return (cx + side * half, y) if self.look.sideways else (x, cy + side * half)

    def _draw(self, scene: Scene, part: Part, box: _Box, centre: Point) -> None:
        (x, y), (width, height) = centre, box.core
        role = "circle" if part.kind == "operation" else "bare" if self._bare(part) else part.kind
        said = about(part.op, part.static) if part.kind == "operation" else self._said(part)
        label = " ".join(box.words)
        scene.areas.append(Area(x - width / 2, y - height / 2, width, height, role, height, label, said))
        bold = part.kind in ("variable", "result")
        size, tone = (SMALL, "value") if role == "bare" else (SIZE, "")
        top = y - (len(box.words) - 1) * _LINE / 2 + size * 0.36
        for i, word in enumerate(box.words):
            scene.texts.append(Text(x, top + i * _LINE, word, size, bold, tone=tone, anchor="middle"))
        for i, (tone, line) in enumerate(box.notes):
            given = {"faint": tone == "faint", "tone": tone if tone != "faint" else ""}
            if self.look.sideways:
                scene.texts.append(Text(x, y + height / 2 + 13.0 + i * _LINE, line, SMALL, anchor="middle", **given))
            else:
                start = y - (len(box.notes) - 1) * _LINE / 2 + 4.0
                scene.texts.append(Text(x + width / 2 + 6.0, start + i * _LINE, line, SMALL, **given))

    @staticmethod
    def _said(part: Part) -> str:
        kinds = {
            "variable": ("variable", "변수"),
            "constant": ("constant: no gradient is wanted here", "상수: 기울기를 구하지 않는 값"),
            "folded": ("operations that are not drawn", "그리지 않은 연산들"),
            "result": ("result", "결과"),
        }
        return phrase(*kinds[part.kind])

    def _write(self, scene: Scene, box: _Box, centre: Point) -> None:
        """Write value and gradient at a link."""
        x, y = centre
        for tone, lines in (("value", box.above), ("gradient", box.below)):
            for i, line in enumerate(lines):
                if self.look.sideways:
                    at = y - _OFF - (len(lines) - 1 - i) * _LINE if tone == "value" else y + 13.0 + i * _LINE
                    scene.texts.append(Text(x, at, line, SMALL, anchor="middle", tone=tone))
                else:
                    at = y - (len(lines) - 1) * _LINE / 2 + 4.0 + i * _LINE
                    side, anchor = (-_OFF, "end") if tone == "value" else (_OFF, "start")
                    scene.texts.append(Text(x + side, at, line, SMALL, anchor=anchor, tone=tone))

    def _order(self, scene: Scene) -> None:
        """Number the arrows of an operation whose arguments cannot be exchanged where they do not arrive in their order."""
        arriving: dict[int, list[int]] = {}
        for i, link in enumerate(self.expression.links):
            arriving.setdefault(link.end, []).append(i)
        for end, links in arriving.items():
            part = self.expression.parts[end]
            if part.kind != "operation" or either_way(part.op) or len(links) < 2:
                continue
            across = 1 if self.look.sideways else 0
            links.sort(key=lambda i: self.expression.links[i].place)
            places = [scene.arrows[i][-1][across] for i in links]
            if places == sorted(places):
                continue
            for i in links:
                (x, y), number = scene.arrows[i][-1], str(self.expression.links[i].place + 1)
                spot = (x - 12.0, y - 3.0) if self.look.sideways else (x + 4.0, y - 9.0)
                scene.texts.append(Text(*spot, number, _TINY, faint=True))

    def _legend(self, scene: Scene) -> None:
        """Write below the picture how it is read, and what it leaves out."""
        down = scene.height + 8.0
        words: list[tuple[str, str]] = []
        if self.look.values:
            words.append(("value", phrase("value →", "값 →") if self.look.sideways else phrase("value ↓", "값 ↓")))
        if self.look.gradients and any(link.gradient is not None for link in self.expression.links):
            word = phrase("gradient", "기울기")
            if self.expression.ones:
                word = phrase("gradient of the sum of the result", "결과를 모두 더한 값의 기울기")
            words.append(("gradient", f"{'←' if self.look.sideways else '↑'} {word}"))
        if self.look.formulas:
            words.append(("faint", phrase("g: gradient that arrives", "g: 넘어온 기울기")))
        x = _MARGIN
        for tone, word in words:
            given = {"faint": tone == "faint", "tone": tone if tone != "faint" else ""}
            scene.texts.append(Text(x, down, word, SMALL, **given))
            x += text_width(word, SMALL) + 18.0
        wide, notes = x, notes_of(self.expression)
        for i, note in enumerate(notes):
            scene.texts.append(Text(_MARGIN, down + (i + bool(words)) * 16.0, note, SMALL, faint=True))
            wide = max(wide, _MARGIN + text_width(note, SMALL))
        if words or notes:
            scene.width, scene.height = max(scene.width, wide + _MARGIN), down + 16.0 * (len(notes) + bool(words) - 1) + 12.0


def notes_of(expression: Expression) -> list[str]:
    """Return what a picture has to say about itself."""
    notes = []
    if expression.folded:
        notes.append(
            phrase(
                "⋯ {0} more operations; {1} deep is drawn, depth={2} shows more",
                "⋯ 연산 {0}개 생략. 깊이 {1}까지 그렸고, depth={2}로 더 볼 수 있습니다",
            ).format(expression.folded, expression.depth, (expression.depth or 0) + 1)
        )
    if expression.unknown:
        notes.append(
            phrase(
                "without numbers: values that were freed or changed after the calculation",
                "수가 없는 곳: 계산한 뒤에 사라졌거나 바뀐 값",
            )
        )
    return notes
