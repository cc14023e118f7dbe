# SPDX-License-Identifier: Apache-2.0
"""What is refused, and in which words: column, row, value."""
from __future__ import annotations

import copy
import datetime
import pickle
import warnings

import numpy as np
import pytest

import joyfulprofit as jp

GOOD = {"supplier": ["A", "A"], "client": ["B", "B"], "time": [0, 1], "kind": ["thanks", "rating"],
        "actor": ["client", "client"], "value": [None, 0.5], "item": [None, "pillar.trust"]}

REFUSED = [
    ({"kind": ["thanks", "ratin"]}, jp.DataError, "Row 1 (kind): expected a kind of the model, got 'ratin'"),
    ({"actor": ["client", "klient"]}, jp.DataError, "Row 1 (actor): "),
    ({"value": [None, 1.5]}, jp.DataError, "Row 1 (value): "),
    ({"value": [None, None]}, jp.DataError, "Row 1 (value): "),
    ({"value": [None, "0.5"]}, jp.DataError, "Row 1, value: expected a number, got '0.5' (str)"),
    ({"value": [None, True]}, jp.DataError, "Row 1, value: expected a number, got True (bool)"),
    ({"value": [None, 10 ** 400]}, jp.DataError, "Row 1, value: the number is larger than a double can hold"),
    ({"value": [float("inf"), 0.5]}, jp.DataError, "Row 0 (value): "),
    ({"value": np.array([1j, 0])}, jp.ColumnTypeError, "value: expected numbers, got an array of complex128"),
    ({"item": [None, "pillar.trst"]}, jp.DataError, "Row 1 (item): "),
    ({"item": [None, None]}, jp.DataError, "Row 1 (item): "),
    ({"item": [None, 3]}, jp.DataError, "Row 1, item: expected text, got 3 (int)"),
    ({"client": ["B", None]}, jp.DataError, "Row 1 (client): "),
    ({"client": ["B", ""]}, jp.DataError, "Row 1 (client): "),
    ({"client": ["B", 1.0]}, jp.DataError, "Row 1, client: expected text, got 1.0 (float); numbers with a point"),
    ({"client": [1, True]}, jp.DataError, "Row 1, client: expected text, got True (bool)"),
    ({"client": [True, 1]}, jp.DataError, "Row 0, client: expected text, got True (bool)"),
    ({"client": [1, 1.0]}, jp.DataError, "Row 1, client: expected text, got 1.0 (float); numbers with a point"),
    ({"id": np.array([np.nan, 1.0])}, jp.ColumnTypeError, "id: expected text, got an array of float64"),
    ({"client": np.array([1.0, 2.0])}, jp.ColumnTypeError, "client: expected text, got an array of float64"),
    ({"client": ["B", b"C"]}, jp.DataError, "Row 1, client: expected text, got b'C' (bytes)"),
    ({"client": ["B", ["C"]]}, jp.DataError, "Row 1, client: expected text, got ['C'] (list)"),
    ({"client": "B"}, jp.ColumnTypeError, "client: expected a column, got a str; for one value in all rows"),
    ({"client": ["B", "\ud800"]}, jp.DataError, "client"),
    ({"time": [0, None]}, jp.DataError, "Row 1 (time): "),
    ({"time": [0, 1.5]}, jp.DataError, "Row 1, time: expected a time, got 1.5 (float); microseconds are integers"),
    ({"recorded": [0, "x"]}, jp.DataError, "Row 1, recorded: Time 'x'"),
    ({"time": np.array([0.0, 1.5])}, jp.ColumnTypeError, "time: expected times, got an array of float64"),
    ({"time": [0, "yesterday"]}, jp.DataError, "Row 1, time: "),
    ({"time": [0, "2024-01-01T00:00:00"]}, jp.DataError, "has no zone"),
    ({"time": [0, datetime.datetime(2024, 1, 1)]}, jp.DataError, "Row 1, time: 2024-01-01T00:00:00 has no zone"),
    ({"time": [0, "0001-01-01T00:00:00+23:59"]}, jp.DataError, "must have a year within 0001..9999 in UTC, got 0000"),
    ({"time": [0, datetime.datetime(1, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(minutes=1)))]}, jp.DataError,
     "Row 1, time: 0001-01-01T00:00:00+00:01 must have a year within 0001..9999 in UTC"),
    ({"recorded": [0, datetime.datetime(9999, 12, 31, 23, 59, tzinfo=datetime.timezone(-datetime.timedelta(minutes=1)))]},
     jp.DataError, "Row 1, recorded: 9999-12-31T23:59:00-00:01 must have a year within 0001..9999 in UTC"),
    ({"time": [0, datetime.date(2024, 1, 1)]}, jp.DataError, "Row 1, time: expected a time"),
    ({"time": np.array(["2024", "2025"], "M8[s]")}, jp.ColumnTypeError, "time: the times have no zone"),
    ({"time": [0]}, jp.ArgumentError, "the columns are of different lengths: 'supplier' has 2, 'client' has 2, 'time' has 1"),
    ({"time": np.zeros((2, 2), "i8")}, jp.ColumnTypeError, "time: expected one dimension, got 2"),
    ({"guess": [None, 2]}, jp.DataError, "Row 1, guess: expected True or False, 1 or 0, got 2 (int)"),
    ({"guess": [None, "yes"]}, jp.DataError, "Row 1, guess: expected True or False, 1 or 0, got 'yes' (str)"),
    ({"value": {0.5, 1.0}}, jp.ColumnTypeError, "value: expected a column, got a set, which has no order of rows"),
    ({"time": [0, np.datetime64(2 ** 62, "s")]}, jp.DataError, "is beyond what 64 bits hold in microseconds"),
    ({"time": [0, np.datetime64(2 ** 40, "D")]}, jp.DataError, "is beyond what 64 bits hold in microseconds"),
    ({"guess": [True, None]}, jp.DataError, "Row 0 (guess): "),
    ({"kind": ["silence", "rating"]}, jp.DataError, "Row 0 (kind): "),
]


