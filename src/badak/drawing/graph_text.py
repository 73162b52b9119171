"""A diagram as text for other programs: DOT (Graphviz) and Mermaid (GitHub, notebooks, many editors)."""

from __future__ import annotations

from badak.drawing.diagram import Box, Diagram

_SHAPES = {"input": "box, style=filled, fillcolor=lightgray", "operation": "box, style=rounded", "point": "point"}


def dot_text(diagram: Diagram, name: str, names: bool, rankdir: str, dpi: float) -> str:
    """Return DOT text; inner models become clusters."""
    lines = [
        f"digraph {_quoted(name)} {{",
        f"  graph [rankdir={rankdir}, dpi={dpi:g}, compound=true];",
        '  node [fontname="sans-serif", fontsize=11, shape=box];',
    ]
    _dot(diagram, "n", names, "  ", lines)
    return "\n".join([*lines, "}"]) + "\n"


def _dot(diagram: Diagram, above: str, names: bool, indent: str, lines: list[str]) -> None:
    for i, box in enumerate(diagram.boxes):
        label = _quoted("\n".join(_label(box, names)))
        if box.inside is not None:
            lines.append(f"{indent}subgraph cluster_{above}{i} {{")
            lines.append(f"{indent}  label={label};")
            _dot(box.inside, f"{above}{i}_", names, indent + "  ", lines)
            lines.append(f"{indent}}}")
        else:
            shape = f", shape={_SHAPES[box.role]}" if box.role in _SHAPES else ""
            lines.append(f"{indent}{above}{i} [label={label}{shape}];")
    for a, b in diagram.edges:
        ends = [(box.inside is not None, f"{above}{n}") for n, box in ((a, diagram.boxes[a]), (b, diagram.boxes[b]))]
        tail, head = _last(diagram, a, above), _first(diagram, b, above)
        clusters = [f"{word}=cluster_{end}" for word, (nested, end) in zip(("ltail", "lhead"), ends) if nested]
        options = f" [{', '.join(clusters)}]" if clusters else ""
        lines.append(f"{indent}{tail} -> {head}{options};")


def _first(diagram: Diagram, i: int, above: str) -> str:
    """Return the first box inside a box that is opened, which an arrow to its frame must name."""
    inside = diagram.boxes[i].inside
    return f"{above}{i}" if inside is None else _first(inside, 0, f"{above}{i}_")


def _last(diagram: Diagram, i: int, above: str) -> str:
    inside = diagram.boxes[i].inside
    return f"{above}{i}" if inside is None else _last(inside, len(inside.boxes) - 1, f"{above}{i}_")


def mermaid_text(diagram: Diagram, names: bool, rankdir: str) -> str:
    """Return Mermaid text; inner models become subgraphs."""
    lines = [f"flowchart {rankdir}"]
    _mermaid(diagram, "n", names, "  ", lines)
    return "\n".join(lines) + "\n"


def _mermaid(diagram: Diagram, above: str, names: bool, indent: str, lines: list[str]) -> None:
    for i, box in enumerate(diagram.boxes):
        label = '"' + "<br/>".join(_escaped(line) for line in _label(box, names)) + '"'
        if box.inside is not None:
            lines.append(f"{indent}subgraph {above}{i} [{label}]")
            _mermaid(box.inside, f"{above}{i}_", names, indent + "  ", lines)
            lines.append(f"{indent}end")
        elif box.role == "point":
            lines.append(f'{indent}{above}{i}((" "))')
        elif box.role == "input":
            lines.append(f"{indent}{above}{i}([{label}])")
        else:
            left, right = "()" if box.role == "operation" else "[]"
            lines.append(f"{indent}{above}{i}{left}{label}{right}")
    lines.extend(f"{indent}{above}{a} --> {above}{b}" for a, b in diagram.edges)


def _label(box: Box, names: bool) -> list[str]:
    if box.role == "point":
        return [""]
    head = f"{box.kind}  {box.name}" if names and box.name and box.name != box.kind else box.kind
    return [head, *(f"{word}: {value}" for word, value in box.lines)]


def _quoted(text: str) -> str:
    """Return a quoted string of DOT, in which only the quotation mark and the backslash mean anything."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _escaped(text: str) -> str:
    """Return a text for Mermaid, which reads entities with ``#`` in front."""
    return text.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
