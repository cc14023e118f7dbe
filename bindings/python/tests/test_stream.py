# SPDX-License-Identifier: Apache-2.0
"""Facts in as a stream, scores out as a stream."""
from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import Any

import pytest

import joyfulprofit as jp

pa = pytest.importorskip("pyarrow")
SOURCE = Path(os.environ.get("JP_SOURCE", Path(__file__).resolve().parents[3]))
AS_OF = "2012-06-30T00:00:00Z"


@pytest.fixture(scope="module")
def deliveries() -> Any:
    """Grouped by relationship and in order of time."""
    from pyarrow import compute, csv

    table = csv.read_csv(SOURCE / "examples" / "data" / "scms_deliveries.csv")
    table = table.set_column(table.column_names.index("time"), "time",
                             table["time"].cast(pa.timestamp("us", "UTC")))
    order = compute.sort_indices(table, [("supplier", "ascending"), ("client", "ascending"), ("time", "ascending")])
    return table.take(order)


def reader_of(table: Any, rows: int) -> Any:
    return pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=rows))


@pytest.mark.parametrize("rows", [7, 1000, 1 << 20])
def test_a_stream_gives_the_bits_of_a_table_whatever_its_batches(deliveries: Any, rows: int) -> None:
    want = ["headlines", "intervals", "indicators", "silence"]
    whole = jp.score(deliveries, as_of=AS_OF, want=want)
    stream = jp.score_stream(reader_of(deliveries, rows), AS_OF, want=want)
    streamed = pa.RecordBatchReader.from_stream(stream).read_all().combine_chunks()
    expected = whole.to_arrow().combine_chunks()
    assert streamed.column_names == expected.column_names
    order = [streamed["supplier"].to_pylist(), streamed["client"].to_pylist()]
    place = {pair: i for i, pair in enumerate(zip(*order))}
    rows_of = [place[pair] for pair in zip(expected["supplier"].to_pylist(), expected["client"].to_pylist())]
    assert len(rows_of) == streamed.num_rows == 361
    for name in expected.column_names:
        found = streamed[name].to_pylist()
        assert [found[i] for i in rows_of] == expected[name].to_pylist(), name


def test_a_stream_is_pulled_only_as_it_is_read(deliveries: Any) -> None:
    pulled = []

    def batches() -> Any:
        for batch in deliveries.to_batches(max_chunksize=500):
            pulled.append(len(batch))
            yield batch

    stream = jp.score_stream(pa.RecordBatchReader.from_batches(deliveries.schema, batches()), AS_OF)
    assert pulled == []
    pa.RecordBatchReader.from_stream(stream).read_all()
    assert sum(pulled) == deliveries.num_rows


def test_columns_and_kinds_are_called_what_the_caller_calls_them() -> None:
    table = pa.table({"who": ["Museum", "Museum"], "when": pa.array([0, 10**9], pa.timestamp("us", "UTC")),
                      "what": ["Visit", "praise"]})
    stream = jp.score_stream(table, 10**12, supplier=jp.constant("We"), client="who", time="when", kind="what",
                             actor="client", kinds={"Visit": "meeting"})
    row = pa.RecordBatchReader.from_stream(stream).read_all().to_pylist()[0]
    one = jp.score({"supplier": ["We"] * 2, "client": ["Museum"] * 2, "time": [0, 10**9],
                    "kind": ["meeting", "praise"], "actor": ["client"] * 2}, as_of=10**12)
    assert (row["supplier"], row["client"], row["health"]) == ("We", "Museum", float(one["health"][0]))


def test_polars_takes_a_stream_as_it_is_and_duckdb_a_reader_of_it(deliveries: Any) -> None:
    expected = sorted(jp.score(deliveries, as_of=AS_OF)["health"].tolist())
    polars = pytest.importorskip("polars")
    assert sorted(polars.DataFrame(jp.score_stream(deliveries, AS_OF))["health"].to_list()) == expected
    duckdb = pytest.importorskip("duckdb")
    found = pa.RecordBatchReader.from_stream(jp.score_stream(deliveries, AS_OF))
    assert found.schema.names[:2] == ["supplier", "client"]
    assert [h for (h,) in duckdb.sql("select health from found order by health").fetchall()] == expected


@pytest.mark.parametrize(("change", "words"), [
    (lambda t: t.slice(0, 400).take(list(range(399, -1, -1))), "order of time"),
    (lambda t: pa.concat_tables([t.slice(0, 40), t.slice(100, 40), t.slice(0, 40)]), "has ended before"),
])
def test_facts_out_of_order_end_the_stream_with_the_row(deliveries: Any, change: Any, words: str) -> None:
    stream = jp.score_stream(change(deliveries), AS_OF)
    with pytest.raises(pa.ArrowInvalid, match=words) as raised:
        pa.RecordBatchReader.from_stream(stream).read_all()
    assert "Row " in str(raised.value) or "row " in str(raised.value)


def test_a_stream_is_taken_once(deliveries: Any) -> None:
    stream = jp.score_stream(deliveries, AS_OF)
    assert repr(stream) == "<joyfulprofit.ScoreStream>"
    pa.RecordBatchReader.from_stream(stream).read_all()
    with pytest.raises(jp.ArgumentError, match="once"):
        stream.__arrow_c_stream__()


def test_a_stream_that_nobody_takes_is_given_back(deliveries: Any) -> None:
    gc.collect()
    before = pa.total_allocated_bytes()
    for _ in range(20):
        jp.score_stream(reader_of(deliveries, 1000), AS_OF)
    gc.collect()
    assert pa.total_allocated_bytes() == before


@pytest.mark.parametrize(("call", "words"), [
    (lambda: jp.score_stream([1], AS_OF), "__arrow_c_stream__"),
    (lambda: jp.score_stream(pa.table({"supplier": ["A"]}), AS_OF), "client"),
    (lambda: jp.score_stream(pa.table({"supplier": ["A"]}), AS_OF, want="healt"), "headlines"),
    (lambda: jp.score_stream(pa.table({"supplier": ["A"]}), AS_OF, threads=-1), "threads"),
])
def test_a_wrong_argument_is_told(call: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


def test_an_unknown_column_is_an_unexpected_argument() -> None:
    with pytest.raises(TypeError, match="customer"):
        jp.score_stream(pa.table({"supplier": ["A"]}), AS_OF, customer="x")
