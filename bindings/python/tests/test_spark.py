# SPDX-License-Identifier: Apache-2.0
"""joyfulprofit.spark on a local Spark: the same bits as on one machine, however the facts are spread.

Skipped where PySpark, pyarrow or Java is missing; the tests of a task by itself need pyarrow only.
"""
from __future__ import annotations

import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import joyfulprofit as jp
from joyfulprofit import spark as jps
from joyfulprofit._words import Words

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
pc = pytest.importorskip("pyarrow.compute", reason="pyarrow is not installed")

FACTS = 6_000
GIANT = 4_000            # of them of one relationship: skew


def made_up_facts() -> Any:
    """Facts of 200 relationships, most of them of one, in no order."""
    rng = np.random.default_rng(20260)
    kinds = np.array(["message", "reply", "meeting", "complaint", "praise", "status_update", "rating"])
    kind = kinds[rng.integers(0, len(kinds), FACTS)]
    client = np.where(np.arange(FACTS) < GIANT, 0, rng.integers(1, 200, FACTS))
    rated = kind == "rating"
    actor = np.where(kind == "status_update", "supplier", np.array(["client", "supplier"])[rng.integers(0, 2, FACTS)])
    value = np.where(rng.random(FACTS) < 0.3, np.nan, rng.random(FACTS))
    value = np.where(rated, rng.random(FACTS), value)
    time = 1_600_000_000_000_000 + rng.integers(0, 900 * 86_400, FACTS) * 1_000_000
    order = rng.permutation(FACTS)
    return pa.table({
        "vendor": pa.array([f"S{c % 7}" for c in client]),
        "client.name": pa.array([f"C{c:03d}" for c in client]),
        "time": pa.array(time, pa.timestamp("us", "UTC")),
        "kind": pa.array(kind),
        "actor": pa.array(actor),
        "value": pa.array(value, mask=np.isnan(value)),
        "item": pa.array([ITEM if r else None for r in rated], pa.string()),
        "unused": pa.array(np.zeros(FACTS)),
    }).take(pa.array(order))


ITEM = str(jp.Model.default().indicators["id"][0])
ROLES = {"supplier": "vendor", "client": "client.name"}
AS_OF = "2023-06-01T00:00:00Z"


def rows_of(table: Any) -> dict[tuple[str, str], tuple[object, ...]]:
    """Rows by their two ids, numbers as the hexadecimal of their bits."""
    made: dict[tuple[str, str], tuple[object, ...]] = {}
    for row in zip(*(column.to_pylist() for column in table.columns)):
        made[row[0], row[1]] = tuple(x.hex() if isinstance(x, float) else x for x in row[2:])
    assert len(made) == table.num_rows, "a relationship in two rows"
    return made


def on_one_machine(facts: Any, **options: Any) -> Any:
    table = pa.table(jp.score(jp.Facts(facts, **ROLES), **options))
    return table.cast(pa.schema([pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type)
                                          or pa.types.is_large_string(f.type) else f.type) for f in table.schema]))


# ---- What runs in a task, without Spark -------------------------------------------------------------

def sorted_batches(facts: Any, rows: int) -> list[Any]:
    """The facts as Spark gives them to a task, called by their roles."""
    called = facts.drop_columns(["unused"]).rename_columns(
        {"vendor": "supplier", "client.name": "client", **{n: n for n in ("time", "kind", "actor", "value", "item")}})
    order = pc.sort_indices(called, [(name, "ascending") for name in ("supplier", "client", "time")])
    return list(called.take(order).combine_chunks().to_batches(max_chunksize=rows))


def task_of(**options: Any) -> Any:
    roles = {"supplier": "vendor", "client": "client.name", "time": "time", "kind": "kind", "actor": "actor"}
    return jps._Task(roles, {}, options.get("words", Words()), None, jp.Model.default().to_json(), 1_685_577_600_000_000,
                     options.get("want", "all"))


