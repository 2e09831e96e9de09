// SPDX-License-Identifier: Apache-2.0
/* Reading what a file of the sample must look like. Everything that can be judged without making a row is judged here,
 * with the place in the file: unknown keys, columns that follow none, values nobody has, lists of a wrong length. Sums
 * are judged where rows are dealt (extra_plan.c). */
#include "sample/extra_spec.h"

#include <string.h>

#include "base/json_read.h"
#include "base/num.h"
#include "base/time.h"

#define FILE_MAX    ((size_t)4 << 20)
#define NUMBER_MAX  1e9
#define OLDEST      120
#define OPEN_BAND   25 /* "65+" is 65 to 90 */
#define TIMES_MAX   64 /* rows of one person */
#define LATEST_DAYS 36500

struct reader {
    struct ww_json json;
    const struct ww_sample_facts *facts;
    struct ww_extra_spec *spec;
};

/* One column being read. */
struct cursor {
    struct reader *r;
    const struct ww_json_at *at;
    const json_t *object;
    struct ww_extra_column *column;
    size_t index;
};

bool ww_extra_band(const char *label, uint32_t *first, uint32_t *last)
{
    struct ww_str rest = ww_str_of(label), head;
    uint64_t low, high;
    if (rest.len && label[rest.len - 1] == '+') {
        rest.len--;
        if (!ww_parse_u64(rest, &low) || low > OLDEST)
            return false;
        high = low + OPEN_BAND;
    } else {
        if (!ww_str_cut(&rest, '-', &head) || !ww_parse_u64(head, &low))
            return false;
        high = low;
        if (rest.len && !ww_parse_u64(rest, &high))
            return false;
    }
    if (high < low || high > OLDEST + OPEN_BAND)
        return false;
    *first = (uint32_t)low;
    *last = (uint32_t)high;
    return true;
}

/* --- numbers --------------------------------------------------------------------------------------- */

static void *take(struct reader *r, size_t count, size_t size)
{
    return ww_arena_alloc(r->json.memory, count ? count : 1, size);
}

static enum ww_rc one_number(struct reader *r, const struct ww_json_at *at, const json_t *value, double *out)
{
    if (!json_is_number(value) || !(json_number_value(value) >= 0) || json_number_value(value) > NUMBER_MAX)
        return ww_json_fail(&r->json, at, "must be a number from 0 to 1,000,000,000.");
    *out = json_number_value(value);
    return WW_OK;
}

/* One number for all years, or a list with one for each. */
static enum ww_rc year_numbers(struct reader *r, const struct ww_json_at *at, const json_t *value,
                               double *out, bool *list)
{
    size_t n = r->spec->n_years;
    enum ww_rc rc = WW_OK;
    *list = json_is_array(value);
    if (*list && json_array_size(value) != n)
        return ww_json_fail(&r->json, at,
                            "has %zu numbers; \"years\" has %zu, and there must be one for each.",
                            json_array_size(value), n);
    for (size_t y = 0; y < n && !rc; y++) {
        struct ww_json_at here = {at, NULL, y};
        rc = one_number(r, *list ? &here : at, *list ? json_array_get(value, y) : value, &out[y]);
    }
    return rc;
}

/* `count` weights for all years, or a list of such lists. out: n_years * count. */
static enum ww_rc weight_list(struct reader *r, const struct ww_json_at *at, const json_t *value,
                              size_t count, double *out)
{
    bool by_year = json_is_array(value) && json_is_array(json_array_get(value, 0));
    size_t n = r->spec->n_years;
    if (!json_is_array(value) || (by_year && json_array_size(value) != n))
        return ww_json_fail(&r->json, at, "must be a list of %zu weights, or one such list for each year.",
                            count);
    enum ww_rc rc = WW_OK;
    for (size_t y = 0; y < n && !rc; y++) {
        const json_t *list = by_year ? json_array_get(value, y) : value;
        double sum = 0;
        if (!json_is_array(list) || json_array_size(list) != count)
            return ww_json_fail(&r->json, at, "must have %zu weights in a list.", count);
        for (size_t i = 0; i < count && !rc; i++) {
            struct ww_json_at here = {at, NULL, i};
            rc = one_number(r, &here, json_array_get(list, i), &out[y * count + i]);
            sum += out[y * count + i];
        }
        if (!rc && !(sum > 0))
            return ww_json_fail(&r->json, at, "must not be all 0.");
    }
    return rc;
}

