# SPDX-License-Identifier: Apache-2.0
"""The caller's own words for kinds, actors and items: checked, put into tables of Arrow, explained where unknown."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ._errors import ArgumentError, ColumnTypeError, ColumnWarning, did_you_mean, warn

if TYPE_CHECKING:
    from ._columns import Notes
    from ._model import Model

Kinds = Mapping[str, str | None]
Naming = tuple[list[tuple[str, str | None, str | None]], list[tuple[str, str, str | None]]]
ACTORS = ("client", "supplier")


class Words(NamedTuple):
    """The caller's words, by the role whose column has them; what means None leaves rows out."""

    kind: Kinds = {}
    actor: Mapping[str, str] = {}
    item: Kinds = {}

    def of(self, role: str) -> Kinds:
        words: Kinds = getattr(self, role) if role in self._fields else {}
        return words

    @property
    def leave_out(self) -> bool:
        return None in self.kind.values() or None in self.item.values()


_MEANINGS = {"kind": "kind", "item": "indicator"}  # what a word for a role means


def checked_words(kinds: Any, actors: Any, items: Any, model: Model) -> Words:
    """The caller's words, all of which mean something, or None, to the model."""
    words = Words(_checked_names("kind", kinds, "{'order': 'order_placed'}", model), checked_actors(actors),
                  _checked_names("item", items, "{'How reliable are we?': 'pillar.trust'}", model))
    own = known_names("item", model)
    for word, item in words.item.items():
        if item not in (None, word) and word in own:
            raise ArgumentError(f"items: {word!r} is put into {item!r}, though it is an indicator itself")
    return words


def _checked_names(role: str, given: Any, example: str, model: Model) -> dict[str, str | None]:
    """The caller's words for kinds or for items; None for those whose rows are left out."""
    if given is None:
        return {}
    what = _MEANINGS[role]
    if not isinstance(given, Mapping):
        raise ArgumentError(f"{role}s: expected a mapping from your words to {what}s, such as {example}, got "
                            f"{type(given).__name__}")
    known = known_names(role, model)
    for word, meaning in given.items():
        if not isinstance(word, str) or not (meaning is None or isinstance(meaning, str)):
            raise ArgumentError(f"{role}s: expected text for text, got {word!r}: {meaning!r}; None leaves rows out")
        if meaning is not None and meaning not in known:
            raise ArgumentError(f"{role}s: {word!r} is put into {meaning!r}, which is no {what} of the model"
                                f"{did_you_mean(meaning, known) or f'; Model.{what}s lists them'}")
    return dict(given)


def known_names(role: str, model: Model) -> set[str]:
    return set(model._indicator_ids) if role == "item" else {*model._kind_ids, "rating"}


def checked_actors(actors: Any) -> dict[str, str]:
    """The caller's words for who did it."""
    if actors is None:
        return {}
    if not isinstance(actors, Mapping):
        raise ArgumentError("actors: expected a mapping such as {'Inbound': 'client', 'Outbound': "
                            f"'supplier'}}, got {type(actors).__name__}")
    for word, actor in actors.items():
        if not isinstance(word, str) or actor not in ACTORS:
            raise ArgumentError(f"actors: expected 'client' or 'supplier' for each of your words, got "
                                f"{word!r}: {actor!r}")
    return dict(actors)


# ---- What is said ----------------------------------------------------------------------------------------

def warn_of_unmet(role: str, words: Kinds, met: Iterable[str]) -> None:
    """Words for kinds or items that no row has."""
    there = list(dict.fromkeys(met))
    unmet = [word for word in words if word not in set(there)]
    if not unmet or not there:
        return
    more = f" and {len(unmet) - 10} more" if len(unmet) > 10 else ""
    said = ", ".join(repr(word) for word in unmet[:10]) + more
    near = did_you_mean(unmet[0], there) if len(unmet) == 1 else ""
    warn(f"{role}s: no row has {said}{near}", ColumnWarning)


def unknown_words(role: str, words: Iterable[Any], given: Kinds, model: Model, said: str) -> str:
    """Which words are no kinds or items, and how often each stands there; nothing where one slip is all there is."""
    known = known_names(role, model) | {word for word, meaning in given.items() if meaning is None}
    counts = Counter(word for word in words
                     if isinstance(word, str) and word and (given.get(word) or word) not in known)
    if not counts or (counts.total() == 1 and "did you mean" in said):
        return ""
    common = counts.most_common(10)
    more = f" and {len(counts) - 10} more" if len(counts) > 10 else ""
    listed = ", ".join(f"{word[:60]!r} ({n:,})" for word, n in common)
    return (f" No {_MEANINGS[role]}s of the model are: {listed}{more}; say what they mean with "
            f"{role}s={{{common[0][0][:60]!r}: ...}}, None to leave their rows out.")


def actor_hint(said: str) -> str:
    """How one's own words for actors are told."""
    found = re.search(r"expected 'client' or 'supplier', got ('[^']*')", said)
    return f" Say who is meant with actors={{{found[1]}: 'client'}} or 'supplier'." if found else ""


_RATING = re.compile(r"expected a number from 0 to 1, for a rating, got ([0-9.e+]+)")


def rating_above(said: str) -> float | None:
    """The value of a rating that was refused as above 1."""
    found = _RATING.search(said)
    number = float(found[1].rstrip(".")) if found else 0.0
    return number if number > 1 else None


