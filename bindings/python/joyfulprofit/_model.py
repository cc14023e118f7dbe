# SPDX-License-Identifier: Apache-2.0
"""Models: what counts as evidence of what, as objects that do not change."""
from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from . import _core
from ._errors import ArgumentError, JoyfulProfitError, ModelError, warn_all

if TYPE_CHECKING:
    from ._table import Table

_LISTS = ("kinds", "indicators")
_SIDES = ("client", "supplier", "either", "none")
_default: Model | None = None


class Model:
    """A model: kinds of facts, indicators, the evidence that joins them, and parameters.

    A model never changes; `replace` makes another one. It may be shared between threads and pickled. Two
    models are equal if their hashes are.

    Examples
    --------
    >>> model = Model.default()
    >>> model.name
    'default'
    >>> strict = model.replace(parameters={"silence_days": 45}, version="mine-1")
    >>> [(c["place"], c["this"], c["other"]) for c in model.diff(strict).rows()]
    [('parameters.silence_days', '90', '45'), ('version', '"1.1.0"', '"mine-1"')]
    """

    __slots__ = ("_document", "_handle", "_scorers")
    _handle: object
    _document: dict[str, Any] | None
    _scorers: dict[int, list[object]]  # those that nobody uses just now, by what they want; see _state.py

    def __init__(self) -> None:
        raise TypeError("use Model.default(), Model.load() or Model.from_json()")

    @classmethod
    def _wrap(cls, handle: object) -> Model:
        self = object.__new__(cls)
        self._handle = handle
        self._document = None
        self._scorers = {}
        return self

    # ---- Getting one ---------------------------------------------------------------------------

    @classmethod
    def default(cls) -> Model:
        """The default model, which is part of the library."""
        global _default
        if _default is None:
            _default = cls._wrap(_core.model_default())
        return _default

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Model:
        """Load a model file.

        Raises
        ------
        InputError
            If it cannot be read.
        ModelError, DataError
            If it is no model; the message names the place.
        """
        warnings: list[Any] = []
        handle = _core.model_load_file(os.fspath(path), (None, warnings, None, None))
        warn_all(warnings)
        return cls._wrap(handle)

    @classmethod
    def from_json(cls, text: str | bytes | Mapping[str, Any]) -> Model:
        """A model from JSON text, or from the document as a dict."""
        warnings: list[Any] = []
        handle = _core.model_load_json(_as_bytes(text), (None, warnings, None, None))
        warn_all(warnings)
        return cls._wrap(handle)

    @staticmethod
    def validate(source: str | bytes | os.PathLike[str] | Mapping[str, Any]) -> list[str]:
        """What is wrong with a model, and what to be warned of; an empty list if it is fine.

        The first broken rule ends the reading, so there is at most one error; warnings come without one.

        Parameters
        ----------
        source : path, JSON text, bytes or dict
            Text that begins with ``{`` is JSON, other text a path.

        Examples
        --------
        >>> Model.validate('{"format": "joyfulprofit-model", "format_version": 2}')[0]
        'format_version must be 1, got 2.'
        """
        warnings: list[Any] = []
        hooks = (None, warnings, None, None)
        try:
            if isinstance(source, os.PathLike) or (isinstance(source, str) and source.lstrip()[:1] != "{"):
                _core.model_load_file(os.fspath(source), hooks)
            else:
                _core.model_load_json(_as_bytes(source), hooks)
        except JoyfulProfitError as error:
            return [str(error)]
        return [raw[5] for raw in warnings]

    # ---- What it is -----------------------------------------------------------------------------

    @property
    def name(self) -> str:
        return _core.model_name(self._handle)

    @property
    def version(self) -> str:
        return _core.model_version(self._handle)

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical form, in hexadecimal: changes with all that the file says."""
        return _core.model_hash(self._handle)

    def to_json(self, indent: int | None = None) -> str:
        """The whole document as JSON; in its canonical form if there is no indent."""
        return _core.model_json(self._handle) if indent is None else json.dumps(
            self._dict, indent=indent, ensure_ascii=False)

    def to_dict(self) -> dict[str, Any]:
        """The whole document, every default filled in; a copy of your own."""
        document: dict[str, Any] = json.loads(_core.model_json(self._handle))
        return document

    @property
    def _dict(self) -> dict[str, Any]:
        if self._document is None:
            self._document = self.to_dict()
        return self._document

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write it to a file that `load` reads back to the same hash; one that is there is replaced as a whole."""
        from ._files import write_text

        write_text(path, self.to_json(indent=1) + "\n")

    # ---- Making another --------------------------------------------------------------------------

    def replace(self, *, name: str | None = None, version: str | None = None, description: str | None = None,
                parameters: Mapping[str, float] | None = None,
                kinds: Mapping[str, Mapping[str, Any] | None] | None = None,
                indicators: Mapping[str, Mapping[str, Any] | None] | None = None,
                evidence: Mapping[tuple[str, str, str], Mapping[str, Any] | None] | None = None,
                units: Mapping[str, Mapping[str, Any] | None] | None = None,
                bands: Mapping[str, Any] | None = None) -> Model:
        """Another model in which some things are different; this one stays as it is.

        What is there is changed in the keys that are given, what is not there is added, and what is set to
        ``None`` is taken out. The result is checked by the rules of the format.

        Parameters
        ----------
        name, version, description : str, optional
            Raise the version when you change something: people tell models apart by it.
        parameters : mapping
            Such as ``{"silence_days": 45}``.
        kinds, indicators, units : mapping from id to mapping
            Such as ``{"pillar.trust": {"half_life_days": 180}}``.
        evidence : mapping from (kind, actor, indicator) to mapping
            Such as ``{("apology", "supplier", "pillar.trust"): {"favourable": 2}}``.
        bands : mapping
            As in the file.

        Raises
        ------
        ModelError
            If it would break a rule; the message names the place.
        """
        document = self.to_dict()
        for key, value in (("name", name), ("version", version), ("description", description)):
            if value is not None:
                document[key] = value
        document["parameters"].update(parameters or {})
        document["bands"].update(bands or {})
        _merge(document["units"], units or {})
        for key, changes in zip(_LISTS, (kinds, indicators), strict=True):
            document[key] = _merge_list(document[key], changes or {})
        document["evidence"] = _merge_evidence(document["evidence"], evidence or {})
        return Model.from_json(document)

    def diff(self, other: Model) -> Table:
        """What differs between two models: a row a place, with both values as JSON, empty where missing."""
        from ._table import Table

        mine, theirs = _flat(self._dict), _flat(other._dict)
        places = sorted(p for p in mine.keys() | theirs.keys() if mine.get(p) != theirs.get(p))
        return Table._make([
            ("place", "text", places),
            ("this", "text", [mine.get(p, "") for p in places]),
            ("other", "text", [theirs.get(p, "") for p in places]),
        ], title="What differs", about=f"{self._said} against {other._said}")

    # ---- What is in it -----------------------------------------------------------------------------

    @property
    def kinds(self) -> Table:
        """The kinds of facts: a row a kind, in the order of the file."""
        return self._rows("kinds", (("id", "text"), ("label", "text"), ("category", "category"),
                                    ("actors", "category"), ("unit", "category"), ("default_value", "double"),
                                    ("window_days", "int64"), ("repeat_q", "double"), ("is_contact", "bool"),
                                    ("expects_reply", "bool"), ("mutual", "bool"), ("derived", "bool"),
                                    ("outcome", "bool"), ("tone", "int64"), ("actionable_by", "category")))

    @property
    def indicators(self) -> Table:
        """The indicators: a row each, in the order of the file."""
        return self._rows("indicators", (("id", "text"), ("label", "text"), ("dimension", "category"),
                                         ("factor", "category"), ("side", "category"),
                                         ("experienced_by", "category"), ("harm", "bool"), ("weight", "double"),
                                         ("half_life_days", "double"), ("base_rate", "double"),
                                         ("prior_weight", "double")))

    @property
    def evidence(self) -> Table:
        """The evidence: a row for each thing that a kind done by an actor says about an indicator."""
        return self._rows("evidence", (("kind", "category"), ("actor", "category"), ("indicator", "category"),
                                       ("adverse", "double"), ("favourable", "double"),
                                       ("transform", "category"), ("rationale", "text")))

    @property
    def parameters(self) -> Table:
        """The parameters of the arithmetic, with their bounds and what they mean."""
        from ._table import Table

        rows = _core.model_parameters(self._handle)
        columns = ("id", "unit", "value", "minimum", "maximum", "description")
        types = ("text", "category", "double", "double", "double", "text")
        return Table._make([(c, t, [row[i] for row in rows]) for i, (c, t) in enumerate(zip(columns, types))],
                           title="Parameters", about=self._said)

    def indicator_words(self, indicator: str, language: str = "en") -> str:
        """A short name of an indicator for a sentence, in English or German.

        >>> Model.default().indicator_words("suffering.client.not_heard", "de")
        'nicht gehört und nicht verstanden zu werden'
        """
        ids = self._indicator_ids
        if indicator not in ids:
            raise ArgumentError(f"indicator: {indicator!r} is no indicator of the model")
        return _core.indicator_words(self._handle, ids.index(indicator), language_number(language))

    @property
    def _indicator_ids(self) -> list[str]:
        return [i["id"] for i in self._dict["indicators"]]

    @property
    def _kind_ids(self) -> list[str]:
        return [k["id"] for k in self._dict["kinds"]]

    def _rows(self, key: str, columns: Iterable[tuple[str, str]]) -> Table:
        from ._table import Table

        rows = self._dict[key]
        return Table._make([(c, t, [_cell(row.get(c), t) for row in rows]) for c, t in columns],
                           title=key.capitalize(), about=self._said)

    # ---- Manners --------------------------------------------------------------------------------------

    @property
    def _said(self) -> str:
        return f"model {self.name} {self.version} ({self.hash[:12]})"

    def __repr__(self) -> str:
        d = self._dict
        return (f"<joyfulprofit.Model {self.name} {self.version} ({self.hash[:12]}): {len(d['kinds'])} kinds, "
                f"{len(d['indicators'])} indicators, {len(d['evidence'])} rows of evidence>")

    def _repr_html_(self) -> str:
        from ._html import model_html

        return model_html(self)

    def __eq__(self, other: object) -> bool:
        return self.hash == other.hash if isinstance(other, Model) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.hash)

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickle, (self.to_json(),)

    def __copy__(self) -> Model:
        return self

    def __deepcopy__(self, memo: object) -> Model:
        return self


