// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_ASK_H
#define WW_MEASURE_ASK_H

#include "evidence/cube.h"
#include "measure/measure.h"
#include "measure/subject.h"

/* A question made ready for a measure: the source is chosen and opened, periods are settled. The measure
 * builds a cube from the dimensions below and turns it into rows. */
struct ww_ask {
    struct ww_context *context;
    const struct ww_question *question;
    const struct ww_measure *measure;
    struct ww_view *view;
    const struct ww_extract_record *record; /* of the view's first extract: owner, caveats, subject */
    const struct ww_subject *subject;       /* of that record: what a sentence calls its records */
    struct ww_period period;
    struct ww_period compare;
    const char *area;       /* code counted in */
    const char *area_level; /* its level, "" when the registry does not know it */
    struct ww_arena *arena; /* for whatever lives as long as the answer is being made */
    int subject_node;       /* category tree: only records under it count; -1 = all */
};

/* The smallest count that the answer may show, of this subject and for these readers; 0 = all are shown. */
int ww_ask_smallest(const struct ww_ask *ask);

/* Whether the view has records of the whole period. */
bool ww_ask_covers(const struct ww_ask *ask, struct ww_period period);

/* The same question put to another source: the best imported one about `subject` that fits (NULL = any), in the
 * edition chosen in settings. WW_E_NOT_FOUND when there is none. */
typedef bool ww_ask_fits(const struct ww_ask *other);
enum ww_rc WW_MUST_CHECK ww_ask_other(const struct ww_ask *ask, const char *subject, ww_ask_fits *fits,
                                      struct ww_ask *out, struct ww_err *err);

/* The same question, but for its conditions, put to every imported source about something else that fits: each once, in
 * the edition in use, by name. asks: in the arena. */
enum ww_rc WW_MUST_CHECK ww_ask_each(const struct ww_ask *ask, ww_ask_fits *fits, struct ww_ask **out,
                                     size_t *count, struct ww_err *err);

/* What the question sets a parameter to (--set bandwidth=300), else the fallback in the measure's list. The name must be
 * in that list. */
const char *ww_ask_parameter(const struct ww_ask *ask, const char *name);
/* The same as a number from `low` to `high`; WW_E_USAGE says what it takes. */
struct ww_ask_range {
    double low, high;
};
enum ww_rc WW_MUST_CHECK ww_ask_parameter_number(const struct ww_ask *ask, const char *name,
                                                 struct ww_ask_range range, double *out, struct ww_err *err);

/* Text used in column headings: "July 2017 to June 2018". Lives in the arena. */
const char *ww_ask_words(const struct ww_ask *ask, struct ww_period period);
/* "58,627", for notes. */
const char *ww_ask_number(const struct ww_ask *ask, int64_t number);
/* "Recorded, July 2017 to June 2018" */
const char *ww_ask_heading(const struct ww_ask *ask, const char *what, struct ww_period period);

/* A cube's conditions for this question: the area, the subject, the --where conditions. Dimensions and
 * period are the measure's to add. */
enum ww_rc WW_MUST_CHECK ww_ask_spec(const struct ww_ask *ask, struct ww_cube_spec *spec, struct ww_err *err);
/* The same without the area: everything the source has (the force, all boroughs). */
enum ww_rc WW_MUST_CHECK ww_ask_spec_everywhere(const struct ww_ask *ask, struct ww_cube_spec *spec,
                                                struct ww_err *err);

/* Category nodes: key = index in the tree; the last key (= ww_categories_count) = not in the vocabulary. */
enum ww_rc WW_MUST_CHECK ww_ask_dim_category(const struct ww_ask *ask, struct ww_cube_dim *dim,
                                             struct ww_err *err);

/* Areas of a level inside the area asked for: key = index into *list. Records whose area is not known there
 * are left out and counted by the cube. */
struct ww_area_list {
    size_t count;
    const struct ww_area **items; /* in order of code */
};
enum ww_rc WW_MUST_CHECK ww_ask_dim_area(const struct ww_ask *ask, const char *level, struct ww_cube_dim *dim,
                                         struct ww_area_list *list, struct ww_err *err);

/* Months of a period: key 0 = its first. */
struct ww_cube_dim ww_ask_dim_month(struct ww_period period, size_t *n_months);

/* Distinct texts of a column found by role, or by name for WW_ROLE_ATTRIBUTE: key = index into *list, in order of
 * first appearance over the view's extracts. */
struct ww_text_list {
    size_t count;
    struct ww_str *items;
};
enum ww_rc WW_MUST_CHECK ww_ask_dim_texts(const struct ww_ask *ask, enum ww_role role, const char *field,
                                          struct ww_cube_dim *dim, struct ww_text_list *list,
                                          struct ww_err *err);

/* Whether any record of the view, of whatever time, lies in the area asked about. True for a source without areas, which
 * is about the partnership as a whole. Cost: one look for each distinct text. */
bool ww_ask_area_occurs(const struct ww_ask *ask);

/* Counts with the cube and notes the extracts used in the table's provenance. Free with ww_cube_free. */
enum ww_rc WW_MUST_CHECK ww_ask_count(const struct ww_ask *ask, const struct ww_cube_spec *spec,
                                      struct ww_table *table, struct ww_cube *cube, struct ww_err *err);

/* Notes the extracts used in the table's provenance, where a measure folds by itself. used: records counted, for each
 * extract of the view. */
void ww_ask_note_used(const struct ww_ask *ask, const uint64_t *used, struct ww_table *table);

/* Says in the table's notes how many records were left out and why (no time, area or category known). */
void ww_ask_note_left_out(const struct ww_ask *ask, const struct ww_cube_spec *spec,
                          const struct ww_cube *cube, struct ww_table *table);

#endif
