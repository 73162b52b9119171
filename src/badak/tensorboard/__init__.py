"""Event files for TensorBoard, written without TensorFlow or TensorBoard.

``SummaryWriter`` writes what a loop of one's own measures, with PyTorch's names; the callback
``badak.callbacks.TensorBoard`` does so for ``fit``. ``tensorboard --logdir logs`` shows both.
"""

from badak.tensorboard.writer import SummaryWriter

__all__ = ["SummaryWriter"]
