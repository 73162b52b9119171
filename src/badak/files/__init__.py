"""Model files: one zip of JSON and safetensors, written as a whole, read without running anything in it.

What is inside a file such as ``digits.badak``:

=========================  =============================================================================================
``config.json``            format version, the layers by registered name with their fields, the shape they were built for
``weights.safetensors``    weights and kept state by their way in the model: ``dense/kernel``
``arrays.safetensors``     arrays among the fields, if there are any
``training.json``          what ``compile`` was given and the random key of the last ``fit``, if it was compiled
``optimizer.safetensors``  what the optimizer remembers: ``iteration``, ``slots/momentum/dense/kernel``
``preprocess.json``        ``model.preprocess`` and ``model.class_names``
``record.json``            seed, versions, platform, threads, command and date of the run
=========================  =============================================================================================
"""

from badak.files.model_file import load_model, save_model
from badak.files.record import make_record
from badak.files.weights import load_weights, save_weights

__all__ = ["load_model", "load_weights", "make_record", "save_model", "save_weights"]
