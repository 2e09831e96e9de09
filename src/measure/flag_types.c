// SPDX-License-Identifier: Apache-2.0
/* flag-types: of which types is the crime that bears each flag?
 *
 * Problem. "Hate crime" is harassment for one strand and violence for another, and what is done about it differs.
 * Method. Records with a flag by their type; each flag's most frequent types as shares of its records
 * (measure/within.h).
 * Conventions. A record with several flags is in each of them; flags are never summed. Types are those at the foot of the
 * category tree. The three most frequent unless --top says otherwise; equals stand in the order of the tree.
 * Edge cases. A flag without records in the period has no rows. */
#include <stdlib.h>

#include "measure/breakdown.h"
#include "measure/compare.h"
#include "measure/within.h"

#define TOP_DEFAULT 3

static struct ww_table *make_table(const struct ww_ask *ask)
{
    return ww_within_table(ask, "flag-types", "Flag and type");
}

struct flags {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct ww_text_list texts; /* of the flags column */
    struct ww_cube_dim by_texts, by_type;
    struct ww_str *names;
    size_t n_names;
    int64_t *counts[2]; /* then, now: n_names × types */
    struct ww_within_whole *wholes;
};

/* --- names ---------------------------------------------------------------------------------------- */

static size_t name_at(struct flags *f, struct ww_str name)
{
    size_t i = 0;
    while (i < f->n_names && !ww_str_eq_nocase(f->names[i], name))
        i++;
    if (i == f->n_names)
        f->names[f->n_names++] = name;
    return i;
}

static enum ww_rc find_names(struct flags *f, struct ww_err *err)
{
    size_t room = f->texts.count;
    for (size_t i = 0; i < f->texts.count; i++)
        for (size_t c = 0; c < f->texts.items[i].len; c++)
            room += f->texts.items[i].ptr[c] == ';';
    f->names = ww_arena_alloc(f->ask->arena, room, sizeof *f->names);
    if (!f->names)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < f->texts.count; i++) {
        struct ww_str rest = f->texts.items[i], name;
        while (ww_str_cut(&rest, ';', &name))
            if (ww_str_trim(name).len)
                name_at(f, ww_str_trim(name));
    }
    size_t n = f->n_names ? f->n_names : 1;
    f->wholes = ww_arena_alloc(f->ask->arena, n, sizeof *f->wholes);
    for (size_t when = 0; when < 2; when++)
        f->counts[when] = ww_arena_alloc(f->ask->arena, n * (size_t)f->by_type.size, sizeof **f->counts);
    return f->wholes && f->counts[0] && f->counts[1] ? WW_OK : ww_fail_nomem(err);
}

/* --- counting ------------------------------------------------------------------------------------- */

/* The records of one text of the column, added to each flag named in it; one named twice is one. */
static void add_text(struct flags *f, size_t text, const int64_t *by_type, int64_t *counts)
{
    struct ww_str rest = f->texts.items[text], name;
    size_t types = (size_t)f->by_type.size, seen[64], n_seen = 0;
    while (ww_str_cut(&rest, ';', &name)) {
        bool again = false;
        if (!ww_str_trim(name).len)
            continue;
        size_t flag = name_at(f, ww_str_trim(name));
        for (size_t i = 0; i < n_seen; i++)
            again |= seen[i] == flag;
        if (again || n_seen == sizeof seen / sizeof seen[0])
            continue;
        seen[n_seen++] = flag;
        for (size_t t = 0; t < types; t++)
            counts[flag * types + t] += by_type[t];
    }
}

static enum ww_rc count(struct flags *f, struct ww_period period, int64_t *counts, struct ww_err *err)
{
    struct ww_cube_spec spec;
    struct ww_cube cube;
    enum ww_rc rc = ww_ask_spec(f->ask, &spec, err);
    if (rc)
        return rc;
    spec.has_period = true;
    spec.period = period;
    spec.dims[spec.n_dims++] = f->by_texts;
    spec.dims[spec.n_dims++] = f->by_type;
    rc = ww_ask_count(f->ask, &spec, f->table, &cube, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < f->texts.count; i++)
        add_text(f, i, cube.counts + i * (size_t)f->by_type.size, counts);
    ww_ask_note_left_out(f->ask, &spec, &cube, f->table);
    ww_cube_free(&cube);
    return WW_OK;
}

/* --- rows ----------------------------------------------------------------------------------------- */

static int most_first(const void *a, const void *b)
{
    const struct ww_within_whole *x = *(const struct ww_within_whole *const *)a;
    const struct ww_within_whole *y = *(const struct ww_within_whole *const *)b;
    if (x->now != y->now)
        return x->now < y->now ? 1 : -1;
    return ww_str_cmp(ww_str_of(x->label), ww_str_of(y->label));
}

