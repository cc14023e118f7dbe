/*
 * input.c - facts from a file or from standard input.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "csv.h"
#include "output.h"

/* What the callbacks of one reading share. */
typedef struct reading {
    console *con;
    const char *name; /* of the input, for messages */
    uint64_t size;    /* in bytes; 0: not known */
    uint64_t skipped;
    output *bad; /* where bad rows go */
    int fd;
    unsigned char first[2]; /* bytes of the input; 0 where there are none */
    size_t first_count;
} reading;

const char *input_name(const input_options *options)
{
    return strcmp(options->path, "-") == 0 ? "standard input" : options->path;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcasecmp(text + length - tail, end) == 0;
}

/* Nothing that could be read, whatever its name: opening it will tell why. */
static bool is_no_file(const char *path)
{
    struct stat about;
    return stat(path, &about) != 0 || S_ISDIR(about.st_mode);
}

exit_status input_settle_format(console *con, input_options *options)
{
    const char *path = options->path;
    if (options->format != INPUT_BY_NAME)
        return STATUS_OK;
    if (strcmp(path, "-") == 0 || ends_with(path, ".csv") || is_no_file(path)) {
        options->format = INPUT_CSV;
    } else if (ends_with(path, ".jsonl") || ends_with(path, ".ndjson")) {
        options->format = INPUT_JSONL;
    } else {
        console_error(con, "%s: the name ends neither in .csv nor in .jsonl or .ndjson; say which it is "
                      "with --input-format csv or --input-format jsonl", path);
        return STATUS_USAGE;
    }
    return STATUS_OK;
}

static int read_some(void *user, char *buffer, size_t capacity, size_t *got)
{
    reading *r = user;
    ssize_t count;
    do {
        count = read(r->fd, buffer, capacity);
    } while (count < 0 && errno == EINTR);
    if (count < 0)
        return errno;
    *got = (size_t)count;
    for (size_t i = 0; i < *got && r->first_count < sizeof r->first; i++)
        r->first[r->first_count++] = (unsigned char)buffer[i];
    return 0;
}

static void warn(void *user, const jp_error *warning)
{
    const reading *r = user;
    console_warning(r->con, r->name, warning);
}

static int show_progress(void *user, uint64_t done, uint64_t total)
{
    const reading *r = user;
    console_progress(r->con, "reading", done, total > 0 ? total : r->size);
    return 0;
}

/* Keeps a bad row for its owner to repair. Ends the reading if that fails. */
static int keep_bad_row(void *user, const jp_error *error, const char *row, size_t length)
{
    reading *r = user;
    r->skipped++;
    output_format(r->bad, "%" PRIu32 ",%" PRIu32 ",", error->line, error->column);
    csv_text(r->bad, (jp_text){ error->field, strlen(error->field) });
    output_text(r->bad, ",");
    csv_text(r->bad, (jp_text){ error->message, strlen(error->message) });
    output_text(r->bad, ",");
    csv_text(r->bad, (jp_text){ row, length });
    output_text(r->bad, "\n");
    return output_failed(r->bad);
}

static exit_status cannot_read(const reading *r, int why)
{
    console_error(r->con, "%s: cannot read: %s", r->name, strerror(why));
    return STATUS_IO;
}

static exit_status open_input(reading *r, const input_options *options)
{
    struct stat about;
    bool standard = strcmp(options->path, "-") == 0;
    r->fd = standard ? STDIN_FILENO : open(options->path, O_RDONLY | O_CLOEXEC);
    if (r->fd < 0 || fstat(r->fd, &about) != 0)
        return cannot_read(r, errno);
    if (S_ISDIR(about.st_mode))
        return cannot_read(r, EISDIR);
    r->size = S_ISREG(about.st_mode) && about.st_size > 0 ? (uint64_t)about.st_size : 0;
    return STATUS_OK;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* What bad rows would be written over: what is read, and a file that the answer goes to (through a pipe
 * or on a terminal both find their way). NULL: nothing. */
static const char *written_over(const reading *r, const input_options *options, const struct stat *to)
{
    struct stat other;
    if (fstat(r->fd, &other) == 0 && is_same(&other, to))
        return "input";
    if (options->model != NULL && stat(options->model, &other) == 0 && is_same(&other, to))
        return "model";
    if (options->priors != NULL && stat(options->priors, &other) == 0 && is_same(&other, to))
        return "priors";
    bool is_file = fstat(STDOUT_FILENO, &other) == 0 && S_ISREG(other.st_mode);
    return is_file && is_same(&other, to) ? "output" : NULL;
}

/* Opens the file for bad rows, and empties it only once it is sure to be none that is needed. */
static exit_status open_bad(reading *r, const input_options *options, output *bad)
{
    const char *path = options->skip_bad;
    struct stat to;
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0 || fstat(fd, &to) != 0)
        goto failed;
    const char *what = written_over(r, options, &to);
    if (what != NULL) {
        console_error(r->con, "--skip-bad would write over the %s '%s'", what, path);
        close(fd);
        return STATUS_USAGE;
    }
    if (S_ISREG(to.st_mode) && ftruncate(fd, 0) != 0)
        goto failed;
    output_open(bad, fd);
    output_text(bad, "line,column,field,reason,row\n");
    r->bad = bad;
    return STATUS_OK;
failed:
    console_error(r->con, "%s: cannot write: %s", path, strerror(errno));
    if (fd >= 0)
        close(fd);
    return STATUS_IO;
}

