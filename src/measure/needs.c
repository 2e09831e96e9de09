// SPDX-License-Identifier: Apache-2.0
/* needs: which pathways to reoffending do the people on a cohort need help with?
 *
 * Problem. Services record needs in their own words; a plan is made by pathway, seven for men and nine for women. Shares of
 * all people hide that the few women need other help than the many men.
 * Method. Each word goes to its pathway (vocabulary "needs" of the category tree); a person with two words of one pathway
 * has that need once. People with the need / all people on the cohort at any time in the period, and the same for women and
 * for men, each with Wilson's interval.
 * Source. The seven reducing-reoffending pathways, and the two that were added for women (Home Office, Corston Report, 2007).
 * Conventions. The two pathways for women have women as their base. A person of unknown sex is in the first share only.
 * Edge cases. A word that the vocabulary has not is a row of its own: never guessed, never dropped. Nobody's need recorded
 * may mean that nobody asked: a row says how many people have none. Where small counts are not shown, the sexes of a row go
 * together, for one is all less the other. */
#include <assert.h>
#include <stdlib.h>

#include "measure/cohort.h"
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/residents.h"
#include "measure/words.h"
#include "stats/suppress.h"

#define VOCABULARY "needs"
#define OTHERS_MAX 64
#define LISTED     3
#define SCRATCH    16 /* numbers, for one row of four counts */

enum base { BASE_ALL, BASE_WOMEN, BASE_MEN, BASES };

static const struct {
    const char *count, *share, *low, *high;
} cells[BASES] = {
    [BASE_ALL] = {"count", "share_pct", "share_low_pct", "share_high_pct"},
    [BASE_WOMEN] = {"women", "women_pct", "women_low_pct", "women_high_pct"},
    [BASE_MEN] = {"men", "men_pct", "men_low_pct", "men_high_pct"},
};

static const char *const all_cells[] = {"count", "share_pct", "share_low_pct", "share_high_pct"};

static struct ww_table *make_table(const struct ww_ask *ask)
{
    const struct ww_column all = ww_column_percent("share_pct", "Share of all"),
                           women = ww_column_percent("women_pct", "Share of women"),
                           men = ww_column_percent("men_pct", "Share of men");
    const struct ww_column columns[] = {
        ww_column_label("Pathway"),
        ww_column_count("count", ww_cohort_capital(ask, ask->subject->many)),
        all,
        ww_column_end(all, WW_COLUMN_LOW, "share_low_pct", "Share of all, lower end of 95% interval"),
        ww_column_end(all, WW_COLUMN_HIGH, "share_high_pct", "Share of all, upper end of 95% interval"),
        ww_column_count("women", "Women"),
        women,
        ww_column_end(women, WW_COLUMN_LOW, "women_low_pct", "Share of women, lower end of 95% interval"),
        ww_column_end(women, WW_COLUMN_HIGH, "women_high_pct", "Share of women, upper end of 95% interval"),
        ww_column_count("men", "Men"),
        men,
        ww_column_end(men, WW_COLUMN_LOW, "men_low_pct", "Share of men, lower end of 95% interval"),
        ww_column_end(men, WW_COLUMN_HIGH, "men_high_pct", "Share of men, upper end of 95% interval"),
    };
    return ww_table_new("needs", columns, sizeof columns / sizeof columns[0]);
}

/* One pathway, or one word that is in none. */
struct need {
    const char *id, *label;
    struct ww_str word; /* where it is in none */
    int node;
    bool for_women;
    size_t count[BASES];
    size_t last; /* person who was counted last, + 1 */
};

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct ww_people people;
    struct need *needs;
    size_t n, capacity;
    size_t base[BASES], none[BASES];
    bool hidden; /* something is */
};

/* --- counting -------------------------------------------------------------------------------------- */

static enum ww_rc list_pathways(struct job *job, struct ww_err *err)
{
    const struct ww_categories *tree = ww_context_categories(job->ask->context);
    int common = ww_categories_find(tree, "pathway"), women = ww_categories_find(tree, "pathway-women");
    job->capacity = ww_categories_count(tree) + OTHERS_MAX;
    job->needs = ww_arena_alloc(job->ask->arena, job->capacity, sizeof *job->needs);
    if (!job->needs)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < ww_categories_count(tree); i++) {
        bool for_women = women >= 0 && (int)i != women && ww_categories_under(tree, (int)i, women);
        bool for_all = common >= 0 && (int)i != common && ww_categories_under(tree, (int)i, common);
        if (for_all || for_women)
            job->needs[job->n++] = (struct need){.id = ww_categories_at(tree, i)->id,
                                                 .label = ww_categories_at(tree, i)->label,
                                                 .node = (int)i,
                                                 .for_women = for_women};
    }
    return WW_OK;
}

