"""Where boxes and arrows of a directed graph go: in layers, as Sugiyama, Tagawa and Toda lay them out.

1. Every box goes one layer below the lowest box it reads from (longest path).
2. An arrow that passes layers gets an invisible box, a bend, in each of them, so that room is kept for it.
3. Boxes of a layer are ordered by the mean place of their neighbours, down and up again; the order with the fewest crossings
   is kept.
4. Boxes move sideways towards their neighbours as far as the others of their layer let them.

Between two layers arrows run freely, inside a layer straight down: no arrow ever crosses a box.

Source: Sugiyama, Tagawa, Toda 1981, Methods for visual understanding of hierarchical system structures, IEEE Transactions
on Systems, Man, and Cybernetics 11(2). Step 4 solves least squares under an order by pooling adjacent violators (Ayer and
others 1955).
"""

from __future__ import annotations

import math
from bisect import bisect_right, insort
from typing import NamedTuple

Point = tuple[float, float]

_BEND = 10.0  # width that an arrow takes where it passes a layer
_CLOSE = 1.0  # by how much neighbours may stand closer for the sake of a straight line
_ROUNDS = 12  # of ordering, and of moving sideways; more changed nothing in the pictures looked at


class Placed(NamedTuple):
    """A finished layout, with 0, 0 at the left top.

    Attributes:
        centres: centre of each box.
        paths: for each edge its points: pairs that belong together are joined by a straight line down a layer, the others by
            a curve between layers.
        width: of everything.
        height: of everything.
    """

    centres: list[Point]
    paths: list[list[Point]]
    width: float
    height: float


def layers_of(count: int, edges: list[tuple[int, int]]) -> list[int]:
    """Return the layer of each box: one below the lowest it reads from; what reads nothing stands just above its reader.

    Example:
        >>> layers_of(4, [(0, 1), (1, 2), (0, 2), (3, 2)])
        [0, 1, 2, 1]
    """
    below: list[list[int]] = [[] for _ in range(count)]
    waits = [0] * count
    for a, b in edges:
        below[a].append(b)
        waits[b] += 1
    sources = [v for v in range(count) if not waits[v]]
    layer, ready = [0] * count, list(sources)
    while ready:
        v = ready.pop()
        for b in below[v]:
            layer[b] = max(layer[b], layer[v] + 1)
            waits[b] -= 1
            if not waits[b]:
                ready.append(b)
    for v in sources:
        if below[v]:
            layer[v] = min(layer[b] for b in below[v]) - 1
    return layer


def crossings(upper: list[int], lower: list[int], down: list[list[int]]) -> int:
    """Count the crossings between two layers.

    Args:
        upper: boxes of the upper layer in order.
        lower: boxes of the lower layer in order.
        down: for each box those it points to in the next layer.

    Example:
        >>> crossings([0, 1], [2, 3], [[3], [2], [], []])
        1
    """
    place = {v: i for i, v in enumerate(lower)}
    seen: list[int] = []
    found = 0
    for v in upper:
        ends = sorted(place[b] for b in down[v])
        found += sum(len(seen) - bisect_right(seen, end) for end in ends)
        for end in ends:
            insort(seen, end)
    return found


