// SPDX-License-Identifier: Apache-2.0
/* Problem: a file arrives once, and nobody wants to write a descriptor for it.
 * Method: the person names the columns; the first rows say the rest: what form the times have, whether a pair of
 * numbers is degrees or metres, of which level the area codes are. From that the JSON of an ordinary descriptor is
 * written and read back, so that there is one way into the program, with the same checks, and `explain` can
 * show what was assumed. */
#include "intake/events.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/checked.h"
#include "base/nearest.h"
#include "base/num.h"
#include "intake/header.h"
#include "intake/inputs.h"

#define SAMPLE_ROWS 200
#define COLUMN_MAX  200

enum part { TIME, TO, CATEGORY, PLACE, ID, OUTCOME, LEVEL, N_PARTS };
static const char *const part_names[N_PARTS] = {"time", "to", "category", "place", "id", "outcome", "level"};

/* What place is. */
enum place_kind { NO_PLACE, AREA, DEGREES, METRES };

struct events {
    char column[N_PARTS][COLUMN_MAX]; /* "" = not mapped; LEVEL: its text */
    char second[COLUMN_MAX];          /* of a place in two columns */
    struct ww_arena *memory;
    struct ww_header header;
    struct ww_str sample[SAMPLE_ROWS]; /* records */
    size_t n_sample;
    const struct ww_areas *areas;
    struct ww_err *err;
};

/* --- the command line's words ----------------------------------------------------------------------------------- */

static enum ww_rc read_mapping(struct events *e, const char *mapping)
{
    struct ww_str rest = ww_str_of(mapping), key;
    if (ww_str_find(rest, '=') == rest.len || !ww_str_cut(&rest, '=', &key) || !rest.len)
        return ww_fail(e->err, WW_E_USAGE,
                       "A mapping is written PART=COLUMN, for example time=Date; \"%.100s\" is not.",
                       mapping);
    size_t part = 0;
    while (part < N_PARTS && !ww_str_eqz(key, part_names[part]))
        part++;
    if (part == N_PARTS) {
        const char *meant = ww_nearest(key, part_names, N_PARTS);
        return ww_fail(e->err, WW_E_USAGE,
                       "\"%.*s\" cannot be mapped; what can is time, to, category, place, id, outcome "
                       "and level.%s%s%s",
                       (int)(key.len < 40 ? key.len : 40), key.ptr, meant ? " Did you mean " : "",
                       meant ? meant : "", meant ? "?" : "");
    }
    struct ww_str first = rest;
    if (part == PLACE && ww_str_find(rest, ',') < rest.len) {
        ww_str_cut(&rest, ',', &first);
        if (!ww_str_copy(ww_str_trim(rest), e->second, COLUMN_MAX))
            return ww_fail(e->err, WW_E_USAGE, "The name of a column is too long.");
    }
    if (!ww_str_copy(ww_str_trim(first), e->column[part], COLUMN_MAX))
        return ww_fail(e->err, WW_E_USAGE, "The name of a column is too long.");
    return WW_OK;
}

static enum ww_rc read_mappings(struct events *e, const char *const *mappings, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        enum ww_rc rc = read_mapping(e, mappings[i]);
        if (rc)
            return rc;
    }
    if (!e->column[TIME][0])
        return ww_fail(e->err, WW_E_USAGE, "Say which column is the time: --map time=COLUMN.");
    return WW_OK;
}

/* --- the file's first rows --------------------------------------------------------------------------------------- */

static int find_column(const struct events *e, const char *name)
{
    for (size_t i = 0; i < e->header.count; i++)
        if (ww_str_eq_nocase(ww_str_of(e->header.names[i]), ww_str_of(name)))
            return (int)i;
    return -1;
}

static enum ww_rc need_column(const struct events *e, const char *file, enum part part, const char *name)
{
    if (!name[0] || part == LEVEL || find_column(e, name) >= 0)
        return WW_OK;
    const char *meant = ww_nearest(ww_str_of(name), e->header.names, e->header.count);
    struct ww_buf found = {.max = 500};
    for (size_t i = 0; i < e->header.count && i < 15; i++)
        ww_buf_printf(&found, "%s%.30s", i ? ", " : "", e->header.names[i]);
    ww_fail_at(e->err, WW_E_INPUT, file, e->header.data_line - 1, 1,
               "There is no column \"%.60s\" (mapped to %s).%s%.60s%s The columns are %s.", name,
               part_names[part], meant ? " Did you mean \"" : "", meant ? meant : "", meant ? "\"?" : "",
               found.data ? found.data : "");
    ww_buf_free(&found);
    return WW_E_INPUT;
}

