// SPDX-License-Identifier: Apache-2.0
#ifndef WW_EVIDENCE_SCHEMA_H
#define WW_EVIDENCE_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* The five shapes that cover every source a partnership receives (DESIGN.md). */
enum ww_shape {
    WW_SHAPE_EVENTS,    /* something happened: one row a record */
    WW_SHAPE_SERIES,    /* a published count: category × area × month → value */
    WW_SHAPE_EPISODES,  /* a person on a cohort from a date to a date */
    WW_SHAPE_RESPONSES, /* a survey: one row a respondent */
    WW_SHAPE_REFERENCE, /* facts about areas or categories */
    WW_SHAPE_COUNT,
};
extern const char *const ww_shape_names[WW_SHAPE_COUNT]; /* "events" ... */

/* What a column holds and how it is sealed (Arrow type in brackets). */
enum ww_kind {
    WW_KIND_CATEGORY, /* one of few texts   [dictionary<utf8, int8|int16|int32>] */
    WW_KIND_HEX,      /* 2n hex digits      [fixed_size_binary(n)] */
    WW_KIND_TEXT,     /* free text          [utf8, int32 offsets] */
    WW_KIND_MONTH,    /* a calendar month, as its first day [date32, field metadata precision=month] */
    WW_KIND_DATE,     /* [date32] */
    WW_KIND_DATETIME, /* wall clock in Europe/London [timestamp(second), no zone] */
    WW_KIND_FIXED,    /* decimals as an integer count of 10^-places [int32, metadata places] */
    WW_KIND_INTEGER,  /* [int32 or int64, by width] */
    WW_KIND_NUMBER,   /* [float64] */
    WW_KIND_BINARY,   /* geometry as WKB    [binary, int32 offsets] */
    WW_KIND_COUNT,
};
extern const char *const ww_kind_names[WW_KIND_COUNT]; /* "category" ... */

/* What a column means to a measure. One column per role, but ATTRIBUTE (found by name). */
enum ww_role {
    WW_ROLE_ATTRIBUTE,
    WW_ROLE_ID,   /* the supplier's key of the record */
    WW_ROLE_FROM, /* when it happened, or the earliest it can have */
    WW_ROLE_TO,   /* the latest it can have happened */
    WW_ROLE_CATEGORY,
    WW_ROLE_AREA,     /* code or name of the smallest area known; see area_level */
    WW_ROLE_LATITUDE, /* WGS84, FIXED with 6 places */
    WW_ROLE_LONGITUDE,
    WW_ROLE_EASTING, /* British National Grid, metres */
    WW_ROLE_NORTHING,
    WW_ROLE_OUTCOME,
    WW_ROLE_FLAGS,    /* none or several, joined by ';' : "knife;domestic" */
    WW_ROLE_VALUE,    /* series and reference: the figure */
    WW_ROLE_IDENTITY, /* a person's name, birth date, address: never sealed; the vault's business */
    WW_ROLE_COUNT,
};
extern const char *const ww_role_names[WW_ROLE_COUNT];

/* Reads a name back; false when it is none of them. */
bool ww_shape_of(struct ww_str name, enum ww_shape *out);
bool ww_kind_of(struct ww_str name, enum ww_kind *out);
bool ww_role_of(struct ww_str name, enum ww_role *out);

#define WW_FIELD_NAME_MAX 64

/* One sealed column. Also what Arrow field metadata keeps, so a sealed file explains itself. */
struct ww_field {
    char name[WW_FIELD_NAME_MAX];       /* "category", "lsoa", "month" */
    char area_level[16];                /* role AREA: "lsoa11", "ward", "borough"; else "" */
    char vocabulary[WW_FIELD_NAME_MAX]; /* CATEGORY, OUTCOME: the vocabulary its texts belong to; else "" */
    enum ww_kind kind;
    enum ww_role role;
    unsigned width;  /* bytes a value: CATEGORY 1/2/4 (code), HEX n, INTEGER 4/8; others by kind */
    unsigned places; /* FIXED */
};

/* Bytes of one value in the values buffer; 0 for TEXT and BINARY (offsets). */
unsigned ww_field_value_bytes(const struct ww_field *field);

#define WW_FIELDS_MAX 128

#endif
