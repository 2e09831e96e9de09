// SPDX-License-Identifier: Apache-2.0
/* Problem: free text, kept as it is.
 * Method: the cells of a chunk one behind the other, and where each begins. */
#include "intake/encode.h"

#include "base/checked.h"

#define MAX_CHUNK_TEXT ((size_t)512 << 20) /* a long text repeated by every field of a wide table */

static enum ww_rc reserve_text(const struct ww_cells *cells, struct ww_encoded *out, size_t used)
{
    size_t needed = used;
    for (size_t i = 0; i < cells->n; i++)
        needed += cells->items[i].len;
    if (needed > MAX_CHUNK_TEXT)
        return WW_E_LIMIT;
    void *text = out->text;
    if (!ww_grow(&text, &out->text_capacity, needed, 1))
        return WW_E_NOMEM;
    out->text = text;
    return WW_OK;
}

enum ww_rc ww_encode_text(struct ww_encoder *e, struct ww_cells *cells, struct ww_encoded *out)
{
    uint32_t *offsets = out->offsets + cells->from;
    if (cells->from == 0)
        offsets[0] = 0;
    size_t used = offsets[0];
    enum ww_rc rc = reserve_text(cells, out, used);
    if (rc)
        return rc;
    for (size_t i = 0; i < cells->n && rc == WW_OK; i++) {
        struct ww_str text = cells->items[i];
        out->present[cells->from + i] = text.len > 0;
        if (text.len == 0)
            ww_encode_missing(e, cells, i);
        else if (!ww_encoder_matches(e, text, &rc))
            ww_refuse(cells, i, WW_REFUSED_PATTERN);
        else
            memcpy(out->text + used, text.ptr, text.len);
        used += cells->refusals[i] ? 0 : text.len;
        offsets[i + 1] = (uint32_t)used;
    }
    return rc;
}
