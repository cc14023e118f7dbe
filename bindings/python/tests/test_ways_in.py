# SPDX-License-Identifier: Apache-2.0
"""The same facts give the same bits, whatever table they come in."""
from __future__ import annotations

import datetime
import io
import random

import numpy as np
import pytest
from conftest import STORY, bits, columns_of, times
from hypothesis import given, settings
from hypothesis import strategies as st

import joyfulprofit as jp

REQUIRED = ("supplier", "client", "time", "kind", "actor")


def all_bits(data, **mapping):
    return bits(jp.score(jp.Facts(data, **mapping), want="all"))


@pytest.fixture(scope="session")
def frame(story_rows):
    pd = pytest.importorskip("pandas")
    made = pd.DataFrame(story_rows)
    made["time"] = pd.to_datetime(made["time"], utc=True)
    made["guess"] = made["guess"].astype("boolean")
    made["value"] = made["value"].astype("float64")
    return made


@pytest.fixture(scope="session")
def arrow(story_rows):
    pa = pytest.importorskip("pyarrow")
    rows = [{**row, "time": datetime.datetime.fromisoformat(row["time"])} for row in story_rows]
    return pa.Table.from_pylist(rows, schema=pa.schema([
        ("supplier", pa.string()), ("client", pa.string()), ("time", pa.timestamp("us", "UTC")),
        ("kind", pa.string()), ("actor", pa.string()), ("value", pa.float64()), ("item", pa.string()),
        ("guess", pa.bool_()), ("id", pa.string()), ("source", pa.string())]))


# ---- Without any library of tables -----------------------------------------------------------------------

def test_records_and_columns(story_rows, story_bits):
    assert all_bits(story_rows) == story_bits
    assert all_bits(iter(story_rows)) == story_bits
    assert all_bits(columns_of(story_rows)) == story_bits


def test_json_lines(story_rows, story_bits, tmp_path):
    import json

    path = tmp_path / "facts.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in story_rows), encoding="utf-8")
    assert all_bits(path) == story_bits


def test_a_numpy_array_with_fields(story_rows, story_bits):
    names = ("supplier", "client", "time", "kind", "actor", "value", "item", "guess", "id")
    made = np.array([tuple(row[n] for n in names) for row in story_rows], [(n, object) for n in names])
    assert all_bits(made) == story_bits


def test_any_order_of_rows(story_rows, story_bits):
    rows = list(story_rows)
    random.Random(1).shuffle(rows)
    assert all_bits(rows) == story_bits


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_units_of_numpy_times(unit, story_rows, story_bits):
    columns = columns_of(story_rows) | {"time": times(story_rows).astype(f"datetime64[{unit}]")}
    assert all_bits(columns, timezone="UTC") == story_bits


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("order", ["<", ">"])
def test_times_of_either_byte_order(unit, order, story_rows, story_bits):
    columns = columns_of(story_rows)
    moments = np.array([datetime.datetime.fromisoformat(t).replace(tzinfo=None) for t in columns["time"]], "M8[us]")
    assert all_bits({**columns, "time": moments.astype(f"{order}M8[{unit}]")}, timezone="UTC") == story_bits


def test_other_widths_of_time(story_rows):
    columns = columns_of(story_rows) | {"time": times(story_rows).astype("datetime64[D]")}
    assert len(jp.Facts(columns, timezone="UTC")) == len(story_rows)


def test_microseconds_and_datetimes(story_rows, story_bits):
    columns = columns_of(story_rows)
    us = times(story_rows).astype("datetime64[us]").astype("int64")
    assert all_bits(columns | {"time": us}) == story_bits
    aware = [datetime.datetime.fromisoformat(row["time"]) for row in story_rows]
    assert all_bits(columns | {"time": aware}) == story_bits


