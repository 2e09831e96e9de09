// SPDX-License-Identifier: Apache-2.0
/* eligible: who meets the rule of the cohort, and who is on it without meeting it?
 *
 * Problem. A cohort with a rule of entry drifts: people stay who no longer meet it, others meet it and nobody looked.
 * Method. The latest score of each person, and the offence for which it was made, against the rule in force at the end of
 * the period; beside it whether the person is on the cohort on the last day.
 * Conventions. The rule is a dated setting: the latest of settings.ini, [iom], whose date is not after the end of the period,
 * for example `2017-04-01 = 75; 50 robbery, burglary`: a score of 75 or more, or of 50 or more with an index offence under
 * those nodes of the category tree. It counts who meets a rule; it chooses nobody.
 * Edge cases. A score made after the end of the period is not yet known. People on the cohort without a score are a row.
 * --by person lists who is on the cohort without meeting the rule, by pseudonym, for those who work with them. */
#include <assert.h>
#include <stdlib.h>

#include "base/num.h"
#include "measure/cohort.h"
#include "measure/columns.h"
#include "measure/compare.h"

#define SECTION   "iom"
#define INDEX_MAX 8
#define SCORE_MAX 100.0
#define BY_PERSON "person"

struct rule {
    double score;      /* enough by itself */
    double with_index; /* enough with an index offence of the list */
    int index[INDEX_MAX];
    size_t n_index;
    const char *words; /* of the offences: "robbery or burglary" */
    int32_t since;     /* day, where it is dated */
    bool dated;
};

/* --- the rule -------------------------------------------------------------------------------------- */

static bool parse_score(struct ww_str text, double *out)
{
    return ww_parse_f64(ww_str_trim(text), out) && *out >= 0 && *out <= SCORE_MAX;
}

/* "robbery, burglary": nodes of the tree. */
static bool parse_offences(const struct ww_ask *ask, struct ww_str text, struct rule *rule)
{
    const struct ww_categories *tree = ww_context_categories(ask->context);
    struct ww_str item;
    rule->words = "";
    while (ww_str_cut(&text, ',', &item)) {
        const char *id = ww_arena_copy(ask->arena, ww_str_trim(item));
        int node = id ? ww_categories_find(tree, id) : -1;
        if (node < 0 || rule->n_index == INDEX_MAX)
            return false;
        rule->words = ww_arena_printf(ask->arena, "%s%s%s", rule->words, rule->n_index ? " or " : "",
                                      ww_categories_at(tree, (size_t)node)->alone);
        if (!rule->words)
            return false;
        rule->index[rule->n_index++] = node;
    }
    return rule->n_index > 0;
}

/* "75; 50 robbery, burglary", or "75" alone. */
static bool parse_rule(const struct ww_ask *ask, struct ww_str text, struct rule *rule)
{
    struct ww_str first, number;
    if (!ww_str_cut(&text, ';', &first) || !parse_score(first, &rule->score))
        return false;
    text = ww_str_trim(text);
    if (!text.len)
        return true;
    ww_str_cut(&text, ' ', &number);
    return parse_score(number, &rule->with_index) && parse_offences(ask, text, rule);
}

/* The latest dated one not after the end of the period; NULL where none is set. */
static const char *dated_rule(const struct ww_ask *ask, struct rule *rule)
{
    const struct ww_setting *settings;
    const char *found = NULL;
    size_t n = ww_workspace_settings(ww_context_workspace(ask->context), SECTION, &settings);
    for (size_t i = 0; i < n; i++) {
        int32_t day;
        if (!ww_parse_date(ww_str_of(settings[i].key), &day) || day >= ask->period.end_day ||
            (rule->dated && day < rule->since))
            continue;
        rule->dated = true;
        rule->since = day;
        found = settings[i].value;
    }
    return found;
}

static enum ww_rc find_rule(const struct ww_ask *ask, struct rule *out, struct ww_err *err)
{
    *out = (struct rule){.score = 0};
    const char *text = ww_ask_parameter(ask, "rule"), *dated = NULL;
    bool set = false;
    for (size_t i = 0; i < ask->question->n_set; i++)
        set = set || ww_str_eqz(ww_str_of("rule"), ask->question->set[i].field);
    if (!set)
        dated = dated_rule(ask, out);
    text = dated ? dated : text;
    if (parse_rule(ask, ww_str_of(text), out))
        return WW_OK;
    return ww_fail(
        err, WW_E_USAGE,
        "The rule is a score, then after a semicolon a lower one with the index offences for which it is "
        "enough, such as '75; 50 robbery, burglary', not '%.60s' (settings.ini, [%s]).",
        text, SECTION);
}

