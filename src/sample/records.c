// SPDX-License-Identifier: Apache-2.0
/* The crime records of a year as rows of text. All that does not change from row to row (names of types, flags,
 * codes of areas, the date) is made once as text and copied; what is left is three random numbers a row, the
 * digits of two times and a point, and the people (sample/people.h). Each day draws from a stream of its own, so rows do not depend on what
 * was written before. */
#include "sample/records.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/rng.h"
#include "base/time.h"
#include "sample/moments.h"
#include "sample/outfile.h"

#define ARENA_MAX        ((size_t)4 << 20)
#define PROGRESS_ROWS    (UINT64_C(1) << 18)
#define NO_POINT_PER_256 3 /* rows whose point is not known: about 1% */
#define NUMBER_DIGITS    8 /* of a record's number; WW_SAMPLE_SCALE_MAX years of 60,000 fit */
#define ROWS_STREAM      UINT64_C(0x726f7773)
#define MINUTES_A_DAY    1440

static const char header[] = "record_id,from,to,major_group,crime_type,flags,outcome,lsoa,easting,northing,";
_Static_assert(WW_PEOPLE_BYTES <= WW_OUTFILE_ROOM / 2, "a row finds room");

/* Fixed parts of rows, with the commas that follow them. */
struct texts {
    struct ww_str *types;    /* "Robbery,Personal Property," */
    struct ww_str *patterns; /* "Knife crime;Youth violence,"; the last is none, "," */
    struct ww_str outcomes[WW_OUTCOMES];
    struct ww_str *areas; /* "X01000001," */
};

struct row_writer {
    const struct ww_records_job *job;
    struct texts texts;
    struct ww_moments *moments; /* one a rhythm */
    struct ww_people_writer people;
    struct ww_sample_people *of; /* one a record of the plan */
    struct ww_rng rng;
    char id[16]; /* "S17-00000000," */
    size_t id_len;
    char date[12]; /* "2017-07-01T" */
    int32_t day;
    uint64_t rows;
    struct ww_outfile file;
};

/* --- texts ------------------------------------------------------------------------------------------ */

/* A cell and its comma, quoted where it must be. NULL when there is no memory. */
static struct ww_str cell(struct ww_arena *arena, const char *text)
{
    bool quote = strpbrk(text, ",\"\n") != NULL;
    char *out = ww_arena_alloc(arena, 2 * strlen(text) + 4, 1);
    size_t n = 0;
    if (!out)
        return (struct ww_str){NULL, 0};
    if (quote)
        out[n++] = '"';
    for (const char *c = text; *c; c++) {
        if (*c == '"')
            out[n++] = '"';
        out[n++] = *c;
    }
    if (quote)
        out[n++] = '"';
    out[n++] = ',';
    return (struct ww_str){out, n};
}

static struct ww_str join(struct ww_arena *arena, struct ww_str a, struct ww_str b)
{
    char *out = a.ptr && b.ptr ? ww_arena_alloc(arena, a.len + b.len, 1) : NULL;
    if (!out)
        return (struct ww_str){NULL, 0};
    memcpy(out, a.ptr, a.len);
    memcpy(out + a.len, b.ptr, b.len);
    return (struct ww_str){out, a.len + b.len};
}

static bool make_texts(struct texts *t, const struct ww_sample_facts *f, struct ww_arena *arena)
{
    t->types = ww_arena_alloc(arena, f->n_types, sizeof *t->types);
    t->patterns = ww_arena_alloc(arena, f->n_patterns + 1, sizeof *t->patterns);
    t->areas = ww_arena_alloc(arena, f->n_lsoas, sizeof *t->areas);
    bool good = t->types && t->patterns && t->areas;
    for (size_t i = 0; i < f->n_types && good; i++) {
        t->types[i] = join(arena, cell(arena, f->types[i].group), cell(arena, f->types[i].name));
        good = t->types[i].ptr != NULL;
    }
    for (size_t i = 0; i <= f->n_patterns && good; i++) {
        t->patterns[i] = cell(arena, i < f->n_patterns ? f->patterns[i].flags : "");
        good = t->patterns[i].ptr != NULL;
    }
    for (size_t i = 0; i < f->n_lsoas && good; i++) {
        t->areas[i] = cell(arena, f->lsoas[i].code);
        good = t->areas[i].ptr != NULL;
    }
    for (size_t i = 0; i < WW_OUTCOMES && good; i++) {
        t->outcomes[i] = cell(arena, ww_sample_outcome_names[i]);
        good = t->outcomes[i].ptr != NULL;
    }
    return good;
}

