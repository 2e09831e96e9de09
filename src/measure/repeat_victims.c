// SPDX-License-Identifier: Apache-2.0
/* repeat-victims: who is harmed more than once in twelve months, whichever agency saw it?
 *
 * Problem. Each agency knows its own repeat victims. Somebody harmed once in the eyes of each of three agencies is a repeat
 * victim whom nobody sees.
 * Method. People of every source that knows victims, joined by links (measure/harmed.h); of those with an occasion in the
 * period, the share for whom one came within the window after another. By which sources know them, type, age or support; --set show=time follows
 * those harmed in the window before the period until they are harmed again (stats/survival.h).
 * Source. Kaplan and Meier (1958), JASA 53(282), 457-481, for the time to the next; Wilson's interval for shares.
 * Conventions. The window is 365 days; a record of another source within 14 days is of the same occasion. Types: a person
 * counts in each row that a record of the period belongs to, so rows do not add up.
 * Small numbers. Fewer than five people are not shown, nor what they could be worked out from. --set show=worklist is for the
 * officer: it names people by pseudonym with a reason each, and is not for publication.
 * Edge cases. Only the column "victim_person" makes a victim. Where records do not reach back the whole window a note says so. */
#include <stdlib.h>

#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/harmed.h"
#include "stats/quantile.h"
#include "stats/survival.h"

#define WINDOW_MAX   1096
#define SAME_MAX     60
#define WORKLIST_TOP 50
#define MIXES_MAX    256

enum show { SHOW_MIX, SHOW_TYPE, SHOW_AGE, SHOW_SUPPORT, SHOW_TIME, SHOW_WORKLIST, SHOWS };
static const char *const show_names[SHOWS] = {"mix", "type", "age", "support", "time", "worklist"};

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    enum show show;
    struct ww_harmed_spec spec;
    struct ww_harmed_people *harmed;
    double *gaps; /* of those counted last: as many as people */
};

static enum ww_rc show_of(const struct ww_ask *ask, enum show *out, struct ww_err *err)
{
    const char *text = ww_ask_parameter(ask, "show");
    for (int s = 0; s < SHOWS; s++)
        if (ww_str_eqz(ww_str_of(text), show_names[s])) {
            *out = (enum show)s;
            return WW_OK;
        }
    return ww_fail(
        err, WW_E_USAGE,
        "'repeat-victims' shows 'mix', 'type', 'age', 'support', 'time' or 'worklist', not '%.40s'.", text);
}

/* --- columns -------------------------------------------------------------------------------------- */

static struct ww_table *groups_table(void)
{
    const struct ww_column share = ww_column_percent("share_pct", "Repeat victims, share of victims");
    const struct ww_column columns[] = {
        ww_column_label("Known as victims"),
        ww_column_count("victims", "Victims"),
        ww_column_count("repeat", "Repeat victims"),
        share,
        ww_column_end(share, WW_COLUMN_LOW, "share_low_pct", "Share, lower end of 95% interval"),
        ww_column_end(share, WW_COLUMN_HIGH, "share_high_pct", "Share, upper end of 95% interval"),
        ww_column_number("gap_days", "Days to the next occasion, median", WW_UNIT_DAYS, 0),
        ww_column_number("contact_days", "Days since last contact, median", WW_UNIT_DAYS, 0),
    };
    return ww_table_new("repeat-victims", columns, sizeof columns / sizeof columns[0]);
}

static struct ww_table *time_table(void)
{
    const struct ww_column again = ww_column_percent("again_pct", "Harmed again by then");
    const struct ww_column columns[] = {
        ww_column_label("After"),
        ww_column_count("at_risk", "Still followed"),
        again,
        ww_column_end(again, WW_COLUMN_LOW, "again_low_pct", "Harmed again, lower end of 95% interval"),
        ww_column_end(again, WW_COLUMN_HIGH, "again_high_pct", "Harmed again, upper end of 95% interval"),
    };
    return ww_table_new("repeat-victims", columns, sizeof columns / sizeof columns[0]);
}