@pytest.mark.parametrize("rows", [1, 37, 4_500, FACTS])
def test_a_task_gives_the_bits_of_one_machine_wherever_batches_end(rows: int) -> None:
    facts = made_up_facts()
    got = pa.Table.from_batches(task_of()(iter(sorted_batches(facts, rows))))
    expected = on_one_machine(facts, as_of=AS_OF, want="all")
    assert got.schema.names == expected.schema.names
    assert rows_of(got) == rows_of(expected)


def test_a_task_pulls_only_what_it_needs() -> None:
    batches = sorted_batches(made_up_facts(), 100)
    again = [batch.set_column(1, "client", pa.array([f"{n:05d}{c}" for c in batch["client"].to_pylist()]))
             for n in range(150) for batch in batches]
    pulled = []

    def counted() -> Iterator[Any]:
        for batch in again:
            pulled.append(batch.num_rows)
            yield batch

    made = task_of(want="headlines")(counted())
    assert 0 < next(made).num_rows <= 8192
    assert 0 < len(pulled) < len(again) / 2


def test_a_task_without_batches_or_rows_gives_nothing() -> None:
    assert list(task_of()(iter([]))) == []
    assert list(task_of()(iter([sorted_batches(made_up_facts(), 10)[0].slice(0, 0)]))) == []


SAID = {"kind": {"message": "Email", "rating": "Survey"}, "actor": {"client": "Inbound", "supplier": "Outbound"},
        "item": {ITEM: "How was it?"}}
WORDS = {"kinds": {"Email": "message", "Survey": "rating", "Task": None},
         "actors": {"Inbound": "client", "Outbound": "supplier"}, "items": {"How was it?": ITEM, "Anything else?": None}}


def said_otherwise(facts: Any) -> Any:
    """The same facts in words of somebody's own, and rows that are left out."""
    for name, words in SAID.items():
        column = pa.array([words.get(word, word) for word in facts[name].to_pylist()])
        facts = facts.set_column(facts.column_names.index(name), name, column)
    more = facts.slice(0, 20)
    for name, word in (("kind", ["Task", "Survey"]), ("item", [None, "Anything else?"])):
        more = more.set_column(more.column_names.index(name), name, pa.array(word * 10))
    return pa.concat_tables([facts, more])


def test_a_task_takes_words() -> None:
    facts = made_up_facts()
    task = task_of(words=Words(WORDS["kinds"], WORDS["actors"], WORDS["items"]))
    got = pa.Table.from_batches(task(iter(sorted_batches(said_otherwise(facts), 100))))
    assert rows_of(got) == rows_of(on_one_machine(facts, as_of=AS_OF, want="all"))


# ---- On Spark -------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    pytest.importorskip("pyspark", reason="PySpark is not installed")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("no Java, which Spark needs")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")      # PySpark's own, of pandas and of Python
        from pyspark.sql import SparkSession

        session = (SparkSession.builder.master("local[2]").appName("joyfulprofit tests")
                   .config("spark.ui.enabled", "false").config("spark.driver.host", "127.0.0.1")
                   .config("spark.driver.bindAddress", "127.0.0.1").config("spark.sql.shuffle.partitions", "3")
                   .config("spark.sql.session.timeZone", "Europe/Berlin")
                   .config("spark.sql.execution.arrow.maxRecordsPerBatch", "300").getOrCreate())
        yield session
        session.stop()


@pytest.fixture(scope="module")
def facts() -> Any:
    return made_up_facts()


@pytest.fixture(scope="module")
def frame(spark: Any, facts: Any) -> Any:
    return spark.createDataFrame(facts).cache()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("partitions", [5, 1])
def test_spark_gives_the_bits_of_one_machine(frame: Any, facts: Any, partitions: int) -> None:
    scored = jps.score(frame, AS_OF, want="all", partitions=partitions, **ROLES)
    expected = on_one_machine(facts, as_of=AS_OF, want="all")
    got = scored.toArrow()
    assert got.column_names == expected.column_names
    assert rows_of(got) == rows_of(expected)
    assert len(rows_of(got)) > 150


