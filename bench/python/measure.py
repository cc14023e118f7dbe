# SPDX-License-Identifier: Apache-2.0
"""One measurement of the Python package in a process of its own: measure.py FOLDER WHAT ROUNDS

FOLDER holds columns of `generate --columns`, and after the first time facts.parquet, made of them, with ids,
kinds and actors as text. Prints a line of JSON: median seconds and seconds of processor; of ours also those of
scoring facts that are there already, in the same rounds; and how many MiB the peak of memory rose above what the
process held with its data loaded (on the first call, before others), beside what columns and result take.
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


def megabytes(frame):
    """How many MiB the columns of a frame take; None where that is not known."""
    if hasattr(frame, "nbytes"):
        return frame.nbytes / 1048576
    if hasattr(frame, "memory_usage"):
        return float(frame.memory_usage(index=False, deep=True).sum()) / 1048576
    return frame.estimated_size() / 1048576 if hasattr(frame, "estimated_size") else None


def dictionaries(path):
    """The facts with ids and kinds as numbers and words."""
    words = ["supplier", "client", "kind", "actor", "item"]
    return pq.read_table(path, read_dictionary=words).unify_dictionaries()


def streamed(what, path):
    """What is loaded, and the call that scores it as it is, a relationship after the other; None: not that."""
    import joyfulprofit as jp

    if what not in ("pyarrow, streamed", "pyarrow, dictionaries, streamed"):
        return None
    frame = dictionaries(path) if "dictionaries" in what else pq.read_table(path)
    latest = frame["time"].to_numpy().max()
    return frame, lambda: pa.table(jp.score_stream(frame, latest, threads=2))


def ours(what, path):
    """What is loaded, how facts are read from it, and what becomes of scores; None: not one of ours."""
    import joyfulprofit as jp

    if what == "pyarrow":
        frame = pq.read_table(path)
        return frame, lambda: jp.Facts(frame), pa.table
    if what == "pyarrow, dictionaries":
        frame = dictionaries(path)
        return frame, lambda: jp.Facts(frame), pa.table
    if what == "Polars":
        import polars as pl

        frame = pl.read_parquet(path)
        return frame, lambda: jp.Facts(frame), pl.DataFrame
    if what == "DuckDB":
        import duckdb

        connection = duckdb.connect()
        connection.execute(f"CREATE TABLE facts AS FROM '{path}'")
        return connection, lambda: jp.Facts(connection.sql("FROM facts")), pa.table
    if what == "pandas":
        frame = pq.read_table(path).to_pandas()
        return frame, lambda: jp.Facts(frame), lambda scores: scores.to_pandas()
    if what == "CSV file":
        import pyarrow.csv as pc

        file = path.with_suffix(".csv")
        if not file.exists():
            table = pq.read_table(path)
            stamp = pa.compute.strftime(table["time"], "%Y-%m-%dT%H:%M:%SZ")
            pc.write_csv(table.set_column(table.column_names.index("time"), "time", stamp), file)
        return file, lambda: jp.Facts(str(file)), pa.table
    return None


def theirs(what, path):
    """What is loaded, and the call that is timed."""
    frame = pq.read_table(path).to_pandas()
    if what == "pandas, ids looked at":
        return frame, lambda: frame["client"].str.len().sum()
    if what == "pandas, ids numbered":
        import pandas as pd

        return frame, lambda: pd.factorize(frame["client"])
    if what == "pandas group-by":
        return frame, lambda: frame.groupby(["supplier", "client"]).agg(
            facts=("time", "size"), first=("time", "min"), last=("time", "max"))
    if what == "lifetimes summary":
        from lifetimes.utils import summary_data_from_transaction_data

        frame["time"] = frame["time"].dt.tz_localize(None)
        return frame, lambda: summary_data_from_transaction_data(frame, "client", "time")
    raise SystemExit(f"measure.py: nothing called {what!r}")


def timed(call):
    """Seconds, and seconds of processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = call()
    taken = time.perf_counter() - wall, time.process_time() - cpu
    del result
    return taken


def main():
    import joyfulprofit as jp

    folder, what, rounds = sys.argv[1:]
    path = parquet(folder)
    way, stream = ours(what, path), streamed(what, path)
    held, read, finish = way if way else (*(stream or theirs(what, path)), None)
    call = (lambda: finish(jp.score(read()))) if way else read
    before = now_held()
    lower_peak()
    result = call()
    row = {"what": what, "peak_mib": peak() - before, "held_mib": before, "input_mib": megabytes(held),
           "result_mib": megabytes(result)}
    del result
    facts = read() if way else jp.Facts(held) if stream else None
    taken, engine = [], []
    for _ in range(int(rounds)):
        taken.append(timed(call))
        if facts:
            engine.append(timed(lambda: jp.score(facts)))
    row["seconds"], row["cpu_seconds"] = (statistics.median(column) for column in zip(*taken))
    if facts:
        row["engine_seconds"], row["engine_cpu_seconds"] = (statistics.median(column) for column in zip(*engine))
    print(json.dumps(row))


if __name__ == "__main__":
    main()