@lru_cache(maxsize=16)
def _unpickle(text: str) -> Model:
    """One model for all that was pickled with it, since it never changes and takes a while to load."""
    import warnings

    if text == Model.default().to_json():
        return Model.default()
    with warnings.catch_warnings():  # whoever loaded it first was warned
        warnings.simplefilter("ignore")
        return Model.from_json(text)


def language_number(language: str) -> int:
    """The library's number of a language."""
    if language not in ("en", "de"):
        raise ArgumentError(f"language: expected 'en' or 'de', got {language!r}")
    return 0 if language == "en" else 1


def as_model(model: Model | str | os.PathLike[str] | None) -> Model:
    """A model, a path to one, or None for the default."""
    if model is None:
        return Model.default()
    if isinstance(model, Model):
        return model
    if isinstance(model, (str, os.PathLike)):
        return Model.load(model)
    raise ArgumentError(f"model: expected a Model, a path or None, got {type(model).__name__}")


def _document_text(document: Mapping[str, Any]) -> str:
    """A document as JSON; NumPy's numbers are numbers, and what JSON does not have is named with its place."""
    try:
        return json.dumps(document, ensure_ascii=False, allow_nan=False, default=_plain)
    except ValueError:
        for place, value in _leaves(document, ""):
            if isinstance(value, float) and not math.isfinite(value):
                raise ModelError(f"{place} must be a finite number, got {value}.") from None
        raise


