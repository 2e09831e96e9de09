// SPDX-License-Identifier: Apache-2.0
#ifndef WW_TEST_MEASURE_FIXTURE_H
#define WW_TEST_MEASURE_FIXTURE_H

/* A made-up partnership for the tests of measures: a workspace in a temporary folder, areas in a registry, and sources
 * sealed from plain arrays of records, so that a test can count them by plain loops and compare. */

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/rng.h"
#include "evidence/arrow_write.h"
#include "evidence/catalogue.h"
#include "measure/measure.h"

#define MF_UNUSED __attribute__((unused))

/* One row of a source. NULL text = missing. */
struct mf_record {
    int64_t from, to; /* seconds where the source has times of day, else days */
    bool no_from, has_to;
    const char *category, *area, *outcome, *flags, *extra;
    int64_t value;
    bool no_point;
    int32_t x, y; /* metres, or millionths of a degree */
};

enum mf_column {
    MF_FROM = 1,
    MF_TO = 2,
    MF_CATEGORY = 4,
    MF_AREA = 8,
    MF_OUTCOME = 16,
    MF_FLAGS = 32,
    MF_VALUE = 64,
    MF_EXTRA = 128,   /* a column of texts called "extra" */
    MF_GRID = 256,    /* easting and northing */
    MF_DEGREES = 512, /* longitude and latitude */
};

struct mf_source {
    const char *name, *subject;
    enum ww_shape shape;
    int rank;
    unsigned columns; /* enum mf_column */
    enum ww_kind from_kind;
    const char *area_level, *vocabulary;
    struct ww_period period;
};

struct mf {
    const char *vintage; /* of what is published; NULL = the ordinary edition */
    char folder[64];
    struct ww_workspace *workspace;
    struct ww_areas *areas;
    struct ww_categories *categories;
    struct ww_context *context;
    struct ww_err err;
};

/* --- days and periods ------------------------------------------------------------------------------ */

MF_UNUSED static int32_t mf_day(int year, int month, int day)
{
    return ww_day_of((struct ww_date){year, month, day});
}

MF_UNUSED static int64_t mf_second(int year, int month, int day, int hour, int minute)
{
    return (int64_t)mf_day(year, month, day) * 86400 + hour * 3600 + minute * 60;
}

MF_UNUSED static struct ww_period mf_period(const char *text)
{
    struct ww_period period = {0};
    struct ww_err err;
    if (ww_period_parse(ww_str_of(text), &period, &err))
        abort();
    return period;
}

/* --- the workspace --------------------------------------------------------------------------------- */

static const char MF_HERE[] = "E09000033", MF_THERE[] = "E09000001";

static int mf_remove(const char *path, const struct stat *info, int flag, struct FTW *ftw)
{
    (void)info;
    (void)flag;
    (void)ftw;
    return remove(path);
}

MF_UNUSED static void mf_add_area(struct mf *mf, const char *level, const char *code, const char *name,
                                  const char *parent_level, const char *parent)
{
    const struct ww_area area = {.level = ww_str_of(level),
                                 .code = ww_str_of(code),
                                 .name = ww_str_of(name),
                                 .parent_level = ww_str_of(parent_level),
                                 .parent = ww_str_of(parent)};
    CHECK_RC(ww_areas_add(mf->areas, &area, &mf->err), WW_OK);
}

/* Two boroughs; ours has wards A, B, C of two LSOAs each, the other has ward D with one. */
static void mf_add_areas(struct mf *mf)
{
    static const char *const wards[4][2] = {
        {"E05000001", "Alder"}, {"E05000002", "Birch"}, {"E05000003", "Cedar"}, {"E05000009", "Dogwood"}};
    mf_add_area(mf, "borough", MF_HERE, "Here", "", "");
    mf_add_area(mf, "borough", MF_THERE, "There", "", "");
    for (int w = 0; w < 4; w++)
        mf_add_area(mf, "ward", wards[w][0], wards[w][1], "borough", w < 3 ? MF_HERE : MF_THERE);
    for (int i = 0; i < 7; i++) {
        char code[32], name[32];
        snprintf(code, sizeof code, "E0100000%d", i);
        snprintf(name, sizeof name, "Small %d", i);
        mf_add_area(mf, "lsoa11", code, name, "ward", wards[i / 2][0]);
    }
}