/* --- values ---------------------------------------------------------------------------------------- */

static size_t find_text(const char *const *texts, size_t n, const char *text)
{
    size_t i = 0;
    while (i < n && strcmp(texts[i], text) != 0)
        i++;
    return i;
}

static enum ww_rc check_label(const struct cursor *c, const struct ww_json_at *at, const char *label)
{
    bool several = c->column->make == WW_EXTRA_SEVERAL;
    uint32_t first, last;
    if (strlen(label) > WW_EXTRA_TEXT_MAX)
        return ww_json_fail(&c->r->json, at, "is a text of more than %d bytes.", WW_EXTRA_TEXT_MAX);
    if (strpbrk(label, "\n\r") || (several && (strchr(label, ';') || !*label)))
        return ww_json_fail(&c->r->json, at, "no value may hold a new line, and none of several a \";\".");
    if (c->column->make == WW_EXTRA_AGES && label[0] >= '0' && label[0] <= '9' &&
        !ww_extra_band(label, &first, &last))
        return ww_json_fail(&c->r->json, at, "is not a band of ages such as \"18-25\", \"65+\" or \"17\".");
    return WW_OK;
}

static enum ww_rc option_of(const struct cursor *c, const struct ww_json_at *at, const char *label,
                            size_t *out)
{
    struct ww_extra_column *column = c->column;
    size_t most = column->make == WW_EXTRA_SEVERAL ? WW_EXTRA_SET_MAX : WW_EXTRA_OPTIONS_MAX;
    *out = find_text(column->options, column->n_options, label);
    if (*out < column->n_options)
        return WW_OK;
    enum ww_rc rc = check_label(c, at, label);
    if (!rc && column->n_options == most)
        rc = ww_json_fail(&c->r->json, at, "there are more than %zu values.", most);
    if (rc)
        return rc;
    char *copy = ww_arena_copy(c->r->json.memory, ww_str_of(label));
    if (!copy)
        return ww_fail_nomem(c->r->json.err);
    column->quote = column->quote || strpbrk(label, ",\"");
    column->options[column->n_options++] = copy;
    return WW_OK;
}

/* {"Knife injury": [59, 61], ...}. fixed: no value may be new. */
static enum ww_rc value_table(const struct cursor *c, const struct ww_json_at *at, const json_t *object,
                              bool fixed, double **out)
{
    size_t n = c->r->spec->n_years, known = c->column->n_options;
    double *numbers = take(c->r, WW_EXTRA_OPTIONS_MAX * n, sizeof *numbers);
    const char *label;
    json_t *value;
    bool list;
    if (!numbers)
        return ww_fail_nomem(c->r->json.err);
    json_object_foreach((json_t *)(uintptr_t)object, label, value)
    {
        struct ww_json_at here = {at, label, 0};
        size_t option;
        enum ww_rc rc = option_of(c, &here, label, &option);
        if (!rc && fixed && option >= known)
            rc = ww_json_fail(&c->r->json, &here, "is not among the column's own values.");
        if (!rc)
            rc = year_numbers(c->r, &here, value, &numbers[option * n], &list);
        if (rc)
            return rc;
    }
    *out = numbers;
    return WW_OK;
}

static size_t find_ward(const struct ww_sample_facts *f, const char *code)
{
    size_t i = 0;
    while (i < f->n_wards && strcmp(f->wards[i].code, code) != 0)
        i++;
    return i;
}

static size_t find_lsoa(const struct ww_sample_facts *f, const char *code)
{
    size_t i = 0;
    while (i < f->n_lsoas && strcmp(f->lsoas[i].code, code) != 0)
        i++;
    return i;
}

/* Whether rows of the column can have this text. */
static bool has_value(const struct reader *r, const struct ww_extra_column *column, const char *value)
{
    if (column->make == WW_EXTRA_WARD || column->make == WW_EXTRA_PLACES)
        return find_ward(r->facts, value) < r->facts->n_wards ||
               (column->lsoa_level && find_lsoa(r->facts, value) < r->facts->n_lsoas);
    return find_text(column->options, column->n_options, value) < column->n_options;
}

