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


def as_text(table: Any, way: str) -> Any:
    """Times as text, as read_csv() leaves them, in a table of Polars or pyarrow."""
    texts = [time.isoformat() for time in table["time"].to_pylist()]
    table = table.set_column(table.column_names.index("time"), "time", pa.array(texts))
    if way == "polars":
        return pytest.importorskip("polars").from_arrow(table)
    return table.combine_chunks().to_batches()[0] if way == "batch" else table


@pytest.mark.parametrize("way", ["polars", "pyarrow", "batch"])
def test_a_table_at_hand_is_taken_as_by_facts(deliveries: Any, way: str) -> None:
    text = as_text(deliveries.slice(0, 2000), way)
    expected = jp.score(text, as_of=AS_OF, want="all").to_arrow().to_pylist()
    assert pulled(text, want="all").to_pylist() == expected


@pytest.mark.parametrize("way", ["polars", "pyarrow", "batch"])
@pytest.mark.parametrize("words", [{}, {"kinds": {"Task": None}}, {"kinds": {"Task": None, "Visit": "meeting"}}])
def test_what_facts_say_of_a_table_at_hand_its_stream_says(way: str, words: Any) -> None:
    table = pa.table({"supplier": ["A"] * 3, "client": ["B"] * 3, "kind": ["meeting", "Task" if words else "call", "call"],
                      "actor": ["client"] * 3, "time": ["2011-01-01", "never" if words else "2011-01-02", "2011-01-03"],
                      "value": [float("nan"), 1.0, 2.0]})
    if way == "polars":
        table = pytest.importorskip("polars").from_arrow(table)
    if way == "batch":
        table = table.to_batches()[0]
    how = {**words, "timezone": "Europe/Berlin"}
    if "Visit" in words.get("kinds", ()):
        with pytest.warns(jp.ColumnWarning, match="kinds: no row has 'Visit'"):
            stream = jp.score_stream(table, AS_OF, **how)
    else:
        stream = jp.score_stream(table, AS_OF, **how)
    assert pa.RecordBatchReader.from_stream(stream).read_all()["facts"].to_pylist() == [2 if words else 3]


@pytest.mark.filterwarnings("ignore::joyfulprofit.ColumnWarning")  # no row is a Task
@pytest.mark.parametrize("words", [{}, {"kinds": {"Task": None}}])
def test_texts_that_are_no_times_are_told_of_with_their_row(words: Any) -> None:
    table = pa.table({"supplier": ["A"] * 3, "client": ["B"] * 3, "kind": ["call"] * 3, "actor": ["client"] * 3,
                      "time": ["2011-01-01T00:00:00Z", "never", "2011-01-03T00:00:00Z"]})
    bad: list[str] = []
    stream = jp.score_stream(table, AS_OF, on_bad_row=lambda error, row: bad.append(str(error)), **words)
    assert pa.RecordBatchReader.from_stream(stream).read_all()["facts"].to_pylist() == [2]
    assert len(bad) == 1 and bad[0].startswith("Row 1, time: Time 'never' must read")
    with pytest.raises(ValueError, match="Row 1, time: Time 'never' must read"):
        pulled(table, **words)
    with pytest.raises(jp.ColumnTypeError, match=r"time: expected times, got text, .* no stream; make times of it"):
        jp.score_stream(table.to_reader(), AS_OF)


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


# ---- Files ---------------------------------------------------------------------------------------------

HEAD = "supplier,client,time,kind,actor\n"


def pulled(path: Any, as_of: Any = AS_OF, **how: Any) -> Any:
    return pa.RecordBatchReader.from_stream(jp.score_stream(path, as_of, **how)).read_all()


def many(relationships: int) -> str:
    return "".join(f"A,B{i:06d},2025-01-0{day}T00:00:00Z,meeting,client\n"
                   for i in range(relationships) for day in (1, 2, 3))


