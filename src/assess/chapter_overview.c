// SPDX-License-Identifier: Apache-2.0
#include "assess/chapter.h"

static const struct ww_section sections[] = {
    {.id = "volume",
     .heading = "How much crime, month by month",
     .measure = "volume",
     .needs = "crime recorded by month",
     .reading =
         "Months differ in length, so they are compared by the day. The steadier line is the average of the twelve "
         "months up to each point: it shows the trend without the seasons."},
    {.id = "change",
     .heading = "What changed",
     .measure = "change",
     .needs = "crime recorded by type in both periods",
     .reading =
         "A dot to the right of the line at 1 is a rise, to the left a fall. Where the bar crosses the line, chance "
         "alone could explain the change."},
    {.id = "share",
     .heading = "The area's share of the force",
     .measure = "share",
     .needs = "the force's totals beside ours",
     .reading =
         "A rise in the area's share means that crime grew faster here, or fell more slowly, than in the rest of the "
         "force."},
    {.id = "ranks",
     .heading = "The area among its peers",
     .measure = "ranks",
     .needs = "published figures of every area of the same kind",
     .reading =
         "Rank 1 is the highest, whether that is good or bad. The median is the area in the middle: half of the others are "
         "above it."},
    {.id = "seasons",
     .heading = "Seasons",
     .measure = "seasons",
     .needs = "whole years of recorded crime",
     .reading =
         "An index of 110 means that the month usually has ten per cent more offences a day than the year it is in."},
    {.id = "outcomes",
     .heading = "Sanctioned detections",
     .measure = "outcomes",
     .needs = "crime records with their outcomes",
     .reading =
         "The share of offences for which somebody was charged, cautioned or given another formal sanction. Offences "
         "of the last months may still be detected."},
    {.id = "flags",
     .heading = "Flagged crime",
     .measure = "flags",
     .needs = "crime records that carry flags",
     .reading = "One record may carry several flags, so the rows must not be added up."},
    {.id = "cost",
     .heading = "What crime cost",
     .measure = "cost",
     .needs = "recorded crime by type, and unit costs",
     .reading =
         "Recorded offences multiplied by what one such offence costs society on average. It is not money that any "
         "budget would save."},
    {.id = "harm",
     .heading = "What harm crime did",
     .measure = "harm",
     .needs = "recorded crime by type, and weights of harm supplied by the partnership",
     .reading =
         "Recorded offences multiplied by the weight of their type in the index that the partnership supplied. A few "
         "grave offences outweigh many slight ones, so the figure moves with them."},
    {.id = "asb-volume",
     .heading = "Anti-social behaviour reported to the police, month by month",
     .measure = "volume",
     .subject = "asb",
     .source = "asb-police",
     .needs = "anti-social behaviour that the police recorded",
     .reading =
         "These are calls, not crimes, and are in none of the figures above. More calls may mean more trouble, or that it "
         "has become easier to call."},
    {.id = "asb-change",
     .heading = "What changed in anti-social behaviour",
     .measure = "change",
     .subject = "asb",
     .source = "asb-police",
     .needs = "anti-social behaviour that the police recorded, by type, in both periods",
     .reading =
         "The type is what the call was taken to be on the telephone. What the council and landlords were told is not "
         "here."},
    {.id = "asb-share",
     .heading = "The area's share of the force's anti-social behaviour",
     .measure = "share",
     .subject = "asb",
     .source = "asb-police",
     .needs = "the force's anti-social behaviour beside ours",
     .reading =
         "A rise in the area's share means that calls grew faster here, or fell more slowly, than in the rest of the "
         "force."},
    {.id = "asb-seasons",
     .heading = "Seasons of anti-social behaviour",
     .measure = "seasons",
     .subject = "asb",
     .source = "asb-police",
     .needs = "whole years of anti-social behaviour that the police recorded",
     .reading =
         "An index of 110 means that the month usually has ten per cent more incidents a day than the year it is in."},
    {.id = "asb-council",
     .detail = true,
     .heading = "Profiles for anti-social behaviour that the council opened",
     .measure = "change",
     .subject = "asb-profiles",
     .source = "asb-council",
     .needs = "the council's profiles for anti-social behaviour",
     .reading =
         "A profile is about a person, not an incident, and how many are opened depends on staff and on rules: it cannot "
         "be added to what the police were told, nor set against it."},
    {.id = "concerns",
     .heading = "Residents' concerns",
     .measure = "voice",
     .needs = "a survey of residents",
     .reading =
         "Each bar is the range that the share of all residents may lie in, had people been asked at random."},
    {.id = "attitudes",
     .heading = "What people think of the police",
     .measure = "voice",
     .subject = "attitude-survey",
     .needs = "a survey of attitudes to the police"},
};

const struct ww_chapter ww_chapter_overview = {
    .id = "overview",
    .title = "Overview of crime",
    .sections = sections,
    .n_sections = sizeof sections / sizeof sections[0],
};
