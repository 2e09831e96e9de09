// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_PEOPLE_H
#define WW_MEASURE_PEOPLE_H

#include "measure/rows.h"

/* People on a cohort: a source of episodes, each a person from a day to a day. A cohort has some hundred people, at most
 * some thousand families: they are read row by row. */

#define WW_STILL_ON INT32_MAX /* the day of leaving of who has not left */

struct ww_episode {
    uint32_t person; /* 0..n_people - 1; the same number is the same person */
    uint32_t row;    /* in `rows` */
    int32_t from;    /* first day on it */
    int32_t to;      /* first day no longer on it, or WW_STILL_ON */
};

struct ww_people {
    struct ww_rows rows;         /* the columns asked for, after the three that are read anyway */
    struct ww_episode *episodes; /* in order of person, then from */
    size_t n;
    size_t n_people;
    uint64_t no_from; /* left out: no day of joining */
};

/* Reads the ask's source, with its conditions; those about the area only where the question names one, since the
 * partnership's cohorts are its own wherever people live. A person is the pseudonym in the column "person" (a source of
 * families has none: each record is its own). `fields`: further columns by name, WW_ROLE_ATTRIBUTE unless said, at most
 * WW_PEOPLE_FIELDS_MAX; given back by ww_people_cell with the same index. Memory in the ask's arena. */
#define WW_PEOPLE_FIELDS_MAX 12
enum ww_rc WW_MUST_CHECK ww_people_read(const struct ww_ask *ask, const struct ww_rows_column *fields,
                                        size_t n_fields, struct ww_people *out, struct ww_err *err);

const struct ww_row_cell *ww_people_cell(const struct ww_people *people, const struct ww_episode *episode,
                                         size_t field);
/* The pseudonym, "" where the source has none. */
struct ww_str ww_people_name(const struct ww_people *people, const struct ww_episode *episode);

static inline bool ww_on_at(const struct ww_episode *episode, int32_t day)
{
    return episode->from <= day && day < episode->to;
}

static inline bool ww_on_during(const struct ww_episode *episode, struct ww_period period)
{
    return episode->from < period.end_day && episode->to > period.first_day;
}

/* One episode for each person on the cohort at any time in the period (`days` = the whole of it), or on one day (a period
 * of one day): the latest of those that fit. chosen: n of people->n_people at most, in order of person. */
size_t ww_people_during(const struct ww_people *people, struct ww_period period,
                        const struct ww_episode **chosen);

/* How many different people of the conditions. */
size_t ww_people_joined(const struct ww_people *people, struct ww_period period);
size_t ww_people_left(const struct ww_people *people, struct ww_period period);

/* Extracts in the provenance, and in the notes what was left out. */
void ww_people_note(const struct ww_ask *ask, const struct ww_people *people, struct ww_table *table);

/* The text of a cell cut at ';': the next answer, trimmed; false when there is none left. */
bool ww_next_answer(struct ww_str *rest, struct ww_str *answer);

#endif
