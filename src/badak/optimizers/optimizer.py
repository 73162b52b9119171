"""What every optimizer is: hyper-parameters, and two pure functions over trees, ``init`` and ``update``."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any, ClassVar

import numpy as np

from badak.autograd import tree as trees
from badak.autograd.rows import Rows
from badak.autograd.tensor import Tensor, tensor
from badak.backend import on_numpy, seam
from badak.checks import number
from badak.errors import error
from badak.optimizers import clipping, fused
from badak.optimizers.imperative import Step, holds_tensors, no_parameters, paired, with_gradients
from badak.optimizers.memory import Memory
from badak.optimizers.registry import OPTIMIZERS
from badak.optimizers.rows import Misfit, align, misfit
from badak.registry import Registry, plain
from badak.schedules import get as get_schedule


@dataclass(frozen=True, eq=False)
class Optimizer:
    r"""Base of all optimizers. Its fields are hyper-parameters; what changes from step to step is in the state.

    Each step clips the gradients, then shrinks the weights by :math:`p \leftarrow p - \eta\lambda p` where a weight decay
    :math:`\lambda` is set (decoupled from the gradient), then follows the rule of the subclass. A subclass says which
    arrays it keeps for each parameter (``slots``), which numbers change from step to step (``hyper``), and its ``rule``.

    The state is a tree of fixed structure: ``{"iteration": …, "learning_rate": …, "slots": {name: tree like params}}``.
    The first two are arrays of no axes, so that a compiled step is compiled once. ``"learning_rate"`` is the rate itself,
    or, where ``learning_rate`` is a schedule, the factor that its rate is multiplied with (1 at first).

    One field may be set: ``optimizer.learning_rate = 0.01`` reaches the models compiled with the optimizer and every later
    ``apply``; a state kept by hand takes it from ``set_learning_rate``.

    Args:
        learning_rate: step size :math:`\eta` above 0, or a schedule: a function from the step to the rate.
        weight_decay: fraction of each weight to take away per step and unit of learning rate; None for none.
        clipnorm: largest Euclidean length of each gradient array; None for no limit. At most one clipping is given.
        clipvalue: largest absolute value in a gradient.
        global_clipnorm: largest Euclidean length of all gradients together.
        no_decay: parts of names (``"bias"``, ``"dense_1/"``) of parameters that do not decay; all do by default.
        name: name of the optimizer; that of its class by default.

    Raises:
        ArgumentError: BD040, for a number outside its range; BD045, for two kinds of clipping.

    Example:
        Gradient descent in four lines; an own optimizer is a subclass with a ``rule``.

        >>> import badak, numpy as np
        >>> from dataclasses import dataclass, fields
        >>> @dataclass(frozen=True, eq=False)
        ... class SignDescent(badak.optimizers.Optimizer):
        ...     def rule(self, h, p, g):
        ...         (rate,) = h
        ...         return (p - rate * np.sign(g),)
        >>> optimizer = SignDescent(learning_rate=0.5)
        >>> params = {"w": np.array([1.0, -1.0])}
        >>> params, state = optimizer.update({"w": np.array([3.0, -7.0])}, optimizer.init(params), params)
        >>> params["w"]
        array([ 0.5, -0.5])
    """

    registry: ClassVar[Registry] = OPTIMIZERS

    learning_rate: Any = 0.01
    weight_decay: float | None = field(default=None, kw_only=True)
    clipnorm: float | None = field(default=None, kw_only=True)
    clipvalue: float | None = field(default=None, kw_only=True)
    global_clipnorm: float | None = field(default=None, kw_only=True)
    no_decay: tuple[str, ...] = field(default=(), kw_only=True)
    name: str | None = field(default=None, kw_only=True)
    # The one thing in here that changes: what `apply` remembers of the tensors it has seen.
    _memory: Memory = field(default_factory=Memory, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        where = type(self).__name__
        rate = self.learning_rate
        if holds_tensors(rate):
            raise no_parameters(where, f"{where}(parameters)")
        scheduled = callable(rate) or isinstance(rate, dict)
        self._settle(
            "learning_rate",
            get_schedule(rate, where) if scheduled else number(where, "learning_rate", rate, 0.0, above=True),
        )
        self._settle("weight_decay", number(where, "weight_decay", self.weight_decay, 0.0, optional=True))
        for limit in ("clipnorm", "clipvalue", "global_clipnorm"):
            self._settle(limit, number(where, limit, getattr(self, limit), 0.0, above=True, optional=True))
        given = [k for k in ("clipnorm", "clipvalue", "global_clipnorm") if getattr(self, k) is not None]
        if len(given) > 1:
            both = " + ".join(given)
            why = {
                "en": f"only one way of clipping at a time, not {both}",
                "ko": f"클리핑은 한 가지만 쓸 수 있습니다: {both}",
            }
            raise error("BD045", where=where, why=why, got=", ".join(f"{k}={getattr(self, k)}" for k in given))
        excluded = (self.no_decay,) if isinstance(self.no_decay, str) else tuple(self.no_decay)
        self._settle("no_decay", excluded)
        self._settle("name", self.name or where.lower())
        self.check()
        type(self).__setattr__ = _set_rate  # each frozen dataclass has one of its own

    def _wrong_call(self, args: tuple, kwargs: dict[str, Any]) -> Any:
        """Say what is amiss where a wrong call is PyTorch's: ``SGD(model.parameters(), lr=0.1)``."""
        where = type(self).__name__
        found = any(map(holds_tensors, (*args, kwargs.get("params"))))
        return no_parameters(where, f"{where}(parameters, {', '.join(kwargs)})") if found else None

    def _settle(self, name: str, value: Any) -> None:
        """Replace a field by its checked form, during construction only."""
        object.__setattr__(self, name, value)

    def get_config(self) -> dict[str, Any]:
        """Return the fields as a model file holds them; the class called with them makes the same object."""
        return {f.name: plain(getattr(self, f.name)) for f in fields(self) if f.init}

    # --- what a subclass says -------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Check the fields of the subclass."""

    @property
    def slots(self) -> tuple[str, ...]:
        """Names of the arrays kept for each parameter."""
        return ()

    def start(self, slot: str) -> float:
        """Return the value a slot is filled with before the first step."""
        return 0.0

    def hyper(self, t: Any, rate: Any, maths: Any) -> tuple:
        """Compute the numbers that change from step to step, once per update.

        Args:
            t: number of this step, counted from 1.
            rate: learning rate of this step.
            maths: ``math`` for Python numbers, JAX's namespace while traced; both have ``sqrt`` and ``expm1``.

        Returns:
            What ``rule`` gets as ``h``; by default the rate alone.
        """
        return (rate,)

    def rule(self, h: tuple, p: Any, *arrays: Any) -> tuple:
        """Return the new values of a parameter and of its slots: the formula of the textbook, element by element.

        Args:
            h: what ``hyper`` returned.
            p: values of the parameter.
            *arrays: values of its slots in the order of ``slots``, and last the gradient, which stays as it is.

        Returns:
            New ``p`` and slots. ``p -= …`` is allowed: in memory it saves a copy, while traced it makes a new value.
        """
        raise error("BD025", where=type(self).__name__, name="rule")

    @property
    def stays_without_gradient(self) -> bool:
        """Whether the rule leaves a weight and its slots as they are where the gradient is 0.

        Then only those rows of a table are updated that a step has read, which is the same and does not touch the others.
        """
        return False

    def takes_rows(self, name: str, p: Any) -> bool:
        """Say whether some rows of a parameter can be updated by themselves: the rule works element by element.

        Args:
            name: the way to it in the tree, ``"embedding/embeddings"``.
            p: its values.
        """
        return type(self).update_one is Optimizer.update_one

    def update_one(self, module: Any, rule: Callable, name: str, p: Any, slots: list, g: Any) -> Any:
        """Update one parameter through the seam; an optimizer that is not element-wise overrides this."""
        return module.update_in_place(rule, (p, *slots), (g,))

    # --- the pure functions ---------------------------------------------------------------------------------------------

    def init(self, params: Any) -> dict[str, Any]:
        """Make the state that belongs to a tree of parameters.

        Args:
            params: tree of arrays.

        Returns:
            The state before the first step.

        Raises:
            ArgumentError: BD040, for leaves that are no arrays of floating-point numbers.

        Example:
            >>> import badak, numpy as np
            >>> state = badak.optimizers.SGD(0.1, momentum=0.9).init({"w": np.zeros(2, np.float32)})
            >>> state["iteration"], state["learning_rate"], state["slots"]
            (array(0), array(0.1, dtype=float32), {'momentum': {'w': array([0., 0.], dtype=float32)}})
        """
        for path, p in trees.paths(params):
            if not hasattr(p, "__array_namespace__") or p.dtype.kind not in "fV":  # V: bfloat16
                kind = p.dtype if hasattr(p, "__array_namespace__") else type(p).__name__
                expected = {
                    "en": "a tree of floating-point arrays; tensors go to optimizer.apply(tensors)",
                    "ko": "실수 배열의 트리. 텐서는 optimizer.apply(tensors)에 넘깁니다",
                }
                where = f"{type(self).__name__}.init"
                raise error("BD040", where=where, name="params", got=f"{path or 'params'}: {kind}", expected=expected)
        return {**self._clock(params), "slots": {slot: self._slot(slot, params) for slot in self.slots}}

    def _clock(self, params: Any) -> dict[str, Any]:
        """Make the leaves that all parameters share: the number of steps taken, and the learning rate."""
        found = trees.leaves(params)
        module = seam(*found[:1])
        wide = any(p.dtype == np.float64 for p in found)
        rate = self.learning_rate if self._schedule is None else 1.0
        return {
            "iteration": module.from_host(np.zeros((), np.int64)),
            "learning_rate": module.from_host(np.asarray(rate, np.float64 if wide else np.float32)),
        }

    def _slot(self, slot: str, params: Any) -> Any:
        """Make one array per parameter."""
        return trees.map(partial(filled, self.start(slot)), params)

    def update(
        self, grads: Any, state: dict[str, Any], params: Any, *, owned: bool = False
    ) -> tuple[Any, dict[str, Any]]:
        """Take one step.

        Args:
            grads: tree of gradients, like ``params``; a parameter whose gradient is None stays as it is.
            state: what ``init`` or the last ``update`` returned.
            params: tree of arrays. float64 is computed in float64 throughout, float32 is never widened.
            owned: whether the caller gives ``params`` and ``state`` away: NumPy arrays are then changed in place, several
                times faster. By default nothing that is given changes.

        Returns:
            New parameters and new state.

        Raises:
            ShapeError: BD042, when gradients or state do not fit the parameters.

        Example:
            >>> import badak, numpy as np
            >>> optimizer = badak.optimizers.SGD(0.1)
            >>> params = {"w": np.array([1.0, 2.0])}
            >>> params, state = optimizer.update({"w": np.array([10.0, 0.0])}, optimizer.init(params), params)
            >>> params["w"]
            array([0., 2.])
        """
        return self._update(grads, state, params, copy_params=not owned, copy_slots=not owned)

    def update_rows(self, rows: list[list], state: dict[str, Any], params: Any) -> dict[str, Any]:
        """Take one step in place over arrays that are lined up already: what the training loop calls at each batch.

        Args:
            rows: ``[parameter, gradient, *slots]`` for each parameter in the order of ``params``; NumPy arrays, changed in place.
            state: what ``init`` or the last call returned; its slots are the arrays of the rows.
            params: tree of the parameters, for the names where the optimizer asks for them.

        Returns:
            The new state.
        """
        self._walk(on_numpy, state, params, [row[1] for row in rows], rows)
        return {**state, "iteration": np.asarray(state["iteration"] + 1)}

    def _update(self, grads: Any, state: dict, params: Any, *, copy_params: bool, copy_slots: bool) -> tuple[Any, dict]:
        names = self.slots
        slots = state["slots"]
        rows: list[list] = []
        try:
            align({"": params}, [{"": grads}, *[{"": slots[n]} for n in names]], rows)
        except (Misfit, KeyError, IndexError, TypeError, AttributeError):
            raise misfit(type(self).__name__, names, params, grads, state) from None
        module = seam(*rows[0][:1]) if rows else on_numpy
        in_memory = module is on_numpy
        if in_memory and copy_params:
            rows = [[np.array(p), *rest] for p, *rest in rows]
        if in_memory and copy_slots and names:
            rows = [[p, g, *[s if s is None else np.array(s) for s in own]] for p, g, *own in rows]
        self._walk(module, state, params, grads, rows)
        if not in_memory or copy_params:
            params = trees.unflatten(params, [row[0] for row in rows])
        if names and (not in_memory or copy_slots):
            slots = {
                n: trees.unflatten(slots[n], [row[i] for row in rows if row[i] is not None])
                for i, n in enumerate(names, 2)
            }
        count = state["iteration"] + 1
        return params, {**state, "iteration": np.asarray(count) if in_memory else count, "slots": slots}

    def _walk(self, module: Any, state: dict, params: Any, grads: Any, rows: list[list]) -> None:
        """Update ``[parameter, gradient, *slots]`` of each parameter: in place in memory, else by replacing what is in them."""
        if any([type(row[1]) is Rows for row in rows]):
            self._walk_chosen(module, state, params, grads, rows)
            return
        t, rate, maths = self._now(module, state)
        h = self.hyper(t, rate, maths)
        together = self.global_clipnorm
        common = None if together is None else clipping.shortening(clipping.global_norm(grads), together)
        element_wise = type(self).update_one is Optimizer.update_one
        if element_wise and maths is math and self._fused(rows, h, rate, common):
            return
        rule = partial(self.rule, h)
        plain = self._plain
        if plain and element_wise and maths is math:  # the usual case, with little around it: small models feel each µs
            for p, g, *own in rows:
                if g is not None:
                    module.update_in_place(rule, (p, *own), (g,))
            return
        labels = [name for name, _ in trees.paths(params)] if self._by_name else None
        for i, row in enumerate(rows):
            p, g, *own = row
            if g is None:
                continue
            if maths is not math:
                rule = partial(self.rule, tuple([clipping.fitting(x, p) for x in h]))
            name = "" if labels is None else labels[i]
            row_rule = rule
            if not plain:
                scale = common if self.clipnorm is None else clipping.shortening(clipping.norm(g), self.clipnorm)
                row_rule = partial(_prepared, rule, self._decay(name, p, rate), scale, self.clipvalue)
            updated = self.update_one(module, row_rule, name, p, own, g)
            row[0], row[2:] = updated[0], updated[1:]

    def _walk_chosen(self, module: Any, state: dict, params: Any, grads: Any, rows: list[list]) -> None:
        """Update parameters of which some got the gradient of a few rows: those rows by themselves where that is right.

        Right is what the rule does with the whole gradient, zeros included, unless the gradient says that other rows are to
        be left alone.
        """
        names = [name for name, _ in trees.paths(params)]
        chosen = {}
        for i, (p, g, *own) in enumerate(rows):
            if type(g) is not Rows:
                continue
            exact = self.stays_without_gradient and self._decay(names[i], p, 1.0) is None
            if (g.lazy or (exact and not g.seen)) and self.takes_rows(names[i], p):
                at = g.indices
                chosen[i] = at, [np.take(p, at, 0), g.values, *[None if s is None else np.take(s, at, 0) for s in own]]
            else:
                rows[i][1] = g.whole()
        ready = [chosen[i][1] if i in chosen else row for i, row in enumerate(rows)]
        self._walk(module, state, params, [row[1] for row in ready], ready)
        for i, (at, (p, _, *own)) in chosen.items():
            target, _, *slots = rows[i]
            target[at] = p
            for slot, new in zip(slots, own, strict=True):
                if slot is not None:
                    slot[at] = new

    def _fused(self, rows: list[list], h: tuple, rate: Any, common: Any) -> bool:
        """Update all rows by the native kernel that belongs to the rule; False where there is none for them."""
        kernel = fused.kernel(type(self).rule)
        if kernel is None or self.clipnorm is not None or self._by_name:
            return False
        decay = 0.0 if self.weight_decay is None else rate * self.weight_decay
        limit = math.inf if self.clipvalue is None else self.clipvalue
        return kernel(self, rows, h, decay, 1.0 if common is None else float(common), limit)

    @property
    def _plain(self) -> bool:
        """Whether the rule is all there is to do."""
        limits = (self.clipvalue, self.clipnorm, self.global_clipnorm)
        return self.weight_decay is None and limits == (None, None, None)

    @property
    def _by_name(self) -> bool:
        """Whether a step depends on the names of the parameters."""
        return bool(self.no_decay)

    def _decay(self, name: str, p: Any, rate: Any) -> Any:
        """Return the fraction of a parameter that this step takes away, None for nothing."""
        if self.weight_decay is None or any(part in name for part in self.no_decay):
            return None
        return rate * self.weight_decay

    def _now(self, module: Any, state: dict) -> tuple[Any, Any, Any]:
        """Return the number of this step from 1, its learning rate, and the namespace for single numbers."""
        count, rate = state["iteration"], state["learning_rate"]
        schedule = self._schedule
        if module is on_numpy:
            steps, rate = int(count), rate.item()
            return steps + 1, rate if schedule is None else rate * float(schedule(steps)), math
        now = rate if schedule is None else rate * schedule(count)
        return (count + 1).astype(rate.dtype), now, rate.__array_namespace__()

    @property
    def _schedule(self) -> Callable[[Any], Any] | None:
        """The schedule, where ``learning_rate`` is one."""
        return self.learning_rate if callable(self.learning_rate) else None

    # --- the learning rate, for callbacks -------------------------------------------------------------------------------

    def get_learning_rate(self, state: dict[str, Any]) -> float:
        """Return the learning rate of the next step.

        Args:
            state: what ``init`` or ``update`` returned.

        Returns:
            The rate as a Python float, as short as its number type allows: 0.01 and not 0.009999999776.

        Example:
            >>> import badak, numpy as np
            >>> optimizer = badak.optimizers.Adam(0.01)
            >>> optimizer.get_learning_rate(optimizer.init({"w": np.zeros(1, np.float32)}))
            0.01
        """
        leaf = np.asarray(state["learning_rate"])
        rate, schedule = float(str(leaf[()])), self._schedule
        return rate if schedule is None else rate * float(schedule(int(state["iteration"])))

    def set_learning_rate(self, state: dict[str, Any], value: Any) -> dict[str, Any]:
        """Return a state whose next step has another learning rate.

        With a schedule the whole rest of the schedule is multiplied, so that it continues from ``value``.

        Args:
            state: what ``init`` or ``update`` returned; it stays as it is.
            value: the new rate, 0 or more.

        Returns:
            The new state, of the same structure and number types: nothing is compiled again.

        Raises:
            ArgumentError: BD040, for negative rates, NaN and text.
            StateError: BD043, when a schedule is 0 at this step.

        Example:
            >>> import badak, numpy as np
            >>> optimizer = badak.optimizers.SGD(0.1)
            >>> state = optimizer.set_learning_rate(optimizer.init({"w": np.zeros(1)}), 0.05)
            >>> optimizer.get_learning_rate(state)
            0.05
        """
        where = f"{type(self).__name__}.set_learning_rate"
        rate = number(where, "learning_rate", value, 0.0)
        schedule = self._schedule
        if schedule is not None:
            now = float(schedule(int(state["iteration"])))
            if now == 0.0:
                raise error("BD043", where=where, got=f"schedule({int(state['iteration'])}) = 0")
            rate = rate / now
        leaf = state["learning_rate"]
        return {**state, "learning_rate": seam(leaf).from_host(np.asarray(rate, leaf.dtype))}

    # --- imperative use -------------------------------------------------------------------------------------------------

    def apply(self, tensors: Iterable[Tensor] | dict[str, Any], *, learning_rate: float | None = None) -> None:
        """Take one step with tensors whose gradients ``loss.backward()`` has brought.

        Each tensor gets a new array as its ``data``, so arrays looked at before keep their values. Tensors without a
        gradient stay as they are. What the rule keeps for each tensor lives as long as the tensor.

        Args:
            tensors: a list of tensors, or a dict of them whose names ``no_decay`` can refer to.
            learning_rate: another rate for this step alone.

        Raises:
            StateError: BD041, when no tensor has a gradient.
            ArgumentError: BD040, for something that is no tensor, or a rate that is not above 0.

        Example:
            >>> import badak
            >>> w = badak.tensor([4.0], requires_grad=True)
            >>> optimizer = badak.optimizers.SGD(0.25)
            >>> for _ in range(2):
            ...     ((w - 2.0) ** 2).sum().backward()
            ...     optimizer.apply([w])
            >>> w.data
            array([2.5], dtype=float32)
        """
        where = f"{type(self).__name__}.apply"
        self._apply(with_gradients(tensors, where), learning_rate, where)

    def apply_gradients(self, grads_and_vars: Iterable[tuple[Any, Tensor]]) -> None:
        """Take one step with pairs of a gradient and its tensor, as Keras has it: ``zip(gradients, tensors)``.

        Args:
            grads_and_vars: pairs; a tensor whose gradient is None stays as it is.

        Raises:
            ArgumentError: BD040, for something else than such pairs.
            StateError: BD041, when no gradient is given.

        Example:
            >>> import badak
            >>> w = badak.tensor([4.0], requires_grad=True)
            >>> badak.optimizers.SGD(0.25).apply_gradients([(badak.tensor([4.0]), w)])
            >>> w.data
            array([3.], dtype=float32)
        """
        where = f"{type(self).__name__}.apply_gradients"
        self._apply(paired(grads_and_vars, where), None, where)

    def zero_grad(self) -> None:
        """Forget the gradients of the tensors that ``apply`` has seen; ``backward()`` replaces them without it."""
        for t in self._memory.tensors():
            if t.node is not None:
                t.grad = None

    def step(self, *_: Any, **__: Any) -> None:
        """Say how PyTorch's ``optimizer.step()`` is written here: ``optimizer.apply(model.parameters())``.

        Raises:
            StateError: BD133, always: an optimizer holds no parameters.
        """
        where = f"{type(self).__name__}.step"
        raise no_parameters(where, f"{where}()")

    def minimize(self, loss: Any, tensors: Iterable[Tensor] | dict[str, Any]) -> Tensor:
        """Compute gradients and take one step: ``loss.backward()`` and ``apply`` in one call.

        Args:
            loss: a tensor of one value, or a function without arguments that returns one.
            tensors: the tensors to change.

        Returns:
            The loss before the step.

        Raises:
            AutogradError: BD004 or BD005, for a loss that cannot be differentiated.
            StateError: BD041, when the loss does not depend on any of the tensors.

        Example:
            >>> import badak
            >>> w = badak.tensor(4.0, requires_grad=True)
            >>> optimizer = badak.optimizers.SGD(0.25)
            >>> for _ in range(3):
            ...     loss = optimizer.minimize(lambda: (w - 2.0) ** 2, [w])
            >>> w.item(), loss.item()
            (2.25, 0.25)
        """
        value = loss() if callable(loss) else loss
        value = value if isinstance(value, Tensor) else tensor(value)
        tensors = tensors if isinstance(tensors, dict | Tensor) else list(tensors)
        value.backward()
        self.apply(tensors)
        return value

    def _apply(self, chosen: Step, learning_rate: float | None, where: str) -> None:
        """Take one step with (name, tensor, gradient) of each tensor."""
        params = {path: t.data for path, t, _ in chosen}
        grads = {path: g for path, _, g in chosen}
        state = self._recall(params, {path: t for path, t, _ in chosen})
        if learning_rate is not None:
            state = self.set_learning_rate(state, number(where, "learning_rate", learning_rate, 0.0, above=True))
        params, state = self._update(grads, state, params, copy_params=True, copy_slots=False)
        self._memory.iteration += 1
        for path, t, _ in chosen:
            t.data = params[path]
            self._memory.keep(t, {slot: state["slots"][slot][path] for slot in self.slots})

    def _recall(self, params: dict[str, Any], tensors: dict[str, Tensor]) -> dict[str, Any]:
        """Make the state of the tensors of one ``apply``: slots from earlier calls, new ones for new tensors."""
        memory = self._memory
        known = {path: memory.recall(t) for path, t in tensors.items()}
        new = {path: p for path, p in params.items() if known[path] is None}
        fresh = {slot: self._slot(slot, new) for slot in self.slots}
        clock = self._clock(params)
        count = np.asarray(memory.iteration, np.int64)
        slots = {
            n: {path: fresh[n][path] if old is None else old[n] for path, old in known.items()} for n in self.slots
        }
        return {**clock, "iteration": seam(clock["iteration"]).from_host(count), "slots": slots}


