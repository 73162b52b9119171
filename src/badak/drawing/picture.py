"""``plot_model`` and its like: a model as a picture, as DOT and as Mermaid text; the picture that ``plot_graph`` returns."""

from __future__ import annotations

import os
from typing import Any

from badak.errors import error, get_language

_DIRECTIONS = ("TB", "LR")


class Picture:
    """A picture of a model or of an expression; notebooks show it, ``save`` writes it.

    Attributes:
        scene: the boxes, words and arrows with their places.
        name: name of the model.
        dpi: pixels to the inch of PNG files.
        where: the function that drew it, for messages.
        texts: what there is as text too, by the ending of its file.
    """

    def __init__(
        self, scene: Any, name: str, dpi: float, where: str = "plot_model", texts: dict[str, str] | None = None
    ) -> None:
        self.scene = scene
        self.name = name
        self.dpi = dpi
        self.where = where
        self.texts = texts or {}

    @property
    def svg(self) -> str:
        """The picture as SVG text."""
        from badak.drawing.svg import svg_text

        return svg_text(self.scene, self.name)

    @property
    def html(self) -> str:
        """The picture as a page of its own, to be moved and enlarged."""
        from badak.drawing.svg import page_text

        return page_text(self.svg, self.name, get_language())

    def png(self) -> bytes:
        """Return the picture as the content of a PNG file.

        Raises:
            MissingExtraError: BD090, when Pillow is not installed; ArgumentError: BD266, when it would be too large.
        """
        from badak.drawing.raster import png_bytes

        return png_bytes(self.scene, self.dpi, self.where)

    def save(self, to_file: Any) -> None:
        """Write the picture to a file, by its ending ``.svg``, ``.html`` or ``.png``, or that of one of its texts.

        Raises:
            ArgumentError: BD265, for another ending; BD266, when a PNG would be too large.
            MissingExtraError: BD090, for PNG without Pillow.
            FileError: BD081, when the file cannot be written.
        """
        from badak.files.atomic import writing

        ending = ending_of(to_file, self.where, tuple(self.texts))
        if ending == ".png":
            content = self.png()
        else:
            content = (
                self.texts[ending] if ending in self.texts else self.svg if ending == ".svg" else self.html
            ).encode()
        with writing(to_file, f"{self.where}({os.fspath(to_file)!r})") as file:
            file.write(content)

    @property
    def text(self) -> str:
        """The picture as lines of text, where it has such; what ``print`` shows."""
        return self.texts.get(".txt", repr(self))

    def __str__(self) -> str:
        return self.text

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        return f'<div style="overflow:auto;max-width:100%">{self.svg}</div>'

    def __repr__(self) -> str:
        return f"<Picture of '{self.name}': {self.scene.width:.0f} × {self.scene.height:.0f}>"


def ending_of(to_file: Any, where: str, more: tuple[str, ...] = ()) -> str:
    """Return the ending of a file that a picture is to be written to.

    Raises:
        ArgumentError: BD265, for an ending that is not written.
    """
    from badak.files.opening import path_text

    ending = os.path.splitext(path_text(to_file, where))[1].lower()
    ending = {".htm": ".html", ".gv": ".dot"}.get(ending, ending)
    known = (".svg", ".html", ".png", *more)
    if ending not in known:
        names = {"en": f"{', '.join(known[:-1])} or {known[-1]}", "ko": ", ".join(known)}
        what, fix = (_GRAPH, _GRAPH_FIX) if where == "plot_graph" else (_MODEL, _MODEL_FIX)
        raise error("BD265", where=where, got=repr(os.fspath(to_file)), what=what, endings=names, better=fix)
    return ending


_MODEL = {"en": "models", "ko": "모델"}
_MODEL_FIX = {
    "en": 'plot_model(model, "model.svg"); browsers print SVG as PDF, and badak.utils.model_to_dot gives DOT text',
    "ko": 'plot_model(model, "model.svg")로 저장하세요. 브라우저에서 SVG를 PDF로 인쇄할 수 있고, DOT 텍스트는 '
    "badak.utils.model_to_dot으로 얻습니다",
}
_GRAPH = {"en": "graphs", "ko": "그래프"}
_GRAPH_FIX = {
    "en": 'plot_graph(y, "graph.svg"); browsers print SVG as PDF',
    "ko": 'plot_graph(y, "graph.svg")로 저장하세요. 브라우저에서 SVG를 PDF로 인쇄할 수 있습니다',
}


