# SPDX-License-Identifier: Apache-2.0
"""What is refused, and in which words: column, row, value."""
from __future__ import annotations

import copy
import datetime
import pickle

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
    ({"client": np.array([1.0, 2.0])}, jp.ColumnTypeError, "client: expected text, got an array of float64"),
    ({"client": ["B", b"C"]}, jp.DataError, "Row 1, client: expected text, got b'C' (bytes)"),
    ({"client": ["B", ["C"]]}, jp.DataError, "Row 1, client: expected text, got ['C'] (list)"),
    ({"client": "B"}, jp.ColumnTypeError, "client: expected a column, got a str; for one value in all rows"),
    ({"client": ["B", "\ud800"]}, jp.DataError, "client"),
    ({"time": [0, None]}, jp.DataError, "Row 1 (time): "),
    ({"time": [0, 1.5]}, jp.DataError, "Row 1, time: expected a time, got 1.5 (float)"),
    ({"time": np.array([0.0, 1.5])}, jp.ColumnTypeError, "time: expected times, got an array of float64"),
    ({"time": [0, "yesterday"]}, jp.DataError, "Row 1, time: "),
    ({"time": [0, "2024-01-01T00:00:00"]}, jp.DataError, "has no zone"),
    ({"time": [0, datetime.datetime(2024, 1, 1)]}, jp.DataError, "Row 1, time: time: 2024-01-01T00:00:00 has no zone"),
    ({"time": [0, datetime.date(2024, 1, 1)]}, jp.DataError, "Row 1, time: expected a time"),
    ({"time": np.array(["2024", "2025"], "M8[s]")}, jp.ColumnTypeError, "time: the times have no zone"),
    ({"time": [0]}, jp.ArgumentError, "the columns are of different lengths: 'supplier' has 2, 'client' has 2, 'time' has 1"),
    ({"time": np.zeros((2, 2), "i8")}, jp.ColumnTypeError, "time: expected one dimension, got 2"),
    ({"guess": [None, 1]}, jp.DataError, "Row 1, guess: expected True or False, got 1 (int)"),
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
    if words.startswith("Row "):
        assert caught.value.row == int(words.split()[1].rstrip(","))
        assert caught.value.field in words


def test_nat_is_missing():
    with pytest.raises(jp.DataError, match=r"Row 1 \(time\)"):
        jp.Facts({**GOOD, "time": np.array(["2024", "NaT"], "M8[s]")}, timezone="UTC")
    facts = jp.Facts({**GOOD, "recorded": np.array(["2024", "NaT"], "M8[s]")}, timezone="UTC")
    assert facts.to_table().missing("recorded").tolist() == [False, True]


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
