"""Many to many: an encoder reads a date in words, a decoder with attention writes it as 2026-11-21.

    python examples/date_formats.py            20,000 dates, less than a minute on one processor core
    python examples/date_formats.py --quick    fewer of them and less of a network, some seconds

Dates come in fourteen forms, Korean, English and in numbers: "2026년 11월 21일 토요일", "Nov 21, 2026",
"이천이십육년 십일월 이십일일". The encoder reads the characters in both directions; the decoder writes one character at a time,
and before each it looks back at the characters of the source (attention by products). It is trained on the right beginnings
(teacher forcing) and then has to go on from its own. The dates of the test occur in no form in the training.

Prints how many test dates are right to the last digit, greedily and by beam search (all 1,000 of them), and draws
``date_formats.svg``: where the decoder looks while it writes.

Source: Luong, Pham, Manning 2015, arXiv 1508.04025, eq. 5, 8; the task: A. Ng's "Neural machine translation with attention".
"""

from __future__ import annotations

import argparse
import datetime
import time
from typing import Any

import numpy as np

import badak
from badak.layers import GRU, Attention, Bidirectional, Dense, Embedding, Layer, Sublayer
from badak.models import Sequential
from badak.text import Vocabulary, beam_search, greedy_search

START, END = "[START]", "[END]"


# ---- data: a date in some form, and its ISO form ---------------------------------------------------------------------------


def sino(n: int) -> str:
    """Read a number below 10,000 in Sino-Korean: 2026 is 이천이십육."""
    digits = " 일이삼사오육칠팔구"
    said = ""
    for unit, name in ((1000, "천"), (100, "백"), (10, "십"), (1, "")):
        digit = n // unit % 10
        if digit:
            said += (digits[digit] if digit > 1 or unit == 1 else "") + name
    return said


def forms(d: datetime.date) -> list[str]:
    """Write a date in every form."""
    weekday = "월화수목금토일"[d.weekday()]
    month = {6: "유", 10: "시"}.get(d.month, sino(d.month))  # June and October lose a sound
    y, m, n = d.year, d.month, d.day
    return [
        f"{y}년 {m}월 {n}일 {weekday}요일", f"{y}년 {m}월 {n}일", f"{y}. {m}. {n}.", f"{y}.{m:02}.{n:02}({weekday})",
        f"{weekday}요일, {y}년 {m:02}월 {n:02}일", f"{sino(y)}년 {month}월 {sino(n)}일", f"{y}년 {month}월 {sino(n)}일",
        f"{n}/{m}/{y}", f"{d:%B} {n}, {y}", f"{d:%b} {n}, {y}", f"{n} {d:%B} {y}", f"{d:%A}, {n} {d:%b} {y}",
        f"{y}/{m:02}/{n:02}", f"{d:%d%b%Y}".upper(),
    ]  # fmt: skip


def data(count: int, seed: int) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Draw (form, ISO) pairs: for training and, of other dates, for testing."""
    draw = np.random.default_rng(seed)
    first = datetime.date(1950, 1, 1).toordinal()
    days = draw.permutation(datetime.date(2050, 1, 1).toordinal() - first)
    test, train = days[:1000], days[1000:]

    def pairs(days: Any) -> list[tuple[str, str]]:
        dates = [datetime.date.fromordinal(first + int(day)) for day in days]
        return [(str(draw.choice(forms(date))), date.isoformat()) for date in dates]

    return pairs(draw.choice(train, count)), pairs(test)


# ---- model -----------------------------------------------------------------------------------------------------------------


class Translator(Layer):
    """Encoder and decoder: (source, target without its last character) -> logits of the target without its first."""

    source: int
    target: int
    units: int

    casts_integers = False  # the inputs are numbers of characters

    def __post_init__(self) -> None:
        super().__post_init__()
        self.read = Embedding(self.source, 32, mask_zero=True)
        self.encoder = Bidirectional(GRU(self.units // 2, return_sequences=True, return_state=True))
        self.written = Embedding(self.target, 32)
        self.decoder = GRU(self.units, return_sequences=True, return_state=True)
        self.attention = Attention(use_scale=True)
        self.mix = Dense(self.units, activation="tanh")
        self.out = Dense(self.target)

    def declare(self, shape: tuple) -> dict:
        """Return the layers inside, each with the shape it is given."""
        (steps,), (written,) = shape
        return {
            "read": Sublayer(self.read, (steps,)),
            "encoder": Sublayer(self.encoder, (steps, 32)),
            "written": Sublayer(self.written, (written,)),
            "decoder": Sublayer(self.decoder, (written, 32)),
            "attention": Sublayer(self.attention, ((written, self.units), (steps, self.units))),
            "mix": Sublayer(self.mix, (written, 2 * self.units)),
            "out": Sublayer(self.out, (written, self.units)),
        }

    def out_shape(self, shape: tuple) -> tuple:
        """Return the logits' shape."""
        return (shape[1][0], self.target)

    def forward(self, p: Any, x: Any, ctx: Any) -> Any:
        """Return the logits behind each character of the target."""
        source, target = x
        logits, _ = self.decode(p, target, self.encode(p, source, ctx), ctx)
        return logits

    def encode(self, p: Any, source: Any, ctx: Any) -> dict:
        """Return what the decoder is given: every character as the encoder sees it, which of them count, and a first state."""
        counts = self.read.out_mask(None, source)
        vectors = self.run_sublayer("read", p, source, ctx)
        seen, forwards, backwards = self.run_sublayer("encoder", p, vectors, ctx, mask=counts)
        return {"seen": seen, "counts": counts, "state": badak.concatenate([forwards, backwards], axis=-1)}

    def decode(self, p: Any, target: Any, state: dict, ctx: Any) -> tuple:
        """Return the logits behind each character that was written, and the state after the last."""
        vectors = self.run_sublayer("written", p, target, ctx)
        hidden, last = self.run_sublayer("decoder", p, vectors, ctx, initial_state=state["state"])
        found = self.run_sublayer("attention", p, (hidden, state["seen"]), ctx, mask=(None, state["counts"]))
        mixed = self.run_sublayer("mix", p, badak.concatenate([hidden, found], axis=-1), ctx)
        return self.run_sublayer("out", p, mixed, ctx), {**state, "state": last}

    def step(self, tokens: np.ndarray, state: dict) -> tuple:
        """Write one character more: what ``badak.text``'s searches call."""
        logits, state = self.run_part(self.decode, tokens[:, None], state)
        return badak.log_softmax(logits[:, 0]), state


