// SPDX-License-Identifier: Apache-2.0
/* overlap, leads and duplicates against plain loops over people. */
#include "ww_test.h"

#include "base/file.h"
#include "linked_fixture.h"
#include "stats/overlap.h"

static const char NOW[] = "2017-07..2018-06";
#define UNIVERSE 1000
#define SMALLEST 5

struct spell {
    bool on; /* a record at all */
    int32_t from, to;
    int age; /* -1 = not given */
};

struct world {
    struct spell spells[LF_PSEUDONYMS];
};

static bool publish_cohort(struct mf *mf, const struct world *world, int source)
{
    struct pf_source cohort = {.name = lf_sources[source],
                               .subject = lf_sources[source],
                               .shape = WW_SHAPE_EPISODES,
                               .n_rows = LF_PSEUDONYMS,
                               .period = mf_period("2016-01..2018-06")};
    const char **person = pf_add(&cohort, "person", WW_KIND_HEX, WW_ROLE_ATTRIBUTE, NULL);
    const char **from = pf_add(&cohort, "from", WW_KIND_DATE, WW_ROLE_FROM, NULL);
    const char **to = pf_add(&cohort, "to", WW_KIND_DATE, WW_ROLE_TO, NULL);
    const char **age = pf_add(&cohort, "age", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, NULL);
    size_t n = 0;
    for (int i = 0; i < LF_PSEUDONYMS; i++) {
        const struct spell *s = &world->spells[i];
        char text[16];
        if (!s->on || lf_pseudonym(i).source != source)
            continue;
        person[n] = lf_digits(i);
        ww_day_print_iso(s->from, text);
        from[n] = pf_text("%s", text);
        if (s->to != INT32_MAX) {
            ww_day_print_iso(s->to, text);
            to[n] = pf_text("%s", text);
        }
        age[n] = s->age >= 0 ? pf_text("%d", s->age) : NULL;
        n++;
    }
    cohort.n_rows = n;
    bool good = pf_publish(mf, &cohort);
    pf_free(&cohort);
    return good;
}

static bool open_world(struct mf *mf, struct world *world)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (int i = 0; i < LF_PSEUDONYMS; i++) {
        struct spell *s = &world->spells[i];
        *s = (struct spell){.on = ww_rng_below(&rng, 3) != 0,
                            .from = mf_day(2016, 1, 1) + (int32_t)ww_rng_below(&rng, 900),
                            .to = INT32_MAX,
                            .age = ww_rng_below(&rng, 4) ? 14 + (int)ww_rng_below(&rng, 8) : -1};
        if (ww_rng_below(&rng, 2))
            s->to = s->from + (int32_t)ww_rng_below(&rng, 600);
    }
    bool good = mf_open(mf) && lf_publish_links(mf, lf_sources);
    for (int c = 0; good && c < LF_SOURCES; c++)
        good = publish_cohort(mf, world, c);
    return good;
}

/* Whether the person of that number is on a cohort at any time of the period. */
static bool is_on(const struct world *world, int identity, int threshold, int source, struct ww_period period)
{
    for (int i = 0; i < LF_PSEUDONYMS; i++) {
        const struct spell *s = &world->spells[i];
        if (s->on && lf_pseudonym(i).source == source && lf_identity(i, threshold) == identity &&
            s->from < period.end_day && s->to > period.first_day)
            return true;
    }
    return false;
}

static unsigned mask_of(const struct world *world, int identity, int threshold, struct ww_period period)
{
    unsigned mask = 0;
    for (int c = 0; c < LF_SOURCES; c++)
        mask |= is_on(world, identity, threshold, c, period) ? 1u << c : 0;
    return mask;
}

#define IDENTITIES (1000 + LF_PSEUDONYMS)

static int count(const struct world *world, int threshold, struct ww_period period, unsigned all_of,
                 bool exactly)
{
    int n = 0;
    for (int identity = 0; identity < IDENTITIES; identity++) {
        unsigned mask = mask_of(world, identity, threshold, period);
        n += exactly ? mask == all_of : mask && (mask & all_of) == all_of;
    }
    return n;
}

static struct ww_table *ask(struct mf *mf, const char *measure, const char *show, const char *threshold)
{
    struct ww_question question = mf_question(measure, NOW);
    if (show)
        question.set[question.n_set++] = (struct ww_condition){"show", show};
    if (threshold)
        question.set[question.n_set++] = (struct ww_condition){"threshold", threshold};
    if (strcmp(measure, "overlap") == 0)
        question.set[question.n_set++] = (struct ww_condition){"universe", "1000"};
    return mf_ask(mf, &question, WW_OK);
}

