# SPDX-License-Identifier: Apache-2.0
"""One measurement of the Python package in a process of its own: measure.py FOLDER WHAT ROUNDS

FOLDER holds columns of `generate --columns`, and after the first time facts.parquet, made of them, with ids,
kinds and actors as text. Prints a line of JSON: median seconds and seconds of processor, and how many MiB the
peak of memory rose above what the process held with its data loaded (on the first call, before others).
"""
import json
import pathlib
import resource
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "peers"))

import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402


def parquet(folder):
    """The facts as people have them, in one file."""
    path = pathlib.Path(folder) / "facts.parquet"
    if path.exists():
        return path
    import numpy as np

    import data

    f = data.Facts(folder)
    rated = f.kind == data.RATING
    names = [*f.kinds, *[""] * (data.RATING - len(f.kinds)), "rating"]
    text = lambda codes, words, **more: pa.DictionaryArray.from_arrays(
        pa.array(codes, pa.int32(), **more), pa.array(words)).cast(pa.string())
    table = pa.table({
        "supplier": text(f.rel % 1000, [f"S{i:03d}" for i in range(min(1000, f.relationships))]),
        "client": text(f.rel, [f"C{i:07d}" for i in range(f.relationships)]),
        "time": pa.array(f.t, pa.timestamp("us", "UTC")),
        "kind": text(f.kind, names), "actor": text(f.actor, list(data.SIDES)),
        "value": pa.array(f.value, mask=np.isnan(f.value)), "item": text(f.item, f.items, mask=~rated)})
    pq.write_table(table, path, compression="zstd")
    return path


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def now_held():
    """MiB held now."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1048576


def lower_peak():
    """The mark of the peak back to what is held now."""
    with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
        file.write("5")


def ways(path, what):
    """What is loaded, and the call that is timed."""
    import joyfulprofit as jp

    score = lambda frame: jp.score(jp.Facts(frame))
    if what == "pyarrow":
        frame = pq.read_table(path)
        return frame, lambda: pa.table(score(frame))
    if what == "pyarrow, dictionaries":
        words = ["supplier", "client", "kind", "actor", "item"]
        frame = pq.read_table(path, read_dictionary=words).unify_dictionaries()
        return frame, lambda: pa.table(score(frame))
    if what == "Polars":
        import polars as pl

        frame = pl.read_parquet(path)
        return frame, lambda: pl.DataFrame(score(frame))
    if what == "DuckDB":
        import duckdb

        connection = duckdb.connect()
        connection.execute(f"CREATE TABLE facts AS FROM '{path}'")
        return connection, lambda: pa.table(score(connection.sql("FROM facts")))
    if what == "CSV file":
        import pyarrow.csv as pc

        file = path.with_suffix(".csv")
        if not file.exists():
            table = pq.read_table(path)
            stamp = pa.compute.strftime(table["time"], "%Y-%m-%dT%H:%M:%SZ")
            pc.write_csv(table.set_column(table.column_names.index("time"), "time", stamp), file)
        return file, lambda: pa.table(score(str(file)))
    frame = pq.read_table(path).to_pandas()
    if what == "pandas":
        return frame, lambda: score(frame).to_pandas()
    if what == "pandas group-by":
        return frame, lambda: frame.groupby(["supplier", "client"]).agg(
            facts=("time", "size"), first=("time", "min"), last=("time", "max"))
    if what == "lifetimes summary":
        from lifetimes.utils import summary_data_from_transaction_data

        frame["time"] = frame["time"].dt.tz_localize(None)
        return frame, lambda: summary_data_from_transaction_data(frame, "client", "time")
    raise SystemExit(f"measure.py: nothing called {what!r}")


def main():
    folder, what, rounds = sys.argv[1:]
    held, call = ways(parquet(folder), what)
    before = now_held()
    lower_peak()
    result = call()
    rose = peak() - before
    del result
    walls, cpus = [], []
    for _ in range(int(rounds)):
        wall, cpu = time.perf_counter(), time.process_time()
        result = call()
        cpus.append(time.process_time() - cpu)
        walls.append(time.perf_counter() - wall)
        del result
    del held
    print(json.dumps({"what": what, "seconds": statistics.median(walls), "cpu_seconds": statistics.median(cpus),
                      "peak_mib": rose, "held_mib": before}))


if __name__ == "__main__":
    main()
