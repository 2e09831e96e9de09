// SPDX-License-Identifier: Apache-2.0
/* services against plain loops over made-up referrals. */
#include "ww_test.h"

#include <math.h>
#include <strings.h>

#include "people_fixture.h"

#define REFERRALS 900

static const char SPAN[] = "2015-07..2017-06", NOW[] = "2016-07..2017-06", THEN[] = "2015-07..2016-06";
static const char *const kinds[] = {"Domestic abuse", "Sexual violence", "Stalking", "domestic abuse", NULL};
static const char *const answers[] = {"Yes", "yes", "No", NULL};

struct service {
    struct pf_source source, targets;
    const char **referred, **repeat, **support, **safer, **rarely;
};

static void make_referrals(struct service *s)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    s->source = (struct pf_source){.name = "vawg-service",
                                   .subject = "vawg-service",
                                   .shape = WW_SHAPE_EVENTS,
                                   .n_rows = REFERRALS,
                                   .period = mf_period(SPAN)};
    s->referred = pf_add(&s->source, "referred", WW_KIND_DATE, WW_ROLE_FROM, NULL);
    s->repeat = pf_add(&s->source, "repeat", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    s->support = pf_add(&s->source, "support", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    s->safer = pf_add(&s->source, "safer", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    s->rarely = pf_add(&s->source, "rarely", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    for (size_t i = 0; i < REFERRALS; i++) {
        s->referred[i] = pf_text("%d-%02d-%02d", 2015 + (int)ww_rng_below(&rng, 2),
                                 7 + (int)ww_rng_below(&rng, 6), 1 + (int)ww_rng_below(&rng, 28));
        s->repeat[i] = ww_rng_below(&rng, 4) ? "No" : "Yes";
        s->support[i] = kinds[ww_rng_below(&rng, 5)];
        s->safer[i] = answers[ww_rng_below(&rng, 4)];
        s->rarely[i] = i < 15 ? "Yes" : NULL;
    }
}

static void make_targets(struct service *s)
{
    static const char *const rows[][4] = {{"vawg-service", "safer", "Feels safer", "50"},
                                          {"vawg-service", "rarely", "Rarely asked", "80"},
                                          {"vawg-service", "no_such_column", "Never asked", "80"},
                                          {"another", "safer", "Of another", "10"}};
    s->targets = (struct pf_source){
        .name = "service-targets", .subject = "service-targets", .shape = WW_SHAPE_REFERENCE, .n_rows = 4};
    const char **columns[4] = {pf_add(&s->targets, "service", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL),
                               pf_add(&s->targets, "column", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL),
                               pf_add(&s->targets, "measure", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL),
                               pf_add(&s->targets, "target", WW_KIND_INTEGER, WW_ROLE_VALUE, NULL)};
    for (size_t r = 0; r < 4; r++)
        for (size_t c = 0; c < 4; c++)
            columns[c][r] = rows[r][c];
}

/* Referrals of a period whose cell is `text` in any case; NULL: whose cell is given. */
static double count(const struct service *s, const char *const *cells, const char *period, const char *text)
{
    double n = 0;
    for (size_t i = 0; i < REFERRALS; i++) {
        struct ww_date d;
        if (sscanf(s->referred[i], "%d-%d-%d", &d.year, &d.month, &d.day) != 3) // NOLINT
            abort();
        struct ww_period p = mf_period(period);
        bool in = ww_day_of(d) >= p.first_day && ww_day_of(d) < p.end_day;
        n += in && (!cells || (cells[i] && (!text || strcasecmp(cells[i], text) == 0)));
    }
    return n;
}

static void check_share(const struct service *s, const struct ww_table *table, const char *row,
                        const char *const *cells, const char *text)
{
    double now = count(s, cells, NOW, text), base = count(s, cells, NOW, NULL);
    mf_check_number(table, row, "count_now", now);
    mf_check_number(table, row, "base_now", base);
    mf_check_number(table, row, "share_now_pct", 100 * now / base);
    mf_check_number(table, row, "count_then", count(s, cells, THEN, text));
    mf_check_number(table, row, "share_then_pct",
                    100 * count(s, cells, THEN, text) / count(s, cells, THEN, NULL));
}

/* Wilson's interval, written out. */
static const char *against(double x, double n, double target)
{
    double z2 = 1.959963984540054 * 1.959963984540054, half = sqrt(z2 * (z2 + 4 * x * (1 - x / n)));
    double low = (2 * x + z2 - half) / (2 * (n + z2)), high = (2 * x + z2 + half) / (2 * (n + z2));
    return 100 * low >= target ? "Met" : 100 * high < target ? "Not met" : "Cannot tell";
}

WW_TEST(support_repeats_and_outcomes)
{
    struct mf mf;
    struct service s;
    make_referrals(&s);
    make_targets(&s);
    if (!mf_open(&mf) || !pf_publish(&mf, &s.source) || !pf_publish(&mf, &s.targets))
        return;
    struct ww_question question = mf_question("services", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        CHECK_INT(table->n_rows, 7);
        mf_check_number(table, "referrals", "count_now", count(&s, NULL, NOW, NULL));
        mf_check_number(table, "referrals", "count_then", count(&s, NULL, THEN, NULL));
        check_share(&s, table, "repeat", s.repeat, "Yes");
        check_share(&s, table, "support/domestic-abuse", s.support, "Domestic abuse");
        check_share(&s, table, "support/stalking", s.support, "Stalking");
        check_share(&s, table, "outcome/safer", s.safer, "Yes");
        mf_check_number(table, "outcome/safer", "target_pct", 50);
        CHECK_STR(ww_table_cell(table, "outcome/safer", "against_target")->text,
                  against(count(&s, s.safer, NOW, "Yes"), count(&s, s.safer, NOW, NULL), 50));
        mf_check_mark(table, "outcome/rarely", "share_now_pct", WW_MARK_LOW_BASE);
        CHECK(!ww_table_cell(table, "outcome/rarely", "against_target")->present);
    }
    ww_table_free(&table);
    pf_free(&s.source);
    pf_free(&s.targets);
    mf_close(&mf);
}

/* The same answers, held against targets around them. */
WW_TEST(met_not_met_cannot_tell)
{
    struct mf mf;
    struct service s;
    make_referrals(&s);
    make_targets(&s);
    static const char *const targets[] = {"10", "99", NULL};
    const char *near = pf_text("%d",
                               (int)(100 * count(&s, s.safer, NOW, "Yes") / count(&s, s.safer, NOW, NULL)));
    for (size_t i = 0; i < 3; i++) {
        s.targets.columns[3].cells[0] = targets[i] ? targets[i] : near;
        if (!mf_open(&mf) || !pf_publish(&mf, &s.source) || !pf_publish(&mf, &s.targets))
            return;
        struct ww_question question = mf_question("services", NOW);
        struct ww_table *table = mf_ask(&mf, &question, WW_OK);
        static const char *const words[] = {"Met", "Not met", "Cannot tell"};
        if (table)
            CHECK_STR(ww_table_cell(table, "outcome/safer", "against_target")->text, words[i]);
        ww_table_free(&table);
        mf_close(&mf);
    }
    pf_free(&s.source);
    pf_free(&s.targets);
}

WW_TEST(without_targets)
{
    struct mf mf;
    struct service s;
    make_referrals(&s);
    if (!mf_open(&mf) || !pf_publish(&mf, &s.source))
        return;
    struct ww_question question = mf_question("services", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        CHECK_INT(table->n_rows, 5);
        CHECK(mf_has_note(table, "No targets are imported"));
    }
    ww_table_free(&table);
    pf_free(&s.source);
    mf_close(&mf);
}