/* An earlier column of one of the kinds in the mask. */
static enum ww_rc earlier(const struct cursor *c, const struct ww_json_at *at, const json_t *object,
                          const char *key, unsigned makes, size_t *out)
{
    const char *name = NULL;
    struct ww_json_at here = {at, key, 0};
    enum ww_rc rc = ww_json_read_text(&c->r->json, at, object, key, WW_NEEDED, &name);
    if (rc)
        return rc;
    const struct ww_extra_column *columns = c->r->spec->columns;
    for (size_t i = 0; i < c->index; i++)
        if (strcmp(columns[i].name, name) == 0 && (makes >> columns[i].make & 1)) {
            *out = i;
            return WW_OK;
        }
    return ww_json_fail(&c->r->json, &here, "'%.60s' is no earlier column that this one can follow.", name);
}

#define CHOSEN                                                                                     \
    (1u << WW_EXTRA_COUNTS | 1u << WW_EXTRA_SHARES | 1u << WW_EXTRA_AGES | 1u << WW_EXTRA_PLACES | \
     1u << WW_EXTRA_WARD)
#define DATED (1u << WW_EXTRA_TIME | 1u << WW_EXTRA_LATER)

static enum ww_rc given_values(const struct cursor *c, const struct ww_json_at *at, const json_t *object)
{
    struct ww_extra_given *given = &c->column->given;
    const struct ww_extra_column *of = &c->r->spec->columns[given->column];
    given->values = take(c->r, json_object_size(object), sizeof *given->values);
    given->numbers = take(c->r, json_object_size(object),
                          sizeof *given->numbers); // NOLINT(bugprone-sizeof-expression): an array of pointers
    if (!given->values || !given->numbers)
        return ww_fail_nomem(c->r->json.err);
    const char *label;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, label, value)
    {
        struct ww_json_at here = {at, label, 0};
        if (!has_value(c->r, of, label))
            return ww_json_fail(&c->r->json, &here, "is not a value of the column '%.60s'.", of->name);
        if (!json_is_object(value))
            return ww_json_fail(&c->r->json, &here, "must be an object of values.");
        given->values[given->n] = ww_arena_copy(c->r->json.memory, ww_str_of(label));
        if (!given->values[given->n])
            return ww_fail_nomem(c->r->json.err);
        enum ww_rc rc = value_table(c, &here, value, c->column->numbers && !given->apart,
                                    &given->numbers[given->n]);
        if (rc)
            return rc;
        given->n++;
    }
    return WW_OK;
}

static enum ww_rc read_given(const struct cursor *c)
{
    static const char *const keys[] = {"column", "values", "apart", NULL};
    const json_t *object = NULL, *values = NULL;
    struct ww_json_at here = {c->at, "given", 0}, inside = {&here, "values", 0};
    enum ww_rc rc = ww_json_object(&c->r->json, c->at, c->object, "given", WW_OPTIONAL, &object);
    if (rc || !object)
        return rc;
    c->column->has_given = true;
    rc = ww_json_only(&c->r->json, &here, object, keys);
    if (!rc)
        rc = ww_json_truth(&c->r->json, &here, object, "apart", &c->column->given.apart);
    if (!rc)
        rc = earlier(c, &here, object, "column", CHOSEN, &c->column->given.column);
    if (!rc)
        rc = ww_json_object(&c->r->json, &here, object, "values", WW_NEEDED, &values);
    return rc ? rc : given_values(c, &inside, values);
}

/* counts, shares, ages, several */
static enum ww_rc read_values(const struct cursor *c)
{
    struct ww_extra_column *column = c->column;
    const json_t *values = NULL;
    struct ww_json_at here = {c->at, "values", 0};
    column->options = take(c->r, WW_EXTRA_OPTIONS_MAX, sizeof *column->options);
    if (!column->options)
        return ww_fail_nomem(c->r->json.err);
    enum ww_rc rc = ww_json_object(&c->r->json, c->at, c->object, "values",
                                   json_object_get(c->object, "given") ? WW_OPTIONAL : WW_NEEDED, &values);
    if (!rc && values)
        rc = value_table(c, &here, values, false, &column->numbers);
    if (!rc)
        rc = read_given(c);
    if (!rc && column->n_options == 0)
        rc = ww_json_fail(&c->r->json, &here, "names no value.");
    return rc;
}

static enum ww_rc read_several(const struct cursor *c)
{
    enum ww_rc rc = ww_json_truth(&c->r->json, c->at, c->object, "counts", &c->column->as_counts);
    return rc ? rc : read_values(c);
}

/* --- times ----------------------------------------------------------------------------------------- */

static const char *const precisions[] = {
    [WW_EXTRA_MINUTE] = "minute", [WW_EXTRA_DAY] = "day", [WW_EXTRA_MONTH] = "month"};

