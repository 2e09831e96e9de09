// SPDX-License-Identifier: Apache-2.0
/* What a measure can ask of its evidence: conditions and dimensions for the cube. Each turns the distinct
 * texts of a column into keys, once per text; the cube then only looks keys up. */
#include "measure/ask.h"

#include "base/checked.h"
#include "base/num.h"

const char *ww_ask_words(const struct ww_ask *ask, struct ww_period period)
{
    char words[64];
    ww_period_print_words(period, words);
    const char *copy = ww_arena_copy(ask->arena, ww_str_of(words));
    return copy ? copy : "";
}

const char *ww_ask_number(const struct ww_ask *ask, int64_t number)
{
    char text[48];
    ww_print_people((double)number, 0, text);
    const char *copy = ww_arena_copy(ask->arena, ww_str_of(text));
    return copy ? copy : "";
}

const char *ww_ask_heading(const struct ww_ask *ask, const char *what, struct ww_period period)
{
    const char *heading = ww_arena_printf(ask->arena, "%s, %s", what, ww_ask_words(ask, period));
    return heading ? heading : "";
}

/* --- categories ----------------------------------------------------------------------------------- */

struct category_keys {
    const struct ww_categories *categories;
    const char *vocabulary;
    int32_t unmapped;
    int under; /* only nodes under this one; -1 = all */
    bool keep_unmapped;
};

static int32_t category_key(void *context, struct ww_str text)
{
    const struct category_keys *keys = context;
    int node = ww_categories_map(keys->categories, keys->vocabulary, text);
    if (node < 0)
        return keys->keep_unmapped ? keys->unmapped : WW_LEAVE_OUT;
    if (keys->under >= 0 && !ww_categories_under(keys->categories, node, keys->under))
        return WW_LEAVE_OUT;
    return node;
}

static struct category_keys *new_category_keys(const struct ww_ask *ask, int under, bool keep_unmapped)
{
    struct category_keys *keys = ww_arena_alloc(ask->arena, 1, sizeof *keys);
    const struct ww_categories *categories = ww_context_categories(ask->context);
    const struct ww_field *field = ww_view_field(ask->view, WW_ROLE_CATEGORY);
    if (keys)
        *keys = (struct category_keys){categories, field ? field->vocabulary : "",
                                       (int32_t)ww_categories_count(categories), under, keep_unmapped};
    return keys;
}

/* A record whose category is not in the vocabulary stays in: it is something, and the table says so. */
static enum ww_rc category_dim(const struct ww_ask *ask, int under, bool keep_unmapped,
                               struct ww_cube_dim *dim, struct ww_err *err)
{
    struct category_keys *keys = new_category_keys(ask, under, keep_unmapped);
    if (!keys)
        return ww_fail_nomem(err);
    *dim = (struct ww_cube_dim){.by = WW_BY_TEXT,
                                .role = WW_ROLE_CATEGORY,
                                .size = keys->unmapped + 1,
                                .missing_key = keep_unmapped ? keys->unmapped : WW_LEAVE_OUT,
                                .key = category_key,
                                .context = keys};
    return WW_OK;
}

enum ww_rc ww_ask_dim_category(const struct ww_ask *ask, struct ww_cube_dim *dim, struct ww_err *err)
{
    return category_dim(ask, ask->subject_node, true, dim, err);
}

/* --- areas ---------------------------------------------------------------------------------------- */

struct area_keys {
    const struct ww_areas *areas;
    const char *level; /* of the texts in the evidence */
    const char *target_level;
    const char *target;     /* code; the condition "inside it" */
    const char *list_level; /* NULL = a condition only */
    const struct ww_area **list;
    size_t n_list;
};

/* The code a text stands for: evidence holds codes or names. */
static const char *area_code(const struct area_keys *keys, struct ww_str text)
{
    text = ww_str_trim(text);
    const struct ww_area *area = ww_areas_find(keys->areas, ww_str_of(keys->level), text);
    if (!area && ww_areas_find_name(keys->areas, ww_str_of(keys->level), text, NULL, &area) != 1)
        return NULL;
    return area->code.ptr;
}

