// SPDX-License-Identifier: Apache-2.0
#ifndef WW_TEST_CSV_NAIVE_H
#define WW_TEST_CSV_NAIVE_H

/* RFC 4180 a second time, the slow way: one byte after another, one field after another, every text copied. What
 * the splitter and the pipeline are held against. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NAIVE_FIELDS 64

enum naive_fault { NAIVE_GOOD, NAIVE_QUOTE_INSIDE, NAIVE_TEXT_AFTER };

struct naive_record {
    char *texts[NAIVE_FIELDS]; /* trimmed, terminated */
    size_t n;
    enum naive_fault fault;
    size_t fault_field;
    uint64_t line;
    size_t at, length;
};

struct naive_reader {
    const char *bytes;
    size_t len, at;
    char separator;
    uint64_t line;
    bool unclosed;
    uint64_t unclosed_line;
};

static bool naive_ends_field(const struct naive_reader *r, size_t at)
{
    return at >= r->len || r->bytes[at] == r->separator || r->bytes[at] == '\n';
}

static void naive_fault_at(struct naive_record *record, enum naive_fault fault)
{
    if (record->fault == NAIVE_GOOD) {
        record->fault = fault;
        record->fault_field = record->n;
    }
}

/* One field; false when a quote is not closed. */
static bool naive_field(struct naive_reader *r, struct naive_record *record)
{
    char *text = malloc(r->len - r->at + 1);
    size_t n = 0;
    if (r->at < r->len && r->bytes[r->at] == '"') {
        uint64_t opened = r->line;
        r->at++;
        for (;;) {
            if (r->at >= r->len) {
                r->unclosed = true;
                r->unclosed_line = opened;
                free(text);
                return false;
            }
            char c = r->bytes[r->at++];
            if (c == '"' && r->at < r->len && r->bytes[r->at] == '"')
                r->at++;
            else if (c == '"')
                break;
            r->line += c == '\n';
            text[n++] = c;
        }
        bool line_end = r->at < r->len && r->bytes[r->at] == '\r' &&
                        (r->at + 1 == r->len || r->bytes[r->at + 1] == '\n');
        if (line_end)
            r->at++;
        if (!naive_ends_field(r, r->at))
            naive_fault_at(record, NAIVE_TEXT_AFTER);
    }
    while (!naive_ends_field(r, r->at)) {
        if (r->bytes[r->at] == '"')
            naive_fault_at(record, NAIVE_QUOTE_INSIDE);
        text[n++] = r->bytes[r->at++];
    }
    while (n && (unsigned char)text[n - 1] <= ' ')
        n--;
    text[n] = '\0';
    size_t blanks = 0;
    while (text[blanks] && (unsigned char)text[blanks] <= ' ')
        blanks++;
    memmove(text, text + blanks, n - blanks + 1);
    if (record->n < NAIVE_FIELDS)
        record->texts[record->n] = text;
    else
        free(text);
    record->n++;
    return true;
}

static void naive_free(struct naive_record *record)
{
    for (size_t i = 0; i < record->n && i < NAIVE_FIELDS; i++)
        free(record->texts[i]);
    memset(record, 0, sizeof *record);
}

/* The next record that is not a blank line; false at the end or at a quote that is not closed. */
static bool naive_next(struct naive_reader *r, struct naive_record *record)
{
    for (;;) {
        if (r->at >= r->len)
            return false;
        memset(record, 0, sizeof *record);
        record->line = r->line;
        record->at = r->at;
        bool more = true;
        while (more) {
            if (!naive_field(r, record)) {
                naive_free(record);
                return false;
            }
            more = r->at < r->len && r->bytes[r->at] == r->separator;
            record->length = r->at - record->at;
            if (r->at < r->len) {
                r->line += r->bytes[r->at] == '\n';
                r->at++;
            }
        }
        bool blank = record->length == 0 || (record->length == 1 && r->bytes[record->at] == '\r');
        if (record->n > 1 || !blank)
            return true;
        naive_free(record);
    }
}

#endif
