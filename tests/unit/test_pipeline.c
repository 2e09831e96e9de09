// SPDX-License-Identifier: Apache-2.0
/* The pipeline against a naive twin: random plans over random files, read one record after another, every cell by
 * the readers of base/, every list searched from its start. Sealed rows, dictionaries, counts, refusals and
 * repeats must be the same; and the sealed bytes for any number of threads, any chunk and either instruction set. */
#include "csv_naive.h"
#include "ww_test.h"

#include <regex.h>
#include <unistd.h>

#include "base/checked.h"
#include "base/file.h"
#include "base/num.h"
#include "base/rng.h"
#include "evidence/extract.h"
#include "intake/pattern.h"
#include "intake/pipeline.h"

#define MAX_COLUMNS 12
#define MAX_BYTES   6000
#define MAX_ROWS    4000
#define TEXT_MAX    200

/* One value of the twin: what must be in the sealed file. */
struct value {
    bool present;
    int64_t whole;
    double number;
    char text[TEXT_MAX]; /* CATEGORY, TEXT, HEX (as lower-case digits) */
};

struct twin {
    struct value (*rows)[MAX_COLUMNS];
    size_t n_rows;
    uint64_t rejected, repeated, unlocated;
    char (*keys)[TEXT_MAX];
    size_t n_keys;
    struct ww_buf rejects, repeats; /* file,line and what follows, as the pipeline's, without the reason */
    uint64_t rows_by_input[4];
    bool unclosed;
    size_t unclosed_input;
    uint64_t unclosed_line;
    uint64_t refused[MAX_COLUMNS];
};

struct setting {
    struct ww_plan_column columns[MAX_COLUMNS];
    struct ww_plan plan;
    int melted[3];
    struct ww_str header_values[3];
    regex_t pattern;
    struct ww_str located_texts[3];
    unsigned asked; /* points the locate function was asked for */
};

/* Areas by the last digit of the longitude; every fourth point lies in none. */
static int32_t area_of(int32_t x, int32_t y)
{
    int32_t n = (x + y) % 4;
    n = n < 0 ? -n : n;
    return n == 3 && x % 2 ? -1 : n; /* 3 is no area either: there are three */
}

static enum ww_rc locate(void *context, const int32_t *x, const int32_t *y, size_t n, int32_t *keys,
                         struct ww_err *err)
{
    struct setting *s = context;
    (void)err;
    for (size_t i = 0; i < n; i++)
        keys[i] = area_of(x[i], y[i]);
    s->asked += (unsigned)n;
    return WW_OK;
}

/* Random plans. */

static struct ww_plan_column *add_column(struct setting *s, enum ww_kind kind, int from)
{
    struct ww_plan_column *c = &s->columns[s->plan.n_columns];
    *c = (struct ww_plan_column){.field = {.kind = kind}, .from = {from}, .n_from = 1};
    snprintf(c->field.name, sizeof c->field.name, "column_%zu", s->plan.n_columns++);
    c->field.width = kind == WW_KIND_HEX ? 3 : kind == WW_KIND_INTEGER ? 4 : 0;
    c->field.places = kind == WW_KIND_FIXED ? 2 : 0;
    return c;
}

/* Input fields: 0 hex, 1 month, 2 date, 3 datetime, 4 x, 5 y, 6 integer, 7 number, 8 word, 9 text. */
#define FIELDS 10
static const enum ww_kind kind_of_field[FIELDS] = {
    WW_KIND_HEX,   WW_KIND_MONTH,   WW_KIND_DATE,   WW_KIND_DATETIME, WW_KIND_FIXED,
    WW_KIND_FIXED, WW_KIND_INTEGER, WW_KIND_NUMBER, WW_KIND_CATEGORY, WW_KIND_TEXT};

static const struct ww_str missing_texts[] = {{"NA", 2}, {"No Location", 11}};

static void random_limits(struct ww_rng *rng, struct setting *s)
{
    for (size_t c = 0; c < s->plan.n_columns; c++) {
        struct ww_plan_column *column = &s->columns[c];
        enum ww_kind kind = column->field.kind;
        column->required = column->n_from && ww_rng_below(rng, 8) == 0;
        if ((kind == WW_KIND_FIXED || kind == WW_KIND_INTEGER || kind == WW_KIND_NUMBER) &&
            ww_rng_below(rng, 3) == 0) {
            column->has_range = true;
            column->min = -20.5;
            column->max = 90.25;
        }
        if ((kind == WW_KIND_CATEGORY || kind == WW_KIND_TEXT || kind == WW_KIND_DATE) && column->n_from &&
            ww_rng_below(rng, 5) == 0)
            column->pattern = &s->pattern;
    }
}

static void random_melt(struct ww_rng *rng, struct setting *s)
{
    static const char *const said[] = {"2018-01", "2018-02", "2018-02"};
    int month = (int)s->plan.n_columns;
    add_column(s, WW_KIND_MONTH, 0)->n_from = 0;
    s->columns[month].field.role = WW_ROLE_FROM;
    int value = (int)s->plan.n_columns;
    add_column(s, WW_KIND_INTEGER, 0)->n_from = 0;
    size_t n = 1 + (size_t)ww_rng_below(rng, 3);
    for (size_t i = 0; i < n; i++) {
        s->melted[i] = 5 + (int)i;
        s->header_values[i] = ww_str_of(said[i]);
    }
    s->plan.has_melt = true;
    s->plan.melt = (struct ww_plan_melt){.columns = s->melted,
                                         .n_columns = n,
                                         .header_values = s->header_values,
                                         .into = {month},
                                         .n_into = 1,
                                         .value = value,
                                         .skip_empty = ww_rng_below(rng, 2)};
}

