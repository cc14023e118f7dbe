# SPDX-License-Identifier: Apache-2.0
"""Writes docs/validity.md from what scripts/validity found. Words that judge hang on the numbers."""

import numpy as np

TITLES = {"gla": "GLA: a city authority and its suppliers", "scms": "SCMS: vendors and countries",
          "helpdesk": "Help desk: a software company and its customers",
          "olist": "Olist: sellers of a marketplace (a stratified sample, not a random one)",
          "traders": "Bitcoin-OTC: traders and all others"}
ABOUT = {
    "gla": "Payments of the Greater London Authority, 2013–2022 (ODI Leeds, council-spending-data). A payment is an order by "
           "the client; nothing that a supplier did is logged, so of suppliers the score knows nothing.",
    "scms": "USAID/PEPFAR SCMS delivery history, 2006–2015: quotes, orders, deliveries with their delay.",
    "helpdesk": "Tickets of 397 customers, 2010–2014 (Polato 2017): a case is a request, taking it in charge a reply, resolving it "
                "an issue resolved with its hours, resolving it again a complaint.",
    "olist": "Orders, deliveries with their delay, reviews, 2016–2018 (Olist). All buyers of a seller together are its client.",
    "traders": "Ratings of trust between traders, 2010–2016 (Kumar 2016). A trader is the supplier, all whom he meets together the client; "
               "a rating is a message, and what is said of the other side. The one open log in which both sides rate again and again.",
}
TIE = "a tie"


def verdict(low, high):
    return "better" if low > 0 else "worse" if high < 0 else TIE


def cell(value, form="{:.3f}"):
    return "–" if value is None or not np.isfinite(value) else form.format(value)


def interval(row, name, form):
    if not np.isfinite(row[name]):
        return "–"
    return f"{cell(row[name], form)} [{cell(row[name + '.low'], form)}, {cell(row[name + '.high'], form)}]"


def is_ours(name):
    from joyfulprofit.validate import OURS

    return name in OURS or name.startswith("divorce")


def table(backtest, lead=True):
    head = ["forecast", "AUC", "against silence", "", "Brier", "log loss", "slope", "intercept", "lift 10 %"]
    head += ["lead, days"] if lead else []
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for row in backtest.table.rows():
        name = f"**{row['forecaster']}**" if is_ours(row["forecaster"]) else row["forecaster"]
        base = row["forecaster"] == "days of silence"
        cells = [name, f"{row['auc']:.3f} [{row['auc.low']:.3f}, {row['auc.high']:.3f}]",
                 "" if base else f"{row['gain']:+.3f} [{row['gain.low']:+.3f}, {row['gain.high']:+.3f}]",
                 "" if base else verdict(row["gain.low"], row["gain.high"]),
                 f"{cell(row['brier'])} [{cell(row['brier.low'])}, {cell(row['brier.high'])}]", cell(row["log_loss"]),
                 interval(row, "slope", "{:.2f}"), cell(row["intercept"], "{:+.2f}"), interval(row, "lift_10", "{:.2f}")]
        cells += [f"{cell(row['lead_days'], '{:.0f}')} ({cell(100 * row['alarmed'], '{:.0f}')} %)"] if lead else []
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def row_of(backtest, name):
    for row in backtest.table.rows():
        if row["forecaster"] == name:
            return row
    return None


def judged(backtest):
    """One sentence: the figure that was asked for, and whether it was reached."""
    from joyfulprofit.validate import OURS

    rows = [row for row in backtest.table.rows() if row["forecaster"] in OURS and np.isfinite(row["slope"])]
    best = max(rows, key=lambda row: row["auc"])
    others = [row for row in backtest.table.rows() if not is_ours(row["forecaster"])]
    rival = max(others, key=lambda row: row["auc"])
    reached = best["gain"] >= 0.01 and best["gain.low"] > 0
    against = verdict(best["gain.low"], best["gain.high"])
    sure = 0.9 <= best["slope"] <= 1.1
    said = (f"Our best is *{best['forecaster']}*: {best['gain']:+.3f} of AUC against days of silence, which is "
            f"{against}{'' if reached or against == TIE else ', but not by the .01 that was asked for' if best['gain'] > 0 else ''}; "
            f"slope {best['slope']:.2f}, {'within' if sure else 'outside of'} .9–1.1. ")
    return said + (f"The best of the others is {rival['forecaster']} with {rival['auc']:.3f}, "
                   f"{rival['auc'] - best['auc']:+.3f} of ours.")


