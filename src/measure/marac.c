// SPDX-License-Identifier: Apache-2.0
/* marac: how does the multi-agency risk assessment conference here compare with the force, the country and what is expected?
 *
 * Problem. 21% repeats here, 28% nationally, 28% to 40% expected: of 379 cases, could that be chance? And the supplier's
 * table and the conference's own case records do not always say the same.
 * Method. A row an indicator of the reference table about marac-indicators. What the case records tell is computed from
 * them: shares with Wilson's interval, the number of cases with that of a count, the change between two periods with the
 * exact interval of the ratio of daily rates. Everything else (rates on the supplier's own population, posts) is the
 * supplier's figure. The interval is held against the band in marac-expectations and against the national figure, which is
 * of so many cases that its own chance does not matter.
 * Conventions. One value is printed for an indicator. Where the supplier's differs from the records' by more than rounding,
 * the records' is printed and a note gives the other. A repeat is what the record's own definition says (column
 * repeat_definition; a case again within twelve months of the last): a note dates each definition, and the figure before a
 * change of definition has the mark [b].
 * Source. SafeLives' definition of a repeat case. Intervals: stats/rates.h.
 * Edge cases. No share of fewer than 20 cases: [low]. What was not recorded counts as not having the characteristic. */
#include <math.h>

#include "base/num.h"
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/residents.h"
#include "measure/rows.h"
#include "measure/words.h"

#define RATE            "rate" /* the indicator that is computed from residents */
#define INDICATORS_MAX  40
#define DEFINITIONS_MAX 4
#define WOMEN_FROM_AGE  16
#define PER_10000       10000.0

/* --- what the case records tell -------------------------------------------------------------------- */

enum case_column {
    DISCUSSED,
    REFERRER,
    REPEAT,
    DEFINITION,
    AGE,
    SEX,
    ETHNICITY,
    LGBT,
    DISABILITY,
    CHILDREN,
    CASE_COLUMNS
};

static const struct ww_rows_column case_columns[CASE_COLUMNS] = {
    [DISCUSSED] = {.role = WW_ROLE_FROM},
    [REFERRER] = {.field = "referrer", .optional = true},
    [REPEAT] = {.field = "repeat", .optional = true},
    [DEFINITION] = {.field = "repeat_definition", .optional = true},
    [AGE] = {.field = "victim_age", .optional = true},
    [SEX] = {.field = "victim_sex", .optional = true},
    [ETHNICITY] = {.field = "victim_ethnicity", .optional = true},
    [LGBT] = {.field = "lgbt", .optional = true},
    [DISABILITY] = {.field = "disability", .optional = true},
    [CHILDREN] = {.field = "children", .optional = true},
};

enum how { SHARE_OF_TEXT, SHARE_OF_MINORITIES, SHARE_OF_AGES, NUMBER_OF_CASES, SUM, CHANGE };

struct computation {
    const char *code; /* of the indicator */
    enum how how;
    enum case_column column;
    const char *text;         /* SHARE_OF_TEXT */
    int32_t youngest, oldest; /* SHARE_OF_AGES */
};

static const struct computation computations[] = {
    {.code = "cases", .how = NUMBER_OF_CASES, .column = DISCUSSED},
    {.code = "change", .how = CHANGE, .column = DISCUSSED},
    {.code = "children", .how = SUM, .column = CHILDREN},
    {.code = "repeat", .how = SHARE_OF_TEXT, .column = REPEAT, .text = "Yes"},
    {.code = "police", .how = SHARE_OF_TEXT, .column = REFERRER, .text = "Police"},
    {.code = "ethnic-minority", .how = SHARE_OF_MINORITIES, .column = ETHNICITY},
    {.code = "lgbt", .how = SHARE_OF_TEXT, .column = LGBT, .text = "Yes"},
    {.code = "disability", .how = SHARE_OF_TEXT, .column = DISABILITY, .text = "Yes"},
    {.code = "male", .how = SHARE_OF_TEXT, .column = SEX, .text = "Male"},
    {.code = "aged-16-17", .how = SHARE_OF_AGES, .column = AGE, .youngest = 16, .oldest = 17},
};

