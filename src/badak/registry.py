"""Names for objects: what ``"relu"``, ``"adam"`` or a class in a model file stands for.

Every family (layers, losses, optimizers …) has one ``Registry``. Its objects are described in files by their class name and
their fields, never by code. ``badak.register("name")`` adds a class or function of the user's own to all families.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar

from badak.checks import explain_calls
from badak.errors import close_names, error

Thing = TypeVar("Thing")

CUSTOM: dict[str, Any] = {}
"""What users registered, by name."""


def register(name: str) -> Callable[[Thing], Thing]:
    """Give a class or function of one's own a name, so that models using it can be saved and loaded.

    Args:
        name: a name that nothing registered yet has.

    Returns:
        A decorator that returns its argument unchanged.

    Raises:
        ArgumentError: BD003, when the name is taken by something else.

    Example:
        >>> import badak
        >>> @badak.register("double")
        ... def double(x):
        ...     return 2 * x
        >>> badak.activations.get("double") is double
        True
    """

    def decorate(thing: Thing) -> Thing:
        old = CUSTOM.get(name)
        redefined = old is not None and getattr(old, "__qualname__", 0) == getattr(thing, "__qualname__", 1)
        if old is not None and old is not thing and not redefined:  # a notebook cell run again may redefine
            raise error("BD003", where="badak.register", name="name", got=repr(name), expected="a name not in use")
        CUSTOM[name] = thing
        return thing

    return decorate


class Registry:
    """The named members of one family.

    Attributes:
        kind: what a member is called in messages, ``"optimizer"``.
        kind_ko: the same in Korean.
        names: member by name (as users write it); several names may lead to one member.
        presets: name → function that makes a configured instance (``"nesterov"``).
        functions: members are plain functions (activations) rather than classes.
    """

    def __init__(self, kind: str, kind_ko: str, *, functions: bool = False) -> None:
        self.kind = kind
        self.kind_ko = kind_ko
        self.names: dict[str, Any] = {}
        self.presets: dict[str, Callable[[], Any]] = {}
        self.functions = functions

    def add(self, *names: str) -> Callable[[Thing], Thing]:
        """Enter a class or function under its own name and the given ones."""

        def decorate(thing: Thing) -> Thing:
            if isinstance(thing, type):
                explain_calls(thing)
            for name in (thing.__name__, *names):  # type: ignore[attr-defined]  # a class or a function
                self.names[name] = thing
            return thing

        return decorate

    def find(self, name: str, where: str = "") -> Any:
        """Return the class or function of a name.

        Raises:
            ArgumentError: BD014, with the nearest names.
        """
        for table in (self.names, CUSTOM):
            if name in table:
                return table[name]
        lower = {k.lower(): v for k, v in self.names.items()}
        if name.lower() in lower:
            return lower[name.lower()]
        raise error(
            "BD014",
            where=where or self.kind,
            kind=self.kind,
            kind_ko=self.kind_ko,
            got=repr(name),
            near=close_names(name, [*self.names, *self.presets, *CUSTOM]),
        )

    def get(self, identifier: Any, where: str = "") -> Any:
        """Return the member for a name, a configuration, a class or an object (which is returned as it is)."""
        if identifier is None:
            return None
        if isinstance(identifier, str):
            if identifier in self.presets:
                return self.presets[identifier]()
            found = self.find(identifier, where)
            return found() if isinstance(found, type) else found
        if isinstance(identifier, dict) and "class" in identifier:
            return self.load(identifier)
        if isinstance(identifier, type):
            return identifier()
        if callable(identifier) or dataclasses.is_dataclass(identifier):
            return identifier
        raise error(
            "BD014", where=where or self.kind, kind=self.kind, kind_ko=self.kind_ko, got=repr(identifier)[:60],
            near=close_names("", list(self.names)[:8]),
        )  # fmt: skip

    def describe(self, member: Any, where: str = "") -> Any:
        """Return what stands for a member in a model file: a name, or ``{"class": …, "config": {…}}``.

        Raises:
            ArgumentError: BD085, for something that has no name (a lambda, an unregistered class).
        """
        if member is None or isinstance(member, str):
            return member
        if not isinstance(member, type) and dataclasses.is_dataclass(member):
            name = self._name_of(type(member), where)
            config = {f.name: plain(getattr(member, f.name)) for f in dataclasses.fields(member) if f.init}
            if config.get("activity_regularizer", 0) is None:
                del config["activity_regularizer"]
            return {"class": name, "config": config}
        if hasattr(member, "get_config"):
            return {"class": self._name_of(type(member), where), "config": plain(member.get_config())}
        return self._name_of(member, where)

    def load(self, description: Any) -> Any:
        """Make a member from what ``describe`` returned."""
        if description is None:
            return None
        if isinstance(description, str):
            return self.get(description)
        cls = self.find(description["class"])
        return cls(**description.get("config", {}))

    def _name_of(self, thing: Any, where: str) -> str:
        own = getattr(thing, "__name__", None)
        if own is not None and self.names.get(own) is thing:
            return own
        for table in (self.names, CUSTOM):
            for name, member in table.items():
                if member is thing:
                    return name
        raise error("BD085", where=where or self.kind, got=repr(thing)[:80])


def plain(value: Any) -> Any:
    """Turn a field into what JSON can hold; objects of the families describe themselves."""
    import numpy as np

    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.dtype):
        return value.name
    if value is None or isinstance(value, str | int | float | bool):
        return value
    registry = getattr(value, "registry", None)
    if isinstance(registry, Registry):
        return registry.describe(value)
    return getattr(value, "__name__", None) or repr(value)