/* Cell of a sampled record, without quotes; records with quotes inside fields are good enough for a guess. */
static struct ww_str cell_of(const struct events *e, struct ww_str record, int column)
{
    size_t start = 0, field = 0;
    bool quoted = false;
    for (size_t i = 0; i <= record.len; i++) {
        if (i < record.len && record.ptr[i] == '"')
            quoted = !quoted;
        if (i < record.len && (quoted || record.ptr[i] != e->header.separator))
            continue;
        if (field++ == (size_t)column) {
            struct ww_str cell = ww_str_trim((struct ww_str){record.ptr + start, i - start});
            if (cell.len > 1 && cell.ptr[0] == '"')
                cell = ww_str_trim((struct ww_str){cell.ptr + 1, cell.len - 2});
            return cell;
        }
        start = i + 1;
    }
    return (struct ww_str){"", 0};
}

static void take_sample(struct events *e, struct ww_str bytes)
{
    size_t start = e->header.data_offset;
    bool quoted = false;
    for (size_t i = start; i <= bytes.len && e->n_sample < SAMPLE_ROWS; i++) {
        if (i < bytes.len && bytes.ptr[i] == '"')
            quoted = !quoted;
        if (i < bytes.len && (quoted || bytes.ptr[i] != '\n'))
            continue;
        struct ww_str record = ww_str_trim((struct ww_str){bytes.ptr + start, i - start});
        if (record.len)
            e->sample[e->n_sample++] = record;
        start = i + 1;
    }
}

/* How many sampled cells of a column are good, and how many there are. */
typedef bool is_good_fn(const struct events *e, struct ww_str cell);

static size_t count_good(const struct events *e, int column, is_good_fn *good, size_t *present)
{
    size_t n = 0;
    *present = 0;
    for (size_t i = 0; i < e->n_sample; i++) {
        struct ww_str cell = cell_of(e, e->sample[i], column);
        *present += cell.len > 0;
        n += cell.len > 0 && good(e, cell);
    }
    return n;
}

static bool is_month(const struct events *e, struct ww_str cell)
{
    int32_t month;
    (void)e;
    return ww_parse_month(cell, &month);
}

static bool is_date(const struct events *e, struct ww_str cell)
{
    int32_t day;
    (void)e;
    return ww_parse_date(cell, &day);
}

static bool is_datetime(const struct events *e, struct ww_str cell)
{
    int64_t second;
    bool has_time;
    (void)e;
    return ww_parse_datetime(cell, &second, &has_time);
}

static bool is_number(const struct events *e, struct ww_str cell)
{
    double number;
    (void)e;
    return ww_parse_f64(cell, &number);
}

static bool is_degrees(const struct events *e, struct ww_str cell)
{
    double number;
    (void)e;
    return ww_parse_f64(cell, &number) && number > -91 && number < 91;
}

/* The Table Schema type most of a column's cells have; NULL = none. */
static const char *time_type(const struct events *e, int column)
{
    static const struct {
        is_good_fn *good;
        const char *type;
    } types[] = {{is_month, "yearmonth"}, {is_date, "date"}, {is_datetime, "datetime"}};
    const char *best = NULL;
    size_t most = 0, present = 0;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        size_t good = count_good(e, column, types[i].good, &present);
        if (good > most) {
            most = good;
            best = types[i].type;
        }
    }
    return most * 2 > present ? best : NULL;
}

/* Levels a code alone tells, when no boundaries do. */
static const struct {
    const char *prefix;
    const char *level;
} code_levels[] = {
    {"E01", "lsoa11"},  {"W01", "lsoa11"},  {"E05", "ward"},    {"W05", "ward"},
    {"E06", "borough"}, {"E07", "borough"}, {"E08", "borough"}, {"E09", "borough"},
    {"W06", "borough"}, {"E22", "csp"},     {"E23", "force"},
};

static const char *level_of_cell(const struct events *e, struct ww_str cell)
{
    const char *level;
    for (size_t i = 0; e->areas && (level = ww_areas_level_name(e->areas, i)) != NULL; i++) {
        const struct ww_area *by_name;
        if (ww_areas_find(e->areas, ww_str_of(level), cell) ||
            ww_areas_find_name(e->areas, ww_str_of(level), cell, NULL, &by_name))
            return level;
    }
    for (size_t i = 0; i < sizeof code_levels / sizeof code_levels[0]; i++)
        if (cell.len == 9 && ww_str_starts(cell, ww_str_of(code_levels[i].prefix)))
            return code_levels[i].level;
    return NULL;
}

