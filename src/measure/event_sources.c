// SPDX-License-Identifier: Apache-2.0
/* Sources of events side by side.
 *
 * Problem. Crime, ambulance calls, fires and anti-social behaviour are counted by different partners; whether they meet
 * in the same places can only be seen where all are counted in the same areas, by the same rule.
 * Method. The question is put to each source that fits: events, placed in small areas, covering the period.
 * Conventions. Two sources about recorded crime would count the same crimes twice, so of the question's own subject only
 * the source chosen takes part, and the prescribed datasets (SI 2007/1831), which repeat others, do not. Other partners' sources take part whole: a condition names columns of one source. */
#include "measure/event_sources.h"

#include "measure/compare.h"
#include "measure/words.h"

static const char DEFAULT_LEVEL[] = "ward";
/* Sources of the datasets of SI 2007/1831: extracts, without particulars, of what other sources hold whole. */
static const char PRESCRIBED[] = "prescribed-";

static bool places_events(const struct ww_ask *other)
{
    const struct ww_field *area = ww_view_field(other->view, WW_ROLE_AREA);
    if (other->record->shape != WW_SHAPE_EVENTS || !area || !ww_view_has_role(other->view, WW_ROLE_AREA) ||
        !ww_view_has_role(other->view, WW_ROLE_FROM) || !ww_ask_covers(other, other->period) ||
        other->subject->smallest > 0 || /* of so few people that every answer about them hides some */
        ww_str_starts(ww_str_of(other->record->source), ww_str_of(PRESCRIBED)))
        return false;
    return !ww_str_eqz(ww_str_of(area->area_level), ww_context_area_level(other->context)) &&
           !ww_str_eqz(ww_str_of(area->area_level), "borough") &&
           !ww_str_eqz(ww_str_of(area->area_level), "force");
}

static const char *capitalised(const struct ww_ask *ask, const char *words)
{
    char *copy = ww_arena_copy(ask->arena, ww_str_of(words));
    if (copy && copy[0] >= 'a' && copy[0] <= 'z')
        copy[0] = (char)(copy[0] - 'a' + 'A');
    return copy ? copy : "";
}

static bool shares_words(const struct ww_event_sources *sources, size_t index)
{
    const char *words = sources->items[index].ask.subject->together;
    for (size_t i = 0; i < sources->count; i++)
        if (i != index && ww_str_eqz(ww_str_of(words), sources->items[i].ask.subject->together))
            return true;
    return false;
}

static const char *make_label(const struct ww_event_sources *sources, size_t index)
{
    const struct ww_ask *ask = &sources->items[index].ask;
    const char *words = capitalised(ask, ask->subject->together), *label = words;
    if (!ask->subject->name[0]) /* a subject without words of its own */
        label = capitalised(ask, ask->record->source);
    else if (shares_words(sources, index))
        label = ww_arena_printf(ask->arena, "%s (%s)", words, ask->record->source);
    return label ? label : "";
}

enum ww_rc ww_event_sources_list(const struct ww_ask *ask, struct ww_event_sources *out, struct ww_err *err)
{
    struct ww_ask *others = NULL;
    size_t n = 0;
    enum ww_rc rc = ww_ask_each(ask, places_events, &others, &n, err);
    if (rc)
        return rc;
    *out = (struct ww_event_sources){n + 1, ww_arena_alloc(ask->arena, n + 1, sizeof *out->items)};
    if (!out->items)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < out->count; i++) {
        struct ww_event_source *source = &out->items[i];
        source->ask = i ? others[i - 1] : *ask;
        source->id = source->ask.record->source;
        source->compares = ww_ask_covers(&source->ask, ask->compare);
    }
    for (size_t i = 0; i < out->count; i++)
        out->items[i].label = make_label(out, i);
    return WW_OK;
}