static void random_setting(struct ww_rng *rng, struct setting *s)
{
    *s = (struct setting){.plan = {.input_fields = FIELDS,
                                   .separator = ",;\t"[ww_rng_below(rng, 3)],
                                   .key = -1,
                                   .located = -1,
                                   .reject_limit_pct = 100,
                                   .seed = ww_rng_next(rng),
                                   .hash_inputs = ww_rng_below(rng, 2)}};
    CHECK(!ww_pattern_compile("[a-p0-9 /-]*", WW_PATTERN_WHOLE, &s->pattern));
    s->plan.columns = s->columns;
    s->plan.missing_texts = missing_texts;
    s->plan.n_missing_texts = ww_rng_below(rng, 2) ? 2 : 0;
    for (int f = 0; f < FIELDS; f++)
        if (f == 8 || ww_rng_below(rng, 3))
            add_column(s, kind_of_field[f], f);
    if (ww_rng_below(rng, 3) == 0)
        random_melt(rng, s);
    else if (ww_rng_below(rng, 2)) {
        add_column(s, WW_KIND_CATEGORY, 0)->n_from = 0;
        s->plan.located = (int)s->plan.n_columns - 1;
        s->plan.locate = locate;
        s->plan.locate_context = s;
        for (size_t i = 0; i < 3; i++)
            s->located_texts[i] = ww_str_of((const char *[]){"north", "south", "east"}[i]);
        s->plan.located_texts = s->located_texts;
        s->plan.n_located_texts = 3;
        s->plan.grid = ww_rng_below(rng, 2);
    }
    for (size_t c = 0; c < s->plan.n_columns; c++) {
        struct ww_plan_column *column = &s->columns[c];
        if (column->field.kind == WW_KIND_FIXED && s->plan.located >= 0) {
            bool x = column->from[0] == 4;
            column->field.role = s->plan.grid ? (x ? WW_ROLE_EASTING : WW_ROLE_NORTHING)
                                              : (x ? WW_ROLE_LONGITUDE : WW_ROLE_LATITUDE);
            column->field.places = s->plan.grid ? (unsigned)ww_rng_below(rng, 3) : 6;
        }
        if (column->from[0] == 8 && column->n_from && ww_rng_below(rng, 3) == 0) {
            column->from[1] = 9;
            column->n_from = 2;
        }
        if (!s->plan.has_melt && column->n_from && column->from[0] == 1 + (int)(s->plan.seed % 3)) {
            column->field.role = WW_ROLE_FROM;
            s->plan.has_range = ww_rng_below(rng, 2);
            s->plan.range = (struct ww_period){ww_day_of((struct ww_date){2017, 3, 1}),
                                               ww_day_of((struct ww_date){2018, 9, 1})};
        }
    }
    random_limits(rng, s);
    if (ww_rng_below(rng, 2))
        s->plan.key = (int)ww_rng_below(rng, s->plan.n_columns);
    if (s->plan.key == s->plan.located || s->plan.has_melt)
        s->plan.key = -1;
    if (ww_rng_below(rng, 4) == 0 && s->plan.n_columns < MAX_COLUMNS) {
        struct ww_plan_column *c = add_column(s, WW_KIND_CATEGORY, 0);
        c->n_from = 0;
        c->constant = WW_STR("given");
    }
}

/* Random files. */

static void put_cell(struct ww_rng *rng, struct ww_buf *out, int field, char separator)
{
    char cell[64];
    unsigned a = (unsigned)ww_rng_below(rng, 4), b = (unsigned)ww_rng_below(rng, 30);
    switch (field) {
    case 0: snprintf(cell, sizeof cell, "%0*x", ww_rng_below(rng, 20) ? 6 : 5, b % 7 * 65537 + a); break;
    case 1: snprintf(cell, sizeof cell, "201%u-%02u", 6 + a, b % 14); break;
    case 2:
        if (a)
            snprintf(cell, sizeof cell, "201%u-%02u-%02u", 6 + a, 1 + (unsigned)ww_rng_below(rng, 12), b + 1);
        else
            snprintf(cell, sizeof cell, "%u/%u/2017", b, 1 + b % 12);
        break;
    case 3:
        snprintf(cell, sizeof cell, "2018-0%u-11T%02u:%02u%s", a + 1, b, b * 2, a % 2 ? ":30+01:00" : "");
        break;
    case 4:
    case 5: snprintf(cell, sizeof cell, "%s%u.%0*u", a ? "" : "-", b * 3, (int)a + 1, b); break;
    case 6:
        snprintf(cell, sizeof cell, a == 3 ? "1,%03u" : a == 2 ? "%u.0" : a ? "-%u" : "%u%u9999999", b, b);
        break;
    case 7: snprintf(cell, sizeof cell, a == 3 ? "%ue%u" : "%u.%u", b, a * 7); break;
    case 8: snprintf(cell, sizeof cell, "%.*s", (int)(1 + b % 20), "theft from the person"); break;
    default: snprintf(cell, sizeof cell, "%.*s\xC3\xA9%u", (int)(b % 5), "abcd", b); break;
    }
    uint64_t odd = ww_rng_below(rng, 60);
    if (odd < 8)
        cell[0] = '\0';
    if (odd == 8)
        snprintf(cell, sizeof cell, "NA");
    if (odd == 9)
        snprintf(cell, sizeof cell, "No Location");
    if (odd == 10)
        snprintf(cell, sizeof cell, "?\n%u", b);
    if (odd == 11)
        snprintf(cell, sizeof cell, "say \"%u\"", b % 3);
    if (odd == 12)
        snprintf(cell, sizeof cell, "z%c%u", separator, b % 3);
    bool quote = strpbrk(cell, "\n\"") || strchr(cell, separator) || ww_rng_below(rng, 12) == 0;
    if (odd == 13)
        quote = false;
    ww_buf_z(out, odd == 14 && !quote ? " " : "");
    if (quote)
        ww_buf_char(out, '"');
    for (const char *p = cell; *p; p++) {
        if (quote && *p == '"')
            ww_buf_char(out, '"');
        ww_buf_char(out, *p);
    }
    if (quote)
        ww_buf_char(out, '"');
    ww_buf_z(out, odd == 15 ? "\"" : odd == 16 && !quote ? "  " : "");
}

