# SPDX-License-Identifier: Apache-2.0
"""What reports say besides what plots say, a table for each language."""
from __future__ import annotations

from collections.abc import Mapping

_EN: dict[str, str] = {
    "skip": "Skip to the content", "as_of": "as of", "model": "model", "made_by": "Made by joyfulprofit {version}",
    "numbers": "The numbers", "more": "{n} more are not shown.",
    "rank": "No.", "who": "Supplier / client", "gap": "Gap",
    # Portfolio
    "portfolio_title": "{n} client relationships", "portfolio_one": "One client relationship",
    "portfolio_none": "No client relationships", "of_supplier": "of the supplier", "of_client": "of the client",
    "portfolio_empty": "There are no facts, so nothing can be said. A relationship stands here as soon as one thing "
                       "is known that client or supplier did or said.",
    "lead_known": "Known well enough to say how they stand: {known} of {n}",
    "lead_unknown": "Unknown, neither good nor bad: {unknown}.",
    "lead_ended": "Ended: {ended}.",
    "tile_known": "known well enough", "tile_low": "known, and on the low side in health",
    "tile_silent": "with a side silent for {days} days or longer", "tile_blind": "with a blind spot",
    "tile_of": "of {n}",
    "first_title": "Look here first",
    "first_lead": "The known ones with the highest risk index, if there was a contact in the last {days} days. It is "
                  "an index, not a probability.",
    "first_none": "No relationship is known well enough to say so.",
    "first_good": "None stands out: what is known well enough is good and low in risk, or long without a contact.",
    "could_help": "Could help first",
    "where_title": "Where they stand",
    "where_lead": "Health against how much is known. On dotted ground too little is known to call it good or bad.",
    "where_numbers": "The numbers are those of the list above.",
    "where_desc": "{known} known: {good} good, {even} neither good nor bad, {bad} bad. {unknown} unknown, "
                  "{ended} ended.",
    "where_many": "Each mark stands for all relationships around its place; the more there are, the larger it is.",
    "silent_title": "Silent",
    "silent_lead": "{n} relationships with a side that has made no contact for {days} days or longer, the one "
                   "that fell silent last first. In an ended one nobody owes an answer; it is not listed.",
    "silent_one": "One relationship with a side that has made no contact for {days} days or longer.",
    "silent_none": "No side has been silent for {days} days or longer.",
    "unlogged_lead": "Of {n} relationships the log holds no contact of one side at all: not silent, but not known.",
    "unlogged": "not in the log",
    "days_client": "Client, days", "days_supplier": "Supplier, days", "silent_since": "Silent since",
    "blind_title": "Seen differently",
    "blind_lead": "Where the supplier sees a strength and the client a weakness: a blind spot.",
    "all_title": "All of them",
    "all_lead": "Known ones first, by risk index; then the unknown, then the ended. In each, those without a contact "
                "for more than {days} days stand behind the others.",
    # A relationship
    "stands_title": "How it stands", "equation_title_r": "The equation",
    "equation_lead": "What closes the gap. A product asks for its weakest part first.",
    "brings": "+0.01 brings", "binding": "holds it down most", "product_note": "as written, 0 to 2",
    "why_title": "Why health is {value}",
    "why_lead": "Exact shares, from {baseline} with nothing known to {value}. They add up.",
    "facts_title": "The facts that weigh most", "facts_lead": "Their shares of health.",
    "what": "What", "day": "Day", "by": "By", "rates": "rates: {item}", "after": "after {id}",
    "sides_title_r": "Both sides",
    "sides_lead": "Levels from 0 to 1, high is bad. Grey and dotted: hardly anything is known of it.",
    "level": "Level",
    "verdict_title": "Verdict", "line": "Line", "answer": "Answer", "probability": "P", "yes": "yes", "no": "no",
    "undecided": "undecided",
    "fulfilling": "Both sides can find it fulfilling", "value_consensus": "They agree on the value",
    "cocreation_negative": "Creating together is seen as negative",
    "resignation_line": "Resignation has set in",
    "endgame_leaving": "The client looks for another supplier.",
    "endgame_bearing_it": "The client grins and bears it.",
    "endgame_undecided": "Whether the client leaves or bears it cannot be said.",
    "compromised": "On {n} of quality, timeline and fees the client probably gave way.",
    "time_title": "Over time", "time_lead": "With what was known at each moment. Hatched: a side silent for {days} "
                                             "days or longer.",
    "time_desc": "Health from {first} on {begin} to {last} on {end}; the lowest known {low}, the highest {high}.",
    "time_desc_unknown": "At no moment is enough known.",
    "time_silent": "Silent: the {side}, {begin} to {end}.", "bands_crossed": "Bands crossed",
    "from_to": "{index}: {before} → {after}", "time_none": "There is no moment at which anything was known.",
    "next_title": "What to do next",
    "next_lead": "Effects after {days} days, against doing nothing. A what-if of the model, not a causal effect.",
    "next_supplier": "The supplier could", "next_client": "The client could", "action": "Action",
    "client_suffering": "Client's suffering", "next_none": "Nothing would raise health.",
    "next_ended": "The relationship has ended.",
    "views_title": "Both views",
    "views_lead": "What each side has said, 1 = good. In the lower right corner the supplier thinks better of it than "
                  "the client does.",
    "views_none": "The two have not rated the same things: no gap is claimed, and none is ruled out.",
    "views_one_side": "Only the {side} has said something of: {items}.",
    "blind_named": "Blind spots: {items}.",
    "client_says": "Client says", "supplier_says": "Supplier says", "difference": "Gap", "state": "State",
    "map_desc": "{n} things that both have rated: {counts}.",
    "unknown_title": "What is not known",
    "unknown_lead": "Unknown is neither good nor bad. To ask about these would tell most.",
    "unknown_silent": "No contact of the {side} is in the log: nothing can be said of its answers or its silence.",
    "unknown_nothing": "Of every indicator something is known.",
    "unknown_count": "Of {n} of {all} indicators hardly anything is known:",
    # How to read it
    "read_title": "How to read this",
    "read_0": "Closure and health go from 0 to 1, and 1 is good. 0.5 is where a relationship stands of which nothing "
              "is known.",
    "read_1": "The bar is a 95 % interval: how much evidence there is under this model, no more. “Known” says how "
              "much is known, and where it is too little the status is unknown.",
    "read_2": "Bands such as “strained” are conventions of the model, not findings.",
    "read_3": "The risk index is no probability, and an effect is a what-if of the model, not a causal effect. The "
              "masses behind both are the model's priors.",
}

