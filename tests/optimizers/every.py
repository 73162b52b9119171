"""One optimizer of each kind and each option, for the tests that hold for all."""

from __future__ import annotations

from badak import optimizers, schedules

EVERY = {
    "sgd": optimizers.SGD(0.1),
    "momentum": optimizers.SGD(0.1, momentum=0.9),
    "nesterov": optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    "schedule": optimizers.SGD(schedules.CosineDecay(0.1, 10), momentum=0.5),
    "adagrad": optimizers.Adagrad(0.1),
    "adagrad_outside": optimizers.Adagrad(0.1, epsilon_at="outside"),
    "rmsprop": optimizers.RMSprop(0.01),
    "rmsprop_all": optimizers.RMSprop(0.01, momentum=0.9, centered=True, epsilon_at="outside", epsilon=1e-3),
    "adadelta": optimizers.Adadelta(1.0),
    "adam": optimizers.Adam(0.01),
    "adam_corrected": optimizers.Adam(0.01, epsilon_at="corrected"),
    "amsgrad": optimizers.Adam(0.01, amsgrad=True),
    "adamw": optimizers.AdamW(0.01, no_decay=("b",)),
    "adamax": optimizers.Adamax(0.01),
    "adamax_inside": optimizers.Adamax(0.01, epsilon_at="inside"),
    "nadam": optimizers.Nadam(0.01),
    "lion": optimizers.Lion(0.01),
    "muon": optimizers.Muon(0.01),
    "clipnorm": optimizers.SGD(0.1, clipnorm=0.5),
    "clipvalue": optimizers.Adam(0.01, clipvalue=0.1),
    "global_clipnorm": optimizers.RMSprop(0.01, global_clipnorm=0.5, weight_decay=0.1),
}
ELEMENT_WISE = {k: o for k, o in EVERY.items() if k not in ("muon", "clipnorm", "global_clipnorm")}
