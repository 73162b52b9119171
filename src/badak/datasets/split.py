"""Setting a part of the rows aside, in the same proportions of classes."""

from __future__ import annotations

import numpy as np

from badak.errors import error


def split_rows(
    count: int, labels: np.ndarray | None = None, *, test_size: float = 0.2, seed: int | None = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Choose which rows are for training and which are kept for the test.

    Args:
        count: number of rows.
        labels: shape (rows,); with labels, each class gives the same share to the test (stratified), and a class of one
            row stays with the training part.
        test_size: share of the rows that is kept for the test, between 0 and 1.
        seed: the same seed gives the same choice; ``None`` a new one at each call.

    Returns:
        Indices (train rows,) and (test rows,), both in random order, together every row once.

    Raises:
        ArgumentError: BD003, when ``test_size`` is not between 0 and 1.

    Example:
        >>> import numpy as np
        >>> from badak.datasets import split_rows
        >>> train, test = split_rows(10, np.array([0] * 5 + [1] * 5), test_size=0.4)
        >>> sorted((test // 5).tolist())  # two of each class
        [0, 0, 1, 1]
    """
    if not 0 < test_size < 1:
        raise error("BD003", where="split_rows", name="test_size", got=repr(test_size), expected="0 < test_size < 1")
    rng = np.random.default_rng(seed)
    shuffled = rng.permutation(count)
    if labels is None:
        cut = min(max(round(count * test_size), 1), count - 1) if count > 1 else 0
        return shuffled[cut:], shuffled[:cut]
    _, kind = np.unique(np.asarray(labels)[shuffled], return_inverse=True)
    for_test = np.zeros(count, dtype=bool)
    owed = 0.0  # what rounding has taken from earlier classes, so that the whole comes out right too
    for one in range(kind.max(initial=-1) + 1):
        places = np.flatnonzero(kind == one)
        owed += len(places) * test_size
        taken = round(owed)
        owed -= taken
        for_test[places[: min(taken, len(places) - 1)]] = True
    if count and not for_test.any():  # a handful of rows: the largest class can spare one, unless all have just one
        places = np.flatnonzero(kind == np.bincount(kind).argmax())
        for_test[places[: min(1, len(places) - 1)]] = True
    return shuffled[~for_test], shuffled[for_test]
