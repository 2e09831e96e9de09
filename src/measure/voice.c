// SPDX-License-Identifier: Apache-2.0
/* voice: what do people say in surveys, and has it changed?
 *
 * Problem. Recorded crime is what was reported. Whether people feel safe, and whether they trust those who are to keep them
 * so, only they can say; and a survey of some hundred people moves by chance from year to year.
 * Method. A row of a source of responses is one person's answer to one question, or what several people answered alike.
 * `question` is the question in words, `answer` the answer, `counted` the answers that count, joined with ";". The share is
 * weighted (`weight`), its interval Wilson's on the effective number of answers (Kish), the change Newcombe's, with the
 * normal test's p (stats/survey.h). Rows with the scope "Force" are what is compared with.
 * Conventions. An empty cell did not answer: it is not in the base, and counted. "Don't know" is an answer, and in the base,
 * unless the source's descriptor names it as missing. Under 50 answers no percentage is given, under 100 it is marked [u].
 * Edge cases. A wave belongs to the period in which people were asked; a period without any is refused. Several answers of a
 * table are tested together. */
#include <assert.h>
#include <stdlib.h>

#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/rows.h"
#include "measure/words.h"
#include "stats/survey.h"

#define LEAST_BASE 50  /* answers; below, no percentage */
#define SMALL_BASE 100 /* below, marked as resting on few */
#define WAVES_MAX  12

enum field { WHEN, QUESTION, COUNTED, ANSWER, WEIGHT, PEOPLE, SCOPE, BY, FIELDS };

/* What the rows stand for. */
enum by { BY_QUESTION, BY_ANSWER, BY_WAVE, BY_AGE, BY_AREA, BY_TEXT };

static const int32_t age_from[] = {0, 16, 25, 35, 45, 55, 65};
static const char *const age_words[] = {"Under 16", "16-24", "25-34",      "35-44",
                                        "45-54",    "55-64", "65 and over"};
#define AGE_BANDS (sizeof age_from / sizeof age_from[0])

static const char NOT_KNOWN[] = "Not known";

struct group {
    struct ww_str key; /* in the evidence's words */
    size_t order;      /* of bands of age and waves */
    struct ww_survey_sum then, now, force;
    int64_t silent; /* did not answer, in the period */
};

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    enum by by;
    struct ww_rows rows;
    struct group *groups;
    size_t n, capacity;
    struct group all;
    bool has_force;
};

/* --- columns -------------------------------------------------------------------------------------- */

static const char *label_title(const struct ww_ask *ask)
{
    const char *by = ask->question->by ? ask->question->by : "question";
    char *title = ww_arena_copy(ask->arena, ww_str_of(by));
    for (char *c = title; c && *c; c++)
        *c = *c == '_' ? ' ' : *c;
    if (title && title[0] >= 'a' && title[0] <= 'z')
        title[0] = (char)(title[0] - 'a' + 'A');
    return title ? title : "";
}

static struct ww_table *make_table(const struct ww_ask *ask)
{
    const struct ww_column share = ww_column_percent("share_now_pct",
                                                     ww_ask_heading(ask, "Share", ask->period));
    const struct ww_column change = ww_column_number("change_points", "Change in percentage points",
                                                     WW_UNIT_PERCENT_POINTS, 1);
    const struct ww_column gap = ww_column_number("gap_points", "Above the force, in percentage points",
                                                  WW_UNIT_PERCENT_POINTS, 1);
    const struct ww_column columns[] = {
        ww_column_label(label_title(ask)),
        ww_column_words("counted", "Answers counted"),
        ww_column_count("base_then", ww_ask_heading(ask, "Answered", ask->compare)),
        ww_column_count("base_now", ww_ask_heading(ask, "Answered", ask->period)),
        ww_column_count("silent_now", ww_ask_heading(ask, "Did not answer", ask->period)),
        ww_column_number("effective_now", "Effective number of answers", WW_UNIT_COUNT, 0),
        ww_column_percent("share_then_pct", ww_ask_heading(ask, "Share", ask->compare)),
        share,
        ww_column_end(share, WW_COLUMN_LOW, "share_now_low", "Lower end of 95% interval"),
        ww_column_end(share, WW_COLUMN_HIGH, "share_now_high", "Upper end of 95% interval"),
        change,
        ww_column_end(change, WW_COLUMN_LOW, "change_points_low", "Change, lower end of 95% interval"),
        ww_column_end(change, WW_COLUMN_HIGH, "change_points_high", "Change, upper end of 95% interval"),
        ww_column_p_value("change_points"),
        ww_column_words("verdict", "More than chance"),
        ww_column_percent("force_now_pct", ww_ask_heading(ask, "Whole force", ask->period)),
        gap,
        ww_column_end(gap, WW_COLUMN_LOW, "gap_points_low", "Above the force, lower end of 95% interval"),
        ww_column_end(gap, WW_COLUMN_HIGH, "gap_points_high", "Above the force, upper end of 95% interval"),
    };
    size_t n = sizeof columns / sizeof columns[0];
    return ww_table_new("voice", columns, ww_view_has_column(ask->view, "scope") ? n : n - 4);
}

