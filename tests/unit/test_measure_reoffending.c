// SPDX-License-Identifier: Apache-2.0
/* reoffending and offenders against formulas written out again: cohorts, areas, what is published as a rate only. */
#include "ww_test.h"

#include <math.h>

#include "people_fixture.h"

/* One row of the source; -1 = not given. */
struct given {
    const char *from, *to, *level, *area, *breakdown, *group;
    int offenders, reoffenders, reoffences, rate;
};

#define HERE   "E09000033"
#define LATEST "2015-10-01", "2016-09-01"
#define MIDDLE "2010-10-01", "2011-09-01"
#define FIRST  "2005-10-01", "2006-09-01"
#define AFTER  "2017-10-01", "2018-09-01" /* ends after the period */

static const struct given rows[] = {
    {LATEST, "borough", HERE, "All", "All", 400, 130, 500, -1},
    {LATEST, "borough", HERE, "Age group", "Adult", 350, 105, 400, -1},
    {LATEST, "borough", HERE, "Age group", "Juvenile", 50, 25, 100, -1},
    {LATEST, "borough", HERE, "Sex", "Male", -1, -1, -1, 34},
    {LATEST, "borough", HERE, "Sex", "Female", 80, -1, -1, 20},
    {LATEST, "borough", HERE, "Age", "10 to 14", 12, 6, 20, -1},
    {LATEST, "borough", HERE, "Age", "15 to 17", 38, 19, 80, -1},
    {LATEST, "force", "F1", "All", "All", 8000, 2300, 9000, -1},
    {LATEST, "force", "F1", "Age group", "Adult", 7400, 2000, 7600, -1},
    {LATEST, "force", "F1", "Age group", "Juvenile", 600, 300, 1400, -1},
    {LATEST, "force", "F1", "Sex", "Male", 6800, 2100, -1, -1},
    {LATEST, "force", "F1", "Age", "10 to 14", 90, 40, -1, -1},
    {LATEST, "country", "K1", "All", "All", -1, -1, -1, 29},
    {LATEST, "country", "K1", "Age group", "Adult", -1, -1, -1, 28},
    {LATEST, "borough", "E09000001", "All", "All", -1, -1, -1, 40},
    {LATEST, "borough", "E09000002", "All", "All", 100, 20, 50, -1},
    {LATEST, "borough", "E09000002", "Sex", "Male", 100, 90, 50, -1},
    {FIRST, "borough", HERE, "All", "All", 900, -1, -1, -1},
    {FIRST, "borough", HERE, "Age group", "Juvenile", 200, -1, -1, -1},
    {FIRST, "force", "F1", "All", "All", 10000, -1, -1, -1},
    {MIDDLE, "borough", HERE, "All", "All", 700, -1, -1, -1},
    {AFTER, "borough", HERE, "All", "All", 60, 1, 1, -1},
};
#define ROWS (sizeof rows / sizeof rows[0])

static const char *number(int value)
{
    return value < 0 ? NULL : pf_text("%d", value);
}

static void make(struct pf_source *source, const struct given *given, size_t n)
{
    static const char *const names[] = {"cohort_from", "cohort_to", "area_level",  "area",       "breakdown",
                                        "group",       "offenders", "reoffenders", "reoffences", "rate_pct"};
    const char **cells[10];
    *source = (struct pf_source){
        .name = "reoffending", .subject = "reoffending", .shape = WW_SHAPE_REFERENCE, .n_rows = n};
    for (size_t c = 0; c < 10; c++)
        cells[c] = pf_add(source, names[c],
                          c < 2   ? WW_KIND_DATE
                          : c < 6 ? WW_KIND_CATEGORY
                                  : WW_KIND_INTEGER,
                          WW_ROLE_ATTRIBUTE, NULL);
    for (size_t i = 0; i < n; i++) {
        const struct given *g = &given[i];
        const char *const row[] = {g->from,
                                   g->to,
                                   g->level,
                                   g->area,
                                   g->breakdown,
                                   g->group,
                                   number(g->offenders),
                                   number(g->reoffenders),
                                   number(g->reoffences),
                                   number(g->rate)};
        for (size_t c = 0; c < 10; c++)
            cells[c][i] = row[c];
    }
}

/* --- the formulas again ---------------------------------------------------------------------------- */

#define Z 1.959963984540054

