"""``badak doctor``: what badak found on this machine, and what is missing."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from badak.cli.command import HelpCommand, common_options, json_option
from badak.cli.output import output, print_json
from badak.cli.text import columns_of, pad, strong, width, wrap
from badak.errors import get_language, phrase

# optional package -> what it is for
_OPTIONAL = {
    "jax": ('compiled training on GPU, TPU and CPU (backend="xla")', 'GPU·TPU·CPU에서 컴파일 학습(backend="xla")'),
    "pillow": ("PNG and JPEG pictures", "PNG·JPEG 그림 읽기"),
    "matplotlib": ("plots in notebooks", "노트북에서 그래프 그리기"),
    "pandas": ("data frames as input", "데이터프레임 입력"),
    "polars": ("data frames as input", "데이터프레임 입력"),
    "scikit-learn": ("models as estimators (badak.sklearn)", "scikit-learn 추정기로 쓰는 모델(badak.sklearn)"),
}
_NEEDED = ("numpy", "ml_dtypes", "safetensors", "rich", "click")


def command() -> click.Command:
    """Make the command."""

    def run(as_json: bool) -> None:
        with output(as_json):
            found = examine()
            if not as_json:
                _show(found)
        if as_json:
            print_json(found)

    return HelpCommand(
        "doctor",
        callback=run,
        params=[json_option(), *common_options()],
        help=phrase(
            "Tell what badak found on this machine: versions, processor, threads, kernels, optional packages, folders.",
            "badak이 이 컴퓨터에서 찾은 것을 알려 줍니다. 버전, 프로세서, 스레드, 커널, 선택 패키지, 폴더를 점검합니다.",
        ),
        examples=[
            ("badak doctor --json", phrase("for a script, or to attach to a question", "스크립트용, 또는 문의에 첨부"))
        ],
    )


def examine() -> dict[str, Any]:
    """Look at everything, as plain values."""
    from badak.backend.threads import available_cpus, blas, get_num_threads
    from badak.datasets.cache import cache_folder
    from badak.training.runs import badak_version

    pool = blas()
    data = os.environ.get("BADAK_DATA")
    return {
        "badak": badak_version(),
        "python": {"version": platform.python_version(), "path": sys.executable},
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "cpu": {"name": _cpu_name(), "available": available_cpus(), "instructions": _instructions()},
        "threads": get_num_threads(),
        "blas": {"library": _blas_name(), "controlled": pool is not None, "threads": pool.get() if pool else None},
        "kernels": _kernels(),
        "packages": {name: _version(name) for name in _NEEDED},
        "optional": {name: _version(name) for name in _OPTIONAL},
        "folders": {
            "cache": {"path": str(cache_folder()), "writable": _writable(cache_folder())},
            "data": {"path": data, "exists": bool(data) and Path(data or "").expanduser().is_dir()},
            "current": {"path": str(Path.cwd()), "writable": _writable(Path.cwd())},
        },
        "language": get_language(),
    }


def _version(name: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _cpu_name() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
            for line in file:
                if line.lower().startswith(("model name", "cpu model")):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


# flags of /proc/cpuinfo that matter for training, weakest first
_FLAGS = ("sse4_2", "avx", "avx2", "fma", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "asimd", "sve")


def _instructions() -> list[str]:
    """Return the instruction sets for vectors that the processor has."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
            for line in file:
                if line.lower().startswith(("flags", "features")):
                    there = set(line.partition(":")[2].split())
                    return [flag for flag in _FLAGS if flag in there]
    except OSError:
        pass
    import numpy as np

    found = np.show_config(mode="dicts") or {}
    return list(found.get("SIMD Extensions", {}).get("found", []))


def _kernels() -> dict[str, Any]:
    """Describe the native kernels, or say why there are none."""
    from badak.backend import native

    found = native.describe()
    if found["in_use"] == "numpy":
        known = _NO_KERNELS.get(found["reason"])
        found["why"] = phrase(*known) if known else phrase("loading failed: ", "불러오지 못함: ") + found["reason"]
        return found
    from badak.optimizers import fused  # with the package come the optimizers, which say what computes their rules

    return {**found, "optimizers": fused.names()}


# reason in badak.backend.native -> what to tell
_NO_KERNELS = {
    "off": ("BADAK_KERNELS=off", "BADAK_KERNELS=off로 꺼 둠"),
    "platform": (
        "native kernels are for Linux on x86-64; here NumPy computes",
        "네이티브 커널은 x86-64 리눅스용입니다. 여기서는 NumPy로 계산합니다",
    ),
    "not built": (
        "the native kernels were not built: install a C++ compiler (g++) and then badak again",
        "네이티브 커널이 빌드되지 않았습니다. C++ 컴파일러(g++)를 설치한 뒤 badak을 다시 설치하세요",
    ),
    "old": (
        "the native kernels were built for another version of badak: install badak again",
        "네이티브 커널이 다른 버전의 badak에 맞춰 빌드되어 있습니다. badak을 다시 설치하세요",
    ),
    "no oneDNN": (
        "oneDNN's library is missing: pip install onednn-cpu-gomp",
        "oneDNN 라이브러리가 없습니다: pip install onednn-cpu-gomp",
    ),
}