@pytest.mark.parametrize(("change", "kind", "words"), REFUSED, ids=[w[:40] for _, _, w in REFUSED])
def test_what_is_refused_and_why(change, kind, words):
    jp.Facts(GOOD)
    with pytest.raises(kind) as caught:
        jp.Facts({**GOOD, **change})
    assert words in str(caught.value)
    assert isinstance(caught.value, ValueError)
    assert not caught.value.field or f"{caught.value.field}: {caught.value.field}: " not in str(caught.value)
    if words.startswith("Row "):
        assert caught.value.row == int(words.split()[1].rstrip(","))
        assert caught.value.field in words


def test_nat_is_missing():
    with pytest.raises(jp.DataError, match=r"Row 1 \(time\)"):
        jp.Facts({**GOOD, "time": np.array(["2024", "NaT"], "M8[s]")}, timezone="UTC")
    facts = jp.Facts({**GOOD, "recorded": np.array(["2024", "NaT"], "M8[s]")}, timezone="UTC")
    assert facts.to_table().missing("recorded").tolist() == [False, True]


@pytest.mark.parametrize("unit", ["W", "D", "h", "m", "2s"])
@pytest.mark.parametrize("timezone", ["UTC", "Europe/Berlin"])
def test_times_that_do_not_fit_are_refused_and_do_not_wrap_around(unit, timezone):
    """NumPy's own conversion to microseconds goes silently from year 3010362559 to year -90794."""
    times = np.array([0, 2 ** 60], f"M8[{unit}]")
    with pytest.raises(jp.DataError, match="Row 1, time: .* beyond what 64 bits hold in microseconds") as caught:
        jp.Facts({**GOOD, "time": times}, timezone=timezone)
    assert caught.value.row == 1


def test_empty_text_is_missing_in_every_column():
    facts = jp.Facts({**GOOD, "value": ["", 0.5], "item": ["", "pillar.trust"], "guess": ["", ""],
                      "intensity": ["", ""], "recorded": ["", ""], "id": ["", "x"]})
    table = facts.to_table()
    for name in ("value", "item", "intensity", "recorded", "id"):
        assert table.missing(name)[0], name


@pytest.mark.parametrize("kind", ["list", "large_list", "struct", "map", "binary", "decimal128", "duration"])
@pytest.mark.parametrize("column", ["client", "kind", "item", "id", "time", "recorded", "guess"])
def test_columns_of_arrow_in_pandas_that_cannot_be_it_are_refused_in_our_words(kind, column):
    pd, pa = pytest.importorskip("pandas"), pytest.importorskip("pyarrow")
    from decimal import Decimal

    made, values = {
        "list": (pa.list_(pa.string()), [["a"], ["b"]]), "large_list": (pa.large_list(pa.string()), [["a"], ["b"]]),
        "struct": (pa.struct([("x", pa.int64())]), [{"x": 3}, {"x": 2}]), "binary": (pa.binary(), [b"a", b"b"]),
        "map": (pa.map_(pa.string(), pa.string()), [[("a", "b")], []]), "duration": (pa.duration("us"), [3, 2]),
        "decimal128": (pa.decimal128(10, 2), [Decimal("1.5"), Decimal("2.5")])}[kind]
    bad = pd.Series(pa.array(values, made), dtype=pd.ArrowDtype(made))
    frame = pd.DataFrame({**GOOD, column: bad})
    with pytest.raises(jp.DataError, match=f"Row 0, {column}: expected (text|a time|True or False, 1 or 0), got ") as caught:
        jp.Facts(frame)
    assert (caught.value.row, caught.value.field, caught.value.code) == (0, column, 205)


