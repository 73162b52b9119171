"""Weights of PyTorch in badak's models: which module is which layer, and how its arrays are laid out.

| | PyTorch | here |
|---|---|---|
| Linear, Dense | (out, in) | (in, out) |
| Conv, Conv | (out, in, height, width) | (height, width, in, out) |
| ConvTranspose | (in, out, height, width) | (height, width, out, in) |
| BatchNorm | weight, bias, running_mean, running_var | gamma, beta, moving_mean, moving_variance |
| Linear behind Flatten | rows in the order channel, height, width | height, width, channel |
| LSTM, GRU, RNN | ``layers.torch_weights`` | |
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from badak.errors import BadakError, error, notify, shape_text
from badak.files.opening import cannot_open, open_file, path_text
from badak.files.places import Holder, Layout
from badak.files.recognise import is_safetensors, peek
from badak.files.wording import both, brief, quoted
from badak.layers.core import Dense, Flatten
from badak.layers.layer import Layer
from badak.layers.norm import BatchNormalization
from badak.layers.residual import ResidualBlock

Group = dict[str, np.ndarray]
_MOST_LINES = 12
_RECURRENT = re.compile(r"((?:weight|bias)_(?:ih|hh))_l(\d+)(_reverse)?")
# torchvision's ResNet, and the same network as others write it (linear, shortcut.0), in the zoo's names
_RESNET = (
    (r"conv1", "conv"),
    (r"bn1", "conv_norm"),
    (r"layer(\d+)\.(\d+)\.conv(\d)", r"stage\1_block{next}/conv\3"),
    (r"layer(\d+)\.(\d+)\.bn(\d)", r"stage\1_block{next}/norm\3"),
    (r"layer(\d+)\.(\d+)\.(?:downsample|shortcut)\.0", r"stage\1_block{next}/shortcut"),
    (r"layer(\d+)\.(\d+)\.(?:downsample|shortcut)\.1", r"stage\1_block{next}/shortcut_norm"),
    (r"fc|linear|classifier|head", "predictions"),
)


class Target(NamedTuple):
    """A layer with weights, and the arrays that it wants by their names."""

    path: str
    layer: Layer
    holders: dict[str, Holder]
    picture: tuple[int, ...] | None  # what a Flatten before it made flat


def load_torch_weights(model: Any, source: Any) -> None:
    """Give a model the weights of a PyTorch model of the same layers.

    The file may be ``.safetensors`` or what ``torch.save`` wrote (``.pt``, ``.pth``): a ``state_dict``, a checkpoint that holds
    one, or a whole model. PyTorch is not needed, and nothing in the file is run: a pickle is read as data. Modules are found by
    name where the names are those of torchvision's ResNet (for ``badak.models.zoo``) or of the model's own layers, by order
    otherwise; prefixes that all names have (``module.``) do not count. ``num_batches_tracked`` is left out. On any error the
    model stays as it was. ``model.load_weights(path)`` does the same.

    Args:
        model: a model that has its weights.
        source: path of the file, or a dict from names to arrays or tensors: ``torch_model.state_dict()``.

    Raises:
        StateError: BD023, when the model has no weights yet.
        FileError: BD080, when the file cannot be opened.
        FileFormatError: BD083, BD088, when it is damaged or not to be trusted; BD270, when it asks for programs to be run; BD271,
            when there are no weights in it; BD273, when names or shapes do not fit: all at once.

    Example:
        >>> import badak, numpy as np
        >>> model = badak.Sequential([badak.layers.Dense(2, input_dim=3, name="fc")])
        >>> badak.models.load_torch_weights(model, {"fc.weight": np.ones((2, 3)), "fc.bias": np.zeros(2)})
        >>> model.predict([[1.0, 2.0, 3.0]]).tolist()
        [[6.0, 6.0]]
    """
    if isinstance(source, Mapping):
        where = "load_torch_weights"
        arrays = {str(name): _array(value) for name, value in source.items()}
    else:
        path = path_text(source, "load_torch_weights")
        where = f"load_torch_weights({path!r})"
        arrays = read_arrays(path, where)
    give_torch_weights(model, arrays, where)


def _array(value: Any) -> np.ndarray:
    """Return an array, or a tensor of PyTorch or badak as one."""
    if hasattr(value, "detach"):
        value = value.detach()
    return np.asarray(
        value.cpu()
        if hasattr(value, "cpu")
        else getattr(value, "data", value)
        if not isinstance(value, np.ndarray)
        else value
    )


def read_arrays(path: str, where: str) -> Group:
    """Read all tensors of a file, in an order in which layers follow each other as far as the file tells it.

    Raises:
        FileError: BD080; FileFormatError: BD083, BD088, BD270, BD271.
    """
    from badak.files.safetensors import read_header, read_tensors
    from badak.files.torch_file import read_torch

    with open_file(path, where) as file:
        try:
            head, size = peek(file)
            if is_safetensors(head, size):
                arrays = read_tensors(file, read_header(file, size, where), where)
                return {
                    name: arrays[name] for name in sorted(arrays, key=_natural)
                }  # its order is not that of the layers
            if not head.startswith((b"PK\x03\x04", b"\x80")):
                raise error("BD271", where=where, got=brief(repr(head[:12])))
            return read_torch(file, where)
        except OSError as problem:
            if isinstance(problem, BadakError):
                raise
            raise cannot_open(path, problem, where) from None


def _natural(name: str) -> list:
    """Return a key that puts ``features.10`` behind ``features.2``."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", name)]