def _kernels_said(kernels: dict[str, Any]) -> str:
    if kernels["in_use"] == "numpy":
        return f"NumPy ({kernels['why']})"
    count = len(kernels["operations"])
    loops = ", ".join(f"{name} {level}" for name, level in kernels["loops"].items() if level)
    return phrase(
        f"native: oneDNN {kernels['oneDNN']}, {kernels['instructions']}; own loops {loops}; {kernels['threads']} threads; "
        f"{count} operations: {', '.join(kernels['operations'])}; updates of {', '.join(kernels['optimizers'])}; "
        "the other operations by NumPy",
        f"네이티브: oneDNN {kernels['oneDNN']}, {kernels['instructions']}. 자체 루프 {loops}. 스레드 {kernels['threads']}개. "
        f"연산 {count}개: {', '.join(kernels['operations'])}. {', '.join(kernels['optimizers'])}의 갱신. "
        "나머지 연산은 NumPy로 계산합니다",
    )


def _blas_name() -> str:
    import numpy as np

    config = np.show_config(mode="dicts") or {}
    built = config.get("Build Dependencies", {}).get("blas", {})
    return f"{built.get('name', '?')} {built.get('version', '')}".strip()


def _writable(folder: Path) -> bool:
    """Try it: rights on paper say little on network drives."""
    place = folder
    while not place.exists() and place != place.parent:
        place = place.parent
    try:
        with tempfile.TemporaryFile(dir=place):
            return True
    except OSError:
        return False


# ---- for people ---------------------------------------------------------------------------------------------------------


def _show(found: dict[str, Any]) -> None:
    columns = columns_of()
    rows = _rows(found)
    left = max(width(name) for name, _ in rows) + 2
    print(strong(f"badak {found['badak']}"))
    for name, said in rows:
        print(wrap(said, columns, " " * (left + 2), "  " + pad(name, left)))
    missing = [name for name, version in found["packages"].items() if version is None]
    if missing:
        print(phrase(f"Missing: {', '.join(missing)}", f"없는 패키지: {', '.join(missing)}"))


def _rows(found: dict[str, Any]) -> list[tuple[str, str]]:
    cpu, blas, folders = found["cpu"], found["blas"], found["folders"]
    yes, no = phrase("yes", "있음"), phrase("not installed", "설치되지 않음")
    rows = [
        ("Python", f"{found['python']['version']} ({found['python']['path']})"),
        (phrase("system", "시스템"), found["system"]),
        (phrase("processor", "프로세서"), cpu["name"]),
        (
            phrase("instructions", "명령어 집합"),
            " ".join(cpu["instructions"]) or phrase("none known", "알 수 없음"),
        ),
        (
            phrase("threads", "스레드"),
            phrase(
                f"{found['threads']} of {cpu['available']} processors (BADAK_THREADS or --threads decides otherwise)",
                f"프로세서 {cpu['available']}개 중 {found['threads']}개 사용(BADAK_THREADS나 --threads로 바꿀 수 있음)",
            ),
        ),
        (
            phrase("matrix products", "행렬 곱"),
            blas["library"]
            + ("" if blas["controlled"] else phrase("; its threads cannot be set", ". 스레드 수를 조절할 수 없음")),
        ),
        (phrase("kernels", "커널"), _kernels_said(found["kernels"])),
        (phrase("needed", "필수 패키지"), ", ".join(f"{name} {v or no}" for name, v in found["packages"].items())),
    ]
    for name, (en, ko) in _OPTIONAL.items():
        rows.append((name, f"{found['optional'][name] or no} · {phrase(en, ko)}"))
    writable = {True: phrase("writable", "쓰기 가능"), False: phrase("not writable", "쓰기 불가")}
    rows.append(
        (phrase("cache", "캐시 폴더"), f"{folders['cache']['path']} ({writable[folders['cache']['writable']]})")
    )
    data = folders["data"]
    there = yes if data["exists"] else phrase("no such folder", "그런 폴더 없음")
    rows.append(("BADAK_DATA", f"{data['path']} ({there})" if data["path"] else phrase("not set", "설정하지 않음")))
    rows.append((phrase("folder here", "현재 폴더"), writable[folders["current"]["writable"]]))
    language = phrase("English", "한국어")
    rows.append((phrase("language", "언어"), f"{language} (BADAK_LANG=ko|en, --lang ko|en)"))
    return rows
