"""Pictures in a grid and confusion matrices: the numbers drawn."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak import errors, plots


def test_pictures_are_drawn_as_they_are() -> None:
    """Bytes over 255, in their order; rows of 784 are 28 × 28."""
    (x, y), _ = badak.datasets.digits_sample()
    figure = plots.images(x[:5], y[:5])
    assert len(figure.axes) == 5
    for ax, picture, label in zip(figure.axes, x, y):
        np.testing.assert_allclose(ax.images[0].get_array(), picture.reshape(28, 28) / 255)
        assert ax.get_title("center") == str(label)
    flat = plots.images(x[:5].reshape(5, 784) / 255)
    np.testing.assert_allclose(flat.axes[3].images[0].get_array(), x[3].reshape(28, 28) / 255)


@pytest.mark.parametrize("shape", [(2, 6, 5), (2, 6, 5, 1), (2, 6, 5, 3), (6, 5), (6, 5, 3), (9,), (2, 9)])
def test_shapes(shape: tuple[int, ...]) -> None:
    """Grey and colour, one and several, rows of squares; what leaves 0 … 1 is stretched."""
    x = np.arange(np.prod(shape), dtype=float).reshape(shape) - 3
    figure = plots.images(x)
    assert len(figure.axes) == (2 if shape[0] == 2 else 1)
    drawn = np.concatenate([np.asarray(ax.images[0].get_array()).ravel() for ax in figure.axes])
    np.testing.assert_allclose(drawn, (x.ravel() - x.min()) / np.ptp(x))


def test_wrong_predictions_are_named_and_framed() -> None:
    """Class numbers, probabilities, names; certainty is never rounded up to."""
    x = np.zeros((3, 4, 4))
    p = [[0.1, 0.9], [0.8, 0.2], [0.0004, 0.9996]]
    figure = plots.images(x, [1, 1, 1], p, class_names=["cat", "dog"])
    words = [ax.get_title("center") for ax in figure.axes]
    assert words == ["dog (90 %)", "✗ cat (80 %), not dog", "dog (99.9 %)"]
    assert [ax.spines["left"].get_visible() for ax in figure.axes] == [False, True, False]
    errors.set_language("ko")
    figure = plots.images(x, np.eye(2)[[1, 1, 0]], np.array([[0.9], [0.2], [0.3]]))
    assert [ax.get_title("center") for ax in figure.axes] == ["1 (90 %)", "✗ 0 (80 %), 정답 1", "0 (70 %)"]


def test_no_more_than_wished() -> None:
    """The first few, in rows as wide as asked."""
    assert len(plots.images(np.zeros((50, 4, 4))).axes) == 24
    figure = plots.images(np.zeros((50, 4, 4)), count=6, columns=3)
    assert len({ax.get_position().y0 for ax in figure.axes}) == 2


def test_counts_and_shares() -> None:
    """By counting pairs one at a time."""
    random = np.random.default_rng(0)
    y, p = random.integers(0, 4, 200), random.random((200, 4))
    counts = np.zeros((4, 4))
    for a, b in zip(y, p.argmax(axis=1)):
        counts[a, b] += 1
    ax = plots.confusion_matrix(y, p)
    shares = counts / counts.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(ax.images[0].get_array(), shares)
    assert [t.get_text() for t in ax.texts] == [f"{v:g}" for v in counts.ravel()]
    assert ax.get_title("left") == f"right: {np.trace(counts) / 200:.1%} of 200"
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("predicted", "true")
    ax = plots.confusion_matrix(y, p, normalize=True)
    assert [t.get_text() for t in ax.texts] == [f"{v:.2f}" for v in shares.ravel()]


def test_names_of_classes() -> None:
    """Given, or the labels themselves; a class that never came has its row."""
    errors.set_language("ko")
    ax = plots.confusion_matrix([0, 1], [0, 0], ["고양이", "강아지", "새"])
    assert [t.get_text() for t in ax.get_xticklabels()] == ["고양이", "강아지", "새"]
    assert len(ax.texts) == 9 and ax.get_title("left") == "정답률 50.0% (2개)" and ax.get_ylabel() == "정답"
    ax = plots.confusion_matrix(["cat", "dog", "cat"], ["cat", "cat", "cat"])
    assert [t.get_text() for t in ax.get_yticklabels()] == ["cat", "dog"]
    assert [t.get_text() for t in ax.texts] == ["2", "0", "1", "0"]


WRONG = {
    "no pictures": (
        lambda: plots.images(np.zeros((2, 3, 4, 5))),
        "(2, 3, 4, 5) is no pictures",
        "모양은 그림이 아닙니다",
    ),
    "labels": (lambda: plots.images(np.zeros((2, 4, 4)), [1]), "2 pictures have shape (1,)", "그림 2개에 모양이 (1,)"),
    "few names": (
        lambda: plots.confusion_matrix([0, 1], [0, 1], ["a"]),
        "2 classes have 1 names",
        "클래스 2개에 이름이 1개",
    ),
    "strange": (lambda: plots.confusion_matrix(["a"], ["b"], ["a"]), "classes without a name", "이름에 없는 클래스"),
}


@pytest.mark.parametrize("name", WRONG)
def test_mistakes_are_told(name: str) -> None:
    """In both languages."""
    call, english, korean = WRONG[name]
    for language, words in (("en", english), ("ko", korean)):
        errors.set_language(language)
        with pytest.raises(errors.ArgumentError, match="BD389") as caught:
            call()
        assert words in caught.value.text()
