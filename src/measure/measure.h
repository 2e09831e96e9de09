// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_MEASURE_H
#define WW_MEASURE_MEASURE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/time.h"
#include "evidence/catalogue.h"
#include "evidence/categories.h"
#include "evidence/view.h"
#include "place/areas.h"
#include "table/table.h"

/* An analyst's question is always the same sentence: this measure, of this evidence, for this period and
 * area, compared with that one. A measure answers it with a table. */

struct ww_condition {
    const char *field; /* "category" (a node's id or label), or a sealed column's name */
    const char *value;
};

#define WW_CONDITIONS_MAX 4

struct ww_question {
    const char *measure;
    const char *subject; /* "fire"; NULL = the measure's own, or the named source's */
    const char *source;  /* NULL = the best source of the subject that can answer */
    const char *vintage; /* NULL = the edition chosen in settings, else the ordinary one */
    bool has_period, has_compare;
    struct ww_period period;
    struct ww_period compare; /* default: the period of the same length just before */
    const char *area;         /* NULL = the partnership's own area */
    const char *by;           /* the measure's own dimension when NULL */
    struct ww_condition where[WW_CONDITIONS_MAX];
    size_t n_where;
    long top; /* 0 = the measure's own default */
    /* Further parameters, by the names in the measure's parameter list: "bandwidth" = "300". */
    struct ww_condition set[WW_CONDITIONS_MAX];
    size_t n_set;
    bool publish; /* small counts of people are taken out of the answer (ww_subject.smallest_public) */
};

/* What every question is asked of: one opened workspace. Opened views are kept, since most questions of an
 * assessment are asked of the same few sources. */
struct ww_context;
enum ww_rc WW_MUST_CHECK ww_context_open(struct ww_workspace *workspace, struct ww_areas *areas,
                                         struct ww_categories *categories, unsigned threads,
                                         struct ww_context **out, struct ww_err *err);
void ww_context_close(struct ww_context **context); /* not the workspace, areas or categories */

struct ww_workspace *ww_context_workspace(const struct ww_context *context);
const struct ww_areas *ww_context_areas(const struct ww_context *context);
const struct ww_categories *ww_context_categories(const struct ww_context *context);
/* The partnership's own area: code, and its level in the registry ("borough"), "" when not known there. */
const char *ww_context_area(const struct ww_context *context);
const char *ww_context_area_level(const struct ww_context *context);
/* Live extracts, as ww_catalogue_list gives them. */
const struct ww_extract_record *ww_context_extracts(const struct ww_context *context, size_t *count);
/* The opened view of a source, kept by the context. */
enum ww_rc WW_MUST_CHECK ww_context_view(struct ww_context *context, const char *source, const char *vintage,
                                         struct ww_view **out, struct ww_err *err);
unsigned ww_context_threads(const struct ww_context *context);
/* The folder of the program's own data, for what a partnership may replace by a copy in its workspace (lead-agency.json).
 * Borrowed; NULL = not said. */
void ww_context_set_share(struct ww_context *context, const char *folder);
const char *ww_context_share(const struct ww_context *context);

/* A question made ready: what a measure's run function is given. See measure/ask.h for what it can do. */
struct ww_ask;

struct ww_parameter_spec {
    const char *name; /* "top" */
    const char *meaning;
    const char *fallback; /* the default, as text */
};

#define WW_ROLE_BIT(role)   (1u << (role))
#define WW_SHAPE_BIT(shape) (1u << (shape))

struct ww_measure {
    const char *name;     /* "change" */
    const char *title;    /* "Change by crime type" */
    const char *question; /* one line, ends with a question mark */
    const char *subject;  /* of the sources asked when the question names none: "recorded-crime" */
    const char *formula;  /* one line, for explain */
    unsigned version;     /* raised whenever a figure could come out differently */
    unsigned shapes;      /* WW_SHAPE_BIT of each it can fold */
    unsigned roles;       /* WW_ROLE_BIT of each it cannot do without */
    bool compares;        /* uses the period of comparison */
    bool small_areas;     /* needs records placed in areas smaller than the partnership's own */
    bool time_of_day;     /* needs the hour, not only the day or month */
    const struct ww_parameter_spec *parameters;
    size_t n_parameters;
    /* Whether what it needs besides its source is there (unit costs, force totals); NULL = nothing else. */
    enum ww_rc (*ready)(const struct ww_ask *ask, struct ww_err *err);
    enum ww_rc (*run)(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err);
    const struct ww_column *columns; /* of the table; NULL = made by `table` */
    size_t n_columns;
    struct ww_table *(*table)(const struct ww_ask *ask); /* for tables whose columns depend on the question */
};

/* All measures, in the order of the assessment. */
extern const struct ww_measure *const ww_measures[];
extern const size_t ww_measures_count;
const struct ww_measure *ww_measure_find(const char *name); /* or NULL */

/* Answers a question: chooses the source, opens it, checks that it has the roles and covers the period, runs
 * the measure, writes down where the answer came from. Free *out with ww_table_free.
 * WW_E_USAGE for a measure, source, area or field that does not exist (the message lists what does);
 * WW_E_NOT_FOUND when no imported source can answer (the message says what to import). */
enum ww_rc WW_MUST_CHECK ww_measure_answer(struct ww_context *context, const struct ww_question *question,
                                           struct ww_table **out, struct ww_err *err);

/* Whether some imported source can answer the measure for the period at all: for documents, which leave a
 * section out and say so. */
bool ww_measure_can_answer(struct ww_context *context, const struct ww_question *question);

#endif