static bool is_minority(struct ww_str ethnicity)
{
    static const char *const others[] = {"White", "Not recorded", "Not stated", "Not known", "Blank"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (ww_str_eq_nocase(ethnicity, ww_str_of(others[i])))
            return false;
    return true;
}

static bool has_it(const struct computation *c, const struct ww_row_cell *cell)
{
    if (!cell->given)
        return false;
    switch (c->how) {
    case SHARE_OF_TEXT: return ww_str_eq_nocase(ww_str_trim(cell->text), ww_str_of(c->text));
    case SHARE_OF_MINORITIES: return is_minority(ww_str_trim(cell->text));
    case SHARE_OF_AGES: return cell->number >= c->youngest && cell->number <= c->oldest;
    case NUMBER_OF_CASES:
    case SUM:
    case CHANGE: return true;
    }
    return false;
}

/* Cases that have it; for a SUM, of the numbers. False where no record has the column filled in. */
static bool count_cases(const struct computation *c, const struct ww_rows *cases, int64_t *out)
{
    bool known = false;
    *out = 0;
    for (size_t i = 0; i < cases->count; i++) {
        const struct ww_row_cell *cell = ww_rows_at(cases, i, c->column);
        known |= cell->given;
        if (has_it(c, cell))
            *out += c->how == SUM ? (int64_t)cell->number : 1;
    }
    return known;
}

/* --- indicators ------------------------------------------------------------------------------------ */

enum indicator_column { CODE, INDICATOR, UNIT, AREA, VALUE, INDICATOR_COLUMNS };

static const struct ww_rows_column indicator_columns[INDICATOR_COLUMNS] = {
    [CODE] = {.field = "code"}, [INDICATOR] = {.field = "indicator"}, [UNIT] = {.field = "unit"},
    [AREA] = {.field = "area"}, [VALUE] = {.role = WW_ROLE_VALUE},
};

enum expectation_column { EXPECTED_CODE, EXPECTED_MIN, EXPECTED_MAX, EXPECTATION_COLUMNS };

static const struct ww_rows_column expectation_columns[EXPECTATION_COLUMNS] = {
    [EXPECTED_CODE] = {.field = "code"},
    [EXPECTED_MIN] = {.field = "expected_min"},
    [EXPECTED_MAX] = {.field = "expected_max"},
};

struct figure {
    bool given, has_interval;
    double value;
    struct ww_interval interval;
};

struct indicator {
    const char *code, *label, *unit;
    bool share;
    struct figure here, then, supplied, force, national, min, max;
    enum ww_mark mark; /* in place of `here` */
};

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct ww_rows now, before;
    bool compares, shares;
    struct indicator items[INDICATORS_MAX];
    size_t n;
};

static struct figure plain(double value)
{
    return (struct figure){.given = true, .value = value, .interval = {value, value}};
}

static struct indicator *find(struct job *job, struct ww_str code)
{
    for (size_t i = 0; i < job->n; i++)
        if (ww_str_eqz(code, job->items[i].code))
            return &job->items[i];
    return NULL;
}

static struct figure *place(struct indicator *item, struct ww_str area)
{
    return ww_str_eqz(area, "here")    ? &item->supplied
           : ww_str_eqz(area, "force") ? &item->force
                                       : &item->national;
}

static enum ww_rc add_indicator(struct job *job, const struct ww_rows *rows, size_t i, struct ww_err *err)
{
    struct ww_str code = ww_rows_at(rows, i, CODE)->text;
    struct indicator *item = find(job, code);
    if (!item && job->n == INDICATORS_MAX)
        return ww_fail(err, WW_E_LIMIT, "At most %d indicators can be compared.", INDICATORS_MAX);
    if (!item) {
        item = &job->items[job->n++];
        item->code = ww_arena_copy(job->ask->arena, code);
        item->label = ww_arena_copy(job->ask->arena, ww_rows_at(rows, i, INDICATOR)->text);
        item->unit = ww_arena_copy(job->ask->arena, ww_rows_at(rows, i, UNIT)->text);
        if (!item->code || !item->label || !item->unit)
            return ww_fail_nomem(err);
        item->share = ww_str_eqz(ww_str_of(item->unit), "per cent");
    }
    if (ww_rows_at(rows, i, VALUE)->given)
        *place(item, ww_rows_at(rows, i, AREA)->text) = plain(ww_rows_at(rows, i, VALUE)->number);
    return WW_OK;
}

