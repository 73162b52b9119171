"""One to many: a picture in, a sentence out. A network says which shapes it sees, where, how large and in which colour.

    python examples/shape_captions.py             8,000 drawn pictures, about a minute on one processor core
    python examples/shape_captions.py --korean    the same in Korean
    python examples/shape_captions.py --quick     fewer pictures, a quarter of a minute

A convolutional network turns the picture into a vector and the first state of an LSTM, which then says one word after the other
until the sentence ends. Pictures and sentences are made here, so everything is known about them. Some combinations
never occur in the training ("purple triangle at the top left"): about these the network has to put together what it knows apart.

Prints sentences, how many are right to the last word, greedily and by beam search, and how many words are, for pictures like
those of the training and for pictures with a combination that is new (98.6 % and 85.8 % of the sentences are right); writes
``shape_captions.html`` with pictures and sentences.

Leave out a pair of colour and shape altogether instead (``HELD_OUT``) and nothing of the kind is ever said: what never stood side
by side in a sentence, the LSTM has learned not to say.

Source: Vinyals, Toshev, Bengio, Erhan 2015, "Show and tell", arXiv 1411.4555.
"""

from __future__ import annotations

import argparse
import html
import time
from typing import Any

import numpy as np

import badak
from badak.layers import LSTM, Conv2D, Dense, Embedding, Flatten, Layer, Sublayer
from badak.models import Sequential
from badak.text import Vocabulary, beam_search, greedy_search

COLOURS = {
    "red": ("빨간", (0.9, 0.1, 0.1)), "green": ("초록", (0.1, 0.7, 0.2)), "blue": ("파란", (0.1, 0.2, 0.9)),
    "yellow": ("노란", (0.95, 0.85, 0.1)), "purple": ("보라", (0.6, 0.1, 0.7)),
}  # fmt: skip
SHAPES = {"circle": "원", "square": "사각형", "triangle": "삼각형", "ring": "고리"}
SIZES = {"small": "작은", "large": "큰"}
PLACES = {"top left": "왼쪽 위", "top right": "오른쪽 위", "bottom left": "왼쪽 아래", "bottom right": "오른쪽 아래"}
HELD_OUT = {  # in the test only
    ("top left", "purple", "triangle"), ("top right", "red", "ring"), ("bottom left", "blue", "square"),
    ("bottom right", "green", "circle"), ("top left", "yellow", "ring"), ("bottom right", "red", "triangle"),
}  # fmt: skip
SIZE, START, END = 32, "[START]", "[END]"


# ---- data ------------------------------------------------------------------------------------------------------------------


def picture(things: list[tuple], draw: np.random.Generator) -> np.ndarray:
    """Draw (place, size, colour, shape) on a grey ground, with what chance adds: position, extent, shade, grain."""
    found = np.full((SIZE, SIZE, 3), draw.uniform(0.75, 1.0), np.float32)
    y, x = np.mgrid[0:SIZE, 0:SIZE] + 0.5
    for place, size, colour, shape in things:
        centre = [8 + 16 * ("bottom" in place), 8 + 16 * ("right" in place)] + draw.uniform(-1.5, 1.5, 2)
        r = draw.uniform(5.5, 6.5) if size == "large" else draw.uniform(2.8, 3.6)
        dy, dx = y - centre[0], x - centre[1]
        distance = {  # below 0 inside
            "circle": np.hypot(dx, dy) - r,
            "square": np.maximum(abs(dx), abs(dy)) - 0.9 * r,
            "triangle": np.maximum(dy - 0.7 * r, (2 * abs(dx) - dy) / 5**0.5 - 0.6 * r),
            "ring": abs(np.hypot(dx, dy) - 0.8 * r) - 0.22 * r - 0.3,
        }[shape]
        cover = np.clip(0.5 - distance, 0, 1)[..., None]  # soft edges
        shade = np.array(COLOURS[colour][1]) * draw.uniform(0.85, 1.1)
        found = found * (1 - cover) + np.clip(shade, 0, 1) * cover
    return np.clip(found + draw.normal(0, 0.02, found.shape), 0, 1).astype(np.float32)


