"""The tensor: an array, the operation that made it, and its place on the tape."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from badak.autograd.rows import Rows
from badak.autograd.tape import Node, ones_like, reachable, recording, switch, walk_back
from badak.checks import number_type
from badak.errors import error, shape_text

_ELSEWHERE = {  # what PyTorch and Keras people look for
    "grad_fn": "t.op is the operation that made it, t.requires_grad whether a gradient comes here",
    "zero_": "backward() brings fresh gradients by itself; w.grad = None forgets one, badak.zeros_like(t) makes zeros",
    "cuda": "badak computes on the processor: leave it out", "device": "badak computes on the processor: leave it out",
    "fill_": "badak.full(t.shape, value) makes a new tensor", "value": "t.numpy() is the array, t.item() a single number",
    "add_": "write t += value within badak.no_grad()", "sub_": "write t -= value within badak.no_grad()",
    "mul_": "write t *= value within badak.no_grad()", "copy_": "t.assign(values) replaces the values",
    "expand": "badak.broadcast_to(t, shape)", "softmax": "badak.softmax(t, axis=-1)", "norm": "badak.norm(t)",
}  # fmt: skip
_FLOATING = "fV"  # ml_dtypes' bfloat16 is of kind V


class Tensor:
    """An n-dimensional array whose operations can be differentiated.

    Make one with ``badak.tensor``, ``zeros``, ``rand`` and the like. ``data`` is the NumPy (or JAX) array behind it.

    Attributes:
        data: the array.
        node: place on the tape; None where no gradient is wanted.
        op: record of the operation that made it; None for a tensor made by hand.
        before: for probabilities, what they were made from: ``("softmax", logits)``.

    Example:
        >>> import badak
        >>> x = badak.tensor([3.0], requires_grad=True)
        >>> y = x**2
        >>> y.backward()
        >>> x.grad
        tensor([6.])
    """

    __slots__ = ("data", "node", "op", "before", "__weakref__")
    __array_priority__ = 1000  # numpy_array * tensor asks the tensor first

    def __init__(self, data: Any, node: Node | None = None, op: Any = None) -> None:
        self.data = data
        self.node = node
        self.op = op
        self.before: Any = None

    # --- what it is -------------------------------------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, ...]:
        """Sizes of the axes."""
        try:
            return self.data.shape
        except AttributeError:  # costs nothing where it does not happen
            self.settle_data()
            return self.data.shape

    @property
    def ndim(self) -> int:
        """Number of axes."""
        try:
            return self.data.ndim
        except AttributeError:  # costs nothing where it does not happen
            self.settle_data()
            return self.data.ndim

    @property
    def dtype(self) -> Any:
        """Number type, as NumPy names it."""
        try:
            return self.data.dtype
        except AttributeError:
            self.settle_data()
            return self.data.dtype

    def size(self, axis: int | None = None) -> Any:
        """Return the shape, or the size of one axis (PyTorch's ``size``; the number of values is ``numel()``)."""
        return self.shape if axis is None else self.shape[axis]

    def numel(self) -> int:
        """Return the number of values."""
        return math.prod(self.shape)

    @property
    def requires_grad(self) -> bool:
        """Whether a gradient reaches this tensor in ``backward()``; may be set on a tensor made by hand."""
        return self.node is not None

    @requires_grad.setter
    def requires_grad(self, wanted: bool) -> None:
        if not wanted:
            self.node = None
        elif self.node is None:
            self.node = Node()
            _check_floating(self.data)

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Ask for a gradient (or no longer) and return the tensor itself."""
        self.requires_grad = requires_grad
        return self

    @property
    def is_leaf(self) -> bool:
        """Whether the tensor was made by hand rather than by an operation on the tape."""
        return self.node is None or self.node.op is None

    # --- out of badak -----------------------------------------------------------------------------------------------

    def numpy(self) -> np.ndarray:
        """Return the NumPy array, without a copy where the memory is already NumPy's; tracked tensors too."""
        return np.asarray(self.data)

    def item(self) -> Any:
        """Return the single value as a Python number.

        Raises:
            AutogradError: BD015, when there is more than one value.
        """
        if self.numel() != 1:
            raise error("BD015", where="item", size=self.numel(), got=f"tensor {shape_text(self)}")
        return self.data.item() if isinstance(self.data, np.ndarray | np.generic) else _known(self).item()

    def tolist(self) -> Any:
        """Return the values as nested Python lists."""
        return self.numpy().tolist()

    def detach(self) -> Tensor:
        """Return the same values cut off from the tape: a constant for derivatives."""
        return Tensor(self.data)

    def clone(self) -> Tensor:
        """Return a copy that gradients pass through."""
        return astype(self, dtype=self.dtype)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array(self.data, dtype=dtype, copy=copy)

    def __array_ufunc__(self, ufunc: Any, method: str, *args: Any, **kwargs: Any) -> Any:
        """Let ``np.exp(t)`` and ``array + t`` mean badak's operation of that name."""
        outs = kwargs.get("out", ())
        if method == "__call__" and outs and len(kwargs) == 1 and all(type(out) is np.ndarray for out in outs):
            tracked = switch.recording and any(type(a) is Tensor and a.node is not None for a in args)
            if not tracked:  # w.data -= rate * w.grad
                return ufunc(*(a.data if type(a) is Tensor else a for a in args), out=outs)
        record = OPS.get(ufunc.__name__)
        if method != "__call__" or record is None or kwargs:
            return NotImplemented
        return record.call(*args)

    def __reduce__(self) -> tuple:
        """Copy and pickle the values, and whether a gradient is wanted; the history stays behind, as in ``detach``."""
        return _restored, (self.data, self.node is not None and self.node.op is None)

    def settle_data(self) -> bool:
        """Make an array of what was put into ``data`` by hand (a list, a tensor); return whether there was need to.

        ``data`` is a plain slot, since every operation reads it: it is looked at only where something fails, and where
        a person or ``backward()`` looks.
        """
        if hasattr(self.data, "__array_namespace__"):
            return False
        self.data = tensor(self.data).data
        return True

    # --- derivatives --------------------------------------------------------------------------------------------------

    @property
    def grad(self) -> Tensor | None:
        """Gradient that the last ``backward()`` brought here, None before one (so ``w.grad.item()`` needs a ``backward()``).

        Raises:
            AutogradError: BD007, for an inner result whose gradient was not kept (see ``retain_grad``).
        """
        node = self.node
        if node is None or node.grad is None:
            if node is not None and node.op is not None and not node.keep:
                raise error("BD007", where="grad", got=f"the result of {node.op.name}, {shape_text(self)}")
            return None
        if type(node.grad) is Rows:
            return Tensor(node.grad.whole())
        return node.grad if type(node.grad) is Tensor else Tensor(node.grad)

    @grad.setter
    def grad(self, value: Any) -> None:
        if self.node is None:
            raise error("BD005", where="grad")
        self.node.grad = None if value is None else tensor(value)

    def retain_grad(self) -> None:
        """Keep the gradient of this inner result at the next ``backward()``."""
        if self.node is not None:
            self.node.keep = True

    def backward(
        self,
        gradient: Any = None,
        *,
        accumulate: bool = False,
        retain_graph: bool = False,
        create_graph: bool = False,
    ) -> None:
        """Compute the gradient of this tensor with respect to every leaf it was made from.

        Each call gives fresh gradients: what an earlier call left in ``.grad`` of those leaves is replaced. (In PyTorch
        gradients add up until ``zero_grad()``; forgetting it is a classic mistake.)

        Args:
            gradient: gradient that arrives from above, of this tensor's shape; may be left out for a single value (1).
            accumulate: add to the gradients already there, for batches computed in parts.
            retain_graph: keep the graph for another ``backward()``.
            create_graph: record the backward pass itself, for second derivatives.

        Raises:
            AutogradError: BD004 without ``gradient`` for several values; BD005 when nothing requires a gradient; BD006
                when the graph was freed.

        Example:
            >>> import badak
            >>> x = badak.tensor([1.0, 2.0], requires_grad=True)
            >>> (x * x).sum().backward()
            >>> x.grad
            tensor([2., 4.])
        """
        node = self.node
        if node is None:
            raise error("BD005", where="backward", got=repr(self))
        self.settle_data()
        if gradient is None:
            if self.data.size != 1:
                raise error("BD004", where="backward", got=f"a tensor of shape {shape_text(self)}")
            g: Any = ones_like(self.data)
        else:
            g = tensor(gradient, dtype=self.dtype).data
            if g.shape != self.shape:
                raise error("BD004", where="backward", got=f"self {shape_text(self)}, gradient {shape_text(g)}")
        if create_graph:
            g = gradient if type(gradient) is Tensor else Tensor(g)
        with recording(create_graph):
            found = walk_back(reachable([node]), {node: g}, create_graph=create_graph, retain_graph=retain_graph)
        for leaf, value in found.items():
            if accumulate and leaf.grad is not None:
                value = leaf.grad + (value.whole() if type(leaf.grad) is Tensor and type(value) is Rows else value)
            leaf.grad = value

    # --- Python -------------------------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        if not isinstance(self.data, np.ndarray | np.generic) and not self.settle_data():
            return f"tensor(<{self.data}>)"
        values = np.array2string(self.numpy(), separator=", ", prefix="tensor(", threshold=200, precision=6)
        facts = [] if self.ndim < 2 and self.numel() < 8 else [f"shape={self.shape}"]
        if self.dtype not in (np.float32, np.int64, np.bool_):
            facts.append(f"dtype={self.dtype}")
        if self.node is not None and self.node.op is None:
            facts.append("requires_grad=True")
        if self.op is not None:
            facts.append(f"op={self.op.name}")
        return f"tensor({', '.join([values, *facts])})"

    def _repr_html_(self) -> str:
        """Show the values, the shape and the operation in a notebook."""
        import html

        made = f" · op {self.op.name}" if self.op is not None else ""
        head = f"tensor · shape {self.shape} · {self.dtype}{made}"
        return f"<div><small>{html.escape(head)}</small><pre>{html.escape(repr(self))}</pre></div>"

    def __format__(self, form: str) -> str:
        return format(self.item(), form) if form else str(self)

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("a tensor of one number has no length")
        return self.shape[0]

    def __iter__(self) -> Iterator[Tensor]:
        return (self[i] for i in range(len(self)))

    def __bool__(self) -> bool:
        if self.numel() != 1:
            raise error("BD015", where="if / and / or", size=self.numel(), got=f"tensor {shape_text(self)}")
        return bool(_known(self))

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __round__(self, digits: int | None = None) -> Any:
        return round(self.item(), digits)

    def __index__(self) -> int:
        return self.item().__index__()

    __hash__ = object.__hash__  # == compares values, so tensors are told apart by identity

    # --- operators: each is the operation of that name -----------------------------------------------------------------

    def __add__(self, other: Any) -> Tensor:
        return add(self, other)

    def __radd__(self, other: Any) -> Tensor:
        return add(other, self)

    def __sub__(self, other: Any) -> Tensor:
        return subtract(self, other)

    def __rsub__(self, other: Any) -> Tensor:
        return subtract(other, self)

    def __mul__(self, other: Any) -> Tensor:
        return multiply(self, other)

    def __rmul__(self, other: Any) -> Tensor:
        return multiply(other, self)

    def __truediv__(self, other: Any) -> Tensor:
        return divide(self, other)

    def __rtruediv__(self, other: Any) -> Tensor:
        return divide(other, self)

    def __floordiv__(self, other: Any) -> Tensor:
        return floor_divide(self, other)

    def __mod__(self, other: Any) -> Tensor:
        return remainder(self, other)

    def __pow__(self, other: Any) -> Tensor:
        return power(self, other)

    def __rpow__(self, other: Any) -> Tensor:
        return power(other, self)

    def __matmul__(self, other: Any) -> Tensor:
        return matmul(self, other)

    def __rmatmul__(self, other: Any) -> Tensor:
        return matmul(other, self)

    def __neg__(self) -> Tensor:
        return negative(self)

    def __pos__(self) -> Tensor:
        return self

    def __abs__(self) -> Tensor:
        return absolute(self)

    def __eq__(self, other: Any) -> Tensor:
        return equal(self, other)

    def __ne__(self, other: Any) -> Tensor:
        return not_equal(self, other)

    def __lt__(self, other: Any) -> Tensor:
        return less(self, other)

    def __le__(self, other: Any) -> Tensor:
        return less_equal(self, other)

    def __gt__(self, other: Any) -> Tensor:
        return greater(self, other)

    def __ge__(self, other: Any) -> Tensor:
        return greater_equal(self, other)

    def __and__(self, other: Any) -> Tensor:
        return logical_and(self, other)

    def __or__(self, other: Any) -> Tensor:
        return logical_or(self, other)

    def __xor__(self, other: Any) -> Tensor:
        return logical_xor(self, other)

    def __invert__(self) -> Tensor:
        return logical_not(self)

    def __getitem__(self, index: Any) -> Tensor:
        return getitem(self, index=index)

    def __setitem__(self, index: Any, value: Any) -> None:
        """Replace values; whatever was computed from the old ones keeps its right gradient."""
        if self.node is not None and self.node.op is None:
            raise error("BD017", where="tensor[index] = value", got=repr(self))
        changed = index_update(self, value, index=index)
        self.data, self.node, self.op = changed.data, changed.node, changed.op

    # --- changing weights by hand: within no_grad, ``w -= rate * w.grad`` changes w itself, as in PyTorch ----------------
    # Elsewhere these make a new tensor, so that functions that are differentiated may use them freely.

    def __iadd__(self, other: Any) -> Tensor:
        return _in_place(self, add(self, other))

    def __isub__(self, other: Any) -> Tensor:
        return _in_place(self, subtract(self, other))

    def __imul__(self, other: Any) -> Tensor:
        return _in_place(self, multiply(self, other))

    def __itruediv__(self, other: Any) -> Tensor:
        return _in_place(self, divide(self, other))

    # --- methods PyTorch and NumPy users look for ------------------------------------------------------------------------

    def view(self, *shape: Any) -> Tensor:
        """Return the same values in another shape; one size may be -1."""
        return reshape(self, shape=_as_shape(shape))

    def reshape(self, *shape: Any) -> Tensor:
        """Return the same values in another shape; one size may be -1."""
        return reshape(self, shape=_as_shape(shape))

    def flatten(self) -> Tensor:
        """Return the values on one axis."""
        return reshape(self, shape=(-1,))

    def transpose(self, *axes: Any) -> Tensor:
        """Return the tensor with its axes in another order: ``()`` reverses them, two axes change places."""
        axes = _as_shape(axes)
        if len(axes) == 2 and self.ndim != 2:
            return swapaxes(self, axis1=axes[0], axis2=axes[1])
        return transpose(self, axes=axes or None)

    def permute(self, *axes: Any) -> Tensor:
        """Return the tensor with its axes in the given order."""
        return transpose(self, axes=_as_shape(axes))

    @property
    def T(self) -> Tensor:  # noqa: N802 - NumPy's name
        """The tensor with its axes reversed."""
        return transpose(self)

    def t(self) -> Tensor:
        """Return the transposed matrix."""
        return transpose(self)

    def squeeze(self, axis: Any = None, *, dim: Any = None) -> Tensor:
        """Drop axes of size 1."""
        return squeeze(self, axis=axis if dim is None else dim)

    def unsqueeze(self, axis: int | None = None, *, dim: int = 0) -> Tensor:
        """Insert an axis of size 1."""
        return expand_dims(self, axis=dim if axis is None else axis)

    def astype(self, dtype: Any) -> Tensor:
        """Return the values in another number type."""
        return astype(self, dtype=number_type(dtype, "astype"))

    def to(self, target: Any) -> Tensor:
        """Return the values in another number type; ``"cpu"`` is where they are already."""
        if str(target) == "cpu":
            return self
        if isinstance(target, str) and target.partition(":")[0] in ("cuda", "gpu", "mps"):
            raise error(
                "BD003", where="to", name="target", got=repr(target), expected="'cpu' | 'float32' | 'float64' | …"
            )
        return astype(self, dtype=target.dtype if type(target) is Tensor else number_type(target, "to"))

    def masked_fill(self, mask: Any, value: Any) -> Tensor:
        """Return the values with those replaced where ``mask`` is true."""
        return where(mask, value, self)

    def assign(self, value: Any) -> Tensor:
        """Replace the values, keeping shape and number type, and return the tensor itself (Keras's ``Variable.assign``)."""
        made = tensor(value)
        if made.shape != self.shape:
            raise error("BD024", where="assign", got=shape_text(made), expected=shape_text(self))
        self.data = made.data if made.dtype == self.dtype else made.data.astype(self.dtype)
        return self

    def assign_add(self, value: Any) -> Tensor:
        """Add to the values in place and return the tensor itself."""
        return self.assign(add(self, value))

    def assign_sub(self, value: Any) -> Tensor:
        """Take away from the values in place and return the tensor itself."""
        return self.assign(subtract(self, value))

    def float(self) -> Tensor:
        """Return the values as float32."""
        return astype(self, dtype=np.dtype(np.float32))

    def double(self) -> Tensor:
        """Return the values as float64."""
        return astype(self, dtype=np.dtype(np.float64))

    def long(self) -> Tensor:
        """Return the values as int64."""
        return astype(self, dtype=np.dtype(np.int64))

    def dim(self) -> int:
        """Return the number of axes, as ``ndim``."""
        return self.data.ndim

    def cpu(self) -> Tensor:
        """Return the tensor itself: it is in this machine's memory already."""
        return self

    def contiguous(self) -> Tensor:
        """Return the tensor itself: every operation here takes it as it lies."""
        return self

    def mm(self, other: Any) -> Tensor:
        """Return the matrix product."""
        return matmul(self, other)

    def pow(self, exponent: Any) -> Tensor:
        """Return the values raised to a power."""
        return power(self, exponent)

    def matmul(self, other: Any) -> Tensor:
        """Return the matrix product."""
        return matmul(self, other)

    def dot(self, other: Any) -> Tensor:
        """Return the matrix product (the scalar product of two vectors)."""
        return matmul(self, other)

    def sum(self, axis: Any = None, keepdims: bool = False, *, dim: Any = None, keepdim: bool = False) -> Tensor:
        """Add up the values, along an axis or all."""
        return total(self, axis=axis if dim is None else dim, keepdims=keepdims or keepdim)

    def mean(self, axis: Any = None, keepdims: bool = False, *, dim: Any = None, keepdim: bool = False) -> Tensor:
        """Average the values, along an axis or all."""
        return mean(self, axis=axis if dim is None else dim, keepdims=keepdims or keepdim)

    def max(self, axis: Any = None, keepdims: bool = False, **words: Any) -> Tensor:
        """Return the largest value, along an axis or of all."""
        if words:  # dim= would promise the places as well
            return maximum_of(self, axis=axis, **words)
        return maximum_of(self, axis=axis, keepdims=keepdims)

    def min(self, axis: Any = None, keepdims: bool = False, **words: Any) -> Tensor:
        """Return the smallest value, along an axis or of all."""
        if words:  # dim= would promise the places as well
            return minimum_of(self, axis=axis, **words)
        return minimum_of(self, axis=axis, keepdims=keepdims)

    def prod(self, axis: Any = None, keepdims: bool = False, *, dim: Any = None, keepdim: bool = False) -> Tensor:
        """Multiply the values, along an axis or all."""
        return prod(self, axis=axis if dim is None else dim, keepdims=keepdims or keepdim)

    def var(self, axis: Any = None, keepdims: bool = False, *, dim: Any = None, keepdim: bool = False) -> Tensor:
        """Return the variance (divided by n), along an axis or of all."""
        return var(self, axis=axis if dim is None else dim, keepdims=keepdims or keepdim)

    def std(self, axis: Any = None, keepdims: bool = False, *, dim: Any = None, keepdim: bool = False) -> Tensor:
        """Return the standard deviation (divided by n), along an axis or of all."""
        return std(self, axis=axis if dim is None else dim, keepdims=keepdims or keepdim)

    def argmax(self, axis: Any = None, keepdims: bool = False, *, dim: Any = None, keepdim: bool = False) -> Tensor:
        """Return the position of the largest value."""
        return argmax(self, axis=axis if dim is None else dim, keepdims=keepdims or keepdim)

    def argmin(self, axis: Any = None, keepdims: bool = False, *, dim: Any = None, keepdim: bool = False) -> Tensor:
        """Return the position of the smallest value."""
        return argmin(self, axis=axis if dim is None else dim, keepdims=keepdims or keepdim)

    def all(self, axis: Any = None, keepdims: bool = False, *, dim: Any = None, keepdim: bool = False) -> Tensor:
        """Say whether all values are true."""
        return all_of(self, axis=axis if dim is None else dim, keepdims=keepdims or keepdim)

    def any(self, axis: Any = None, keepdims: bool = False, *, dim: Any = None, keepdim: bool = False) -> Tensor:
        """Say whether any value is true."""
        return any_of(self, axis=axis if dim is None else dim, keepdims=keepdims or keepdim)

    def abs(self) -> Tensor:
        """Return absolute values."""
        return absolute(self)

    def exp(self) -> Tensor:
        """Return e to the power of the values."""
        return exp(self)

    def log(self) -> Tensor:
        """Return natural logarithms."""
        return log(self)

    def sqrt(self) -> Tensor:
        """Return square roots."""
        return sqrt(self)

    def tanh(self) -> Tensor:
        """Return hyperbolic tangents."""
        return tanh(self)

    def sigmoid(self) -> Tensor:
        """Return 1 / (1 + e^-x)."""
        return sigmoid(self)

    def relu(self) -> Tensor:
        """Return the values with negatives set to 0."""
        return relu(self)

    def clip(self, minimum: Any = None, maximum: Any = None) -> Tensor:
        """Return the values limited to [minimum, maximum]."""
        return clip(self, minimum=minimum, maximum=maximum)


class _Elsewhere:
    """What a tensor lacks, with a hint; a ``__getattr__`` would slow down every look at ``data``."""

    def __init__(self, name: str, hint: str) -> None:
        self.name, self.hint = name, hint

    def __get__(self, t: Any, cls: Any = None) -> Any:
        if t is None:
            return self
        raise AttributeError(f"a tensor has no attribute {self.name!r}; {self.hint}", name=self.name, obj=t)


for _name, _hint in _ELSEWHERE.items():
    setattr(Tensor, _name, _Elsewhere(_name, _hint))


def tensor(data: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Make a tensor from numbers, nested lists or an array.

    Python numbers become float32 or int64; arrays keep their number type and are not copied.

    Args:
        data: numbers, nested lists of equal lengths, an array, or a tensor (then its values are shared, not its history).
        dtype: number type; by default as above.
        requires_grad: whether ``backward()`` should bring a gradient here.

    Returns:
        The tensor.

    Raises:
        DTypeError: BD008, for text, objects and ragged lists.
        AutogradError: BD009, when a gradient is asked for integers.

    Example:
        >>> import badak
        >>> a = badak.tensor([[0, 1], [2, 3]])
        >>> a @ badak.tensor([[1, 2], [3, 4]])
        tensor([[ 3,  4],
                [11, 16]], shape=(2, 2), op=matmul)
    """
    cls = type(data)
    if cls is Tensor:
        array = data.data
    elif cls is np.ndarray or (hasattr(data, "__array_namespace__") and not isinstance(data, np.generic)):
        array = data
    else:
        array = _from_python(data)
    if isinstance(array, np.ndarray) and array.dtype.kind in "OUSMmc":
        raise error("BD008", where="badak.tensor", got=f"dtype {array.dtype}: {_short(data)}")
    if dtype is not None:
        dtype = number_type(dtype, "badak.tensor")
        if array.dtype != dtype:
            array = array.astype(dtype)
    if requires_grad:
        _check_floating(array)
        return Tensor(array, Node())
    return Tensor(array)


def _from_python(data: Any) -> np.ndarray:
    """Convert numbers and lists: floats to float32, integers to int64, tensors inside lists to their values."""
    if isinstance(data, list | tuple) and data and any(type(item) is Tensor for item in data):
        data = [item.data if type(item) is Tensor else item for item in data]
    try:
        array = np.asarray(data)
    except (ValueError, TypeError):
        raise error("BD008", where="badak.tensor", got=_short(data)) from None
    python_floats = array.dtype == np.float64 and not hasattr(data, "dtype") and not hasattr(data, "__array__")
    if python_floats and not _holds_arrays(data):
        return array.astype(np.float32)
    return array


def _in_place(variable: Tensor, result: Tensor) -> Tensor:
    """Give a variable its new values where nothing is recorded; otherwise the result is a tensor of its own."""
    node = variable.node
    if node is None or node.op is not None or switch.recording:
        return result
    if result.shape != variable.shape:
        raise error("BD024", where="+= / -= / *= / /=", got=shape_text(result), expected=shape_text(variable))
    variable.data = result.data if result.dtype == variable.dtype else result.data.astype(variable.dtype)
    return variable


def _restored(data: Any, requires_grad: bool) -> Tensor:
    return Tensor(data, Node() if requires_grad else None)


def _holds_arrays(data: Any) -> bool:
    """Say whether a list is made of arrays, whose number type is kept."""
    while isinstance(data, list | tuple) and data:
        data = data[0]
    return isinstance(data, np.ndarray | np.generic)


def _short(data: Any) -> str:
    text = repr(data)
    return text if len(text) <= 80 else text[:77] + "..."


def _check_floating(array: Any) -> None:
    if array.dtype.kind not in _FLOATING:
        raise error("BD009", where="requires_grad", got=f"dtype {array.dtype}")


def _as_shape(sizes: Sequence[Any]) -> tuple:
    """Accept both ``view(2, 3)`` and ``view((2, 3))``."""
    return tuple(sizes[0]) if len(sizes) == 1 and isinstance(sizes[0], tuple | list) else tuple(sizes)


def _known(t: Tensor) -> Any:
    """Return the value of a tensor of one element as a NumPy array, or say why it has none yet."""
    try:
        return np.asarray(t.data)
    except Exception as problem:  # jax raises its own classes for traced values, which may not be imported here
        raise error("BD012", where="if / float / int / item", got=f"{type(problem).__name__}") from problem


# Operations need Tensor and Tensor's operators need operations; this file is always imported first, so the circle is
# closed here, in one visible place, instead of in every method.
from badak.autograd.op import OPS  # noqa: E402
from badak.ops.activation import relu, sigmoid  # noqa: E402
from badak.ops.elementwise import (  # noqa: E402
    absolute,
    add,
    astype,
    clip,
    divide,
    equal,
    exp,
    floor_divide,
    greater,
    greater_equal,
    less,
    less_equal,
    log,
    logical_and,
    logical_not,
    logical_or,
    logical_xor,
    multiply,
    negative,
    not_equal,
    power,
    remainder,
    sqrt,
    subtract,
    tanh,
    where,
)
from badak.ops.linear import matmul  # noqa: E402
from badak.ops.reduce import all as all_of  # noqa: E402
from badak.ops.reduce import any as any_of  # noqa: E402
from badak.ops.reduce import argmax, argmin, mean, prod, std, var  # noqa: E402
from badak.ops.reduce import max as maximum_of  # noqa: E402
from badak.ops.reduce import min as minimum_of  # noqa: E402
from badak.ops.reduce import sum as total  # noqa: E402
from badak.ops.shape import expand_dims, getitem, index_update, reshape, squeeze, swapaxes, transpose  # noqa: E402
