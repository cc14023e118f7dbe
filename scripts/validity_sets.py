# SPDX-License-Identifier: Apache-2.0
"""The data sets of docs/validity.md as facts. Each function takes the folder that holds its files.

What each record becomes is said where it is made. Nobody's rating is guessed, and a side of which nothing is logged has
no facts.
"""
import csv
import datetime
import json
import pathlib

import joyfulprofit as jp

import convert_scms

COLUMNS = ("supplier", "client", "time", "kind", "actor", "value", "item")


class Rows:
    """Facts in the making."""

    def __init__(self):
        self.columns = {name: [] for name in COLUMNS}

    def add(self, supplier, client, time, kind, actor, value=None, item=None):
        for name, cell in zip(COLUMNS, (supplier, client, time, kind, actor, value, item)):
            self.columns[name].append(cell)

    def facts(self):
        """Columns that nothing stands in are left out."""
        kept = {name: cells for name, cells in self.columns.items() if any(cell is not None for cell in cells)}
        return jp.Facts(kept, kinds=None)


def moment(when):
    """A naive time of these files, all of which are taken as UTC."""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def noon(text, form):
    """A date without a time of day."""
    return datetime.datetime.strptime(text, form).strftime("%Y-%m-%dT12:00:00Z")


def cdnow(folder, name="CDNOW_master.txt"):
    """A day on which a customer bought -> order_placed by the client; several purchases on a day are one."""
    days = set()
    for line in (pathlib.Path(folder) / name).read_text(encoding="ascii").splitlines():
        parts = line.split()
        date = 2 if name == "CDNOW_sample.txt" else 1
        if len(parts) >= 4 and parts[date].isdigit():
            days.add((parts[0], parts[date]))
    rows = Rows()
    for customer, day in sorted(days):
        rows.add("CDNOW", customer, noon(day, "%Y%m%d"), "order_placed", "client")
    return rows.facts()


def gla(folder):
    """A payment -> order_placed by the client, the authority; nothing that a supplier did is logged."""
    rows = Rows()
    with open(pathlib.Path(folder) / "gla_spend.csv", newline="", encoding="utf-8") as stream:
        for line in csv.DictReader(stream):
            rows.add(line["supplier"], "GLA", noon(line["payment_date"], "%Y-%m-%d"), "order_placed", "client")
    return rows.facts()


def scms(folder):
    """As scripts/convert_scms.py: quotes, orders and deliveries between vendors and countries."""
    text = (pathlib.Path(folder) / "SCMS_Delivery_History_Dataset.csv").read_text(encoding="utf-8", errors="replace")
    lines = list(csv.DictReader(text.replace("\r\n", "\n").replace("\r", "\n").splitlines(), delimiter="\t"))
    rows = Rows()
    for supplier, client, when, kind, actor, value, _ in convert_scms.facts_of(lines):
        rows.add(supplier, client, when.strftime("%Y-%m-%dT12:00:00Z"), kind, actor,
                 None if value == "" else float(value))
    return rows.facts()


def helpdesk(folder):
    """First event of a case -> request_made; take in charge -> reply; resolve -> issue_resolved, value = hours since
    the case opened; a second resolve -> complaint by the client an hour before it. Waiting is nothing."""
    cases = {}
    with open(pathlib.Path(folder) / "helpdesk.csv", newline="", encoding="utf-8") as stream:
        for line in csv.DictReader(stream):
            when = datetime.datetime.strptime(line["Complete Timestamp"][:19], "%Y/%m/%d %H:%M:%S")
            cases.setdefault(line["Case ID"], []).append((when, line["Activity"].lower(), line["customer"]))
    rows = Rows()
    for events in cases.values():
        events.sort()
        opened, _, customer = events[0]
        rows.add("Helpdesk", customer, moment(opened), "request_made", "client")
        resolved = 0
        for when, activity, _ in events:
            if activity.startswith("take in charge"):
                rows.add("Helpdesk", customer, moment(when), "reply", "supplier")
            elif activity.startswith("resolve"):
                if resolved:
                    before = max(opened, when - datetime.timedelta(hours=1))
                    rows.add("Helpdesk", customer, moment(before), "complaint", "client")
                resolved += 1
                hours = (when - opened).total_seconds() / 3600
                rows.add("Helpdesk", customer, moment(when), "issue_resolved", "supplier", hours)
    return rows.facts()


def _table(folder, name):
    with open(pathlib.Path(folder) / name, newline="", encoding="utf-8") as stream:
        yield from csv.DictReader(stream)


def _time(text):
    return datetime.datetime.strptime(text, "%Y-%m-%d %H:%M:%S") if text else None


def olist(folder):
    """A seller is the supplier, the marketplace's buyers together the client. Purchase -> order_placed; delivery ->
    milestone_delivered, value = days after the estimate; review -> rating by the client of bad service."""
    sellers, reviews = {}, {}
    for line in _table(folder, "olist_order_items_dataset.csv"):
        sellers.setdefault(line["order_id"], set()).add(line["seller_id"])
    for line in _table(folder, "olist_order_reviews_dataset.csv"):
        if line["review_score"].isdigit() and _time(line["review_answer_timestamp"]):
            reviews.setdefault(line["order_id"], []).append(line)
    rows, late = Rows(), []
    for order in _table(folder, "olist_orders_dataset.csv"):
        bought, came = _time(order["order_purchase_timestamp"]), _time(order["order_delivered_customer_date"])
        due = _time(order["order_estimated_delivery_date"])
        delay = None if came is None or due is None else max(0.0, (came - due).total_seconds() / 86400)
        found = [(_time(r["review_answer_timestamp"]), int(r["review_score"])) for r in reviews.get(order["order_id"], [])]
        if delay is not None and found:
            late.append((delay > 0, found[0][1]))
        for seller in sorted(sellers.get(order["order_id"], ())):
            rows.add(seller, "buyers", moment(bought), "order_placed", "client")
            if delay is not None:
                rows.add(seller, "buyers", moment(came), "milestone_delivered", "supplier", delay)
            for when, score in found:
                rows.add(seller, "buyers", moment(when), "rating", "client", (5 - score) / 4,
                         "suffering.client.bad_service")
    return rows.facts(), late