static struct ww_table *worklist_table(void)
{
    const struct ww_column columns[] = {
        ww_column_label("Pseudonym"),
        ww_column_words("reason", "Reason"),
        ww_column_number("occasions", "Occasions in the window", WW_UNIT_NONE, 0),
        ww_column_words("known_to", "Known to"),
        ww_column_words("last", "Last harmed"),
        ww_column_words("contact", "Last contact"),
        ww_column_words("support", "Support"),
    };
    return ww_table_new("repeat-victims", columns, sizeof columns / sizeof columns[0]);
}

static struct ww_table *make_table(const struct ww_ask *ask)
{
    struct ww_err ignored; /* run refuses it */
    enum show show = SHOW_MIX;
    if (show_of(ask, &show, &ignored))
        return groups_table();
    return show == SHOW_TIME ? time_table() : show == SHOW_WORKLIST ? worklist_table() : groups_table();
}

/* --- groups --------------------------------------------------------------------------------------- */

typedef bool is_in(const struct ww_harmed *person, uint64_t group);

static bool of_mix(const struct ww_harmed *person, uint64_t group)
{
    return person->sources == group;
}

static bool of_type(const struct ww_harmed *person, uint64_t group)
{
    return person->types >> group & 1;
}

static bool of_support(const struct ww_harmed *person, uint64_t group)
{
    return person->support == group;
}

static const struct age_band {
    const char *label;
    int16_t from, end;
} age_bands[] = {{"0-17", 0, 18},   {"18-24", 18, 25},      {"25-34", 25, 35},   {"35-49", 35, 50},
                 {"50-64", 50, 65}, {"65+", 65, INT16_MAX}, {"Not known", -1, 0}};
#define AGE_BANDS (sizeof age_bands / sizeof age_bands[0])

static bool of_age(const struct ww_harmed *person, uint64_t group)
{
    return person->age >= age_bands[group].from && person->age < age_bands[group].end;
}

static bool anybody(const struct ww_harmed *person, uint64_t group)
{
    (void)person;
    (void)group;
    return true;
}

static void set_median(const struct job *job, size_t row, const char *column, size_t n)
{
    if (n < (size_t)job->ask->subject->smallest) {
        ww_table_set_mark(job->table, row, column, n ? WW_MARK_LOW_BASE : WW_MARK_NOT_APPLICABLE);
        return;
    }
    ww_sort_numbers(job->gaps, n);
    ww_table_set_number(job->table, row, column, ww_quantile(job->gaps, n, 0.5));
}

static void set_share(const struct job *job, size_t row, size_t repeat, size_t victims)
{
    static const char *const cells[] = {"share_pct", "share_low_pct", "share_high_pct"};
    struct ww_estimate share;
    if (victims >= WW_LOW_BASE &&
        ww_proportion((struct ww_share_of){(double)repeat, (double)victims}, WW_LEVEL_95, &share)) {
        ww_table_set_number(job->table, row, cells[0], 100 * share.value);
        ww_compare_interval(job->table, row, (struct ww_ends){cells[1], cells[2]}, share.interval, 100);
        return;
    }
    for (size_t i = 0; i < 3; i++)
        ww_table_set_mark(job->table, row, cells[i], WW_MARK_LOW_BASE);
}

/* A row of the people in a group; none where nobody is. */
static void add_group(const struct job *job, const char *label, enum ww_row_kind kind, is_in *in,
                      uint64_t group)
{
    size_t victims = 0, repeat = 0, contacts = 0;
    const struct ww_harmed_people *h = job->harmed;
    for (size_t i = 0; i < h->n; i++) {
        if (!in(&h->people[i], group))
            continue;
        victims++;
        if (h->people[i].repeat)
            job->gaps[repeat++] = h->people[i].gap;
    }
    if (!victims)
        return;
    const char *id = kind == WW_ROW_TOTAL ? "total" : ww_table_row_id(job->table, NULL, label);
    size_t row = ww_table_add_row(job->table, id, kind, 0);
    ww_table_set_text(job->table, row, "label", ww_str_of(label));
    ww_table_set_number(job->table, row, "victims", (double)victims);
    ww_table_set_number(job->table, row, "repeat", (double)repeat);
    set_share(job, row, repeat, victims);
    set_median(job, row, "gap_days", repeat);
    for (size_t i = 0; i < h->n; i++)
        if (in(&h->people[i], group) && h->people[i].repeat && h->people[i].contact > INT32_MIN)
            job->gaps[contacts++] = job->ask->period.end_day - 1 - h->people[i].contact;
    set_median(job, row, "contact_days", contacts);
}

