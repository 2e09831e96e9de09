// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/checked.h"
#include "base/rng.h"
#include "ww_test.h"

/* The system refuses call number `refuse_at` of those below (1 = the next) with `refuse_with`: these
 * definitions stand in front of the C library's. 0 = never. */
static unsigned refuse_at;
static int refuse_with = ENOSPC;

static bool refused(void)
{
    if (refuse_at == 0 || --refuse_at > 0)
        return false;
    errno = refuse_with;
    return true;
}

ssize_t write(int fd, const void *bytes, size_t len)
{
    return refused() ? -1 : syscall(SYS_write, fd, bytes, len);
}

int fsync(int fd)
{
    return refused() ? -1 : (int)syscall(SYS_fsync, fd);
}

int rename(const char *from, const char *to)
{
    return refused() ? -1 : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int fchmod(int fd, mode_t mode)
{
    return refused() ? -1 : (int)syscall(SYS_fchmod, fd, mode);
}

/* A folder of this program, made at its start and removed with everything in it at its end. */
static char root[256];

static void remove_all(const char *folder)
{
    struct ww_names names;
    if (ww_list_dir(folder, &names, NULL) != WW_OK)
        return;
    for (size_t i = 0; i < names.count; i++) {
        char path[WW_PATH_MAX];
        struct stat info;
        if (!ww_path_join(folder, names.items[i], path, sizeof path) || lstat(path, &info) != 0)
            continue;
        if (S_ISDIR(info.st_mode))
            remove_all(path);
        else
            unlink(path);
    }
    ww_names_free(&names);
    rmdir(folder);
}

static void remove_root(void)
{
    remove_all(root);
}

static const char *in_root(const char *name)
{
    static char paths[4][WW_PATH_MAX];
    static unsigned next;
    if (!root[0]) {
        const char *temporary = getenv("TMPDIR");
        snprintf(root, sizeof root, "%.200s/ww-test-file-%ld", temporary ? temporary : "/tmp",
                 (long)getpid());
        remove_all(root); /* of a program that died */
        if (mkdir(root, 0700) != 0)
            abort();
        atexit(remove_root);
    }
    char *path = paths[next++ % 4];
    if (!ww_path_join(root, name, path, WW_PATH_MAX))
        abort();
    return path;
}

static bool holds(const char *path, const char *wanted)
{
    struct ww_buf buf = {0};
    struct ww_err err = {0};
    bool same = CHECK_RC(ww_file_read(path, &buf, &err), WW_OK) && CHECK_TEXT(ww_buf_view(&buf), wanted);
    ww_buf_free(&buf);
    return same;
}

/* How many names in the folder contain ".tmp-". */
static int leftovers(const char *folder)
{
    struct ww_names names;
    int count = 0;
    if (!CHECK_RC(ww_list_dir(folder, &names, NULL), WW_OK))
        return -1;
    for (size_t i = 0; i < names.count; i++)
        count += strstr(names.items[i], ".tmp-") != NULL;
    ww_names_free(&names);
    return count;
}

WW_TEST(written_and_read_back)
{
    const char *path = in_root("a.txt");
    struct ww_err err;
    CHECK(!ww_file_exists(path));
    CHECK_RC(ww_file_write(path, WW_STR("first"), &err), WW_OK);
    CHECK(ww_file_exists(path) && !ww_is_dir(path));
    holds(path, "first");
    CHECK_RC(ww_file_write(path, WW_STR("and the second, longer"), &err), WW_OK);
    holds(path, "and the second, longer");
    CHECK_RC(ww_file_write(path, WW_STR(""), &err), WW_OK);
    holds(path, "");
    CHECK_INT(leftovers(root), 0);
}

WW_TEST(large_files_are_whole)
{
    enum { SIZE = 3000001 };
    char *bytes = ww_new_array(SIZE, 1);
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (char)ww_rng_next(&rng);
    const char *path = in_root("large");
    CHECK_RC(ww_file_write(path, (struct ww_str){bytes, SIZE}, NULL), WW_OK);
    struct ww_buf buf = {0};
    CHECK_RC(ww_file_read(path, &buf, NULL), WW_OK);
    CHECK(buf.len == SIZE && memcmp(buf.data, bytes, SIZE) == 0);
    struct ww_map map = {0};
    CHECK_RC(ww_map_open(path, &map, NULL), WW_OK);
    CHECK(map.size == SIZE && memcmp(map.data, bytes, SIZE) == 0);
    ww_map_close(&map);
    CHECK(map.data == NULL && map.size == 0);
    ww_map_close(&map);
    ww_buf_free(&buf);
    free(bytes);
}

WW_TEST(reading_appends_within_the_limit)
{
    const char *path = in_root("ten");
    struct ww_err err = {0};
    CHECK_RC(ww_file_write(path, WW_STR("0123456789"), &err), WW_OK);
    struct ww_buf buf = {.max = 25};
    ww_buf_z(&buf, "so: ");
    CHECK_RC(ww_file_read(path, &buf, &err), WW_OK);
    CHECK_RC(ww_file_read(path, &buf, &err), WW_OK);
    CHECK_STR(buf.data, "so: 01234567890123456789");
    CHECK_RC(ww_file_read(path, &buf, &err), WW_E_LIMIT);
    CHECK_STR(err.source, path);
    CHECK_STR(err.message, "This file is larger than the limit of 25 bytes for files of its kind.");
    CHECK_STR(buf.data, "so: 01234567890123456789");
    CHECK_RC(ww_buf_check(&buf, &err), WW_OK);
    ww_buf_free(&buf);
}

WW_TEST(empty_files_map_to_nothing)
{
    const char *path = in_root("empty");
    struct ww_map map = {(const uint8_t *)"x", 1};
    CHECK_RC(ww_file_write(path, WW_STR(""), NULL), WW_OK);
    CHECK_RC(ww_map_open(path, &map, NULL), WW_OK);
    CHECK(map.data == NULL && map.size == 0);
}

WW_TEST(what_cannot_be_read)
{
    struct ww_map map = {(const uint8_t *)"x", 1};
    struct ww_buf buf = {0};
    struct ww_err err = {0};
    const char *missing = in_root("no/such/file");
    CHECK_RC(ww_map_open(missing, &map, &err), WW_E_IO);
    CHECK_STR(err.source, missing);
    CHECK_STR(err.message,
              "This could not be read: there is no such file or folder. Check the name and try again.");
    CHECK_RC(ww_file_read(missing, &buf, &err), WW_E_IO);
    CHECK_RC(ww_map_open(root, &map, &err), WW_E_IO);
    CHECK_STR(err.message, "This could not be read: it is a folder, not a file. Name a file and try again.");
    CHECK_RC(ww_file_read(root, &buf, &err), WW_E_IO);
    CHECK_STR(err.message, "This could not be read: it is a folder, not a file. Name a file and try again.");
    CHECK_RC(ww_map_open("/dev/null", &map, &err), WW_E_IO);
    CHECK_STR(err.message, "This is not an ordinary file. Save it as a file first.");
    CHECK_RC(ww_map_open("", &map, NULL), WW_E_IO);
    CHECK(map.data && map.size == 1);
    CHECK_INT(buf.len, 0);
    ww_buf_free(&buf);
}

WW_TEST(a_closed_door_is_said_so)
{
    if (geteuid() == 0)
        SKIP("the system refuses nothing to its administrator");
    const char *path = in_root("secret");
    struct ww_map map;
    struct ww_err err = {0};
    CHECK_RC(ww_file_write(path, WW_STR("x"), NULL), WW_OK);
    CHECK_INT(chmod(path, 0), 0);
    CHECK_RC(ww_map_open(path, &map, &err), WW_E_IO);
    CHECK_STR(err.message,
              "This could not be read: this user has no permission. Ask whoever looks after the folder "
              "for access and try again.");
}

/* The system refuses call 1, 2, 3 ... of write, fsync, rename and fchmod. Until the rename the old bytes
 * stay, after it the new are there, and never does a temporary remain. */
WW_TEST(a_full_disk_at_every_step)
{
    const char *path = in_root("kept");
    unsigned failures = 0;
    for (unsigned n = 1; n < 20; n++) {
        struct ww_err err = {0};
        CHECK_RC(ww_file_write(path, WW_STR("old"), &err), WW_OK);
        refuse_at = n;
        enum ww_rc rc = ww_file_write(path, WW_STR("new"), &err);
        bool reached = refuse_at == 0;
        refuse_at = 0;
        CHECK_INT(leftovers(root), 0);
        if (!reached) {
            CHECK_RC(rc, WW_OK);
            break;
        }
        failures++;
        CHECK_RC(rc, WW_E_IO);
        CHECK_STR(err.source, path);
        bool unchanged = strstr(err.message, "nothing was changed") != NULL;
        holds(path, unchanged ? "old" : "new");
        if (unchanged)
            CHECK_STR(err.message,
                      "This could not be written: the disk is full. Free some space and try again; "
                      "nothing was changed.");
    }
    CHECK_INT(failures, 5); /* fchmod, write, fsync, rename, fsync of the folder */
    holds(path, "new");
}

WW_TEST(interrupted_writes_go_on)
{
    const char *path = in_root("interrupted");
    refuse_with = EINTR;
    refuse_at = 1; /* the file is new: there are no permissions to copy, and write comes first */
    CHECK_RC(ww_file_write(path, WW_STR("whole"), NULL), WW_OK);
    refuse_with = ENOSPC;
    CHECK_INT(refuse_at, 0);
    holds(path, "whole");
}

WW_TEST(folders_that_cannot_be_synced_are_tolerated)
{
    const char *path = in_root("network");
    refuse_with = EINVAL;
    refuse_at = 4; /* write, fsync, rename, fsync of the folder */
    CHECK_RC(ww_file_write(path, WW_STR("whole"), NULL), WW_OK);
    refuse_with = ENOSPC;
    CHECK_INT(refuse_at, 0);
    holds(path, "whole");
}

/* A real refusal in the middle of a file: the system's own limit on its size. */
WW_TEST(a_file_cut_short_leaves_the_old_one)
{
    const char *path = in_root("limited");
    char *bytes = ww_new_array(100000, 1);
    struct rlimit before, small;
    CHECK_RC(ww_file_write(path, WW_STR("old"), NULL), WW_OK);
    CHECK_INT(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 5000;
    signal(SIGXFSZ, SIG_IGN);
    CHECK_INT(setrlimit(RLIMIT_FSIZE, &small), 0);
    struct ww_err err = {0};
    enum ww_rc rc = ww_file_write(path, (struct ww_str){bytes, 100000}, &err);
    CHECK_INT(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_DFL);
    CHECK_RC(rc, WW_E_IO);
    CHECK_STR(err.message,
              "This could not be written: it would be larger than this disk allows. Choose another disk "
              "and try again; nothing was changed.");
    holds(path, "old");
    CHECK_INT(leftovers(root), 0);
    free(bytes);
}

WW_TEST(what_cannot_be_written)
{
    struct ww_err err = {0};
    CHECK_RC(ww_file_write(in_root("no/such/file"), WW_STR("x"), &err), WW_E_IO);
    CHECK(strstr(err.message, "there is no such file or folder") != NULL);
    CHECK_RC(ww_make_dirs(in_root("folder/full"), &err), WW_OK);
    CHECK_RC(ww_file_write(in_root("folder"), WW_STR("x"), &err), WW_E_IO);
    CHECK_STR(err.message,
              "This could not be written: it is a folder, not a file. Name a file and try again; nothing "
              "was changed.");
    CHECK(ww_is_dir(in_root("folder/full")));
    CHECK_INT(leftovers(root), 0);
    char endless[WW_PATH_MAX + 10];
    memset(endless, 'x', sizeof endless - 1);
    endless[sizeof endless - 1] = '\0';
    CHECK_RC(ww_file_write(endless, WW_STR("x"), &err), WW_E_IO);
    CHECK_RC(ww_make_dirs(endless, &err), WW_E_IO);
    CHECK(strstr(err.message, "its name is too long") != NULL);
}

WW_TEST(permissions_are_kept)
{
    const char *path = in_root("private");
    struct stat info = {0};
    CHECK_RC(ww_file_write(path, WW_STR("a"), NULL), WW_OK);
    CHECK_INT(chmod(path, 0600), 0);
    CHECK_RC(ww_file_write(path, WW_STR("b"), NULL), WW_OK);
    CHECK_INT(stat(path, &info), 0);
    CHECK_INT(info.st_mode & 0777, 0600);
    holds(path, "b");
}

/* A process that died left its temporary; one with the same number must not stumble over it. */
WW_TEST(a_stale_temporary_is_replaced)
{
    const char *path = in_root("stale");
    char temporary[WW_PATH_MAX + 32];
    snprintf(temporary, sizeof temporary, "%s.tmp-%ld", path, (long)gettid());
    CHECK_RC(ww_file_write(temporary, WW_STR("rubbish, and longer"), NULL), WW_OK);
    CHECK_RC(ww_file_write(path, WW_STR("good"), NULL), WW_OK);
    holds(path, "good");
    CHECK(!ww_file_exists(temporary));
}

WW_TEST(publishing_a_written_file)
{
    const char *temporary = in_root("made.part"), *path = in_root("made");
    struct ww_err err = {0};
    CHECK_RC(ww_file_publish(temporary, path, &err), WW_E_IO);
    CHECK(!ww_file_exists(path));
    CHECK_RC(ww_file_write(temporary, WW_STR("bytes"), NULL), WW_OK);
    refuse_at = 2; /* the rename */
    CHECK_RC(ww_file_publish(temporary, path, &err), WW_E_IO);
    CHECK(!ww_file_exists(path) && ww_file_exists(temporary));
    CHECK_RC(ww_file_publish(temporary, path, &err), WW_OK);
    CHECK(!ww_file_exists(temporary));
    holds(path, "bytes");
}

WW_TEST(folders_are_made_once)
{
    struct ww_err err = {0};
    CHECK_RC(ww_make_dirs(in_root("x/y//z/"), &err), WW_OK);
    CHECK(ww_is_dir(in_root("x/y/z")));
    CHECK_RC(ww_make_dirs(in_root("x/y/z"), &err), WW_OK);
    CHECK_RC(ww_make_dirs("/", &err), WW_OK);
    CHECK_RC(ww_make_dirs(".", &err), WW_OK);
    CHECK_RC(ww_make_dirs("", &err), WW_E_IO);
    CHECK_RC(ww_file_write(in_root("x/file"), WW_STR(""), &err), WW_OK);
    const char *under = in_root("x/file/z");
    CHECK_RC(ww_make_dirs(under, &err), WW_E_IO);
    CHECK_STR(err.source, under);
    CHECK_STR(err.message,
              "This folder could not be made: a file of that name is in the way. Move it or choose "
              "another name and try again.");
    CHECK(!ww_is_dir(in_root("x/file")) && !ww_is_dir(in_root("x/none")));
}

WW_TEST(entries_come_in_byte_order)
{
    static const char *const names[] = {"\xC3\xA9", "b", "a", "B", ".hidden", "a1", "a-"};
    static const char *const sorted[] = {".hidden", "B", "a", "a-", "a1", "b", "\xC3\xA9"};
    struct ww_names found;
    CHECK_RC(ww_make_dirs(in_root("list/b"), NULL), WW_OK);
    for (size_t i = 0; i < 7; i++) {
        char path[WW_PATH_MAX];
        CHECK(ww_path_join(in_root("list"), names[i], path, sizeof path));
        if (i != 1)
            CHECK_RC(ww_file_write(path, WW_STR(""), NULL), WW_OK);
    }
    CHECK_RC(ww_list_dir(in_root("list"), &found, NULL), WW_OK);
    if (CHECK_INT(found.count, 7))
        for (size_t i = 0; i < 7; i++)
            CHECK_STR(found.items[i], sorted[i]);
    ww_names_free(&found);
    CHECK(found.items == NULL && found.count == 0);
    CHECK_RC(ww_list_dir(in_root("list/b"), &found, NULL), WW_OK);
    CHECK_INT(found.count, 0);
    ww_names_free(&found);
}

WW_TEST(folders_that_cannot_be_listed)
{
    struct ww_names names = {.count = 5};
    struct ww_err err = {0};
    CHECK_RC(ww_list_dir(in_root("nowhere"), &names, &err), WW_E_IO);
    CHECK_STR(err.message,
              "This folder could not be listed: there is no such file or folder. Check the name and try "
              "again.");
    CHECK_RC(ww_file_write(in_root("plain"), WW_STR(""), NULL), WW_OK);
    CHECK_RC(ww_list_dir(in_root("plain"), &names, &err), WW_E_IO);
    CHECK_INT(names.count, 5);
}

/* Listing and reading with allocation 1, 2, 3 ... failing. */
WW_TEST(out_of_memory)
{
    char path[WW_PATH_MAX];
    for (int i = 0; i < 20; i++) {
        char name[32];
        snprintf(name, sizeof name, "many/%02d", i);
        CHECK_RC(ww_make_dirs(in_root(name), NULL), WW_OK);
    }
    CHECK(ww_str_copy(ww_str_of(in_root("many")), path, sizeof path));
    for (unsigned long n = 1; CHECK(n < 100); n++) {
        struct ww_names names = {.count = 5};
        struct ww_err err = {0};
        ww_mem_fail_after(n);
        enum ww_rc rc = ww_list_dir(path, &names, &err);
        ww_mem_fail_after(0);
        if (rc == WW_OK) {
            CHECK_INT(names.count, 20);
            ww_names_free(&names);
            CHECK(n > 20);
            break;
        }
        CHECK_RC(rc, WW_E_NOMEM);
        CHECK_INT(names.count, 5);
    }
    const char *file = in_root("read");
    CHECK_RC(ww_file_write(file, WW_STR("text"), NULL), WW_OK);
    for (unsigned long n = 1; CHECK(n < 10); n++) {
        struct ww_buf buf = {0};
        ww_mem_fail_after(n);
        enum ww_rc rc = ww_file_read(file, &buf, NULL);
        ww_mem_fail_after(0);
        CHECK_RC(rc, n > 2 ? WW_OK : WW_E_NOMEM);
        CHECK_INT(buf.len, n > 2 ? 4 : 0);
        ww_buf_free(&buf);
        if (rc == WW_OK)
            break;
    }
}

WW_TEST(paths_are_joined_with_one_slash)
{
    static const struct {
        const char *folder, *name, *whole;
    } cases[] = {
        {"a", "b", "a/b"},         {"a/", "b", "a/b"}, {"a//", "//b", "a/b"},      {"", "b", "b"},
        {"", "/b", "/b"},          {"/", "b", "/b"},   {"a", "/etc/x", "a/etc/x"}, {"a", "", "a/"},
        {"a/b", "c/d", "a/b/c/d"}, {"", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[32] = "untouched";
        size_t len = strlen(cases[i].whole);
        CHECK(!ww_path_join(cases[i].folder, cases[i].name, out, len));
        CHECK_STR(out, "untouched");
        CHECK(ww_path_join(cases[i].folder, cases[i].name, out, len + 1));
        CHECK_STR(out, cases[i].whole);
    }
}

WW_TEST(the_last_part_of_a_path)
{
    CHECK_STR(ww_path_base("a/b.csv"), "b.csv");
    CHECK_STR(ww_path_base("b.csv"), "b.csv");
    CHECK_STR(ww_path_base("a/"), "");
    CHECK_STR(ww_path_base("/"), "");
    CHECK_STR(ww_path_base(""), "");
}
