"""What is trained: everything that both sides must have in common."""

from __future__ import annotations

from dataclasses import dataclass

SAME_STEPS = 20  # compared step by step where nothing is left to chance
WIDTHS = (2, 3, 4, 5)  # of the convolutions


@dataclass(frozen=True)
class Task:
    """One network on one text.

    Args:
        name: on the command line and in the results.
        data: "nsmc", "rt-polarity" or "shakespeare".
        tokens: how texts are cut, see ``data.cutter``.
        model: a row of ``MODELS`` in ``of_badak`` and ``of_torch``.
        length: tokens of a text that are read, or steps that the gradient goes back.
        embedding: features of a token.
        units: of a recurrent layer (each direction), filters of each width, hidden units of the Transformer's block.
        epochs: passes over the training text.
        rate: learning rate of Adam.
        batch: texts, or streams of the language model, in a step.
        dropout: rate behind the embedding and before the last layer.
        min_count: how often a token must come to be in the vocabulary.
        sparse: whether only the rows of a step's tokens are updated.
        sides: who runs it.
        seeds: how often.
    """

    name: str
    data: str
    tokens: str
    model: str
    length: int
    embedding: int
    units: int
    epochs: int
    rate: float
    batch: int = 64
    dropout: float = 0.5
    min_count: int = 2
    sparse: bool = False
    sides: tuple[str, ...] = ("badak", "torch")
    seeds: int = 5

    @property
    def language(self) -> bool:
        """Whether the next letter is asked for."""
        return self.data == "shakespeare"


UNITS = {"gru": 64, "bilstm": 64, "cnn": 64, "transformer": 128}
WITH_BAG = ("badak", "bag of words")
TASKS = {
    task.name: task
    for task in (
        *(Task(f"en-{m}", "rt-polarity", "words", m, 40, 64, UNITS[m], 3, 1e-3) for m in UNITS),
        *(Task(f"ko-{m}", "nsmc", "characters", m, 50, 64, UNITS[m], 3, 5e-3, batch=128) for m in UNITS),
        Task("en-bag", "rt-polarity", "english-ngrams", "bag", 600, 16, 0, 5, 5e-3, sparse=True, sides=("badak",)),
        Task("ko-bag", "nsmc", "korean-ngrams", "bag", 320, 16, 0, 3, 5e-3, sparse=True, sides=("badak",)),
        Task("en-nb", "rt-polarity", "english-ngrams", "naive-bayes", 600, 1, 0, 3, 0.01, sparse=True, sides=WITH_BAG),
        Task("ko-nb", "nsmc", "korean-ngrams", "naive-bayes", 320, 1, 0, 3, 0.01, sparse=True, sides=WITH_BAG),
        Task(
            "play-lstm", "shakespeare", "characters", "language-lstm", 64, 32, 128, 3, 5e-3, batch=32, dropout=0.0,
            sides=("badak", "torch", "n-grams"), seeds=3,
        ),
        Task("play-gru", "shakespeare", "characters", "language-gru", 64, 32, 128, 3, 5e-3, batch=32, dropout=0.0, seeds=3),
        Task(
            "play-long", "shakespeare", "characters", "language-lstm", 64, 32, 256, 8, 3e-3, batch=32, dropout=0.2,
            sides=("badak",), seeds=1,
        ),
    )
}  # fmt: skip