@pytest.mark.parametrize("column", ["client", "id", "time", "value", "guess"])
def test_an_index_of_several_levels_is_no_column(column):
    pd = pytest.importorskip("pandas")
    with pytest.raises(jp.ColumnTypeError, match=f"{column}: expected a column, got an index of several levels"):
        jp.Facts({**GOOD, column: pd.MultiIndex.from_tuples([(1, 2), (3, 4)])})


def test_each_row_that_is_no_text_is_handed_over():
    bad = []
    data = {**GOOD, "client": [["B"], {"C"}], "id": [1, True]}
    assert len(jp.Facts(data, on_bad_row=lambda error, row: bad.append((error.row, str(error))))) == 0
    assert bad == [(0, "Row 0, client: expected text, got ['B'] (list)"), (1, "Row 1, client: expected text, got {'C'} (set)")]


def test_the_column_is_called_as_the_user_calls_it():
    data = {("what" if k == "kind" else k): v for k, v in GOOD.items()}
    with pytest.raises(jp.DataError, match="kind is your column 'what'"):
        jp.Facts(data | {"what": ["thanks", "nonsense"]}, kind="what")
    with pytest.raises(jp.DataError, match=r"Row 1, kind \(column 'what'\): expected text, got 3 \(int\)"):
        jp.Facts(data | {"what": ["thanks", 3]}, kind="what")


def test_columns_that_are_not_there():
    with pytest.raises(jp.ColumnError, match="kind: no column of this name in the data; did you mean kind='Kind'"):
        jp.Facts({("Kind" if k == "kind" else k): v for k, v in GOOD.items()})
    with pytest.raises(jp.ColumnError, match=r"supplier: no column 'Acme' .* write supplier=constant\('Acme'\)"):
        jp.Facts(GOOD, supplier="Acme")
    with pytest.raises(jp.ColumnError, match="client: no column of this name in the data; say which it is"):
        jp.Facts({k: v for k, v in GOOD.items() if k != "client"}, supplier=jp.constant("x"))
    with pytest.raises(jp.ArgumentError, match=r"kind: expected the name of a column or constant"):
        jp.Facts(GOOD, kind=3)


def test_a_column_that_was_probably_meant_is_warned_of():
    with pytest.warns(jp.ColumnWarning, match="the column 'Value' is not used; did you mean value='Value'"):
        jp.Facts({**{k: v for k, v in GOOD.items() if k not in ("value", "item", "kind")}, "kind": ["thanks"] * 2,
                  "Value": [1, 2]})


def test_values_out_of_range_are_warned_of_at_the_callers_line():
    with pytest.warns(jp.RangeWarning) as caught:
        jp.Facts({**GOOD, "kind": ["meeting"] * 2, "value": [-5, 30], "item": [None, None]})
    assert caught[0].filename == __file__


@pytest.mark.parametrize("per_second, unit", [(1, "seconds"), (1_000, "milliseconds"), (10**9, "nanoseconds")])
def test_whole_numbers_in_another_unit_are_warned_of(per_second, unit):
    import numpy as np

    seconds = 1_709_629_200  # 2024-03-05
    facts = {**GOOD, "kind": ["thanks"] * 2, "item": [None] * 2}
    for times in ([seconds, seconds + 60], np.array([seconds, seconds + 60])):
        times = [t * per_second for t in times] if isinstance(times, list) else times * per_second
        with pytest.warns(jp.UnitWarning, match=f"whole numbers are microseconds since 1970; were they {unit}"):
            jp.Facts({**facts, "time": times})
    jp.Facts({**facts, "time": [seconds * 1_000_000, (seconds + 60) * 1_000_000]})  # every warning is an error here


@pytest.mark.parametrize("per_second, unit", [(1, "seconds"), (1_000, "milliseconds"), (10**9, "nanoseconds")])
@pytest.mark.parametrize("way", ["dict", "pandas", "polars", "pyarrow"])
def test_recorded_in_another_unit_is_warned_of(per_second, unit, way):
    seconds = 1_709_629_200  # 2024-03-05
    times = {"time": [seconds * 1_000_000, (seconds + 60) * 1_000_000, seconds * 1_000_000]}
    facts = {"supplier": ["A"] * 3, "client": ["B", "B", "C"], "kind": ["thanks"] * 3, "actor": ["client"] * 3, **times}
    made = {"dict": dict, "pandas": lambda d: pytest.importorskip("pandas").DataFrame(d).convert_dtypes(),
            "polars": lambda d: pytest.importorskip("polars").DataFrame(d),
            "pyarrow": lambda d: pytest.importorskip("pyarrow").table(d)}[way]
    recorded = [seconds * per_second, None, (seconds + 86_400) * per_second]
    with pytest.warns(jp.UnitWarning, match=f"the latest recorded is .*; were they {unit}") as told:
        jp.Facts(made({**facts, "recorded": recorded}))
    assert len(told) == 1 and told[0].filename == __file__
    # Every warning is an error here: none that says so, one that is late, and none at all.
    for fine in ([seconds * 1_000_000, None, None], [seconds * 1_000, None, seconds * 1_000_000], [None] * 3):
        jp.Facts({**facts, "recorded": fine})


