// SPDX-License-Identifier: Apache-2.0
/* Chapters that are repeated for each priority ward. */
#include "assess/repeat.h"

#include "ww_test.h"

#include "measure_fixture.h"

/* Opens the partnership with these priority wards; NULL = settings.ini does not say. */
static bool open_with(struct mf *mf, const char *priority)
{
    char path[WW_PATH_MAX];
    if (!mf_open(mf))
        return false;
    ww_workspace_close(&mf->workspace);
    snprintf(path, sizeof path, "%s/settings.ini", mf->folder);
    FILE *settings = priority ? fopen(path, "a") : NULL;
    if (settings) {
        fprintf(settings, "\n[wards]\npriority = %s\n", priority);
        fclose(settings);
    }
    return CHECK_RC(ww_workspace_open(mf->folder, true, NULL, &mf->workspace, &mf->err), WW_OK) &&
           CHECK_RC(ww_context_open(mf->workspace, mf->areas, mf->categories, 1, &mf->context, &mf->err),
                    WW_OK);
}

struct chapters {
    struct ww_arena *arena;
    struct ww_chapter *items;
    size_t count;
};

static bool repeat(struct mf *mf, struct chapters *out)
{
    *out = (struct chapters){.arena = ww_arena_new((size_t)1 << 24)};
    return out->arena &&
           CHECK_RC(ww_repeat_chapters(mf->context, out->arena, &out->items, &out->count, &mf->err), WW_OK);
}

static const struct ww_chapter *find(const struct chapters *chapters, const char *id)
{
    for (size_t i = 0; i < chapters->count; i++)
        if (strcmp(chapters->items[i].id, id) == 0)
            return &chapters->items[i];
    return NULL;
}

static const struct ww_chapter *template_of_wards(void)
{
    for (size_t i = 0; i < ww_chapters_count; i++)
        if (ww_chapters[i]->each == WW_EACH_PRIORITY_WARD)
            return ww_chapters[i];
    return NULL;
}

WW_TEST(a_chapter_for_each_ward_and_no_word_lost)
{
    struct mf mf;
    struct chapters chapters;
    const struct ww_chapter *template = template_of_wards();
    if (!CHECK(template != NULL) || !open_with(&mf, " E05000002,E05000001, ,E05000002,") ||
        !repeat(&mf, &chapters))
        return;
    CHECK_INT(chapters.count, ww_chapters_count + 1); /* two in the place of one */
    const struct ww_chapter *birch = find(&chapters, "wards-E05000002");
    const struct ww_chapter *alder = find(&chapters, "wards-E05000001");
    if (CHECK(birch && alder)) {
        CHECK(birch < alder); /* in the order of the setting */
        CHECK_STR(birch->title, "Priority ward: Birch");
        CHECK_STR(birch->area, "E05000002");
        CHECK(birch->instead == NULL);
        CHECK_INT(birch->n_sections, template->n_sections);
        CHECK_STR(birch->sections[0].id, "ward-E05000002");
        CHECK_STR(birch->sections[0].heading, "Birch: profile");
        CHECK_STR(birch->sections[0].measure, template->sections[0].measure);
        CHECK_STR(template->sections[0].id, "ward"); /* the template is as it was */
    }
    CHECK(find(&chapters, "wards") == NULL);
    ww_arena_free(&chapters.arena);
    mf_close(&mf);
}

WW_TEST(no_wards_and_wards_unknown)
{
    struct mf mf;
    struct chapters chapters;
    if (!open_with(&mf, NULL) || !repeat(&mf, &chapters))
        return;
    CHECK_INT(chapters.count, ww_chapters_count);
    const struct ww_chapter *none = find(&chapters, "wards");
    if (CHECK(none != NULL)) {
        CHECK_INT(none->n_sections, 0);
        CHECK(none->instead && strstr(none->instead, "settings.ini") != NULL);
    }
    ww_arena_free(&chapters.arena);
    mf_close(&mf);
    if (!open_with(&mf, "E05999999") || !repeat(&mf, &chapters))
        return;
    const struct ww_chapter *unknown = find(&chapters, "wards-E05999999");
    if (CHECK(unknown != NULL)) {
        CHECK_INT(unknown->n_sections, 0);
        CHECK_STR(unknown->title, "Priority ward: E05999999");
        CHECK(unknown->instead && strstr(unknown->instead, "E05999999") != NULL);
    }
    ww_arena_free(&chapters.arena);
    mf_close(&mf);
}