static const char *mix_words(const struct job *job, uint16_t sources)
{
    const struct ww_harmed_people *h = job->harmed;
    const char *words = "";
    for (size_t s = 0; words && s < h->n_sources; s++)
        if (sources >> s & 1)
            words = ww_arena_printf(job->ask->arena, "%s%s%s", words, words[0] ? "; " : "", h->labels[s]);
    return words ? words : "";
}

static bool is_several(uint16_t sources)
{
    return (sources & (sources - 1)) != 0;
}

static bool of_several(const struct ww_harmed *person, uint64_t group)
{
    (void)group;
    return is_several(person->sources);
}

/* People whom two or more sources know: the sum of the rows above. */
static void add_several(const struct job *job)
{
    size_t before = job->table->n_rows;
    add_group(job, "Several", WW_ROW_SUBTOTAL, of_several, 0);
    if (job->table->n_rows > before)
        ww_table_set_text(job->table, before, "label", WW_STR("Known to two or more agencies"));
}

struct mix {
    uint16_t sources;
    size_t n;
};

static int by_number(const void *a, const void *b)
{
    const struct mix *x = a, *y = b;
    if (x->n != y->n)
        return x->n < y->n ? 1 : -1;
    return (x->sources > y->sources) - (x->sources < y->sources);
}

static enum ww_rc add_mixes(const struct job *job, struct ww_err *err)
{
    struct mix *mixes = ww_arena_alloc(job->ask->arena, MIXES_MAX, sizeof *mixes);
    size_t n = 0;
    if (!mixes)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < job->harmed->n; i++) {
        size_t m = 0;
        while (m < n && mixes[m].sources != job->harmed->people[i].sources)
            m++;
        if (m == MIXES_MAX)
            return ww_fail(err, WW_E_LIMIT, "There are more than %d combinations of sources.", MIXES_MAX);
        mixes[m].sources = job->harmed->people[i].sources;
        mixes[m].n++;
        n += m == n;
    }
    if (n)
        qsort(mixes, n, sizeof *mixes, by_number);
    for (size_t m = 0; m < n; m++)
        if (is_several(mixes[m].sources))
            add_group(job, mix_words(job, mixes[m].sources), WW_ROW_PLAIN, of_mix, mixes[m].sources);
    add_several(job);
    for (size_t m = 0; m < n; m++)
        if (!is_several(mixes[m].sources))
            add_group(job, ww_table_text(job->table, "%s only", mix_words(job, mixes[m].sources)),
                      WW_ROW_PLAIN, of_mix, mixes[m].sources);
    return WW_OK;
}

static void say(const struct job *job)
{
    struct ww_table *table = job->table;
    const struct ww_cell *several = ww_table_cell(table, "several", "share_pct");
    if (job->show != SHOW_MIX || ww_table_find_row(table, "total") == WW_NO_INDEX)
        return;
    ww_table_finding(table, "total", 0.55, "total",
                     "Of {total.victims} people known as victims to any of the agencies, {total.repeat} "
                     "({total.share_pct}) were harmed more than once within the window.");
    if (several && several->present)
        ww_table_finding(table, "several", 0.5, "several",
                         "Of the {several.victims} whom two or more agencies know, {several.repeat} "
                         "({several.share_pct}) were harmed more than once.");
}