static void random_file(struct ww_rng *rng, const struct setting *s, struct ww_buf *out)
{
    ww_buf_z(out, "header\n");
    size_t want = 50 + (size_t)ww_rng_below(rng, MAX_BYTES);
    const char *end = ww_rng_below(rng, 3) ? "\n" : "\r\n";
    while (out->len < want) {
        size_t fields = ww_rng_below(rng, 60) ? FIELDS : 1 + (size_t)ww_rng_below(rng, FIELDS + 3);
        for (size_t f = 0; f < fields; f++) {
            if (f)
                ww_buf_char(out, s->plan.separator);
            put_cell(rng, out, (int)f, s->plan.separator);
        }
        ww_buf_z(out, out->len < want || ww_rng_below(rng, 2) ? end : "");
        if (ww_rng_below(rng, 40) == 0)
            ww_buf_z(out, end);
    }
}

/* The twin. */

static bool is_missing(const struct ww_plan *plan, const char *text)
{
    for (size_t i = 0; i < plan->n_missing_texts; i++)
        if (ww_str_eqz(plan->missing_texts[i], text))
            return true;
    return !text[0];
}

/* The cell of a column as text. */
static void twin_text(const struct ww_plan *plan, size_t c, const struct naive_record *record, size_t melted,
                      char *out)
{
    const struct ww_plan_column *column = &plan->columns[c];
    const char *text = NULL;
    out[0] = '\0';
    if (column->n_from > 1) {
        for (size_t i = 0; i < column->n_from; i++) {
            const char *part = record->texts[column->from[i]];
            if (is_missing(plan, part))
                continue;
            if (out[0])
                strncat(out, " / ", TEXT_MAX - strlen(out) - 1);
            strncat(out, part, TEXT_MAX - strlen(out) - 1);
        }
        return;
    }
    if (column->n_from)
        text = record->texts[column->from[0]];
    else if (column->constant.ptr)
        text = column->constant.ptr;
    else if (plan->melt.into[0] == (int)c)
        text = plan->melt.header_values[melted].ptr;
    else
        text = record->texts[plan->melt.columns[melted]];
    snprintf(out, TEXT_MAX, "%s", column->n_from == 0 || !is_missing(plan, text) ? text : "");
    if (plan->has_melt && plan->melt.value == (int)c && is_missing(plan, text))
        out[0] = '\0';
}

static bool twin_hex(const char *text, size_t digits, char *out)
{
    if (strlen(text) != digits || strspn(text, "0123456789abcdefABCDEF") != digits)
        return false;
    for (size_t i = 0; i <= digits; i++)
        out[i] = (char)(text[i] >= 'A' && text[i] <= 'F' ? text[i] - 'A' + 'a' : text[i]);
    return true;
}

static bool twin_integer(struct ww_str s, int64_t *out)
{
    double loose;
    if (ww_parse_i64(s, out))
        return true;
    if (!ww_parse_f64_loose(s, &loose) || loose != trunc(loose) || fabs(loose) > 0x1p53)
        return false;
    *out = (int64_t)loose;
    return true;
}

/* Reads a cell; false = refused. */
static bool twin_value(const struct ww_plan *plan, size_t c, const char *text, struct value *v)
{
    const struct ww_plan_column *column = &plan->columns[c];
    struct ww_str s = ww_str_of(text);
    int32_t day = 0;
    bool has_time, good = true;
    double scaled = 0;
    *v = (struct value){.present = text[0] != '\0'};
    if (!v->present)
        return !column->required;
    switch (column->field.kind) {
    case WW_KIND_HEX: good = twin_hex(text, 2 * column->field.width, v->text); break;
    case WW_KIND_MONTH:
        good = ww_parse_month(s, &day);
        v->whole = good ? ww_month_first_day(day) : 0;
        break;
    case WW_KIND_DATE:
        good = ww_parse_date(s, &day);
        v->whole = day;
        break;
    case WW_KIND_DATETIME: good = ww_parse_datetime(s, &v->whole, &has_time); break;
    case WW_KIND_FIXED:
        good = ww_parse_fixed(s, (int)column->field.places, &v->whole);
        scaled = (double)v->whole / pow(10, column->field.places);
        break;
    case WW_KIND_INTEGER:
        good = twin_integer(s, &v->whole);
        scaled = (double)v->whole;
        break;
    case WW_KIND_NUMBER:
        good = ww_parse_f64(s, &v->number) || ww_parse_f64_loose(s, &v->number);
        scaled = v->number;
        break;
    default: snprintf(v->text, sizeof v->text, "%s", text); break;
    }
    if (good && column->has_range)
        good = scaled >= column->min && scaled <= column->max;
    if (good && (column->field.kind == WW_KIND_FIXED || column->field.kind == WW_KIND_INTEGER))
        good = v->whole >= INT32_MIN && v->whole <= INT32_MAX;
    if (good && plan->has_range && column->field.role == WW_ROLE_FROM) {
        int64_t unit = column->field.kind == WW_KIND_DATETIME ? 86400 : 1;
        good = v->whole >= plan->range.first_day * unit && v->whole < plan->range.end_day * unit;
    }
    if (good && column->pattern)
        good = regexec(column->pattern, text, 0, NULL, 0) == 0;
    return good;
}