enum ww_rc ww_event_counts(const struct ww_ask *ask, const char *level, struct ww_period period,
                           struct ww_table *table, struct ww_area_counts *out, struct ww_err *err)
{
    struct ww_cube_spec spec;
    struct ww_cube cube;
    enum ww_rc rc = ww_ask_spec(ask, &spec, err);
    if (!rc)
        rc = ww_ask_dim_area(ask, level, &spec.dims[spec.n_dims++], &out->areas, err);
    if (rc)
        return rc;
    out->counts = ww_arena_alloc(ask->arena, out->areas.count, sizeof *out->counts);
    if (!out->counts)
        return ww_fail_nomem(err);
    spec.has_period = true;
    spec.period = period;
    rc = ww_ask_count(ask, &spec, table, &cube, err);
    if (rc)
        return rc;
    memcpy(out->counts, cube.counts, cube.size * sizeof *out->counts);
    ww_ask_note_left_out(ask, &spec, &cube, table);
    ww_cube_free(&cube);
    return WW_OK;
}

static const char *choose_level(const struct ww_ask *ask)
{
    size_t wards = 0;
    if (ask->question->by)
        return ask->question->by;
    ww_areas_list(ww_context_areas(ask->context), ww_str_of(DEFAULT_LEVEL), &wards);
    return wards ? DEFAULT_LEVEL : ww_view_field(ask->view, WW_ROLE_AREA)->area_level;
}

enum ww_rc ww_event_matrix_ready(const struct ww_ask *ask, struct ww_err *err)
{
    struct ww_cube_dim dim;
    struct ww_area_list list;
    return ww_ask_dim_area(ask, choose_level(ask), &dim, &list, err);
}

/* Appends a source's counts, or says why it is left out. */
static void keep_source(const struct ww_event_source *source, const int64_t *counts, struct ww_table *table,
                        struct ww_event_matrix *out)
{
    int64_t total = ww_event_sum(counts, out->areas.count);
    if (total < WW_LOW_BASE) {
        ww_table_note(table, "%s is left out: it has fewer than %d records placed in %s in the period.",
                      source->label, WW_LOW_BASE, ww_words_areas(out->level));
        return;
    }
    memcpy(out->counts + out->sources.count * out->areas.count, counts, out->areas.count * sizeof *counts);
    out->sources.items[out->sources.count++] = *source;
}

enum ww_rc ww_event_matrix_count(const struct ww_ask *ask, struct ww_table *table,
                                 struct ww_event_matrix *out, struct ww_err *err)
{
    struct ww_cube_dim dim;
    struct ww_event_sources all;
    *out = (struct ww_event_matrix){.level = choose_level(ask)};
    enum ww_rc rc = ww_event_sources_list(ask, &all, err);
    if (!rc)
        rc = ww_ask_dim_area(ask, out->level, &dim, &out->areas, err);
    if (rc)
        return rc;
    out->sources.items = ww_arena_alloc(ask->arena, all.count, sizeof *out->sources.items);
    out->counts = ww_arena_alloc(ask->arena, all.count * out->areas.count, sizeof *out->counts);
    if (!out->sources.items || !out->counts)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < all.count && !rc; i++) {
        struct ww_area_counts counted = {.counts = NULL};
        rc = ww_event_counts(&all.items[i].ask, out->level, ask->period, table, &counted, err);
        if (!rc && counted.areas.count == out->areas.count)
            keep_source(&all.items[i], counted.counts, table, out);
    }
    ww_table_parameter(table, "level", out->level);
    return rc;
}

struct ww_ask ww_ask_whole_area(const struct ww_ask *ask)
{
    struct ww_ask whole = *ask;
    whole.area = ww_context_area(ask->context);
    whole.area_level = ww_context_area_level(ask->context);
    return whole;
}

int64_t ww_event_sum(const int64_t *counts, size_t n)
{
    int64_t total = 0;
    for (size_t i = 0; i < n; i++)
        total += counts[i];
    return total;
}

size_t ww_event_rank(const int64_t *counts, size_t n, size_t index)
{
    size_t rank = 1;
    for (size_t i = 0; i < n; i++)
        rank += counts[i] > counts[index];
    return rank;
}
