# SPDX-License-Identifier: Apache-2.0
"""Text files whose columns are called otherwise: rewritten on the way, line for line, to what the library reads."""
from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ._errors import ArgumentError, DataError

Kinds = Mapping[str, str | None]
Plan = Callable[[dict[str, Any], list[str]], dict[str, Any]]


class _Rewriter:
    """Something with readinto(), over an iterator of bytes."""

    def __init__(self, path: str, mapping: dict[str, Any], kinds: Kinds, plan: Plan,
                 leave_out: bool = False, actors: Mapping[str, str] | None = None) -> None:
        self._actors = actors or {}
        with open(path, "rb") as file:
            if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
                raise DataError("Line 1, column 1: expected UTF-8, got UTF-16; save the file as UTF-8.")
        # What is no UTF-8 is carried through, so that the library names its place.
        self._file = open(path, encoding="utf-8-sig", errors="surrogateescape", newline="")
        self._rest = b""
        self._pieces = self._rewrite(mapping, kinds, plan, leave_out)

    def _rewrite(self, mapping: dict[str, Any], kinds: Kinds, plan: Plan,
                 leave_out: bool) -> Iterator[bytes]:
        raise NotImplementedError

    def readinto(self, buffer: memoryview) -> int:
        pieces, held = [self._rest], len(self._rest)
        while held < len(buffer):
            piece = next(self._pieces, None)
            if piece is None:
                break
            pieces.append(piece)
            held += len(piece)
        data = b"".join(pieces)
        count = min(len(buffer), len(data))
        buffer[:count] = data[:count]
        self._rest = data[count:]
        return count

    def close(self) -> None:
        self._file.close()


def _constant_field(value: Any, role: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value) if isinstance(value, str) else repr(value)
    raise ArgumentError(f"{role}: a constant of type {type(value).__name__} cannot stand in a text file")


def _bytes(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")  # half a character, escaped in JSON: the library refuses it


class CsvRewriter(_Rewriter):
    """The same rows, lines and columns under the names of the library; what is added stands behind them."""

    def _rewrite(self, mapping: dict[str, Any], kinds: Kinds, plan: Plan,
                 leave_out: bool) -> Iterator[bytes]:
        rows = csv.reader(self._file, strict=True)
        header = next(rows, None)
        if header is None:
            return
        names, added = _new_header(plan(mapping, header), header)
        kind, actor = names.index("kind"), names.index("actor")
        of_ratings = [i for i in range(len(header), len(names)) if names[i] in ("item", "guess")
                      and not isinstance(added[i - len(header)], int)]
        yield ",".join(names).encode() + b"\n"
        last = rows.line_num
        try:
            for row in rows:
                if row and len(row) != len(header) and not leave_out:
                    raise DataError(f"Line {last + 1}: expected {len(header)} fields as in the header, got {len(row)}.")
                if row and len(row) == len(header):
                    row += [row[a] if isinstance(a, int) else a for a in added]
                    put = kinds.get(row[kind], row[kind])
                    row[actor], row[kind] = self._actors.get(row[actor], row[actor]), put or ""
                    for i in of_ratings if put != "rating" else ():
                        row[i] = ""
                    if put is None:  # its lines stay, so that those after it keep their numbers
                        yield b"\n" * max(1, rows.line_num - last)
                        last = rows.line_num
                        continue
                elif row:
                    row += [""] * len(added)  # still too many or too few: the library leaves it out
                yield _bytes(",".join(map(_quote, row))) + b"\n" * max(1, rows.line_num - last - sum(
                    f.count("\n") for f in row))
                last = rows.line_num
        except csv.Error as error:
            raise DataError(f"Line {rows.line_num}: {error}.") from None


def _new_header(planned: Mapping[str, Any], header: list[str]) -> tuple[list[str], list[int | str]]:
    """The names of the library in the places of the caller's, and what comes behind: constants, and columns (by their
    number) that are more than one thing. What is not used has a name that is nobody's."""
    names = ["-"] * len(header)
    added: list[int | str] = []
    for role, name in planned.items():
        if not isinstance(name, str):
            names.append(role)
            added.append(_constant_field(name.value, role))
        elif names[header.index(name)] == "-":
            names[header.index(name)] = role
        else:
            names.append(role)
            added.append(header.index(name))
    return names, added


def _quote(field: str) -> str:
    if any(c in field for c in ',"\r\n'):
        return '"' + field.replace('"', '""') + '"'
    return field


class JsonRewriter(_Rewriter):
    """The same lines, with the keys under the names of the library."""

    def _rewrite(self, mapping: dict[str, Any], kinds: Kinds, plan: Plan,
                 leave_out: bool) -> Iterator[bytes]:
        for said, held in mapping.items():
            if not isinstance(held, str):
                _constant_field(held.value, said)
        constants = {role: name.value for role, name in mapping.items() if not isinstance(name, str)}
        back = {name: role for role, name in mapping.items() if isinstance(name, str)}
        for number, line in enumerate(self._file, 1):
            if not line.strip():
                yield b"\n"
                continue
            try:
                record = json.loads(line, object_pairs_hook=lambda pairs: pairs, parse_float=_finite,
                                    parse_constant=_no_number)
            except json.JSONDecodeError as error:
                raise DataError(f"Line {number}, byte {error.colno}: expected one JSON object; {error.msg}.") from None
            except ValueError as error:
                raise DataError(f"Line {number}: {error}.") from None
            if not isinstance(record, list) or not all(isinstance(p, tuple) for p in record):
                raise DataError(f"Line {number}: expected an object.")
            made: dict[str, Any] = {}
            for key, value in record:
                role = back.get(key, None if key in mapping else key)
                if role is None:
                    continue
                if role in made:
                    raise DataError(f"Line {number}: the key {key!r} stands twice.")
                made[role] = value
            if not self._put(made, constants, kinds):
                yield b"\n"
                continue
            yield _bytes(json.dumps(made, ensure_ascii=False)) + b"\n"

    def _put(self, made: dict[str, Any], constants: Mapping[str, Any], kinds: Kinds) -> bool:
        """Constants and other words into a record; False where the row is left out."""
        kind, actor = constants.get("kind", made.get("kind")), made.get("actor")
        put = kinds.get(kind, kind) if isinstance(kind, str) else kind
        made.update((role, value) for role, value in constants.items()
                    if put == "rating" or role not in ("item", "guess"))
        if isinstance(actor, str):
            made["actor"] = self._actors.get(actor, actor)
        if isinstance(kind, str):
            made["kind"] = put
        return put is not None or not isinstance(kind, str)


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"the number {text[:40]} is larger than a double can hold")
    return number


def _no_number(text: str) -> float:
    raise ValueError(f"expected a number, got {text}")