def caption(things: list[tuple], korean: bool) -> list[str]:
    """Say what is drawn, as words."""
    if korean:
        said = [f"{PLACES[p]}에 {SIZES[s]} {COLOURS[c][0]} {SHAPES[k]}" for p, s, c, k in things]
        return " , ".join(said).split()
    return " and ".join(f"a {s} {c} {k} at the {p}" for p, s, c, k in things).split()


def data(count: int, held_out: bool, korean: bool, draw: np.random.Generator) -> tuple[np.ndarray, list[list[str]]]:
    """Draw pictures of one to three shapes with their sentences; with a combination that is held out, or without."""
    pictures, sentences = [], []
    while len(pictures) < count:
        places = sorted(draw.permutation(4)[: draw.integers(1, 4)])
        things = [(list(PLACES)[p], *(str(draw.choice(list(of))) for of in (SIZES, COLOURS, SHAPES))) for p in places]
        if any((place, colour, shape) in HELD_OUT for place, _, colour, shape in things) == held_out:
            pictures.append(picture(things, draw))
            sentences.append(caption(things, korean))
    return np.stack(pictures), sentences


# ---- model -----------------------------------------------------------------------------------------------------------------


class Captioner(Layer):
    """(picture, sentence without its last word) -> logits of the sentence without its first."""

    vocabulary: int
    units: int

    casts_integers = False  # the sentence is numbers of words

    def __post_init__(self) -> None:
        super().__post_init__()
        convolutions = [Conv2D(f, 3, strides=2, padding="same", activation="relu") for f in (16, 32, 64)]
        self.eye = Sequential([*convolutions, Flatten(), Dense(3 * self.units)])
        self.words = Embedding(self.vocabulary, 32, mask_zero=True)
        self.speaker = LSTM(self.units, return_sequences=True, return_state=True)
        self.out = Dense(self.vocabulary)

    def declare(self, shape: tuple) -> dict:
        """Return the layers inside, each with the shape it is given."""
        seen, (steps,) = shape
        return {
            "eye": Sublayer(self.eye, seen),
            "words": Sublayer(self.words, (steps,)),
            "speaker": Sublayer(self.speaker, (steps, 32 + self.units)),
            "out": Sublayer(self.out, (steps, self.units)),
        }

    def out_shape(self, shape: tuple) -> tuple:
        """Return the logits' shape."""
        return (shape[1][0], self.vocabulary)

    def forward(self, p: Any, x: Any, ctx: Any) -> Any:
        """Return the logits behind each word of the sentence."""
        pictures, said = x
        ctx.out_mask = self.words.out_mask(None, said)  # what is behind the end does not count
        return self.speak(p, said, self.look(p, pictures, ctx), ctx)[0]

    def look(self, p: Any, pictures: Any, ctx: Any) -> list:
        """Return what was seen and the LSTM's first state."""
        seen, h, c = badak.split(self.run_sublayer("eye", p, pictures, ctx), 3, axis=-1)
        return [badak.relu(seen), badak.tanh(h), c]

    def speak(self, p: Any, said: Any, state: list, ctx: Any) -> tuple:
        """Return the logits behind each word, and the state after the last."""
        seen, *state = state
        words = self.run_sublayer("words", p, said, ctx)
        always = badak.repeat(badak.expand_dims(seen, 1), words.shape[1], axis=1)  # beside every word
        vectors = badak.concatenate([words, always], axis=-1)
        hidden, *state = self.run_sublayer("speaker", p, vectors, ctx, initial_state=state)
        return self.run_sublayer("out", p, hidden, ctx), [seen, *state]

    def step(self, tokens: np.ndarray, state: list) -> tuple:
        """Say one word more: what ``badak.text``'s searches call."""
        logits, state = self.run_part(self.speak, tokens[:, None], state)
        return badak.log_softmax(logits[:, 0]), state