def give_torch_weights(model: Any, arrays: Mapping[str, np.ndarray], where: str) -> None:
    """Put arrays under PyTorch's names into a model, all or none.

    Raises:
        FileFormatError: BD273, when names or shapes do not fit.
    """
    groups, targets = _groups(arrays), _targets(model)
    pairs, missing, unexpected = _matched(groups, targets)
    ready: list[tuple[Holder, np.ndarray]] = []
    lines: list[tuple[str, str]] = []
    for name, target in pairs:
        try:
            made = _converted(target, groups[name])
        except (BadakError, ValueError, KeyError, IndexError):
            made = {}
        for own, holder in target.holders.items():
            array = made.get(own)
            if array is None or array.shape != holder.shape:
                found = ", ".join(f"{part} {shape_text(a)}" for part, a in groups[name].items())
                lines.append((f"{name} → {target.path}/{own}: {found} in the file, {shape_text(holder.shape)} in the model",
                              f"{name} → {target.path}/{own}: 파일 {found}, 모델 {shape_text(holder.shape)}"))  # fmt: skip
            else:
                ready.append((holder, array))
        lines += [
            (
                f"{name}.{part}: the model's {target.path} has nothing like it",
                f"{name}.{part}: 모델의 {target.path}에는 없습니다",
            )
            for part in groups[name]
            if part == "bias" and not {"bias", "beta"} & set(target.holders)
        ]
    lines += [(f"missing in the file: {t.path} {_sizes(t)}", f"파일에 없음: {t.path} {_sizes(t)}") for t in missing]
    lines += [
        (f"not in the model: {name} {_sizes(groups[name])}", f"모델에 없음: {name} {_sizes(groups[name])}")
        for name in unexpected
    ]
    if lines:
        raise _unfit(lines, groups, targets, where)
    for holder, array in ready:
        holder.put(np.array(array, dtype=holder.dtype, order="C"))
    _tell_epsilon([target for _, target in pairs], where)
    _tell_padding(model, where)


def _sizes(of: Target | Group) -> str:
    parts = of.holders if isinstance(of, Target) else of
    return ", ".join(f"{name} {shape_text(part.shape)}" for name, part in parts.items())


