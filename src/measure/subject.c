// SPDX-License-Identifier: Apache-2.0
/* The words of each subject, one line each. A partnership's own source may be about something that is not here: its
 * records are then "records", which is dull and never wrong. */
#include "measure/subject.h"

#include <stddef.h>

#include "base/str.h"

static const struct ww_subject subjects[] = {
    {.name = "recorded-crime", .many = "offences", .together = "recorded crime"},
    {.name = "recorded-crime-force", .many = "offences", .together = "recorded crime"},
    {.name = "asb", .many = "incidents", .together = "anti-social behaviour"},
    {.name = "fire", .many = "fires", .together = "fires"},
    {.name = "stop-and-search", .many = "searches", .together = "stop and search"},
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
