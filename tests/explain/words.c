/*
 * The words: complete in every language, and never against the numbers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "explain/state.h"

#include <stdio.h>
#include <stdlib.h>

#include "explain/words.h"

#define TEXT_SIZE 2048

static const jp__language *const tables[JP_LANGUAGE_COUNT] = { &jp__english, &jp__german };

static char text[TEXT_SIZE];

static const char *words_of(const jp_explanation *e, jp_language language)
{
    size_t length = 0;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_words(e, language, text, sizeof text, &length, &err), &err);
    assert_int_equal(strlen(text), length);
    return text;
}

static void assert_says(const char *said, const char *part)
{
    if (strstr(said, part) == NULL)
        fail_msg("expected '%s' in '%s'", part, said);
}

/* ---- The tables --------------------------------------------------------------------------- */

static size_t count_name(const jp__language *l, const char *id)
{
    size_t count = 0;
    for (size_t i = 0; i < l->name_count; i++)
        count += strcmp(l->names[i].id, id) == 0 && l->names[i].name[0] != '\0';
    return count;
}

static void every_language_names_every_indicator_of_the_default_model_once(void **state)
{
    (void)state;
    for (int l = 0; l < JP_LANGUAGE_COUNT; l++) {
        assert_int_equal(tables[l]->name_count, jp_model_indicator_count(model));
        for (size_t i = 0; i < jp_model_indicator_count(model); i++) {
            jp_indicator_info info = JP_INFO_INIT(jp_indicator_info);
            assert_ok(jp_model_indicator(model, i, &info, NULL), NULL);
            assert_int_equal(count_name(tables[l], info.id), 1);
        }
    }
}

static void assert_sentence(const char *sentence, const char *const *places)
{
    assert_non_null(sentence);
    assert_true(sentence[0] >= 'a' && sentence[0] <= 'z');
    for (; *places != NULL; places++)
        assert_says(sentence, *places);
}

static void every_language_has_every_sentence_with_its_places(void **state)
{
    (void)state;
    static const char *const none[] = { NULL }, *const harm[] = { "{where}", "{name}", "{level}", NULL },
                      *const help[] = { "{name}", "{level}", NULL },
                      *const silent[] = { "{date}", "{days}", NULL };
    for (int k = 0; k < JP_LANGUAGE_COUNT; k++) {
        const jp__language *l = tables[k];
        assert_string_equal(l->name, jp_language_name((jp_language)k));
        assert_sentence(l->ended, none);
        assert_sentence(l->unknown, none);
        assert_sentence(l->harm, harm);
        assert_sentence(l->no_harm, none);
        assert_sentence(l->help, help);
        assert_says(l->since, "{date}");
        for (int side = JP_CLIENT; side <= JP_BOTH; side++) {
            assert_sentence(l->where[side], none);
            assert_sentence(l->unknown_suffering[side], none);
            assert_sentence(l->other_suffering[side], none);
        }
        assert_sentence(l->silent[JP_CLIENT], silent);
        assert_sentence(l->silent[JP_SUPPLIER], silent);
    }
}

/* The default model with one id replaced by another as long, wherever it stands. */
static jp_model *renamed_model(const char *id, const char *other)
{
    const char *json = jp_model_json(model, NULL);
    char *copy = malloc(strlen(json) + 1);
    jp_model *own = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_non_null(copy);
    strcpy(copy, json);
    for (char *at = copy; (at = strstr(at, id)) != NULL; at += strlen(id))
        memcpy(at, other, strlen(other));
    assert_ok(jp_model_load_json(copy, strlen(copy), NULL, &own, &err), &err);
    free(copy);
    return own;
}

static void an_indicator_of_ones_own_goes_by_its_label(void **state)
{
    (void)state;
    jp_model *own = renamed_model("suffering.client.not_heard", "suffering.client.not_hired");
    size_t i = item_of(own, "suffering.client.not_hired"), trust = item_of(own, "pillar.trust");
    for (int l = 0; l < JP_LANGUAGE_COUNT; l++)
        assert_string_equal(jp_indicator_words(own, i, (jp_language)l), "Not heard or understood");
    assert_string_equal(jp_indicator_words(own, trust, JP_ENGLISH), "trust");
    assert_string_equal(jp_indicator_words(own, trust, JP_GERMAN), "Vertrauen");
    assert_string_equal(jp_indicator_words(own, trust, (jp_language)9), "Trust");
    assert_string_equal(jp_indicator_words(own, 9999, JP_ENGLISH), "");
    assert_string_equal(jp_language_name((jp_language)9), "");
    jp_model_free(own);
}

