// SPDX-License-Identifier: Apache-2.0
/* referrals: who refers, whom, about what, and what comes of it?
 *
 * Problem. Referrals to a service are few, each is a person, and a change of ten says little. Yet who refers and who does
 * not, and what becomes of it, is what a panel can act on.
 * Method. Records by one column, for both periods: number, share of all referrals with Wilson's interval, change, and
 * whether chance explains it (measure/compare.h). A cell with several answers joined by ";" counts under each of them.
 * Conventions. Age is in bands of ten years. What is not known is a row of its own, so that rows add up to the total,
 * unless referrals have several answers, which a note says. Subjects that ask for it have small counts taken out of the
 * answer (measure/disclosure.h), whatever it is asked by.
 * Edge cases. No share of fewer than 20 referrals, and no change from fewer: [low]. */
#include <assert.h>
#include <stdlib.h>

#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/rows.h"
#include "measure/words.h"

#define BAND_YEARS 10
#define LAST_BAND  6 /* "60 and over" */

static const char NOT_KNOWN[] = "Not known", DEFAULT_BY[] = "referrer";

struct group {
    struct ww_str key;
    int64_t then, now;
    int order; /* bands of age by age, what is not known last */
};

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    const char *by;
    bool ages, several;
    struct group *groups;
    size_t n, capacity;
    int64_t then, now;
};

/* "known_to" → "known to", or "Known to" */
static const char *words_of(struct ww_arena *arena, const char *column, bool capital)
{
    char *words = ww_arena_copy(arena, ww_str_of(column));
    for (char *c = words; c && *c; c++)
        *c = *c == '_' ? ' ' : *c;
    if (capital && words && words[0] >= 'a' && words[0] <= 'z')
        words[0] = (char)(words[0] - 'a' + 'A');
    return words ? words : "";
}

static const char *by_of(const struct ww_ask *ask)
{
    return ask->question->by ? ask->question->by : DEFAULT_BY;
}

static struct ww_table *make_table(const struct ww_ask *ask)
{
    const struct ww_column share = ww_column_percent("share_now_pct",
                                                     ww_ask_heading(ask, "Share", ask->period));
    const struct ww_column columns[] = {
        ww_column_label(words_of(ask->arena, by_of(ask), true)),
        ww_column_count("count_then", ww_ask_heading(ask, "Number", ask->compare)),
        ww_column_count("count_now", ww_ask_heading(ask, "Number", ask->period)),
        ww_column_percent("share_then_pct", ww_ask_heading(ask, "Share", ask->compare)),
        share,
        ww_column_end(share, WW_COLUMN_LOW, "share_now_low", "Share, lower end of 95% interval"),
        ww_column_end(share, WW_COLUMN_HIGH, "share_now_high", "Share, upper end of 95% interval"),
        ww_column_percent("change_pct", "Change"),
        ww_column_p_value("change_pct"),
        ww_column_words("verdict", "More than chance"),
    };
    return ww_table_new("referrals", columns, sizeof columns / sizeof columns[0]);
}

/* --- counting ------------------------------------------------------------------------------------- */

static enum ww_rc group_of(struct job *job, struct ww_str key, int order, struct group **out,
                           struct ww_err *err)
{
    for (size_t i = 0; i < job->n; i++)
        if (ww_str_eq(job->groups[i].key, key)) {
            *out = &job->groups[i];
            return WW_OK;
        }
    if (job->n == job->capacity) {
        size_t capacity = job->capacity ? 2 * job->capacity : 16;
        struct group *groups = ww_arena_alloc(job->ask->arena, capacity, sizeof *groups);
        if (!groups)
            return ww_fail_nomem(err);
        if (job->n)
            memcpy(groups, job->groups, job->n * sizeof *groups);
        job->groups = groups;
        job->capacity = capacity;
    }
    *out = &job->groups[job->n++];
    **out = (struct group){.key = key, .order = order};
    return WW_OK;
}

static enum ww_rc add_key(struct job *job, struct ww_str key, int order, bool now, struct ww_err *err)
{
    struct group *group = NULL;
    enum ww_rc rc = group_of(job, key, order, &group, err);
    if (rc)
        return rc;
    assert(group);
    *(now ? &group->now : &group->then) += 1;
    return WW_OK;
}

