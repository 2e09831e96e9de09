// SPDX-License-Identifier: Apache-2.0
#ifndef WW_TEST_LINKED_FIXTURE_H
#define WW_TEST_LINKED_FIXTURE_H

/* Made-up people with pseudonyms in several sources, and links that know some of them: people under two pseudonyms of one
 * source, the same digits in two sources for two people, links that only wider thresholds find, links of an earlier day. */

#include "people_fixture.h"

#define LF_UNUSED     __attribute__((unused))
#define LF_PERSONS    90
#define LF_SOURCES    3
#define LF_SECOND     15 /* the first so many people have a second pseudonym in the first source */
#define LF_PSEUDONYMS (LF_PERSONS * LF_SOURCES + LF_SECOND)
#define LF_THRESHOLDS 3

static const char *const lf_sources[LF_SOURCES] = {"iom", "gangs-unit", "youth-offending"};
static const char *const lf_thresholds[LF_THRESHOLDS] = {"cautious", "balanced", "wide"};

struct lf_pseudonym {
    int source, person;
};

/* Pseudonyms of source after source, then the second ones. */
LF_UNUSED static struct lf_pseudonym lf_pseudonym(int index)
{
    if (index >= LF_PERSONS * LF_SOURCES)
        return (struct lf_pseudonym){.source = 0, .person = index - LF_PERSONS * LF_SOURCES};
    return (struct lf_pseudonym){.source = index / LF_PERSONS, .person = index % LF_PERSONS};
}

/* The same digits in every source for every fifth person, whom no link knows: they are other people there. */
LF_UNUSED static const char *lf_digits(int index)
{
    int person = lf_pseudonym(index).person;
    bool same = person % 5 == 0 && index < LF_PERSONS * LF_SOURCES;
    return pf_text("%016x", (same ? 1000u + (unsigned)person : 5000u + (unsigned)index) * 2654435u);
}

/* Every fifth person is linked by none, every third of the others only by the wider two, every seventh only by the widest. */
static bool lf_is_linked(int person, int threshold)
{
    return person % 5 != 0 && (threshold >= 1 || person % 3 != 0) && (threshold == 2 || person % 7 != 0);
}

/* Who a pseudonym is: the same number is the same person. */
LF_UNUSED static int lf_identity(int index, int threshold)
{
    int person = lf_pseudonym(index).person;
    return lf_is_linked(person, threshold) ? person : 1000 + index;
}

LF_UNUSED static bool lf_publish_links(struct mf *mf, const char *const sources[LF_SOURCES])
{
    struct pf_source links = {.name = "person-links",
                              .subject = "person-links",
                              .shape = WW_SHAPE_REFERENCE,
                              .n_rows = (size_t)LF_PSEUDONYMS * LF_THRESHOLDS + 1};
    const char **source = pf_add(&links, "source", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **person = pf_add(&links, "person", WW_KIND_HEX, WW_ROLE_ATTRIBUTE, NULL);
    const char **linked = pf_add(&links, "linked_person", WW_KIND_HEX, WW_ROLE_ATTRIBUTE, NULL);
    const char **threshold = pf_add(&links, "threshold", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **made_on = pf_add(&links, "made_on", WW_KIND_DATE, WW_ROLE_ATTRIBUTE, NULL);
    const char **model = pf_add(&links, "model", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    size_t n = 0;
    for (int t = 0; t < LF_THRESHOLDS; t++)
        for (int i = 0; i < LF_PSEUDONYMS; i++) {
            struct lf_pseudonym p = lf_pseudonym(i);
            if (!lf_is_linked(p.person, t))
                continue;
            source[n] = sources[p.source];
            person[n] = lf_digits(i);
            linked[n] = pf_text("%016x", 77u + (unsigned)p.person * 31u);
            threshold[n] = lf_thresholds[t];
            made_on[n] = "2018-07-05";
            model[n++] = "test";
        }
    /* One of an earlier day, which would link people 0 and 1 if it were used. */
    source[n] = sources[0];
    person[n] = lf_digits(0);
    linked[n] = pf_text("%016x", 77u + 31u);
    threshold[n] = "balanced";
    made_on[n] = "2017-01-01";
    model[n++] = "old";
    links.n_rows = n;
    bool good = pf_publish(mf, &links);
    pf_free(&links);
    return good;
}

/* A count, or [c] where it, or one that it could be worked out from, is too small to be shown. */
LF_UNUSED static void lf_check_shown(const struct ww_table *table, const char *row, const char *column,
                                     double expected)
{
    const struct ww_cell *cell = ww_table_cell(table, row, column);
    if (!cell || cell->mark != WW_MARK_CONFIDENTIAL)
        mf_check_number(table, row, column, expected);
}

#endif
