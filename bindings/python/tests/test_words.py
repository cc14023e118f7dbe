# SPDX-License-Identifier: Apache-2.0
"""The caller's own words for kinds, actors and items, constants of ratings, and ratings on another scale."""
from __future__ import annotations

import datetime
import json

import pytest

import joyfulprofit as jp

UTC = datetime.timezone.utc
N = 5
ROWS = {"supplier": ["We"] * N, "client": ["A", "B", "A", "B", "A"],
        "time": [datetime.datetime(2024, 3, 1 + i, tzinfo=UTC) for i in range(N)],
        "kind": ["Call", "Task", "Call", "Task", "Survey"],
        "actor": ["Inbound", "Outbound", "Outbound", "nobody", "Inbound"],
        "value": [10.0, 1.0, 20.0, 5.0, 0.5]}
KINDS = {"Call": "call", "Survey": "rating", "Task": None}
ACTORS = {"Inbound": "client", "Outbound": "supplier"}
WAYS = ["dict", "dicts", "pandas", "pandas arrow", "polars", "pyarrow", "batch", "reader", "csv", "jsonl", "parquet"]


def made(way, tmp_path, columns):
    """The same columns as another table."""
    n = len(columns["kind"])
    rows = [{k: v[i] for k, v in columns.items()} for i in range(n)]
    if way == "dict":
        return dict(columns)
    if way == "dicts":
        return rows
    if way.startswith("pandas"):
        pd = pytest.importorskip("pandas")
        frame = pd.DataFrame(columns)
        if "arrow" in way:
            pytest.importorskip("pyarrow")
            frame = frame.astype({"kind": "string[pyarrow]", "actor": "string[pyarrow]"})
        return frame
    if way == "polars":
        return pytest.importorskip("polars").DataFrame(columns)
    texts = [{**row, "time": row["time"].isoformat().replace("+00:00", "Z")} for row in rows]
    path = tmp_path / f"facts.{way}"
    if way == "csv":
        lines = [",".join(columns), *(",".join(map(str, row.values())) for row in texts)]
        path.write_text("\n".join(lines) + "\n")
        return path
    if way == "jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in texts))
        return path
    pa = pytest.importorskip("pyarrow")
    table = pa.table(columns)
    if way == "parquet":
        import pyarrow.parquet as pq
        pq.write_table(table, path)
        return path
    if way == "batch":
        return table.to_batches()[0]
    return table if way == "pyarrow" else table.to_reader()


@pytest.mark.parametrize("way", WAYS)
def test_words_for_actors_and_rows_that_are_left_out(way, tmp_path):
    data = made(way, tmp_path, {k: v[:4] for k, v in ROWS.items()})
    kinds = {"Call": "call", "Task": None}
    bad = []
    facts = jp.Facts(data, kinds=kinds, actors=ACTORS, on_bad_row=lambda error, row: bad.append(str(error)))
    assert bad == [] or way in ("reader", "parquet")  # the actor of what is left out comes first
    table = facts.to_table()
    assert (table["kind"].tolist(), table["actor"].tolist()) == (["call"] * 2, ["client", "supplier"])


@pytest.mark.parametrize("way", [w for w in WAYS if w not in ("reader", "parquet")])
def test_a_constant_item_is_that_of_ratings(way, tmp_path):
    data = made(way, tmp_path, ROWS)
    guess = {} if way in ("polars", "pyarrow", "batch") else {"guess": jp.constant(False)}
    table = jp.Facts(data, kinds=KINDS, actors=ACTORS, item=jp.constant("pillar.trust"), **guess).to_table()
    assert table["kind"].tolist() == ["call", "call", "rating"]
    assert table.missing("item").tolist() == [True, True, False]
    assert table["item"].tolist()[2] == "pillar.trust"


@pytest.mark.parametrize("way", ["dict", "pandas arrow", "polars", "pyarrow"])
def test_rows_keep_their_numbers_where_others_are_left_out(way, tmp_path):
    data = made(way, tmp_path, {**ROWS, "kind": ["Task", "Call", "Task", "Call", "Call"]})
    words = r"Row 3 \(actor\): .* Say who is meant with actors={'nobody': "
    with pytest.raises(jp.DataError, match=words) as caught:
        jp.Facts(data, kinds={"Call": "call", "Task": None}, actors=ACTORS)
    assert caught.value.row == 3


