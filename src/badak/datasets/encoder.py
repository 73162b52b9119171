"""From a table to numbers a network can learn from, in a form that is saved with the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from badak.datasets.columns import Column, as_text, say_strays, why_unusable
from badak.datasets.features import CategoryFeature, Feature, NumberFeature, from_config, to_config
from badak.datasets.table import Table
from badak.datasets.target import TASKS, Target
from badak.datasets.wording import Both, both, quoted
from badak.errors import BadakError, error, notify

_VERSION = 1
_LEARNABLE = ("number", "category")

Rows = Table | Sequence[Mapping[str, object]] | Mapping[str, object]


class TableEncoder:
    """Turns rows of a table into features, and a model's answers back into what the table speaks of.

    Numbers are standardised with the mean and standard deviation of the training part. A missing number becomes the
    mean, and a further feature says that it was missing. Words become one feature per value. Columns that cannot help
    (free text, identifiers, dates, columns of one value) are left out, which is said aloud.

    Args:
        max_categories: most features that one column of words may become; its rarer values share one, "other". Fifty
            holds the provinces, weekdays and brands of usual tables and keeps a column of surnames in bounds.

    Attributes:
        features: how each used column becomes numbers.
        target: what is predicted; ``None`` without a target.
        dropped: column → why it was left out, in both languages.
        dropped_rows: rows of the fitted table that have no target.

    Example:
        >>> from badak.datasets import Table, TableEncoder
        >>> table = Table.from_columns({"hours": [1, 2, 3], "shift": ["day", "night", "day"], "sales": [10, 40, 70]})
        >>> encoder = TableEncoder().fit(table, "sales", task="regression")
        >>> encoder.feature_names
        ['hours', 'shift=day', 'shift=night']
        >>> encoder.transform({"hours": 2, "shift": "day"})
        array([[0., 1., 0.]], dtype=float32)
        >>> encoder.decode(encoder.transform_target(table))[:, 0].round(3)
        array([10., 40., 70.])
    """

    def __init__(self, *, max_categories: int = 50) -> None:
        if max_categories < 2:
            got, expected = repr(max_categories), "an int >= 2"
            raise error("BD003", where="TableEncoder", name="max_categories", got=got, expected=expected)
        self.max_categories = max_categories
        self.features: list[Feature] = []
        self.target: Target | None = None
        self.dropped: dict[str, Both] = {}
        self.dropped_rows = 0

    # ---- learning ----------------------------------------------------------------------------------------------

    def fit(
        self,
        table: Table,
        target: str | None = None,
        *,
        task: str | None = None,
        rows: Sequence[int] | np.ndarray | None = None,
    ) -> TableEncoder:
        """Learn from a table how its columns become numbers.

        Args:
            table: the table; kinds of columns and the names of the classes are taken from all of it.
            target: the column to predict; it is not among the features.
            task: ``"regression"`` or ``"classification"``; ``None`` decides by the target.
            rows: the training part, counted from 0; means, deviations and values are taken from it alone, so that
                nothing of the test rows leaks into training. ``None`` means all rows.

        Returns:
            Itself.

        Raises:
            DataError: BD072, when there is no such target; BD073, when it is not fit to be one; BD074, when a column is
                not fit to learn from or none is left.
        """
        where = f"TableEncoder.fit({table.source!r})" if table.source else "TableEncoder.fit"
        chosen = np.arange(len(table)) if rows is None else np.asarray(rows, dtype=np.int64)
        self.target, self.dropped_rows = None, 0
        if target is not None:
            column = table[target]
            self.target = Target.fit(column, task, where, table.lines, chosen)
            self.dropped_rows = column.missing
            chosen = chosen[self.target.present(column)[chosen]]
        self.features, self.dropped = [], {}
        for name in table.names:
            if name != target:
                self._fit_column(table, name, chosen, where)
        if not self.features:
            if not self.dropped:
                why = both("there is no column besides the target", "정답 열 말고는 다른 열이 없습니다")
            else:
                parts = {key: "; ".join(f"'{n}': {w[key]}" for n, w in self.dropped.items()) for key in ("en", "ko")}
                why = both(
                    f"no column is left to learn from ({parts['en']})", f"학습에 쓸 열이 남지 않았습니다({parts['ko']})"
                )
            raise error(
                "BD074", where=where, columns=quoted([n for n in table.names if n != target] or table.names), why=why
            )
        self._say(table)
        return self

    def _fit_column(self, table: Table, name: str, rows: np.ndarray, where: str) -> None:
        column = table[name]
        if column.kind == "mixed":
            raise error("BD074", where=where, columns=f"'{name}'", why=say_strays(column, table.lines))
        if column.kind not in _LEARNABLE:
            self.dropped[name] = why_unusable(column)
            return
        part = column.take(rows)
        if column.kind == "category":
            self.features.append(CategoryFeature.fit(part, self.max_categories))
            return
        if column.strays(1):  # called a number by the user
            raise error("BD074", where=where, columns=f"'{name}'", why=say_strays(column, table.lines))
        self.features.append(NumberFeature.fit(part))

    def _say(self, table: Table) -> None:
        """Say aloud what was done on the user's behalf."""
        for name, why in self.dropped.items():
            notify("BD076", column=name, why=why, stacklevel=4)
        gaps = {feature.name: table[feature.name].missing for feature in self.features if table[feature.name].missing}
        if gaps:
            listed = ", ".join(f"'{name}' ({count})" for name, count in gaps.items())
            notify(
                "BD077",
                what=both(
                    f"values are missing in {listed}: numbers are filled with the mean, and a feature marks them",
                    f"빠진 값이 있는 열: {listed}. 숫자는 평균으로 채우고, 빠졌다는 표시를 특성으로 더했습니다",
                ),
                stacklevel=4,
            )
        if self.dropped_rows and self.target is not None:
            name, count, rows = self.target.name, self.dropped_rows, len(table)
            notify(
                "BD077",
                what=both(
                    f"{count} of {rows} rows have no {name!r} and are left out",
                    f"'{name}' 값이 없는 행 {count}개(전체 {rows}개)를 뺐습니다",
                ),
                stacklevel=4,
            )
        for feature in self.features:
            if isinstance(feature, CategoryFeature) and feature.other:
                kept, all_values = len(feature.values), len(table[feature.name].distinct)
                notify(
                    "BD076",
                    column=feature.name,
                    why=both(
                        f"of its {all_values} values the {kept} most frequent have a feature each, the rest share one",
                        f"값 {all_values}가지 중 자주 나오는 {kept}가지만 특성으로 두고 나머지는 하나로 묶었습니다",
                    ),
                    stacklevel=4,
                )

    # ---- using -------------------------------------------------------------------------------------------------

    @property
    def feature_names(self) -> list[str]:
        """Name of each feature, in order."""
        return [name for feature in self.features for name in feature.names]

    @property
    def task(self) -> str | None:
        """``"regression"``, ``"classification"``, or ``None`` without a target."""
        return self.target.task if self.target else None

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes in the order of their numbers; empty unless this is classification."""
        return self.target.classes if self.target else ()

    @property
    def reason(self) -> Both:
        """Why this task was chosen, in both languages: ``{"en": …, "ko": …}``."""
        return self.target.reason if self.target else both("", "")

    def transform(self, rows: Rows) -> np.ndarray:
        """Turn rows into features.

        Args:
            rows: a table, a list of dicts (column name → value), or one dict. Columns that are not features are
                ignored; ``None``, NaN and what a file would call missing are missing values.

        Returns:
            Shape (rows, features), float32.

        Raises:
            StateError: BD063, before ``fit``.
            DataError: BD078, when a column is missing or a cell of a number column is no number.
        """
        self._need_fit("transform")
        blocks = []
        for feature, column in zip(self.features, self._columns(rows)):
            seen = feature.indicator if isinstance(feature, NumberFeature) else feature.missing
            if column.missing and not seen:
                notify("BD146", where="TableEncoder", column=column.name, count=column.missing)
            with np.errstate(over="ignore"):
                block = feature.encode(column).astype(np.float32)
            if not np.isfinite(block).all():  # a number so far off that a model's answer would be NaN
                row = int(np.nonzero(~np.isfinite(block))[0][0])
                expected = both("a number in the range of the training part", "학습용 데이터와 비슷한 범위의 숫자")
                got = repr(column.texts[row])
                raise error("BD078", where="TableEncoder", column=column.name, row=row, got=got, expected=expected)
            blocks.append(block)
        return np.concatenate(blocks, axis=1)

    def _columns(self, rows: Rows) -> list[Column]:
        """Return the column of each feature."""
        names = [feature.name for feature in self.features]
        if isinstance(rows, Table):
            for name in names:
                if name not in rows:
                    raise self._absent(name, 0, rows.names)
            return [rows[name] for name in names]
        listed = [rows] if isinstance(rows, Mapping) else list(rows)
        for place, row in enumerate(listed):
            for name in names:
                if name not in row:
                    raise self._absent(name, place, list(row))
        # what kind a column is was settled in fit
        return [Column(name, tuple(as_text(row[name]) for row in listed), kind="") for name in names]

    def _absent(self, name: str, row: int, there: list[str]) -> BadakError:
        expected = both(f"the column {name!r}", f"'{name}' 열")
        return error(
            "BD078", where="TableEncoder", column=name, row=row, got=quoted(there, 20) or "-", expected=expected
        )

    def transform_target(self, table: Table) -> np.ndarray:
        """Turn the target column of rows that all have one into what a model learns.

        Args:
            table: rows of the fitted table, or others with its target column.

        Returns:
            Classification: shape (rows,), int64, places in ``classes``. Regression: shape (rows, 1), float32,
            standardised.

        Raises:
            StateError: BD063, before ``fit`` with a target.
            DataError: BD078, for a missing value, a class that was not there when fitting, or no number.
        """
        target = self._need_target("transform_target")
        column = table[target.name]
        absent = np.flatnonzero(~target.present(column))
        if len(absent):
            expected = both("a value in each row (Table.take chooses rows)", "모든 행에 값(행은 Table.take로 고릅니다)")
            raise error(
                "BD078", where="TableEncoder", column=target.name, row=int(absent[0]), got="-", expected=expected
            )
        return target.encode(column)

    def has_target(self, table: Table) -> np.ndarray:
        """Say for each row whether it has a target, shape (rows,), bool."""
        target = self._need_target("has_target")
        return target.present(table[target.name])

    def decode(self, predictions: Any) -> Any:
        """Turn a model's answers into what the table speaks of.

        Args:
            predictions: regression: standardised numbers of any shape. Classification: probabilities (rows, classes),
                probabilities of the second class (rows,) or (rows, 1), or class numbers (rows,) as integers.

        Returns:
            Numbers in the target's unit, same shape, float64; or a list of class names.

        Raises:
            StateError: BD063, before ``fit`` with a target.
        """
        return self._need_target("decode").decode(predictions)

    def _need_fit(self, method: str) -> None:
        if not self.features:
            raise _not_fitted(method)

    def _need_target(self, method: str) -> Target:
        if self.target is None:
            raise _not_fitted(method)
        return self.target

    # ---- keeping -----------------------------------------------------------------------------------------------

    def to_config(self) -> dict[str, Any]:
        """Return all that was learned as plain values, to be kept as JSON beside the weights.

        Returns:
            Dicts, lists, strings, numbers and truth values only.
        """
        target = None
        if self.target is not None:
            t = self.target
            target = {"name": t.name, "task": t.task, "reason": dict(t.reason), "classes": list(t.classes)}
            target |= {"mean": t.mean, "std": t.std}
        return {
            "version": _VERSION,
            "max_categories": self.max_categories,
            "features": [to_config(feature) for feature in self.features],
            "target": target,
            "dropped": {name: dict(why) for name, why in self.dropped.items()},
        }

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> TableEncoder:
        """Make the encoder that ``to_config`` described.

        Args:
            config: what ``to_config`` returned, perhaps by way of a JSON file.

        Returns:
            The encoder, ready for ``transform``.

        Raises:
            FileFormatError: BD079, when it is not such a description or comes from a later version.

        Example:
            >>> from badak.datasets import Table, TableEncoder
            >>> encoder = TableEncoder().fit(Table.from_columns({"hours": [1, 2, 3]}))
            >>> TableEncoder.from_config(encoder.to_config()).transform({"hours": 2})
            array([[0.]], dtype=float32)
        """
        try:
            if config["version"] != _VERSION:
                raise ValueError(f"version {config['version']!r}")
            encoder = cls(max_categories=int(config["max_categories"]))
            encoder.features = [from_config(feature) for feature in config["features"]]
            encoder.dropped = {str(name): both(why["en"], why["ko"]) for name, why in config["dropped"].items()}
            encoder.target = _target_from(config["target"])
            return encoder
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            got = both(str(problem), str(problem))
            if isinstance(problem, KeyError):
                got = both(f"no entry {problem}", f"{problem} 항목이 없습니다")
            raise error("BD079", where="TableEncoder.from_config", got=got, version=_VERSION) from None


def _target_from(fields: Mapping[str, Any] | None) -> Target | None:
    if fields is None:
        return None
    reason = both(fields["reason"]["en"], fields["reason"]["ko"])
    target = Target(
        str(fields["name"]),
        fields["task"],
        reason,
        tuple(str(name) for name in fields["classes"]),
        float(fields["mean"]),
        float(fields["std"]),
    )
    if target.task not in TASKS or not target.std > 0 or (target.task == "classification" and len(target.classes) < 2):
        raise ValueError("target")
    return target


def _not_fitted(method: str) -> BadakError:
    return error("BD063", where=f"TableEncoder.{method}", method=method)
