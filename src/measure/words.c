// SPDX-License-Identifier: Apache-2.0
#include "measure/words.h"

#include "base/buf.h"
#include "table/finding.h"

struct length {
    int32_t months;
    const char *words;
};

static const struct length lengths[] = {
    {1, "the month before"},
    {3, "the quarter before"},
    {12, "the year before"},
};

const char *ww_words_before(const struct ww_ask *ask, struct ww_period compare)
{
    struct ww_period just_before = ww_period_before(ask->period);
    int32_t first, months;
    if (compare.first_day != just_before.first_day || compare.end_day != just_before.end_day)
        return ww_ask_words(ask, compare);
    if (ww_period_whole_months(ask->period, &first, &months))
        for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
            if (lengths[i].months == months)
                return lengths[i].words;
    return "the period before";
}

struct level_words {
    const char *starts, *many;
};

/* "ward22" is a ward as "ward" is. */
static const struct level_words levels[] = {
    {"lsoa", "LSOAs"}, {"msoa", "MSOAs"}, {"ward", "wards"}, {"borough", "boroughs"}};

const char *ww_words_areas(const char *level)
{
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
        if (ww_str_starts(ww_str_of(level), ww_str_of(levels[i].starts)))
            return levels[i].many;
    return "areas";
}

const char *ww_words_filled(struct ww_table *table, const char *text)
{
    const struct ww_finding heading = {.id = "heading", .text = text};
    struct ww_buf words = {.max = 400};
    struct ww_err err;
    enum ww_rc rc = ww_finding_sentence(table, &heading, &words, &err);
    const char *filled = rc ? "" : ww_table_copy(table, ww_buf_view(&words));
    if (rc && !table->failed) {
        table->failure = ww_table_copy(table, ww_str_of(err.message)); /* before nothing is copied any more */
        table->failed = rc;
    }
    ww_buf_free(&words);
    return filled;
}
