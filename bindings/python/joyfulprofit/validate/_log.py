# SPDX-License-Identifier: Apache-2.0
"""Facts as a harness walks them, and what of them is seen as of a moment.

A view holds nothing but what was seen at its origin: no comparator and no feature can look further.
"""
from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from .._errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from .._facts import Facts

    Floats = npt.NDArray[Any]
    Ints = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

DAY_US = 86_400_000_000
NEVER = np.iinfo(np.int64).max
_EVER = 1 << 61


def to_us(moment: Any) -> int:
    """A moment as microseconds since 1970."""
    from .._time import to_us as convert

    return int(convert(moment))


def days_us(days: float) -> int:
    """Days as whole microseconds."""
    return int(round(float(days) * DAY_US))


class Log:
    """All facts as columns, relationship by relationship."""

    def __init__(self, facts: Facts) -> None:
        table = facts.to_table()
        who = facts.relationships
        self.facts = facts
        self.kept: dict[Any, Any] = {}  # what is asked for again and again
        self.names = list(zip(who["supplier"].tolist(), who["client"].tolist(), strict=True))
        self.relation: Ints = np.repeat(np.arange(len(self.names)), who["facts"].astype("i8"))
        self.time: Ints = table["time"].astype("datetime64[us]").astype("i8")
        recorded = table["recorded"].astype("datetime64[us]").astype("i8")
        self.known: Ints = np.where(table.missing("recorded"), self.time, np.maximum(recorded, self.time))
        kinds = facts.model.to_dict()["kinds"]
        self.contact_kinds = {kind["id"] for kind in kinds if kind["is_contact"]}
        self.outcome_kinds = {kind["id"] for kind in kinds if kind["outcome"]}
        self.kind = np.asarray(table["kind"], dtype=str)
        self.contact: Bools = np.isin(self.kind, sorted(self.contact_kinds))

    @property
    def count(self) -> int:
        return len(self.names)

    def first_time(self, kinds: Sequence[str], known_by: int = NEVER) -> Ints:
        """When each relationship first has one of these kinds; far in the future if never."""
        first = np.full(self.count, NEVER)
        chosen = np.isin(self.kind, list(kinds)) & (self.known <= known_by)
        np.minimum.at(first, self.relation[chosen], self.time[chosen])
        return first


def _columns(table: Any) -> dict[str, list[Any]]:
    """The columns of whatever has some: a mapping, pandas, Polars, pyarrow, a Table, or rows that are mappings."""
    if isinstance(table, (list, tuple)) and all(hasattr(row, "keys") for row in table):
        names: list[str] = list(dict.fromkeys(key for row in table for key in row))
        return {name: [row.get(name) for row in table] for name in names}
    for said in ("column_names", "columns", "keys"):
        found = getattr(table, said, None)
        if found is not None:
            listed = cast("Iterable[Any]", found() if callable(found) else found)
            columns = {str(name): table[name] for name in listed}
            return {name: list(c.to_pylist() if hasattr(c, "to_pylist") else c) for name, c in columns.items()}
    raise ArgumentError(f"outcomes: expected a table with the columns supplier and client, got {type(table).__name__}")


class Outcome:
    """What is to be foretold: that no contact comes, or that something does.

    Parameters
    ----------
    outcomes
        None: no contact by anyone within the horizon. A kind or several, marked `outcome` in the model: the first
        fact of these; such facts never enter the features. Or a table with the columns supplier, client and either
        `time` (of the outcome, missing where it never came) or `outcome` (0 or 1, whenever); since it may have been
        made of any of them, no kind marked `outcome` enters the features then.

    `target` are the kinds that are kept out of the features.
    """

    def __init__(self, log: Log, outcomes: Any = None, observed_until: Any = None) -> None:
        self.log = log
        self.kinds: tuple[str, ...] = ()
        self.target: tuple[str, ...] = ()
        self.quiet = outcomes is None
        self.fixed: Floats | None = None
        self.time: Ints | None = None
        end = int(log.time.max()) if len(log.time) else 0
        self.until = end if observed_until is None else to_us(observed_until)
        if isinstance(outcomes, str):
            outcomes = (outcomes,)
        if isinstance(outcomes, (tuple, list)) and all(isinstance(kind, str) for kind in outcomes):
            self.kinds = tuple(outcomes)
            wrong = sorted(set(self.kinds) - log.outcome_kinds)
            if wrong:
                raise ArgumentError(f"outcomes: expected kinds that the model marks as outcome, got {wrong[0]!r}; of "
                                    "others the features would give the outcome away")
            self.target = self.kinds
            self.time = log.first_time(self.kinds)
        elif not self.quiet:
            self.target = tuple(sorted(log.outcome_kinds))
            self._read(outcomes)

    def _read(self, outcomes: Any) -> None:
        place = {name: i for i, name in enumerate(self.log.names)}
        columns = _columns(outcomes)
        if not {"supplier", "client"} <= set(columns):
            raise ArgumentError("outcomes: expected a table with the columns supplier and client, got "
                                f"{', '.join(columns) or 'none'}")
        pairs = zip(columns["supplier"], columns["client"], strict=True)
        rows: Ints = np.array([place.get((str(supplier), str(client)), -1) for supplier, client in pairs], dtype="i8")
        there = np.flatnonzero(rows >= 0)
        if len(there) == 0:
            raise ArgumentError(f"outcomes: none of its {len(rows)} relationships is one of the facts'")
        if "time" in columns:
            self.time = np.full(self.log.count, NEVER)
            for i in there:
                moment = columns["time"][i]
                if moment is not None and moment == moment:
                    self.time[rows[i]] = min(self.time[rows[i]], to_us(moment))
        elif "outcome" in columns:
            self.fixed = np.full(self.log.count, np.nan)
            self.fixed[rows[there]] = np.asarray(columns["outcome"], float)[there]
        else:
            raise ArgumentError("outcomes: expected a column time or outcome")

    def label(self, origin: int, horizon: int, known_by: int = NEVER) -> Floats:
        """1 where it comes in (origin, origin + horizon], 0 where not, NaN where it came before or is not known.

        What is learnt at a later moment may only use what was recorded by then: `known_by`.
        """
        if self.fixed is not None:
            return self.fixed.copy()
        log = self.log
        if self.time is not None:
            time = log.first_time(self.kinds, known_by) if self.kinds else self.time
            return np.where(time > origin, (time <= origin + horizon).astype(float), np.nan)
        later = log.contact & (log.time > origin) & (log.time <= origin + horizon) & (log.known <= known_by)
        return 1.0 - (np.bincount(log.relation[later], minlength=log.count) > 0)

    def needs(self, origin: int, horizon: int) -> None:
        """Refuses an origin whose horizon is not over yet."""
        if self.fixed is None and origin + horizon > self.until:
            raise ArgumentError(f"origins: the horizon of {np.datetime64(origin, 'us')} ends after the facts do, at "
                                f"{np.datetime64(self.until, 'us')}: its outcome is not known")