# ---- the program -------------------------------------------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> float:
    """Train, print sentences, and return the part of the test sentences that is right."""
    parser = argparse.ArgumentParser(description="Sentences about pictures of shapes.")
    parser.add_argument("--quick", action="store_true", help="fewer pictures and passes")
    parser.add_argument("--korean", action="store_true", help="Korean sentences")
    parser.add_argument("--epochs", type=int, help="passes over the pictures (12)")
    parser.add_argument("--beams", type=int, default=3, help="beginnings that beam search follows (3)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", default="shape_captions.html", help="name of the page with pictures")
    chosen = parser.parse_args(arguments)
    count, epochs = (2500, 8) if chosen.quick else (8000, 12)
    epochs = chosen.epochs or epochs

    draw = np.random.default_rng(chosen.seed)
    x_train, train = data(count, False, chosen.korean, draw)
    x_test, test = data(500, False, chosen.korean, draw)
    x_new, new = data(500, True, chosen.korean, draw)
    vocabulary = Vocabulary(sorted({word for words in train for word in words}), special=[START, END])
    start, end = vocabulary[START], vocabulary[END]

    def numbered(sentences: list[list[str]]) -> np.ndarray:
        return badak.utils.pad_sequences(
            [[start, *vocabulary.encode(words), end] for words in sentences], padding="post"
        )

    badak.utils.set_random_seed(chosen.seed)
    captioner = Captioner(len(vocabulary), 128)
    model = Sequential([captioner], name="captioner")
    rate = badak.schedules.OneCycle(4e-3, total_steps=-(-count // 32) * epochs)
    loss = badak.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(badak.optimizers.Adam(rate, clipnorm=1.0), loss=loss, metrics=["accuracy"])
    begin = time.perf_counter()
    y_train, y_test = numbered(train), numbered(test)
    model.fit(
        (x_train, y_train[:, :-1]),
        y_train[:, 1:],
        epochs=epochs,
        validation_data=((x_test, y_test[:, :-1]), y_test[:, 1:]),
    )
    print(f"{model.count_params():,} weights, {time.perf_counter() - begin:.0f} s\n")

    right: dict[str, float] = {}
    for kind, pictures, wanted in (("known combinations", x_test, test), ("new combinations", x_new, new)):
        state = captioner.run_part(captioner.look, pictures)
        options = {"start": start, "end": end, "max_length": 2 + max(map(len, train))}
        greedy = greedy_search(captioner.step, state, **options).lists(end)
        several = beam_search(captioner.step, state, **options, beams=chosen.beams).lists(end)
        for name, rows in ((f"{chosen.beams} beams", [found[0] for found in several]), ("greedy search", greedy)):
            said = [vocabulary.decode(row) for row in rows]
            right[kind] = float(np.mean([a == b for a, b in zip(said, wanted, strict=True)]))
            same = sum(sum(map(str.__eq__, a, b)) for a, b in zip(said, wanted, strict=True))
            total = sum(max(len(a), len(b)) for a, b in zip(said, wanted, strict=True))
            print(f"{kind}, {name}: {right[kind]:.1%} of the sentences right, {same / total:.1%} of the words")
        answers, truth = ([" ".join(words) for words in sentences] for sentences in (said, wanted))
        for answer, words in list(zip(answers, truth, strict=True))[:5]:
            print("  " + answer + ("" if answer == words else f"   (wrong: {words})"))
    page(chosen.out, x_new[:24], answers, truth)
    print(f"\nsentences right: {right['known combinations']:.3f}, of new combinations {right['new combinations']:.3f}")
    return right["known combinations"]


def page(path: str, pictures: np.ndarray, answers: list[str], truth: list[str]) -> None:
    """Write pictures with their sentences as an HTML page."""
    from badak.inspect.png import data_uri

    parts = []
    for seen, answer, wanted in zip(pictures, answers, truth):
        mark = "" if answer == wanted else f'<br><s style="color:#b00">{html.escape(wanted)}</s>'
        source = data_uri((seen * 255).astype(np.uint8))
        parts.append(
            f'<figure><img src="{source}" width="160" height="160" style="image-rendering:pixelated" alt="">'
            f"<figcaption>{html.escape(answer)}{mark}</figcaption></figure>"
        )
    style = "body{font:15px system-ui,sans-serif;display:flex;flex-wrap:wrap}figure{width:200px;margin:12px}"
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"<!doctype html><meta charset=utf-8><style>{style}</style>{''.join(parts)}")


if __name__ == "__main__":
    main()
