// SPDX-License-Identifier: Apache-2.0
#include "evidence/catalogue.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "base/checked.h"
#include "store/db.h"
#include "ww_test.h"

#include "catalogue_fixture.h"

/* --- what can go wrong, on demand ------------------------------------------------------------------ */

static enum { COMMIT_WORKS, COMMIT_FAILS, COMMIT_CRASHES } commits;

typedef int exec_fn(sqlite3 *handle, const char *sql, sqlite3_callback callback, void *context, char **said);
int sqlite3_exec(sqlite3 *handle, const char *sql, sqlite3_callback callback, void *context, char **said)
{
    exec_fn *own = NULL;
    void *found = dlsym(RTLD_NEXT, "sqlite3_exec");
    memcpy(&own, &found, sizeof own);
    if (commits == COMMIT_CRASHES && strcmp(sql, "COMMIT") == 0)
        _exit(77);
    if (commits == COMMIT_FAILS && strcmp(sql, "COMMIT") == 0)
        return SQLITE_FULL;
    return own(handle, sql, callback, context, said);
}

static bool renames_fail;
int rename(const char *from, const char *to)
{
    if (renames_fail) {
        errno = ENOSPC;
        return -1;
    }
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

static const struct cf_delivery january = {"crime", NULL, "2018-01", "jan.csv", 1, NULL};

static int64_t publish(struct ww_workspace *w, const struct cf_delivery *d, unsigned superseded)
{
    struct ww_err err = {0};
    int64_t id = 0;
    unsigned count = 99;
    if (CHECK_RC(cf_publish(w, d, &id, &count, &err), WW_OK))
        CHECK_INT(count, superseded);
    else
        printf("%s\n", err.message);
    return id;
}

/* The live extracts' ids, in the order of the list: "1 4 ". */
static void check_live(struct ww_workspace *w, const char *expected)
{
    struct ww_arena *arena = ww_arena_new(0);
    struct ww_extract_record *records = NULL;
    struct ww_buf ids = {0};
    struct ww_err err = {0};
    size_t count = 0;
    CHECK_RC(ww_catalogue_list(w, false, arena, &records, &count, &err), WW_OK);
    ww_buf_z(&ids, "");
    for (size_t i = 0; i < count; i++)
        ww_buf_printf(&ids, "%s%lld", i ? " " : "", (long long)records[i].id);
    CHECK_STR(ids.data, expected);
    ww_buf_free(&ids);
    ww_arena_free(&arena);
}

/* --- publishing ------------------------------------------------------------------------------------ */

WW_TEST(a_published_file_is_in_its_place)
{
    struct ww_workspace *w = cf_open("place");
    struct ww_arena *arena = ww_arena_new(0);
    struct ww_catalogue_entry entry = {0};
    struct ww_err err = {0};
    struct stat info;
    int64_t id = publish(w, &january, 0);
    CHECK_RC(ww_catalogue_details(w, id, arena, &entry, &err), WW_OK);
    const struct ww_extract_record *r = &entry.extract;
    char expected[128];
    snprintf(expected, sizeof expected, "evidence/crime/2018-01-%.8s.arrow", r->sha256);
    CHECK_STR(r->file, expected);
    CHECK_INT(stat(wf_in("place", r->file), &info), 0);
    CHECK_INT(info.st_mode & 07777, 0444);
    CHECK_INT(info.st_size, r->bytes);
    CHECK(!ww_file_exists(wf_path("place/.incoming/sealed.arrow")));
    CHECK_INT(r->id, id);
    CHECK_STR(r->source, "crime");
    CHECK_STR(r->vintage, "");
    CHECK_INT(r->shape, WW_SHAPE_SERIES);
    CHECK_STR(r->subject, "recorded-crime");
    CHECK_INT(r->rank, 2);
    CHECK_STR(r->owner, "Police");
    CHECK_STR(r->supplied_by, "Council");
    CHECK_STR(r->gateway, "Open Government Licence");
    CHECK_STR(r->caveats, "one\ntwo");
    CHECK_STR(r->descriptor_sha256, "d");
    CHECK_INT(r->descriptor_version, 4);
    CHECK(r->has_period);
    CHECK_INT(r->period.end_day - r->period.first_day, 31);
    CHECK_INT(r->rows, 3);
    CHECK_INT(r->rejected, 5);
    CHECK_INT(r->repeated, 6);
    CHECK_INT(r->unlocated, 7);
    CHECK_INT(r->unmapped, 8);
    CHECK_STR(r->missing_months, "2016-03");
    CHECK_INT(r->imported_at, 1530403200);
    CHECK_INT(r->superseded_by, 0);
    ww_arena_free(&arena);
    ww_workspace_close(&w);
}

WW_TEST(details_in_the_order_given)
{
    struct ww_workspace *w = cf_open("details");
    struct ww_arena *arena = ww_arena_new(0);
    struct ww_catalogue_entry entry = {0};
    struct ww_err err = {0};
    int64_t id = publish(w, &january, 0);
    CHECK_RC(ww_catalogue_details(w, id, arena, &entry, &err), WW_OK);
    if (CHECK_INT(entry.n_inputs, 1)) {
        CHECK_STR(entry.inputs[0].name, "jan.csv");
        CHECK_INT(entry.inputs[0].bytes, 123);
        CHECK_INT(strlen(entry.inputs[0].sha256), 64);
        CHECK_INT(entry.inputs[0].rows, 3);
        CHECK_STR(entry.inputs[0].note, "");
    }
    if (CHECK_INT(entry.n_quality, 2)) {
        const struct ww_quality_record *q = &entry.quality[1];
        CHECK_STR(entry.quality[0].field, "count");
        CHECK_STR(entry.quality[0].role, "value");
        CHECK_STR(q->field, "note");
        CHECK(q->present == 1 && q->missing == 2 && q->refused == 4 && q->unmapped == 5);
        CHECK_STR(q->examples, "x; y");
    }
    CHECK_RC(ww_catalogue_details(w, 17, arena, &entry, &err), WW_E_NOT_FOUND);
    CHECK(strstr(err.message, "17") != NULL);
    ww_arena_free(&arena);
    ww_workspace_close(&w);
}

WW_TEST(names_that_would_lead_out_of_the_folder)
{
    static const char *const bad[] = {
        "../crime", "crime/x", "Crime", "",
        "crime.x",  "cr ime",  ".",     "a123456789012345678901234567890123456789012345678901234567890abcd"};
    struct ww_workspace *w = cf_open("names");
    struct ww_err err = {0};
    int64_t id;
    unsigned superseded;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct cf_delivery d = january;
        d.source = bad[i];
        CHECK_RC(cf_publish(w, &d, &id, &superseded, &err), WW_E_USAGE);
        d = january;
        d.vintage = bad[i];
        if (*bad[i])
            CHECK_RC(cf_publish(w, &d, &id, &superseded, &err), WW_E_USAGE);
    }
    check_live(w, "");
    ww_workspace_close(&w);
}

