"""The op record: one definition from which value, gradient, shape rule, formula and tests all come.

    @op(formula=r"e^{x}", vjp=lambda g, out: (g * out,))
    def exp(x):
        return namespace(x).exp(x)

The decorated function is the forward, written over the namespace of its arguments. The vjp gets the gradient ``g`` of the
result and whatever its signature names, in any order: an argument, ``out``, a residual the forward declares, the arguments'
``shapes``, a keyword of the call, ``need`` (which gradients are wanted). Those names are all that the tape keeps alive. It
returns one gradient per array argument and may leave broadcasting to be undone by the tape.

Given raw arrays an op returns raw arrays, so a first-order backward pays for no wrapping. With ``create_graph`` the same
vjp runs on tensors; a residual is then None and the vjp makes it again from the saved arguments, which keeps derivatives
of every order on the composite definition. An op without vjp is a composite: its body calls other ops.

An op whose ``outputs`` names further results has a gradient for each: the forward returns them after the first, and the vjp
gets as ``g`` a tuple with one gradient per result, None for a result that nobody used.
"""

from __future__ import annotations

import functools
import inspect
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from badak.autograd.symbol import Symbol, symbolic
from badak.autograd.tape import Node, Several, switch
from badak.autograd.tensor import Tensor, tensor
from badak.backend import native
from badak.errors import BadakError, error, expect, shape_text

OPS: dict[str, Op] = {}
"""Every operation by name."""

_ndarray = np.ndarray
_float32 = np.dtype(np.float32)
_float64 = np.dtype(np.float64)


