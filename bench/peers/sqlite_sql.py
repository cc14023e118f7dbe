# SPDX-License-Identifier: Apache-2.0
"""The sums by SQLite, the one of Python's standard library, in memory: one thread, which is all it uses."""
import sqlite3

import plain_sql

NAME = "SQLite"
TYPES = {"s": "INTEGER", "i": "INTEGER", "l": "INTEGER", "f": "REAL"}


class Peer(plain_sql.Answers):
    form = "staged"

    def __init__(self, facts, method, threads=1):
        self.facts = facts
        self.db = sqlite3.connect(":memory:")
        self.db.execute("PRAGMA temp_store = MEMORY")
        for name, columns in plain_sql.columns_of(facts, method).items():
            declared = plain_sql.declared(name, TYPES)
            if name in ("kinds", "items"):
                declared = declared.replace("INTEGER", "INTEGER PRIMARY KEY", 1)
            self.db.execute(f"CREATE TABLE {name} ({declared})")
            self.db.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})",
                                zip(*(_listed(column) for column in columns)))
        for name, key in (("evidence", "kind, actor"), ("said", "item, actor")):
            self.db.execute(f"CREATE INDEX {name}_key ON {name} ({key})")
        self.db.execute("ANALYZE")
        self.query = plain_sql.Sums(facts, method).masses(self.form)

    def sums(self):
        self.db.execute("DROP TABLE IF EXISTS masses")
        self.db.execute(f"CREATE TEMP TABLE masses AS {self.query}")
        return "masses"


def _listed(column):
    """Values of Python, None for nan."""
    if column.dtype.kind != "f":
        return column.tolist()
    return [None if value != value else value for value in column.tolist()]


class Direct(Peer):
    form = "direct"


FORMS = {"staged": Peer, "direct": Direct}