static enum ww_rc read_indicators(struct job *job, struct ww_err *err)
{
    struct ww_ask other;
    struct ww_rows rows;
    enum ww_rc rc = ww_ask_other(job->ask, "marac-indicators", NULL, &other, err);
    if (!rc)
        rc = ww_rows_read(&other, indicator_columns, INDICATOR_COLUMNS, NULL, &rows, err);
    for (size_t i = 0; !rc && i < rows.count; i++)
        rc = add_indicator(job, &rows, i, err);
    if (!rc)
        ww_ask_note_used(&other, rows.used, job->table);
    return rc;
}

/* Without them there is nothing to be inside or outside of, and the columns stay empty. */
static enum ww_rc read_expectations(struct job *job, struct ww_err *err)
{
    struct ww_ask other;
    struct ww_rows rows;
    if (ww_ask_other(job->ask, "marac-expectations", NULL, &other, NULL) != WW_OK) {
        ww_table_note(job->table,
                      "What is expected has not been imported: it comes from the source marac-expectations.");
        return WW_OK;
    }
    enum ww_rc rc = ww_rows_read(&other, expectation_columns, EXPECTATION_COLUMNS, NULL, &rows, err);
    for (size_t i = 0; !rc && i < rows.count; i++) {
        struct indicator *item = find(job, ww_rows_at(&rows, i, EXPECTED_CODE)->text);
        const struct ww_row_cell *min = ww_rows_at(&rows, i, EXPECTED_MIN),
                                 *max = ww_rows_at(&rows, i, EXPECTED_MAX);
        if (item && min->given)
            item->min = plain(min->number);
        if (item && max->given)
            item->max = plain(max->number);
    }
    if (!rc)
        ww_ask_note_used(&other, rows.used, job->table);
    return rc;
}

static enum ww_rc read_cases(struct job *job, struct ww_period period, struct ww_rows *out,
                             struct ww_err *err)
{
    struct ww_cube_spec spec;
    enum ww_rc rc = ww_ask_spec(job->ask, &spec, err);
    if (rc)
        return rc;
    spec.has_period = true;
    spec.period = period;
    rc = ww_rows_read(job->ask, case_columns, CASE_COLUMNS, &spec, out, err);
    if (!rc)
        ww_ask_note_used(job->ask, out->used, job->table);
    return rc;
}

/* --- computing ------------------------------------------------------------------------------------- */

static struct figure share_of(int64_t count, size_t all)
{
    struct ww_estimate share = {0};
    if (all < WW_LOW_BASE ||
        !ww_proportion((struct ww_share_of){(double)count, (double)all}, WW_LEVEL_95, &share))
        return (struct figure){0};
    return (struct figure){.given = true,
                           .has_interval = true,
                           .value = 100 * share.value,
                           .interval = {100 * share.interval.low, 100 * share.interval.high}};
}

static struct figure change_of(const struct job *job)
{
    const struct ww_compared c = ww_compare(job->ask, (int64_t)job->before.count, (int64_t)job->now.count);
    struct ww_estimate ratio = {0};
    const struct ww_two_counts counts = {
        .count1 = c.now, .count2 = c.then, .exposure1 = c.days_now, .exposure2 = c.days_then};
    if (!job->compares || c.then < WW_LOW_BASE || !ww_rate_ratio(&counts, WW_LEVEL_95, &ratio))
        return (struct figure){0};
    return (struct figure){.given = true,
                           .has_interval = true,
                           .value = 100.0 * (double)(c.now - c.then) / (double)c.then,
                           .interval = {100 * (ratio.interval.low - 1), 100 * (ratio.interval.high - 1)}};
}

