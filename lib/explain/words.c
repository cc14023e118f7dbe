/*
 * words.c - an explanation in one or two sentences, by rule from the numbers.
 *
 * First the gist is chosen; what it holds is then put into the sentences of a language. Nothing is said
 * that is not in the gist.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "explain/words.h"

#include <string.h>

#include "explain/explain.h"

#define KNOWN_WELL 0.8   /* uncertainty of an indicator that is spoken of is below it */
#define MAJOR_SHARE 0.1  /* of all that speaks for a harm */

static const jp__language *const languages[JP_LANGUAGE_COUNT] = { [JP_ENGLISH] = &jp__english,
                                                                  [JP_GERMAN] = &jp__german };

const char *jp_language_name(jp_language language)
{
    return (unsigned)language < JP_LANGUAGE_COUNT ? languages[language]->name : "";
}

const char *jp_indicator_words(const jp_model *model, size_t indicator, jp_language language)
{
    if (indicator >= model->indicator_count)
        return "";
    const jp__indicator *about = &model->indicators[indicator];
    const jp__language *l = (unsigned)language < JP_LANGUAGE_COUNT ? languages[language] : NULL;
    for (size_t i = 0; l != NULL && i < l->name_count; i++)
        if (strcmp(l->names[i].id, about->id) == 0)
            return l->names[i].name;
    return about->label;
}

/* ---- What is worth saying ----------------------------------------------------------------- */

static void choose_harm_and_help(const jp_explanation *e, jp_gist *g)
{
    const jp_model *model = e->score->model;
    double worst = 0, best = 0;
    for (size_t i = 0; i < model->indicator_count; i++) {
        jp_opinion o = jp_score_indicator(e->score, i);
        double share = e->indicator_shares[JP_HEALTH][i];
        bool harm = model->indicators[i].harm;
        if (!(o.uncertainty < KNOWN_WELL))
            continue;
        g->harm_known = g->harm_known || harm;
        if (!(o.level > 0.5))
            continue;
        if (harm && share < worst) {
            worst = share;
            g->has_harm = true;
            g->harm = (uint16_t)i;
            g->harm_level = o.level;
        } else if (!harm && share > best) {
            best = share;
            g->has_help = true;
            g->help = (uint16_t)i;
            g->help_level = o.level;
        }
    }
    if (g->has_harm)
        g->harm_side = model->indicators[g->harm].side;
}

/* The part of one contribution in the indicator's value. */
static double part_in(const jp_explanation *e, const jp__entry *entry, uint16_t indicator)
{
    double part = 0;
    for (uint32_t i = 0; i < entry->count[0]; i++)
        if (e->parts[entry->first[0] + i].indicator == indicator)
            part += e->parts[entry->first[0] + i].share;
    return part;
}

/* The oldest beginning among the major shares in the harm. */
static void choose_since(const jp_explanation *e, jp_gist *g)
{
    double all = 0;
    for (size_t i = 0; i < e->entries.count; i++) {
        double part = part_in(e, &e->entries.entries[i], g->harm);
        all += part < 0 ? part : 0;
    }
    for (size_t i = 0; i < e->entries.count; i++) {
        const jp__entry *entry = &e->entries.entries[i];
        double part = part_in(e, entry, g->harm);
        if (part < 0 && part <= MAJOR_SHARE * all && (!g->has_since || entry->since_us < g->since_us)) {
            g->has_since = true;
            g->since_us = entry->since_us;
        }
    }
}

/* Days back to the microsecond where a date is; at the ends of time it wraps, but is defined. */
static int64_t days_before(int64_t time_us, double days)
{
    double us = days * (double)JP_DAY_US + 0.5;
    return (int64_t)((uint64_t)time_us - (us < 1.8e19 ? (uint64_t)us : UINT64_MAX));
}

