"""A model of one's own: change a number, see what differs, keep it as a file: python own_model.py

SPDX-License-Identifier: Apache-2.0
"""
import tempfile
from pathlib import Path

import joyfulprofit as jp

DATA = Path(__file__).resolve().parent.parent / "data"

default = jp.Model.default()
# In our trade a late delivery is forgotten sooner, and a praise counts for more than three months.
ours = default.replace(name="our trade", version="1.0.0", indicators={
    "suffering.client.bad_service": {"half_life_days": 60},
    "excite.client": {"half_life_days": 120},
})
for row in ours.diff(default).rows():
    print(row)

with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "our_trade.json"
    ours.save(path)
    assert jp.Model.load(path).hash == ours.hash

for model in (default, ours):
    table = jp.score(jp.Facts(DATA / "story.csv", model=model))
    print(f"{model.name} {model.version} ({model.hash[:12]}): mean health {table['health'].mean():.4f}")