class View:
    """What is seen at one origin, of the relationships that are forecast there.

    Those are forecast that have had a contact, have not ended, and whose outcome has not come yet: where it is silence,
    who has been silent for `active` by then is no longer at risk. `y` is there for training only: a view that is to be
    forecast has none.
    """

    def __init__(self, outcome: Outcome, origin: int, horizon: int, *, labels: bool, active: int | None = None,
                 only: Ints | None = None, known_by: int = NEVER) -> None:
        log = outcome.log
        self.log, self.outcome, self.origin, self.horizon = log, outcome, int(origin), int(horizon)
        self.active = active
        self.fit_horizon_given = False  # whoever asks for the forecast has said on how many days it is learnt
        seen = (log.time <= origin) & (log.known <= origin)
        contacts = seen & log.contact
        label = outcome.label(origin, horizon, known_by)
        alive = contacts & (log.time > origin - (horizon if active is None else active)) if outcome.quiet else contacts
        met = np.bincount(log.relation[alive], minlength=log.count) > 0
        if outcome.fixed is not None:
            met = np.bincount(log.relation[seen], minlength=log.count) > 0
        chosen = met & ~np.isnan(label) & ~self._ended(log, seen)
        rows = np.flatnonzero(chosen)
        self.rows: Ints = rows if only is None else rows[np.isin(rows, only)]
        place = np.full(log.count, -1)
        place[self.rows] = np.arange(len(self.rows))
        kept = contacts & (place[log.relation] >= 0)
        self.contact_row: Ints = place[log.relation[kept]]
        self.age: Floats = (origin - log.time[kept]) / DAY_US
        self.y: Floats | None = label[self.rows] if labels else None

    @staticmethod
    def _ended(log: Log, seen: Bools) -> Bools:
        def latest(kind: str) -> Ints:
            found = np.full(log.count, np.iinfo(np.int64).min)
            chosen = seen & (log.kind == kind)
            np.maximum.at(found, log.relation[chosen], log.time[chosen])
            return found

        end = latest("termination")
        return (end > np.iinfo(np.int64).min) & ~(latest("renewal") > end)

    @cached_property
    def everyone(self) -> View:
        """The same moment with those who are no longer at risk; for what is fitted on whole histories."""
        return View(self.outcome, self.origin, self.horizon, labels=False, active=_EVER)

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def horizon_days(self) -> float:
        return self.horizon / DAY_US

    @cached_property
    def recency_days(self) -> Floats:
        """Days since the last contact by anyone; 0 where there is none."""
        days = np.full(self.count, np.inf)
        np.minimum.at(days, self.contact_row, self.age)
        return np.where(np.isfinite(days), days, 0.0)

    @cached_property
    def tenure_days(self) -> Floats:
        """Days since the first contact."""
        days = np.zeros(self.count)
        np.maximum.at(days, self.contact_row, self.age)
        return days

    @cached_property
    def contact_days(self) -> Floats:
        """On how many days there was contact."""
        day = np.floor((self.origin / DAY_US) - self.age)
        pairs = np.unique(np.stack([self.contact_row.astype(float), day]), axis=1)
        return np.bincount(pairs[0].astype(int), minlength=self.count).astype(float)

    def contacts_within(self, days: float) -> Floats:
        """How many contacts there were in the last days."""
        return np.bincount(self.contact_row, self.age < days, minlength=self.count)

    def past(self, half_life_days: float) -> tuple[Floats, Floats]:
        """N and E of the quiet forecast: contacts and days of the past, faded."""
        n = np.bincount(self.contact_row, 2.0 ** (-self.age / half_life_days), minlength=self.count)
        rate = np.log(2.0) / half_life_days
        return n, -np.expm1(-self.tenure_days * rate) / rate

    @cached_property
    def features_facts(self) -> Facts:
        """The facts that a score is made of: all but those of the kinds that are the outcome."""
        return without_kinds(self.log, self.outcome.target)


def without_kinds(log: Log, kinds: Sequence[str]) -> Facts:
    """The facts of a log but those of some kinds; a copy is kept with the log."""
    if not kinds:
        return log.facts
    key = ("without", tuple(sorted(kinds)))
    if key not in log.kept:
        from .._facts import Facts

        table = log.facts.to_table()
        rows = np.flatnonzero(~np.isin(log.kind, sorted(kinds)))
        log.kept[key] = Facts(table.take(rows), model=log.facts.model, timezone="UTC")
    kept: Facts = log.kept[key]
    return kept