static void choose_silence_and_unknown(const jp_explanation *e, jp_gist *g)
{
    static const jp_dimension suffering[] = { [JP_CLIENT] = JP_SUFFERING_CLIENT,
                                              [JP_SUPPLIER] = JP_SUFFERING_SUPPLIER };
    const jp_score *score = e->score;
    for (int side = JP_CLIENT; side <= JP_SUPPLIER; side++) {
        jp_silence silence = score->silence[side];
        g->silent[side] = silence.logged && silence.silent_90;
        g->silent_days[side] = g->silent[side] ? silence.days : 0;
        g->silent_since_us[side] = g->silent[side] ? days_before(score->as_of_us, silence.days) : 0;
        g->suffering_unknown[side] = score->dimensions[suffering[side]].coverage <
                                     score->model->parameters.known_coverage;
    }
}

jp_status jp_explanation_gist(const jp_explanation *e, jp_gist *gist, jp_error *err)
{
    if (e == NULL || gist == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.",
                        e == NULL ? "explanation" : "gist");
    if (e->of_change)
        return jp__fail(err, JP_ERROR_ARGUMENT,
                        "Argument 'explanation' must be of one score, got one of a change.");
    jp_gist g = { .status = e->score->status };
    if (g.status != JP_STATUS_ENDED) {
        choose_harm_and_help(e, &g);
        if (g.has_harm)
            choose_since(e, &g);
        choose_silence_and_unknown(e, &g);
    }
    *gist = g;
    return JP_OK;
}

/* ---- Saying it ---------------------------------------------------------------------------- */

#define WORD_SIZE 48

/* Text on its way out; without room it is only counted. */
typedef struct speech {
    const jp__language *l;
    char *text;
    size_t length;
    bool within; /* a sentence is begun */
    const char *where, *name;
    char level[WORD_SIZE], date[WORD_SIZE], days[WORD_SIZE];
} speech;

static void say_bytes(speech *s, const char *bytes, size_t length)
{
    if (s->text != NULL)
        memcpy(s->text + s->length, bytes, length);
    s->length += length;
}

static void say(speech *s, const char *text)
{
    say_bytes(s, text, strlen(text));
}

/* What stands for {place}, of which `place` is the inner part. */
static const char *filling(const speech *s, const char *place, size_t length)
{
    const struct {
        const char *place, *filling;
    } all[] = { { "where", s->where }, { "name", s->name }, { "level", s->level },
                { "date", s->date },   { "days", s->days } };
    for (size_t i = 0; i < JP__COUNT(all); i++)
        if (strlen(all[i].place) == length && memcmp(all[i].place, place, length) == 0)
            return all[i].filling;
    return "";
}

static void say_filled(speech *s, const char *sentence)
{
    for (const char *open; (open = strchr(sentence, '{')) != NULL;) {
        const char *close = strchr(open, '}');
        say_bytes(s, sentence, (size_t)(open - sentence));
        say(s, filling(s, open + 1, (size_t)(close - open) - 1));
        sentence = close + 1;
    }
    say(s, sentence);
}

/* One more clause of the sentence. */
static void say_clause(speech *s, const char *clause)
{
    char first[2] = { clause[0], '\0' };
    if (s->within) {
        say(s, "; ");
    } else {
        say(s, s->length > 0 ? " " : "");
        if (first[0] >= 'a' && first[0] <= 'z')
            first[0] = (char)(first[0] - 'a' + 'A');
    }
    s->within = true;
    say(s, first);
    say_filled(s, clause + 1);
}

static void end_sentence(speech *s)
{
    say(s, s->within ? "." : "");
    s->within = false;
}

/* "0.82", whatever the locale. */
static void set_level(speech *s, double level)
{
    unsigned hundredths = (unsigned)(level * 100 + 0.5);
    char text[] = { (char)('0' + hundredths / 100), '\0', (char)('0' + hundredths / 10 % 10),
                    (char)('0' + hundredths % 10), '\0' };
    size_t point = strlen(s->l->decimal_point);
    s->level[0] = text[0];
    memcpy(s->level + 1, s->l->decimal_point, point);
    memcpy(s->level + 1 + point, text + 2, 3);
}

/* The day of a time, in UTC. */
static void set_date(speech *s, int64_t time_us)
{
    char text[JP_TIME_TEXT_SIZE];
    jp_time_format(time_us, text);
    size_t length = strcspn(text, "T");
    memcpy(s->date, text, length);
    s->date[length] = '\0';
}

