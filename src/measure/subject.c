// SPDX-License-Identifier: Apache-2.0
/* The words of each subject, one line each. A partnership's own source may be about something that is not here: its
 * records are then "records", which is dull and never wrong. */
#include "measure/subject.h"

#include <stddef.h>

#include "base/str.h"

static const char recorded[] =
    "Recorded crime is what was reported to the police or found by them, counted by the rules of the time. More patrols "
    "and searches raise it, and surveys of victims can show another trend.";
static const char reported[] =
    "Incidents are calls: people who call more often, or less, change the count as well.";

static const struct ww_subject subjects[] = {
    {.name = "recorded-crime", .many = "offences", .together = "recorded crime", .caveat = recorded},
    {.name = "recorded-crime-force", .many = "offences", .together = "recorded crime"},
    {.name = "asb", .many = "incidents", .together = "anti-social behaviour", .caveat = reported},
    {.name = "fire", .many = "fires", .together = "fires"},
    {.name = "stop-and-search", .many = "searches", .together = "stop and search"},
    {.name = "reoffending", .many = "offenders", .together = "proven reoffending"},
    {.name = "custody-drug-tests", .many = "drug tests", .together = "drug tests on arrest"},
    {.name = "events", .many = "events", .together = "events"},
};

static const struct ww_subject any_other = {.name = "", .many = "records", .together = "records"};

const struct ww_subject *ww_subject_of(const char *name)
{
    for (size_t i = 0; i < sizeof subjects / sizeof subjects[0]; i++)
        if (ww_str_eqz(ww_str_of(name), subjects[i].name))
            return &subjects[i];
    return &any_other;
}
