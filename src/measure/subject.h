// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_SUBJECT_H
#define WW_MEASURE_SUBJECT_H

#include <stdbool.h>

#define WW_SMALLEST_HEALTH 8

/* What a source is about, and what its records are called. A measure counts records of any subject (--subject); the
 * words of its sentences come from here and are never typed in the measure. */
struct ww_subject {
    const char *name;     /* as descriptors say it: "recorded-crime" */
    const char *many;     /* its records, in a sentence: "offences" */
    const char *together; /* all of them as one thing, in a sentence: "recorded crime" */
    const char *caveat;   /* said under every table and chart of them; NULL = nothing */
    int smallest; /* count shown: smaller ones are taken out of every answer (disclosure.h); 0 = all are shown */
    bool young;  /* of children and young people: residents of all ages are not who they are drawn from */
    bool health; /* of people's health: of a ward only the totals are published, from WW_SMALLEST_HEALTH on */
    int smallest_public; /* the same of what is published only (ww_question.publish); people, mostly */
};

/* Never NULL: the records of a subject that is not in the table are "records". */
const struct ww_subject *ww_subject_of(const char *name);

#endif
