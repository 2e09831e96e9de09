// SPDX-License-Identifier: Apache-2.0
#include "evidence/workspace.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include "base/checked.h"
#include "store/db.h"
#include "ww_test.h"

#include "workspace_fixture.h"

/* A new workspace of the name; its path. */
static const char *make(const char *name)
{
    struct ww_err err = {0};
    const char *path = wf_path(name);
    if (!CHECK_RC(ww_workspace_init(path, "Test partnership", "E09000033", &err), WW_OK))
        printf("%s\n", err.message);
    return path;
}

static enum ww_rc try_open(const char *path, bool for_writing, struct ww_err *err)
{
    struct ww_workspace *w = NULL;
    enum ww_rc rc = ww_workspace_open(path, for_writing, NULL, &w, err);
    ww_workspace_close(&w);
    return rc;
}

static bool empty_folder(const char *path)
{
    struct ww_names names;
    if (ww_list_dir(path, &names, NULL) != WW_OK)
        return false;
    size_t count = names.count;
    ww_names_free(&names);
    return count == 0;
}

/* --- making ---------------------------------------------------------------------------------------- */

WW_TEST(made_and_opened)
{
    const char *path = make("made");
    struct ww_err err = {0};
    struct ww_workspace *w = NULL;
    unsigned swept = 9;
    CHECK_RC(ww_workspace_open(path, true, &swept, &w, &err), WW_OK);
    CHECK_INT(swept, 0);
    CHECK_STR(ww_workspace_path(w), path);
    CHECK(ww_workspace_db(w) != NULL);
    CHECK_STR(ww_workspace_setting(w, "partnership", "name"), "Test partnership");
    CHECK_STR(ww_workspace_setting(w, "partnership", "area"), "E09000033");
    CHECK_STR(ww_workspace_setting(w, "partnership", "marking"), "");
    CHECK_STR(ww_workspace_setting(w, "wards", "priority"), "");
    CHECK_STR(ww_workspace_setting(w, "no such section", "priority"), "");
    char file[WW_PATH_MAX];
    CHECK_RC(ww_workspace_file(w, "evidence/a.arrow", file, &err), WW_OK);
    CHECK_STR(file, wf_path("made/evidence/a.arrow"));
    static const char *const folders[] = {"evidence", "rejects", "commentary",
                                          "sources",  "output",  ".incoming"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        CHECK(ww_is_dir(wf_in("made", folders[i])));
    ww_workspace_close(&w);
    CHECK(w == NULL);
    ww_workspace_close(&w);
    ww_workspace_close(NULL);
}

WW_TEST(made_in_an_empty_folder_and_in_a_new_one_of_a_new_one)
{
    struct ww_err err = {0};
    CHECK_RC(ww_make_dirs(wf_path("empty"), &err), WW_OK);
    make("empty");
    make("new/of/new");
    CHECK_RC(try_open(wf_path("new/of/new/"), false, &err), WW_OK);
}

WW_TEST(not_made_where_anything_is)
{
    struct ww_err err = {0};
    make("twice");
    CHECK_RC(ww_workspace_init(wf_path("twice"), "Other", "E09000001", &err), WW_E_USAGE);
    CHECK(strstr(err.message, "workspace already") != NULL);
    CHECK_STR(err.source, wf_path("twice"));
    CHECK_RC(ww_make_dirs(wf_path("full"), &err), WW_OK);
    wf_write(wf_path("full/letter.txt"), "keep me");
    CHECK_RC(ww_workspace_init(wf_path("full"), "Other", "E09000001", &err), WW_E_USAGE);
    CHECK(strstr(err.message, "not empty") != NULL);
    CHECK(ww_file_exists(wf_path("full/letter.txt")));
    CHECK(!ww_file_exists(wf_path("full/settings.ini")));
    CHECK(!ww_file_exists(wf_path("full/evidence")));
    CHECK_RC(ww_workspace_init(wf_path("full/letter.txt"), "Other", "E09000001", &err), WW_E_IO);
}

WW_TEST(names_are_one_line)
{
    static const struct {
        const char *name, *area;
    } bad[] = {{"", "E1"}, {"A", ""}, {"A\nB", "E1"}, {"A", "E1\r"}, {"A\tB", "E1"}, {"A\x7f", "E1"}};
    struct ww_err err = {0};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK_RC(ww_workspace_init(wf_path("named"), bad[i].name, bad[i].area, &err), WW_E_USAGE);
        CHECK(strstr(err.message, "--name") != NULL);
        CHECK(!ww_file_exists(wf_path("named")));
    }
    CHECK_RC(ww_workspace_init(wf_path("named"), "Kingston = [R\xc3\xa9gion] # 1", "E1", &err), WW_OK);
    struct ww_workspace *w = NULL;
    CHECK_RC(ww_workspace_open(wf_path("named"), false, NULL, &w, &err), WW_OK);
    if (w)
        CHECK_STR(ww_workspace_setting(w, "partnership", "name"), "Kingston = [R\xc3\xa9gion] # 1");
    ww_workspace_close(&w);
}

