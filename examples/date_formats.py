"""An encoder and a decoder: dates as people write them, Korean or English, become ISO dates, character by character.

    python examples/date_formats.py            12,000 dates, six formats, two minutes on one processor core: 100 % of 500 others
    python examples/date_formats.py --quick    4,000 dates in three formats, less than a minute: 96 %

The encoder reads the date and hands its last state to the decoder, which writes one character after the other. In training
the decoder reads the right answer, shifted by one (teacher forcing); afterwards it reads what it wrote itself, greedily or with
a beam.
"""

from __future__ import annotations

import argparse
import datetime
import time
from typing import Any

import numpy as np

import badak
from badak.layers import LSTM, Bidirectional, Dense, Embedding, Layer, Sublayer
from badak.models import Sequential, beam_search

MONTHS = "January February March April May June July August September October November December".split()
DAYS_KO = "월화수목금토일"
START, END = 1, 2  # 0 is padding
OUT = "0123456789-"


def written(day: datetime.date, form: int) -> str:
    """Write a date in one of several formats."""
    month, korean = MONTHS[day.month - 1], DAYS_KO[day.weekday()]
    return [
        f"{day.year}년 {day.month}월 {day.day}일",
        f"{day.day} {month} {day.year}",
        f"{month[:3]} {day.day}, {day.year}",
        f"{day.year % 100:02d}.{day.month}.{day.day}({korean})",
        f"{day.month}/{day.day}/{day.year}",
        f"{day.year}. {day.month:02d}. {day.day:02d}. {korean}요일",
    ][form]


def make(count: int, forms: int, seed: int) -> tuple[list[str], list[str]]:
    """Draw dates of this century up to 2049; return how they are written, and the ISO form."""
    rng = np.random.default_rng(seed)
    first = datetime.date(2000, 1, 1)
    days = [first + datetime.timedelta(days=int(d)) for d in rng.integers(0, 365 * 50, count)]
    return [written(d, int(f)) for d, f in zip(days, rng.integers(0, forms, count), strict=True)], [
        str(d) for d in days
    ]


class Translator(Layer):
    """Reads the source, then says for every character of the target which one comes next."""

    units: int
    source_size: int
    target_size: int
    casts_integers = False

    def __post_init__(self) -> None:
        super().__post_init__()
        half = self.units // 2
        self.source_words = Embedding(self.source_size, 32, mask_zero=True)
        self.encoder = Bidirectional(LSTM(half, return_state=True))
        self.target_words = Embedding(self.target_size, 16, mask_zero=True)
        self.decoder = LSTM(self.units, return_sequences=True, return_state=True)
        self.answer = Dense(self.target_size, activation="softmax")

    def declare(self, shape: Any) -> dict:
        source, target = shape
        return {
            "source_words": Sublayer(self.source_words, source),
            "encoder": Sublayer(self.encoder, (*source, 32)),
            "target_words": Sublayer(self.target_words, target),
            "decoder": Sublayer(self.decoder, (*target, 16)),
            "answer": Sublayer(self.answer, (*target, self.units)),
        }

    def out_shape(self, shape: Any) -> tuple:
        return (*shape[1], self.target_size)

    def forward(self, p: Any, x: Any, ctx: Any) -> Any:
        source, target = x
        states = self.read(p, source, ctx)
        ctx.mask = ctx.out_mask = self.target_words.out_mask(
            None, target
        )  # padding counts neither here nor in the loss
        words = self.run_sublayer("target_words", p, target, ctx)
        out, *_ = self.run_sublayer("decoder", p, words, ctx, initial_state=states)
        return self.run_sublayer("answer", p, out, ctx)

    def read(self, p: Any, source: Any, ctx: Any) -> tuple:
        """Return the states with which the decoder begins: h and c of both directions side by side."""
        ctx.mask = self.source_words.out_mask(None, source)
        words = self.run_sublayer("source_words", p, source, ctx)
        _, h1, c1, h2, c2 = self.run_sublayer("encoder", p, words, ctx)
        return badak.concatenate([h1, h2], axis=-1), badak.concatenate([c1, c2], axis=-1)

    def begin(self, source: np.ndarray) -> tuple:
        """Return the states for sources, without training."""
        words = self.source_words(source)
        _, h1, c1, h2, c2 = self.encoder(words, mask=source != 0)
        return badak.concatenate([h1, h2], axis=-1), badak.concatenate([c1, c2], axis=-1)

    def next(self, ids: np.ndarray, states: tuple) -> tuple:
        """Return the probabilities of the next character and the new states."""
        out, *states = self.decoder(self.target_words(np.asarray(ids)[:, None]), initial_state=states)
        return self.answer(out).numpy()[:, 0], tuple(states)