def test_a_zone_of_wall_clocks(story_rows, story_bits):
    import zoneinfo

    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    wall = [datetime.datetime.fromisoformat(row["time"]).astimezone(berlin).replace(tzinfo=None)
            for row in story_rows]
    columns = columns_of(story_rows)
    assert all_bits(columns | {"time": wall}, timezone="Europe/Berlin") == story_bits
    array = np.array(wall, "datetime64[us]")
    assert all_bits(columns | {"time": array}, timezone="Europe/Berlin") == story_bits


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata"])
def test_texts_of_wall_clocks(zone, story_rows, story_bits):
    """A zone that was named is that of texts without one, too; a text with a zone keeps its own."""
    from zoneinfo import ZoneInfo

    rows = []
    for i, row in enumerate(story_rows):
        wall = datetime.datetime.fromisoformat(row["time"]).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        rows.append(row if i % 3 == 0 else {**row, "time": wall.isoformat(" " if i % 3 == 1 else "T")})
    assert all_bits(rows, timezone=zone) == story_bits
    with pytest.raises(jp.DataError, match="Row 0, time: .*after the month"):
        jp.Facts({**columns_of(rows[:1]), "time": ["2024-01"]}, timezone=zone)
    with pytest.raises(jp.DataError, match="Row 0, time: .*minute"):
        jp.Facts({**columns_of(rows[:1]), "time": ["2024-01-01T10:77:00"]}, timezone=zone)


def test_guesses_as_numbers(story_rows, story_bits):
    columns = columns_of(story_rows)
    guesses = [None if g is None else int(g) for g in columns["guess"]]
    assert all_bits({**columns, "guess": guesses}) == story_bits
    assert all_bits({**columns, "guess": np.array([np.nan if g is None else g for g in guesses], float)}) == story_bits


def test_numbers_of_numpy_in_a_list(story_rows, story_bits):
    columns = columns_of(story_rows)
    values = [v if v is None or i % 2 or v != float(np.float32(v)) else np.float32(v)
              for i, v in enumerate(columns["value"])]
    assert any(isinstance(v, np.float32) for v in values)
    assert all_bits({**columns, "value": values}) == story_bits


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_wall_clocks_in_any_unit(unit, story_rows, story_bits):
    """Nanoseconds, as pandas had them before 3, must not be taken for microseconds once they are moved."""
    from zoneinfo import ZoneInfo

    zone = "Asia/Kolkata"
    wall = [datetime.datetime.fromisoformat(row["time"]).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
            for row in story_rows]
    columns = {**columns_of(story_rows), "time": np.array(wall, f"M8[{unit}]")}
    assert all_bits(columns, timezone=zone) == story_bits
    pd = pytest.importorskip("pandas")
    assert all_bits(pd.DataFrame(columns), timezone=zone) == story_bits


def test_hours_that_happen_twice_or_never_are_refused():
    row = {"supplier": ["A"], "client": ["B"], "kind": ["thanks"], "actor": ["client"]}
    for clock in ("2024-03-31T02:30:00", "2024-10-27T02:30:00"):
        for column in ([datetime.datetime.fromisoformat(clock)], np.array([clock], "M8[s]")):
            with pytest.raises(jp.DataError, match="Row 0, time: .* happens twice or never in Europe/Berlin"):
                jp.Facts({**row, "time": column}, timezone="Europe/Berlin")


def test_constants_and_words_of_ones_own(story_rows, story_bits, tmp_path):
    one = [r for r in story_rows if r["client"] == "Meadow Clinics"]
    expected = all_bits(one)
    columns = columns_of(one)
    supplier = columns.pop("supplier")[0]
    columns["was"] = ["Treffen" if k == "meeting" else k for k in columns.pop("kind")]
    kinds = {"Treffen": "meeting"}
    assert all_bits(columns, supplier=jp.constant(supplier), kind="was", kinds=kinds) == expected
    path = tmp_path / "own.csv"
    text = STORY.read_text(encoding="utf-8").replace("kind", "was", 1).replace(",meeting,", ",Treffen,")
    path.write_text(text, encoding="utf-8")
    assert all_bits(path, kind="was", kinds=kinds) == story_bits


def test_actor_as_a_word_says_who_did_all_of_it():
    facts = jp.Facts({"supplier": ["A"] * 2, "client": ["B"] * 2, "time": [0, 1], "kind": ["thanks"] * 2},
                     actor="client")
    assert facts.to_table()["actor"].tolist() == ["client", "client"]


def test_whole_numbers_are_names_too():
    facts = jp.Facts({"supplier": [7, 7], "client": np.array([1, 2], "u4"), "time": [0, 0], "kind": ["thanks"] * 2,
                      "actor": ["client"] * 2, "id": [10, 11]})
    assert facts.relationships["client"].tolist() == ["1", "2"]
    assert facts.relationships["supplier"].tolist() == ["7", "7"]


