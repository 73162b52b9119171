"""Words as vectors: which are near each other, what a relation is like, and how they lie in a plane."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.datasets.wording import both, quoted
from badak.errors import close_names, error, notify, shape_text

if TYPE_CHECKING:
    from badak.text.picture import Picture


class Vectors:
    r"""Words with a vector each: pretrained ones from ``load_vectors``, or the weights of an Embedding.

    How alike two words are is the cosine of the angle between their vectors,
    :math:`\cos(a, b) = a \cdot b / (\lVert a \rVert \lVert b \rVert)`: 1 for the same direction, 0 for nothing in common.

    Args:
        words: the words.
        array: their vectors, (words, numbers); kept as float32.

    Attributes:
        words: the words in order.
        array: float32 (words, numbers).

    Raises:
        ShapeError: BD001, when there is not one vector for each word.
        DataError: BD191, when a word comes twice.

    Example:
        >>> from badak.text import Vectors
        >>> vectors = Vectors(["king", "queen", "man", "woman"], [[9, 1], [9, 3], [1, 1], [1, 3]])
        >>> vectors.analogy("man", "king", "woman", k=1)[0][0]
        'queen'
        >>> vectors.nearest("king", k=1)[0][0], round(vectors.similarity("man", "woman"), 3)
        ('queen', 0.894)
    """

    def __init__(self, words: Iterable[str], array: Any) -> None:
        from badak.text.vocabulary import check_tokens

        self.words = list(words)
        self.array = np.asarray(getattr(array, "data", array) if hasattr(array, "requires_grad") else array, np.float32)
        if self.array.ndim != 2 or len(self.array) != len(self.words):
            got = f"words ({len(self.words)},), array {shape_text(self.array)}"
            expected = f"array ({len(self.words)}, n)"
            why = both("there is not one vector for each word", "단어 수와 벡터 수가 다릅니다")
            raise error("BD001", where="Vectors", got=got, expected=expected, why=why)
        self._places = {word: place for place, word in enumerate(self.words)}
        check_tokens(self.words, self._places, "Vectors")
        self._unit: np.ndarray | None = None

    # --- looking up ----------------------------------------------------------------------------------------------------------

    def __getitem__(self, word: str) -> np.ndarray:
        """Return the vector of a word.

        Raises:
            ArgumentError: BD190, when there is none, naming near words.
        """
        return self.array[self._place(word)]

    def _place(self, word: str) -> int:
        place = self._places.get(word)
        if place is None:
            near = close_names(str(word), self.words[:20_000])
            raise error("BD190", where="Vectors", got=repr(word), near=", ".join(near.split(", ")[:3]))
        return place

    def __contains__(self, word: object) -> bool:
        return word in self._places

    def __len__(self) -> int:
        return len(self.words)

    def __iter__(self) -> Iterator[str]:
        return iter(self.words)

    def __repr__(self) -> str:
        return f"<Vectors: {len(self.words):,} words, {self.array.shape[1]} numbers each>"

    # --- near and far --------------------------------------------------------------------------------------------------------

    def similarity(self, first: str, second: str) -> float:
        """Return the cosine of the angle between two words, from -1 to 1.

        Raises:
            ArgumentError: BD190, for a word without a vector.
        """
        unit = self._units()
        return float(unit[self._place(first)] @ unit[self._place(second)])

    def nearest(self, word: Any, k: int = 10) -> list[tuple[str, float]]:
        """Return the nearest words with their cosines, the nearest first.

        Args:
            word: a word, which is not among the answers itself, or a vector.
            k: how many.

        Raises:
            ArgumentError: BD190, for a word without a vector; BD003, for a ``k`` below 1.
        """
        if isinstance(word, str):
            place = self._place(word)
            return self._nearest(self.array[place], k, {place})
        return self._nearest(np.asarray(word, np.float32), k, set())

    def analogy(self, a: str, b: str, c: str, k: int = 10) -> list[tuple[str, float]]:
        r"""Answer: ``a`` is to ``b`` as ``c`` is to what?

        The words nearest to :math:`b - a + c` (of unit vectors), without the three themselves.

        Args:
            a: as ``"man"``.
            b: ``"king"``.
            c: ``"woman"``.
            k: how many answers.

        Returns:
            Words with their cosines, the nearest first.

        Raises:
            ArgumentError: BD190, for a word without a vector.

        Source: T. Mikolov, W. Yih, G. Zweig, "Linguistic regularities in continuous space word representations" (2013),
        section 5.
        """
        places = [self._place(word) for word in (a, b, c)]
        unit = self._units()
        return self._nearest(unit[places[1]] - unit[places[0]] + unit[places[2]], k, set(places))

    def _nearest(self, vector: np.ndarray, k: int, without: set[int]) -> list[tuple[str, float]]:
        if isinstance(k, bool) or not isinstance(k, int | np.integer) or k < 1:
            expected = both("an integer ≥ 1", "1 이상의 정수")
            raise error("BD003", where="Vectors", name="k", got=repr(k), expected=expected)
        if vector.shape != self.array.shape[1:]:
            got, expected = f"vector {shape_text(vector)}", f"vector {shape_text(self.array.shape[1:])}"
            why = both("the vector has another length", "벡터의 길이가 다릅니다")
            raise error("BD001", where="Vectors.nearest", got=got, expected=expected, why=why)
        length = float(np.linalg.norm(vector))
        cosines = self._units() @ (vector / (length or 1.0))
        cosines[list(without)] = -np.inf
        count = min(int(k), len(self.words) - len(without))
        best = np.argpartition(-cosines, count - 1)[:count] if 0 < count < len(cosines) else np.arange(len(cosines))
        best = best[np.lexsort((best, -cosines[best]))][: max(count, 0)]
        return [(self.words[place], float(cosines[place])) for place in best]

    def _units(self) -> np.ndarray:
        """Return the vectors at length 1; one of length 0 stays 0."""
        if self._unit is None:
            length = np.linalg.norm(self.array, axis=1, keepdims=True)
            self._unit = self.array / np.where(length == 0, 1, length)
        return self._unit

    # --- into a model --------------------------------------------------------------------------------------------------------

    def matrix(self, vocabulary: Any, *, missing: str = "normal", seed: int = 0) -> np.ndarray:
        """Return the weights of an Embedding for a vocabulary: ``Embedding(*matrix.shape, weights=[matrix])``.

        How many words were found is told once (a notice); a word that is only here in small letters is found too. Number 0,
        the padding, gets zeros.

        Args:
            vocabulary: a ``Vocabulary``, a ``TextVectorization`` layer, or a list of words in the order of their numbers.
            missing: what words without a vector get: ``"normal"`` random numbers with the deviation of the vectors,
                so that they can be told apart; ``"zeros"``.
            seed: of these random numbers.

        Returns:
            float32 (size of the vocabulary, numbers).

        Raises:
            ArgumentError: BD003, for another ``missing``.
            DataError: BD035, for an empty vocabulary.

        Example:
            >>> import warnings
            >>> from badak.text import Vectors, Vocabulary
            >>> vectors = Vectors(["왕", "여왕"], [[1.0, 2.0], [3.0, 4.0]])
            >>> with warnings.catch_warnings():
            ...     warnings.simplefilter("ignore")
            ...     vectors.matrix(Vocabulary(["여왕"]), missing="zeros").tolist()
            [[0.0, 0.0], [0.0, 0.0], [3.0, 4.0]]
        """
        where = "Vectors.matrix"
        if missing not in ("normal", "zeros"):
            raise error("BD003", where=where, name="missing", got=repr(missing), expected="'normal' | 'zeros'")
        tokens = _tokens(vocabulary)
        if not tokens:
            raise error("BD035", where=where, got="0 tokens")
        places = np.array([self._places.get(token, self._places.get(token.lower(), -1)) for token in tokens])
        made = np.zeros((len(tokens), self.array.shape[1]), np.float32)
        if missing == "normal":
            made[:] = np.random.default_rng(seed).normal(0.0, float(self.array.std()), made.shape)
            if tokens[0] in ("", "[PAD]", "<pad>"):
                made[0] = 0
        made[places >= 0] = self.array[places[places >= 0]]
        self._tell_share(tokens, places, where)
        return made

    def _tell_share(self, tokens: list[str], places: np.ndarray, where: str) -> None:
        real = [k for k, token in enumerate(tokens) if k > 1 or token not in ("", "[UNK]", "[PAD]", "<pad>", "<unk>")]
        found = int((places[real] >= 0).sum()) if real else 0
        lost = [tokens[k] for k in real if places[k] < 0]
        share = f"{100 * found / max(len(real), 1):.1f} %"
        en = f"{where}: {found:,} of {len(real):,} words have a vector ({share})"
        ko = f"{where}: 단어 {len(real):,}개 중 {found:,}개({share})의 벡터를 찾았습니다"
        if lost:
            en, ko = f"{en}; without one: {quoted(lost)}", f"{ko}. 없는 단어: {quoted(lost)}"
        notify("BD192", what=both(en, ko))

    # --- a picture -----------------------------------------------------------------------------------------------------------

    def project(self, words: Sequence[str] | None = None) -> tuple[np.ndarray, float]:
        r"""Lay words into a plane that keeps as much of their differences as a plane can (principal components).

        With the vectors less their mean as rows of :math:`X = U \Sigma V^\top`, the places are the first two columns of
        :math:`U \Sigma`; the sign of each is chosen so that its largest number is positive.

        Args:
            words: which words; the first 100 by default.

        Returns:
            Places (words, 2), float32, and the share of the variance they keep.

        Raises:
            ArgumentError: BD190, for a word without a vector.

        Source: K. Pearson, "On lines and planes of closest fit to systems of points in space" (1901).
        """
        chosen = list(self.words[:100] if words is None else words)
        rows = self.array[[self._place(word) for word in chosen]].astype(np.float64)
        if not len(rows):
            return np.zeros((0, 2), np.float32), 0.0
        u, s, _ = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
        places = np.zeros((len(rows), 2))
        kept = min(2, len(s))
        places[:, :kept] = u[:, :kept] * s[:kept]
        places *= np.where(places[np.abs(places).argmax(axis=0), [0, 1]] < 0, -1, 1)
        total = float((s**2).sum())
        return places.astype(np.float32), float((s[:2] ** 2).sum()) / total if total else 0.0

    def picture(self, words: Sequence[str] | None = None) -> Picture:
        """Draw words where ``project`` lays them.

        Args:
            words: which words; the first 100 by default.

        Returns:
            A drawing: ``save("words.svg")`` writes it, a notebook shows it.
        """
        from badak.text.picture import Picture

        chosen = list(self.words[:100] if words is None else words)
        places, share = self.project(chosen)
        return Picture(chosen, places, share)

    # --- files ---------------------------------------------------------------------------------------------------------------

    def save(self, path: str | os.PathLike[str], overwrite: bool = True) -> None:
        """Write the vectors as text, with word2vec's first line; ``load_vectors`` and other programs read it.

        Raises:
            FileError: BD081, when the file cannot be written.
        """
        from badak.files.atomic import writing

        with writing(path, f"Vectors.save({str(path)!r})", overwrite=overwrite) as file:
            file.write(f"{len(self.words)} {self.array.shape[1]}\n".encode())
            for word, row in zip(self.words, self.array):
                file.write(f"{word} {' '.join(map(str, row))}\n".encode())


def _tokens(vocabulary: Any) -> list[str]:
    """Return the tokens of whatever numbers them, in order."""
    if hasattr(vocabulary, "get_vocabulary"):
        return list(vocabulary.get_vocabulary())
    return list(getattr(vocabulary, "tokens", vocabulary))
