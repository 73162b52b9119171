"""Three networks on handwritten digits, recorded three ways, and which one is best.

    python examples/compare_runs.py           1,500 digits, 8 epochs
    python examples/compare_runs.py --quick   fewer

Afterwards: `badak runs list --sort val_loss`, `badak runs compare 1 2 3`, and `tensorboard --logdir logs`.
"""

from __future__ import annotations

import argparse

import badak
from badak.callbacks import JSONLogger, RunRecorder, TensorBoard
from badak.layers import Dense, Dropout, Flatten

CHOICES = (
    {"units": 16, "dropout": 0.0},
    {"units": 128, "dropout": 0.0},
    {"units": 128, "dropout": 0.3},
)


def make_model(units: int, dropout: float) -> badak.Sequential:
    """Return a network of one hidden layer."""
    model = badak.Sequential(
        [
            Flatten(input_shape=(28, 28)),
            Dense(units, activation="relu"),
            Dropout(dropout),
            Dense(10, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def main() -> None:
    """Train each, then ask the store of runs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer rows")
    rows, epochs = (600, 5) if parser.parse_args().quick else (1_500, 8)
    (x, y), (x_test, y_test) = badak.datasets.load("digits")
    x, y, x_test = x[:rows] / 255, y[:rows], x_test / 255
    store = badak.runs.RunStore()
    numbers, models = [], {}
    for choice in CHOICES:
        badak.utils.set_random_seed(0)
        name = f"units{choice['units']}-dropout{choice['dropout']:g}"
        recorder = RunRecorder(name, settings=choice, data=(x, y))
        board = TensorBoard(f"logs/{name}", histogram_freq=1, hparams=choice)
        model = make_model(**choice)
        callbacks = [recorder, board, JSONLogger(f"logs/{name}.jsonl")]
        model.fit(x, y, epochs=epochs, batch_size=32, validation_split=0.2, callbacks=callbacks, verbose=0)
        numbers.append(recorder.id)
        models[recorder.id] = model
    runs = [store.get(number) for number in numbers]
    for run in runs:
        print(f"{run.id:>3}  {run.name:22}  val_loss {run.best('val_loss'):.3f}  {run.seconds:.1f} s")
    best = min(runs, key=lambda run: run.best("val_loss"))
    accuracy = models[best.id].evaluate(x_test, y_test, verbose=0)[1]
    store.change(best.id, note=f"best of {len(runs)}: {accuracy:.1%} on the test")
    print(f"best: {best.name}; test accuracy {accuracy:.3f}")


if __name__ == "__main__":
    main()