COLUMN = st.sampled_from(["list", "object", "fixed", "strided", "reversed", "array"])


@settings(max_examples=30, deadline=None)
@given(data=st.data(), order=st.randoms(use_true_random=False))
def test_any_dtype_stride_and_order_gives_the_same_bits(data, order, story_rows, story_bits):
    rows = list(story_rows)
    order.shuffle(rows)
    columns = columns_of(rows)
    for name in ("supplier", "client", "kind", "actor"):
        columns[name] = _as(data.draw(COLUMN), np.array(columns[name], object), "U")
    us = times(rows).astype("datetime64[us]").astype("int64")
    unit = data.draw(st.sampled_from(["i8", ">i8", "u8", "us", "s"]))
    if unit in ("us", "s"):
        columns["time"] = _as(data.draw(COLUMN), times(rows).astype(f"datetime64[{unit}]"), None)
        if isinstance(columns["time"], list):
            columns["time"] = us.tolist()
    else:
        columns["time"] = _as(data.draw(COLUMN), us.astype(unit), None)
    values = np.array([np.nan if v is None else v for v in columns["value"]])
    columns["value"] = _as(data.draw(COLUMN), values, data.draw(st.sampled_from(["f8", ">f8", "O"])))
    assert all_bits(columns, timezone="UTC") == story_bits


def _as(how, array, dtype):
    """The same values in another shape of memory."""
    if dtype is not None and how in ("fixed", "strided", "reversed"):
        array = array.astype(dtype)
    if how == "list":
        return array.tolist()
    if how == "strided":
        wide = np.empty((len(array), 3), array.dtype)
        wide[:, 1] = array
        return wide[:, 1]
    if how == "reversed":
        return array[::-1].copy()[::-1]
    return array


# ---- With them -----------------------------------------------------------------------------------------------

def test_pandas(frame, story_bits):
    assert all_bits(frame) == story_bits
    naive = frame.assign(time=frame["time"].dt.tz_localize(None))
    assert all_bits(naive, timezone="UTC") == story_bits
    moved = frame.assign(time=frame["time"].dt.tz_convert("Asia/Kathmandu"))
    assert all_bits(moved) == story_bits
    assert all_bits(frame.sample(frac=1, random_state=1)) == story_bits
    assert all_bits(frame.rename(columns={"client": "kunde"}), client="kunde") == story_bits


@pytest.mark.parametrize("column", ["supplier", "client", "kind", "actor", "item", "id"])
@pytest.mark.parametrize("dtype", ["category", "object", "string"])
def test_text_of_pandas(column, dtype, frame, story_bits):
    assert all_bits(frame.assign(**{column: frame[column].astype(dtype)})) == story_bits


@pytest.mark.parametrize("dtype", ["Float64", "object", "float64"])
def test_numbers_of_pandas(dtype, frame, story_bits):
    assert all_bits(frame.assign(value=frame["value"].astype(dtype))) == story_bits


@pytest.mark.parametrize("text", ["str", "string[pyarrow]", "large_string"])
def test_text_of_pandas_in_pieces(text, frame, story_bits):
    """Text that is Arrow's goes in as it lies: in pieces that end elsewhere in each column, and cut from others."""
    pd, pa = pytest.importorskip("pandas"), pytest.importorskip("pyarrow")
    dtype = pd.ArrowDtype(getattr(pa, text)()) if hasattr(pa, text) else text
    whole = frame.astype({name: dtype for name in ("supplier", "client", "kind", "actor", "item", "id")})
    columns = {}
    for i, name in enumerate(whole):
        cut = [0, 2 + i % 3, 3 + i, len(whole)]
        columns[name] = pd.concat([whole[name].iloc[a:b] for a, b in zip(cut, cut[1:])], ignore_index=True)
    pieces = pd.DataFrame(columns)
    assert all_bits(pieces) == story_bits
    assert all_bits(pd.concat([pieces, pieces]).iloc[len(whole):]) == story_bits
    assert all_bits(pieces.drop(columns="kind").assign(what=pieces["kind"].str.upper()), kind="what",
                    kinds={kind.upper(): kind for kind in frame["kind"].unique()}) == story_bits
    wrong = pieces.copy()
    wrong.loc[5, "kind"] = "meetng"
    with pytest.raises(jp.DataError, match=r"Row 5 \(kind\): .*'meetng'; did you mean 'meeting'"):
        jp.Facts(wrong)


