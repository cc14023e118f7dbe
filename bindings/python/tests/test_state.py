# SPDX-License-Identifier: Apache-2.0
"""One relationship kept between scorings: the bits of all facts at once, whatever way they came."""
from __future__ import annotations

import copy
import pickle
import random
import subprocess
import sys
import threading

import numpy as np
import pytest
from conftest import GOLDEN, SOURCE, STORY, bits, columns_of, golden, rows_of

import joyfulprofit as jp

ONE = {"supplier": ["A"], "client": ["B"], "time": [10**15], "kind": ["meeting"], "actor": ["supplier"]}
WHO = {"supplier": jp.constant("S"), "client": jp.constant("C")}
DAY = 86_400_000_000


def in_portions(facts, seed, at_most=None):
    """Facts in random order, as random portions."""
    dice = random.Random(seed)
    rows = list(facts)
    dice.shuffle(rows)
    at_most = at_most or max(1, len(rows))
    while rows:
        size = dice.randint(1, at_most)
        yield rows[:size]
        rows = rows[size:]


def random_rows(seed, n):
    """Facts of all sorts: ratings, guesses, intensities, and some that became known late."""
    dice = random.Random(seed)
    kinds = ["message", "reply", "meeting", "complaint", "thanks", "request_made", "order_placed", "rating"]
    rows = []
    for _ in range(n):
        kind = dice.choice(kinds)
        only_client = kind in ("complaint", "request_made", "order_placed")
        row = {"time": dice.randrange(400 * 24) * 3_600_000_000 + 1_600_000_000_000_000, "kind": kind,
               "actor": "client" if only_client else dice.choice(["client", "supplier"])}
        if kind == "rating":
            row.update(value=dice.random(), item=dice.choice(["pillar.trust", "pillar.respect"]), guess=dice.random() < 0.3)
        elif dice.random() < 0.3:
            row["intensity"] = dice.random()
        if dice.random() < 0.2:
            row["recorded"] = row["time"] + dice.randrange(-5, 40) * DAY
        rows.append(row)
    return rows


# ---- The same bits ---------------------------------------------------------------------------------------------

@pytest.mark.filterwarnings("ignore::joyfulprofit.RangeWarning")  # some cases try just that
@pytest.mark.parametrize("path", [p for p in GOLDEN if golden(p)["facts"]], ids=lambda path: path.stem)
def test_worked_answers_in_any_order_and_portions(path):
    case = golden(path)
    expected = bits(jp.score(jp.Facts(case["facts"], **WHO), case["as_of"], want="all"))
    for seed in range(3):
        state = jp.State()
        for portion in in_portions(case["facts"], seed):
            state.add(jp.Facts(portion, **WHO))
        assert len(state) == len(case["facts"])
        assert bits(state.score(case["as_of"], want="all")) == expected
        assert bits(pickle.loads(pickle.dumps(state)).score(case["as_of"], want="all")) == expected


