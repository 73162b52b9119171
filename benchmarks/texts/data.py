"""The texts under BADAK_DATA, and what both sides read of them: numbers of tokens, padded."""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

Texts = tuple[list[str], np.ndarray]
SPLIT_SEED = 0  # of the English sentences, which come in one part


def folder() -> Path:
    """The folder with the texts."""
    place = Path(os.environ.get("BADAK_DATA", "")).expanduser() / "text"
    if not os.environ.get("BADAK_DATA") or not place.is_dir():
        raise SystemExit("BADAK_DATA names no folder with text/: nsmc_train.tsv.gz, rt-polarity.pos.txt.gz, …")
    return place


def reviews(name: str) -> tuple[Texts, Texts]:
    """Texts and labels for training and testing: "nsmc" (Korean) or "rt-polarity" (English)."""
    return {"nsmc": _nsmc, "rt-polarity": _rt_polarity}[name](folder())


def _nsmc(place: Path) -> tuple[Texts, Texts]:
    def read(name: str) -> Texts:
        lines = gzip.decompress((place / name).read_bytes()).decode("utf-8").split("\n")[1:]
        cells = [line.rstrip("\r").split("\t") for line in lines if line]
        return [text for _, text, _ in cells], np.array([int(label) for *_, label in cells], np.int64)

    return read("nsmc_train.tsv.gz"), read("nsmc_test.tsv.gz")


def _rt_polarity(place: Path) -> tuple[Texts, Texts]:
    """Nine tenths to learn from, one tenth to test, drawn once."""
    texts: list[str] = []
    labels: list[int] = []
    for label, name in enumerate(("neg", "pos")):
        lines = (
            gzip.decompress((place / f"rt-polarity.{name}.txt.gz").read_bytes()).decode("utf-8", "replace").split("\n")
        )
        texts += [line.strip() for line in lines if line.strip()]
        labels += [label] * (len(texts) - len(labels))
    order = np.random.default_rng(SPLIT_SEED).permutation(len(texts))
    y, cut = np.array(labels, np.int64), len(texts) // 10
    parts = [([texts[i] for i in rows], y[rows]) for rows in (order[cut:], order[:cut])]
    return parts[0], parts[1]


def shakespeare() -> tuple[str, str]:
    """The first nine tenths, to learn from, and the last tenth, to test."""
    text = gzip.decompress((folder() / "tinyshakespeare.txt.gz").read_bytes()).decode("utf-8")
    cut = len(text) * 9 // 10
    return text[:cut], text[cut:]


def prepared(task, where: Path) -> Path:
    """Write the numbers of a task as both sides read them and return the file.

    Sentiment: x (texts, length), 0 behind the end, 1 for unknown tokens; y. Language: one long row for each part.
    """
    given = (task.data, task.tokens, task.length, task.min_count, os.environ.get("BADAK_DATA"))
    path = where / f"badak-texts-{task.data}-{task.tokens}-{hashlib.sha256(repr(given).encode()).hexdigest()[:12]}.npz"
    if path.exists():
        return path
    if task.data == "shakespeare":
        train, test = shakespeare()
        letters = {letter: number for number, letter in enumerate(sorted(set(train + test)))}
        x, x_test = (np.array([letters[c] for c in part], np.int32) for part in (train, test))
        held = {"x": x, "x_test": x_test, "size": np.int64(len(letters))}
    else:
        (texts, y), (texts_test, y_test) = reviews(task.data)
        x, x_test, size = numbered(task.tokens, texts, texts_test, task.length, task.min_count)
        held = {"x": x, "y": y, "x_test": x_test, "y_test": y_test, "size": np.int64(size)}
    partial = path.with_suffix(f".{os.getpid()}.npz")
    np.savez(partial, **held)
    partial.replace(path)
    return path


def numbered(tokens: str, texts: list[str], texts_test: list[str], length: int, min_count: int):
    """Number the tokens of both parts with a vocabulary of the first."""
    from badak.text import Vocabulary

    cut = cutter(tokens)
    vocabulary = Vocabulary.build(texts, cut, min_count=min_count)
    rows = [np.zeros((len(part), length), np.int32) for part in (texts, texts_test)]
    for part, found in zip((texts, texts_test), rows, strict=True):
        for row, text in zip(found, part, strict=True):
            ids = vocabulary.encode(cut(text))[:length]
            row[: len(ids)] = ids
    return *rows, len(vocabulary)


def cutter(tokens: str):
    """The tokenizer of a name.

    "words": at white space (the sentences come tokenized); "characters"; "jamo"; "english-ngrams" and "korean-ngrams".
    """
    from badak.text import CharacterTokenizer, JamoTokenizer, words

    if tokens == "words":
        return lambda text: words(text, filters="")
    if tokens == "jamo":
        return JamoTokenizer()
    if tokens == "characters":
        return CharacterTokenizer(lower=True)
    return {"english-ngrams": english_ngrams, "korean-ngrams": korean_ngrams}[tokens]


def english_ngrams(text: str) -> list[str]:
    """One to three neighbouring words and three to six neighbouring letters, each once."""
    from badak.text import ngrams, words

    cut = words(text, filters="")
    letters = ngrams(f" {' '.join(cut)} ", (3, 4, 5, 6), joint="")
    return list(dict.fromkeys([*ngrams(cut, 3), *("#" + letter for letter in letters)]))


def korean_ngrams(text: str) -> list[str]:
    """One to four neighbouring syllables, spaces included, and one or two neighbouring words, each once."""
    from badak.text import ngrams, normalize, words

    text = normalize(text.lower())
    return list(dict.fromkeys([*ngrams(f" {text} ", 4, joint=""), *("#" + word for word in ngrams(words(text), 2))]))


def epoch_order(seed: int, epoch: int, count: int) -> np.ndarray:
    """The order of the texts in an epoch, the same on both sides."""
    return np.random.default_rng((seed, epoch)).permutation(count)


def streams(letters: np.ndarray, batch: int, length: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Cut a text into streams that go on from batch to batch; what is asked for is the letter after each."""
    each = (len(letters) - 1) // batch
    x, y = (letters[i : i + each * batch].reshape(batch, each) for i in (0, 1))
    for first in range(0, each - each % length, length):
        yield x[:, first : first + length], y[:, first : first + length].astype(np.int64)


def read(path: Path) -> dict[str, np.ndarray]:
    """The arrays of a prepared file."""
    with np.load(path) as held:
        return {name: held[name] for name in held.files}


def bits(answers: np.ndarray) -> str:
    """Truth values as hexadecimal digits, eight bits in two."""
    return np.packbits(answers).tobytes().hex()


def unpacked(digits: str, count: int) -> np.ndarray:
    """The truth values again."""
    return np.unpackbits(np.frombuffer(bytes.fromhex(digits), np.uint8))[:count].astype(bool)