def test_pandas_without_pyarrow(tmp_path, story_bits):
    """A child in which importing pyarrow fails."""
    import subprocess
    import sys

    code = f"""
import sys
sys.modules["pyarrow"] = None
import pandas as pd
import joyfulprofit as jp
frame = pd.read_csv({str(STORY)!r})
frame["time"] = pd.to_datetime(frame["time"], utc=True)
frame["guess"] = frame["guess"].map({{"true": True, "false": False, True: True, False: False}})
table = jp.score(jp.Facts(frame), want="all")
assert len(table.to_pandas()) == 7
print(table["closure"].tobytes().hex())
"""
    pytest.importorskip("pandas")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert bytes.fromhex(done.stdout.strip()) == story_bits["closure:values"]


def test_a_column_in_the_index_is_told_so(frame):
    with pytest.raises(jp.ColumnError, match="supplier: 'supplier' is in the index of the frame; pass frame.reset_index"):
        jp.Facts(frame.set_index(["supplier", "client"]))
    with pytest.raises(jp.ColumnError, match="client: 'who' is in the index of the frame"):
        jp.Facts(frame.rename(columns={"client": "who"}).set_index("who"), client="who")


def test_times_as_text_in_polars(story_bits):
    """As read_csv() and scan_csv() leave them."""
    pl = pytest.importorskip("polars")
    table = pl.read_csv(STORY, infer_schema_length=None)
    assert table.schema["time"] == pl.String
    assert all_bits(table) == all_bits(table.lazy()) == story_bits
    assert all_bits(table.with_columns(pl.col("time").cast(pl.Categorical))) == story_bits
    assert all_bits(table.rename({"time": "when"}), time="when") == story_bits
    with pytest.raises(jp.DataError, match=r"Row 0, time \(column 'when'\): Time 'x' "):
        jp.Facts(table.rename({"time": "when"}).with_columns(when=pl.lit("x")), time="when")


def test_times_as_text_in_pyarrow(arrow, story_rows, story_bits):
    pa = pytest.importorskip("pyarrow")
    place = arrow.schema.get_field_index("time")
    views = [pa.string_view()] if hasattr(pa, "string_view") else []
    for kind in (pa.string(), pa.large_string(), *views):
        text = arrow.set_column(place, "time", pa.array([row["time"] for row in story_rows], kind))
        assert all_bits(text) == all_bits(text.to_batches()[0]) == story_bits
        with pytest.raises(jp.ColumnTypeError, match="time: expected times, got text"):
            jp.Facts(text.to_reader())
    coded = arrow.set_column(place, "time", pa.array([row["time"] for row in story_rows]).dictionary_encode())
    assert all_bits(coded) == story_bits


def test_polars(story_rows, story_bits):
    pl = pytest.importorskip("polars")
    made = pl.DataFrame([{**row, "time": datetime.datetime.fromisoformat(row["time"])} for row in story_rows],
                        schema_overrides={"guess": pl.Boolean, "item": pl.String, "value": pl.Float64},
                        infer_schema_length=None)
    assert all_bits(made) == story_bits
    assert all_bits(made.lazy()) == story_bits
    assert all_bits(made.sample(fraction=1.0, shuffle=True, seed=1)) == story_bits
    for kind in (pl.Categorical, pl.Enum(sorted(set(made["kind"])))):
        assert all_bits(made.with_columns(pl.col("kind").cast(kind))) == story_bits
    assert all_bits(made.rename({"client": "kunde", "time": "wann"}), client="kunde", time="wann") == story_bits
    naive = made.with_columns(pl.col("time").dt.replace_time_zone(None))
    with pytest.raises(jp.ColumnTypeError, match="time: the times have no zone"):
        jp.Facts(naive)
    assert all_bits(naive, timezone="UTC") == story_bits


