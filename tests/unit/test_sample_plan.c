// SPDX-License-Identifier: Apache-2.0
/* What test_sample cannot see from outside: the plan of a year, and rows drawn for it. */
#include "sample/plan.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/checked.h"
#include "base/file.h"
#include "base/time.h"
#include "sample/records.h"
#include "ww_test.h"

static void facts_folder(char path[WW_PATH_MAX])
{
    const char *root = getenv("WW_ROOT");
    snprintf(path, WW_PATH_MAX, "%s/share/sample", root ? root : ".");
}

static bool load(struct ww_sample_facts *facts)
{
    char path[WW_PATH_MAX];
    struct ww_err err = {0};
    facts_folder(path);
    return CHECK_RC(ww_sample_facts_load(path, facts, &err), WW_OK);
}

static size_t month_of_year(int32_t day)
{
    return (size_t)(ww_date_of(day).month + 5) % 12; /* July is 0 */
}

WW_TEST(counts_by_type_and_month_are_those_of_the_records)
{
    struct ww_sample_facts facts;
    struct ww_sample_plan plan;
    struct ww_err err = {0};
    if (!load(&facts))
        return;
    for (size_t year = 0; year < WW_SAMPLE_YEARS; year++) {
        uint32_t found[64][WW_SAMPLE_MONTHS] = {{0}};
        if (!CHECK_RC(ww_sample_plan_year(&facts, year, ww_test_seed(), &plan, &err), WW_OK))
            break;
        CHECK_INT(plan.count, ww_sample_year_total(&facts, year));
        for (size_t i = 0; i < plan.count; i++)
            found[plan.records[i].type][month_of_year(plan.records[i].day)]++;
        for (size_t t = 0; t < facts.n_types; t++)
            for (size_t m = 0; m < WW_SAMPLE_MONTHS; m++)
                CHECK_INT(plan.by_type[t][m], found[t][m]);
        ww_sample_plan_free(&plan);
    }
    ww_sample_facts_free(&facts);
}

/* How many records of two plans of one size are in the same place and bear the same type. */
static size_t alike(const struct ww_sample_plan *a, const struct ww_sample_plan *b)
{
    size_t n = 0;
    for (size_t i = 0; i < a->count; i++)
        n += a->records[i].lsoa == b->records[i].lsoa && a->records[i].type == b->records[i].type;
    return n;
}

WW_TEST(a_plan_follows_from_its_seed_and_year)
{
    struct ww_sample_facts facts;
    struct ww_sample_plan plans[3];
    struct ww_err err = {0};
    const uint64_t seeds[] = {5, 5, 6};
    if (!load(&facts))
        return;
    for (size_t i = 0; i < 3; i++)
        if (!CHECK_RC(ww_sample_plan_year(&facts, 1, seeds[i], &plans[i], &err), WW_OK))
            return;
    CHECK_INT(alike(&plans[0], &plans[1]), plans[0].count);
    CHECK(alike(&plans[0], &plans[2]) < plans[0].count / 10);
    for (size_t i = 0; i < 3; i++)
        ww_sample_plan_free(&plans[i]);
    ww_sample_facts_free(&facts);
}

/* The same plan as rows, into buf; true when it was written. */
static bool rows_of(const struct ww_sample_facts *facts, const struct ww_sample_plan *plan, uint64_t seed,
                    struct ww_buf *out)
{
    char folder[] = "/tmp/ww-plan-XXXXXX", path[WW_PATH_MAX];
    struct ww_err err = {0};
    struct ww_rng rng;
    uint64_t bytes = 0;
    struct ww_spots *spots = calloc(facts->n_lsoas, sizeof *spots);
    ww_rng_seed(&rng, 1);
    if (!spots || !CHECK(mkdtemp(folder) != NULL))
        return false;
    for (size_t i = 0; i < facts->n_lsoas; i++)
        spots[i] = ww_spots_of((struct ww_bng){1000.0 * (double)i, 5000}, 250, &rng);
    struct ww_people_facts people;
    const struct ww_records_job job = {
        .facts = facts, .people = &people, .spots = spots, .seed = seed, .scale = 1};
    facts_folder(path);
    bool good = CHECK_RC(ww_people_load(path, facts, &people, &err), WW_OK) &&
                CHECK_RC(ww_records_write(&job, plan, 1, folder, "rows.csv", &bytes, &err), WW_OK) &&
                CHECK(ww_path_join(folder, "rows.csv", path, sizeof path)) &&
                CHECK_RC(ww_file_read(path, out, &err), WW_OK);
    CHECK_INT(bytes, out->len);
    unlink(path);
    rmdir(folder);
    free(spots);
    return good;
}

WW_TEST(rows_follow_from_plan_and_seed)
{
    struct ww_sample_facts facts;
    struct ww_sample_plan plan;
    struct ww_err err = {0};
    struct ww_buf rows[3] = {{0}};
    if (!load(&facts) || !CHECK_RC(ww_sample_plan_year(&facts, 1, 1, &plan, &err), WW_OK))
        return;
    if (rows_of(&facts, &plan, 8, &rows[0]) && rows_of(&facts, &plan, 8, &rows[1]) &&
        rows_of(&facts, &plan, 9, &rows[2])) {
        CHECK(ww_str_eq(ww_buf_view(&rows[0]), ww_buf_view(&rows[1])));
        CHECK(!ww_str_eq(ww_buf_view(&rows[0]), ww_buf_view(&rows[2])));
    }
    for (size_t i = 0; i < 3; i++)
        ww_buf_free(&rows[i]);
    ww_sample_plan_free(&plan);
    ww_sample_facts_free(&facts);
}

/* Allocation 1, 2, 3 ... fails, and all after it: each time no memory is what is said, nothing is left behind (the leak
 * checker sees that), until nothing fails any more. */
WW_TEST(without_memory_nothing_is_made_and_nothing_is_lost)
{
    char path[WW_PATH_MAX];
    const char *root = getenv("WW_ROOT");
    struct ww_sample_facts facts = {0};
    struct ww_sample_plan plan = {0};
    snprintf(path, sizeof path, "%s/share/sample", root ? root : ".");
    unsigned long n = 0;
    enum ww_rc rc = WW_E_NOMEM;
    while (rc && n++ < 2000) {
        struct ww_err err = {0};
        ww_mem_fail_after(n);
        rc = ww_sample_facts_load(path, &facts, &err);
        if (!rc) {
            rc = ww_sample_plan_year(&facts, 0, 1, &plan, &err);
            if (rc)
                ww_sample_facts_free(&facts);
        }
        ww_mem_fail_after(0);
        if (rc && !CHECK_INT(rc, WW_E_NOMEM))
            break;
    }
    CHECK_RC(rc, WW_OK);
    CHECK(n > 20);
    ww_sample_plan_free(&plan);
    ww_sample_facts_free(&facts);
}
