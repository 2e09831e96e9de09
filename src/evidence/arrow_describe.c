// SPDX-License-Identifier: Apache-2.0
/* Problem: say in Arrow's terms what the columns are, where each batch and dictionary lies.
 * Method: the tables of Schema.fbs, Message.fbs and File.fbs, built by hand with flatbuf_build.h. One table,
 * arrow_types, says which Arrow type seals which kind. What Arrow has no word for (role, area level, month
 * precision, decimal places) goes into the field's custom metadata, so that a sealed file explains itself.
 * Readers differ in what they let be absent: `children`, both lists of blocks and every unit are always
 * written, although the format gives them defaults. */
#include "evidence/arrow_describe.h"

#include <stdio.h>

#include "evidence/arrow_format.h"
#include "evidence/flatbuf_build.h"

static const uint8_t arrow_types[WW_KIND_COUNT] = {
    [WW_KIND_CATEGORY] = WW_ARROW_UTF8, [WW_KIND_HEX] = WW_ARROW_FIXED_BINARY,
    [WW_KIND_TEXT] = WW_ARROW_UTF8,     [WW_KIND_MONTH] = WW_ARROW_DATE,
    [WW_KIND_DATE] = WW_ARROW_DATE,     [WW_KIND_DATETIME] = WW_ARROW_TIMESTAMP,
    [WW_KIND_FIXED] = WW_ARROW_INT,     [WW_KIND_INTEGER] = WW_ARROW_INT,
    [WW_KIND_NUMBER] = WW_ARROW_FLOAT,  [WW_KIND_BINARY] = WW_ARROW_BINARY,
};

static size_t add_int_type(struct ww_buf *buf, unsigned bytes)
{
    const struct ww_fbb_slot slots[WW_INT_SLOTS] = {
        [WW_INT_BITS] = {4, 8 * (uint64_t)bytes},
        [WW_INT_SIGNED] = {1, true},
    };
    return ww_fbb_table(buf, slots, WW_INT_SLOTS, NULL);
}

/* The one slot of the other types, where they have one. */
static const struct ww_fbb_slot type_slots[WW_KIND_COUNT] = {
    [WW_KIND_MONTH] = {2, WW_ARROW_DATE_DAY},
    [WW_KIND_DATE] = {2, WW_ARROW_DATE_DAY},
    [WW_KIND_DATETIME] = {2, WW_ARROW_UNIT_SECOND},
    [WW_KIND_NUMBER] = {2, WW_ARROW_PRECISION_DOUBLE},
};

static size_t add_type(struct ww_buf *buf, const struct ww_field *field)
{
    if (arrow_types[field->kind] == WW_ARROW_INT)
        return add_int_type(buf, ww_field_value_bytes(field));
    struct ww_fbb_slot slot = type_slots[field->kind];
    if (field->kind == WW_KIND_HEX)
        slot = (struct ww_fbb_slot){4, field->width};
    return ww_fbb_table(buf, &slot, slot.bytes ? 1 : 0, NULL);
}

static void add_meta(struct ww_buf *buf, size_t place, const struct ww_arrow_meta *meta, size_t n)
{
    const struct ww_fbb_slot slots[WW_PAIR_SLOTS] = {WW_FBB_OFFSET, WW_FBB_OFFSET};
    size_t at = ww_fbb_vector(buf, place, n, sizeof(uint32_t));
    for (size_t i = 0; i < n; i++) {
        size_t places[WW_PAIR_SLOTS];
        ww_fbb_point(buf, at + i * sizeof(uint32_t), ww_fbb_table(buf, slots, WW_PAIR_SLOTS, places));
        ww_fbb_text(buf, places[WW_PAIR_KEY], meta[i].key);
        ww_fbb_text(buf, places[WW_PAIR_VALUE], meta[i].value);
    }
}

static void add_field_meta(struct ww_buf *buf, size_t place, const struct ww_field *field)
{
    char digits[16];
    snprintf(digits, sizeof digits, "%u", field->places);
    struct ww_arrow_meta meta[6] = {
        {WW_META_KIND, ww_kind_names[field->kind]},
        {WW_META_ROLE, ww_role_names[field->role]},
    };
    size_t n = 2;
    if (field->area_level[0])
        meta[n++] = (struct ww_arrow_meta){WW_META_AREA_LEVEL, field->area_level};
    if (field->vocabulary[0])
        meta[n++] = (struct ww_arrow_meta){WW_META_VOCABULARY, field->vocabulary};
    if (field->kind == WW_KIND_FIXED)
        meta[n++] = (struct ww_arrow_meta){WW_META_PLACES, digits};
    if (field->kind == WW_KIND_MONTH)
        meta[n++] = (struct ww_arrow_meta){WW_META_PRECISION, ww_kind_names[WW_KIND_MONTH]};
    add_meta(buf, place, meta, n);
}

