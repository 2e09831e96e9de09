// SPDX-License-Identifier: Apache-2.0
/* Where people live, as records say it.
 *
 * Problem. A column of homes mixes codes of our wards, codes of wards of others, words for elsewhere and for nowhere.
 * Method. A text that is the code or name of an area of the level inside the area asked about is that area; the words for
 * no fixed abode and for not known are in a list; whatever else is said is elsewhere.
 * Edge cases. A ward of our own that no boundaries or lookup know counts as elsewhere, so they must be imported first;
 * where none are known at all, that is refused. */
#include "measure/lives.h"

struct keys {
    const struct ww_areas *areas;
    const char *level;
    struct ww_lives lives;
};

enum word { NO_ABODE, UNKNOWN };

static const struct {
    const char *text;
    enum word word;
} words[] = {
    {"no fixed abode", NO_ABODE}, {"nfa", NO_ABODE},       {"no fixed address", NO_ABODE},
    {"homeless", NO_ABODE},       {"", UNKNOWN},           {"not known", UNKNOWN},
    {"unknown", UNKNOWN},         {"not stated", UNKNOWN},
};

static int32_t key_of(void *context, struct ww_str text)
{
    const struct keys *keys = context;
    const struct ww_area *area = NULL;
    text = ww_str_trim(text);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (ww_str_eq_nocase(text, ww_str_of(words[i].text)))
            return words[i].word == NO_ABODE ? keys->lives.no_abode : keys->lives.unknown;
    area = ww_areas_find(keys->areas, ww_str_of(keys->level), text);
    if (!area && ww_areas_find_name(keys->areas, ww_str_of(keys->level), text, NULL, &area) != 1)
        return keys->lives.elsewhere;
    for (size_t i = 0; i < keys->lives.areas.count; i++)
        if (keys->lives.areas.items[i] == area)
            return (int32_t)i;
    return keys->lives.elsewhere;
}

/* The areas of the level inside the area asked about. */
static enum ww_rc list_areas(const struct ww_ask *ask, struct keys *keys, struct ww_err *err)
{
    size_t all = 0, n = 0;
    const struct ww_area *const *areas = ww_areas_list(keys->areas, ww_str_of(keys->level), &all);
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
    const struct ww_area **kept = ww_arena_alloc(ask->arena, all + 1, sizeof *kept);
    if (!kept)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < all; i++)
        if (!ask->area_level[0] || ww_areas_within(keys->areas, ww_str_of(keys->level), areas[i]->code,
                                                   ww_str_of(ask->area_level), ww_str_of(ask->area)))
            kept[n++] = areas[i];
    if (!n)
        return ww_fail(err, WW_E_NOT_FOUND,
                       "No areas of level '%s' are known inside %s, so nobody's home can be placed. Import "
                       "their boundaries or a lookup.",
                       keys->level, ask->area);
    keys->lives.areas = (struct ww_area_list){n, kept};
    return WW_OK;
}

enum ww_rc ww_lives_make(const struct ww_ask *ask, const char *field, const char *level, struct ww_lives *out,
                         struct ww_err *err)
{
    if (!ww_view_has_column(ask->view, field))
        return ww_fail(err, WW_E_NOT_FOUND, "%s has no column \"%s\" that says where people live.",
                       ask->record->source, field);
    struct keys *keys = ww_arena_alloc(ask->arena, 1, sizeof *keys);
    if (!keys)
        return ww_fail_nomem(err);
    keys->areas = ww_context_areas(ask->context);
    keys->level = level;
    enum ww_rc rc = list_areas(ask, keys, err);
    if (rc)
        return rc;
    struct ww_lives *lives = &keys->lives;
    lives->elsewhere = (int32_t)lives->areas.count;
    lives->no_abode = lives->elsewhere + 1;
    lives->unknown = lives->no_abode + 1;
    lives->dim = (struct ww_cube_dim){.by = WW_BY_TEXT,
                                      .role = WW_ROLE_ATTRIBUTE,
                                      .field = field,
                                      .size = lives->unknown + 1,
                                      .missing_key = lives->unknown,
                                      .key = key_of,
                                      .context = keys};
    *out = *lives;
    return WW_OK;
}

static int32_t here_key(void *context, struct ww_str text)
{
    const struct keys *keys = context;
    return key_of(context, text) < keys->lives.elsewhere ? 0 : WW_LEAVE_OUT;
}

struct ww_cube_dim ww_lives_here(const struct ww_lives *lives)
{
    struct ww_cube_dim dim = lives->dim;
    dim.size = 1;
    dim.missing_key = WW_LEAVE_OUT;
    dim.key = here_key;
    return dim;
}
