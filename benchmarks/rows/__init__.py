"""The rows, by subject; a new subject is a module with a tuple ROWS, added here."""

from benchmarks.harness import Row
from benchmarks.rows import conv, dense, embedding, forecast, onnx, operation, recurrent, start, text

ROWS: tuple[Row, ...] = (
    dense.ROWS
    + conv.ROWS
    + onnx.ROWS
    + recurrent.ROWS
    + embedding.ROWS
    + operation.ROWS
    + start.ROWS
    + text.ROWS
    + forecast.ROWS
)