def test_bad_rows_can_be_left_out():
    bad = []
    facts = jp.Facts({**GOOD, "kind": ["thanks", "nonsense"], "item": [None] * 2},
                     on_bad_row=lambda error, row: bad.append(error))
    assert len(facts) == 1 and bad[0].row == 1 and isinstance(bad[0], jp.DataError)

    class Stop(Exception):
        pass

    def stop(error, row):
        raise Stop

    with pytest.raises(Stop):
        jp.Facts({**GOOD, "kind": ["thanks", "nonsense"], "item": [None] * 2}, on_bad_row=stop)


def test_bad_rows_of_a_file_come_with_their_text(tmp_path):
    path = tmp_path / "facts.csv"
    path.write_text("supplier,client,time,kind,actor\nA,B,2024-01-01T00:00:00Z,thanks,client\nA,B,x,thanks,client\n")
    with pytest.raises(jp.DataError, match=r"Line 3, column 3 \(time\)") as caught:
        jp.Facts(path)
    assert (caught.value.line, caught.value.column, caught.value.code) == (3, 3, 206)
    bad = []
    assert len(jp.Facts(path, on_bad_row=lambda error, row: bad.append((error.line, row)))) == 1
    assert bad == [(3, b"A,B,x,thanks,client")]


@pytest.mark.parametrize("own", [False, True])
def test_lines_of_a_renamed_file_are_those_of_the_file(own, tmp_path):
    path = tmp_path / "facts.csv"
    header = "supplier,client,time,was,actor,id" if own else "supplier,client,time,kind,actor,id"
    path.write_text(f'{header}\n"A,\nB",C,2024-01-01T00:00:00Z,thanks,client,"x""y"\n\n\nA,C,x,thanks,client,z\n')
    with pytest.raises(jp.DataError, match="Line 6") as caught:
        jp.Facts(path, **({"kind": "was"} if own else {}))
    assert caught.value.line == 6


@pytest.mark.parametrize("own", [False, True])
def test_columns_of_a_renamed_file_are_those_of_the_file(own, tmp_path):
    """Number, bytes that are no UTF-8, and the text of a bad row."""
    path = tmp_path / "facts.csv"
    header = b"note,was,who,client,time,actor\n" if own else b"note,kind,supplier,client,time,actor\n"
    named = {"kind": "was", "supplier": "who"} if own else {}
    bad = [b"1,thansk,A,B,2024-01-01T00:00:00Z,client", b"1,thanks,A\xff,B,2024-01-01T00:00:00Z,client",
           b"1,thanks,A,B,2024-01-01T00:00:00Z,client,9"]
    good = b"1,thanks,A,B,2024-01-01T00:00:00Z,client"
    said = ["Line 2, column 2 (kind)", "Line 3, column 3 (supplier): expected UTF-8, got the byte 0xff",
            "Line 4: expected 6 fields, as in the header, got 7"]
    path.write_bytes(header + b"\n".join([*bad, good]))
    told = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", jp.ColumnWarning)
        assert len(jp.Facts(path, **named, on_bad_row=lambda error, row: told.append((str(error), row)))) == 1
        for (words, row), expected, line in zip(told, said, bad, strict=True):
            assert words.startswith(expected) and row == line
        for line, expected in zip(bad[:2], ("Line 2, column 2", "Line 2, column 3"), strict=True):
            path.write_bytes(header + line)
            with pytest.raises(jp.DataError, match=expected):
                jp.Facts(path, **named)


def test_a_renamed_file_in_utf16_is_told_so(tmp_path):
    path = tmp_path / "facts.csv"
    path.write_text("who,client,time,kind,actor\n", encoding="utf-16")
    with pytest.raises(jp.DataError, match="expected UTF-8, got UTF-16"):
        jp.Facts(path, supplier="who")


@pytest.mark.parametrize(("what", "words"), [
    ('["x"]', "Line 1: expected no lists or objects"),
    ('"x","value":1e999', r"Line 1 \(value\): expected a number such as 12.5, within what a double can hold, got '1e999'"),
    ('"x","value":"5"', r"Line 1 \(value\): expected a number such as 12.5 or null, got the text '5'"),
    ('"x","value":NaN', "Line 1, byte 93: expected one JSON object"), ('"x",', "Line 1, byte 83: expected one JSON object")])
