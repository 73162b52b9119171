"""``plot_model`` and its like: a model as a picture, as DOT and as Mermaid text."""

from __future__ import annotations

import os
from typing import Any

from badak.errors import error, get_language

_DIRECTIONS = ("TB", "LR")


class Picture:
    """A picture of a model; notebooks show it, ``save`` writes it.

    Attributes:
        scene: the boxes, words and arrows with their places.
        name: name of the model.
        dpi: pixels to the inch of PNG files.
    """

    def __init__(self, scene: Any, name: str, dpi: float) -> None:
        self.scene = scene
        self.name = name
        self.dpi = dpi

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

        return png_bytes(self.scene, self.dpi, "plot_model")

    def save(self, to_file: Any) -> None:
        """Write the picture to a file, by its ending ``.svg``, ``.html`` or ``.png``.

        Raises:
            ArgumentError: BD265, for another ending; BD266, when a PNG would be too large.
            MissingExtraError: BD090, for PNG without Pillow.
            FileError: BD081, when the file cannot be written.
        """
        from badak.files.atomic import writing

        ending = _ending(to_file)
        content = self.png() if ending == ".png" else (self.svg if ending == ".svg" else self.html).encode()
        with writing(to_file, f"plot_model({os.fspath(to_file)!r})") as file:
            file.write(content)

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        return f'<div style="overflow:auto;max-width:100%">{self.svg}</div>'

    def __repr__(self) -> str:
        return f"<Picture of '{self.name}': {self.scene.width:.0f} × {self.scene.height:.0f}>"


def _ending(to_file: Any) -> str:
    from badak.files.opening import path_text

    ending = os.path.splitext(path_text(to_file, "plot_model"))[1].lower()
    ending = ".html" if ending == ".htm" else ending
    if ending not in (".svg", ".html", ".png"):
        raise error("BD265", where="plot_model", got=repr(os.fspath(to_file)))
    return ending


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

    _check(rankdir, dpi, "plot_model")
    if to_file is not None:
        _ending(to_file)  # before any work
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

    _check(rankdir, dpi, "model_to_dot")
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

    _check(rankdir, 96, "model_to_mermaid")
    show = Show(show_shapes, show_dtype, show_layer_names, show_layer_activations, show_trainable, expand_nested)
    return mermaid_text(diagram_of(model, show, "model_to_mermaid"), show_layer_names, rankdir)


def _check(rankdir: Any, dpi: Any, where: str) -> None:
    if rankdir not in _DIRECTIONS:
        raise error("BD003", where=where, name="rankdir", got=repr(rankdir), expected="'TB' | 'LR'")
    if isinstance(dpi, bool) or not isinstance(dpi, int | float) or not 10 <= dpi <= 2400:
        raise error("BD003", where=where, name="dpi", got=repr(dpi), expected="10 ≤ dpi ≤ 2400")
