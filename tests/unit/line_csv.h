// SPDX-License-Identifier: Apache-2.0
#ifndef WW_TEST_LINE_CSV_H
#define WW_TEST_LINE_CSV_H

/* The simplest reader of CSV there is: one record a line, cut in place. For files known to have no newline inside a
 * cell; an oracle for modules that read or write CSV in a cleverer way. Reads .gz too. */

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#define LINE_BYTES  65536
#define LINE_FIELDS 512

struct line_csv {
    gzFile file;
    char line[LINE_BYTES];
    char *fields[LINE_FIELDS];
    size_t n;
    char header_line[LINE_BYTES];
    char *header[LINE_FIELDS];
    size_t n_header;
};

static size_t line_csv_cut(char *line, char **fields)
{
    size_t n = 0;
    char *from = line, *to = line;
    bool quoted = false;
    fields[n++] = to;
    for (; *from && (quoted || (*from != '\n' && *from != '\r')); from++) {
        if (*from == '"' && quoted && from[1] == '"')
            *to++ = *from++;
        else if (*from == '"')
            quoted = !quoted;
        else if (*from == ',' && !quoted && n < LINE_FIELDS) {
            *to++ = '\0';
            fields[n++] = to;
        } else
            *to++ = *from;
    }
    *to = '\0';
    return n;
}

/* False at the end. */
static bool line_csv_next(struct line_csv *csv)
{
    if (!gzgets(csv->file, csv->line, sizeof csv->line))
        return false;
    csv->n = line_csv_cut(csv->line, csv->fields);
    return true;
}

/* Opens and reads the header. */
static bool line_csv_open(struct line_csv *csv, const char *path)
{
    csv->file = gzopen(path, "rb");
    if (!csv->file || !gzgets(csv->file, csv->header_line, sizeof csv->header_line))
        return false;
    csv->n_header = line_csv_cut(csv->header_line, csv->header);
    return true;
}

static void line_csv_close(struct line_csv *csv)
{
    if (csv->file)
        gzclose(csv->file);
    csv->file = NULL;
}

/* The cell under a header; "" when there is no such header. */
__attribute__((unused)) static const char *line_csv_cell(const struct line_csv *csv, const char *name)
{
    for (size_t i = 0; i < csv->n_header && i < csv->n; i++)
        if (strcmp(csv->header[i], name) == 0)
            return csv->fields[i];
    return "";
}

#endif