/* --- what becomes of earlier extracts --------------------------------------------------------------- */

WW_TEST(covered_is_superseded)
{
    struct ww_workspace *w = cf_open("covered");
    publish(w, &january, 0);
    publish(w, &(struct cf_delivery){"crime", NULL, "2018-02", "feb.csv", 2, NULL}, 0);
    publish(w, &(struct cf_delivery){"asb", NULL, "2018-01", "asb.csv", 3, NULL}, 0);
    publish(w, &(struct cf_delivery){"crime", "2021", "2018-01", "jan21.csv", 4, NULL}, 0);
    check_live(w, "3 1 2 4"); /* by source, vintage, period */
    publish(w, &(struct cf_delivery){"crime", NULL, "2018-01..2018-03", "q1.csv", 5, NULL}, 2);
    check_live(w, "3 5 4");
    publish(w, &(struct cf_delivery){"crime", NULL, "2018-01..2018-03", "q1-again.csv", 6, NULL}, 1);
    check_live(w, "3 6 4");
    struct ww_buf state = {0};
    cf_state(w, &state);
    CHECK(strstr(state.data, "by 5\n") != NULL && strstr(state.data, "by 6\n") != NULL);
    for (int64_t id = 1; id <= 6; id++) { /* every sealed file is still there */
        struct ww_arena *arena = ww_arena_new(0);
        struct ww_catalogue_entry entry;
        struct ww_err err;
        if (CHECK_RC(ww_catalogue_details(w, id, arena, &entry, &err), WW_OK))
            CHECK(ww_file_exists(wf_in("covered", entry.extract.file)));
        ww_arena_free(&arena);
    }
    ww_buf_free(&state);
    ww_workspace_close(&w);
}

