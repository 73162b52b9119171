"""Outputs and gradients of Keras's and PyTorch's layers with random weights, and moving statistics over steps."""

from __future__ import annotations

import numpy as np
from common import Book, quiet, to_numpy, use_dtype

# (title, class, arguments, shape of x without the batch, batch)
KERAS = [
    ("Dense", "Dense", {"units": 4}, (5,), 6),
    *(
        (f"Dense.{name}", "Dense", {"units": 4, "activation": name}, (5,), 6)
        for name in ("relu", "sigmoid", "tanh", "softmax", "elu", "gelu", "softplus", "leaky_relu")
    ),
    ("Dense.no_bias", "Dense", {"units": 3, "use_bias": False}, (5,), 6),
    ("Dense.series", "Dense", {"units": 4, "activation": "tanh"}, (3, 5), 4),
    ("LayerNormalization", "LayerNormalization", {}, (5,), 6),
    ("LayerNormalization.epsilon", "LayerNormalization", {"epsilon": 0.1}, (3, 5), 4),
    ("LayerNormalization.axes", "LayerNormalization", {"axis": [1, 2]}, (3, 5), 4),
    ("LayerNormalization.axis_1", "LayerNormalization", {"axis": 1}, (3, 5), 4),
    ("LayerNormalization.plain", "LayerNormalization", {"center": False, "scale": False}, (5,), 6),
    ("RMSNormalization", "RMSNormalization", {}, (5,), 6),
    ("GroupNormalization", "GroupNormalization", {"groups": 2}, (3, 3, 4), 2),
    ("GroupNormalization.instance", "GroupNormalization", {"groups": -1}, (3, 3, 4), 2),
    ("UnitNormalization", "UnitNormalization", {}, (5,), 6),
    ("PReLU", "PReLU", {}, (5,), 6),
    ("PReLU.shared", "PReLU", {"shared_axes": [1, 2]}, (3, 3, 4), 2),
    ("LeakyReLU", "LeakyReLU", {}, (5,), 6),
    ("LeakyReLU.slope", "LeakyReLU", {"negative_slope": 0.01}, (5,), 6),
    ("ReLU", "ReLU", {"max_value": 1.0, "negative_slope": 0.1, "threshold": 0.2}, (5,), 6),
    ("ELU", "ELU", {"alpha": 0.5}, (5,), 6),
    ("Softmax", "Softmax", {}, (5,), 6),
    ("Softmax.axis_1", "Softmax", {"axis": 1}, (3, 5), 4),
    ("Rescaling", "Rescaling", {"scale": 0.5, "offset": -1.0}, (5,), 6),
    ("Flatten", "Flatten", {}, (3, 3, 4), 2),
    ("Reshape", "Reshape", {"target_shape": [4, -1]}, (3, 3, 4), 2),
    ("Permute", "Permute", {"dims": [3, 1, 2]}, (2, 3, 4), 2),
    ("RepeatVector", "RepeatVector", {"n": 3}, (5,), 6),
    ("BatchNormalization", "BatchNormalization", {}, (5,), 8),
    ("BatchNormalization.other", "BatchNormalization", {"momentum": 0.8, "epsilon": 0.1}, (5,), 8),
    ("BatchNormalization.plain", "BatchNormalization", {"center": False, "scale": False, "momentum": 0.5}, (5,), 8),
    ("BatchNormalization.images", "BatchNormalization", {"momentum": 0.5}, (3, 3, 4), 2),
    ("BatchNormalization.axis_1", "BatchNormalization", {"momentum": 0.5, "axis": 1}, (3, 5), 4),
    ("BatchNormalization.series", "BatchNormalization", {"momentum": 0.5}, (3, 5), 4),
    ("Conv1D", "Conv1D", {"filters": 3, "kernel_size": 3, "activation": "relu"}, (6, 2), 2),
    ("Conv1D.causal", "Conv1D", {"filters": 4, "kernel_size": 2, "padding": "causal", "dilation_rate": 2}, (6, 2), 2),
    ("Conv2D", "Conv2D", {"filters": 3, "kernel_size": 3, "activation": "tanh"}, (5, 6, 2), 2),
    ("Conv2D.same", "Conv2D", {"filters": 3, "kernel_size": [2, 3], "strides": 2, "padding": "same"}, (5, 6, 2), 2),
    ("Conv2D.dilated", "Conv2D", {"filters": 2, "kernel_size": 3, "dilation_rate": 2, "padding": "same"}, (5, 6, 2), 2),
    ("Conv2D.groups", "Conv2D", {"filters": 4, "kernel_size": 2, "groups": 2, "use_bias": False}, (4, 4, 4), 2),
    ("Conv2D.softmax", "Conv2D", {"filters": 3, "kernel_size": 2, "activation": "softmax"}, (3, 4, 2), 2),
    ("Conv3D", "Conv3D", {"filters": 2, "kernel_size": 2, "strides": [1, 2, 1], "padding": "same"}, (3, 3, 4, 2), 2),
    ("SeparableConv1D", "SeparableConv1D", {"filters": 3, "kernel_size": 3, "padding": "same"}, (5, 2), 2),
    (
        "SeparableConv2D",
        "SeparableConv2D",
        {"filters": 3, "kernel_size": 3, "depth_multiplier": 2, "strides": 2, "activation": "relu"},
        (6, 7, 2),
        2,
    ),
    ("DepthwiseConv1D", "DepthwiseConv1D", {"kernel_size": 3, "depth_multiplier": 2}, (5, 2), 2),
    ("DepthwiseConv2D", "DepthwiseConv2D", {"kernel_size": 3, "padding": "same"}, (5, 4, 3), 2),
    ("DepthwiseConv2D.two", "DepthwiseConv2D", {"kernel_size": 2, "depth_multiplier": 2, "strides": 2}, (5, 4, 2), 2),
    ("Conv1DTranspose", "Conv1DTranspose", {"filters": 2, "kernel_size": 3, "strides": 2}, (4, 3), 2),
    *(
        (
            f"Conv1DTranspose.{padding}{k}{s}{d}{'' if o is None else o}",
            "Conv1DTranspose",
            {"filters": 2, "kernel_size": k, "strides": s, "padding": padding, "dilation_rate": d, "output_padding": o},
            (4, 2),
            1,
        )
        for padding in ("valid", "same")
        for k, s, d, o in (
            (2, 1, 1, None),
            (3, 1, 2, None),
            (2, 3, 1, None),
            (1, 4, 1, None),
            (4, 2, 1, None),
            (5, 2, 1, 1),
            (4, 3, 1, 1),
            (3, 2, 1, 0),
            (2, 2, 1, 1),
        )
    ),
    (
        "Conv2DTranspose",
        "Conv2DTranspose",
        {"filters": 2, "kernel_size": [2, 3], "strides": 2, "padding": "same"},
        (3, 4, 3),
        2,
    ),
    ("Conv3DTranspose", "Conv3DTranspose", {"filters": 2, "kernel_size": 2, "strides": [1, 2, 2]}, (2, 2, 3, 2), 1),
    ("MaxPooling1D", "MaxPooling1D", {"pool_size": 3, "strides": 2, "padding": "same"}, (6, 2), 2),
    ("MaxPooling2D", "MaxPooling2D", {}, (5, 6, 2), 2),
    ("MaxPooling2D.same", "MaxPooling2D", {"pool_size": 3, "strides": 2, "padding": "same"}, (5, 6, 2), 2),
    ("MaxPooling3D", "MaxPooling3D", {"pool_size": [1, 2, 2]}, (2, 4, 3, 2), 1),
    ("AveragePooling1D", "AveragePooling1D", {"pool_size": 3, "strides": 2, "padding": "same"}, (6, 2), 2),
    ("AveragePooling2D", "AveragePooling2D", {"pool_size": 3, "strides": 2, "padding": "same"}, (5, 6, 2), 2),
    ("AveragePooling2D.overlap", "AveragePooling2D", {"pool_size": [2, 3], "strides": 1}, (5, 6, 2), 2),
    ("AveragePooling3D", "AveragePooling3D", {"pool_size": 2}, (2, 4, 3, 2), 1),
    *(
        (name, name, {"keepdims": True}, (3,) * rank + (2,), 2)
        for rank in (1, 2, 3)
        for name in (f"GlobalMaxPooling{rank}D", f"GlobalAveragePooling{rank}D")
    ),
    ("ZeroPadding1D", "ZeroPadding1D", {"padding": [1, 2]}, (3, 2), 1),
    ("ZeroPadding2D", "ZeroPadding2D", {"padding": [[1, 0], [2, 3]]}, (3, 2, 2), 1),
    ("ZeroPadding2D.two", "ZeroPadding2D", {"padding": [1, 2]}, (3, 2, 2), 1),
    ("ZeroPadding3D", "ZeroPadding3D", {"padding": 1}, (2, 2, 2, 1), 1),
    ("Cropping1D", "Cropping1D", {"cropping": [2, 1]}, (5, 2), 1),
    ("Cropping2D", "Cropping2D", {"cropping": [1, 2]}, (5, 6, 2), 1),
    ("Cropping2D.none", "Cropping2D", {}, (3, 2, 2), 1),
    ("Cropping3D", "Cropping3D", {}, (3, 4, 3, 1), 1),
    ("UpSampling1D", "UpSampling1D", {"size": 3}, (3, 2), 1),
    ("UpSampling2D", "UpSampling2D", {"size": [2, 3]}, (3, 2, 2), 1),
    *(
        (f"UpSampling2D.{how}", "UpSampling2D", {"size": [2, 3], "interpolation": how}, (4, 3, 2), 1)
        for how in ("bilinear", "bicubic", "lanczos3")
    ),
    ("UpSampling3D", "UpSampling3D", {"size": 2}, (2, 1, 2, 2), 1),
]
STEPS = 5  # training steps over which moving statistics are followed

