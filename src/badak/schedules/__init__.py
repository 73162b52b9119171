"""Learning-rate schedules: functions from the step to the rate, with Keras's names and PyTorch's two favourites.

Example:
    >>> import badak
    >>> rate = badak.schedules.WarmUp(badak.schedules.CosineDecay(0.1, decay_steps=1000), warmup_steps=100)
    >>> optimizer = badak.optimizers.SGD(learning_rate=rate, momentum=0.9)
"""

from badak.schedules.cosine import CosineDecay, CosineDecayRestarts
from badak.schedules.decay import (
    ExponentialDecay,
    InverseTimeDecay,
    PiecewiseConstantDecay,
    PolynomialDecay,
    StepDecay,
)
from badak.schedules.plateau import PlateauState, ReduceOnPlateau
from badak.schedules.schedule import Schedule, get
from badak.schedules.schedule import Schedule as LearningRateSchedule  # Keras's name
from badak.schedules.warmup import OneCycle, WarmUp

__all__ = [
    "CosineDecay",
    "CosineDecayRestarts",
    "ExponentialDecay",
    "InverseTimeDecay",
    "LearningRateSchedule",
    "OneCycle",
    "PiecewiseConstantDecay",
    "PlateauState",
    "PolynomialDecay",
    "ReduceOnPlateau",
    "Schedule",
    "StepDecay",
    "WarmUp",
    "get",
]