def _set_rate(self: Optimizer, name: str, value: Any) -> None:
    """Set the learning rate here and in the models compiled with this optimizer; nothing else can be set."""
    if name != "learning_rate" or callable(self.learning_rate) or callable(value):
        raise error("BD132", where=type(self).__name__, name=name, got=f"{name} = {value!r}"[:80])
    rate = number(type(self).__name__, name, value, 0.0, above=True)
    for model in self._memory.models:
        if model.compiled.optimizer is self and model.optimizer_state is not None:
            model.learning_rate = rate
    object.__setattr__(self, name, rate)


def filled(value: float, p: Any) -> Any:
    """Make an array like ``p`` with the value a slot starts from."""
    xp = p.__array_namespace__()
    return xp.full_like(p, value) if value else xp.zeros_like(p)


def _prepared(rule: Callable, decay: Any, scale: Any, limit: float | None, p: Any, *rest: Any) -> Any:
    """Clip the gradient and shrink the weights in the same pass over memory as the rule itself."""
    *slots, g = rest
    if limit is not None:
        g = clipping.cut(g, limit)
    if scale is not None:
        g = g * clipping.fitting(scale, g)
    if decay is not None:
        # not p *= 1 - decay: near 1 a float32 has steps of 6e-8, too coarse for the usual decay of 4e-6
        p -= p * clipping.fitting(decay, p)
    return rule(p, *slots, g)
