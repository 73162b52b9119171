"""Token numbers as rows of a matrix: one-hot, which tokens occur, how often, and TF-IDF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from badak.datasets.wording import both
from badak.errors import error


def one_hot(ids: Any, size: int) -> np.ndarray:
    """Write each token number as a row with a single 1.

    Args:
        ids: numbers from 0, of any shape.
        size: length of a row, the size of the vocabulary.

    Returns:
        float32 array (…, size).

    Raises:
        DataError: BD193, for a number beyond the row, naming it and its place.

    Example:
        >>> from badak.text import one_hot
        >>> one_hot([0, 2], 3).tolist()
        [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    numbers = np.asarray(ids)
    rows = np.zeros((numbers.size, size), np.float32)
    flat = _checked(numbers.ravel(), size, "one_hot").astype(np.int64, copy=False)  # an empty list is float64
    rows[np.arange(numbers.size), flat] = 1
    return rows.reshape(*numbers.shape, size)


def multi_hot(sequences: Iterable[Sequence[int]], size: int) -> np.ndarray:
    """Say for each text which tokens occur in it.

    Args:
        sequences: token numbers of each text, of any lengths.
        size: length of a row.

    Returns:
        float32 array (texts, size) of zeros and ones.

    Raises:
        DataError: BD193, for a number beyond the row.

    Example:
        >>> from badak.text import multi_hot
        >>> multi_hot([[1, 1, 2], []], 3).tolist()
        [[0.0, 1.0, 1.0], [0.0, 0.0, 0.0]]
    """
    return np.minimum(count_matrix(sequences, size), 1)


def count_matrix(sequences: Iterable[Sequence[int]], size: int) -> np.ndarray:
    """Say for each text how often each token occurs in it.

    Args:
        sequences: token numbers of each text, of any lengths.
        size: length of a row.

    Returns:
        float32 array (texts, size); its memory is 4 · texts · size bytes, whatever the texts hold.

    Raises:
        DataError: BD193, for a number beyond the row.

    Example:
        >>> from badak.text import count_matrix
        >>> count_matrix([[1, 1, 2]], 3).tolist()
        [[0.0, 2.0, 1.0]]
    """
    listed = list(sequences)
    lengths = np.fromiter(map(len, listed), np.int64, len(listed))
    flat = np.concatenate([np.asarray(ids, np.int64) for ids in listed]) if lengths.sum() else np.zeros(0, np.int64)
    return counts_of(_checked(flat, size, "count_matrix"), lengths, size)


def counts_of(flat: np.ndarray, lengths: np.ndarray, size: int) -> np.ndarray:
    """Count tokens of texts that lie end to end: ``lengths[0]`` numbers of the first, and so on."""
    row = np.repeat(np.arange(len(lengths)), lengths)
    return np.bincount(row * size + flat, minlength=len(lengths) * size).reshape(len(lengths), size).astype(np.float32)


def _checked(numbers: np.ndarray, size: int, where: str) -> np.ndarray:
    if numbers.size and (numbers.dtype.kind not in "iu" or numbers.min() < 0 or numbers.max() >= size):
        whole = numbers.dtype.kind in "iu"
        place = int(np.argmax((numbers < 0) | (numbers >= size))) if whole else 0
        got = both(f"{numbers[place]} at place {place}", f"{place}번째 값 {numbers[place]}")
        raise error("BD193", where=where, got=got, highest=size - 1)
    return numbers


class TfIdf:
    r"""Weighs the counts of tokens: much for a token that is frequent here and rare elsewhere.

    With the count :math:`tf` of a token in a text, :math:`df` of :math:`n` texts having it,

    .. math:: w = tf \cdot \left(\ln\frac{1 + n}{1 + df} + 1\right),

    and each row is divided by its Euclidean length. These are scikit-learn's defaults; the layer ``TextVectorization`` has
    Keras's formula, :math:`tf \cdot \ln(1 + n / (1 + df))` without the division.

    Args:
        smooth: add one to ``n`` and ``df``, as if one more text had every token: no division by 0. False: ln(n/df) + 1.
        sublinear: 1 + ln tf instead of tf.
        norm: ``"l2"``, ``"l1"`` or None.

    Attributes:
        idf: the weight of each token, after ``fit``.

    Raises:
        ArgumentError: BD003, for another norm.
        StateError: BD187, when used before ``fit``.

    Example:
        >>> from badak.text import TfIdf, count_matrix
        >>> counts = count_matrix([[0, 1], [0, 0]], 2)
        >>> TfIdf().fit_transform(counts).round(3).tolist()
        [[0.58, 0.815], [1.0, 0.0]]

    Source: G. Salton, C. Buckley, "Term-weighting approaches in automatic text retrieval" (1988); smoothing as in
    scikit-learn's TfidfTransformer.
    """

    def __init__(self, *, smooth: bool = True, sublinear: bool = False, norm: str | None = "l2") -> None:
        if norm not in ("l1", "l2", None):
            raise error("BD003", where="TfIdf", name="norm", got=repr(norm), expected="'l2' | 'l1' | None")
        self.smooth, self.sublinear, self.norm = smooth, sublinear, norm
        self.idf: np.ndarray | None = None

    def fit(self, counts: Any) -> TfIdf:
        """Learn how many texts have each token.

        Args:
            counts: (texts, tokens), from ``count_matrix``.
        """
        table = _counted(counts, "TfIdf.fit")
        n, df = len(table), np.count_nonzero(table, axis=0).astype(np.float64)
        self.idf = np.log((n + self.smooth) / (df + self.smooth)) + 1 if self.smooth or df.all() else self._bare(n, df)
        return self

    def _bare(self, n: int, df: np.ndarray) -> np.ndarray:
        # a token that no text has weighs nothing, whatever its weight: any finite number will do
        return np.log(n / np.maximum(df, 1)) + 1

    def transform(self, counts: Any) -> np.ndarray:
        """Weigh counts (texts, tokens); returns float32 of the same shape.

        Raises:
            ShapeError: BD001, when there are other tokens than in ``fit``.
        """
        from badak.errors import expect

        if self.idf is None:
            raise error("BD187", where="TfIdf", call="TfIdf().fit(counts)")
        table = _counted(counts, "TfIdf.transform").astype(np.float64)
        expect("TfIdf", "counts: texts tokens, idf: tokens", counts=table, idf=self.idf)
        if self.sublinear:
            table = np.where(table > 0, 1 + np.log(np.maximum(table, 1e-300)), 0.0)
        table *= self.idf
        if self.norm is not None:
            length = np.linalg.norm(table, ord=int(self.norm[1]), axis=1, keepdims=True)
            table /= np.where(length == 0, 1, length)
        return table.astype(np.float32)

    def fit_transform(self, counts: Any) -> np.ndarray:
        """Learn from counts and weigh them."""
        return self.fit(counts).transform(counts)


def _counted(counts: Any, where: str) -> np.ndarray:
    """Return counts as an array (texts, tokens).

    Raises:
        DataError: BD304, for texts and tokens, which have to be counted first.
    """
    table = np.asarray(counts) if hasattr(counts, "shape") or not _ragged(counts) else np.zeros(0)
    if table.ndim != 2 or table.dtype.kind not in "biuf":
        raise error("BD304", where=where, got=f"{counts!r}"[:60])
    return table


def _ragged(rows: Any) -> bool:
    return len({len(row) if isinstance(row, list | tuple) else -1 for row in rows}) > 1
