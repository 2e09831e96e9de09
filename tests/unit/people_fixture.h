// SPDX-License-Identifier: Apache-2.0
#ifndef WW_TEST_PEOPLE_FIXTURE_H
#define WW_TEST_PEOPLE_FIXTURE_H

/* Sources of any columns, sealed from plain arrays of texts: what measures of people are tested on. The workspace and
 * its areas are those of measure_fixture.h. */

#include "measure_fixture.h"

#include <stdarg.h>

#include "base/num.h"
#include "measure/ask.h"

#define PF_UNUSED      __attribute__((unused))
#define PF_COLUMNS_MAX 16

/* Cells are texts, NULL = missing: "2017-08-05" of a DATE, "34" of an INTEGER, 16 digits of a HEX. */
struct pf_column {
    const char *name;
    enum ww_kind kind;
    enum ww_role role;
    const char *about; /* area level or vocabulary; NULL = none */
    const char **cells;
};

struct pf_source {
    const char *name, *subject;
    enum ww_shape shape;
    struct pf_column columns[PF_COLUMNS_MAX];
    size_t n_columns, n_rows;
    struct ww_period period; /* of what has a FROM role */
};

PF_UNUSED static const char **pf_add(struct pf_source *source, const char *name, enum ww_kind kind,
                                     enum ww_role role, const char *about)
{
    const char **cells = calloc(source->n_rows + 1, sizeof *cells);
    source->columns[source->n_columns++] = (struct pf_column){name, kind, role, about, cells};
    return cells;
}

/* Not the cells, which are the test's. */
PF_UNUSED static void pf_free(struct pf_source *source)
{
    for (size_t c = 0; c < source->n_columns; c++)
        free((void *)source->columns[c].cells);
    *source = (struct pf_source){0};
}

static struct ww_field pf_field(const struct pf_column *column)
{
    struct ww_field f = {.kind = column->kind, .role = column->role};
    snprintf(f.name, sizeof f.name, "%s", column->name);
    if (column->about && column->role == WW_ROLE_AREA)
        snprintf(f.area_level, sizeof f.area_level, "%s", column->about);
    else if (column->about)
        snprintf(f.vocabulary, sizeof f.vocabulary, "%s", column->about);
    f.width = f.kind == WW_KIND_CATEGORY ? 2 : f.kind == WW_KIND_HEX ? 8 : f.kind == WW_KIND_INTEGER ? 4 : 0;
    return f;
}