SATISFACTION = {"Extremely dissatisfied": 0.0, "Slightly dissatisfied": 0.25, "Undecided": 0.5,
                "Slightly satisfied": 0.75, "Extremely satisfied": 1.0}
LIKING = {"Extremely dislike": 0.0, "Slightly dislike": 0.25, "Undecided": 0.5, "Slightly like": 0.75,
          "Extremely like": 1.0}


def casino(folder):
    """A line of chat -> message, its index in minutes; satisfaction -> fairness, liking -> love, rated after the talk
    by each of the other. Gives facts of the talk, facts with the ratings, and per talk: walked away, the ratings."""
    talk, rated, found = Rows(), Rows(), []
    start = datetime.datetime(2020, 1, 1)
    for part in ("train", "valid", "test"):
        for number, dialogue in enumerate(json.loads((pathlib.Path(folder) / f"casino_{part}.json").read_text("utf-8"))):
            name = f"{part}-{number}"
            sides = dict(zip(sorted(dialogue["participant_info"]), ("client", "supplier")))
            lines = [line for line in dialogue["chat_logs"] if line["id"] in sides]
            walked = any(line["text"] == "Walk-Away" for line in lines)
            said = [line for line in lines if line["text"] not in
                    ("Submit-Deal", "Accept-Deal", "Reject-Deal", "Walk-Away")]
            for minute, line in enumerate(said):
                for rows in (talk, rated):
                    rows.add("talks", name, moment(start + datetime.timedelta(minutes=minute)), "message",
                             sides[line["id"]])
            end = moment(start + datetime.timedelta(days=1))
            row = {"client": name, "walked": walked}
            for who, side in sides.items():
                outcome = dialogue["participant_info"][who]["outcomes"]
                said_of = (SATISFACTION[outcome["satisfaction"]], LIKING[outcome["opponent_likeness"]])
                row[side + "_rating"] = said_of
                rated.add("talks", name, end, "rating", side, said_of[0], "pillar.fairness")
                rated.add("talks", name, end, "rating", side, said_of[1], "pillar.love")
            found.append(row)
    return talk.facts(), rated.facts(), found


def bitcoin(folder):
    """A rating of one trader by another -> rating of trust, (weight + 10) / 20. Of each pair that rated both ways, the
    one with the smaller number is the client. Gives facts of these pairs and (client's, supplier's, first by, times)."""
    ratings = {}
    with open(pathlib.Path(folder) / "soc-sign-bitcoinotc.csv", newline="", encoding="ascii") as stream:
        for line in csv.DictReader(stream):
            ratings[int(line["Source"]), int(line["Target"])] = (float(line["Timestamp"]), (int(line["Weight"]) + 10) / 20)
    rows, pairs = Rows(), []
    for (a, b), (when, value) in sorted(ratings.items()):
        if a >= b or (b, a) not in ratings:
            continue
        back_when, back = ratings[b, a]
        for time, said, side in ((when, value, "client"), (back_when, back, "supplier")):
            at = datetime.datetime.fromtimestamp(time, datetime.timezone.utc)
            rows.add(str(b), str(a), moment(at), "rating", side, said, "pillar.trust")
        pairs.append((value, back, when <= back_when))
    return rows.facts(), pairs


def traders(folder):
    """A trader is the supplier, all others together the client. A rating of the trader -> message and rating of trust by
    the client; a rating by the trader -> message and rating of trust by the supplier. Also gives when each trader is
    first rated below 0."""
    rows, first = Rows(), {}
    with open(pathlib.Path(folder) / "soc-sign-bitcoinotc.csv", newline="", encoding="ascii") as stream:
        for line in csv.DictReader(stream):
            when = moment(datetime.datetime.fromtimestamp(float(line["Timestamp"]), datetime.timezone.utc))
            trust = (float(line["Weight"]) + 10) / 20
            for trader, side in ((line["Target"], "client"), (line["Source"], "supplier")):
                rows.add(trader, "market", when, "message", side)
                rows.add(trader, "market", when, "rating", side, trust, "pillar.trust")
            if trust < 0.5:
                first[line["Target"]] = min(when, first.get(line["Target"], when))
    distrusted = {"supplier": list(first), "client": ["market"] * len(first), "time": list(first.values())}
    return rows.facts(), distrusted


def couples(folder):
    """One row a couple: satisfaction and tension of both partners; the actor is the first row of each couple."""
    found = {}
    for line in _table(folder, "acitelli_pairwise.csv"):
        if line["CoupleID"] not in found:
            found[line["CoupleID"]] = {key: float(line[key]) for key in
                                       ("Satisfaction_A", "Satisfaction_P", "Tension_A", "Tension_P")
                                       if line[key] not in ("", "NA")}
    return [row for row in found.values() if len(row) == 4]


def kservqual(folder):
    """Expectations and perceptions of the 20 items on 1 to 7, and overall satisfaction."""
    with open(pathlib.Path(folder) / "kiosk.csv", newline="", encoding="cp949") as stream:
        lines = list(csv.reader(stream))
    head, body = lines[0], lines[1:]
    return head, body