/* --- reading -------------------------------------------------------------------------------------- */

static enum ww_rc refuse_by(const struct ww_ask *ask, struct ww_err *err)
{
    return ww_fail(
        err, WW_E_USAGE,
        "--by '%s' is neither 'question', 'answer', 'wave', 'age', a level of areas nor a column of %s.",
        ask->question->by, ask->record->source);
}

static enum ww_rc settle_by(struct job *job, struct ww_rows_column *column, struct ww_err *err)
{
    static const struct {
        const char *name;
        enum by by;
    } known[] = {{"question", BY_QUESTION}, {"answer", BY_ANSWER}, {"wave", BY_WAVE}, {"age", BY_AGE}};
    const struct ww_ask *ask = job->ask;
    const char *by = ask->question->by ? ask->question->by : "question";
    const struct ww_field *area = ww_view_field(ask->view, WW_ROLE_AREA);
    *column = (struct ww_rows_column){.role = WW_ROLE_ATTRIBUTE, .field = by};
    job->by = BY_TEXT;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (ww_str_eqz(ww_str_of(by), known[i].name))
            job->by = known[i].by;
    if (job->by == BY_WAVE)
        column->field = "question";
    if (job->by == BY_TEXT && area && ww_str_eqz(ww_str_of(by), area->area_level)) {
        job->by = BY_AREA;
        *column = (struct ww_rows_column){.role = WW_ROLE_AREA};
        return WW_OK;
    }
    return ww_view_has_column(ask->view, column->field) ? WW_OK : refuse_by(ask, err);
}

static struct ww_period spanning(struct ww_period a, struct ww_period b)
{
    return (struct ww_period){a.first_day < b.first_day ? a.first_day : b.first_day,
                              a.end_day > b.end_day ? a.end_day : b.end_day};
}

static enum ww_rc read_rows(struct job *job, struct ww_err *err)
{
    struct ww_rows_column columns[FIELDS] = {
        [WHEN] = {.role = WW_ROLE_FROM},
        [QUESTION] = {.field = "question"},
        [COUNTED] = {.field = "counted"},
        [ANSWER] = {.field = "answer"},
        [WEIGHT] = {.field = "weight", .optional = true},
        [PEOPLE] = {.field = "respondents", .optional = true},
        [SCOPE] = {.field = "scope", .optional = true},
    };
    struct ww_cube_spec spec;
    enum ww_rc rc = settle_by(job, &columns[BY], err);
    if (!rc)
        rc = ww_ask_spec(job->ask, &spec, err);
    if (rc)
        return rc;
    spec.has_period = job->by != BY_WAVE; /* earlier waves are asked for by name only */
    spec.period = spanning(job->ask->compare, job->ask->period);
    return ww_rows_read(job->ask, columns, FIELDS, &spec, &job->rows, err);
}

/* By anything but the question, a share is of one question. */
static enum ww_rc check_one_question(const struct job *job, struct ww_err *err)
{
    if (job->by == BY_QUESTION)
        return WW_OK;
    for (size_t i = 1; i < job->rows.count; i++)
        if (!ww_str_eq(ww_rows_at(&job->rows, i, QUESTION)->text, ww_rows_at(&job->rows, 0, QUESTION)->text))
            return ww_fail(err, WW_E_USAGE, "%s asks several questions. Say which: --where question=\"%.*s\"",
                           job->ask->record->source, (int)ww_rows_at(&job->rows, 0, QUESTION)->text.len,
                           ww_rows_at(&job->rows, 0, QUESTION)->text.ptr);
    return WW_OK;
}