static double wilson(double x, double n, int sign)
{
    double p = x / n;
    return (p + Z * Z / (2 * n) + sign * Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))) / (1 + Z * Z / n);
}

/* Newcombe's method 10. */
static double difference_end(double x1, double n1, double x2, double n2, int sign)
{
    double p1 = x1 / n1, p2 = x2 / n2;
    double a = p1 - wilson(x1, n1, sign), b = wilson(x2, n2, -sign) - p2;
    return p1 - p2 + sign * sqrt(a * a + b * b);
}

static double chi_squared_p(double x1, double n1, double x2, double n2)
{
    double n = n1 + n2, x = x1 + x2, cross = x1 * (n2 - x2) - x2 * (n1 - x1);
    return erfc(sqrt((n - 1) * cross * cross / (n1 * n2 * x * (n - x)) / 2));
}

static void check_against(const struct ww_table *table, const char *row, const struct given *ours,
                          const struct given *force)
{
    double x1 = ours->reoffenders, n1 = ours->offenders, x2 = force->reoffenders - x1,
           n2 = force->offenders - n1;
    double outside = n2 / (n1 + n2);
    mf_check_number(table, row, "rate_pct", 100 * x1 / n1);
    mf_check_number(table, row, "rate_low", 100 * wilson(x1, n1, -1));
    mf_check_number(table, row, "rate_high", 100 * wilson(x1, n1, 1));
    mf_check_number(table, row, "per_reoffender", ours->reoffences / x1);
    mf_check_number(table, row, "per_offender", ours->reoffences / n1);
    mf_check_number(table, row, "force_rate_pct", 100.0 * force->reoffenders / force->offenders);
    mf_check_number(table, row, "force_points",
                    100 * x1 / n1 - 100.0 * force->reoffenders / force->offenders);
    mf_check_number(table, row, "force_points_low", 100 * outside * difference_end(x1, n1, x2, n2, -1));
    mf_check_number(table, row, "force_points_high", 100 * outside * difference_end(x1, n1, x2, n2, 1));
    mf_check_number(table, row, "p_value", chi_squared_p(x1, n1, x2, n2));
}

static bool open_with(struct mf *mf, const struct given *given, size_t n)
{
    struct pf_source source;
    make(&source, given, n);
    bool good = mf_open(mf) && pf_publish(mf, &source);
    pf_free(&source);
    return good;
}

/* --- tests ----------------------------------------------------------------------------------------- */

WW_TEST(rates_and_what_stands_beside_them)
{
    struct mf mf;
    struct ww_question question = mf_question("reoffending", "2017-07..2018-06");
    if (!open_with(&mf, rows, ROWS))
        return;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        check_against(table, "total", &rows[0], &rows[7]);
        check_against(table, "age-group/adult", &rows[1], &rows[8]);
        check_against(table, "age-group/juvenile", &rows[2], &rows[9]);
        mf_check_number(table, "age-group/juvenile", "share_pct", 12.5);
        mf_check_number(table, "total", "country_rate_pct", 29);
        mf_check_number(table, "total", "country_points", 3.5);
        mf_check_mark(table, "total", "country_points_low", WW_MARK_NOT_AVAILABLE);
        mf_check_mark(table, "total", "country_p_value", WW_MARK_NOT_AVAILABLE);
        mf_check_mark(table, "age-group/juvenile", "country_rate_pct", WW_MARK_NOT_AVAILABLE);
        CHECK_INT(table->n_rows, 5); /* groups and all: ages are asked for by themselves */
        CHECK(mf_has_note(table, "place 2 of 3"));
    }
    ww_table_free(&table);
    mf_close(&mf);
}

WW_TEST(a_rate_alone_has_no_interval)
{
    struct mf mf;
    struct ww_question question = mf_question("reoffending", "2017-07..2018-06");
    if (!open_with(&mf, rows, ROWS))
        return;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_number(table, "sex/male", "rate_pct", 34);
        mf_check_mark(table, "sex/male", "rate_low", WW_MARK_NOT_AVAILABLE);
        mf_check_mark(table, "sex/male", "offenders", WW_MARK_NOT_AVAILABLE);
        mf_check_mark(table, "sex/male", "force_points_low", WW_MARK_NOT_AVAILABLE);
        mf_check_number(table, "sex/male", "force_points", 34 - 100.0 * 2100 / 6800);
        mf_check_number(table, "sex/female", "rate_low", 100 * wilson(16, 80, -1)); /* 20% of 80 */
        mf_check_mark(table, "sex/female", "force_rate_pct", WW_MARK_NOT_AVAILABLE);
        CHECK(mf_has_note(table, "only the rate is published"));
    }
    ww_table_free(&table);
    mf_close(&mf);
}