def test_pyarrow(arrow, story_bits):
    assert all_bits(arrow) == story_bits
    assert all_bits(arrow.slice(0)) == story_bits
    assert all_bits(arrow.to_reader(max_chunksize=3)) == story_bits


@settings(max_examples=30, deadline=None)
@given(chunk=st.integers(1, 300), cut=st.integers(0, 238), text=st.sampled_from(["u", "U", "vu", "dictionary"]),
       unit=st.sampled_from(["s", "ms", "us", "ns"]), own=st.booleans())
def test_any_chunks_and_types_of_arrow_give_the_same_bits(chunk, cut, text, unit, own, arrow, story_bits):
    import pyarrow as pa

    types = {"u": pa.string(), "U": pa.large_string(), "vu": pa.string_view()}
    table = arrow.set_column(2, "time", arrow["time"].cast(pa.timestamp(unit, "UTC")))
    mapping = {}
    if own:
        kinds = ["Treffen" if k == "meeting" else k for k in table["kind"].to_pylist()]
        table = table.set_column(3, "was", pa.chunked_array([kinds]))
        mapping = {"kind": "was", "kinds": {"Treffen": "meeting"}}
    for i, name in enumerate(table.column_names):
        if pa.types.is_string(table.schema.field(name).type):
            column = table[name].dictionary_encode() if text == "dictionary" else table[name].cast(types[text])
            table = table.set_column(i, name, column)
    table = pa.concat_tables([table.slice(cut), table.slice(0, cut)])
    batches = table.to_batches(max_chunksize=chunk)
    reader = pa.RecordBatchReader.from_batches(table.schema, batches)
    assert all_bits(reader, **mapping) == story_bits


def test_constants_of_arrow(arrow):
    import pyarrow.compute as pc

    one = arrow.filter(pc.equal(arrow["client"], "Meadow Clinics"))
    expected = all_bits(one)
    assert all_bits(one.drop_columns(["supplier"]), supplier=jp.constant("Quickbyte Systems")) == expected
    ones = one.drop_columns(["value"]).append_column("value", [[1.0] * one.num_rows])
    assert all_bits(one.drop_columns(["value"]), value=jp.constant(1)) == all_bits(ones)
    with pytest.raises(jp.ArgumentError, match="value: expected a number, got list"):
        jp.Facts(one.drop_columns(["value"]), value=jp.constant([1]))
    with pytest.raises(jp.DataError, match="All rows .intensity.: expected a number"):
        jp.Facts(one, intensity=jp.constant(float("nan")))


def test_one_column_may_serve_twice(arrow):
    facts = jp.Facts(arrow, id="kind")
    assert set(facts.to_table()["id"]) == set(arrow["kind"].to_pylist())


def test_parquet(arrow, story_bits, tmp_path):
    pq = pytest.importorskip("pyarrow.parquet")
    pq.write_table(arrow, tmp_path / "facts.parquet")
    assert all_bits(tmp_path / "facts.parquet") == story_bits
    pq.write_table(arrow.rename_columns(["was" if n == "kind" else n for n in arrow.column_names]),
                   tmp_path / "own.parquet")
    assert all_bits(tmp_path / "own.parquet", kind="was") == story_bits


def test_duckdb(arrow, story_bits):
    duckdb = pytest.importorskip("duckdb")
    con = duckdb.connect()
    con.register("facts", arrow)
    assert all_bits(con.sql("select * from facts")) == story_bits
    assert all_bits(con.sql("select * exclude (kind), kind as was from facts order by id desc"), kind="was") == story_bits


def test_what_comes_out_goes_in_again(story, story_bits):
    assert all_bits(story.to_table()) == story_bits
    pa = pytest.importorskip("pyarrow")
    assert all_bits(pa.table(story.to_table())) == story_bits


def test_a_stream_is_read_once(arrow):
    reader = arrow.to_reader()
    capsule = reader.__arrow_c_stream__()
    assert len(jp.Facts(Once(capsule))) == arrow.num_rows
    with pytest.raises(ValueError, match="already read"):
        jp.Facts(Once(capsule))


class Once:
    def __init__(self, capsule):
        self.capsule = capsule

    def __arrow_c_stream__(self, requested_schema=None):
        return self.capsule