@pytest.mark.filterwarnings("ignore")
def test_partitions_without_facts_give_nothing(frame: Any, facts: Any) -> None:
    few = facts.filter(pc.less(facts["client.name"], "C003"))
    scored = jps.score(frame.filter("`client.name` < 'C003'"), AS_OF, partitions=12, **ROLES)
    assert rows_of(scored.toArrow()) == rows_of(on_one_machine(few, as_of=AS_OF))


@pytest.mark.filterwarnings("ignore")
def test_without_a_moment_the_latest_time_of_all_partitions_counts(frame: Any, facts: Any) -> None:
    assert rows_of(jps.score(frame, **ROLES).toArrow()) == rows_of(on_one_machine(facts))


@pytest.mark.filterwarnings("ignore")
def test_no_facts_give_a_frame_without_rows(frame: Any) -> None:
    empty = jps.score(frame.limit(0), AS_OF, **ROLES)
    assert empty.count() == 0 and empty.columns[:2] == ["supplier", "client"]
    with pytest.raises(jp.ArgumentError, match="no facts"):
        jps.score(frame.limit(0), **ROLES)


@pytest.mark.filterwarnings("ignore")
def test_a_constant_supplier_and_an_own_model_go_along(frame: Any, facts: Any) -> None:
    model = jp.Model.default()
    other = model.replace(name="slow", parameters={"silence_days": 45})
    said = {"supplier": jp.constant("Acme"), "client": "client.name"}
    expected = pa.table(jp.score(jp.Facts(facts, model=other, **said), AS_OF))
    got = jps.score(frame, AS_OF, other, partitions=4, **said).toArrow()
    assert rows_of(got) == rows_of(expected.cast(got.schema))


@pytest.mark.filterwarnings("ignore")
def test_kinds_actors_and_items_may_be_called_otherwise(spark: Any, facts: Any) -> None:
    frame = spark.createDataFrame(said_otherwise(facts))
    got = jps.score(frame, AS_OF, partitions=3, **WORDS, **ROLES).toArrow()
    assert rows_of(got) == rows_of(on_one_machine(facts, as_of=AS_OF))
    for how, sentence in (({"actors": {"In": "klient"}}, "actors: expected 'client'"),
                          ({"items": {"Q": "pillar.trus"}}, "items: 'Q' is put into 'pillar.trus', .*'pillar.trust'")):
        with pytest.raises(jp.ArgumentError, match=sentence):
            jps.score(frame, AS_OF, **ROLES, **how)


@pytest.mark.filterwarnings("ignore")
def test_a_refused_fact_fails_with_the_sentence_of_the_library(spark: Any, facts: Any) -> None:
    bad = facts.slice(0, 20).set_column(facts.column_names.index("kind"), "kind", pa.array(["meetng"] * 20))
    with pytest.raises(Exception, match="did you mean 'meeting'") as caught:
        jps.score(spark.createDataFrame(bad), AS_OF, partitions=2, **ROLES).collect()
    assert "rows count within a partition" in str(caught.value)
    assert "client is your column 'client.name'" in str(caught.value)


@pytest.mark.filterwarnings("ignore")
def test_what_can_be_seen_without_the_data_is_refused_at_once(frame: Any) -> None:
    for options, sentence in (({"want": "headline"}, "did you mean"), ({"partitions": 0}, "partitions"),
                              ({"value": "nowhere"}, "no column 'nowhere'")):
        with pytest.raises(jp.ArgumentError, match=sentence):
            jps.score(frame, AS_OF, **{**ROLES, **options})
    with pytest.raises(jp.ArgumentError, match="supplier: no column of that name"):
        jps.score(frame, AS_OF, client="client.name")
    with pytest.raises(jp.ArgumentError, match="say as of when"):
        jps.score(frame, time="kind", **ROLES)