# ---- the program -------------------------------------------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> float:
    """Train, print what was translated, and return the part of the test dates that is right."""
    parser = argparse.ArgumentParser(
        description="Dates in words to ISO dates, by an encoder and a decoder with attention."
    )
    parser.add_argument("--quick", action="store_true", help="fewer dates and a smaller network")
    parser.add_argument("--epochs", type=int, help="passes over the data (6)")
    parser.add_argument("--beams", type=int, default=4, help="beginnings that beam search follows (4)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", default="date_formats.svg", help="name of the drawing")
    chosen = parser.parse_args(arguments)
    count, units, epochs = (4000, 64, 6) if chosen.quick else (20_000, 128, 6)
    epochs = chosen.epochs or epochs

    train, test = data(count, chosen.seed)
    source = Vocabulary.build([text for text, _ in train], "characters")
    target = Vocabulary(list("0123456789-"), special=[START, END])
    start, end = target[START], target[END]

    def arrays(pairs: list) -> tuple[tuple, np.ndarray]:
        x = badak.utils.pad_sequences([source.encode(text) for text, _ in pairs], padding="post")
        y = np.array([[start, *target.encode(iso), end] for _, iso in pairs])
        return (x, y[:, :-1]), y[:, 1:]

    badak.utils.set_random_seed(chosen.seed)
    translator = Translator(len(source), len(target), units)
    model = Sequential([translator], name="translator")
    rate = badak.schedules.OneCycle(6e-3, total_steps=-(-len(train) // 64) * epochs)
    loss = badak.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(badak.optimizers.Adam(rate, clipnorm=1.0), loss=loss, metrics=["accuracy"])
    begin = time.perf_counter()
    model.fit(*arrays(train), batch_size=64, epochs=epochs, validation_data=arrays(test))
    print(f"{model.count_params():,} weights, {time.perf_counter() - begin:.0f} s")

    (x, _), _ = arrays(test)
    options = {"start": start, "end": end, "max_length": 12}
    wanted = [iso for _, iso in test]
    encoded = translator.run_part(translator.encode, x)
    greedy = greedy_search(translator.step, encoded, **options).lists(end)
    several = beam_search(translator.step, encoded, **options, beams=chosen.beams)
    best = [beams[0] for beams in several.lists(end)]
    right = {
        name: float(np.mean(["".join(target.decode(row)) == iso for row, iso in zip(rows, wanted, strict=True)]))
        for name, rows in (("greedy search", greedy), (f"{chosen.beams} beams", best))
    }
    for (text, iso), row in list(zip(test, best, strict=True))[:12]:
        written = "".join(target.decode(row))
        print(f"{text} -> {written}{'' if written == iso else f'   (wrong: {iso})'}")
    text, iso = test[0]
    maps = badak.inspect.attention(model, arrays(test[:1])[0], tokens=[*iso, END], sources=list(text))
    print(f"where it looks while it writes {iso}: {maps.save(chosen.out)}")
    print(", ".join(f"{name}: {share:.1%} of {len(test):,} test dates right" for name, share in right.items()))
    return right["greedy search"]


if __name__ == "__main__":
    main()
