"""Text as a model's input: cut, numbered, and counted or padded, by a layer that is kept with the model."""

from __future__ import annotations

import dataclasses
import functools
import os
from array import array
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from badak.autograd.symbol import has_symbol
from badak.autograd.tensor import Tensor, tensor
from badak.datasets.wording import both
from badak.errors import error, shape_text
from badak.layers.context import Context
from badak.layers.layer import Layer
from badak.layers.parts import Shape, Weights

_STANDARDIZE = ("lower_and_strip_punctuation", "lower", "strip_punctuation")
_SPLIT = ("whitespace", "character")
_MODES = ("int", "multi_hot", "count", "tf_idf")
_PUNCTUATION = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'"  # what Keras strips; punctuation beyond ASCII is left in place


class TextVectorization(Layer):
    r"""Turn texts into numbers, as the first layer of a model.

    Each text is standardised, cut into tokens, the tokens joined to n-grams where asked for, and looked up in a vocabulary that
    ``adapt`` learned. The vocabulary travels with the model: ``model.predict(["…"])`` works wherever the model file is.

    ====================  ===================================================================================
    ``output_mode``       one text becomes
    ====================  ===================================================================================
    ``"int"``             the numbers of its tokens, padded with 0; 1 stands for unknown tokens
    ``"multi_hot"``       a row with 1 for each token that occurs
    ``"count"``           a row with how often each token occurs
    ``"tf_idf"``          the counts, each times :math:`\ln(1 + n / (1 + df))`: of n texts, df have the token
    ====================  ===================================================================================

    Args:
        max_tokens: the largest vocabulary, padding and unknown token included; no limit by default.
        standardize: ``"lower_and_strip_punctuation"`` (ASCII punctuation is taken out, not replaced by a space),
            ``"lower"``, ``"strip_punctuation"``, None, or a function from a text to a text.
        split: ``"whitespace"``, ``"character"``, None for the text as one token, a tokenizer of ``badak.text``, or a
            function from a text to a list.
        ngrams: 2 for single tokens and pairs; a tuple for exactly these sizes.
        output_mode: see above.
        output_sequence_length: texts are cut or padded to this many tokens (``"int"`` only); by default to the longest of
            the batch.
        pad_to_max_tokens: rows of ``max_tokens`` numbers even where the vocabulary is smaller.
        vocabulary: tokens in order, or the path of a file with one on each line, in place of ``adapt``.
        idf_weights: a weight for each token of ``vocabulary``, for ``"tf_idf"``.
        sparse: accepted as in Keras; True is refused, rows are dense.
        ragged: accepted as in Keras; True is refused, rows are padded.
        encoding: of texts given as bytes.
        form: Unicode's normal form texts are brought to first (see ``badak.text.normalize``; Keras leaves them); None for none.

    Shapes: input (batch,) or (batch, 1) texts; output (batch, length) int64 for ``"int"``, else (batch, tokens) float32.

    Where tokens are equally frequent the one later in the alphabet comes first, as in Keras. Texts are cut before a batch
    reaches the layers, once for all epochs, and no gradient comes here.

    Raises:
        ArgumentError: BD003, for arguments without a meaning; BD195, anywhere but at the beginning of a model.
        StateError: BD187, when used before ``adapt``; BD197, when a new vocabulary does not fit the model around the layer.
        DataError: BD185, BD194, for input that is no text.

    Example:
        >>> import badak
        >>> layer = badak.layers.TextVectorization(output_sequence_length=4)
        >>> layer.adapt(["The cat sat.", "The dog!"])
        >>> layer.get_vocabulary()
        ['', '[UNK]', 'the', 'sat', 'dog', 'cat']
        >>> layer(["the dog ran"]).tolist()
        [[2, 4, 1, 0]]
    """

    max_tokens: int | None = None
    standardize: Any = "lower_and_strip_punctuation"
    split: Any = "whitespace"
    ngrams: Any = None
    output_mode: str = "int"
    output_sequence_length: int | None = None
    pad_to_max_tokens: bool = False
    vocabulary: Any = None
    idf_weights: Any = None
    sparse: bool = False
    ragged: bool = False
    encoding: str = "utf-8"
    form: str | None = dataclasses.field(default="NFC", kw_only=True)

    reads_text = True
    casts_integers = False

    def __post_init__(self) -> None:
        super().__post_init__()
        from badak.text.forms import check_form
        from badak.text.tokenizers import TOKENIZERS

        check_form(self.form, "TextVectorization")
        if isinstance(self.split, dict):  # from a configuration
            self._fix(split=TOKENIZERS.get(self.split, "TextVectorization"))
        for name, known in (("standardize", _STANDARDIZE), ("split", _SPLIT)):
            self._fix(**{name: _registered(getattr(self, name), known)})
            wish = getattr(self, name)
            expected = " | ".join(map(repr, known)) + " | None | f(text)"
            self.expect_argument(wish is None or wish in known or callable(wish), name, expected)
        self.expect_argument(self.output_mode in _MODES, "output_mode", " | ".join(map(repr, _MODES)))
        self.expect_argument(not self.sparse, "sparse", "False")
        self.expect_argument(not self.ragged, "ragged", "False")
        least = self._first + 1
        size = both(f"an integer ≥ {least}", f"{least} 이상의 정수")
        self.expect_argument(self.max_tokens is None or _whole(self.max_tokens, least), "max_tokens", size)
        length = self.output_sequence_length
        self.expect_argument(length is None or _whole(length, 1), "output_sequence_length", "1, 2, … | None")
        whole = length is None or self.output_mode == "int"
        self.expect_argument(whole, "output_sequence_length", "None (output_mode != 'int')")
        self.expect_argument(
            not self.pad_to_max_tokens or self.max_tokens is not None, "pad_to_max_tokens", "max_tokens=…"
        )
        if self.ngrams is not None:
            from badak.text.cutting import sizes_of

            sizes_of(self.ngrams, "TextVectorization")
        if self.vocabulary is not None:
            self._take(_tokens_of(self.vocabulary), self.idf_weights)

    @property
    def _first(self) -> int:
        """Number of the first token: after padding and the unknown one, or after the unknown one alone."""
        return 2 if self.output_mode == "int" else 1

    # --- vocabulary ----------------------------------------------------------------------------------------------------------

    def adapt(self, data: Any, batch_size: int | None = None, steps: int | None = None) -> None:
        """Learn the vocabulary from texts; what an earlier call learned is forgotten.

        Args:
            data: texts as a list, an array or a column, a ``badak.Dataset``, a generator of texts or of batches (of which the
                targets are left out), a ``pathlib.Path`` of a text file with one text on each line. Read one after the
                other, so that a generator over files larger than memory is no trouble.
            batch_size: accepted as in Keras.
            steps: batches, or single texts, to look at; all by default.

        Raises:
            DataError: BD185, for something that is no text; BD035, when there is none.
            StateError: BD197, when a model was built around a vocabulary of another size.
        """
        from collections import Counter

        from badak.text.vocabulary import count_tokens, in_order

        where = f"{self.label}.adapt"
        seen = _Counted(_each(data, where, steps, self.encoding))
        having: Counter[str] = Counter()
        cut = self.tokens
        if self.output_mode == "tf_idf":
            counted: Counter[str] = Counter()
            for text in seen:
                tokens = cut(text)
                counted.update(tokens)
                having.update(set(tokens))
        else:
            counted = count_tokens(seen, _Cut(self), where=where)
        if not seen.count:
            raise error("BD035", where=where, got="0 texts")
        for special in ("", "[UNK]"):
            counted.pop(special, None)
        tokens = in_order(counted, None if self.max_tokens is None else self.max_tokens - self._first)
        idf = None
        if self.output_mode == "tf_idf":
            idf = np.log(1 + seen.count / (1 + np.array([having[token] for token in tokens], np.float64))).tolist()
        self._take(tokens, idf)

    def set_vocabulary(self, vocabulary: Any, idf_weights: Any = None) -> None:
        """Use a vocabulary that is known: tokens in order, a ``badak.text.Vocabulary``, or the path of a file.

        Args:
            vocabulary: with or without the padding and unknown tokens at its beginning.
            idf_weights: a weight for each token, for ``"tf_idf"``.

        Raises:
            DataError: BD191, when a token comes twice.
            ArgumentError: BD003, for more than ``max_tokens``, or weights that are missing or too many.
        """
        self._take(_tokens_of(vocabulary), idf_weights)

    def _take(self, tokens: list[str], idf: Any) -> None:
        from badak.text.vocabulary import check_tokens

        first = ["", "[UNK]"][2 - self._first :]
        ids = {token: number for number, token in enumerate([*first, *tokens])}
        check_tokens([*first, *tokens], ids, self.label)
        if self.max_tokens is not None and len(ids) > self.max_tokens:
            got = f"{len(ids):,} > {self.max_tokens:,}"
            raise error(
                "BD003", where=self.label, name="vocabulary", got=got, expected=f"≤ max_tokens={self.max_tokens}"
            )
        if self.output_mode == "tf_idf":
            weights = np.zeros(0) if idf is None else np.asarray(idf, np.float64).reshape(-1)
            if len(weights) != len(tokens):
                got, expected = (
                    f"{len(weights)}",
                    both(f"one for each of {len(tokens)} tokens", f"토큰 {len(tokens)}개마다 하나"),
                )
                raise error("BD003", where=self.label, name="idf_weights", got=got, expected=expected)
            self._fix(idf_weights=tuple(weights.tolist()))
        elif idf is not None:
            raise error(
                "BD003", where=self.label, name="idf_weights", got="…", expected="None (output_mode != 'tf_idf')"
            )
        before = self.__dict__.get("vocabulary")
        self._fix(vocabulary=tuple(tokens), _ids=ids)
        if self.slot is not None and self.out_shape(self.slot.shape) != self.slot.out_shape:
            self._fix(vocabulary=before)
            wanted, got = shape_text((None, *self.slot.out_shape)), f"{len(ids):,}"
            raise error("BD197", where=self.label, got=got, expected=wanted)

    def get_vocabulary(self, include_special_tokens: bool = True) -> list[str]:
        """Return the tokens in the order of their numbers, with padding and unknown ones unless they are not wanted."""
        learned: list[str] = list(self.vocabulary or [])
        return [*["", "[UNK]"][2 - self._first :], *learned] if include_special_tokens else learned

    def vocabulary_size(self) -> int:
        """Return how many tokens there are, padding and unknown ones included."""
        return self._first + len(self.vocabulary or ())

    # --- from text to numbers ------------------------------------------------------------------------------------------------

    def tokens(self, text: str) -> list[str]:
        """Return the tokens of one text, before they are looked up."""
        from badak.text.cutting import ngrams
        from badak.text.forms import normalize

        text = normalize(_standardized(text, self.standardize), self.form)
        if self.split == "whitespace":
            found = text.split()
        elif self.split == "character":
            found = list(text)
        elif self.split is None:
            found = [text]
        else:
            found = list(self.split(text))
        return found if self.ngrams is None else ngrams(found, self.ngrams)

    def cut_all(self, texts: Iterable[str]) -> Any:
        """Cut and number texts once, as ``badak.training.texts.Texts`` that gives batches.

        Raises:
            StateError: BD187, before the vocabulary is known.
        """
        from badak.training.texts import Texts

        get, unknown, cut = self._known().get, self._first - 1, self.tokens
        most = self.output_sequence_length
        flat, lengths = array("i"), array("q")
        for text in texts:
            ids = [get(token, unknown) for token in cut(text)[:most]]
            flat.extend(ids)
            lengths.append(len(ids))
        return Texts(
            self, np.frombuffer(flat, np.int32) if flat else np.zeros(0, np.int32), np.array(lengths, np.int64)
        )

    def _known(self) -> dict[str, int]:
        if self.vocabulary is None:
            raise error("BD187", where=self.label, call="adapt(texts)")
        return self.__dict__["_ids"]

    def assemble(self, flat: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """Put the numbers of tokens of texts, which lie end to end, together as ``output_mode`` says."""
        if self.output_mode == "int":
            # a batch of empty texts is one step of padding: a sequence of no steps has no meaning for a network
            width = self.output_sequence_length or max(int(lengths.max(initial=0)), 1)
            rows = np.zeros((len(lengths), width), np.int64)
            rows[np.arange(width) < lengths[:, None]] = flat
            return rows
        from badak.text.counting import counts_of

        rows = counts_of(flat, lengths, self._width())
        if self.output_mode == "multi_hot":
            return np.minimum(rows, 1, out=rows)
        return rows * self._idf() if self.output_mode == "tf_idf" else rows

    def _idf(self) -> np.ndarray:
        weights = np.zeros(self._width(), np.float32)
        learned = np.asarray(self.idf_weights, np.float64)
        weights[0] = learned.mean() if len(learned) else 0.0  # unknown tokens weigh as much as the mean, as in Keras
        weights[1 : 1 + len(learned)] = learned
        return weights

    def _width(self) -> int:
        return int(self.max_tokens or 0) if self.pad_to_max_tokens else self.vocabulary_size()

    # --- layer ---------------------------------------------------------------------------------------------------------------

    @property
    def out_dtype(self) -> Any:
        """Number type of the output: whole numbers for tokens, float32 for counts."""
        return np.int64 if self.output_mode == "int" else np.float32

    def out_shape(self, shape: Shape) -> Shape:
        """Return (length,), None where it depends on the batch; or (tokens,)."""
        if self.output_mode == "int":
            return (self.output_sequence_length,)
        if not self.pad_to_max_tokens:
            self._known()
        return (self._width(),)

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Pass on the numbers: inside a model, texts were cut and numbered before the batch came here."""
        return x

    def __call__(self, x: Any, *, training: bool = False, mask: Any = None) -> Any:
        """Turn texts into a tensor of numbers.

        Args:
            x: texts as a list, an array or a column; a single text gives a single row.
            training: makes no difference.
            mask: makes no difference.
        """
        from badak.training.texts import prepare_texts

        if has_symbol(x):
            return super().__call__(x)
        single = isinstance(x, str)
        rows = prepare_texts([x] if single else x, self, self.label).batch()
        return tensor(rows[0] if single else rows)

    # --- files ---------------------------------------------------------------------------------------------------------------

    def to_config(self) -> dict[str, Any]:
        """Return the fields for a model file, the vocabulary as two arrays: JSON of a million tokens would be refused."""
        fields = {f.name: getattr(self, f.name) for f in dataclasses.fields(self) if f.init}
        if self.vocabulary is not None:
            coded = [token.encode("utf-8", "surrogatepass") for token in self.vocabulary]
            lengths = np.array([len(token) for token in coded], np.int32)
            fields["vocabulary"] = {"text": np.frombuffer(b"".join(coded), np.uint8), "lengths": lengths}
        if self.idf_weights is not None:
            fields["idf_weights"] = np.asarray(self.idf_weights, np.float64)
        return fields

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> TextVectorization:
        """Make it again from what ``to_config`` or ``get_config`` returned."""
        config = dict(config)
        packed = config.get("vocabulary")
        if isinstance(
            packed, str | bytes
        ):  # a path: only a program may name a file to be read, never a file another one
            raise error(
                "BD003", where=cls.__name__, name="vocabulary", got=repr(packed)[:80], expected="['[UNK]', 'a', …]"
            )
        if isinstance(packed, dict):
            lengths, text = np.asarray(packed["lengths"]), np.asarray(packed["text"], np.uint8).tobytes()
            if lengths.dtype.kind not in "iu" or lengths.ndim != 1 or (len(lengths) and lengths.min() < 0):
                raise ValueError("vocabulary: lengths")
            ends = np.cumsum(lengths, dtype=np.int64).tolist()
            if (ends[-1] if ends else 0) != len(text):
                raise ValueError("vocabulary: text")
            starts = [0, *ends[:-1]]
            config["vocabulary"] = [text[a:b].decode("utf-8", "surrogatepass") for a, b in zip(starts, ends)]
        return cls(**config)

    def __repr__(self) -> str:
        known = "" if self.vocabulary is None else f" {self.vocabulary_size():,} tokens"
        return f"<{self.label}{known}, output_mode={self.output_mode!r}>"


class _Cut:
    """The layer's way of cutting, with what ``count_tokens`` asks about it."""

    def __init__(self, layer: TextVectorization) -> None:
        self.layer = layer
        named = layer.standardize is None or isinstance(layer.standardize, str)
        self.cuts_at_space = named and layer.split == "whitespace" and layer.ngrams in (None, 1)

    def __call__(self, text: str) -> list[str]:
        return self.layer.tokens(text)


class _Counted:
    """Texts in a row, and how many there were."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts, self.count = texts, 0

    def __iter__(self) -> Iterator[str]:
        for text in self.texts:
            self.count += 1
            yield text


def _standardized(text: str, how: Any) -> str:
    if how is None:
        return text
    if not isinstance(how, str):
        return how(text)
    if how != "strip_punctuation":
        text = text.lower()
    if how == "lower":
        return text
    # translate is quick for ASCII alone, a search for the rest
    return text.translate(_stripped()) if text.isascii() else _punctuation().sub("", text)


@functools.cache
def _stripped() -> dict[int, None]:
    return {ord(letter): None for letter in _PUNCTUATION}


@functools.cache
def _punctuation() -> Any:
    import re

    return re.compile(f"[{re.escape(_PUNCTUATION)}]")


def _registered(wish: Any, known: tuple[str, ...]) -> Any:
    """Return the function that a name of ``badak.register`` stands for; anything else as it is."""
    from badak.registry import CUSTOM

    return CUSTOM[wish] if isinstance(wish, str) and wish not in known and wish in CUSTOM else wish


def _whole(value: Any, least: int) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | np.integer) and bool(value >= least)


def _tokens_of(vocabulary: Any) -> list[str]:
    """Return tokens without the padding and unknown ones, from a list, a Vocabulary or a file."""
    from badak.text.vocabulary import Vocabulary

    if isinstance(vocabulary, str | os.PathLike):
        vocabulary = Vocabulary.load(vocabulary)
    tokens = list(vocabulary.tokens if isinstance(vocabulary, Vocabulary) else vocabulary)
    for special in ("", "[UNK]"):
        if tokens[:1] == [special]:
            tokens = tokens[1:]
    return [str(token) if isinstance(token, np.str_) else token for token in tokens]


def _each(data: Any, where: str, steps: int | None, encoding: str) -> Iterator[str]:
    """Yield single texts from whatever holds them."""
    from itertools import islice

    from badak.text.reading import read_lines
    from badak.training.dataset import Dataset
    from badak.training.texts import as_texts

    if isinstance(data, os.PathLike):
        data = read_lines(data)
    if isinstance(data, Dataset) and not data.functions and data.batch_size is None:
        data = data.x
    if isinstance(data, str | bytes) or type(data) is Tensor or hasattr(data, "shape") or hasattr(data, "to_numpy"):
        yield from islice(as_texts(data, where, encoding), steps)
        return
    for number, item in enumerate(islice(data, steps)):
        if isinstance(item, str):
            yield item
        elif isinstance(item, tuple) and item and not isinstance(item[0], str):  # a batch with its targets
            yield from as_texts(item[0], where, encoding)
        elif isinstance(item, list | tuple | np.ndarray) and len(item):
            if isinstance(item, tuple) and isinstance(item[0], str):  # one text with its target
                yield item[0]
            else:
                yield from as_texts(item, where, encoding)
        elif isinstance(item, bytes):
            yield from as_texts([item], where, encoding)
        else:
            place = both(f": row {number}", f": {number}번 행")
            raise error("BD185", where=where, got=repr(item)[:60], place=place)
