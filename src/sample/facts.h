// SPDX-License-Identifier: Apache-2.0
#ifndef WW_SAMPLE_FACTS_H
#define WW_SAMPLE_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/* What the sample must reproduce, from the tables in share/sample. All of it adds up: ww_sample_facts_load refuses facts
 * that contradict each other, so the rest of this folder relies on it. */

#define WW_SAMPLE_FIRST_YEAR 2013 /* year 0 is July 2013 to June 2014 */
#define WW_SAMPLE_YEARS      5
#define WW_SAMPLE_MONTHS     12 /* July first */
#define WW_SAMPLE_GROUPS_MAX 12
#define WW_SAMPLE_BANDS_MAX  8
#define WW_SAMPLE_SCORE_MAX  100 /* of "commercial" and "winter" */

/* One kind of ending of a record's time. */
enum ww_span_kind {
    WW_SPAN_EXACT,   /* to = from */
    WW_SPAN_MISSING, /* to is empty */
    WW_SPAN_LONG,    /* to is from_minutes..to_minutes later */
};

struct ww_sample_span {
    enum ww_span_kind kind;
    uint32_t share_pct;
    uint32_t from_minutes, to_minutes;
};

#define WW_SAMPLE_SPANS_MAX 6

struct ww_sample_rhythm {
    const char *name;
    uint32_t weight[7][24]; /* Monday first */
    struct ww_sample_span spans[WW_SAMPLE_SPANS_MAX];
    size_t n_spans;
};

struct ww_sample_type {
    const char *group, *name;
    size_t group_index;
    size_t rhythm;
    uint32_t commercial, winter; /* 0..100: where and when it happens more often */
    uint32_t offences[WW_SAMPLE_YEARS];
    uint32_t detected[WW_SAMPLE_YEARS];
    uint32_t force[WW_SAMPLE_YEARS];
};

struct ww_sample_ward {
    const char *code, *name;
    bool priority; /* its offences by group are facts */
    uint32_t residents;
    uint32_t under_18_pct;
    size_t first_lsoa, n_lsoas;
    uint32_t groups[WW_SAMPLE_YEARS][WW_SAMPLE_GROUPS_MAX]; /* priority wards only */
};

struct ww_sample_lsoa {
    const char *code, *name;
    size_t ward;
    uint32_t residents;
    uint32_t commercial; /* 0 homes .. 100 shops */
    uint32_t offences[WW_SAMPLE_YEARS];
};

/* Flags that go together on records of a type. */
struct ww_sample_pattern {
    const char *flags; /* joined by ';' */
    size_t type;
    uint32_t offences[WW_SAMPLE_YEARS];
};

struct ww_sample_month {
    uint32_t offences;
    uint32_t winter; /* 0..100 */
};

/* Per cent of the residents aged 16 and over, by sex. */
struct ww_sample_band {
    const char *name;
    uint32_t male_pct, female_pct;
};

struct ww_sample_facts {
    struct ww_sample_type *types; /* those of a group stand together */
    size_t n_types;
    const char *groups[WW_SAMPLE_GROUPS_MAX];
    size_t n_groups;
    struct ww_sample_ward *wards; /* in the order the map is cut */
    size_t n_wards;
    struct ww_sample_lsoa *lsoas; /* ward by ward */
    size_t n_lsoas;
    struct ww_sample_pattern *patterns;
    size_t n_patterns;
    struct ww_sample_rhythm *rhythms;
    size_t n_rhythms;
    struct ww_sample_month months[WW_SAMPLE_YEARS][WW_SAMPLE_MONTHS];
    struct ww_sample_band bands[WW_SAMPLE_BANDS_MAX];
    size_t n_bands;
    struct ww_arena *memory;
};

/* WW_E_INPUT with file and line for what cannot be read, WW_E_IO where a file is missing. */
enum ww_rc WW_MUST_CHECK ww_sample_facts_load(const char *folder, struct ww_sample_facts *out,
                                              struct ww_err *err);
void ww_sample_facts_free(struct ww_sample_facts *facts);

/* Whether all sums agree, year by year; part of loading. flags.csv is read here, for no other use. */
enum ww_rc WW_MUST_CHECK ww_sample_facts_check(const struct ww_sample_facts *facts, const char *folder,
                                               struct ww_err *err);

/* "2017/18" to 4; the number of years when it is none of them. */
size_t ww_sample_year_of(const char *written);
uint32_t ww_sample_year_total(const struct ww_sample_facts *facts, size_t year);

#endif