static void twin_locate(const struct setting *s, struct twin *t, struct value *row)
{
    const struct ww_plan *plan = &s->plan;
    int32_t point[2] = {0, 0};
    bool have[2] = {false, false};
    for (size_t c = 0; c < plan->n_columns; c++) {
        enum ww_role role = plan->columns[c].field.role;
        bool x = role == WW_ROLE_LONGITUDE || role == WW_ROLE_EASTING;
        if (!x && role != WW_ROLE_LATITUDE && role != WW_ROLE_NORTHING)
            continue;
        double metres = (double)row[c].whole / pow(10, plan->columns[c].field.places);
        point[!x] = (int32_t)(plan->grid ? llround(metres) : row[c].whole);
        have[!x] = row[c].present;
    }
    int32_t key = have[0] && have[1] ? area_of(point[0], point[1]) : -1;
    key = key < (int32_t)plan->n_located_texts ? key : -1;
    struct value *v = &row[plan->located];
    *v = (struct value){.present = key >= 0};
    if (key >= 0)
        snprintf(v->text, sizeof v->text, "%s", plan->located_texts[key].ptr);
    else
        t->unlocated += have[0] && have[1];
}

static void twin_refuse(struct twin *t, const char *name, uint64_t line, size_t field)
{
    t->rejected++;
    ww_buf_printf(&t->rejects, "%s,%llu,", name, (unsigned long long)line);
    if (field)
        ww_buf_printf(&t->rejects, "%zu", field);
    ww_buf_char(&t->rejects, '\n');
}

/* A row: refused, a repeat, or kept. *said: the fixed column listed for this record already. */
static void twin_row(const struct setting *s, struct twin *t, size_t input, const struct ww_input *inputs,
                     const struct naive_record *record, size_t melted, int *said)
{
    const struct ww_plan *plan = &s->plan;
    struct value row[MAX_COLUMNS];
    char text[TEXT_MAX], key[TEXT_MAX] = "";
    for (size_t c = 0; c < plan->n_columns; c++) {
        if ((int)c == plan->located)
            continue;
        twin_text(plan, c, record, melted, text);
        if (!twin_value(plan, c, text, &row[c])) {
            const struct ww_plan_column *column = &plan->columns[c];
            bool fixed = column->n_from || column->constant.ptr;
            size_t field = column->n_from         ? (size_t)column->from[0] + 1
                           : column->constant.ptr ? 0
                                                  : (size_t)plan->melt.columns[melted] + 1;
            t->refused[c]++;
            if (fixed && *said == (int)c)
                t->rejected++;
            else
                twin_refuse(t, inputs[input].name, record->line, field);
            if (fixed)
                *said = (int)c;
            return;
        }
        enum ww_kind kind = plan->columns[c].field.kind;
        bool texts = kind == WW_KIND_CATEGORY || kind == WW_KIND_TEXT || kind == WW_KIND_HEX;
        if ((int)c == plan->key && row[c].present && texts)
            snprintf(key, sizeof key, "t%s", row[c].text);
        else if ((int)c == plan->key && row[c].present)
            snprintf(key, sizeof key, "%lld %a", (long long)row[c].whole, row[c].number);
    }
    for (size_t i = 0; key[0] && i < t->n_keys; i++)
        if (!strcmp(t->keys[i], key)) {
            t->repeated++;
            ww_buf_printf(&t->repeats, "%s,%llu\n", inputs[input].name, (unsigned long long)record->line);
            return;
        }
    if (key[0])
        memcpy(t->keys[t->n_keys++], key, sizeof key);
    if (plan->located >= 0)
        twin_locate(s, t, row);
    memcpy(t->rows[t->n_rows++], row, sizeof row);
    t->rows_by_input[input]++;
}

static void twin_read(const struct setting *s, const struct ww_input *inputs, size_t n, struct twin *t)
{
    const struct ww_plan *plan = &s->plan;
    for (size_t i = 0; i < n; i++) {
        struct naive_reader r = {.bytes = inputs[i].bytes.ptr,
                                 .len = inputs[i].bytes.len,
                                 .at = inputs[i].data_offset,
                                 .line = inputs[i].data_line,
                                 .separator = plan->separator};
        struct naive_record record;
        while (naive_next(&r, &record)) {
            int said = -1;
            if (record.fault || record.n != plan->input_fields)
                twin_refuse(t, inputs[i].name, record.line, record.fault ? record.fault_field + 1 : 0);
            else if (!plan->has_melt)
                twin_row(s, t, i, inputs, &record, 0, &said);
            for (size_t j = 0; plan->has_melt && !record.fault && record.n == plan->input_fields &&
                               j < plan->melt.n_columns;
                 j++)
                if (!plan->melt.skip_empty || !is_missing(plan, record.texts[plan->melt.columns[j]]))
                    twin_row(s, t, i, inputs, &record, j, &said);
            naive_free(&record);
        }
        if (r.unclosed) {
            t->unclosed = true;
            t->unclosed_input = i;
            t->unclosed_line = r.unclosed_line;
            return;
        }
    }
}

/* Comparing. */

