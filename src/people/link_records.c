// SPDX-License-Identifier: Apache-2.0
/* Records as columns of codes.
 *
 * Problem. Ten million records of seven fields as texts are a gigabyte of pointers, and each pair of them would be compared
 * letter by letter.
 * Method. Each field has a list of distinct values, found by an open hash as rows come; a record holds 4-byte codes into it.
 * Equal values are equal codes, and the lists are what frequencies and comparisons of words are worked out on.
 * Edge cases. A value of blanks is no value. Texts are held in pieces that are wiped when they are given back. */
#include "people/link_records.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/hash.h"

#define PIECE_BYTES ((size_t)1 << 20)
#define FIRST_SLOTS 1024u
#define HASH_SEED   UINT64_C(0x70656f706c65) /* the order of codes does not depend on it */
#define RECORDS_MAX ((size_t)UINT32_MAX - 1)

struct piece {
    struct piece *next;
    size_t used, size;
    char bytes[];
};

struct column {
    uint32_t *codes;
    size_t codes_capacity;
    struct ww_str *values;
    size_t values_capacity;
    uint32_t *counts;
    size_t counts_capacity;
    uint32_t n_values;
    uint64_t present;
    uint32_t *slots; /* codes; 0 = free */
    size_t n_slots;  /* a power of two */
};

struct ww_link_builder {
    struct column columns[WW_LINK_FIELDS_MAX];
    const char *names[WW_LINK_FIELDS_MAX];
    size_t n_columns, n;
    struct ww_str *ids;
    size_t ids_capacity;
    uint8_t *sources;
    size_t sources_capacity, n_sources;
    struct piece *pieces;
};

/* --- texts ---------------------------------------------------------------------------------------- */

static const char *keep_text(struct ww_link_builder *b, struct ww_str text)
{
    struct piece *piece = b->pieces;
    if (!piece || piece->size - piece->used < text.len) {
        const size_t size = text.len > PIECE_BYTES ? text.len : PIECE_BYTES;
        piece = ww_new_array(1, sizeof *piece + size);
        if (!piece)
            return NULL;
        piece->size = size;
        piece->next = b->pieces;
        b->pieces = piece;
    }
    char *at = piece->bytes + piece->used;
    memcpy(at, text.ptr, text.len);
    piece->used += text.len;
    return at;
}

/* --- one column ----------------------------------------------------------------------------------- */

static size_t slot_of(const struct column *c, struct ww_str value)
{
    size_t slot = ww_hash64(value.ptr, value.len, HASH_SEED) & (c->n_slots - 1);
    while (c->slots[slot] && !ww_str_eq(c->values[c->slots[slot]], value))
        slot = (slot + 1) & (c->n_slots - 1);
    return slot;
}

static bool grow_slots(struct column *c)
{
    if (c->n_slots && (size_t)c->n_values * 2 < c->n_slots)
        return true;
    struct column bigger = *c;
    bigger.n_slots = c->n_slots ? c->n_slots * 2 : FIRST_SLOTS;
    bigger.slots = ww_new_array(bigger.n_slots, sizeof *bigger.slots);
    if (!bigger.slots)
        return false;
    for (uint32_t code = 1; code <= c->n_values; code++)
        bigger.slots[slot_of(&bigger, c->values[code])] = code;
    free(c->slots);
    *c = bigger;
    return true;
}

static bool room_for_value(struct column *c)
{
    const size_t needed = (size_t)c->n_values + 2; /* [0] stands for no value */
    return grow_slots(c) && ww_grow((void **)&c->values, &c->values_capacity, needed, sizeof *c->values) &&
           ww_grow((void **)&c->counts, &c->counts_capacity, needed, sizeof *c->counts);
}

/* The value's code, a new one where it is new; false without memory. */
static bool code_of(struct ww_link_builder *b, struct column *c, struct ww_str value, uint32_t *out)
{
    if (!room_for_value(c))
        return false;
    const size_t slot = slot_of(c, value);
    if (!c->slots[slot]) {
        const char *text = keep_text(b, value);
        if (!text)
            return false;
        c->slots[slot] = ++c->n_values;
        c->values[c->n_values] = (struct ww_str){text, value.len};
        c->counts[c->n_values] = 0;
    }
    *out = c->slots[slot];
    c->counts[*out]++;
    c->present++;
    return true;
}