/* --- adding up ------------------------------------------------------------------------------------ */

static enum ww_rc group_of(struct job *job, struct ww_str key, size_t order, struct group **out,
                           struct ww_err *err)
{
    for (size_t i = 0; i < job->n; i++)
        if (ww_str_eq(job->groups[i].key, key)) {
            *out = &job->groups[i];
            return WW_OK;
        }
    if (job->n == job->capacity) {
        size_t capacity = job->capacity ? 2 * job->capacity : 32;
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

/* Whether the answer is in the list "Very safe;Fairly safe". */
static bool is_counted(struct ww_str list, struct ww_str answer)
{
    struct ww_str item;
    while (ww_str_cut(&list, ';', &item))
        if (ww_str_eq_nocase(ww_str_trim(item), ww_str_trim(answer)))
            return true;
    return false;
}

static bool in_period(struct ww_period period, int32_t day)
{
    return day >= period.first_day && day < period.end_day;
}

static size_t band_of(double age)
{
    size_t band = 0;
    while (band + 1 < AGE_BANDS && age >= age_from[band + 1])
        band++;
    return band;
}

/* Windows of the period's length, back from it: 0 = the period itself. */
static size_t wave_of(const struct job *job, int32_t day, struct ww_period *out)
{
    *out = job->ask->period;
    size_t wave = 0;
    while (wave < WAVES_MAX && day < out->first_day) {
        *out = ww_period_before(*out);
        wave++;
    }
    return wave;
}

static struct ww_str key_of(const struct job *job, size_t row, size_t *order)
{
    const struct ww_row_cell *cell = ww_rows_at(&job->rows, row, BY);
    struct ww_period wave;
    *order = 0;
    if (job->by == BY_WAVE) {
        *order = WAVES_MAX - wave_of(job, (int32_t)ww_rows_at(&job->rows, row, WHEN)->number, &wave);
        return ww_str_of(ww_ask_words(job->ask, wave));
    }
    if (!cell->given)
        *order = AGE_BANDS;
    else if (job->by == BY_AGE && !cell->text.ptr) { /* a survey's own bands are texts */
        *order = band_of(cell->number);
        return ww_str_of(age_words[*order]);
    }
    return cell->given ? cell->text : ww_str_of(NOT_KNOWN);
}

/* One row's answer into one group. */
struct said {
    int64_t people;
    double weight;
    bool answered, counts, force;
    int32_t day;
};

static void add_to(const struct job *job, struct group *group, const struct said *said)
{
    assert(group);
    bool now = job->by == BY_WAVE || in_period(job->ask->period, said->day);
    if (!said->answered) {
        group->silent += now && !said->force ? said->people : 0;
        return;
    }
    if (said->force && now)
        ww_survey_add(&group->force, said->people, said->weight, said->counts);
    if (!said->force && now)
        ww_survey_add(&group->now, said->people, said->weight, said->counts);
    if (!said->force && !now && in_period(job->ask->compare, said->day))
        ww_survey_add(&group->then, said->people, said->weight, said->counts);
}

static struct said said_in(const struct job *job, size_t row)
{
    const struct ww_rows *rows = &job->rows;
    const struct ww_row_cell *people = ww_rows_at(rows, row, PEOPLE), *weight = ww_rows_at(rows, row, WEIGHT);
    const struct ww_row_cell *scope = ww_rows_at(rows, row, SCOPE), *answer = ww_rows_at(rows, row, ANSWER);
    return (struct said){.people = people->given ? (int64_t)people->number : 1,
                         .weight = weight->given ? weight->number : 1,
                         .answered = answer->given,
                         .counts = is_counted(ww_rows_at(rows, row, COUNTED)->text, answer->text),
                         .force = scope->given && ww_str_eq_nocase(scope->text, WW_STR("force")),
                         .day = (int32_t)ww_rows_at(rows, row, WHEN)->number};
}

/* By answer, everybody who answered is in the base of every answer. */
static void add_answer(struct job *job, const struct group *own, struct said said)
{
    for (size_t i = 0; i < job->n; i++) {
        said.counts = &job->groups[i] == own;
        add_to(job, &job->groups[i], &said);
    }
}

static bool is_asked(const struct job *job, size_t row)
{
    const struct ww_row_cell *when = ww_rows_at(&job->rows, row, WHEN);
    int32_t day = (int32_t)when->number;
    struct ww_period wave;
    if (!when->given || day >= job->ask->period.end_day)
        return false;
    if (job->by == BY_WAVE)
        return wave_of(job, day, &wave) < WAVES_MAX;
    return in_period(job->ask->period, day) || in_period(job->ask->compare, day);
}

static enum ww_rc add_up(struct job *job, struct ww_err *err)
{
    struct group *group = NULL;
    size_t order;
    enum ww_rc rc = WW_OK;
    for (size_t row = 0; row < job->rows.count && !rc; row++) /* first all groups, so that none moves */
        if (is_asked(job, row) && (job->by != BY_ANSWER || ww_rows_at(&job->rows, row, BY)->given)) {
            struct ww_str key = key_of(job, row, &order);
            rc = group_of(job, key, order, &group, err);
        }
    for (size_t row = 0; row < job->rows.count && !rc; row++) {
        if (!is_asked(job, row))
            continue;
        struct said said = said_in(job, row);
        add_to(job, &job->all, &said);
        group = NULL;
        if (job->by != BY_ANSWER || said.answered) {
            struct ww_str key = key_of(job, row, &order);
            rc = group_of(job, key, order, &group, err);
        }
        if (!rc && job->by == BY_ANSWER)
            add_answer(job, group, said);
        else if (!rc)
            add_to(job, group, &said);
    }
    return rc;
}

static int in_order(const void *a, const void *b)
{
    const struct group *x = a, *y = b;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return ww_str_cmp(x->key, y->key);
}

/* --- rows ----------------------------------------------------------------------------------------- */

static void set_mark_all(struct ww_table *table, size_t row, const char *const *columns, enum ww_mark mark)
{
    for (; *columns; columns++)
        ww_table_set_mark(table, row, *columns, mark);
}

static bool enough(const struct ww_survey_sum *sum)
{
    return sum->answers >= LEAST_BASE && sum->squares > 0;
}

/* value and both ends, from an estimate in shares. */
struct three {
    const char *value, *low, *high;
};

static void set_three(struct ww_table *table, size_t row, const struct three *columns,
                      const struct ww_estimate *estimate)
{
    ww_table_set_number(table, row, columns->value, 100 * estimate->value);
    ww_compare_interval(table, row, (struct ww_ends){columns->low, columns->high}, estimate->interval, 100);
}

static const struct three share_columns = {"share_now_pct", "share_now_low", "share_now_high"};
static const struct three change_columns = {"change_points", "change_points_low", "change_points_high"};
static const struct three gap_columns = {"gap_points", "gap_points_low", "gap_points_high"};

static void set_share(struct ww_table *table, size_t row, const struct ww_survey_sum *now)
{
    static const char *const all[] = {"share_now_pct", "share_now_low", "share_now_high", NULL};
    struct ww_estimate share = {0};
    struct ww_share_of of = ww_survey_share(now);
    ww_table_set_number(table, row, "effective_now", of.n);
    if (!enough(now) || !ww_proportion(of, WW_LEVEL_95, &share)) {
        set_mark_all(table, row, all, WW_MARK_LOW_BASE);
        return;
    }
    set_three(table, row, &share_columns, &share);
    if (now->answers < SMALL_BASE)
        ww_table_set_mark(table, row, "share_now_pct", WW_MARK_UNRELIABLE);
}

static void set_change(struct ww_table *table, size_t row, const struct group *group)
{
    static const char *const all[] = {"change_points", "change_points_low", "change_points_high", "p_value",
                                      NULL};
    struct ww_share_of now = ww_survey_share(&group->now), then = ww_survey_share(&group->then);
    struct ww_estimate change = {0};
    double p = 1;
    if (enough(&group->then))
        ww_table_set_number(table, row, "share_then_pct", 100 * then.successes / then.n);
    else
        ww_table_set_mark(table, row, "share_then_pct",
                          group->then.answers ? WW_MARK_LOW_BASE : WW_MARK_NOT_AVAILABLE);
    if (!enough(&group->now) || !enough(&group->then) ||
        !ww_proportion_difference(now, then, WW_LEVEL_95, &change)) {
        set_mark_all(table, row, all, group->then.answers ? WW_MARK_LOW_BASE : WW_MARK_NOT_AVAILABLE);
        return;
    }
    set_three(table, row, &change_columns, &change);
    if (!ww_survey_change_p(now, then, &p)) {
        ww_table_set_mark(table, row, "p_value", WW_MARK_NOT_APPLICABLE);
        return;
    }
    const char *verdict = p >= WW_CHANCE_LEVEL ? "No" : change.value > 0 ? "Up" : "Down";
    ww_table_set_number(table, row, "p_value", p);
    ww_table_set_text(table, row, "verdict", ww_str_of(verdict));
}

static void set_force(struct ww_table *table, size_t row, const struct group *group)
{
    static const char *const all[] = {"force_now_pct", "gap_points", "gap_points_low", "gap_points_high",
                                      NULL};
    struct ww_share_of here = ww_survey_share(&group->now), force = ww_survey_share(&group->force);
    struct ww_estimate gap = {0};
    if (!enough(&group->now) || !enough(&group->force) ||
        !ww_proportion_difference(here, force, WW_LEVEL_95, &gap)) {
        set_mark_all(table, row, all, group->force.answers ? WW_MARK_LOW_BASE : WW_MARK_NOT_AVAILABLE);
        return;
    }
    ww_table_set_number(table, row, "force_now_pct", 100 * force.successes / force.n);
    set_three(table, row, &gap_columns, &gap);
}

static const char *label_of(const struct job *job, const struct group *group)
{
    const char *label = ww_table_copy(job->table, group->key);
    const struct ww_field *field = ww_view_field(job->ask->view, WW_ROLE_AREA);
    if (job->by != BY_AREA || !field)
        return label;
    const struct ww_area *area = ww_areas_find(ww_context_areas(job->ask->context),
                                               ww_str_of(field->area_level), group->key);
    return area ? ww_table_copy(job->table, area->name) : label;
}

/* The answers that count towards a group's share. */
static struct ww_str counted_in(const struct job *job, const struct group *group)
{
    for (size_t row = 0; row < job->rows.count; row++)
        if (job->by != BY_QUESTION || ww_str_eq(ww_rows_at(&job->rows, row, QUESTION)->text, group->key))
            return ww_rows_at(&job->rows, row, COUNTED)->text;
    return WW_STR("");
}

static const char *with_commas(struct ww_table *table, struct ww_str list)
{
    const char *words = "";
    struct ww_str item;
    while (ww_str_cut(&list, ';', &item)) {
        item = ww_str_trim(item);
        words = ww_table_text(table, "%s%s%.*s", words, *words ? ", " : "", (int)item.len, item.ptr);
    }
    return words;
}

static void add_row(const struct job *job, const struct group *group, enum ww_row_kind kind)
{
    struct ww_table *table = job->table;
    const char *label = kind == WW_ROW_TOTAL ? "All who answered" : label_of(job, group);
    const char *id = kind == WW_ROW_TOTAL ? "total" : ww_table_row_id(table, NULL, label);
    size_t row = ww_table_add_row(table, id, kind, 0);
    struct ww_str counted = job->by == BY_ANSWER ? group->key : counted_in(job, group);
    ww_table_set_text(table, row, "label", ww_str_of(label));
    ww_table_set_text(table, row, "counted", ww_str_of(with_commas(table, counted)));
    ww_table_set_number(table, row, "base_then", (double)group->then.answers);
    ww_table_set_number(table, row, "base_now", (double)group->now.answers);
    ww_table_set_number(table, row, "silent_now",
                        (double)(job->by == BY_ANSWER ? job->all.silent : group->silent));
    set_share(table, row, &group->now);
    set_change(table, row, group);
    if (job->has_force)
        set_force(table, row, group);
}

/* --- words ---------------------------------------------------------------------------------------- */

static bool is_given(const struct ww_table *table, const char *row, const char *column)
{
    const struct ww_cell *cell = ww_table_cell(table, row, column);
    return cell && cell->present && cell->mark != WW_MARK_LOW_BASE;
}

static const char *sentence(struct ww_table *table, const char *id, const char *before, bool force)
{
    const char *text = ww_table_text(
        table, "{%s.label}: {%s.share_now_pct} of the {%s.base_now} who answered", id, id, id);
    if (is_given(table, id, "change_points"))
        text = ww_table_text(table, "%s, against {%s.share_then_pct} in %s ({%s.p_value|chance})", text, id,
                             before, id);
    if (force && is_given(table, id, "gap_points"))
        text = ww_table_text(table, "%s; in the whole force {%s.force_now_pct}", text, id);
    return ww_table_text(table, "%s.", text);
}

static void add_findings(const struct job *job)
{
    struct ww_table *table = job->table;
    const char *before = ww_words_before(job->ask, job->ask->compare);
    if (job->by == BY_ANSWER || job->by == BY_WAVE)
        return;
    for (size_t i = 0; i < table->n_rows; i++) {
        const char *id = table->rows[i].id;
        bool question = job->by == BY_QUESTION;
        if (!is_given(table, id, "share_now_pct") || (!question && table->rows[i].kind != WW_ROW_TOTAL))
            continue;
        double weight = question && ww_compare_beyond_chance(table, i) ? 0.6 : 0.4;
        ww_table_finding(table, ww_table_text(table, "%s/share", id), weight, id,
                         sentence(table, id, before, job->has_force));
    }
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    const struct ww_ask *ask = job->ask;
    ww_table_title(
        table, ww_table_text(table, "What people say: %s", ask->subject->together),
        ww_table_text(table, "Share giving the answers counted, %s", ww_ask_words(ask, ask->period)));
    ww_table_note(
        table, "Shares are weighted as the survey says; the interval is Wilson's, on the effective number of "
               "answers. People who did not answer a question are not in its base.");
    ww_table_note(
        table,
        "[low]: no percentage is given of fewer than %d answers. [u]: fewer than %d answers. [x]: nobody was "
        "asked in the period of comparison.",
        LEAST_BASE, SMALL_BASE);
    ww_ask_note_used(ask, job->rows.used, table);
    table->chart = (struct ww_chart){.kind = WW_CHART_INTERVALS,
                                     .title = table->title,
                                     .subtitle = table->subtitle,
                                     .label = "label",
                                     .values = {"share_now_pct"},
                                     .n_values = 1,
                                     .low = "share_now_low",
                                     .high = "share_now_high",
                                     .plain_rows_only = true,
                                     .max_rows = 24,
                                     .needs = "share_now_pct"};
}

static enum ww_rc add_rows(struct job *job, struct ww_err *err)
{
    if (job->by != BY_QUESTION) /* questions and answers keep the order of the survey */
        qsort(job->groups, job->n, sizeof *job->groups, in_order);
    for (size_t i = 0; i < job->n; i++)
        add_row(job, &job->groups[i], WW_ROW_PLAIN);
    if (job->by == BY_AGE || job->by == BY_AREA || job->by == BY_TEXT)
        add_row(job, &job->all, WW_ROW_TOTAL);
    return ww_compare_together(job->ask, job->table, err);
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    static const struct ww_rows_column column = {.role = WW_ROLE_FROM};
    struct ww_cube_spec spec;
    struct ww_rows rows = {0};
    char period[64];
    enum ww_rc rc = ww_ask_spec_everywhere(ask, &spec, err);
    spec.has_period = true;
    spec.period = ask->period;
    if (!rc)
        rc = ww_rows_read(ask, &column, 1, &spec, &rows, err);
    if (rc || rows.count)
        return rc;
    ww_period_print_words(ask->period, period);
    return ww_fail(err, WW_E_NOT_FOUND,
                   "Nobody was asked in %s, as far as %s goes. Import a wave of that period.", period,
                   ask->record->source);
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table, .has_force = ww_view_has_column(ask->view, "scope")};
    enum ww_rc rc = read_rows(&job, err);
    if (!rc)
        rc = check_one_question(&job, err);
    if (!rc)
        rc = add_up(&job, err);
    if (!rc)
        rc = add_rows(&job, err);
    if (rc)
        return rc;
    add_findings(&job);
    describe(&job);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period in which people were asked", "none: it must be given"},
    {"compare", "the period it is compared with", "the period of the same length before"},
    {"by",
     "what a row stands for: question, answer, wave, age, a level of areas or a column; all but question need --where "
     "question=...",
     "question"},
};

const struct ww_measure ww_measure_voice = {
    .name = "voice",
    .title = "What people say in surveys",
    .question = "What do people say in surveys, and has it changed?",
    .subject = "city-survey",
    .formula =
        "weighted share of the answers counted; Wilson's interval on (sum w)^2 / sum w^2 answers; change by "
        "Newcombe, p by the normal test",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_RESPONSES),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM),
    .compares = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
