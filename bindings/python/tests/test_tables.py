# SPDX-License-Identifier: Apache-2.0
"""Tables: views, missing values, rows, other libraries, and how they look."""
from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import joyfulprofit as jp


@pytest.fixture(scope="module")
def table(story):
    return jp.score(story, want="all")


def test_headline_intervals_are_those_of_all_and_come_without_the_others(story):
    every = jp.score(story, want="all")
    some = jp.score(story, want=("headline_intervals", "headlines", "factors", "dimensions"))
    ends = [name for name in some if name.endswith((".low", ".high"))]
    of = ("closure", "health", "engage", "excite", "conversation", "caring")
    assert ends == [name + end for name in of for end in (".low", ".high")]
    assert "suffering.coverage" in some
    for name in some:
        assert np.array_equal(some[name], every[name]), name
    assert list(jp.score(story, want="headline_intervals")) == list(jp.score(story, want=("headlines", "intervals")))


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
    with pytest.raises(jp.ArgumentError, match="needs column 'supplier': score a fact table, with its headlines"):
        story.model.kinds.roll_up("supplier")
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


def test_some_columns_and_some_rows(table):
    some = table.select(["health", "client"])
    assert some.columns == ("health", "client") and some.shape == (7, 2)
    assert some["health"] is table["health"]  # not a copy
    assert some.model is table.model and some.to_dict() == {n: table.to_dict()[n] for n in ("health", "client")}
    assert table.select("gap").columns == ("gap",)
    assert table.top("gap", 2).select(["client", "gap"])._ranked_by == "gap"
    rows = list(table.rows())
    for part in (slice(2, 5), slice(None, None, -2), slice(-2, None), slice(9, 20)):
        assert list(table[part].rows()) == list(table.take(part).rows()) == rows[part]
    mask = np.array([True, False] * 3 + [True])
    assert list(table[mask].rows()) == list(table.take(mask).rows()) == list(table.take(mask.tolist()).rows()) == rows[::2]
    for dtype in ("i8", "u1", "u8", ">i4"):
        assert list(table[np.array([3, 0, 3], dtype)].rows()) == [rows[3], rows[0], rows[3]]
    assert list(table.take([-1]).rows()) == rows[-1:]
    assert table[:0].num_rows == table[np.zeros(7, "?")].num_rows == 0
    pd = pytest.importorskip("pandas")
    assert list(table[pd.Series(mask)].rows()) == rows[::2]


@pytest.mark.parametrize("by", ["supplier", "client"])
def test_rolling_up_some_rows_or_a_pickle_gives_the_same(by):
    import pickle

    rng = np.random.default_rng(3)
    n = 900
    data = {"supplier": [f"S{i % 7}" for i in range(n)], "client": [f"c\u00e9{i % 9}\U0001f600" for i in range(n)],
            "time": rng.integers(10**13, 2 * 10**13, n), "actor": ["client"] * n,
            "kind": [("termination", "praise", "complaint", "meeting")[min(i % 5 + (i % 63 > 20), 3)] for i in range(n)]}
    table = jp.score(jp.Facts(data))
    assert len(set(table["status"].tolist())) > 1 and table.num_rows == 63
    whole = table.roll_up(by)
    for same in (table.take(np.arange(table.num_rows)), pickle.loads(pickle.dumps(table)), table.select(table.columns)):
        other = same.roll_up(by)
        assert other.types == whole.types
        for name in whole:
            assert other._column(name).raw().tobytes() == whole._column(name).raw().tobytes() if name != by else (
                other[name].tolist() == whole[name].tolist())
            assert (other.missing(name) == whole.missing(name)).all()
    known = table.take(table["status"] != "unknown")
    assert known.roll_up(by)["relationships"].sum() == known.num_rows
    assert table[:0].roll_up(by).num_rows == 0


def _table(**columns):
    return jp.Table._make([(name, *column) for name, column in columns.items()])


