// SPDX-License-Identifier: Apache-2.0
/* Problem: coordinates and counts, in the spellings base/num.h reads, at tens of millions a second.
 * Method: plain decimals of up to 18 digits are gathered in one integer; everything else, right or wrong, is
 * left to base/num.h, whose word is final. Numbers as people type them (1,234 and £12.50) are taken for
 * INTEGER and NUMBER; a whole number that a spreadsheet wrote as 12.0 is one. */
#include "intake/encode.h"

#include <math.h>

#include "base/num.h"

#define MAX_PLAIN 18 /* digits that always fit an int64_t */

static const int64_t powers[MAX_PLAIN + 1] = {
    1,
    10,
    100,
    1000,
    10000,
    100000,
    1000000,
    10000000,
    100000000,
    1000000000,
    10000000000,
    100000000000,
    1000000000000,
    10000000000000,
    100000000000000,
    1000000000000000,
    10000000000000000,
    100000000000000000,
    1000000000000000000,
};

/* [-]digits[.digits] with at most `places` digits after the point, as a count of 10^-places. */
static inline bool plain_decimal(struct ww_str text, size_t places, int64_t *out)
{
    const char *p = text.ptr, *end = text.ptr + text.len;
    bool minus = p < end && *p == '-';
    p += minus;
    size_t digits = 0;
    int64_t value = 0;
    const char *point = NULL;
    if ((size_t)(end - p) > MAX_PLAIN)
        return false;
    for (; p < end; p++) {
        unsigned digit = (unsigned)(uint8_t)*p - '0';
        if (digit > 9) {
            if (*p != '.' || point)
                return false;
            point = p;
            continue;
        }
        value = value * 10 + (int64_t)digit;
        digits++;
    }
    size_t after = point ? (size_t)(end - point) - 1 : 0;
    if (digits == 0 || after > places || digits + places - after > MAX_PLAIN)
        return false;
    value *= powers[places - after];
    *out = minus ? -value : value;
    return true;
}

static enum ww_refusal read_fixed(struct ww_str text, size_t places, int64_t *out)
{
    double unused;
    if (plain_decimal(text, places, out) || ww_parse_fixed(text, (int)places, out))
        return WW_TAKEN;
    return ww_parse_f64(text, &unused) ? WW_REFUSED_SIZE : WW_REFUSED_NUMBER;
}

static enum ww_refusal read_integer(struct ww_str text, int64_t *out)
{
    double value;
    if (plain_decimal(text, 0, out) || ww_parse_i64(text, out))
        return WW_TAKEN;
    if (!ww_parse_f64_loose(text, &value) || value != trunc(value))
        return WW_REFUSED_INTEGER;
    if (fabs(value) > 0x1p53)
        return WW_REFUSED_SIZE;
    *out = (int64_t)value;
    return WW_TAKEN;
}

/* What a value that could be read may still be refused for. */
static enum ww_refusal check(struct ww_encoder *e, struct ww_str text, int64_t value, bool wide,
                             enum ww_rc *rc)
{
    if (value < e->least || value > e->most)
        return WW_REFUSED_RANGE;
    if (!wide && (value < INT32_MIN || value > INT32_MAX))
        return WW_REFUSED_SIZE;
    if (e->column->pattern && !ww_encoder_matches(e, text, rc))
        return WW_REFUSED_PATTERN;
    return WW_TAKEN;
}

enum ww_rc ww_encode_fixed(struct ww_encoder *e, struct ww_cells *cells, struct ww_encoded *out)
{
    int32_t *values = (int32_t *)(void *)out->values + cells->from;
    bool *present = out->present + cells->from;
    size_t places = e->column->field.places;
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < cells->n && rc == WW_OK; i++) {
        struct ww_str text = cells->items[i];
        int64_t value = 0;
        values[i] = 0;
        present[i] = text.len > 0;
        if (text.len == 0) {
            ww_encode_missing(e, cells, i);
            continue;
        }
        enum ww_refusal refusal = read_fixed(text, places, &value);
        if (!refusal)
            refusal = check(e, text, value, false, &rc);
        if (refusal)
            ww_refuse(cells, i, refusal);
        else
            values[i] = (int32_t)value;
    }
    return rc;
}

enum ww_rc ww_encode_integer(struct ww_encoder *e, struct ww_cells *cells, struct ww_encoded *out)
{
    bool wide = e->column->field.width == 8;
    int64_t *long_values = (int64_t *)(void *)out->values + cells->from;
    int32_t *short_values = (int32_t *)(void *)out->values + cells->from;
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < cells->n && rc == WW_OK; i++) {
        struct ww_str text = cells->items[i];
        int64_t value = 0;
        out->present[cells->from + i] = text.len > 0;
        if (text.len == 0) {
            ww_encode_missing(e, cells, i);
        } else {
            enum ww_refusal refusal = read_integer(text, &value);
            if (!refusal)
                refusal = check(e, text, value, wide, &rc);
            if (refusal) {
                ww_refuse(cells, i, refusal);
                value = 0;
            }
        }
        if (wide)
            long_values[i] = value;
        else
            short_values[i] = (int32_t)value;
    }
    return rc;
}

enum ww_rc ww_encode_number(struct ww_encoder *e, struct ww_cells *cells, struct ww_encoded *out)
{
    double *values = (double *)(void *)out->values + cells->from;
    const struct ww_plan_column *column = e->column;
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < cells->n && rc == WW_OK; i++) {
        struct ww_str text = cells->items[i];
        double value = 0;
        values[i] = 0;
        out->present[cells->from + i] = text.len > 0;
        if (text.len == 0)
            ww_encode_missing(e, cells, i);
        else if (!ww_parse_f64(text, &value) && !ww_parse_f64_loose(text, &value))
            ww_refuse(cells, i, WW_REFUSED_NUMBER);
        else if (column->has_range && (value < column->min || value > column->max))
            ww_refuse(cells, i, WW_REFUSED_RANGE);
        else if (!ww_encoder_matches(e, text, &rc))
            ww_refuse(cells, i, WW_REFUSED_PATTERN);
        else
            values[i] = value;
    }
    return rc;
}