MF_UNUSED static bool mf_open(struct mf *mf)
{
    *mf = (struct mf){.folder = "/tmp/ww-test-measure-XXXXXX"};
    char path[1024];
    const char *root = getenv("WW_ROOT");
    snprintf(path, sizeof path, "%s/share/categories.json", root ? root : ".");
    mf->areas = ww_areas_new();
    bool good = mf->areas && mkdtemp(mf->folder) &&
                CHECK_RC(ww_workspace_init(mf->folder, "Here", MF_HERE, &mf->err), WW_OK) &&
                CHECK_RC(ww_workspace_open(mf->folder, true, NULL, &mf->workspace, &mf->err), WW_OK) &&
                CHECK_RC(ww_categories_load(path, &mf->categories, &mf->err), WW_OK);
    if (good)
        mf_add_areas(mf);
    else
        printf("%s\n", mf->err.message);
    return good;
}

MF_UNUSED static void mf_close(struct mf *mf)
{
    ww_context_close(&mf->context);
    ww_workspace_close(&mf->workspace);
    ww_categories_free(&mf->categories);
    ww_areas_free(&mf->areas);
    nftw(mf->folder, mf_remove, 16, FTW_DEPTH | FTW_PHYS);
}

/* --- sealing --------------------------------------------------------------------------------------- */

static const char *mf_text(const struct mf_record *record, enum ww_role role)
{
    switch (role) {
    case WW_ROLE_CATEGORY: return record->category;
    case WW_ROLE_AREA: return record->area;
    case WW_ROLE_OUTCOME: return record->outcome;
    case WW_ROLE_FLAGS: return record->flags;
    default: return record->extra;
    }
}

static size_t mf_fields(const struct mf_source *source, struct ww_field *fields)
{
    static const struct {
        enum mf_column column;
        const char *name;
        enum ww_role role;
    } texts[] = {{MF_CATEGORY, "category", WW_ROLE_CATEGORY},
                 {MF_AREA, "area", WW_ROLE_AREA},
                 {MF_OUTCOME, "outcome", WW_ROLE_OUTCOME},
                 {MF_FLAGS, "flags", WW_ROLE_FLAGS},
                 {MF_EXTRA, "extra", WW_ROLE_ATTRIBUTE}};
    size_t n = 0;
    if (source->columns & MF_FROM)
        fields[n++] = (struct ww_field){.name = "from", .kind = source->from_kind, .role = WW_ROLE_FROM};
    if (source->columns & MF_TO)
        fields[n++] = (struct ww_field){.name = "to", .kind = source->from_kind, .role = WW_ROLE_TO};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (source->columns & texts[i].column) {
            struct ww_field *f = &fields[n++];
            *f = (struct ww_field){.kind = WW_KIND_CATEGORY, .role = texts[i].role, .width = 2};
            snprintf(f->name, sizeof f->name, "%s", texts[i].name);
            if (texts[i].column == MF_AREA)
                snprintf(f->area_level, sizeof f->area_level, "%s", source->area_level);
            if (texts[i].column == MF_CATEGORY)
                snprintf(f->vocabulary, sizeof f->vocabulary, "%s", source->vocabulary);
            if (texts[i].column == MF_OUTCOME)
                snprintf(f->vocabulary, sizeof f->vocabulary, "%s-outcome", source->vocabulary);
        }
    if (source->columns & MF_VALUE)
        fields[n++] = (struct ww_field){
            .name = "value", .kind = WW_KIND_INTEGER, .role = WW_ROLE_VALUE, .width = 4};
    if (source->columns & MF_GRID) {
        fields[n++] = (struct ww_field){
            .name = "easting", .kind = WW_KIND_INTEGER, .role = WW_ROLE_EASTING, .width = 4};
        fields[n++] = (struct ww_field){
            .name = "northing", .kind = WW_KIND_INTEGER, .role = WW_ROLE_NORTHING, .width = 4};
    }
    if (source->columns & MF_DEGREES) {
        fields[n++] = (struct ww_field){
            .name = "lon", .kind = WW_KIND_FIXED, .role = WW_ROLE_LONGITUDE, .places = 6};
        fields[n++] = (struct ww_field){
            .name = "lat", .kind = WW_KIND_FIXED, .role = WW_ROLE_LATITUDE, .places = 6};
    }
    return n;
}

