"""From the words of a command line to the data they mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from badak.datasets.wording import both
from badak.errors import error

DEFAULT = "digits"


def train_source(
    dataset: str | None,
    data: str | None,
    target: str | None,
    task: str | None,
    limit: int | None,
    seed: int,
    text: str | None = None,
) -> dict[str, Any]:
    """Return the source that ``load_material`` understands.

    Raises:
        ArgumentError: BD095, when the options do not go together.
    """
    if dataset is not None and data is not None:
        why = both(f"both the data set {dataset!r} and --data", f"데이터셋 {dataset!r}과 --data를 함께 주었습니다")
        raise error("BD095", where="train", why=why, fix=both("give one of the two", "둘 중 하나만 주세요"))
    source: dict[str, Any] = {"limit": limit, "seed": seed}
    if data is None:
        return {"kind": "dataset", "name": named(dataset or DEFAULT, target, task, text), **source}
    path = Path(data).expanduser()
    if _of_arrays(path):
        if target is not None or text is not None:
            given = "--target" if target is not None else "--text"
            why = both(
                f"{given} names a column, and this is not a table",
                f"{given}은 표의 열 이름인데, 이 데이터는 표가 아닙니다",
            )
            raise error("BD095", where=f"--data {data}", why=why, fix=both(f"leave {given} out", f"{given}을 빼세요"))
        return {"kind": "arrays", "path": str(path), "task": task, **source}
    if target is None:
        raise _no_target(data)
    return {"kind": "table", "path": str(path), "target": target, "task": task, "text": text, **source}


def path_source(data: str) -> dict[str, Any]:
    """Return the source of data to measure on, told from the path."""
    path = Path(data).expanduser()
    kind = "arrays" if _of_arrays(path) else "table"
    return {"kind": kind, "path": str(path)}


def _of_arrays(path: Path) -> bool:
    """Whether a path holds arrays or pictures, not a table."""
    from badak.datasets.pictures import is_archive

    return path.is_dir() or is_archive(path) or path.suffix.lower() == ".npz"


def named(name: str, target: str | None = None, task: str | None = None, text: str | None = None) -> str:
    """Return the name of a data set, unless it is the path of a file or comes with options for files.

    Raises:
        ArgumentError: BD095.
    """
    from badak.datasets.registry import canonical, names

    if canonical(name) not in names() and Path(name).expanduser().exists():
        fix = both(f"--data {name}", f"--data {name}")
        if Path(name).is_file():
            fix = both(f"--data {name} --target COLUMN", f"--data {name} --target 열이름")
        why = both(
            f"'{name}' is no data set of badak's but a path", f"'{name}'은(는) badak의 데이터셋이 아니라 경로입니다"
        )
        raise error("BD095", where="DATASET", why=why, fix=fix)
    extra = next((f"--{k}" for k, v in {"target": target, "task": task, "text": text}.items() if v is not None), None)
    if extra:
        why = both(f"{extra} is for data of your own", f"{extra}은 직접 가져온 데이터에만 씁니다")
        fix = both(f"add --data FILE, or leave {extra} out", f"--data 파일을 주거나 {extra}을 빼세요")
        raise error("BD095", where=name, why=why, fix=fix)
    return name


def _no_target(data: str) -> Exception:
    """Say which columns there are to choose from."""
    from badak.datasets.table import read_table

    names = read_table(data).names  # a file that is missing or no table says so here
    shown = ", ".join(names[:20]) + (", …" if len(names) > 20 else "")
    why = both("a table needs --target, the column to predict", "표에는 예측할 열을 알려 주는 --target이 필요합니다")
    fix = both(f"for example: --target {names[-1]!r}", f"예: --target {names[-1]!r}")
    return error("BD095", where=f"--data {data}", got=shown, why=why, fix=fix)
