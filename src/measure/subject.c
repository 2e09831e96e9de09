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

#define PEOPLE 5 /* of fewer nothing is published */

static const struct ww_subject subjects[] = {
    {.name = "recorded-crime", .many = "offences", .together = "recorded crime", .caveat = recorded},
    {.name = "recorded-crime-force", .many = "offences", .together = "recorded crime"},
    {.name = "asb", .many = "incidents", .together = "anti-social behaviour", .caveat = reported},
    {.name = "asb-force", .many = "incidents", .together = "anti-social behaviour"},
    {.name = "asb-profiles",
     .many = "profiles",
     .together = "profiles for anti-social behaviour",
     .smallest_public = PEOPLE},
    {.name = "ambulance-assaults",
     .many = "ambulance calls",
     .together = "ambulance calls to assaults",
     .health = true},
    {.name = "ambulance-alcohol",
     .many = "ambulance calls",
     .together = "alcohol-related ambulance calls",
     .health = true},
    {.name = "ambulance-overdoses",
     .many = "ambulance calls",
     .together = "ambulance calls to overdoses",
     .health = true},
    {.name = "transport-police", .many = "offences", .together = "crime on the railway", .caveat = recorded},
    {.name = "transport-incidents",
     .many = "incidents",
     .together = "incidents on buses and the underground"},
    {.name = "fire", .many = "incidents", .together = "incidents that the fire brigade attended"},
    {.name = "stop-and-search", .many = "searches", .together = "stop and search"},
    {.name = "reoffending", .many = "offenders", .together = "proven reoffending"},
    {.name = "custody-drug-tests",
     .many = "drug tests",
     .together = "drug tests on arrest",
     .smallest_public = PEOPLE},
    {.name = "channel-referrals",
     .many = "referrals",
     .together = "Prevent and Channel referrals",
     .smallest = 5},
    {.name = "contest-indicators", .many = "activities", .together = "Protect and Prepare"},
    {.name = "city-survey", .many = "answers", .together = "the survey of residents"},
    {.name = "resident-priorities", .many = "answers", .together = "what residents want tackled first"},
    {.name = "attitude-survey", .many = "answers", .together = "the public attitude survey"},
    {.name = "satisfaction", .many = "answers", .together = "victims' satisfaction with the police"},
    {.name = "iom",
     .many = "people",
     .together = "people under integrated offender management",
     .smallest_public = PEOPLE},
    {.name = "iom-comparators",
     .many = "people",
     .together = "people who met the rule and were not taken on",
     .smallest_public = PEOPLE},
    {.name = "iom-status",
     .many = "entries of status",
     .together = "status of people under integrated offender management",
     .smallest_public = PEOPLE},
    {.name = "iom-offences",
     .many = "offences",
     .together = "offences of people under integrated offender management",
     .smallest_public = PEOPLE},
    {.name = "iom-custody", .many = "spells", .together = "time in custody", .smallest_public = PEOPLE},
    {.name = "iom-scores",
     .many = "scores",
     .together = "scores for integrated offender management",
     .smallest_public = PEOPLE},
    {.name = "offender-service",
     .many = "people",
     .together = "people with the offender service",
     .smallest_public = PEOPLE},
    {.name = "youth-offending",
     .many = "young people",
     .together = "young people with the youth offending service",
     .smallest_public = PEOPLE,
     .young = true},
    {.name = "youth-offences",
     .many = "offences",
     .together = "offences of young people",
     .smallest_public = PEOPLE},
    {.name = "gangs-unit",
     .many = "people",
     .together = "people worked with by the gangs unit",
     .smallest_public = PEOPLE},
    {.name = "troubled-families",
     .many = "families",
     .together = "families in the troubled families programme",
     .smallest_public = PEOPLE},
    {.name = "drug-treatment",
     .many = "people",
     .together = "people in drug and alcohol treatment",
     .smallest_public = PEOPLE},
    {.name = "rough-sleepers",
     .many = "people",
     .together = "people seen sleeping rough",
     .smallest_public = PEOPLE},
    {.name = "substance-prevalence", .many = "users", .together = "users of opiates and crack"},
    {.name = "street-population",
     .many = "people",
     .together = "people counted on the street",
     .smallest_public = PEOPLE},
    {.name = "marac",
     .many = "cases",
     .together = "cases of the risk assessment conference",
     .smallest_public = PEOPLE},
    {.name = "vawg-service",
     .many = "referrals",
     .together = "referrals to the service for women and girls",
     .smallest_public = PEOPLE},
    {.name = "safeguarding-adults",
     .many = "concerns",
     .together = "safeguarding concerns",
     .smallest_public = PEOPLE},
    {.name = "modern-slavery",
     .many = "referrals",
     .together = "referrals for modern slavery",
     .smallest = 5},
    {.name = "cse",
     .many = "young people",
     .together = "young people at risk of sexual exploitation",
     .smallest = 5,
     .young = true},
    {.name = "person-links", .many = "people", .together = "people known to several agencies", .smallest = 5},
    {.name = "victim-support", .many = "referrals", .together = "referrals to the victims' service"},
    {.name = "abuse-advisers", .many = "referrals", .together = "referrals to the domestic abuse advisers"},
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