static int16_t mf_code(struct ww_dictionary *dictionary, struct ww_str *values, const char *text)
{
    for (size_t i = 0; i < dictionary->count; i++)
        if (ww_str_eqz(values[i], text))
            return (int16_t)i;
    values[dictionary->count] = ww_str_of(text);
    return (int16_t)dictionary->count++;
}

static bool mf_number(const struct mf_record *record, enum ww_role role, int64_t *out)
{
    switch (role) {
    case WW_ROLE_FROM: *out = record->from; return !record->no_from;
    case WW_ROLE_TO: *out = record->to; return record->has_to;
    case WW_ROLE_EASTING:
    case WW_ROLE_LONGITUDE: *out = record->x; return !record->no_point;
    case WW_ROLE_NORTHING:
    case WW_ROLE_LATITUDE: *out = record->y; return !record->no_point;
    default: *out = record->value; return true;
    }
}

/* One column of all records; dictionary->values is allocated for a CATEGORY. */
static struct ww_vector mf_encode(const struct ww_field *field, const struct mf_record *records, size_t n,
                                  struct ww_dictionary *dictionary)
{
    uint8_t *validity = calloc(n / 8 + 1, 1);
    char *values = calloc(n + 1, 8);
    struct ww_str *texts = calloc(n + 1, sizeof *texts);
    unsigned bytes = ww_field_value_bytes(field);
    struct ww_vector out = {.validity = validity, .values = values};
    *dictionary = (struct ww_dictionary){0, texts};
    for (size_t i = 0; i < n; i++) {
        int64_t number = 0;
        bool has;
        if (field->kind == WW_KIND_CATEGORY) {
            const char *text = mf_text(&records[i], field->role);
            has = text != NULL;
            number = has ? mf_code(dictionary, texts, text) : 0;
        } else {
            has = mf_number(&records[i], field->role, &number);
        }
        memcpy(values + i * bytes, &number, bytes); /* little-endian, as the files are */
        if (has)
            validity[i / 8] |= (uint8_t)(1 << i % 8);
        else
            out.nulls++;
    }
    return out;
}

#define MF_BATCH_ROWS 512u /* several batches, so that several threads have work */

struct mf_rows {
    size_t first, all;
};

/* Rows first.. of the vectors of all rows. */
static enum ww_rc mf_write_batch(struct ww_arrow_writer *writer, const struct ww_field *fields,
                                 const struct ww_vector *vectors, size_t n_fields, struct mf_rows at,
                                 struct ww_err *err)
{
    struct ww_vector part[8];
    size_t rows = at.all - at.first < MF_BATCH_ROWS ? at.all - at.first : MF_BATCH_ROWS;
    for (size_t f = 0; f < n_fields; f++) {
        part[f] = (struct ww_vector){.validity = vectors[f].validity + at.first / 8,
                                     .values = (const char *)vectors[f].values +
                                               at.first * ww_field_value_bytes(&fields[f])};
        for (size_t i = 0; i < rows; i++)
            part[f].nulls += !ww_vector_has(&part[f], i);
    }
    const struct ww_batch batch = {rows, part};
    return ww_arrow_writer_batch(writer, &batch, err);
}

