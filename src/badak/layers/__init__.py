"""Layers: the parts of a model."""

from badak.layers.activation import ELU as ELU
from badak.layers.activation import LeakyReLU as LeakyReLU
from badak.layers.activation import PReLU as PReLU
from badak.layers.activation import ReLU as ReLU
from badak.layers.activation import Softmax as Softmax
from badak.layers.context import Context as Context
from badak.layers.core import Activation as Activation
from badak.layers.core import Dense as Dense
from badak.layers.core import Flatten as Flatten
from badak.layers.core import InputLayer as InputLayer
from badak.layers.core import Permute as Permute
from badak.layers.core import Rescaling as Rescaling
from badak.layers.core import Reshape as Reshape
from badak.layers.layer import Layer as Layer
from badak.layers.layer import Param as Param
from badak.layers.layer import State as State
from badak.layers.layer import Sublayer as Sublayer
from badak.layers.noise import AlphaDropout as AlphaDropout
from badak.layers.noise import Dropout as Dropout
from badak.layers.noise import GaussianDropout as GaussianDropout
from badak.layers.noise import GaussianNoise as GaussianNoise
from badak.layers.norm import BatchNormalization as BatchNormalization
from badak.layers.norm import LayerNormalization as LayerNormalization


def Input(shape=None, *, name=None, dtype=None, batch_size=None) -> InputLayer:  # noqa: N802 - Keras's name
    """Say the shape of one sample at the beginning of a model.

    Args:
        shape: shape of one sample without the batch axis.
        name: name of the input.
        dtype: number type of the data.
        batch_size: ignored; batches may have any size.

    Returns:
        The input's layer, for the list of a Sequential.

    Example:
        >>> import badak
        >>> badak.layers.Input((784,)).input_shape
        (784,)
    """
    return InputLayer(shape=shape, name=name, dtype=dtype, batch_size=batch_size)