class Op:
    """One operation.

    Attributes:
        name: public name.
        forward: the function of raw arrays (of tensors too, for a composite).
        vjp: the gradient rule, None for a composite or an operation without derivative.
        formula: the operation in LaTeX.
        gradient: the vjp in LaTeX, for display; empty for composites.
        shape: shape of the result from the shapes of the arguments and the keywords.
        spec: named axes of the arguments, the text of shape errors.
        samples: argument lists for the table-driven tests.
        source: where the definition comes from.
        differentiable: False for comparisons, rounding to integers and the like.
        low_precision: ``"widen"`` (compute bfloat16 in float32) or ``"kernel"`` (the operation handles it).
        outputs: names of further results that can be differentiated, after the first.
        residuals: names of the values the forward returns after its results.
        returns: how many of the residuals the caller gets too, as constants.
        explain: ``explain(problem, *values, **keywords)`` makes a coded error of NumPy's complaint, or returns None.
        kernel: native function that computes the forward, or returns None for a call it does not take.
        kernel_vjp: the same for the vjp.
        forgets: whether there are arguments that the vjp does not ask for.
    """

    __slots__ = (
        "name", "forward", "vjp", "formula", "gradient", "shape", "spec", "samples", "source", "differentiable",
        "low_precision", "residuals", "composite", "arrays", "variadic", "statics", "defaults", "call", "_saves",
        "_passes", "_places", "_passes_more", "returns", "outputs", "_results", "keeps_input", "doc", "kernel",
        "kernel_vjp", "explain", "forgets",
    )  # fmt: skip

    def __init__(
        self,
        forward: Callable,
        *,
        name: str = "",
        formula: str = "",
        gradient: str = "",
        vjp: Callable | None = None,
        shape: Callable | None = None,
        spec: str = "",
        samples: Any = (),
        source: str = "",
        differentiable: bool = True,
        low_precision: str = "widen",
        outputs: tuple[str, ...] = (),
        residuals: tuple[str, ...] = (),
        returns: int = 0,
        keeps_input: str = "",
        explain: Callable | None = None,
    ) -> None:
        self.forward = forward
        self.name = name or forward.__name__
        self.formula = formula
        self.gradient = gradient
        self.vjp = vjp
        self.shape = shape
        self.spec = spec
        self.samples = samples
        self.source = source
        self.differentiable = differentiable
        self.low_precision = low_precision
        self.outputs = outputs
        self.residuals = residuals
        self.returns = returns
        self._results = tuple([_Result(self.name, i, len(outputs)) for i in range(1, len(outputs) + 1)])
        self.keeps_input = keeps_input
        self.explain = explain
        self.doc = forward.__doc__ or ""
        parameters = inspect.signature(forward).parameters.values()
        self.variadic = any(p.kind is p.VAR_POSITIONAL for p in parameters)
        self.arrays = tuple(p.name for p in parameters if p.kind is not p.KEYWORD_ONLY)
        self.statics = tuple(p.name for p in parameters if p.kind is p.KEYWORD_ONLY)
        self.defaults = {p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is not p.empty}
        self.composite = self.vjp is None and self.differentiable
        self.kernel, self.kernel_vjp = native.table.get(self.name, (None, None))
        self._plan()

    def _plan(self) -> None:
        """Work out once what the vjp's signature asks the tape to keep."""
        self._saves: tuple[str, ...] = ()
        self._passes: tuple[tuple[str, str], ...] = ()
        self._places: tuple[int, ...] | None = None
        self._passes_more = False
        self.forgets = False
        if self.vjp is None:
            return
        passes = []
        for name in list(inspect.signature(self.vjp).parameters)[1:]:
            if name in ("need", "shapes"):
                kind = name
            elif name in ("out", "dtypes") or name in self.residuals or name in self.arrays:
                kind = "saved"
            elif name in self.statics:
                kind = "static"
            else:
                raise TypeError(f"vjp of {self.name} asks for {name!r}, which the forward does not have")
            passes.append((kind, name))
        self._passes = tuple(passes)
        self._saves = tuple(name for kind, name in passes if kind == "saved")
        self._passes_more = len(self._saves) < len(passes)
        self.forgets = not set(self.arrays) <= set(self._saves)
        if (
            not self.variadic and "dtypes" not in self._saves
        ):  # the common case, as positions in (arguments, out, residuals)
            pool = [*self.arrays, "out", *self.residuals]
            self._places = tuple(pool.index(name) for name in self._saves)

    def save(self, values: list, out: Any, residuals: Any) -> tuple:
        """Collect what the vjp named."""
        if self._places is not None:
            missing = len(self.arrays) - len(values)
            pool = [*values, *[None] * missing, out, *residuals] if missing else [*values, out, *residuals]
            return tuple([pool[i] for i in self._places])
        kept = []
        for name in self._saves:
            if name == "out":
                kept.append(out)
            elif name == "dtypes":
                kept.append(tuple(getattr(v, "dtype", None) for v in values))
            elif name in self.residuals:
                kept.append(residuals[self.residuals.index(name)])
            elif self.variadic and name == self.arrays[-1]:
                kept.append(tuple(values[len(self.arrays) - 1 :]))
            else:
                position = self.arrays.index(name)
                kept.append(values[position] if position < len(values) else None)
        return tuple(kept)

    def run_vjp(self, node: Node, g: Any, need: tuple[bool, ...], create_graph: bool) -> Any:
        """Return the gradient for each array argument of one recorded call."""
        saved = node.saved if not create_graph else self._as_tensors(node)
        if self.outputs:  # such operations handle 16 bits themselves
            parts = g.parts if type(g) is Several else (g, *[None] * len(self.outputs))
            return self._vjp(node, parts, saved, need)
        if g.dtype.itemsize == 2 and self.low_precision == "widen":  # bfloat16 is storage, never NumPy arithmetic
            g = g.astype(np.float32)
            saved = tuple(_widen(value) for value in saved)
            narrow = _bfloat16()
            return tuple(None if d is None else d.astype(narrow) for d in self._vjp(node, g, saved, need))
        return self._vjp(node, g, saved, need)

    def _vjp(self, node: Node, g: Any, saved: tuple, need: tuple[bool, ...]) -> Any:
        arguments = saved if not self._passes_more else self._arguments(node, saved, need)
        if self.kernel_vjp is not None and (type(g) is _ndarray or type(g) is tuple and _all_numpy(g)):
            try:
                found = self.kernel_vjp(g, *arguments)
            except (RuntimeError, ValueError, MemoryError) as problem:
                names = ["g", *[name for _, name in self._passes]]
                raise _kernel_failed(f"{self.name} (vjp)", zip(names, (g, *arguments)), problem) from None
            if found is not None:
                return found
        return self.vjp(g, *arguments)  # type: ignore[misc]  # only ops with a vjp are on the tape

    def _arguments(self, node: Node, saved: tuple, need: tuple[bool, ...]) -> list:
        """Put what the vjp named in the order in which it named it."""
        values = iter(saved)
        static = node.static or {}
        arguments = []
        for kind, name in self._passes:
            if kind == "saved":
                arguments.append(next(values))
            elif kind == "need":
                arguments.append(need)
            elif kind == "shapes":
                arguments.append(node.shapes)
            else:
                arguments.append(static[name] if name in static else self.defaults[name])
        return arguments

    def _as_tensors(self, node: Node) -> tuple:
        """Reconnect saved arrays with the graph, so that the vjp itself is recorded."""
        values = iter(node.saved)
        result = []
        for name in self._saves:
            value = next(values)
            if name == "out":
                result.append(Tensor(value, node, self))
            elif name == "dtypes":
                result.append(value)
            elif name in self.residuals:
                result.append(None)
            elif self.variadic and name == self.arrays[-1]:
                first = len(self.arrays) - 1
                result.append(tuple(_reconnect(v, node.inputs[first + i]) for i, v in enumerate(value)))
            elif value is None:
                result.append(None)
            else:
                result.append(_reconnect(value, node.inputs[self.arrays.index(name)]))
        return tuple(result)

    def __repr__(self) -> str:
        return f"<op {self.name}>"


