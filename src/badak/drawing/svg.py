"""A scene as SVG text, and as a page that can be moved and enlarged."""

from __future__ import annotations

import html

from badak.drawing.layered import Point
from badak.drawing.scene import GAP, SMALL, Area, Scene

# light tints that stay apart in grey, each with dark letters: lightness 87, 94 and 97 of 100
TINTS = {"input": "#cfe0cf", "layer": "#e6edf5", "operation": "#f7f3e6", "frame": "#f4f4f4"}
# of the rounded areas of expressions: how they are filled, and whether their outline is dashed
ROUND = {
    "circle": ("#f7f3e6", False), "variable": ("#cfe0cf", False), "constant": ("#ffffff", True),
    "folded": ("#f4f4f4", True), "result": ("#e6edf5", False), "repeated": ("#cfe0cf", True),
}  # fmt: skip
TONES = {"value": "#0b3d91", "gradient": "#b3261e"}  # lightness 27 and 39 of 100: dark enough to be read in grey
FONTS = "'Noto Sans KR','Noto Sans CJK KR','Apple SD Gothic Neo','Malgun Gothic','NanumGothic','DejaVu Sans',sans-serif"
INK, LINE, FAINT = "#1a1a1a", "#4d4d4d", "#5a5a5a"
ARROW = 7.0  # length of an arrow's head


def svg_text(scene: Scene, title: str) -> str:
    """Return a scene as SVG: text stays text, which any font with the letters can show.

    Args:
        scene: what to draw.
        title: what the picture is of, for readers that speak it.
    """
    width, height = number(scene.width), number(scene.height)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" font-family="{FONTS}" fill="{INK}"><title>{html.escape(title)}</title>',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        *map(_area, scene.areas),
        f'<g fill="none" stroke="{LINE}" stroke-width="1.3">',
        *(f'<path d="{path_text(shortened(points, scene.sideways), scene.sideways)}"/>' for points in scene.arrows),
        f'</g><g fill="{LINE}">',
        *(f'<path d="{_head(points, scene.sideways)}"/>' for points in scene.arrows),
        "</g>",
    ]
    for text in scene.texts:
        weight = ' font-weight="bold"' if text.bold else ""
        weight += ' font-style="italic"' if text.tone == "gradient" else ""
        colour = f' fill="{TONES.get(text.tone, FAINT)}"' if text.faint or text.tone else ""
        place = f'x="{number(text.x)}" y="{number(text.y)}" font-size="{number(text.size)}"'
        words = html.escape(text.text)
        if text.beside is not None:
            place += ' text-anchor="middle"'
        elif text.anchor != "start":
            place += f' text-anchor="{text.anchor}"'
        if text.beside:
            size = f'font-size="{number(SMALL)}" font-weight="normal"'
            words += f'<tspan dx="{number(GAP)}" {size}>{html.escape(text.beside)}</tspan>'
        parts.append(f"<text {place}{weight}{colour}>{words}</text>")
    return "\n".join([*parts, "</svg>"])


def number(value: float) -> str:
    """Write a number shortly."""
    return f"{value:.1f}".removesuffix(".0")


def _area(area: Area) -> str:
    if area.about:
        return f"<g><title>{html.escape(area.about)}</title>{_outline(area)}</g>"
    return _outline(area)


def corner(area: Area) -> float:
    """Return the radius of the corners of a rounded area: a circle's is half its height."""
    return area.height / 2 if area.role == "circle" else 7.0


def _outline(area: Area) -> str:
    if area.role in ROUND or area.role == "bare":
        fill, dashed = ROUND.get(area.role, ("none", False))
        places = zip(("x", "y", "width", "height", "rx"), (area.x, area.y, area.width, area.height, corner(area)))
        shape = " ".join(f'{name}="{number(value)}"' for name, value in places)
        line = "" if area.role == "bare" else f' stroke="{LINE}"' + (' stroke-dasharray="4 3"' if dashed else "")
        return f'<rect {shape} fill="{fill}"{line} pointer-events="all"/>'
    if area.role == "point":
        x, y = number(area.x + area.width / 2), number(area.y + area.height / 2)
        return f'<circle cx="{x}" cy="{y}" r="{number(area.width / 2)}" fill="{LINE}"/>'
    x, y, width, height = map(number, (area.x, area.y, area.width, area.height))
    head = number(min(area.head, area.height))
    fill = TINTS["frame"] if area.role == "frame" else "#ffffff"
    dashes = ' stroke-dasharray="5 3"' if area.role == "frame" else ""
    tint = (
        ""
        if area.role == "frame"
        else f'<rect x="{x}" y="{y}" width="{width}" height="{head}" fill="{TINTS[area.role]}"/>'
    )
    outline = f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="none" stroke="{LINE}"{dashes}/>'
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}"/>{tint}{outline}'