static size_t add_field(struct ww_buf *buf, const struct ww_field *field, size_t id)
{
    bool category = field->kind == WW_KIND_CATEGORY;
    const struct ww_fbb_slot slots[WW_FIELD_SLOTS] = {
        [WW_FIELD_NAME] = WW_FBB_OFFSET,
        [WW_FIELD_NULLABLE] = {1, true},
        [WW_FIELD_TYPE_TYPE] = {1, arrow_types[field->kind]},
        [WW_FIELD_TYPE] = WW_FBB_OFFSET,
        [WW_FIELD_DICTIONARY] = {category ? 4 : 0, 0},
        [WW_FIELD_CHILDREN] = WW_FBB_OFFSET,
        [WW_FIELD_META] = WW_FBB_OFFSET,
    };
    size_t places[WW_FIELD_SLOTS];
    size_t table = ww_fbb_table(buf, slots, WW_FIELD_SLOTS, places);
    ww_fbb_text(buf, places[WW_FIELD_NAME], field->name);
    ww_fbb_point(buf, places[WW_FIELD_TYPE], add_type(buf, field));
    if (category) {
        const struct ww_fbb_slot encoding[WW_ENCODING_SLOTS] = {
            [WW_ENCODING_ID] = {8, id},
            [WW_ENCODING_INDEX_TYPE] = WW_FBB_OFFSET,
        };
        size_t inner[WW_ENCODING_SLOTS];
        ww_fbb_point(buf, places[WW_FIELD_DICTIONARY], ww_fbb_table(buf, encoding, WW_ENCODING_SLOTS, inner));
        ww_fbb_point(buf, inner[WW_ENCODING_INDEX_TYPE], add_int_type(buf, field->width));
    }
    ww_fbb_vector(buf, places[WW_FIELD_CHILDREN], 0, sizeof(uint32_t));
    add_field_meta(buf, places[WW_FIELD_META], field);
    return table;
}

static size_t add_schema(struct ww_buf *buf, const struct ww_arrow_schema *schema)
{
    const struct ww_fbb_slot slots[WW_SCHEMA_SLOTS] = {
        [WW_SCHEMA_ENDIANNESS] = {2, 0}, /* little */
        [WW_SCHEMA_FIELDS] = WW_FBB_OFFSET,
        [WW_SCHEMA_META] = WW_FBB_OFFSET,
    };
    size_t places[WW_SCHEMA_SLOTS];
    size_t table = ww_fbb_table(buf, slots, WW_SCHEMA_SLOTS, places);
    size_t at = ww_fbb_vector(buf, places[WW_SCHEMA_FIELDS], schema->n_fields, sizeof(uint32_t));
    for (size_t i = 0; i < schema->n_fields; i++)
        ww_fbb_point(buf, at + i * sizeof(uint32_t), add_field(buf, &schema->fields[i], i));
    add_meta(buf, places[WW_SCHEMA_META], schema->meta, schema->n_meta);
    return table;
}

/* Starts a message; returns the place of the offset to its header. */
static size_t begin_message(struct ww_buf *buf, enum ww_arrow_header header, uint64_t body_bytes)
{
    const struct ww_fbb_slot slots[WW_MESSAGE_SLOTS] = {
        [WW_MESSAGE_VERSION] = {2, WW_ARROW_VERSION},
        [WW_MESSAGE_HEADER_TYPE] = {1, header},
        [WW_MESSAGE_HEADER] = WW_FBB_OFFSET,
        [WW_MESSAGE_BODY_LENGTH] = {8, body_bytes},
    };
    size_t places[WW_MESSAGE_SLOTS];
    ww_fbb_begin(buf);
    ww_fbb_point(buf, 0, ww_fbb_table(buf, slots, WW_MESSAGE_SLOTS, places));
    return places[WW_MESSAGE_HEADER];
}

