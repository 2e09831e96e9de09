// SPDX-License-Identifier: Apache-2.0
/* cohort-outcomes against plain loops over people and days. */
#include "ww_test.h"

#include "cohort_fixture.h"

#define OFFENCES 900
#define CUSTODY  60
#define OTHERS   1000 /* people of the comparator are numbered from here */

struct offence {
    int person;
    int32_t day;
    const char *type, *cost;
};

struct world {
    struct cf_spell ours[CF_SPELLS], theirs[CF_SPELLS];
    struct offence offences[OFFENCES];
    struct cf_spell custody[CUSTODY];
    bool has_custody;
};

static const struct ww_period known = {16436, 17713}; /* January 2015 to 30 June 2018 */

static void make_world(struct world *w)
{
    static const char *const types[] = {"Burglary / Burglary Residential", "Robbery / Personal Property",
                                        "Something new / Not in the vocabulary"};
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed() + 2);
    for (size_t i = 0; i < CF_SPELLS; i++)
        w->theirs[i] = cf_make_spell(&rng);
    for (size_t i = 0; i < OFFENCES; i++) {
        int person = (int)(ww_rng_below(&rng, CF_PERSONS) * ww_rng_below(&rng, CF_PERSONS) / CF_PERSONS);
        w->offences[i] = (struct offence){
            .person = person + (i % 2 ? OTHERS : 0),
            .day = known.first_day + (int32_t)ww_rng_below(&rng, (uint64_t)(known.end_day - known.first_day)),
            .type = MF_PICK(&rng, types),
            .cost = ww_rng_below(&rng, 5) ? pf_text("%d", (int)ww_rng_below(&rng, 9000)) : NULL};
    }
    w->offences[0].day = known.first_day;
    w->offences[1].day = known.end_day - 1;
    for (size_t i = 0; i < CUSTODY; i++) {
        w->custody[i] = cf_make_spell(&rng);
        w->custody[i].has_from = true;
    }
}

static bool publish_offences(struct mf *mf, const struct world *w)
{
    struct pf_source source = {.name = "iom-offences",
                               .subject = "iom-offences",
                               .shape = WW_SHAPE_EVENTS,
                               .n_rows = OFFENCES,
                               .period = known};
    const char **person = pf_add(&source, "person", WW_KIND_HEX, WW_ROLE_ATTRIBUTE, NULL);
    const char **day = pf_add(&source, "date", WW_KIND_DATE, WW_ROLE_FROM, NULL);
    const char **type = pf_add(&source, "offence", WW_KIND_CATEGORY, WW_ROLE_CATEGORY, "crime-records");
    const char **cost = pf_add(&source, "cost_gbp", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, NULL);
    for (size_t i = 0; i < OFFENCES; i++) {
        person[i] = cf_name(w->offences[i].person);
        day[i] = cf_date(w->offences[i].day);
        type[i] = w->offences[i].type;
        cost[i] = w->offences[i].cost;
    }
    bool good = pf_publish(mf, &source);
    pf_free(&source);
    return good;
}

/* --- the plain way ----------------------------------------------------------------------------------- */

struct plan {
    int32_t before, gap, after;
};

struct sums {
    double days, liberty, offences, cost, gaps, gap_days;
    int people, offending, higher;
};

static const struct cf_spell *ended(const struct cf_spell *spells, int person)
{
    struct ww_period now = mf_period(CF_NOW);
    const struct cf_spell *best = NULL;
    for (size_t i = 0; i < CF_SPELLS; i++)
        if (spells[i].person == person && spells[i].has_from && spells[i].to > spells[i].from &&
            spells[i].to >= now.first_day && spells[i].to < now.end_day &&
            (!best || spells[i].from >= best->from))
            best = &spells[i];
    return best;
}

static bool in_custody(const struct world *w, int person, int32_t day)
{
    bool any = false;
    for (size_t i = 0; w->has_custody && i < CUSTODY; i++)
        any = any || (w->custody[i].person == person && day >= w->custody[i].from && day < w->custody[i].to);
    return any;
}

