// SPDX-License-Identifier: Apache-2.0
/* The files of partners beside the police. Each is described by a JSON file; a plan (extra_plan.h) gives every row what
 * a published figure reaches, and here the rows are written, with minutes, points, ages within their band and names
 * of persons drawn by a hash of the row's number, so that easting and northing of a row agree without being kept. */
#include "sample/extra.h"

#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/time.h"
#include "sample/extra_plan.h"
#include "sample/outfile.h"

#define SOURCES_FOLDER  "sources"
#define SERIAL_DIGITS   6
#define ROWS_STREAM     UINT64_C(0x6578726f7773)
#define PERSON_STREAM   UINT64_C(0x706572736f6e)
#define HEX_DIGITS      16
#define MINUTES_AN_HOUR 60

struct row_writer {
    const struct ww_extra_spec *spec;
    const struct ww_extra_request *request;
    const struct ww_extra_plan *plan;
    uint64_t stream;
    uint64_t number; /* of the row in the file, from 0 */
    size_t row;      /* of the plan */
    uint32_t copy;
    struct ww_outfile file;
    struct ww_err *err;
};

/* --- pieces of a row ------------------------------------------------------------------------------- */

static char *end_of(struct row_writer *w)
{
    return w->file.buffer + w->file.len;
}

static void put(struct row_writer *w, const char *text, size_t len)
{
    memcpy(end_of(w), text, len);
    w->file.len += len;
}

static void put_char(struct row_writer *w, char c)
{
    *end_of(w) = c;
    w->file.len++;
}

static void put_text(struct row_writer *w, const char *text, bool quoted)
{
    for (; *text; text++) {
        if (quoted && *text == '"')
            put_char(w, '"');
        put_char(w, *text);
    }
}

static void put_number(struct row_writer *w, uint64_t value, size_t least_digits)
{
    char digits[24];
    size_t n = 0;
    do {
        digits[n++] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0 || n < least_digits);
    while (n)
        put_char(w, digits[--n]);
}

/* Bits that belong to this row and column, whoever asks. */
static uint64_t bits_of(const struct row_writer *w, size_t column)
{
    const uint64_t of[3] = {w->row, w->copy, column};
    return ww_hash64(of, sizeof of, w->stream);
}

static uint64_t below(uint64_t bits, uint64_t bound)
{
    return (bits >> 32) * bound >> 32;
}

/* --- cells ----------------------------------------------------------------------------------------- */

/* Room for one option, twice its length for quotation marks. */
_Static_assert(2 * WW_EXTRA_TEXT_MAX + 64 < WW_OUTFILE_ROOM, "an option fits");

static enum ww_rc cell_time(struct row_writer *w, size_t c)
{
    const struct ww_extra_column *column = &w->spec->columns[c];
    int64_t when = w->plan->cells[c].when[w->row];
    char text[24];
    if (when == WW_EXTRA_NEVER)
        return WW_OK;
    when += 60 * (int64_t)below(bits_of(w, c), MINUTES_AN_HOUR);
    ww_second_print_iso(when, text);
    static const size_t lengths[] = {
        [WW_EXTRA_MINUTE] = sizeof "2018-06-05T13:45" - 1,
        [WW_EXTRA_DAY] = sizeof "2018-06-05" - 1,
        [WW_EXTRA_MONTH] = sizeof "2018-06" - 1,
    };
    put(w, text, lengths[column->precision]);
    return WW_OK;
}

static enum ww_rc cell_option(struct row_writer *w, size_t c)
{
    const struct ww_extra_column *column = &w->spec->columns[c];
    const char *text = column->options[w->plan->cells[c].code[w->row]];
    bool quoted = strpbrk(text, ",\"") != NULL;
    if (quoted)
        put_char(w, '"');
    put_text(w, text, quoted);
    if (quoted)
        put_char(w, '"');
    return WW_OK;
}

static enum ww_rc cell_several(struct row_writer *w, size_t c)
{
    const struct ww_extra_column *column = &w->spec->columns[c];
    uint64_t set = w->plan->cells[c].set[w->row];
    enum ww_rc rc = WW_OK;
    bool first = true;
    if (column->quote)
        put_char(w, '"');
    for (size_t k = 0; k < column->n_options && !rc; k++) {
        if (!(set >> k & 1))
            continue;
        rc = ww_outfile_room(&w->file, w->err);
        if (!rc && !first)
            put_char(w, ';');
        if (!rc)
            put_text(w, column->options[k], column->quote);
        first = false;
    }
    if (column->quote && !rc)
        put_char(w, '"');
    return rc;
}

