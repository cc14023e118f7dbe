# SPDX-License-Identifier: Apache-2.0
"""A tiny Arrow producer in ctypes: tests the PyCapsule protocol without pyarrow, and counts releases."""
import ctypes as C
from array import array

FMT = {"U": b"U", "q": b"l", "H": b"S", "d": b"g", "f": b"f"}
SIZE = {b"l": 8, b"S": 2, b"g": 8, b"f": 4}


class Text:
    """A column of text."""

    typecode = "U"

    def __init__(self, texts):
        data = [t.encode() for t in texts]
        ends = [0]
        for d in data:
            ends.append(ends[-1] + len(d))
        self.offsets, self.data = array("q", ends), array("B", b"".join(data) or b" ")

    def __len__(self):
        return len(self.offsets) - 1


class Schema(C.Structure):
    pass


class Array(C.Structure):
    pass


class Stream(C.Structure):
    pass


REL_S = C.CFUNCTYPE(None, C.POINTER(Schema))
REL_A = C.CFUNCTYPE(None, C.POINTER(Array))
REL_T = C.CFUNCTYPE(None, C.POINTER(Stream))
Schema._fields_ = [("format", C.c_char_p), ("name", C.c_char_p), ("metadata", C.c_char_p), ("flags", C.c_int64),
                   ("n_children", C.c_int64), ("children", C.POINTER(C.POINTER(Schema))),
                   ("dictionary", C.c_void_p), ("release", REL_S), ("private_data", C.c_void_p)]
Array._fields_ = [("length", C.c_int64), ("null_count", C.c_int64), ("offset", C.c_int64), ("n_buffers", C.c_int64),
                  ("n_children", C.c_int64), ("buffers", C.POINTER(C.c_void_p)), ("children", C.POINTER(C.POINTER(Array))),
                  ("dictionary", C.c_void_p), ("release", REL_A), ("private_data", C.c_void_p)]
GET_S = C.CFUNCTYPE(C.c_int, C.POINTER(Stream), C.POINTER(Schema))
GET_N = C.CFUNCTYPE(C.c_int, C.POINTER(Stream), C.POINTER(Array))
GET_E = C.CFUNCTYPE(C.c_void_p, C.POINTER(Stream))
Stream._fields_ = [("get_schema", GET_S), ("get_next", GET_N), ("get_last_error", GET_E), ("release", REL_T),
                   ("private_data", C.c_void_p)]

api = C.pythonapi
api.PyCapsule_New.restype = C.py_object
api.PyCapsule_New.argtypes = [C.c_void_p, C.c_char_p, C.c_void_p]
api.PyCapsule_GetPointer.restype = C.c_void_p
api.PyCapsule_GetPointer.argtypes = [C.py_object, C.c_char_p]
DTOR = C.PYFUNCTYPE(None, C.c_void_p)
_getp = C.PYFUNCTYPE(C.c_void_p, C.c_void_p, C.c_char_p)(("PyCapsule_GetPointer", api))

ALIVE = {}          # keeps structs and callbacks of live objects
COUNT = {"schema": 0, "array": 0, "stream": 0, "next": 0}
_KEEP = []          # capsule names must outlive capsules


@REL_S
def _rel_schema(p):
    COUNT["schema"] -= 1
    p.contents.release = REL_S(0)


@REL_A
def _rel_array(p):
    COUNT["array"] -= 1
    ALIVE.pop(p.contents.private_data, None)
    p.contents.release = REL_A(0)


@REL_T
def _rel_stream(p):
    COUNT["stream"] -= 1
    p.contents.release = REL_T(0)


_id = iter(range(1, 1 << 60))


class Producer:
    """columns: {name: array('q'|'H'|'d') or Text}; chunks: row counts of the batches."""

    def __init__(self, columns, chunks=None, fail_at=None):
        self.columns, self.fail_at = columns, fail_at
        n = len(next(iter(columns.values())))
        self.chunks = chunks or [n]
        self.made = []

    def _fill_schema(self, s):
        kids = (C.POINTER(Schema) * len(self.columns))()
        hold = []
        for i, (name, a) in enumerate(self.columns.items()):
            k = Schema(format=FMT[a.typecode], name=name.encode(), release=_rel_schema)
            COUNT["schema"] += 1
            hold.append(k)
            kids[i] = C.pointer(k)
        key = next(_id)
        ALIVE[key] = (kids, hold)

        @REL_S
        def release(p):
            COUNT["schema"] -= 1
            for k in hold:
                if k.release:
                    k.release(C.byref(k))
            p.contents.release = REL_S(0)
        ALIVE[("cb", key)] = release
        COUNT["schema"] += 1
        s.format, s.name, s.metadata, s.flags, s.dictionary = b"+s", b"", None, 0, None
        s.n_children, s.children, s.release = len(self.columns), kids, release

    def _fill_array(self, out, start, n):
        kids = (C.POINTER(Array) * len(self.columns))()
        hold = [kids]
        for i, a in enumerate(self.columns.values()):
            if isinstance(a, Text):
                bufs = (C.c_void_p * 3)(None, a.offsets.buffer_info()[0], a.data.buffer_info()[0])
            else:
                bufs = (C.c_void_p * 2)(None, a.buffer_info()[0])
            k = Array(length=n, null_count=0, offset=start, n_buffers=len(bufs), buffers=bufs, release=_rel_array, private_data=0)
            COUNT["array"] += 1
            hold += [bufs, k, a]
            kids[i] = C.pointer(k)
        key = next(_id)

        @REL_A
        def release(p):
            COUNT["array"] -= 1
            for k in hold:
                if isinstance(k, Array) and k.release:
                    k.release(C.byref(k))
            p.contents.release = REL_A(0)
        hold.append(release)
        ALIVE[key] = hold
        nob = (C.c_void_p * 1)(None)
        hold.append(nob)
        COUNT["array"] += 1
        out.length, out.null_count, out.offset, out.n_buffers = n, 0, 0, 1
        out.n_children, out.buffers, out.children, out.dictionary = len(self.columns), nob, kids, None
        out.release, out.private_data = release, key

    def __arrow_c_stream__(self, requested_schema=None):
        todo, start = list(self.chunks), [0]
        err = [None]
        fire = C.create_string_buffer(b"disk on fire")

        @GET_S
        def get_schema(p, out):
            self._fill_schema(out.contents)
            return 0

        @GET_N
        def get_next(p, out):
            COUNT["next"] += 1
            if self.fail_at is not None and len(self.chunks) - len(todo) == self.fail_at:
                err[0] = C.addressof(fire)
                return 5
            if not todo:
                out.contents.release = REL_A(0)
                return 0
            n = todo.pop(0)
            self._fill_array(out.contents, start[0], n)
            start[0] += n
            return 0

        @GET_E
        def get_error(p):
            return err[0]
        s = Stream(get_schema, get_next, get_error, _rel_stream, None)
        COUNT["stream"] += 1

        @DTOR
        def destroy(capsule):
            q = C.cast(_getp(capsule, b"arrow_array_stream"), C.POINTER(Stream))
            if q.contents.release:
                q.contents.release(q)
        name = C.c_char_p(b"arrow_array_stream")
        self.made.append((s, get_schema, get_next, get_error, destroy, name))
        _KEEP.append(self.made[-1])
        return api.PyCapsule_New(C.addressof(s), name, C.cast(destroy, C.c_void_p))
