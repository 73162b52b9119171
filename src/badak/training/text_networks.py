"""Networks for texts that ``badak train`` offers: what reads the texts, and the layers behind it.

Each begins with a ``TextVectorization`` that learns its vocabulary from the texts the run learns from, so that the model file
takes texts as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from badak.training.material import Material
    from badak.training.recipes import Recipe

# the ways in which networks may read, as --tokens offers them
TOKENS = ("words", "characters")

_MOST_CHARACTERS = 3_000  # every syllable of everyday Korean and the letters of other scripts
_MOST_WORDS = 20_000
_MOST_COUNTED = 20_000  # columns of a row of counts
_MOST_NGRAMS = 300_000
_MOST_NUMBERS = 6_000_000  # of the table of n-grams, one for each class
_LONGEST = 400  # steps of a network that reads one token after the other; the rest of a longer text is left out
_UNITS = 64

_LETTERS = re.compile(r"[^\W\d_]")
_SYLLABLES = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ぀-ヿ一-鿿]")


def usual_tokens(texts: Any) -> str:
    """Choose how networks read: scripts that pack a word's endings into it, or put no space between words, by characters.

    Example:
        >>> usual_tokens(["정말 재미있는 영화였다"]), usual_tokens(["a very fine film"])
        ('characters', 'words')
    """
    some = " ".join(str(text)[:200] for text in texts[:500])
    letters = len(_LETTERS.findall(some))
    return "characters" if letters and len(_SYLLABLES.findall(some)) > 0.3 * letters else "words"


def _pieces(tokens: str) -> Any:
    """Return what cuts texts for the models that count: sizes that did best on Korean reviews and English sentences."""
    from badak.text import MixedNgramTokenizer

    return MixedNgramTokenizer(2, 4) if tokens == "characters" else MixedNgramTokenizer(3, (3, 4, 5, 6))


def _reader(texts: Any, tokens: str) -> Any:
    """Return a layer that numbers the tokens of texts in order, its vocabulary learned."""
    from badak.layers import TextVectorization

    if tokens == "characters":
        layer = TextVectorization(_MOST_CHARACTERS, split="character", standardize="lower")
    else:
        layer = TextVectorization(_MOST_WORDS)
    layer.adapt(texts)
    longest = max((len(layer.tokens(text)) for text in texts), default=1)
    if longest <= _LONGEST:
        return layer
    config = layer.get_config()  # batches are as long as their longest text, unless that is too long
    return TextVectorization.from_config({**config, "output_sequence_length": _LONGEST})


def _start(layer: Any, texts: Any, y: np.ndarray, outputs: int) -> np.ndarray:
    r"""Return what each n-gram says before training, shape (tokens, outputs).

    Classes: :math:`\ln P(\text{n-gram} \mid \text{class})` less its mean over the classes, with 1 added to each count. Numbers:
    the mean target of the texts that have the n-gram, drawn towards the mean of all.

    Source: S. Wang, C. Manning, "Baselines and bigrams" (2012), section 2.1.
    """
    cut = layer.cut_all(texts)
    size = layer.vocabulary_size()
    if y.ndim == 1:
        owner = np.repeat(y, cut.lengths)
        counts = np.stack([np.bincount(cut.flat[owner == k], minlength=size) for k in range(outputs)], axis=1) + 1.0
        logs = np.log(counts / counts.sum(axis=0))
        start = logs - logs.mean(axis=1, keepdims=True)
    else:
        shares = np.repeat(y[:, 0].astype(np.float64), cut.lengths)
        times = np.bincount(cut.flat, minlength=size)
        start = (np.bincount(cut.flat, shares, minlength=size) / (times + 3.0))[:, None]
    start[:2] = 0.0  # padding and unknown n-grams say nothing
    return start.astype(np.float32)


def _ngrams(texts: Any, y: np.ndarray, material: Material, recipe: Recipe) -> list[Any]:
    """Give each n-gram a number for each class, and answer with their mean."""
    from badak.initializers import Identity
    from badak.layers import Embedding, GlobalAveragePooling1D, TextVectorization

    outputs = material.outputs
    most = min(_MOST_NGRAMS, max(_MOST_NUMBERS // outputs, 1_000))
    reader = TextVectorization(most, split=_pieces(recipe.tokens), standardize=None)
    reader.adapt(texts)
    table = Embedding(reader.vocabulary_size(), outputs, mask_zero=True, sparse=True)
    table.build((None,))
    table.set_weights([_start(reader, texts, y, outputs)])
    # a mean of the logarithms is small
    last = {"kernel_initializer": Identity(5.0 if material.task == "classification" else 2.0)}
    return [reader, table, GlobalAveragePooling1D(), last]


def _counted(texts: Any, y: np.ndarray, material: Material, recipe: Recipe) -> list[Any]:
    """Count n-grams, weighed by TF-IDF; ``hidden`` layers behind it, none for a logistic regression."""
    from badak.layers import Dense, Dropout, TextVectorization

    reader = TextVectorization(_MOST_COUNTED, split=_pieces(recipe.tokens), output_mode="tf_idf", standardize=None)
    reader.adapt(texts)
    layers: list[Any] = [reader]
    for units in recipe.hidden:
        layers.append(Dense(units, activation="relu", kernel_initializer="he_normal"))
        if recipe.dropout:
            layers.append(Dropout(recipe.dropout))
    return layers


def _recurrent(kind: str, both_ways: bool) -> Callable:
    def layers(texts: Any, y: np.ndarray, material: Material, recipe: Recipe) -> list[Any]:
        from badak import layers as all_layers
        from badak.layers import Bidirectional, GlobalMaxPooling1D

        one: Any = getattr(all_layers, kind)(_UNITS, return_sequences=True)
        # the strongest each unit said anywhere; the last step alone learns more slowly
        return _embedded(texts, recipe, [Bidirectional(one) if both_ways else one, GlobalMaxPooling1D()])

    return layers


def _cnn(texts: Any, y: np.ndarray, material: Material, recipe: Recipe) -> list[Any]:
    """Look for short phrases, wherever they stand (Kim 2014), five tokens wide."""
    from badak.layers import Conv1D, GlobalMaxPooling1D

    found = Conv1D(2 * _UNITS, 5, padding="same", activation="relu")
    return _embedded(texts, recipe, [found, GlobalMaxPooling1D()], mask=False)


def _transformer(texts: Any, y: np.ndarray, material: Material, recipe: Recipe) -> list[Any]:
    from badak.layers import GlobalAveragePooling1D, SinePositionEncoding, TransformerEncoder

    encoder = TransformerEncoder(_UNITS, 4, dropout=recipe.dropout / 5)
    return _embedded(texts, recipe, [SinePositionEncoding(scale=True), encoder, GlobalAveragePooling1D()])


def _embedded(texts: Any, recipe: Recipe, middle: list[Any], mask: bool = True) -> list[Any]:
    """Put a reader and vectors in front of layers that take sequences, and dropout on both sides of them."""
    from badak.layers import Dropout, Embedding, SpatialDropout1D

    reader = _reader(texts, recipe.tokens)
    layers = [reader, Embedding(reader.vocabulary_size(), _UNITS, mask_zero=mask)]
    if recipe.dropout:
        layers.append(SpatialDropout1D(recipe.dropout * 0.6))
    return [*layers, *middle, *([Dropout(recipe.dropout)] if recipe.dropout else [])]


# name -> the layers before the last; the last entry of a list may be arguments of the last layer
TEXT_MODELS: dict[str, Callable[[Any, np.ndarray, Any, Any], list[Any]]] = {
    "ngrams": _ngrams,
    "linear": _counted,
    "mlp": _counted,
    "lstm": _recurrent("LSTM", False),
    "gru": _recurrent("GRU", False),
    "bilstm": _recurrent("LSTM", True),
    "bigru": _recurrent("GRU", True),
    "text-cnn": _cnn,
    "transformer": _transformer,
}

# models of texts that have no share of values to leave out
WITHOUT_DROPOUT = ("ngrams", "linear")
