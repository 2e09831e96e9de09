// SPDX-License-Identifier: Apache-2.0
#include "cmd/say.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/checked.h"
#include "base/num.h"

/* C0 but the line feed, DEL, and C1 (U+0080 to U+009F, two bytes in UTF-8). */
static size_t control_bytes(struct ww_str text, size_t at)
{
    unsigned char c = (unsigned char)text.ptr[at];
    if ((c < 0x20 && c != '\n') || c == 0x7F)
        return 1;
    return c == 0xC2 && at + 1 < text.len && (unsigned char)text.ptr[at + 1] - 0x80U < 0x20U ? 2 : 0;
}

void ww_say_text(FILE *to, struct ww_str text)
{
    size_t said = 0;
    for (size_t i = 0; i < text.len;) {
        size_t control = control_bytes(text, i);
        if (!control) {
            i++;
            continue;
        }
        fwrite(text.ptr + said, 1, i - said, to);
        putc('?', to);
        i += control;
        said = i;
    }
    if (said < text.len)
        fwrite(text.ptr + said, 1, text.len - said, to);
}

void ww_say(FILE *to, const char *format, ...)
{
    char line[4096];
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    char *text = line;
    char *longer = len >= (int)sizeof line ? ww_new_array((size_t)len + 1, 1) : NULL;
    if (longer) {
        vsnprintf(longer, (size_t)len + 1, format, again);
        text = longer;
    }
    va_end(again);
    ww_say_text(to, ww_str_of(text)); /* without memory, the beginning of it */
    free(longer);
}

struct ww_counted ww_counted(uint64_t count, const char *one, const char *many)
{
    struct ww_counted out;
    char number[48];
    ww_print_people((double)count, 0, number);
    snprintf(out.text, sizeof out.text, "%s %s", number, count == 1 ? one : many);
    return out;
}
