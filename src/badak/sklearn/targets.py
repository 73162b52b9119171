"""What a model is to learn, and how it becomes numbers and back: labels, columns of 0 and 1, quantities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from badak.errors import error
from badak.sklearn.networks import ends_in_logits


class Target(Protocol):
    """What the estimators need to know of targets."""

    kind: str
    outputs: int
    activation: str

    def fits(self, units: int) -> bool:
        """Whether a model with so many outputs can learn them."""
        ...

    def loss(self, model: Any) -> Any:
        """Return the loss where none was given."""
        ...

    def encode(self, y: Any, loss: Any, units: int) -> np.ndarray:
        """Return the targets as the loss wants them."""
        ...

    def expected(self) -> Any:
        """Say which outputs fit, for messages."""
        ...


@dataclass(frozen=True)
class Classes:
    """One label for each sample; labels are of any kind.

    Attributes:
        labels: the different labels in rising order.
    """

    labels: np.ndarray

    @property
    def kind(self) -> str:
        """scikit-learn's word for it."""
        return "binary" if len(self.labels) == 2 else "multiclass"

    @property
    def outputs(self) -> int:
        """Outputs of a default network: one for two classes."""
        return 1 if len(self.labels) == 2 else len(self.labels)

    @property
    def activation(self) -> str:
        """What makes probabilities of the last layer's numbers."""
        return "sigmoid" if len(self.labels) == 2 else "softmax"

    def fits(self, units: int) -> bool:
        """One output does for two classes."""
        return units == len(self.labels) or (units == 1 and len(self.labels) == 2)

    def expected(self) -> dict[str, str]:
        """Say which outputs fit, for messages."""
        n = len(self.labels)
        if n == 2:
            return {"en": "(?, 1) or (?, 2), for two classes", "ko": "(?, 1) 또는 (?, 2). 클래스가 둘입니다"}
        return {"en": f"(?, {n}), for {n} classes", "ko": f"(?, {n}). 클래스가 {n}개입니다"}

    def loss(self, model: Any) -> Any:
        """Return the cross-entropy for the last layer, with or without an activation."""
        from badak.losses import BinaryCrossentropy, SparseCategoricalCrossentropy

        one = model.output_shape[-1] == 1
        return (BinaryCrossentropy if one else SparseCategoricalCrossentropy)(from_logits=ends_in_logits(model))

    def encode(self, y: Any, loss: Any, units: int) -> np.ndarray:
        """Return class numbers, 0 and 1, or one-hot rows, as the loss wants them; losses of margins read 0 as -1."""
        place = np.searchsorted(self.labels, y)
        place[place == len(self.labels)] = 0
        strange = self.labels[place] != y
        if strange.any():
            raise different_classes(f"{np.unique(np.asarray(y)[strange])[:5].tolist()}", self.labels)
        if units == 1:
            return place[:, None].astype(np.float32)
        if getattr(loss, "targets", "numbers") == "classes":
            return place
        return np.eye(len(self.labels), dtype=np.float32)[place]


@dataclass(frozen=True)
class Tags:
    """Several yes-or-no labels for each sample, as columns of 0 and 1.

    Attributes:
        outputs: how many.
    """

    outputs: int
    kind = "multilabel-indicator"
    activation = "sigmoid"

    @property
    def labels(self) -> np.ndarray:
        """The numbers of the columns, as scikit-learn has them in ``classes_``."""
        return np.arange(self.outputs)

    def fits(self, units: int) -> bool:
        """One output for each."""
        return units == self.outputs

    def expected(self) -> dict[str, str]:
        """Say which outputs fit, for messages."""
        n = self.outputs
        return {"en": f"(?, {n}), for {n} labels", "ko": f"(?, {n}). 라벨이 {n}개입니다"}

    def loss(self, model: Any) -> Any:
        """Return the cross-entropy of each label by itself."""
        from badak.losses import BinaryCrossentropy

        return BinaryCrossentropy(from_logits=ends_in_logits(model))

    def encode(self, y: Any, loss: Any, units: int) -> np.ndarray:
        """Return the columns as numbers."""
        rows = np.asarray(y, np.float32)
        if rows.ndim != 2 or rows.shape[1] != self.outputs:
            raise different_classes(f"y {rows.shape}", self.labels)
        return rows


@dataclass(frozen=True)
class Numbers:
    """Quantities: one, or several columns.

    Attributes:
        outputs: how many.
        flat: y came without an axis for them.
    """

    outputs: int
    flat: bool = True
    activation = "linear"

    @property
    def kind(self) -> str:
        """scikit-learn's word for it."""
        return "continuous" if self.outputs == 1 else "continuous-multioutput"

    def fits(self, units: int) -> bool:
        """One output for each."""
        return units == self.outputs

    def expected(self) -> dict[str, str]:
        """Say which outputs fit, for messages."""
        n = self.outputs
        return {"en": f"(?, {n}), for {n} columns of y", "ko": f"(?, {n}). y의 열이 {n}개입니다"}

    def loss(self, model: Any) -> Any:
        """Return the mean of squares."""
        return "mean_squared_error"

    def encode(self, y: Any, loss: Any, units: int) -> np.ndarray:
        """Return columns."""
        rows = np.asarray(y)
        rows = rows.reshape(len(rows), -1)
        if rows.shape[1] != self.outputs:
            got = {"en": f"y {np.shape(y)}", "ko": f"y {np.shape(y)}"}
            raise error("BD282", where="y", got=got, expected=self.expected())
        return rows


@dataclass(frozen=True)
class Itself:
    """The inputs themselves, which an autoencoder is to give back.

    Attributes:
        shape: shape of one sample.
    """

    shape: tuple[int, ...]
    kind = "continuous-multioutput"
    activation = "linear"

    @property
    def outputs(self) -> int:
        """Numbers in a sample."""
        return int(np.prod(self.shape))

    def fits(self, units: int) -> bool:
        """As many as there are inputs."""
        return units == self.outputs

    def expected(self) -> dict[str, str]:
        """Say which outputs fit, for messages."""
        n = self.outputs
        return {"en": f"(?, {n}), for {n} features", "ko": f"(?, {n}). 특성이 {n}개입니다"}

    def loss(self, model: Any) -> Any:
        """Return the mean of squares."""
        return "mean_squared_error"

    def encode(self, y: Any, loss: Any, units: int) -> Any:
        """Return rows of numbers, for 0 units the samples in their own shape; a sparse matrix stays one."""
        return y if units == 0 or hasattr(y, "toarray") else np.asarray(y).reshape(len(y), -1)


def different_classes(got: str, labels: np.ndarray) -> Exception:
    """Make the error for labels that the model was not made for."""
    return error("BD287", where="y", got=got, expected=f"{np.asarray(labels)[:20].tolist()}")


def classes_of(y: Any, classes: Any, where: str) -> Classes | Tags:
    """Tell which labels there are, from all of them or from a list of the different ones.

    Raises:
        DataError: BD281, when there is only one; BD286, for several columns of several classes.
    """
    from sklearn.utils.multiclass import type_of_target, unique_labels

    kind = type_of_target(y)
    if kind == "multilabel-indicator":
        return Tags(y.shape[1])
    if kind == "multiclass-multioutput":
        raise error("BD286", where=where, got=f"y {y.shape}")
    labels = np.unique(y) if classes is None else unique_labels(classes)
    if len(labels) < 2:
        raise error("BD281", where=where, got=f"y: {labels.tolist()}")
    return Classes(labels)