def log_section(name, found):
    risk, whole = found["risk"], found["all"]
    spread = (f"{found['origins'][0][:10]} to {found['origins'][-1][:10]} ({len(found['origins'])} origins)")
    silence, divorce = row_of(whole, "days of silence"), row_of(whole, "divorce")
    long_silent = (f"With those too who have been silent for longer than the horizon (n {whole.n:,}, base rate "
                   f"{whole.base_rate:.3f}) days of silence have AUC {silence['auc']:.3f} and divorce {divorce['auc']:.3f}: to "
                   "foretell that the long silent stay silent is easy, and no merit.") if divorce else ""
    return f"""## {TITLES[name]}

{ABOUT[name]} {len(found['facts']):,} facts of {risk_relations(found):,} relationships.

Outcome: no contact by anyone in the next {found['horizon']} days. Origins: {spread}. **n {risk.n:,}, events {risk.events:,}, base rate \
{risk.base_rate:.3f}.**{skipped(risk)}

{table(risk)}

{judged(risk)} {long_silent}
{levels(found) if 'distrust' in found else ''}"""


def difference(backtest, draws):
    """What the terms of both sides' levels add to the AUC, with its interval."""
    told = backtest.predictions
    y, with_them, without = (np.asarray(told[name], float) for name in (
        "outcome", "divorce", "divorce, without both sides' levels"))
    return auc_difference(y, with_them, without, np.asarray(told["supplier"], str), draws)


def auc_difference(y, one, other, group, draws):
    """The AUC of one forecast less that of another of the same, with its interval by draws of whole groups."""
    from joyfulprofit.validate import auc
    from joyfulprofit.validate.metrics import bootstrap

    low, high = bootstrap(group, lambda w: np.array([auc(y, one, w) - auc(y, other, w)]), draws)
    return auc(y, one) - auc(y, other), float(low[0]), float(high[0])


def levels(found):
    distrust = found["distrust"]
    rows = {row["forecaster"]: row["auc"] for row in distrust.table.rows()}
    silence, bad = difference(found["risk"], found["draws"]), difference(distrust, found["draws"])

    def said(values):
        return f"{values[0]:+.3f} [{values[1]:+.3f}, {values[2]:+.3f}], {'a help' if values[1] > 0 else 'a harm' if values[2] < 0 else TIE}"

    return f"""
**What both sides' levels add.** The terms of their response surface change the AUC of divorce by {said(silence)}. Another outcome, handed over as
a table of times: the first time that a trader is rated below 0, in the same days from the same origins (n {distrust.n:,}, events
{distrust.events:,}). There the change is {said(bad)}; divorce has AUC {rows['divorce']:.3f}, recency, frequency and tenure
{rows['recency, frequency, tenure']:.3f}: who deals with many is sooner distrusted, and that is volume, of which divorce has no feature but the quiet
forecast. {"" if max(silence[1], bad[1]) > 0 else "So here both sides' levels are known, and do not tell how it goes on."}
"""


def risk_relations(found):
    return found["facts"].relationships.num_rows


def skipped(backtest):
    return "".join(f" Left out: {name} ({why})." for name, why in backtest.skipped.items())


def reliability_section(found):
    lines = ["| data | score | halves: r | both together | 14 days: r | mean change | volume: rank correlation |",
             "|" + " --- |" * 7]
    every = {**{TITLES[name].split(":")[0]: part for name, part in found["logs"].items()}}
    if "cdnow" in found:
        every["CDNOW"] = found["cdnow"]
    for name, part in every.items():
        r = part["reliability"]
        for i, score in enumerate(r["halves"]["score"].tolist()):
            lines.append(f"| {name} | {score} | {r['halves']['halves'][i]:.2f} | {r['halves']['whole'][i]:.2f} | "
                         f"{r['stability']['r'][i]:.2f} | {r['stability']['mean_change'][i]:.3f} | "
                         f"{r['volume']['rank'][i]:+.2f} |")
    return "\n".join(lines)