def test_json_lines_that_are_renamed_and_bad(what, words, tmp_path):
    path = tmp_path / "facts.jsonl"
    path.write_text('{"who":"A","client":"B","time":"2024-01-01T00:00:00Z","actor":"client","kind":%s}\n' % what)
    with pytest.raises(jp.DataError, match=words):
        jp.Facts(path, supplier="who", kinds={"x": "thanks"})


def test_files():
    with pytest.raises(FileNotFoundError):
        jp.Facts("nowhere.csv")
    with pytest.raises(jp.ArgumentError, match=r"expected a file .csv"):
        jp.Facts("facts.xlsx")
    with pytest.raises(jp.InputError) as caught:
        jp.Model.load("nowhere.json")
    assert isinstance(caught.value, OSError)


def test_asking_for_what_there_is_not(story):
    with pytest.raises(jp.NotFoundError, match="Nobody"):
        jp.explain(story, "Nobody", "Here")
    with pytest.raises(LookupError):
        jp.explain(story, "Nobody", "Here")
    with pytest.raises(jp.ArgumentError, match="say which of the 7 relationships"):
        jp.explain(story)
    with pytest.raises(jp.ArgumentError, match="want: expected some of .* did you mean 'factors'"):
        jp.score(story, want="factor")
    with pytest.raises(jp.ArgumentError, match="threads"):
        jp.score(story, threads=-1)
    with pytest.raises(KeyError, match="did you mean 'closure'"):
        jp.score(story)["closur"]
    with pytest.raises(jp.ArgumentError, match="the table has no indicators"):
        jp.score(story).long()
    with pytest.raises(jp.ArgumentError, match="side"):
        jp.next_actions(story, client="Meadow Clinics", side="both")
    with pytest.raises(jp.ArgumentError, match="no fact of the relationship has the id"):
        jp.what_if(story, client="Meadow Clinics", without=["x"])
    with pytest.raises(jp.ArgumentError):
        jp.what_if(story, client="Meadow Clinics", without=[10 ** 6])


def test_who_there_is_not_and_who_was_meant(story):
    with pytest.raises(jp.NotFoundError, match=r"no client 'Meadow Clinic'; did you mean 'Meadow Clinics'\?"):
        jp.explain(story, client="Meadow Clinic")
    with pytest.raises(jp.NotFoundError, match=r"did you mean client='Meadow Clinics'\?"):
        jp.explain(story, "Meadow Clinics")
    with pytest.raises(jp.NotFoundError, match=r"did you mean 'Quickbyte Systems'\?"):
        jp.explain(story, "Quickbyte System", "Meadow Clinics")
    with pytest.raises(jp.NotFoundError, match=r"supplier 'Vertex Partners' and client 'Meadow Clinics'\.$"):
        jp.explain(story, "Vertex Partners", "Meadow Clinics")
    with pytest.raises(jp.NotFoundError, match=r"The facts have no client 'zzz'\.$"):
        jp.explain(story, client="zzz")


def test_what_a_table_is_not_asked_for(story):
    table = jp.score(story)
    for wrong in (0, np.int64(0), ["closure", "gap"], None, np.array(["closure"]), np.array([[1]]), np.array([1.0])):
        with pytest.raises(TypeError, match="a column by its name"):
            table[wrong]
    for wrong in (-1, 2.5, "3", True):
        with pytest.raises(jp.ArgumentError, match="count: expected a whole number"):
            table.top("gap", wrong)
        with pytest.raises(jp.ArgumentError, match="count: expected a whole number"):
            table.head(wrong)
    assert table.top("gap", np.int64(2)).num_rows == table.head(2).num_rows == 2
    for wrong in (1.5, "1", None, True):
        with pytest.raises(TypeError, match="row: expected the number of a row, got "):
            table.row(wrong)
    for wrong, words in (([1.5], "whole numbers, or a bool"), (["x"], "whole numbers, or a bool"), (2, "one dimension, got 0"),
                         ([[1]], "one dimension, got 2"), ([True, None] * 3, "whole numbers, or a bool"),
                         (np.ma.MaskedArray([True] * 7, [False] * 6 + [True]), "missing whether they are meant")):
        with pytest.raises(jp.ArgumentError, match=f"rows: .*{words}"):
            table.take(wrong)
    for wrong in ([7], [-8], np.array([7], "u8"), np.array([2 ** 63], "u8")):
        with pytest.raises(IndexError, match="row -?[0-9]+ of 7"):
            table.take(wrong)
    for wrong in ([], ["gap", "gap"]):
        with pytest.raises(jp.ArgumentError, match="names: expected one or more different columns"):
            table.select(wrong)
    with pytest.raises(KeyError, match="did you mean 'closure'"):
        table.select(["closur"])
    with pytest.raises(jp.ArgumentError, match="column: 'status' has no numbers or times"):
        table.percentile("status")
    with pytest.raises(jp.ArgumentError, match="by: expected 7 segments, a row each, got 2"):
        table.percentile("gap", by=["a", "b"])


