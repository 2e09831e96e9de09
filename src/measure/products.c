// SPDX-License-Identifier: Apache-2.0
/* products: what is taken, by type of crime?
 *
 * Problem. Phones are marked, bicycles registered and tool chests locked where it is known what thieves take.
 * Method. Records of each type by the whole text of the column `property` ("Mobile phone;Cash") once, each text's count
 * added to every item in it; the most frequent items as shares of all records of the type (measure/within.h).
 * Source. Clarke (1999), Hot Products: Understanding, Anticipating and Reducing Demand for Stolen Goods, Home Office.
 * Conventions. The base is every record of the type, whether or not something was recorded as taken; a record with several
 * items is in each of them, so shares do not add up. The five most frequent unless --top says otherwise.
 * Edge cases. A type of which no record names anything taken has no rows; how often nothing is named is in a note. */
#include "measure/breakdown.h"
#include "measure/compare.h"
#include "measure/within.h"

#define TOP_DEFAULT    5
#define ITEMS_A_RECORD 64

static const char PROPERTY[] = "property";

static struct ww_table *make_table(const struct ww_ask *ask)
{
    return ww_within_table(ask, "products", "Type and what was taken");
}

struct products {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct ww_text_list texts;
    struct ww_cube_dim by_texts, by_type;
    const char **items; /* labels, each once */
    size_t n_items;
    int64_t *counts[2];             /* then, now: types × items */
    int64_t *records[2], *named[2]; /* of each type: all, and those that name something */
};

static size_t item_at(struct products *p, struct ww_str name)
{
    size_t i = 0;
    while (i < p->n_items && !ww_str_eq_nocase(ww_str_of(p->items[i]), name))
        i++;
    if (i == p->n_items)
        p->items[p->n_items++] = ww_table_copy(p->table, name);
    return i;
}

static enum ww_rc find_items(struct products *p, struct ww_err *err)
{
    size_t room = p->texts.count, types = (size_t)p->by_type.size;
    for (size_t i = 0; i < p->texts.count; i++)
        for (size_t c = 0; c < p->texts.items[i].len; c++)
            room += p->texts.items[i].ptr[c] == ';';
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
    p->items = ww_arena_alloc(p->ask->arena, room, sizeof *p->items);
    if (!p->items)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < p->texts.count; i++) {
        struct ww_str rest = p->texts.items[i], name;
        while (ww_str_cut(&rest, ';', &name))
            if (ww_str_trim(name).len)
                item_at(p, ww_str_trim(name));
    }
    if (p->table->failed) /* a label that could not be kept would be taken for another item later */
        return ww_table_check(p->table, err);
    for (size_t when = 0; when < 2; when++) {
        p->counts[when] = ww_arena_alloc(p->ask->arena, types * (p->n_items + 1), sizeof **p->counts);
        p->records[when] = ww_arena_alloc(p->ask->arena, types, sizeof **p->records);
        p->named[when] = ww_arena_alloc(p->ask->arena, types, sizeof **p->named);
        if (!p->counts[when] || !p->records[when] || !p->named[when])
            return ww_fail_nomem(err);
    }
    return WW_OK;
}

/* --- counting ------------------------------------------------------------------------------------- */

/* The records of one text, by type, added to each item in it; an item named twice is one. */
static void add_text(struct products *p, size_t text, const int64_t *by_type, size_t when)
{
    struct ww_str rest = p->texts.items[text], name;
    size_t types = (size_t)p->by_type.size, seen[ITEMS_A_RECORD], n_seen = 0;
    while (ww_str_cut(&rest, ';', &name)) {
        bool again = false;
        if (!ww_str_trim(name).len)
            continue;
        size_t item = item_at(p, ww_str_trim(name));
        for (size_t i = 0; i < n_seen; i++)
            again |= seen[i] == item;
        if (again || n_seen == ITEMS_A_RECORD)
            continue;
        seen[n_seen++] = item;
        for (size_t t = 0; t < types; t++)
            p->counts[when][t * p->n_items + item] += by_type[t];
    }
    for (size_t t = 0; t < types; t++)
        p->named[when][t] += n_seen ? by_type[t] : 0;
}

static enum ww_rc count(struct products *p, struct ww_period period, size_t when, struct ww_err *err)
{
    struct ww_cube_spec spec;
    struct ww_cube cube;
    const size_t types = (size_t)p->by_type.size;
    enum ww_rc rc = ww_ask_spec(p->ask, &spec, err);
    if (rc)
        return rc;
    spec.has_period = true;
    spec.period = period;
    spec.dims[spec.n_dims++] = p->by_texts;
    spec.dims[spec.n_dims++] = p->by_type;
    rc = ww_ask_count(p->ask, &spec, p->table, &cube, err);
    if (rc)
        return rc;
    for (size_t i = 0; i <= p->texts.count; i++)
        for (size_t t = 0; t < types; t++)
            p->records[when][t] += cube.counts[i * types + t];
    for (size_t i = 0; i < p->texts.count; i++)
        add_text(p, i, cube.counts + i * types, when);
    ww_ask_note_left_out(p->ask, &spec, &cube, p->table);
    ww_cube_free(&cube);
    return WW_OK;
}