static size_t person_column(const struct ww_extra_spec *spec)
{
    size_t c = 0;
    while (c < spec->n_columns && spec->columns[c].make != WW_EXTRA_PERSON)
        c++;
    return c;
}

static uint64_t person_bits(const struct row_writer *w, size_t person)
{
    const struct ww_extra_column *column = &w->spec->columns[person];
    const char *pool = column->pool ? column->pool : w->spec->file;
    const uint64_t of[3] = {w->plan->cells[person].who[w->row], w->copy, w->request->seed};
    return ww_hash64(of, sizeof of, ww_hash64(pool, strlen(pool), PERSON_STREAM));
}

static enum ww_rc cell_age(struct row_writer *w, size_t c)
{
    const struct ww_extra_column *column = &w->spec->columns[c];
    uint32_t first, last;
    if (!ww_extra_band(column->options[w->plan->cells[c].code[w->row]], &first, &last))
        return WW_OK; /* an age nobody knows */
    size_t person = column->of_person ? person_column(w->spec) : w->spec->n_columns;
    uint64_t bits = person < w->spec->n_columns ? person_bits(w, person) : bits_of(w, c);
    put_number(w, first + below(bits << 16, last - first + 1), 1);
    return WW_OK;
}

static enum ww_rc cell_place(struct row_writer *w, size_t c)
{
    size_t area = w->plan->cells[c].code[w->row];
    const struct ww_sample_facts *f = w->request->facts;
    put_text(w, w->spec->columns[c].lsoa_level ? f->lsoas[area].code : f->wards[area].code, false);
    return WW_OK;
}

static size_t lsoa_of(const struct row_writer *w, size_t c)
{
    return w->plan->cells[w->spec->columns[c].of].code[w->row];
}

static enum ww_rc cell_ward(struct row_writer *w, size_t c)
{
    const struct ww_sample_facts *f = w->request->facts;
    put_text(w, f->wards[f->lsoas[lsoa_of(w, c)].ward].code, false);
    return WW_OK;
}

static struct ww_spot spot_of(const struct row_writer *w, size_t c)
{
    return ww_spot_draw(&w->request->spots[lsoa_of(w, c)], bits_of(w, w->spec->columns[c].of));
}

static enum ww_rc cell_easting(struct row_writer *w, size_t c)
{
    put_number(w, (uint64_t)spot_of(w, c).easting_m, 1);
    return WW_OK;
}

static enum ww_rc cell_northing(struct row_writer *w, size_t c)
{
    put_number(w, (uint64_t)spot_of(w, c).northing_m, 1);
    return WW_OK;
}

static enum ww_rc cell_person(struct row_writer *w, size_t c)
{
    static const char hex[] = "0123456789abcdef";
    uint64_t bits = person_bits(w, c);
    for (int i = HEX_DIGITS; i-- > 0;)
        put_char(w, hex[bits >> 4 * i & 15]);
    return WW_OK;
}

static enum ww_rc cell_number(struct row_writer *w, size_t c)
{
    const int64_t *range = w->spec->columns[c].range;
    put_number(w, (uint64_t)range[0] + below(bits_of(w, c), (uint64_t)(range[1] - range[0] + 1)), 1);
    return WW_OK;
}

static enum ww_rc cell_serial(struct row_writer *w, size_t c)
{
    put_text(w, w->spec->columns[c].text, false);
    put_number(w, w->number + 1, SERIAL_DIGITS);
    return WW_OK;
}

static enum ww_rc cell_constant(struct row_writer *w, size_t c)
{
    const char *text = w->spec->columns[c].text;
    bool quoted = strpbrk(text, ",\"") != NULL;
    if (quoted)
        put_char(w, '"');
    put_text(w, text, quoted);
    if (quoted)
        put_char(w, '"');
    return WW_OK;
}

static enum ww_rc (*const cell_writers[WW_EXTRA_MAKES])(struct row_writer *w, size_t c) = {
    [WW_EXTRA_SERIAL] = cell_serial,   [WW_EXTRA_TIME] = cell_time,
    [WW_EXTRA_COUNTS] = cell_option,   [WW_EXTRA_SHARES] = cell_option,
    [WW_EXTRA_AGES] = cell_age,        [WW_EXTRA_SEVERAL] = cell_several,
    [WW_EXTRA_PLACES] = cell_place,    [WW_EXTRA_WARD] = cell_ward,
    [WW_EXTRA_EASTING] = cell_easting, [WW_EXTRA_NORTHING] = cell_northing,
    [WW_EXTRA_LATER] = cell_time,      [WW_EXTRA_PERSON] = cell_person,
    [WW_EXTRA_NUMBER] = cell_number,   [WW_EXTRA_CONSTANT] = cell_constant,
};