WW_TEST(a_path_too_long_for_the_system)
{
    char deep[WW_PATH_MAX + 8];
    struct ww_err err = {0};
    memset(deep, 'a', sizeof deep);
    deep[WW_PATH_MAX - 6] = '\0';
    CHECK_RC(ww_workspace_init(deep, "A", "E1", &err), WW_E_USAGE);
    CHECK(strstr(err.message, "too long") != NULL);
    CHECK_RC(try_open(deep, false, &err), WW_E_LIMIT);
    deep[WW_PATH_MAX - 6] = 'a';
    deep[sizeof deep - 1] = '\0';
    CHECK_RC(try_open(deep, false, &err), WW_E_USAGE);
}

/* Memory runs out at every place: the folder is as before, so that the same can be tried again. */
WW_TEST(a_failed_init_leaves_nothing)
{
    struct ww_err err = {0};
    enum ww_rc rc = WW_E_NOMEM;
    unsigned long n = 0;
    CHECK_RC(ww_make_dirs(wf_path("again"), &err), WW_OK);
    for (; rc != WW_OK && n < 500; n++) {
        wf_sqlite_fail_after(n * 24 + 1);
        rc = ww_workspace_init(wf_path("again"), "A", "E1", &err);
        wf_sqlite_fail_after(0);
        if (rc)
            CHECK(rc == WW_E_NOMEM && empty_folder(wf_path("again")));
    }
    CHECK(rc == WW_OK && n > 10);
    rc = WW_E_NOMEM;
    for (n = 0; rc != WW_OK && n < 500; n++) {
        ww_mem_fail_after(n + 1);
        rc = ww_workspace_init(wf_path("afresh"), "A", "E1", &err);
        ww_mem_fail_after(0);
        if (rc)
            CHECK(rc == WW_E_NOMEM && !ww_file_exists(wf_path("afresh")));
    }
    CHECK(rc == WW_OK && n > 3);
}

/* --- settings -------------------------------------------------------------------------------------- */

WW_TEST(settings_as_people_write_them)
{
    const char *path = make("settings");
    struct ww_err err = {0};
    struct ww_workspace *w = NULL;
    wf_write(wf_path("settings/settings.ini"), "\xEF\xBB\xBF# from Windows\r\n"
                                               "[partnership]\r\n"
                                               "  name =  Safer Town  \r\n"
                                               "; another comment\r\n"
                                               "area=E1\r\n"
                                               "\r\n"
                                               "[ sources ]\n"
                                               "fire = a = b\n"
                                               "#fire = commented out\n"
                                               "crime =\n"
                                               "[partnership]\n"
                                               "area = E2\n"
                                               "[]\n"
                                               "of = nothing");
    CHECK_RC(ww_workspace_open(path, false, NULL, &w, &err), WW_OK);
    if (!w)
        return;
    CHECK_STR(ww_workspace_setting(w, "partnership", "name"), "Safer Town");
    CHECK_STR(ww_workspace_setting(w, "partnership", "area"), "E2"); /* the later one */
    CHECK_STR(ww_workspace_setting(w, "sources", "fire"), "a = b");
    CHECK_STR(ww_workspace_setting(w, "sources", "crime"), "");
    CHECK_STR(ww_workspace_setting(w, "", "of"), "nothing");
    const struct ww_setting *items;
    if (CHECK_INT(ww_workspace_settings(w, "partnership", &items), 3)) {
        CHECK_STR(items[0].key, "name");
        CHECK_STR(items[1].value, "E1");
        CHECK_STR(items[2].value, "E2");
    }
    CHECK_INT(ww_workspace_settings(w, "wards", &items), 0);
    CHECK(items == NULL);
    ww_workspace_close(&w);
}