def both_forms(c):
    """The quiet forecast on several horizons, and in its plain form; out of time, and recalibrated by customers."""
    quiet, again = "quiet forecast", "quiet forecast, recalibrated"
    plain, ways = c["plain"], c["ways"]
    days = plain["days"]

    def shown(name, found):
        cells = []
        for row in (row_of(found["timed"], quiet), row_of(found["timed"], again), row_of(found["folded"], again)):
            cells += [f"{row['auc']:.4f}", f"{row['brier']:.4f}", f"{row['log_loss']:.4f}", f"{row['slope']:.3f}"]
        return f"| {name} | " + " | ".join(cells) + " |"

    several, one = c["timed"].predictions, plain["timed"].predictions
    if several["client"].tolist() != one["client"].tolist():
        raise ValueError("the two forms forecast others, or in another order")
    gain, low, high = auc_difference(np.asarray(one["outcome"], float), np.asarray(one[quiet], float),
                                     np.asarray(several[quiet], float), np.asarray(one["client"], str), plain["draws"])
    half_way = {name: rows[0]["log_loss"] for name, rows in ways.items()}
    together, narrow = half_way["half of the history, a quarter, an eighth, a sixteenth"], half_way[f"the last {days} days"]
    tried = ", ".join(f"{row['log_loss']:.4f} with {width}" for width, row in plain["tried"].items())
    return f"""**The plain form.** Section 8 of [the method](method.md) fitted on one earlier origin, over one horizon of {days} days, is all that an earlier page
had; here it is beside the form above.

| quiet forecast | AUC | Brier | log loss | slope | recalibrated: AUC | Brier | log loss | slope | by customers: AUC | Brier | log loss | slope |
|{" --- |" * 13}
| asked for | .769 | .1610 | | | | .1595 | | .95–1.05 | | .1595 | | .95–1.05 |
{shown(f"several horizons{', **chosen**' if together < narrow else ''}", c)}
{shown(f"plain: the last {days} days", plain)}

The first eight figures are out of time, from facts of before the origin alone; the last four are of the first fit, recalibrated on the outcomes of
the other nine tenths of the customers in the 39 weeks that are forecast, so out of sample and not out of time. Both the choice between the two
(log loss half-way: {together:.4f} with several horizons, {narrow:.4f} with the last {days} days) and that of {days} days (log loss of the 91 days
from 1997-07-01: {tried}) were made inside the first 39 weeks; but what the plain form gives in the
test stood on that page before several horizons were tried. The AUC of the plain form less that of the other is {gain:+.4f} \
[{low:+.4f}, {high:+.4f}] in the test: {verdict(low, high)}.
"""