def _unfit(lines: list[tuple[str, str]], groups: Mapping, targets: list[Target], where: str) -> BadakError:
    more = f"\n    … (+{len(lines) - _MOST_LINES})" if len(lines) > _MOST_LINES else ""
    listed = [("\n    " + "\n    ".join(brief(line[i], 200) for line in lines[:_MOST_LINES]) + more) for i in (0, 1)]
    return error("BD273", where=where, problems=both(*listed), has=len(groups), wants=len(targets))


def _tell_epsilon(targets: list[Target], where: str) -> None:
    """Say that PyTorch's batch norm adds another number to the variance than Keras's, which a model built as in Keras has."""
    other = [t.path for t in targets if isinstance(t.layer, BatchNormalization) and t.layer.epsilon == 1e-3]
    if other:
        notify("BD274", where=where, got=quoted(other, 3))


def _tell_padding(model: Any, where: str) -> None:
    """Say that files do not tell on which side a shortcut without weights puts its zeros."""
    widening = [
        layer.label for layer in getattr(model, "layers", [])
        if isinstance(layer, ResidualBlock) and layer.shortcut == "pad" and not layer.keeps(layer._built().shape[-1])
    ]  # fmt: skip
    if widening:
        notify("BD275", where=where, got=quoted(widening, 3))


# --- both sides as rows of modules -----------------------------------------------------------------------------------------


def _groups(arrays: Mapping[str, np.ndarray]) -> dict[str, Group]:
    """Put the arrays of one module together; layers and directions of a recurrent module stand for themselves."""
    groups: dict[str, Group] = {}
    for full, array in arrays.items():
        module, _, part = full.rpartition(".")
        if part == "num_batches_tracked":
            continue
        match = _RECURRENT.fullmatch(part)
        if match:
            module, part = f"{module}.l{match[2]}{match[3] or ''}".lstrip("."), f"{match[1]}_l0"
        groups.setdefault(module, {})[part] = array
    while (
        len(groups) > 1
        and len({name.partition(".")[0] for name in groups}) == 1
        and all("." in name for name in groups)
    ):
        groups = {name.partition(".")[2]: group for name, group in groups.items()}
    return groups


def _targets(model: Any) -> list[Target]:
    layout = Layout.of(model)
    layers = {id(slot): layer for layer, slot in layout.slots}
    flat = _behind_flatten(model)
    rows: dict[int, Target] = {}
    for holder in layout.holders:
        path, _, name = holder.path.rpartition("/")
        layer = layers[id(holder.slot)]
        target = rows.setdefault(id(holder.slot), Target(path, layer, {}, flat.get(id(layer))))
        target.holders[name] = holder
    return list(rows.values())


def _behind_flatten(model: Any) -> dict[int, tuple[int, ...]]:
    """Return for Dense layers behind a Flatten of pictures the pictures' shape: their rows stand in another order there."""
    found: dict[int, tuple[int, ...]] = {}
    if hasattr(model, "_calls"):
        pictures: dict[int, tuple[int, ...]] = {}
        for call in model._calls:
            reads = call.symbols()
            if isinstance(call.layer, Flatten) and len(reads) == 1 and len(reads[0].shape) > 2:
                pictures[id(call.outputs[0])] = tuple(reads[0].shape[1:])
            elif len(reads) == 1 and id(reads[0]) in pictures:
                if isinstance(call.layer, Dense):
                    found[id(call.layer)] = pictures[id(reads[0])]
                elif call.layer is not None and not call.layer._built().declared:
                    pictures[id(call.outputs[0])] = pictures[id(reads[0])]
        return found
    shape, picture = model._built().shape, None
    for layer in getattr(model, "layers", []):
        if isinstance(layer, Flatten) and len(shape) > 1:
            picture = tuple(shape)
        elif picture is not None and layer._built().declared:
            if isinstance(layer, Dense):
                found[id(layer)] = picture
            picture = None
        shape = layer.shape_after(shape)
    return found


