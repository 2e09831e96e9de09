// SPDX-License-Identifier: Apache-2.0
#include "assess/chapter.h"

static const struct ww_section sections[] = {
    {.id = "resident-priorities",
     .heading = "What residents want tackled first",
     .measure = "multi",
     .source = "resident-priorities",
     .by = "tackle_first",
     .set = {{"words", "want %s tackled first"}},
     .needs = "a consultation of residents",
     .reading =
         "People could name up to three. Whoever answers a consultation takes an interest: the answers are not "
         "those of all residents."},
    {.id = "priorities",
     .heading = "Candidate priorities",
     .measure = "priorities",
     .needs = "crime records",
     .reading =
         "Each criterion is scaled by the strongest kind of crime, so 100 is not “bad” but “most of all”. A rank "
         "that moves much when one weight changes is a matter of judgement, not of evidence."},
    {.id = "weights",
     .detail = true,
     .heading = "What the order rests on",
     .measure = "weights",
     .needs = "crime records",
     .reading =
         "The partnership decides what counts how much. A criterion without evidence has no part in the order; "
         "that does not make it unimportant."},
};

const struct ww_chapter ww_chapter_priorities = {
    .id = "priorities",
    .title = "Priorities",
    .sections = sections,
    .n_sections = sizeof sections / sizeof sections[0],
};