/* Refused, and neither a row nor a file has moved. */
WW_TEST(a_partial_overlap_is_refused)
{
    static const char *const overlapping[] = {"2018-02..2018-04", "2017-12..2018-02", "2018-02", "2018-01-15",
                                              "2018-03-31..2018-04-01"};
    struct ww_workspace *w = cf_open("overlap");
    struct ww_buf before = {0}, after = {0};
    publish(w, &(struct cf_delivery){"crime", NULL, "2017-11", "nov.csv", 1, NULL}, 0);
    publish(w, &(struct cf_delivery){"crime", NULL, "2018-01..2018-03", "q1.csv", 2, NULL}, 0);
    cf_state(w, &before);
    for (size_t i = 0; i < sizeof overlapping / sizeof overlapping[0]; i++) {
        struct cf_delivery d = {"crime", NULL, overlapping[i], "new.csv", 10 + (int64_t)i, NULL};
        struct ww_err err = {0};
        int64_t id = -5;
        unsigned superseded = 77;
        CHECK_RC(cf_publish(w, &d, &id, &superseded, &err), WW_E_CONFLICT);
        CHECK(id == -5 && superseded == 77);
        CHECK_STR(err.source, "new.csv");
        CHECK(strstr(err.message, "extract 2 of crime (January 2018 to March 2018)") != NULL);
        CHECK(strstr(err.message, "--vintage") != NULL);
        cf_state(w, &after);
        CHECK_STR(after.data, before.data);
    }
    /* one that covers the one and cuts the other supersedes neither */
    struct cf_delivery both = {"crime", NULL, "2017-11..2018-02", "both.csv", 20, NULL};
    struct ww_err err = {0};
    int64_t id;
    unsigned superseded;
    CHECK_RC(cf_publish(w, &both, &id, &superseded, &err), WW_E_CONFLICT);
    cf_state(w, &after);
    CHECK_STR(after.data, before.data);
    both.vintage = "other";
    publish(w, &both, 0);
    check_live(w, "1 2 3");
    ww_buf_free(&before);
    ww_buf_free(&after);
    ww_workspace_close(&w);
}

WW_TEST(without_times_the_name_decides)
{
    struct ww_workspace *w = cf_open("undated");
    publish(w, &(struct cf_delivery){"boundaries", NULL, NULL, "wards.geojson", 1, NULL}, 0);
    publish(w, &(struct cf_delivery){"boundaries", NULL, NULL, "lsoas.geojson", 2, NULL}, 0);
    check_live(w, "1 2");
    publish(w, &(struct cf_delivery){"boundaries", NULL, NULL, "wards.geojson", 3, NULL}, 1);
    check_live(w, "2 3");
    CHECK(ww_file_exists(wf_path("undated/evidence/boundaries")));
    ww_workspace_close(&w);
}

/* The file names carry eight digits of the hash; two files that agree in them must not overwrite each other. */
WW_TEST(two_contents_of_one_short_hash)
{
    static const char first[] = "0123456700000000000000000000000000000000000000000000000000000000";
    static const char second[] = "0123456711111111111111111111111111111111111111111111111111111111";
    struct ww_workspace *w = cf_open("clash");
    struct ww_buf state = {0};
    publish(w, &(struct cf_delivery){"crime", NULL, "2018-01", "a.csv", 1, first}, 0);
    publish(w, &(struct cf_delivery){"crime", NULL, "2018-01", "b.csv", 2, second}, 1);
    publish(w, &(struct cf_delivery){"crime", NULL, "2018-01", "a.csv", 1, first}, 1);
    cf_state(w, &state);
    char long_name[128];
    snprintf(long_name, sizeof long_name, "crime/2018-01-%s.arrow\n", second);
    CHECK(strstr(state.data, "\ncrime/2018-01-01234567.arrow\n") != NULL);
    CHECK(strstr(state.data, long_name) != NULL);
    check_live(w, "3"); /* the first content again: in force again, from the same file */
    ww_buf_free(&state);
    ww_workspace_close(&w);
}

/* --- finding --------------------------------------------------------------------------------------- */