/* --- files ----------------------------------------------------------------------------------------- */

static enum ww_rc write_row(struct row_writer *w)
{
    enum ww_rc rc = WW_OK;
    for (size_t c = 0; c < w->spec->n_columns && !rc; c++) {
        rc = ww_outfile_room(&w->file, w->err);
        if (!rc && c)
            put_char(w, ',');
        if (!rc)
            rc = cell_writers[w->spec->columns[c].make](w, c);
    }
    if (!rc)
        put_char(w, '\n');
    w->number++;
    return rc;
}

static enum ww_rc write_rows(struct row_writer *w)
{
    enum ww_rc rc = WW_OK;
    for (size_t c = 0; c < w->spec->n_columns && !rc; c++) {
        rc = ww_outfile_room(&w->file, w->err);
        if (!rc && c)
            put_char(w, ',');
        if (!rc)
            put_text(w, w->spec->columns[c].name, false);
    }
    if (!rc)
        put_char(w, '\n');
    for (w->row = 0; w->row < w->plan->n_rows && !rc; w->row++)
        for (w->copy = 0; w->copy < w->request->scale && !rc; w->copy++)
            rc = write_row(w);
    return rc;
}

enum ww_rc ww_extra_write(const struct ww_extra_spec *spec, const struct ww_extra_request *request,
                          uint64_t *rows, uint64_t *bytes, struct ww_err *err)
{
    struct ww_extra_plan plan = {0};
    if (spec->copy)
        return ww_extra_copy(spec, request, bytes, err);
    struct row_writer w = {.spec = spec, .request = request, .plan = &plan, .err = err};
    w.stream = ww_hash64(spec->file, strlen(spec->file), request->seed ^ ROWS_STREAM);
    enum ww_rc rc = ww_extra_plan_make(spec, request->facts, request->seed, &plan, err);
    if (!rc)
        rc = ww_outfile_open(request->folder, spec->file, &w.file, err);
    if (!rc)
        rc = write_rows(&w);
    if (!rc)
        rc = ww_outfile_finish(&w.file, err);
    ww_outfile_abandon(&w.file);
    if (!rc) {
        *rows += w.number;
        *bytes += w.file.written;
    }
    ww_extra_plan_free(&plan);
    return rc;
}

/* --- the list -------------------------------------------------------------------------------------- */

static enum ww_rc read_all(const char *folder, const struct ww_names *names,
                           const struct ww_sample_facts *facts, struct ww_extras *extras, struct ww_err *err)
{
    enum ww_rc rc = WW_OK;
    char path[WW_PATH_MAX];
    extras->items = ww_arena_alloc(extras->memory, names->count + 1, sizeof *extras->items);
    if (!extras->items)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < names->count && !rc; i++) {
        if (!ww_str_ends(ww_str_of(names->items[i]), WW_STR(".json")))
            continue;
        struct ww_extra_spec *spec = &extras->items[extras->n];
        if (!ww_path_join(folder, names->items[i], path, sizeof path))
            return ww_fail(err, WW_E_LIMIT, "The path of the sample's facts is too long: %.200s", folder);
        rc = ww_extra_spec_read(path, &(struct ww_extra_home){facts, extras->memory}, spec, err);
        for (size_t k = 0; k < extras->n && !rc; k++)
            if (strcmp(extras->items[k].file, spec->file) == 0)
                rc = ww_fail_at(err, WW_E_INPUT, path, 0, 0, "file: '%.60s' is already made by %.200s.",
                                spec->file, extras->items[k].path);
        extras->n++;
    }
    return rc;
}

enum ww_rc ww_extras_load(const char *facts_folder, const struct ww_sample_facts *facts,
                          struct ww_extras *out, struct ww_err *err)
{
    char folder[WW_PATH_MAX];
    struct ww_names names = {0};
    struct ww_extras extras = {0};
    if (!ww_path_join(facts_folder, SOURCES_FOLDER, folder, sizeof folder))
        return ww_fail(err, WW_E_LIMIT, "The path of the sample's facts is too long: %.200s", facts_folder);
    enum ww_rc rc = ww_is_dir(folder) ? ww_list_dir(folder, &names, err) : WW_OK;
    extras.memory = ww_arena_new(0);
    if (!rc && !extras.memory)
        rc = ww_fail_nomem(err);
    if (!rc)
        rc = read_all(folder, &names, facts, &extras, err);
    ww_names_free(&names);
    if (rc)
        ww_extras_free(&extras);
    else
        *out = extras;
    return rc;
}

void ww_extras_free(struct ww_extras *extras)
{
    ww_arena_free(&extras->memory);
    *extras = (struct ww_extras){0};
}