static int pf_digit(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

static void pf_put(const struct ww_field *f, const char *text, char *at, struct ww_dictionary *dictionary,
                   struct ww_str *texts)
{
    int64_t number = 0;
    struct ww_date date;
    if (f->kind == WW_KIND_CATEGORY)
        number = mf_code(dictionary, texts, text);
    if (f->kind == WW_KIND_INTEGER)
        CHECK(ww_parse_i64(ww_str_of(text), &number));
    if (f->kind == WW_KIND_DATE &&
        CHECK(sscanf(text, "%d-%d-%d", &date.year, &date.month, &date.day) == 3)) // NOLINT
        number = ww_day_of(date);
    if (f->kind == WW_KIND_HEX)
        for (unsigned i = 0; i < f->width; i++)
            at[i] = (char)(pf_digit(text[2 * i]) << 4 | pf_digit(text[2 * i + 1]));
    else
        memcpy(at, &number, ww_field_value_bytes(f));
}

static struct ww_vector pf_encode(const struct pf_column *column, size_t n, struct ww_dictionary *dictionary)
{
    struct ww_field f = pf_field(column);
    uint8_t *validity = calloc(n / 8 + 1, 1);
    char *values = calloc(n + 1, 8);
    struct ww_str *texts = calloc(n + 1, sizeof *texts);
    struct ww_vector out = {.validity = validity, .values = values};
    *dictionary = (struct ww_dictionary){0, texts};
    for (size_t i = 0; i < n; i++) {
        if (!column->cells[i]) {
            out.nulls++;
            continue;
        }
        pf_put(&f, column->cells[i], values + i * ww_field_value_bytes(&f), dictionary, texts);
        validity[i / 8] |= (uint8_t)(1 << i % 8);
    }
    return out;
}

static enum ww_rc pf_batches(struct ww_arrow_writer *writer, const struct pf_source *source,
                             const struct ww_field *fields, const struct ww_vector *vectors,
                             struct ww_err *err)
{
    enum ww_rc rc = WW_OK;
    for (size_t first = 0; !rc && first < source->n_rows; first += MF_BATCH_ROWS) {
        struct ww_vector part[PF_COLUMNS_MAX];
        size_t left = source->n_rows - first, rows = left < MF_BATCH_ROWS ? left : MF_BATCH_ROWS;
        for (size_t f = 0; f < source->n_columns; f++) {
            part[f] = (struct ww_vector){.validity = vectors[f].validity + first / 8,
                                         .values = (const char *)vectors[f].values +
                                                   first * ww_field_value_bytes(&fields[f])};
            for (size_t i = 0; i < rows; i++)
                part[f].nulls += !ww_vector_has(&part[f], i);
        }
        const struct ww_batch batch = {rows, part};
        rc = ww_arrow_writer_batch(writer, &batch, err);
    }
    return rc;
}

static enum ww_rc pf_write(const struct pf_source *source, const char *path, uint8_t sha256[WW_SHA256_BYTES],
                           uint64_t *bytes, struct ww_err *err)
{
    struct ww_field fields[PF_COLUMNS_MAX];
    struct ww_vector vectors[PF_COLUMNS_MAX];
    struct ww_dictionary all[PF_COLUMNS_MAX], dictionaries[PF_COLUMNS_MAX];
    size_t n_dictionaries = 0;
    struct ww_arrow_writer *writer = NULL;
    for (size_t f = 0; f < source->n_columns; f++) {
        fields[f] = pf_field(&source->columns[f]);
        vectors[f] = pf_encode(&source->columns[f], source->n_rows, &all[f]);
        if (fields[f].kind == WW_KIND_CATEGORY)
            dictionaries[n_dictionaries++] = all[f];
    }
    enum ww_rc rc = ww_arrow_writer_open(path, fields, source->n_columns, NULL, 0, &writer, err);
    if (!rc)
        rc = pf_batches(writer, source, fields, vectors, err);
    if (!rc)
        rc = ww_arrow_writer_finish(&writer, dictionaries, n_dictionaries, NULL, 0, sha256, bytes, err);
    ww_arrow_writer_abandon(&writer);
    for (size_t f = 0; f < source->n_columns; f++) {
        free((void *)(uintptr_t)vectors[f].validity);
        free((void *)(uintptr_t)vectors[f].values);
        free((void *)(uintptr_t)all[f].values);
    }
    return rc;
}

PF_UNUSED static bool pf_publish(struct mf *mf, const struct pf_source *source)
{
    char path[WW_PATH_MAX], hex[WW_SHA256_HEX];
    uint8_t sha256[WW_SHA256_BYTES];
    uint64_t bytes = 0;
    int64_t id;
    unsigned superseded;
    if (!CHECK_RC(ww_workspace_file(mf->workspace, "evidence/.unfinished.arrow", path, &mf->err), WW_OK) ||
        !CHECK_RC(pf_write(source, path, sha256, &bytes, &mf->err), WW_OK))
        return false;
    ww_hex(sha256, sizeof sha256, hex);
    const struct ww_catalogue_entry entry = {
        .extract = {.source = source->name,
                    .vintage = "",
                    .shape = source->shape,
                    .subject = source->subject,
                    .rank = 50,
                    .owner = "A partner",
                    .supplied_by = "A partner",
                    .gateway = "an agreement",
                    .caveats = "",
                    .descriptor_sha256 = "",
                    .has_period = source->period.end_day > source->period.first_day,
                    .period = source->period,
                    .file = "",
                    .sha256 = hex,
                    .bytes = bytes,
                    .rows = source->n_rows,
                    .missing_months = ""}};
    return CHECK_RC(ww_catalogue_publish(mf->workspace, path, &entry, &id, &superseded, &mf->err), WW_OK);
}

/* A text of its own for a cell, kept until the program ends. */
PF_UNUSED static const char *pf_text(const char *format, ...) __attribute__((format(printf, 1, 2)));
PF_UNUSED static const char *pf_text(const char *format, ...)
{
    static char *kept[1 << 16];
    static size_t n;
    char buffer[64];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(buffer, sizeof buffer, format, arguments);
    va_end(arguments);
    for (size_t i = 0; i < n; i++)
        if (strcmp(kept[i], buffer) == 0)
            return kept[i];
    if (n == sizeof kept / sizeof kept[0])
        abort();
    return kept[n++] = strdup(buffer);
}

/* A question made ready, for what stands below the measures; of the whole of our borough. */
struct pf_asked {
    struct ww_question question;
    struct ww_measure measure;
    struct ww_arena *arena;
    struct ww_ask ask;
};

PF_UNUSED static bool pf_ask(struct mf *mf, const char *source, const char *period, struct pf_asked *out)
{
    *out = (struct pf_asked){
        .question = mf_question("test", period), .measure = {.name = "test"}, .arena = ww_arena_new(0)};
    struct ww_ask *ask = &out->ask;
    *ask = (struct ww_ask){.question = &out->question,
                           .measure = &out->measure,
                           .period = mf_period(period),
                           .area = MF_HERE,
                           .area_level = "borough",
                           .arena = out->arena,
                           .subject_node = -1};
    if (!mf->context &&
        !CHECK_RC(ww_context_open(mf->workspace, mf->areas, mf->categories, 2, &mf->context, &mf->err),
                  WW_OK))
        return false;
    ask->context = mf->context;
    if (!CHECK_RC(ww_context_view(mf->context, source, NULL, &ask->view, &mf->err), WW_OK))
        return false;
    ask->record = ww_view_record(ask->view, 0);
    ask->subject = ww_subject_of(ask->record->subject);
    return true;
}

#endif