/* --- the builder ---------------------------------------------------------------------------------- */

enum ww_rc ww_link_builder_new(const char *const *fields, size_t n_fields, struct ww_link_builder **out,
                               struct ww_err *err)
{
    if (!n_fields || n_fields > WW_LINK_FIELDS_MAX)
        return ww_fail(err, WW_E_LIMIT, "Records are linked by 1 to %d fields, not %zu.", WW_LINK_FIELDS_MAX,
                       n_fields);
    struct ww_link_builder *b = ww_new_array(1, sizeof *b);
    if (!b)
        return ww_fail_nomem(err);
    b->n_columns = n_fields;
    for (size_t i = 0; i < n_fields; i++) {
        b->names[i] = keep_text(b, (struct ww_str){fields[i], strlen(fields[i]) + 1});
        if (!b->names[i] || !room_for_value(&b->columns[i])) {
            ww_link_builder_free(&b);
            return ww_fail_nomem(err);
        }
        b->columns[i].values[0] = WW_STR("");
    }
    *out = b;
    return WW_OK;
}

static bool room_for_row(struct ww_link_builder *b)
{
    bool fits = ww_grow((void **)&b->ids, &b->ids_capacity, b->n + 1, sizeof *b->ids) &&
                ww_grow((void **)&b->sources, &b->sources_capacity, b->n + 1, sizeof *b->sources);
    for (size_t i = 0; i < b->n_columns && fits; i++)
        fits = ww_grow((void **)&b->columns[i].codes, &b->columns[i].codes_capacity, b->n + 1,
                       sizeof *b->columns[i].codes);
    return fits;
}

enum ww_rc ww_link_builder_add(struct ww_link_builder *b, struct ww_str id, unsigned source,
                               const struct ww_str *values, struct ww_err *err)
{
    if (b->n == RECORDS_MAX || source > UINT8_MAX)
        return ww_fail(err, WW_E_LIMIT, "At most %zu records of 256 sources can be linked at once.",
                       RECORDS_MAX);
    if (!room_for_row(b))
        return ww_fail_nomem(err);
    const char *kept = keep_text(b, id);
    if (!kept)
        return ww_fail_nomem(err);
    b->ids[b->n] = (struct ww_str){kept, id.len};
    b->sources[b->n] = (uint8_t)source;
    b->n_sources = source + 1 > b->n_sources ? source + 1 : b->n_sources;
    for (size_t i = 0; i < b->n_columns; i++) {
        const struct ww_str value = ww_str_trim(values[i]);
        uint32_t code = WW_LINK_MISSING;
        if (value.len && !code_of(b, &b->columns[i], value, &code))
            return ww_fail_nomem(err);
        b->columns[i].codes[b->n] = code;
    }
    b->n++;
    return WW_OK;
}

void ww_link_builder_done(struct ww_link_builder *b, struct ww_link_records *out)
{
    *out = (struct ww_link_records){
        .n = b->n, .n_fields = b->n_columns, .ids = b->ids, .sources = b->sources, .n_sources = b->n_sources};
    for (size_t i = 0; i < b->n_columns; i++) {
        struct column *c = &b->columns[i];
        free(c->slots); /* no more values will come */
        c->slots = NULL;
        c->n_slots = 0;
        out->fields[i] = (struct ww_link_field){.name = b->names[i],
                                                .codes = c->codes,
                                                .n_values = c->n_values,
                                                .values = c->values,
                                                .counts = c->counts,
                                                .present = c->present};
    }
}

void ww_link_builder_free(struct ww_link_builder **builder)
{
    struct ww_link_builder *b = *builder;
    if (!b)
        return;
    for (size_t i = 0; i < b->n_columns; i++) {
        free(b->columns[i].codes);
        free(b->columns[i].values);
        free(b->columns[i].counts);
        free(b->columns[i].slots);
    }
    while (b->pieces) {
        struct piece *next = b->pieces->next;
        explicit_bzero(b->pieces->bytes, b->pieces->used);
        free(b->pieces);
        b->pieces = next;
    }
    free(b->ids);
    free(b->sources);
    free(b);
    *builder = NULL;
}

int ww_link_find_field(const struct ww_link_records *records, const char *name)
{
    for (size_t i = 0; i < records->n_fields; i++)
        if (ww_str_eqz(ww_str_of(name), records->fields[i].name))
            return (int)i;
    return -1;
}