static void check_pair(const struct ww_table *table, const struct world *world, int threshold, int i, int j)
{
    struct ww_period now = mf_period(NOW);
    int a = count(world, threshold, now, 1u << i, false), b = count(world, threshold, now, 1u << j, false);
    int both = count(world, threshold, now, 1u << i | 1u << j, false);
    const char *row = pf_text("%s/%s", lf_sources[i], lf_sources[j]);
    struct ww_overlap expected;
    if (ww_table_find_row(table, row) == WW_NO_INDEX) { /* the smaller cohort comes first */
        check_pair(table, world, threshold, j, i);
        return;
    }
    CHECK(both >= SMALLEST && a <= b);
    mf_check_number(table, row, "both", both);
    mf_check_number(table, row, "size_a", a);
    mf_check_number(table, row, "size_b", b);
    mf_check_number(table, row, "share_b_pct", 100.0 * both / b);
    mf_check_number(table, row, "jaccard", (double)both / (a + b - both));
    mf_check_number(table, row, "expected", (double)a * b / UNIVERSE);
    const struct ww_overlap_counts counts = {(uint64_t)a, (uint64_t)b, (uint64_t)both, UNIVERSE};
    if (CHECK(ww_overlap_of(&counts, WW_LEVEL_95, &expected))) {
        mf_check_number(table, row, "ratio", expected.ratio.value);
        mf_check_number(table, row, "p_value", expected.p_upper);
    }
    mf_check_number(table, row, "both_cautious", count(world, 0, now, 1u << i | 1u << j, false));
    mf_check_number(table, row, "both_wide", count(world, 2, now, 1u << i | 1u << j, false));
}

WW_TEST(pairs_at_each_threshold)
{
    struct mf mf;
    struct world world;
    if (!open_world(&mf, &world))
        return;
    for (int t = 0; t < LF_THRESHOLDS; t++) {
        struct ww_table *table = ask(&mf, "overlap", "pairs", lf_thresholds[t]);
        for (int i = 0; table && i < LF_SOURCES; i++)
            for (int j = i + 1; j < LF_SOURCES; j++)
                check_pair(table, &world, t, i, j);
        if (table)
            CHECK(mf_has_note(table, "links of earlier days are not used"));
        ww_table_free(&table);
    }
    struct ww_question question = mf_question("overlap", NOW);
    question.set[question.n_set++] = (struct ww_condition){"universe", "20"};
    mf_ask(&mf, &question, WW_E_USAGE);
    question.set[0] = (struct ww_condition){"show", "everything"};
    mf_ask(&mf, &question, WW_E_USAGE);
    mf_close(&mf);
}

WW_TEST(exclusive_intersections_and_months)
{
    struct mf mf;
    struct world world;
    struct ww_period now = mf_period(NOW), june = {now.end_day - 1, now.end_day};
    if (!open_world(&mf, &world))
        return;
    struct ww_table *table = ask(&mf, "overlap", "intersections", NULL);
    int several = 0, total = 0;
    for (unsigned mask = 1; mask < 1u << LF_SOURCES; mask++) {
        int n = count(&world, 1, now, mask, true);
        several += mask & (mask - 1) ? n : 0;
        total += n;
    }
    /* sources stand in order of name: gangs-unit, iom, youth-offending */
    if (table) {
        lf_check_shown(table, "gangs-unit/iom", "people", count(&world, 1, now, 3, true));
        lf_check_shown(table, "gangs-unit/iom/youth-offending", "people", count(&world, 1, now, 7, true));
        mf_check_number(table, "several", "people", several);
        mf_check_number(table, "total", "people", total);
    }
    ww_table_free(&table);
    table = ask(&mf, "overlap", "months", NULL);
    if (table) {
        int on_two = 0;
        for (unsigned mask = 3; mask < 1u << LF_SOURCES; mask++)
            on_two += mask & (mask - 1) ? count(&world, 1, june, mask, true) : 0;
        CHECK_INT(table->n_rows, 12);
        mf_check_number(table, "june-2018", "several", on_two);
    }
    ww_table_free(&table);
    mf_close(&mf);
}