/* ---- The words against the numbers ---------------------------------------------------------- */

static jp_indicator_info info_of(size_t i)
{
    jp_indicator_info info = JP_INFO_INIT(jp_indicator_info);
    assert_ok(jp_model_indicator(model, i, &info, NULL), NULL);
    return info;
}

/* Is the indicator one that may be spoken of? */
static bool may_be_said(const jp_explanation *e, size_t i)
{
    jp_opinion o = jp_score_indicator(jp_explanation_score(e), i);
    double share = jp_explanation_indicator(e, JP_HEALTH, i);
    return o.uncertainty < 0.8 && o.level > 0.5 && (info_of(i).harm ? share < 0 : share > 0);
}

/* Finds "PREFIX[WHERE: ]NAME (LEVEL" for every indicator and side: what was said, read back. */
typedef struct said {
    size_t count, indicator;
    int side;
    double level;
} said;

static double read_level(const char *at)
{
    char number[8] = { at[0], '.', at[2], at[3], '\0' };
    return strtod(number, NULL);
}

static void look_for(const char *words, const char *begin, int side, size_t i, said *s)
{
    const char *at = strstr(words, begin);
    if (at == NULL)
        return;
    s->count++;
    s->indicator = i;
    s->side = side;
    s->level = read_level(at + strlen(begin));
}

static said read_back(const char *words, jp_language language, bool harm)
{
    static const char *const harms[] = { "ost harm ", "m meisten schmerzt " };
    static const char *const helps[] = { "hat helps most", "m meisten hilft" };
    char begin[512];
    said s = { 0, 0, 0, 0 };
    for (size_t i = 0; i < jp_model_indicator_count(model); i++) {
        const char *name = jp_indicator_words(model, i, language);
        for (int side = JP_CLIENT; harm && side <= JP_BOTH; side++) {
            snprintf(begin, sizeof begin, "%s%s: %s (", harms[language], tables[language]->where[side], name);
            look_for(words, begin, side, i, &s);
        }
        snprintf(begin, sizeof begin, "%s: %s (", helps[language], name);
        if (!harm)
            look_for(words, begin, (int)info_of(i).side, i, &s);
    }
    return s;
}

/* What is said is the one that weighs most of those that may be said; and something is said if any is. */
static void hold_choice(const jp_explanation *e, said s, bool harm)
{
    bool any = false;
    for (size_t i = 0; i < jp_model_indicator_count(model); i++) {
        if (info_of(i).harm != harm || !may_be_said(e, i))
            continue;
        any = true;
        double share = jp_explanation_indicator(e, JP_HEALTH, i);
        double chosen = jp_explanation_indicator(e, JP_HEALTH, s.indicator);
        assert_true(harm ? chosen <= share : chosen >= share);
    }
    assert_int_equal(s.count, any);
    if (!any)
        return;
    jp_opinion o = jp_score_indicator(jp_explanation_score(e), s.indicator);
    assert_true(may_be_said(e, s.indicator));
    assert_int_equal(info_of(s.indicator).harm, harm);
    assert_int_equal(info_of(s.indicator).side, s.side);
    assert_near(s.level, o.level, 0.005 + 1e-12);
}

static void hold_silence(const jp_score *score, const char *words, jp_language language, bool ended)
{
    static const char *const silent[JP_LANGUAGE_COUNT][2] = {
        { "he client has been silent since ", "he supplier has been silent since " },
        { "er Kunde schweigt seit dem ", "er Lieferant schweigt seit dem " }
    };
    for (int side = JP_CLIENT; side <= JP_SUPPLIER; side++) {
        jp_silence q = jp_score_silence(score, (jp_side)side);
        const char *at = strstr(words, silent[language][side]);
        assert_int_equal(at != NULL, q.silent_90 && !ended);
        if (at == NULL)
            continue;
        double days = strtod(strchr(at, '(') + 1, NULL);
        assert_true(days <= q.days && q.days < days + 1);
    }
}

static size_t tellings[2];

