// SPDX-License-Identifier: Apache-2.0
#include "assess/chapter.h"

/* Each of these is asked about every priority ward: a section more is a line more. */
static const struct ww_section sections[] = {
    {.id = "ward",
     .heading = "Profile",
     .measure = "ward",
     .needs = "crime records that can be placed in wards",
     .reading =
         "A share of this area is of everything recorded in the ward by the same partner; a share of all areas is of the "
         "same kind of record in all wards. Where many people come who do not live there, a ward has many times its "
         "share of residents of nearly everything."},
    {.id = "ward-change",
     .heading = "What changed",
     .measure = "change",
     .needs = "crime records that can be placed in wards",
     .by = "group",
     .reading =
         "A dot to the right of the line at 1 is a rise, to the left a fall. Where the bar crosses the line, chance "
         "alone could explain the change."},
    {.id = "ward-small-areas",
     .heading = "Small areas",
     .measure = "areas",
     .needs = "crime records that can be placed in LSOAs",
     .by = "lsoa11"},
    {.id = "ward-rhythm",
     .heading = "Hours and days",
     .measure = "rhythm",
     .needs = "crime records with the time of day",
     .reading = "The busiest and the quietest tenth of the hours of the week are marked."},
    {.id = "ward-asb",
     .heading = "Anti-social behaviour",
     .measure = "change",
     .subject = "asb",
     .source = "asb-police",
     .needs = "anti-social behaviour that the police recorded and that can be placed in wards"},
    {.id = "ward-ambulance-assaults",
     .heading = "When ambulances are called to assaults",
     .measure = "rhythm",
     .subject = "ambulance-assaults",
     .source = "ambulance-assaults",
     .needs = "ambulance calls to assaults with the time of day, that can be placed in wards"},
};

const struct ww_chapter ww_chapter_wards = {
    .id = "wards",
    .title = "Priority wards",
    .title_each = "Priority ward",
    .each = WW_EACH_PRIORITY_WARD,
    .weight = 0.6,
    .instead =
        "No priority wards are set. Name them in settings.ini, under [wards], as priority = CODE, CODE: then "
        "each has a chapter here.",
    .sections = sections,
    .n_sections = sizeof sections / sizeof sections[0],
};
