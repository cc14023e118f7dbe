"""Why a relationship scores as it does, and what would help most: python why_and_what_next.py

SPDX-License-Identifier: Apache-2.0
"""
from pathlib import Path

import numpy as np

import joyfulprofit as jp

DATA = Path(__file__).resolve().parent.parent / "data"
PAIR = {"supplier": "Quickbyte Systems", "client": "Meadow Clinics"}

facts = jp.Facts(DATA / "story.csv")
print("Whom to look at first:")
for row in jp.look_first(facts, count=3).rows():
    print(f"  {row['client']} ({row['band']}): {row['action']} could help")

why = jp.explain(facts, **PAIR)
print(why.text())
print(f"closure {why.closure.value:.2f} ({why.closure.low:.2f} to {why.closure.high:.2f}), "
      f"coverage {why.closure.coverage:.2f}\n")

indicators = why.indicators
worst = np.argsort(indicators["health"])[:5]
print("What pulls health down most, in shares that add up to health minus its baseline:")
for i in worst:
    print(f"  {indicators['health'][i]:+.4f}  {indicators['label'][i]} ({indicators['side'][i]})")

print("\nWhat the supplier might do, and what the model expects of it (not a promise):")
for action in jp.next_actions(facts, **PAIR).head(3).rows():
    print(f"  {action['health']:+.3f}  {action['label']}")