static bool inside(const struct area_keys *keys, struct ww_str text, const char *code)
{
    if (!code) /* not in the registry: only the very same text counts */
        return ww_str_eqz(ww_str_trim(text), keys->target);
    if (ww_str_eqz(ww_str_of(code), keys->target))
        return true;
    return ww_areas_within(keys->areas, ww_str_of(keys->level), ww_str_of(code),
                           ww_str_of(keys->target_level), ww_str_of(keys->target));
}

static int32_t find_in_list(const struct area_keys *keys, const char *code)
{
    size_t low = 0, high = keys->n_list;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = ww_str_cmp(keys->list[middle]->code, ww_str_of(code));
        if (order == 0)
            return (int32_t)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return WW_LEAVE_OUT;
}

static int32_t area_key(void *context, struct ww_str text)
{
    const struct area_keys *keys = context;
    const char *code = area_code(keys, text);
    if (!inside(keys, text, code))
        return WW_LEAVE_OUT;
    if (!keys->list_level)
        return 0;
    if (!code)
        return WW_LEAVE_OUT;
    const char *up = ww_areas_up(keys->areas, ww_str_of(keys->level), ww_str_of(code),
                                 ww_str_of(keys->list_level));
    return up ? find_in_list(keys, up) : WW_LEAVE_OUT;
}

static struct area_keys *new_area_keys(const struct ww_ask *ask)
{
    struct area_keys *keys = ww_arena_alloc(ask->arena, 1, sizeof *keys);
    const struct ww_field *field = ww_view_field(ask->view, WW_ROLE_AREA);
    if (keys)
        *keys = (struct area_keys){.areas = ww_context_areas(ask->context),
                                   .level = field ? field->area_level : "",
                                   .target_level = ask->area_level,
                                   .target = ask->area};
    return keys;
}

bool ww_ask_area_occurs(const struct ww_ask *ask)
{
    struct area_keys *keys = ww_view_field(ask->view, WW_ROLE_AREA) ? new_area_keys(ask) : NULL;
    for (size_t e = 0; keys && e < ww_view_extracts(ask->view); e++) {
        const struct ww_extract *extract = ww_view_extract(ask->view, e);
        int field = ww_extract_field_by_role(extract, WW_ROLE_AREA);
        struct ww_dictionary texts = field < 0 ? (struct ww_dictionary){0}
                                               : ww_extract_dictionary(extract, (size_t)field);
        for (size_t i = 0; i < texts.count; i++)
            if (inside(keys, texts.values[i], area_code(keys, texts.values[i])))
                return true;
    }
    return !keys;
}

static struct ww_cube_dim area_dim(struct area_keys *keys)
{
    return (struct ww_cube_dim){.by = WW_BY_TEXT,
                                .role = WW_ROLE_AREA,
                                .size = keys->list_level ? (int32_t)keys->n_list : 1,
                                .missing_key = WW_LEAVE_OUT,
                                .key = area_key,
                                .context = keys};
}

static enum ww_rc fail_no_areas(const struct ww_ask *ask, const char *level, struct ww_err *err)
{
    const struct ww_areas *areas = ww_context_areas(ask->context);
    struct ww_buf levels = {.max = 400};
    for (size_t i = 0; ww_areas_level_name(areas, i); i++)
        ww_buf_printf(&levels, "%s%s", i ? ", " : "", ww_areas_level_name(areas, i));
    enum ww_rc rc = ww_fail(
        err, WW_E_NOT_FOUND,
        "No areas of level '%s' are known inside %s. Import their boundaries or a lookup. Levels known: "
        "%s.",
        level, ask->area, levels.len ? levels.data : "none");
    ww_buf_free(&levels);
    return rc;
}