static const char *encoding_hint(const char *message)
{
    static const char *const hints[][2] = {
        { "UTF-16LE", " To convert it: iconv -f UTF-16LE -t UTF-8 FILE" },
        { "UTF-16BE", " To convert it: iconv -f UTF-16BE -t UTF-8 FILE" },
        { "UTF-16", " To convert it: iconv -f UTF-16 -t UTF-8 FILE" },
        { "NUL byte", " To take NULs out: tr -d '\\000' < FILE" },
        { "got the byte", " To convert it: iconv -f LATIN1 -t UTF-8 FILE" },
    };
    for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
        if (strstr(message, hints[i][0]) != NULL)
            return hints[i][1];
    }
    return "";
}

/* What may help with input that cannot be read as it is. */
static const char *hint_for(const reading *r, const input_options *options, const jp_error *err)
{
    if (r->first[0] == 0x1f && r->first[1] == 0x8b)
        return " It is compressed by gzip: zcat FILE | joyfulprofit score -";
    if (err->code == JP_ERROR_ENCODING)
        return encoding_hint(err->message);
    if (options->format == INPUT_CSV && r->first[0] == '{')
        return " If it is JSON Lines: --input-format jsonl";
    return "";
}

/* Whether what the user calls columns and words is possible: a table that is made of it tells. */
static exit_status check_names(const reading *r, const jp_model *model, const jp_fact_table_options *how)
{
    jp_error err = JP_ERROR_INIT;
    jp_fact_table *table = NULL;
    if (how->column_count + how->word_count == 0)
        return STATUS_OK;
    if (jp_fact_table_new(model, how, &table, &err) != JP_OK) {
        console_error(r->con, "%s", err.message);
        return err.code == JP_ERROR_MEMORY ? STATUS_DATA : STATUS_USAGE;
    }
    jp_fact_table_free(table);
    return STATUS_OK;
}

static exit_status read_table(reading *r, const jp_model *model, const input_options *options,
                              jp_fact_table **table)
{
    jp_error err = JP_ERROR_INIT;
    const jp_fact_table_options how = { .struct_size = sizeof how,
                                        .on_warning = warn,
                                        .warning_user = r,
                                        .on_bad_row = r->bad != NULL ? keep_bad_row : NULL,
                                        .bad_row_user = r,
                                        .on_progress = show_progress,
                                        .progress_user = r,
                                        .columns = options->columns,
                                        .column_count = options->column_count,
                                        .words = options->words,
                                        .word_count = options->word_count };
    exit_status possible = check_names(r, model, &how);
    if (possible != STATUS_OK)
        return possible;
    if (options->format == INPUT_JSONL)
        jp_fact_table_read_jsonl(model, read_some, r, &how, table, &err);
    else
        jp_fact_table_read_csv(model, read_some, r, &how, table, &err);
    console_clear(r->con);
    if (*table == NULL && !(r->bad != NULL && output_failed(r->bad)))
        return console_failure_hint(r->con, r->name, &err, hint_for(r, options, &err));
    return *table == NULL ? STATUS_IO : STATUS_OK;
}

static exit_status close_bad(reading *r, const char *path, const jp_fact_table *table, exit_status status)
{
    exit_status closed = output_close(r->bad, r->con, path);
    size_t kept = jp_fact_table_fact_count(table), left_out = jp_fact_table_left_out_count(table);
    char more[40] = "";
    if (left_out > 0)
        (void)snprintf(more, sizeof more, " + %zu left out", left_out);
    if (status == STATUS_OK && closed == STATUS_OK)
        console_note(r->con, "%s: %" PRIu64 " rows read = %zu kept + %" PRIu64 " skipped%s; see %s",
                     r->name, r->skipped + kept + left_out, kept, r->skipped, more, path);
    return status != STATUS_OK ? status : closed;
}

exit_status input_read(console *con, const jp_model *model, const input_options *options,
                       jp_fact_table **table)
{
    output bad;
    reading r = { .con = con, .name = input_name(options), .fd = -1 };
    *table = NULL;
    exit_status status = open_input(&r, options);
    if (status == STATUS_OK && options->skip_bad != NULL)
        status = open_bad(&r, options, &bad);
    if (status == STATUS_OK)
        status = read_table(&r, model, options, table);
    size_t kept = *table != NULL ? jp_fact_table_fact_count(*table) : 0;
    if (r.bad != NULL)
        status = close_bad(&r, options->skip_bad, *table, status);
    if (r.fd > STDERR_FILENO)
        close(r.fd);
    if (status == STATUS_OK && kept == 0) {
        console_error(con, "%s: has no facts", r.name);
        status = STATUS_DATA;
    }
    return status;
}
