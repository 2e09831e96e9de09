// SPDX-License-Identifier: Apache-2.0
/* flags: has crime of this kind (knife, domestic, hate ...) risen or fallen since the period before?
 *
 * Problem. A flag cuts across crime types, and a record may carry several: a knife robbery of a young person is one
 * crime in three rows. Added up, the rows count it three times.
 * Method. Records with a flag are counted by the whole text of the flags column ("knife;domestic") once, and each
 * text's count is then added to every flag named in it. Difference, percentage, ratio of daily rates and e-test as
 * in `change`.
 * Conventions. There is no total row: strands are never summed. A note says how many records carry any flag at all.
 * A flag named twice in one record counts once. No percentage where the earlier count is under 20: [low].
 * Edge cases. A record without flags is in no row. A flag of which there are none in both periods has no row. */
#include <stdlib.h>

#include "measure/breakdown.h"
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/movers.h"
#include "measure/words.h"

static struct ww_table *make_table(const struct ww_ask *ask)
{
    const struct ww_column ratio = ww_column_number("ratio", "Ratio of daily rates", WW_UNIT_RATIO, 2);
    const struct ww_column columns[] = {
        ww_column_label("Flag"),
        ww_column_count("count_then", ww_ask_words(ask, ask->compare)),
        ww_column_count("count_now", ww_ask_words(ask, ask->period)),
        ww_column_count("difference", "Difference"),
        ww_column_percent("change_pct", "Change"),
        ratio,
        ww_column_end(ratio, WW_COLUMN_LOW, "ratio_low", "Ratio, lower end of 95% interval"),
        ww_column_end(ratio, WW_COLUMN_HIGH, "ratio_high", "Ratio, upper end of 95% interval"),
        ww_column_p_value("difference"),
        ww_column_words("verdict", "More than chance"),
    };
    return ww_table_new("flags", columns, sizeof columns / sizeof columns[0]);
}

struct flag {
    struct ww_str name;
    int64_t then, now;
    size_t last_text; /* 1 + the text that last named it: named twice is once */
};

struct flags {
    struct flag *items;
    size_t count;
    int64_t any_then, any_now; /* records with at least one */
};

/* --- counting ------------------------------------------------------------------------------------- */

static struct flag *find_flag(struct flags *flags, struct ww_str name)
{
    for (size_t i = 0; i < flags->count; i++)
        if (ww_str_eq_nocase(flags->items[i].name, name))
            return &flags->items[i];
    struct flag *flag = &flags->items[flags->count++];
    *flag = (struct flag){.name = name};
    return flag;
}

static void add_text(struct flags *flags, struct ww_str text, size_t index, int64_t then, int64_t now)
{
    struct ww_str rest = text, name;
    bool any = false;
    while (ww_str_cut(&rest, ';', &name)) {
        name = ww_str_trim(name);
        if (!name.len)
            continue;
        any = true;
        struct flag *flag = find_flag(flags, name);
        if (flag->last_text == index + 1)
            continue;
        flag->last_text = index + 1;
        flag->then += then;
        flag->now += now;
    }
    flags->any_then += any ? then : 0;
    flags->any_now += any ? now : 0;
}

static size_t count_names(const struct ww_text_list *texts)
{
    size_t n = texts->count;
    for (size_t i = 0; i < texts->count; i++)
        for (size_t c = 0; c < texts->items[i].len; c++)
            n += texts->items[i].ptr[c] == ';';
    return n;
}

static enum ww_rc count_flags(const struct ww_ask *ask, struct ww_table *table, struct flags *out,
                              struct ww_err *err)
{
    struct ww_breakdown by = {.kind = WW_BREAKDOWN_TEXTS};
    int64_t *counts = NULL;
    enum ww_rc rc = ww_ask_dim_texts(ask, WW_ROLE_FLAGS, NULL, &by.dim, &by.texts, err);
    if (rc)
        return rc;
    by.dim.missing_key = by.dim.size++; /* most records carry none: no row, but not left out either */
    rc = ww_breakdown_count_both(ask, &by, table, &counts, err);
    if (rc)
        return rc;
    *out = (struct flags){.items = ww_arena_alloc(ask->arena, count_names(&by.texts), sizeof *out->items)};
    if (!out->items)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < by.texts.count; i++)
        add_text(out, by.texts.items[i], i, counts[i], counts[(size_t)by.dim.size + i]);
    return WW_OK;
}

/* --- rows ----------------------------------------------------------------------------------------- */

static int most_first(const void *a, const void *b)
{
    const struct flag *x = a, *y = b;
    if (x->now != y->now)
        return x->now < y->now ? 1 : -1;
    return ww_str_cmp(x->name, y->name);
}