static enum ww_rc add_age(struct job *job, double age, bool now, struct ww_err *err)
{
    int band = (int)age / BAND_YEARS;
    band = band > LAST_BAND ? LAST_BAND : band;
    const char *words = band == LAST_BAND ? ww_arena_printf(job->ask->arena, "%d and over", BAND_YEARS * band)
                                          : ww_arena_printf(job->ask->arena, "%d-%d", BAND_YEARS * band,
                                                            BAND_YEARS * band + BAND_YEARS - 1);
    return words ? add_key(job, ww_str_of(words), band, now, err) : ww_fail_nomem(err);
}

/* Whether an earlier part of the list says the same. */
static bool said_before(struct ww_str list, struct ww_str item)
{
    struct ww_str other;
    while (ww_str_cut(&list, ';', &other) && other.ptr + other.len <= item.ptr)
        if (ww_str_eq(ww_str_trim(other), item))
            return true;
    return false;
}

/* Each answer once, whatever the cell repeats. */
static enum ww_rc add_texts(struct job *job, struct ww_str list, bool now, struct ww_err *err)
{
    struct ww_str rest = list, item;
    size_t n = 0;
    enum ww_rc rc = WW_OK;
    while (!rc && ww_str_cut(&rest, ';', &item)) {
        item = ww_str_trim(item);
        if (!item.len || said_before(list, item))
            continue;
        rc = add_key(job, item, 0, now, err);
        n++;
    }
    job->several |= n > 1;
    return rc || n ? rc : add_key(job, ww_str_of(NOT_KNOWN), LAST_BAND + 1, now, err);
}

static enum ww_rc count_period(struct job *job, bool now, struct ww_err *err)
{
    const struct ww_ask *ask = job->ask;
    const struct ww_rows_column column = {.role = WW_ROLE_ATTRIBUTE, .field = job->by};
    struct ww_cube_spec spec;
    struct ww_rows rows;
    enum ww_rc rc = ww_ask_spec(ask, &spec, err);
    if (rc)
        return rc;
    spec.has_period = true;
    spec.period = now ? ask->period : ask->compare;
    rc = ww_rows_read(ask, &column, 1, &spec, &rows, err);
    for (size_t i = 0; !rc && i < rows.count; i++) {
        const struct ww_row_cell *cell = ww_rows_at(&rows, i, 0);
        if (!cell->given)
            rc = add_key(job, ww_str_of(NOT_KNOWN), LAST_BAND + 1, now, err);
        else if (job->ages && !cell->text.ptr) /* a supplier's own bands are texts */
            rc = add_age(job, cell->number, now, err);
        else
            rc = add_texts(job, cell->text, now, err);
    }
    if (rc)
        return rc;
    *(now ? &job->now : &job->then) = (int64_t)rows.count;
    ww_ask_note_used(ask, rows.used, job->table);
    return WW_OK;
}

/* --- rows ----------------------------------------------------------------------------------------- */

static int most_first(const void *a, const void *b)
{
    const struct group *x = a, *y = b;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    if (x->now != y->now)
        return x->now > y->now ? -1 : 1;
    if (x->then != y->then)
        return x->then > y->then ? -1 : 1;
    return ww_str_cmp(x->key, y->key);
}

static void set_share(const struct job *job, size_t row, int64_t count, bool total)
{
    struct ww_table *table = job->table;
    struct ww_estimate share = {0};
    ww_compare_share(table, row, "share_now_pct", count, job->now);
    if (!total && job->now >= WW_LOW_BASE &&
        ww_proportion((struct ww_share_of){(double)count, (double)job->now}, WW_LEVEL_95, &share)) {
        ww_compare_interval(table, row, (struct ww_ends){"share_now_low", "share_now_high"}, share.interval,
                            100);
        return;
    }
    enum ww_mark mark = total ? WW_MARK_NOT_APPLICABLE : WW_MARK_LOW_BASE;
    ww_table_set_mark(table, row, "share_now_low", mark);
    ww_table_set_mark(table, row, "share_now_high", mark);
}

static void add_row(const struct job *job, const struct group *group, enum ww_row_kind kind)
{
    struct ww_table *table = job->table;
    const char *label = ww_table_copy(table, group->key);
    const char *id = kind == WW_ROW_TOTAL ? "total" : ww_table_row_id(table, NULL, label);
    size_t row = ww_table_add_row(table, id, kind, 0);
    const struct ww_compared compared = ww_compare(job->ask, group->then, group->now);
    ww_table_set_text(table, row, "label", ww_str_of(label));
    ww_table_set_number(table, row, "count_then", (double)group->then);
    ww_table_set_number(table, row, "count_now", (double)group->now);
    ww_compare_share(table, row, "share_then_pct", group->then, job->then);
    set_share(job, row, group->now, kind == WW_ROW_TOTAL);
    ww_compare_change(table, row, "change_pct", group->then, group->now);
    ww_compare_chance(table, row, &compared);
}

