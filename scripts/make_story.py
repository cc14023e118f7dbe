#!/usr/bin/env python3
"""Writes the made-up story of seven relationships: scripts/make_story.py [OUT]

OUT is examples/data/story.csv unless given. Nobody in it exists and nothing of it happened: each
relationship was invented to show one thing that the library finds. Every fact stands below; there is no
chance in it, and the same file comes out every time.

SPDX-License-Identifier: Apache-2.0
"""

import csv
import datetime
import pathlib
import sys

COLUMNS = ("supplier", "client", "time", "kind", "actor", "value", "item", "guess", "id", "source")
HERE = pathlib.Path(__file__).resolve().parent

# A relationship is a list of facts: (date, hour, kind, actor, value). A rating's kind is its item, after
# "rates:" or, for what the rater believes the other side would answer, "guesses:".
STORY = {
    # Both reach out, both answer, work lands on time and is spoken about.
    ("Lindqvist Design", "Harbour Museum"): """
        2024-01-08 09 discovery_question supplier
        2024-01-08 15 reply client
        2024-01-10 10 meeting supplier 90
        2024-01-12 11 listening_summary supplier
        2024-01-17 09 proposal_sent supplier
        2024-01-19 14 proposal_accepted client
        2024-01-24 10 co_creation client 120
        2024-01-31 16 status_update supplier
        2024-02-05 09 request_made client
        2024-02-05 13 reply supplier
        2024-02-09 10 information_shared client
        2024-02-16 12 milestone_delivered supplier 0
        2024-02-19 09 deliverable_accepted client
        2024-02-19 10 praise client 0.9
        2024-02-28 15 check_in client
        2024-03-06 10 bad_news_shared supplier 14
        2024-03-06 12 thanks client
        2024-03-08 10 meeting client 60
        2024-03-15 12 promise_kept supplier
        2024-03-20 10 rates:pillar.trust client 0.9
        2024-03-20 10 rates:pillar.respect client 0.9
        2024-03-20 10 rates:suffering.client.not_heard client 0.1
        2024-03-20 10 rates:suffering.supplier.unseen_value client 0.15
        2024-03-21 09 rates:pillar.trust supplier 0.85
        2024-03-21 09 rates:pillar.respect supplier 0.9
        2024-03-21 09 rates:suffering.supplier.unseen_value supplier 0.2
        2024-03-21 09 guesses:pillar.trust supplier 0.85
        2024-03-21 09 guesses:suffering.client.not_heard supplier 0.15
        2024-03-28 10 invoice_paid client 0
        2024-04-04 10 co_creation supplier 90
        2024-04-11 09 message client
        2024-04-11 11 reply supplier
        2024-04-18 12 milestone_delivered supplier 0
        2024-04-19 10 deliverable_accepted client
        2024-04-19 11 value_confirmed client 0.9
        2024-04-26 15 retrospective client
        2024-05-03 10 help_beyond_scope supplier 3
        2024-05-06 09 thanks client
        2024-05-14 10 fee_conversation supplier 0.9
        2024-05-21 14 check_in supplier
        2024-05-29 10 referral_given client
        2024-06-05 10 meeting supplier 60
        2024-06-12 10 rates:pillar.trust client 0.95
        2024-06-12 10 rates:suffering.client.not_heard client 0.05
        2024-06-12 10 rates:suffering.supplier.unseen_value client 0.1
        2024-06-13 09 rates:pillar.trust supplier 0.9
        2024-06-13 09 rates:suffering.supplier.unseen_value supplier 0.1
        2024-06-17 12 milestone_delivered supplier 0
        2024-06-18 10 deliverable_accepted client
        2024-06-18 11 celebration client
        2024-06-25 10 renewal client 12
        2024-06-26 09 thanks supplier
        """,
    # Defects, late work, decisions over the client's head, blame: both suffer, and both say so.
    ("Quickbyte Systems", "Meadow Clinics"): """
        2024-01-15 10 meeting supplier 30
        2024-01-29 12 milestone_delivered supplier 12
        2024-01-30 09 defect_reported client 0.7
        2024-02-07 16 reply supplier
        2024-02-12 10 issue_resolved supplier 310
        2024-02-14 09 decision_imposed supplier 0.7
        2024-02-15 10 complaint client 0.6
        2024-02-26 14 reply supplier
        2024-03-04 11 blame supplier 0.6
        2024-03-05 09 blame client 0.7
        2024-03-11 12 milestone_missed supplier 18
        2024-03-12 10 rework_requested client 0.4
        2024-03-20 15 deadline_moved supplier 21
        2024-03-28 10 message client
        2024-04-02 10 message client
        2024-04-08 10 message client
        2024-04-12 16 reply supplier
        2024-04-15 12 milestone_delivered supplier 25
        2024-04-16 09 defect_reported client 0.8
        2024-04-17 10 escalation client 0.6
        2024-04-22 14 conflict client 0.6
        2024-04-29 10 invoice_disputed client 0.5
        2024-05-02 10 rates:suffering.client.not_heard client 0.9
        2024-05-02 10 rates:suffering.client.bad_service client 0.85
        2024-05-02 10 rates:pillar.trust client 0.15
        2024-05-02 10 rates:pillar.respect client 0.25
        2024-05-03 09 rates:pillar.trust supplier 0.3
        2024-05-03 09 rates:pillar.respect supplier 0.2
        2024-05-03 09 rates:suffering.supplier.delivery supplier 0.8
        2024-05-03 09 rates:suffering.supplier.money_talk supplier 0.75
        2024-05-03 09 guesses:suffering.client.not_heard supplier 0.5
        2024-05-08 11 blame supplier 0.7
        2024-05-13 10 promise_broken supplier
        2024-05-14 09 complaint client 0.8
        2024-05-27 12 outage supplier 0.6
        2024-05-28 09 defect_reported client 0.7
        2024-06-04 14 disrespect supplier 0.5
        2024-06-06 10 rework_requested client 0.5
        2024-06-11 15 decision_imposed supplier 0.6
        2024-06-12 09 complaint client 0.8
        2024-06-20 12 milestone_delivered supplier 30
        2024-06-24 09 ticket_reopened client
        """,
    # Each tries to have the upper hand: pressing and chasing on one side, withholding on the other.
    ("Vertex Partners", "Orion Foods"): """
        2024-01-09 10 meeting supplier 45
        2024-01-16 11 upsell_pitch supplier
        2024-01-18 09 message supplier
        2024-01-22 09 message supplier
        2024-01-25 09 message supplier
        2024-01-29 16 reply client
        2024-02-06 10 meeting_missed client 0
        2024-02-07 09 message supplier
        2024-02-12 09 message supplier
        2024-02-14 09 message supplier
        2024-02-16 09 message supplier
        2024-02-22 15 discount_demanded client 0.25
        2024-02-26 10 pressure_tactic supplier 0.6
        2024-02-29 11 pressure_tactic client 0.7
        2024-03-05 10 information_withheld client 0.7
        2024-03-14 09 upsell_pitch supplier
        2024-03-18 09 message supplier
        2024-03-20 09 message supplier
        2024-03-27 12 late_disclosure client 20
        2024-04-03 10 meeting_missed client 2
        2024-04-04 15 escalation supplier 0.5
        2024-04-11 10 decision_imposed client 0.7
        2024-04-18 09 dependency_met client 15
        2024-04-24 10 information_withheld client 0.8
        2024-04-26 10 call client 20
        2024-04-30 11 scope_change client 0.1
        2024-05-07 10 pressure_tactic supplier 0.7
        2024-05-09 14 discount_demanded client 0.3
        2024-05-15 10 rates:control.both.win_lose client 0.8
        2024-05-15 10 rates:control.supplier.wallet client 0.85
        2024-05-15 10 rates:control.supplier.attention client 0.8
        2024-05-16 09 rates:control.both.win_lose supplier 0.75
        2024-05-16 09 rates:control.client.withholding supplier 0.85
        2024-05-16 09 rates:control.client.hard_to_reach supplier 0.8
        2024-05-16 09 guesses:control.supplier.wallet supplier 0.4
        2024-05-21 11 upsell_pitch supplier
        2024-05-23 09 message supplier
        2024-05-27 09 message supplier
        2024-05-30 16 reply client
        2024-06-03 09 message client
        2024-06-04 15 reply supplier
        2024-06-05 10 meeting_missed client 1
        2024-06-10 10 decision_imposed client 0.6
        2024-06-13 15 pressure_tactic client 0.8
        2024-06-18 09 message supplier
        2024-06-20 09 message supplier
        2024-06-24 09 message supplier
        2024-06-26 12 late_disclosure client 14
        """,
    # Nobody fights any more: less quality, later, for more, and a look around for somebody else.
    ("Old Mill Printers", "Bergmann & Daughters"): """
        2024-01-11 10 meeting client 30
        2024-01-22 12 milestone_delivered supplier 9
        2024-01-23 10 quality_compromise client 0.6
        2024-02-01 11 deadline_moved supplier 14
        2024-02-12 10 complaint client 0.5
        2024-02-21 15 reply supplier
        2024-02-27 12 milestone_delivered supplier 16
        2024-02-28 10 quality_compromise client 0.7
        2024-03-07 10 fee_compromise client 0.2
        2024-03-12 10 price_increase supplier 0.12
        2024-03-25 11 deadline_moved supplier 21
        2024-04-05 12 fee_compromise supplier 0.15
        2024-04-09 10 rates:resignation.client.compromised_quality client 0.85
        2024-04-09 10 rates:resignation.client.compromised_timeline client 0.9
        2024-04-09 10 rates:resignation.client.compromised_fees client 0.85
        2024-04-09 10 rates:resignation.client.beaten_down client 0.8
        2024-04-10 09 rates:resignation.supplier.lost_joy supplier 0.85
        2024-04-10 09 rates:resignation.supplier.lost_desire supplier 0.75
        2024-04-17 12 milestone_delivered supplier 20
        2024-04-18 10 quality_compromise client 0.8
        2024-04-30 10 competitor_approached client
        2024-05-07 09 message client
        2024-05-13 11 deadline_moved supplier 14
        2024-05-15 15 reply supplier
        2024-05-22 10 fee_compromise client 0.25
        2024-05-28 10 downgrade client
        2024-06-03 10 competitor_approached client
        2024-06-06 10 rates:resignation.client.leaving client 0.9
        2024-06-06 10 rates:resignation.client.compromised_quality client 0.9
        2024-06-06 10 rates:resignation.client.compromised_timeline client 0.9
        2024-06-06 10 rates:resignation.client.compromised_fees client 0.9
        2024-06-07 09 rates:resignation.supplier.lost_joy supplier 0.9
        2024-06-12 12 milestone_delivered supplier 18
        2024-06-13 10 quality_compromise client 0.8
        2024-06-18 10 meeting supplier 20
        2024-06-24 10 message client
        """,
    # Business as usual, and the supplier is delighted. Asked, the client is not.
    ("Sunrise Payroll", "Falk Logistics"): """
        2024-01-05 12 milestone_delivered supplier 0
        2024-01-19 09 message client
        2024-01-22 15 reply supplier
        2024-02-05 12 milestone_delivered supplier 1
        2024-02-20 10 status_update supplier
        2024-03-05 12 milestone_delivered supplier 0
        2024-03-14 10 meeting supplier 30
        2024-03-18 10 rates:pillar.trust supplier 0.9
        2024-03-18 10 rates:pillar.communication supplier 0.95
        2024-03-18 10 rates:suffering.client.not_heard supplier 0.1
        2024-03-18 10 rates:caring.validation supplier 0.9
        2024-03-18 10 guesses:pillar.trust supplier 0.9
        2024-03-18 10 guesses:pillar.communication supplier 0.9
        2024-03-18 10 guesses:suffering.client.not_heard supplier 0.1
        2024-03-25 09 rates:pillar.trust client 0.3
        2024-03-25 09 rates:pillar.communication client 0.25
        2024-03-25 09 rates:suffering.client.not_heard client 0.8
        2024-03-25 09 rates:caring.validation client 0.3
        2024-04-04 12 milestone_delivered supplier 0
        2024-04-16 09 request_made client
        2024-04-22 15 reply supplier
        2024-05-06 12 milestone_delivered supplier 2
        2024-05-14 10 status_update supplier
        2024-05-23 09 message client
        2024-05-28 15 reply supplier
        2024-06-05 12 milestone_delivered supplier 0
        2024-06-17 10 rates:pillar.trust supplier 0.95
        2024-06-17 10 rates:pillar.communication supplier 0.9
        2024-06-17 10 rates:suffering.client.not_heard supplier 0.05
        2024-06-17 10 rates:caring.validation supplier 0.9
        2024-06-17 10 guesses:pillar.trust supplier 0.9
        2024-06-20 09 rates:pillar.trust client 0.25
        2024-06-20 09 rates:pillar.communication client 0.2
        2024-06-20 09 rates:suffering.client.not_heard client 0.85
        2024-06-20 09 rates:caring.validation client 0.25
        """,
    # A good year, then a contact person left, and since February nobody has called.
    ("Cedar Analytics", "Nomad Travel"): """
        2023-09-06 10 meeting supplier 60
        2023-09-20 09 message client
        2023-09-20 14 reply supplier
        2023-10-04 10 meeting client 60
        2023-10-11 12 milestone_delivered supplier 0
        2023-10-13 10 deliverable_accepted client
        2023-10-25 10 co_creation supplier 120
        2023-11-08 09 message supplier
        2023-11-08 15 reply client
        2023-11-15 12 milestone_delivered supplier 0
        2023-11-17 10 praise client 0.7
        2023-11-29 10 meeting client 60
        2023-12-08 10 check_in supplier
        2023-12-15 10 thanks client
        2024-01-10 10 meeting supplier 45
        2024-01-17 12 milestone_delivered supplier 0
        2024-01-18 10 deliverable_accepted client
        2024-01-24 10 rates:pillar.trust client 0.8
        2024-01-24 10 rates:pillar.trust supplier 0.8
        2024-01-30 10 contact_changed client
        2024-02-08 09 message supplier
        2024-02-19 09 message supplier
        2024-02-28 09 message supplier
        """,
    # One meeting and a card: nobody can say yet what this is.
    ("Kestrel Legal", "Pike Brewery"): """
        2024-06-11 10 meeting supplier 20
        2024-06-12 09 thanks client
        """,
}


def fact_of(pair, number, line):
    """One row of the file from one line above."""
    date, hour, kind, actor, *value = line.split()
    when = datetime.datetime.fromisoformat(f"{date}T{hour}:00:00")
    mode, _, item = kind.rpartition(":")
    return {
        "supplier": pair[0],
        "client": pair[1],
        "time": f"{when.isoformat()}Z",
        "kind": "rating" if mode else kind,
        "actor": actor,
        "value": value[0] if value else "",
        "item": item if mode else "",
        "guess": {"rates": "false", "guesses": "true", "": ""}[mode],
        "id": f"story-{number}",
        "source": "made up",
    }


def main(arguments):
    if len(arguments) > 1 or arguments[:1] == ["--help"]:
        print(__doc__, file=sys.stderr)
        return 2
    target = pathlib.Path(arguments[0]) if arguments else HERE.parent / "examples" / "data" / "story.csv"
    lines = [(pair, line) for pair, text in STORY.items() for line in text.strip().splitlines()]
    with open(target, "w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(fact_of(pair, number, line) for number, (pair, line) in enumerate(lines, 1))
    print(f"{len(lines)} facts of {len(STORY)} relationships")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