/* Offences on the first and the last day of phases: some of those drawn are moved there. */
static void move_to_edges(struct world *w)
{
    size_t next = 2;
    for (int p = 0; p < CF_PERSONS && next < 80; p++) {
        const struct cf_spell *spell = ended(w->ours, p);
        const int32_t days[] = {spell ? spell->from - 365 : 0, spell ? spell->from : 0, spell ? spell->to : 0,
                                spell ? spell->to + 90 : 0};
        for (size_t i = 0; spell && i < sizeof days / sizeof days[0]; i++)
            if (days[i] >= known.first_day && days[i] < known.end_day) {
                w->offences[next].person = p;
                w->offences[next++].day = days[i];
            }
    }
}

/* Day by day through one phase of one person; his or her rate. */
static double walk(const struct world *w, int person, int32_t first, int32_t end, struct sums *s)
{
    double offences = 0, liberty = 0;
    int32_t last = INT32_MIN;
    first = first < known.first_day ? known.first_day : first;
    end = end > known.end_day ? known.end_day : end;
    s->people += end > first;
    for (int32_t day = first; day < end; day++) {
        s->days++;
        liberty += !in_custody(w, person, day);
        for (size_t i = 0; i < OFFENCES; i++) {
            if (w->offences[i].person != person || w->offences[i].day != day)
                continue;
            offences++;
            s->cost += w->offences[i].cost ? (double)strtol(w->offences[i].cost, NULL, 10) : 0;
            if (last != INT32_MIN) {
                s->gaps++;
                s->gap_days += day - last;
            }
            last = day;
        }
    }
    s->liberty += liberty;
    s->offences += offences;
    s->offending += offences > 0;
    return liberty > 0 ? offences / liberty : 0;
}

static int follow(const struct world *w, const struct cf_spell *spells, int shift, struct plan plan,
                  struct sums s[3])
{
    int n = 0;
    memset(s, 0, 3 * sizeof *s);
    for (int p = 0; p < CF_PERSONS; p++) {
        const struct cf_spell *spell = ended(spells, p);
        if (!spell)
            continue;
        n++;
        int32_t joined = spell->from - plan.gap;
        double before = walk(w, p + shift, joined - plan.before, joined, &s[0]);
        double during = walk(w, p + shift, spell->from, spell->to, &s[1]);
        double after = walk(w, p + shift, spell->to, spell->to + plan.after, &s[2]);
        s[1].higher += during > before;
        s[2].higher += after > during;
    }
    return n;
}

static void check_phases(const struct ww_table *table, const struct sums s[3], bool custody)
{
    static const char *const rows[] = {"before", "during", "after"};
    for (int p = 0; p < 3; p++) {
        mf_check_number(table, rows[p], "people", s[p].people);
        mf_check_number(table, rows[p], "days", s[p].days);
        if (custody)
            mf_check_number(table, rows[p], "custody_days", s[p].days - s[p].liberty);
        else
            mf_check_mark(table, rows[p], "custody_days", WW_MARK_NOT_AVAILABLE);
        mf_check_number(table, rows[p], "offences", s[p].offences);
        mf_check_number(table, rows[p], "offending", s[p].offending);
        if (p)
            mf_check_number(table, rows[p], "higher", s[p].higher);
        mf_check_number(table, rows[p], "per_year", 365 * s[p].offences / s[p].liberty);
        if (s[p].gaps > 0)
            mf_check_number(table, rows[p], "interval_days", s[p].gap_days / s[p].gaps);
        mf_check_number(table, rows[p], "days_per_offence", s[p].liberty / s[p].offences);
        mf_check_number(table, rows[p], "cost_gbp", s[p].cost);
        mf_check_number(table, rows[p], "cost_per_year_gbp", 365 * s[p].cost / s[p].liberty);
    }
}

static double ratio(const struct sums s[3], int now, int then)
{
    return s[now].offences / s[now].liberty / (s[then].offences / s[then].liberty);
}

static void check_between(const struct ww_table *table, const char *row, const char *low, const char *value,
                          const char *high)
{
    const struct ww_cell *a = ww_table_cell(table, row, low), *b = ww_table_cell(table, row, value),
                         *c = ww_table_cell(table, row, high);
    CHECK(a->present && a->number < b->number);
    CHECK(!c->present || c->number > b->number);
}

