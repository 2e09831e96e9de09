// SPDX-License-Identifier: Apache-2.0
#include "assess/chapter.h"

static const struct ww_section sections[] = {
    {.id = "offenders",
     .heading = "How many offenders",
     .measure = "offenders",
     .needs = "the published table of proven offenders",
     .reading =
         "Offenders are counted where they live, whichever area they offended in; the figures come two years "
         "late."},
    {.id = "reoffending",
     .heading = "Proven reoffending",
     .measure = "reoffending",
     .needs = "the published table of proven reoffending",
     .reading =
         "To the right of the line more reoffended than of the same group in the force area, to the left fewer. "
         "Where a bar crosses the line, chance alone could explain the difference."},
    {.id = "reoffending-age",
     .heading = "Proven reoffending by age",
     .measure = "reoffending",
     .by = "age",
     .needs = "the published table of proven reoffending by age"},
    {.id = "reoffending-offence",
     .heading = "Proven reoffending by offence",
     .measure = "reoffending",
     .by = "offence",
     .needs = "the published table of proven reoffending by offence",
     .reading =
         "By the offence that put somebody into the cohort; the one they were caught for again may be another."},
    {.id = "suspects",
     .heading = "Suspects by age and sex",
     .measure = "suspects",
     .needs = "crime records that describe suspects, and residents by age and sex",
     .reading =
         "A suspect has not been found guilty. The columns of those living here are the fair comparison with "
         "residents; the others count everybody who comes here."},
    {.id = "suspects-ethnicity",
     .heading = "Suspects by ethnic group",
     .measure = "suspects",
     .by = "suspect_ethnicity",
     .needs = "crime records that describe suspects",
     .reading =
         "Ethnic groups are often what an officer or a victim saw. A difference shows what was recorded, not why: "
         "age, place, and whom the police stop are in it."},
    {.id = "suspects-nationality",
     .heading = "Suspects by nationality",
     .measure = "suspects",
     .by = "suspect_nationality",
     .needs = "crime records that describe suspects"},
    {.id = "residence",
     .heading = "Where suspects live",
     .measure = "residence",
     .needs = "crime records that say where suspects live",
     .reading =
         "The partnership can work with those who live here; of the others it sees the offences only."},
    {.id = "prolific",
     .heading = "Prolific offenders",
     .measure = "prolific",
     .needs = "crime records that bear a suspect's pseudonym, and outcomes",
     .reading =
         "The further the curve bends away from the diagonal, the fewer offenders have most of the offences."},
    {.id = "drug-tests",
     .heading = "Drug tests on arrest, by offence",
     .measure = "drug-tests",
     .needs = "drug tests on arrest",
     .reading = "The line is the share of all tests that were positive."},
    {.id = "drug-tests-age",
     .heading = "Drug tests on arrest, by age",
     .measure = "drug-tests",
     .by = "age",
     .needs = "drug tests on arrest with the age of those tested"},
    {.id = "drug-tests-ethnicity",
     .heading = "Drug tests on arrest, by ethnic group",
     .measure = "drug-tests",
     .by = "ethnicity",
     .needs = "drug tests on arrest with the ethnic group of those tested"},
};

const struct ww_chapter ww_chapter_offenders = {
    .id = "offenders",
    .title = "Offenders",
    .sections = sections,
    .n_sections = sizeof sections / sizeof sections[0],
};