/* --- scores ---------------------------------------------------------------------------------------- */

enum meets { MEETS_SCORE, MEETS_INDEX, MEETS_NOT, NO_SCORE, MEETS };

struct scored {
    struct ww_str person;
    double score;
    int32_t day;
    enum meets meets;
    bool on_cohort;
};

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct ww_ask scores;
    struct rule rule;
    struct ww_people people;
    const struct ww_episode **on;
    size_t n_on;
    struct scored *scored;
    size_t n_scored, later, without;
    size_t count[MEETS][2]; /* not on, on the cohort */
};

static bool has_scores(const struct ww_ask *ask)
{
    const struct ww_extract *extract = ww_view_extract(ask->view, 0);
    return ww_extract_field_by_name(extract, "score") >= 0 &&
           ww_extract_field_by_name(extract, "person") >= 0 && ww_view_has_role(ask->view, WW_ROLE_FROM);
}

static enum ww_rc find_scores(const struct ww_ask *ask, struct ww_ask *out, struct ww_err *err)
{
    const char *subject = ww_arena_printf(ask->arena, "%s-scores", ask->record->subject);
    return subject ? ww_ask_other(ask, subject, has_scores, out, err) : ww_fail_nomem(err);
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    struct ww_ask scores;
    struct rule rule;
    enum ww_rc rc = find_scores(ask, &scores, err);
    return rc ? rc : find_rule(ask, &rule, err);
}

static enum meets meets_of(const struct job *job, double score, const struct ww_row_cell *offence)
{
    const struct ww_categories *tree = ww_context_categories(job->ask->context);
    const struct ww_field *field = ww_view_field(job->scores.view, WW_ROLE_CATEGORY);
    if (score >= job->rule.score)
        return MEETS_SCORE;
    if (!job->rule.n_index || score < job->rule.with_index || !offence->given || !field)
        return MEETS_NOT;
    int node = ww_categories_map(tree, field->vocabulary, offence->text);
    for (size_t i = 0; i < job->rule.n_index && node >= 0; i++)
        if (ww_categories_under(tree, node, job->rule.index[i]))
            return MEETS_INDEX;
    return MEETS_NOT;
}

static int by_person_and_day(const void *a, const void *b)
{
    const struct scored *x = a, *y = b;
    int order = ww_str_cmp(x->person, y->person);
    return order ? order : (x->day > y->day) - (x->day < y->day);
}

/* The latest of each person, in order of pseudonym. */
static enum ww_rc read_scores(struct job *job, struct ww_err *err)
{
    static const struct ww_rows_column columns[] = {{.field = "person"},
                                                    {.role = WW_ROLE_FROM},
                                                    {.field = "score"},
                                                    {.role = WW_ROLE_CATEGORY, .optional = true}};
    struct ww_rows rows;
    enum ww_rc rc = ww_rows_read(&job->scores, columns, 4, NULL, &rows, err);
    if (rc)
        return rc;
    struct scored *all = ww_arena_alloc(job->ask->arena, rows.count + 1, sizeof *all);
    if (!all)
        return ww_fail_nomem(err);
    size_t n = 0;
    for (size_t r = 0; r < rows.count; r++) {
        const struct ww_row_cell *person = ww_rows_at(&rows, r, 0), *day = ww_rows_at(&rows, r, 1),
                                 *score = ww_rows_at(&rows, r, 2);
        bool good = person->given && day->given && score->given;
        job->without += !good;
        job->later += good && day->number >= job->ask->period.end_day;
        if (good && day->number < job->ask->period.end_day)
            all[n++] = (struct scored){.person = person->text,
                                       .score = score->number,
                                       .day = (int32_t)day->number,
                                       .meets = meets_of(job, score->number, ww_rows_at(&rows, r, 3))};
    }
    qsort(all, n, sizeof *all, by_person_and_day);
    for (size_t i = 0; i < n; i++)
        if (i + 1 == n || !ww_str_eq(all[i].person, all[i + 1].person))
            all[job->n_scored++] = all[i];
    job->scored = all;
    ww_ask_note_used(&job->scores, rows.used, job->table);
    return WW_OK;
}

static int by_name(const void *key, const void *item)
{
    const struct ww_str *name = key;
    const struct scored *scored = item;
    return ww_str_cmp(*name, scored->person);
}

static struct scored *find_scored(const struct job *job, struct ww_str name)
{
    return bsearch(&name, job->scored, job->n_scored, sizeof *job->scored, by_name);
}