/* --- rows ----------------------------------------------------------------------------------------- */

static enum ww_rc add_rows(struct products *p, struct ww_err *err)
{
    const struct ww_categories *tree = ww_context_categories(p->ask->context);
    enum ww_rc rc = WW_OK;
    for (size_t t = 0; t < (size_t)p->by_type.size && !rc; t++) {
        bool known = t < ww_categories_count(tree);
        const struct ww_within_whole whole = {
            known ? ww_categories_at(tree, t)->id : "not-in-the-category-tree",
            known ? ww_categories_at(tree, t)->alone : "Not in the category tree", p->records[0][t],
            p->records[1][t]};
        const struct ww_within within = {.wholes = &whole,
                                         .n_wholes = 1,
                                         .parts = p->items,
                                         .n_parts = p->n_items,
                                         .then = p->counts[0] + t * p->n_items,
                                         .now = p->counts[1] + t * p->n_items,
                                         .top = p->ask->question->top > 0 ? (size_t)p->ask->question->top
                                                                          : TOP_DEFAULT};
        if (p->named[1][t])
            rc = ww_within_rows(p->ask, &within, p->table, err);
    }
    return rc;
}

/* A sentence a type, those with most records first in weight. */
static void add_findings(const struct products *p)
{
    struct ww_table *table = p->table;
    double most = 1;
    for (size_t t = 0; t < (size_t)p->by_type.size; t++)
        if (p->named[1][t] && (double)p->records[1][t] > most)
            most = (double)p->records[1][t];
    for (size_t i = 0; i + 1 < table->n_rows; i++) {
        const char *type = table->rows[i].id, *item = table->rows[i + 1].id;
        const struct ww_cell *share = ww_table_cell(table, item, "share_pct");
        if (table->rows[i].kind != WW_ROW_SUBTOTAL || !share->present)
            continue;
        ww_table_finding(
            table, ww_table_text(table, "%s/first", type),
            0.15 + 0.2 * ww_table_cell(table, type, "count_now")->number / most, item,
            ww_table_text(table,
                          "{%s.label}: what is taken most is {%s.label|label}, in {%s.share_pct} of "
                          "{%s.count_now} records (95%% interval {%s.share_low} to {%s.share_high}).",
                          type, item, item, type, item, item));
    }
}

static void describe(const struct products *p)
{
    struct ww_table *table = p->table;
    int64_t records = 0, named = 0;
    for (size_t t = 0; t < (size_t)p->by_type.size; t++) {
        records += p->named[1][t] ? p->records[1][t] : 0;
        named += p->named[1][t];
    }
    ww_table_title(table, "What is taken",
                   ww_table_text(table, "The most frequent items by type, share of the type's %s, %s",
                                 p->ask->subject->many, ww_ask_words(p->ask, p->ask->period)));
    ww_table_note(
        table,
        "Shares are of all records of the type. A record may name several items, so shares do not add up. Of the "
        "%s records of these types %s name nothing that was taken.",
        ww_ask_number(p->ask, records), ww_ask_number(p->ask, records - named));
    ww_table_note(table, "[low]: no share is given of fewer than %d records. [z]: the type's own row.",
                  WW_LOW_BASE);
    add_findings(p);
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct products p = {.ask = ask, .table = table};
    enum ww_rc rc = ww_ask_dim_texts(ask, WW_ROLE_ATTRIBUTE, PROPERTY, &p.by_texts, &p.texts, err);
    if (!rc)
        rc = ww_ask_dim_category(ask, &p.by_type, err);
    if (rc)
        return rc;
    p.by_texts.missing_key = p.by_texts.size++;
    rc = find_items(&p, err);
    if (!rc)
        rc = count(&p, ask->compare, 0, err);
    if (!rc)
        rc = count(&p, ask->period, 1, err);
    if (!rc)
        rc = add_rows(&p, err);
    if (!rc)
        describe(&p);
    return rc;
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    if (ww_view_has_column(ask->view, PROPERTY))
        return WW_OK;
    return ww_fail(err, WW_E_NOT_FOUND,
                   "%s does not say what was taken: it has no column %s. Import crime records that have.",
                   ask->record->source, PROPERTY);
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"compare", "the period it is compared with", "the period of the same length before"},
    {"top", "how many items of each type", "5"},
};

const struct ww_measure ww_measure_products = {
    .name = "products",
    .title = "What is taken",
    .question = "What is taken, by type of crime?",
    .subject = "recorded-crime",
    .formula =
        "records of the type that name the item / records of the type (Wilson); difference by Newcombe",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM) | WW_ROLE_BIT(WW_ROLE_CATEGORY),
    .compares = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