def _plain(value: Any) -> Any:
    if type(value).__module__ == "numpy" and getattr(value, "ndim", None) == 0:
        return value.item()
    raise TypeError(f"a model cannot hold a {type(value).__name__}")


def _leaves(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    """The numbers and texts of a document, each with its place as the library's errors name it."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, f"{place}.{key}" if place else str(key))
    elif isinstance(value, (list, tuple)):
        for i, inner in enumerate(value):
            yield from _leaves(inner, f"{place}[{i}]")
    else:
        yield place, value


def _as_bytes(text: str | bytes | Mapping[str, Any] | os.PathLike[str]) -> bytes:
    if isinstance(text, bytes):
        return text
    if isinstance(text, Mapping):
        text = _document_text(text)
    if not isinstance(text, str):
        raise ArgumentError(f"expected a model as JSON text, bytes or a dict, got {type(text).__name__}")
    return text.encode("utf-8", "surrogatepass")


def _cell(value: Any, kind: str) -> Any:
    if kind in ("text", "category"):
        return "" if value is None else value
    return value


def _merge(into: dict[str, Any], changes: Mapping[str, Mapping[str, Any] | None]) -> None:
    for key, change in changes.items():
        if change is None:
            into.pop(key, None)
        else:
            into[key] = {**into.get(key, {}), **change}


def _merge_list(rows: list[dict[str, Any]],
                changes: Mapping[str, Mapping[str, Any] | None]) -> list[dict[str, Any]]:
    by_id = {row["id"]: row for row in rows}
    _merge(by_id, changes)
    for key, row in by_id.items():
        row.setdefault("id", key)
    return list(by_id.values())


def _merge_evidence(rows: list[dict[str, Any]],
                    changes: Mapping[tuple[str, str, str], Mapping[str, Any] | None]) -> list[dict[str, Any]]:
    rows = list(rows)
    for key, change in changes.items():
        if not (isinstance(key, tuple) and len(key) == 3):
            raise ArgumentError(f"evidence: expected (kind, actor, indicator) as key, got {key!r}")
        kind, actor, indicator = key
        found = [i for i, row in enumerate(rows)
                 if (row["kind"], row["actor"], row["indicator"]) == key]
        if len(found) > 1:
            raise ArgumentError(f"evidence: {len(found)} rows are about {key}; edit to_dict() instead")
        if change is None:
            rows = [row for i, row in enumerate(rows) if i not in found]
        elif found:
            rows[found[0]] = {**rows[found[0]], **change}
        else:
            rows.append({"kind": kind, "actor": actor, "indicator": indicator, **change})
    return rows


def _flat(document: dict[str, Any]) -> dict[str, str]:
    """{place: value as JSON}; rows by what names them rather than by number."""
    flat: dict[str, str] = {}

    def walk(place: str, value: Any) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                walk(f"{place}.{key}" if place else key, item)
        elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            seen: dict[str, int] = {}
            for item in value:
                name = str(item.get("id") or "/".join(str(item.get(k)) for k in ("kind", "actor", "indicator")))
                seen[name] = seen.get(name, 0) + 1
                walk(f"{place}[{name}]" if seen[name] == 1 else f"{place}[{name} {seen[name]}]", item)
        else:
            flat[place] = json.dumps(value, ensure_ascii=False)

    walk("", document)
    return flat