class _Layout:
    """Boxes and bends in layers, while they are being placed."""

    def __init__(self, sizes: list[Point], edges: list[tuple[int, int]], gap: Point, layer: list[int] | None) -> None:
        self.sizes = list(sizes)
        self.gap = gap
        self.boxes = len(sizes)
        layer = layers_of(len(sizes), edges) if layer is None else layer
        self.rows: list[list[int]] = [[] for _ in range(max(layer, default=0) + 1)]
        for v, row in enumerate(layer):
            self.rows[row].append(v)
        self.chains: list[list[int]] = []
        for a, b in edges:
            chain = [a]
            for row in range(layer[a] + 1, layer[b]):
                chain.append(len(self.sizes))
                self.rows[row].append(len(self.sizes))
                self.sizes.append((_BEND, 0.0))
            self.chains.append([*chain, b])
        self.down: list[list[int]] = [[] for _ in self.sizes]
        self.up: list[list[int]] = [[] for _ in self.sizes]
        for chain in self.chains:
            for a, b in zip(chain, chain[1:]):
                self.down[a].append(b)
                self.up[b].append(a)

    def order(self) -> None:
        """Order each layer by the mean place of its neighbours; keep the order with the fewest crossings."""
        best, least = [list(row) for row in self.rows], self._crossings()
        for round_ in range(_ROUNDS):
            if not least:
                break
            rows, near = (self.rows, self.up) if round_ % 2 == 0 else (self.rows[::-1], self.down)
            for before, row in zip(rows, rows[1:]):
                place = {v: i for i, v in enumerate(before)}
                now = {v: i * len(before) / max(len(row), 1) for i, v in enumerate(row)}
                row.sort(key=lambda v: sum(place[n] for n in near[v]) / len(near[v]) if near[v] else now[v])
            found = self._crossings()
            if found < least:
                best, least = [list(row) for row in self.rows], found
        self.rows = best

    def _crossings(self) -> int:
        return sum(crossings(a, b, self.down) for a, b in zip(self.rows, self.rows[1:]))

    def spread(self) -> list[float]:
        """Return how far right the centre of each box is."""
        x = [0.0] * len(self.sizes)
        for row in self.rows:
            self._settle(row, [0.0] * len(row), x)
        for round_ in range(_ROUNDS):  # towards the mean: everything comes near where it belongs
            near = self.up if round_ % 2 == 0 else self.down
            for row in self.rows if round_ % 2 == 0 else self.rows[::-1]:
                self._settle(row, [sum(x[n] for n in near[v]) / len(near[v]) if near[v] else x[v] for v in row], x)
        for round_ in range(_ROUNDS):  # towards the median: straight lines, also past a branch
            for row in self.rows if round_ % 2 == 0 else self.rows[::-1]:
                self._settle(row, [self._median(v, x) for v in row], x)
        return x

    def _median(self, v: int, x: list[float]) -> float:
        """Return the place where the neighbours of a box pull equally from both sides; bends pull their like hardest."""
        bend = v >= self.boxes
        pulls = sorted((x[n], 8 if bend and n >= self.boxes else 2 if bend or n < self.boxes else 1)
                       for n in [*self.up[v], *self.down[v]])  # fmt: skip
        half, total = sum(w for _, w in pulls) / 2, 0.0
        for i, (place, weight) in enumerate(pulls):
            total += weight
            if total == half and i + 1 < len(pulls):
                return (place + pulls[i + 1][0]) / 2
            if total > half:
                return place
        return x[v]

    def straighten(self, x: list[float], light: set[int]) -> None:
        """Bring what follows each other one by one to one line, as far as the others of each layer let it.

        Args:
            x: how far right each centre is; changed.
            light: boxes that nothing is lined up with: they come near what they point to.
        """
        beside: dict[int, tuple[int | None, int | None]] = {}
        for row in self.rows:
            for before, v, after in zip([None, *row], row, [*row[1:], None]):
                beside[v] = before, after
        ups = [[u for u in up if u not in light] for up in self.up]
        chains: list[list[int]] = []
        for v in range(len(self.sizes)):
            u = ups[v][0] if len(ups[v]) == 1 else None
            if u is not None and len(self.down[u]) == 1 and v not in light:
                continue  # goes on what begins further up
            chain = [v]
            while v not in light and len(self.down[v]) == 1 and len(ups[self.down[v][0]]) == 1:
                v = self.down[v][0]
                chain.append(v)
            chains.append(chain)

        def room(v: int, u: int | None) -> float:
            return math.inf if u is None else (self.sizes[u][0] + self.sizes[v][0]) / 2 + self.gap[0]

        for _ in range(
            8 * _ROUNDS
        ):  # all move for each other: between rows in order and chains in line, until both hold, …
            wish = list(x)
            for chain in chains:
                if len(chain) > 1:
                    mean = sum(x[v] for v in chain) / len(chain)
                    for v in chain:
                        wish[v] = mean
            for row in self.rows:
                self._settle(row, [wish[v] for v in row], x)
            if max((abs(a - b) for a, b in zip(x, wish)), default=0.0) < _CLOSE / 4:
                break
        for round_ in range(_ROUNDS):  # … then each chain goes where it belongs, if it can
            for chain in chains if round_ % 2 else chains[::-1]:
                lowest = max((x[u] + room(v, u) for v in chain if (u := beside[v][0]) is not None), default=-math.inf)
                highest = min((x[u] - room(v, u) for v in chain if (u := beside[v][1]) is not None), default=math.inf)
                if lowest > highest + _CLOSE:
                    continue
                above = [x[n] for n in ups[chain[0]]]
                below = [x[n] for n in self.down[chain[-1]]]
                near = above if len(above) > 1 else above + below  # amid what is read from, as trees are drawn
                wish = sum(near) / len(near) if near else x[chain[0]]
                for v in chain:
                    x[v] = min(max(wish, lowest), highest)

    def _settle(self, row: list[int], wish: list[float], x: list[float]) -> None:
        """Put a layer as near to its wishes as order and widths allow (least squares)."""
        offsets, at = [], 0.0
        for before, v in zip([None, *row], row):
            if before is not None:
                at += (self.sizes[before][0] + self.sizes[v][0]) / 2 + self.gap[0]
            offsets.append(at)
        pools: list[list[float]] = []  # sum of wishes, how many: neighbours that touch move together
        for value, offset in zip(wish, offsets):
            pools.append([value - offset, 1.0])
            while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
                total, many = pools.pop()
                pools[-1][0] += total
                pools[-1][1] += many
        places = [total / many for total, many in pools for _ in range(int(many))]
        for v, place, offset in zip(row, places, offsets):
            x[v] = place + offset

    def heights(self) -> list[Point]:
        """Return where each layer begins and ends."""
        found, y = [], 0.0
        for i, row in enumerate(self.rows):
            tall = max((self.sizes[v][1] for v in row), default=0.0)
            spans = max((abs(self._x[a] - self._x[b]) for a in row for b in self.down[a]), default=0.0)
            found.append((y, y + tall))
            y += tall + self.gap[1] + min(spans / 12, 3 * self.gap[1]) * (i + 1 < len(self.rows))
        return found

    def placed(self, light: set[int] | None = None) -> Placed:
        """Return the finished layout."""
        self.order()
        self._x = x = self.spread()
        if light is not None:
            self.straighten(x, light)
        left = min((x[v] - size[0] / 2 for v, size in enumerate(self.sizes)), default=0.0)
        x[:] = [value - left for value in x]
        bands = self.heights()
        band = {v: bands[i] for i, row in enumerate(self.rows) for v in row}
        centres = [(x[v], band[v][0] + self.sizes[v][1] / 2) for v in range(self.boxes)]
        paths = [self._path(chain, x, band) for chain in self.chains]
        width = max((x[v] + size[0] / 2 for v, size in enumerate(self.sizes)), default=0.0)
        return Placed(centres, paths, width, bands[-1][1] if bands else 0.0)

    def _path(self, chain: list[int], x: list[float], band: dict[int, Point]) -> list[Point]:
        first, last = chain[0], chain[-1]
        begin = x[first] + self._port(first, chain[1], self.down[first], x)
        end = x[last] + self._port(last, chain[-2], self.up[last], x)
        points = [(begin, band[first][0] + self.sizes[first][1]), (begin, band[first][1])]
        for v in chain[1:-1]:
            points += [(x[v], band[v][0]), (x[v], band[v][1])]
        return [*points, (end, band[last][0])]

    def _port(self, v: int, other: int, others: list[int], x: list[float]) -> float:
        """Return how far from the middle of a box an arrow begins or ends: several share the middle half of the side."""
        if len(others) == 1:
            return 0.0
        order = sorted(others, key=lambda n: x[n])
        step = min(self.sizes[v][0] / 2 / (len(others) - 1), 24.0)
        return (order.index(other) - (len(others) - 1) / 2) * step


def place(
    sizes: list[Point],
    edges: list[tuple[int, int]],
    gap: Point = (28.0, 30.0),
    layers: list[int] | None = None,
    light: set[int] | None = None,
) -> Placed:
    """Lay out a graph without cycles from top to bottom.

    Args:
        sizes: width and height of each box.
        edges: pairs of boxes, from and to; each pair once.
        gap: room between neighbours in a layer and between layers.
        layers: the layer of each box, edges leading to higher ones only; ``layers_of`` where it is not given. Boxes of a layer
            stand in their order here unless others cross less.
        light: boxes that nothing is lined up with; where they are given, chains are brought to one line.

    Returns:
        Centres of the boxes and points of the edges.

    Example:
        >>> placed = place([(40, 20), (40, 20)], [(0, 1)])
        >>> placed.centres, placed.paths
        ([(20.0, 10.0), (20.0, 60.0)], [[(20.0, 20.0), (20.0, 20.0), (20.0, 50.0)]])
    """
    return _Layout(sizes, edges, gap, layers).placed(light)
