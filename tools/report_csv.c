/*
 * report_csv.c - scores as CSV, a row a relationship.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "csv.h"
#include "report.h"
#include "text.h"

static const char head[] =
    "supplier,client,status,facts,closure,closure_low,closure_high,closure_coverage,gap,equation,"
    "health,health_low,health_high,health_coverage,engage,excite,conversation,caring,suffering,control,"
    "resignation,struggle,risk_index,client_silence_days,client_silent_90,supplier_silence_days,"
    "supplier_silent_90,worst_1,worst_2,as_of,model_hash\n";

static void number(output *out, double value)
{
    output_text(out, ",");
    output_number(out, value);
}

static void estimate(output *out, jp_estimate e)
{
    number(out, e.value);
    number(out, e.low);
    number(out, e.high);
    number(out, e.coverage);
}

/* Empty where the side is not logged. */
static void silence(output *out, const headline *line, jp_side side)
{
    output_text(out, ",");
    if (line->logged[side])
        output_number(out, line->silence_days[side]);
    output_text(out, line->silent_90[side] ? ",true" : ",false");
}

/* The ids, since labels change with the model; empty where no harm stands out or too little is known. */
static void worst_ids(output *out, const session *s, const headline *line)
{
    for (size_t i = 0; i < WORST_COUNT; i++) {
        jp_indicator_info info = JP_INFO_INIT(jp_indicator_info);
        output_text(out, ",");
        if (i < line->worst_count &&
            jp_model_indicator(s->model, line->worst[i].indicator, &info, NULL) == JP_OK)
            csv_text(out, text_of(info.id, strlen(info.id)));
    }
}

static void row(output *out, const session *s, const headline *line, const char *as_of)
{
    jp_relationship r = session_relationship(s, line->place);
    csv_text(out, r.supplier);
    output_text(out, ",");
    csv_text(out, r.client);
    output_format(out, ",%s,%zu", jp_relationship_status_name((jp_relationship_status)line->status),
                  line->facts);
    estimate(out, line->closure);
    number(out, line->gap);
    number(out, line->equation);
    estimate(out, line->health);
    for (int f = 0; f < JP_FACTOR_COUNT; f++)
        number(out, line->factor[f]);
    number(out, line->suffering);
    number(out, line->control);
    number(out, line->resignation);
    number(out, line->struggle);
    number(out, line->risk);
    silence(out, line, JP_CLIENT);
    silence(out, line, JP_SUPPLIER);
    worst_ids(out, s, line);
    output_format(out, ",%s,%s\n", as_of, jp_model_hash(s->model));
}

void report_csv(output *out, const session *s, const headline *headlines, size_t count)
{
    char as_of[JP_TIME_TEXT_SIZE];
    jp_time_format(s->as_of_us, as_of);
    output_text(out, head);
    for (size_t i = 0; i < count && !output_failed(out); i++)
        row(out, s, &headlines[i], as_of);
}
