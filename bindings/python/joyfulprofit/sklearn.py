# SPDX-License-Identifier: Apache-2.0
"""Relationships as features for scikit-learn: who and as of when in, numbers out.

Only this module needs scikit-learn: ``pip install 'joyfulprofit[sklearn]'``.
"""
from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ._errors import ArgumentError, needs
from ._facts import Facts, as_facts, constant
from ._model import Model
from ._score import Want, moment_of, score
from ._time import to_us

with needs("joyfulprofit.sklearn", "sklearn", "sklearn", "scikit-learn"):
    from sklearn.base import BaseEstimator, TransformerMixin
    from sklearn.utils.validation import check_is_fitted

if TYPE_CHECKING:
    import numpy.typing as npt

    from ._table import Table

    Array = npt.NDArray[Any]

__all__ = ["RelationshipScorer"]


class RelationshipScorer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turns rows that name a relationship, and perhaps a moment, into what is known of it then.

    A row of ``X`` says who (supplier and client) and as of when; its features are what `score` says of that
    relationship as of that moment, and of nothing later. So rows stay rows: labels, folds and pipelines work as
    always, and no feature knows what came after its moment.

    Parameters
    ----------
    facts : Facts, or what Facts takes
        All the facts there are.
    want : str or sequence of str, default ("headlines", "factors", "dimensions")
        Groups of columns, as for `score`. Times and text are left out, booleans become 0 and 1, categories a
        column for each of their names.
    as_of : moment as for `score`, optional
        For rows without a moment of their own; the latest time of the facts if it is left out.
    supplier, client, moment : str
        The columns of ``X``; the moment may be missing. Of an array without names, they are its first, second
        and third column.
    model : Model or path, optional
        The model of the facts if it is left out.
    threads : int
        As for `score`.

    Attributes
    ----------
    feature_names_out_ : list of str
        The names of the features.

    Notes
    -----
    Relationships that have no facts get the score of nothing known. What is missing is NaN. All relationships
    are scored once for each different moment in ``X``: a few snapshots are cheap, a moment of its own for each of
    many rows is not.

    Examples
    --------
    >>> facts = Facts({"supplier": ["A"] * 2, "client": ["B"] * 2, "time": [0, 10**12],
    ...                "kind": ["praise", "complaint"], "actor": ["client"] * 2})
    >>> who = np.array([["A", "B", 10], ["A", "B", 10**12], ["A", "nobody", 10]], dtype=object)
    >>> features = RelationshipScorer(facts, want="headlines").fit_transform(who)
    >>> features.shape
    (3, 11)
    >>> features[:, 3].tolist()  # how many facts had been seen
    [1.0, 2.0, 0.0]
    """

    def __init__(self, facts: Any = None, *, want: Want | Sequence[Want] = ("headlines", "factors", "dimensions"),
                 as_of: Any = None, supplier: str = "supplier", client: str = "client", moment: str = "as_of",
                 model: Model | str | os.PathLike[str] | None = None, threads: int = 0) -> None:
        self.facts = facts
        self.want: Want | Sequence[Want] = want
        self.as_of = as_of
        self.supplier = supplier
        self.client = client
        self.moment = moment
        self.model = model
        self.threads = threads

    def fit(self, X: Any, y: Any = None) -> RelationshipScorer:
        """Check X and settle the names of the features; nothing is learned from y."""
        if self.facts is None:
            raise ArgumentError("facts: RelationshipScorer needs the facts, RelationshipScorer(facts)")
        self._facts_ = as_facts(self.facts, self.model)
        self._nothing_ = {name: float(v[0]) for name, v in _encode(self._score_of_nothing()).items()}
        self.feature_names_out_: list[str] = list(self._nothing_)
        names = getattr(X, "columns", None)
        if names is not None:
            self.feature_names_in_: Array = np.array([str(n) for n in names], object)
        suppliers, _, _ = self._columns(X)
        self.n_features_in_: int = len(names) if names is not None else np.asarray(X).shape[1]
        self.n_samples_seen_: int = len(suppliers)
        return self

    def transform(self, X: Any) -> Array:
        """The features of each row of X, as an array of float64 with a row each."""
        check_is_fitted(self, "feature_names_out_")
        suppliers, clients, moments = self._columns(X)
        made = np.empty((len(suppliers), len(self.feature_names_out_)))
        made[:] = list(self._nothing_.values())
        for moment in np.unique(moments).tolist():
            table = score(self._facts_, moment, want=self.want, threads=self.threads)
            features = np.stack(list(_encode(table).values()), axis=1) if table.num_rows else made[:0]
            place = {pair: i for i, pair in enumerate(zip(table["supplier"], table["client"], strict=True))}
            for row in np.flatnonzero(moments == moment).tolist():
                found = place.get((suppliers[row], clients[row]))
                if found is not None:
                    made[row] = features[found]
        return made

    def get_feature_names_out(self, input_features: Any = None) -> Array:
        """The names of the features."""
        check_is_fitted(self, "feature_names_out_")
        return np.array(self.feature_names_out_, object)

    def _score_of_nothing(self) -> Table:
        """A relationship whose only fact is not seen yet."""
        kind = next(k for k in self._facts_.model._dict["kinds"] if not k["derived"])
        actor = "supplier" if kind["actors"] == "supplier" else "client"
        facts = Facts({"time": [1]}, supplier=constant("-"), client=constant("-"), kind=constant(kind["id"]),
                      actor=constant(actor), model=self._facts_.model)
        return score(facts, 0, want=self.want, threads=1)

    def _columns(self, X: Any) -> tuple[list[str], list[str], Array]:
        """Suppliers, clients and moments, a row each."""
        if isinstance(X, dict) or hasattr(X, "columns"):
            there = list(X) if isinstance(X, dict) else list(X.columns)
            for name in (self.supplier, self.client):
                if name not in there:
                    raise ArgumentError(f"X: no column {name!r}")
            suppliers, clients = list(X[self.supplier]), list(X[self.client])
            given: Any = X[self.moment] if self.moment in there else None
        else:
            array = np.asarray(X, dtype=object)
            if array.ndim != 2 or array.shape[1] not in (2, 3):
                raise ArgumentError("X: expected two or three columns (supplier, client, moment), got an array of "
                                    f"shape {array.shape}")
            suppliers, clients = array[:, 0].tolist(), array[:, 1].tolist()
            given = array[:, 2].tolist() if array.shape[1] == 3 else None
        if given is None:
            moments = np.full(len(suppliers), moment_of(self._facts_, self.as_of), "<i8")
        else:
            moments = np.array([to_us(m, "X") for m in given], "<i8")
        return [str(s) for s in suppliers], [str(c) for c in clients], moments

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.allow_nan = False
        return tags


def _encode(table: Table) -> dict[str, Any]:
    """Numbers as they are, booleans as 0 and 1, categories as a column for each of their names."""
    made: dict[str, Any] = {}
    for name, column in table._columns.items():
        if column.type in ("text", "time"):
            continue
        if column.type == "category":
            values = column.array()
            for category in column.categories or ():
                made[f"{name}.{category}"] = (values == category).astype("f8")
            continue
        numbers = column.raw().astype("f8")
        if column.valid is not None:
            numbers[~column.valid] = np.nan
        made[name] = numbers
    return made