def rating_hint(said: str) -> str:
    if rating_above(said) is None:
        return ""
    return " Ratings go from 0 to 1: of answers 1..10 write (v - 1) / 9, of 0..10 v / 10."


def other_scale(above: list[float], kept: Any) -> str:
    """What is said of ratings that were left out as above 1, where those kept are their scale's lowest."""
    most, has_zero = max(above), bool((kept == 0).any())
    top = next((t for t in (5, 7, 10, 100) if most <= t), None)
    if len(kept) and not ((kept == 0) | (kept == 1)).all():
        return ""
    said = f"{len(above):,} of {len(above) + len(kept):,} ratings are above 1 and were left out"
    if top is None:
        return said + "; they go from 0 to 1"
    if has_zero or top == 100:
        return f"{said}; were they 0..{top}? write v / {top}"
    return f"{said}; were they 1..{top}? write (v - 1) / {top - 1}"


# ---- Tables of Polars and pyarrow, streams of Arrow --------------------------------------------------

def is_polars(data: Any) -> bool:
    return type(data).__module__.partition(".")[0] == "polars" and hasattr(data, "get_column_index")


def is_pyarrow(data: Any) -> bool:
    module = type(data).__module__.partition(".")[0]
    return module == "pyarrow" and type(data).__name__ in ("Table", "RecordBatch")


def words_of(data: Any, name: str) -> list[Any]:
    """A column of a table, row by row."""
    return list(data[name].to_list() if is_polars(data) else data.column(name).to_pylist())


def has_text(data: Any, name: Any) -> bool:
    """Whether it is a table at hand with this column, of text or a dictionary of it."""
    if is_polars(data):
        return name in data.columns and str(data.schema[name]).startswith(("String", "Categorical", "Enum"))
    if not isinstance(name, str) or not is_pyarrow(data) or len(data.schema.get_all_field_indices(name)) != 1:
        return False
    kind = data.schema.field(name).type
    return str(getattr(kind, "value_type", None) or kind) in ("string", "large_string", "string_view")


def note_words(data: Any, role: str, name: Any, words: Kinds, notes: Notes) -> None:
    """Which rows of a table are left out for their kind or item, and which words there are."""
    import numpy as np

    if not words or not has_text(data, name):
        return
    column = data[name] if is_polars(data) else data.column(name)
    unique = column.unique()
    notes.meet(role, (w for w in (unique.to_list() if is_polars(data) else unique.to_pylist()) if w))
    nothing = [word for word, meaning in words.items() if meaning is None]
    if nothing:
        notes.leave_out(np.flatnonzero(_is_in(data, name, nothing)))


def _is_in(data: Any, name: str, words: list[str]) -> Any:
    """For each row of a table whether its text is one of these."""
    if is_polars(data):
        import polars as pl

        return data[name].cast(pl.String).is_in(words).fill_null(False).to_numpy()
    import pyarrow as pa
    import pyarrow.compute as pc

    text = data.column(name).cast(pa.large_string())
    return pc.is_in(text, value_set=pa.array(words, pa.large_string())).to_numpy(zero_copy_only=False)


def as_table(data: Any) -> Any:
    """A table or a batch of pyarrow as a table."""
    import pyarrow as pa

    return pa.Table.from_batches([data]) if isinstance(data, pa.RecordBatch) else data


# ---- As the library takes them -----------------------------------------------------------------------

def naming(mapping: Mapping[str, Any], words: Words, timezone: str | None) -> Naming | None:
    """What the caller calls columns and words; None where that is what the library does."""
    if not mapping and not any(words):
        return None
    columns: list[tuple[str, str | None, str | None]] = []
    for role, name in mapping.items():
        if isinstance(name, str):
            columns.append((role, _checked_text(name, f"{role}: the name of a column"), None))
        else:
            columns.append((role, None, _constant_text(role, name.value, words.of(role), timezone)))
    return columns, [(role, _checked_text(word, f"{role}s: a word"), meaning)
                     for role in words._fields for word, meaning in words.of(role).items()]


def _checked_text(text: str, what: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ArgumentError(f"{what} is no Unicode text: {ascii(text)[:60]}") from None
    if "\0" in text:
        raise ArgumentError(f"{what} has a NUL in it: {text[:60]!r}")
    return text


def left_out_constant(role: str, value: str) -> str:
    """What is said of a constant that is a word without a meaning."""
    return f"all {'ratings' if role == 'item' else 'rows'} are of {value!r}, which {role}s= leaves out"


def _constant_text(role: str, value: Any, words: Kinds, timezone: str | None) -> str:
    """One value for all rows, as it would stand in a text file."""
    from ._columns import TEXTS, TIMES, parsed_times

    if role in TEXTS:
        if not isinstance(value, str):
            raise ArgumentError(f"{role}: expected text, got {type(value).__name__}")
        if words.get(value, value) is None:
            raise ColumnTypeError(f"{role}: {left_out_constant(role, value)}")
        return _checked_text(value, f"{role}: the constant")
    if role in TIMES:
        from ._time import to_text

        return to_text(int(parsed_times(role, role, [value], timezone, None).astype("i8")[0]))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(float(value)) if isinstance(value, float) else str(value)
    raise ArgumentError(f"{role}: expected a number, got {type(value).__name__}")
