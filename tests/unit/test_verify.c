// SPDX-License-Identifier: Apache-2.0
#include "base/checked.h"
#include "evidence/catalogue.h"
#include "store/db.h"
#include "ww_test.h"

#include "catalogue_fixture.h"

static void keep_line(void *context, const char *line)
{
    ww_buf_printf(context, "%s\n", line);
}

struct checked {
    struct ww_verify_result found;
    struct ww_buf said;
};

static struct checked verify(struct ww_workspace *w)
{
    struct checked c = {0};
    struct ww_err err = {0};
    ww_buf_z(&c.said, "");
    if (!CHECK_RC(ww_catalogue_verify(w, keep_line, &c.said, &c.found, &err), WW_OK))
        printf("%s\n", err.message);
    return c;
}

static void check_counts(const struct ww_verify_result *found, struct ww_verify_result expected)
{
    CHECK_INT(found->extracts, expected.extracts);
    CHECK_INT(found->superseded, expected.superseded);
    CHECK_INT(found->missing, expected.missing);
    CHECK_INT(found->altered, expected.altered);
    CHECK_INT(found->unreadable, expected.unreadable);
    CHECK_INT(found->orphans, expected.orphans);
    CHECK_INT(found->leftovers, expected.leftovers);
}

/* A workspace with two live extracts and one superseded; names[i] is the file of extract i + 1. */
static struct ww_workspace *three(const char *name, char names[3][128])
{
    static const struct cf_delivery deliveries[] = {
        {"crime", NULL, "2018-01", "a.csv", 1, NULL},
        {"crime", NULL, "2018-01", "b.csv", 2, NULL},
        {"crime", NULL, "2018-02", "c.csv", 3, NULL},
    };
    struct ww_workspace *w = cf_open(name);
    struct ww_arena *arena = ww_arena_new(0);
    for (size_t i = 0; i < 3; i++) {
        int64_t id = 0;
        unsigned superseded = 0;
        struct ww_err err = {0};
        struct ww_catalogue_entry entry = {0};
        CHECK_RC(cf_publish(w, &deliveries[i], &id, &superseded, &err), WW_OK);
        if (CHECK_RC(ww_catalogue_details(w, id, arena, &entry, &err), WW_OK))
            ww_str_copy(ww_str_of(entry.extract.file), names[i], 128);
    }
    ww_arena_free(&arena);
    return w;
}

static void flip_byte(const char *path, long offset)
{
    chmod(path, 0644);
    FILE *file = fopen(path, "r+b");
    if (!file)
        abort();
    fseek(file, offset, SEEK_SET);
    int byte = fgetc(file);
    fseek(file, offset, SEEK_SET);
    fputc(byte ^ 1, file);
    fclose(file);
}

WW_TEST(a_whole_workspace)
{
    char names[3][128];
    struct ww_workspace *w = three("whole", names);
    struct checked c = verify(w);
    check_counts(&c.found, (struct ww_verify_result){.extracts = 3, .superseded = 1});
    CHECK_STR(c.said.data, "");
    ww_buf_free(&c.said);
    ww_workspace_close(&w);
}

WW_TEST(an_empty_workspace)
{
    struct ww_workspace *w = cf_open("nothing");
    struct checked c = verify(w);
    check_counts(&c.found, (struct ww_verify_result){0});
    ww_buf_free(&c.said);
    rmdir(wf_path("nothing/evidence"));
    rmdir(wf_path("nothing/.incoming"));
    c = verify(w);
    check_counts(&c.found, (struct ww_verify_result){0});
    ww_buf_free(&c.said);
    ww_workspace_close(&w);
}

/* Each kind of damage is found beside all the others, the superseded extracts' too. */
WW_TEST(every_kind_of_damage_at_once)
{
    char names[3][128];
    struct ww_workspace *w = three("damaged", names);
    flip_byte(wf_in("damaged", names[0]), 900);
    CHECK_INT(unlink(wf_in("damaged", names[1])), 0);
    CHECK_INT(unlink(wf_in("damaged", names[2])), 0);
    CHECK_INT(mkdir(wf_in("damaged", names[2]), 0755), 0); /* there, but not to be read */
    wf_write(wf_path("damaged/evidence/crime/by-hand.arrow"), "x");
    wf_write(wf_path("damaged/evidence/stray.txt"), "x");
    wf_write(wf_path("damaged/.incoming/half"), "x");
    struct checked c = verify(w);
    check_counts(&c.found, (struct ww_verify_result){.extracts = 3,
                                                     .superseded = 1,
                                                     .altered = 1,
                                                     .missing = 1,
                                                     .unreadable = 1,
                                                     .orphans = 2,
                                                     .leftovers = 1});
    char line[256];
    snprintf(line, sizeof line, "%s: the file is not what was sealed", names[0]);
    CHECK(strstr(c.said.data, line) != NULL);
    snprintf(line, sizeof line, "%s: the file is missing", names[1]);
    CHECK(strstr(c.said.data, line) != NULL);
    snprintf(line, sizeof line, "%s: the file cannot be read", names[2]);
    CHECK(strstr(c.said.data, line) != NULL);
    CHECK(strstr(c.said.data, "evidence/crime/by-hand.arrow: no extract") != NULL);
    CHECK(strstr(c.said.data, "evidence/stray.txt: no extract") != NULL);
    ww_buf_free(&c.said);
    ww_workspace_close(&w);
}

