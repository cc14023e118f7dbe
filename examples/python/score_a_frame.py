"""From a pandas frame to who needs attention first: python score_a_frame.py

SPDX-License-Identifier: Apache-2.0
"""
from pathlib import Path

import pandas as pd

import joyfulprofit as jp

DATA = Path(__file__).resolve().parent.parent / "data"

frame = pd.read_csv(DATA / "scms_deliveries.csv", parse_dates=["time"])
facts = jp.Facts(frame)  # columns are already called supplier, client, time, kind, actor, value
table = jp.score(facts, as_of="2012-06-30T00:00:00Z", want=["headlines", "silence"])

scores = table.to_pandas()
print(f"{len(facts)} facts of {table.num_rows} relationships, as of 30 June 2012")
print(scores["status"].value_counts().to_string())

known = scores[scores["status"] == "known"].sort_values("health")
columns = ["supplier", "client", "health", "closure", "closure.coverage", "silence.client.days"]
print("\nKnown relationships, the least healthy first:")
print(known[columns].head(5).round(3).to_string(index=False))
