// SPDX-License-Identifier: Apache-2.0
/* referrals, and the taking out of small counts, against plain loops. */
#include "ww_test.h"

#include "measure/disclosure.h"
#include "people_fixture.h"

#define ROWS 400

static const char NOW[] = "2016-07..2017-06";
static const char *const referrers[5] = {"Education", "Police", "Health", "Family", NULL};
static const char *const needs[5] = {"Drugs", "Housing;Drugs", "Housing; Housing", "Family; Drugs;Housing",
                                     NULL};
static const char *const ages[6] = {"9", "10", "19", "60", "88", NULL};

struct person {
    int referrer, needs, age;
    bool now;
};

static struct person people[ROWS];

/* `subject` decides whether small counts are shown. */
static bool publish(struct mf *mf, const char *subject, size_t n)
{
    struct ww_rng rng;
    struct pf_source s = {.name = "referred",
                          .subject = subject,
                          .shape = WW_SHAPE_EVENTS,
                          .n_rows = n,
                          .period = {mf_day(2015, 7, 1), mf_day(2017, 7, 1)}};
    ww_rng_seed(&rng, ww_test_seed());
    const char **when = pf_add(&s, "received", WW_KIND_DATE, WW_ROLE_FROM, NULL);
    const char **referrer = pf_add(&s, "referrer", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **need = pf_add(&s, "needs", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **age = pf_add(&s, "age", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, NULL);
    for (size_t i = 0; i < n; i++) {
        int referrer_of = (int)ww_rng_below(&rng, 4); /* few of the last kind */
        people[i] = (struct person){ww_rng_below(&rng, 15) ? referrer_of % 3 : 3 + referrer_of % 2,
                                    (int)ww_rng_below(&rng, 5), (int)ww_rng_below(&rng, 6),
                                    ww_rng_below(&rng, 2) == 0};
        when[i] = people[i].now ? "2016-11-05" : "2015-11-05";
        referrer[i] = referrers[people[i].referrer];
        need[i] = needs[people[i].needs];
        age[i] = ages[people[i].age];
    }
    bool good = pf_publish(mf, &s);
    pf_free(&s);
    return good;
}

static double count(size_t n, bool now, int referrer, const char *need, int band)
{
    static const int bands[6] = {0, 1, 1, 6, 6, 9};
    double count = 0;
    for (size_t i = 0; i < n; i++) {
        const char *own = needs[people[i].needs];
        count += people[i].now == now && (referrer < 0 || people[i].referrer == referrer) &&
                 (!need || (own && strstr(own, need))) && (band < 0 || bands[people[i].age] == band);
    }
    return count;
}

static void check_row(const struct ww_table *table, const char *row, double now, double then, size_t n)
{
    mf_check_number(table, row, "count_now", now);
    mf_check_number(table, row, "count_then", then);
    mf_check_number(table, row, "share_now_pct", 100 * now / count(n, true, -1, NULL, -1));
    mf_check_number(table, row, "share_then_pct", 100 * then / count(n, false, -1, NULL, -1));
    if (then >= 20)
        mf_check_number(table, row, "change_pct", 100 * (now - then) / then);
    else
        mf_check_mark(table, row, "change_pct", WW_MARK_LOW_BASE);
}

WW_TEST(by_referrer_age_and_needs)
{
    static const char *const rows[5] = {"education", "police", "health", "family", "not-known"};
    static const char *const of_need[3][2] = {
        {"drugs", "Drugs"}, {"housing", "Housing"}, {"family", "Family"}};
    struct mf mf;
    if (!mf_open(&mf) || !publish(&mf, "events", ROWS))
        return;
    struct ww_question question = mf_question("referrals", NOW);
    question.subject = "events";
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    for (int i = 0; table && i < 5; i++)
        check_row(table, rows[i], count(ROWS, true, i, NULL, -1), count(ROWS, false, i, NULL, -1), ROWS);
    if (table) {
        check_row(table, "total", count(ROWS, true, -1, NULL, -1), count(ROWS, false, -1, NULL, -1), ROWS);
        CHECK_STR(table->rows[4].id, "not-known"); /* after all others */
    }
    ww_table_free(&table);
    question.by = "age";
    table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        CHECK_STR(table->rows[0].id, "0-9");
        check_row(table, "10-19", count(ROWS, true, -1, NULL, 1), count(ROWS, false, -1, NULL, 1), ROWS);
        check_row(table, "60-and-over", count(ROWS, true, -1, NULL, 6), count(ROWS, false, -1, NULL, 6),
                  ROWS);
        check_row(table, "not-known", count(ROWS, true, -1, NULL, 9), count(ROWS, false, -1, NULL, 9), ROWS);
    }
    ww_table_free(&table);
    question.by = "needs";
    table = mf_ask(&mf, &question, WW_OK);
    for (int i = 0; table && i < 3; i++)
        check_row(table, of_need[i][0], count(ROWS, true, -1, of_need[i][1], -1),
                  count(ROWS, false, -1, of_need[i][1], -1), ROWS);
    if (table)
        CHECK(mf_has_note(table, "several answers"));
    ww_table_free(&table);
    question.by = "shoe_size";
    mf_ask(&mf, &question, WW_E_USAGE);
    CHECK(strstr(mf.err.message, "shoe_size") != NULL);
    mf_close(&mf);
}

/* --- small counts --------------------------------------------------------------------------------- */

static bool is_hidden(const struct ww_table *table, const char *row)
{
    bool all = true, any = false;
    for (size_t c = 1; c < table->n_columns; c++) {
        const struct ww_cell *cell = ww_table_cell(table, row, table->columns[c].name);
        bool hidden = cell->mark == WW_MARK_CONFIDENTIAL && !cell->present;
        all &= hidden;
        any |= hidden;
    }
    CHECK(all == any); /* the whole row or nothing of it */
    return any;
}

/* Whoever subtracts what is shown from the total learns a sum; it must be of more than one row, and no small one. */
static void check_hidden(const struct ww_table *table, size_t n)
{
    static const char *const rows[5] = {"education", "police", "health", "family", "not-known"};
    for (int now = 0; now < 2; now++) {
        int hidden = 0;
        double sum = 0;
        for (int i = 0; i < 5; i++) {
            double c = count(n, now, i, NULL, -1);
            if (c == 0 || ww_table_find_row(table, rows[i]) == WW_NO_INDEX)
                continue;
            CHECK(c >= 5 || is_hidden(table, rows[i]));
            hidden += is_hidden(table, rows[i]);
            sum += is_hidden(table, rows[i]) ? c : 0;
        }
        if (hidden && !is_hidden(table, "total")) {
            CHECK(hidden >= 2);
            CHECK(sum >= 7);
        }
    }
}

WW_TEST(small_counts_of_referrals_are_never_shown)
{
    static const size_t sizes[] = {12, 30, 70, 150, 400};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct mf mf;
        if (!mf_open(&mf) || !publish(&mf, "channel-referrals", sizes[i]))
            return;
        struct ww_question question = mf_question("referrals", NOW);
        struct ww_table *table = mf_ask(&mf, &question, WW_OK);
        if (table) {
            check_hidden(table, sizes[i]);
            for (size_t f = 0; f < table->n_findings; f++)
                CHECK(!is_hidden(table, table->findings[f].row));
        }
        ww_table_free(&table);
        question.measure = "multi"; /* whatever is asked of them */
        question.source = "referred";
        question.by = "referrer";
        table = mf_ask(&mf, &question, WW_OK);
        for (size_t r = 0; table && r < table->n_rows; r++)
            for (size_t c = 0; c < table->n_columns; c++)
                if (table->columns[c].unit == WW_UNIT_COUNT && table->columns[c].role == WW_COLUMN_VALUE &&
                    table->rows[r].cells[c].present)
                    CHECK(table->rows[r].cells[c].number == 0 || table->rows[r].cells[c].number >= 5);
        ww_table_free(&table);
        mf_close(&mf);
    }
}

