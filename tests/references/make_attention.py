"""Outputs, weights and gradients of Keras's attention layers and of PyTorch's attention and Transformer blocks."""

from __future__ import annotations

import numpy as np
from common import Book, quiet, use_dtype

# (title, class, arguments, shapes of the inputs without the batch, arguments of the call, masks that are given)
KERAS = [
    ("mha.self", "MultiHeadAttention", {"num_heads": 2, "key_dim": 3}, [(4, 5)], {}, []),
    ("mha.cross", "MultiHeadAttention", {"num_heads": 2, "key_dim": 3}, [(4, 5), (6, 7)], {}, []),
    ("mha.key", "MultiHeadAttention", {"num_heads": 3, "key_dim": 2, "value_dim": 4}, [(4, 5), (6, 7), (6, 2)], {}, []),
    ("mha.no_bias", "MultiHeadAttention", {"num_heads": 1, "key_dim": 3, "use_bias": False}, [(4, 5)], {}, []),
    ("mha.output_shape", "MultiHeadAttention", {"num_heads": 2, "key_dim": 3, "output_shape": 4}, [(4, 5)], {}, []),
    ("mha.output_axes", "MultiHeadAttention", {"num_heads": 2, "key_dim": 2, "output_shape": [2, 3]}, [(3, 4)], {}, []),
    ("mha.causal", "MultiHeadAttention", {"num_heads": 2, "key_dim": 3}, [(5, 4)], {"use_causal_mask": True}, []),
    ("mha.mask", "MultiHeadAttention", {"num_heads": 2, "key_dim": 3}, [(4, 5), (6, 5)], {}, ["attention_mask"]),
    ("mha.value_mask", "MultiHeadAttention", {"num_heads": 2, "key_dim": 3}, [(4, 5), (6, 5)], {}, ["value_mask"]),
    ("mha.all_masks", "MultiHeadAttention", {"num_heads": 2, "key_dim": 3}, [(6, 5)], {"use_causal_mask": True}, ["attention_mask", "value_mask", "key_mask"]),
    ("mha.axes", "MultiHeadAttention", {"num_heads": 2, "key_dim": 3, "attention_axes": [2]}, [(3, 4, 5)], {}, []),
    ("mha.first_axis", "MultiHeadAttention", {"num_heads": 2, "key_dim": 3, "attention_axes": [1]}, [(3, 4, 5)], {}, []),
    ("mha.two_axes", "MultiHeadAttention", {"num_heads": 2, "key_dim": 2, "attention_axes": [1, 2]}, [(2, 3, 4)], {}, []),
    ("dot", "Attention", {}, [(4, 5), (6, 5)], {}, []),
    ("dot.key", "Attention", {}, [(4, 5), (6, 3), (6, 5)], {}, []),
    ("dot.scale", "Attention", {"use_scale": True}, [(4, 5), (6, 5)], {}, []),
    ("dot.masks", "Attention", {}, [(4, 5), (6, 5)], {}, ["query", "value"]),
    ("dot.causal", "Attention", {}, [(4, 5), (4, 5)], {"use_causal_mask": True}, ["value"]),
    ("concat", "Attention", {"score_mode": "concat"}, [(4, 5), (6, 5)], {}, []),
    ("concat.scale", "Attention", {"score_mode": "concat", "use_scale": True}, [(4, 5), (6, 5)], {}, []),
    ("additive", "AdditiveAttention", {}, [(4, 5), (6, 5)], {}, []),
    ("additive.plain", "AdditiveAttention", {"use_scale": False}, [(4, 5), (6, 5), (6, 5)], {}, []),
    ("additive.masks", "AdditiveAttention", {}, [(4, 5), (6, 5)], {"use_causal_mask": True}, ["query", "value"]),
]  # fmt: skip
BATCH = 3


def numbers(title: str, *shape: int) -> np.ndarray:
    seed = sum(ord(letter) * (i + 1) for i, letter in enumerate(title))
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32).astype(np.float64)


def mask(title: str, *shape: int) -> np.ndarray:
    found = numbers(title, *shape) > -0.5
    found[..., 0] = True  # every query may look at something: peers differ about those that may not
    return found


def keras_cases(book: Book) -> None:
    import jax
    import jax.numpy as jnp

    keras = use_dtype("float64")
    for title, cls, config, shapes, how, masks in KERAS:
        config = {k: tuple(v) if isinstance(v, list) else v for k, v in config.items()}
        layer = getattr(keras.layers, cls)(**config, dtype="float64")
        inputs = [numbers(f"{title}x{i}", BATCH, *shape) for i, shape in enumerate(shapes)]
        full = inputs if len(inputs) > 1 else inputs * 2
        steps = [x.shape[1] for x in full]
        of = {"query": steps[0], "value": steps[1], "value_mask": steps[1], "key_mask": steps[1]}
        given = {m: mask(title + m, BATCH, *([of[m]] if m in of else [steps[0], steps[1]])) for m in masks}
        if cls == "MultiHeadAttention":
            layer.build(*(x.shape for x in full))
        else:
            layer.build([x.shape for x in full])
        weights = [numbers(f"{title}w{i}", *w.shape) for i, w in enumerate(layer.weights)]
        layer.set_weights(weights)
        trainable = [jnp.asarray(v.value) for v in layer.trainable_variables]
        state = [jnp.asarray(v.value) for v in layer.non_trainable_variables]

        def run(params, xs, layer=layer, cls=cls, given=given, how=how, state=state):
            xs = xs if len(xs) > 1 else xs * 2
            if cls == "MultiHeadAttention":
                query, value, *key = xs
                return layer.stateless_call(
                    params, state, query, value, *key, return_attention_scores=True, **how, **given
                )[0]
            more = {"mask": [given.get("query"), given.get("value")]} if given else {}
            return layer.stateless_call(params, state, xs, return_attention_scores=True, **how, **more)[0]

        (y, scores), back = jax.vjp(run, trainable, [jnp.asarray(x) for x in inputs])
        cotangent = numbers(title + "g", *y.shape)
        param_grads, x_grads = back((jnp.asarray(cotangent), jnp.zeros_like(scores)))
        out = {"y": y, "scores": scores, "cotangent": cotangent}
        out |= {f"x.{i}": x for i, x in enumerate(inputs)} | {f"x_grad.{i}": g for i, g in enumerate(x_grads)}
        out |= {f"weight.{i}": w for i, w in enumerate(weights)} | {
            f"weight_grad.{i}": g for i, g in enumerate(param_grads)
        }
        out |= {f"mask.{name}": m for name, m in given.items()}
        facts = {"class": cls, "config": config, "call": how, "weights": [w.path for w in layer.weights]}
        book.put(
            f"keras.{title}", out, peer="keras", dtype="float64", inputs_count=len(inputs), masks=list(given), **facts
        )


