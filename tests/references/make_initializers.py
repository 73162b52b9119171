"""How Keras's initializers are distributed: random numbers differ between libraries, distributions must not."""

from __future__ import annotations

import numpy as np
from common import Book, quiet, to_numpy, use_dtype

DRAWS = 400_000  # numbers behind each statistic, drawn in as many arrays as it takes
QUANTILES = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999]

SHAPES = {
    "dense": (64, 96),
    "narrow": (784, 10),
    "conv1d": (5, 16, 32),
    "conv2d": (3, 3, 16, 32),
    "conv3d": (2, 3, 3, 4, 8),
    "depthwise": (3, 3, 16, 1),
    "vector": (50,),
}
BY_FAN = ["GlorotUniform", "GlorotNormal", "HeUniform", "HeNormal", "LecunUniform", "LecunNormal"]
VARIANCE_SCALING = [
    {},
    *(
        {"scale": 2.0, "mode": mode, "distribution": distribution}
        for mode in ("fan_in", "fan_out", "fan_avg")
        for distribution in ("truncated_normal", "untruncated_normal", "uniform")
    ),
]
OTHER = [
    ("RandomNormal", {}),
    ("RandomNormal", {"mean": 1.0, "stddev": 0.5}),
    ("RandomUniform", {}),
    ("RandomUniform", {"minval": -1.0, "maxval": 3.0}),
    ("TruncatedNormal", {}),
    ("TruncatedNormal", {"mean": 1.0, "stddev": 0.5}),
]
EXACT = [
    ("Zeros", {}, (2, 3)),
    ("Ones", {}, (2, 3)),
    ("Constant", {"value": 0.25}, (2, 3)),
    ("Identity", {}, (3, 3)),
    ("Identity", {"gain": 2.0}, (2, 4)),
    ("Identity", {}, (4, 2)),
]


def statistics(make, shape: tuple[int, ...]) -> dict:
    """Mean, standard deviation, extremes and quantiles of many draws of `shape`."""
    repeats = max(1, DRAWS // int(np.prod(shape)))
    values = np.concatenate([to_numpy(make(seed)(shape)).ravel() for seed in range(repeats)]).astype(np.float64)
    return {
        "draws": values.size,
        "mean": values.mean(),
        "std": values.std(),
        "min": values.min(),
        "max": values.max(),
        "quantiles": dict(zip(map(str, QUANTILES), np.quantile(values, QUANTILES), strict=True)),
    }


def main() -> None:
    quiet()
    keras = use_dtype("float32")
    from keras.src.initializers.random_initializers import compute_fans

    book = Book("initializers")

    def put(cls: str, config: dict, title: str, shape: tuple[int, ...]) -> None:
        fan_in, fan_out = compute_fans(shape)
        stats = statistics(lambda seed: getattr(keras.initializers, cls)(**config, seed=seed), shape)
        suffix = "".join(f".{key}={value}" for key, value in config.items())
        facts = {"class": cls, "config": config, "shape": list(shape), "fan_in": fan_in, "fan_out": fan_out}
        book.put(f"keras.{cls}{suffix}.{title}", peer="keras", kind="random", **facts, **stats)

    for title, shape in SHAPES.items():
        for cls in BY_FAN:
            put(cls, {}, title, shape)
    for title in ("dense", "conv2d"):
        for config in VARIANCE_SCALING:
            put("VarianceScaling", config, title, SHAPES[title])
    for cls, config in OTHER:
        put(cls, config, "dense", SHAPES["dense"])

    for cls, config, shape in EXACT:
        value = getattr(keras.initializers, cls)(**config)(shape)
        title = f"keras.{cls}.{'x'.join(map(str, shape))}{'.gain' if 'gain' in config else ''}"
        book.put(
            title, {"value": value}, peer="keras", kind="exact", **{"class": cls}, config=config, shape=list(shape)
        )

    for gain in (1.0, 1.5):
        for shape in ((6, 6), (8, 3), (3, 8), (3, 3, 4, 8), (2, 2, 2, 20)):
            value = to_numpy(keras.initializers.Orthogonal(gain=gain, seed=5)(shape)).astype(np.float64)
            flat = value.reshape(-1, shape[-1])
            gram = flat @ flat.T if flat.shape[0] < flat.shape[1] else flat.T @ flat
            facts = {"class": "Orthogonal", "config": {"gain": gain}, "shape": list(shape)}
            error = np.abs(gram - gain**2 * np.eye(len(gram))).max()
            title = f"keras.Orthogonal.{'x'.join(map(str, shape))}.gain={gain}"
            book.put(
                title,
                peer="keras",
                kind="orthogonal",
                **facts,
                side="rows" if len(gram) == flat.shape[0] else "columns",
                error=error,
            )
    book.save()


if __name__ == "__main__":
    main()