WW_TEST(a_line_not_understood_is_named)
{
    static const struct {
        const char *text;
        unsigned line;
        const char *shown;
    } bad[] = {
        {"[partnership]\nname\n", 2, "'name'"},
        {"name = A\n[partnership]\n", 1, "'name = A'"},
        {"[a]\n\n# fine\n[b\n", 4, "'[b'"},
        {"[a]\n= value\n", 2, "'= value'"},
        /* cut before the character that would be halved */
        {"[a]\n0123456789012345678901234567890123456789012345678901234567\xe2\x80\x99 and more", 2,
         "'0123456789012345678901234567890123456789012345678901234567'"},
    };
    make("bad");
    struct ww_err err = {0};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        wf_write(wf_path("bad/settings.ini"), bad[i].text);
        CHECK_RC(try_open(wf_path("bad"), false, &err), WW_E_INPUT);
        CHECK_STR(err.source, "settings.ini");
        CHECK_INT(err.line, bad[i].line);
        if (!CHECK(strstr(err.message, bad[i].shown) != NULL))
            printf("%s\n", err.message);
    }
}

WW_TEST(many_settings)
{
    struct ww_buf text = {0};
    struct ww_err err = {0};
    struct ww_workspace *w = NULL;
    for (int section = 0; section < 40; section++) {
        ww_buf_printf(&text, "[section %d]\n", section);
        for (int key = 0; key < 40; key++)
            ww_buf_printf(&text, "key%d = %d\n", key, section * key);
    }
    make("many");
    wf_write(wf_path("many/settings.ini"), text.data);
    ww_buf_free(&text);
    CHECK_RC(ww_workspace_open(wf_path("many"), false, NULL, &w, &err), WW_OK);
    if (w)
        CHECK_STR(ww_workspace_setting(w, "section 39", "key39"), "1521");
    ww_workspace_close(&w);
}

/* --- opening --------------------------------------------------------------------------------------- */

WW_TEST(what_is_not_a_workspace)
{
    struct ww_err err = {0};
    CHECK_RC(try_open(wf_path("nowhere"), false, &err), WW_E_NOT_FOUND);
    CHECK(strstr(err.message, "no such folder") != NULL);
    CHECK(strstr(err.message, "watchward init") != NULL);
    CHECK_STR(err.source, wf_path("nowhere"));
    CHECK_RC(ww_make_dirs(wf_path("plain"), &err), WW_OK);
    CHECK_RC(try_open(wf_path("plain"), true, &err), WW_E_NOT_FOUND);
    CHECK(strstr(err.message, "not a workspace") != NULL);
    CHECK(empty_folder(wf_path("plain")));
}

/* A new, empty database in its place would say that nothing was ever imported. */
WW_TEST(a_lost_database_is_damage)
{
    struct ww_err err = {0};
    make("lost");
    CHECK_INT(unlink(wf_path("lost/watchward.db")), 0);
    CHECK_RC(try_open(wf_path("lost"), false, &err), WW_E_DAMAGED);
    CHECK(strstr(err.message, "backup") != NULL);
    CHECK(!ww_file_exists(wf_path("lost/watchward.db")));
    wf_write(wf_path("lost/watchward.db"), "");
    CHECK_RC(try_open(wf_path("lost"), true, &err), WW_E_DAMAGED);
    wf_write(wf_path("lost/watchward.db"),
             "this is no database, but it is longer than the header of one would be: "
             "a hundred bytes and more");
    CHECK_RC(try_open(wf_path("lost"), true, &err), WW_E_DAMAGED);
}