static enum ww_rc read_precision(const struct cursor *c, enum ww_extra_precision otherwise)
{
    const char *written = NULL;
    struct ww_json_at here = {c->at, "precision", 0};
    enum ww_rc rc = ww_json_read_text(&c->r->json, c->at, c->object, "precision", WW_OPTIONAL, &written);
    c->column->precision = otherwise;
    if (rc || !written)
        return rc;
    size_t n = sizeof precisions / sizeof precisions[0], at = find_text(precisions, n, written);
    if (at == n)
        return ww_json_fail(&c->r->json, &here, "must be \"minute\", \"day\" or \"month\".");
    c->column->precision = (enum ww_extra_precision)at;
    return WW_OK;
}

/* Seven lists of 24 become one list of 168. */
static enum ww_rc read_week(const struct cursor *c, const struct ww_json_at *at, const json_t *week,
                            double *out)
{
    double sum = 0;
    if (!json_is_array(week) || json_array_size(week) != 7)
        return ww_json_fail(&c->r->json, at, "must be 7 lists, Monday first, of 24 numbers.");
    for (size_t day = 0; day < 7; day++) {
        struct ww_json_at here = {at, NULL, day};
        const json_t *hours = json_array_get(week, day);
        if (!json_is_array(hours) || json_array_size(hours) != 24)
            return ww_json_fail(&c->r->json, &here, "must be a list of 24 numbers.");
        for (size_t hour = 0; hour < 24; hour++) {
            struct ww_json_at cell = {&here, NULL, hour};
            enum ww_rc rc = one_number(c->r, &cell, json_array_get(hours, hour), &out[day * 24 + hour]);
            if (rc)
                return rc;
            sum += out[day * 24 + hour];
        }
    }
    return sum > 0 ? WW_OK : ww_json_fail(&c->r->json, at, "must not be all 0.");
}

static enum ww_rc read_hours(const struct cursor *c, const json_t *hours)
{
    size_t n = c->r->spec->n_years;
    struct ww_json_at here = {c->at, "hours", 0};
    const json_t *first = json_array_get(json_array_get(hours, 0), 0);
    bool by_year = json_is_array(first);
    if (by_year && json_array_size(hours) != n)
        return ww_json_fail(&c->r->json, &here, "has %zu weeks; \"years\" has %zu.", json_array_size(hours),
                            n);
    c->column->hours = take(c->r, n * WW_EXTRA_WEEK_HOURS, sizeof *c->column->hours);
    if (!c->column->hours)
        return ww_fail_nomem(c->r->json.err);
    enum ww_rc rc = WW_OK;
    for (size_t y = 0; y < n && !rc; y++)
        rc = read_week(c, &here, by_year ? json_array_get(hours, y) : hours,
                       &c->column->hours[y * WW_EXTRA_WEEK_HOURS]);
    return rc;
}

static enum ww_rc read_time(const struct cursor *c)
{
    struct ww_json_at months = {c->at, "months", 0};
    const json_t *list = json_object_get(c->object, "months"), *hours = NULL;
    enum ww_rc rc = read_precision(c, WW_EXTRA_MINUTE);
    if (!rc && list) {
        c->column->months = take(c->r, c->r->spec->n_years * WW_SAMPLE_MONTHS, sizeof *c->column->months);
        rc = c->column->months ? weight_list(c->r, &months, list, WW_SAMPLE_MONTHS, c->column->months)
                               : ww_fail_nomem(c->r->json.err);
    }
    if (!rc)
        rc = ww_json_list(&c->r->json, c->at, c->object, "hours", WW_OPTIONAL, &hours);
    return rc || !hours ? rc : read_hours(c, hours);
}

/* [least, most] */
static enum ww_rc read_range(const struct cursor *c, const char *key, int64_t most, int64_t out[2])
{
    const json_t *list = NULL;
    struct ww_json_at here = {c->at, key, 0};
    enum ww_rc rc = ww_json_list(&c->r->json, c->at, c->object, key, WW_NEEDED, &list);
    if (rc)
        return rc;
    const json_t *low = json_array_get(list, 0), *high = json_array_get(list, 1);
    if (json_array_size(list) != 2 || !json_is_integer(low) || !json_is_integer(high) ||
        json_integer_value(low) < 0 || json_integer_value(high) < json_integer_value(low) ||
        json_integer_value(high) > most)
        return ww_json_fail(&c->r->json, &here, "must be two whole numbers, the least and the most.");
    out[0] = json_integer_value(low);
    out[1] = json_integer_value(high);
    return WW_OK;
}

