# SPDX-License-Identifier: Apache-2.0
"""What plots and reports say, a table for each language. Sentences about one score come from the library."""
from __future__ import annotations

from collections.abc import Mapping

from ._errors import ArgumentError

_EN: dict[str, str] = {
    # Words
    "health": "Health", "closure": "Closure", "risk_index": "Risk index", "coverage": "Known",
    "engage": "Engage", "excite": "Excite", "conversation": "Conversation", "caring": "Caring",
    "suffering": "Suffering", "control": "Control", "resignation": "Resignation",
    "client": "client", "supplier": "supplier", "both": "both", "Client": "Client", "Supplier": "Supplier",
    "known": "known", "unknown": "unknown", "ended": "ended",
    "agreed_strength": "agreed strength", "agreed_weakness": "agreed weakness", "blind_spot": "blind spot",
    "undervalued": "undervalued", "value": "Value", "share": "Share", "interval": "95 % interval",
    "good": "good", "even": "neither good nor bad", "bad": "bad",
    "facts": "facts", "fact": "fact", "days": "days", "date": "Date", "status": "Status", "and": "and",
    "pillar": "Pillars", "ability": "Abilities", "cocreation": "Creating together", "pledge": "Pledges",
    # Plots
    "nothing_known": "nothing known", "before": "before", "others": "{n} others",
    "waterfall_title": "{index} {value}: what moved it from {baseline}",
    "waterfall_axis": "{index}, 0 to 1",
    "equation_title": "(Engage + Excite) × Conversation × Caring = {value}",
    "known_share": "{share} known",
    "client_level": "The client says (1 = good)", "supplier_level": "The supplier says (1 = good)",
    "map_title": "Both views", "map_empty": "The two have not rated the same things",
    "timeline_axis": "0 to 1, 1 = good",
    "client_silent": "client silent", "supplier_silent": "supplier silent",
    "too_little_known": "too little known", "timeline_empty": "No moment to show",
    "quadrant_title": "Health, and how much is known", "quadrant_x": "Known, share of closure",
    "quadrant_y": "Health", "quadrant_empty": "No relationships",
    "sides_title": "Suffering, control, resignation by side", "sides_axis": "level, 0 to 1: high is bad",
    "hardly_known": "hardly known",
}

_DE: dict[str, str] = {
    "health": "Gesundheit", "closure": "Schließung", "risk_index": "Risikoindex", "coverage": "Bekannt",
    "engage": "Engagement", "excite": "Begeisterung", "conversation": "Gespräch", "caring": "Fürsorge",
    "suffering": "Leid", "control": "Kontrolle", "resignation": "Resignation",
    "client": "Kunde", "supplier": "Lieferant", "both": "beide", "Client": "Kunde", "Supplier": "Lieferant",
    "known": "bekannt", "unknown": "unbekannt", "ended": "beendet",
    "agreed_strength": "gemeinsame Stärke", "agreed_weakness": "gemeinsame Schwäche",
    "blind_spot": "blinder Fleck", "undervalued": "unterschätzt", "value": "Wert", "share": "Anteil",
    "interval": "95-%-Intervall", "good": "gut", "even": "weder gut noch schlecht", "bad": "schlecht",
    "facts": "Fakten", "fact": "Fakt", "days": "Tage", "date": "Datum", "status": "Status", "and": "und",
    "pillar": "Säulen", "ability": "Können", "cocreation": "Gemeinsames Gestalten", "pledge": "Versprechen",
    "nothing_known": "nichts bekannt", "before": "vorher", "others": "{n} weitere",
    "waterfall_title": "{index} {value}: was sie von {baseline} bewegt hat",
    "waterfall_axis": "{index}, 0 bis 1",
    "equation_title": "(Engagement + Begeisterung) × Gespräch × Fürsorge = {value}",
    "known_share": "{share} bekannt",
    "client_level": "Der Kunde sagt (1 = gut)", "supplier_level": "Der Lieferant sagt (1 = gut)",
    "map_title": "Beide Sichtweisen", "map_empty": "Die beiden haben nicht dasselbe bewertet",
    "timeline_axis": "0 bis 1, 1 = gut",
    "client_silent": "Kunde schweigt", "supplier_silent": "Lieferant schweigt",
    "too_little_known": "zu wenig bekannt", "timeline_empty": "Kein Zeitpunkt zu zeigen",
    "quadrant_title": "Gesundheit, und wie viel bekannt ist", "quadrant_x": "Bekannt, Anteil der Schließung",
    "quadrant_y": "Gesundheit", "quadrant_empty": "Keine Beziehungen",
    "sides_title": "Leid, Kontrolle, Resignation je Seite", "sides_axis": "Stufe, 0 bis 1: hoch ist schlecht",
    "hardly_known": "kaum bekannt",
}

# Labels of the default model's bands; those of another model are said as they are.
_BANDS_DE = {
    "Critical": "Kritisch", "Strained": "Angespannt", "Neither good nor bad": "Weder gut noch schlecht",
    "Good": "Gut", "Strong": "Stark", "Low": "Niedrig", "Neither low nor high": "Weder niedrig noch hoch",
    "Raised": "Erhöht", "High": "Hoch",
}

LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": _EN, "de": _DE}


def words(language: str) -> Mapping[str, str]:
    """The table of a language."""
    try:
        return LANGUAGES[language]
    except (KeyError, TypeError):
        raise ArgumentError(f"language: expected 'en' or 'de', got {language!r}") from None


def band_label(label: str, language: str) -> str:
    return _BANDS_DE.get(label, label) if language == "de" else label
