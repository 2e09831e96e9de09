// SPDX-License-Identifier: Apache-2.0
/* drug-tests: how many of those tested on arrest had taken drugs?
 *
 * Problem. "Half of all arrested use drugs" is what a custody suite's tests are taken for; they are tests, of whom the
 * police arrested for some offences, some of them several times.
 * Method. For each trigger offence (or age, sex, ethnicity): tests, those with a drug found, their share with Wilson's
 * interval, and the share in which each drug was found. Where the period of comparison is held as well, its share and the
 * change in percentage points with Newcombe's interval and the chi-squared p (stats/two_shares.h), rows judged together.
 * Conventions. A refused test is no test: it is counted by itself and is in no share. Where several drugs were found each
 * counts, so the drugs' shares add up to more than the positive. Ages in the bands below. No share of fewer than 20
 * tests: [low].
 * Edge cases. A test without a result is left out and counted in a note. What a person's column is missing in counts as
 * "Not known". One person tested twice is two tests; a note says of how many persons. */
#include "measure/breakdown.h"
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/persons.h"
#include "measure/words.h"
#include "stats/order.h"
#include "stats/two_shares.h"

#define DRUGS_MAX   8
#define RESULTS_MAX 512
#define MORE        UINT32_C(0x80000000) /* a drug beyond the columns */

static const char DEFAULT_BY[] = "trigger_offence";
static const char AGE[] = "age";
static const int32_t age_edges[] = {10, 18, 25, 35, 45, 55};
static const char *const age_labels[] = {"10-17", "18-24", "25-34", "35-44", "45-54", "55 and over"};
#define AGES (sizeof age_edges / sizeof age_edges[0])

/* --- what was found ------------------------------------------------------------------------------- */

enum result { NEGATIVE, POSITIVE, REFUSED, RESULTS };

static const struct {
    const char *word;
    enum result result;
} words[] = {{"none", NEGATIVE}, {"negative", NEGATIVE}, {"refused", REFUSED}, {"not given", REFUSED}};

struct found {
    enum result result;
    uint32_t drugs; /* bit of each */
};

struct drugs {
    struct ww_str names[DRUGS_MAX];
    size_t n;
    struct found *of; /* of each distinct text of the column */
    struct ww_text_list texts;
    struct ww_cube_dim dim;
};

static uint32_t bit_of(struct drugs *drugs, struct ww_str name)
{
    for (size_t i = 0; i < drugs->n; i++)
        if (ww_str_eq_nocase(drugs->names[i], name))
            return UINT32_C(1) << i;
    if (drugs->n == DRUGS_MAX)
        return MORE;
    drugs->names[drugs->n] = name;
    return UINT32_C(1) << drugs->n++;
}

static struct found read_found(struct drugs *drugs, struct ww_str text)
{
    struct found found = {0};
    struct ww_str item;
    while (ww_str_cut(&text, ';', &item)) {
        bool word = false;
        item = ww_str_trim(item);
        for (size_t i = 0; i < sizeof words / sizeof words[0] && !word; i++)
            if (ww_str_eq_nocase(item, ww_str_of(words[i].word))) {
                word = true;
                found.result = words[i].result == REFUSED ? REFUSED : found.result;
            }
        if (!word && item.len)
            found.drugs |= bit_of(drugs, item);
    }
    if (found.drugs)
        found.result = POSITIVE;
    return found;
}

static enum ww_rc read_drugs(const struct ww_ask *ask, struct drugs *out, struct ww_err *err)
{
    *out = (struct drugs){0};
    enum ww_rc rc = ww_ask_dim_texts(ask, WW_ROLE_FLAGS, NULL, &out->dim, &out->texts, err);
    if (rc)
        return rc;
    if (out->texts.count > RESULTS_MAX)
        return ww_fail(err, WW_E_LIMIT, "%s has more than %d different results of tests.",
                       ask->record->source, RESULTS_MAX);
    out->of = ww_arena_alloc(ask->arena, out->texts.count, sizeof *out->of);
    if (!out->of)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < out->texts.count; i++)
        out->of[i] = read_found(out, out->texts.items[i]);
    return WW_OK;
}

