"""Layers: the parts of a model."""

from typing import TYPE_CHECKING, Any

from badak.layers.activation import ELU, LeakyReLU, PReLU, ReLU, Softmax
from badak.layers.attention import AdditiveAttention, Attention
from badak.layers.augment import Augmentation, RandomCrop, RandomFlip
from badak.layers.cell import Cell, GRUCell, LSTMCell, SimpleRNNCell, StackedRNNCells
from badak.layers.colour import RandomBrightness, RandomColorJitter, RandomContrast, RandomHue, RandomSaturation
from badak.layers.context import Context
from badak.layers.conv import Conv1D, Conv2D, Conv3D
from badak.layers.core import (
    Activation,
    ActivityRegularization,
    Dense,
    Flatten,
    InputLayer,
    Permute,
    Rescaling,
    Reshape,
)
from badak.layers.depthwise import DepthwiseConv1D, DepthwiseConv2D, SeparableConv1D, SeparableConv2D
from badak.layers.embedding import Embedding, Masking
from badak.layers.erase import Cutout, RandomErasing
from badak.layers.framing import (
    Cropping1D,
    Cropping2D,
    Cropping3D,
    UpSampling1D,
    UpSampling2D,
    UpSampling3D,
    ZeroPadding1D,
    ZeroPadding2D,
    ZeroPadding3D,
)
from badak.layers.images import CenterCrop, Resizing
from badak.layers.layer import Layer
from badak.layers.merge import (
    Add,
    Average,
    Concatenate,
    Dot,
    Maximum,
    Minimum,
    Multiply,
    Subtract,
    add,
    average,
    concatenate,
    dot,
    maximum,
    minimum,
    multiply,
    subtract,
)
from badak.layers.mix import CutMix, MixUp
from badak.layers.moving import RandomRotation, RandomTranslation, RandomZoom
from badak.layers.multihead import MultiHeadAttention
from badak.layers.noise import (
    AlphaDropout,
    Dropout,
    GaussianDropout,
    GaussianNoise,
    SpatialDropout1D,
    SpatialDropout2D,
    SpatialDropout3D,
)
from badak.layers.norm import BatchNormalization, LayerNormalization
from badak.layers.normalization import Normalization
from badak.layers.parts import Param, State, Sublayer
from badak.layers.pooling import (
    AveragePooling1D,
    AveragePooling2D,
    AveragePooling3D,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    GlobalMaxPooling3D,
    MaxPooling1D,
    MaxPooling2D,
    MaxPooling3D,
)
from badak.layers.positions import PositionEmbedding, SinePositionEncoding
from badak.layers.recurrent import GRU, LSTM, RNN, SimpleRNN
from badak.layers.residual import BottleneckBlock, ResidualBlock
from badak.layers.transformer import TransformerBlock, TransformerDecoder, TransformerEncoder
from badak.layers.transposed import Conv1DTranspose, Conv2DTranspose, Conv3DTranspose
from badak.layers.vectorize import TextVectorization
from badak.layers.wrappers import Bidirectional, RepeatVector, TimeDistributed

# Keras's other names for the same classes.
Convolution1D, Convolution2D, Convolution3D = Conv1D, Conv2D, Conv3D
Convolution1DTranspose, Convolution2DTranspose, Convolution3DTranspose = (
    Conv1DTranspose,
    Conv2DTranspose,
    Conv3DTranspose,
)
SeparableConvolution1D, SeparableConvolution2D = SeparableConv1D, SeparableConv2D
MaxPool1D, MaxPool2D, MaxPool3D = MaxPooling1D, MaxPooling2D, MaxPooling3D
AvgPool1D, AvgPool2D, AvgPool3D = AveragePooling1D, AveragePooling2D, AveragePooling3D
GlobalMaxPool1D, GlobalMaxPool2D, GlobalMaxPool3D = GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalMaxPooling3D
GlobalAvgPool1D, GlobalAvgPool2D, GlobalAvgPool3D = (
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
)

if TYPE_CHECKING:
    from badak.models.graph import Input