static struct figure number_of(const struct computation *c, int64_t count)
{
    struct figure figure = plain((double)count);
    if (c->how == NUMBER_OF_CASES) {
        figure.has_interval = true;
        figure.interval = ww_count_interval(count, WW_LEVEL_95);
    }
    return figure;
}

/* False where the records say nothing of it: the supplier's figure stands. */
static bool compute(const struct job *job, const struct computation *c, const struct ww_rows *cases,
                    struct figure *out)
{
    int64_t count;
    if (!count_cases(c, cases, &count) || (c->how == CHANGE && !job->compares))
        return false;
    *out = c->how == CHANGE                             ? change_of(job)
           : c->how == NUMBER_OF_CASES || c->how == SUM ? number_of(c, count)
                                                        : share_of(count, cases->count);
    return true;
}

static void fill_indicator(const struct job *job, struct indicator *item)
{
    item->here = item->supplied;
    item->mark = WW_MARK_NOT_AVAILABLE;
    for (size_t i = 0; i < sizeof computations / sizeof computations[0]; i++) {
        const struct computation *c = &computations[i];
        if (!ww_str_eqz(ww_str_of(c->code), item->code) || !compute(job, c, &job->now, &item->here))
            continue;
        item->mark = WW_MARK_LOW_BASE;
        if (job->compares && c->how != CHANGE)
            compute(job, c, &job->before, &item->then);
    }
}

/* --- definitions of a repeat ----------------------------------------------------------------------- */

struct definition {
    struct ww_str text;
    double first_day;
};

static size_t definitions_of(const struct ww_rows *cases, struct definition *out)
{
    size_t n = 0;
    for (size_t i = 0; i < cases->count; i++) {
        const struct ww_row_cell *cell = ww_rows_at(cases, i, DEFINITION);
        double day = ww_rows_at(cases, i, DISCUSSED)->number;
        size_t d = 0;
        while (d < n && !ww_str_eq(out[d].text, cell->text))
            d++;
        if (!cell->given || (d == n && n == DEFINITIONS_MAX))
            continue;
        if (d == n)
            out[n++] = (struct definition){cell->text, day};
        if (day < out[d].first_day)
            out[d].first_day = day;
    }
    return n;
}

static bool among(const struct definition *list, size_t n, struct ww_str text)
{
    for (size_t i = 0; i < n; i++)
        if (ww_str_eq(list[i].text, text))
            return true;
    return false;
}

/* Whether the periods count repeats by different rules; a note dates those of the present period. */
static bool note_definitions(const struct job *job)
{
    struct definition now[DEFINITIONS_MAX], then[DEFINITIONS_MAX];
    size_t n = definitions_of(&job->now, now), m = definitions_of(&job->before, then);
    bool changed = false;
    for (size_t i = 0; i < n; i++) {
        char day[32];
        ww_day_print_words((int32_t)now[i].first_day, day);
        ww_table_note(job->table,
                      "Repeats are counted by the definition \"%s\", first used in this period on %s.",
                      ww_table_copy(job->table, now[i].text), day);
    }
    for (size_t i = 0; i < m; i++)
        if (!among(now, n, then[i].text)) {
            changed = true;
            ww_table_note(
                job->table,
                "In the period before a repeat was \"%s\". Shares of repeats by different definitions do not "
                "compare: [b].",
                ww_table_copy(job->table, then[i].text));
        }
    return changed || n > 1;
}

/* --- table ----------------------------------------------------------------------------------------- */

static bool shows_shares(const struct ww_ask *ask)
{
    return !ww_str_eqz(ww_str_of(ww_ask_parameter(ask, "show")), "numbers");
}

