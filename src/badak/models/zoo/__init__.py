"""Networks of papers and textbooks, ready to be trained: each is a function that returns a model.

    from badak.models import zoo

    model = zoo.resnet20(input_shape=(32, 32, 3), classes=10)

All take ``input_shape`` and ``classes`` and return a ``Sequential``; ``count_weights`` says how large one is without making it.
"""

from __future__ import annotations

from badak.models.zoo.cnn import deep_cnn, fast_cnn, simple_cnn
from badak.models.zoo.parts import WeightCount, count_weights
from badak.models.zoo.resnet import (
    plain18,
    plain20,
    plain32,
    plain34,
    plain44,
    plain56,
    plain110,
    residual_network,
    resnet18,
    resnet20,
    resnet32,
    resnet34,
    resnet44,
    resnet50,
    resnet56,
    resnet101,
    resnet110,
    resnet152,
)
from badak.models.zoo.vgg import vgg11, vgg13, vgg16, vgg19

__all__ = [
    "WeightCount",
    "count_weights",
    "deep_cnn",
    "fast_cnn",
    "simple_cnn",
    "plain110",
    "plain18",
    "plain20",
    "plain32",
    "plain34",
    "plain44",
    "plain56",
    "residual_network",
    "resnet101",
    "resnet110",
    "resnet152",
    "resnet18",
    "resnet20",
    "resnet32",
    "resnet34",
    "resnet44",
    "resnet50",
    "resnet56",
    "vgg11",
    "vgg13",
    "vgg16",
    "vgg19",
]