static enum ww_rc read_later(const struct cursor *c)
{
    struct ww_extra_column *column = c->column;
    const char *by = NULL;
    bool list;
    struct ww_json_at by_at = {c->at, "by", 0}, share_at = {c->at, "share", 0};
    enum ww_rc rc = read_precision(c, WW_EXTRA_DAY);
    if (!rc)
        rc = earlier(c, c->at, c->object, "of", DATED, &column->of);
    if (!rc)
        rc = read_range(c, "days", LATEST_DAYS, column->days);
    if (!rc)
        rc = ww_json_read_text(&c->r->json, c->at, c->object, "by", WW_OPTIONAL, &by);
    column->by_day = INT32_MAX;
    if (!rc && by && !ww_parse_date(ww_str_of(by), &column->by_day))
        rc = ww_json_fail(&c->r->json, &by_at, "is not a date such as \"2018-06-30\".");
    const json_t *share = json_object_get(c->object, "share");
    column->share = take(c->r, c->r->spec->n_years, sizeof *column->share);
    if (!rc && !column->share)
        rc = ww_fail_nomem(c->r->json.err);
    for (size_t y = 0; !rc && y < c->r->spec->n_years; y++)
        column->share[y] = 100;
    return rc || !share ? rc : year_numbers(c->r, &share_at, share, column->share, &list);
}

/* --- places ---------------------------------------------------------------------------------------- */

static enum ww_rc read_named(const struct cursor *c, const char *key, struct ww_extra_named **out, size_t *n)
{
    const struct ww_sample_facts *f = c->r->facts;
    const json_t *object = NULL;
    struct ww_json_at at = {c->at, key, 0};
    enum ww_rc rc = ww_json_object(&c->r->json, c->at, c->object, key, WW_OPTIONAL, &object);
    if (rc || !object)
        return rc;
    bool wards = strcmp(key, "wards") == 0;
    *out = take(c->r, json_object_size(object), sizeof **out);
    if (!*out)
        return ww_fail_nomem(c->r->json.err);
    const char *code;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, code, value)
    {
        struct ww_json_at here = {&at, code, 0};
        struct ww_extra_named *named = &(*out)[*n];
        named->area = wards ? find_ward(f, code) : find_lsoa(f, code);
        named->numbers = take(c->r, c->r->spec->n_years, sizeof *named->numbers);
        if (named->area == (wards ? f->n_wards : f->n_lsoas))
            return ww_json_fail(&c->r->json, &here, "is no %s of the sample.", wards ? "ward" : "LSOA");
        rc = named->numbers ? year_numbers(c->r, &here, value, named->numbers, &named->list)
                            : ww_fail_nomem(c->r->json.err);
        if (rc)
            return rc;
        named->list = named->list && !c->column->per_cent;
        ++*n;
    }
    return WW_OK;
}

/* One of two words; the first when there is none. */
static enum ww_rc read_either(const struct cursor *c, const char *key, const char *const words[2],
                              bool *second)
{
    const char *word = NULL;
    struct ww_json_at here = {c->at, key, 0};
    enum ww_rc rc = ww_json_read_text(&c->r->json, c->at, c->object, key, WW_OPTIONAL, &word);
    *second = word && strcmp(word, words[1]) == 0;
    if (!rc && word && !*second && strcmp(word, words[0]) != 0)
        rc = ww_json_fail(&c->r->json, &here, "must be \"%s\" or \"%s\".", words[0], words[1]);
    return rc;
}

static enum ww_rc read_places(const struct cursor *c)
{
    static const char *const levels[2] = {"ward", "lsoa"}, *const rests[2] = {"residents", "commercial"};
    struct ww_extra_column *column = c->column;
    struct ww_json_at here = {c->at, "lsoas", 0};
    enum ww_rc rc = read_either(c, "level", levels, &column->lsoa_level);
    if (!rc)
        rc = read_either(c, "rest", rests, &column->rest_commercial);
    if (!rc)
        rc = ww_json_truth(&c->r->json, c->at, c->object, "per_cent", &column->per_cent);
    if (!rc)
        rc = read_named(c, "wards", &column->wards, &column->n_wards);
    if (!rc)
        rc = read_named(c, "lsoas", &column->lsoas, &column->n_lsoas);
    if (!rc && column->n_lsoas && !column->lsoa_level)
        rc = ww_json_fail(&c->r->json, &here, "needs \"level\": \"lsoa\".");
    return rc;
}