def _matched(groups: dict[str, Group], targets: list[Target]) -> tuple[list, list, list]:
    """Return which module is which layer, the layers left without one and the modules left over."""
    by_path = {target.path: target for target in targets}
    for renamed in (_resnet_name, _own_name):
        found = {name: by_path[path] for name in groups if (path := renamed(name)) in by_path}
        if 2 * len(found) > min(len(groups), len(targets)) and len({t.path for t in found.values()}) == len(found):
            taken = {target.path for target in found.values()}
            return (
                list(found.items()),
                [t for t in targets if t.path not in taken],
                [n for n in groups if n not in found],
            )
    if len(groups) == len(targets):
        return list(zip(groups, targets)), [], []
    names = list(groups)
    ours = [_signature(target) for target in targets]
    theirs = [_signature_in(groups[name], ours) for name in names]
    blocks = difflib.SequenceMatcher(None, theirs, ours, autojunk=False).get_matching_blocks()
    both_ = {block.a + i: block.b + i for block in blocks for i in range(block.size)}
    pairs = [(names[i], targets[j]) for i, j in both_.items()]
    left = [t for j, t in enumerate(targets) if j not in both_.values()]
    return pairs, left, [name for i, name in enumerate(names) if i not in both_]


def _signature(target: Target) -> tuple:
    return tuple(sorted(tuple(sorted(holder.shape)) for holder in target.holders.values()))


def _signature_in(group: Group, ours: list[tuple]) -> tuple:
    return tuple(sorted(tuple(sorted(array.shape)) for array in group.values()))


def _resnet_name(name: str) -> str:
    for pattern, path in _RESNET:
        match = re.fullmatch(pattern, name)
        if match:
            count = int(match[2]) + 1 if "{next}" in path else 0
            return match.expand(path).replace("{next}", str(count))
    return ""


def _own_name(name: str) -> str:
    return name.replace(".", "/")


# --- one layer ----------------------------------------------------------------------------------------------------------------


def _converted(target: Target, group: Group) -> Group:
    """Return the arrays of a module under the layer's names, in its layout."""
    kind = type(target.layer).__name__
    if hasattr(target.layer, "weights_from_torch"):
        parts = [group.get(name) for name in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")]
        make: Callable = target.layer.weights_from_torch  # type: ignore[attr-defined]
        return dict(zip(target.holders, make(*parts)))
    names = {"weight": "kernel", "bias": "bias"}
    if kind in ("BatchNormalization", "LayerNormalization", "GroupNormalization"):
        names = {"weight": "gamma", "bias": "beta", "running_mean": "moving_mean", "running_var": "moving_variance"}
    elif kind == "Embedding":
        names = {"weight": "embeddings"}
    elif kind == "PReLU":
        names = {"weight": "alpha"}
    made = {names.get(part, part): array for part, array in group.items()}
    if "kernel" in made and "weight" in group:
        made["kernel"] = _kernel(target, made["kernel"])
    return made


def _kernel(target: Target, kernel: np.ndarray) -> np.ndarray:
    if kernel.ndim == 2:
        if target.picture is not None and len(target.picture) > 1 and None not in target.picture:
            *sizes, channels = target.picture
            back = kernel.reshape(len(kernel), channels, *sizes)
            return np.moveaxis(back, (0, 1), (-1, -2)).reshape(-1, len(kernel))
        return kernel.T
    moved = np.moveaxis(kernel, (0, 1), (-1, -2))  # (out, in, height, width) → (height, width, in, out)
    shape = target.holders["kernel"].shape
    if moved.shape != shape and type(target.layer).__name__.startswith("Depthwise") and kernel.shape[1] == 1:
        # PyTorch: groups of one channel, their outputs side by side
        return np.moveaxis(kernel[:, 0], 0, -1).reshape(shape)
    return moved


__all__ = ["load_torch_weights"]