WW_TEST(matrix_by_row)
{
    struct mf mf;
    struct world world;
    struct ww_period now = mf_period(NOW);
    if (!open_world(&mf, &world))
        return;
    struct ww_table *table = ask(&mf, "overlap", "matrix", NULL);
    if (table) {
        double iom = count(&world, 1, now, 1, false), both = count(&world, 1, now, 3, false);
        mf_check_number(table, "iom", "size", iom);
        mf_check_number(table, "iom", "with_gangs_unit", 100 * both / iom);
        mf_check_mark(table, "iom", "with_iom", WW_MARK_NOT_APPLICABLE);
    }
    ww_table_free(&table);
    mf_close(&mf);
}

/* --- who leads ------------------------------------------------------------------------------------ */

static const char RULES[] =
    "{\"rules\": ["
    "{\"id\": \"young\", \"cohort\": \"youth-offending\", \"under\": 18, \"lead\": \"Youth\", "
    "\"reason\": \"under 18\"},"
    "{\"id\": \"both\", \"cohort\": \"iom\", \"with\": [\"gangs-unit\"], \"lead\": \"Both\", "
    "\"reason\": \"on both\"}]}";

static int youngest(const struct world *world, int identity, struct ww_period period)
{
    int age = -1;
    for (int c = 0; c < LF_SOURCES; c++) {
        const struct spell *best = NULL; /* of a pseudonym the latest spell speaks; here each has one */
        for (int i = 0; i < LF_PSEUDONYMS; i++) {
            const struct spell *s = &world->spells[i];
            if (!s->on || lf_pseudonym(i).source != c || lf_identity(i, 1) != identity ||
                s->from >= period.end_day || s->to <= period.first_day)
                continue;
            best = s;
            if (best->age >= 0 && (age < 0 || best->age < age))
                age = best->age;
        }
    }
    return age;
}

WW_TEST(the_first_rule_that_fits)
{
    struct mf mf;
    struct world world;
    struct ww_period now = mf_period(NOW);
    char path[WW_PATH_MAX];
    int young = 0, both = 0, none = 0;
    if (!open_world(&mf, &world))
        return;
    struct ww_question question = mf_question("leads", NOW);
    mf_ask(&mf, &question, WW_E_NOT_FOUND); /* no rules yet */
    CHECK(!ww_workspace_file(mf.workspace, "lead-agency.json", path, &mf.err));
    CHECK(!ww_file_write(path, ww_str_of(RULES), &mf.err));
    for (int identity = 0; identity < IDENTITIES; identity++) {
        unsigned mask = mask_of(&world, identity, 1, now);
        int age = youngest(&world, identity, now);
        if (!(mask & (mask - 1)))
            continue;
        if (mask & 4 && age >= 0 && age < 18)
            young++;
        else if ((mask & 3) == 3)
            both++;
        else
            none++;
    }
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        lf_check_shown(table, "young", "people", young);
        lf_check_shown(table, "both", "people", both);
        lf_check_shown(table, "no-rule", "people", none);
        mf_check_number(table, "total", "people", young + both + none);
    }
    ww_table_free(&table);
    CHECK(!ww_file_write(path, WW_STR("{\"rules\": [{\"id\": \"x\"}]}"), &mf.err));
    mf_ask(&mf, &question, WW_E_INPUT);
    mf_close(&mf);
}

/* --- duplicates ----------------------------------------------------------------------------------- */

WW_TEST(two_pseudonyms_of_one_person)
{
    struct mf mf;
    struct world world;
    if (!open_world(&mf, &world))
        return;
    struct ww_table *table = ask(&mf, "duplicates", NULL, "wide");
    int profiles = 0, persons = 0;
    for (int identity = 0; identity < IDENTITIES; identity++) {
        int n = 0;
        for (int i = 0; i < LF_PSEUDONYMS; i++)
            n += world.spells[i].on && lf_pseudonym(i).source == 0 && lf_identity(i, 2) == identity;
        profiles += n;
        persons += n > 0;
    }
    if (table) {
        mf_check_number(table, "iom", "profiles", profiles);
        if (profiles - persons >= SMALLEST) {
            mf_check_number(table, "iom", "persons", persons);
            mf_check_number(table, "iom", "too_many", profiles - persons);
        } else
            mf_check_mark(table, "iom", "too_many", WW_MARK_CONFIDENTIAL);
        mf_check_number(table, "gangs-unit", "too_many", 0);
    }
    ww_table_free(&table);
    mf_close(&mf);
}