/* A side of whose suffering one is told is not said to suffer nobody knows how much. */
static void hold_unknown(const jp_score *score, const char *words, jp_language language, said harm,
                         bool ended)
{
    static const char *const unknown[JP_LANGUAGE_COUNT][2][3] = {
        { { "ow much the client suffers.", "ow much the supplier suffers.", "ow much either side suffers." },
          { "hat else the client suffers from.", "hat else the supplier suffers from.",
            "hat else either side suffers from." } },
        { { "ie sehr der Kunde leidet.", "ie sehr der Lieferant leidet.", "ie sehr beide Seiten leiden." },
          { "orunter der Kunde sonst leidet.", "orunter der Lieferant sonst leidet.",
            "orunter beide Seiten sonst leiden." } },
    };
    bool client = jp_score_dimension(score, JP_SUFFERING_CLIENT).coverage < 0.2;
    bool supplier = jp_score_dimension(score, JP_SUFFERING_SUPPLIER).coverage < 0.2;
    bool told = harm.count > 0 && strcmp(info_of(harm.indicator).dimension, "suffering") == 0 &&
                (harm.side == JP_CLIENT ? client : supplier);
    bool expected[] = { client && !supplier && !ended, supplier && !client && !ended,
                        client && supplier && !ended };
    for (int of = JP_CLIENT; of <= JP_BOTH; of++) {
        assert_int_equal(strstr(words, unknown[language][told][of]) != NULL, expected[of]);
        assert_null(strstr(words, unknown[language][!told][of]));
    }
    tellings[told]++;
    if (language != JP_ENGLISH)
        return;
    assert_int_equal(strstr(words, "oo little is known") != NULL,
                     jp_score_status(score) == JP_STATUS_UNKNOWN);
    assert_int_equal(strstr(words, "his relationship has ended.") != NULL, ended);
}

static void no_words_contradict_the_numbers(void **state)
{
    (void)state;
    dice d = { 61 };
    size_t harms = 0, helps = 0;
    for (int round = 0; round < 2500; round++) {
        int64_t as_of_us = roll_book(&d, model, 50, &facts);
        const jp_explanation *e = explain(as_of_us);
        const jp_score *score = jp_explanation_score(e);
        bool ended = jp_score_status(score) == JP_STATUS_ENDED;
        for (int l = 0; l < JP_LANGUAGE_COUNT; l++) {
            const char *words = words_of(e, (jp_language)l);
            said harm = read_back(words, (jp_language)l, true);
            said help = read_back(words, (jp_language)l, false);
            hold_silence(score, words, (jp_language)l, ended);
            hold_unknown(score, words, (jp_language)l, harm, ended);
            harms += harm.count;
            helps += help.count;
            if (ended) {
                assert_int_equal(harm.count + help.count, 0);
            } else {
                hold_choice(e, harm, true);
                hold_choice(e, help, false);
            }
        }
    }
    assert_true(tellings[0] > 1000 && tellings[1] > 100);
    assert_true(harms > 1000 && helps > 1000); /* or the test has looked at nothing */
}

/* No fact before that day has a major share, and one of that day has. */
static void since_is_the_day_of_the_oldest_major_share(void **state)
{
    (void)state;
    book_fact(&facts, day(19000), "decision_imposed", JP_SUPPLIER); /* long ago: it hardly weighs */
    for (int i = 0; i < 6; i++)
        book_fact(&facts, day(20000 + 40 * i), "decision_imposed", JP_SUPPLIER);
    const jp_explanation *e = explain(day(20201));
    jp_gist gist;
    assert_ok(jp_explanation_gist(e, &gist, NULL), NULL);
    assert_true(gist.has_harm && gist.has_since);
    double all = 0;
    int64_t oldest = INT64_MAX;
    for (size_t i = 0; i < jp_explanation_count(e); i++) {
        double part = jp_explanation_of_indicator(e, gist.harm, i);
        all += part < 0 ? part : 0;
    }
    for (size_t i = 0; i < jp_explanation_count(e); i++) {
        jp_contribution c = jp_explanation_contribution(e, i);
        bool major = jp_explanation_of_indicator(e, gist.harm, i) <= 0.1 * all;
        if (major && c.type == JP_GIVEN && c.time_us < oldest)
            oldest = c.time_us;
    }
    assert_int_equal(gist.since_us, oldest);
    assert_true(oldest >= day(20000));
}

