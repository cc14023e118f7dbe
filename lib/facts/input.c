/*
 * input.c - bytes from a read callback, a buffer at a time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "facts/input.h"

#define FIRST_BUFFER ((size_t)256 << 10)
#define LARGEST_BUFFER (JP__LINE_MAX + 2) /* a line and its CR LF */
#define PROGRESS_BYTES ((uint64_t)1 << 20)

static jp_status report(jp__input *in, jp_error *err)
{
    if (!in->on_progress || (!in->ended && in->total - in->reported < PROGRESS_BYTES))
        return JP_OK;
    in->reported = in->total;
    if (in->on_progress(in->progress_user, in->total, 0) == 0)
        return JP_OK;
    return jp__fail(err, JP_ERROR_CANCELLED, "Reading was cancelled after %llu bytes.",
                    (unsigned long long)in->total);
}

/* Short reads are fine: reads until the buffer is full or the input ends. */
static jp_status fill(jp__input *in, size_t held, jp_error *err)
{
    while (!in->ended && held < in->capacity) {
        size_t got = 0;
        int error = in->read(in->read_user, in->buffer + held, in->capacity - held, &got);
        if (error != 0)
            return jp__fail(err, JP_ERROR_IO, "Reading failed after %llu bytes with error number %d.",
                            (unsigned long long)in->total, error);
        if (got > in->capacity - held)
            return jp__fail(err, JP_ERROR_ARGUMENT,
                            "The read callback reported %zu bytes where %zu had room.", got,
                            in->capacity - held);
        held += got;
        in->total += got;
        in->ended = got == 0;
        JP_TRY(report(in, err));
    }
    memset(in->buffer + held, 0, JP__INPUT_SLACK);
    in->end = in->buffer + held;
    return JP_OK;
}

jp_status jp__input_open(jp__input *in, jp_error *err)
{
    in->buffer = jp__alloc(&in->allocator, FIRST_BUFFER + JP__INPUT_SLACK, 1);
    if (!in->buffer)
        return jp__no_memory(err);
    in->capacity = FIRST_BUFFER;
    in->at = in->buffer;
    return fill(in, 0, err);
}

bool jp__input_is_full(const jp__input *in)
{
    return (size_t)(in->end - in->at) >= LARGEST_BUFFER;
}

static jp_status grow(jp__input *in, jp_error *err)
{
    size_t capacity = 2 * in->capacity < LARGEST_BUFFER ? 2 * in->capacity : LARGEST_BUFFER;
    char *moved = in->allocator.reallocate(in->allocator.user, in->buffer, in->capacity + JP__INPUT_SLACK,
                                           capacity + JP__INPUT_SLACK);
    if (!moved)
        return jp__no_memory(err);
    in->buffer = moved;
    in->capacity = capacity;
    return JP_OK;
}

jp_status jp__input_more(jp__input *in, jp_error *err)
{
    size_t held = (size_t)(in->end - in->at);
    memmove(in->buffer, in->at, held);
    jp_status status = held == in->capacity ? grow(in, err) : JP_OK;
    in->at = in->buffer;
    in->end = in->buffer + held;
    return status == JP_OK ? fill(in, held, err) : status;
}

void jp__input_close(jp__input *in)
{
    jp__free(&in->allocator, in->buffer, in->capacity + JP__INPUT_SLACK, 1);
}

/* The name of the encoding in which text begins that is no UTF-8; NULL: it has none. */
static const char *wide_encoding(const char *text, size_t length)
{
    if (length >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0))
        return "UTF-16";
    if (length < 4 || (text[0] == '\0') == (text[1] == '\0') || (text[0] == '\0') != (text[2] == '\0') ||
        (text[1] == '\0') != (text[3] == '\0'))
        return NULL;
    return text[0] == '\0' ? "UTF-16BE" : "UTF-16LE";
}

void jp__input_say_encoding(const char *line, size_t length, size_t valid, bool first,
                            char words[JP__ENCODING_WORDS])
{
    const char *wide = first ? wide_encoding(line, length) : NULL;
    unsigned char byte = (unsigned char)line[valid];
    if (wide)
        (void)snprintf(words, JP__ENCODING_WORDS, "expected UTF-8, got %s; save the file as UTF-8.", wide);
    else if (byte == 0)
        (void)snprintf(words, JP__ENCODING_WORDS, "expected text, got a NUL byte.");
    else
        (void)snprintf(words, JP__ENCODING_WORDS, "expected UTF-8, got the byte 0x%02x.", byte);
}

const char *jp__line_end(const char *at, const char *end)
{
    const char *lf = memchr(at, '\n', (size_t)(end - at));
    const char *cr = memchr(at, '\r', (size_t)((lf ? lf : end) - at));
    return cr ? cr : lf ? lf : end;
}

const char *jp__line_next(const char *line_end, const char *end)
{
    if (line_end == end)
        return end;
    bool two = *line_end == '\r' && line_end + 1 < end && line_end[1] == '\n';
    return line_end + (two ? 2 : 1);
}

bool jp__input_has_line(const jp__input *in)
{
    const char *line_end = jp__line_end(in->at, in->end);
    bool halved = line_end + 1 == in->end && *line_end == '\r'; /* a LF may follow */
    return in->ended || (line_end < in->end && !halved);
}