WW_TEST(groups_are_hidden_with_what_they_add_up)
{
    static const struct ww_column columns[] = {
        {.name = "label", .title = "Type", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_LABEL},
        {.name = "count",
         .title = "Number",
         .type = WW_COLUMN_NUMBER,
         .role = WW_COLUMN_VALUE,
         .unit = WW_UNIT_COUNT},
        {.name = "share",
         .title = "Share",
         .type = WW_COLUMN_NUMBER,
         .role = WW_COLUMN_VALUE,
         .unit = WW_UNIT_PERCENT},
    };
    static const struct {
        const char *id;
        enum ww_row_kind kind;
        double count;
        bool hidden;
    } rows[] = {{"a1", WW_ROW_PLAIN, 40, false},   {"a2", WW_ROW_PLAIN, 50, false},
                {"a", WW_ROW_SUBTOTAL, 90, false}, {"b1", WW_ROW_PLAIN, 2, true},
                {"b2", WW_ROW_PLAIN, 12, true},    {"b3", WW_ROW_PLAIN, 30, false},
                {"b", WW_ROW_SUBTOTAL, 44, false}, {"total", WW_ROW_TOTAL, 134, false}};
    struct ww_table *table = ww_table_new("test", columns, 3);
    struct ww_err err;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t row = ww_table_add_row(table, rows[i].id, rows[i].kind, 0);
        ww_table_set_text(table, row, "label", ww_str_of(rows[i].id));
        ww_table_set_number(table, row, "count", rows[i].count);
        ww_table_set_number(table, row, "share", rows[i].count / 1.34);
    }
    ww_table_finding(table, "b1", 0.5, "total", "There were {b1.count} of {total.count}.");
    ww_table_finding(table, "all", 0.5, "total", "There were {total.count}.");
    CHECK_RC(ww_disclosure_apply(table, 5, &err), WW_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (!CHECK_INT(is_hidden(table, rows[i].id), rows[i].hidden))
            printf("    in %s\n", rows[i].id);
    CHECK_INT(table->n_findings, 1);
    CHECK_STR(table->findings[0].id, "all");
    CHECK(mf_has_note(table, "[c]"));
    ww_table_free(&table);
}