class _Result:
    """What stands on the tape for the i-th result of an operation beyond its first; it hands its gradient to that one."""

    __slots__ = ("name", "number", "more", "outputs")

    def __init__(self, name: str, number: int, more: int) -> None:
        self.name = name
        self.number = number
        self.more = more
        self.outputs = ()

    def run_vjp(self, node: Node, g: Any, need: tuple[bool, ...], create_graph: bool) -> tuple[Several]:
        """Put the gradient where the operation's vjp looks for it."""
        return (Several(tuple([g if i == self.number else None for i in range(self.more + 1)]), node.shapes[0]),)


def _all_numpy(parts: tuple) -> bool:
    return all([g is None or type(g) is _ndarray for g in parts])


def _reconnect(value: Any, node: Node | None) -> Any:
    return Tensor(value, node) if hasattr(value, "shape") else value


def _bfloat16() -> Any:
    import ml_dtypes

    return ml_dtypes.bfloat16


def _widen(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_widen(v) for v in value)
    is_narrow = hasattr(value, "dtype") and value.dtype.itemsize == 2 and value.dtype.kind in "fV"
    return value.astype(np.float32) if is_narrow else value


def use_kernels(wanted: bool) -> None:
    """Compute with the native kernels, or with the composites alone; for comparing the two."""
    native.wanted = wanted
    table = native.table if wanted else {}
    for name, record in OPS.items():
        record.kernel, record.kernel_vjp = table.get(name, (None, None))


def op(**fields: Any) -> Callable[[Callable], Any]:
    """Make an operation from its forward; the keywords are the record's fields (see ``Op``).

    Returns:
        A decorator. The decorated function keeps its name, signature and docstring; its record is under ``.op``.
    """

    def decorate(forward: Callable) -> Any:
        record = Op(forward, **fields)
        record.call = _composite_call(record) if record.composite else _primitive_call(record)
        public: Any = functools.wraps(forward)(record.call)
        public.op = record
        if record.name in OPS:
            raise TypeError(f"operation {record.name!r} is defined twice")
        OPS[record.name] = record
        return public

    return decorate


def _primitive_call(record: Op) -> Callable:
    """Build the function a user calls: raw arrays pass straight through, tensors are computed and recorded."""
    forward = record.forward
    arity = len(record.arrays)
    variadic = record.variadic
    has_residuals = bool(record.residuals or record.outputs)
    returns = record.returns + len(record.outputs)
    static_names = frozenset(record.statics)

    def call(*args, **static):
        if (len(args) > arity and not variadic) or (static and not static.keys() <= static_names):
            args, static = bind(record, args, static)
        raw = False
        for a in args:
            cls = type(a)
            if cls is Tensor:
                return record_call(record, args, static)
            if cls is _ndarray:
                raw = True
            elif cls is Symbol:
                return symbolic(record, args, static)
        if not raw:
            plain = _plain(record, args, static)
            if plain is not None:
                return plain()
        try:
            out = None if record.kernel is None else record.kernel(*args, **static)
            if out is None:
                out = forward(*args, **static)
        except _EXPLAINED as problem:
            raise explain(record, args, static, problem) from None
        if has_residuals:
            return out[: returns + 1] if returns else out[0]
        return out

    return call


