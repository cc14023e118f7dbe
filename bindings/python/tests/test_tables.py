# SPDX-License-Identifier: Apache-2.0
"""Tables: views, missing values, rows, other libraries, and how they look."""
from __future__ import annotations

import datetime

import numpy as np
import pytest

import joyfulprofit as jp


@pytest.fixture(scope="module")
def table(story):
    return jp.score(story, want="all")


def test_a_table_is_a_mapping(table):
    assert len(table) == len(table.columns) == len(list(table)) and table.shape == (7, len(table))
    assert "closure" in table and "x" not in table
    assert dict(table)["closure"] is table["closure"]
    with pytest.raises(TypeError):
        jp.Table()


def test_types_of_columns(table):
    for name, dtype in (("closure", "float64"), ("facts", "int64"), ("rhythm.client.last", "datetime64[us]"),
                        ("rhythm.client.open", "bool"), ("supplier", "object")):
        assert table[name].dtype == dtype, name
    assert table["status"].dtype.kind == "U"
    assert all(not table[name].flags.writeable for name in table)


def test_missing_values(story):
    one = jp.score({"supplier": ["A", "A"], "client": ["B", "C"], "time": [0, 0], "kind": ["praise", "broadcast"],
                    "actor": ["client", "supplier"]}, want="all")
    assert one.missing("silence.client.days").tolist() == [False, True]
    assert np.isnan(one["silence.client.days"]).tolist() == [False, True]
    assert np.isnat(one["rhythm.client.last"]).tolist() == [False, True]
    assert one["endgame"].tolist() == ["", ""] and one.missing("endgame").all()
    row = one.row(1)
    assert row["silence.client.days"] is None and row["rhythm.client.last"] is None and row["endgame"] is None
    assert one.row(0)["rhythm.client.last"] == datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def test_rows_of_choice(table):
    best = table.top("health", 2)
    assert best["health"].tolist() == sorted(table["health"].tolist())[:-3:-1]
    worst = table.top("health", 2, largest=False)
    assert worst["health"].tolist() == sorted(table["health"].tolist())[:2]
    assert table.take([2, 0])["client"].tolist() == [table["client"][2], table["client"][0]]
    assert table.take(table["status"] == "unknown").num_rows == (table["status"] == "unknown").sum()
    assert table.take([]).num_rows == 0 and table.head(3).num_rows == 3
    assert table.top("silence.client.days", 99).num_rows == (~table.missing("silence.client.days")).sum()
    with pytest.raises(jp.ArgumentError, match="is no number"):
        table.top("status")
    with pytest.raises(jp.ArgumentError, match="expected 7 booleans"):
        table.take([True])
    with pytest.raises(IndexError):
        table.row(7)
    assert table.row(-1)["client"] == table["client"][-1]


def test_the_long_form(story, table):
    long = table.long()
    model = story.model
    assert long.num_rows == 7 * model.indicators.num_rows
    picked = [r for r in long.rows() if r["client"] == "Meadow Clinics" and r["indicator"] == "cocreation"]
    why = jp.explain(story, client="Meadow Clinics").to_dict()
    assert picked[0]["level"] == why["indicators"]["cocreation"]["level"]
    assert picked[0]["uncertainty"] == why["indicators"]["cocreation"]["uncertainty"]
    for row in long.head(60).rows():
        expected = jp.explain(story, row["supplier"], row["client"]).to_dict()["indicators"][row["indicator"]]
        assert (row["level"], row["uncertainty"]) == (expected["level"], expected["uncertainty"])


def test_pandas(table):
    pd = pytest.importorskip("pandas")
    frame = table.to_pandas()
    assert list(frame.columns) == list(table.columns) and len(frame) == 7
    assert isinstance(frame["status"].dtype, pd.CategoricalDtype)
    assert isinstance(frame["rhythm.client.last"].dtype, pd.DatetimeTZDtype)
    for i, row in enumerate(table.rows()):
        for name, value in row.items():
            got = frame[name].iloc[i]
            assert pd.isna(got) if value is None else got == value, (i, name)


def test_polars_and_pyarrow_and_duckdb(table):
    expected = list(table.rows())
    pa = pytest.importorskip("pyarrow")
    assert table.to_arrow().to_pylist() == expected
    assert pa.table(table.take([3])).to_pylist() == expected[3:4]
    pl = pytest.importorskip("polars")
    assert table.to_polars().to_dicts() == expected
    assert pl.DataFrame(table).height == 7
    duckdb = pytest.importorskip("duckdb")
    con = duckdb.connect()
    con.register("t", table.to_arrow())
    assert con.sql("select closure from t").fetchall() == [(r["closure"],) for r in expected]