def greedy(translator: Translator, sources: np.ndarray, length: int) -> np.ndarray:
    """Write all answers at once, the likeliest character at each step."""
    with badak.no_grad():
        states, ids = translator.begin(sources), np.full(len(sources), START)
        written = []
        for _ in range(length):
            probabilities, states = translator.next(ids, states)
            ids = probabilities.argmax(axis=-1)
            written.append(ids)
    return np.stack(written, axis=1)


def main(arguments: list[str] | None = None) -> float:
    """Train, print some translations and the share of dates that are right, and return it."""
    parser = argparse.ArgumentParser(description="Dates in many formats become ISO dates.")
    parser.add_argument("--quick", action="store_true", help="fewer dates and formats")
    parser.add_argument("--epochs", type=int, help="passes over the data (12; quick: 14)")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    count, forms, units, epochs = (4000, 3, 64, 14) if chosen.quick else (12000, 6, 128, 12)
    epochs = chosen.epochs or epochs

    # 1. data: characters become ids, sequences one length
    texts, answers = make(count + 500, forms, chosen.seed)
    letters = {c: i + 1 for i, c in enumerate(sorted(set("".join(texts))))}
    source = badak.utils.pad_sequences([[letters[c] for c in text] for text in texts])
    ids = np.array([[START, *[OUT.index(c) + 3 for c in answer], END] for answer in answers])
    reads, writes = ids[:, :-1], ids[:, 1:]

    # 2. model
    badak.utils.set_random_seed(chosen.seed)
    translator = Translator(units, len(letters) + 1, len(OUT) + 3)
    model = Sequential([translator])
    steps = -(-count // 64) * epochs
    rate = badak.schedules.OneCycle(1e-2 if chosen.quick else 6e-3, total_steps=steps)
    model.compile(badak.optimizers.Adam(rate, clipnorm=1.0), "sparse_categorical_crossentropy", metrics=["accuracy"])

    # 3. train
    begun = time.perf_counter()
    model.fit((source[:count], reads[:count]), writes[:count], batch_size=64, epochs=epochs, verbose=2)
    print(f"{model.count_params():,} weights, {time.perf_counter() - begun:.0f} seconds")

    # 4. dates it has not seen
    found = greedy(translator, source[count:], writes.shape[1])
    right = float((found == writes[count:]).all(axis=1).mean())

    def step(last: np.ndarray, states: Any) -> tuple:
        probabilities, states = translator.next(last, states)
        return np.log(probabilities + 1e-30), states

    hits = 0
    for i in range(count, count + 100):
        best = beam_search(
            step, translator.begin(source[i : i + 1]), start=START, end=END, beam_width=3, max_length=12
        )[0]
        text = "".join(OUT[k - 3] if k > 2 else "?" for k in best.ids)
        hits += text == answers[i]
        if i < count + 6:
            print(f"{texts[i]:>24}  →  {text}   (p = {np.exp(best.score):.3f})")
    print(f"beam of 3, first 100 dates: {hits} right")
    print(f"test accuracy: {right:.3f} of {len(texts) - count} dates, every character right")
    return right


if __name__ == "__main__":
    main()