def _composite_call(record: Op) -> Callable:
    """Build the call of an op that is written in other ops."""
    forward = record.forward
    arity = len(record.arrays)
    static_names = frozenset(record.statics)

    def call(*args, **static):
        if (len(args) > arity and not record.variadic) or (static and not static.keys() <= static_names):
            args, static = bind(record, args, static)
        if any([type(a) is Symbol for a in args]):
            return symbolic(record, args, static)
        if not any(hasattr(a, "shape") for a in args):
            args = tuple(a if a is None else tensor(a) for a in args)
        elif any(isinstance(a, list | tuple) for a in args):
            args = tuple(tensor(a) if isinstance(a, list | tuple) else a for a in args)
        if record.kernel is not None and not _tracked(args):
            found = record.kernel(*[a.data if type(a) is Tensor else a for a in args], **static)
            if found is not None:
                return Tensor(found, None, record) if any(type(a) is Tensor for a in args) else found
        first = args[0] if args else None
        if record.low_precision == "widen" and type(first) is Tensor and is_narrow(first):
            return _widened(lambda _, wide, more: call(*wide, **more), record, args, static, first.dtype)
        try:
            out = forward(*args, **static)
        except BadakError as problem:
            raise problem.within(record.name) from None
        if record.keeps_input and type(out) is Tensor:
            out.before = (record.keeps_input, args[0])
        return out

    return call


def is_narrow(x: Any) -> bool:
    """Say whether an array or a tensor is of a floating type of 16 bits."""
    return x.dtype.itemsize == 2 and x.dtype.kind in "fV"


def _widened(compute: Callable, record: Op, args: tuple, static: dict, dtype: Any = None) -> Any:
    """Compute in float32 what has 16 bits and round the result: NumPy would widen in silence, or add up in 16 bits.

    ``dtype`` is the number type of the result; where it is not given, another argument of 32 bits decides, as in PyTorch.
    """
    from badak.ops.elementwise import astype

    arrays = [a for a in args if hasattr(a, "dtype") and a.dtype.kind in "fV"]
    if dtype is None and all(is_narrow(a) for a in arrays):
        dtype = arrays[0].dtype
    out = compute(
        record, tuple([astype(a, dtype=_float32) if hasattr(a, "dtype") and is_narrow(a) else a for a in args]), static
    )
    if dtype is None:
        return out
    several = isinstance(out, tuple)
    first, *rest = out if several else (out,)
    before = first.before if type(first) is Tensor else None
    first = astype(first, dtype=dtype) if first.dtype.kind == "f" else first
    if before is not None:  # a loss finds the logits behind rounded probabilities too
        first.before = (before[0], args[0], *before[2:])
    return (first, *rest) if several else first


def _tracked(args: tuple) -> bool:
    return switch.recording and any(type(a) is Tensor and a.node is not None for a in args)


def record_call(record: Op, args: tuple, static: dict) -> Tensor:
    """Compute an op on tensors and put it on the tape if a gradient is wanted."""
    values = []
    inputs = []
    wanted = mixed = narrow = False
    for a in args:
        cls = type(a)
        if cls is Tensor:
            data = a.data
            values.append(data)
            if type(data) is _ndarray and data.dtype is not _float32 and is_narrow(data):
                narrow = True
            node = a.node
            inputs.append(node)
            if node is not None:
                wanted = True
        elif cls is Symbol:
            return symbolic(record, args, static)
        else:
            values.append(a if cls is float or cls is int else _constant(a))
            inputs.append(None)
            mixed = True
    if narrow and record.low_precision == "widen" and "dtype" not in record.statics:
        return _widened(record_call, record, args, static)
    try:
        result = None if record.kernel is None else record.kernel(*values, **static)
        if result is None:
            result = record.forward(*values, **static)
        more: Any = ()
        if record.outputs:
            out, *more = result[: len(record.outputs) + 1]
            residuals = result[len(record.outputs) + 1 :]
        elif record.residuals:
            out, *residuals = result
        else:
            out, residuals = result, ()
        dtype = out.dtype
    except BadakError as problem:
        raise problem.within(record.name) from None
    except (*_EXPLAINED, AttributeError) as problem:
        if any([type(a) is Tensor and a.settle_data() for a in args]):  # a list was put into .data: now it is an array
            return record_call(record, args, static)
        if isinstance(problem, AttributeError):
            raise
        raise explain(record, values, static, problem) from None
    if dtype is not _float32 or (mixed and _narrow_meets_number(values)):
        fixed = _settle(record, args, values, static, out)
        if fixed is not None:
            return fixed
    if not (wanted and switch.recording and record.vjp is not None):
        made = Tensor(out, None, record)
        others = [Tensor(value, None, record) for value in more]
    else:
        shapes = tuple([getattr(v, "shape", ()) for v in values])
        saved = record.save(values, out, residuals)
        node = Node(record, tuple(inputs), shapes, saved, static)
        if record.forgets and None in inputs:
            node.constants = constants_of(values, inputs)
        made = Tensor(out, node, record)
        others = [
            Tensor(value, Node(part, (node,), (out.shape,)), record)
            for part, value in zip(record._results, more, strict=True)
        ]
    if record.keeps_input and static.get("axis", -1) in (-1, made.ndim - 1):
        made.before = (record.keeps_input, args[0])
    if record.outputs or record.returns:
        return (made, *others, *[Tensor(r, None, record) for r in residuals[: record.returns]])  # type: ignore[return-value]
    return made