static struct ww_table *make_table(const struct ww_ask *ask)
{
    const enum ww_unit unit = shows_shares(ask) ? WW_UNIT_PERCENT : WW_UNIT_NONE;
    const int decimals = shows_shares(ask) ? 1 : WW_DECIMALS_AS_NEEDED;
    const struct ww_column here = ww_column_number("here", ww_ask_heading(ask, "Here", ask->period), unit,
                                                   decimals);
    const struct ww_column columns[] = {
        ww_column_label("Indicator"),
        here,
        ww_column_end(here, WW_COLUMN_LOW, "here_low", "Here, lower end of 95% interval"),
        ww_column_end(here, WW_COLUMN_HIGH, "here_high", "Here, upper end of 95% interval"),
        ww_column_number("supplied", "Here, as supplied", unit, decimals),
        ww_column_number("here_then", ww_ask_heading(ask, "Here", ask->compare), unit, decimals),
        ww_column_number("force", "Whole force", unit, decimals),
        ww_column_number("national", "England and Wales", unit, decimals),
        ww_column_number("expected_min", "Expected, from", unit, decimals),
        ww_column_number("expected_max", "Expected, to", unit, decimals),
        ww_column_words("against_expected", "Against what is expected"),
        ww_column_words("against_national", "Against England and Wales"),
    };
    return ww_table_new("marac", columns, sizeof columns / sizeof columns[0]);
}

static void set_figure(struct ww_table *table, size_t row, const char *column, const struct figure *figure,
                       enum ww_mark otherwise)
{
    if (figure->given)
        ww_table_set_number(table, row, column, figure->value);
    else
        ww_table_set_mark(table, row, column, otherwise);
}

/* One end may be open ("5% or more"). */
static const char *against_expected(const struct indicator *item)
{
    const struct ww_interval here = item->here.interval;
    bool above_min = !item->min.given || here.low >= item->min.value;
    bool below_max = !item->max.given || here.high <= item->max.value;
    return item->min.given && here.high < item->min.value  ? "Below"
           : item->max.given && here.low > item->max.value ? "Above"
           : above_min && below_max                        ? "As expected"
                                                           : "Cannot tell";
}

static const char *against_national(const struct indicator *item)
{
    return item->here.interval.high < item->national.value  ? "Lower"
           : item->here.interval.low > item->national.value ? "Higher"
                                                            : "No clear difference";
}

/* Numbers of cases here are not compared with those of a country. */
static void set_verdicts(const struct indicator *item, struct ww_table *table, size_t row)
{
    if (!item->here.given)
        return;
    if (item->min.given || item->max.given)
        ww_table_set_text(table, row, "against_expected", ww_str_of(against_expected(item)));
    if (item->share && item->here.has_interval && item->national.given)
        ww_table_set_text(table, row, "against_national", ww_str_of(against_national(item)));
}

static void add_row(const struct job *job, const struct indicator *item, bool changed)
{
    struct ww_table *table = job->table;
    size_t row = ww_table_add_row(table, ww_table_row_id(table, NULL, item->code), WW_ROW_PLAIN, 0);
    ww_table_set_text(table, row, "label", ww_str_of(item->label));
    set_figure(table, row, "here", &item->here, item->mark);
    set_figure(table, row, "supplied", &item->supplied, WW_MARK_NOT_AVAILABLE);
    set_figure(table, row, "here_then", &item->then, WW_MARK_NOT_APPLICABLE);
    set_figure(table, row, "force", &item->force, WW_MARK_NOT_AVAILABLE);
    set_figure(table, row, "national", &item->national, WW_MARK_NOT_AVAILABLE);
    set_figure(table, row, "expected_min", &item->min, WW_MARK_NOT_APPLICABLE);
    set_figure(table, row, "expected_max", &item->max, WW_MARK_NOT_APPLICABLE);
    if (item->here.has_interval)
        ww_compare_interval(table, row, (struct ww_ends){"here_low", "here_high"}, item->here.interval, 1);
    else {
        ww_table_set_mark(table, row, "here_low", WW_MARK_NOT_APPLICABLE);
        ww_table_set_mark(table, row, "here_high", WW_MARK_NOT_APPLICABLE);
    }
    if (changed && item->then.given && ww_str_eqz(ww_str_of(item->code), "repeat"))
        ww_table_set_mark(table, row, "here_then", WW_MARK_BREAK);
    set_verdicts(item, table, row);
}

/* --- words ----------------------------------------------------------------------------------------- */

