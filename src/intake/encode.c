// SPDX-License-Identifier: Apache-2.0
/* Problem: every cell of an import becomes a typed value, or a refusal that says why.
 * Method: one encoder a kind of column, each a loop over a run of cells, so that what a column needs (its table,
 * its last value, its bounds) stays in the processor while the run lasts. This file holds what they share:
 * memory, bounds, patterns, keys. */
#include "intake/encode.h"

#include <math.h>
#include <regex.h>
#include <stdlib.h>

#include "base/checked.h"

typedef enum ww_rc encode_fn(struct ww_encoder *e, struct ww_cells *cells, struct ww_encoded *out);

static encode_fn *const encoders[WW_KIND_COUNT] = {
    [WW_KIND_CATEGORY] = ww_encode_category, [WW_KIND_HEX] = ww_encode_hex,
    [WW_KIND_TEXT] = ww_encode_text,         [WW_KIND_MONTH] = ww_encode_month,
    [WW_KIND_DATE] = ww_encode_date,         [WW_KIND_DATETIME] = ww_encode_datetime,
    [WW_KIND_FIXED] = ww_encode_fixed,       [WW_KIND_INTEGER] = ww_encode_integer,
    [WW_KIND_NUMBER] = ww_encode_number,
};

unsigned ww_encoded_bytes(const struct ww_field *field)
{
    return field->kind == WW_KIND_CATEGORY ? sizeof(uint32_t) : ww_field_value_bytes(field);
}

static bool reserve_rows(void **array, size_t rows, size_t size)
{
    size_t capacity = 0;
    free(*array);
    *array = NULL;
    return size == 0 || ww_grow(array, &capacity, rows, size);
}

bool ww_encoded_reserve(struct ww_encoded *encoded, const struct ww_field *field, bool is_key, size_t rows)
{
    if (rows <= encoded->capacity && encoded->capacity)
        return true;
    rows += rows / 4 + 16;
    void *values = encoded->values, *present = encoded->present, *offsets = encoded->offsets,
         *keys = encoded->keys;
    bool good = reserve_rows(&values, rows, ww_encoded_bytes(field)) &&
                reserve_rows(&present, rows, sizeof *encoded->present) &&
                reserve_rows(&offsets, rows + 1,
                             field->kind == WW_KIND_TEXT ? sizeof *encoded->offsets : 0) &&
                reserve_rows(&keys, rows, is_key ? sizeof *encoded->keys : 0);
    encoded->values = values;
    encoded->present = present;
    encoded->offsets = offsets;
    encoded->keys = keys;
    encoded->capacity = good ? rows : 0;
    return good;
}

void ww_encoded_free(struct ww_encoded *encoded)
{
    free(encoded->values);
    free(encoded->present);
    free(encoded->offsets);
    free(encoded->text);
    free(encoded->keys);
    *encoded = (struct ww_encoded){0};
}

/* value × scale as a whole number, rounded inwards unless it is one but for the last digits of a double. */
static int64_t bound_of(double value, double scale, bool upwards)
{
    double scaled = value * scale, near = nearbyint(scaled);
    if (fabs(scaled - near) > 1e-9 * fmax(1.0, fabs(scaled)))
        near = upwards ? ceil(scaled) : floor(scaled);
    if (near >= 0x1p63)
        return INT64_MAX;
    return near < -0x1p63 ? INT64_MIN : (int64_t)near;
}

void ww_encoder_init(struct ww_encoder *encoder, const struct ww_plan *plan, size_t column, bool portable)
{
    const struct ww_plan_column *c = &plan->columns[column];
    double scale = c->field.kind == WW_KIND_FIXED ? pow(10, c->field.places) : 1;
    *encoder = (struct ww_encoder){
        .column = c,
        .portable = portable,
        .is_key = plan->key == (int)column,
        .has_period = plan->has_range && c->field.role == WW_ROLE_FROM,
        .period = plan->range,
        .least = c->has_range ? bound_of(c->min, scale, true) : INT64_MIN,
        .most = c->has_range ? bound_of(c->max, scale, false) : INT64_MAX,
        .seed = plan->seed,
        .lexicon = {.seed = plan->seed},
    };
}

void ww_encoder_free(struct ww_encoder *encoder)
{
    ww_lexicon_free(&encoder->lexicon);
    free(encoder->unmatched);
    free(encoder->room);
    encoder->unmatched = NULL;
    encoder->room = NULL;
}

bool ww_encoder_matches(struct ww_encoder *encoder, struct ww_str text, enum ww_rc *rc)
{
    if (!encoder->column->pattern)
        return true;
    void *room = encoder->room;
    if (!ww_grow(&room, &encoder->room_capacity, text.len + 1, 1)) {
        *rc = WW_E_NOMEM;
        return false;
    }
    encoder->room = room;
    if (!ww_str_copy(text, encoder->room, encoder->room_capacity))
        return false;
    return regexec(encoder->column->pattern, encoder->room, 0, NULL, 0) == 0;
}

/* Texts are hashed as text, other values as the bytes they are sealed as: "01" and "1" are one number. */
static void hash_keys(const struct ww_encoder *e, const struct ww_cells *cells, struct ww_encoded *out)
{
    bool as_text = e->column->field.kind == WW_KIND_CATEGORY || e->column->field.kind == WW_KIND_TEXT;
    size_t bytes = ww_encoded_bytes(&e->column->field);
    uint64_t seed = e->seed ^ (uint64_t)e->column->field.kind;
    for (size_t i = 0; i < cells->n; i++) {
        size_t row = cells->from + i;
        struct ww_hash128 key = {0, 0};
        if (as_text ? cells->items[i].len > 0 : out->present[row]) {
            key = as_text ? ww_hash128_of(cells->items[i].ptr, cells->items[i].len, seed)
                          : ww_hash128_of(out->values + row * bytes, bytes, seed);
            key.low += (key.low | key.high) == 0;
        }
        out->keys[row] = key;
    }
}

enum ww_rc ww_encode(struct ww_encoder *encoder, struct ww_cells *cells, struct ww_encoded *out)
{
    enum ww_rc rc = encoders[encoder->column->field.kind](encoder, cells, out);
    if (rc == WW_OK && encoder->is_key)
        hash_keys(encoder, cells, out);
    return rc;
}
