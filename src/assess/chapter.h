// SPDX-License-Identifier: Apache-2.0
#ifndef WW_ASSESS_CHAPTER_H
#define WW_ASSESS_CHAPTER_H

#include <stddef.h>

#include "assess/assess.h"
#include "measure/measure.h"
#include "report/doc.h"

/* The assessment is a table of chapters; a chapter is a table of sections, each of which asks one question, or a
 * function of its own where it is not made of questions (the front, the appendices). */

struct ww_section {
    const char *id; /* of its table in the document, unique: "areas-ward" */
    const char *heading;
    const char *measure;
    const char *subject; /* NULL = the measure's default: "recorded-crime" */
    const char
        *source;    /* NULL = the best of the subject; a name where sources of one subject are kept apart */
    const char *by; /* NULL = the measure's default */
    struct ww_condition where[WW_CONDITIONS_MAX]; /* up to the first without a field */
    struct ww_condition
        set[WW_CONDITIONS_MAX]; /* further parameters, as with --set; up to the first without a field */
    long top;                   /* 0 = the measure's default */
    const char *reading;        /* one sentence on how to read it, or NULL */
    const char *needs; /* what it rests on, for the sentence that says it is not there: "unit costs" */
    bool detail;       /* of too small an interest for the summary at the front */
};

/* One answered section: what the front, the findings file and the run record draw on. */
struct ww_answer {
    const struct ww_section *section;
    const char *chapter;
    struct ww_table *table; /* NULL = could not be answered; why says why */
    const char *why;
    bool too_large; /* why: there are more records than the measure can compare */
};

struct ww_chapter;

/* What a chapter is composed from. */
struct ww_composition {
    struct ww_context *context;
    const struct ww_chapter
        *chapters; /* of this document, in order: ww_chapters with the repeated ones repeated */
    size_t n_chapters;
    const struct ww_assess_request *request;
    struct ww_arena *arena;
    struct ww_doc *doc;
    const struct ww_map_areas *shapes;
    struct ww_answer *answers; /* of all chapters, in order */
    size_t n_answers;
    struct ww_table **kept; /* tables that are not answers */
    size_t n_kept, kept_capacity;
    bool no_memory; /* a text could not be written: remembered, and said once, at the end */
};

/* A text that lives as long as the composition; "" when there is no memory, which is remembered. */
const char *ww_compose_text(struct ww_composition *composition, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The answer of a section that could be answered, by the section's id; NULL = there is none. */
const struct ww_answer *ww_compose_answer(const struct ww_composition *composition, const char *section);

/* Hands a table over to the composition, which frees it after the document is written and, if it has rows, writes it to
 * tables/. On failure it is freed at once. */
enum ww_rc WW_MUST_CHECK ww_compose_keep(struct ww_composition *composition, struct ww_table *table,
                                         struct ww_err *err);

enum ww_each {
    WW_EACH_DOCUMENT,      /* once */
    WW_EACH_PRIORITY_WARD, /* for every priority ward of settings.ini (assess/repeat.h) */
};

struct ww_chapter {
    const char *id;    /* "overview": also the name of its commentary file; of a copy "wards-X05000020" */
    const char *title; /* "Overview of crime" */
    enum ww_each each;
    const char *title_each; /* of a copy, before the ward's name: "Priority ward" */
    const char *area;    /* of a copy: the code that its questions are about; NULL = the partnership's own */
    const char *instead; /* a warning in place of sections, where there are none to ask; or NULL */
    double weight;       /* times which its findings weigh; 0 = as they are */
    const struct ww_section *sections;
    size_t n_sections;
    /* Writes what is not made of sections, before them; NULL = nothing. */
    enum ww_rc (*compose)(struct ww_composition *composition, struct ww_err *err);
};

/* In the document's order. */
extern const struct ww_chapter *const ww_chapters[];
extern const size_t ww_chapters_count;

#endif
