"""Counting the words of a text file, Korean and English, line by line as it is read; a unit is a megabyte.

All sides turn capitals small, bring text to the form NFC, and take the same words: runs of letters, digits and ``_`` with
apostrophes inside. The file repeats the texts that badak carries until it has its size, each time with a few words of its own,
so that the vocabulary keeps growing as it does in real text.
"""

from __future__ import annotations

import lzma
import os
import tempfile
from pathlib import Path

from benchmarks.programs.skip import Skip

DATA = Path(__file__).resolve().parents[2] / "src" / "badak" / "datasets"
PATTERN = r"\w+(?:['’]\w+)*"


def corpus(megabytes: int) -> Path:
    """Write the file once for all sides; returns where it lies."""
    place = Path(tempfile.gettempdir()) / f"badak-bench-{os.getuid() if hasattr(os, 'getuid') else 0}-{megabytes}.txt"
    if place.exists() and place.stat().st_size >= megabytes * 1_000_000:
        return place
    reviews = lzma.decompress((DATA / "reviews_sample.txt.xz").read_bytes()).decode()
    lines = [line[1:] for line in reviews.split("\n")]
    lines += lzma.decompress((DATA / "shakespeare_sample.txt.xz").read_bytes()).decode().split("\n")
    size, turn = 0, 0
    part = place.with_suffix(f".{os.getpid()}")
    with open(part, "wb") as file:
        while size < megabytes * 1_000_000:
            turn += 1
            text = "\n".join(f"{line} {'단어' if n % 2 else 'word'}{turn * n % 65537}" if n % 9 == 0 else line
                             for n, line in enumerate(lines)) + "\n"  # fmt: skip
            size += file.write(text.encode())
    os.replace(part, place)
    return place


class _Counting:
    """What the sides share: the file and the report."""

    def __init__(self, megabytes: int = 100) -> None:
        self.megabytes = megabytes
        self.path = corpus(megabytes)
        self.found: dict = {}

    def facts(self) -> dict:
        """How many different words were found, and how often the commonest came."""
        return {"different words": len(self.found), "most often": int(max(self.found.values(), default=0))}


class Badak(_Counting):
    """``badak.text.count_tokens`` on the file."""

    def block(self) -> int:
        """Count all."""
        from badak.text import count_tokens

        self.found = count_tokens(self.path)
        return self.megabytes


class ScikitLearn(_Counting):
    """``CountVectorizer.fit`` on the lines; it keeps the counts of every line, which nobody asked for."""

    def __init__(self, megabytes: int = 100) -> None:
        super().__init__(megabytes)
        try:
            import sklearn.feature_extraction.text  # noqa: F401
        except ImportError:
            raise Skip("scikit-learn is not installed") from None

    def block(self) -> int:
        """Count all."""
        import unicodedata

        from sklearn.feature_extraction.text import CountVectorizer

        counter = CountVectorizer(
            token_pattern=PATTERN, preprocessor=lambda text: unicodedata.normalize("NFC", text.lower())
        )
        with open(self.path, encoding="utf-8") as file:
            table = counter.fit_transform(file)
        names = counter.get_feature_names_out()
        self.found = dict(zip(names, table.sum(axis=0).A1.tolist()))
        return self.megabytes


class Tokenizers(_Counting):
    """The ``tokenizers`` library: a WordLevel model is trained from the lines, which counts words on all processors."""

    def __init__(self, megabytes: int = 100) -> None:
        super().__init__(megabytes)
        try:
            import tokenizers  # noqa: F401
        except ImportError:
            raise Skip("tokenizers is not installed") from None

    def block(self) -> int:
        """Count all; the library keeps the words without their counts."""
        from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

        made = Tokenizer(models.WordLevel(unk_token="[UNK]"))
        made.normalizer = normalizers.Sequence([normalizers.Lowercase(), normalizers.NFC()])
        made.pre_tokenizer = pre_tokenizers.Split(Regex(PATTERN), "removed", invert=True)
        trainer = trainers.WordLevelTrainer(vocab_size=10_000_000, show_progress=False)
        with open(self.path, encoding="utf-8") as file:
            made.train_from_iterator(file, trainer)
        self.found = made.get_vocab()
        return self.megabytes

    def facts(self) -> dict:
        """How many different words were found."""
        return {"different words": len(self.found)}