/* What the supplier printed was rounded to the decimals it shows. */
static double rounding(double printed)
{
    return fabs(printed - round(printed)) < 1e-9 ? 0.5 : 0.05;
}

static void note_difference(const struct job *job, const struct indicator *item)
{
    char ours[48], theirs[48];
    if (!item->here.given || !item->supplied.given ||
        fabs(item->here.value - item->supplied.value) <= rounding(item->supplied.value) + 1e-9)
        return;
    ww_print_people(item->here.value, item->share ? 1 : 0, ours);
    ww_print_people(item->supplied.value, rounding(item->supplied.value) < 0.5 ? 1 : 0, theirs);
    ww_table_note(job->table,
                  "%s: the supplier's table has %s%s; the case records give %s%s, which is what is printed.",
                  item->label, theirs, item->share ? "%" : "", ours, item->share ? "%" : "");
}

/* Ours is printed, of the cases counted here; the supplier's, which is rounded and made like those of the other areas,
 * stands in a column of its own. Without residents the supplier's is all there is. */
static void compute_rate(const struct job *job, struct indicator *item)
{
    struct ww_residents *residents = NULL;
    int64_t women = 0;
    struct ww_estimate rate = {0};
    if (ww_residents_read(job->ask, job->table, &residents, NULL) != WW_OK)
        return;
    for (size_t b = 0; b < residents->n_bands; b++)
        women += residents->from[b] >= WOMEN_FROM_AGE ? residents->count[b][WW_SEX_FEMALE] : 0;
    if (!ww_rate((int64_t)job->now.count, (double)women, PER_10000, WW_LEVEL_95, &rate))
        return;
    item->here = (struct figure){
        .given = true, .has_interval = true, .value = rate.value, .interval = rate.interval};
    char supplied[48] = "none";
    if (item->supplied.given)
        ww_print_people(item->supplied.value, rounding(item->supplied.value) < 0.5 ? 1 : 0, supplied);
    ww_table_note(
        job->table,
        "The rate is of the cases counted here and the %s women and girls of %d and over in %s. The "
        "supplier's, on the population they use, is %s; the rates of the force and of England and Wales "
        "and what is expected are made like that one.",
        ww_ask_number(job->ask, women), WOMEN_FROM_AGE, residents->source, supplied);
}

static const char *expectation(struct ww_table *table, const struct indicator *item, const char *id)
{
    if (item->min.given && item->max.given && item->min.value < item->max.value)
        return ww_table_text(table, "{%s.expected_min} to {%s.expected_max}", id, id);
    if (item->min.given && item->max.given)
        return ww_table_text(table, "{%s.expected_min}", id);
    return item->min.given ? ww_table_text(table, "{%s.expected_min} or more", id)
                           : ww_table_text(table, "{%s.expected_max} or less", id);
}