static bool make_wholes(struct flags *f)
{
    size_t types = (size_t)f->by_type.size;
    for (size_t i = 0; i < f->n_names; i++) {
        struct ww_within_whole *whole = &f->wholes[i];
        whole->label = ww_table_copy(f->table, f->names[i]);
        whole->id = ww_table_text(f->table, "%s", ww_table_row_id(f->table, NULL, whole->label));
        for (size_t t = 0; t < types; t++) {
            whole->then += f->counts[0][i * types + t];
            whole->now += f->counts[1][i * types + t];
        }
    }
    return f->table->failed == WW_OK;
}

static enum ww_rc add_rows(struct flags *f, struct ww_err *err)
{
    const struct ww_categories *tree = ww_context_categories(f->ask->context);
    const size_t types = (size_t)f->by_type.size;
    // NOLINTNEXTLINE(bugprone-sizeof-expression): arrays of pointers
    const char **labels = ww_arena_alloc(f->ask->arena, types, sizeof *labels);
    // NOLINTNEXTLINE(bugprone-sizeof-expression): arrays of pointers
    const char **alone = ww_arena_alloc(f->ask->arena, types, sizeof *alone);
    // NOLINTNEXTLINE(bugprone-sizeof-expression): arrays of pointers
    const struct ww_within_whole **order = ww_arena_alloc(f->ask->arena, f->n_names + 1, sizeof *order);
    if (!labels || !alone || !order || !make_wholes(f))
        return ww_fail_nomem(err);
    for (size_t t = 0; t < types; t++) {
        const struct ww_category *type = t < ww_categories_count(tree) ? ww_categories_at(tree, t) : NULL;
        labels[t] = type ? type->label : "Not in the category tree";
        alone[t] = type ? type->alone : labels[t];
    }
    for (size_t i = 0; i < f->n_names; i++)
        order[i] = &f->wholes[i];
    // NOLINTNEXTLINE(bugprone-sizeof-expression): arrays of pointers
    qsort(order, f->n_names, sizeof *order, most_first);
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < f->n_names && !rc; i++) {
        size_t first = (size_t)(order[i] - f->wholes) * types;
        const struct ww_within within = {.wholes = order[i],
                                         .n_wholes = 1,
                                         .parts = labels,
                                         .alone = alone,
                                         .n_parts = types,
                                         .then = f->counts[0] + first,
                                         .now = f->counts[1] + first,
                                         .top = f->ask->question->top > 0 ? (size_t)f->ask->question->top
                                                                          : TOP_DEFAULT};
        rc = ww_within_rows(f->ask, &within, f->table, err);
    }
    return rc;
}

static void describe(const struct flags *f)
{
    struct ww_table *table = f->table;
    const char *many = f->ask->subject->many;
    ww_table_title(table, ww_table_text(table, "Types of flagged %s", many),
                   ww_table_text(table, "The most frequent types of %s with each flag, %s", many,
                                 ww_ask_words(f->ask, f->ask->period)));
    ww_table_note(
        table,
        "Shares are of the records with the flag. A record may carry several flags, so those of different flags "
        "must not be added up. [low]: no share is given of fewer than %d records. [z]: the flag's own row.",
        WW_LOW_BASE);
    for (size_t i = 0; i + 1 < table->n_rows; i++) {
        const char *flag = table->rows[i].id, *type = table->rows[i + 1].id;
        const struct ww_cell *share = ww_table_cell(table, type, "share_pct");
        if (table->rows[i].kind != WW_ROW_SUBTOTAL || !share->present)
            continue;
        ww_table_finding(
            table, ww_table_text(table, "%s/first", flag), 0.3, type,
            ww_table_text(table,
                          "{%s.label}: {%s.share_pct} of {%s.count_now} %s are {%s.label|label} (95%% "
                          "interval {%s.share_low} to {%s.share_high}).",
                          flag, type, flag, many, type, type, type));
    }
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct flags f = {.ask = ask, .table = table};
    enum ww_rc rc = ww_ask_dim_texts(ask, WW_ROLE_FLAGS, NULL, &f.by_texts, &f.texts, err);
    if (!rc)
        rc = ww_ask_dim_category(ask, &f.by_type, err);
    if (rc)
        return rc;
    f.by_texts.missing_key = f.by_texts.size++;
    rc = find_names(&f, err);
    if (!rc)
        rc = count(&f, ask->compare, f.counts[0], err);
    if (!rc)
        rc = count(&f, ask->period, f.counts[1], err);
    if (!rc)
        rc = add_rows(&f, err);
    if (!rc)
        describe(&f);
    return rc;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"compare", "the period it is compared with", "the period of the same length before"},
    {"top", "how many types of each flag", "3"},
};

const struct ww_measure ww_measure_flag_types = {
    .name = "flag-types",
    .title = "Types of flagged crime",
    .question = "Of which types is the crime that bears each flag?",
    .subject = "recorded-crime",
    .formula = "records with the flag of the type / records with the flag (Wilson); difference by Newcombe",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM) | WW_ROLE_BIT(WW_ROLE_FLAGS) | WW_ROLE_BIT(WW_ROLE_CATEGORY),
    .compares = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .run = run,
    .table = make_table,
};