static const char *drug_column(const struct ww_ask *ask, const struct drugs *drugs, size_t index)
{
    const struct ww_str name = drugs->names[index];
    char *column = ww_arena_printf(ask->arena, "drug_%.*s_pct", (int)name.len, name.ptr);
    for (char *c = column; c && *c; c++) {
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
        *c = (*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') ? *c : '_';
    }
    return column ? column : "";
}

/* --- the table ------------------------------------------------------------------------------------ */

#define COLUMNS_MAX (16 + DRUGS_MAX)

static bool compares(const struct ww_ask *ask)
{
    return ww_ask_covers(ask, ask->compare);
}

static size_t change_columns(const struct ww_ask *ask, struct ww_column *columns)
{
    const struct ww_column points = ww_column_number("change_points", "Change in percentage points",
                                                     WW_UNIT_PERCENT_POINTS, 1);
    size_t n = 0;
    columns[n++] = ww_column_percent("positive_then_pct", ww_ask_heading(ask, "Positive", ask->compare));
    columns[n++] = points;
    columns[n++] = ww_column_end(points, WW_COLUMN_LOW, "change_low", "Change, lower end of 95% interval");
    columns[n++] = ww_column_end(points, WW_COLUMN_HIGH, "change_high", "Change, upper end of 95% interval");
    columns[n++] = ww_column_p_value("change_points");
    columns[n++] = ww_column_words("verdict", "More than chance");
    return n;
}

static struct ww_table *make_table(const struct ww_ask *ask)
{
    const struct ww_column positive = ww_column_percent("positive_pct",
                                                        ww_ask_heading(ask, "Positive", ask->period));
    struct ww_column columns[COLUMNS_MAX];
    struct drugs drugs;
    size_t n = 0;
    if (read_drugs(ask, &drugs, NULL) != WW_OK)
        drugs.n = 0; /* run says what is wrong */
    columns[n++] = ww_column_label("Group");
    columns[n++] = ww_column_count("tests", "Tests");
    columns[n++] = ww_column_percent("share_pct", "Share of all tests");
    columns[n++] = ww_column_count("positive", "Positive tests");
    columns[n++] = positive;
    columns[n++] = ww_column_end(positive, WW_COLUMN_LOW, "positive_low",
                                 "Positive, lower end of 95% interval");
    columns[n++] = ww_column_end(positive, WW_COLUMN_HIGH, "positive_high",
                                 "Positive, upper end of 95% interval");
    for (size_t i = 0; i < drugs.n; i++) {
        const char *title = ww_arena_printf(ask->arena, "%.*s found", (int)drugs.names[i].len,
                                            drugs.names[i].ptr);
        columns[n++] = ww_column_percent(drug_column(ask, &drugs, i), title ? title : "");
    }
    columns[n++] = ww_column_count("refused", "Refused");
    if (compares(ask))
        n += change_columns(ask, columns + n);
    return ww_table_new("drug-tests", columns, n);
}

/* --- counting ------------------------------------------------------------------------------------- */

struct tally {
    int64_t of[RESULTS];
    int64_t drugs[DRUGS_MAX];
};

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    const char *by;
    struct drugs drugs;
    struct ww_cube_dim dim;
    struct ww_text_list texts; /* empty where by age */
    size_t n;                  /* groups, "not known" included as the last */
    struct tally *now, *then;  /* n each; then NULL = not compared */
};

static enum ww_rc make_dim(struct job *job, struct ww_err *err)
{
    const struct ww_ask *ask = job->ask;
    if (ww_str_eqz(ww_str_of(job->by), AGE)) {
        job->dim = (struct ww_cube_dim){.by = WW_BY_NUMBER,
                                        .role = WW_ROLE_ATTRIBUTE,
                                        .field = AGE,
                                        .edges = age_edges,
                                        .n_edges = (int32_t)AGES};
        job->n = AGES + 1;
    } else {
        enum ww_rc rc = ww_ask_dim_texts(ask, WW_ROLE_ATTRIBUTE, job->by, &job->dim, &job->texts, err);
        if (rc)
            return rc;
        if (!job->texts.count)
            return ww_fail(err, WW_E_USAGE, "--by '%s' is neither 'age' nor a column of texts in %s.",
                           job->by, ask->record->source);
        job->n = job->texts.count + 1;
    }
    job->dim.size = (int32_t)job->n;
    job->dim.missing_key = (int32_t)job->n - 1;
    return WW_OK;
}

static void add_up(const struct job *job, const struct ww_cube *cube, struct tally *out)
{
    for (size_t t = 0; t < job->drugs.texts.count; t++)
        for (size_t g = 0; g < job->n; g++) {
            int64_t count = cube->counts[t * job->n + g];
            const struct found *found = &job->drugs.of[t];
            out[g].of[found->result] += count;
            for (size_t d = 0; d < job->drugs.n; d++)
                out[g].drugs[d] += found->drugs >> d & 1 ? count : 0;
        }
}