static void of_a_silence_the_day_it_began_is_told(void **state)
{
    (void)state;
    book_fact(&facts, day(19700), "meeting", JP_CLIENT); /* 2023-12-09 */
    const jp_explanation *e = explain(day(19900.5));
    assert_says(words_of(e, JP_ENGLISH), "he client has been silent since 2023-12-09 (200 days)");
    assert_says(words_of(e, JP_GERMAN), "er Kunde schweigt seit dem 2023-12-09 (200 Tage)");
    jp_gist gist;
    assert_ok(jp_explanation_gist(e, &gist, NULL), NULL);
    assert_int_equal(gist.silent_since_us[JP_CLIENT], day(19700));
    assert_true(gist.has_since);
    assert_int_equal(gist.since_us, day(19700));
}

static void of_what_has_ended_nothing_else_is_said(void **state)
{
    (void)state;
    book_fact(&facts, day(1), "complaint", JP_CLIENT);
    book_fact(&facts, day(2), "termination", JP_CLIENT);
    const jp_explanation *e = explain(day(300));
    assert_string_equal(words_of(e, JP_ENGLISH), "This relationship has ended.");
    assert_string_equal(words_of(e, JP_GERMAN), "Diese Beziehung ist zu Ende.");
}

static void of_no_facts_only_that_is_said(void **state)
{
    (void)state;
    assert_string_equal(words_of(explain(0), JP_ENGLISH),
                        "Too little is known to say how this relationship stands. "
                        "Not known: how much either side suffers.");
}

/* ---- The calls ---------------------------------------------------------------------------- */

static void too_little_room_reports_the_need(void **state)
{
    (void)state;
    const jp_explanation *e = explain(0);
    size_t length = 0;
    char small[64] = "as it was";
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_words(e, JP_ENGLISH, NULL, 0, &length, &err), JP_ERROR_CAPACITY, &err);
    size_t need = strlen(words_of(e, JP_ENGLISH));
    assert_int_equal(length, need);
    assert_fails(jp_words(e, JP_ENGLISH, small, sizeof small, &length, &err), JP_ERROR_CAPACITY, &err);
    assert_string_equal(small, "as it was");
    assert_fails(jp_words(e, JP_ENGLISH, text, need, &length, &err), JP_ERROR_CAPACITY, &err);
    assert_ok(jp_words(e, JP_ENGLISH, text, need + 1, &length, &err), &err);
}

static void what_cannot_be_said_is_refused(void **state)
{
    (void)state;
    const jp_explanation *e = explain(0), *change = NULL;
    jp_facts columns = book_facts(&facts);
    jp_gist gist;
    size_t length = 77;
    jp_error err = JP_ERROR_INIT;
    assert_fails(jp_words(NULL, JP_ENGLISH, text, 9, &length, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_words(e, JP_ENGLISH, NULL, 9, &length, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_words(e, JP_ENGLISH, text, 9, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_words(e, (jp_language)JP_LANGUAGE_COUNT, text, 9, &length, &err), JP_ERROR_ARGUMENT,
                 &err);
    assert_fails(jp_explanation_gist(NULL, &gist, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_explanation_gist(e, NULL, &err), JP_ERROR_ARGUMENT, &err);
    assert_ok(jp_explainer_compare(explainer, &columns, 0, 1, &change, NULL), NULL);
    assert_fails(jp_explanation_gist(change, &gist, &err), JP_ERROR_ARGUMENT, &err);
    assert_fails(jp_words(change, JP_ENGLISH, text, sizeof text, &length, &err), JP_ERROR_ARGUMENT, &err);
    assert_int_equal(length, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_language_names_every_indicator_of_the_default_model_once),
        TEST(every_language_has_every_sentence_with_its_places),
        TEST(an_indicator_of_ones_own_goes_by_its_label),
        TEST(no_words_contradict_the_numbers),
        TEST(since_is_the_day_of_the_oldest_major_share),
        TEST(of_a_silence_the_day_it_began_is_told),
        TEST(of_what_has_ended_nothing_else_is_said),
        TEST(of_no_facts_only_that_is_said),
        TEST(too_little_room_reports_the_need),
        TEST(what_cannot_be_said_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
