"""How raw input becomes what a model takes, and its answers what people read; kept in the model file as plain values.

``model.preprocess`` holds the ``to_config()`` of one of the classes here, ``preparation_of(model)`` makes it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.datasets.features import CategoryFeature
from badak.datasets.wording import both, quoted
from badak.errors import BadakError, error, notify, shape_text
from badak.training.intake import as_array, check_finite
from badak.training.texts import as_texts, text_layer

if TYPE_CHECKING:
    from badak.datasets.encoder import TableEncoder
    from badak.datasets.table import Table

_VERSION = 1


@dataclass(frozen=True)
class ArrayPreparation:
    """Arrays: each value less ``mean``, divided by ``scale``.

    Attributes:
        shape: shape of one sample.
        mean: one number for all values of a sample, or one for each.
        scale: the same.
        picture: ``"digit"`` for pictures laid out as MNIST's, ``"picture"`` for others, ``""`` for plain numbers.
        target: name of what is predicted, where it is known.
        target_mean: what 0 stands for in the model's answers (regression).
        target_scale: what 1 stands for (regression).

    Example:
        >>> import numpy as np
        >>> prepare = ArrayPreparation((2,), (0.0,), (255.0,))
        >>> prepare.inputs(np.array([[0, 255]], np.uint8)).tolist()
        [[0.0, 1.0]]
    """

    shape: tuple[int, ...]
    mean: tuple[float, ...] = (0.0,)
    scale: tuple[float, ...] = (1.0,)
    picture: str = ""
    target: str = ""
    target_mean: float = 0.0
    target_scale: float = 1.0

    kind = "array"

    @classmethod
    def fit(cls, x: np.ndarray, picture: str = "") -> ArrayPreparation:
        """Learn from the training inputs what to take away and divide by.

        Args:
            x: (samples, …). Whole numbers from 0 to 255 with two axes or three in a sample are pictures.
            picture: see the class; found out when it is empty.
        """
        shape = tuple(int(size) for size in x.shape[1:])
        if len(shape) >= 2:
            # pixels: one mean and one deviation for all of them, so that neighbours stay comparable
            bytes_ = x.dtype.kind in "iu" and x.size and 1 < int(x.max()) <= 255 and int(x.min()) >= 0
            drawn = picture or ("picture" if bytes_ and len(shape) <= 3 else "")
            if bytes_:  # paper stays 0, so that dropping a pixel leaves paper
                return cls(shape, (0.0,), (255.0,), drawn)
            mean, std = float(x.mean(dtype=np.float64)), float(x.std(dtype=np.float64))
            return cls(shape, (mean,), (std or 1.0,), drawn)
        flat = x.reshape(len(x), -1).astype(np.float64)
        mean, std = flat.mean(axis=0), flat.std(axis=0)
        return cls(shape, tuple(mean.tolist()), tuple(np.where(std > 0, std, 1.0).tolist()))

    def inputs(self, raw: Any, where: str = "input") -> np.ndarray:
        """Turn raw samples (samples, …) into what the model takes, float32.

        Raises:
            DataError: BD096, when a sample has another number of values; BD033, for NaN.
        """
        x = as_array(raw, "x", where)
        if x.ndim and not len(x):
            raise error("BD035", where=where, got=f"x {shape_text(x)}")
        wanted = int(np.prod(self.shape, dtype=np.int64))
        if x.ndim == 0 or x[0].size != wanted:
            why = both(
                f"a sample has {x[0].size if x.ndim else 1} values, the model takes {shape_text(self.shape)}",
                f"샘플 하나의 값이 {x[0].size if x.ndim else 1}개인데 모델의 입력은 {shape_text(self.shape)}입니다",
            )
            raise error("BD096", where=where, got=shape_text(x), why=why)
        check_finite(x, "x", where)
        flat = x.reshape(len(x), -1).astype(np.float32)
        flat -= np.asarray(self.mean, np.float32)
        flat /= np.asarray(self.scale, np.float32)
        return flat.reshape(len(x), *self.shape)

    def targets(self, y: np.ndarray) -> np.ndarray:
        """Turn numbers to be predicted into what the model learns, (samples, outputs) float32."""
        return ((y.reshape(len(y), -1) - self.target_mean) / self.target_scale).astype(np.float32)

    def numbers(self, predictions: np.ndarray) -> np.ndarray:
        """Turn a regression model's answers back into the unit of the target, float64."""
        return np.asarray(predictions, np.float64) * self.target_scale + self.target_mean

    def to_config(self) -> dict[str, Any]:
        """Return all of it as plain values for JSON."""
        return {
            "kind": self.kind,
            "version": _VERSION,
            "shape": list(self.shape),
            "mean": list(self.mean),
            "scale": list(self.scale),
            "picture": self.picture,
            "target": self.target,
            "target_mean": self.target_mean,
            "target_scale": self.target_scale,
        }

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> ArrayPreparation:
        """Make it again from what ``to_config`` returned; a built-in error for anything else."""
        made = cls(
            tuple(int(size) for size in config["shape"]),
            tuple(float(value) for value in config["mean"]),
            tuple(float(value) for value in config["scale"]),
            str(config["picture"]),
            str(config["target"]),
            float(config["target_mean"]),
            float(config["target_scale"]),
        )
        size = int(np.prod(made.shape, dtype=np.int64))
        if any(len(values) not in (1, size) for values in (made.mean, made.scale)) or not all(made.scale):
            raise ValueError("mean, scale")
        return made