WW_TEST(phases)
{
    static struct world w;
    struct mf mf;
    struct sums s[3];
    make_world(&w);
    w.has_custody = false;
    if (!cf_open(&mf, w.ours))
        return;
    move_to_edges(&w);
    if (!publish_offences(&mf, &w))
        return;
    struct ww_question question = mf_question("cohort-outcomes", CF_NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    CHECK(follow(&w, w.ours, 0, (struct plan){365, 0, 90}, s) >= 20);
    if (table) {
        check_phases(table, s, false);
        CHECK(mf_has_note(table, "Regression to the mean"));
        CHECK(!mf_has_note(table, "selected by recent offending"));
        CHECK(mf_has_note(table, "offences have no cost"));
        CHECK(mf_has_note(table, "left too lately"));
        check_between(table, "during", "per_year_low", "per_year", "per_year_high");
    }
    ww_table_free(&table);
    ww_context_close(&mf.context);
    w.has_custody = true;
    question.set[0] = (struct ww_condition){"before_days", "200"};
    question.set[1] = (struct ww_condition){"gap_days", "91"};
    question.set[2] = (struct ww_condition){"after_days", "60"};
    question.set[3] = (struct ww_condition){"selection", "recent-offending"};
    question.n_set = 4;
    if (cf_publish(&mf, "iom-custody", w.custody, CUSTODY, 0))
        table = mf_ask(&mf, &question, WW_OK);
    follow(&w, w.ours, 0, (struct plan){200, 91, 60}, s);
    if (table) {
        check_phases(table, s, true);
        CHECK(mf_has_note(table, "selected by recent offending"));
    }
    ww_table_free(&table);
    mf_close(&mf);
}

WW_TEST(changes_beside_a_comparator)
{
    static struct world w;
    struct mf mf;
    struct sums s[3], t[3];
    make_world(&w);
    w.has_custody = false;
    if (!cf_open(&mf, w.ours))
        return;
    move_to_edges(&w);
    if (!publish_offences(&mf, &w))
        return;
    follow(&w, w.ours, 0, (struct plan){365, 0, 90}, s);
    follow(&w, w.theirs, OTHERS, (struct plan){365, 0, 90}, t);
    struct ww_question question = mf_question("cohort-outcomes", CF_NOW);
    question.by = "change";
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_number(table, "offences-during-before", "ratio", ratio(s, 1, 0));
        mf_check_number(table, "offences-after-during", "ratio", ratio(s, 2, 1));
        mf_check_number(table, "offences-after-before", "ratio", ratio(s, 2, 0));
        check_between(table, "offences-after-before", "ratio_low", "ratio", "ratio_high");
        CHECK(ww_table_find_column(table, "comparator") == WW_NO_INDEX);
        CHECK(ww_table_find_row(table, "cost-after-before") != WW_NO_INDEX);
        CHECK(ww_table_find_row(table, "harm-after-before") == WW_NO_INDEX);
    }
    ww_table_free(&table);
    ww_context_close(&mf.context);
    if (cf_publish(&mf, "iom-comparators", w.theirs, CF_SPELLS, OTHERS))
        table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_number(table, "offences-after-before", "comparator", ratio(t, 2, 0));
        mf_check_number(table, "offences-after-before", "relative", ratio(s, 2, 0) / ratio(t, 2, 0));
        check_between(table, "offences-after-before", "relative_low", "relative", "relative_high");
    }
    ww_table_free(&table);
    question.by = "ward";
    mf_ask(&mf, &question, WW_E_USAGE);
    mf_close(&mf);
}

WW_TEST(without_offences_nothing_can_be_said)
{
    struct mf mf;
    struct cf_spell spells[CF_SPELLS];
    if (!cf_open(&mf, spells))
        return;
    struct ww_question question = mf_question("cohort-outcomes", CF_NOW);
    mf_ask(&mf, &question, WW_E_NOT_FOUND);
    CHECK(strstr(mf.err.message, "iom-offences") != NULL);
    mf_close(&mf);
}