static enum ww_rc mf_write(const struct mf_source *source, const struct mf_record *records, size_t n,
                           const char *path, uint8_t sha256[WW_SHA256_BYTES], uint64_t *bytes,
                           struct ww_err *err)
{
    struct ww_field fields[8];
    struct ww_vector vectors[8];
    struct ww_dictionary all[8], dictionaries[8];
    size_t n_fields = mf_fields(source, fields), n_dictionaries = 0;
    for (size_t f = 0; f < n_fields; f++) {
        vectors[f] = mf_encode(&fields[f], records, n, &all[f]);
        if (fields[f].kind == WW_KIND_CATEGORY)
            dictionaries[n_dictionaries++] = all[f];
    }
    struct ww_arrow_writer *writer = NULL;
    enum ww_rc rc = ww_arrow_writer_open(path, fields, n_fields, NULL, 0, &writer, err);
    for (size_t first = 0; !rc && first < n; first += MF_BATCH_ROWS)
        rc = mf_write_batch(writer, fields, vectors, n_fields, (struct mf_rows){first, n}, err);
    if (!rc)
        rc = ww_arrow_writer_finish(&writer, dictionaries, n_dictionaries, NULL, 0, sha256, bytes, err);
    ww_arrow_writer_abandon(&writer);
    for (size_t f = 0; f < n_fields; f++) {
        free((void *)(uintptr_t)vectors[f].validity);
        free((void *)(uintptr_t)vectors[f].values);
        free((void *)(uintptr_t)all[f].values);
    }
    return rc;
}

MF_UNUSED static bool mf_publish(struct mf *mf, const struct mf_source *source,
                                 const struct mf_record *records, size_t n)
{
    char path[WW_PATH_MAX], hex[WW_SHA256_HEX];
    uint8_t sha256[WW_SHA256_BYTES];
    uint64_t bytes = 0;
    int64_t id;
    unsigned superseded;
    bool good = CHECK_RC(ww_workspace_file(mf->workspace, "evidence/.unfinished.arrow", path, &mf->err),
                         WW_OK) &&
                CHECK_RC(mf_write(source, records, n, path, sha256, &bytes, &mf->err), WW_OK);
    if (!good) {
        printf("%s\n", mf->err.message);
        return false;
    }
    ww_hex(sha256, sizeof sha256, hex);
    const struct ww_catalogue_entry entry = {.extract = {.source = source->name,
                                                         .vintage = mf->vintage ? mf->vintage : "",
                                                         .shape = source->shape,
                                                         .subject = source->subject,
                                                         .rank = source->rank,
                                                         .owner = "The police",
                                                         .supplied_by = "The police",
                                                         .gateway = "open data",
                                                         .caveats = "",
                                                         .descriptor_sha256 = "",
                                                         .has_period = source->columns & MF_FROM,
                                                         .period = source->period,
                                                         .file = "",
                                                         .sha256 = hex,
                                                         .bytes = bytes,
                                                         .rows = n,
                                                         .missing_months = ""}};
    good = CHECK_RC(ww_catalogue_publish(mf->workspace, path, &entry, &id, &superseded, &mf->err), WW_OK);
    if (!good)
        printf("%s\n", mf->err.message);
    return good;
}

/* --- asking ---------------------------------------------------------------------------------------- */

/* The answer, or NULL after a failed check; rc other than WW_OK is what must be returned. */
MF_UNUSED static struct ww_table *mf_ask(struct mf *mf, const struct ww_question *question, enum ww_rc rc)
{
    struct ww_table *table = NULL;
    if (!mf->context &&
        !CHECK_RC(ww_context_open(mf->workspace, mf->areas, mf->categories, 2, &mf->context, &mf->err),
                  WW_OK))
        return NULL;
    mf->err = (struct ww_err){0};
    if (!CHECK_RC(ww_measure_answer(mf->context, question, &table, &mf->err), rc))
        printf("%s: %s\n", question->measure, mf->err.message);
    if (rc == WW_OK || rc == WW_E_NOT_FOUND)
        CHECK_INT(ww_measure_can_answer(mf->context, question), rc == WW_OK);
    return table;
}

