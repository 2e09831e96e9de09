// SPDX-License-Identifier: Apache-2.0
/* The assessment of the borough of four LSOAs in tests/data/tiny, and what explain reads back from it. */
#include "assess/assess.h"

#include <jansson.h>

#include "base/checked.h"
#include "intake/areas_load.h"
#include "intake/import.h"
#include "ww_test.h"

#include "workspace_fixture.h"

#define PERIOD "2017-07..2018-06"

struct world {
    const char *path;
    struct ww_workspace *workspace;
    struct ww_categories *categories;
    struct ww_areas *areas;
    struct ww_context *context;
    struct ww_err err;
};

/* A file of the project, wherever the test is run from. */
static const char *in_project(const char *name)
{
    static char paths[16][WW_PATH_MAX];
    static unsigned next;
    const char *root = getenv("WW_ROOT");
    char *path = paths[next++ % 16];
    if (!ww_path_join(root ? root : ".", name, path, WW_PATH_MAX))
        abort();
    return path;
}

static void import(struct world *world, const char *source, const char *const *files, size_t n,
                   const char *vintage)
{
    struct ww_sources sources = {0};
    struct ww_import_report report;
    struct ww_import_request request = {.files = files,
                                        .n_files = n,
                                        .reject_limit_pct = 1,
                                        .vintage = vintage,
                                        .now_utc = 1530403200,
                                        .threads = 1};
    CHECK_RC(ww_sources_load(in_project("share"), NULL, &sources, &world->err), WW_OK);
    CHECK_RC(ww_sources_need(&sources, source, &request.descriptor, &world->err), WW_OK);
    CHECK_RC(ww_areas_from_workspace(world->workspace, &world->areas, &world->err), WW_OK);
    if (CHECK_RC(ww_import(world->workspace, world->categories, world->areas, &request, &report, &world->err),
                 WW_OK))
        ww_import_report_free(&report);
    else
        printf("%s\n", world->err.message);
    ww_areas_free(&world->areas);
    ww_sources_free(&sources);
}

static void open_world(struct world *world, const char *name)
{
    *world = (struct world){.path = wf_path(name)};
    const char *boundaries[] = {in_project("tests/data/tiny/boundaries-borough.geojson"),
                                in_project("tests/data/tiny/boundaries-ward.geojson"),
                                in_project("tests/data/tiny/boundaries-lsoa.geojson")};
    CHECK_RC(ww_workspace_init(world->path, "Tiny <Partnership>", "X09000001", &world->err), WW_OK);
    CHECK_RC(ww_workspace_open(world->path, true, NULL, &world->workspace, &world->err), WW_OK);
    CHECK_RC(ww_categories_load(in_project("share/categories.json"), &world->categories, &world->err), WW_OK);
    import(world, "boundaries", boundaries, 3, NULL);
    const char *file = in_project("tests/data/tiny/crime-records.csv");
    import(world, "crime-records", &file, 1, NULL);
}

static void open_context(struct world *world)
{
    ww_context_close(&world->context);
    ww_areas_free(&world->areas);
    CHECK_RC(ww_areas_from_workspace(world->workspace, &world->areas, &world->err), WW_OK);
    CHECK_RC(
        ww_context_open(world->workspace, world->areas, world->categories, 1, &world->context, &world->err),
        WW_OK);
}

static void close_world(struct world *world)
{
    ww_context_close(&world->context);
    ww_areas_free(&world->areas);
    ww_categories_free(&world->categories);
    ww_workspace_close(&world->workspace);
}

static enum ww_rc assess(struct world *world, const char *period, struct ww_assess_report *report)
{
    struct ww_assess_request request = {.version = "0.0.0"};
    if (ww_period_parse(ww_str_of(period), &request.period, &world->err) != WW_OK)
        abort();
    return ww_assess(world->context, &request, report, &world->err);
}

static json_t *read_json(const char *path)
{
    json_error_t error = {0};
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!CHECK(root != NULL))
        printf("%s:%d: %s\n", path, error.line, error.text);
    return root;
}