def test_lists(table):
    assert table.to_dict()["closure"] == table["closure"].tolist()


def test_how_it_looks(story, table):
    html = table._repr_html_()
    assert html.count("<tr>") == 8 and "Meadow Clinics" in html and "more of" in html
    assert "<script" not in html and "http" not in html
    text = repr(table)
    assert text.startswith("<joyfulprofit.Table: 7 rows") and "Meadow Clinics" in text
    assert max(map(len, text.splitlines()[1:])) <= 112
    for thing in (story, jp.explain(story, client="Meadow Clinics"),
                  jp.compare(story, "2024-01-01T00:00:00Z", client="Nomad Travel")):
        assert thing._repr_html_().count("<div") == thing._repr_html_().count("</div>")


def test_names_cannot_break_out_of_the_page():
    evil = "<script>alert(1)</script>&\"'"
    facts = jp.Facts({"supplier": [evil], "client": [evil], "time": [0], "kind": ["thanks"], "actor": ["client"]})
    for thing in (facts, jp.score(facts), jp.explain(facts), facts.relationships):
        assert "<script" not in thing._repr_html_()


def test_an_empty_table():
    table = jp.score(jp.Facts([]), 0, want="all")
    assert table.num_rows == 0 and table["closure"].shape == (0,) and table["status"].shape == (0,)
    assert table.long().num_rows == 0 and table._repr_html_() and repr(table)
    pa = pytest.importorskip("pyarrow")
    assert pa.table(table).num_rows == 0
    pytest.importorskip("pandas")
    assert len(table.to_pandas()) == 0


def test_rolling_up(story):
    table = jp.score(story)
    by = table.roll_up("supplier")
    assert by["supplier"].tolist() == sorted(set(table["supplier"]))
    assert by["relationships"].sum() == 7 and by["facts"].sum() == len(story)
    for row in by.rows():
        mine = table.take((table["supplier"] == row["supplier"]) & (table["status"] != "unknown"))
        assert row["known"] + row["ended"] == mine.num_rows
        assert row["health.mean"] == (pytest.approx(mine["health"].mean()) if mine.num_rows else None)
    with pytest.raises(jp.ArgumentError, match="by: expected"):
        table.roll_up("both")
    with pytest.raises(jp.ArgumentError, match="as score"):
        table.head(2).roll_up("client")
    with pytest.raises(ValueError, match="headlines|columns"):
        jp.score(story, want="factors").roll_up("client")


def test_the_column_of_a_ranking_is_always_shown():
    names = [f"A client whose name is rather long, {i}" for i in range(3)]
    table = jp.score({"supplier": ["A supplier with a long name, too"] * 3, "client": names, "time": [0, 1, 2],
                      "kind": ["praise", "complaint", "meeting"], "actor": ["client"] * 3}, want="all")
    hidden = [name for name in table if name not in repr(table)]
    assert "risk_index" in hidden
    for name in ("risk_index", "struggle", "closure"):
        assert name in repr(table.top(name, 2)).splitlines()[1]
        assert f">{name}</th>" in table.top(name, 2)._repr_html_()
    assert f"… {len(table) - len(repr(table.top('risk_index')).splitlines()[1].split())} more columns" in \
        repr(table.top("risk_index"))


def test_a_moment_in_seconds_is_warned_of():
    facts = jp.Facts({"supplier": ["A"] * 2, "client": ["B"] * 2, "time": ["2024-03-05T09:00:00Z", "2024-03-06T09:00:00Z"],
                      "kind": ["praise", "thanks"], "actor": ["client"] * 2})
    with pytest.warns(jp.UnitWarning, match="as_of 1719700000 is 1970-01-01.*; was it seconds"):
        jp.score(facts, as_of=1_719_700_000)
    with pytest.warns(jp.UnitWarning, match="as_of 1719700000 is 1970-01-01.*; was it seconds"):
        jp.score(facts, as_of=np.int64(1_719_700_000))
    with pytest.warns(jp.UnitWarning, match="was it milliseconds"):
        jp.score(facts, as_of=1_719_700_000_000)
    with pytest.warns(jp.UnitWarning, match=r"as_of 1719700000000000000 is \+056465-02-14T04:26:40Z: .*; was it nanoseconds"):
        jp.score(facts, as_of=1_719_700_000 * 10**9)
    jp.score(facts, as_of=0)
    jp.score(facts, as_of="2020-01-01T00:00:00Z")
