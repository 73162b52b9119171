"""``plot_graph``: the computational graph of an expression, with its values forward and its gradients backward."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from badak.drawing.picture import Picture, check_form, ending_of
from badak.errors import error

_TEXTS = (".dot", ".mmd", ".txt")


def plot_graph(
    y: Any,
    to_file: Any = None,
    *,
    values: bool = True,
    gradients: bool = True,
    names: Mapping[str, Any] | None = None,
    cotangent: Any = None,
    show_shapes: bool = False,
    formulas: bool = False,
    depth: int | None = None,
    rankdir: str = "LR",
    digits: int = 6,
    dpi: float = 200,
) -> Picture:
    r"""Draw how a tensor was computed: a circle for each operation, values above the lines, gradients below.

    The gradient that comes back to an argument is what the chain rule says, and where several ways meet they add up:

    .. math:: \frac{\partial L}{\partial x} = \sum_i \frac{\partial L}{\partial u_i}\,\frac{\partial u_i}{\partial x}

    Each line shows its own share, what is used several times also the sum. The gradients are computed for the picture by the
    same walk back that ``backward()`` takes; no ``.grad`` is changed, and ``y.backward()`` works afterwards as before it.
    A browser shows the formulas of an operation where the pointer rests. ``print`` of the result writes the graph as lines.

    Args:
        y: the result, a tensor made from at least one that requires a gradient.
        to_file: where to write it, ending in ``.svg``, ``.html`` or ``.png`` (PNG needs Pillow), or in ``.dot``, ``.mmd``
            (Mermaid) or ``.txt``; None only returns it.
        values: write values, above the lines.
        gradients: write gradients, below the lines.
        names: names of tensors, ``{"x": x}``; ``names=locals()`` takes the variables' own. A layer or a model
            gives its weights their names, ``dense.kernel``. What is not in the graph is left out.
        cotangent: the gradient that arrives at ``y``, of its shape; ones where it is not given, which makes the gradients those
            of ``y.sum()``.
        show_shapes: write the shapes of small tensors too. Large ones always have their shape, mean and range for their numbers.
        formulas: write at each operation what its arguments get of the gradient g that arrives.
        depth: how many operations deep to draw, counted from the result; by default all, or as many as can be followed (80
            operations), and the picture says how many are left out.
        rankdir: ``"LR"`` from left to right, ``"TB"`` from top to bottom.
        digits: significant digits of numbers, 1 to 17.
        dpi: pixels to the inch of a PNG.

    Returns:
        The picture, which a notebook shows.

    Raises:
        ArgumentError: BD003, for something that is no tensor, or an argument of another kind; BD265, for another kind of file;
            BD266, for a PNG that would be too large; BD308, for a depth that gives more operations than anybody can read.
        AutogradError: BD004, for a cotangent of another shape; BD012, while JAX traces a function; BD306, when
            ``backward()`` has freed the graph; BD307, when nothing in ``y`` requires a gradient.
        MissingExtraError: BD090, for PNG without Pillow.
        FileError: BD081, when the file cannot be written.

    Example:
        >>> import badak
        >>> x = badak.tensor(3.0, requires_grad=True)
        >>> y = badak.tensor(5.0, requires_grad=True)
        >>> t = x + y
        >>> z = t**2
        >>> print(badak.plot_graph(z, names={"x": x, "y": y, "t": t, "z": z}))
        x = 3          ← 16
        y = 5          ← 16
        t = x + y = 8  ← 16
        z = t**2 = 64  ← 1

    Source: S. Linnainmaa 1976, Taylor expansion of the accumulated rounding error, BIT 16 (values forward and gradients
    backward along the graph of a calculation); Sugiyama, Tagawa, Toda 1981 (the layout, ``badak.drawing.layered``).
    """
    from badak.drawing.expression import expression_of
    from badak.drawing.expression_scene import Look, scene_of_expression
    from badak.drawing.expression_text import dot_of, lines_of, mermaid_of

    where = "plot_graph"
    check_form(rankdir, dpi, where)
    _check(names, depth, digits, where)
    if to_file is not None:
        ending_of(to_file, where, _TEXTS)  # before any work
    expression = expression_of(y, names, gradients, cotangent, depth, where)
    look = Look(values, gradients, show_shapes, formulas, rankdir == "LR", digits)
    texts = {".dot": dot_of(expression, look), ".mmd": mermaid_of(expression, look), ".txt": lines_of(expression, look)}
    made = Picture(
        scene_of_expression(expression, look), expression.parts[-1].name or "graph", float(dpi), where, texts
    )
    if to_file is not None:
        made.save(to_file)
    return made


def _check(names: Any, depth: Any, digits: Any, where: str) -> None:
    if names is not None and not isinstance(names, Mapping):
        expected = {"en": '{"x": x, …}, or locals()', "ko": '{"x": x, …} 또는 locals()'}
        raise error("BD003", where=where, name="names", got=repr(names)[:80], expected=expected)
    if depth is not None and (isinstance(depth, bool) or not isinstance(depth, int) or depth < 1):
        expected = {"en": "an integer ≥ 1, or None", "ko": "1 이상의 정수 또는 None"}
        raise error("BD003", where=where, name="depth", got=repr(depth), expected=expected)
    if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= 17:
        raise error("BD003", where=where, name="digits", got=repr(digits), expected="1 ≤ digits ≤ 17")
