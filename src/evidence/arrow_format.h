// SPDX-License-Identifier: Apache-2.0
#ifndef WW_EVIDENCE_ARROW_FORMAT_H
#define WW_EVIDENCE_ARROW_FORMAT_H

/* Names for the numbers of the Arrow columnar format, "Serialization and Interprocess Communication"
 * (arrow.apache.org/docs/format/Columnar.html; Schema.fbs, Message.fbs, File.fbs). Private to the writer and
 * the reader. */

#define WW_ARROW_MAGIC       "ARROW1"
#define WW_ARROW_MAGIC_LEN   6u
#define WW_ARROW_HEAD_LEN    8u  /* magic, padded */
#define WW_ARROW_TAIL_LEN    10u /* length of the footer, magic */
#define WW_ARROW_PREFIX_LEN  8u  /* continuation marker, length of the metadata */
#define WW_ARROW_MARKER      0xFFFFFFFFu
#define WW_HEX_BYTES_MAX     1024u /* of a HEX value; a SHA-256 has 32 */
#define WW_ARROW_ALIGNMENT   64u
#define WW_ARROW_VERSION     4 /* V5 */
#define WW_ARROW_VERSION_MIN 3 /* V4 differs only in unions, which are not read here */

enum ww_arrow_header {
    WW_ARROW_HEADER_SCHEMA = 1,
    WW_ARROW_HEADER_DICTIONARY = 2,
    WW_ARROW_HEADER_BATCH = 3,
};

enum ww_arrow_type {
    WW_ARROW_INT = 2,
    WW_ARROW_FLOAT = 3,
    WW_ARROW_BINARY = 4,
    WW_ARROW_UTF8 = 5,
    WW_ARROW_DATE = 8,
    WW_ARROW_TIMESTAMP = 10,
    WW_ARROW_FIXED_BINARY = 15,
};

#define WW_ARROW_PRECISION_DOUBLE 2
#define WW_ARROW_DATE_DAY         0
#define WW_ARROW_DATE_MILLISECOND 1 /* what a missing unit means */
#define WW_ARROW_UNIT_SECOND      0

/* Slots of the tables, in the order of their schema. */
enum {
    WW_MESSAGE_VERSION,
    WW_MESSAGE_HEADER_TYPE,
    WW_MESSAGE_HEADER,
    WW_MESSAGE_BODY_LENGTH,
    WW_MESSAGE_SLOTS
};
enum { WW_SCHEMA_ENDIANNESS, WW_SCHEMA_FIELDS, WW_SCHEMA_META, WW_SCHEMA_SLOTS };
enum {
    WW_FIELD_NAME,
    WW_FIELD_NULLABLE,
    WW_FIELD_TYPE_TYPE,
    WW_FIELD_TYPE,
    WW_FIELD_DICTIONARY,
    WW_FIELD_CHILDREN,
    WW_FIELD_META,
    WW_FIELD_SLOTS
};
enum { WW_ENCODING_ID, WW_ENCODING_INDEX_TYPE, WW_ENCODING_SLOTS };
enum { WW_INT_BITS, WW_INT_SIGNED, WW_INT_SLOTS };
enum { WW_TIMESTAMP_UNIT, WW_TIMESTAMP_ZONE };
enum { WW_BATCH_LENGTH, WW_BATCH_NODES, WW_BATCH_BUFFERS, WW_BATCH_COMPRESSION, WW_BATCH_SLOTS };
enum { WW_DICTIONARY_ID, WW_DICTIONARY_DATA, WW_DICTIONARY_DELTA, WW_DICTIONARY_SLOTS };
enum {
    WW_FOOTER_VERSION,
    WW_FOOTER_SCHEMA,
    WW_FOOTER_DICTIONARIES,
    WW_FOOTER_BATCHES,
    WW_FOOTER_META,
    WW_FOOTER_SLOTS
};
enum { WW_PAIR_KEY, WW_PAIR_VALUE, WW_PAIR_SLOTS };

#define WW_ARROW_NODE_BYTES   16u /* length, nulls */
#define WW_ARROW_BUFFER_BYTES 16u /* offset in the body, length */
#define WW_ARROW_BLOCK_BYTES  24u /* offset, length of the metadata (and padding), length of the body */

/* Field metadata: what Arrow's types do not say. */
#define WW_META_KIND       "ww:kind"
#define WW_META_ROLE       "ww:role"
#define WW_META_AREA_LEVEL "ww:area_level"
#define WW_META_VOCABULARY "ww:vocabulary"
#define WW_META_PLACES     "ww:places"
#define WW_META_PRECISION  "precision"

#endif