def test_a_table_is_no_array(story):
    """pandas.DataFrame(table) would make a column of the names of it, without a word."""
    table = jp.score(story)
    with pytest.raises(TypeError, match=r"or to_pandas\(\)"):
        np.asarray(table)
    pd = pytest.importorskip("pandas")
    with pytest.raises(TypeError, match=r"or to_pandas\(\)"):
        pd.DataFrame(table)


@pytest.mark.parametrize("moment", [np.datetime64(2 ** 40, "D"), np.datetime64("NaT"), 2 ** 70, -2 ** 70])
def test_moments_that_do_not_fit_are_refused_everywhere(moment, story):
    one = {"client": "Meadow Clinics"}
    calls = (lambda: jp.score(story, moment), lambda: jp.explain(story, as_of=moment, **one),
             lambda: jp.compare(story, moment, **one), lambda: jp.timeline(story, at=[moment], **one),
             lambda: jp.next_actions(story, as_of=moment, **one))
    for call in calls:
        with pytest.raises(jp.ArgumentError, match="beyond what|got NaT"):
            call()


def test_moments_of_a_timeline(story):
    one = {"client": "Meadow Clinics"}
    for far in (np.array([2 ** 40], "M8[D]"), np.array(["NaT"], "M8[us]")):
        with pytest.raises(jp.ArgumentError, match="at: .*beyond what|at: expected a moment, got NaT"):
            jp.timeline(story, at=far, **one)
    with pytest.raises(jp.ArgumentError, match="at: expected moments in a list or an array, got '2024-01-01T00:00:00Z'"):
        jp.timeline(story, at="2024-01-01T00:00:00Z", **one)
    with pytest.raises(jp.ArgumentError, match="at: the moments must ascend, got an earlier one at place 1"):
        jp.timeline(story, at=[5, 4], **one)
    days = np.arange("2024-01-01", "2024-04-01", dtype="M8[D]")
    as_days = jp.timeline(story, at=days, **one)
    assert (as_days["as_of"] == days).all()
    pd = pytest.importorskip("pandas")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for zone in ("UTC", "Asia/Kolkata"):
            frame = pd.Series(days).dt.tz_localize("UTC").dt.tz_convert(zone)
            assert (jp.timeline(story, at=frame, **one)["as_of"] == days).all()
    with pytest.raises(jp.ArgumentError, match="has no zone"):
        jp.timeline(story, at=pd.Series(days), **one)
    with pytest.raises(jp.ArgumentError, match="as_of: expected a moment, got NaT"):
        jp.score(story, pd.NaT)


def test_moments_beyond_a_datetime_say_so():
    with pytest.warns(jp.UnitWarning, match=r"the latest time is \+055969-.*; were they nanoseconds\?"):
        facts = jp.Facts({**GOOD, "time": [0, 1_704_067_200 * 10**9]})  # nanoseconds, taken for microseconds
    assert "+055969" in repr(facts)
    for ask in (lambda: facts.latest, lambda: jp.explain(facts).as_of):
        with pytest.raises(OverflowError, match=r"\+055969-.*Z is beyond what a datetime holds.*microseconds\?"):
            ask()


def test_rows_to_leave_out(story):
    for wrong in (42, -1, 2 ** 70, None, 1.5, True):
        with pytest.raises(jp.ArgumentError, match="without: expected rows of the relationship, from 0 to 41, or ids"):
            jp.what_if(story, client="Meadow Clinics", without=[wrong])


def test_arguments_of_the_wrong_kind(story):
    for want in (5, None):
        with pytest.raises(jp.ArgumentError, match="want: expected some of"):
            jp.score(story, want=want)
    with pytest.raises(jp.ArgumentError, match="kinds: expected a mapping"):
        jp.Facts(GOOD, kinds="reply")
    with pytest.raises(jp.ArgumentError, match="kinds: expected text for text, got 'a': 3"):
        jp.Facts(GOOD, kinds={"a": 3})
    with pytest.raises(jp.ArgumentError, match=r"priors: expected \(chance of success, cost\) of 'meeting', got 0.5"):
        jp.next_actions(story, client="Meadow Clinics", priors={"meeting": 0.5})
    with pytest.raises(jp.ArgumentError, match="did you mean 'meeting'"):
        jp.next_actions(story, client="Meadow Clinics", priors={"meetin": (1, 1)})


