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
    {.id = "rates",
     .heading = "Rates by residents, households, workers and footfall",
     .measure = "rates",
     .needs = "crime records that can be placed in wards, and a population",
     .by = "ward",
     .reading =
         "A ward may stand high by one denominator and low by another; each answers another question."},
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
    {.id = "hotspots",
     .heading = "Hot spots",
     .measure = "hotspots",
     .needs = "crime records with points on the map",
     .reading =
         "A hot spot has more records, together with the squares around it, than chance would give it; it is "
         "persistent if it had a year ago as well."},
    {.id = "near-repeat",
     .heading = "Near repeats of residential burglary",
     .measure = "near-repeat",
     .needs = "burglaries with days and points on the map",
     .where = {{"category", "burglary/residential"}},
     .reading =
         "A ratio of 2 means twice as many pairs as there would be if place and time had nothing to do with each "
         "other."},
    {.id = "vulnerability",
     .heading = "Vulnerable localities",
     .measure = "vulnerability",
     .needs = "burglary and criminal damage by ward, a population and indices of deprivation",
     .by = "ward",
     .reading = "100 is the mean of the wards; 200 and more is by convention a priority neighbourhood."},
    {.id = "vulnerability-supplied",
     .heading = "Vulnerable localities: supplied scores",
     .measure = "vulnerability",
     .subject = "vulnerable-localities",
     .needs = "supplied scores of vulnerability",
     .reading = "100 is the average of all wards that the supplier scored, not of those here."},
};

const struct ww_chapter ww_chapter_location = {
    .id = "location",
    .title = "Location",
    .sections = sections,
    .n_sections = sizeof sections / sizeof sections[0],
};
