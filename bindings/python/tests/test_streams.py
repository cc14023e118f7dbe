# SPDX-License-Identifier: Apache-2.0
"""What is taken over is given back, on every path; counted by a producer of our own."""
from __future__ import annotations

import gc
from array import array

import arrow_ctypes as ac
import pytest

import joyfulprofit as jp

N = 6


def columns(**other):
    made = {"supplier": ac.Text(["A"] * N), "client": ac.Text(["B", "C"] * 3), "time": array("q", range(N)),
            "kind": ac.Text(["thanks"] * N), "actor": ac.Text(["client"] * N)}
    return {**made, **other}


def alive():
    gc.collect()
    return {k: v for k, v in ac.COUNT.items() if k != "next"}


@pytest.fixture(autouse=True)
def everything_is_released():
    before = alive()
    yield
    assert alive() == before


@pytest.mark.parametrize("chunks", [[6], [2, 3, 1], [1] * 6, [0, 6, 0]])
@pytest.mark.parametrize("kinds", [None, {"thanks": "praise"}])
def test_all_batches_are_released(chunks, kinds):
    facts = jp.Facts(ac.Producer(columns(), chunks=chunks), kinds=kinds)
    assert len(facts) == N
    assert set(facts.to_table()["kind"]) == {"praise" if kinds else "thanks"}


def test_a_stream_that_fails_is_released():
    with pytest.raises(jp.InputError, match="disk on fire"):
        jp.Facts(ac.Producer(columns(), chunks=[2, 2, 2], fail_at=1))


def test_a_column_that_does_not_fit_is_released():
    with pytest.raises(jp.ColumnError, match="kind"):
        jp.Facts(ac.Producer(columns(kind=array("d", [0] * N))))
    with pytest.raises(jp.ColumnError, match="no column of this name"):
        jp.Facts(ac.Producer({k: v for k, v in columns().items() if k != "kind"}))


def test_a_bad_row_is_released():
    with pytest.raises(jp.DataError, match=r"Row 4 \(kind\)"):
        jp.Facts(ac.Producer(columns(kind=ac.Text(["thanks"] * 4 + ["x"] * 2)), chunks=[3, 3]))


def test_what_a_callback_raises_arrives_and_all_is_released():
    class Stop(Exception):
        pass

    def stop(error, row):
        raise Stop

    with pytest.raises(Stop):
        jp.Facts(ac.Producer(columns(kind=ac.Text(["x"] * N)), chunks=[3, 3]), on_bad_row=stop)


def test_a_stream_that_nobody_reads_is_released():
    from joyfulprofit import _core

    capsule = _core.stream_capsule(ac.Producer(columns()))
    assert _core.stream_schema(capsule)[0] == ("supplier", "U")
    del capsule


def test_a_table_gives_a_fresh_stream_each_time_without_copying():
    table = jp.score(jp.Facts(ac.Producer(columns())), 10)
    pa = pytest.importorskip("pyarrow")
    first, second = pa.table(table), pa.table(table)
    assert first.equals(second) and first.num_rows == 2
    address = table["closure"].__array_interface__["data"][0]
    assert first["closure"].chunk(0).buffers()[1].address == address
    assert second["closure"].chunk(0).buffers()[1].address == address
    closure = table["closure"].tolist()
    del table
    gc.collect()
    assert first["closure"].to_pylist() == closure