def test_numbers_of_numpy_are_taken_as_those_of_python_are(story):
    one = {"client": "Meadow Clinics"}
    assert jp.score(story, threads=np.int64(2))["closure"].tolist() == jp.score(story)["closure"].tolist()
    assert jp.forecast(story, threads=np.uint8(1)).num_rows == 7
    assert jp.robustness(story, draws=np.int32(2), seed=np.int64(1), spread=np.float32(0.5)).scorings > 0
    assert jp.timeline(story, every_days=np.float64(30), **one).num_rows == jp.timeline(story, **one).num_rows
    assert jp.what_if(story, without=np.int64(0), **one) == jp.what_if(story, without=[0], **one)
    facts = {"supplier": ["A"], "client": ["B"], "kind": ["rating"], "actor": ["client"], "time": [0],
             "item": ["pillar.trust"]}
    for value in (np.float64(0.5), np.float32(0.5), np.float16(0.5)):
        made = jp.Facts(facts, value=jp.constant(value), guess=jp.constant(np.True_)).to_table()
        assert made["value"].tolist() == [0.5] and made["guess"].tolist() == [True]
    for wrong in (np.float32("nan"), float("nan"), True, np.True_, "1", None):
        with pytest.raises(jp.ColumnTypeError, match="value: expected a number, got "):
            jp.Facts(facts, value=jp.constant(wrong))


@pytest.mark.parametrize("wrong", [True, np.True_, 1.5, np.float64(2), "2", None, [2], -1])
def test_what_is_no_whole_number_is_refused_by_name(wrong, story):
    for name, call in (("threads", lambda: jp.score(story, threads=wrong)),
                       ("threads", lambda: jp.score_stream("x.csv", 0, threads=wrong)),
                       ("draws", lambda: jp.robustness(story, draws=wrong)),
                       ("seed", lambda: jp.robustness(story, seed=wrong))):
        with pytest.raises(jp.ArgumentError, match=f"{name}: expected a number from . to .*, got "):
            call()


def test_numbers_that_are_none_are_refused_by_name(story):
    for wrong in ("x", "30", None, float("nan"), [1], -1, 0):
        with pytest.raises(jp.ArgumentError, match="spread: expected a number from 0.001 to 9, got "):
            jp.robustness(story, spread=wrong)
        with pytest.raises(jp.ArgumentError, match="every_days: expected a number from 0.001 to 1000000, got "):
            jp.timeline(story, client="Meadow Clinics", every_days=wrong)
    with pytest.raises(jp.ArgumentError, match="priors: expected a mapping from kinds to"):
        jp.next_actions(story, client="Meadow Clinics", priors=5)
    with pytest.raises(jp.ArgumentError, match=r"want: expected some of .*, got \['x'\]"):
        jp.score(story, want=[["x"]])


@pytest.mark.parametrize("wrong", [5, b"UTC", datetime.timezone.utc, ["UTC"]])
def test_a_zone_is_said_by_its_name(wrong):
    with pytest.raises(jp.ArgumentError, match="timezone: expected the name of a zone, such as 'UTC'"):
        jp.Facts(GOOD, timezone=wrong)


def test_an_error_of_a_moment_names_the_argument(story):
    one = {"client": "Meadow Clinics"}
    early, late = "2024-01-01T00:00:00Z", "2024-05-01T00:00:00Z"
    for wrong in ("x", "2024", 1.5, datetime.datetime(2024, 1, 1), np.datetime64("NaT"), 1 << 70):
        for name, call in (("since", lambda: jp.compare(story, wrong, **one)),
                           ("until", lambda: jp.compare(story, early, wrong, **one)),
                           ("as_of", lambda: jp.score(story, wrong)), ("as_of", lambda: jp.explain(story, as_of=wrong, **one)),
                           ("at", lambda: jp.timeline(story, at=[wrong], **one))):
            with pytest.raises(ValueError, match=f"^{name}: "):
                call()
    with pytest.raises(jp.ArgumentError, match="since: 2024-05-01T00:00:00Z is after until, 2024-01-01T00:00:00Z"):
        jp.compare(story, late, early, **one)
    with pytest.raises(jp.ArgumentError, match="since: 2034.* is after the latest time of the facts, 2024"):
        jp.compare(story, "2034-01-01T00:00:00Z", **one)
    assert jp.compare(story, early, early, **one).health.value >= 0


def test_the_content_of_a_file_is_no_path_and_is_not_repeated(tmp_path):
    with pytest.raises(jp.ArgumentError) as caught:
        jp.Facts("supplier,client\nSecret & Co,B\n")
    assert "Secret" not in str(caught.value)
    path = tmp_path / "x.csv"
    path.write_text("supplier\n")
    for mode in ("r", "rb"):
        with open(path, mode) as file, pytest.raises(jp.ArgumentError, match="got an open file; give its path"):
            jp.Facts(file)