def test_objects_that_break_the_protocol():
    class Bad:
        def __arrow_c_stream__(self, requested_schema=None):
            raise ZeroDivisionError("mine")

    class Odd:
        def __arrow_c_stream__(self, requested_schema=None):
            return 3

    with pytest.raises(ZeroDivisionError, match="mine"):
        jp.Facts(Bad())
    with pytest.raises(TypeError, match="did not give an Arrow stream"):
        jp.Facts(Odd())


def test_a_file_object_is_no_table():
    with pytest.raises(jp.ArgumentError, match="data: expected"):
        jp.Facts(3)
    with pytest.raises(jp.ArgumentError, match="data: expected"):
        jp.Facts(b"supplier")
    with pytest.raises(jp.ArgumentError, match="got an open file"):
        jp.Facts(io.StringIO("supplier\n"))
    with pytest.raises(jp.ArgumentError, match="expected dicts, got str as number 0"):
        jp.Facts(["supplier"])


@pytest.mark.parametrize("make", ["dates", "text", "pandas dates", "pandas text", "polars text", "pyarrow",
                                  "numpy"])
def test_a_day_is_its_midnight_in_the_zone_that_is_given(make):
    """In Berlin, an hour before that of UTC in winter, two in summer."""
    text = ["2024-03-05", "2024-07-05"]
    days = [datetime.date.fromisoformat(t) for t in text]
    data = {"supplier": ["A"] * 2, "client": ["B"] * 2, "kind": ["thanks"] * 2, "actor": ["client"] * 2,
            "time": text if "text" in make else days}
    zone = "Europe/Berlin"
    if make == "numpy":
        data["time"] = np.array(days, "M8[D]")
    elif make != "dates" and make != "text":
        pytest.importorskip(make.split()[0])
        if make.startswith("pandas"):
            import pandas as pd
            data = pd.DataFrame(data)
        elif make.startswith("polars"):
            import polars as pl
            data = pl.DataFrame(data)
        else:
            import pyarrow as pa
            data, zone = pa.table(data), "UTC"
    with pytest.raises(jp.DataError, match="timezone='UTC'"):
        jp.Facts(data)
    found = jp.Facts(data, timezone=zone).to_table()["time"].astype("M8[s]").astype(str).tolist()
    midnight = ["2024-03-05T00:00:00", "2024-07-05T00:00:00"]
    assert found == (midnight if zone == "UTC" else ["2024-03-04T23:00:00", "2024-07-04T22:00:00"])


def test_a_day_that_is_none_is_refused():
    with pytest.raises(jp.DataError, match="Row 0, time"):
        jp.Facts([{"supplier": "A", "client": "B", "time": "2024-02-30", "kind": "thanks",
                   "actor": "client"}], timezone="UTC")


class Column:
    """Says that it is longer, or shorter, than what it gives."""

    def __init__(self, says, gives):
        self.says, self.gives = says, gives

    def __len__(self):
        return self.says

    def __array__(self, dtype=None, copy=None):
        return np.arange(self.gives)


@pytest.mark.parametrize("says, gives", [(3_000_000, 1), (1, 0), (2, 3)])
def test_a_column_that_gives_other_rows_than_it_says_is_refused(says, gives):
    constants = {"supplier": "A", "client": "B", "kind": "meeting", "actor": "client"}
    with pytest.raises(jp.ColumnTypeError, match=f"expected {says:,} rows as its length says, got {gives:,}"):
        jp.Facts({"time": Column(says, gives)}, **{role: jp.constant(word) for role, word in constants.items()})


@pytest.mark.parametrize("unit, number", [("s", 10**14), ("s", 10**13), ("ms", 2**60)])
def test_times_of_arrow_in_pandas_are_not_wrapped(unit, number):
    pd, pa = pytest.importorskip("pandas"), pytest.importorskip("pyarrow")
    kind = pd.ArrowDtype(pa.timestamp(unit, "UTC"))
    frame = pd.DataFrame({"supplier": "A", "client": "B", "kind": "meeting", "actor": "client",
                          "time": pd.Series(pa.array([2, number], pa.timestamp(unit, "UTC")), dtype=kind)})
    with pytest.raises(jp.DataError, match="Row 1"):
        jp.Facts(frame)
    assert jp.Facts(frame.head(1)).to_table()["time"].astype("i8").tolist() == [{"s": 2_000_000, "ms": 2_000}[unit]]