static enum ww_rc count(struct job *job, struct ww_period period, struct tally **out, struct ww_err *err)
{
    struct ww_cube_spec spec;
    struct ww_cube cube;
    enum ww_rc rc = ww_ask_spec(job->ask, &spec, err);
    if (rc)
        return rc;
    spec.dims[spec.n_dims++] = job->drugs.dim;
    spec.dims[spec.n_dims++] = job->dim;
    spec.has_period = true;
    spec.period = period;
    *out = ww_arena_alloc(job->ask->arena, job->n, sizeof **out);
    if (!*out)
        return ww_fail_nomem(err);
    rc = ww_ask_count(job->ask, &spec, job->table, &cube, err);
    if (rc)
        return rc;
    add_up(job, &cube, *out);
    ww_ask_note_left_out(job->ask, &spec, &cube, job->table);
    ww_cube_free(&cube);
    return WW_OK;
}

/* --- rows ----------------------------------------------------------------------------------------- */

static int64_t tests_of(const struct tally *tally)
{
    return tally->of[NEGATIVE] + tally->of[POSITIVE];
}

static void set_positive(const struct job *job, size_t row, const struct tally *now)
{
    struct ww_table *table = job->table;
    struct ww_estimate share = {0};
    int64_t tests = tests_of(now);
    ww_compare_share(table, row, "positive_pct", now->of[POSITIVE], tests);
    if (tests >= WW_LOW_BASE &&
        ww_proportion((struct ww_share_of){(double)now->of[POSITIVE], (double)tests}, WW_LEVEL_95, &share)) {
        ww_compare_interval(table, row, (struct ww_ends){"positive_low", "positive_high"}, share.interval,
                            100);
    } else {
        ww_table_set_mark(table, row, "positive_low", WW_MARK_LOW_BASE);
        ww_table_set_mark(table, row, "positive_high", WW_MARK_LOW_BASE);
    }
    for (size_t d = 0; d < job->drugs.n; d++)
        ww_compare_share(table, row, drug_column(job->ask, &job->drugs, d), now->drugs[d], tests);
}

static void set_change(const struct job *job, size_t row, const struct tally *then, const struct tally *now)
{
    static const char *const columns[] = {"change_points", "change_low", "change_high"};
    struct ww_table *table = job->table;
    const struct ww_two_shares shares = {now->of[POSITIVE], tests_of(now), then->of[POSITIVE],
                                         tests_of(then)};
    struct ww_estimate change = {0};
    double p = 1;
    ww_compare_share(table, row, "positive_then_pct", shares.x2, shares.n2);
    if (shares.n1 < WW_LOW_BASE || shares.n2 < WW_LOW_BASE ||
        !ww_proportion_difference((struct ww_share_of){(double)shares.x1, (double)shares.n1},
                                  (struct ww_share_of){(double)shares.x2, (double)shares.n2}, WW_LEVEL_95,
                                  &change)) {
        for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
            ww_table_set_mark(table, row, columns[i], WW_MARK_LOW_BASE);
        ww_table_set_mark(table, row, "p_value", WW_MARK_LOW_BASE);
        return;
    }
    ww_table_set_number(table, row, "change_points", 100 * change.value);
    ww_compare_interval(table, row, (struct ww_ends){"change_low", "change_high"}, change.interval, 100);
    if (!ww_two_shares_p(&shares, &p)) {
        ww_table_set_mark(table, row, "p_value", WW_MARK_NOT_APPLICABLE);
        return;
    }
    ww_table_set_number(table, row, "p_value", p);
    ww_table_set_text(table, row, "verdict",
                      ww_str_of(p >= WW_CHANCE_LEVEL ? "No"
                                : change.value > 0   ? "Up"
                                                     : "Down"));
}

/* g: group, or the total where it is job->n. */
static void add_row(const struct job *job, size_t g, const struct tally *now, const struct tally *then,
                    int64_t all)
{
    struct ww_table *table = job->table;
    struct ww_str label = g == job->n        ? WW_STR("All tests")
                          : g + 1 == job->n  ? WW_STR("Not known")
                          : job->texts.count ? job->texts.items[g]
                                             : ww_str_of(age_labels[g]);
    const char *text = ww_table_copy(table, label);
    size_t row = ww_table_add_row(table, g == job->n ? "total" : ww_table_row_id(table, job->by, text),
                                  g == job->n ? WW_ROW_TOTAL : WW_ROW_PLAIN, 0);
    ww_table_set_text(table, row, "label", label);
    ww_table_set_number(table, row, "tests", (double)tests_of(now));
    ww_compare_share(table, row, "share_pct", tests_of(now), all);
    ww_table_set_number(table, row, "positive", (double)now->of[POSITIVE]);
    ww_table_set_number(table, row, "refused", (double)now->of[REFUSED]);
    if (ww_ask_smallest(job->ask) &&
        table->rows[row].kind != WW_ROW_TOTAL) /* few refuse: the total is enough */
        ww_table_set_mark(table, row, "refused", WW_MARK_CONFIDENTIAL);
    set_positive(job, row, now);
    if (then)
        set_change(job, row, then, now);
}