def constants_of(values: list, inputs: list) -> tuple:
    """Return the arguments without gradient, for pictures: small ones as they are, large arrays by a weak reference.

    So ``x + 1`` can be drawn with its 1, and nothing large stays alive because of it.
    """
    return tuple([
        None if node is not None else value if type(value) is float or type(value) is int else _held(value)
        for value, node in zip(values, inputs)  # noqa: B905 - strict costs on the way of every sum
    ])  # fmt: skip


def _held(value: Any) -> Any:
    if getattr(value, "size", 1) <= _FEW:
        return value
    return weakref.ref(value) if type(value) is _ndarray else lambda: None


_FEW = 8  # values of a constant that the tape keeps although no gradient needs them


def _settle(record: Op, args: tuple, values: list, static: dict, out: Any) -> Tensor | None:
    """Keep number types as promised; None where the result stands as it is.

    NumPy makes float64 of integers in floating functions and of integers mixed with float32; users of float32 do not
    expect that, so a float64 result needs a float64 input. bfloat16 is computed in float32 and rounded back.
    """
    if "dtype" in record.statics:  # the call names its number type
        return None
    dtype = out.dtype
    arrays = [v for v in values if hasattr(v, "dtype")]
    if dtype == _float64:
        if any(v.dtype == _float64 for v in arrays):
            return None
        from badak.ops.elementwise import astype

        widened = tuple(
            astype(a, dtype=np.float32) if hasattr(v, "dtype") and v.dtype.kind in "iub" else a
            for a, v in zip(args, values, strict=True)
        )
        if all(w is a for w, a in zip(widened, args, strict=True)):
            return None
        return record_call(record, widened, static)
    narrow = next((v.dtype for v in arrays if v.dtype.itemsize == 2 and v.dtype.kind in "fV"), None)
    if narrow is None or dtype.kind not in "fV" or (dtype == _float32 and any(v.dtype == _float32 for v in arrays)):
        return None
    if dtype == narrow and record.low_precision != "widen":
        return None
    from badak.ops.elementwise import astype

    wide = tuple(astype(a, dtype=np.float32) if getattr(a, "dtype", None) == narrow else a for a in args)
    return astype(record_call(record, wide, static), dtype=narrow)


def _narrow_meets_number(values: list) -> bool:
    """Say whether bfloat16 met a Python number, which NumPy would widen to float32 in silence."""
    return any(hasattr(v, "dtype") and v.dtype.itemsize == 2 for v in values)


def _constant(a: Any) -> Any:
    """Turn an argument that is no tensor into what a forward can take, without ever widening float32."""
    if isinstance(a, np.generic):
        return a.item()
    if a is None or isinstance(a, bool) or hasattr(a, "__array_namespace__"):
        return a
    if isinstance(a, int | float):
        return a
    return tensor(a).data


def _plain(record: Op, args: tuple, static: dict) -> Callable | None:
    """Serve a call in which no argument is a tensor or a NumPy array: numbers and lists become tensors."""
    for a in args:
        if hasattr(a, "__array_namespace__"):
            return None
    first = tuple(tensor(a) if i == 0 and a is not None else a for i, a in enumerate(args))
    return lambda: record_call(record, first, static)


