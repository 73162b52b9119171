"""An expression as a picture like those of textbooks: circles with signs, values above the lines, gradients below."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

from badak.drawing.amounts import amount_lines
from badak.drawing.expression import Amount, Expression, Link, Part
from badak.drawing.layered import Point, place
from badak.drawing.scene import SIZE, SMALL, Area, Scene, Text, text_width
from badak.drawing.signs import about, either_way, keywords, sign_of, slopes_of
from badak.errors import phrase

_CIRCLE = 34.0  # across; longer signs make it wider
_LINE = 15.0  # from line to line
_MARGIN = 16.0
_OFF = 5.0  # between a line and what stands at it
_FAR = 5  # operations from where a variable stands to its use that no line is led along any more
_RAISED = 10.5  # letters of exponents
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


def _layers(count: int, links: list[Link]) -> list[int]:
    """Return the layer of each part, as near to the result as what reads it allows: no long lines from what could wait."""
    readers: list[list[int]] = [[] for _ in range(count)]
    waits = [0] * count
    arguments: list[list[int]] = [[] for _ in range(count)]
    for link in links:
        readers[link.begin].append(link.end)
        arguments[link.end].append(link.begin)
        waits[link.begin] += 1
    before, ready = [0] * count, [v for v in range(count) if not waits[v]]  # how many layers before the result
    while ready:
        v = ready.pop()
        before[v] = 1 + max((before[r] for r in readers[v]), default=-1)
        for a in arguments[v]:
            waits[a] -= 1
            if not waits[a]:
                ready.append(a)
    first = max(before)
    return [first - b for b in before]


def _with_copies(expression: Expression) -> Expression:
    """Return an expression in which variables stand once more beside operations that are far from where they stand."""
    parts, links = list(expression.parts), list(expression.links)
    layers = _layers(len(parts), links)
    for i, link in enumerate(links):
        begin = expression.parts[link.begin]
        named = begin.kind == "variable" or begin.kind == "constant" and begin.name
        if named and layers[link.end] - layers[link.begin] > _FAR:
            links[i] = replace(link, begin=len(parts))
            parts.append(Part("repeated", name=begin.name))
    return replace(expression, parts=parts, links=links)


class _Placing:
    """Measures, lays out and writes; boxes are numbered so that arguments stand in their order."""

    def __init__(self, expression: Expression, look: Look) -> None:
        self.expression = expression = _with_copies(expression)
        self.look = look
        self.boxes: list[_Box] = []
        self.of_part: dict[int, int] = {}
        self.of_link: dict[int, int] = {}  # links that have words
        layers = _layers(len(expression.parts), expression.links)
        self.layers: list[int] = []
        arriving: dict[int, list[int]] = {}
        for i, link in enumerate(expression.links):
            arriving.setdefault(link.end, []).append(i)
        for links in arriving.values():
            links.sort(key=lambda i: expression.links[i].place)
        self.arriving = arriving
        waiting, seen = [(expression.links[-1].end, False)], set()
        while waiting:  # arguments in their order, before what uses them
            i, ready = waiting.pop()
            if ready:
                self._arrivals(arriving.get(i, []), layers)
                self.of_part[i] = self._put(self._box(expression.parts[i]), 2 * layers[i])
            elif i not in seen and not self._bare(expression.parts[i]):
                seen.add(i)
                waiting += [(i, True), *[(expression.links[k].begin, False) for k in reversed(arriving.get(i, []))]]

    @staticmethod
    def _bare(part: Part) -> bool:
        """Say whether a part is a number that stands at its operation, without a name."""
        return part.kind == "constant" and not part.name

    def _put(self, box: _Box, layer: int) -> int:
        self.boxes.append(box)
        self.layers.append(layer)
        return len(self.boxes) - 1

    def _arrivals(self, links: list[int], layers: list[int]) -> None:
        for i in links:
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
        wide = max(text_width(word, size, part.kind in ("variable", "result", "repeated")) for word in words)
        if part.kind == "operation":
            core = max(_CIRCLE, wide + 18.0), _CIRCLE
        elif self._bare(part):
            core = wide + 6.0, len(words) * _LINE + 4.0
        else:
            core = wide + 20.0, 26.0
        aside = max((text_width(line, SMALL) for _, line in notes), default=0.0)
        if self.look.sideways:
            return _Box(
                max(core[0], aside + 6.0), core[1] + 2 * (len(notes) * _LINE + 3.0) * bool(notes), core, words, notes
            )
        return _Box(core[0] + 2 * (aside + 8.0) * bool(notes), max(core[1], len(notes) * _LINE), core, words, notes)

    def _words(self, part: Part) -> list[str]:
        if part.kind == "operation":
            return [sign_of(part.op, part.exponent, part.static)]
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
        if (
            part.kind in ("variable", "operation")
            and part.uses > 1
            and part.gradient is not None
            and self.look.gradients
        ):
            first, *rest = self._gradient(part.gradient)
            notes += [("gradient", line) for line in [first + phrase(" (sum)", " (합)"), *rest]]
        if part.kind == "operation" and self.look.formulas:
            notes += [("faint", line) for slope in self._slopes(part) for line in slope.split("\n")]
        return notes

    def _slopes(self, part: Part) -> list[str]:
        """Return the formulas of what goes back, of those arguments that get a gradient."""
        slopes = slopes_of(part.op)
        if len(slopes) != len(part.op.arrays):
            return slopes
        number = next(i for i, other in enumerate(self.expression.parts) if other is part)
        wanted = {self.expression.links[i].place for i in self.arriving.get(number, []) if not self._constant(i)}
        return [slope for i, slope in enumerate(slopes) if i in wanted]

    def _constant(self, link: int) -> bool:
        return self.expression.parts[self.expression.links[link].begin].kind == "constant"

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
        light = {self.of_part[i] for i, part in enumerate(expression.parts) if self._bare(part)}
        placed = place(sizes, edges, (10.0, 20.0) if sideways else (14.0, 20.0), self.layers, light)
        width, height = turn((placed.width, placed.height))
        made = Scene(width + 2 * _MARGIN, height + 2 * _MARGIN, sideways=sideways)
        self.centres = [(x + _MARGIN, y + _MARGIN) for x, y in map(turn, placed.centres)]
        paths = [[(x + _MARGIN, y + _MARGIN) for x, y in map(turn, path)] for path in placed.paths]
        for i, part in enumerate(expression.parts):
            self._draw(made, part, self.boxes[self.of_part[i]], self.centres[self.of_part[i]])
        for i in self.of_link.values():
            self._write(made, self.boxes[i], self.centres[i])
        joined = []
        for way in ways:
            path = paths[way[0]]
            for piece in way[1:]:
                path = [*path, *paths[piece][1:]]
            joined.append(path)
        leaving, arriving = self._ports(joined)
        for i, (link, path) in enumerate(zip(expression.links, joined)):
            made.arrows.append(
                self._joined(path, self.of_part[link.begin], self.of_part[link.end], leaving[i], arriving[i])
            )
            made.owners.append((link.begin, link.end))
        self._order(made)
        self._legend(made)
        return made

    def _ports(self, paths: list[list[Point]]) -> tuple[dict[int, float], dict[int, float]]:
        """Return how far from the middle of its part each arrow leaves and arrives.

        An argument that comes along a line arrives in the middle where all others are mere numbers, as in textbooks.
        """
        across, links, parts = (1 if self.look.sideways else 0), self.expression.links, self.expression.parts
        leaving: dict[int, float] = {}
        arriving: dict[int, float] = {}
        starts: dict[int, list[int]] = {}
        for i, link in enumerate(links):
            starts.setdefault(link.begin, []).append(i)
        for found, groups, at in ((leaving, starts, 2), (arriving, self.arriving, -2)):
            for part, group in groups.items():
                order = sorted(group, key=lambda i: paths[i][at][across])
                side = self.boxes[self.of_part[part]].core[across]
                step = min(side * 0.6 / max(len(order) - 1, 1), 17.0)
                middle = (len(order) - 1) / 2
                if at < 0:
                    lines = [k for k, i in enumerate(order) if not self._bare(parts[links[i].begin])]
                    if len(lines) == 1 and len(order) == 2:
                        middle, step = float(lines[0]), side * 0.36
                found.update({i: (k - middle) * step for k, i in enumerate(order)})
        return leaving, arriving

    def _joined(self, path: list[Point], begin: int, end: int, leaves: float, arrives: float) -> list[Point]:
        """Let an arrow leave and arrive at its ports, and run from outline to outline."""

        def moved(point: Point, box: int, port: float) -> Point:
            x, y = self.centres[box]
            return (point[0], y + port) if self.look.sideways else (x + port, point[1])

        first, second, last = (
            moved(path[0], begin, leaves),
            moved(path[1], begin, leaves),
            moved(path[-1], end, arrives),
        )
        start, stop = self._touch(first, begin, 1.0), self._touch(last, end, -1.0)
        return [start, second, *path[2:-1], last, *([stop] if stop != last else [])]

    def _touch(self, point: Point, box: int, side: float) -> Point:
        """Return where a line that runs level through a point meets the outline in a box."""
        (x, y), (cx, cy), (width, height) = point, self.centres[box], self.boxes[box].core
        half = (width if self.look.sideways else height) / 2
        if height == _CIRCLE:  # round at both ends
            radius = height / 2
            off = abs(y - cy) if self.look.sideways else max(abs(x - cx) - (width / 2 - radius), 0.0)
            half += math.sqrt(max(radius**2 - off**2, 0.0)) - radius
        return (cx + side * half, y) if self.look.sideways else (x, cy + side * half)

    def _draw(self, scene: Scene, part: Part, box: _Box, centre: Point) -> None:
        (x, y), (width, height) = centre, box.core
        role = "circle" if part.kind == "operation" else "bare" if self._bare(part) else part.kind
        said = about(part.op, part.static) if part.kind == "operation" else self._said(part)
        label = " ".join(box.words)
        scene.areas.append(Area(x - width / 2, y - height / 2, width, height, role, height, label, said))
        bold = part.kind in ("variable", "result", "repeated")
        size, tone = (SMALL, "value") if role == "bare" else (SIZE, "")
        top = y - (len(box.words) - 1) * _LINE / 2 + size * 0.36
        for i, word in enumerate(box.words):
            base, raised = word.split("^") if role == "circle" and "^" in word[1:] else (word, "")
            if raised:  # both begin at one place, so that no font leaves a gap
                x0 = x + (text_width(base, size) - text_width(raised, _RAISED)) / 2
                scene.texts.append(Text(x0, top, base, size, anchor="end"))
                scene.texts.append(Text(x0 + 1.0, top - 5.0, raised, _RAISED))
                continue
            scene.texts.append(Text(x, top + i * _LINE, word, size, bold, tone=tone, anchor="middle"))
        for i, (tone, line) in enumerate(box.notes):
            given: Any = {"faint": tone == "faint", "tone": tone if tone != "faint" else ""}
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
            "repeated": ("the same once more", "같은 것을 한 번 더"),
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
        for end, links in self.arriving.items():
            part = self.expression.parts[end]
            if part.kind != "operation" or either_way(part.op) or len(links) < 2:
                continue
            across = 1 if self.look.sideways else 0
            places = [scene.arrows[i][-1][across] for i in links]
            if places == sorted(places):
                continue
            for i in links:
                (x, y), number = scene.arrows[i][-1], str(self.expression.links[i].place + 1)
                spot = (x + 4.5, y + 3.5) if self.look.sideways else (x, y + 8.5)  # inside, where the arrow ends
                scene.texts.append(Text(*spot, number, _TINY, faint=True, anchor="middle"))

    def _legend(self, scene: Scene) -> None:
        """Write below the picture how it is read, and what it leaves out."""
        words: list[tuple[str, str]] = []
        if self.look.values:
            words.append(("value", phrase("value →", "값 →") if self.look.sideways else phrase("value ↓", "값 ↓")))
        if self.look.gradients and any(link.gradient is not None for link in self.expression.links):
            word = phrase("gradient", "기울기")
            if self.expression.ones:
                word = phrase("gradient of the sum of the result", "결과를 모두 더한 값의 기울기")
            words.append(("gradient", f"{'←' if self.look.sideways else '↑'} {word}"))
        if self.look.formulas:
            en = ("x, y: the arguments in order", "g: the gradient that arrives", "∂x: what goes back to x")
            ko = ("x, y: 차례대로 인수", "g: 넘어온 기울기", "∂x: x로 되돌려 주는 기울기")
            words += [("faint", phrase(*pair)) for pair in zip(en, ko)]
        words += [("", note) for note in notes_of(self.expression)]
        low = [area.y + area.height for area in scene.areas] + [text.y + 3.0 for text in scene.texts]
        low += [y for points in scene.arrows for _, y in points]
        x, y, wide = _MARGIN, max(low) + 26.0, scene.width
        for tone, word in words:
            width = text_width(word, SMALL)
            if x > _MARGIN and (tone == "" or x + width > wide - _MARGIN):
                x, y = _MARGIN, y + 16.0
            tones: Any = {"tone": tone} if tone in ("value", "gradient") else {"faint": True}
            scene.texts.append(Text(x, y, word, SMALL, **tones))
            x += width + 18.0
            scene.width = max(scene.width, x - 18.0 + _MARGIN)
        scene.height = y + 12.0 if words else max(low) + _MARGIN


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