static enum ww_rc run_groups(struct job *job, struct ww_err *err)
{
    static const char *const supports[WW_SUPPORTS] = {"No service has said", "Not offered", "Declined",
                                                      "Accepted"};
    enum ww_rc rc = WW_OK;
    if (job->show == SHOW_MIX)
        rc = add_mixes(job, err);
    for (size_t t = 0; job->show == SHOW_TYPE && t < job->harmed->n_types; t++)
        add_group(job, ww_table_copy(job->table, job->harmed->types[t]), WW_ROW_PLAIN, of_type, t);
    for (size_t b = 0; job->show == SHOW_AGE && b < AGE_BANDS; b++)
        add_group(job, age_bands[b].label, WW_ROW_PLAIN, of_age, b);
    for (int s = WW_SUPPORTS - 1; job->show == SHOW_SUPPORT && s >= 0; s--)
        add_group(job, supports[s], WW_ROW_PLAIN, of_support, (uint64_t)s);
    if (rc)
        return rc;
    if (job->show == SHOW_MIX)
        ww_table_note(
            job->table,
            "To be known to two agencies takes two records, so of these more are repeat victims by the way they are "
            "counted; it is no effect of being known.");
    add_group(job, "All victims", WW_ROW_TOTAL, anybody, 0);
    say(job);
    if (job->show == SHOW_TYPE)
        ww_table_note(
            job->table,
            "A person counts in every row that a record of the period belongs to, so rows do not add up.");
    ww_table_note(job->table,
                  "[low]: no percentage is given of fewer than %d people, and no median of fewer than %d.",
                  WW_LOW_BASE, job->ask->subject->smallest);
    job->table->chart = (struct ww_chart){.kind = WW_CHART_INTERVALS,
                                          .label = "label",
                                          .values = {"share_pct"},
                                          .n_values = 1,
                                          .low = "share_low_pct",
                                          .high = "share_high_pct",
                                          .needs = "share_pct"};
    return WW_OK;
}

/* --- time to the next ----------------------------------------------------------------------------- */

/* Each person's first occasion in the window before the period, followed for the window or to the end of the period. */
static enum ww_rc follow(const struct job *job, uint64_t *events, uint64_t *censored, struct ww_err *err)
{
    const struct ww_harmed_people *h = job->harmed;
    int32_t *days = ww_arena_alloc(job->ask->arena, h->n_harms + 1, sizeof *days);
    if (!days)
        return ww_fail_nomem(err);
    for (size_t i = 0, end = 0; i < h->n_harms; i = end) {
        while (end < h->n_harms && ww_linked_compare(h->harms[end].key, h->harms[i].key) == 0)
            end++;
        size_t n = ww_harmed_occasions(h->harms + i, end - i, job->spec.same, days);
        int32_t watched = job->ask->period.end_day - 1 - days[0];
        if (days[0] >= job->ask->period.first_day)
            continue;
        if (n > 1 && days[1] - days[0] <= job->spec.window)
            events[days[1] - days[0]]++;
        else
            censored[watched < job->spec.window ? watched : job->spec.window]++;
    }
    return WW_OK;
}

static void add_step(const struct job *job, int32_t day, const struct ww_survival_step *step)
{
    struct ww_table *table = job->table;
    const char *label = ww_table_text(table, "%d days", day);
    size_t row = ww_table_add_row(table, ww_table_row_id(table, NULL, label), WW_ROW_PLAIN, 0);
    ww_table_set_text(table, row, "label", ww_str_of(label));
    ww_table_set_number(table, row, "at_risk", (double)step->at_risk);
    if (step->at_risk < WW_LOW_BASE) {
        ww_table_set_mark(table, row, "again_pct", WW_MARK_LOW_BASE);
        ww_table_set_mark(table, row, "again_low_pct", WW_MARK_LOW_BASE);
        ww_table_set_mark(table, row, "again_high_pct", WW_MARK_LOW_BASE);
        return;
    }
    ww_table_set_number(table, row, "again_pct", 100 * (1 - step->survival));
    ww_table_set_number(table, row, "again_low_pct", 100 * (1 - step->interval.high));
    ww_table_set_number(table, row, "again_high_pct", 100 * (1 - step->interval.low));
}