def cdnow_section(c):
    quiet, recal = row_of(c["timed"], "quiet forecast"), row_of(c["timed"], "quiet forecast, recalibrated")
    folded, bg = row_of(c["folded"], "quiet forecast, recalibrated"), row_of(c["timed"], "BG/NBD")
    plain = row_of(c["folded"], "quiet forecast")
    best = min(c["ways"], key=lambda name: c["ways"][name][0]["log_loss"])
    tried = "\n".join(f"| {name}{', **chosen**' if name == best else ''} | " + " | ".join(
        f"{row['auc']:.4f} | {row['brier']:.4f} | {row['log_loss']:.4f} | {row['slope']:.2f}, {row['intercept']:+.2f}"
        for row in rows) + " |" for name, rows in c["ways"].items())
    fit = c["bg_nbd"]

    def reached(ok):
        return "reached" if ok else "**not reached**"

    return f"""## CDNOW: {c['facts'].relationships.num_rows:,} customers, 39 weeks and 39 weeks

Purchases of all customers who first bought in the first twelve weeks of 1997; several on a day are one, as is usual with these data. Origin
1997-09-30, horizon {c['timed'].horizon_days:g} days. **n {c['timed'].n:,}, events {c['timed'].events:,}, base rate {c['timed'].base_rate:.3f}.**

39 weeks of history hold no origin whose horizon of 39 weeks is over. Then a back-test does as it says of itself: what learns from outcomes
learns on a quarter of the history; the quiet forecast, being a law of time, on the latest half, quarter, eighth and sixteenth together; and
its recalibration from how a forecast made so half-way, of the other half, had to be put right. That several horizons are better than one was
settled by log loss within the first 39 weeks, from the first half of which the second was forecast, before the test; what the others would
have given in the test stands beside it, and chose nothing. (At the quarter, where the last line is put right before it is tried half-way, some
of these customers had not come yet.)

| fitted on | half-way: AUC | Brier | log loss | slope, intercept | test: AUC | Brier | log loss | slope, intercept |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
{tried}

**Out of time.** The quiet forecast and BG/NBD are laws of time, and give a probability for any horizon. The others give one for a quarter
of 39 weeks, whence their Brier scores and slopes; their AUC is what counts.

{table(c['timed'], lead=False)}

**Out of sample, not out of time.** Learnt from the outcomes of the other nine tenths of the customers over the same 39 weeks, which is more
than anybody would have had on that day. The plain quiet forecast is fitted on them too; the recalibrated one is fitted as above, on time
alone, and only recalibrated on them.

{table(c['folded'], lead=False)}

| figure | asked for | out of time | | by customers | |
| --- | --- | --- | --- | --- | --- |
| AUC of the quiet forecast, to three digits | .769 | {quiet['auc']:.4f} | {reached(round(quiet['auc'], 3) >= 0.769)} | | |
| its Brier score | .1610 | {quiet['brier']:.4f} | {reached(quiet['brier'] <= 0.161)} | | |
| recalibrated, Brier score | .1595 | {recal['brier']:.4f} | {reached(recal['brier'] <= 0.1595)} | {folded['brier']:.4f} | \
{reached(folded['brier'] <= 0.1595)} |
| recalibrated, slope | .95–1.05 | {recal['slope']:.3f} | {reached(0.95 <= recal['slope'] <= 1.05)} | {folded['slope']:.3f} | \
{reached(0.95 <= folded['slope'] <= 1.05)} |

Fitted on the outcomes of the other nine tenths over these very 39 weeks, its AUC is {plain['auc']:.4f}: what is likeliest is not what ranks
best, and no choice of what to fit on was made by the ranks. What is missing of the Brier score out of time is the level, intercept \
{recal['intercept']:+.2f}: {'more' if recal['intercept'] < 0 else 'fewer'} came back than the first 39 weeks let expect.

{both_forms(c)}
The quiet forecast has {quiet['auc'] - bg['auc']:+.3f} of AUC against BG/NBD, and {quiet['brier'] - bg['brier']:+.4f} of Brier score. That the harness is
right about BG/NBD: on the 1/10 sample ({fit['n']:,} customers) it finds

| | r | alpha | a | b | log likelihood |
| --- | --- | --- | --- | --- | --- |
| published (Fader, Hardie, Lee 2005) | .243 | 4.414 | .793 | 2.426 | -9582.4 |
| found | {fit['r']:.4f} | {fit['alpha']:.4f} | {fit['a']:.4f} | {fit['b']:.4f} | {fit['log_likelihood']:.1f} |
"""