def test_the_top_of_equal_and_missing_values():
    table = _table(v=("double", [2.0, None, 1.0, 2.0, float("nan"), -1.0, 2.0]), n=("int64", list(range(7))))
    for count, largest, smallest in ((0, [], []), (1, [0], [5]), (2, [0, 3], [5, 2]), (3, [0, 3, 6], [5, 2, 0]),
                                     (4, [0, 3, 6, 2], [5, 2, 0, 3]), (99, [0, 3, 6, 2, 5], [5, 2, 0, 3, 6])):
        assert table.top("v", count)["n"].tolist() == largest
        assert table.top("v", count, largest=False)["n"].tolist() == smallest
    ends = _table(v=("int64", [-2**63, 2**63 - 1, 0]), t=("time", [-2**63 + 1, 5, 2**63 - 1]), b=("bool", [False, True, True]))
    assert ends.top("v", 2)["v"].tolist() == [2**63 - 1, 0] and ends.top("v", 1, largest=False)["v"].tolist() == [-2**63]
    assert ends.top("t", 1)["v"].tolist() == [0] and ends.top("b", 2)["v"].tolist() == [2**63 - 1, 0]


@settings(max_examples=60, deadline=None)
@given(values=st.lists(st.one_of(st.none(), st.integers(-3, 3)), max_size=40), count=st.integers(0, 45), largest=st.booleans())
def test_the_top_is_that_of_a_sorted_list(values, count, largest):
    there = [i for i, v in enumerate(values) if v is not None]
    expected = sorted(there, key=lambda i: -values[i] if largest else values[i])[:count]
    for kind in ("double", "int64"):
        table = _table(v=(kind, list(values)), n=("int64", list(range(len(values)))))
        assert table.top("v", count, largest=largest)["n"].tolist() == expected


def test_percentiles_by_hand():
    table = _table(v=("double", [1.0, 2.0, 2.0, 4.0, None, 0.0, -0.0]), s=("text", ["a", "a", "a", "a", "a", "b", "b"]),
                   k=("category", ["x", "x", "y", "y", None, None, "y"]), n=("int64", [1, 1, 1, 2, 2, 2, 2]))
    nan = float("nan")
    for by, expected in ((None, [2.5, 4, 4, 5.5, nan, 1, 1]), ("s", [0.75, 3, 3, 5.25, nan, 3, 3]),
                         ("k", [1.5, 4.5, 3, 5, nan, nan, 1]), ("n", [1, 4, 4, 5, nan, 2, 2]),
                         (["p", "q", "q", None, "p", 1, True], [3, 3, 3, nan, nan, 3, 3])):
        found = table.percentile("v", by=by)
        assert found.tolist() == pytest.approx([e / 6 for e in expected], nan_ok=True), by
    assert table.percentile("n").tolist() == [1.5 / 7] * 3 + [5 / 7] * 4
    assert table[:0].percentile("v", by="s").shape == (0,)
    assert _table(v=("double", [None]), s=("text", ["a"])).percentile("v", "s").tolist() == pytest.approx([nan], nan_ok=True)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(st.one_of(st.none(), st.integers(-2, 2)), st.sampled_from("ab")), min_size=1, max_size=40))
def test_percentiles_are_what_they_are_defined_as(rows):
    table = _table(v=("double", [v for v, _ in rows]), s=("text", [s for _, s in rows]))
    found = table.percentile("v", by="s")
    for (value, segment), got in zip(rows, found.tolist()):
        own = [v for v, s in rows if s == segment and v is not None]
        if value is None:
            assert got != got
        else:
            assert got == (sum(v < value for v in own) + sum(v == value for v in own) / 2) / len(own)
    for segment in "ab":
        mine = found[[s == segment and v is not None for v, s in rows]]
        assert not len(mine) or mine.mean() == pytest.approx(0.5)


def test_percentiles_of_scores(table):
    by = table.percentile("health", by="supplier")
    for supplier in set(table["supplier"]):
        own = table["supplier"] == supplier
        assert (by[own] == table[own].percentile("health")).all()
    assert (table.percentile("rhythm.client.last") >= 0).sum() == (~table.missing("rhythm.client.last")).sum()
    assert (table.percentile("health", by=table["status"]) == table.percentile("health", by="status")).all()