static const char *area_level(const struct events *e, int column)
{
    if (e->column[LEVEL][0])
        return e->column[LEVEL];
    for (size_t i = 0; i < e->n_sample; i++) {
        struct ww_str cell = cell_of(e, e->sample[i], column);
        const char *level = cell.len ? level_of_cell(e, cell) : NULL;
        if (level)
            return level;
    }
    return NULL;
}

/* The level with the most polygons: points are placed as finely as the workspace can. */
static const char *finest_level(const struct ww_areas *areas)
{
    const char *level, *best = NULL;
    size_t most = 0;
    for (size_t i = 0; areas && (level = ww_areas_level_name(areas, i)) != NULL; i++) {
        size_t count = 0, drawn = 0;
        const struct ww_area *const *list = ww_areas_list(areas, ww_str_of(level), &count);
        for (size_t k = 0; k < count; k++)
            drawn += list[k]->wkb.len > 0;
        if (drawn > most) {
            most = drawn;
            best = level;
        }
    }
    return best;
}

/* --- the descriptor ------------------------------------------------------------------------------------------------ */

struct json {
    json_t *fields;
    json_t *columns;
    json_t *watchward;
};

static bool add_field(const struct json *j, const char *column, const char *type, bool required)
{
    json_t *field = json_pack("{s:s, s:s, s:{s:b}}", "name", column, "type", type, "constraints", "required",
                              required);
    return json_array_append_new(j->fields, field) == 0;
}

static bool add_column(const struct json *j, const char *name, const char *column, const char *role)
{
    return json_object_set_new(j->columns, name, json_pack("{s:s, s:s}", "field", column, "role", role)) == 0;
}

static enum ww_rc add_time(const struct events *e, const struct json *j, const char *file, enum part part)
{
    const char *column = e->column[part], *type;
    if (!column[0])
        return WW_OK;
    int index = find_column(e, column);
    struct ww_str first = e->n_sample ? cell_of(e, e->sample[0], index) : (struct ww_str){"", 0};
    type = time_type(e, index);
    if (!type)
        return ww_fail_at(
            e->err, WW_E_INPUT, file, e->header.data_line, (uint64_t)index + 1,
            "The column \"%.60s\" (mapped to %s) holds no dates or times that can be read, such as "
            "2018-06-05, 05/06/2018 13:45 or Jun-18. The first is \"%.*s\".",
            column, part_names[part], (int)(first.len < 40 ? first.len : 40), first.ptr);
    bool good = add_field(j, column, type, part == TIME) &&
                add_column(j, part == TIME ? "time" : "to", column, part == TIME ? "from" : "to");
    return good ? WW_OK : ww_fail_nomem(e->err);
}

static enum ww_rc add_text(const struct events *e, const struct json *j, enum part part)
{
    const char *column = e->column[part];
    if (!column[0])
        return WW_OK;
    bool good = add_field(j, column, "string", false) &&
                add_column(j, part_names[part], column, part_names[part]);
    return good ? WW_OK : ww_fail_nomem(e->err);
}

static enum ww_rc add_area(const struct events *e, const struct json *j, const char *file)
{
    const char *column = e->column[PLACE], *level = area_level(e, find_column(e, column));
    if (!level)
        return ww_fail_at(
            e->err, WW_E_INPUT, file, e->header.data_line, (uint64_t)find_column(e, column) + 1,
            "It cannot be told which areas the column \"%.60s\" (mapped to place) names. Say it with --map "
            "level=LEVEL (lsoa11, lsoa21, ward, ward22, borough), or import their boundaries first.",
            column);
    json_t *area = json_pack("{s:s, s:s, s:s}", "field", column, "role", "area", "level", level);
    bool good = add_field(j, column, "string", false) && json_object_set_new(j->columns, "area", area) == 0;
    return good ? WW_OK : ww_fail_nomem(e->err);
}