MF_UNUSED static struct ww_question mf_question(const char *measure, const char *period)
{
    return (struct ww_question){.measure = measure, .has_period = true, .period = mf_period(period)};
}

/* --- cells ----------------------------------------------------------------------------------------- */

MF_UNUSED static void mf_check_number(const struct ww_table *table, const char *row, const char *column,
                                      double expected)
{
    const struct ww_cell *cell = ww_table_cell(table, row, column);
    double tolerance = 1e-9 * (expected < 0 ? 1 - expected : 1 + expected);
    bool there = cell && cell->present;
    if (!CHECK(there) || !CHECK_NEAR(cell->number, expected, tolerance))
        printf("    in {%s.%s}\n", row, column);
}

MF_UNUSED static void mf_check_mark(const struct ww_table *table, const char *row, const char *column,
                                    enum ww_mark mark)
{
    const struct ww_cell *cell = ww_table_cell(table, row, column);
    if (!CHECK(cell != NULL) || !CHECK_INT(cell->mark, mark))
        printf("    in {%s.%s}\n", row, column);
}

MF_UNUSED static bool mf_has_note(const struct ww_table *table, const char *part)
{
    for (size_t i = 0; i < table->n_notes; i++)
        if (strstr(table->notes[i], part))
            return true;
    return false;
}

/* --- made-up crime, and counting it the plain way -------------------------------------------------- */

struct mf_world {
    struct mf_record *records;
    size_t n;
    struct mf_source source;
};

static const char *const mf_categories[] = {
    "Violence against the person / Murder",
    "Violence against the person / Common Assault",
    "Violence against the person / Harassment",
    "Sexual offences / Rape",
    "Robbery / Personal Property",
    "Robbery / Business Property",
    "Burglary / Burglary Residential",
    "Theft & Handling / Theft Person",
    "Theft & Handling / Other Theft",
    "Criminal Damage / Arson",
    "Drugs / Possession of Drugs",
    "Something new / Not in the vocabulary",
    NULL,
};
static const char *const mf_areas[] = {"E01000000", "E01000001", "E01000002", "E01000003", "E01000004",
                                       "E01000005", "E01000006", "E01999999", NULL};
static const char *const mf_outcomes[] = {"Sanctioned detection", "Local resolution", "Not detected",
                                          "Under investigation",  "An odd outcome",   NULL};
static const char *const mf_flags[] = {
    NULL, NULL, "knife", "knife;domestic", "domestic; knife;knife", "hate-racial", "Domestic;", ";", "gun"};
static const char *const mf_extras[] = {"red", "green", "blue", "Total", NULL};

#define MF_PICK(rng, list) ((list)[ww_rng_below((rng), sizeof(list) / sizeof(list)[0])])

/* Most between two of the kinds; a quarter in the first area so that areas differ. */
static struct mf_record mf_made_up_record(struct ww_rng *rng, struct ww_period span)
{
    uint64_t seconds = (uint64_t)(span.end_day - span.first_day) * 86400;
    struct mf_record r = {.from = (int64_t)span.first_day * 86400 + (int64_t)ww_rng_below(rng, seconds)};
    r.no_from = ww_rng_below(rng, 200) == 0;
    r.has_to = ww_rng_below(rng, 3) != 0;
    static const int64_t lengths[] = {0,     59,    60,    61,     120,    3600,   7200,
                                      40000, 86400, 86460, 200000, 604800, 900000, -60};
    r.to = r.from + (ww_rng_below(rng, 2) ? MF_PICK(rng, lengths) : (int64_t)ww_rng_below(rng, 100000));
    r.category = ww_rng_below(rng, 3) ? MF_PICK(rng, mf_categories) : mf_categories[8];
    r.area = ww_rng_below(rng, 4) ? MF_PICK(rng, mf_areas) : mf_areas[1];
    r.outcome = MF_PICK(rng, mf_outcomes);
    r.flags = MF_PICK(rng, mf_flags);
    r.extra = MF_PICK(rng, mf_extras);
    return r;
}

