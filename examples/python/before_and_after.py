"""What changed since spring, and what if one fact had not been: python before_and_after.py

SPDX-License-Identifier: Apache-2.0
"""
from pathlib import Path

import joyfulprofit as jp

DATA = Path(__file__).resolve().parent.parent / "data"
PAIR = {"supplier": "Quickbyte Systems", "client": "Meadow Clinics"}

facts = jp.Facts(DATA / "story.csv")
change = jp.compare(facts, "2024-03-01T00:00:00Z", **PAIR)
print(f"health from {change.before['health']:.3f} to {change.after['health']:.3f}")

print("\nMonth by month:")
for row in jp.timeline(facts, **PAIR, every_days=30).rows():
    print(f"  {row['as_of']:%Y-%m-%d}  health {row['health']:.3f}  closure {row['closure']:.3f}")

defect = next(row for row in jp.explain(facts, **PAIR).contributions.rows() if row["kind"] == "defect_reported")
without = jp.what_if(facts, **PAIR, without=[defect["row"]])
print(f"\nWithout the defect of {defect['time']:%d %B %Y} health would be {without.health_after:.4f} "
      f"instead of {without.health_before:.4f}.")
