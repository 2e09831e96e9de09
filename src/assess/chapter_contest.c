// SPDX-License-Identifier: Apache-2.0
/* CONTEST: referrals to Prevent and Channel, and what is done to protect and to prepare.
 *
 * The threat level is not a figure of the partnership's: an officer writes it in commentary/contest.md, with its date, and
 * nothing of the counter-terrorism local profile is held here. Small counts never reach this chapter: the subject of the
 * referrals asks for it (measure/disclosure.h). */
#include "assess/chapter.h"
#include "base/file.h"

#define REFERRALS "referrals to Prevent and Channel"

static const struct ww_section sections[] = {
    {.id = "contest-referrer",
     .heading = "Prevent: who refers",
     .measure = "referrals",
     .by = "referrer",
     .set = {{"words", "came from %s"}},
     .needs = REFERRALS,
     .reading =
         "A referral is a concern that somebody had; most lead to nothing. A service that never refers may need "
         "training as much as one that refers often."},
    {.id = "contest-type",
     .detail = true,
     .heading = "Prevent: type of concern",
     .measure = "referrals",
     .by = "type",
     .set = {{"words", "were about %S concerns"}},
     .needs = REFERRALS},
    {.id = "contest-age",
     .detail = true,
     .heading = "Prevent: age of those referred",
     .measure = "referrals",
     .by = "age",
     .set = {{"words", "are of those aged %s"}},
     .needs = REFERRALS},
    {.id = "contest-sex",
     .detail = true,
     .heading = "Prevent: sex of those referred",
     .measure = "referrals",
     .by = "sex",
     .set = {{"words", "are of those who are %s"}},
     .needs = REFERRALS},
    {.id = "contest-outcome",
     .detail = true,
     .heading = "Prevent: what came of the referral",
     .measure = "referrals",
     .by = "outcome",
     .set = {{"words", "ended with: %s"}},
     .needs = REFERRALS},
    {.id = "contest-needs",
     .detail = true,
     .heading = "Prevent: needs of those referred",
     .measure = "referrals",
     .by = "needs",
     .set = {{"words", "name a need for %s"}},
     .needs = REFERRALS,
     .reading = "One person may have several needs, so the rows must not be added up."},
    {.id = "contest-known",
     .detail = true,
     .heading = "Prevent: services that already knew them",
     .measure = "referrals",
     .by = "known_to",
     .set = {{"words", "are of those known to %s"}},
     .needs = REFERRALS,
     .reading = "One person may be known to several services, so the rows must not be added up."},
    {.id = "contest-indicators",
     .detail = true,
     .heading = "Protect and Prepare",
     .measure = "activities",
     .subject = "contest-indicators",
     .by = "indicator",
     .needs = "counts of what is done to protect and to prepare",
     .reading = "Counts of what was done. They say nothing of how well it would serve."},
};

static enum ww_rc compose(struct ww_composition *c, struct ww_err *err)
{
    char path[WW_PATH_MAX];
    enum ww_rc rc = ww_workspace_file(ww_context_workspace(c->context), "commentary/contest.md", path, err);
    if (rc)
        return rc;
    if (!ww_file_exists(path))
        ww_doc_note(c->doc,
                    "The threat level, its date and what it means here are for an officer to write, in "
                    "commentary/contest.md.");
    ww_doc_paragraph(
        c->doc, "The national strategy has four strands: Pursue, to stop attacks; Prevent, to stop people "
                "becoming terrorists; Protect, to strengthen what might be attacked; Prepare, to lessen what "
                "an attack would do. Pursue is the work of the police and is not reported here. Counts "
                "so small that they might tell of a person are not shown, nor what they could be worked out "
                "from.");
    return WW_OK;
}

const struct ww_chapter ww_chapter_contest = {
    .id = "contest",
    .title = "CONTEST",
    .sections = sections,
    .n_sections = sizeof sections / sizeof sections[0],
    .compose = compose,
};
