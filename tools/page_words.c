/*
 * page_words.c - the headings of the page, a table for each language. What is said of the numbers
 * in sentences, and the names of indicators, come from the library.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "page.h"

const page_words page_languages[JP_LANGUAGE_COUNT] = {
    [JP_ENGLISH] = {
        .as_of = "as of", .status = { "unknown", "known", "ended" }, .facts = "facts",
        .closure = "closure", .health = "health", .known = "known", .gap = "gap",
        .equation = "THE EQUATION", .factor = { "Engage", "Excite", "Conversation", "Caring" },
        .factor_head = "FACTOR", .value = "VALUE", .interval = "95 %", .share = "SHARE",
        .hundredth = "+0.01 BRINGS", .binding = "holds it down most",
        .harms = "TOP HARMS", .strengths = "TOP STRENGTHS",
        .side = { "client", "supplier", "both" }, .none_known_well = "none is known well enough",
        .views = "BOTH VIEWS", .client = "CLIENT", .supplier = "SUPPLIER", .difference = "GAP",
        .view = { "unknown", "agreed strength", "agreed weakness", "blind spot", "undervalued" },
        .no_views = "the two have not rated the same things",
        .empathy = { "the client's guess of the supplier", "the supplier's guess of the client" },
        .facts_head = "FACTS THAT WEIGH MOST, by health", .behind = "after",
        .rating = "rates",
    },
    [JP_GERMAN] = {
        .as_of = "Stand", .status = { "unbekannt", "bekannt", "beendet" }, .facts = "Fakten",
        .closure = "Schließung", .health = "Gesundheit", .known = "bekannt", .gap = "Kluft",
        .equation = "DIE GLEICHUNG", .factor = { "Engagement", "Begeisterung", "Gespräch", "Fürsorge" },
        .factor_head = "FAKTOR", .value = "WERT", .interval = "95 %", .share = "ANTEIL",
        .hundredth = "+0.01 BRINGT", .binding = "hält am meisten zurück",
        .harms = "GRÖSSTES LEID", .strengths = "GRÖSSTE STÄRKEN",
        .side = { "Kunde", "Lieferant", "beide" }, .none_known_well = "nichts ist gut genug bekannt",
        .views = "BEIDE SICHTWEISEN", .client = "KUNDE", .supplier = "LIEFERANT", .difference = "KLUFT",
        .view = { "unbekannt", "gemeinsame Stärke", "gemeinsame Schwäche", "blinder Fleck",
                  "unterschätzt" },
        .no_views = "die beiden haben nicht dasselbe bewertet",
        .empathy = { "was der Kunde vom Lieferanten vermutet", "was der Lieferant vom Kunden vermutet" },
        .facts_head = "WAS AM MEISTEN WIEGT, nach Gesundheit", .behind = "nach",
        .rating = "bewertet",
    },
};