/* Areas that only a lookup knows (LSOAs of 2021 found from those of 2011) say nothing of what they lie in. Then those
 * belong into the list that the evidence's own areas inside the area asked for lead to. seen: one byte an area. */
static void mark_reached(const struct ww_ask *ask, const struct area_keys *keys, const char *level,
                         uint8_t *seen)
{
    size_t count = 0;
    const struct ww_area *const *small = ww_areas_list(keys->areas, ww_str_of(keys->level), &count);
    for (size_t i = 0; i < count; i++) {
        if (!ww_areas_within(keys->areas, ww_str_of(keys->level), small[i]->code, ww_str_of(ask->area_level),
                             ww_str_of(ask->area)))
            continue;
        const char *up = ww_areas_up(keys->areas, ww_str_of(keys->level), small[i]->code, ww_str_of(level));
        int32_t index = up ? ww_areas_index(keys->areas, ww_str_of(level), ww_str_of(up)) : -1;
        if (index >= 0)
            seen[index] = 1;
    }
}

enum ww_rc ww_ask_dim_area(const struct ww_ask *ask, const char *level, struct ww_cube_dim *dim,
                           struct ww_area_list *list, struct ww_err *err)
{
    struct area_keys *keys = new_area_keys(ask);
    size_t all = 0;
    const struct ww_area *const *areas = ww_areas_list(ww_context_areas(ask->context), ww_str_of(level),
                                                       &all);
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
    const struct ww_area **kept = keys ? ww_arena_alloc(ask->arena, all, sizeof *kept) : NULL;
    uint8_t *seen = ww_arena_alloc(ask->arena, all, 1);
    if (!kept || !seen)
        return ww_fail_nomem(err);
    size_t n = 0;
    mark_reached(ask, keys, level, seen);
    for (size_t i = 0; i < all; i++)
        if (seen[i] || !ask->area_level[0] ||
            ww_areas_within(keys->areas, ww_str_of(level), areas[i]->code, ww_str_of(ask->area_level),
                            ww_str_of(ask->area)))
            kept[n++] = areas[i];
    if (!n)
        return fail_no_areas(ask, level, err);
    keys->list_level = level;
    keys->list = kept;
    keys->n_list = n;
    *dim = area_dim(keys);
    *list = (struct ww_area_list){n, kept};
    return WW_OK;
}

/* --- conditions ----------------------------------------------------------------------------------- */

struct text_condition {
    struct ww_str wanted;
};

/* The whole text, or one of several joined by ";". */
static int32_t equal_key(void *context, struct ww_str text)
{
    const struct text_condition *condition = context;
    if (ww_str_eq_nocase(ww_str_trim(text), condition->wanted))
        return 0;
    struct ww_str rest = text, item;
    while (ww_str_cut(&rest, ';', &item))
        if (ww_str_eq_nocase(ww_str_trim(item), condition->wanted))
            return 0;
    return WW_LEAVE_OUT;
}

/* --where category=... takes a node of the tree by id or label, with everything under it. */
static enum ww_rc category_condition(const struct ww_ask *ask, const char *value, struct ww_cube_dim *dim,
                                     struct ww_err *err)
{
    const struct ww_categories *categories = ww_context_categories(ask->context);
    int node = ww_categories_find(categories, value);
    for (size_t i = 0; node < 0 && i < ww_categories_count(categories); i++)
        if (ww_str_eq_nocase(ww_str_of(value), ww_str_of(ww_categories_at(categories, i)->label)))
            node = (int)i;
    if (node < 0)
        return ww_fail(err, WW_E_USAGE,
                       "'%s' is no category. Use an id or label of the category tree, such as "
                       "'burglary': 'watchward measure change --format csv' has those that occur, in its "
                       "columns id and label.",
                       value);
    return category_dim(ask, node, false, dim, err);
}