def _thanks(count, **columns):
    return {"supplier": ["A"] * count, "client": ["B"] * count, "kind": ["thanks"] * count, "actor": ["client"] * count,
            "time": list(range(count)), **columns}


@pytest.mark.parametrize("kind", ["date32", "date64"])
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
def test_days_of_arrow_in_pandas(kind, zone):
    pd, pa = pytest.importorskip("pandas"), pytest.importorskip("pyarrow")
    dtype = pd.ArrowDtype(getattr(pa, kind)())
    days = [datetime.date(2024, 3, 5), datetime.date(1960, 7, 1), None]
    frame = pd.DataFrame(_thanks(3, recorded=pd.Series(days, dtype=dtype)))
    table = jp.Facts(frame, timezone=zone).to_table()
    expected = jp.Facts(_thanks(3, recorded=days), timezone=zone).to_table()
    assert bits(table) == bits(expected) and table.missing("recorded").sum() == 1
    two = frame.head(2).assign(time=frame["recorded"].head(2)).drop(columns="recorded")
    assert jp.Facts(two, timezone=zone).to_table()["time"].tolist() == sorted(table["recorded"][:2].tolist())
    with pytest.raises(jp.DataError, match=r"Row 2 \(time\)"):
        jp.Facts(frame.drop(columns="time"), time="recorded", timezone=zone)


@pytest.mark.parametrize("dtype", ["Int64", "UInt64", "Int32", "int64[pyarrow]", "uint64[pyarrow]"])
def test_whole_numbers_of_pandas_that_may_be_missing_are_times(dtype):
    pd = pytest.importorskip("pandas")
    if "pyarrow" in dtype:
        pytest.importorskip("pyarrow")
    large = 5 if dtype == "Int32" else (1 << 62) + 1  # a double has no such number
    frame = pd.DataFrame(_thanks(2, recorded=pd.array([None, large], dtype=dtype)))
    table = jp.Facts(frame).to_table()
    assert table.missing("recorded").tolist() == [True, False] and table["recorded"].astype("i8")[1] == large
    with pytest.raises(jp.DataError, match=r"Row 0 \(time\)"):
        jp.Facts(frame.assign(time=frame["recorded"]))


def test_whole_numbers_beyond_64_bits_are_refused():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(_thanks(2, recorded=pd.array([None, (1 << 63) + 1], dtype="UInt64")))
    with pytest.raises(jp.DataError, match="Row 1, recorded: 9223372036854775809 microseconds are beyond"):
        jp.Facts(frame)


@pytest.mark.parametrize("column", ["value", "item", "guess", "intensity", "recorded", "id"])
def test_a_column_of_nothing_but_nan_is_missing(column):
    nothing = np.array([np.nan, np.nan])
    shapes = [nothing, nothing.astype("f4"), list(nothing), [np.float32("nan"), None]]
    for data in (_thanks(2, **{column: shape}) for shape in shapes):
        assert bits(jp.Facts(data).to_table()) == bits(jp.Facts(_thanks(2)).to_table())
    pd = pytest.importorskip("pandas")
    for series in (pd.Series(nothing), pd.array([None, None], dtype="Float64"), pd.Series([None, None], dtype=object)):
        assert jp.Facts(pd.DataFrame(_thanks(2, **{column: series}))).to_table().missing(column).all()


@pytest.mark.parametrize("column", ["value", "item", "guess", "intensity", "recorded", "id"])
@pytest.mark.parametrize("text", ["NaN", "sNaN"])
def test_a_decimal_that_is_no_number_is_missing(text, column):
    from decimal import Decimal

    data = _thanks(2, **{column: [Decimal(text), None]})
    assert jp.Facts(data).to_table().missing(column).all()
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({**data, column: pd.Series(data[column], dtype=object)})
    assert jp.Facts(frame).to_table().missing(column).all()


@pytest.mark.parametrize("make", [list, lambda v: np.array(v, object), "pandas"])
def test_integers_are_names_whatever_holds_them(make):
    ids = [1, np.int64(1), "1", np.uint8(1), np.str_("1")]
    if make == "pandas":
        pd = pytest.importorskip("pandas")
        data = pd.DataFrame(_thanks(5, id=pd.Series(ids, dtype=object)))
    else:
        data = _thanks(5, id=make(ids))
    assert jp.Facts(data).to_table()["id"].tolist() == ["1"] * 5