def test_what_is_left_out_may_have_anything_in_it():
    data = {**ROWS, "value": [10, "n/a", 20, 5, 0.5], "time": [*ROWS["time"][:3], "never", ROWS["time"][4]]}
    assert len(jp.Facts(data, kinds=KINDS, actors=ACTORS, item=jp.constant("pillar.trust"))) == 3
    with pytest.raises(jp.DataError, match="Row 4, value: expected a number, got 'x'") as caught:
        jp.Facts({**data, "value": [10, "n/a", 20, 5, "x"]}, kinds=KINDS, actors=ACTORS)
    assert caught.value.row == 4


@pytest.mark.parametrize("way", ["dict", "pandas", "polars", "pyarrow"])
def test_a_bad_time_is_told_of_also_where_no_row_has_the_word_that_is_left_out(way, tmp_path):
    times = [t.isoformat() for t in ROWS["time"][:4]] + ["never"]
    columns = {**ROWS, "kind": ["call"] * N, "actor": ["client"] * N}
    data = made(way, tmp_path, columns)
    if way == "polars":
        data = data.with_columns(time=pytest.importorskip("polars").Series(times))
    elif way == "pyarrow":
        pa = pytest.importorskip("pyarrow")
        data = data.set_column(data.column_names.index("time"), "time", pa.array(times))
    else:
        data["time"] = times
    with pytest.raises(jp.DataError, match="Row 4, time: Time 'never' must read"):
        jp.Facts(data, kinds={"Task": None})


def test_kinds_that_are_none_of_the_model_are_refused_at_once():
    with pytest.raises(jp.ArgumentError, match="'Call' is put into 'cal', .*; did you mean 'call'?"):
        jp.Facts(ROWS, kinds={"Call": "cal"})
    with pytest.raises(jp.ArgumentError, match="actors: expected 'client' or .*'Inbound': 'klient'"):
        jp.Facts(ROWS, actors={"Inbound": "klient"})
    with pytest.raises(jp.ArgumentError, match="actors: expected a mapping"):
        jp.Facts(ROWS, actors="client")


@pytest.mark.parametrize("way", ["dict", "pandas", "polars", "pyarrow"])
def test_words_that_no_row_has_are_warned_of(way, tmp_path):
    data = made(way, tmp_path, ROWS)
    with pytest.warns(jp.ColumnWarning, match="kinds: no row has 'Cal'; did you mean 'Call'?"):
        jp.Facts(data, kinds={**KINDS, "Cal": "call"}, actors=ACTORS, item=jp.constant("pillar.trust"))


@pytest.mark.parametrize("way", ["dict", "pandas", "pandas arrow", "polars", "pyarrow"])
def test_all_unknown_kinds_are_listed(way, tmp_path):
    data = made(way, tmp_path, {**ROWS, "kind": ["Email", "Note", "Email", "call", "Skipped"]})
    with pytest.raises(jp.DataError, match=r"Row 0 \(kind\)") as caught:
        jp.Facts(data, actors=ACTORS, kinds={"Skipped": None})
    assert ("No kinds of the model are: 'Email' (2), 'Note' (1); say what they mean with kinds={'Email': ...}"
            in str(caught.value))


# ---- Items ------------------------------------------------------------------------------------------------

ASKED = {**ROWS, "kind": ["rating"] * 4 + ["call"], "actor": ["client"] * N, "value": [0.5, 7.0, 0.25, 1.0, 20.0],
         "item": ["How reliable are we?", "What else?", "Heard?", "pillar.love", ""]}
ITEMS = {"How reliable are we?": "pillar.trust", "Heard?": "caring.validation", "What else?": None}


@pytest.mark.parametrize("way", WAYS)
def test_words_for_items_and_rows_that_are_left_out(way, tmp_path):
    table = jp.Facts(made(way, tmp_path, ASKED), items=ITEMS).to_table()
    rows = sorted(zip(table["item"].tolist(), table["value"].tolist(), strict=True), key=str)
    assert [(item, value) for item, value in rows if item] == [
        ("caring.validation", 0.25), ("pillar.love", 1.0), ("pillar.trust", 0.5)]
    assert len(rows) == 4


