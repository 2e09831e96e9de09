// SPDX-License-Identifier: Apache-2.0
/* The opened workspace that questions are asked of: catalogue, areas, categories, and the views opened so
 * far. */
#include <stdlib.h>

#include "base/checked.h"
#include "measure/measure.h"

#define CATALOGUE_MAX ((size_t)256 << 20)

struct opened {
    const char *source;
    const char *vintage;
    struct ww_view *view;
};

struct ww_context {
    struct ww_workspace *workspace;
    struct ww_areas *areas;
    struct ww_categories *categories;
    unsigned threads;
    struct ww_arena *arena;
    struct ww_extract_record *extracts;
    size_t n_extracts;
    struct opened *opened;
    size_t n_opened, opened_capacity;
    const char *area_level;
    const char *share; /* folder of the program's data; NULL = not said */
};

/* The level whose areas include the partnership's own code. */
static const char *find_area_level(const struct ww_areas *areas, const char *code)
{
    for (size_t i = 0; ww_areas_level_name(areas, i); i++) {
        const char *level = ww_areas_level_name(areas, i);
        if (ww_areas_find(areas, ww_str_of(level), ww_str_of(code)))
            return level;
    }
    return "";
}

enum ww_rc ww_context_open(struct ww_workspace *workspace, struct ww_areas *areas,
                           struct ww_categories *categories, unsigned threads, struct ww_context **out,
                           struct ww_err *err)
{
    struct ww_context *context = ww_new_array(1, sizeof *context);
    if (!context)
        return ww_fail_nomem(err);
    *context = (struct ww_context){
        .workspace = workspace, .areas = areas, .categories = categories, .threads = threads};
    context->arena = ww_arena_new(CATALOGUE_MAX);
    enum ww_rc rc = context->arena ? WW_OK : ww_fail_nomem(err);
    if (!rc)
        rc = ww_catalogue_list(workspace, false, context->arena, &context->extracts, &context->n_extracts,
                               err);
    if (rc) {
        ww_context_close(&context);
        return rc;
    }
    context->area_level = find_area_level(areas, ww_context_area(context));
    *out = context;
    return WW_OK;
}

void ww_context_close(struct ww_context **context)
{
    if (!context || !*context)
        return;
    for (size_t i = 0; i < (*context)->n_opened; i++)
        ww_view_close(&(*context)->opened[i].view);
    free((*context)->opened);
    ww_arena_free(&(*context)->arena);
    free(*context);
    *context = NULL;
}

struct ww_workspace *ww_context_workspace(const struct ww_context *context)
{
    return context->workspace;
}

const struct ww_areas *ww_context_areas(const struct ww_context *context)
{
    return context->areas;
}

const struct ww_categories *ww_context_categories(const struct ww_context *context)
{
    return context->categories;
}

const char *ww_context_area(const struct ww_context *context)
{
    return ww_workspace_setting(context->workspace, "partnership", "area");
}

const char *ww_context_area_level(const struct ww_context *context)
{
    return context->area_level;
}

const struct ww_extract_record *ww_context_extracts(const struct ww_context *context, size_t *count)
{
    *count = context->n_extracts;
    return context->extracts;
}

unsigned ww_context_threads(const struct ww_context *context)
{
    return context->threads;
}

enum ww_rc ww_context_view(struct ww_context *context, const char *source, const char *vintage,
                           struct ww_view **out, struct ww_err *err)
{
    for (size_t i = 0; i < context->n_opened; i++)
        if (ww_str_eqz(ww_str_of(source), context->opened[i].source) &&
            ww_str_eqz(ww_str_of(vintage), context->opened[i].vintage)) {
            *out = context->opened[i].view;
            return WW_OK;
        }
    void *opened = context->opened;
    if (!ww_grow(&opened, &context->opened_capacity, context->n_opened + 1, sizeof *context->opened))
        return ww_fail_nomem(err);
    context->opened = opened;
    struct opened entry = {ww_arena_copy(context->arena, ww_str_of(source)),
                           ww_arena_copy(context->arena, ww_str_of(vintage)), NULL};
    if (!entry.source || !entry.vintage)
        return ww_fail_nomem(err);
    enum ww_rc rc = ww_view_open(context->workspace, source, vintage, &entry.view, err);
    if (rc)
        return rc;
    context->opened[context->n_opened++] = entry;
    *out = entry.view;
    return WW_OK;
}

void ww_context_set_share(struct ww_context *context, const char *folder)
{
    context->share = folder;
}

const char *ww_context_share(const struct ww_context *context)
{
    return context->share;
}