static size_t add_batch(struct ww_buf *buf, const struct ww_arrow_body *body)
{
    const struct ww_fbb_slot slots[] = {
        [WW_BATCH_LENGTH] = {8, body->rows},
        [WW_BATCH_NODES] = WW_FBB_OFFSET,
        [WW_BATCH_BUFFERS] = WW_FBB_OFFSET,
    };
    size_t places[sizeof slots / sizeof slots[0]];
    size_t table = ww_fbb_table(buf, slots, sizeof slots / sizeof slots[0], places);
    size_t at = ww_fbb_vector(buf, places[WW_BATCH_NODES], body->n_columns, WW_ARROW_NODE_BYTES);
    for (size_t i = 0; i < body->n_columns; i++, at += WW_ARROW_NODE_BYTES) {
        ww_fbb_put64(buf, at, body->rows);
        ww_fbb_put64(buf, at + 8, body->nulls[i]);
    }
    at = ww_fbb_vector(buf, places[WW_BATCH_BUFFERS], body->n_parts, WW_ARROW_BUFFER_BYTES);
    for (size_t i = 0; i < body->n_parts; i++, at += WW_ARROW_BUFFER_BYTES) {
        ww_fbb_put64(buf, at, body->parts[i].offset);
        ww_fbb_put64(buf, at + 8, body->parts[i].bytes);
    }
    return table;
}

static void add_blocks(struct ww_buf *buf, size_t place, struct ww_arrow_blocks blocks)
{
    size_t at = ww_fbb_vector(buf, place, blocks.count, WW_ARROW_BLOCK_BYTES);
    for (size_t i = 0; i < blocks.count; i++, at += WW_ARROW_BLOCK_BYTES) {
        ww_fbb_put64(buf, at, blocks.items[i].offset);
        ww_fbb_put64(buf, at + 8, blocks.items[i].metadata_bytes); /* an int32 and its padding */
        ww_fbb_put64(buf, at + 16, blocks.items[i].body_bytes);
    }
}

void ww_arrow_describe_schema(struct ww_buf *buf, const struct ww_arrow_schema *schema)
{
    size_t place = begin_message(buf, WW_ARROW_HEADER_SCHEMA, 0);
    ww_fbb_point(buf, place, add_schema(buf, schema));
}

void ww_arrow_describe_batch(struct ww_buf *buf, const struct ww_arrow_body *body)
{
    size_t place = begin_message(buf, WW_ARROW_HEADER_BATCH, body->bytes);
    ww_fbb_point(buf, place, add_batch(buf, body));
}

void ww_arrow_describe_dictionary(struct ww_buf *buf, int64_t id, const struct ww_arrow_body *body)
{
    const struct ww_fbb_slot slots[] = {
        [WW_DICTIONARY_ID] = {8, (uint64_t)id},
        [WW_DICTIONARY_DATA] = WW_FBB_OFFSET,
    };
    size_t places[sizeof slots / sizeof slots[0]];
    size_t place = begin_message(buf, WW_ARROW_HEADER_DICTIONARY, body->bytes);
    ww_fbb_point(buf, place, ww_fbb_table(buf, slots, sizeof slots / sizeof slots[0], places));
    ww_fbb_point(buf, places[WW_DICTIONARY_DATA], add_batch(buf, body));
}

void ww_arrow_describe_footer(struct ww_buf *buf, const struct ww_arrow_schema *schema,
                              struct ww_arrow_blocks dictionaries, struct ww_arrow_blocks batches,
                              const struct ww_arrow_meta *meta, size_t n_meta)
{
    const struct ww_fbb_slot slots[WW_FOOTER_SLOTS] = {
        [WW_FOOTER_VERSION] = {2, WW_ARROW_VERSION},
        [WW_FOOTER_SCHEMA] = WW_FBB_OFFSET,
        [WW_FOOTER_DICTIONARIES] = WW_FBB_OFFSET,
        [WW_FOOTER_BATCHES] = WW_FBB_OFFSET,
        [WW_FOOTER_META] = WW_FBB_OFFSET,
    };
    size_t places[WW_FOOTER_SLOTS];
    ww_fbb_begin(buf);
    ww_fbb_point(buf, 0, ww_fbb_table(buf, slots, WW_FOOTER_SLOTS, places));
    ww_fbb_point(buf, places[WW_FOOTER_SCHEMA], add_schema(buf, schema));
    add_blocks(buf, places[WW_FOOTER_DICTIONARIES], dictionaries);
    add_blocks(buf, places[WW_FOOTER_BATCHES], batches);
    add_meta(buf, places[WW_FOOTER_META], meta, n_meta);
}