def shortened(points: list[Point], sideways: bool) -> list[Point]:
    """Return an arrow's line without the part that its head covers."""
    x, y = points[-1]
    return [*points[:-1], (x - ARROW, y) if sideways else (x, y - ARROW)]


def path_text(points: list[Point], sideways: bool) -> str:
    """Return the path of an arrow: straight through a layer, curved between two."""
    parts = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for i, (a, b) in enumerate(zip(points, points[1:])):
        straight = i % 2 == 0
        if straight and a == b:
            continue
        if straight or (abs(a[0] - b[0]) < 0.05 if not sideways else abs(a[1] - b[1]) < 0.05):
            parts.append(f"L{number(b[0])} {number(b[1])}")
            continue
        first, second = bend(a, b, sideways)
        parts.append("C" + " ".join(f"{number(x)} {number(y)}" for x, y in (first, second, b)))
    return "".join(parts)


def bend(a: Point, b: Point, sideways: bool) -> tuple[Point, Point]:
    """Return the two points that pull a curve from a to b (Bézier), so that it leaves and arrives square to the layers."""
    if sideways:
        middle = (a[0] + b[0]) / 2
        return (middle, a[1]), (middle, b[1])
    middle = (a[1] + b[1]) / 2
    return (a[0], middle), (b[0], middle)


def head_points(points: list[Point], sideways: bool) -> list[Point]:
    """Return the corners of an arrow's head."""
    x, y = points[-1]
    half = ARROW * 0.45
    if sideways:
        return [(x, y), (x - ARROW, y - half), (x - ARROW, y + half)]
    return [(x, y), (x - half, y - ARROW), (x + half, y - ARROW)]


def _head(points: list[Point], sideways: bool) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in head_points(points, sideways)) + "Z"


_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ margin: 0; font-family: {fonts}; background: #fff; color: #1a1a1a }}
#view {{ overflow: hidden; height: 100vh; cursor: grab; touch-action: none }}
#view svg {{ transform-origin: 0 0; display: block }}
#hint {{ position: fixed; right: 12px; bottom: 8px; font-size: 12px; color: #5a5a5a; background: #ffffffd0; padding: 2px 6px }}
@media print {{ #hint {{ display: none }} #view {{ height: auto; overflow: visible }} #view svg {{ transform: none !important; \
max-width: 100%; height: auto }} }}
</style></head><body>
<div id="view">{svg}</div><div id="hint">{hint}</div>
<script>
const view = document.getElementById("view"), svg = view.firstElementChild;
let k = 1, x = 0, y = 0, held = null;
const show = () => {{ svg.style.transform = `translate(${{x}}px,${{y}}px) scale(${{k}})` }};
const fit = () => {{ k = Math.min(1, view.clientWidth / svg.width.baseVal.value);
  x = Math.max(0, (view.clientWidth - k * svg.width.baseVal.value) / 2); y = 0; show() }};
view.onwheel = e => {{ e.preventDefault(); const f = Math.exp(-e.deltaY / 500); k *= f;
  x = e.clientX - (e.clientX - x) * f; y = e.clientY - (e.clientY - y) * f; show() }};
view.onpointerdown = e => {{ held = [e.clientX - x, e.clientY - y]; view.setPointerCapture(e.pointerId) }};
view.onpointermove = e => {{ if (held) {{ x = e.clientX - held[0]; y = e.clientY - held[1]; show() }} }};
view.onpointerup = () => {{ held = null }};
view.ondblclick = fit; fit();
</script></body></html>
"""


def page_text(svg: str, title: str, language: str) -> str:
    """Return a page that holds the picture and needs nothing else: drag to move, wheel to enlarge, double click to fit."""
    hint = (
        "끌어서 이동, 휠로 확대, 더블 클릭으로 맞춤"
        if language == "ko"
        else "drag to move, wheel to zoom, double click to fit"
    )
    return _PAGE.format(svg=svg, title=html.escape(title), language=language, fonts=FONTS, hint=hint)
