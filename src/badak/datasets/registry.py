"""Every data set that badak knows by name, with what a person wants to know before loading it."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.datasets.split import split_rows
from badak.datasets.topics import CLASS_NAMES as TOPICS
from badak.datasets.wording import Both, both
from badak.errors import close_names, error

if TYPE_CHECKING:
    from badak.datasets.folder import Pair


@dataclass(frozen=True)
class Known:
    """What is known of a data set without loading it.

    Attributes:
        name: what it is called on the command line and in ``load``.
        home: the function that loads it, as ``module:function`` under ``badak.datasets``; imported when it is used.
        about: one line, in both languages.
        size: its rows, and the download where there is one, in both languages.
        licence: under which terms it may be used.
        source: who made it.
        task: ``"classification"`` or ``"regression"``.
        classes: names of the classes; empty for regression.
        download: bytes that are fetched when it is first used, 0 for none.
        split: whether the function returns a training and a test part; else ``load`` sets rows aside.
        texts: whether the samples are texts, in object arrays.
    """

    name: str
    home: str
    about: Both
    size: Both
    licence: str
    source: str
    task: str = "classification"
    classes: tuple[str, ...] = ()
    download: int = 0
    split: bool = False
    texts: bool = False

    @property
    def function(self) -> Callable[..., Any]:
        """The function that loads it, with arguments of its own."""
        module, name = self.home.split(":")
        return getattr(importlib.import_module(f"badak.datasets.{module}"), name)

    def load(self, seed: int | None = 0) -> tuple[Pair, Pair]:
        """Load it as ``((x_train, y_train), (x_test, y_test))``; ``seed`` makes and splits generated points."""
        if self.split:
            return self.function()
        x, y = self.function() if self.task == "regression" else self.function(seed=seed)
        labels: np.ndarray | None = y if self.task == "classification" else None
        train, test = split_rows(len(x), labels, seed=seed)
        return (x[train], y[train]), (x[test], y[test])


_DIGITS = tuple("0123456789")
_CLOTHES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
_OPINIONS = ("negative", "positive")
_UNSTATED = "–"  # the publisher names no licence
_MADE_HERE = "Apache-2.0"


def _points(name: str, about: Both, rows: int, classes: int = 2) -> Known:
    return Known(
        name=name,
        home=f"generated:{name}",
        about=about,
        size=both(f"{rows} points, made on the spot", f"점 {rows}개, 즉석에서 생성"),
        licence=_MADE_HERE,
        source="badak",
        classes=tuple(str(place) for place in range(classes)),
    )


_ALL = (
    Known(
        name="digits",
        home="digits:digits_sample",
        about=both("handwritten digits, a sample of MNIST inside badak", "손글씨 숫자. badak에 들어 있는 MNIST 표본"),
        size=both("6,000 + 1,000 images, 28×28", "이미지 6,000 + 1,000장, 28×28"),
        licence="CC BY-SA 3.0",
        source="LeCun, Cortes, Burges",
        classes=_DIGITS,
        split=True,
    ),
    Known(
        name="mnist",
        home="mnist:load_data",
        about=both("handwritten digits, all of MNIST", "손글씨 숫자. MNIST 전체"),
        size=both("60,000 + 10,000 images, 28×28; 11 MB download", "이미지 60,000 + 10,000장, 28×28. 11 MB 내려받기"),
        licence="CC BY-SA 3.0",
        source="LeCun, Cortes, Burges",
        classes=_DIGITS,
        download=11_594_722,
        split=True,
    ),
    Known(
        name="fashion_mnist",
        home="fashion_mnist:load_data",
        about=both("pictures of ten kinds of clothes", "열 가지 옷·신발·가방 사진"),
        size=both("60,000 + 10,000 images, 28×28; 31 MB download", "이미지 60,000 + 10,000장, 28×28. 31 MB 내려받기"),
        licence="MIT",
        source="Zalando Research",
        classes=_CLOTHES,
        download=30_878_645,
        split=True,
    ),
    Known(
        name="reviews",
        home="samples:reviews_sample",
        about=both(
            "Korean film reviews, a sample of NSMC inside badak", "한국어 영화 리뷰. badak에 들어 있는 NSMC 표본"
        ),
        size=both("4,000 + 1,000 texts", "글 4,000 + 1,000개"),
        licence="CC0",
        source="Lucy Park",
        classes=_OPINIONS,
        split=True,
        texts=True,
    ),
    Known(
        name="nsmc",
        home="nsmc:load_texts",
        about=both("Korean film reviews, all of NSMC", "한국어 영화 리뷰. NSMC 전체"),
        size=both("150,000 + 50,000 texts; 20 MB download", "글 150,000 + 50,000개. 20 MB 내려받기"),
        licence="CC0",
        source="Lucy Park",
        classes=_OPINIONS,
        download=19_522_142,
        split=True,
        texts=True,
    ),
    Known(
        name="imdb",
        home="imdb:load_texts",
        about=both("English film reviews", "영어 영화 리뷰"),
        size=both("25,000 + 25,000 texts; 84 MB download", "글 25,000 + 25,000개. 84 MB 내려받기"),
        licence=_UNSTATED,
        source="Maas et al.",
        classes=_OPINIONS,
        download=84_125_825,
        split=True,
        texts=True,
    ),
    Known(
        name="reuters",
        home="reuters:load_texts",
        about=both(
            "English newswire texts in 46 topics, words in small letters", "영어 뉴스 46개 주제. 소문자 낱말로 된 글"
        ),
        size=both("8,982 + 2,246 texts; 3 MB download", "글 8,982 + 2,246개. 3 MB 내려받기"),
        licence=_UNSTATED,
        source="Lewis",
        classes=TOPICS,
        download=2_661_278,
        split=True,
        texts=True,
    ),
    _points(
        "xor",
        both("four corners of a square, opposite ones alike", "정사각형의 네 꼭짓점. 마주 보는 점이 같은 클래스"),
        200,
    ),
    _points("spiral", both("three arms of a spiral", "나선의 세 팔"), 300, 3),
    _points("moons", both("two half circles that reach into each other", "서로 맞물린 두 반달"), 200),
    _points("circles", both("a small circle inside a large one", "큰 원 안의 작은 원"), 200),
    _points("blobs", both("three round clouds", "둥글게 모인 점 무리 셋"), 200, 3),
    Known(
        name="sales",
        home="generated:sales",
        about=both("hours worked and what was sold, the first regression", "영업 시간과 매출. 첫 회귀 예제"),
        size=both("7 rows", "7행"),
        licence=_MADE_HERE,
        source="badak",
        task="regression",
    ),
)

DATASETS: dict[str, Known] = {known.name: known for known in _ALL}


def names() -> list[str]:
    """Return the names that ``load`` and the command line know.

    Example:
        >>> from badak.datasets import names
        >>> names()[:3]
        ['digits', 'mnist', 'fashion_mnist']
    """
    return list(DATASETS)


def canonical(name: str) -> str:
    """Return the name under which a data set is listed: samples go by their function's name, too.

    Example:
        >>> canonical("digits_sample")
        'digits'
    """
    return {"digits_sample": "digits", "reviews_sample": "reviews"}.get(name, name)


def load(name: str, *, seed: int | None = 0) -> tuple[Pair, Pair]:
    """Load a data set by its name.

    Args:
        name: one of ``names()``; ``digits_sample`` and ``reviews_sample`` are understood as ``digits`` and ``reviews``.
        seed: makes generated points, and decides which of them are kept for the test (a fifth).

    Returns:
        ``((x_train, y_train), (x_test, y_test))``.

    Raises:
        ArgumentError: BD014, when there is no such data set; near names are suggested.
        DownloadError: BD060, when it has to be fetched and cannot be.

    Example:
        >>> from badak.datasets import load
        >>> (x_train, y_train), (x_test, y_test) = load("moons")
        >>> x_train.shape, y_test.shape
        ((160, 2), (40,))
    """
    name = canonical(name)
    if name not in DATASETS:
        near = close_names(name, names())
        raise error("BD014", where="datasets.load", kind="data set", kind_ko="데이터셋", got=repr(name), near=near)
    return DATASETS[name].load(seed=seed)
