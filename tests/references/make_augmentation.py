"""Layers for pictures: Keras's values where nothing is random, that is with factors given as a range of one number.

Keras rounds single precision in its affine maps whatever the number type, so everything here is float32. Contrast, saturation
and hue are asked for by the transformation itself, because no argument fixes what they draw.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from common import Book, quiet, to_numpy, use_dtype

MODES = ("constant", "nearest", "reflect", "wrap")
BATCH, ROWS, COLUMNS = 3, 6, 7


def pictures(channels: int = 3, rows: int = ROWS, columns: int = COLUMNS) -> np.ndarray:
    return np.random.default_rng(5).random((BATCH, rows, columns, channels), np.float32)


# (title, class, arguments): called in training on `pictures`
MOVED = [
    (f"{cls}.{mode}.{how}", cls, {**config, "fill_mode": mode, "interpolation": how, "fill_value": 0.25})
    for mode in MODES
    for how in ("bilinear", "nearest")
    for cls, config in (
        ("RandomRotation", {"factor": [0.07, 0.07]}),
        ("RandomZoom", {"height_factor": [0.4, 0.4], "width_factor": [-0.3, -0.3]}),
        ("RandomTranslation", {"height_factor": [0.21, 0.21], "width_factor": [-0.45, -0.45]}),
    )
] + [
    ("RandomRotation.far", "RandomRotation", {"factor": [-0.4, -0.4]}),
    ("RandomZoom.even", "RandomZoom", {"height_factor": [0.9, 0.9]}),
    ("RandomTranslation.whole_picture", "RandomTranslation", {"height_factor": [1.0, 1.0], "width_factor": [0.9, 0.9]}),
    ("RandomBrightness", "RandomBrightness", {"factor": [0.3, 0.3], "value_range": [0, 1]}),
    ("RandomBrightness.darker", "RandomBrightness", {"factor": [-0.6, -0.6], "value_range": [0, 1]}),
    ("RandomSaturation", "RandomSaturation", {"factor": [0.6, 0.6], "value_range": [0, 1]}),
    ("RandomSaturation.grey", "RandomSaturation", {"factor": [0.0, 0.0], "value_range": [0, 1]}),
    ("RandomSaturation.full", "RandomSaturation", {"factor": [0.99, 0.99], "value_range": [0, 1]}),
    ("RandomSaturation.none", "RandomSaturation", {"factor": [0.5, 0.5], "value_range": [0, 1]}),
]  # fmt: skip

# (title, class, arguments, shape of the pictures)
STILL = [
    ("CenterCrop", "CenterCrop", {"height": 4, "width": 3}, (ROWS, COLUMNS)),
    ("CenterCrop.odd", "CenterCrop", {"height": 3, "width": 4}, (ROWS, COLUMNS)),
    ("Rescaling", "Rescaling", {"scale": 1 / 127.5, "offset": -1.0}, (ROWS, COLUMNS)),
    *((f"Resizing.{how}.{tall}x{wide}", "Resizing", {"height": tall, "width": wide, "interpolation": how}, (ROWS, COLUMNS))
      for how in ("bilinear", "nearest", "bicubic", "lanczos3", "lanczos5") for tall, wide in ((9, 5), (3, 14))),
    *((f"Resizing.antialias.{how}", "Resizing", {"height": 3, "width": 4, "interpolation": how, "antialias": True},
       (16, 11)) for how in ("bilinear", "bicubic", "lanczos3")),
    ("Resizing.crop", "Resizing", {"height": 4, "width": 4, "crop_to_aspect_ratio": True}, (8, 11)),
    ("Resizing.crop_tall", "Resizing", {"height": 6, "width": 3, "crop_to_aspect_ratio": True}, (8, 11)),
    ("Resizing.pad", "Resizing", {"height": 4, "width": 4, "pad_to_aspect_ratio": True, "fill_value": 0.5}, (8, 11)),
    ("Resizing.pad_wide", "Resizing", {"height": 3, "width": 9, "pad_to_aspect_ratio": True}, (8, 11)),
]  # fmt: skip

# (title, arguments, shape of the data)
NORMAL = [
    ("Normalization", {}, (20, 4)),
    ("Normalization.images", {}, (5, 3, 4, 2)),
    ("Normalization.one", {"axis": None}, (20, 4)),
    ("Normalization.two", {"axis": [1, 2]}, (20, 3, 4)),
    ("Normalization.invert", {"invert": True}, (20, 4)),
    ("Normalization.given", {"mean": 3.0, "variance": 2.0}, (20, 4)),
]


def main() -> None:
    quiet()
    keras = use_dtype("float32")
    book = Book("augmentation")
    x = pictures()
    book.inputs("pictures", x=x)
    for title, cls, config in MOVED:
        y = getattr(keras.layers, cls)(**config)(x, training=True)
        book.put(title, {"y": y}, peer="keras", kind="random", dtype="float32", inputs="pictures", **facts(cls, config))
    amounts = np.array([0.4, 1.0, 1.7], np.float32)
    contrast = keras.layers.RandomContrast(0.5, value_range=(0, 1))
    y = contrast.transform_images(x, {"contrast_factor": amounts.reshape(-1, 1, 1, 1)})
    put_given(book, "adjust_contrast", y, amounts)
    turns = np.array([0.2, -0.35, 0.5], np.float32)
    hue = keras.layers.RandomHue(0.5, value_range=(0, 1))
    put_given(book, "adjust_hue", hue.transform_images(x, {"factor": turns}), turns)
    saturation = keras.layers.RandomSaturation(0.5, value_range=(0, 1))
    put_given(book, "adjust_saturation", saturation.transform_images(x, {"factor": amounts}), amounts)
    for title, cls, config, size in STILL:
        data = pictures(2, *size)
        y = getattr(keras.layers, cls)(**config)(data)
        book.put(title, {"x": data, "y": y}, peer="keras", kind="still", dtype="float32", **facts(cls, config))
    for title, config, shape in NORMAL:
        data = (np.random.default_rng(3).normal(2.0, 3.0, shape)).astype(np.float32)
        layer = keras.layers.Normalization(**config)
        if "mean" not in config:
            layer.adapt(data)
        out = {"x": data, "y": layer(data)}
        out |= {f"weight.{i}": to_numpy(w.value).astype(np.float32) for i, w in enumerate(layer.weights)}
        book.put(title, out, peer="keras", kind="adapted", dtype="float32", **facts("Normalization", config))
    book.save()


def facts(cls: str, config: dict[str, Any]) -> dict[str, Any]:
    return {"class": cls, "config": config}


def put_given(book: Book, function: str, y: Any, amount: np.ndarray) -> None:
    book.put(
        function, {"y": y, "amount": amount}, peer="keras", kind="given", dtype="float32", inputs="pictures",
        function=function,
    )  # fmt: skip


if __name__ == "__main__":
    main()
