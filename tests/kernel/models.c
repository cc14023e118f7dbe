/*
 * models.c - see models.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernel/models.h"

#include <stdarg.h>
#include <stdio.h>

#define TEXT_MAX (1u << 20)
#define ROWS 900

typedef struct text {
    char *bytes;
    size_t length;
} text;

static void print(text *t, const char *format, ...) JP__PRINTF(2, 3);

static void print(text *t, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    int length = vsnprintf(t->bytes + t->length, TEXT_MAX - t->length, format, values);
    va_end(values);
    assert_in_range(length, 0, TEXT_MAX - t->length - 1);
    t->length += (size_t)length;
}

/* From an hour to a century, whole microseconds all. */
static const double half_lives[] = { 60, 90, 1.0416015625, 365.25, 45.123456789012, 1, 1825, 36525 };
static const unsigned widths_of[] = { 7, 1, 30, 365 };
static const double repeats[] = { 1e-9, 0.5, 0.85, 0.999, 1 };

static void print_indicators(text *t, dice *d, const jp_model *base, size_t classes)
{
    print(t, "'indicators': {");
    for (size_t i = 0; i < base->indicator_count; i++) {
        print(t, "%s'%s': {'half_life_days': %.17g", i == 0 ? "" : ", ", base->indicators[i].id,
              half_lives[roll_below(d, classes)]);
        if (roll_below(d, 3) == 0) /* so that Beta distributions come in all shapes */
            print(t, ", 'base_rate': %.17g, 'prior_weight': %.17g", 0.0001 + 0.9998 * roll_share(d),
                  roll_wide(d, 0.001, 1000));
        print(t, "}");
    }
    print(t, "}, ");
}

static const char *yes_or_no(dice *d)
{
    return roll_below(d, 2) == 0 ? "true" : "false";
}

static void print_kinds(text *t, dice *d, const jp_model *base, size_t widths)
{
    print(t, "'kinds': {");
    for (size_t i = 0; i < base->kind_count; i++) {
        const jp__kind *kind = &base->kinds[i];
        print(t, "%s'%s': {'window_days': %u, 'repeat_q': %.17g", i == 0 ? "" : ", ", kind->id,
              widths_of[roll_below(d, widths)], repeats[roll_below(d, JP__COUNT(repeats))]);
        if (kind->is_contact && i != base->roles.reply)
            print(t, ", 'expects_reply': %s", yes_or_no(d));
        print(t, "}");
    }
    print(t, "}, ");
}

static void print_transform(text *t, dice *d)
{
    static const char *const forms[] = { "one", "unit", "split_unit", "hill", "split_late", "notice" };
    size_t form = roll_below(d, JP__COUNT(forms));
    if (form < 3)
        print(t, "'%s'", forms[form]);
    else
        print(t, "'%s:%.17g'", forms[form], roll_below(d, 3) == 0 ? roll_wide(d, 1e-6, 1e6) : 24.0);
}

static const double saturations[] = { 0.02, 0, 1 };

static double roll_mass(dice *d)
{
    return roll_below(d, 3) == 0 ? 0 : roll_wide(d, 0.01, 20);
}

static void print_evidence(text *t, dice *d, const jp_model *base)
{
    print(t, "'evidence': [");
    for (size_t i = 0; i < ROWS; i++) {
        const jp__kind *kind;
        do
            kind = &base->kinds[roll_below(d, base->kind_count)];
        while (kind->outcome);
        jp_side actor = kind->actors == JP_BOTH ? (jp_side)roll_below(d, 2) : kind->actors;
        print(t, "%s['%s', '%s', '%s', %.17g, %.17g, ", i == 0 ? "" : ", ", kind->id,
              actor == JP_CLIENT ? "client" : "supplier",
              base->indicators[roll_below(d, base->indicator_count)].id, roll_mass(d), roll_mass(d) + 0.001);
        print_transform(t, d);
        print(t, "]");
    }
    print(t, "], ");
}

jp_model *roll_model(dice *d, size_t classes, size_t widths)
{
    jp_model *base = default_model();
    text t = { test_malloc(TEXT_MAX), 0 };
    print(&t, "{");
    print_indicators(&t, d, base, classes);
    print_kinds(&t, d, base, widths);
    print_evidence(&t, d, base);
    print(&t, "'parameters': {'pursuit_run': %u, 'rating_window_days': %u, 'silence_days': %.17g, "
              "'rhythm_steady_below': %.17g, 'evidence_saturation': %.17g}}",
          1 + (unsigned)roll_below(d, 3), widths_of[roll_below(d, widths)], roll_wide(d, 1, 400),
          0.3 + 0.6 * roll_share(d), saturations[roll_below(d, JP__COUNT(saturations))]);
    jp_model *model = changed_model(t.bytes);
    test_free(t.bytes);
    jp_model_free(base);
    return model;
}
