"""Initial values of parameters: Keras's names, with PyTorch's as further ones.

Three formulas go by the name of Xavier: ``GlorotUniform`` and ``GlorotNormal`` (variance 2/(in + out), Keras's
``glorot_*``, PyTorch's ``xavier_*``), and ``XavierFanIn`` (variance 1/in, as introductory books have it).

Example:
    >>> import badak
    >>> initializer = badak.initializers.get("he_normal")
    >>> initializer((784, 64)).shape
    (784, 64)
"""

from badak.initializers.constant import Constant, Identity, Ones, Zeros
from badak.initializers.distribution import RandomNormal, RandomUniform, TruncatedNormal
from badak.initializers.initializer import Initializer, get
from badak.initializers.orthogonal import Orthogonal
from badak.initializers.scaling import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    VarianceScaling,
    XavierFanIn,
)

# Keras's names in small letters, PyTorch's words, and the author's first name.
XavierNormal = xavier_normal = glorot_normal = GlorotNormal
XavierUniform = xavier_uniform = glorot_uniform = GlorotUniform
KaimingNormal = kaiming_normal = he_normal = HeNormal
KaimingUniform = kaiming_uniform = he_uniform = HeUniform
constant, identity, ones, zeros = Constant, Identity, Ones, Zeros
lecun_normal, lecun_uniform = LecunNormal, LecunUniform
normal = random_normal = RandomNormal
uniform = random_uniform = RandomUniform
orthogonal, truncated_normal, variance_scaling = Orthogonal, TruncatedNormal, VarianceScaling

__all__ = [
    "Constant",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "Identity",
    "Initializer",
    "LecunNormal",
    "LecunUniform",
    "Ones",
    "Orthogonal",
    "RandomNormal",
    "RandomUniform",
    "TruncatedNormal",
    "VarianceScaling",
    "XavierFanIn",
    "XavierNormal",
    "XavierUniform",
    "Zeros",
    "get",
]