static enum ww_rc read_place_of(const struct cursor *c)
{
    struct ww_json_at here = {c->at, "of", 0};
    enum ww_rc rc = earlier(c, c->at, c->object, "of", 1u << WW_EXTRA_PLACES, &c->column->of);
    if (!rc && !c->r->spec->columns[c->column->of].lsoa_level)
        rc = ww_json_fail(&c->r->json, &here, "must be a column of places of the level \"lsoa\".");
    return rc;
}

/* --- the others ------------------------------------------------------------------------------------ */

static enum ww_rc read_serial(const struct cursor *c)
{
    enum ww_rc rc = ww_json_read_text(&c->r->json, c->at, c->object, "prefix", WW_OPTIONAL, &c->column->text);
    struct ww_json_at here = {c->at, "prefix", 0};
    if (!rc && !c->column->text)
        c->column->text = "";
    return rc ? rc : check_label(c, &here, c->column->text);
}

static enum ww_rc read_constant(const struct cursor *c)
{
    enum ww_rc rc = ww_json_read_text(&c->r->json, c->at, c->object, "value", WW_NEEDED, &c->column->text);
    struct ww_json_at here = {c->at, "value", 0};
    return rc ? rc : check_label(c, &here, c->column->text);
}

static enum ww_rc read_number(const struct cursor *c)
{
    return read_range(c, "range", INT32_MAX, c->column->range);
}

static enum ww_rc read_like(const struct cursor *c)
{
    const struct ww_json_texts_spec spec = {"like", WW_OPTIONAL, true, WW_EXTRA_LIKE_MAX};
    struct ww_json_at here = {c->at, "like", 0};
    struct ww_json_texts names;
    enum ww_rc rc = ww_json_texts(&c->r->json, c->at, c->object, &spec, &names);
    for (size_t i = 0; i < names.count && !rc; i++) {
        struct ww_extra_column *columns = c->r->spec->columns;
        size_t at = 0;
        while (at < c->index && strcmp(columns[at].name, names.items[i]) != 0)
            at++;
        if (at == c->index || !(CHOSEN >> columns[at].make & 1) || columns[at].make == WW_EXTRA_WARD)
            return ww_json_fail(&c->r->json, &here, "'%.60s' is no earlier column of values.",
                                names.items[i]);
        columns[at].of_person = true;
        c->column->like[c->column->n_like++] = at;
    }
    return rc;
}

static enum ww_rc read_person(const struct cursor *c)
{
    struct ww_extra_column *column = c->column;
    const json_t *times = NULL;
    struct ww_json_at at = {c->at, "times", 0};
    enum ww_rc rc = ww_json_object(&c->r->json, c->at, c->object, "times", WW_OPTIONAL, &times);
    if (!rc)
        rc = ww_json_read_text(&c->r->json, c->at, c->object, "pool", WW_OPTIONAL, &column->pool);
    column->times = take(c->r, TIMES_MAX, sizeof *column->times);
    if (!rc && !column->times)
        return ww_fail_nomem(c->r->json.err);
    if (!rc && !times) {
        column->times[0] = 1;
        column->n_times = 1;
    }
    const char *label;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)times, label, value)
    {
        struct ww_json_at here = {&at, label, 0};
        uint64_t rows;
        if (!ww_parse_u64(ww_str_of(label), &rows) || rows < 1 || rows > TIMES_MAX)
            return ww_json_fail(&c->r->json, &here, "is not a number of rows from 1 to %d.", TIMES_MAX);
        rc = one_number(c->r, &here, value, &column->times[rows - 1]);
        if (rc)
            return rc;
        if (rows > column->n_times && column->times[rows - 1] > 0)
            column->n_times = (size_t)rows;
    }
    if (!rc && column->n_times == 0)
        return ww_json_fail(&c->r->json, &at, "must not be all 0.");
    return rc ? rc : read_like(c);
}

/* --- columns --------------------------------------------------------------------------------------- */