WW_TEST(the_same_bytes_are_known_again)
{
    static const char one[] = "0000000000000000000000000000000000000000000000000000000000000001";
    static const char two[] = "0000000000000000000000000000000000000000000000000000000000000002";
    struct ww_workspace *w = cf_open("again");
    struct ww_arena *arena = ww_arena_new(0);
    struct ww_extract_record r = {0};
    struct ww_err err = {0};
    const char *const inputs[] = {one, two};
    bool found = true;
    publish(w, &january, 0);
    CHECK_RC(ww_catalogue_find_input(w, "crime", "", inputs, 1, arena, &found, &r, &err), WW_OK);
    CHECK(found);
    CHECK_INT(r.id, 1);
    CHECK_RC(ww_catalogue_find_input(w, "asb", "", inputs, 1, arena, &found, &r, &err), WW_OK);
    CHECK(!found);
    CHECK_RC(ww_catalogue_find_input(w, "crime", "2021", inputs, 1, arena, &found, &r, &err), WW_OK);
    CHECK(!found);
    CHECK_RC(ww_catalogue_find_input(w, "crime", "", inputs + 1, 1, arena, &found, &r, &err), WW_OK);
    CHECK(!found);
    CHECK_RC(ww_catalogue_find_input(w, "crime", "", inputs, 2, arena, &found, &r, &err), WW_OK);
    CHECK(!found);
    const char *const twice[] = {one, one};
    CHECK_RC(ww_catalogue_find_input(w, "crime", "", twice, 2, arena, &found, &r, &err), WW_OK);
    CHECK(!found);
    publish(w, &(struct cf_delivery){"crime", NULL, "2018-01", "jan2.csv", 2, NULL}, 1);
    CHECK_RC(ww_catalogue_find_input(w, "crime", "", inputs, 1, arena, &found, &r, &err), WW_OK);
    CHECK(!found); /* superseded: importing it again puts it in force again */
    ww_arena_free(&arena);
    ww_workspace_close(&w);
}

/* Where a long text does not fit, a shorter one behind it may. */
WW_TEST(an_arena_that_is_nearly_full)
{
    struct ww_workspace *w = cf_open("nearly");
    publish(w, &january, 0);
    size_t succeeded = 0;
    for (size_t max = 64; max < 4096; max += 16) {
        struct ww_arena *arena = ww_arena_new(max);
        struct ww_catalogue_entry entry;
        struct ww_err err = {0};
        enum ww_rc rc = ww_catalogue_details(w, 1, arena, &entry, &err);
        if (rc == WW_OK) {
            succeeded++;
            const struct ww_extract_record *r = &entry.extract;
            CHECK(r->source && r->vintage && r->subject && r->owner && r->supplied_by && r->gateway);
            CHECK(r->caveats && r->descriptor_sha256 && r->file && r->sha256 && r->missing_months);
            CHECK(entry.inputs[0].name && entry.inputs[0].sha256 && entry.inputs[0].note);
            CHECK(entry.quality[1].field && entry.quality[1].role && entry.quality[1].examples);
        } else {
            CHECK_RC(rc, WW_E_NOMEM);
        }
        ww_arena_free(&arena);
    }
    CHECK(succeeded > 0 && succeeded < 250);
    ww_workspace_close(&w);
}

/* --- failures -------------------------------------------------------------------------------------- */

WW_TEST(a_commit_that_fails_takes_the_file_back)
{
    struct ww_workspace *w = cf_open("commit");
    struct ww_buf before = {0}, after = {0};
    struct ww_err err = {0};
    int64_t id;
    unsigned superseded;
    publish(w, &january, 0);
    cf_state(w, &before);
    commits = COMMIT_FAILS;
    struct cf_delivery wider = {"crime", NULL, "2018", "year.csv", 2, NULL};
    CHECK_RC(cf_publish(w, &wider, &id, &superseded, &err), WW_E_IO);
    struct cf_delivery same = january; /* its file is there already, and another row's */
    CHECK_RC(cf_publish(w, &same, &id, &superseded, &err), WW_E_IO);
    commits = COMMIT_WORKS;
    cf_state(w, &after);
    CHECK_STR(after.data, before.data);
    renames_fail = true;
    CHECK_RC(cf_publish(w, &wider, &id, &superseded, &err), WW_E_IO);
    renames_fail = false;
    CHECK(strstr(err.message, "disk is full") != NULL);
    cf_state(w, &after);
    CHECK_STR(after.data, before.data);
    publish(w, &wider, 1);
    ww_buf_free(&before);
    ww_buf_free(&after);
    ww_workspace_close(&w);
}

/* The process dies between the rename and the commit. */
WW_TEST(a_crash_leaves_at_most_an_orphan)
{
    struct ww_workspace *w = cf_open("crash");
    struct ww_err err = {0};
    struct ww_buf state = {0};
    int64_t id;
    unsigned superseded;
    int status = 0;
    publish(w, &january, 0);
    ww_workspace_close(&w);
    struct cf_delivery wider = {"crime", NULL, "2018", "year.csv", 2, NULL};
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        w = cf_open("crash");
        commits = COMMIT_CRASHES;
        _exit(cf_publish(w, &wider, &id, &superseded, &err) == WW_OK ? 1 : 2);
    }
    CHECK_INT(waitpid(child, &status, 0), child);
    CHECK_INT(WEXITSTATUS(status), 77);
    w = cf_open("crash");
    check_live(w, "1");
    cf_state(w, &state);
    CHECK(strstr(state.data, "crime/2018-01..2018-12-") != NULL);
    CHECK(strstr(state.data, "2 evidence") == NULL);
    publish(w, &wider, 1); /* the same import again just works */
    check_live(w, "2");
    ww_buf_free(&state);
    ww_workspace_close(&w);
}