static bool same_value(const struct ww_extract *e, size_t c, const struct ww_vector *v, size_t row,
                       const struct value *expected)
{
    const struct ww_field *fields;
    ww_extract_fields(e, &fields);
    const struct ww_field *f = &fields[c];
    if (!CHECK_INT(ww_vector_has(v, row), expected->present))
        return false;
    if (!expected->present)
        return true;
    const char *bytes = v->values;
    int32_t code;
    char hex[16];
    switch (f->kind) {
    case WW_KIND_CATEGORY:
        code = f->width == 1   ? ((const int8_t *)v->values)[row]
               : f->width == 2 ? ((const int16_t *)v->values)[row]
                               : ((const int32_t *)v->values)[row];
        return CHECK_TEXT(ww_extract_dictionary(e, c).values[code], expected->text);
    case WW_KIND_TEXT:
        return CHECK_BYTES(bytes + v->offsets[row], (size_t)(v->offsets[row + 1] - v->offsets[row]),
                           expected->text, strlen(expected->text));
    case WW_KIND_HEX:
        ww_hex((const uint8_t *)bytes + row * f->width, f->width, hex);
        return CHECK_STR(hex, expected->text);
    case WW_KIND_NUMBER: return CHECK(((const double *)v->values)[row] == expected->number);
    case WW_KIND_DATETIME: return CHECK_INT(((const int64_t *)v->values)[row], expected->whole);
    default: return CHECK_INT(((const int32_t *)v->values)[row], expected->whole);
    }
}

static bool compare_rows(const char *path, const struct setting *s, const struct twin *t)
{
    struct ww_extract *e;
    struct ww_err err;
    bool good = CHECK_RC(ww_extract_open(path, &e, &err), WW_OK);
    if (!good)
        return false;
    good = CHECK_INT(ww_extract_rows(e), t->n_rows);
    size_t first = 0;
    for (size_t b = 0; good && b < ww_extract_batches(e); b++) {
        struct ww_batch batch;
        good = CHECK_RC(ww_extract_batch(e, b, &batch, &err), WW_OK);
        for (size_t row = 0; good && row < batch.rows; row++)
            for (size_t c = 0; good && c < s->plan.n_columns; c++)
                good = same_value(e, c, &batch.vectors[c], row, &t->rows[first + row][c]);
        first += batch.rows;
    }
    ww_extract_close(&e);
    return good;
}

/* Numbers follow first appearance, and only sealed rows count. */
static bool compare_dictionaries(const struct ww_pipeline_result *r, const struct setting *s,
                                 const struct twin *t)
{
    bool good = true;
    for (size_t c = 0; good && c < s->plan.n_columns; c++) {
        if (s->plan.columns[c].field.kind != WW_KIND_CATEGORY)
            continue;
        size_t known = 0;
        for (size_t row = 0; good && row < t->n_rows; row++) {
            const struct value *v = &t->rows[row][c];
            bool old = !v->present;
            for (size_t i = 0; !old && i < known; i++)
                old = ww_str_eqz(r->dictionaries[c].values[i], v->text);
            if (old)
                continue;
            good = CHECK(known < r->dictionaries[c].count) &&
                   CHECK_TEXT(r->dictionaries[c].values[known], v->text);
            known++;
        }
        good = good && CHECK_INT(r->dictionaries[c].count, known);
    }
    return good;
}

/* The lists have values and reasons behind the place; the twin's have not. */
static bool same_places(const struct ww_buf *found, const struct ww_buf *expected, int commas)
{
    struct naive_reader r = {.bytes = found->data, .len = found->len, .separator = ','};
    struct naive_record record;
    struct ww_buf places = {0};
    ww_buf_z(&places, "");
    while (naive_next(&r, &record)) {
        for (int i = 0; i < commas; i++)
            ww_buf_printf(&places, "%s%s", i ? "," : "", record.texts[i]);
        ww_buf_char(&places, '\n');
        naive_free(&record);
    }
    bool same = CHECK_STR(places.data, expected->data ? expected->data : "");
    ww_buf_free(&places);
    return same;
}

static bool compare_months(const struct ww_pipeline_result *r, const struct setting *s, const struct twin *t)
{
    for (size_t c = 0; c < s->plan.n_columns; c++) {
        if (s->plan.columns[c].field.role != WW_ROLE_FROM)
            continue;
        int64_t unit = s->plan.columns[c].field.kind == WW_KIND_DATETIME ? 86400 : 1;
        int64_t first = INT64_MAX, last = INT64_MIN;
        for (size_t row = 0; row < t->n_rows; row++) {
            if (!t->rows[row][c].present)
                continue;
            int64_t day = t->rows[row][c].whole / unit;
            first = day < first ? day : first;
            last = day > last ? day : last;
            int32_t month = ww_month_of_day((int32_t)day) - ww_month_of_day(r->first_day);
            if (!CHECK(r->has_times && month >= 0 && (size_t)month < r->n_months && r->months_seen[month]))
                return false;
        }
        return CHECK_INT(r->has_times, first <= last) &&
               (first > last || (CHECK_INT(r->first_day, first) && CHECK_INT(r->last_day, last)));
    }
    return CHECK(!r->has_times);
}

struct files {
    struct ww_buf bytes[3];
    struct ww_input inputs[3];
    size_t n;
};

static void free_twin(struct twin *t)
{
    ww_buf_free(&t->rejects);
    ww_buf_free(&t->repeats);
    free(t->rows);
    free(t->keys);
}