def rated_section(found):
    parts = ["## What two sides say of each other\n"]
    agreement = [row for name in ("casino", "bitcoin", "couples", "kservqual") if name in found
                 for row in found[name]["agreement"]]
    surfaces = [found[name]["surface"] for name in ("casino", "couples", "kservqual") if name in found]
    parts.append("How far both agree, and the limits within which 95 % of their differences lie:\n\n"
                 "| | n | ICC(A,1) | Lin's CCC | mean difference and limits |\n| --- | --- | --- | --- | --- |\n"
                 + "\n".join(agreement) + "\n")
    parts.append("Is it the level of what both say, or the gap between them? Response surfaces: R² of the levels alone and with the "
                 "squares and the product; slope and bend along agreement and along disagreement (standard error).\n\n"
                 "| outcome | n | R², levels | R², surface | level | its bend | gap | its bend |\n" + "|" + " --- |" * 8 + "\n"
                 + "\n".join(surfaces) + "\n")
    if "couples" in found:
        c = found["couples"]
        parts.append(f"**Couples** (Acitelli 1997, {c['n']} couples): the gap in tension correlates {c['gap'][0]:+.2f} [{c['gap'][1]:.2f}, "
                     f"{c['gap'][2]:.2f}] with joint satisfaction, its level {c['level'][0]:+.2f} [{c['level'][1]:.2f}, {c['level'][2]:.2f}].\n")
    if "casino" in found:
        c = found["casino"]
        parts.append(f"**CaSiNo** (Chawla 2021, {c['n']:,} negotiations, {c['events']} walk-aways). What is rated afterwards knows the outcome; "
                     "the talk alone does not:\n\n" + c["table"] + "\n\nOf a talk without a word of what was said the score "
                     "knows only that it took place and was answered, and long disputes have many messages: an AUC below .5 is the wrong "
                     "way round.\n")
    if "bitcoin" in found:
        b = found["bitcoin"]
        parts.append(f"**Bitcoin-OTC** (Kumar 2016, {b['n']:,} pairs that rated each other): who rates first foretells a bad rating in return "
                     f"({b['events']} of them) with AUC {b['auc'][0]:.3f} [{b['auc'][1]:.3f}, {b['auc'][2]:.3f}]. The raw differences have a "
                     f"standard deviation of {b['raw_sd']:.3f}; the library's belief gap, from one rating by each, {b['shrunk_sd']:.3f}: one "
                     "word against another is hardly evidence of a gap.\n")
    if "kservqual" in found:
        k = found["kservqual"]
        parts.append(f"**K-SERVQUAL** ({k['n']} complete answers): overall satisfaction correlates {k['level'][0]:.2f} [{k['level'][1]:.2f}, "
                     f"{k['level'][2]:.2f}] with what was perceived and {k['gap'][0]:.2f} [{k['gap'][1]:.2f}, {k['gap'][2]:.2f}] with perception "
                     f"minus expectation. The {k['items']} items of perception: alpha {k['alpha']:.2f}, omega {k['omega']:.2f}.\n")
    return "\n".join(parts)


def fitted_section(fit):
    rows = "\n".join(f"| {r['what']} | {r['category']} | {r['factor']:.2f} | {r['gain']:.4f} |" for r in fit.table.rows())
    moved = rows or "| none | | | |"
    return f"""## Fitting the model itself

Half-lives by dimension and the scale of adverse evidence by category of kinds, on SCMS, origins 2009–2012, by prequential likelihood of the
outcome given health, with the experts' numbers as the prior; compared at 2014 with what was learnt at 2013: one origin, so without an
interval.

| what | category | factor | gain of log loss in the fit |
| --- | --- | --- | --- |
{moved}

At the later origin log loss went from {fit.before['log_loss']:.4f} to {fit.after['log_loss']:.4f}, AUC from {fit.before['auc']:.3f} to {fit.after['auc']:.3f}: \
{'it helped' if fit.helped else 'it did **not** help, so the experts’ numbers stay'}. The default model is as the experts made it in either case.
"""


