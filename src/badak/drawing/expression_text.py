"""An expression as text: a line for each calculation for terminals, DOT and Mermaid for other programs."""

from __future__ import annotations

from badak.cards.plain import width
from badak.drawing.amounts import amount_lines
from badak.drawing.expression import Amount, Expression, Link, Part
from badak.drawing.expression_scene import Look, notes_of
from badak.drawing.signs import index_text, keywords, sign_of
from badak.errors import phrase

_INFIX = {
    "add": "+",
    "subtract": "-",
    "multiply": "*",
    "divide": "/",
    "matmul": "@",
    "power": "**",
    "floor_divide": "//",
}


def lines_of(expression: Expression, look: Look) -> str:
    """Return a line for each variable and each calculation, with its value and the gradient that reaches it."""
    names = _names(expression)
    rows: list[tuple[str, str]] = []
    for i, part in enumerate(expression.parts):
        if part.kind == "result" or part.kind == "constant" and not part.name:
            continue
        said = names[i]
        if part.kind == "operation":
            said += " = " + _calculation(expression, i, names)
        elif part.kind == "folded":
            said += " = ⋯"
        if look.values and part.value is not None:
            said += " = " + _one_line(part.value, look)
        shown = look.gradients and part.gradient is not None
        rows.append((said, f"← {_one_line(part.gradient, look)}" if shown and part.gradient is not None else ""))
    wide = max(width(said) for said, _ in rows)
    wide = min(wide, 60)
    lines = [f"{said}{' ' * (wide - width(said))}  {gradient}".rstrip() for said, gradient in rows]
    return "\n".join([*lines, *notes_of(expression)])


def _names(expression: Expression) -> list[str]:
    """Return a name for each part: its own, that of the result for the last calculation, v1, v2, … for the others."""
    taken = {part.name for part in expression.parts}
    last = expression.links[-1].begin
    names, count = [], 0
    for i, part in enumerate(expression.parts):
        name = part.name or (phrase("result", "결과") if i == last else "")
        if part.kind == "constant" and not part.name and part.value is not None:
            name = _one_line(part.value, Look())
        while not name:
            count += 1
            name = "" if f"v{count}" in taken else f"v{count}"
        names.append(name)
    return names


def _calculation(expression: Expression, i: int, names: list[str]) -> str:
    part = expression.parts[i]
    links = sorted((link for link in expression.links if link.end == i), key=lambda link: link.place)
    words = [_argument(expression, link, names) for link in links]
    if part.exponent is not None:
        return f"{words[0]}**{part.exponent:g}"
    if part.op.name == "negative":
        return f"-{words[0]}"
    if part.op.name in _INFIX and len(words) == 2:
        return f"{words[0]} {_INFIX[part.op.name]} {words[1]}"
    if part.op.name == "getitem":
        return words[0] + index_text(part.static["index"])
    given = keywords(part.op, part.static)
    return f"{part.op.name}({', '.join([*words, *([given] if given else [])])})"


def _argument(expression: Expression, link: Link, names: list[str]) -> str:
    return link.name or names[link.begin]


def _one_line(amount: Amount, look: Look) -> str:
    return " ".join(amount_lines(amount, look.digits, look.shapes)).replace("−", "-")


def dot_of(expression: Expression, look: Look) -> str:
    """Return DOT text, for Graphviz and the many programs that read it."""
    rankdir = "LR" if look.sideways else "TB"
    lines = [
        "digraph expression {",
        f"  rankdir={rankdir};",
        '  node [fontname="sans-serif"]; edge [fontname="sans-serif"];',
    ]
    for i, part in enumerate(expression.parts):
        shape = (
            "circle" if part.kind == "operation" else "plaintext" if part.kind == "constant" else "box, style=rounded"
        )
        lines.append(f"  n{i} [label={_quoted(_title(part, look))}, shape={shape}];")
    for link in expression.links:
        lines.append(f"  n{link.begin} -> n{link.end} [label={_quoted(_label(expression, link, look))}];")
    return "\n".join([*lines, "}"]) + "\n"


def mermaid_of(expression: Expression, look: Look) -> str:
    """Return Mermaid text, which GitHub and many editors draw inside Markdown."""
    lines = [f"flowchart {'LR' if look.sideways else 'TB'}"]
    for i, part in enumerate(expression.parts):
        title = f'"{_escaped(_title(part, look))}"'
        left, right = {"operation": ("((", "))"), "variable": ("(", ")")}.get(part.kind, ("[", "]"))
        lines.append(f"  n{i}{left}{title}{right}")
    for link in expression.links:
        label = _escaped(_label(expression, link, look))
        arrow = f'-- "{label}" -->' if label else "-->"
        lines.append(f"  n{link.begin} {arrow} n{link.end}")
    return "\n".join(lines) + "\n"


def _title(part: Part, look: Look) -> str:
    if part.kind == "operation":
        return "\n".join(
            [sign_of(part.op, part.exponent, part.static), *filter(None, [keywords(part.op, part.static)])]
        )
    if part.kind == "folded":
        return "⋯"
    if part.kind == "constant" and not part.name and part.value is not None:
        return "\n".join(amount_lines(part.value, look.digits))
    return part.name or phrase("result", "결과")


def _label(expression: Expression, link: Link, look: Look) -> str:
    begin = expression.parts[link.begin]
    if begin.kind == "constant" and not begin.name:
        return ""
    lines = amount_lines(link.value, look.digits, look.shapes) if look.values else []
    if link.name:
        lines = [f"{link.name} = {lines[0]}", *lines[1:]] if lines else [link.name]
    if look.gradients and link.gradient is not None:
        first, *rest = amount_lines(link.gradient, look.digits, look.shapes)
        lines += [f"← {first}", *rest]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _escaped(text: str) -> str:
    for letter, entity in (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;"), ("\n", "<br/>")):
        text = text.replace(letter, entity)
    return text