static struct need *find_need(struct job *job, struct ww_str word)
{
    int node = ww_categories_map(ww_context_categories(job->ask->context), VOCABULARY, word);
    for (size_t i = 0; i < job->n; i++)
        if (node >= 0 ? job->needs[i].node == node : ww_str_eq_nocase(job->needs[i].word, word))
            return &job->needs[i];
    if (job->n == job->capacity)
        return NULL;
    struct need *need = &job->needs[job->n++];
    *need = (struct need){.word = word, .node = node, .label = ww_arena_copy(job->ask->arena, word)};
    return need->label ? need : NULL;
}

static bool in_base(enum base base, int32_t sex)
{
    return base == BASE_ALL || (base == BASE_WOMEN ? sex == WW_SEX_FEMALE : sex == WW_SEX_MALE);
}

static enum ww_rc count_person(struct job *job, size_t person, const struct ww_episode *episode,
                               struct ww_err *err)
{
    const struct ww_cube_dim dim = ww_residents_dim_sex("sex");
    const struct ww_row_cell *needs = ww_people_cell(&job->people, episode, 0);
    const struct ww_row_cell *sex_cell = ww_people_cell(&job->people, episode, 1);
    int32_t sex = sex_cell->given ? dim.key(dim.context, sex_cell->text) : WW_SEXES;
    struct ww_str rest = needs->given ? needs->text : WW_STR(""), word;
    bool any = false;
    while (ww_next_answer(&rest, &word)) {
        struct need *need = ww_str_eq_nocase(word, WW_STR("None")) ? NULL : find_need(job, word);
        if (!need && !ww_str_eq_nocase(word, WW_STR("None")))
            return ww_fail(err, WW_E_LIMIT, "%s has more than %d different needs.", job->ask->record->source,
                           OTHERS_MAX);
        if (!need || need->last == person + 1)
            continue;
        need->last = person + 1;
        any = true;
        for (enum base b = BASE_ALL; b < BASES; b++)
            need->count[b] += in_base(b, sex);
    }
    for (enum base b = BASE_ALL; b < BASES; b++) {
        job->base[b] += in_base(b, sex);
        job->none[b] += !any && in_base(b, sex);
    }
    return WW_OK;
}

/* --- rows ------------------------------------------------------------------------------------------- */

static void set_base(struct ww_table *table, size_t row, enum base b, size_t count, size_t base)
{
    struct ww_estimate share = {0};
    ww_table_set_number(table, row, cells[b].count, (double)count);
    if (base >= WW_LOW_BASE &&
        ww_proportion((struct ww_share_of){(double)count, (double)base}, WW_LEVEL_95, &share)) {
        ww_table_set_number(table, row, cells[b].share, 100 * share.value);
        ww_compare_interval(table, row, (struct ww_ends){cells[b].low, cells[b].high}, share.interval, 100);
        return;
    }
    ww_table_set_mark(table, row, cells[b].share, WW_MARK_LOW_BASE);
    ww_table_set_mark(table, row, cells[b].low, WW_MARK_LOW_BASE);
    ww_table_set_mark(table, row, cells[b].high, WW_MARK_LOW_BASE);
}

static void set_not_applicable(struct ww_table *table, size_t row, enum base b)
{
    ww_table_set_mark(table, row, cells[b].share, WW_MARK_NOT_APPLICABLE);
    ww_table_set_mark(table, row, cells[b].low, WW_MARK_NOT_APPLICABLE);
    ww_table_set_mark(table, row, cells[b].high, WW_MARK_NOT_APPLICABLE);
}

static const char *row_id(struct job *job, const struct need *need)
{
    return need->id ? need->id : ww_table_row_id(job->table, "value", need->label);
}