/* No row has changed, and no file but one: where not even a query can be made any more, the new file may stay. */
static bool unchanged(struct ww_workspace *w, const char *before, unsigned *orphans)
{
    struct ww_buf now = {0};
    cf_state(w, &now);
    char *orphan = strstr(now.data, "crime/2018-01..2018-12-");
    if (orphan && *orphans < 10) {
        char file[128] = "evidence/";
        (*orphans)++;
        strncat(file, orphan, strcspn(orphan, "\n"));
        unlink(wf_in(ww_path_base(ww_workspace_path(w)), file));
        cf_state(w, &now);
    }
    bool same = CHECK_STR(now.data, before);
    ww_buf_free(&now);
    return same;
}

/* Memory runs out at every place of publishing, listing and finding: it is said, nothing leaks (the sanitizer looks),
 * and the workspace is as it was. */
static unsigned run_out(const char *name, void (*fail_after)(unsigned long n), unsigned long step)
{
    struct ww_workspace *w = cf_open(name);
    struct ww_buf before = {0};
    unsigned orphans = 0;
    struct cf_delivery wider = {"crime", NULL, "2018", "year.csv", 2, NULL};
    enum ww_rc rc = WW_E_NOMEM;
    unsigned long n = 1;
    publish(w, &january, 0);
    cf_state(w, &before);
    for (; rc != WW_OK && n < 50000; n += step) {
        char path[WW_PATH_MAX];
        struct fx_sealed sealed;
        struct ww_err err = {0};
        cf_seal(w, &wider, path, &sealed);
        char sha256[WW_SHA256_HEX];
        ww_hex(sealed.sha256, sizeof sealed.sha256, sha256);
        struct ww_catalogue_entry entry = {.extract = {.source = "crime",
                                                       .vintage = "",
                                                       .subject = "s",
                                                       .owner = "o",
                                                       .supplied_by = "b",
                                                       .gateway = "g",
                                                       .caveats = "",
                                                       .descriptor_sha256 = "",
                                                       .missing_months = "",
                                                       .sha256 = sha256,
                                                       .has_period = true,
                                                       .period = {17532, 17897}},
                                           .inputs = &(struct ww_input_record){"a", 1, "b", 2, ""},
                                           .n_inputs = 1};
        int64_t id = 0;
        unsigned superseded = 0;
        fail_after(n);
        rc = ww_catalogue_publish(w, path, &entry, &id, &superseded, &err);
        fail_after(0);
        if (rc == WW_OK)
            break;
        if (!CHECK_RC(rc, WW_E_NOMEM))
            printf("allocation %lu: %s\n", n, err.message);
        unlink(path);
        if (!unchanged(w, before.data, &orphans))
            break;
    }
    CHECK(rc == WW_OK && n > 3);
    check_live(w, "2");
    ww_buf_free(&before);
    ww_workspace_close(&w);
    return orphans;
}

WW_TEST(memory_runs_out_in_the_program)
{
    CHECK_INT(run_out("memory", ww_mem_fail_after, 1), 0);
}

WW_TEST(memory_runs_out_in_sqlite)
{
    CHECK(run_out("memory-sqlite", wf_sqlite_fail_after, 3) < 10);
}

WW_TEST(memory_runs_out_while_reading)
{
    struct ww_workspace *w = cf_open("memory-read");
    enum ww_rc rc = WW_E_NOMEM;
    unsigned long n = 0;
    const char *const input[] = {"0000000000000000000000000000000000000000000000000000000000000001"};
    publish(w, &january, 0);
    for (; rc != WW_OK && n < 500; n++) {
        struct ww_err err = {0};
        struct ww_extract_record found_record;
        bool found = false;
        ww_mem_fail_after(n + 1);
        struct ww_arena *arena = ww_arena_new(0);
        rc = arena ? ww_catalogue_find_input(w, "crime", "", input, 1, arena, &found, &found_record, &err)
                   : WW_E_NOMEM;
        ww_mem_fail_after(0);
        CHECK(rc == WW_OK ? found : rc == WW_E_NOMEM);
        ww_arena_free(&arena);
    }
    CHECK(rc == WW_OK && n > 3);
    ww_workspace_close(&w);
}