# (title, class, arguments, shape of x with the batch)
TORCH = [
    ("Linear", "Linear", {"in_features": 5, "out_features": 4}, (6, 5)),
    ("LayerNorm", "LayerNorm", {"normalized_shape": [5]}, (6, 5)),
    ("LayerNorm.two", "LayerNorm", {"normalized_shape": [3, 5]}, (4, 3, 5)),
    ("RMSNorm", "RMSNorm", {"normalized_shape": [5], "eps": 1e-6}, (6, 5)),
    ("GroupNorm", "GroupNorm", {"num_groups": 2, "num_channels": 4}, (2, 4, 3, 3)),
    ("PReLU", "PReLU", {"num_parameters": 4}, (2, 4, 3)),
    ("BatchNorm1d", "BatchNorm1d", {"num_features": 5, "momentum": 0.1}, (8, 5)),
    ("BatchNorm2d", "BatchNorm2d", {"num_features": 4, "momentum": 0.5}, (2, 4, 3, 3)),
]


def numbers(title: str, *shape: int) -> np.ndarray:
    seed = sum(ord(letter) * (i + 1) for i, letter in enumerate(title))
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32).astype(np.float64)


def keras_cases(book: Book) -> None:
    import jax
    import jax.numpy as jnp

    keras = use_dtype("float64")
    for title, cls, config, shape, batch in KERAS:
        layer = getattr(keras.layers, cls)(**config, dtype="float64")
        x = (
            numbers(title + "x", STEPS, batch, *shape)
            if cls == "BatchNormalization"
            else numbers(title + "x", batch, *shape)
        )
        first = x[0] if cls == "BatchNormalization" else x
        layer.build((None, *shape))
        weights = [numbers(f"{title}w{i}", *w.shape) for i, w in enumerate(layer.weights)]
        if cls == "BatchNormalization":
            weights[-1] = np.abs(weights[-1]) + 0.5  # the moving variance
        layer.set_weights(weights)
        trainable = [jnp.asarray(v.value) for v in layer.trainable_variables]
        state = [jnp.asarray(v.value) for v in layer.non_trainable_variables]
        training = {"training": True} if cls == "BatchNormalization" else {}

        def run(params, inputs, state=state, layer=layer, training=training):
            return layer.stateless_call(params, state, inputs, **training)

        (y, new_state), back = jax.vjp(run, trainable, jnp.asarray(first))
        cotangent = numbers(title + "g", *y.shape)
        param_grads, x_grad = back((jnp.asarray(cotangent), [jnp.zeros_like(s) for s in new_state]))
        out = {"x": x, "y": y, "cotangent": cotangent, "x_grad": x_grad}
        out |= {f"weight.{i}": w for i, w in enumerate(weights)}
        out |= {f"weight_grad.{i}": g for i, g in enumerate(param_grads)}
        names = [v.name for v in layer.weights]
        if cls == "BatchNormalization":
            frozen, _ = layer.stateless_call(trainable, state, jnp.asarray(first), training=False)
            out["y_inference"] = frozen
            moved = []
            for step in range(STEPS):
                layer(x[step], training=True)
                moved.append([to_numpy(v.value) for v in layer.non_trainable_variables])
            out["moving_mean"] = np.stack([m[0] for m in moved])
            out["moving_variance"] = np.stack([m[1] for m in moved])
            out["y_inference_after"] = layer(first, training=False)
        facts = {"class": cls, "config": config, "weights": names, "trainable": len(trainable)}
        book.put(f"keras.{title}", out, peer="keras", dtype="float64", **facts)