static enum ww_rc count_all(struct job *job, struct ww_err *err)
{
    const struct ww_period last = {job->ask->period.end_day - 1, job->ask->period.end_day};
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
    job->on = ww_arena_alloc(job->ask->arena, job->people.n_people + 1, sizeof *job->on);
    if (!job->on)
        return ww_fail_nomem(err);
    job->n_on = ww_people_during(&job->people, last, job->on);
    for (size_t i = 0; i < job->n_on; i++) {
        struct scored *scored = find_scored(job, ww_people_name(&job->people, job->on[i]));
        if (scored)
            scored->on_cohort = true;
        else
            job->count[NO_SCORE][true]++;
    }
    for (size_t i = 0; i < job->n_scored; i++)
        job->count[job->scored[i].meets][job->scored[i].on_cohort]++;
    return WW_OK;
}

/* --- the table of counts --------------------------------------------------------------------------- */

static struct ww_table *make_table(const struct ww_ask *ask)
{
    if (ask->question->by) {
        const struct ww_column columns[] = {
            ww_column_label("Pseudonym"),
            ww_column_number("score", "Latest score", WW_UNIT_SCORE, 0),
            ww_column_words("scored", "Scored on"),
            ww_column_words("joined", "On the cohort since"),
        };
        return ww_table_new("eligible", columns, sizeof columns / sizeof columns[0]);
    }
    const struct ww_column share = ww_column_percent("share_pct", "Share of the cohort");
    const struct ww_column columns[] = {
        ww_column_label("Rule"),
        ww_column_count("people", "People"),
        ww_column_count("on_cohort", "On the cohort"),
        ww_column_count("not_on", "Not on the cohort"),
        share,
        ww_column_end(share, WW_COLUMN_LOW, "share_low_pct", "Share, lower end of 95% interval"),
        ww_column_end(share, WW_COLUMN_HIGH, "share_high_pct", "Share, upper end of 95% interval"),
    };
    return ww_table_new("eligible", columns, sizeof columns / sizeof columns[0]);
}

static void add_row(struct job *job, const char *id, enum ww_row_kind kind, const char *label,
                    const size_t count[2])
{
    size_t row = ww_table_add_row(job->table, id, kind, 0);
    ww_table_set_text(job->table, row, "label", ww_str_of(label));
    ww_table_set_number(job->table, row, "people", (double)(count[false] + count[true]));
    ww_table_set_number(job->table, row, "on_cohort", (double)count[true]);
    ww_table_set_number(job->table, row, "not_on", (double)count[false]);
    ww_cohort_set_share(job->table, row, count[true], job->n_on);
    if (kind != WW_ROW_TOTAL)
        return;
    ww_table_set_mark(job->table, row, "share_pct", WW_MARK_NOT_APPLICABLE); /* of itself */
    ww_table_set_mark(job->table, row, "share_low_pct", WW_MARK_NOT_APPLICABLE);
    ww_table_set_mark(job->table, row, "share_high_pct", WW_MARK_NOT_APPLICABLE);
}

static const char *number_text(const struct job *job, double value)
{
    char text[48];
    ww_print_people(value, value == (double)(int64_t)value ? 0 : 1, text);
    return ww_table_copy(job->table, ww_str_of(text));
}

static void add_rows(struct job *job)
{
    size_t met[2], all[2];
    struct ww_table *table = job->table;
    for (int on = 0; on < 2; on++) {
        met[on] = job->count[MEETS_SCORE][on] + job->count[MEETS_INDEX][on];
        all[on] = met[on] + job->count[MEETS_NOT][on] + job->count[NO_SCORE][on];
    }
    add_row(job, "score", WW_ROW_PLAIN,
            ww_table_text(table, "Score of %s or more", number_text(job, job->rule.score)),
            job->count[MEETS_SCORE]);
    if (job->rule.n_index)
        add_row(job, "index", WW_ROW_PLAIN,
                ww_table_text(table, "Score of %s or more with %s", number_text(job, job->rule.with_index),
                              job->rule.words),
                job->count[MEETS_INDEX]);
    add_row(job, "meets", WW_ROW_SUBTOTAL, "Meets the rule", met);
    add_row(job, "below", WW_ROW_PLAIN, "Does not meet the rule", job->count[MEETS_NOT]);
    add_row(job, "no-score", WW_ROW_PLAIN, "On the cohort without a score", job->count[NO_SCORE]);
    add_row(job, "total", WW_ROW_TOTAL, "All", all);
}