WW_TEST(leftovers_are_swept_by_writers_only)
{
    struct ww_err err = {0};
    struct ww_workspace *w = NULL;
    unsigned swept = 9;
    make("swept");
    wf_write(wf_path("swept/.incoming/half.arrow"), "half");
    wf_write(wf_path("swept/.incoming/other"), "");
    chmod(wf_path("swept/.incoming/half.arrow"), 0444);
    CHECK_RC(ww_workspace_open(wf_path("swept"), false, &swept, &w, &err), WW_OK);
    CHECK(ww_file_exists(wf_path("swept/.incoming/half.arrow")));
    ww_workspace_close(&w);
    swept = 0;
    CHECK_RC(ww_workspace_open(wf_path("swept"), true, &swept, &w, &err), WW_OK);
    CHECK_INT(swept, 2);
    CHECK(empty_folder(wf_path("swept/.incoming")));
    ww_workspace_close(&w);
    CHECK_INT(rmdir(wf_path("swept/.incoming")), 0); /* a copy may have left the empty folder out */
    CHECK_RC(try_open(wf_path("swept"), true, &err), WW_OK);
    CHECK(ww_is_dir(wf_path("swept/.incoming")));
}

/* --- the lock -------------------------------------------------------------------------------------- */

WW_TEST(one_writer_in_one_process)
{
    struct ww_err err = {0};
    struct ww_workspace *w = NULL;
    make("locked");
    CHECK_RC(ww_workspace_open(wf_path("locked"), true, NULL, &w, &err), WW_OK);
    CHECK_RC(try_open(wf_path("locked"), true, &err), WW_E_CONFLICT);
    CHECK_RC(try_open(wf_path("locked"), false, &err), WW_OK);
    /* A program started from here must not hold the lock after this one has let it go. */
    for (int fd = 3; fd < 64; fd++) {
        int flags = fcntl(fd, F_GETFD);
        char link[64], target[WW_PATH_MAX] = "";
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        if (flags >= 0 && readlink(link, target, sizeof target - 1) > 0 && strstr(target, "/locked/"))
            CHECK(flags & FD_CLOEXEC);
    }
    ww_workspace_close(&w);
    CHECK_RC(try_open(wf_path("locked"), true, &err), WW_OK);
}

/* Holds the workspace until it is killed; says so with one byte. */
static void hold(const char *path, int say)
{
    struct ww_workspace *w = NULL;
    struct ww_err err;
    char held = ww_workspace_open(path, true, NULL, &w, &err) == WW_OK ? 'y' : 'n';
    if (write(say, &held, 1) == 1)
        pause();
    _exit(0);
}

WW_TEST(a_writer_that_dies_frees_the_lock)
{
    struct ww_err err = {0};
    int pipe_ends[2];
    char held = 0;
    make("dies");
    wf_write(wf_path("dies/.incoming/mine"), "");
    if (!CHECK_INT(pipe(pipe_ends), 0))
        return;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
        hold(wf_path("dies"), pipe_ends[1]);
    CHECK_INT(read(pipe_ends[0], &held, 1), 1);
    CHECK_INT(held, 'y');
    wf_write(wf_path("dies/.incoming/mine"), "");
    CHECK_RC(try_open(wf_path("dies"), true, &err), WW_E_CONFLICT);
    CHECK(strstr(err.message, "Another import") != NULL);
    CHECK(ww_file_exists(wf_path("dies/.incoming/mine"))); /* the other's work is left alone */
    CHECK_RC(try_open(wf_path("dies"), false, &err), WW_OK);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    CHECK_RC(try_open(wf_path("dies"), true, &err), WW_OK);
    CHECK(!ww_file_exists(wf_path("dies/.incoming/mine")));
    close(pipe_ends[0]);
    close(pipe_ends[1]);
}

WW_TEST(memory_runs_out_while_opening)
{
    struct ww_err err = {0};
    make("tight");
    enum ww_rc rc = WW_E_NOMEM;
    unsigned long n = 0;
    for (; rc != WW_OK && n < 500; n++) {
        ww_mem_fail_after(n + 1);
        rc = try_open(wf_path("tight"), true, &err);
        ww_mem_fail_after(0);
        if (rc)
            CHECK_RC(rc, WW_E_NOMEM);
    }
    CHECK(rc == WW_OK && n > 5);
    CHECK_RC(try_open(wf_path("tight"), true, &err), WW_OK); /* no lock was left behind */
}
