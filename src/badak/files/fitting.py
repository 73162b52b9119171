"""Do the arrays in a file belong to this model? Names, shapes and number types are compared before any is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from badak.errors import error, shape_text
from badak.files.safetensors import Place
from badak.files.wording import both, brief, quoted


class Wanted(NamedTuple):
    """Shape and number type that an array must have."""

    shape: tuple[int, ...]
    dtype: str


def check_fit(wanted: Mapping[str, Wanted], places: Mapping[str, Place], where: str, *, bare: bool = False) -> None:
    """Compare what a model needs with what a file has.

    Args:
        wanted: what each array must be, by its path.
        places: what the file has.
        where: file and part, for the message.
        bare: whether these are weights without a model, read into one that is there: then floating numbers of fewer bits
            are welcome too, and it is the model that can be changed.

    Raises:
        FileFormatError: BD087, naming what is missing, left over or different.
    """
    missing = [name for name in wanted if name not in places]
    extra = [name for name in places if name not in wanted]
    if missing or extra:
        raise _other_names(missing, extra, wanted, places, where, _fix(places, wanted, bare))
    for name, (shape, dtype) in wanted.items():
        place = places[name]
        if place.shape != shape:
            en = f"{brief(name)!r} is {shape_text(place.shape)} in the file and {shape_text(shape)} in the model"
            ko = f"{brief(name)!r}의 모양이 파일에서는 {shape_text(place.shape)}, 모델에서는 {shape_text(shape)}입니다"
            raise _unfit(where, en, ko, _fix(places, wanted, bare))
        if place.dtype.name != dtype and not (bare and np.can_cast(place.dtype, _floating(dtype), "safe")):
            en = f"{brief(name)!r} is {place.dtype.name} in the file and {dtype} in the model"
            ko = f"{brief(name)!r}의 숫자형이 파일에서는 {place.dtype.name}, 모델에서는 {dtype}입니다"
            fix = both(
                f"make the model with dtype={place.dtype.name!r}, or convert the file's arrays to {dtype}",
                f"모델을 dtype={place.dtype.name!r}(으)로 만들거나 파일의 배열을 {dtype}으로 바꾸세요",
            )
            raise _unfit(where, en, ko, fix if bare else _fix(places, wanted, bare))


def _floating(name: str) -> np.dtype:
    """Return a floating number type by name; for others one that nothing can be widened to."""
    return np.dtype(name) if name in ("float32", "float64") else np.dtype(np.bool_)


def _other_names(
    missing: list[str], extra: list[str], wanted: Mapping, places: Mapping, where: str, fix: dict[str, str]
) -> Exception:
    parts_en, parts_ko = [], []
    if missing:
        parts_en.append(f"the file lacks {quoted(missing, 3)}")
        parts_ko.append(f"파일에 {quoted(missing, 3)}이(가) 없습니다")
    if extra:
        parts_en.append(f"the model has no {quoted(extra, 3)}")
        parts_ko.append(f"모델에 {quoted(extra, 3)}이(가) 없습니다")
    return _unfit(where, "; ".join(parts_en), "; ".join(parts_ko), fix, places, wanted)


def _fix(places: Mapping[str, Place], wanted: Mapping[str, Wanted], bare: bool) -> dict[str, str]:
    if not bare:
        return both(
            "the parts of the file belong to different models: save the model again",
            "파일의 각 부분이 서로 다른 모델의 것입니다. 모델을 다시 저장하세요",
        )
    if [p.shape for p in places.values()] == [w.shape for w in wanted.values()]:
        return both(
            "the shapes agree in order: give the layers the names they have in the file",
            "순서대로 모양은 같으니, 층 이름을 파일과 같게 지정하세요",
        )
    return both(
        "make the model with the same layers as the one that was saved", "저장할 때와 같은 층으로 모델을 만드세요"
    )


def _unfit(
    where: str, en: str, ko: str, fix: dict[str, str], places: Mapping | None = None, wanted: Mapping | None = None
) -> Exception:
    fields = {} if places is None else {"got": quoted(places) or "-", "expected": quoted(wanted or ()) or "-"}
    return error("BD087", where=where, why=both(en, ko), fix=fix, **fields)