@pytest.mark.parametrize("way", ["csv", "jsonl", "pyarrow", "reader", "polars", "parquet"])
def test_words_for_items_in_a_stream_of_scores(way, tmp_path):
    pa = pytest.importorskip("pyarrow")
    columns = {**ASKED, "client": ["A"] * N}
    stream = jp.score_stream(made(way, tmp_path, columns), "2024-04-01T00:00:00Z", items=ITEMS, want="all")
    got = pa.RecordBatchReader.from_stream(stream).read_all()
    expected = jp.score(jp.Facts(columns, items=ITEMS), "2024-04-01T00:00:00Z", want="all")
    assert got["facts"].to_pylist() == [4]
    assert got["pillar.trust"].to_pylist() == expected["pillar.trust"].tolist()


@pytest.mark.parametrize("way", ["dict", "pandas", "polars", "pyarrow", "csv", "jsonl"])
def test_one_question_for_all_ratings(way, tmp_path):
    data = made(way, tmp_path, {k: v for k, v in ASKED.items() if k not in ("item", "value")} | {"value": [0.5] * N})
    table = jp.Facts(data, item=jp.constant("Heard?"), items={"Heard?": "caring.validation"}).to_table()
    assert [item for item in table["item"].tolist() if item] == ["caring.validation"] * 4
    with pytest.raises(jp.ColumnTypeError, match="item: all ratings are of 'Heard.', which items= leaves out"):
        jp.Facts(made(way, tmp_path, {k: v for k, v in ASKED.items() if k != "item"}), item=jp.constant("Heard?"),
                 items={"Heard?": None})


@pytest.mark.parametrize("way", ["dict", "pandas", "pandas arrow", "polars", "pyarrow"])
def test_all_unknown_items_are_listed(way, tmp_path):
    data = made(way, tmp_path, {**ASKED, "value": [0.5] * N})
    with pytest.raises(jp.DataError, match=r"Row 0 \(item\): expected an indicator of the model") as caught:
        jp.Facts(data, items={"What else?": None})
    assert ("No indicators of the model are: 'How reliable are we?' (1), 'Heard?' (1); say what they mean with "
            "items={'How reliable are we?': ...}" in str(caught.value))


def test_words_for_items_that_cannot_be_are_refused():
    for items, words in (({"Q": "pillar.trus"}, "'Q' is put into 'pillar.trus', .*; did you mean 'pillar.trust'?"),
                         ({"pillar.love": "pillar.trust"}, "'pillar.love' is put into 'pillar.trust', though it is an"),
                         ({"Q": 1}, "expected text for text, got 'Q': 1"), ("Q", "expected a mapping .*, got str")):
        with pytest.raises(jp.ArgumentError, match=f"items: {words}"):
            jp.Facts(ASKED, items=items)
    with pytest.warns(jp.ColumnWarning, match="items: no row has 'Herd.'; did you mean 'Heard.'"):
        jp.Facts(ASKED, items={**ITEMS, "Herd?": "pillar.trust"})
    assert len(jp.Facts(ASKED, items={**ITEMS, "pillar.love": None})) == 3


def survey(values):
    return {"supplier": ["A"] * len(values), "client": ["B"] * len(values), "time": list(range(len(values))),
            "kind": ["rating"] * len(values), "actor": ["client"] * len(values), "value": values}


@pytest.mark.parametrize(("values", "words"), [
    ([1, 7, 10, 3], "3 of 4 ratings are above 1 and were left out; were they 1..10. write .v - 1. / 9"),
    ([1, 5, 4], "2 of 3 .* 1..5. write .v - 1. / 4"), ([0, 1, 10, 9], "2 of 4 .* 0..10. write v / 10"),
    ([1, 80, 55], "2 of 3 .* 0..100. write v / 100"), ([1, 1000], "1 of 2 .* they go from 0 to 1"),
])
def test_ratings_on_another_scale_are_told_of(values, words):
    item = jp.constant("pillar.trust")
    with pytest.warns(jp.UnitWarning, match=words):
        jp.Facts(survey(values), item=item, on_bad_row=lambda error, row: None)
    with pytest.raises(jp.DataError, match=r"of answers 1\.\.10 write \(v - 1\) / 9"):
        jp.Facts(survey(values), item=item)
    # One slip among many: every warning is an error here.
    jp.Facts(survey([0.5, *values]), item=item, on_bad_row=lambda error, row: None)


