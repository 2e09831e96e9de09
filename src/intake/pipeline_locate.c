// SPDX-License-Identifier: Apache-2.0
/* Problem: say in which area each row's point lies, when a look-up costs a microsecond and millions of rows share
 * some ten thousand points.
 * Method: a point is eight bytes of text to a lexicon: threads number theirs, the committer translates numbers,
 * and only a point that no row had before is asked for. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "intake/pipeline_parts.h"

bool ww_locate_columns(const struct ww_plan *plan, size_t *x, size_t *y)
{
    bool has_x = false, has_y = false;
    for (size_t c = 0; c < plan->n_columns; c++) {
        enum ww_role role = plan->columns[c].field.role;
        if (role == (plan->grid ? WW_ROLE_EASTING : WW_ROLE_LONGITUDE) && !has_x) {
            *x = c;
            has_x = true;
        }
        if (role == (plan->grid ? WW_ROLE_NORTHING : WW_ROLE_LATITUDE) && !has_y) {
            *y = c;
            has_y = true;
        }
    }
    return has_x && has_y;
}

static int64_t round_to(int64_t value, int64_t unit)
{
    int64_t half = unit / 2;
    return (value < 0 ? value - half : value + half) / unit;
}

/* A coordinate in microdegrees or metres; false when it is missing or cannot be one. */
static bool coordinate(const struct ww_plan *plan, const struct ww_chunk *chunk, size_t column, size_t row,
                       int32_t *out)
{
    const struct ww_field *field = &plan->columns[column].field;
    const struct ww_encoded *encoded = &chunk->columns[column];
    if (!encoded->present[row])
        return false;
    int64_t value = 0;
    if (field->kind == WW_KIND_NUMBER) {
        double scaled = ((const double *)(const void *)encoded->values)[row] * (plan->grid ? 1 : 1e6);
        if (!(fabs(scaled) < 0x1p31))
            return false;
        value = llround(scaled);
    } else if (field->kind == WW_KIND_INTEGER && field->width == 8) {
        value = ((const int64_t *)(const void *)encoded->values)[row];
    } else {
        value = ((const int32_t *)(const void *)encoded->values)[row];
    }
    unsigned places = plan->grid ? 0 : 6;
    if (field->kind == WW_KIND_FIXED)
        for (unsigned p = field->places; p > places; p--)
            value = p == places + 1 ? round_to(value, 10) : value / 10;
    for (unsigned p = field->kind == WW_KIND_FIXED ? field->places : places; p < places; p++)
        value *= 10;
    if (value < INT32_MIN || value > INT32_MAX)
        return false;
    *out = (int32_t)value;
    return true;
}

enum ww_rc ww_locate_encode(struct ww_worker *worker, const struct ww_plan *plan, struct ww_chunk *chunk)
{
    size_t x = 0, y = 0;
    uint32_t *numbers = (uint32_t *)(void *)chunk->columns[plan->located].values;
    if (chunk->rows)
        memset(numbers, 0, chunk->rows * sizeof *numbers);
    if (!ww_locate_columns(plan, &x, &y))
        return WW_OK;
    for (size_t row = 0; row < chunk->rows; row++) {
        int32_t point[2];
        if (!coordinate(plan, chunk, x, row, &point[0]) || !coordinate(plan, chunk, y, row, &point[1]))
            continue;
        struct ww_str text = {(const char *)point, sizeof point};
        numbers[row] = ww_lexicon_add(&worker->points, text, ww_lexicon_hash(&worker->points, text));
        if (numbers[row] == 0) {
            chunk->limit_column = (size_t)plan->located;
            return worker->points.failed;
        }
    }
    return WW_OK;
}

/* New points of a chunk, as the plan's function takes them. */
struct new_points {
    int32_t *x, *y, *keys;
    size_t n, capacity;
};

static bool add_point(struct new_points *points, struct ww_str text)
{
    void *x = points->x, *y = points->y;
    size_t capacity = points->capacity;
    bool good = ww_grow(&x, &capacity, points->n + 1, sizeof *points->x);
    points->x = x;
    capacity = points->capacity;
    good = good && ww_grow(&y, &capacity, points->n + 1, sizeof *points->y);
    points->y = y;
    if (!good)
        return false;
    points->capacity = capacity;
    int32_t point[2];
    memcpy(point, text.ptr, sizeof point);
    points->x[points->n] = point[0];
    points->y[points->n++] = point[1];
    return true;
}

