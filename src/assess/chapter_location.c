// SPDX-License-Identifier: Apache-2.0
#include "assess/chapter.h"

static const struct ww_section sections[] = {
    {.id = "areas-ward",
     .heading = "Wards",
     .measure = "areas",
     .needs = "crime records that can be placed in wards",
     .by = "ward",
     .reading = "A rate per resident says little where many people come to work, shop or go out: "
                "they are not among the residents."},
    {.id = "areas-lsoa11",
     .heading = "Small areas",
     .measure = "areas",
     .needs = "crime records that can be placed in LSOAs",
     .by = "lsoa11",
     .reading = "Lower-layer super output areas (LSOAs) hold about 1,500 residents each."},
    {.id = "concentration",
     .heading = "How concentrated crime is",
     .measure = "concentration",
     .needs = "crime records that can be placed in LSOAs",
     .by = "lsoa11",
     .reading =
         "The further the curve bends away from the diagonal, the fewer areas hold most of the crime."},
    {.id = "rhythm",
     .heading = "Hours and days",
     .measure = "rhythm",
     .needs = "crime records with the time of day",
     .reading =
         "The busiest and the quietest tenth of the hours of the week are marked. Where only the span of time is known "
         "in which an offence happened, it is shared out over the span."},
    {.id = "dayparts",
     .heading = "Day and evening",
     .measure = "dayparts",
     .needs = "crime records with the time of day"},
};

const struct ww_chapter ww_chapter_location = {
    .id = "location",
    .title = "Location",
    .sections = sections,
    .n_sections = sizeof sections / sizeof sections[0],
};
