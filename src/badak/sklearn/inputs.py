"""What estimators take as X: tables, images, sparse matrices, texts; and how rows of them reach the model."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import issparse
from sklearn.utils.validation import validate_data

NUMBERS = 1 << 22  # of a sparse matrix that are made dense at a time for predictions


def checked(estimator: Any, x: Any, y: Any = "no_validation", *, reset: bool, numeric: bool = False) -> Any:
    """Check X, and y where there is one, as scikit-learn does, and note the features at the first time.

    Texts (a list, an array or a column of them) are left alone, for models that begin with ``TextVectorization``.
    """
    with_y = not (isinstance(y, str) and y == "no_validation")
    texts = texts_of(x)
    if texts is not None:
        if not with_y or y is None:
            return (texts, y) if with_y else texts
        from sklearn.utils import check_array, check_consistent_length

        options: dict[str, Any] = {"ensure_2d": False, "dtype": np.float64 if numeric else None, "accept_sparse": "csr"}
        y = check_array(y, input_name="y", **options)
        check_consistent_length(texts, y)
        return texts, y
    more: dict[str, Any] = {"y": y} if with_y else {}
    if with_y and y is not None:
        more.update(multi_output=True, y_numeric=numeric)
    found = validate_data(estimator, x, reset=reset, accept_sparse="csr", allow_nd=True, dtype="numeric", **more)
    return (found, None) if with_y and y is None else found


def texts_of(x: Any) -> Any:
    """Return X as an array of texts if that is what it is, None otherwise."""
    if hasattr(x, "to_numpy") and getattr(x, "ndim", len(getattr(x, "shape", (0, 0)))) == 1:  # a column
        x = x.to_numpy()
    if isinstance(x, list | tuple):
        return np.array(x, object) if x and all(isinstance(text, str) for text in x) else None
    if isinstance(x, np.ndarray) and x.ndim == 1 and x.dtype.kind in "UOT" and x.size:
        return np.array(x.tolist(), object) if all(isinstance(text, str) for text in x.tolist()) else None
    return None


def is_sparse(x: Any) -> bool:
    """Whether this is a sparse matrix or array of SciPy."""
    return issparse(x)


def take(part: Any, index: np.ndarray) -> Any:
    """Select rows; nothing of nothing."""
    return None if part is None else part[index]


def dense(x: Any) -> Any:
    """Return a sparse matrix as an array; anything else as it is."""
    return x.toarray() if issparse(x) else x


def batches(x: Any, y: Any, weight: Any, batch_size: int, shuffled: bool) -> Any:
    """Return batches of which only one at a time is dense: with a large vocabulary the whole would not fit into memory.

    Targets may be sparse as well, as those of an autoencoder are.
    """
    from badak import Dataset

    def read(index: np.ndarray) -> tuple:
        parts = dense(x[index]), dense(y[index])
        return parts if weight is None else (*parts, weight[index])

    data = Dataset(np.arange(x.shape[0])).map(read).batch(batch_size)
    return data.shuffle() if shuffled else data


def predict(model: Any, x: Any, options: dict[str, Any]) -> np.ndarray:
    """Return the model's outputs; of a sparse matrix some rows at a time."""
    if not issparse(x):
        return model.predict(x, **options)
    size = options.get("batch_size") or max(NUMBERS // x.shape[1], 1)
    parts = [model.predict(x[i : i + size].toarray(), **options) for i in range(0, x.shape[0], size)]
    return np.concatenate(parts)