WW_TEST(few_offenders)
{
    struct mf mf;
    struct ww_question question = mf_question("reoffending", "2017-07..2018-06");
    question.by = "age";
    if (!open_with(&mf, rows, ROWS))
        return;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_mark(table, "age/10-to-14", "rate_pct", WW_MARK_LOW_BASE);
        mf_check_mark(table, "age/10-to-14", "per_offender", WW_MARK_LOW_BASE);
        mf_check_mark(table, "age/10-to-14", "force_points", WW_MARK_NOT_AVAILABLE);
        mf_check_number(table, "age/10-to-14", "offenders", 12);
        mf_check_number(table, "age/15-to-17", "rate_pct", 50);
    }
    ww_table_free(&table);
    mf_close(&mf);
}

WW_TEST(offenders_then_and_now)
{
    struct mf mf;
    struct ww_question question = mf_question("offenders", "2017-07..2018-06");
    if (!open_with(&mf, rows, ROWS))
        return;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_number(table, "total", "count_then", 900); /* the earliest, not the one between */
        mf_check_number(table, "total", "count_now", 400);
        mf_check_number(table, "total", "change_pct", -100.0 * 500 / 900);
        mf_check_number(table, "total", "of_force_pct", 5);
        mf_check_number(table, "total", "of_force_then_pct", 9);
        mf_check_number(table, "total", "force_change_pct", -20);
        mf_check_number(table, "age-group/juvenile", "share_then_pct", 100.0 * 200 / 900);
        mf_check_number(table, "age-group/juvenile", "share_low", 100 * wilson(50, 400, -1));
        mf_check_number(table, "age-group/juvenile", "force_share_pct", 7.5);
        mf_check_number(table, "age-group/adult", "count_now", 350);
        mf_check_mark(table, "age-group/adult", "change_pct", WW_MARK_NOT_AVAILABLE);
        mf_check_mark(table, "age-group/adult", "p_value", WW_MARK_NOT_AVAILABLE);
        CHECK(ww_table_find_row(table, "age/15-to-17") == WW_NO_INDEX);
    }
    ww_table_free(&table);
    mf_close(&mf);
}

WW_TEST(which_cohort)
{
    struct mf mf;
    if (!open_with(&mf, rows, ROWS))
        return;
    struct ww_question later = mf_question("reoffending", "2018-07..2019-06");
    later.by = "offence";
    struct ww_table *table = mf_ask(&mf, &later, WW_E_NOT_FOUND); /* nothing by offence */
    CHECK(strstr(mf.err.message, "by offence") != NULL);
    ww_table_free(&table);
    struct ww_question before = mf_question("reoffending", "2005-07..2006-06");
    table = mf_ask(&mf, &before, WW_E_NOT_FOUND);
    CHECK(strstr(mf.err.message, "no cohort") != NULL);
    ww_table_free(&table);
    struct ww_question wrong = mf_question("reoffending", "2017-07..2018-06");
    wrong.by = "colour";
    table = mf_ask(&mf, &wrong, WW_E_USAGE);
    ww_table_free(&table);
    mf_close(&mf);
}

WW_TEST(figures_that_cannot_be)
{
    static const struct given twice[] = {{LATEST, "borough", HERE, "All", "All", 40, 13, 50, -1},
                                         {LATEST, "borough", HERE, "All", "All", 40, 13, 50, -1}};
    static const struct given more[] = {{LATEST, "borough", HERE, "Sex", "Male", 40, 41, 50, -1}};
    struct mf mf;
    struct ww_question question = mf_question("reoffending", "2017-07..2018-06");
    if (open_with(&mf, twice, 2)) {
        struct ww_table *table = mf_ask(&mf, &question, WW_E_INPUT);
        CHECK(strstr(mf.err.message, "twice") != NULL);
        ww_table_free(&table);
        mf_close(&mf);
    }
    if (open_with(&mf, more, 1)) {
        struct ww_table *table = mf_ask(&mf, &question, WW_E_INPUT);
        CHECK(strstr(mf.err.message, "more reoffenders") != NULL);
        ww_table_free(&table);
        mf_close(&mf);
    }
}