/* "knife-injury" as a heading: "Knife injury". */
static const char *label_of(struct ww_table *table, struct ww_str name)
{
    char *label = ww_arena_copy(table->arena, name);
    if (!label)
        return "";
    for (char *c = label; *c; c++)
        if (*c == '-' || *c == '_')
            *c = ' ';
    if (label[0] >= 'a' && label[0] <= 'z')
        label[0] = (char)(label[0] - 'a' + 'A');
    return label;
}

static void add_row(const struct ww_ask *ask, struct ww_table *table, const struct flag *flag)
{
    const char *label = label_of(table, flag->name);
    size_t row = ww_table_add_row(table, ww_table_row_id(table, NULL, label), WW_ROW_PLAIN, 0);
    ww_table_set_text(table, row, "label", ww_str_of(label));
    ww_table_set_number(table, row, "count_then", (double)flag->then);
    ww_table_set_number(table, row, "count_now", (double)flag->now);
    ww_table_set_number(table, row, "difference", (double)(flag->now - flag->then));
    ww_compare_change(table, row, "change_pct", flag->then, flag->now);
    const struct ww_compared compared = ww_compare(ask, flag->then, flag->now);
    ww_compare_ratio(table, row, &compared);
    ww_compare_chance(table, row, &compared);
}

static void add_findings(const struct ww_ask *ask, struct ww_table *table)
{
    if (table->n_rows)
        ww_movers_finding(table, &(struct ww_movers_finding){.id = "flags/change",
                                                             .opening = "By flag, and more than chance: ",
                                                             .kind = WW_ROW_PLAIN,
                                                             .weight = 0.65,
                                                             .row = table->rows[0].id});
    for (size_t i = 0; i < table->n_rows; i++) {
        if (!ww_compare_beyond_chance(table, i))
            continue;
        const char *id = table->rows[i].id;
        ww_table_finding(
            table, ww_table_text(table, "%s/change", id), 0.4, id,
            ww_table_text(table,
                          "{%s.label}: {%s.count_now} %s with this flag, against {%s.count_then}, "
                          "{%s.change_pct|change} ({%s.p_value|chance}).",
                          id, id, ask->subject->many, id, id, id));
    }
}

static const char *chart_title(const struct ww_ask *ask, struct ww_table *table)
{
    if (!table->n_rows)
        return ww_table_text(table, "Recorded %s by flag", ask->subject->many);
    const char *first = table->rows[0].id;
    return ww_words_filled(
        table,
        ww_table_text(table,
                      "The most frequent flag is {%s.label|label}: {%s.count_now} %s, {%s.change_pct|change}",
                      first, first, ask->subject->many, first));
}

static void describe(const struct ww_ask *ask, struct ww_table *table, const struct flags *flags)
{
    const char *then = ww_ask_words(ask, ask->compare), *now = ww_ask_words(ask, ask->period);
    ww_table_title(
        table, ww_table_text(table, "Flagged %s", ask->subject->many),
        ww_table_text(table, "Recorded %s with each flag, %s against %s", ask->subject->many, now, then));
    ww_table_note(
        table,
        "A record may carry several flags, so the rows must not be added up. %s records of %s carry "
        "any flag, and %s of %s.",
        ww_ask_number(ask, flags->any_now), now, ww_ask_number(ask, flags->any_then), then);
    ww_compare_note(table);
    table->chart = (struct ww_chart){.kind = WW_CHART_BARS,
                                     .title = chart_title(ask, table),
                                     .subtitle = table->subtitle,
                                     .label = "label",
                                     .values = {"count_now", "count_then"},
                                     .n_values = 2};
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct flags flags;
    enum ww_rc rc = count_flags(ask, table, &flags, err);
    if (rc)
        return rc;
    qsort(flags.items, flags.count, sizeof *flags.items, most_first);
    for (size_t i = 0; i < flags.count; i++)
        if (flags.items[i].then || flags.items[i].now)
            add_row(ask, table, &flags.items[i]);
    rc = ww_compare_together(ask, table, err);
    if (rc)
        return rc;
    add_findings(ask, table);
    describe(ask, table, &flags);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"compare", "the period it is compared with", "the period of the same length before"},
};

const struct ww_measure ww_measure_flags = {
    .name = "flags",
    .title = "Flagged crime",
    .question = "Has crime with a flag (knife, domestic, hate ...) risen or fallen since the period before?",
    .subject = "recorded-crime",
    .formula = "records that name the flag; (now - then) / then; ratio of counts per day; p by the e-test",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM) | WW_ROLE_BIT(WW_ROLE_FLAGS),
    .compares = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .run = run,
    .table = make_table,
};
