// SPDX-License-Identifier: Apache-2.0
/* Problem: the header of a file, and a few records as a sample, before it is known how many fields there are.
 * Method: one record at a time, byte by byte, by the same rules as csv.c: a quotation mark opens a field only
 * at its start, and stands for itself anywhere else. */
#include "intake/csv.h"

/* The end of the field that starts at `at`, or SIZE_MAX when its quote is never closed. */
static size_t field_end(struct ww_str bytes, char separator, size_t at)
{
    if (at < bytes.len && bytes.ptr[at] == '"') {
        at++;
        while (at < bytes.len && (bytes.ptr[at] != '"' || (at + 1 < bytes.len && bytes.ptr[at + 1] == '"')))
            at += bytes.ptr[at] == '"' ? 2 : 1;
        if (at >= bytes.len)
            return SIZE_MAX;
        at++;
    }
    while (at < bytes.len && bytes.ptr[at] != separator && bytes.ptr[at] != '\n')
        at++;
    return at;
}

static void add_text(struct ww_buf *texts, struct ww_str raw)
{
    size_t used, before = texts->len;
    ww_buf_zeros(texts, raw.len + 1);
    if (texts->failed)
        return;
    struct ww_str text = ww_csv_text(raw, texts->data + before, &used);
    memmove(texts->data + before, text.ptr, text.len);
    texts->len = before + text.len;
    ww_buf_char(texts, '\0');
}

bool ww_csv_next_record(struct ww_str bytes, char separator, size_t *at, uint64_t *line, struct ww_buf *texts,
                        size_t *n_fields)
{
    size_t i = *at;
    while (i < bytes.len && (bytes.ptr[i] == '\n' ||
                             (bytes.ptr[i] == '\r' && i + 1 < bytes.len && bytes.ptr[i + 1] == '\n'))) {
        *line += bytes.ptr[i] == '\n';
        i++;
    }
    *at = i;
    if (i >= bytes.len)
        return false;
    *n_fields = 0;
    for (;; i++) {
        size_t end = field_end(bytes, separator, i);
        if (end == SIZE_MAX)
            return false;
        add_text(texts, (struct ww_str){bytes.ptr + i, end - i});
        ++*n_fields;
        for (; i < end; i++)
            *line += bytes.ptr[i] == '\n';
        if (i >= bytes.len || bytes.ptr[i] == '\n')
            break;
    }
    *line += i < bytes.len;
    *at = i < bytes.len ? i + 1 : i;
    return true;
}
