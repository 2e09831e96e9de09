// SPDX-License-Identifier: Apache-2.0
/* Several deliveries of one source, published in a workspace, seen as one. */
#include "evidence/view.h"

#include "ww_test.h"

#include <ftw.h>
#include <sys/stat.h>

#include "evidence_fixture.h"

static int remove_entry(const char *path, const struct stat *info, int flag, struct FTW *ftw)
{
    (void)info;
    (void)flag;
    (void)ftw;
    return remove(path);
}

static void remove_tree(const char *path)
{
    nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* One month of `source`, published. */
static enum ww_rc publish(struct ww_workspace *workspace, const char *source, const char *vintage,
                          int32_t month, size_t rows, struct ww_err *err)
{
    struct fx fx = {0};
    struct ww_rng rng;
    struct fx_sealed sealed;
    char path[WW_PATH_MAX], sha256[WW_SHA256_HEX];
    ww_rng_seed(&rng, (uint64_t)month);
    fx_range(fx_add(&fx, "type", WW_KIND_CATEGORY, WW_ROLE_CATEGORY, 1), 0, 9, 0);
    fx_range(fx_add(&fx, "month", WW_KIND_MONTH, WW_ROLE_FROM, 0), ww_month_first_day(month),
             ww_month_first_day(month), 0);
    if (vintage[0])
        fx_range(fx_add(&fx, "lsoa", WW_KIND_CATEGORY, WW_ROLE_AREA, 1), 0, 9, 0);
    fx_fill(&fx, rows, &rng);
    enum ww_rc rc = ww_workspace_file(workspace, "evidence/.unfinished.arrow", path, err);
    if (rc == WW_OK)
        rc = fx_write(&fx, path, 100, &sealed, err);
    fx_free(&fx);
    if (rc)
        return rc;
    ww_hex(sealed.sha256, sizeof sealed.sha256, sha256);
    const struct ww_catalogue_entry entry = {
        .extract = {.source = source,
                    .vintage = vintage,
                    .shape = WW_SHAPE_EVENTS,
                    .subject = "recorded-crime",
                    .owner = "the police",
                    .supplied_by = "the police",
                    .gateway = "open data",
                    .caveats = "",
                    .descriptor_sha256 = "",
                    .has_period = true,
                    .period = {ww_month_first_day(month), ww_month_first_day(month + 1)},
                    .file = "",
                    .sha256 = sha256,
                    .bytes = sealed.bytes,
                    .rows = rows,
                    .missing_months = ""}};
    int64_t id;
    unsigned superseded;
    return ww_catalogue_publish(workspace, path, &entry, &id, &superseded, err);
}

WW_TEST(deliveries_are_one)
{
    char folder[] = "/tmp/ww-test-view-XXXXXX", path[WW_PATH_MAX];
    struct ww_workspace *workspace = NULL;
    struct ww_view *view = NULL;
    struct ww_err err = {0};
    if (!mkdtemp(folder))
        SKIP("no temporary folder can be made");
    CHECK_RC(ww_workspace_init(folder, "Sample", "E09000033", &err), WW_OK);
    if (!CHECK_RC(ww_workspace_open(folder, true, NULL, &workspace, &err), WW_OK))
        return;
    const int32_t june = 48 * 12 + 5; /* 2018 */
    CHECK_RC(publish(workspace, "street", "", june, 250, &err), WW_OK);
    CHECK_RC(publish(workspace, "street", "", june - 1, 120, &err), WW_OK);
    CHECK_RC(publish(workspace, "street", "2021", june + 9, 30, &err), WW_OK);
    CHECK_RC(publish(workspace, "stops", "", june, 40, &err), WW_OK);

    CHECK_RC(ww_view_open(workspace, "fires", NULL, &view, &err), WW_E_NOT_FOUND);
    CHECK(strstr(err.message, "watchward import fires") != NULL);
    CHECK_RC(ww_view_open(workspace, "street", "1999", &view, &err), WW_E_NOT_FOUND);
    CHECK(view == NULL);

    if (CHECK_RC(ww_view_open(workspace, "street", NULL, &view, &err), WW_OK)) {
        struct ww_period period = {0};
        CHECK_INT(ww_view_extracts(view), 2);
        CHECK_INT(ww_view_rows(view), 370);
        CHECK_INT(ww_view_record(view, 0)->rows, 120); /* May before June */
        CHECK_INT(ww_extract_rows(ww_view_extract(view, 1)), 250);
        CHECK(ww_view_period(view, &period));
        CHECK_INT(period.first_day, ww_month_first_day(june - 1));
        CHECK_INT(period.end_day, ww_month_first_day(june + 1));
        CHECK(ww_view_has_role(view, WW_ROLE_CATEGORY));
        CHECK(!ww_view_has_role(view, WW_ROLE_AREA));
        CHECK(ww_view_has_column(view, "month"));
        CHECK(!ww_view_has_column(view, "nowhere"));
        CHECK_STR(ww_view_field(view, WW_ROLE_FROM)->name, "month");
        CHECK(ww_view_field(view, WW_ROLE_AREA) == NULL);
    }
    ww_view_close(&view);
    if (CHECK_RC(ww_view_open(workspace, "street", "2021", &view, &err), WW_OK)) {
        CHECK_INT(ww_view_rows(view), 30);
        CHECK(ww_view_has_role(view, WW_ROLE_AREA));
        CHECK_RC(ww_workspace_file(workspace, ww_view_record(view, 0)->file, path, &err), WW_OK);
    }
    ww_view_close(&view);

    /* Another file under the name of a sealed one. */
    struct fx fx = {0};
    struct ww_rng rng;
    ww_rng_seed(&rng, 1);
    fx_range(fx_add(&fx, "n", WW_KIND_INTEGER, WW_ROLE_VALUE, 4), 0, 9, 0);
    fx_fill(&fx, 29, &rng);
    unlink(path);
    CHECK_RC(fx_write(&fx, path, 100, NULL, &err), WW_OK);
    CHECK_RC(ww_view_open(workspace, "street", "2021", &view, &err), WW_E_DAMAGED);
    CHECK(strstr(err.message, "29 records where the catalogue says 30") != NULL);
    fx_free(&fx);
    ww_workspace_close(&workspace);
    remove_tree(folder);
}

WW_TEST(an_extract_in_no_catalogue)
{
    struct fx fx = {0};
    struct ww_rng rng;
    struct ww_err err = {0};
    struct ww_extract *extract = NULL;
    struct ww_view *view = NULL;
    struct ww_period period;
    char path[256];
    fx_path("view", path);
    ww_rng_seed(&rng, 1);
    fx_range(fx_add(&fx, "n", WW_KIND_INTEGER, WW_ROLE_VALUE, 4), 0, 9, 0);
    fx_fill(&fx, 29, &rng);
    CHECK_RC(fx_write(&fx, path, 100, NULL, &err), WW_OK);
    if (!CHECK_RC(ww_extract_open(path, &extract, &err), WW_OK))
        return;
    for (unsigned long n = 4; n > 0; n--) { /* three reservations */
        ww_mem_fail_after(n);
        enum ww_rc rc = ww_view_of_extract(extract, "made-up", &view, &err);
        ww_mem_fail_after(0);
        CHECK(rc == WW_OK || rc == WW_E_NOMEM);
        if (rc == WW_OK)
            ww_view_close(&view);
    }
    CHECK_RC(ww_view_of_extract(extract, "made-up", &view, &err), WW_OK);
    CHECK_STR(ww_view_record(view, 0)->source, "made-up");
    CHECK_INT(ww_view_record(view, 0)->shape, WW_SHAPE_SERIES);
    CHECK_INT(ww_view_rows(view), 29);
    CHECK(!ww_view_period(view, &period));
    ww_view_close(&view);
    ww_view_close(&view);
    CHECK_INT(ww_extract_rows(extract), 29); /* still open */
    ww_extract_close(&extract);
    fx_free(&fx);
    unlink(path);
}
