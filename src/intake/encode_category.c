// SPDX-License-Identifier: Apache-2.0
/* Problem: texts that repeat, tens of millions of them, to numbers.
 * Method: one look-up in the encoder's lexicon a cell. Where the cells of a block mostly equal the one before
 * (the name of the force on every line, the month of a monthly file) the next block first compares with it;
 * elsewhere the comparison would only be mispredicted. Patterns are tried once a distinct text. */
#include "intake/encode.h"

#include "base/checked.h"

static enum ww_rc code_of(struct ww_lexicon *lexicon, struct ww_str text, uint32_t *code)
{
    uint64_t hash = ww_lexicon_hash(lexicon, text);
    *code = ww_lexicon_find(lexicon, text, hash);
    if (*code)
        return WW_OK;
    *code = ww_lexicon_add(lexicon, text, hash);
    return *code ? WW_OK : lexicon->failed;
}

/* Each cell looked up. */
static enum ww_rc look_up(struct ww_encoder *e, const struct ww_cells *cells, uint32_t *codes)
{
    uint32_t code = 0;
    size_t changes = 0;
    for (size_t i = 0; i < cells->n; i++) {
        struct ww_str text = cells->items[i];
        uint32_t last = code;
        code = 0;
        enum ww_rc rc = text.len ? code_of(&e->lexicon, text, &code) : WW_OK;
        if (rc)
            return rc;
        codes[i] = code;
        changes += code != last;
    }
    e->often_same = changes <= cells->n / 8;
    return WW_OK;
}

/* The same, first compared with the cell before. */
static enum ww_rc compare_then_look_up(struct ww_encoder *e, const struct ww_cells *cells, uint32_t *codes)
{
    struct ww_str last = {"", 0};
    uint32_t last_code = 0;
    size_t missed = 0;
    for (size_t i = 0; i < cells->n; i++) {
        struct ww_str text = cells->items[i];
        if (text.len != last.len || !ww_same_bytes(text.ptr, last.ptr, text.len)) {
            missed++;
            last = text;
            last_code = 0;
            enum ww_rc rc = text.len ? code_of(&e->lexicon, text, &last_code) : WW_OK;
            if (rc)
                return rc;
        }
        codes[i] = last_code;
    }
    e->often_same = missed <= cells->n / 8;
    return WW_OK;
}

static enum ww_rc match_new_texts(struct ww_encoder *e)
{
    void *unmatched = e->unmatched;
    enum ww_rc rc = WW_OK;
    if (!ww_grow(&unmatched, &e->unmatched_capacity, (size_t)e->lexicon.count + 1, sizeof *e->unmatched))
        return WW_E_NOMEM;
    e->unmatched = unmatched;
    for (; e->matched < e->lexicon.count && rc == WW_OK; e->matched++)
        e->unmatched[e->matched + 1] = !ww_encoder_matches(e, ww_lexicon_text(&e->lexicon, e->matched + 1),
                                                           &rc);
    return rc;
}

enum ww_rc ww_encode_category(struct ww_encoder *e, struct ww_cells *cells, struct ww_encoded *out)
{
    uint32_t *codes = (uint32_t *)(void *)out->values + cells->from;
    enum ww_rc rc = e->often_same ? compare_then_look_up(e, cells, codes) : look_up(e, cells, codes);
    if (rc)
        return rc;
    if (e->column->required)
        for (size_t i = 0; i < cells->n; i++)
            if (codes[i] == 0)
                ww_refuse(cells, i, WW_REFUSED_EMPTY);
    if (!e->column->pattern)
        return WW_OK;
    rc = match_new_texts(e);
    for (size_t i = 0; i < cells->n && rc == WW_OK; i++)
        if (codes[i] && e->unmatched[codes[i]])
            ww_refuse(cells, i, WW_REFUSED_PATTERN);
    return rc;
}