static void add_finding(const struct indicator *item, struct ww_table *table)
{
    const char *id = ww_table_row_id(table, NULL, item->code);
    const struct ww_cell *expected = ww_table_cell(table, id, "against_expected");
    const struct ww_cell *national = ww_table_cell(table, id, "against_national");
    bool outside = expected && expected->present && (expected->text[0] == 'B' || expected->text[1] == 'b');
    bool apart = national && national->present && national->text[0] != 'N';
    if (!item->here.has_interval || (!outside && !apart))
        return;
    const char *against =
        apart ? ww_table_text(
                    table, ", {%s.against_national|label} than in England and Wales ({%s.national})", id, id)
              : "";
    const char *band = outside ? ww_table_text(table, "%s {%s.against_expected|label} what is expected (%s)",
                                               apart ? ", and" : ",", id, expectation(table, item, id))
                               : "";
    ww_table_finding(
        table, ww_table_text(table, "%s/apart", id), outside ? 0.5 : 0.4, id,
        ww_table_text(table, "{%s.label}: {%s.here} (95%% interval {%s.here_low} to {%s.here_high})%s%s.", id,
                      id, id, id, against, band));
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    const struct ww_ask *ask = job->ask;
    ww_table_title(table,
                   ww_table_text(table, "The conference against the force, the country and what is expected"),
                   ww_table_text(table, "%s: %s, %s", job->shares ? "Per cent" : "Numbers",
                                 ask->subject->together, ww_ask_words(ask, ask->period)));
    ww_table_note(
        table,
        "As expected, Below and Above say that the whole 95%% interval lies on that side; else it cannot be told. "
        "Figures of the force and of England and Wales are as supplied.");
    if (job->shares)
        ww_table_note(
            table, "Shares are of all %s cases of the period: what was not recorded counts as not having it.",
            ww_ask_number(ask, (int64_t)job->now.count));
    size_t change = ww_table_find_row(table, "change");
    const struct ww_cell *low = ww_table_cell(table, "change", "here_low"),
                         *high = ww_table_cell(table, "change", "here_high");
    bool chance = low && high && low->number <= 0 && high->number >= 0;
    if (change != WW_NO_INDEX && job->compares && ww_table_cell(table, "change", "here")->present)
        ww_table_finding(
            table, "change/cases", 0.45, "change",
            ww_table_text(
                table,
                "The number of %s is {change.here|change} on %s (95%% interval {change.here_low} to "
                "{change.here_high}): %s.",
                ask->subject->together, ww_words_before(ask, ask->compare),
                chance ? "could be chance" : "more than chance"));
    const char *now = ww_ask_number(ask, (int64_t)job->now.count);
    if (job->compares)
        ww_table_note(table, "%s cases were discussed, and %s in the period before.", now,
                      ww_ask_number(ask, (int64_t)job->before.count));
    if (job->shares)
        table->chart = (struct ww_chart){
            .kind = WW_CHART_BARS,
            .title = ww_table_text(table, "The conference here and in England and Wales"),
            .subtitle = table->subtitle,
            .label = "label",
            .values = {"here", "national"},
            .n_values = 2};
}

static enum ww_rc read_all(struct job *job, struct ww_err *err)
{
    enum ww_rc rc = read_indicators(job, err);
    if (!rc)
        rc = read_expectations(job, err);
    if (!rc)
        rc = read_cases(job, job->ask->period, &job->now, err);
    if (!rc && job->compares)
        rc = read_cases(job, job->ask->compare, &job->before, err);
    return rc;
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    const char *show = ww_ask_parameter(ask, "show");
    if (!ww_str_eqz(ww_str_of(show), "shares") && !ww_str_eqz(ww_str_of(show), "numbers"))
        return ww_fail(err, WW_E_USAGE, "'marac' shows 'shares' or 'numbers', not '%.40s'.", show);
    struct job *job = ww_arena_alloc(ask->arena, 1, sizeof *job);
    if (!job)
        return ww_fail_nomem(err);
    *job = (struct job){.ask = ask,
                        .table = table,
                        .compares = ww_ask_covers(ask, ask->compare),
                        .shares = shows_shares(ask)};
    enum ww_rc rc = read_all(job, err);
    if (rc)
        return rc;
    bool changed = job->shares && note_definitions(job);
    for (size_t i = 0; i < job->n; i++) {
        struct indicator *item = &job->items[i];
        if (item->share != job->shares)
            continue;
        fill_indicator(job, item);
        if (ww_str_eqz(ww_str_of(item->code), RATE))
            compute_rate(job, item);
        add_row(job, item, changed);
        add_finding(item, table);
        if (!ww_str_eqz(ww_str_of(item->code), RATE))
            note_difference(job, item);
    }
    describe(job);
    return WW_OK;
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    struct ww_ask other;
    return ww_ask_other(ask, "marac-indicators", NULL, &other, err);
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"compare", "the period it is compared with",
     "the period of the same length before, where the source has it"},
    {"show", "shares: the indicators in per cent; numbers: the others", "shares"},
};

const struct ww_measure ww_measure_marac = {
    .name = "marac",
    .title = "The risk assessment conference",
    .question = "How does the conference here compare with the force, the country and what is expected?",
    .subject = "marac",
    .formula =
        "cases with it / all cases; Wilson's interval against the expected band and the national figure",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM),
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