def plot_model(
    model: Any,
    to_file: Any = "model.png",
    show_shapes: bool = True,
    show_dtype: bool = False,
    show_layer_names: bool = True,
    rankdir: str = "TB",
    expand_nested: bool = False,
    dpi: float = 200,
    show_layer_activations: bool = False,
    show_trainable: bool = False,
) -> Picture:
    """Draw a model: a box for each layer and operation, an arrow for each value that goes from one to the next.

    No other program is needed: the layout is badak's own. SVG and HTML need no other package either, PNG needs Pillow
    (``pip install "badak[vision]"``). Arguments are Keras's; shapes and names are shown unless told otherwise.

    Args:
        model: a model whose input shape is known.
        to_file: where to write it, ending in ``.svg``, ``.html`` or ``.png``; None only returns it.
        show_shapes: write shapes of what goes in and comes out, None for the batch.
        show_dtype: write number types.
        show_layer_names: write the layers' names beside their classes.
        rankdir: ``"TB"`` from top to bottom, ``"LR"`` from left to right.
        expand_nested: open inner models and residual blocks and draw what is in them.
        dpi: pixels to the inch of a PNG.
        show_layer_activations: write the layers' activations.
        show_trainable: write whether layers are trained.

    Returns:
        The picture, which a notebook shows.

    Raises:
        ArgumentError: BD003, for something that is no model or another direction; BD265, for another kind of file; BD266, for
            a PNG that would be too large.
        StateError: BD023, when the shape of the input is not known yet.
        MissingExtraError: BD090, for PNG without Pillow.
        FileError: BD081, when the file cannot be written.

    Example:
        >>> import badak
        >>> x = badak.Input((784,), name="pixels")
        >>> model = badak.Model(x, badak.layers.Dense(10, name="digits")(x))
        >>> picture = badak.utils.plot_model(model, to_file=None)
        >>> "(None, 784)" in picture.svg
        True

    Source: Sugiyama, Tagawa, Toda 1981 (the layout, ``badak.drawing.layered``).
    """
    from badak.drawing.diagram import Show, diagram_of
    from badak.drawing.scene import scene_of

    check_form(rankdir, dpi, "plot_model")
    if to_file is not None:
        ending_of(to_file, "plot_model")  # before any work
    show = Show(show_shapes, show_dtype, show_layer_names, show_layer_activations, show_trainable, expand_nested)
    scene = scene_of(diagram_of(model, show), show_layer_names, rankdir == "LR")
    made = Picture(scene, model.name or "model", float(dpi))
    if to_file is not None:
        made.save(to_file)
    return made


def model_to_dot(
    model: Any,
    show_shapes: bool = True,
    show_dtype: bool = False,
    show_layer_names: bool = True,
    rankdir: str = "TB",
    expand_nested: bool = False,
    dpi: float = 200,
    show_layer_activations: bool = False,
    show_trainable: bool = False,
) -> str:
    """Return a model as DOT text, for Graphviz and the many programs that read it.

    Args:
        model: a model whose input shape is known.
        show_shapes: see ``plot_model``, as all others.
        show_dtype: number types.
        show_layer_names: names.
        rankdir: ``"TB"`` or ``"LR"``.
        expand_nested: draw inner models as clusters.
        dpi: pixels to the inch.
        show_layer_activations: activations.
        show_trainable: whether layers are trained.

    Raises:
        ArgumentError: BD003; StateError: BD023, as ``plot_model``.

    Example:
        >>> import badak
        >>> model = badak.Sequential([badak.layers.Dense(1, input_dim=2, name="price")])
        >>> print(badak.utils.model_to_dot(model).splitlines()[3])
          n0 [label="Dense  price\\nin: (None, 2)\\nout: (None, 1)"];
    """
    from badak.drawing.diagram import Show, diagram_of
    from badak.drawing.graph_text import dot_text

    check_form(rankdir, dpi, "model_to_dot")
    show = Show(show_shapes, show_dtype, show_layer_names, show_layer_activations, show_trainable, expand_nested)
    diagram = diagram_of(model, show, "model_to_dot")
    return dot_text(diagram, model.name or "model", show_layer_names, rankdir, dpi)


def model_to_mermaid(
    model: Any,
    show_shapes: bool = True,
    show_dtype: bool = False,
    show_layer_names: bool = True,
    rankdir: str = "TB",
    expand_nested: bool = False,
    show_layer_activations: bool = False,
    show_trainable: bool = False,
) -> str:
    """Return a model as Mermaid text, which GitHub and many editors draw inside Markdown.

    Args:
        model: a model whose input shape is known.
        show_shapes: see ``plot_model``, as all others.
        show_dtype: number types.
        show_layer_names: names.
        rankdir: ``"TB"`` or ``"LR"``.
        expand_nested: draw inner models as subgraphs.
        show_layer_activations: activations.
        show_trainable: whether layers are trained.

    Raises:
        ArgumentError: BD003; StateError: BD023, as ``plot_model``.

    Example:
        >>> import badak
        >>> model = badak.Sequential([badak.layers.Dense(1, input_dim=2, name="price")])
        >>> print(badak.utils.model_to_mermaid(model, show_shapes=False), end="")
        flowchart TB
          n0["Dense  price"]
    """
    from badak.drawing.diagram import Show, diagram_of
    from badak.drawing.graph_text import mermaid_text

    check_form(rankdir, 96, "model_to_mermaid")
    show = Show(show_shapes, show_dtype, show_layer_names, show_layer_activations, show_trainable, expand_nested)
    return mermaid_text(diagram_of(model, show, "model_to_mermaid"), show_layer_names, rankdir)


def check_form(rankdir: Any, dpi: Any, where: str) -> None:
    """Check the direction and the pixels to the inch of a picture.

    Raises:
        ArgumentError: BD003.
    """
    if rankdir not in _DIRECTIONS:
        raise error("BD003", where=where, name="rankdir", got=repr(rankdir), expected="'TB' | 'LR'")
    if isinstance(dpi, bool) or not isinstance(dpi, int | float) or not 10 <= dpi <= 2400:
        raise error("BD003", where=where, name="dpi", got=repr(dpi), expected="10 ≤ dpi ≤ 2400")