static struct tally sum(const struct job *job, const struct tally *of)
{
    struct tally total = {0};
    for (size_t g = 0; g < job->n; g++) {
        for (size_t r = 0; r < RESULTS; r++)
            total.of[r] += of[g].of[r];
        for (size_t d = 0; d < job->drugs.n; d++)
            total.drugs[d] += of[g].drugs[d];
    }
    return total;
}

/* Ages stand in their order, texts by number of tests; "not known" is the last. */
static enum ww_rc add_rows(const struct job *job, struct ww_err *err)
{
    struct tally now = sum(job, job->now), then = {0};
    uint64_t *tests = ww_arena_alloc(job->ask->arena, job->n, sizeof *tests);
    uint32_t *order = ww_arena_alloc(job->ask->arena, job->n, sizeof *order);
    if (!tests || !order)
        return ww_fail_nomem(err);
    if (job->then)
        then = sum(job, job->then);
    for (size_t g = 0; g < job->n; g++) {
        tests[g] = job->texts.count && g + 1 < job->n ? (uint64_t)tests_of(&job->now[g]) + 1 : 0;
        if (!job->texts.count)
            tests[g] = job->n - g;
    }
    ww_order_counts(tests, job->n, order);
    for (size_t place = 0; place < job->n; place++) {
        size_t g = order[place];
        const struct tally *before = job->then ? &job->then[g] : NULL;
        if (tests_of(&job->now[g]) || job->now[g].of[REFUSED] || (before && tests_of(before)))
            add_row(job, g, &job->now[g], before, tests_of(&now));
    }
    add_row(job, job->n, &now, job->then ? &then : NULL, tests_of(&now));
    return ww_table_check(job->table, err);
}

/* --- persons -------------------------------------------------------------------------------------- */

struct seen {
    const struct drugs *drugs;
};

static int32_t tested_key(void *context, struct ww_str text)
{
    const struct seen *seen = context;
    for (size_t i = 0; i < seen->drugs->texts.count; i++)
        if (ww_str_eq(seen->drugs->texts.items[i], text))
            return seen->drugs->of[i].result == REFUSED ? WW_LEAVE_OUT
                                                        : seen->drugs->of[i].result == POSITIVE;
    return WW_LEAVE_OUT;
}

/* How many persons are behind the tests; without a column of pseudonyms that is not known, and said. */
static enum ww_rc note_persons(const struct job *job, struct ww_err *err)
{
    static const char FIELD[] = "person";
    struct seen seen = {&job->drugs};
    const struct ww_cube_dim by = {.by = WW_BY_TEXT,
                                   .role = WW_ROLE_FLAGS,
                                   .size = 2,
                                   .missing_key = WW_LEAVE_OUT,
                                   .key = tested_key,
                                   .context = &seen};
    struct ww_persons persons = {0};
    if (ww_extract_field_by_name(ww_view_extract(job->ask->view, 0), FIELD) < 0) {
        ww_table_note(job->table,
                      "A test is not a person: one person may have been tested several times; the "
                      "source does not say who.");
        return WW_OK;
    }
    enum ww_rc rc = ww_persons_read(job->ask, FIELD, job->ask->period, &by, &persons, err);
    if (rc)
        return rc;
    int64_t n = 0, again = 0, positive = 0;
    for (size_t first = 0, end; first < persons.n; first = end) {
        bool any = false;
        end = ww_persons_end(&persons, first);
        for (size_t i = first; i < end; i++)
            any = any || persons.events[i].key;
        n++;
        again += end - first > 1;
        positive += any;
    }
    const struct ww_ask *ask = job->ask;
    ww_table_note(
        job->table,
        "A test is not a person: the tests that bear a pseudonym are of %s persons, of whom %s were "
        "tested more than once and %s were positive at least once. Tests of one person are not "
        "independent, so the intervals are a little too narrow.",
        ww_ask_number(ask, n), ww_ask_number(ask, again), ww_ask_number(ask, positive));
    ww_persons_free(&persons);
    return WW_OK;
}

/* --- words ---------------------------------------------------------------------------------------- */

