/*
 * single.c - what the subcommands about one relationship share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "single.h"

#include <string.h>
#include <unistd.h>

#include "text.h"

static exit_status print(const session *s, const single *what, void *own)
{
    static output out; /* static for its size */
    jp_error err = JP_ERROR_INIT;
    about a = { .out = &out, .s = s, .r = session_relationship(s, 0) };
    if (jp_explainer_new(s->model, NULL, &a.explainer, &err) != JP_OK)
        return single_failure(&a, &err);
    output_open(&out, STDOUT_FILENO);
    exit_status status = what->print(&a, own);
    exit_status closed = output_close(&out, s->con, "standard output");
    jp_explainer_free(a.explainer);
    return status != STATUS_OK ? status : closed;
}

static exit_status open_and_print(console *con, const shared_options *shared, const single *what,
                                  const char *name, void *own)
{
    session s;
    exit_status status = session_open(&s, con, shared);
    if (status == STATUS_OK && s.chosen_count != 1) {
        console_error(con, "%s is about one relationship, and %zu are meant; choose one with --relationship "
                      "SUPPLIER/CLIENT", name, s.chosen_count);
        status = STATUS_USAGE;
    }
    if (status == STATUS_OK)
        status = print(&s, what, own);
    session_close(&s);
    return status;
}

exit_status single_run(console *con, int argc, char **argv, const single *what, void *own)
{
    shared_options shared = { .as_of = NULL };
    int code;
    optind = 1;
    while ((code = next_option(con, argc, argv, what->options)) != -1) {
        if (code == OPTION_HELP)
            return print_text(con, what->usage);
        if (code == '?' || what->take(con, code, &shared, own) != STATUS_OK)
            return STATUS_USAGE;
    }
    if (take_facts_operand(con, argc, argv, &shared) != STATUS_OK)
        return STATUS_USAGE;
    exit_status status = what->check != NULL ? what->check(con, &shared, own) : STATUS_OK;
    return status != STATUS_OK ? status : open_and_print(con, &shared, what, argv[0], own);
}

exit_status single_failure(const about *a, const jp_error *err)
{
    return console_failure(a->s->con, a->s->input, err);
}

bool take_text_or_json(console *con, bool *json)
{
    static const char *const formats[] = { "text", "json", NULL };
    int choice = parse_choice(con, "--format", optarg, formats);
    *json = choice == 1;
    return choice >= 0;
}

const char *kind_label(const jp_model *model, uint16_t kind)
{
    jp_kind_info info = JP_INFO_INIT(jp_kind_info);
    if (kind == JP_RATING)
        return "rating";
    return jp_model_kind(model, kind, &info, NULL) == JP_OK ? info.label : "";
}

jp_text fact_id(const jp_facts *facts, uint64_t row)
{
    if (row == JP_NO_ROW || facts->id_offsets == NULL)
        return text_of(NULL, 0);
    const uint64_t *ends = facts->id_offsets + facts->offset + row;
    return text_of(ends[1] > ends[0] ? facts->id_bytes + ends[0] : NULL, (size_t)(ends[1] - ends[0]));
}

const char *contribution_name(jp_contribution_type type)
{
    static const char *const names[] = { [JP_GIVEN] = "given", [JP_DERIVED] = "derived",
                                         [JP_OPEN] = "open" };
    return names[type];
}

void format_day(int64_t time_us, char text[JP_TIME_TEXT_SIZE])
{
    jp_time_format(time_us, text);
    text[strcspn(text, "T")] = '\0';
}

void print_title(const about *a, const char *when)
{
    const char *name = jp_model_name(a->s->model), *version = jp_model_version(a->s->model);
    text_write(a->out, a->r.supplier);
    output_text(a->out, " / ");
    text_write(a->out, a->r.client);
    output_format(a->out, "\n%s \xC2\xB7 model ", when);
    text_write(a->out, text_of(name, strlen(name)));
    output_text(a->out, " ");
    text_write(a->out, text_of(version, strlen(version)));
    output_format(a->out, " (%.12s)\n", jp_model_hash(a->s->model));
}