@pytest.mark.parametrize("name", ["story", "casino_ratings", "scms_deliveries"])
def test_bundled_facts_in_any_order_and_portions(name):
    of_each = {}
    for row in rows_of(SOURCE / f"examples/data/{name}.csv"):
        row.pop("source", None)
        of_each.setdefault((row["supplier"], row["client"]), []).append(row)
    for seed, rows in enumerate(sorted(of_each.values(), key=len)[-8:]):
        state = jp.State()
        for portion in in_portions(rows, seed, 1 + len(rows) // 3):
            state.add(portion)
            state.score(want="all")
        assert bits(state.score(want="all")) == bits(jp.score(rows, want="all"))


@pytest.mark.parametrize("seed", range(4))
def test_a_score_after_every_addition_says_what_all_so_far_say(seed):
    dice, rows = random.Random(seed), random_rows(seed, 300)
    if seed % 2:
        rows.sort(key=lambda row: row["time"])
    state = jp.State()
    for end in range(25, len(rows) + 1, 25):
        state.add(jp.Facts(rows[end - 25:end], **WHO))
        so_far = jp.Facts(rows[:end], **WHO)
        moment = dice.choice([dice.choice(rows)["time"], 0, 1_600_000_000_000_000, 1_700_000_000_000_000])
        as_of = dice.choice([None, np.datetime64(moment, "us")])
        want = dice.choice(["all", "headlines", ("headlines", "intervals"), ("rhythm", "silence"), "gaps", "verdict"])
        assert bits(state.score(as_of, want=want)) == bits(jp.score(so_far, as_of, want=want))
        again = jp.State()
        again.add(state.facts)
        assert bits(again.score(as_of, want=want)) == bits(jp.score(so_far, as_of, want=want))


@pytest.mark.parametrize("want", ["headlines", "intervals", "factors", "dimensions", "indicators", "silence", "rhythm",
                                  "gaps", "verdict", "all", ("dimensions", "intervals"), ("rhythm", "verdict"),
                                  ("headline_intervals", "dimensions"), ()])
def test_whatever_is_wanted(story, want):
    one = jp.Facts(story.to_table(client="Meadow Clinics"))
    state = jp.State()
    state.add(one)
    table = state.score("2024-07-01T00:00:00Z", want=want)
    expected = jp.score(one, "2024-07-01T00:00:00Z", want=want)
    assert bits(table) == bits(expected)
    assert repr(table) == repr(expected) and table.model == expected.model
    assert table["supplier"].tolist() == ["Quickbyte Systems"]


def test_facts_that_are_not_known_yet_do_not_count():
    state = jp.State()
    state.add({**ONE, "recorded": [10**15 + 50 * DAY]})
    state.add({**ONE, "time": [10**15 + 90 * DAY]})
    seen = [state.score(np.datetime64(10**15 + d * DAY, "us"))["facts"][0] for d in (-1, 1, 60, 89, 91, 1)]
    assert seen == [0, 0, 1, 1, 2, 0]
    assert state.score()["facts"][0] == 2  # as of the latest fact


def test_another_model():
    model = jp.Model.default().replace(version="mine", parameters={"silence_days": 20})
    state = jp.State(model)
    state.add(ONE)
    assert state.model is model
    expected = jp.score(ONE, "2002-01-01T00:00:00Z", model, want="all")
    assert bits(state.score("2002-01-01T00:00:00Z", want="all")) == bits(expected)
    with pytest.raises(jp.ArgumentError, match=r"facts: expected facts of the model of the state, default mine \(.*\), got "
                                               r"facts of default 1.*; facts.with_model\(state.model\) makes them so"):
        state.add(jp.Facts(ONE))
    state.add(jp.Facts(ONE).with_model(model))
    assert len(state) == 2


# ---- Facts in and out --------------------------------------------------------------------------------------------

def test_whatever_score_takes_a_state_takes(tmp_path):
    rows = [row for row in rows_of(STORY) if row["client"] == "Nomad Travel"]
    for row in rows:
        row.pop("source")
    columns = columns_of(rows)
    expected = bits(jp.score(rows, want="all"))
    ways = [rows, columns, jp.Facts(rows), jp.Facts(rows).to_table(), iter(rows)]
    for name in ("pandas", "polars"):
        ways.append(pytest.importorskip(name).DataFrame(columns))
    ways.append(pytest.importorskip("pyarrow").table(columns))
    pytest.importorskip("pandas").DataFrame(columns).to_csv(tmp_path / "facts.csv", index=False)
    ways.append(tmp_path / "facts.csv")
    for way in ways:
        state = jp.State()
        state.add(way)
        assert bits(state.score(want="all")) == expected
        assert (state.supplier, state.client) == (rows[0]["supplier"], rows[0]["client"])


def test_the_facts_come_out_as_they_went_in(story):
    for who in story.relationships.rows():
        given = jp.Facts(story.to_table(supplier=who["supplier"], client=who["client"]))
        state = jp.State()
        state.add(given)
        assert repr(state.facts) == repr(given)
        out = state.facts.to_table()
        for name in set(out.columns) - {"id"}:
            assert out._columns[name].plain() == given.to_table()._columns[name].plain()
        assert jp.explain(state.facts).text() == jp.explain(given).text()
        assert not any(out["id"].tolist())


def test_when_facts_were_recorded_comes_out_where_it_was_later():
    state = jp.State()
    state.add({k: v * 3 for k, v in ONE.items()} | {"recorded": [10**15 - DAY, None, 10**15 + DAY]})
    assert sorted(map(str, state.facts.to_table()["recorded"])) == ["2001-09-10T01:46:40.000000", "NaT", "NaT"]


# ---- What is refused ---------------------------------------------------------------------------------------------

def test_a_state_holds_one_relationship(story):
    state = jp.State()
    with pytest.raises(jp.ArgumentError) as error:
        state.add(story)
    assert str(error.value) == ("facts: expected facts of one relationship, got 7: supplier 'Cedar Analytics' and client "
                                "'Nomad Travel', then supplier 'Kestrel Legal' and client 'Pike Brewery', ...")
    assert len(state) == 0 and state.supplier is None and state.client is None
    state.add(ONE)
    with pytest.raises(ValueError) as error:
        state.add({**ONE, "client": ["C"]})
    assert str(error.value) == ("facts: expected facts of supplier 'A' and client 'B', which is what the state has, got facts "
                                "of supplier 'A' and client 'C'")


def test_a_refused_addition_changes_nothing():
    state = jp.State()
    state.add(ONE)
    before, said = bits(state.score(want="all")), repr(state)
    two = {k: v * 2 for k, v in ONE.items()}
    wrong = [({**ONE, "kind": ["meetng"]}, jp.DataError, "expected a kind of the model, got 'meetng'"),
             ({**two, "time": [5 * 10**15, None]}, jp.DataError, "Row 1"),
             ({**two, "client": ["B", "C"]}, jp.ArgumentError, "one relationship, got 2: .*client 'B', then .*client 'C'$"),
             ({"supplier": ["A"]}, jp.ColumnError, "client: no column"),
             ({**ONE, "client": ["C"]}, jp.ArgumentError, "client 'C'"),
             (3, jp.ArgumentError, "data: expected a table")]
    for facts, error, words in wrong:
        with pytest.raises(error, match=words):
            state.add(facts)
        assert (len(state), repr(state)) == (1, said)
        assert bits(state.score(want="all")) == before


def test_a_score_is_refused_in_the_words_of_score(story):
    state = jp.State()
    state.add(ONE)
    for wrong in ({"as_of": "yesterday"}, {"as_of": 1.5}, {"want": "headline"}, {"want": 3}, {"as_of": 1 << 70}):
        with pytest.raises(ValueError) as expected:
            jp.score(story, **wrong)
        with pytest.raises(type(expected.value)) as error:
            state.score(**wrong)
        assert str(error.value) == str(expected.value)
    with pytest.warns(jp.UnitWarning, match=r"as_of 1000000000 is 1970.*, before the first fact.*was it seconds\?"):
        state.score(10**9)
    with pytest.raises(jp.ArgumentError, match="model: expected a Model"):
        jp.State(3)


def test_without_facts_there_is_no_row():
    state = jp.State()
    state.add([])
    assert len(state) == len(state.facts) == 0 and repr(state) == "<joyfulprofit.State: 0 facts>"
    table = state.score("2024-01-01T00:00:00Z", want="all")
    assert bits(table) == bits(jp.score([], "2024-01-01T00:00:00Z", want="all"))
    with pytest.raises(jp.ArgumentError, match="as_of: say as of when"):
        state.score()
    for other in (pickle.loads(pickle.dumps(state)), copy.copy(state)):
        assert len(other) == 0
        other.add(ONE)
        assert len(other) == 1 and len(state) == 0


# ---- Kept --------------------------------------------------------------------------------------------------------

FRESH = """
import pickle, sys
import joyfulprofit as jp
with open(sys.argv[1], "rb") as file:
    state, model = pickle.load(file)
assert state.model is model
with open(sys.argv[1], "wb") as file:
    pickle.dump((state, state.score(want="all"), repr(state)), file)
"""


@pytest.mark.parametrize("of", ["default", "own"])
def test_a_pickle_says_the_same_in_another_process(tmp_path, of):
    who = {"supplier": jp.constant("Ärzte GmbH"), "client": jp.constant("C\n")}
    model = jp.Model.default() if of == "default" else jp.Model.default().replace(version="x")
    state = jp.State(model)
    state.add(jp.Facts(random_rows(7, 400), **who, model=model))
    path = tmp_path / "state.pickle"
    path.write_bytes(pickle.dumps((state, model)))
    done = subprocess.run([sys.executable, "-W", "error", "-c", FRESH, str(path)], capture_output=True, text=True,
                          check=False, timeout=180)
    assert done.returncode == 0, done.stderr
    again, table, said = pickle.loads(path.read_bytes())
    assert bits(table) == bits(state.score(want="all")) == bits(again.score(want="all"))
    assert said == repr(state) == repr(again)
    more = jp.Facts(random_rows(8, 50), **who, model=model)
    for one in (state, again):
        one.add(more if one is state else more.with_model(again.model))
    assert bits(again.score(want="all")) == bits(state.score(want="all"))


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_every_protocol_of_pickle(protocol):
    state = jp.State()
    state.add(ONE)
    assert bits(pickle.loads(pickle.dumps(state, protocol)).score()) == bits(state.score())


def test_what_was_warned_of_is_not_warned_of_again():
    state = jp.State()
    with pytest.warns(jp.RangeWarning):
        state.add({**ONE, "value": [-5.0]})
    assert bits(pickle.loads(pickle.dumps(state)).score()) == bits(copy.deepcopy(state).score()) == bits(state.score())
    with pytest.warns(jp.RangeWarning):
        facts = jp.Facts({**ONE, "value": [-5.0]})
    assert len(pickle.loads(pickle.dumps(facts))) == 1


def test_a_pickle_of_another_layout_is_refused():
    state = jp.State()
    state.add(ONE)
    make, (layout, version, *parts) = state.__reduce__()
    for wrong in ((layout + 1, "9.9.9", *parts, 3), ("?", "9.9.9"), (layout, "9.9.9")):
        with pytest.raises(jp.ArgumentError, match="State: expected a pickle of layout 1, got one of layout .*, written by "
                                                   f"joyfulprofit 9.9.9; this is {jp.__version__}"):
            make(*wrong)
    assert version == jp.__version__


def test_what_was_pickled_with_one_model_shares_it():
    own = jp.Model.default().replace(version="y")
    assert pickle.loads(pickle.dumps(jp.State())).model is jp.Model.default()
    assert pickle.loads(pickle.dumps(jp.State(own))).model is pickle.loads(pickle.dumps(jp.State(own))).model


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_a_copy_goes_its_own_way(copied):
    state = jp.State()
    state.add(ONE)
    other = copied(state)
    before = bits(state.score(want="all"))
    assert bits(other.score(want="all")) == before
    other.add({**ONE, "kind": ["complaint"], "actor": ["client"]})
    assert (len(state), len(other)) == (1, 2) and bits(state.score(want="all")) == before
    assert other.model is state.model and (other.supplier, other.client) == ("A", "B")


# ---- Manners -----------------------------------------------------------------------------------------------------

def test_many_threads_may_add_and_ask_at_once():
    rows = random_rows(3, 800)
    state, wrong = jp.State(), []

    def work(part):
        try:
            for i in range(0, len(part), 20):
                state.add(jp.Facts(part[i:i + 20], **WHO))
                assert state.score(want="all")["facts"][0] <= len(rows)
                assert len(state.facts) > i and repr(state)
                copy.copy(state)
        except Exception as error:  # told where it can be seen
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(rows[i::4],)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert bits(state.score(want="all")) == bits(jp.score(jp.Facts(rows, **WHO), want="all"))


def test_states_of_a_model_share_what_they_are_scored_with():
    model = jp.Model.default().replace(version="shared")
    for _ in range(20):
        state = jp.State(model)
        state.add(ONE)
        state.score()
        state.score(want="all")
    assert sorted(len(free) for free in model._scorers.values()) == [1, 1]