_DE: dict[str, str] = {
    "skip": "Zum Inhalt", "as_of": "Stand", "model": "Modell", "made_by": "Erstellt mit joyfulprofit {version}",
    "numbers": "Die Zahlen", "more": "{n} weitere sind nicht gezeigt.",
    "rank": "Nr.", "who": "Lieferant / Kunde", "gap": "Kluft",
    "portfolio_title": "{n} Kundenbeziehungen", "portfolio_one": "Eine Kundenbeziehung",
    "portfolio_none": "Keine Kundenbeziehungen", "of_supplier": "des Lieferanten", "of_client": "des Kunden",
    "portfolio_empty": "Es gibt keine Fakten, also lässt sich nichts sagen. Eine Beziehung steht hier, sobald etwas "
                       "bekannt ist, das Kunde oder Lieferant getan oder gesagt hat.",
    "lead_known": "Genug bekannt, um zu sagen, wie sie stehen: {known} von {n}",
    "lead_unknown": "Unbekannt, weder gut noch schlecht: {unknown}.",
    "lead_ended": "Beendet: {ended}.",
    "tile_known": "gut genug bekannt", "tile_low": "bekannt, mit niedriger Gesundheit",
    "tile_silent": "mit einer Seite, die seit {days} Tagen oder länger schweigt",
    "tile_blind": "mit einem blinden Fleck", "tile_of": "von {n}",
    "first_title": "Hier zuerst hinsehen",
    "first_lead": "Die bekannten mit dem höchsten Risikoindex, sofern es in den letzten {days} Tagen einen Kontakt "
                  "gab. Er ist ein Index, keine Wahrscheinlichkeit.",
    "first_none": "Von keiner Beziehung ist genug bekannt, um das zu sagen.",
    "first_good": "Keine sticht hervor: wovon genug bekannt ist, das ist gut und hat ein niedriges Risiko, oder es "
                  "gab lange keinen Kontakt.",
    "could_help": "Könnte zuerst helfen",
    "where_title": "Wo sie stehen",
    "where_lead": "Gesundheit, und wie viel bekannt ist. Auf gepunktetem Grund ist zu wenig bekannt, um sie gut oder "
                  "schlecht zu nennen.",
    "where_numbers": "Die Nummern sind die der Liste darüber.",
    "where_desc": "{known} bekannt: {good} gut, {even} weder gut noch schlecht, {bad} schlecht. {unknown} unbekannt, "
                  "{ended} beendet.",
    "where_many": "Jede Marke steht für alle Beziehungen um ihren Ort; je mehr es sind, desto größer ist sie.",
    "silent_title": "Schweigen",
    "silent_lead": "{n} Beziehungen mit einer Seite, die sich seit {days} Tagen oder länger nicht gemeldet hat, die "
                   "zuletzt verstummte zuerst. In einer beendeten schuldet niemand eine Antwort; sie fehlt hier.",
    "silent_one": "Eine Beziehung mit einer Seite, die sich seit {days} Tagen oder länger nicht gemeldet hat.",
    "silent_none": "Keine Seite schweigt seit {days} Tagen oder länger.",
    "unlogged_lead": "Bei {n} Beziehungen ist von einer Seite kein einziger Kontakt verzeichnet: kein Schweigen, "
                     "sondern unbekannt.",
    "unlogged": "nicht verzeichnet",
    "days_client": "Kunde, Tage", "days_supplier": "Lieferant, Tage", "silent_since": "Schweigt seit",
    "blind_title": "Verschieden gesehen",
    "blind_lead": "Wo der Lieferant eine Stärke sieht und der Kunde eine Schwäche: ein blinder Fleck.",
    "all_title": "Alle",
    "all_lead": "Zuerst die bekannten, nach Risikoindex; dann die unbekannten, dann die beendeten. Die ohne Kontakt "
                "seit mehr als {days} Tagen stehen jeweils hinter den anderen.",
    "stands_title": "Wie sie steht", "equation_title_r": "Die Gleichung",
    "equation_lead": "Was die Kluft schließt. Ein Produkt verlangt zuerst nach seinem schwächsten Teil.",
    "brings": "+0,01 bringt", "binding": "hält am meisten zurück", "product_note": "wie geschrieben, 0 bis 2",
    "why_title": "Warum die Gesundheit {value} ist",
    "why_lead": "Genaue Anteile, von {baseline}, wo nichts bekannt ist, bis {value}. Sie summieren sich.",
    "facts_title": "Was am meisten wiegt", "facts_lead": "Anteile der Fakten an der Gesundheit.",
    "what": "Was", "day": "Tag", "by": "Von", "rates": "bewertet: {item}", "after": "nach {id}",
    "sides_title_r": "Beide Seiten",
    "sides_lead": "Stufen von 0 bis 1, hoch ist schlecht. Grau und gepunktet: davon ist kaum etwas bekannt.",
    "level": "Stufe",
    "verdict_title": "Urteil", "line": "Zeile", "answer": "Antwort", "probability": "P", "yes": "ja", "no": "nein",
    "undecided": "unentschieden",
    "fulfilling": "Beide Seiten können sie erfüllend finden", "value_consensus": "Sie sind sich über den Wert einig",
    "cocreation_negative": "Gemeinsames Gestalten gilt als schlecht",
    "resignation_line": "Resignation ist eingekehrt",
    "endgame_leaving": "Der Kunde sucht einen anderen Lieferanten.",
    "endgame_bearing_it": "Der Kunde erträgt es.",
    "endgame_undecided": "Ob der Kunde geht oder es erträgt, lässt sich nicht sagen.",
    "compromised": "Bei {n} von Qualität, Zeitplan und Preis hat der Kunde wohl nachgegeben.",
    "time_title": "Im Lauf der Zeit", "time_lead": "Mit dem, was in jedem Moment bekannt war. Schraffiert: eine Seite "
                                                   "schweigt seit {days} Tagen oder länger.",
    "time_desc": "Gesundheit von {first} am {begin} bis {last} am {end}; bekannt am niedrigsten {low}, am höchsten "
                 "{high}.",
    "time_desc_unknown": "Zu keinem Zeitpunkt ist genug bekannt.",
    "time_silent": "Es schweigt: {side}, {begin} bis {end}.", "bands_crossed": "Überschrittene Stufen",
    "from_to": "{index}: {before} → {after}", "time_none": "Es gibt keinen Moment, in dem etwas bekannt war.",
    "next_title": "Was als Nächstes",
    "next_lead": "Wirkung nach {days} Tagen, gegenüber Nichtstun. Ein Was-wäre-wenn des Modells, keine ursächliche "
                 "Wirkung.",
    "next_supplier": "Der Lieferant könnte", "next_client": "Der Kunde könnte", "action": "Handlung",
    "client_suffering": "Leid des Kunden", "next_none": "Nichts würde die Gesundheit heben.",
    "next_ended": "Die Beziehung ist beendet.",
    "views_title": "Beide Sichtweisen",
    "views_lead": "Was jede Seite gesagt hat, 1 = gut. Rechts unten denkt der Lieferant besser davon als der Kunde.",
    "views_none": "Die beiden haben nicht dasselbe bewertet: eine Kluft wird weder behauptet noch ausgeschlossen.",
    "views_one_side": "Nur von dieser Seite bewertet ({side}): {items}.",
    "blind_named": "Blinde Flecken: {items}.",
    "client_says": "Kunde sagt", "supplier_says": "Lieferant sagt", "difference": "Kluft", "state": "Lage",
    "map_desc": "{n} Dinge, die beide bewertet haben: {counts}.",
    "unknown_title": "Was nicht bekannt ist",
    "unknown_lead": "Unbekannt ist weder gut noch schlecht. Danach zu fragen würde am meisten sagen.",
    "unknown_silent": "Kein Kontakt dieser Seite ist verzeichnet ({side}): über ihre Antworten und ihr Schweigen "
                      "lässt sich nichts sagen.",
    "unknown_nothing": "Von jedem Indikator ist etwas bekannt.",
    "unknown_count": "Von {n} der {all} Indikatoren ist kaum etwas bekannt:",
    "read_title": "Wie das zu lesen ist",
    "read_0": "Schließung und Gesundheit gehen von 0 bis 1, und 1 ist gut. Bei 0,5 steht eine Beziehung, von der "
              "nichts bekannt ist.",
    "read_1": "Der Balken ist ein 95-%-Intervall: wie viel Belege es unter diesem Modell gibt, nicht mehr. „Bekannt“ "
              "sagt, wie viel bekannt ist; wo es zu wenig ist, ist der Status unbekannt.",
    "read_2": "Stufen wie „angespannt“ sind Vereinbarungen des Modells, keine Befunde.",
    "read_3": "Der Risikoindex ist keine Wahrscheinlichkeit, und eine Wirkung ist ein Was-wäre-wenn des Modells, "
              "keine ursächliche. Die Massen dahinter sind Annahmen des Modells.",
}

LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": _EN, "de": _DE}