static enum ww_rc run_time(struct job *job, struct ww_err *err)
{
    static const int32_t steps[] = {7, 30, 90, 180, 365};
    size_t n = (size_t)job->spec.window + 1;
    uint64_t *events = ww_arena_alloc(job->ask->arena, n, sizeof *events);
    uint64_t *censored = ww_arena_alloc(job->ask->arena, n, sizeof *censored);
    struct ww_survival_step *out = ww_arena_alloc(job->ask->arena, n, sizeof *out);
    if (!events || !censored || !out)
        return ww_fail_nomem(err);
    enum ww_rc rc = follow(job, events, censored, err);
    if (rc)
        return rc;
    ww_survival(events, censored, n, out);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (steps[i] <= job->spec.window)
            add_step(job, steps[i], &out[steps[i]]);
    const struct ww_cell *month = ww_table_cell(job->table, "30-days", "again_pct");
    if (month && month->present)
        ww_table_finding(
            job->table, "month", 0.35, "30-days",
            "{30-days.again_pct} of people harmed were harmed again within 30 days, as any agency "
            "saw it.");
    ww_table_note(job->table,
                  "People harmed in the %d days before the period, followed from their first occasion in it.",
                  job->spec.window);
    job->table->chart = (struct ww_chart){
        .kind = WW_CHART_BARS, .label = "label", .values = {"again_pct"}, .n_values = 1};
    return WW_OK;
}

/* --- worklist ------------------------------------------------------------------------------------- */

static int by_urgency(const void *a, const void *b)
{
    const struct ww_harmed *x = *(const struct ww_harmed *const *)a, *y = *(const struct ww_harmed *const *)b;
    int known_x = __builtin_popcount(x->sources), known_y = __builtin_popcount(y->sources);
    if (known_x != known_y)
        return known_x < known_y ? 1 : -1;
    if (x->occasions != y->occasions)
        return x->occasions < y->occasions ? 1 : -1;
    if (x->last != y->last)
        return x->last < y->last ? 1 : -1;
    return ww_linked_compare(x->key, y->key);
}

static const char *reason_of(const struct job *job, const struct ww_harmed *person)
{
    static const char *const supports[WW_SUPPORTS] = {"no service has said whether support was offered",
                                                      "support was not offered", "support was declined",
                                                      "support was accepted"};
    return ww_table_text(
        job->table, "Harmed on %zu occasions, %d days between two of them; known to %d %s; %s",
        person->occasions, person->gap, __builtin_popcount(person->sources),
        __builtin_popcount(person->sources) == 1 ? "agency" : "agencies", supports[person->support]);
}

static void add_person(const struct job *job, const struct ww_harmed *person)
{
    static const char *const supports[WW_SUPPORTS] = {"Not known", "Not offered", "Declined", "Accepted"};
    struct ww_table *table = job->table;
    char day[32];
    const char *label = ww_table_text(
        table, "%016llx%s%s%s", (unsigned long long)person->key.id, person->key.own ? " (" : "",
        person->key.own ? job->harmed->sources[person->key.own - 1] : "", person->key.own ? ")" : "");
    size_t row = ww_table_add_row(table, ww_table_row_id(table, "person", label), WW_ROW_PLAIN, 0);
    ww_table_set_text(table, row, "label", ww_str_of(label));
    ww_table_set_text(table, row, "reason", ww_str_of(reason_of(job, person)));
    ww_table_set_number(table, row, "occasions", (double)person->occasions);
    ww_table_set_text(table, row, "known_to", ww_str_of(mix_words(job, person->sources)));
    ww_day_print_words(person->last, day);
    ww_table_set_text(table, row, "last", ww_str_of(day));
    ww_table_set_text(table, row, "support", ww_str_of(supports[person->support]));
    if (person->contact == INT32_MIN) {
        ww_table_set_text(table, row, "contact", WW_STR("none known"));
        return;
    }
    ww_day_print_words(person->contact, day);
    ww_table_set_text(table, row, "contact", ww_str_of(day));
}

static enum ww_rc run_worklist(struct job *job, struct ww_err *err)
{
    const struct ww_harmed_people *h = job->harmed;
    size_t n = 0, top = job->ask->question->top > 0 ? (size_t)job->ask->question->top : WORKLIST_TOP;
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
    const struct ww_harmed **list = ww_arena_alloc(job->ask->arena, h->n + 1, sizeof *list);
    if (!list)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < h->n; i++)
        if (h->people[i].repeat)
            list[n++] = &h->people[i];
    if (n)
        qsort(list, n, sizeof *list, by_urgency); // NOLINT(bugprone-sizeof-expression): an array of pointers
    for (size_t i = 0; i < n && i < top; i++)
        add_person(job, list[i]);
    ww_table_note(
        job->table,
        "Not for publication: a working list for the officer, of people by pseudonym. It proposes whom to look at; a "
        "person decides. %s of %s repeat victims are listed, those known to most agencies first.",
        ww_ask_number(job->ask, (int64_t)(n < top ? n : top)), ww_ask_number(job->ask, (int64_t)n));
    return WW_OK;
}

