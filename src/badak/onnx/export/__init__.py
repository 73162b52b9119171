"""Writing models as ONNX."""