static void read_text(const char *path, struct ww_buf *out)
{
    struct ww_err err = {0};
    ww_buf_clear(out);
    if (!CHECK_RC(ww_file_read(path, out, &err), WW_OK))
        ww_buf_z(out, "");
}

static size_t count_names(const char *path)
{
    struct ww_names names = {0};
    struct ww_err err;
    CHECK_RC(ww_list_dir(path, &names, &err), WW_OK);
    size_t count = names.count;
    ww_names_free(&names);
    return count;
}

/* --- writing --------------------------------------------------------------------------------------- */

/* Every sentence of findings.json stands on the page under its id. */
static void check_findings(const struct ww_assess_report *report, const char *folder)
{
    struct ww_buf page = {0};
    json_t *root = read_json(wf_in(folder, "findings.json"));
    const json_t *findings = json_object_get(root, "findings");
    read_text(report->page, &page);
    CHECK_INT(json_array_size(findings), report->findings);
    CHECK(report->findings > 5);
    for (size_t i = 0; i < json_array_size(findings); i++) {
        const char *id = json_string_value(json_object_get(json_array_get(findings, i), "id"));
        if (!CHECK(id != NULL))
            continue;
        for (size_t k = 0; k < i; k++)
            CHECK(strcmp(id, json_string_value(json_object_get(json_array_get(findings, k), "id"))) != 0);
    }
    CHECK(strstr(page.data, "186 offences were recorded") != NULL);
    CHECK(strstr(page.data, "[change/total/change]") != NULL);
    CHECK(strstr(page.data, "Tiny &lt;Partnership>") != NULL ||
          strstr(page.data, "Tiny &lt;Partnership&gt;") != NULL);
    json_decref(root);
    ww_buf_free(&page);
}

WW_TEST(the_page_and_the_files_beside_it)
{
    struct world world;
    struct ww_assess_report report = {0};
    static const char folder[] = "files/output/assessment/" PERIOD;
    open_world(&world, "files");
    open_context(&world);
    CHECK_RC(assess(&world, PERIOD, &report), WW_OK);
    CHECK_STR(report.folder, wf_path(folder));
    CHECK_STR(report.page, wf_in(folder, "index.html"));
    CHECK_INT(count_names(wf_in(folder, "tables")), report.tables);
    CHECK(report.unanswered > 0); /* no costs, no force */
    CHECK_INT(count_names(wf_path(folder)), 5);
    check_findings(&report, folder);
    json_t *run = read_json(wf_in(folder, "run.json"));
    CHECK_STR(json_string_value(json_object_get(run, "period")), PERIOD);
    CHECK_STR(json_string_value(json_object_get(run, "compare")), "2016-07..2017-06");
    CHECK_INT(json_array_size(json_object_get(run, "extracts")), 2);
    json_decref(run);
    close_world(&world);
}

WW_TEST(nothing_to_say_is_an_error_that_writes_nothing)
{
    struct world world;
    struct ww_assess_report report = {0};
    open_world(&world, "nothing");
    open_context(&world);
    CHECK_RC(assess(&world, "2030", &report), WW_E_NOT_FOUND);
    CHECK(strstr(world.err.message, "January 2030 to December 2030") != NULL);
    CHECK_INT(count_names(wf_path("nothing/output")), 0);
    close_world(&world);
}

WW_TEST(what_an_earlier_run_left)
{
    struct world world;
    struct ww_assess_report report = {0};
    static const char folder[] = "stale/output/assessment/" PERIOD;
    open_world(&world, "stale");
    open_context(&world);
    CHECK_RC(ww_make_dirs(wf_in(folder, "tables"), &world.err), WW_OK);
    wf_write(wf_in(folder, "tables/cost.csv"), "old");
    wf_write(wf_in(folder, "tables/notes.txt"), "the analyst's");
    wf_write(wf_in(folder, "letter.doc"), "the analyst's");
    CHECK_RC(assess(&world, PERIOD, &report), WW_OK);
    CHECK(!ww_file_exists(wf_in(folder, "tables/cost.csv")));
    CHECK(ww_file_exists(wf_in(folder, "tables/notes.txt")));
    CHECK(ww_file_exists(wf_in(folder, "letter.doc")));
    CHECK_INT(count_names(wf_in(folder, "tables")), report.tables + 1);
    close_world(&world);
}