@pytest.mark.parametrize("way", ["csv", "jsonl", "pyarrow", "reader", "polars", "parquet"])
def test_rows_of_a_stream_are_left_out(way, tmp_path):
    pa = pytest.importorskip("pyarrow")
    columns = {**{k: v[:3] for k, v in ROWS.items()}, "client": ["A"] * 3, "kind": ["Call", "Task", "Call"]}
    columns["time"] = [columns["time"][i] for i in (1, 0, 2)]  # that of the Task is out of order
    data, how = made(way, tmp_path, columns), {"kinds": {"Call": "call", "Task": None}, "actors": ACTORS}
    got = pa.RecordBatchReader.from_stream(jp.score_stream(data, "2024-04-01T00:00:00Z", **how)).read_all()
    assert got["facts"].to_pylist() == [2]


@pytest.mark.parametrize("way", ["csv", "jsonl", "pyarrow", "reader", "polars", "parquet"])
def test_words_for_actors_in_a_stream_of_scores(way, tmp_path):
    pa = pytest.importorskip("pyarrow")
    columns = {**{k: v[:3] for k, v in ROWS.items()}, "client": ["A", "A", "B"], "kind": ["Call"] * 3}
    data, as_of = made(way, tmp_path, columns), "2024-04-01T00:00:00Z"
    words = {"kinds": {"Call": "call"}, "actors": ACTORS}
    got = pa.RecordBatchReader.from_stream(jp.score_stream(data, as_of, **words))
    expected = jp.score(jp.Facts(columns, **words), as_of=as_of)
    assert got.read_all()["health"].to_pylist() == expected["health"].tolist()
    with pytest.raises(jp.ArgumentError, match="did you mean 'call'"):
        jp.score_stream(made(way, tmp_path, columns), as_of, kinds={"Call": "cal"})


@pytest.mark.parametrize("way", ["dict", "pyarrow"])
def test_a_constant_kind_that_is_left_out_is_a_mistake(way, tmp_path):
    data = made(way, tmp_path, {**ROWS, "kind": ["Task"] * N})
    data = data.drop_columns(["kind"]) if way == "pyarrow" else {k: v for k, v in data.items() if k != "kind"}
    with pytest.raises(jp.ColumnTypeError, match="kind: all rows are of 'Task', which kinds= leaves out"):
        jp.Facts(data, kind=jp.constant("Task"), kinds={"Task": None}, actors=ACTORS)


@pytest.mark.parametrize("way", ["dict", "pandas", "polars", "pyarrow", "csv"])
def test_constant_kinds_and_words_go_together(way, tmp_path):
    columns = {**ROWS, "actor": ["Inbound"] * N}
    data = made(way, tmp_path, columns)
    facts = jp.Facts(data, kind=jp.constant("Call"), kinds={"Call": "call"}, actors=ACTORS)
    assert facts.to_table()["kind"].tolist() == ["call"] * N


def test_the_hint_for_actors_has_the_word_and_nothing_else():
    data = {"supplier": ["We"], "client": ["Acme"], "time": ["2023-02-19T00:59:00.000+0000"], "Type": ["message"],
            "Direction": ["Inbound"]}
    with pytest.raises(jp.DataError, match=r"your column 'Direction'\)\. Say who is meant with "
                                           r"actors={'Inbound': 'client'} or 'supplier'\.$"):
        jp.Facts(data, kind="Type", actor="Direction")


# ---- Files under other names ----------------------------------------------------------------------------