/* Events with everything, published as source "crimes". */
MF_UNUSED static bool mf_make_world(struct mf *mf, struct mf_world *world, const char *span, size_t n)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    *world = (struct mf_world){.records = calloc(n, sizeof *world->records), .n = n};
    world->source = (struct mf_source){.name = "crimes",
                                       .subject = "recorded-crime",
                                       .shape = WW_SHAPE_EVENTS,
                                       .rank = 100,
                                       .columns = MF_FROM | MF_TO | MF_CATEGORY | MF_AREA | MF_OUTCOME |
                                                  MF_FLAGS | MF_EXTRA,
                                       .from_kind = WW_KIND_DATETIME,
                                       .area_level = "lsoa11",
                                       .vocabulary = "crime-records",
                                       .period = mf_period(span)};
    for (size_t i = 0; i < n; i++)
        world->records[i] = mf_made_up_record(&rng, world->source.period);
    return mf_publish(mf, &world->source, world->records, n);
}

MF_UNUSED static void mf_free_world(struct mf_world *world)
{
    free(world->records);
}

/* 0..5 for an area of ours, -1 for any other. */
MF_UNUSED static int mf_area_of(const struct mf_record *r)
{
    for (int i = 0; i < 6; i++)
        if (r->area && strcmp(r->area, mf_areas[i]) == 0)
            return i;
    return -1;
}

MF_UNUSED static bool mf_counts_in(const struct mf_record *r, struct ww_period period)
{
    return !r->no_from && mf_area_of(r) >= 0 && r->from >= (int64_t)period.first_day * 86400 &&
           r->from < (int64_t)period.end_day * 86400;
}

/* Whether a record belongs in the row of a breakdown by category. */
MF_UNUSED static bool mf_in_row(const struct mf *mf, const struct mf_record *r, const char *row)
{
    int node = r->category ? ww_categories_map(mf->categories, "crime-records", ww_str_of(r->category)) : -1;
    if (strcmp(row, "total") == 0)
        return true;
    if (node < 0)
        return strcmp(row, "not-in-the-category-tree") == 0;
    const char *id = ww_categories_at(mf->categories, (size_t)node)->id;
    size_t len = strlen(row);
    return strncmp(id, row, len) == 0 && (id[len] == '\0' || id[len] == '/');
}

MF_UNUSED static int64_t mf_count(const struct mf *mf, const struct mf_world *world, struct ww_period period,
                                  const char *row)
{
    int64_t count = 0;
    for (size_t i = 0; i < world->n; i++)
        count += mf_counts_in(&world->records[i], period) && mf_in_row(mf, &world->records[i], row);
    return count;
}

/* Every row that must be in a table by category is there, and no other. */
MF_UNUSED static void mf_check_rows(const struct mf *mf, const struct mf_world *world,
                                    struct ww_period period, struct ww_period compare,
                                    const struct ww_table *table)
{
    size_t expected = 1; /* the total */
    for (size_t i = 1; i < ww_categories_count(mf->categories); i++) {
        const char *id = ww_categories_at(mf->categories, i)->id;
        if (!mf_count(mf, world, period, id) && !mf_count(mf, world, compare, id))
            continue;
        expected++;
        if (!CHECK(ww_table_find_row(table, id) != WW_NO_INDEX))
            printf("    row %s\n", id);
    }
    expected += mf_count(mf, world, period, "not-in-the-category-tree") > 0;
    CHECK_INT(table->n_rows, expected);
}

#endif