/* A pair of numbers: degrees in the order latitude, longitude; metres in the order easting, northing. */
static enum ww_rc add_point(const struct events *e, const struct json *j, const char *file)
{
    const char *a = e->column[PLACE], *b = e->second;
    size_t present_a, present_b;
    size_t numbers = count_good(e, find_column(e, a), is_number, &present_a) +
                     count_good(e, find_column(e, b), is_number, &present_b);
    size_t degrees = count_good(e, find_column(e, a), is_degrees, &present_a) +
                     count_good(e, find_column(e, b), is_degrees, &present_b);
    if (!numbers || numbers * 10 < (present_a + present_b) * 9)
        return ww_fail_at(
            e->err, WW_E_INPUT, file, e->header.data_line, (uint64_t)find_column(e, a) + 1,
            "The columns \"%.60s\" and \"%.60s\" (mapped to place) hold no numbers. Name latitude and "
            "longitude, or easting and northing.",
            a, b);
    bool metres = degrees * 2 < numbers;
    const char *level = finest_level(e->areas);
    bool good = add_field(j, a, "number", false) && add_field(j, b, "number", false) &&
                add_column(j, metres ? "easting" : "latitude", a, metres ? "easting" : "latitude") &&
                add_column(j, metres ? "northing" : "longitude", b, metres ? "northing" : "longitude");
    if (good && level)
        good = json_object_set_new(j->watchward, "locate",
                                   json_pack("{s:s, s:s}", "level", level, "into", "area")) == 0;
    return good ? WW_OK : ww_fail_nomem(e->err);
}

static enum ww_rc add_parts(const struct events *e, const struct json *j, const char *file)
{
    enum ww_rc rc = add_time(e, j, file, TIME);
    if (!rc)
        rc = add_time(e, j, file, TO);
    if (!rc)
        rc = add_text(e, j, CATEGORY);
    if (!rc)
        rc = add_text(e, j, OUTCOME);
    if (!rc)
        rc = add_text(e, j, ID);
    if (!rc && e->column[PLACE][0])
        rc = e->second[0] ? add_point(e, j, file) : add_area(e, j, file);
    return rc;
}

static enum ww_rc write_descriptor(const struct events *e, const struct ww_descriptor *base, const char *file,
                                   struct ww_descriptor **out)
{
    json_t *caveats = json_array();
    for (size_t i = 0; i < base->n_caveats; i++)
        json_array_append_new(caveats, json_string(base->caveats[i]));
    struct json j = {json_array(), json_object(),
                     json_pack("{s:i, s:s, s:s, s:i, s:s, s:s, s:o}", "version", (int)base->version, "shape",
                               "events", "subject", base->subject, "rank", base->rank, "owner", base->owner,
                               "gateway", base->gateway, "caveats", caveats)};
    enum ww_rc rc = j.fields && j.columns && j.watchward ? add_parts(e, &j, file) : ww_fail_nomem(e->err);
    json_t *root = json_pack("{s:s, s:s, s:s, s:o, s:o}", "name", base->name, "title", base->title,
                             "description", base->description, "fields", j.fields, "watchward", j.watchward);
    if (!rc && root && e->column[ID][0])
        json_object_set_new(root, "primaryKey", json_string(e->column[ID]));
    if (!rc && root)
        json_object_set(j.watchward, "columns", j.columns);
    char *text = root && !rc ? json_dumps(root, JSON_INDENT(2)) : NULL;
    if (!rc)
        rc = text ? ww_descriptor_parse(text, strlen(text), "--map", out, e->err) : ww_fail_nomem(e->err);
    free(text);
    json_decref(j.columns);
    json_decref(root);
    return rc;
}

static bool any_header(void *context, struct ww_str record)
{
    (void)context;
    return ww_str_find(record, ',') < record.len;
}

static enum ww_rc describe(struct events *e, const struct ww_events_request *request,
                           struct ww_descriptor **out)
{
    struct ww_inputs inputs = {0};
    struct ww_inputs_options options = {request->scratch, any_header, NULL};
    enum ww_rc rc = read_mappings(e, request->mappings, request->n_mappings);
    if (!rc)
        rc = ww_inputs_open(&request->file, 1, &options, &inputs, e->err);
    if (rc)
        return rc;
    const struct ww_input *input = &inputs.items[0].input;
    rc = ww_header_read(input->name, input->bytes, e->memory, &e->header, e->err);
    for (enum part p = TIME; p < N_PARTS && !rc; p++)
        rc = need_column(e, input->name, p, e->column[p]);
    if (!rc)
        rc = need_column(e, input->name, PLACE, e->second);
    if (!rc) {
        take_sample(e, input->bytes);
        rc = write_descriptor(e, request->base, input->name, out);
    }
    ww_inputs_close(&inputs);
    return rc;
}

enum ww_rc ww_events_descriptor(const struct ww_events_request *request, struct ww_descriptor **out,
                                struct ww_err *err)
{
    struct events *e = ww_new_array(1, sizeof *e);
    if (!e)
        return ww_fail_nomem(err);
    e->areas = request->areas;
    e->err = err;
    e->memory = ww_arena_new(0);
    enum ww_rc rc = e->memory ? describe(e, request, out) : ww_fail_nomem(err);
    ww_arena_free(&e->memory);
    free(e);
    return rc;
}