/* The group with the largest share of positive tests whose interval lies above that of all tests. */
static const char *highest(const struct ww_table *table)
{
    const struct ww_cell *all = ww_table_cell(table, "total", "positive_high");
    const char *best = NULL;
    double most = 0;
    for (size_t i = 0; i < table->n_rows && all->present; i++) {
        const struct ww_cell *low = ww_table_cell(table, table->rows[i].id, "positive_low");
        const struct ww_cell *share = ww_table_cell(table, table->rows[i].id, "positive_pct");
        if (table->rows[i].kind == WW_ROW_PLAIN && low->present && low->number > all->number &&
            share->number > most) {
            most = share->number;
            best = table->rows[i].id;
        }
    }
    return best;
}

static void add_findings(const struct job *job)
{
    struct ww_table *table = job->table;
    const char *many = job->ask->subject->many;
    if (!ww_table_has(table, "total", "positive_pct"))
        return;
    const char *id = highest(table);
    if (id)
        ww_table_finding(table, "highest", 0.3, id,
                         ww_table_text(table,
                                       "{%s.label}: {%s.positive_pct} of {%s.tests} %s were positive (95%% "
                                       "interval {%s.positive_low} to {%s.positive_high}), more than of all.",
                                       id, id, id, many, id, id));
    if (job->ask->question->by) /* said once, where no groups are asked for */
        return;
    const char *change = ww_table_has(table, "total", "p_value")
                             ? ww_table_text(table,
                                             ", against {total.positive_then_pct} in %s "
                                             "({total.p_value|chance})",
                                             ww_words_before(job->ask, job->ask->compare))
                             : "";
    ww_table_finding(table, "total/positive", 0.45, "total",
                     ww_table_text(table,
                                   "{total.positive} of {total.tests} %s were positive: {total.positive_pct} "
                                   "(95%% interval {total.positive_low} to {total.positive_high})%s.",
                                   many, change));
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    const struct ww_ask *ask = job->ask;
    ww_table_title(table, "Drug tests on arrest",
                   ww_table_text(table, "Tests and what was found, %s", ww_ask_words(ask, ask->period)));
    ww_table_parameter(table, "by", job->by);
    ww_table_note(
        table,
        "Who is tested follows from who is arrested for what, so these are not shares of all offenders or of "
        "residents. Where several drugs were found each is counted. Refused tests are in no share. "
        "[low]: fewer than %d tests.",
        WW_LOW_BASE);
    if (job->then)
        ww_table_note(table, "More than chance allows for how many rows are tested.");
    table->chart = (struct ww_chart){
        .kind = WW_CHART_INTERVALS,
        .title = ww_table_has(table, "total", "positive_pct")
                     ? ww_words_filled(table, "{total.positive_pct} of drug tests on arrest were positive")
                     : "Positive drug tests on arrest",
        .subtitle = ww_table_text(table, "Share of tests in which a drug was found, with 95%% interval, %s",
                                  ww_ask_words(ask, ask->period)),
        .label = "label",
        .values = {"positive_pct"},
        .n_values = 1,
        .low = "positive_low",
        .high = "positive_high",
        .plain_rows_only = true,
        .needs = "positive_low"};
    const struct ww_cell *all = ww_table_cell(table, "total", "positive_pct");
    if (all && all->present) {
        table->chart.has_reference = true;
        table->chart.reference = all->number;
    }
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table, .by = ask->question->by ? ask->question->by : DEFAULT_BY};
    enum ww_rc rc = read_drugs(ask, &job.drugs, err);
    if (!rc)
        rc = make_dim(&job, err);
    if (!rc)
        rc = count(&job, ask->period, &job.now, err);
    if (!rc && compares(ask))
        rc = count(&job, ask->compare, &job.then, err);
    if (!rc)
        rc = add_rows(&job, err);
    if (!rc && job.then)
        rc = ww_compare_together(ask, table, err);
    if (!rc)
        rc = note_persons(&job, err);
    if (rc)
        return rc;
    add_findings(&job);
    describe(&job);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"compare", "the period it is compared with, where the source holds it",
     "the period of the same length before"},
    {"by", "age, or a column of texts: trigger_offence, sex, ethnicity", "trigger_offence"},
};

const struct ww_measure ww_measure_drug_tests = {
    .name = "drug-tests",
    .title = "Drug tests on arrest",
    .question = "How many of those tested on arrest had taken drugs?",
    .subject = "custody-drug-tests",
    .formula =
        "positive tests / tests, Wilson's interval; change in points, Newcombe's interval, chi-squared p",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM) | WW_ROLE_BIT(WW_ROLE_FLAGS),
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .run = run,
    .table = make_table,
};