@pytest.fixture(scope="module")
def files(deliveries: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same facts in each format; in that order, with times as text."""
    import csv
    import json

    from pyarrow import parquet

    folder = tmp_path_factory.mktemp("facts")
    paths = {ending: folder / f"facts.{ending}" for ending in ("csv", "jsonl", "ndjson", "parquet")}
    rows = jp.Facts(deliveries).to_table().to_arrow()
    parquet.write_table(rows, paths["parquet"])
    records = [{k: v.isoformat() if k in ("time", "recorded") else v for k, v in r.items() if v is not None}
               for r in rows.to_pylist()]
    with open(paths["csv"], "w", newline="") as file:
        writer = csv.DictWriter(file, rows.column_names)
        writer.writeheader()
        writer.writerows({k: str(v).lower() if isinstance(v, bool) else v for k, v in r.items()} for r in records)
    for ending in ("jsonl", "ndjson"):
        paths[ending].write_text("".join(json.dumps(r) + "\n" for r in records))
    return paths


@pytest.mark.parametrize("ending", ["csv", "jsonl", "ndjson", "parquet"])
@pytest.mark.parametrize("path_of", [str, Path])
def test_a_file_gives_the_bits_of_a_table(files: dict[str, Path], ending: str, path_of: Any) -> None:
    want = ["headlines", "intervals", "indicators"]
    found = pulled(path_of(files[ending]), want=want)
    expected = jp.score(files[ending], as_of=AS_OF, want=want).to_arrow()
    assert found.num_rows == 361
    assert found.to_pylist() == expected.to_pylist()


@pytest.mark.parametrize(("ending", "text"), [
    ("csv", 'who,when,what,note\n"A ""B""",2025-01-01T00:00:00Z,Visit,x\n"A ""B""",2025-01-02T00:00:00Z,praise,y\n'),
    ("jsonl", '{"who":"A \\"B\\"","when":"2025-01-01T00:00:00Z","what":"Visit"}\n'
              '{"who":"A \\"B\\"","when":"2025-01-02T00:00:00Z","what":"praise"}\n'),
])
@pytest.mark.filterwarnings("ignore::joyfulprofit.ColumnWarning")
def test_columns_of_a_file_are_called_what_the_caller_calls_them(tmp_path: Path, ending: str, text: str) -> None:
    path = tmp_path / f"facts.{ending}"
    path.write_text(text)
    how: Any = {"supplier": jp.constant("We"), "client": "who", "time": "when", "kind": "what", "actor": "client",
                "kinds": {"Visit": "meeting"}}
    expected = jp.score(jp.Facts(path, **how), as_of=10**15 * 2).to_arrow()
    assert pulled(path, 10**15 * 2, **how).to_pylist() == expected.to_pylist()
    assert expected["client"].to_pylist() == ['A "B"']


