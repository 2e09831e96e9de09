// SPDX-License-Identifier: Apache-2.0
/* A chapter for each priority ward.
 *
 * Problem. The same dozen questions are asked about each priority ward, and a partnership changes its mind about which
 * those are. Written out, four wards would be four chapters to keep alike by hand.
 * Method. A chapter that says `.each` is copied for every code of [wards] priority, in their order there. Nothing else in
 * the house knows that a chapter is a copy.
 * Edge cases. No priority wards: the chapter stays once, without sections, and says what to set. A code that no imported
 * boundaries know: a chapter of that code that says so, since a spelling mistake must not make a ward vanish. */
#include "assess/repeat.h"

#include <ctype.h>

/* Of any level, as the question's own area is looked up. */
static const struct ww_area *find_area(const struct ww_areas *areas, const char *code)
{
    const struct ww_area *area = NULL;
    for (size_t i = 0; !area && ww_areas_level_name(areas, i); i++)
        area = ww_areas_find(areas, ww_str_of(ww_areas_level_name(areas, i)), ww_str_of(code));
    return area;
}

static enum ww_rc copy_sections(const struct ww_chapter *from, const char *code, const char *name,
                                struct ww_arena *arena, struct ww_chapter *to, struct ww_err *err)
{
    struct ww_section *sections = ww_arena_alloc(arena, from->n_sections, sizeof *sections);
    if (!sections)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < from->n_sections; i++) {
        sections[i] = from->sections[i];
        const char *heading = from->sections[i].heading;
        sections[i].id = ww_arena_printf(arena, "%s-%s", from->sections[i].id, code);
        sections[i].heading = ww_arena_printf(arena, "%s: %c%s", name, tolower((unsigned char)heading[0]),
                                              heading + 1);
        if (!sections[i].id || !sections[i].heading)
            return ww_fail_nomem(err);
    }
    to->sections = sections;
    to->n_sections = from->n_sections;
    return WW_OK;
}

static enum ww_rc copy_for(const struct ww_chapter *from, const struct ww_context *context, const char *code,
                           struct ww_arena *arena, struct ww_chapter *to, struct ww_err *err)
{
    const struct ww_area *area = find_area(ww_context_areas(context), code);
    const char *name = area && area->name.len ? area->name.ptr : code;
    *to = *from;
    to->id = ww_arena_printf(arena, "%s-%s", from->id, code);
    to->title = ww_arena_printf(arena, "%s: %s", from->title_each, name);
    to->area = code;
    to->instead = area ? NULL
                       : ww_arena_printf(arena,
                                         "No imported boundaries or lookup know the area %s. Check [wards] "
                                         "priority in settings.ini, or import the boundaries it belongs to.",
                                         code);
    if (!to->id || !to->title || (!area && !to->instead))
        return ww_fail_nomem(err);
    if (area)
        return copy_sections(from, code, name, arena, to, err);
    to->n_sections = 0;
    return WW_OK;
}

struct codes {
    const char **items;
    size_t count;
};

/* The codes of [wards] priority, each once. */
static enum ww_rc read_codes(const struct ww_context *context, struct ww_arena *arena, struct codes *out,
                             struct ww_err *err)
{
    const char *setting = ww_workspace_setting(ww_context_workspace(context), "wards", "priority");
    struct ww_str rest = ww_str_of(setting), item;
    *out = (struct codes){0};
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
    out->items = ww_arena_alloc(arena, rest.len / 2 + 1, sizeof *out->items);
    if (!out->items)
        return ww_fail_nomem(err);
    while (ww_str_cut(&rest, ',', &item)) {
        const char *code = ww_arena_copy(arena, ww_str_trim(item));
        if (!code)
            return ww_fail_nomem(err);
        bool again = !code[0];
        for (size_t i = 0; i < out->count && !again; i++)
            again = ww_str_eqz(ww_str_of(code), out->items[i]);
        if (!again)
            out->items[out->count++] = code;
    }
    return WW_OK;
}

enum ww_rc ww_repeat_chapters(const struct ww_context *context, struct ww_arena *arena,
                              struct ww_chapter **out, size_t *count, struct ww_err *err)
{
    struct codes codes;
    enum ww_rc rc = read_codes(context, arena, &codes, err);
    if (rc)
        return rc;
    struct ww_chapter *chapters = ww_arena_alloc(arena, ww_chapters_count * (codes.count + 1),
                                                 sizeof *chapters);
    if (!chapters)
        return ww_fail_nomem(err);
    size_t n = 0;
    for (size_t i = 0; i < ww_chapters_count && !rc; i++) {
        const struct ww_chapter *from = ww_chapters[i];
        bool repeats = from->each == WW_EACH_PRIORITY_WARD;
        for (size_t k = 0; repeats && k < codes.count && !rc; k++)
            rc = copy_for(from, context, codes.items[k], arena, &chapters[n++], err);
        if (repeats && codes.count)
            continue;
        chapters[n] = *from;
        chapters[n].n_sections = repeats ? 0 : from->n_sections;
        n++;
    }
    *out = chapters;
    *count = n;
    return rc;
}