/* Layouts of one source may differ: it is enough that one extract has the column. */
static bool has_texts(const struct ww_ask *ask, const char *name)
{
    for (size_t e = 0; e < ww_view_extracts(ask->view); e++) {
        const struct ww_field *fields;
        int index = ww_extract_field_by_name(ww_view_extract(ask->view, e), name);
        ww_extract_fields(ww_view_extract(ask->view, e), &fields);
        if (index >= 0 && fields[index].kind == WW_KIND_CATEGORY)
            return true;
    }
    return false;
}

static enum ww_rc column_condition(const struct ww_ask *ask, const struct ww_condition *where,
                                   struct ww_cube_dim *dim, struct ww_err *err)
{
    if (!has_texts(ask, where->field))
        return ww_fail(err, WW_E_USAGE, "--where cannot use '%s': %s has no column of texts with that name.",
                       where->field, ask->record->source);
    struct text_condition *condition = ww_arena_alloc(ask->arena, 1, sizeof *condition);
    if (!condition)
        return ww_fail_nomem(err);
    condition->wanted = ww_str_of(where->value);
    *dim = (struct ww_cube_dim){.by = WW_BY_TEXT,
                                .role = WW_ROLE_ATTRIBUTE,
                                .field = where->field,
                                .size = 1,
                                .missing_key = WW_LEAVE_OUT,
                                .key = equal_key,
                                .context = condition};
    return WW_OK;
}

/* The subject, the area and each --where. */
_Static_assert(WW_CONDITIONS_MAX + 2 <= WW_CUBE_MAX_WHERE,
               "a cube has room for every condition of a question");

enum ww_rc ww_ask_spec_everywhere(const struct ww_ask *ask, struct ww_cube_spec *spec, struct ww_err *err)
{
    *spec = (struct ww_cube_spec){0};
    enum ww_rc rc = WW_OK;
    if (ww_view_field(ask->view, WW_ROLE_CATEGORY) && ask->subject_node >= 0)
        rc = category_dim(ask, ask->subject_node, true, &spec->where[spec->n_where++], err);
    for (size_t i = 0; i < ask->question->n_where && !rc; i++) {
        const struct ww_condition *where = &ask->question->where[i];
        struct ww_cube_dim *dim = &spec->where[spec->n_where++];
        rc = ww_str_eqz(ww_str_of(where->field), "category") ? category_condition(ask, where->value, dim, err)
                                                             : column_condition(ask, where, dim, err);
    }
    return rc;
}

enum ww_rc ww_ask_spec(const struct ww_ask *ask, struct ww_cube_spec *spec, struct ww_err *err)
{
    enum ww_rc rc = ww_ask_spec_everywhere(ask, spec, err);
    if (rc || !ww_view_field(ask->view, WW_ROLE_AREA))
        return rc; /* a source without areas is about the partnership as a whole */
    struct area_keys *keys = new_area_keys(ask);
    if (!keys)
        return ww_fail_nomem(err);
    spec->where[spec->n_where++] = area_dim(keys);
    return WW_OK;
}

/* --- other dimensions ----------------------------------------------------------------------------- */

struct ww_cube_dim ww_ask_dim_month(struct ww_period period, size_t *n_months)
{
    int32_t first = ww_month_of_day(period.first_day), last = ww_month_of_day(period.end_day - 1);
    *n_months = (size_t)((int64_t)last - first + 1);
    return (struct ww_cube_dim){
        .by = WW_BY_MONTH, .size = last - first + 1, .origin = first, .missing_key = WW_LEAVE_OUT};
}

struct text_keys {
    struct ww_text_list *list;
    size_t capacity;
};

static int32_t text_key(void *context, struct ww_str text)
{
    const struct text_keys *keys = context;
    for (size_t i = 0; i < keys->list->count; i++)
        if (ww_str_eq(keys->list->items[i], text))
            return (int32_t)i;
    return WW_LEAVE_OUT;
}