OWN = {"client": "Account", "time": "When", "kind": "Subject", "actor": "Direction"}
GIVEN = {**OWN, "supplier": jp.constant("Acme"), "kinds": {"Visit": "meeting", "Task": None}, "actors": ACTORS}
LINES = {
    "csv": ('When,Account,Subject,Direction,Owner\n', '2024-03-01T00:00:00Z,Müller,Visit,Inbound,me\n',
            '"oops\n', 'x,y\n', '2024-03-02T00:00:00Z,Müller,call,Outbound,me\n', ',,Task,,\n'),
    "jsonl": ('', '{"When":"2024-03-01T00:00:00Z","Account":"Müller","Subject":"Visit","Direction":"Inbound"}\n',
              '{"When":}\n', '[[[[1]]]]\n',
              '{"When":"2024-03-02T00:00:00Z","Account":"Müller","Subject":"call","Direction":"Outbound","n":1}\n',
              '{"Subject":"Task"}\n'),
}


@pytest.mark.parametrize("form", LINES)
def test_each_bad_line_of_a_file_under_other_names_is_handed_over(form, tmp_path):
    path = tmp_path / f"facts.{form}"
    path.write_text("".join(LINES[form]))
    bad = []
    facts = jp.Facts(path, **GIVEN, on_bad_row=lambda error, row: bad.append((error.line, row)))
    first = 3 if form == "csv" else 2
    assert bad == [(first, LINES[form][2].strip().encode()), (first + 1, LINES[form][3].strip().encode())]
    assert facts.relationships.row(0)["facts"] == 2
    table = facts.to_table()
    assert (table["kind"].tolist(), table["actor"].tolist()) == (["meeting", "call"], ["client", "supplier"])
    assert set(table["supplier"]) == {"Acme"} and set(table["client"]) == {"Müller"}
    pa = pytest.importorskip("pyarrow")
    bad.clear()
    stream = jp.score_stream(path, "2024-04-01T00:00:00Z", **GIVEN, on_bad_row=lambda error, row: bad.append(error.line))
    assert pa.RecordBatchReader.from_stream(stream).read_all()["facts"].to_pylist() == [2]
    assert bad == [first, first + 1]


def test_a_pipe_under_other_names(tmp_path):
    import os
    import threading

    path = tmp_path / "facts.csv"
    os.mkfifo(path)
    writer = threading.Thread(target=lambda: path.write_text("".join(LINES["csv"][i] for i in (0, 1, 4))))
    writer.start()
    facts = jp.Facts(path, **GIVEN)
    writer.join()
    assert len(facts) == 2


def test_fields_of_any_size_and_depth_are_the_librarys_to_refuse(tmp_path):
    path = tmp_path / "facts.csv"
    path.write_text(LINES["csv"][0] + LINES["csv"][1].replace("me", "m" * 300_000))
    assert len(jp.Facts(path, **GIVEN)) == 1
    path = tmp_path / "facts.jsonl"
    path.write_text("[" * 100_000)
    with pytest.raises(jp.DataError, match="Line 1"):
        jp.Facts(path, **GIVEN)


def test_a_column_that_a_file_does_not_have_is_named(tmp_path):
    path = tmp_path / "facts.csv"
    path.write_text("When,account,Subject,Direction\n")
    with pytest.raises(jp.ColumnError, match="column 'Account' .client. is missing; did you mean it by 'account'"):
        jp.Facts(path, **GIVEN)


@pytest.mark.parametrize("how", [{"client": "a\0b"}, {"client": "\ud800"}, {"kinds": {"\ud800": "call"}},
                                 {"supplier": jp.constant("\0")}, {"actors": {"a\0": "client"}}])
def test_names_that_are_no_text_are_refused(how, tmp_path):
    path = tmp_path / "facts.csv"
    path.write_text("x\n")
    with pytest.raises(jp.ArgumentError, match="NUL|Unicode"):
        jp.Facts(path, **how)


@pytest.mark.parametrize("way", ["dict", "pandas", "polars", "pyarrow", "csv", "jsonl"])
def test_one_time_for_all(way, tmp_path):
    data = made(way, tmp_path, {**ROWS, "kind": ["call"] * N, "actor": ["Inbound"] * N})
    for when in ("2024-05-06T07:08:09+01:00", 1_714_975_689_000_000):
        table = jp.Facts(data, actors=ACTORS, recorded=jp.constant(when)).to_table()
        assert {str(t)[:19] for t in table["recorded"]} == {"2024-05-06T06:08:09"}