/* --- all of it ------------------------------------------------------------------------------------ */

static enum ww_rc settle(struct job *job, struct ww_err *err)
{
    double window = 0, same = 0;
    enum ww_rc rc = show_of(job->ask, &job->show, err);
    if (!rc)
        rc = ww_linked_threshold(job->ask, &job->spec.threshold, err);
    if (!rc)
        rc = ww_ask_parameter_number(job->ask, "window", (struct ww_ask_range){1, WINDOW_MAX}, &window, err);
    if (!rc)
        rc = ww_ask_parameter_number(job->ask, "same", (struct ww_ask_range){0, SAME_MAX}, &same, err);
    job->spec.window = (int32_t)window;
    job->spec.same = (int32_t)same;
    return rc;
}

static void note(const struct job *job)
{
    struct ww_table *table = job->table;
    const struct ww_harmed_people *h = job->harmed;
    ww_table_note(
        table,
        "Harmed more than once: an occasion of the period within %d days after another. Records of one day, and "
        "of another source within %d days, are one occasion.",
        job->spec.window, job->spec.same);
    for (size_t s = 0; s < h->n_sources; s++) {
        struct ww_period have;
        ww_ask_note_used(&h->asks[s], h->used[s], table);
        if (!h->linked[s])
            ww_table_note(table, "%s was not part of the linkage: its people are known to it alone here.",
                          h->sources[s]);
        if (ww_view_period(h->asks[s].view, &have) &&
            have.first_day > job->ask->period.first_day - job->spec.window)
            ww_table_note(table,
                          "%s does not reach back the whole window, so its repeat victims are too few.",
                          h->sources[s]);
    }
    ww_linked_note(job->ask, &h->links, job->spec.threshold, table);
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    static const char *const titles[SHOWS] = {"Repeat victims by the agencies that know them",
                                              "Repeat victims across agencies, by type",
                                              "Repeat victims across agencies, by age",
                                              "Repeat victims across agencies, by support",
                                              "How soon people are harmed again, as any agency saw it",
                                              "Repeat victims: working list, not for publication"};
    struct job job = {.ask = ask, .table = table};
    enum ww_rc rc = settle(&job, err);
    if (!rc)
        rc = ww_harmed_read(ask, &job.spec, &job.harmed, err);
    if (rc)
        return rc;
    job.gaps = ww_arena_alloc(ask->arena, job.harmed->n + 1, sizeof *job.gaps);
    if (!job.gaps)
        return ww_fail_nomem(err);
    rc = job.show == SHOW_TIME       ? run_time(&job, err)
         : job.show == SHOW_WORKLIST ? run_worklist(&job, err)
                                     : run_groups(&job, err);
    if (rc)
        return rc;
    ww_table_title(table, titles[job.show],
                   ww_table_text(table, "People linked at the %s threshold, %s",
                                 ww_link_threshold_names[job.spec.threshold],
                                 ww_ask_words(ask, ask->period)));
    table->chart.title = table->title;
    table->chart.subtitle = table->subtitle;
    note(&job);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"show", "mix (which agencies know them), type, age, support, time or worklist (not for publication)",
     "mix"},
    WW_LINKED_PARAMETER,
    {"window", "days within which a second occasion makes a repeat victim", "365"},
    {"same", "days within which another source's record is of the same occasion", "14"},
    {"top", "how many people of the worklist", "50"},
};

const struct ww_measure ww_measure_repeat_victims = {
    .name = "repeat-victims",
    .title = "Repeat victims across agencies",
    .question = "Who is harmed more than once in twelve months, whichever agency saw it?",
    .subject = WW_LINKS_SUBJECT,
    .formula = "victims with an occasion within the window after another / victims of the period",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_REFERENCE),
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ww_harmed_ready,
    .run = run,
    .table = make_table,
};