static void hide_sexes(struct ww_table *table, size_t row)
{
    for (enum base b = BASE_WOMEN; b < BASES; b++) {
        ww_table_set_mark(table, row, cells[b].count, WW_MARK_CONFIDENTIAL);
        if (table->rows[row].cells[ww_table_find_column(table, cells[b].share)].mark ==
            WW_MARK_NOT_APPLICABLE)
            continue;
        ww_table_set_mark(table, row, cells[b].share, WW_MARK_CONFIDENTIAL);
        ww_table_set_mark(table, row, cells[b].low, WW_MARK_CONFIDENTIAL);
        ww_table_set_mark(table, row, cells[b].high, WW_MARK_CONFIDENTIAL);
    }
}

/* The few of one sex would be all less the other: both go, and where what is left of the sum still tells, the row
 * (measure/disclosure.h hides what is small in it, and the rest of it here). */
static void hide_few(struct job *job, size_t row, const size_t count[BASES])
{
    enum part { WOMEN, MEN, UNKNOWN, ALL, PARTS };
    const size_t unknown = count[BASE_ALL] - count[BASE_WOMEN] - count[BASE_MEN];
    const int64_t counts[PARTS] = {
        [WOMEN] = (int64_t)count[BASE_WOMEN],
        [MEN] = (int64_t)count[BASE_MEN],
        [UNKNOWN] = (int64_t)unknown,
        [ALL] = (int64_t)count[BASE_ALL],
    };
    const struct ww_suppress table = {.rows = 1,
                                      .columns = PARTS,
                                      .counts = counts,
                                      .row_totals = true,
                                      .smallest = ww_ask_smallest(job->ask)};
    uint8_t hidden[PARTS] = {WW_SHOWN};
    int64_t scratch[SCRATCH];
    assert(ww_suppress_scratch(1, PARTS) <= SCRATCH);
    if (table.smallest)
        ww_suppress(&table, hidden, scratch);
    if (hidden[WOMEN] || hidden[MEN] || hidden[UNKNOWN])
        hide_sexes(job->table, row);
    if (hidden[ALL])
        for (size_t i = 0; i < sizeof all_cells / sizeof all_cells[0]; i++)
            ww_table_set_mark(job->table, row, all_cells[i], WW_MARK_CONFIDENTIAL);
    job->hidden |= hidden[WOMEN] || hidden[MEN] || hidden[UNKNOWN] || hidden[ALL];
}

static void add_need(struct job *job, const struct need *need)
{
    size_t row = ww_table_add_row(job->table, row_id(job, need), WW_ROW_PLAIN, 0);
    ww_table_set_text(job->table, row, "label", ww_str_of(need->label));
    for (enum base b = BASE_ALL; b < BASES; b++)
        set_base(job->table, row, b, need->count[b], job->base[b]);
    hide_few(job, row, need->count);
    if (!need->for_women)
        return;
    set_not_applicable(job->table, row, BASE_ALL);
    set_not_applicable(job->table, row, BASE_MEN);
}

static void add_rows(struct job *job)
{
    for (size_t i = 0; i < job->n; i++)
        add_need(job, &job->needs[i]);
    size_t row = ww_table_add_row(job->table, "none", WW_ROW_SUBTOTAL, 0);
    ww_table_set_text(job->table, row, "label", WW_STR("No need recorded"));
    for (enum base b = BASE_ALL; b < BASES; b++)
        set_base(job->table, row, b, job->none[b], job->base[b]);
    hide_few(job, row, job->none);
    row = ww_table_add_row(job->table, "total", WW_ROW_TOTAL, 0);
    ww_table_set_text(job->table, row, "label",
                      ww_str_of(ww_table_text(job->table, "All %s", job->ask->subject->many)));
    for (enum base b = BASE_ALL; b < BASES; b++) {
        ww_table_set_number(job->table, row, cells[b].count, (double)job->base[b]);
        set_not_applicable(job->table, row, b);
    }
    hide_few(job, row, job->base);
}

/* --- sentences --------------------------------------------------------------------------------------- */

/* The three most frequent of those whose base is all. */
static size_t most_frequent(const struct job *job, const struct need **out)
{
    size_t n = 0;
    for (; n < LISTED; n++) {
        const struct need *best = NULL;
        for (size_t i = 0; i < job->n; i++) {
            const struct need *need = &job->needs[i];
            bool taken = need->for_women || !need->count[BASE_ALL];
            for (size_t k = 0; k < n; k++)
                taken = taken || out[k] == need;
            if (!taken && (!best || need->count[BASE_ALL] > best->count[BASE_ALL]))
                best = need;
        }
        if (!best)
            break;
        out[n] = best;
    }
    return n;
}