def functional_cases(book: Book) -> None:
    import torch

    for title, kind, how in [
        ("plain", None, {}), ("causal", None, {"is_causal": True}), ("boolean", "bool", {}), ("added", "float", {}),
        ("scale", "bool", {"scale": 0.3}), ("causal.long", None, {"is_causal": True}),
    ]:  # fmt: skip
        steps = 4 if title == "causal.long" else 6
        shapes = {"query": (2, 3, 6, 5), "key": (2, 3, steps, 5), "value": (2, 3, steps, 4)}
        arrays = {name: numbers(f"sdpa{title}{name}", *shape) for name, shape in shapes.items()}
        leaves = {name: torch.tensor(a, requires_grad=True) for name, a in arrays.items()}
        if kind == "bool":
            arrays["mask"] = mask(f"sdpa{title}", 2, 1, 6, steps)
            how = {**how, "attn_mask": torch.tensor(arrays["mask"])}
        if kind == "float":
            arrays["mask"] = numbers(f"sdpa{title}", 2, 1, 6, steps)
            arrays["mask"][:, :, 2, 3] = -np.inf
            leaves["mask"] = torch.tensor(arrays["mask"], requires_grad=True)
            how = {**how, "attn_mask": leaves["mask"]}
        y = torch.nn.functional.scaled_dot_product_attention(leaves["query"], leaves["key"], leaves["value"], **how)
        cotangent = numbers(f"sdpa{title}g", *y.shape)
        grads = torch.autograd.grad(y, list(leaves.values()), torch.tensor(cotangent))
        out = arrays | {"y": y, "cotangent": cotangent}
        out |= {f"grad.{name}": g for name, g in zip(leaves, grads, strict=True)}
        static = {"causal": how.get("is_causal", False), "scale": how.get("scale")}
        book.put(f"torch.sdpa.{title}", out, peer="torch", dtype="float64", kind="function", call=static)


def block_cases(book: Book) -> None:
    import torch

    for title, cls, how in [
        ("encoder", "TransformerEncoderLayer", {}),
        ("encoder.first", "TransformerEncoderLayer", {"norm_first": True, "activation": "gelu"}),
        ("encoder.masked", "TransformerEncoderLayer", {"activation": "gelu"}),
        ("decoder", "TransformerDecoderLayer", {}),
        ("decoder.first", "TransformerDecoderLayer", {"norm_first": True}),
    ]:
        features, heads = 8, 2
        module = getattr(torch.nn, cls)(
            features, heads, dim_feedforward=12, dropout=0.0, batch_first=True, dtype=torch.float64, **how
        )
        params = dict(module.named_parameters())
        out = {}
        with torch.no_grad():
            for name, p in params.items():
                out[f"weight.{name}"] = numbers(f"{title}{name}", *p.shape) * 0.5
                p.copy_(torch.tensor(out[f"weight.{name}"]))
        x = numbers(f"{title}x", BATCH, 5, features)
        leaves = {"x": torch.tensor(x, requires_grad=True)}
        if cls.endswith("DecoderLayer"):
            leaves["memory"] = torch.tensor(numbers(f"{title}m", BATCH, 4, features), requires_grad=True)
            hidden = ~torch.tensor(np.tri(5, dtype=bool))
            counts = mask(f"{title}mask", BATCH, 4)
            out["mask"] = counts
            y = module(leaves["x"], leaves["memory"], tgt_mask=hidden, memory_key_padding_mask=torch.tensor(~counts))
        elif title.endswith("masked"):
            counts = mask(f"{title}mask", BATCH, 5)
            out["mask"] = counts
            y = module(leaves["x"], src_key_padding_mask=torch.tensor(~counts))
        else:
            y = module(leaves["x"])
        cotangent = numbers(f"{title}g", *y.shape)
        grads = torch.autograd.grad(y, [*leaves.values(), *params.values()], torch.tensor(cotangent))
        names = [*leaves, *(f"weight.{n}" for n in params)]
        out |= {name: leaf for name, leaf in leaves.items()} | {"y": y, "cotangent": cotangent}
        out |= {f"grad.{name}": g for name, g in zip(names, grads, strict=True)}
        book.put(
            f"torch.{title}",
            out,
            peer="torch",
            dtype="float64",
            kind="block",
            heads=heads,
            config=how,
            **{"class": cls},
        )


def main() -> None:
    quiet()
    book = Book("attention")
    keras_cases(book)
    functional_cases(book)
    block_cases(book)
    book.save()


if __name__ == "__main__":
    main()