WW_TEST(the_analysts_own_words)
{
    struct world world;
    struct ww_assess_report report = {0};
    struct ww_buf page = {0}, long_text = {0};
    open_world(&world, "words");
    open_context(&world);
    wf_write(wf_path("words/commentary/location.md"),
             "# Mine\n\nSee [here](javascript:alert(1)) <b>&</b> *there*.\n");
    wf_write(wf_path("words/commentary/nothing.md"), "of no chapter");
    CHECK_RC(assess(&world, PERIOD, &report), WW_OK);
    read_text(report.page, &page);
    CHECK(strstr(page.data, "<em>there</em>") != NULL);
    CHECK(strstr(page.data, "javascript:") == NULL && strstr(page.data, "<b>&") == NULL);
    CHECK(strstr(page.data, "of no chapter") == NULL);
    for (int i = 0; i < 100000; i++)
        ww_buf_z(&long_text, "too long a comment ");
    wf_write(wf_path("words/commentary/location.md"), long_text.data);
    CHECK_RC(assess(&world, PERIOD, &report), WW_E_LIMIT);
    unlink(wf_path("words/commentary/location.md"));
    CHECK_INT(mkdir(wf_path("words/commentary/location.md"), 0755), 0);
    CHECK_RC(assess(&world, PERIOD, &report), WW_E_IO);
    CHECK(strstr(world.err.source, "commentary/location.md") != NULL);
    ww_buf_free(&page);
    ww_buf_free(&long_text);
    close_world(&world);
}

/* Editions are compared where they count something; boundaries of two editions are no reason to stop. */
WW_TEST(editions_side_by_side)
{
    struct world world;
    struct ww_assess_report report = {0};
    struct ww_buf table = {0};
    const char *file = in_project("tests/data/tiny/crime-records.csv");
    const char *ward = in_project("tests/data/tiny/boundaries-ward.geojson");
    open_world(&world, "editions");
    import(&world, "boundaries", &ward, 1, "old");
    import(&world, "crime-records", &file, 1, "later");
    open_context(&world);
    if (!CHECK_RC(assess(&world, PERIOD, &report), WW_OK))
        printf("%s\n", world.err.message);
    read_text(wf_path("editions/output/assessment/" PERIOD "/tables/data-editions.csv"), &table);
    CHECK(strstr(table.data, "crime-records/ordinary,crime-records,ordinary,156,186,0,0.0") != NULL);
    CHECK(strstr(table.data, "crime-records/later,crime-records,later,156,186,0,0.0") != NULL);
    CHECK(strstr(table.data, "boundaries") == NULL);
    ww_buf_free(&table);
    close_world(&world);
}

/* Memory runs out anywhere: that is said, everything is given back (the sanitizer looks), and the page of before is
 * still the whole page. */
WW_TEST(memory_runs_out)
{
    struct world world;
    struct ww_assess_report report = {0};
    struct ww_buf before = {0}, after = {0};
    open_world(&world, "memory");
    open_context(&world);
    CHECK_RC(assess(&world, PERIOD, &report), WW_OK);
    read_text(report.page, &before);
    enum ww_rc rc = WW_E_NOMEM;
    unsigned long n = 1, tries = 0;
    for (; rc != WW_OK && tries < 400; tries++, n += 1 + n / 64) {
        open_context(&world); /* views are kept by it */
        ww_mem_fail_after(n);
        rc = assess(&world, PERIOD, &report);
        ww_mem_fail_after(0);
        if (rc && !CHECK_RC(rc, WW_E_NOMEM))
            printf("allocation %lu: %s\n", n, world.err.message);
    }
    CHECK(rc == WW_OK && tries > 20);
    printf("%lu tries up to allocation %lu\n", tries, n);
    read_text(wf_path("memory/output/assessment/" PERIOD "/index.html"), &after);
    CHECK_STR(after.data, before.data);
    ww_buf_free(&before);
    ww_buf_free(&after);
    close_world(&world);
}

/* --- explaining ------------------------------------------------------------------------------------ */