static const struct {
    const char *word;
    enum ww_rc (*read)(const struct cursor *c);
    const char *keys[8];
} makes[WW_EXTRA_MAKES] = {
    [WW_EXTRA_SERIAL] = {"serial", read_serial, {"name", "make", "prefix"}},
    [WW_EXTRA_TIME] = {"time", read_time, {"name", "make", "precision", "months", "hours"}},
    [WW_EXTRA_COUNTS] = {"counts", read_values, {"name", "make", "values", "given"}},
    [WW_EXTRA_SHARES] = {"shares", read_values, {"name", "make", "values", "given"}},
    [WW_EXTRA_AGES] = {"ages", read_values, {"name", "make", "values", "given"}},
    [WW_EXTRA_SEVERAL] = {"several", read_several, {"name", "make", "values", "counts", "given"}},
    [WW_EXTRA_PLACES] = {"places",
                         read_places,
                         {"name", "make", "level", "wards", "lsoas", "rest", "per_cent"}},
    [WW_EXTRA_WARD] = {"ward", read_place_of, {"name", "make", "of"}},
    [WW_EXTRA_EASTING] = {"easting", read_place_of, {"name", "make", "of"}},
    [WW_EXTRA_NORTHING] = {"northing", read_place_of, {"name", "make", "of"}},
    [WW_EXTRA_LATER] = {"later", read_later, {"name", "make", "of", "days", "share", "by", "precision"}},
    [WW_EXTRA_PERSON] = {"person", read_person, {"name", "make", "times", "like", "pool"}},
    [WW_EXTRA_NUMBER] = {"number", read_number, {"name", "make", "range"}},
    [WW_EXTRA_CONSTANT] = {"constant", read_constant, {"name", "make", "value"}},
};

static enum ww_rc read_column(struct reader *r, const struct ww_json_at *list, const json_t *item, size_t i)
{
    struct ww_json_at at = {list, NULL, i}, make_at = {&at, "make", 0}, name_at = {&at, "name", 0};
    struct ww_extra_column *column = &r->spec->columns[i];
    const struct cursor c = {r, &at, item, column, i};
    const char *make = NULL;
    if (!json_is_object(item))
        return ww_json_fail(&r->json, &at, "must be an object {...}.");
    enum ww_rc rc = ww_json_read_text(&r->json, &at, item, "name", WW_NEEDED, &column->name);
    if (!rc)
        rc = ww_json_read_text(&r->json, &at, item, "make", WW_NEEDED, &make);
    if (rc)
        return rc;
    for (size_t k = 0; k < i; k++)
        if (strcmp(r->spec->columns[k].name, column->name) == 0)
            return ww_json_fail(&r->json, &name_at, "'%.60s' is the name of an earlier column.",
                                column->name);
    if (strpbrk(column->name, ",\"\n\r") || strlen(column->name) > WW_EXTRA_TEXT_MAX)
        return ww_json_fail(&r->json, &name_at,
                            "may hold no comma, quotation mark or new line, and at most %d bytes.",
                            WW_EXTRA_TEXT_MAX);
    size_t kind = 0;
    while (kind < WW_EXTRA_MAKES && strcmp(makes[kind].word, make) != 0)
        kind++;
    if (kind == WW_EXTRA_MAKES)
        return ww_json_fail(&r->json, &make_at, "'%.40s' is no way to make a column.", make);
    column->make = (enum ww_extra_make)kind;
    rc = ww_json_only(&r->json, &at, item, makes[kind].keys);
    return rc ? rc : makes[kind].read(&c);
}

static enum ww_rc read_columns(struct reader *r, const json_t *root)
{
    const json_t *list = NULL;
    struct ww_json_at at = {NULL, "columns", 0};
    enum ww_rc rc = ww_json_list(&r->json, NULL, root, "columns", WW_NEEDED, &list);
    if (rc)
        return rc;
    size_t n = json_array_size(list);
    if (n < 1 || n > WW_EXTRA_COLUMNS_MAX)
        return ww_json_fail(&r->json, &at, "there must be 1 to %d columns.", WW_EXTRA_COLUMNS_MAX);
    r->spec->columns = take(r, n, sizeof *r->spec->columns);
    if (!r->spec->columns)
        return ww_fail_nomem(r->json.err);
    for (size_t i = 0; i < n && !rc; i++) {
        rc = read_column(r, &at, json_array_get(list, i), i);
        r->spec->n_columns = i + 1;
    }
    return rc;
}

/* --- the file -------------------------------------------------------------------------------------- */

