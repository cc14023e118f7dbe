/* list_catalogue.c - lists what the default model knows: kinds of facts, indicators, and what joins them.
 *
 * A form for entering facts, or a binding, can be generated from the same calls.
 *
 *     cc list_catalogue.c $(pkg-config --cflags --libs joyfulprofit)
 *
 * run:
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include <joyfulprofit/joyfulprofit.h>

static const char *who(jp_side side)
{
    return side == JP_CLIENT ? "client" : side == JP_SUPPLIER ? "supplier" : "either";
}

static void list_kinds(const jp_model *model)
{
    printf("Kinds of facts\n");
    for (size_t i = 0; i < jp_model_kind_count(model); i++) {
        jp_kind_info kind = JP_INFO_INIT(jp_kind_info);
        if (jp_model_kind(model, i, &kind, NULL) != JP_OK || kind.derived)
            continue; /* derived kinds are the library's own and never given */
        printf("  %-22s %-8s %s; value: %s", kind.id, who(kind.actors), kind.label, kind.unit);
        if (kind.has_default)
            printf(", %g if missing", kind.default_value);
        printf("\n");
    }
}

/* How many rows of evidence speak about an indicator. */
static size_t count_evidence(const jp_model *model, size_t indicator)
{
    size_t count = 0;
    for (size_t i = 0; i < jp_model_evidence_count(model); i++) {
        jp_evidence_info row = JP_INFO_INIT(jp_evidence_info);
        count += jp_model_evidence(model, i, &row, NULL) == JP_OK && row.indicator == indicator;
    }
    return count;
}

static void list_indicators(const jp_model *model)
{
    printf("\nIndicators, and how many kinds of evidence speak about each\n");
    for (size_t i = 0; i < jp_model_indicator_count(model); i++) {
        jp_indicator_info indicator = JP_INFO_INIT(jp_indicator_info);
        if (jp_model_indicator(model, i, &indicator, NULL) == JP_OK)
            printf("  %-40s %s, %3zu, %s\n", indicator.id, indicator.harm ? "harm" : "good",
                   count_evidence(model, i), indicator.label);
    }
}

int main(void)
{
    jp_error err = JP_ERROR_INIT;
    jp_model *model = NULL;
    if (jp_model_default(&model, &err) != JP_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    printf("Model %s %s\n", jp_model_name(model), jp_model_version(model));
    printf("SHA-256 %s\n\n", jp_model_hash(model));
    list_kinds(model);
    list_indicators(model);
    jp_model_free(model);
    return 0;
}
