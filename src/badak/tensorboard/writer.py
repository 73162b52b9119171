"""Writing what a loop of one's own measures, with the names of PyTorch's ``SummaryWriter``."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np

from badak.errors import error
from badak.tensorboard import summaries
from badak.tensorboard.event_file import EventFile
from badak.tensorboard.pictures import grid, picture_of


class SummaryWriter:
    """Writes event files for TensorBoard, as ``torch.utils.tensorboard.SummaryWriter`` does.

    Events wait in memory until there are ``max_queue`` of them, the eldest is ``flush_secs`` old, or ``flush`` is called. Only
    whole records are ever appended, so a program that is killed leaves a file that can be read.

    Args:
        log_dir: the folder, one for each run; ``runs/DATE_HOST`` where left out.
        comment: put at the end of that name.
        purge_step: the first step of this process: what an earlier one wrote for it and later steps is no longer shown.
        max_queue: how many events may wait.
        flush_secs: how long one may wait.
        filename_suffix: put at the end of the file's name.

    Raises:
        FileError: BD290, when nothing can be written there.

    Example:
        >>> import badak, tempfile
        >>> with badak.tensorboard.SummaryWriter(tempfile.mkdtemp()) as writer:
        ...     for step in range(3):
        ...         writer.add_scalar("loss", 1 / (step + 1), step)
    """

    def __init__(
        self,
        log_dir: Any = None,
        comment: str = "",
        purge_step: int | None = None,
        max_queue: int = 10,
        flush_secs: float = 120,
        filename_suffix: str = "",
    ) -> None:
        if not log_dir:
            log_dir = os.path.join("runs", f"{datetime.now():%b%d_%H-%M-%S}_{socket.gethostname()}{comment}")
        self.log_dir = os.fspath(log_dir)
        self.max_queue = max_queue
        self.flush_secs = flush_secs
        self.filename_suffix = filename_suffix
        self._files: dict[str, EventFile] = {}
        file = self._file()
        if purge_step is not None:
            file.add(summaries.start_again(), purge_step)

    def __enter__(self) -> SummaryWriter:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<SummaryWriter {self.log_dir!r}>"

    def _file(self, below: str = "") -> EventFile:
        """Return the file of the run, or of a run below it; a writer that was closed begins another file."""
        file = self._files.get(below)
        if file is None or file.closed:
            folder = os.path.join(self.log_dir, below) if below else self.log_dir
            file = self._files[below] = EventFile(folder, self.max_queue, self.flush_secs, self.filename_suffix)
        return file

    def add_scalar(
        self, tag: str, scalar_value: Any, global_step: int | None = None, walltime: float | None = None
    ) -> None:
        """Write a number.

        Args:
            tag: name of the curve; ``"group/name"`` puts curves together.
            scalar_value: the number, a tensor or array of one value included.
            global_step: the step that it belongs to.
            walltime: when it was measured, in seconds since 1970; now where left out.

        Raises:
            ArgumentError: BD003, for something that is no number.
        """
        self._file().add(
            summaries.scalar(_tag(tag, "add_scalar"), _number(scalar_value, "add_scalar")), global_step, walltime
        )

    def add_scalars(
        self, main_tag: str, tag_scalar_dict: Mapping[str, Any], global_step: int | None = None, walltime: float | None = None
    ) -> None:  # fmt: skip
        """Write several numbers that are drawn into one picture: each gets a run of its own below this one."""
        for name, value in tag_scalar_dict.items():
            file = self._file(f"{main_tag.replace('/', '_')}_{name}")
            file.add(summaries.scalar(main_tag, _number(value, "add_scalars")), global_step, walltime)

    def add_histogram(
        self, tag: str, values: Any, global_step: int | None = None, bins: Any = 30, walltime: float | None = None
    ) -> None:  # fmt: skip
        """Write how values are spread.

        Args:
            tag: name of the histogram.
            values: numbers of any shape; those that are not finite are left out.
            global_step: the step that it belongs to.
            bins: number of bins, their limits, or a rule of ``numpy.histogram`` such as ``"auto"``.
            walltime: when it was measured.
        """
        bins = 30 if bins == "tensorflow" else bins  # PyTorch's word for its own limits
        self._file().add(summaries.histogram(_tag(tag, "add_histogram"), _array(values), bins), global_step, walltime)

    def add_image(
        self, tag: str, img_tensor: Any, global_step: int | None = None, walltime: float | None = None, dataformats: str = "HWC"
    ) -> None:  # fmt: skip
        """Write a picture.

        Args:
            tag: name of the picture.
            img_tensor: numbers from 0 to 1, or 8-bit integers: (height, width, channels) with 1, 3 or 4 channels, or
                (height, width).
            global_step: the step that it belongs to.
            walltime: when it was made.
            dataformats: the order of the axes, ``"CHW"`` for pictures in PyTorch's order.

        Raises:
            DataError: BD296, for an array that is no picture.
        """
        picture = picture_of(_array(img_tensor), dataformats, "add_image")
        self._file().add(summaries.image(_tag(tag, "add_image"), picture), global_step, walltime)

    def add_images(
        self, tag: str, img_tensor: Any, global_step: int | None = None, walltime: float | None = None, dataformats: str = "NHWC"
    ) -> None:  # fmt: skip
        """Write several pictures, (pictures, height, width, channels), as one sheet of rows."""
        many = _array(img_tensor)
        if many.ndim != len(dataformats) or "N" not in dataformats:
            raise error(
                "BD296", where="add_images", got=f"{many.shape}", expected=f"{dataformats} | dataformats='NCHW'"
            )
        each = [
            picture_of(one, dataformats.replace("N", ""), "add_images")
            for one in np.moveaxis(many, dataformats.index("N"), 0)
        ]
        self._file().add(summaries.image(_tag(tag, "add_images"), grid(each)), global_step, walltime)

    def add_figure(
        self, tag: str, figure: Any, global_step: int | None = None, close: bool = True, walltime: float | None = None
    ) -> None:  # fmt: skip
        """Write a figure of Matplotlib as a picture, and close it unless told otherwise."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        self.add_image(tag, np.asarray(canvas.buffer_rgba()), global_step, walltime)
        if close:
            from matplotlib import pyplot

            pyplot.close(figure)

    def add_text(
        self, tag: str, text_string: str, global_step: int | None = None, walltime: float | None = None
    ) -> None:
        """Write a text, which is shown as Markdown."""
        self._file().add(summaries.text(_tag(tag, "add_text"), str(text_string)), global_step, walltime)

    def add_graph(self, model: Any, input_to_model: Any = None, verbose: bool = False) -> None:
        """Write the graph of a model.

        Args:
            model: the model.
            input_to_model: data for a model that does not know the shape of its input yet.
            verbose: print the model's summary too.

        Raises:
            StateError: BD023, when the shape of the input is not known yet.
        """
        from badak.tensorboard.graph import graph_def

        if model.slot is None and input_to_model is not None:
            model(input_to_model)
        if verbose:
            model.summary()
        self._file().add(summaries.graph(graph_def(model)))

    def add_hparams(
        self,
        hparam_dict: Mapping[str, Any],
        metric_dict: Mapping[str, Any] | None = None,
        hparam_domain_discrete: Mapping[str, list] | None = None,
        run_name: str | None = None,
        global_step: int | None = None,
    ) -> None:
        """Write the settings of a run, and what came of them, for the table "hparams".

        Args:
            hparam_dict: names of settings with numbers, texts, or yes and no.
            metric_dict: names of results with numbers.
            hparam_domain_discrete: ignored: TensorBoard finds the values by reading all runs.
            run_name: name of a run below this one; the run itself where left out.
            global_step: the step of the results.
        """
        file = self._file(run_name or "")
        file.add(summaries.session_start(hparam_dict, time.time()))
        for name, value in (metric_dict or {}).items():
            file.add(summaries.scalar(name, _number(value, "add_hparams")), global_step)
        file.add(summaries.session_end(time.time()))

    def flush(self) -> None:
        """Write what waits to the disk.

        Raises:
            FileError: BD290, when that fails; nothing is lost, the next call tries again.
        """
        for file in self._files.values():
            file.flush()

    def close(self) -> None:
        """Write what waits, and close the files."""
        for file in self._files.values():
            file.close()

    def _abandon(self) -> None:
        """Close the files without writing what waits: it cannot be written."""
        for file in self._files.values():
            file.abandon()


def _tag(tag: Any, where: str) -> str:
    if not isinstance(tag, str) or not tag:
        raise error("BD003", where=where, name="tag", got=repr(tag), expected='"loss" | "group/name"')
    return tag


def _array(values: Any) -> np.ndarray:
    array = values.numpy() if hasattr(values, "numpy") else np.asarray(values)
    return np.asarray(array, np.float32) if array.dtype.name == "bfloat16" else array


def _number(value: Any, where: str) -> float:
    try:
        return float(_array(value).reshape(()))
    except (TypeError, ValueError):
        expected = {"en": "a number", "ko": "숫자 하나"}
        raise error("BD003", where=where, name="scalar_value", got=repr(value)[:80], expected=expected) from None