def bind(record: Op, args: tuple, static: dict) -> tuple[tuple, dict]:
    """Sort arguments given by keyword into arrays, and extra positional ones into keywords, as Python would."""
    arity = len(record.arrays)
    static = from_torch(record.name, static) if "axis" in record.statics else dict(static)
    unknown = [k for k in static if k not in record.statics and k not in record.arrays]
    extra = () if record.variadic else args[arity:]
    if unknown or len(extra) > len(record.statics):
        known = ", ".join(record.arrays + record.statics)
        raise TypeError(f"{record.name}() got {unknown or len(args)}; its arguments are: {known}")
    for name, value in zip(record.statics, extra, strict=False):
        static[name] = value
    arrays = list(args if record.variadic else args[:arity])
    for position, name in enumerate(record.arrays):
        if name in static:
            arrays.extend([None] * (position + 1 - len(arrays)))
            arrays[position] = static.pop(name)
    return tuple(arrays), static


_WITH_PLACES = ("max", "min", "sort")  # with dim= PyTorch returns two tensors, which badak must not do by half


def from_torch(name: str, given: dict) -> dict:
    """Replace PyTorch's words ``dim`` and ``keepdim`` by NumPy's ``axis`` and ``keepdims``.

    Raises:
        ArgumentError: BD134, where PyTorch's result would be another.
    """
    given = dict(given)
    if name in _WITH_PLACES and "dim" in given:
        dim = given["dim"]
        raise error("BD134", where=name, op=name, dim=dim, got=f"{name}(..., dim={dim})")
    for word, ours in (("dim", "axis"), ("keepdim", "keepdims")):
        if word in given and ours not in given:
            given[ours] = given.pop(word)
    return given


def takes_dim(function: Callable) -> Callable:
    """Let a function that is no record by itself understand ``dim=`` and ``keepdim=`` too."""

    @functools.wraps(function)
    def call(*args: Any, **given: Any) -> Any:
        return function(*args, **(from_torch(function.__name__, given) if "dim" in given else given))

    return call


def explain(record: Op, values: Any, static: dict, problem: Exception) -> Exception:
    """Turn NumPy's complaint about an op's arguments into a coded error that names them."""
    if isinstance(problem, BadakError):
        return problem.within(record.name)
    if isinstance(problem, RuntimeError | MemoryError):
        given = [v for v in values if hasattr(v, "shape")]
        if (
            record.kernel
            and type(problem) in (RuntimeError, MemoryError)
            and all(isinstance(v, _ndarray) for v in given)
        ):
            return _kernel_failed(record.name, zip(_names(record, values), values), problem)
        return problem  # of NumPy or JAX
    arrays = [(n, v) for n, v in zip(_names(record, values), values, strict=False) if hasattr(v, "shape")]
    got = ", ".join(f"{n} {shape_text(v)}" for n, v in arrays)
    if record.spec:
        try:
            expect(record.name, record.spec, **dict(arrays))
        except BadakError as clear:
            return clear
    text = str(problem)
    if record.explain is not None:
        clear = record.explain(problem, *values, **static)
        if clear is not None:
            return clear
    if type(problem).__name__ == "AxisError":
        ndim = arrays[0][1].ndim if arrays else 0
        return error("BD013", where=record.name, axis=static.get("axis"), ndim=ndim, got=got)
    if isinstance(problem, ValueError) and "broadcast" in text:
        return error("BD002", where=record.name, op=record.name, got=got)
    if any(v.dtype.kind in "OUSM" for _, v in arrays):
        return error("BD008", where=record.name, got=", ".join(f"{n} dtype {v.dtype}" for n, v in arrays))
    return error("BD016", where=record.name, op=record.name, got=got or repr(values), problem=text)


_EXPLAINED = (ValueError, TypeError, IndexError, RuntimeError, MemoryError)


def _kernel_failed(where: str, values: Any, problem: Exception) -> Exception:
    """Say which call a native kernel could not compute; C++ knows no more than that something went wrong."""
    if isinstance(problem, BadakError):
        return problem.within(where)
    arrays = [(n, v) for n, v in values if hasattr(v, "dtype")]
    got = ", ".join(f"{n} {shape_text(v)} {v.dtype}" for n, v in arrays)
    return error("BD160", where=where, got=got, problem=str(problem) or type(problem).__name__)


def _names(record: Op, values: Any) -> list[str]:
    if not record.variadic:
        return list(record.arrays)
    fixed = len(record.arrays) - 1
    return list(record.arrays[:fixed]) + [f"{record.arrays[-1]}[{i}]" for i in range(len(values) - fixed)]
