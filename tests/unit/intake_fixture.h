// SPDX-License-Identifier: Apache-2.0
/* A workspace of its own for each test of imports, in /tmp, and the little words such tests share. */
#ifndef WW_TESTS_INTAKE_FIXTURE_H
#define WW_TESTS_INTAKE_FIXTURE_H

#include "ww_test.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "evidence/categories.h"
#include "evidence/extract.h"
#include "intake/areas_load.h"
#include "intake/import.h"

struct place {
    char folder[128]; /* holds ws and the files made */
    char path[512];
    struct ww_workspace *workspace;
    struct ww_sources sources;
    struct ww_categories *categories;
    struct ww_areas *areas;
    struct ww_import_report report;
    struct ww_err err;
    double limit_pct;
    const char *vintage;
    unsigned threads;
    bool portable;
};

__attribute__((unused)) static int remove_entry(const char *path, const struct stat *info, int flag,
                                                struct FTW *ftw)
{
    (void)info;
    (void)flag;
    (void)ftw;
    return remove(path);
}

__attribute__((unused)) static void say_error(const struct place *p)
{
    char text[1200];
    ww_err_print(&p->err, text, sizeof text);
    printf("  %s\n", text);
}

/* The path of a file in the test's folder. */
__attribute__((unused)) static const char *at(struct place *p, const char *name)
{
    snprintf(p->path, sizeof p->path, "%s/%s", p->folder, name);
    return p->path;
}

__attribute__((unused)) static void write_file(struct place *p, const char *name, const char *text)
{
    CHECK_RC(ww_file_write(at(p, name), ww_str_of(text), &p->err), WW_OK);
}

__attribute__((unused)) static bool reload_areas(struct place *p)
{
    ww_areas_free(&p->areas);
    return CHECK_RC(ww_areas_from_workspace(p->workspace, &p->areas, &p->err), WW_OK);
}

/* Opens an empty workspace; own: a descriptor put into its sources folder as own.json, or NULL. */
__attribute__((unused)) static bool open_place(struct place *p, const char *own)
{
    static int count;
    char ws[200];
    *p = (struct place){.limit_pct = WW_REJECT_LIMIT_PCT, .threads = 2};
    snprintf(p->folder, sizeof p->folder, "/tmp/ww-test-import-%d-%d", (int)getpid(), count++);
    mkdir(p->folder, 0700);
    snprintf(ws, sizeof ws, "%s/ws", p->folder);
    if (!CHECK_RC(ww_workspace_init(ws, "Test partnership", "E09000033", &p->err), WW_OK))
        return false;
    if (own)
        write_file(p, "ws/sources/own.json", own);
    bool good = CHECK_RC(ww_workspace_open(ws, true, NULL, &p->workspace, &p->err), WW_OK) &&
                CHECK_RC(ww_sources_load(WW_SHARE_DIR, ws, &p->sources, &p->err), WW_OK) &&
                CHECK_RC(ww_categories_load(WW_SHARE_DIR "/categories.json", &p->categories, &p->err),
                         WW_OK) &&
                reload_areas(p);
    if (!good)
        say_error(p);
    return good;
}

__attribute__((unused)) static void close_place(struct place *p)
{
    ww_import_report_free(&p->report);
    ww_areas_free(&p->areas);
    ww_categories_free(&p->categories);
    ww_sources_free(&p->sources);
    ww_workspace_close(&p->workspace);
    nftw(p->folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* Imports files given by full path; the report of the one before is freed. */
__attribute__((unused)) static enum ww_rc import_paths(struct place *p, const char *source,
                                                       const char *const *files, size_t n)
{
    struct ww_import_request request = {.sources = &p->sources,
                                        .descriptor = ww_sources_find(&p->sources, source),
                                        .files = files,
                                        .n_files = n,
                                        .reject_limit_pct = p->limit_pct,
                                        .vintage = p->vintage,
                                        .now_utc = 1530000000,
                                        .threads = p->threads,
                                        .portable = p->portable};
    ww_import_report_free(&p->report);
    memset(&p->err, 0, sizeof p->err);
    if (!CHECK(request.descriptor != NULL))
        return WW_E_NOT_FOUND;
    return ww_import(p->workspace, p->categories, p->areas, &request, &p->report, &p->err);
}

/* Imports one file of the test's folder. */
__attribute__((unused)) static enum ww_rc import_file(struct place *p, const char *source, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", p->folder, name);
    const char *const files[] = {path};
    return import_paths(p, source, files, 1);
}

/* Whether the message of the last refusal says the text. */
__attribute__((unused)) static bool says(const struct place *p, const char *text)
{
    bool there = strstr(p->err.message, text) != NULL || strstr(p->err.source, text) != NULL;
    if (!there) {
        printf("  does not say \"%s\":\n", text);
        say_error(p);
    }
    return there;
}

/* The live extracts, and the sealed files: what a refusal must not change. */
__attribute__((unused)) static size_t count_live(struct place *p)
{
    struct ww_arena *arena = ww_arena_new(0);
    struct ww_extract_record *records;
    size_t count = 0;
    CHECK_RC(ww_catalogue_list(p->workspace, false, arena, &records, &count, &p->err), WW_OK);
    ww_arena_free(&arena);
    return count;
}

__attribute__((unused)) static size_t count_files(struct place *p, const char *folder)
{
    struct ww_names names = {0};
    size_t count = 0;
    if (ww_is_dir(at(p, folder)) && ww_list_dir(at(p, folder), &names, &p->err) == WW_OK)
        count = names.count;
    ww_names_free(&names);
    return count;
}

/* The folder of real data, or NULL. */
__attribute__((unused)) static const char *shared_data(void)
{
    static char path[512];
    const char *shared = getenv("WATCHWARD_SHARED");
    if (!shared)
        shared = getenv("WW_SHARED");
    snprintf(path, sizeof path, "%s/data", shared ? shared : "../shared");
    return ww_is_dir(path) ? path : NULL;
}

#endif
