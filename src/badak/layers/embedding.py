"""A vector for each word: rows of a table, chosen by number."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak import constraints, initializers, regularizers
from badak.autograd.tensor import Tensor
from badak.backend import namespace
from badak.errors import error, notify, shape_text
from badak.layers.context import Context
from badak.layers.layer import Layer
from badak.layers.parts import Param, Shape, Weights
from badak.ops.elementwise import not_equal
from badak.ops.reduce import any as some
from badak.ops.shape import take


class Embedding(Layer):
    r"""Give every number of a vocabulary a vector that is learned: :math:`y_t = E_{x_t}`, row :math:`x_t` of a table.

    It computes what a one-hot row times E would, without the multiplication.

    Args:
        input_dim: size of the vocabulary: ids run from 0 to ``input_dim - 1``.
        output_dim: length of each vector.
        embeddings_initializer: how the vectors start.
        embeddings_regularizer: penalty on E, such as ``"l2"``.
        embeddings_constraint: constraint on E.
        sparse: a training step updates the rows of the words in its batch and nothing else, PyTorch's word for it. Without
            it every optimizer does what its formula says for the whole table: with momentum (Adam too) words that did not occur
            move on for a while, and weight decay shrinks them. Plain SGD and Adagrad are the same either way and leave the
            other rows alone; so does every optimizer with ``sparse=True``, which is quick for a large vocabulary and changes
            what is learned. A penalty on E touches all rows again.
        mask_zero: id 0 is padding: such steps are masked for all layers behind, for the loss and for the metrics.
        weights: vectors to start from instead, shape (input_dim, output_dim), bare or in a list: pretrained ones, which
            ``trainable=False`` leaves as they are.
        input_length: number of steps, as older versions of Keras want it: the same as ``input_shape=(input_length,)``.
        name: name within the model.
        dtype: number type of the vectors.
        trainable: whether training changes the vectors.
        activity_regularizer: penalty on the vectors that are given.
        input_shape: shape of one sample, for a first layer.

    Shapes: input (batch, …) of ids, whole numbers; output (batch, …, output_dim); E (input_dim, output_dim).

    Raises:
        DataError: BD170, for an id outside the vocabulary, with its place; BD171, for numbers that are not whole.
        ArgumentError: BD003, for sizes that are no positive integers or ``weights`` of another shape.

    Compiled by XLA, values cannot be looked at; ``fit`` and ``evaluate`` therefore look at all ids beforehand.

    Example:
        >>> import badak
        >>> words = badak.layers.Embedding(4, 2, weights=[[0, 0], [1, 1], [2, 4], [3, 9]])
        >>> words([[1, 3, 1]]).tolist()
        [[[1.0, 1.0], [3.0, 9.0], [1.0, 1.0]]]
    """

    input_dim: Any = None  # always given, as is output_dim: see __init__
    output_dim: Any = None
    embeddings_initializer: Any = "uniform"
    embeddings_regularizer: Any = None
    embeddings_constraint: Any = None
    mask_zero: bool = False
    input_length: int | None = None
    sparse: bool = False

    casts_integers = False  # ids stay whole numbers
    any_length = True

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        embeddings_initializer: Any = "uniform",
        embeddings_regularizer: Any = None,
        embeddings_constraint: Any = None,
        mask_zero: bool = False,
        weights: Any = None,
        input_length: int | None = None,
        *,
        name: str | None = None,
        dtype: str | None = None,
        trainable: bool = True,
        input_shape: Any = None,
        sparse: bool = False,
        activity_regularizer: Any = None,
    ) -> None:
        if input_shape is None and input_length is not None:
            input_shape = (input_length,)
        self._fix(
            name=name, dtype=dtype, trainable=trainable, input_shape=input_shape, input_dim=input_dim,
            output_dim=output_dim, embeddings_initializer=initializers.get(embeddings_initializer),
            embeddings_regularizer=regularizers.get(embeddings_regularizer),
            embeddings_constraint=constraints.get(embeddings_constraint), mask_zero=bool(mask_zero), slot=None,
            activity_regularizer=activity_regularizer,
            input_length=input_length, sparse=bool(sparse),
        )  # fmt: skip
        for size in ("input_dim", "output_dim"):
            value = getattr(self, size)
            whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
            self.expect_argument(bool(whole and value > 0), size, {"en": "an integer > 0", "ko": "0보다 큰 정수"})
            self._fix(**{size: int(value)})
        if self.input_shape is not None:
            super().__post_init__()
        self._start = self._pretrained(weights)

    def _pretrained(self, weights: Any) -> Any:
        """Return vectors to start from as an initializer, None where there are none."""
        if weights is None:
            return None
        if isinstance(weights, list | tuple) and len(weights) == 1 and np.ndim(weights[0]) == 2:
            weights = weights[0]
        table = np.asarray(weights.data if type(weights) is Tensor else weights, np.float32)
        if table.shape != (self.input_dim, self.output_dim):
            expected = shape_text((self.input_dim, self.output_dim))
            raise error("BD003", where=self.label, name="weights", got=shape_text(table), expected=expected)
        return initializers.Constant(table)

    def declare(self, shape: Shape) -> dict:
        """Return E."""
        start = self._start or self.embeddings_initializer
        size = (self.input_dim, self.output_dim)
        return {"embeddings": Param(size, start, self.embeddings_regularizer, self.embeddings_constraint)}

    def out_shape(self, shape: Shape) -> Shape:
        """Return the input's shape with one axis more."""
        return (*shape, self.output_dim)

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return the rows of E that the ids name."""
        ids = x.data if type(x) is Tensor else x
        if type(ids) is np.ndarray:
            check_ids(ids, self.input_dim, self.label)
        if ids.dtype.kind not in "iu":
            ids = ids.astype(np.int32)
        table = p.embeddings
        if self.sparse and ctx.training and namespace(ids) is not np:
            notify("BD200", where=self.label, got="backend='xla'")
        out = take(table, ids, axis=0, sparse=self.sparse)
        return out if ctx.precision is None else out.astype(ctx.precision)

    @property
    def makes_mask(self) -> bool:
        """Whether id 0 is padding."""
        return self.mask_zero

    def out_mask(self, mask: Any, x: Any) -> Any:
        """Return where the ids are not 0, where 0 is padding."""
        if not self.mask_zero:
            return mask
        found = not_equal(x.data if type(x) is Tensor else x, 0)
        tell_all_masked(found, self.label)
        return found if mask is None else found & (mask.data if type(mask) is Tensor else mask)

    def check_data(self, x: Any, where: str) -> None:
        """Look at all ids of the data before it is used."""
        check_ids(np.asarray(x), self.input_dim, f"{where} › {self.label}")

    def work(self) -> int:
        """Return the numbers read for one step."""
        return self.output_dim


class Masking(Layer):
    r"""Mask the steps in which every feature is ``mask_value``: :math:`m_t = \exists\, i: x_{t,i} \ne v`.

    All layers behind leave such steps out, and so do the loss and the metrics. Their values become 0, as in Keras.

    Args:
        mask_value: v, what padding was filled up with.
        name: name within the model.

    Shapes: input and output (batch, time, …).

    Raises:
        ShapeError: BD172, for data without an axis of time.

    Example:
        >>> import badak
        >>> steps = badak.layers.Masking(-1.0)
        >>> steps([[[5.0], [-1.0]]]).tolist(), steps.out_mask(None, badak.tensor([[[5.0], [-1.0]]])).tolist()
        ([[[5.0], [0.0]]], [[True, False]])
    """

    mask_value: float = 0.0

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return x with 0 in the masked steps."""
        counts = self._counts(x)
        return x * counts[..., None].astype(x.dtype)

    def out_mask(self, mask: Any, x: Any) -> Any:
        """Return where a step has another value than ``mask_value``."""
        found = self._counts(x)
        tell_all_masked(found, self.label)
        return found if mask is None else found & (mask.data if type(mask) is Tensor else mask)

    @property
    def makes_mask(self) -> bool:
        """Always."""
        return True

    def _counts(self, x: Any) -> Any:
        data = x.data if type(x) is Tensor else x
        if data.ndim < 3:
            raise error("BD172", where=self.label, got=shape_text(data), expected="(batch, time, features)")
        return some(not_equal(data, data.dtype.type(self.mask_value)), axis=tuple(range(2, data.ndim)))