static bool compare_counts(const struct ww_pipeline_result *r, const struct setting *s, const struct twin *t,
                           const struct files *files)
{
    bool good = CHECK_INT(r->rows, t->n_rows) && CHECK_INT(r->rejected, t->rejected) &&
                CHECK_INT(r->repeated, t->repeated) && CHECK_INT(r->unlocated, t->unlocated);
    for (size_t i = 0; good && i < files->n; i++)
        good = CHECK_INT(r->rows_by_input[i], t->rows_by_input[i]);
    for (size_t i = 0; good && s->plan.hash_inputs && i < files->n; i++) {
        uint8_t expected[WW_SHA256_BYTES];
        CHECK_RC(ww_sha256_of(files->bytes[i].data, files->bytes[i].len, expected), WW_OK);
        good = CHECK_BYTES(r->input_sha256[i], WW_SHA256_BYTES, expected, WW_SHA256_BYTES);
    }
    for (size_t c = 0; good && c < s->plan.n_columns; c++) {
        size_t there = 0;
        for (size_t row = 0; row < t->n_rows; row++)
            there += t->rows[row][c].present;
        good = CHECK_INT(r->quality[c].present, there) &&
               CHECK_INT(r->quality[c].missing, t->n_rows - there) &&
               CHECK_INT(r->quality[c].refused, t->refused[c]);
    }
    return good;
}

/* One run; its sealed bytes go to `sealed`. */
static bool run_and_compare(struct setting *s, const struct files *files, const struct twin *t,
                            struct ww_buf *sealed)
{
    char path[64];
    snprintf(path, sizeof path, "/tmp/ww-test-pipeline-%d.arrow", (int)getpid());
    struct ww_buf rejects = {0}, repeats = {0};
    struct ww_pipeline_result r;
    struct ww_err err = {0};
    s->asked = 0;
    enum ww_rc rc = ww_pipeline_run(&s->plan, files->inputs, files->n, path, NULL, 0, &rejects, &repeats,
                                    NULL, &r, &err);
    bool good;
    if (t->unclosed) {
        good = CHECK_INT(rc, WW_E_INPUT) && CHECK_INT(err.line, t->unclosed_line) &&
               CHECK_STR(err.source, files->inputs[t->unclosed_input].name) && CHECK(!ww_file_exists(path)) &&
               CHECK(strstr(err.message, "never closed") != NULL);
        ww_buf_z(sealed, err.message);
    } else {
        good = CHECK_INT(rc, WW_OK);
        if (!good)
            printf("%s\n", err.message);
        good = good && compare_counts(&r, s, t, files) && same_places(&rejects, &t->rejects, 3) &&
               same_places(&repeats, &t->repeats, 2) && compare_rows(path, s, t) &&
               compare_dictionaries(&r, s, t) && compare_months(&r, s, t) &&
               CHECK_RC(ww_file_read(path, sealed, &err), WW_OK);
    }
    unlink(path);
    ww_pipeline_result_free(&r);
    ww_buf_free(&rejects);
    ww_buf_free(&repeats);
    return good;
}

static bool one_round(struct ww_rng *rng, unsigned *unclosed, uint64_t *rows)
{
    static const char *const names[] = {"first.csv", "second.csv", "third.csv"};
    static const size_t chunks[] = {16, 17, 64, 200, 1000, 5000, 0};
    struct setting s;
    struct files files = {.n = 1 + (size_t)ww_rng_below(rng, 3)};
    random_setting(rng, &s);
    for (size_t i = 0; i < files.n; i++) {
        random_file(rng, &s, &files.bytes[i]);
        files.inputs[i] = (struct ww_input){names[i], ww_buf_view(&files.bytes[i]), 7, 2};
    }
    struct twin t = {.rows = calloc(MAX_ROWS, sizeof *t.rows), .keys = calloc(MAX_ROWS, sizeof *t.keys)};
    twin_read(&s, files.inputs, files.n, &t);
    *unclosed += t.unclosed;
    *rows += t.n_rows;
    struct ww_buf sealed[2] = {{0}, {0}};
    bool good = true;
    for (unsigned way = 0; good && way < 3; way++) {
        s.plan.threads = way == 0 ? 1 : 1 + (unsigned)ww_rng_below(rng, 4);
        s.plan.chunk_bytes = chunks[ww_rng_below(rng, sizeof chunks / sizeof *chunks)];
        s.plan.portable = way & 1;
        good = run_and_compare(&s, &files, &t, &sealed[way > 0]);
        if (good && way > 0)
            good = CHECK(sealed[0].len == sealed[1].len &&
                         !memcmp(sealed[0].data, sealed[1].data, sealed[0].len));
        if (!good)
            printf("threads %u, chunk %zu, portable %d\n", s.plan.threads, s.plan.chunk_bytes,
                   s.plan.portable);
        ww_buf_clear(&sealed[1]);
    }
    ww_buf_free(&sealed[0]);
    ww_buf_free(&sealed[1]);
    for (size_t i = 0; i < files.n; i++)
        ww_buf_free(&files.bytes[i]);
    free_twin(&t);
    regfree(&s.pattern);
    return good;
}

WW_TEST(equals_the_naive_twin)
{
    struct ww_rng rng;
    unsigned unclosed = 0;
    uint64_t rows = 0;
    for (uint64_t round = 0; round < 500; round++) {
        rng = ww_rng_split(ww_test_seed(), round);
        if (!one_round(&rng, &unclosed, &rows)) {
            printf("round %llu\n", (unsigned long long)round);
            return;
        }
    }
    CHECK(unclosed > 0);
    CHECK(rows > 5000);
}

/* Small runs, one thing each. */

struct small {
    struct ww_plan plan;
    struct ww_plan_column columns[2];
    struct ww_buf rejects, repeats;
    struct ww_pipeline_result result;
    struct ww_err err;
    char path[64];
};

static void small_plan(struct small *t)
{
    *t = (struct small){
        .columns = {
            {.field = {.name = "word", .kind = WW_KIND_CATEGORY}, .from = {0}, .n_from = 1},
            {.field = {.name = "count", .kind = WW_KIND_INTEGER, .width = 4}, .from = {1}, .n_from = 1}}};
    t->plan = (struct ww_plan){.columns = t->columns,
                               .n_columns = 2,
                               .input_fields = 2,
                               .separator = ',',
                               .key = -1,
                               .located = -1,
                               .reject_limit_pct = 1,
                               .threads = 1};
    snprintf(t->path, sizeof t->path, "/tmp/ww-test-small-%d.arrow", (int)getpid());
}

