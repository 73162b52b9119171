"""Aligned many to many: a language model of characters reads Shakespeare and then writes on by itself.

    python examples/char_model.py                              the sample in badak, about a minute on one processor core
    python examples/char_model.py --data tinyshakespeare.txt   any text file (.gz too); see --epochs
    python examples/char_model.py --quick                      a part of it and less of a network, some seconds

At every character the model says how probable each next one is. The text is cut into streams that are read side by side, 64
characters at a time; the LSTM is stateful, so that it remembers what came before, and gradients end where a piece begins
(truncated back-propagation through time). Prints the loss on the last tenth of the text in nats and bits for each character,
beside that of counted n-grams (1.63 against 1.71 nats for the best of these), and a text drawn from the model.

Source: Graves 2013, arXiv 1308.0850; A. Karpathy, "The unreasonable effectiveness of recurrent neural networks" (2015).
"""

from __future__ import annotations

import argparse
import math
import time
from collections import Counter, defaultdict

import numpy as np

import badak
from badak.datasets import shakespeare_sample
from badak.layers import LSTM, Dense, Dropout, Embedding
from badak.models import Sequential
from badak.text import Vocabulary, read_lines, sample

STREAMS, PIECE = 32, 64  # read side by side; characters at a time


def main(arguments: list[str] | None = None) -> float:
    """Train, print losses and a text, and return the validation loss in nats."""
    parser = argparse.ArgumentParser(description="A language model of characters.")
    parser.add_argument("--data", help="text file; by default Shakespeare in badak")
    parser.add_argument("--quick", action="store_true", help="a quarter of the text and a smaller network")
    parser.add_argument("--epochs", type=int, help="passes over the text (10)")
    parser.add_argument("--units", type=int, help="size of the LSTM (256)")
    parser.add_argument("--temperature", type=float, default=0.8, help="below 1 safer, above 1 bolder (0.8)")
    parser.add_argument("--prompt", default="ROMEO:", help="what the text begins with")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    epochs, units = chosen.epochs or (8 if chosen.quick else 10), chosen.units or (96 if chosen.quick else 256)

    # 1. data: the target of every character is the next one
    text = "\n".join(read_lines(chosen.data)) if chosen.data else shakespeare_sample()
    text = text[: len(text) // 4] if chosen.quick else text
    vocabulary = Vocabulary.build(text.splitlines(keepends=True), "characters")
    ids = np.array(vocabulary.encode(text))
    cut = len(ids) * 9 // 10
    train, valid = pieces(ids[:cut]), pieces(ids[cut:])

    # 2. model
    badak.utils.set_random_seed(chosen.seed)
    model = Sequential(
        [
            Embedding(len(vocabulary), 64),
            LSTM(units, return_sequences=True, stateful=True),
            Dropout(0.4),
            Dense(len(vocabulary), activation="softmax"),
        ],
        name="char_model",
    )

    # 3. learn: the order of the batches is that of the text
    rate = badak.schedules.OneCycle(1e-2, total_steps=len(train[0]) // STREAMS * epochs)
    model.compile(badak.optimizers.Adam(rate, clipnorm=1.0), loss="sparse_categorical_crossentropy")
    begin = time.perf_counter()
    model.fit(*train, batch_size=STREAMS, epochs=epochs, shuffle=False, validation_data=valid)
    seconds = time.perf_counter() - begin

    # 4. measure
    model.reset_states()
    loss = model.evaluate(*valid, batch_size=STREAMS, verbose=0)
    print(f"{len(text):,} characters, {model.count_params():,} weights, {seconds:.0f} s")
    for order in (1, 2, 3, 4, 5):
        counted = ngram_loss(ids[:cut], ids[cut:], order, len(vocabulary))
        print(f"{order}-grams counted:   {counted:.3f} nats, {counted / math.log(2):.3f} bits for each character")

    # 5. write
    model.reset_states()
    start = [vocabulary.encode(chosen.prompt)]
    found = sample(model, start=start, max_length=400, temperature=chosen.temperature, seed=chosen.seed)
    print(f"\n{chosen.prompt}{''.join(vocabulary.decode(found.tokens[0]))}\n")
    print(f"character model: {loss:.3f} nats, {loss / math.log(2):.3f} bits for each character")
    return loss


def pieces(ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cut a text into streams and these into pieces, so that row i of a batch goes on where row i of the last one ended.

    Returns:
        Characters and the next characters, (batches * STREAMS, PIECE) each.
    """
    batches = (len(ids) - 1) // (STREAMS * PIECE)
    size = STREAMS * batches * PIECE
    x, y = (
        part[:size].reshape(STREAMS, batches, PIECE).swapaxes(0, 1).reshape(-1, PIECE) for part in (ids[:-1], ids[1:])
    )
    return x, y


def ngram_loss(train: np.ndarray, valid: np.ndarray, order: int, characters: int) -> float:
    """Return the loss of n-grams: what followed the last n - 1 characters, mixed with shorter ones (Witten, Bell 1991)."""
    followed: list[dict] = [defaultdict(Counter) for _ in range(order)]
    known, unknown = train.tolist(), valid.tolist()
    for n, table in enumerate(followed):
        for place in range(n, len(known)):
            table[tuple(known[place - n : place])][known[place]] += 1
    total = 0.0
    for place in range(order, len(unknown)):
        p = 1 / characters
        for n, table in enumerate(followed):
            after = table.get(tuple(unknown[place - n : place]))
            if after:
                kinds, count = len(after), after.total()
                p = (after[unknown[place]] + kinds * p) / (count + kinds)
        total -= math.log(p)
    return total / (len(unknown) - order)


if __name__ == "__main__":
    main()