_ELSEWHERE = {  # what Keras and PyTorch call it
    "Lambda": "write a class of badak.layers.Layer with forward(self, p, x, ctx), which can also be saved",
    "Linear": "badak calls it Dense", "ReLU6": "badak.layers.ReLU(max_value=6)", "Module": "badak calls it Layer",
    "Sequential": "badak.Sequential", "Model": "badak.Model",
}  # fmt: skip


__all__ = [
    "Add",
    "Average",
    "Concatenate",
    "Dot",
    "Maximum",
    "Minimum",
    "Multiply",
    "Subtract",
    "add",
    "average",
    "concatenate",
    "dot",
    "maximum",
    "minimum",
    "multiply",
    "subtract",
    "Activation",
    "ActivityRegularization",
    "AlphaDropout",
    "Augmentation",
    "AveragePooling1D",
    "AveragePooling2D",
    "AveragePooling3D",
    "AvgPool1D",
    "AvgPool2D",
    "AvgPool3D",
    "BatchNormalization",
    "Bidirectional",
    "BottleneckBlock",
    "Cell",
    "CenterCrop",
    "Context",
    "CutMix",
    "Cutout",
    "Conv1D",
    "Conv1DTranspose",
    "Conv2D",
    "Conv2DTranspose",
    "Conv3D",
    "Conv3DTranspose",
    "Convolution1D",
    "Convolution1DTranspose",
    "Convolution2D",
    "Convolution2DTranspose",
    "Convolution3D",
    "Convolution3DTranspose",
    "Cropping1D",
    "Cropping2D",
    "Cropping3D",
    "Dense",
    "DepthwiseConv1D",
    "DepthwiseConv2D",
    "Dropout",
    "ELU",
    "Embedding",
    "Flatten",
    "GRU",
    "GRUCell",
    "GaussianDropout",
    "GaussianNoise",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalAveragePooling3D",
    "GlobalAvgPool1D",
    "GlobalAvgPool2D",
    "GlobalAvgPool3D",
    "GlobalMaxPool1D",
    "GlobalMaxPool2D",
    "GlobalMaxPool3D",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "GlobalMaxPooling3D",
    "Input",
    "InputLayer",
    "Layer",
    "AdditiveAttention",
    "Attention",
    "MultiHeadAttention",
    "PositionEmbedding",
    "SinePositionEncoding",
    "TransformerBlock",
    "TransformerDecoder",
    "TransformerEncoder",
    "LSTM",
    "LSTMCell",
    "LayerNormalization",
    "LeakyReLU",
    "Masking",
    "MixUp",
    "Normalization",
    "MaxPool1D",
    "MaxPool2D",
    "MaxPool3D",
    "MaxPooling1D",
    "MaxPooling2D",
    "MaxPooling3D",
    "PReLU",
    "Param",
    "RNN",
    "Permute",
    "RandomBrightness",
    "RandomColorJitter",
    "RandomContrast",
    "RandomCrop",
    "RandomErasing",
    "RandomFlip",
    "RandomHue",
    "RandomRotation",
    "RandomSaturation",
    "RandomTranslation",
    "RandomZoom",
    "ReLU",
    "Rescaling",
    "Reshape",
    "RepeatVector",
    "SimpleRNN",
    "SimpleRNNCell",
    "StackedRNNCells",
    "TimeDistributed",
    "ResidualBlock",
    "Resizing",
    "SeparableConv1D",
    "SeparableConv2D",
    "SeparableConvolution1D",
    "SeparableConvolution2D",
    "Softmax",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
    "State",
    "Sublayer",
    "TextVectorization",
    "UpSampling1D",
    "UpSampling2D",
    "UpSampling3D",
    "ZeroPadding1D",
    "ZeroPadding2D",
    "ZeroPadding3D",
]


def __getattr__(name: str) -> Any:
    import sys

    if name == "Input":  # where Keras has it, too; graphs need layers, so not at the top
        from badak.models.graph import Input

        return Input

    hint = f"; {_ELSEWHERE[name]}" if name in _ELSEWHERE else ""
    raise AttributeError(f"module 'badak.layers' has no attribute {name!r}{hint}", name=name, obj=sys.modules[__name__])


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