static enum ww_rc small_run(struct small *t, const char *bytes, size_t len)
{
    struct ww_input input = {"words.csv", {bytes, len}, 0, 1};
    return ww_pipeline_run(&t->plan, &input, 1, t->path, NULL, 0, &t->rejects, &t->repeats, NULL, &t->result,
                           &t->err);
}

static enum ww_rc small_text(struct small *t, const char *text)
{
    return small_run(t, text, strlen(text));
}

static void small_free(struct small *t)
{
    unlink(t->path);
    ww_pipeline_result_free(&t->result);
    ww_buf_free(&t->rejects);
    ww_buf_free(&t->repeats);
}

static unsigned small_width(const struct small *t)
{
    struct ww_extract *e;
    struct ww_err err;
    const struct ww_field *fields;
    if (!CHECK_RC(ww_extract_open(t->path, &e, &err), WW_OK))
        return 0;
    ww_extract_fields(e, &fields);
    unsigned width = fields[0].width;
    ww_extract_close(&e);
    return width;
}

/* `rows` rows of `before` different words, then `after` more words. */
static char *many_words(unsigned rows, unsigned before, unsigned after, size_t *len)
{
    char *text = malloc((size_t)(rows + after) * 16);
    *len = 0;
    for (unsigned i = 0; i < rows + after; i++)
        *len += (size_t)snprintf(text + *len, 16, "w%u,%u\n", i < rows ? i % before : before + i - rows, i);
    return text;
}

WW_TEST(chooses_the_width_of_codes)
{
    /* Held back are 8 batches of 65,536 rows. */
    static const struct {
        unsigned rows, before, after, width;
    } cases[] = {
        {1000, 128, 0, 1},     /* all seen: the least */
        {1000, 129, 0, 2},     /* */
        {40000, 32768, 0, 2},  /* */
        {40000, 32769, 0, 4},  /* */
        {540000, 100, 0, 1},   /* not all seen: with room to spare */
        {540000, 101, 0, 2},   /* */
        {540000, 100, 28, 1},  /* which is used, */
        {540000, 100, 29, 2},  /* and is not enough: tried again */
        {540000, 30001, 0, 4}, /* */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t len;
        char *text = many_words(cases[i].rows, cases[i].before, cases[i].after, &len);
        uint8_t sha256[2][WW_SHA256_BYTES];
        for (unsigned threads = 1; threads <= 2; threads++) {
            struct small t;
            small_plan(&t);
            t.plan.threads = threads;
            t.plan.chunk_bytes = threads == 1 ? (size_t)16 << 20 : 0;
            CHECK_RC(small_run(&t, text, len), WW_OK);
            CHECK_INT(t.result.rows, cases[i].rows + cases[i].after);
            CHECK_INT(small_width(&t), cases[i].width);
            CHECK_INT(t.result.dictionaries[0].count, cases[i].before + cases[i].after);
            memcpy(sha256[threads - 1], t.result.sha256, WW_SHA256_BYTES);
            small_free(&t);
        }
        CHECK_BYTES(sha256[0], WW_SHA256_BYTES, sha256[1], WW_SHA256_BYTES);
        free(text);
    }
}

WW_TEST(a_second_try_lists_nothing_twice)
{
    size_t len;
    char *text = many_words(540000, 100, 40, &len);
    memcpy(text, "bad?", 4); /* "w0,0" -> one field too few, early: in both tries */
    struct small t;
    small_plan(&t);
    ww_buf_z(&t.rejects, "file,line\n");
    CHECK_RC(small_run(&t, text, len), WW_OK);
    CHECK_INT(t.result.rejected, 1);
    CHECK_STR(t.rejects.data, "file,line\nwords.csv,1,,,bad?,1 fields where there must be 2\n");
    small_free(&t);
    free(text);
}

static char *repeat_line(const char *line, size_t n, size_t *len)
{
    size_t bytes = strlen(line);
    char *text = malloc(bytes * n + 64);
    for (size_t i = 0; i < n; i++)
        memcpy(text + i * bytes, line, bytes);
    *len = bytes * n;
    return text;
}

WW_TEST(refuses_more_than_the_limit)
{
    size_t len;
    char *text = repeat_line("a,1\n", 100, &len);
    memcpy(text + 40, "a,?", 3);
    struct small t;
    small_plan(&t);
    CHECK_RC(small_run(&t, text, len), WW_OK); /* one in a hundred is the limit */
    CHECK_STR(t.rejects.data, "words.csv,11,2,count,?,not a whole number\n");
    CHECK_INT(t.result.quality[1].refused, 1);
    CHECK_STR(t.result.quality[1].examples, "?");
    small_free(&t);
    small_plan(&t);
    memcpy(text + 80, "a,!", 3);
    CHECK_RC(small_run(&t, text, len), WW_E_INPUT);
    CHECK_STR(t.err.source, "words.csv");
    CHECK_INT(t.err.line, 11);
    CHECK_INT(t.err.column, 2);
    CHECK_STR(t.err.message,
              "count: \"?\": not a whole number. 2 of the 100 rows read were refused, more than the limit of "
              "1%: this was the first. Correct the file, or allow more.");
    CHECK(!ww_file_exists(t.path));
    CHECK(t.result.quality == NULL);
    small_free(&t);
    free(text);
}