/* --- words ---------------------------------------------------------------------------------------- */

/* What a sentence says of a group: as the question sets it; people are aged. */
static const char *value_words(const struct job *job)
{
    const char *words = ww_ask_parameter(job->ask, "words");
    return job->ages && ww_str_eqz(ww_str_of(words), WW_WORDS_DEFAULT) ? "are of those aged %s" : words;
}

static void add_findings(const struct job *job)
{
    struct ww_table *table = job->table;
    const char *before = ww_words_before(job->ask, job->ask->compare), *many = job->ask->subject->many;
    if (!job->ask->question->by ||
        ww_str_eqz(ww_str_of(job->by), DEFAULT_BY)) /* said once, not by each column */
        ww_table_finding(table, "total/number", 0.5, "total",
                         ww_table_text(table,
                                       "There were {total.count_now} %s, against {total.count_then} in %s: "
                                       "{total.change_pct|change} ({total.p_value|chance}).",
                                       many, before));
    size_t most = 0;
    for (size_t i = 0; i < job->n; i++)
        if (job->groups[i].order <= LAST_BAND && job->groups[i].now > job->groups[most].now)
            most = i;
    const char *id = table->rows[most].id;
    if (job->now >= WW_LOW_BASE && job->groups[most].now)
        ww_table_finding(
            table, "most", 0.45, id,
            ww_table_text(table,
                          "Of the {total.count_now} %s, {%s.count_now} %s: {%s.share_now_pct} (95%% interval "
                          "{%s.share_now_low} to {%s.share_now_high}).",
                          many, id, ww_words_of_value(table, value_words(job), id), id, id, id));
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    const struct ww_ask *ask = job->ask;
    const char *by = words_of(ask->arena, job->by, false);
    ww_table_title(table, ww_table_text(table, "%s by %s", ask->subject->together, by),
                   ww_table_text(table, "Number and share, %s against %s", ww_ask_words(ask, ask->period),
                                 ww_ask_words(ask, ask->compare)));
    if (job->several)
        ww_table_note(table, "A record may have several answers: the rows add up to more than the total.");
    ww_compare_note(table);
    table->chart = (struct ww_chart){
        .kind = WW_CHART_INTERVALS,
        .title = table->title,
        .subtitle = ww_table_text(table, "Share with its 95%% interval, %s", ww_ask_words(ask, ask->period)),
        .label = "label",
        .values = {"share_now_pct"},
        .n_values = 1,
        .low = "share_now_low",
        .high = "share_now_high",
        .plain_rows_only = true,
        .max_rows = 24,
        .needs = "share_now_pct"};
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    if (ww_view_has_column(ask->view, by_of(ask)))
        return WW_OK;
    return ww_fail(err, WW_E_USAGE, "%s has no column '%s' to count by. Use --by with one that it has.",
                   ask->record->source, by_of(ask));
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table, .by = by_of(ask)};
    job.ages = ww_str_eqz(ww_str_of(job.by), "age");
    enum ww_rc rc = count_period(&job, false, err);
    if (!rc)
        rc = count_period(&job, true, err);
    if (rc)
        return rc;
    if (job.n)
        qsort(job.groups, job.n, sizeof *job.groups, most_first);
    for (size_t i = 0; i < job.n; i++)
        add_row(&job, &job.groups[i], WW_ROW_PLAIN);
    add_row(&job, &(struct group){.key = WW_STR("Total"), .then = job.then, .now = job.now}, WW_ROW_TOTAL);
    rc = ww_compare_together(ask, table, err);
    if (rc)
        return rc;
    if (job.n)
        add_findings(&job);
    describe(&job);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"compare", "the period it is compared with", "the period of the same length before"},
    {"by", "what a row stands for: a column, such as referrer, age, sex, type, outcome, needs", "referrer"},
    WW_WORDS_PARAMETER,
};

const struct ww_measure ww_measure_referrals = {
    .name = "referrals",
    .title = "Referrals",
    .question = "Who refers, whom, about what, and what comes of it?",
    .subject = "channel-referrals",
    .formula = "records by column; share of all records with Wilson's interval; change by the e-test",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS) | WW_SHAPE_BIT(WW_SHAPE_EPISODES),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM),
    .compares = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