def test_columns_that_are_not_used_are_warned_of_at_once(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("supplier,client,time,kind,actor,note\nA,B,2025-01-01T00:00:00Z,meeting,client,x\n")
    with pytest.warns(jp.ColumnWarning, match="note") as told:
        stream = jp.score_stream(path, AS_OF)
    assert [w.filename for w in told] == [__file__]
    assert pa.RecordBatchReader.from_stream(stream).read_all().num_rows == 1


LATE = HEAD.replace("\n", ",value\n") + "".join(
    f"A,B{i:06d},2011-01-01T00:00:00Z,{kind},client,{30 if i < 15_000 else -5}\n"
    for i in range(20_000) for kind in ("call", "meeting"))


@pytest.mark.parametrize("how", [{}, {"item": jp.constant("pillar.trust")}])
def test_values_that_are_clamped_are_warned_of_once_a_kind_as_they_are_pulled(tmp_path: Path, how: Any) -> None:
    path = tmp_path / "facts.csv"
    path.write_text(LATE)
    with pytest.warns(jp.RangeWarning) as of_table:
        jp.Facts(path, **how)
    reader = pa.RecordBatchReader.from_stream(jp.score_stream(path, AS_OF, **how))
    assert reader.read_next_batch().num_rows > 0
    with pytest.warns(jp.RangeWarning) as told:
        assert reader.read_all().num_rows > 8_000
    assert [str(w.message) for w in told] == [str(w.message) for w in of_table]
    assert str(told[1].message).startswith("Line 30003, column 6 (value): a value of kind 'meeting'")
    assert [w.filename for w in told] == [__file__] * 2
    from pyarrow import csv as pa_csv

    table = pa_csv.read_csv(path)
    with pytest.warns(jp.RangeWarning) as told:
        assert pulled(table, **how).num_rows == 20_000
    assert [str(w.message)[:17] for w in told] == ["Row 30000 (value)", "Row 30001 (value)"]


def test_a_warning_that_is_an_error_ends_the_stream_for_good(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text(LATE)
    reader = pa.RecordBatchReader.from_stream(jp.score_stream(path, AS_OF))  # every warning is an error here
    for _ in range(2):
        with pytest.raises(pa.ArrowInvalid, match="a value of kind 'call'"):
            reader.read_all()


def test_keys_that_are_not_used_are_warned_of_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    row = '{"supplier":"A","who":"B","time":"2011-01-01T00:00:00Z","kind":"call","actor":"client","%s":1}\n'
    path.write_text((row % "note").replace("who", "client"))
    with pytest.warns(jp.ColumnWarning, match="'note' is not known"):
        assert pulled(path).num_rows == 1
    path.write_text(row % "note")
    assert pulled(path, client="who").num_rows == 1  # whoever names columns knows of the others
    path.write_text(row % "Value")
    with pytest.warns(jp.ColumnWarning, match="did you mean 'value'"):
        assert pulled(path, client="who").num_rows == 1


def open_files() -> list[str]:
    found = []
    for number in os.listdir("/proc/self/fd"):
        try:
            found.append(os.readlink(f"/proc/self/fd/{number}"))
        except OSError:  # that of the listing
            pass
    return found


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="open files are listed there")
@pytest.mark.parametrize("how", [{}, {"kinds": {"Visit": "meeting"}}])
def test_a_file_is_read_as_it_is_pulled_and_closed_as_it_is_dropped(tmp_path: Path, how: Any) -> None:
    """What is wrong behind the first batch does not matter until it is pulled."""
    path = tmp_path / "facts.csv"
    path.write_text(HEAD + many(60_000) + "A,B,never,meeting,client\n")
    stream = jp.score_stream(path, AS_OF, **how)
    assert str(path) in open_files()
    reader = pa.RecordBatchReader.from_stream(stream)
    first = reader.read_next_batch()
    assert 0 < first.num_rows <= 8192 and first["client"][0].as_py() == "B000000"
    del reader, stream
    gc.collect()
    assert str(path) not in open_files()
    with pytest.raises(pa.ArrowInvalid, match=r"Line 180002.*time"):
        pulled(path, **how)
    gc.collect()
    assert str(path) not in open_files()


def test_a_file_that_is_removed_is_read_on_and_one_that_is_cut_ends_in_an_error(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text(HEAD + many(60_000))
    reader = pa.RecordBatchReader.from_stream(jp.score_stream(path, AS_OF))
    path.unlink()
    assert reader.read_all().num_rows == 60_000
    path.write_text(HEAD + many(60_000))
    reader = pa.RecordBatchReader.from_stream(jp.score_stream(path, AS_OF))
    reader.read_next_batch()
    os.truncate(path, path.stat().st_size * 9 // 10 // 44 * 44 + len(HEAD) + 20)
    with pytest.raises(pa.ArrowInvalid, match="Line "):
        reader.read_all()


@pytest.mark.parametrize(("rows", "words"), [
    ("A,B,2025-01-02T00:00:00Z,meeting,client\nA,B,2025-01-01T00:00:00Z,meeting,client\n",
     r"Line 3 .*order of time"),
    ("A,B,2025-01-01T00:00:00Z,meeting,client\nA,C,2025-01-01T00:00:00Z,meeting,client\n"
     "A,B,2025-01-02T00:00:00Z,meeting,client\n", r"Line 4 .*has ended before.*grouped"),
    ("A,B,2025-01-01T00:00:00Z,meetng,client\n", r"Line 2.*kind.*meetng.*meeting"),
    ("A,B,2025-01-01T00:00:00Z,meeting\n", r"Line 2.*5 fields"),
])
@pytest.mark.parametrize("how", [{}, {"kinds": {"Visit": "meeting"}}])
def test_what_is_wrong_in_a_file_is_told_with_its_line(tmp_path: Path, rows: str, words: str, how: Any) -> None:
    path = tmp_path / "facts.csv"
    path.write_text(HEAD + rows)
    with pytest.raises(ValueError, match=words):  # of a short file that Python rewrites it is raised at once
        pulled(path, **how)


@pytest.mark.parametrize(("row", "words"), [
    ("A,C,2025-01-01T00:00:00Z,Visit", "^Line 180002: expected 5 fields, as in the header, got 4"),
    ('A,C,2025-01-01T00:00:00Z,"Visit', "^Line 180002, column 4 .kind.: the quote that opens here"),
])
def test_what_is_refused_while_a_file_is_pulled_ends_the_stream(tmp_path: Path, row: str, words: str) -> None:
    path = tmp_path / "facts.csv"
    path.write_text(HEAD + many(60_000) + row)
    reader = pa.RecordBatchReader.from_stream(jp.score_stream(path, AS_OF, kinds={"Visit": "meeting"}))
    assert reader.read_next_batch().num_rows > 0
    for _ in range(2):  # it fails for good
        with pytest.raises(pa.ArrowInvalid, match=words):
            reader.read_all()


def test_polars_and_duckdb_take_a_file(files: dict[str, Path]) -> None:
    polars = pytest.importorskip("polars")
    duckdb = pytest.importorskip("duckdb")
    expected = jp.score(files["csv"], as_of=AS_OF)["health"].tolist()
    how: Any = {"kinds": {"Visit": "meeting"}}
    for given in ({}, how):
        assert polars.DataFrame(jp.score_stream(files["csv"], AS_OF, **given))["health"].to_list() == expected
        found = pa.RecordBatchReader.from_stream(jp.score_stream(files["csv"], AS_OF, **given))
        assert found.schema.names[0] == "supplier"
        assert [h for (h,) in duckdb.sql("select health from found").fetchall()] == expected


def test_a_header_without_a_column_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("supplier,customer,time,kind,actor\n")
    with pytest.raises(jp.ColumnError, match="client"):
        jp.score_stream(path, AS_OF)
    with pytest.raises(jp.ColumnError, match="custmer.*customer"):
        jp.score_stream(path, AS_OF, client="custmer")


def test_what_is_no_file_of_facts_is_refused_as_by_facts(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(IsADirectoryError):
        jp.score_stream(tmp_path / "folder.csv", AS_OF)
    with pytest.raises(FileNotFoundError):
        jp.score_stream(tmp_path / "none.csv", AS_OF)
    with pytest.raises(FileNotFoundError):
        jp.score_stream(tmp_path / "none.jsonl", AS_OF, client="who")
    for name in ("facts.csv.gz", "facts.xlsx", "facts"):
        with pytest.raises(jp.ArgumentError, match=r"\.csv, \.jsonl, \.ndjson or \.parquet, got"):
            jp.score_stream(name, AS_OF)
    with pytest.raises(jp.ArgumentError, match="carry their zone"):
        jp.score_stream(tmp_path / "none.csv", AS_OF, timezone="UTC")


def test_short_ids_of_all_lengths_are_told_apart() -> None:
    n = 3000
    table = pa.table({"supplier": ["Acme"] * n, "client": pa.array(range(n)), "time": [1] * n, "kind": ["meeting"] * n,
                      "actor": ["client"] * n})
    assert pa.RecordBatchReader.from_stream(jp.score_stream(table, 2)).read_all().num_rows == n
