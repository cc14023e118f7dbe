"""From the export of a CRM to facts: name the columns and the kinds once: python from_a_crm.py

The rows below stand for what an activity report holds; docs/cheat-sheet.md has the lists for well-known systems.

SPDX-License-Identifier: Apache-2.0
"""
import pandas as pd

import joyfulprofit as jp

activities = pd.DataFrame([
    {"Account": "Museum", "Completed": "2024-03-04 10:00", "Type": "Email", "Direction": "Outbound"},
    {"Account": "Museum", "Completed": "2024-03-06 15:30", "Type": "Reply", "Direction": "Inbound"},
    {"Account": "Museum", "Completed": "2024-03-12 09:00", "Type": "Meeting", "Direction": "Outbound"},
    {"Account": "Museum", "Completed": "2024-04-02 11:00", "Type": "Complaint", "Direction": "Inbound"},
    {"Account": "Bakery", "Completed": "2024-03-20 08:00", "Type": "Email", "Direction": "Outbound"},
    {"Account": "Bakery", "Completed": "2024-03-27 08:00", "Type": "Email", "Direction": "Outbound"},
])
activities["Completed"] = pd.to_datetime(activities["Completed"])  # of Berlin: told below
activities["By"] = activities["Direction"].map({"Outbound": "supplier", "Inbound": "client"})

facts = jp.Facts(
    activities, supplier=jp.constant("We"), client="Account", time="Completed", timezone="Europe/Berlin",
    kind="Type", kinds={"Email": "message", "Reply": "reply", "Meeting": "meeting", "Complaint": "complaint"}, actor="By",
)
table = jp.score(facts, as_of="2024-05-01T00:00:00Z", want=["headlines", "silence"])
for row in table.rows():
    days = row["silence.client.days"]
    silence = "never heard from" if days is None else f"silent for {days:.0f} days"
    print(f"{row['client']}: {row['status']}, health {row['health']:.2f}, coverage {row['closure.coverage']:.2f}, {silence}")