def check_ids(ids: np.ndarray, size: int, where: str) -> None:
    """Check that ids are whole numbers of a vocabulary (NumPy would take -1 for the last word).

    Args:
        ids: shape (batch, …).
        size: how many there are.
        where: the layer, for the message.

    Raises:
        DataError: BD171, for a number that is not whole; BD170, for one outside 0 … size - 1; with the first one's place.
    """
    if not ids.size:
        return
    if ids.dtype.kind not in "iu":
        whole = ids.astype(np.float64) if ids.dtype.kind != "f" else ids
        wrong = ~(whole == np.floor(whole))  # NaN too
        if ids.dtype.kind == "b" or wrong.any():
            place, value, _ = _first(ids, wrong if wrong.any() else np.ones(ids.shape, bool))
            raise error("BD171", where=where, got=f"x[{place}] = {value}", dtype=ids.dtype)
    low, high = ids.min(), ids.max()
    if low < 0 or high >= size:
        place, value, count = _first(ids, (ids < 0) | (ids >= size))
        raise error(
            "BD170", where=where, got=f"x[{place}] = {value}", value=value, size=size, highest=size - 1, count=count,
            needed=int(high) + 1, reason=_REASON["negative" if value < 0 else "large"],
        )  # fmt: skip


_REASON = {
    "negative": {
        "en": "ids begin at 0; let padding and unknown words have ids of their own, such as 0 and 1",
        "ko": "id는 0부터 시작합니다. 패딩과 모르는 단어에도 0과 1처럼 따로 id를 주세요",
    },
    "large": {
        "en": "make Embedding(input_dim=...) at least the largest id plus one, or replace rare words by one id for unknown words",
        "ko": "Embedding(input_dim=...)을 가장 큰 id에 1을 더한 값 이상으로 하거나, 드문 단어를 '모르는 단어' id 하나로 바꾸세요",
    },
}


def _first(ids: np.ndarray, wrong: np.ndarray) -> tuple[str, Any, int]:
    """Return place and value of the first wrong id, and how many there are."""
    first = int(np.argmax(wrong))
    place = ", ".join(str(int(i)) for i in np.unravel_index(first, ids.shape))
    value = ids.reshape(-1)[first].item()
    return place, int(value) if float(value).is_integer() else value, int(wrong.sum())


def tell_all_masked(mask: Any, where: str) -> None:
    """Say once that there are samples in which no step counts (BD174); traced values are not looked at."""
    if type(mask) is np.ndarray and mask.ndim == 2 and not mask.any(axis=1).all():
        notify("BD174", where=where, got=f"mask {shape_text(mask)}")