enum ww_rc ww_ask_dim_texts(const struct ww_ask *ask, enum ww_role role, const char *field,
                            struct ww_cube_dim *dim, struct ww_text_list *list, struct ww_err *err)
{
    size_t capacity = 0;
    for (size_t e = 0; e < ww_view_extracts(ask->view); e++) {
        const struct ww_extract *extract = ww_view_extract(ask->view, e);
        int index = role == WW_ROLE_ATTRIBUTE ? ww_extract_field_by_name(extract, field)
                                              : ww_extract_field_by_role(extract, role);
        if (index >= 0)
            capacity += ww_extract_dictionary(extract, (size_t)index).count;
    }
    struct text_keys *keys = ww_arena_alloc(ask->arena, 1, sizeof *keys);
    *list = (struct ww_text_list){0, ww_arena_alloc(ask->arena, capacity, sizeof *list->items)};
    if (!keys || !list->items)
        return ww_fail_nomem(err);
    keys->list = ww_arena_alloc(ask->arena, 1, sizeof *keys->list);
    if (!keys->list)
        return ww_fail_nomem(err);
    keys->list->items = list->items;
    for (size_t e = 0; e < ww_view_extracts(ask->view); e++) {
        const struct ww_extract *extract = ww_view_extract(ask->view, e);
        int index = role == WW_ROLE_ATTRIBUTE ? ww_extract_field_by_name(extract, field)
                                              : ww_extract_field_by_role(extract, role);
        struct ww_dictionary d = index < 0 ? (struct ww_dictionary){0}
                                           : ww_extract_dictionary(extract, (size_t)index);
        for (size_t i = 0; i < d.count; i++)
            if (text_key(keys, d.values[i]) == WW_LEAVE_OUT)
                keys->list->items[keys->list->count++] = d.values[i];
    }
    *list = *keys->list;
    *dim = (struct ww_cube_dim){.by = WW_BY_TEXT,
                                .role = role,
                                .field = field,
                                .size = (int32_t)list->count,
                                .missing_key = WW_LEAVE_OUT,
                                .key = text_key,
                                .context = keys};
    return WW_OK;
}

/* --- counting ------------------------------------------------------------------------------------- */

void ww_ask_note_used(const struct ww_ask *ask, const uint64_t *used, struct ww_table *table)
{
    for (size_t i = 0; i < ww_view_extracts(ask->view); i++) {
        const struct ww_extract_record *r = ww_view_record(ask->view, i);
        if (!used[i])
            continue;
        char period[32] = "";
        if (r->has_period)
            ww_period_print(r->period, period);
        ww_table_used(table, &(struct ww_used_extract){r->source, r->vintage, period, r->sha256, r->owner,
                                                       r->rows, used[i], NULL});
    }
}

enum ww_rc ww_ask_count(const struct ww_ask *ask, const struct ww_cube_spec *spec, struct ww_table *table,
                        struct ww_cube *cube, struct ww_err *err)
{
    enum ww_rc rc = ww_cube_count(ask->view, spec, ww_context_threads(ask->context), cube, err);
    if (!rc)
        ww_ask_note_used(ask, cube->used_by_extract, table);
    return rc;
}

void ww_ask_note_left_out(const struct ww_ask *ask, const struct ww_cube_spec *spec,
                          const struct ww_cube *cube, struct ww_table *table)
{
    uint64_t unplaced = 0;
    for (size_t i = 0; i < spec->n_dims; i++)
        unplaced += cube->left_out[i];
    if (cube->no_time)
        ww_table_note(table, "%s records of %s have no usable time and are not counted.",
                      ww_ask_number(ask, (int64_t)cube->no_time), ask->record->source);
    if (unplaced)
        ww_table_note(
            table,
            "%s records of %s%s%s could not be given a place in this table (no area, time of day or "
            "value known for them) and are not counted.",
            ww_ask_number(ask, (int64_t)unplaced), ask->record->source, spec->has_period ? ", " : "",
            spec->has_period ? ww_ask_words(ask, spec->period) : "");
}
