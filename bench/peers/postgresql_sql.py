# SPDX-License-Identifier: Apache-2.0
"""The sums by PostgreSQL: a server of its own in a temporary folder, reached by a socket there, gone at the end.

The programs are those of the machine (Debian: postgresql); as root the server runs as the user postgres, since it
refuses to be root. In its favour: nothing is flushed to disk, everything fits its memory, tables are analysed.
"""
import atexit
import glob
import io
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.csv

import plain_sql

NAME = "PostgreSQL"
TYPES = {"s": "smallint", "i": "integer", "l": "bigint", "f": "float8"}
SETTINGS = {"listen_addresses": "", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
            "wal_level": "minimal", "max_wal_senders": "0", "shared_buffers": "1GB", "work_mem": "2GB", "temp_buffers": "1GB",
            "maintenance_work_mem": "1GB", "max_wal_size": "8GB", "autovacuum": "off"}


def programs():
    """The folder of initdb and postgres, the newest there is; None: PostgreSQL is not here."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"), key=lambda path: int(path.split("/")[4]))
    beside = shutil.which("postgres")
    return os.path.dirname(found[-1] if found else beside) if found or beside else None


class Server:
    """A cluster in a temporary folder."""

    def __init__(self, threads):
        self.folder = tempfile.mkdtemp(prefix="pg-")
        who = {}
        if os.geteuid() == 0:
            who = {"user": "postgres", "group": "postgres", "extra_groups": []}
            shutil.chown(self.folder, "postgres", "postgres")
        atexit.register(self.end)
        self.process = None
        subprocess.run([f"{programs()}/initdb", "--pgdata", f"{self.folder}/data", "--auth=trust", "--username=bench",
                        "--encoding=UTF8", "--locale=C", "--no-sync"], check=True, stdout=subprocess.DEVNULL,
                       cwd=self.folder, **who)
        settings = {**SETTINGS, "unix_socket_directories": self.folder,
                    "max_parallel_workers_per_gather": str(threads - 1), "max_parallel_workers": str(threads - 1)}
        self.process = subprocess.Popen([f"{programs()}/postgres", "-D", f"{self.folder}/data",
                                         *(f"--{name}={value}" for name, value in settings.items())],
                                        stderr=subprocess.DEVNULL, cwd=self.folder, **who)

    def connect(self):
        for _ in range(600):
            try:
                return psycopg.connect(host=self.folder, user="bench", dbname="postgres", autocommit=True)
            except psycopg.OperationalError:
                time.sleep(0.1)
        raise RuntimeError("PostgreSQL did not start within a minute")

    def end(self):
        if self.process is not None:
            self.process.send_signal(signal.SIGINT) # whoever is connected or not
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _ticks(pid, *fields):
    """Seconds of processor from /proc: fields 14, 15 are of the process, 16, 17 of its children that have ended."""
    text = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()  # from field 3 on
    return sum(int(text[field - 3]) for field in fields) / os.sysconf("SC_CLK_TCK")


class Sums(plain_sql.Sums):
    @staticmethod
    def number(value):
        return f"{value!r}::float8"


class Peer(plain_sql.Answers):
    form = "staged"

    def __init__(self, facts, method, threads=1):
        self.facts = facts
        self.server = Server(threads)
        self.db = self.server.connect()
        for name, columns in plain_sql.columns_of(facts, method).items():
            self.db.execute(f"CREATE UNLOGGED TABLE {name} ({plain_sql.declared(name, TYPES)})")
            self._copy(name, columns)
        self.db.execute("ANALYZE")
        self.query = Sums(facts, method).masses(self.form)

    def _copy(self, name, columns):
        table = pa.table({str(i): pa.array(column, mask=np.isnan(column)) if column.dtype.kind == "f" else column
                          for i, column in enumerate(columns)})
        text = io.BytesIO()
        pa.csv.write_csv(table, text, pa.csv.WriteOptions(include_header=False))
        with self.db.cursor().copy(f"COPY {name} FROM STDIN WITH (FORMAT csv)") as copy:
            copy.write(text.getvalue())

    def processor(self):
        """Seconds of processor here, in the session's process and in its helpers, which the server has waited for."""
        return time.process_time() + _ticks(self.db.info.backend_pid, 14, 15) + _ticks(self.server.process.pid, 16, 17)

    def sums(self):
        self.db.execute("DROP TABLE IF EXISTS masses")
        self.db.execute(f"CREATE UNLOGGED TABLE masses AS {self.query}")
        return "masses"


class Direct(Peer):
    form = "direct"


FORMS = {"staged": Peer, "direct": Direct}