static enum ww_rc explain(struct world *world, const char *id, const char *period, struct ww_buf *out)
{
    ww_buf_clear(out);
    return ww_explain(world->workspace, id, period, out, &world->err);
}

WW_TEST(a_figure_is_explained)
{
    struct world world;
    struct ww_assess_report report = {0};
    struct ww_buf account = {0};
    open_world(&world, "explain");
    open_context(&world);
    CHECK_RC(explain(&world, "change/total/change", NULL, &account), WW_E_NOT_FOUND);
    CHECK_RC(assess(&world, PERIOD, &report), WW_OK);
    CHECK_RC(assess(&world, "2018-Q1", &report), WW_OK);
    CHECK_RC(explain(&world, "change/total/change", NULL, &account), WW_OK);
    CHECK(strstr(account.data, "Assessment: 2018-01..2018-03\n") != NULL); /* the latest that has it */
    CHECK_RC(explain(&world, "change/total/change", "2017-07-01..2018-06-30", &account), WW_OK);
    static const char *const said[] = {"change/total/change\n186 offences were recorded",
                                       "Assessment: " PERIOD "\n",
                                       "Measure:    change, version ",
                                       "compare                             2016-07..2017-06\n",
                                       "crime-records, 2016-07..2018-06; owner: The local police force\n",
                                       "rows used: 342 of 342\n",
                                       "  July 2017 to June 2018              186\n"};
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
        if (!CHECK(strstr(account.data, said[i]) != NULL))
            printf("not said: %s\n", said[i]);
    CHECK_RC(explain(&world, "change/total/nothing", NULL, &account), WW_E_NOT_FOUND);
    CHECK_RC(explain(&world, "", NULL, &account), WW_E_NOT_FOUND);
    CHECK_RC(explain(&world, "change/total/change", "2016", &account), WW_E_NOT_FOUND);
    CHECK(strstr(world.err.message, "assess --period 2016-01..2016-12") != NULL);
    static const char *const bad[] = {"../../..", "", "/etc", "2017-07..2018-06/../../.."};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CHECK_RC(explain(&world, "change/total/change", bad[i], &account), WW_E_USAGE);
    ww_buf_free(&account);
    close_world(&world);
}

/* Whatever stands in findings.json, explaining ends in an account or a message. */
WW_TEST(a_findings_file_changed_by_hand)
{
    static const struct {
        const char *json;
        enum ww_rc rc;
    } files[] = {
        {"", WW_E_DAMAGED},
        {"{\"findings\": [", WW_E_DAMAGED},
        {"[]", WW_E_NOT_FOUND},
        {"{\"findings\": 7}", WW_E_NOT_FOUND},
        {"{\"findings\": [7, {\"id\": 7}, {\"id\": \"b\"}]}", WW_E_NOT_FOUND},
        {"{\"findings\": [{\"id\": \"a/b\"}]}", WW_OK},
        {"{\"findings\": [{\"id\": \"a/b\", \"row\": \"r\"}], \"tables\": [{\"id\": \"\"}, {\"id\": \"a\", \"rows\": "
         "[{\"id\": \"r\", \"cells\": 5}], \"columns\": [5, {\"title\": null}], \"notes\": [null], \"provenance\": "
         "{\"parameters\": {\"x\": 5}, \"version\": -3, \"extracts\": [null, {\"rows\": \"many\"}]}}]}",
         WW_OK},
    };
    struct world world = {.path = wf_path("hand")};
    struct ww_buf account = {0};
    CHECK_RC(ww_workspace_init(world.path, "A", "E1", &world.err), WW_OK);
    CHECK_RC(ww_workspace_open(world.path, false, NULL, &world.workspace, &world.err), WW_OK);
    CHECK_RC(ww_make_dirs(wf_path("hand/output/assessment/2018"), &world.err), WW_OK);
    wf_write(wf_path("hand/output/assessment/stray"), "a file, not a folder");
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        wf_write(wf_path("hand/output/assessment/2018/findings.json"), files[i].json);
        if (!CHECK_RC(explain(&world, "a/b", NULL, &account), files[i].rc))
            printf("%s\n", files[i].json);
    }
    ww_buf_free(&account);
    ww_workspace_close(&world.workspace);
}