static enum ww_rc read_years(struct reader *r, const json_t *root)
{
    const json_t *years = NULL;
    struct ww_json_at at = {NULL, "years", 0};
    struct ww_extra_spec *spec = r->spec;
    enum ww_rc rc = ww_json_object(&r->json, NULL, root, "years", WW_NEEDED, &years);
    if (rc)
        return rc;
    const char *label;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)years, label, value)
    {
        struct ww_json_at here = {&at, label, 0};
        size_t year = ww_sample_year_of(label);
        if (year == WW_SAMPLE_YEARS)
            return ww_json_fail(&r->json, &here, "is no year of the sample, such as \"2017/18\".");
        if (spec->n_years && year <= spec->years[spec->n_years - 1])
            return ww_json_fail(&r->json, &here, "the years must be in order.");
        if (!json_is_integer(value) || json_integer_value(value) < 0 ||
            json_integer_value(value) > (json_int_t)UINT16_MAX * 16)
            return ww_json_fail(&r->json, &here, "must be a whole number of rows, at most %d.",
                                UINT16_MAX * 16);
        spec->years[spec->n_years] = year;
        spec->rows[spec->n_years++] = (uint64_t)json_integer_value(value);
    }
    return spec->n_years ? WW_OK : ww_json_fail(&r->json, &at, "names no year.");
}

static bool plain_name(const char *name)
{
    return *name && *name != '.' && !strchr(name, '/');
}

static enum ww_rc read_name(struct reader *r, const json_t *root, const char *key, const char **out)
{
    struct ww_json_at here = {NULL, key, 0};
    enum ww_rc rc = ww_json_read_text(&r->json, NULL, root, key, WW_NEEDED, out);
    return rc || plain_name(*out) ? rc : ww_json_fail(&r->json, &here, "must be a file's name.");
}

static enum ww_rc read_copy(struct reader *r, const json_t *root)
{
    static const char *const keys[] = {"source", "copy", "scaled_from", "origin", NULL};
    struct ww_extra_spec *spec = r->spec;
    const char *origin = NULL;
    enum ww_rc rc = ww_json_only(&r->json, NULL, root, keys);
    if (!rc)
        rc = read_name(r, root, "copy", &spec->copy);
    if (!rc)
        rc = ww_json_read_text(&r->json, NULL, root, "origin", WW_OPTIONAL, &origin);
    spec->file = spec->copy;
    return rc ? rc : ww_json_read_text(&r->json, NULL, root, "scaled_from", WW_OPTIONAL, &spec->scaled_from);
}

static enum ww_rc read_made(struct reader *r, const json_t *root)
{
    static const char *const keys[] = {"source", "file", "origin", "years", "columns", NULL};
    const char *origin = NULL;
    enum ww_rc rc = ww_json_only(&r->json, NULL, root, keys);
    if (!rc)
        rc = read_name(r, root, "file", &r->spec->file);
    if (!rc)
        rc = ww_json_read_text(&r->json, NULL, root, "origin", WW_NEEDED, &origin);
    if (!rc)
        rc = read_years(r, root);
    return rc ? rc : read_columns(r, root);
}

static enum ww_rc read_root(struct reader *r, const json_t *root)
{
    enum ww_rc rc = ww_json_read_text(&r->json, NULL, root, "source", WW_NEEDED, &r->spec->source);
    if (rc)
        return rc;
    return json_object_get(root, "copy") ? read_copy(r, root) : read_made(r, root);
}

enum ww_rc ww_extra_spec_parse(const char *path, struct ww_str bytes, const struct ww_extra_home *home,
                               struct ww_extra_spec *out, struct ww_err *err)
{
    *out = (struct ww_extra_spec){0};
    if (!ww_str_copy(ww_str_of(path), out->path, sizeof out->path))
        return ww_fail(err, WW_E_LIMIT, "The path of the sample's facts is too long: %.200s", path);
    struct reader r = {{out->path, home->memory, err}, home->facts, out};
    json_t *root = NULL;
    enum ww_rc rc = ww_json_parse(&r.json, bytes.ptr, bytes.len, &root);
    if (!rc)
        rc = read_root(&r, root);
    json_decref(root);
    return rc;
}

enum ww_rc ww_extra_spec_read(const char *path, const struct ww_extra_home *home, struct ww_extra_spec *out,
                              struct ww_err *err)
{
    struct ww_buf bytes = {.max = FILE_MAX};
    enum ww_rc rc = ww_file_read(path, &bytes, err);
    if (!rc)
        rc = ww_extra_spec_parse(path, ww_buf_view(&bytes), home, out, err);
    ww_buf_free(&bytes);
    return rc;
}