@dataclass(frozen=True)
class TablePreparation:
    """Rows of a table, by a ``TableEncoder``."""

    encoder: TableEncoder

    kind = "table"
    picture = ""

    @property
    def target(self) -> str:
        """Name of the target column."""
        return self.encoder.target.name if self.encoder.target else ""

    @property
    def columns(self) -> list[str]:
        """Names of the columns that are used."""
        return [feature.name for feature in self.encoder.features]

    @property
    def target_scale(self) -> float:
        """What 1 stands for in the model's answers (regression)."""
        return self.encoder.target.std if self.encoder.target else 1.0

    def inputs(self, raw: Table, where: str = "input") -> np.ndarray:
        """Turn rows into what the model takes, float32.

        Raises:
            DataError: BD096, when columns are missing; BD078, when a cell cannot be used.
        """
        missing = [name for name in self.columns if name not in raw]
        if missing:
            listed = ", ".join(repr(name) for name in missing[:10])
            why = both(f"columns are missing: {listed}", f"열이 없습니다: {listed}")
            there, wanted = (", ".join(map(repr, names[:30])) for names in (raw.names, self.columns))
            fix = both(
                "give a table with the columns the model was trained on; the first row holds their names",
                "모델을 학습할 때와 같은 열을 가진 표를 주세요. 첫 행은 열 이름입니다",
            )
            raise error("BD096", where=where, got=there, expected=wanted, why=why, fix=fix)
        self._say_unseen(raw, where)
        try:
            return self.encoder.transform(raw)
        except BadakError as problem:
            raise problem.within(where) from None

    def _say_unseen(self, raw: Table, where: str) -> None:
        """Say which words the model has never met: they tell it nothing."""
        for feature in self.encoder.features:
            if isinstance(feature, CategoryFeature) and not feature.other:
                unseen = [text for text in raw[feature.name].distinct if text not in feature.values]
                if unseen:
                    words = quoted(unseen)
                    what = both(
                        f"{where}: the model has never seen {words} in column {feature.name!r}, which tell it nothing",
                        f"{where}: '{feature.name}' 열의 {words}은(는) 학습할 때 없던 값이라 예측에 쓰이지 않습니다",
                    )
                    notify("BD098", what=what, stacklevel=4)

    def numbers(self, predictions: np.ndarray) -> np.ndarray:
        """Turn a regression model's answers back into the unit of the target, float64."""
        return self.encoder.decode(predictions)

    def to_config(self) -> dict[str, Any]:
        """Return all of it as plain values for JSON."""
        return {"kind": self.kind, "version": _VERSION, "encoder": self.encoder.to_config()}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> TablePreparation:
        """Make it again from what ``to_config`` returned."""
        from badak.datasets.encoder import TableEncoder

        return cls(TableEncoder.from_config(config["encoder"]))


@dataclass(frozen=True)
class TextPreparation:
    """Texts for a model that begins with ``TextVectorization``: the layer does it all.

    Attributes:
        target: name of what is predicted, where it is known.
        column: the column of a table that held the texts, where they came from one.
        target_mean: what 0 stands for in the model's answers (regression).
        target_scale: what 1 stands for (regression).
    """

    target: str = ""
    column: str = ""
    target_mean: float = 0.0
    target_scale: float = 1.0

    kind = "text"
    picture = ""

    def inputs(self, raw: Any, where: str = "input") -> np.ndarray:
        """Return the texts as an array of objects.

        Raises:
            DataError: BD185, for what is no text.
        """
        return np.array(as_texts(raw, where), object)

    def numbers(self, predictions: np.ndarray) -> np.ndarray:
        """Turn a regression model's answers back into the unit of the target, float64."""
        return np.asarray(predictions, np.float64) * self.target_scale + self.target_mean

    def to_config(self) -> dict[str, Any]:
        """Return all of it as plain values for JSON."""
        return {
            "kind": self.kind,
            "version": _VERSION,
            "target": self.target,
            "column": self.column,
            "target_mean": self.target_mean,
            "target_scale": self.target_scale,
        }

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> TextPreparation:
        """Make it again from what ``to_config`` returned."""
        mean, scale = float(config.get("target_mean", 0.0)), float(config.get("target_scale", 1.0))
        return cls(str(config.get("target", "")), str(config.get("column", "")), mean, scale)


Preparation = ArrayPreparation | TablePreparation | TextPreparation


def preparation_of(model: Any, where: str = "") -> Preparation | None:
    """Return how a model's input is prepared, or None where the model does not say.

    Raises:
        FileFormatError: BD079, when what the model file holds is not understood.
    """
    config = model.preprocess
    reads_text = text_layer(model) is not None
    if reads_text and not (isinstance(config, Mapping) and config.get("kind") == "text"):
        return TextPreparation()
    if not isinstance(config, Mapping) or config.get("kind") not in ("array", "table", "text"):
        return None
    try:
        if config["version"] != _VERSION:
            raise ValueError(f"version {config['version']!r}")
        kinds: dict[str, Any] = {"table": TablePreparation, "text": TextPreparation, "array": ArrayPreparation}
        return kinds[config["kind"]].from_config(config)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise error(
            "BD096",
            where=where or model.label,
            got=f"{type(problem).__name__}: {problem}",
            why=both(
                "the model file's description of its input is not understood",
                "모델 파일에 적힌 입력 처리 방법을 이해할 수 없습니다",
            ),
        ) from None