static void say(struct job *job)
{
    const struct need *most[LISTED] = {NULL};
    const char *list = "";
    size_t n = most_frequent(job, most);
    if (!n || job->base[BASE_ALL] < WW_LOW_BASE)
        return;
    for (size_t i = 0; i < n; i++) {
        const char *id = row_id(job, most[i]);
        list = ww_table_text(job->table, "%s%s{%s.label|label} ({%s.share_pct})", list,
                             i == 0       ? ""
                             : i + 1 == n ? " and "
                                          : ", ",
                             id, id);
    }
    ww_table_finding(
        job->table, "most", 0.4, row_id(job, most[0]),
        ww_table_text(job->table, "The %s most often need help with %s.", job->ask->subject->together, list));
    job->table->chart = (struct ww_chart){
        .kind = WW_CHART_INTERVALS,
        .title = ww_words_filled(job->table, ww_table_text(job->table, "{%s.label}: {%s.share_pct} of the %s",
                                                           row_id(job, most[0]), row_id(job, most[0]),
                                                           job->ask->subject->many)),
        .subtitle = "Share with the need, and its 95% interval",
        .values = {"share_pct"},
        .n_values = 1,
        .low = "share_low_pct",
        .high = "share_high_pct",
        .plain_rows_only = true,
        .needs = "share_pct"};
}

static void note(struct job *job)
{
    ww_table_title(job->table, "Needs by pathway",
                   ww_table_text(job->table, "%s, %s",
                                 ww_cohort_capital(job->ask, job->ask->subject->together),
                                 ww_ask_words(job->ask, job->ask->period)));
    ww_table_note(
        job->table,
        "A person may have several needs: the rows add up to more than the people. The last two pathways are for "
        "women, and their share is that of women.");
    ww_cohort_note_low(job->table);
    if (job->hidden)
        ww_table_note(
            job->table,
            "[c]: fewer than %d people, or what they could be worked out from: of few women the men "
            "are not shown either.",
            ww_ask_smallest(job->ask));
    ww_table_note(job->table, "No need recorded may mean that there is none, or that nobody asked.");
    if (job->base[BASE_ALL] > job->base[BASE_WOMEN] + job->base[BASE_MEN])
        ww_table_note(job->table, "Of %s people the sex is not known: they are in the share of all only.",
                      ww_ask_number(job->ask, (int64_t)(job->base[BASE_ALL] - job->base[BASE_WOMEN] -
                                                        job->base[BASE_MEN])));
    ww_people_note(job->ask, &job->people, job->table);
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    static const struct ww_rows_column fields[] = {{.field = "needs"}, {.field = "sex", .optional = true}};
    struct job job = {.ask = ask, .table = table};
    enum ww_rc rc = ww_people_read(ask, fields, sizeof fields / sizeof fields[0], &job.people, err);
    if (!rc)
        rc = list_pathways(&job, err);
    if (rc)
        return rc;
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
    const struct ww_episode **chosen = ww_arena_alloc(ask->arena, job.people.n_people + 1, sizeof *chosen);
    if (!chosen)
        return ww_fail_nomem(err);
    size_t n = ww_people_during(&job.people, ask->period, chosen);
    for (size_t i = 0; i < n && !rc; i++)
        rc = count_person(&job, i, chosen[i], err);
    if (rc)
        return rc;
    if (!n)
        return ww_fail(err, WW_E_NOT_FOUND, "%s has nobody on the cohort in %s.", ask->record->source,
                       ww_ask_words(ask, ask->period));
    add_rows(&job);
    say(&job);
    note(&job);
    return WW_OK;
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    if (ww_view_has_column(ask->view, "needs"))
        return WW_OK;
    return ww_fail(err, WW_E_NOT_FOUND,
                   "%s has no column \"needs\". Import a cohort with its needs, joined by ';'.",
                   ask->record->source);
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
};

const struct ww_measure ww_measure_needs = {
    .name = "needs",
    .title = "Needs by pathway",
    .question = "Which pathways to reoffending do the people on a cohort need help with?",
    .subject = "iom",
    .formula =
        "people with a need of the pathway / people on the cohort in the period, with Wilson's interval; by sex",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EPISODES),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM),
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
