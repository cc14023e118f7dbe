# SPDX-License-Identifier: Apache-2.0
"""Text files whose columns are called otherwise: rewritten on the way, line for line, to what the library reads."""
from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ._errors import ArgumentError, DataError

Plan = Callable[[dict[str, Any], list[str]], dict[str, Any]]


class _Rewriter:
    """Something with readinto(), over an iterator of bytes."""

    def __init__(self, path: str, mapping: dict[str, Any], kinds: Mapping[str, str], plan: Plan) -> None:
        self._file = open(path, encoding="utf-8-sig", newline="")
        self._rest = b""
        self._pieces = self._rewrite(mapping, kinds, plan)

    def _rewrite(self, mapping: dict[str, Any], kinds: Mapping[str, str], plan: Plan) -> Iterator[bytes]:
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


class CsvRewriter(_Rewriter):
    """The same rows and lines, with the columns under the names of the library."""

    def _rewrite(self, mapping: dict[str, Any], kinds: Mapping[str, str], plan: Plan) -> Iterator[bytes]:
        rows = csv.reader(self._file, strict=True)
        header = next(rows, None)
        if header is None:
            return
        planned = plan(mapping, header)
        place = {name: i for i, name in enumerate(header)}
        taken = [(role, place[name]) for role, name in planned.items() if isinstance(name, str)]
        added = [(role, _constant_field(name.value, role)) for role, name in planned.items()
                 if not isinstance(name, str)]
        names = [role for role, _ in taken] + [role for role, _ in added]
        kind = names.index("kind")
        yield ",".join(names).encode() + b"\n"
        constants = [value for _, value in added]
        last = rows.line_num
        try:
            for row in rows:
                if not row:
                    last = rows.line_num
                    yield b"\n"
                    continue
                if len(row) != len(header):
                    raise DataError(f"Line {last + 1}: expected {len(header)} fields as in the header, got {len(row)}.")
                fields = [row[i] for _, i in taken] + constants
                fields[kind] = kinds.get(fields[kind], fields[kind])
                yield ",".join(map(_quote, fields)).encode() + b"\n" * max(1, rows.line_num - last - sum(
                    f.count("\n") for f in fields))
                last = rows.line_num
        except csv.Error as error:
            raise DataError(f"Line {rows.line_num}: {error}.") from None


def _quote(field: str) -> str:
    if any(c in field for c in ',"\r\n'):
        return '"' + field.replace('"', '""') + '"'
    return field


class JsonRewriter(_Rewriter):
    """The same lines, with the keys under the names of the library."""

    def _rewrite(self, mapping: dict[str, Any], kinds: Mapping[str, str], plan: Plan) -> Iterator[bytes]:
        constants = {role: name.value for role, name in mapping.items() if not isinstance(name, str)}
        back = {name: role for role, name in mapping.items() if isinstance(name, str)}
        for number, line in enumerate(self._file, 1):
            if not line.strip():
                yield b"\n"
                continue
            try:
                record = json.loads(line, object_pairs_hook=lambda pairs: pairs)
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
            made.update(constants)
            if made.get("kind") in kinds:
                made["kind"] = kinds[made["kind"]]
            yield json.dumps(made, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