/* --- rows ------------------------------------------------------------------------------------------- */

static char *put(char *to, struct ww_str text)
{
    memcpy(to, text.ptr, text.len);
    return to + text.len;
}

static char *put_two(char *to, uint32_t value)
{
    to[0] = (char)('0' + value / 10);
    to[1] = (char)('0' + value % 10);
    return to + 2;
}

/* "08:30," */
static char *put_clock(char *to, uint32_t minute)
{
    to = put_two(to, minute / 60);
    *to++ = ':';
    to = put_two(to, minute % 60);
    *to++ = ',';
    return to;
}

static char *put_number(char *to, int32_t value)
{
    char digits[12];
    int n = 0;
    do {
        digits[n++] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    while (n)
        *to++ = digits[--n];
    return to;
}

static void print_date(int32_t day, char out[12])
{
    char iso[16];
    ww_day_print_iso(day, iso);
    memcpy(out, iso, 10);
    out[10] = 'T';
    out[11] = '\0';
}

/* The next number, counted up in its digits. */
static char *put_id(char *to, struct row_writer *w)
{
    char *digit = w->id + w->id_len - 2; /* before the comma */
    while (*digit == '9')
        *digit-- = '0';
    ++*digit;
    return put(to, (struct ww_str){w->id, w->id_len});
}

static char *put_to(char *to, const struct row_writer *w, const struct ww_moment *moment)
{
    if (!moment->has_to) {
        *to++ = ',';
        return to;
    }
    if (moment->to_minute < MINUTES_A_DAY)
        return put_clock(put(to, (struct ww_str){w->date, 11}), moment->to_minute);
    char date[12];
    print_date(w->day + (int32_t)(moment->to_minute / MINUTES_A_DAY), date);
    return put_clock(put(to, (struct ww_str){date, 11}), moment->to_minute % MINUTES_A_DAY);
}

static char *put_point(char *to, const struct row_writer *w, const struct ww_sample_record *record,
                       uint64_t bits)
{
    if ((bits >> 48 & 255) < NO_POINT_PER_256) {
        *to++ = ',';
    } else {
        struct ww_spot spot = ww_spot_draw(&w->job->spots[record->lsoa], bits);
        to = put_number(to, spot.easting_m);
        *to++ = ',';
        to = put_number(to, spot.northing_m);
    }
    *to++ = ',';
    return to;
}

/* How large all files will be is judged by the rows so far. */
static void tell(const struct row_writer *w)
{
    uint64_t rows = w->job->rows_before + w->rows,
             bytes = w->job->bytes_before + w->file.written + w->file.len;
    ww_progress_tell(w->job->progress, "Writing crime records", bytes,
                     (uint64_t)((double)bytes / (double)rows * (double)w->job->rows_total), rows);
}

struct row {
    const struct ww_sample_record *record;
    const struct ww_sample_people *people;
    int weekday;
    uint32_t copy;
};

static enum ww_rc write_row(struct row_writer *w, const struct row *row, struct ww_err *err)
{
    const struct ww_sample_record *record = row->record;
    enum ww_rc rc = ww_outfile_room(&w->file, err);
    if (rc)
        return rc;
    const struct ww_sample_facts *f = w->job->facts;
    size_t pattern = record->pattern == WW_NO_PATTERN ? f->n_patterns : record->pattern;
    struct ww_moment moment = ww_moment_draw(&w->moments[f->types[record->type].rhythm], row->weekday,
                                             &w->rng);
    char *start = w->file.buffer + w->file.len;
    char *to = put_id(start, w);
    to = put_clock(put(to, (struct ww_str){w->date, 11}), moment.from_minute);
    to = put_to(to, w, &moment);
    to = put(to, w->texts.types[record->type]);
    to = put(to, w->texts.patterns[pattern]);
    to = put(to, w->texts.outcomes[record->outcome]);
    to = put(to, w->texts.areas[record->lsoa]);
    to = put_point(to, w, record, ww_rng_next(&w->rng));
    to = ww_people_put(to, &w->people, row->people, row->copy);
    w->file.len += (size_t)(to - start);
    w->rows++;
    if (w->rows % PROGRESS_ROWS == 0)
        tell(w);
    return WW_OK;
}

/* Records [first, end) of one day, as often as the scale says. */
static enum ww_rc write_day(struct row_writer *w, const struct ww_sample_plan *plan, size_t first, size_t end,
                            struct ww_err *err)
{
    enum ww_rc rc = WW_OK;
    w->day = plan->records[first].day;
    w->rng = ww_rng_split(w->job->seed, (ROWS_STREAM << 32) + (uint64_t)w->day);
    print_date(w->day, w->date);
    int weekday = ww_weekday(w->day);
    for (uint32_t copy = 0; copy < w->job->scale && !rc; copy++)
        for (size_t i = first; i < end && !rc; i++)
            rc = write_row(w, &(struct row){&plan->records[i], &w->of[i], weekday, copy}, err);
    return rc;
}

static enum ww_rc write_days(struct row_writer *w, const struct ww_sample_plan *plan, struct ww_err *err)
{
    enum ww_rc rc = ww_outfile_room(&w->file, err);
    if (rc)
        return rc;
    struct ww_str headers[] = {{header, sizeof header - 1}, ww_str_of(ww_people_header), {"\n", 1}};
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
        w->file.len = (size_t)(put(w->file.buffer + w->file.len, headers[i]) - w->file.buffer);
    for (size_t first = 0, end; first < plan->count && !rc; first = end) {
        end = first;
        while (end < plan->count && plan->records[end].day == plan->records[first].day)
            end++;
        rc = write_day(w, plan, first, end, err);
    }
    return rc;
}

/* "S17-00000000,": the two digits of the year in which the months begin. */
static void start_id(struct row_writer *w, size_t year)
{
    char *to = w->id;
    *to++ = 'S';
    to = put_two(to, (uint32_t)(WW_SAMPLE_FIRST_YEAR + year) % 100);
    *to++ = '-';
    memset(to, '0', NUMBER_DIGITS);
    to[NUMBER_DIGITS] = ',';
    w->id_len = (size_t)(to + NUMBER_DIGITS + 1 - w->id);
}

enum ww_rc ww_records_write(const struct ww_records_job *job, const struct ww_sample_plan *plan, size_t year,
                            const char *folder, const char *name, uint64_t *bytes, struct ww_err *err)
{
    struct row_writer w = {.job = job, .people = ww_people_writer_of(job->people, job->seed)};
    struct ww_arena *arena = ww_arena_new(ARENA_MAX);
    if (arena)
        w.moments = ww_arena_alloc(arena, job->facts->n_rhythms, sizeof *w.moments);
    enum ww_rc rc = w.moments && make_texts(&w.texts, job->facts, arena) ? WW_OK : ww_fail_nomem(err);
    for (size_t i = 0; w.moments && i < job->facts->n_rhythms && !rc; i++)
        w.moments[i] = ww_moments_of(&job->facts->rhythms[i]);
    start_id(&w, year);
    if (!rc)
        rc = ww_people_of_year(job->people, job->facts, year, plan, &w.of, err);
    if (!rc)
        rc = ww_outfile_open(folder, name, &w.file, err);
    if (!rc)
        rc = write_days(&w, plan, err);
    if (!rc)
        rc = ww_outfile_finish(&w.file, err);
    ww_outfile_abandon(&w.file);
    if (!rc)
        *bytes = w.file.written;
    free(w.of);
    ww_arena_free(&arena);
    return rc;
}
