/*
 * text.c - other people's text, made fit to be shown.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "text.h"

#include <string.h>

#define REPLACEMENT 0xFFFDu
#define ELLIPSIS "\xE2\x80\xA6"

typedef struct code_range {
    uint32_t first, last;
} code_range;

/* Marks that sit on the letter before them, and joiners. */
static const code_range zero_wide[] = {
    { 0x0300, 0x036F },   { 0x0483, 0x0489 },   { 0x0591, 0x05BD },   { 0x05BF, 0x05BF },
    { 0x05C1, 0x05C2 },   { 0x05C4, 0x05C5 },   { 0x0610, 0x061A },   { 0x064B, 0x065F },
    { 0x0670, 0x0670 },   { 0x06D6, 0x06DC },   { 0x06DF, 0x06E4 },   { 0x0900, 0x0902 },
    { 0x093C, 0x093C },   { 0x0941, 0x0948 },   { 0x094D, 0x094D },   { 0x0E31, 0x0E31 },
    { 0x0E34, 0x0E3A },   { 0x0E47, 0x0E4E },   { 0x1AB0, 0x1AFF },   { 0x1DC0, 0x1DFF },
    { 0x200B, 0x200D },   { 0x20D0, 0x20FF },   { 0x302A, 0x302D },   { 0x3099, 0x309A },
    { 0xFE00, 0xFE0F },   { 0xFE20, 0xFE2F },   { 0xE0100, 0xE01EF },
};

/* East Asian wide and fullwidth forms, and pictures. */
static const code_range double_wide[] = {
    { 0x1100, 0x115F },   { 0x231A, 0x231B },   { 0x2329, 0x232A },   { 0x23E9, 0x23EC },
    { 0x2614, 0x2615 },   { 0x2648, 0x2653 },   { 0x26BD, 0x26BE },   { 0x2705, 0x2705 },
    { 0x270A, 0x270B },   { 0x2753, 0x2755 },   { 0x2795, 0x2797 },   { 0x2E80, 0x303E },
    { 0x3041, 0x33FF },   { 0x3400, 0x4DBF },   { 0x4E00, 0xA4CF },   { 0xA960, 0xA97F },
    { 0xAC00, 0xD7A3 },   { 0xF900, 0xFAFF },   { 0xFE30, 0xFE6F },   { 0xFF00, 0xFF60 },
    { 0xFFE0, 0xFFE6 },   { 0x1F300, 0x1F64F }, { 0x1F680, 0x1F6FF }, { 0x1F7E0, 0x1F7EB },
    { 0x1F900, 0x1F9FF }, { 0x1FA70, 0x1FAFF }, { 0x20000, 0x3FFFD },
};

static const code_range unsafe[] = {
    { 0x0000, 0x001F }, { 0x007F, 0x009F }, { 0x061C, 0x061C }, { 0x200E, 0x200F },
    { 0x2028, 0x202E }, { 0x2066, 0x2069 }, { 0xFEFF, 0xFEFF }, { 0xFFF9, 0xFFFB },
    { 0xE0000, 0xE007F },
};

static bool is_in(uint32_t code, const code_range *ranges, size_t count)
{
    for (size_t i = 0; i < count && ranges[i].first <= code; i++)
        if (code <= ranges[i].last)
            return true;
    return false;
}

#define IS_IN(code, ranges) is_in(code, ranges, sizeof(ranges) / sizeof((ranges)[0]))

/* How many bytes a sequence with this first byte has; 0: none begins with it. */
static size_t sequence_length(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first < 0xE0)
        return 2;
    if (first >= 0xE0 && first < 0xF0)
        return 3;
    return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

size_t text_next(const char *bytes, size_t length, uint32_t *code)
{
    static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
    unsigned char first = (unsigned char)bytes[0];
    size_t need = sequence_length(first);
    *code = REPLACEMENT;
    if (need == 0 || need > length)
        return 1;
    uint32_t value = need == 1 ? first : first & (0xFFu >> (need + 1));
    for (size_t i = 1; i < need; i++) {
        unsigned char next = (unsigned char)bytes[i];
        if ((next & 0xC0) != 0x80)
            return 1;
        value = value << 6 | (next & 0x3Fu);
    }
    if (value < smallest[need] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return 1;
    *code = value;
    return need;
}

bool text_code_unsafe(uint32_t code)
{
    return IS_IN(code, unsafe);
}

size_t text_code_width(uint32_t code)
{
    if (code < 0x300)
        return 1;
    if (IS_IN(code, zero_wide))
        return 0;
    return IS_IN(code, double_wide) ? 2 : 1;
}

/* The next piece as it is shown: its bytes, and the columns that it takes. */
static size_t next_shown(jp_text text, size_t at, jp_text *shown, size_t *width)
{
    uint32_t code;
    size_t taken = text_next(text.bytes + at, text.length - at, &code);
    bool broken = code == REPLACEMENT && taken == 1;
    *shown = broken || text_code_unsafe(code) ? text_of("?", 1) : text_of(text.bytes + at, taken);
    *width = broken || text_code_unsafe(code) ? 1 : text_code_width(code);
    return taken;
}

size_t text_width(jp_text text)
{
    size_t total = 0;
    for (size_t at = 0; at < text.length;) {
        jp_text shown;
        size_t width;
        at += next_shown(text, at, &shown, &width);
        total += width;
    }
    return total;
}

size_t text_clean(jp_text text, char *safe, size_t capacity)
{
    size_t length = 0;
    for (size_t at = 0; at < text.length;) {
        jp_text shown;
        size_t width;
        at += next_shown(text, at, &shown, &width);
        if (shown.length > capacity - length)
            break;
        memcpy(safe + length, shown.bytes, shown.length);
        length += shown.length;
    }
    return length;
}

/* Writes what fits into `room` columns, as shown, and returns how many it took. */
static size_t write_some(output *out, jp_text text, size_t room)
{
    size_t used = 0;
    for (size_t at = 0; at < text.length;) {
        jp_text shown;
        size_t width;
        at += next_shown(text, at, &shown, &width);
        if (width > room - used)
            break;
        output_bytes(out, shown.bytes, shown.length);
        used += width;
    }
    return used;
}

void text_write(output *out, jp_text text)
{
    write_some(out, text, SIZE_MAX);
}

void text_write_fitted(output *out, jp_text text, size_t width)
{
    if (width == 0)
        return;
    bool cut = text_width(text) > width;
    size_t used = write_some(out, text, cut ? width - 1 : width);
    if (cut) {
        output_text(out, ELLIPSIS);
        used++;
    }
    output_spaces(out, width - used);
}
