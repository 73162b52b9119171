"""Prediction by onnxruntime, of the file that badak writes."""

from __future__ import annotations

import importlib.util
import os

import numpy as np

from benchmarks import work
from benchmarks.programs.badak_conv import MODELS
from benchmarks.programs.skip import Skip


class Infer:
    """`run` of one batch of random pictures, several times; a unit is a call."""

    def __init__(self, model, batch, calls=4):
        if any(importlib.util.find_spec(name) is None for name in ("onnx", "onnxruntime")):
            raise Skip("needs the packages onnx and onnxruntime beside badak")
        import onnxruntime

        import badak
        from badak.onnx.export.proto import proto_of

        badak.utils.set_random_seed(0)
        own = MODELS[model]()
        self.calls, self.batch, self.flops = calls, batch, work.forward_flops(own)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
        options.inter_op_num_threads = 1
        content = proto_of(own).SerializeToString()
        self.session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        x = np.random.default_rng(0).random((batch, *own.input_shape), dtype=np.float32)
        self.given = {self.session.get_inputs()[0].name: x}
        expected = own.predict(x, batch_size=batch, verbose=0)
        (found,) = self.session.run(None, self.given)
        self.apart = float(np.abs(found - expected).max())
        self.threads = options.intra_op_num_threads
        self.version = onnxruntime.__version__

    def block(self):
        for _ in range(self.calls):
            self.session.run(None, self.given)
        return self.calls

    def facts(self):
        return {
            "flops": self.flops * self.batch,
            "apart": self.apart,
            "threads": self.threads,
            "onnxruntime": self.version,
        }