def limits(found):
    best, tie, worse = [], [], []
    names = {name: TITLES[name].split(":")[0] for name in found["logs"]}
    for name, part in found["logs"].items():
        row = row_of(part["risk"], "divorce")
        if row:
            {"better": best, TIE: tie, "worse": worse}[verdict(row["gain.low"], row["gain.high"])].append(names[name])
    alone = [names[name] for name, part in found["logs"].items()
             if all(row_of(part["risk"], s)["gain.low"] <= 0 for s in ("1 - closure", "1 - health"))]
    return f"""## What it predicts, what it does not, what cannot be known

- **The fitted forecast of divorce** beats days of silence on {', '.join(best) or 'none'}; ties with it on {', '.join(tie) or 'none'}; is worse on
  {', '.join(worse) or 'none'}. Where nothing but orders is logged, recency, frequency and tenure are all there is, and a plain logistic regression on
  them does about as well, and BG/NBD ranks not much worse on some. A tie with days of silence is a tie: where there are a few hundred events, no
  difference of .01 can be seen, and where every forecaster's slope is far below 1, as at the help desk, the customers have changed.
- **Closure and health by themselves are no forecast of silence.** They are not better than days of silence on {', '.join(alone) or 'any'}.
  They say how things stand, by the experts' weights; use the risk index for ranks, and a fitted forecast for probabilities.
- **Probabilities hold as long as the past does.** A slope below 1 at later origins means that things had changed since the fit: look at the slope of the
  proof that comes with each forecast.
- **On logs of one kind of event a score is mostly volume.** Its correlation with the number of contacts is in the table of reliability; it
  should be low, and on such logs it is not. Two halves of a relationship's facts agree only so far: the headlines are to be read with their intervals.
- **The gap between two views predicts little, their level a lot**, on couples and negotiations; in the survey perception minus
  expectation says no more than perception alone. As [the method](method.md) says, a gap is never shown without both levels.
- **Not to be known from these data:** whether suffering, control and resignation are what the essays say; whether advice helps; whether
  a relationship that ended would have gone on. No open log has typed events of both sides, ratings by both, and the ends of contracts.
  Silence is not divorce: it is what can be seen of it.
"""


def write(found, model, draws):
    sections = [log_section(name, part) for name, part in found["logs"].items()]
    cdnow = cdnow_section(found["cdnow"]) if "cdnow" in found else ""
    late = ""
    if "late" in found:
        g = found["late"]
        late = (f"**Known groups.** Olist's late deliveries are rated {g['late']:.2f} stars, punctual ones {g['punctual']:.2f} (AUC {g['auc']:.3f}): "
                "what the model takes as adverse is what clients complain of.\n")
    return f"""# Does the score mean anything?

This page is written by `scripts/validity DATA`; no number in it was typed but those published or asked for. It tries the default model (version {model.version},
`{model.hash[:12]}`) and what `joyfulprofit.validate` fits, on open data, and says what came out, good or bad. How to do the
same on your own facts: `joyfulprofit.validate.backtest(facts, outcomes, origins, horizon)`.

**How it is tried.** At each origin a forecaster sees the facts that had happened and were recorded by then. What it has to learn, it learns at
earlier origins whose horizon is over by that moment, so nothing of the future reaches it: on the latest of these; what is recalibrated is fitted
before, and recalibrated on the latest. Forecast are relationships with a contact within the last horizon: the others' silence has come already.
No parameter was fitted on the outcomes of a test. The features of divorce are all that the method names, and its penalty is chosen within the
fit; an earlier page had nine of them, with an AUC of .782 on GLA, .812 on SCMS, .693 at the help desk and .749 on Olist. Two things about the protocol were settled after a first look at such outcomes, and are
said so: that only those at risk are forecast (what comes out with everybody stands in each section), and that several purchases of
CDNOW on one day are one (counted one by one the quiet forecast did slightly worse). Intervals are 95 % of {draws} draws of whole relationships. *Better*, *{TIE}*, *worse*: the interval of the
difference in AUC from days of silence is above, around, below 0. **Bold** is ours. *Lead*: days from the first alarm (highest tenth) to the
day when silence has lasted for the horizon, median, and the share of ends that had an alarm. Indices are turned into probabilities by a
logistic regression at the earlier origin. "Without both sides' levels" leaves the terms of their response surface out.

{chr(10).join(sections)}
{cdnow}
{rated_section(found)}
## Reliability

Each relationship's facts dealt at random into two halves (four facts at least), and what both halves together would have (Spearman and Brown);
the same relationship 14 days later; and the rank correlation with the number of contacts, which should be low.

{reliability_section(found)}

{late}
{fitted_section(found['fitted']) if 'fitted' in found else ''}
{limits(found)}"""
