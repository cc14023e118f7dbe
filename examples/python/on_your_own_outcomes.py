"""Does a score foretell how things went on? A back-test, and a forecast fitted on one's own past.

Needs pip install '.[validate]' in the source folder. Run: python on_your_own_outcomes.py

SPDX-License-Identifier: Apache-2.0
"""
from pathlib import Path

import joyfulprofit as jp
from joyfulprofit import validate

DATA = Path(__file__).resolve().parent.parent / "data"
facts = jp.Facts(DATA / "scms_deliveries.csv")


def new_year(year: int) -> str:
    return f"{year}-01-01T00:00:00Z"


# What would have been forecast at the beginning of three years: who makes no contact in the next 365 days? A kind such as
# "termination", or a table of your own with supplier, client and time, are outcomes too. What is learnt, is learnt at
# earlier moments whose outcomes were known by then.
names = ("quiet forecast", "divorce", "risk index")
forecasters = {name: validate.OURS[name] for name in names}
forecasters |= {name: validate.COMPARATORS[name] for name in ("days of silence", "recency, frequency, tenure")}
tried = validate.backtest(facts, origins=[new_year(y) for y in (2012, 2013, 2014)], horizon=365, forecasters=forecasters,
                          draws=50)
print(f"{tried.n} forecasts, {tried.events} fell silent")
for row in tried.table.rows():
    print(f"{row['forecaster']:28} AUC {row['auc']:.2f} [{row['auc.low']:.2f}, {row['auc.high']:.2f}], slope {row['slope']:.2f}")

# A model that forecasts: fitted, recalibrated a year later, proved another year later. It says how it did there with every
# forecast, and refuses whom it has never seen the like of.
model = validate.fit_quiet(facts, new_year(2011), 365, recalibrate_at=new_year(2012), prove_at=new_year(2013))
model = validate.fit_divorce(facts, [new_year(2010), new_year(2011)], 365, recalibrate_at=new_year(2012),
                             prove_at=new_year(2013), model=model)
proof = model.to_dict()["divorce"]["fitted"]
print(f"Proved on {proof['date']} with {proof['n']} forecasts, {proof['events']} events: Brier score {proof['brier']:.3f}, "
      f"slope {proof['slope']:.2f}")
table = jp.forecast(facts, new_year(2015), model)
given = ~table.missing("divorce")
print(f"{given.sum()} of {table.num_rows} relationships are forecast for 2015; most at risk:")
for row in table.top("divorce", 3).rows():
    print(f"{row['divorce']:.2f} {row['supplier']}, {row['client']}")
