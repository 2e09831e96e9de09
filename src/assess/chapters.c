// SPDX-License-Identifier: Apache-2.0
#include "assess/chapter.h"

/* One line a chapter; each is defined in the file of its name. */
extern const struct ww_chapter ww_chapter_front;
extern const struct ww_chapter ww_chapter_overview;
extern const struct ww_chapter ww_chapter_victims;
extern const struct ww_chapter ww_chapter_offenders;
extern const struct ww_chapter ww_chapter_location;
extern const struct ww_chapter ww_chapter_wards;
extern const struct ww_chapter ww_chapter_contest;
extern const struct ww_chapter ww_chapter_priorities;
extern const struct ww_chapter ww_chapter_recommendations;
extern const struct ww_chapter ww_chapter_data;
extern const struct ww_chapter ww_chapter_methods;
extern const struct ww_chapter ww_chapter_run;

const struct ww_chapter *const ww_chapters[] = {
    &ww_chapter_front,           &ww_chapter_overview, &ww_chapter_victims, &ww_chapter_offenders,
    &ww_chapter_location,        &ww_chapter_wards,    &ww_chapter_contest, &ww_chapter_priorities,
    &ww_chapter_recommendations, &ww_chapter_data,     &ww_chapter_methods, &ww_chapter_run,
};
const size_t ww_chapters_count = sizeof ww_chapters / sizeof ww_chapters[0];