def torch_cases(book: Book) -> None:
    import torch

    for title, cls, config, shape in TORCH:
        module = getattr(torch.nn, cls)(**config, dtype=torch.float64)
        params = dict(module.named_parameters())
        out = {}
        with torch.no_grad():
            for name, p in params.items():
                out[f"weight.{name}"] = numbers(f"torch{title}{name}", *p.shape)
                p.copy_(torch.tensor(out[f"weight.{name}"]))
        normalized = cls.startswith("BatchNorm")
        x = numbers(f"torch{title}x", STEPS, *shape) if normalized else numbers(f"torch{title}x", *shape)
        leaf = torch.tensor(x[0] if normalized else x, requires_grad=True)
        y = module(leaf)
        cotangent = numbers(f"torch{title}g", *y.shape)
        grads = torch.autograd.grad(y, [leaf, *params.values()], torch.tensor(cotangent))
        out |= {"x": x, "y": y, "cotangent": cotangent, "x_grad": grads[0]}
        out |= {f"weight_grad.{name}": g for name, g in zip(params, grads[1:], strict=True)}
        if normalized:
            means, variances = [module.running_mean.clone()], [module.running_var.clone()]
            for step in range(1, STEPS):
                module(torch.tensor(x[step]))
                means.append(module.running_mean.clone())
                variances.append(module.running_var.clone())
            out["running_mean"] = torch.stack(means)
            out["running_var"] = torch.stack(variances)
            module.eval()
            out["y_inference_after"] = module(leaf)
        facts = {"class": cls, "config": config, "weights": list(params)}
        book.put(f"torch.{title}", out, peer="torch", dtype="float64", **facts)


def main() -> None:
    quiet()
    book = Book("layers")
    keras_cases(book)
    torch_cases(book)
    book.save()


if __name__ == "__main__":
    main()