@pytest.mark.parametrize("unit, numbers, expected", [
    ("25ns", [-1, -40, -41, 3, 40], [-1, -1, -2, 0, 1]), ("7ns", [-1, -1000, 1000, 142, 143], [-1, -7, 7, 0, 1]),
    ("ns", [-1, -1000, -1001, 999, 1000], [-1, -1, -2, 0, 1]), ("25us", [-1, 0, 1, 2, -2], [-25, 0, 25, 50, -50])])
@pytest.mark.parametrize("zone", ["UTC", "Africa/Abidjan"])  # the same since 1912, but by way of wall clocks
def test_parts_of_a_microsecond_are_rounded_down(unit, numbers, expected, zone):
    data = _thanks(5, time=np.array(numbers, f"M8[{unit}]"), id=list("abcde"))
    table = jp.Facts(data, timezone=zone).to_table()
    found = dict(zip(table["id"].tolist(), table["time"].astype("i8").tolist(), strict=True))
    assert [found[name] for name in "abcde"] == expected


def test_multiples_of_nanoseconds_do_not_wrap_around():
    last = (1 << 63) - 1
    table = jp.Facts(_thanks(1, time=np.array([last], "M8[25ns]")), timezone="UTC").to_table()
    assert table["time"].astype("i8").tolist() == [last * 25 // 1000]
    with pytest.raises(jp.DataError, match="Row 1, time: .* beyond what 64 bits hold in microseconds"):
        jp.Facts(_thanks(2, time=np.array([0, last], "M8[2000ns]")), timezone="UTC")


def _arrow_like(make, data):
    pa = pytest.importorskip("pyarrow")
    if make == "polars":
        return pytest.importorskip("polars").DataFrame(data)
    if make == "lazy":
        return pytest.importorskip("polars").LazyFrame(data)
    table = pa.table(data)
    return table.combine_chunks().to_batches()[0] if make == "batch" else table


@pytest.mark.parametrize("make", ["polars", "lazy", "pyarrow", "batch"])
@pytest.mark.parametrize("name", ["value", "mark"])
def test_nan_is_missing_in_tables_of_arrow(make, name):
    """As in pandas and in arrays."""
    nan = float("nan")
    data = {"supplier": ["A"] * 4, "client": ["B"] * 4, "time": range(4), "actor": ["client"] * 4,
            "kind": ["thanks", "thanks", "thanks", "rating"], "item": [None] * 3 + ["pillar.trust"],
            name: [nan, None, 2.0, 0.5], "intensity": [nan, None, nan, 0.5]}
    named = {} if name == "value" else {"value": name}
    expected = jp.Facts({**data, "time": list(data["time"])}, **named).to_table()
    assert bits(jp.Facts(_arrow_like(make, data), **named).to_table()) == bits(expected)
    assert expected.missing("value").tolist() == [True, True, False, False]


@pytest.mark.parametrize("make", ["polars", "pyarrow", "batch"])
@pytest.mark.parametrize("column", ["value", "item", "guess", "intensity", "recorded", "id"])
def test_a_column_of_nothing_but_nan_is_missing_in_tables_of_arrow(make, column):
    for nothing in ([float("nan")] * 2, [float("nan"), None]):
        table = jp.Facts(_arrow_like(make, _thanks(2, **{column: nothing}))).to_table()
        assert bits(table) == bits(jp.Facts(_thanks(2)).to_table())
    if column in ("item", "id"):
        with pytest.raises(jp.ColumnError, match=f"'{column}' .* must be text"):
            jp.Facts(_arrow_like(make, _thanks(2, **{column: [1.0, float("nan")]})))


def test_nan_in_a_stream_is_refused_and_how_to_make_it_missing():
    pa = pytest.importorskip("pyarrow")
    for column in ("value", "intensity"):
        reader = pa.table(_thanks(2, **{column: [0.5, float("nan")]})).to_reader()
        with pytest.raises(jp.DataError, match=rf"Row 1 \({column}\): .* got none that is finite\. NaN is missing in tables at hand"):
            jp.Facts(reader)