WW_TEST(stops_early_when_nearly_all_is_refused)
{
    size_t len;
    char *text = repeat_line("a,b\n", 2000000, &len);
    struct small t;
    small_plan(&t);
    CHECK_RC(small_run(&t, text, len), WW_E_INPUT);
    CHECK(strstr(t.err.message, "of the 131072 rows read were refused") != NULL); /* the first chunk's */
    CHECK(!ww_file_exists(t.path));
    small_free(&t);
    free(text);
}

static void check_refused(const char *text, size_t len, uint64_t line, const char *says)
{
    struct small t;
    small_plan(&t);
    CHECK_RC(small_run(&t, text, len), WW_E_INPUT);
    CHECK_INT(t.err.line, line);
    if (!CHECK(strstr(t.err.message, says) != NULL))
        printf("%s\n", t.err.message);
    CHECK(!ww_file_exists(t.path));
    small_free(&t);
}

WW_TEST(refuses_what_is_no_text)
{
    check_refused("a,1\nb,2\nc\0,3\n", 13, 3, "binary");
    check_refused("a,1\rb,2\rc,3\r", 12, 1, "carriage return");
    check_refused("a,1\nb,\"2\nc,3\n", 13, 2, "never closed");
    size_t len;
    char *text = repeat_line("a,1 ", 20 << 18, &len);
    memcpy(text, "a,1\n", 4);
    check_refused(text, len, 2, "longer than 16 megabytes");
    free(text);
}

WW_TEST(says_when_it_is_not_utf8)
{
    struct small t;
    small_plan(&t);
    CHECK_RC(small_text(&t, "a,1\nb\xE9,2\n"), WW_E_INPUT);
    CHECK(t.result.not_utf8);
    CHECK_INT(t.result.not_utf8_input, 0);
    small_free(&t);
    small_plan(&t);
    CHECK_RC(small_text(&t, "a,1\nb\xC3\xA9,2\n"), WW_OK);
    CHECK(!t.result.not_utf8);
    small_free(&t);
}

WW_TEST(never_writes_over_a_file)
{
    struct small t;
    small_plan(&t);
    CHECK_RC(small_text(&t, "a,1\n"), WW_OK);
    struct ww_pipeline_result first = t.result;
    CHECK_RC(small_text(&t, "a,1\n"), WW_E_CONFLICT);
    CHECK(ww_file_exists(t.path));
    t.result = first;
    small_free(&t);
}

WW_TEST(seals_a_file_without_rows)
{
    struct small t;
    small_plan(&t);
    t.plan.hash_inputs = true;
    CHECK_RC(small_text(&t, ""), WW_OK);
    CHECK_INT(t.result.rows, 0);
    char hex[WW_SHA256_HEX];
    ww_hex(t.result.input_sha256[0], WW_SHA256_BYTES, hex);
    CHECK_STR(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK_INT(small_width(&t), 1);
    small_free(&t);
}

WW_TEST(fills_batches_whatever_the_chunks)
{
    size_t len;
    char *text = repeat_line("abc,12\n", 150000, &len);
    for (size_t chunk = 100000; chunk <= 3000000; chunk *= 5) {
        struct small t;
        struct ww_extract *e;
        struct ww_batch batch;
        small_plan(&t);
        t.plan.chunk_bytes = chunk;
        CHECK_RC(small_run(&t, text, len), WW_OK);
        CHECK_RC(ww_extract_open(t.path, &e, &t.err), WW_OK);
        CHECK_INT(ww_extract_batches(e), 3);
        CHECK_RC(ww_extract_batch(e, 0, &batch, &t.err), WW_OK);
        CHECK_INT(batch.rows, 65536);
        ww_extract_close(&e);
        small_free(&t);
    }
    free(text);
}

/* A batch closes early when a text column has grown to 64 megabytes, so that its offsets fit 32 bits. */
WW_TEST(closes_a_batch_of_long_texts)
{
    size_t len = 0;
    char *text = malloc((size_t)90 << 20);
    for (int i = 0; i < 80; i++) {
        memset(text + len, 'a' + i % 26, (size_t)1 << 20);
        len += (size_t)1 << 20;
        len += (size_t)snprintf(text + len, 16, ",%d\n", i);
    }
    struct small t;
    struct ww_extract *e;
    struct ww_batch batch;
    small_plan(&t);
    t.columns[0].field.kind = WW_KIND_TEXT;
    CHECK_RC(small_run(&t, text, len), WW_OK);
    CHECK_RC(ww_extract_open(t.path, &e, &t.err), WW_OK);
    CHECK_INT(ww_extract_batches(e), 2);
    CHECK_RC(ww_extract_batch(e, 0, &batch, &t.err), WW_OK);
    CHECK_INT(batch.rows, 64);
    CHECK_RC(ww_extract_batch(e, 1, &batch, &t.err), WW_OK);
    CHECK_INT(batch.rows, 16);
    CHECK_INT(((const char *)batch.vectors[0].values)[15 << 20], 'a' + 79 % 26);
    ww_extract_close(&e);
    small_free(&t);
    free(text);
}

/* The n-th allocation and all after it fail, for every n until none does. */
WW_TEST(survives_running_out_of_memory)
{
    unsigned long n = 1;
    for (; n < 5000; n++) {
        struct small t;
        small_plan(&t);
        t.plan.hash_inputs = true;
        ww_mem_fail_after(n);
        enum ww_rc rc = small_text(&t, "a,1\n\"b\",x\nc\nb,2\n");
        ww_mem_fail_after(0);
        small_free(&t);
        if (rc != WW_E_NOMEM)
            break;
        CHECK(!ww_file_exists(t.path));
    }
    CHECK(n > 50 && n < 5000);
}
