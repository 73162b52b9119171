"""The weights and the state of a layer and of the layers inside it: as trees, and as Keras's flat list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.autograd.tensor import Tensor
from badak.errors import error, shape_text
from badak.layers.parts import Param, Slot, State, Sublayer

if TYPE_CHECKING:
    from badak.layers.context import Context
    from badak.layers.layer import Layer


class WeightTree:
    """What a layer has once it is built; the layers inside are branches of its trees.

    Attributes:
        name: name within the model.
        trainable: whether training changes the weights.
        slot: the arrays; None before the layer is built.
    """

    name: str | None
    trainable: bool
    slot: Slot | None

    @property
    def built(self) -> bool:
        """Whether the weights exist."""
        return self.slot is not None

    @property
    def label(self) -> str:
        """The layer as messages call it: class and name."""
        return f"{type(self).__name__} '{self.name}'" if self.name else type(self).__name__

    def _built(self) -> Slot:
        if self.slot is None:
            raise error("BD023", where=self.label)
        return self.slot

    def sublayers(self) -> Iterator[tuple[str, Layer]]:
        """Name the layers inside this one, once built."""
        if self.slot is not None:
            for name, item in self.slot.declared.items():
                if isinstance(item, Sublayer):
                    yield name, item.layer

    # --- trees: what a training step takes and returns --------------------------------------------------------------------

    def params_tree(self, trainable: bool | None = None, _above: bool = True) -> dict[str, Any]:
        """Return the weights as a tree of tensors.

        Args:
            trainable: True for those that training changes, False for the others, None for all. A layer inside one that
                is not trainable is not trained either.
        """
        slot = self._built()
        active = self.trainable and _above
        tree: dict[str, Any] = dict(slot.params) if trainable is None or active == trainable else {}
        for name, layer in self.sublayers():
            below = layer.params_tree(trainable, active)
            if below:
                tree[name] = below
        return tree

    def state_tree(self, empty: bool = False) -> dict[str, Any]:
        """Return the kept state as a tree of arrays.

        Args:
            empty: return what a stateful layer remembers of a sequence as it is before the first step.
        """
        slot = self._built()
        tree: dict[str, Any] = dict(slot.state)
        if empty:
            tree.update({name: _nothing(slot.state[name]) for name in self._passing()})
        for name, layer in self.sublayers():
            below = layer.state_tree(empty)
            if below:
                tree[name] = below
        return tree

    def _passing(self) -> list[str]:
        declared = self._built().declared
        return [name for name, item in declared.items() if isinstance(item, State) and item.passing]

    def reset_states(self) -> None:
        """Forget what stateful layers, this one or those inside, remember of the sequences so far."""
        slot = self._built()
        for name in self._passing():
            slot.state[name] = _nothing(slot.state[name])
        for _, layer in self.sublayers():
            layer.reset_states()

    def reset_state(self) -> None:
        """Do what ``reset_states`` does, under Keras's other name."""
        self.reset_states()

    def write_state(self, tree: dict[str, Any]) -> None:
        """Take over the state that a training step returned."""
        slot = self._built()
        below = dict(self.sublayers())
        for name, value in tree.items():
            if name in below:
                below[name].write_state(value)
            else:
                slot.state[name] = value

    def regularized(self) -> Iterator[tuple[tuple[str, ...], Any]]:
        """Name the way to each weight that has a penalty, and the penalty."""
        for name, item in self._built().declared.items():
            if isinstance(item, Param) and item.regularizer is not None and self.trainable:
                yield (name,), item.regularizer
        for name, layer in self.sublayers():
            for path, penalty in layer.regularized():
                yield (name, *path), penalty

    def constrained(self) -> Iterator[tuple[tuple[str, ...], Any]]:
        """Name the way to each weight that has a constraint, and the constraint."""
        for name, item in self._built().declared.items():
            if isinstance(item, Param) and item.constraint is not None and self.trainable:
                yield (name,), item.constraint
        for name, layer in self.sublayers():
            for path, constraint in layer.constrained():
                yield (name, *path), constraint

    @property
    def losses(self) -> list[Any]:
        """Penalties as tensors: those on weights, then those that the last call on data put on outputs.

        For a loop of one's own: ``loss = loss_function(y, model(x, training=True)) + sum(model.losses)``; ``fit`` does so itself.

        Example:
            >>> import badak
            >>> layer = badak.layers.Dense(1, kernel_initializer="ones", kernel_regularizer="l2", activity_regularizer="l1")
            >>> _ = layer([[1.0, 2.0], [3.0, 4.0]])
            >>> [round(loss.item(), 4) for loss in layer.losses]
            [0.02, 0.05]
        """
        if self.slot is None:
            return []
        tree: Any = self.params_tree()
        found = []
        for path, penalty in self.regularized():
            weight = tree
            for name in path:
                weight = weight[name]
            found.append(penalty(weight))
        return [*found, *self.__dict__.get("_output_penalties", ())]

    def _keep_penalties(self, ctx: Context) -> None:
        """Keep what the outputs of a call on data cost, for ``losses``."""
        if ctx.penalties or "_output_penalties" in self.__dict__:
            self.__dict__["_output_penalties"] = ctx.penalties

    # --- weights as Keras gives them: a flat list, trained ones first --------------------------------------------------------

    def weight_items(self) -> Iterator[tuple[str, Any, bool]]:
        """Yield (name, holder, learned) of every array in Keras's order: the layer's own weights, its state, its layers'."""
        slot = self._built()
        for name, value in slot.params.items():
            yield name, value, True
        for name in slot.state:
            if not getattr(slot.declared.get(name), "passing", False):
                yield name, slot.state, False
        for prefix, layer in self.sublayers():
            for name, holder, learned in layer.weight_items():
                yield f"{prefix}/{name}", holder, learned

    def get_weights(self) -> list[np.ndarray]:
        """Return copies of all weights in Keras's order and layouts.

        Example:
            >>> import badak
            >>> layer = badak.layers.Dense(2, input_shape=(3,))
            >>> _ = layer.build((3,))
            >>> [w.shape for w in layer.get_weights()]
            [(3, 2), (2,)]
        """
        return [
            np.array(holder.data if learned else holder[name.rsplit("/", 1)[-1]])
            for name, holder, learned in self.weight_items()
        ]

    def set_weights(self, weights: list) -> None:
        """Replace all weights, given in the order of ``get_weights``.

        Raises:
            ShapeError: BD024, when the number or a shape differs (then nothing is changed).
        """
        items = list(self.weight_items())
        arrays = [np.asarray(getattr(w, "data", w) if type(w) is Tensor else w) for w in weights]
        old = [h.data if learned else h[name.rsplit("/", 1)[-1]] for name, h, learned in items]
        if [a.shape for a in arrays] != [tuple(o.shape) for o in old]:
            raise error(
                "BD024", where=self.label, got=", ".join(shape_text(a) for a in arrays) or "[]",
                expected=", ".join(f"{n} {shape_text(o)}" for (n, _, _), o in zip(items, old, strict=True)) or "[]",
            )  # fmt: skip
        for (name, holder, learned), new, before in zip(items, arrays, old, strict=True):
            value = np.array(new, dtype=before.dtype, order="C")
            if learned:
                holder.data = value
            else:
                holder[name.rsplit("/", 1)[-1]] = value

    @property
    def weights(self) -> list[Any]:
        """All weights in Keras's order: tensors for learned ones, arrays for kept state."""
        return [h if learned else h[name.rsplit("/", 1)[-1]] for name, h, learned in self.weight_items()]

    @property
    def trainable_weights(self) -> list[Tensor]:
        """The weights that training changes."""
        from badak.autograd import tree as trees

        return trees.leaves(self.params_tree(True))

    @property
    def trainable_variables(self) -> list[Tensor]:
        """The same as ``trainable_weights``, under Keras's other name."""
        return self.trainable_weights

    @property
    def variables(self) -> list[Any]:
        """The same as ``weights``, under Keras's other name."""
        return self.weights

    if not TYPE_CHECKING:  # a checker of types would then believe in every attribute

        def __getattr__(self, name: str) -> Any:
            """Find a weight by its name, ``layer.kernel``, once the layer is built; or the symbols that it reads and makes.

            ``layer.input`` and ``layer.output`` are the symbols of the one call of the layer in a model, so that
            ``badak.Model(model.inputs, model.get_layer("x").output)`` shows what happens inside (BD243 for several calls).
            """
            if name in ("input", "output"):
                from badak.models.graph import symbol_of_use

                return symbol_of_use(self, name)
            slot = self.__dict__.get("slot")
            for kept in (slot.params, slot.state) if slot is not None else ():
                if name in kept:
                    return kept[name]
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)

    def parameters(self) -> list[Tensor]:
        """Return the tensors that training changes, for ``optimizer.apply`` after ``loss.backward()``."""
        return self.trainable_weights

    def count_params(self) -> int:
        """Return the number of all weights, learned or kept."""
        return sum(int(w.data.size if type(w) is Tensor else w.size) for w in self.weights)

    def work(self) -> int:
        """Return about how many multiplications one sample takes: each weight is used once; layers where it is not say so."""
        own = sum(int(w.data.size) for w in self._built().params.values())
        return own + sum(layer.work() for _, layer in self.sublayers())


def _nothing(state: np.ndarray) -> np.ndarray:
    """Return the memory of no sequence at all: as before the first batch."""
    return np.zeros((0, *state.shape[1:]), state.dtype)