@pytest.mark.parametrize("moment", [datetime.datetime(2024, 1, 1), datetime.date(2024, 1, 1), "2024-01-01",
                                    "2024-01-01T00:00:00", 1.5, True, np.datetime64("NaT", "us"), object(), 1 << 70])
def test_moments_that_are_none(moment, story):
    with pytest.raises(ValueError, match=r"as_of|Time"):
        jp.score(story, moment)


def test_ways_to_say_a_moment(story):
    utc = datetime.timezone.utc
    expected = jp.score(story, "2024-05-01T12:00:00Z")["closure"].tobytes()
    for moment in (datetime.datetime(2024, 5, 1, 12, tzinfo=utc), np.datetime64("2024-05-01T12:00"),
                   1714564800000000, np.int64(1714564800000000), "2024-05-01 14:00:00+02:00",
                   datetime.datetime(2024, 5, 1, 14, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))):
        assert jp.score(story, moment)["closure"].tobytes() == expected


def test_errors_can_be_pickled_and_copied():
    with pytest.raises(jp.DataError) as caught:
        jp.Facts({**GOOD, "kind": ["thanks", "ratin"]})
    for again in (pickle.loads(pickle.dumps(caught.value)), copy.copy(caught.value)):
        assert str(again) == str(caught.value) and again.row == 1 and again.code == 204 and again.field == "kind"


def test_no_facts_need_a_moment():
    facts = jp.Facts({k: [] for k in ("supplier", "client", "time", "kind", "actor")})
    assert len(facts) == 0 and facts.latest is None and len(facts.relationships["client"]) == 0
    with pytest.raises(jp.ArgumentError, match="as_of: say as of when"):
        jp.score(facts)
    assert jp.score(facts, 0).num_rows == 0
    assert len(jp.Facts([])) == 0


BAD_ROWS = {"supplier": ["A"] * 6, "client": ["B", "B", 3.5, "B", "B", "B"],
            "kind": ["meeting"] * 5 + ["meetng"],
            "time": ["2024-03-01T10:00:00Z", "05.03.2024", "2024-03-02T10:00:00Z", "2024-03-03T10:00:00Z",
                     "2024-03-04T10:00:00Z", "2024-03-04T10:00:00Z"],
            "actor": ["client"] * 6, "value": [30, 30, 30, "n/a", 30, 30],
            "recorded": [None, None, None, None, "late", None], "guess": [None, 7, None, None, None, None]}


@pytest.mark.parametrize("make", [dict, "pandas"])
def test_each_bad_row_of_a_frame_is_handed_over(make):
    data = dict(BAD_ROWS) if make is dict else pytest.importorskip("pandas").DataFrame(BAD_ROWS)
    bad = []
    facts = jp.Facts(data, on_bad_row=lambda error, row: bad.append((error, row)))
    assert len(facts) == 1
    assert [(e.row, e.field, row) for e, row in bad] == [
        (1, "time", b""), (2, "client", b""), (3, "value", b""), (4, "recorded", b""), (5, "kind", b"")]
    assert all(isinstance(e, jp.DataError) and e.code == 205 for e, _ in bad[:4])
    assert str(bad[2][0]) == "Row 3, value: expected a number, got 'n/a' (str)"
    with pytest.raises(jp.DataError, match="Row "):
        jp.Facts(data)


@pytest.mark.parametrize("make", ["polars", "pyarrow"])
def test_each_bad_time_of_a_table_is_handed_over(make):
    pa = pytest.importorskip("pyarrow")
    columns = {k: v for k, v in BAD_ROWS.items() if k not in ("client", "value", "guess")}
    data = pa.table({**columns, "client": ["B"] * 6})
    if make == "polars":
        data = pytest.importorskip("polars").from_arrow(data)
    bad = []
    assert len(jp.Facts(data, on_bad_row=lambda error, row: bad.append((error.row, error.field)))) == 3
    assert bad == [(1, "time"), (4, "recorded"), (5, "kind")]


def test_hours_that_are_none_are_handed_over():
    times = np.array(["2024-03-31T02:30", "2024-03-31T04:30", "2024-03-31T02:30"], "M8[s]")
    data = {"supplier": ["A"] * 3, "client": ["B"] * 3, "kind": ["thanks"] * 3, "actor": ["client"] * 3,
            "time": times}
    bad = []
    facts = jp.Facts(data, timezone="Europe/Berlin", on_bad_row=lambda error, row: bad.append(error.row))
    assert (len(facts), bad) == (1, [0, 2])


def test_an_array_of_no_dimension_is_no_column():
    with pytest.raises(jp.ColumnTypeError, match="value: expected a column, got a ndarray; for one value in all rows"):
        jp.Facts({**GOOD, "value": np.array(1.0)})