static void say(struct job *job)
{
    ww_table_finding(
        job->table, "meets", 0.4, "meets",
        ww_table_text(job->table,
                      "{meets.people} people meet the rule; {meets.on_cohort} of them are on the cohort. Of "
                      "the {total.on_cohort} %s, {below.on_cohort} have a score and do not meet it, and "
                      "{no-score.on_cohort} have no score.",
                      job->ask->subject->together));
}

/* --- the list of persons --------------------------------------------------------------------------- */

static void add_person(struct job *job, const struct ww_episode *episode)
{
    struct ww_str name = ww_people_name(&job->people, episode);
    const struct scored *scored = find_scored(job, name);
    char day[32];
    if (scored && scored->meets != MEETS_NOT)
        return;
    const char *label = ww_table_copy(job->table, name);
    size_t row = ww_table_add_row(job->table, ww_table_row_id(job->table, BY_PERSON, label), WW_ROW_PLAIN, 0);
    ww_table_set_text(job->table, row, "label", ww_str_of(label));
    ww_day_print_words(episode->from, day);
    ww_table_set_text(job->table, row, "joined", ww_str_of(day));
    if (!scored) {
        ww_table_set_mark(job->table, row, "score", WW_MARK_NOT_AVAILABLE);
        ww_table_set_text(job->table, row, "scored", WW_STR("not scored"));
        return;
    }
    ww_day_print_words(scored->day, day);
    ww_table_set_number(job->table, row, "score", scored->score);
    ww_table_set_text(job->table, row, "scored", ww_str_of(day));
}

/* --- all of it -------------------------------------------------------------------------------------- */

static void note(struct job *job)
{
    struct ww_table *table = job->table;
    char day[32];
    ww_day_print_words(job->rule.since, day);
    const char *index = job->rule.n_index
                            ? ww_table_text(table, ", or of %s or more with an index offence of %s",
                                            number_text(job, job->rule.with_index), job->rule.words)
                            : "";
    ww_table_note(table, "The rule: a score of %s or more%s%s%s.", number_text(job, job->rule.score), index,
                  job->rule.dated ? ", in force from " : " (no dated rule is set in settings.ini, [iom])",
                  job->rule.dated ? day : "");
    ww_table_note(
        table,
        "The latest score of each person by the last day of the period counts. A score says how often people "
        "with such a record offend again, not that this one will.");
    if (job->later)
        ww_table_note(table, "%s scores made after the period are not counted.",
                      ww_ask_number(job->ask, (int64_t)job->later));
    if (job->without)
        ww_table_note(table, "%s scores without a person, a day or a value are not counted.",
                      ww_ask_number(job->ask, (int64_t)job->without));
    ww_people_note(job->ask, &job->people, table);
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table};
    char day[32];
    if (ask->question->by && !ww_str_eqz(ww_str_of(ask->question->by), BY_PERSON))
        return ww_fail(err, WW_E_USAGE, "'eligible' lists people with --by person, and takes no other --by.");
    enum ww_rc rc = find_rule(ask, &job.rule, err);
    if (!rc)
        rc = find_scores(ask, &job.scores, err);
    if (!rc)
        rc = ww_people_read(ask, NULL, 0, &job.people, err);
    if (!rc)
        rc = read_scores(&job, err);
    if (!rc)
        rc = count_all(&job, err);
    if (rc)
        return rc;
    ww_day_print_words(ask->period.end_day - 1, day);
    ww_table_title(table, ask->question->by ? "On the cohort without meeting its rule" : "Who meets the rule",
                   ww_table_text(table, "%s, %s", ww_cohort_capital(ask, ask->subject->together), day));
    if (ask->question->by) {
        for (size_t i = 0; i < job.n_on; i++)
            add_person(&job, job.on[i]);
    } else {
        add_rows(&job);
        say(&job);
        ww_cohort_note_low(table);
    }
    note(&job);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period at whose end it is asked", "none: it must be given"},
    {"by", "person lists who is on the cohort without meeting the rule", "the counts"},
    {"rule", "score; lower score and the index offences with which it is enough", "75; 50 robbery, burglary"},
};

const struct ww_measure ww_measure_eligible = {
    .name = "eligible",
    .title = "Who meets the rule of the cohort",
    .question = "Who meets the rule of the cohort, and who is on it without meeting it?",
    .subject = "iom",
    .formula =
        "latest score >= threshold, or >= the lower one with an index offence of the list; people on the cohort on the "
        "last day",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EPISODES),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM),
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