WW_TEST(the_whole_folder_is_gone)
{
    char names[3][128];
    struct ww_workspace *w = three("gone", names);
    wf_remove(wf_path("gone/evidence"));
    struct checked c = verify(w);
    check_counts(&c.found, (struct ww_verify_result){.extracts = 3, .superseded = 1, .missing = 3});
    ww_buf_free(&c.said);
    ww_workspace_close(&w);
}

/* Any byte, of the first to the last: nothing is left unwatched. */
WW_TEST(any_byte_altered)
{
    char names[3][128];
    struct ww_workspace *w = three("bytes", names);
    struct stat info;
    CHECK_INT(stat(wf_in("bytes", names[2]), &info), 0);
    unsigned long step = (unsigned long)info.st_size / 40 + 1;
    for (long at = 0; at < info.st_size; at += (long)step) {
        flip_byte(wf_in("bytes", names[2]), at);
        struct checked c = verify(w);
        CHECK_INT(c.found.altered, 1);
        ww_buf_free(&c.said);
        flip_byte(wf_in("bytes", names[2]), at);
    }
    CHECK_INT(truncate(wf_in("bytes", names[2]), info.st_size - 1), 0);
    struct checked c = verify(w);
    CHECK_INT(c.found.altered, 1);
    ww_buf_free(&c.said);
    CHECK_INT(truncate(wf_in("bytes", names[2]), 0), 0);
    c = verify(w);
    CHECK_INT(c.found.altered, 1);
    ww_buf_free(&c.said);
    ww_workspace_close(&w);
}

/* The bytes are those in the catalogue, but they are no sealed file, or one of other rows. */
WW_TEST(sealed_but_strange)
{
    char names[3][128];
    struct ww_workspace *w = three("strange", names);
    struct ww_err err = {0};
    CHECK_RC(ww_db_exec(ww_workspace_db(w), "UPDATE extract SET rows = rows + 1 WHERE id = 3", &err), WW_OK);
    struct checked c = verify(w);
    check_counts(&c.found, (struct ww_verify_result){.extracts = 3, .superseded = 1, .unreadable = 1});
    CHECK(strstr(c.said.data, "as this program sealed it") != NULL);
    ww_buf_free(&c.said);
    ww_workspace_close(&w);
}

WW_TEST(a_damaged_catalogue)
{
    char names[3][128];
    struct ww_workspace *w = three("catalogue", names);
    struct ww_verify_result found;
    struct ww_err err = {0};
    CHECK_RC(ww_db_exec(ww_workspace_db(w), "UPDATE extract SET shape = 'circles' WHERE id = 1", &err),
             WW_OK);
    CHECK_RC(ww_catalogue_verify(w, keep_line, NULL, &found, &err), WW_E_DAMAGED);
    CHECK(strstr(err.message, "circles") != NULL);
    ww_workspace_close(&w);
    flip_byte(wf_path("catalogue/watchward.db"), 4096 + 8); /* a page's header */
    struct ww_workspace *again = NULL;
    enum ww_rc rc = ww_workspace_open(wf_path("catalogue"), false, NULL, &again, &err);
    if (rc == WW_OK)
        rc = ww_catalogue_verify(again, keep_line, NULL, &found, &err);
    if (!CHECK_RC(rc, WW_E_DAMAGED))
        printf("%s\n", err.message);
    ww_workspace_close(&again);
}

/* A page that listing the extracts does not touch. */
WW_TEST(a_damaged_page_of_the_database)
{
    char names[3][128];
    struct ww_workspace *w = three("page", names);
    struct ww_verify_result found;
    struct ww_err err = {0};
    struct ww_stmt *stmt = NULL;
    bool row = false;
    CHECK_RC(ww_stmt_new(ww_workspace_db(w),
                         "SELECT rootpage FROM sqlite_schema WHERE name = 'extract_quality'", &stmt, &err),
             WW_OK);
    CHECK_RC(ww_stmt_step(stmt, &row, &err), WW_OK);
    long page = (long)ww_stmt_i64(stmt, 0);
    ww_stmt_free(&stmt);
    ww_workspace_close(&w);
    flip_byte(wf_path("page/watchward.db"), (page - 1) * 4096);
    CHECK_RC(ww_workspace_open(wf_path("page"), false, NULL, &w, &err), WW_OK);
    CHECK_RC(ww_catalogue_verify(w, keep_line, NULL, &found, &err), WW_E_DAMAGED);
    CHECK(strstr(err.message, "Restore it from a backup") != NULL);
    ww_workspace_close(&w);
}

WW_TEST(memory_runs_out)
{
    char names[3][128];
    struct ww_workspace *w = three("memory", names);
    enum ww_rc rc = WW_E_NOMEM;
    unsigned long n = 0;
    flip_byte(wf_in("memory", names[0]), 900);
    for (; rc != WW_OK && n < 500; n++) {
        struct ww_verify_result found = {0};
        struct ww_buf said = {0};
        struct ww_err err = {0};
        ww_mem_fail_after(n + 1);
        rc = ww_catalogue_verify(w, keep_line, &said, &found, &err);
        ww_mem_fail_after(0);
        CHECK(rc == WW_OK || rc == WW_E_NOMEM);
        if (rc == WW_OK)
            CHECK_INT(found.altered, 1);
        CHECK_INT(found.unreadable, 0); /* want of memory is no damage */
        ww_buf_free(&said);
    }
    CHECK(rc == WW_OK && n > 5);
    ww_workspace_close(&w);
}