static struct ww_translation *translation_of(struct ww_run *run, const struct ww_chunk *chunk)
{
    return &run->commit.translations[chunk->worker * run->plan->n_columns + (size_t)run->plan->located];
}

/* Numbers, in the run, of the points of rows that will be sealed; those that are new are noted. */
static enum ww_rc number_points(struct ww_run *run, const struct ww_chunk *chunk, struct new_points *new)
{
    struct ww_committer *commit = &run->commit;
    struct ww_translation *translation = translation_of(run, chunk);
    const uint32_t *numbers = (const uint32_t *)(const void *)chunk->columns[run->plan->located].values;
    for (size_t r = 0; r < commit->n_runs; r++)
        for (size_t row = commit->runs[r].from; row < commit->runs[r].to; row++) {
            uint32_t number = numbers[row];
            if (number < translation->capacity && (translation->to[number] || number == 0))
                continue;
            if (!ww_translation_reserve(translation, number + 1))
                return WW_E_NOMEM;
            if (number == 0)
                continue;
            struct ww_str text = ww_lexicon_text(&run->workers[chunk->worker].points, number);
            uint32_t before = commit->points.count;
            translation->to[number] = ww_lexicon_add(&commit->points, text,
                                                     ww_lexicon_hash(&commit->points, text));
            if (translation->to[number] == 0)
                return commit->points.failed;
            if (commit->points.count > before && !add_point(new, text))
                return WW_E_NOMEM;
        }
    return WW_OK;
}

static enum ww_rc ask(struct ww_run *run, struct new_points *new, struct ww_err *err)
{
    struct ww_committer *commit = &run->commit;
    void *keys = commit->point_keys;
    size_t first = commit->points.count - new->n;
    if (!ww_grow(&keys, &commit->point_keys_capacity, (size_t)commit->points.count,
                 sizeof *commit->point_keys))
        return ww_fail_nomem(err);
    commit->point_keys = keys;
    enum ww_rc rc = run->plan->locate(run->plan->locate_context, new->x, new->y, new->n,
                                      commit->point_keys + first, err);
    for (size_t i = first; rc == WW_OK && i < commit->points.count; i++)
        if (commit->point_keys[i] < 0 || (size_t)commit->point_keys[i] >= run->plan->n_located_texts)
            commit->point_keys[i] = -1;
    return rc;
}

enum ww_rc ww_locate_points(struct ww_run *run, const struct ww_chunk *chunk, struct ww_err *err)
{
    struct new_points new = {0};
    enum ww_rc rc = number_points(run, chunk, &new);
    if (rc == WW_E_LIMIT)
        ww_fail(err, rc, "There are too many different points. Import fewer files at a time.");
    else if (rc)
        ww_fail_nomem(err);
    else if (new.n)
        rc = ask(run, &new, err);
    free(new.x);
    free(new.y);
    return rc;
}

enum ww_rc ww_locate_rows(struct ww_run *run, const struct ww_chunk *chunk, size_t from, size_t n,
                          uint32_t *out)
{
    struct ww_committer *commit = &run->commit;
    const uint32_t *to = translation_of(run, chunk)->to;
    const uint32_t *numbers = (const uint32_t *)(const void *)chunk->columns[run->plan->located].values;
    struct ww_lexicon *lexicon = &commit->lexicons[run->plan->located];
    for (size_t i = 0; i < n; i++) {
        uint32_t number = numbers[from + i];
        int32_t key = number ? commit->point_keys[to[number] - 1] : -1;
        out[i] = key < 0 ? 0 : commit->code_of_key[key];
        run->out->unlocated += number && key < 0;
        if (out[i] || key < 0)
            continue;
        struct ww_str text = run->plan->located_texts[key];
        out[i] = ww_lexicon_add(lexicon, text, ww_lexicon_hash(lexicon, text));
        if (out[i] == 0)
            return lexicon->failed;
        commit->code_of_key[key] = out[i];
    }
    return WW_OK;
}