static void say_harm(speech *s, const jp_model *model, jp_language language, const jp_gist *g)
{
    s->where = s->l->where[g->harm_side];
    s->name = jp_indicator_words(model, g->harm, language);
    set_level(s, g->harm_level);
    say_clause(s, s->l->harm);
    if (g->has_since) {
        set_date(s, g->since_us);
        say_filled(s, s->l->since);
    }
}

static void say_help(speech *s, const jp_model *model, jp_language language, const jp_gist *g)
{
    s->name = jp_indicator_words(model, g->help, language);
    set_level(s, g->help_level);
    say_clause(s, s->l->help);
}

static void say_silence(speech *s, const jp_gist *g, jp_side side)
{
    double whole = (double)(uint64_t)g->silent_days[side];
    set_date(s, g->silent_since_us[side]);
    jp_number_format(whole, s->days);
    say_clause(s, s->l->silent[side]);
}

/* One indicator may be known well, and yet too little of all that a side may suffer from: then what was
 * said of it is not to be taken back. */
static bool is_told_in_part(const jp_model *model, const jp_gist *g)
{
    if (!g->has_harm || strcmp(model->indicators[g->harm].dimension, "suffering") != 0)
        return false;
    return (g->harm_side != JP_SUPPLIER && g->suffering_unknown[JP_CLIENT]) ||
           (g->harm_side != JP_CLIENT && g->suffering_unknown[JP_SUPPLIER]);
}

static void say_unknown_suffering(speech *s, const jp_model *model, const jp_gist *g)
{
    const bool *unknown = g->suffering_unknown;
    const char *const *clauses = is_told_in_part(model, g) ? s->l->other_suffering : s->l->unknown_suffering;
    if (unknown[JP_CLIENT] && unknown[JP_SUPPLIER])
        say_clause(s, clauses[JP_BOTH]);
    else if (unknown[JP_CLIENT] || unknown[JP_SUPPLIER])
        say_clause(s, clauses[unknown[JP_CLIENT] ? JP_CLIENT : JP_SUPPLIER]);
}

static void say_gist(speech *s, const jp_model *model, jp_language language, const jp_gist *g)
{
    if (g->status == JP_STATUS_ENDED) {
        say_clause(s, s->l->ended);
        end_sentence(s);
        return;
    }
    if (g->status == JP_STATUS_UNKNOWN)
        say_clause(s, s->l->unknown);
    if (g->has_harm)
        say_harm(s, model, language, g);
    else if (g->harm_known)
        say_clause(s, s->l->no_harm);
    if (g->has_help)
        say_help(s, model, language, g);
    end_sentence(s);
    for (int side = JP_CLIENT; side <= JP_SUPPLIER; side++)
        if (g->silent[side])
            say_silence(s, g, (jp_side)side);
    say_unknown_suffering(s, model, g);
    end_sentence(s);
}

static jp_status check_words(const jp_explanation *e, jp_language language, const char *text,
                             size_t capacity, const size_t *length, jp_error *err)
{
    if (e == NULL || length == NULL || (text == NULL && capacity > 0))
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.",
                        e == NULL ? "explanation" : length == NULL ? "length" : "text");
    if ((unsigned)language >= JP_LANGUAGE_COUNT)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument 'language' must be one of %d languages, got %d.",
                        JP_LANGUAGE_COUNT, (int)language);
    return JP_OK;
}

jp_status jp_words(const jp_explanation *e, jp_language language, char *text, size_t capacity,
                   size_t *length, jp_error *err)
{
    jp_gist gist;
    JP_TRY(check_words(e, language, text, capacity, length, err));
    JP_TRY(jp_explanation_gist(e, &gist, err));
    speech counted = { .l = languages[language] };
    say_gist(&counted, e->score->model, language, &gist);
    if (counted.length >= capacity) {
        *length = counted.length;
        return jp__fail(err, JP_ERROR_CAPACITY, "The words take %zu bytes, and there is room for %zu.",
                        counted.length + 1, capacity);
    }
    speech spoken = { .l = languages[language], .text = text };
    say_gist(&spoken, e->score->model, language, &gist);
    text[spoken.length] = '\0';
    *length = spoken.length;
    return JP_OK;
}
