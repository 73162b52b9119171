"""From JSON back to objects: names are looked up, values checked, constructors called; nothing else can happen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from badak.errors import BadakError, FileError, FileFormatError, close_names, error
from badak.files.bounded_json import kind_text
from badak.files.describe import MOST_WHOLE, TAGS
from badak.files.families import FAMILIES, OWN, kind_of, members
from badak.files.wording import both, brief, damaged, one_line, refused
from badak.layers.layer import Layer
from badak.models.description import Place

FLOATING = ("float16", "bfloat16", "float32", "float64")


class Rebuilder:
    """Makes the objects that ``describe.Describer`` wrote.

    Attributes:
        arrays: the arrays that were put aside.
        layers: layers in the order in which they were begun; None while one is being made.
    """

    def __init__(self, where: str, arrays: Mapping[str, np.ndarray]) -> None:
        self.where = where
        self.arrays = arrays
        self.layers: list[Layer | None] = []

    def value(self, node: Any, place: tuple[str, ...], tuples: bool = False) -> Any:
        """Return the value that a JSON form stands for.

        Args:
            node: parsed JSON.
            place: the way to it, for the message.
            tuples: whether a bare list means a tuple.

        Returns:
            The value.

        Raises:
            FileFormatError: BD083, for a form that ``save`` never writes; BD086, for a name that is not known here or
                arguments that its class does not take.
        """
        if isinstance(node, list):
            return self._sequence(node, place, tuples, tuple if tuples else list)
        if not isinstance(node, dict):
            return node
        tag = next((key for key in node if key in TAGS), None)
        if tag is None:
            return {key: self.value(v, (*place, key), tuples) for key, v in node.items()}
        if tag == "class":
            return self._object(node, place)
        if tag == "function":
            return self._function(node, place)
        content = node[tag]
        if len(node) == 1:
            if tag in ("tuple", "list") and isinstance(content, list):
                return self._sequence(content, place, tuples, tuple if tag == "tuple" else list)
            if tag == "dict" and isinstance(content, list):
                return self._mapping(content, place, tuples)
            if tag == "float" and content in ("nan", "inf", "-inf"):
                return float(content)
            if tag == "symbol" and type(content) is int and content >= 0:
                return Place(content)
            if tag == "slice" and isinstance(content, list) and len(content) == 3:
                return slice(*[self.value(part, (*place, "slice")) for part in content])
            if tag == "ellipsis" and content is True:
                return ...
            if tag == "array" and isinstance(content, str) and content in self.arrays:
                return self.arrays[content]
            if tag == "same" and type(content) is int and 0 <= content < len(self.layers):
                if self.layers[content] is not None:  # else the layer would contain itself
                    return self.layers[content]
        raise self.damage(place, f"{tag!r} stands for nothing here", f"{tag!r}이(가) 가리키는 것이 없습니다")

    def expect(self, node: Any, kinds: type | tuple[type, ...], place: tuple[str, ...]) -> Any:
        """Return a JSON value if it is of the right kind.

        Raises:
            FileFormatError: BD083, otherwise.
        """
        wanted = kinds if isinstance(kinds, tuple) else (kinds,)
        if not isinstance(node, wanted) or (isinstance(node, bool) and bool not in wanted):
            got, need = kind_text(node), [kind_text(kind()) for kind in wanted]
            expected = both(*(" | ".join(k[language] for k in need) for language in ("en", "ko")))
            raise error(
                "BD083", where=self.at(place), got=got, expected=expected,
                why=both("a part of the description is of the wrong kind", "설명의 일부가 다른 종류의 값입니다"),
            )  # fmt: skip
        return node

    def at(self, place: tuple[str, ...]) -> str:
        """Return how messages call a place in the file."""
        return " › ".join((self.where, *map(brief, place)))

    def damage(self, place: tuple[str, ...], en: str, ko: str) -> BadakError:
        """Make the error for a place that holds something else than ``save`` writes."""
        return damaged(self.at(place), en, ko)

    # --- values -----------------------------------------------------------------------------------------------------------

    def _sequence(self, parts: list, place: tuple[str, ...], tuples: bool, kind: type) -> Any:
        if tuples and sum(isinstance(v, int) for v in parts) > MOST_WHOLE:
            raise refused(
                self.at(place), f"a shape with {len(parts)} sizes", f"크기가 {len(parts)}개나 되는 모양입니다"
            )
        return kind(self.value(v, (*place, str(i)), tuples) for i, v in enumerate(parts))

    def _mapping(self, pairs: list, place: tuple[str, ...], tuples: bool) -> dict:
        made = {}
        for i, pair in enumerate(pairs):
            if not isinstance(pair, list) or len(pair) != 2:
                raise self.damage((*place, str(i)), "not a pair of key and value", "키와 값의 쌍이 아닙니다")
            key, value = (self.value(part, (*place, str(i)), tuples) for part in pair)
            try:
                made[key] = value
            except TypeError:
                raise self.damage((*place, str(i)), "this cannot be a key", "키가 될 수 없는 값입니다") from None
        return made

    def _function(self, node: dict, place: tuple[str, ...]) -> Any:
        found = self._find(node, "function", place)
        if isinstance(found, type) or not callable(found):
            raise self.damage(
                place,
                f"{brief(node['function'])!r} is no function",
                f"{brief(node['function'])!r}은(는) 함수가 아닙니다",
            )
        return found

    def _object(self, node: dict, place: tuple[str, ...]) -> Any:
        form = "fields" if "fields" in node else "config"
        fields = self.expect(node.get(form), dict, (*place, form))
        if node.get("class") == "Sequential" and node.get("of") == "layer":
            return self._sequential(fields, place)
        if node.get("class") == "Functional" and node.get("of") == "layer":
            from badak.files.graphs import rebuild_graph

            return rebuild_graph(self, fields, place)
        cls = self._find(node, "class", place)
        name = brief(str(node["class"]))
        if not isinstance(cls, type):
            raise self.damage(place, f"{name!r} is no class", f"{name!r}은(는) 클래스가 아닙니다")
        if form == "fields" and hasattr(cls, "to_config"):  # its constructor may take more than files may say: a path
            raise self.damage(place, f"{name!r} has fields", f"{name!r}에 fields가 들어 있습니다")
        number = len(self.layers)
        if issubclass(cls, Layer):
            self.layers.append(None)  # its number comes before those of layers inside it
        arguments = {k: self.value(v, (*place, k), form == "fields") for k, v in fields.items()}
        made = self._made(cls, arguments, form, (*place, name))
        if issubclass(cls, Layer):
            self.layers[number] = made
        return made

    def _made(self, cls: type, arguments: dict[str, Any], form: str, place: tuple[str, ...]) -> Any:
        """Call the constructor; whatever it raises is the file's fault, and says so."""
        try:
            if form == "config" and hasattr(cls, "from_config"):
                return cls.from_config(arguments)
            return cls(**arguments)
        except (FileError, FileFormatError) as problem:
            raise problem.within(self.at(place)) from None
        except Exception as problem:  # classes of users raise anything at all
            raise self.unmade(place, one_line(problem, "en"), one_line(problem, "ko")) from problem

    def unmade(self, place: tuple[str, ...], en: str, ko: str, **fields: Any) -> BadakError:
        """Make the error for something that is described but cannot be made."""
        fix = fields.pop("fix", None) or both(
            "update badak if a newer one wrote the file, or save the model again",
            "더 새로운 badak으로 저장한 파일이면 badak을 업데이트하고, 아니면 모델을 다시 저장하세요",
        )
        if self.where.endswith("training.json"):
            fix = both(
                fix["en"] + "; without its training part it may load: load_model(path, compile=False)",
                fix["ko"] + ". 학습 부분만 빼고 불러오려면 load_model(path, compile=False)를 쓰세요",
            )
        return error("BD086", where=self.at(place), why=both(en, ko), fix=fix, **fields)

    def _find(self, node: dict, tag: str, place: tuple[str, ...]) -> Any:
        """Look a name up in its family, exactly as it is written."""
        name, family = node[tag], node.get("of")
        if not isinstance(name, str) or family not in FAMILIES or set(node) - {tag, "of", "fields", "config"}:
            raise self.damage(place, "the name of an object is not well formed", "객체의 이름이 올바른 형식이 아닙니다")
        known = members(family)
        if name in known:
            return known[name]
        shown = brief(name)
        if family == OWN:
            raise self.unmade(
                place, f"nothing is registered as {shown!r}", f"{shown!r}(이)라는 이름으로 등록한 것이 없습니다",
                fix=both(
                    f'define it before loading, with @badak.register("{shown}") above it',
                    f'불러오기 전에 정의하고 그 위에 @badak.register("{shown}")을 붙이세요',
                ),
            )  # fmt: skip
        near = ", ".join(close_names(shown, list(known)).split(", ")[:5])
        kind = kind_of(family)
        en = f"this badak has no {kind['en']} called {shown!r}"
        raise self.unmade(place, en, f"이 badak에는 {shown!r}(이)라는 {kind['ko']}이(가) 없습니다", expected=near)

    # --- models -----------------------------------------------------------------------------------------------------------

    def _sequential(self, config: dict, place: tuple[str, ...]) -> Any:
        """Make a Sequential without building it: its weights come from the file."""
        from badak.models.sequential import Sequential

        other = {"name", "dtype", "trainable", "input_shape", "layers"} ^ set(config)
        if other:
            listed = ", ".join(sorted(map(brief, other)))
            raise self.damage(
                place, f"a Sequential has other parts: {listed}", f"Sequential의 항목이 다릅니다: {listed}"
            )
        name = self.expect(config["name"], str, (*place, "name"))
        dtype = self.expect(config["dtype"], (str, type(None)), (*place, "dtype"))
        shape = self.value(config["input_shape"], (*place, "input_shape"), tuples=True)
        nodes = self.expect(config["layers"], list, (*place, "layers"))
        model = Sequential(name=name, dtype=dtype)
        number = len(self.layers)
        self.layers.append(None)
        model.trainable = self.expect(config["trainable"], bool, (*place, "trainable"))
        model._fix(input_shape=None if shape is None else self.shape(shape, (*place, "input_shape")))
        names: set[str] = set()
        for i, node in enumerate(nodes):
            here = (*place, "layers", str(i))
            layer = self.value(node, here)
            if not isinstance(layer, Layer):
                raise self.damage(here, "this is no layer", "층(layer)이 아닙니다")
            own = self.name(layer.name, (*here, "name"))
            if own in names:
                raise self.damage(
                    here, f"two layers are called {brief(own)!r}", f"층 두 개의 이름이 모두 {brief(own)!r}입니다"
                )
            names.add(own)
            list.append(model.layers, layer)
            model._names.append(own)
        self.layers[number] = model
        return model

    def name(self, name: Any, place: tuple[str, ...]) -> str:
        """Return the name of a layer if it can stand in a path."""
        if not isinstance(name, str) or not name or "/" in name:
            raise self.damage(
                place, "the name of a layer is missing or has a '/'", "층의 이름이 없거나 '/'가 들어 있습니다"
            )
        return name

    def shape(self, value: Any, place: tuple[str, ...]) -> tuple:
        """Return the shape of one sample, or a tuple of such shapes for several inputs."""
        if isinstance(value, tuple) and value and all(isinstance(part, tuple) for part in value):
            return tuple(self.shape(part, place) for part in value)
        whole = isinstance(value, tuple) and len(value) <= 32
        if not whole or not all(s is None or (type(s) is int and 0 <= s < 1 << 48) for s in value):
            raise self.damage(place, "this is no shape", "모양(shape)이 아닙니다")
        return value
