// SPDX-License-Identifier: Apache-2.0
/* The workspace folder: made, opened, locked, swept. settings.ini is read whole at opening; its syntax is
 * "[section]", "key = value", and comment lines that begin with # or ;. */
#include "evidence/workspace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/checked.h"
#include "base/utf8.h"
#include "store/db.h"
#include "store/schema.h"

#define SETTINGS_FILE "settings.ini"
#define DATABASE_FILE "watchward.db"
#define LOCK_FILE     ".lock"
#define INCOMING_DIR  ".incoming"
#define SETTINGS_MAX  ((size_t)1 << 20)
#define SHOWN_BYTES   ((size_t)60) /* of a line that is not understood */

#define BYTE_ORDER_MARK WW_STR("\xEF\xBB\xBF")

struct section {
    const char *name;
    struct ww_setting *items;
    size_t count, capacity;
};

struct ww_workspace {
    char path[WW_PATH_MAX];
    struct ww_arena *arena;
    struct section *sections;
    size_t n_sections, sections_capacity;
    struct ww_db *db;
    int lock;
};

const char *ww_workspace_path(const struct ww_workspace *workspace)
{
    return workspace->path;
}

struct ww_db *ww_workspace_db(const struct ww_workspace *workspace)
{
    return workspace->db;
}

enum ww_rc ww_workspace_file(const struct ww_workspace *workspace, const char *relative,
                             char out[WW_PATH_MAX], struct ww_err *err)
{
    if (!ww_path_join(workspace->path, relative, out, WW_PATH_MAX))
        return ww_fail_at(err, WW_E_LIMIT, workspace->path, 0, 0,
                          "The path of this workspace is too long. Move it nearer to the root of the disk.");
    return WW_OK;
}

/* --- settings ------------------------------------------------------------------------------------- */

static struct section *find_section(const struct ww_workspace *w, struct ww_str name)
{
    for (size_t i = 0; i < w->n_sections; i++)
        if (ww_str_eqz(name, w->sections[i].name))
            return &w->sections[i];
    return NULL;
}

static struct section *add_section(struct ww_workspace *w, struct ww_str name)
{
    struct section *known = find_section(w, name);
    if (known)
        return known;
    void *sections = w->sections;
    if (!ww_grow(&sections, &w->sections_capacity, w->n_sections + 1, sizeof *w->sections))
        return NULL;
    w->sections = sections;
    const char *copy = ww_arena_copy(w->arena, name);
    if (!copy)
        return NULL;
    w->sections[w->n_sections] = (struct section){.name = copy};
    return &w->sections[w->n_sections++];
}

static bool add_setting(struct ww_workspace *w, struct section *section, struct ww_str key,
                        struct ww_str value)
{
    void *items = section->items;
    if (!ww_grow(&items, &section->capacity, section->count + 1, sizeof *section->items))
        return false;
    section->items = items;
    struct ww_setting setting = {ww_arena_copy(w->arena, key), ww_arena_copy(w->arena, value)};
    section->items[section->count++] = setting;
    return setting.key && setting.value;
}

/* One line of settings.ini; *section is the one in force. */
static enum ww_rc read_line(struct ww_workspace *w, struct ww_str line, uint64_t number,
                            struct section **section, struct ww_err *err)
{
    line = ww_str_trim(line);
    if (!line.len || line.ptr[0] == '#' || line.ptr[0] == ';')
        return WW_OK;
    if (line.ptr[0] == '[' && line.ptr[line.len - 1] == ']') {
        *section = add_section(w, ww_str_trim((struct ww_str){line.ptr + 1, line.len - 2}));
        return *section ? WW_OK : ww_fail_nomem(err);
    }
    size_t equals = ww_str_find(line, '=');
    if (equals == 0 || equals == line.len || !*section) {
        struct ww_str start = {line.ptr, line.len < SHOWN_BYTES ? line.len : SHOWN_BYTES};
        return ww_fail_at(
            err, WW_E_INPUT, SETTINGS_FILE, number, 1,
            "Found '%.*s' where a '[section]' or, inside a section, 'key = value' was expected. "
            "Correct the line or begin it with # to leave it out.",
            (int)ww_utf8_valid_prefix(start), start.ptr);
    }
    struct ww_str key = ww_str_trim((struct ww_str){line.ptr, equals});
    struct ww_str value = ww_str_trim((struct ww_str){line.ptr + equals + 1, line.len - equals - 1});
    return add_setting(w, *section, key, value) ? WW_OK : ww_fail_nomem(err);
}

static enum ww_rc read_settings(struct ww_workspace *w, struct ww_err *err)
{
    char path[WW_PATH_MAX];
    struct ww_buf text = {.max = SETTINGS_MAX};
    enum ww_rc rc = ww_workspace_file(w, SETTINGS_FILE, path, err);
    if (!rc)
        rc = ww_file_read(path, &text, err);
    struct ww_str rest = ww_buf_view(&text), line;
    if (ww_str_starts(rest, BYTE_ORDER_MARK)) /* as Windows' editor begins a text */
        rest = (struct ww_str){rest.ptr + BYTE_ORDER_MARK.len, rest.len - BYTE_ORDER_MARK.len};
    struct section *section = NULL;
    for (uint64_t number = 1; !rc && ww_str_cut(&rest, '\n', &line); number++)
        rc = read_line(w, line, number, &section, err);
    ww_buf_free(&text);
    return rc;
}

size_t ww_workspace_settings(const struct ww_workspace *workspace, const char *section,
                             const struct ww_setting **out)
{
    const struct section *found = find_section(workspace, ww_str_of(section));
    *out = found ? found->items : NULL;
    return found ? found->count : 0;
}

const char *ww_workspace_setting(const struct ww_workspace *workspace, const char *section, const char *key)
{
    const struct ww_setting *items;
    size_t count = ww_workspace_settings(workspace, section, &items);
    const char *value = "";
    for (size_t i = 0; i < count; i++) /* the last one wins, as people expect of a file read downwards */
        if (ww_str_eqz(ww_str_of(items[i].key), key))
            value = items[i].value;
    return value;
}

/* --- making --------------------------------------------------------------------------------------- */

static bool one_line(const char *text)
{
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7F)
            return false;
    return *text != '\0';
}

static enum ww_rc check_new_folder(const char *path, struct ww_err *err)
{
    char settings[WW_PATH_MAX];
    if (!ww_path_join(path, SETTINGS_FILE, settings, sizeof settings))
        return ww_fail_at(err, WW_E_USAGE, path, 0, 0, "The path is too long. Choose a shorter one.");
    if (ww_file_exists(settings))
        return ww_fail_at(err, WW_E_USAGE, path, 0, 0,
                          "This folder is a workspace already. Use it, or choose another.");
    struct ww_names names = {0};
    if (ww_is_dir(path)) {
        enum ww_rc rc = ww_list_dir(path, &names, err);
        size_t count = names.count;
        ww_names_free(&names);
        if (rc)
            return rc;
        if (count)
            return ww_fail_at(
                err, WW_E_USAGE, path, 0, 0,
                "This folder is not empty. Choose an empty or a new one, so that nothing is lost.");
    }
    return ww_make_dirs(path, err);
}

static const char *const folders[] = {"evidence", "rejects", "commentary", "sources", "output", INCOMING_DIR};

static enum ww_rc make_folders(const char *path, struct ww_err *err)
{
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0] && !rc; i++) {
        char folder[WW_PATH_MAX];
        if (!ww_path_join(path, folders[i], folder, sizeof folder))
            return ww_fail_at(err, WW_E_USAGE, path, 0, 0, "The path is too long. Choose a shorter one.");
        rc = ww_make_dirs(folder, err);
    }
    return rc;
}

static enum ww_rc open_database(const char *path, struct ww_db **out, struct ww_err *err)
{
    char file[WW_PATH_MAX];
    if (!ww_path_join(path, DATABASE_FILE, file, sizeof file))
        return ww_fail_at(err, WW_E_USAGE, path, 0, 0, "The path is too long. Choose a shorter one.");
    struct ww_db *db = NULL;
    enum ww_rc rc = ww_db_open(file, false, &db, err);
    if (!rc)
        rc = ww_db_migrate(db, ww_store_migrations, ww_store_migrations_count, err);
    if (rc)
        ww_db_close(&db);
    else
        *out = db;
    return rc;
}

static enum ww_rc write_settings(const char *path, const char *name, const char *area_code,
                                 struct ww_err *err)
{
    char settings[WW_PATH_MAX];
    if (!ww_path_join(path, SETTINGS_FILE, settings, sizeof settings))
        return ww_fail_at(err, WW_E_USAGE, path, 0, 0, "The path is too long. Choose a shorter one.");
    struct ww_buf text = {0};
    ww_buf_printf(&text,
                  "# What this partnership decides. Lines that begin with # are comments.\n"
                  "[partnership]\n"
                  "name = %s\n"
                  "area = %s\n"
                  "# marking = OFFICIAL\n"
                  "# notice = a line shown on every page\n"
                  "\n"
                  "[wards]\n"
                  "# priority = E05000644, E05000649\n"
                  "\n"
                  "[sources]\n"
                  "# which source answers for a subject, where more than one could:\n"
                  "# recorded-crime = mps-recorded-crime-borough\n"
                  "\n"
                  "[vintages]\n"
                  "# which edition of a source is used, where more than one was imported with --vintage:\n"
                  "# mps-recorded-crime-borough = 2021-09\n",
                  name, area_code);
    enum ww_rc rc = ww_buf_check(&text, err);
    if (!rc)
        rc = ww_file_write(settings, ww_buf_view(&text), err);
    ww_buf_free(&text);
    return rc;
}

/* After a failure: the folder was empty or not there before, and is so again, or it could not be tried again. */
static void take_back(const char *path, bool was_there)
{
    static const char *const files[] = {SETTINGS_FILE, DATABASE_FILE, DATABASE_FILE "-journal"};
    char made[WW_PATH_MAX];
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        if (ww_path_join(path, files[i], made, sizeof made))
            unlink(made);
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        if (ww_path_join(path, folders[i], made, sizeof made))
            rmdir(made);
    if (!was_there)
        rmdir(path);
}

enum ww_rc ww_workspace_init(const char *path, const char *name, const char *area_code, struct ww_err *err)
{
    if (!one_line(name) || !one_line(area_code))
        return ww_fail(err, WW_E_USAGE,
                       "A workspace needs the partnership's --name and the --area code of its area "
                       "(for example E09000033), each on one line.");
    bool was_there = ww_is_dir(path);
    enum ww_rc rc = check_new_folder(path, err);
    if (rc)
        return rc;
    struct ww_db *db = NULL;
    rc = make_folders(path, err);
    if (!rc)
        rc = open_database(path, &db, err);
    ww_db_close(&db);
    if (!rc) /* last: it makes the folder a workspace */
        rc = write_settings(path, name, area_code, err);
    if (rc)
        take_back(path, was_there);
    return rc;
}

/* --- opening -------------------------------------------------------------------------------------- */

static enum ww_rc take_lock(struct ww_workspace *w, struct ww_err *err)
{
    char path[WW_PATH_MAX];
    enum ww_rc rc = ww_workspace_file(w, LOCK_FILE, path, err);
    if (rc)
        return rc;
    w->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (w->lock < 0)
        return ww_fail_at(err, WW_E_IO, path, 0, 0,
                          "The workspace cannot be written. Check that you may write to it.");
    if (flock(w->lock, LOCK_EX | LOCK_NB) == 0)
        return WW_OK;
    if (errno == EWOULDBLOCK)
        return ww_fail_at(
            err, WW_E_CONFLICT, w->path, 0, 0,
            "Another import into this workspace is running. Wait until it has finished and try again.");
    return ww_fail_at(
        err, WW_E_IO, path, 0, 0,
        "The workspace could not be locked against a second import: its disk does not do locks. "
        "Keep the workspace on a disk of this machine.");
}

/* Removes what an interrupted import left in .incoming; nothing there was ever part of the evidence. */
static enum ww_rc sweep_incoming(const struct ww_workspace *w, unsigned *swept, struct ww_err *err)
{
    char folder[WW_PATH_MAX], file[WW_PATH_MAX];
    struct ww_names names = {0};
    enum ww_rc rc = ww_workspace_file(w, INCOMING_DIR, folder, err);
    if (!rc)
        rc = ww_make_dirs(folder, err);
    if (!rc)
        rc = ww_list_dir(folder, &names, err);
    unsigned removed = 0;
    for (size_t i = 0; i < names.count && !rc; i++)
        removed += ww_path_join(folder, names.items[i], file, sizeof file) && unlink(file) == 0;
    ww_names_free(&names);
    if (!rc)
        *swept = removed;
    return rc;
}

static enum ww_rc need_settings(const struct ww_workspace *w, struct ww_err *err)
{
    char settings[WW_PATH_MAX];
    enum ww_rc rc = ww_workspace_file(w, SETTINGS_FILE, settings, err);
    if (rc || ww_file_exists(settings))
        return rc;
    return ww_fail_at(err, WW_E_NOT_FOUND, w->path, 0, 0,
                      "%s Name one with --workspace, or make one with "
                      "'watchward init DIR --name NAME --area CODE'.",
                      ww_is_dir(w->path) ? "This folder is not a workspace (it has no " SETTINGS_FILE ")."
                                         : "There is no such folder.");
}

/* SQLite would make a new, empty database, in which nothing was ever imported. */
static enum ww_rc need_database(const struct ww_workspace *w, struct ww_err *err)
{
    char file[WW_PATH_MAX];
    struct stat info;
    enum ww_rc rc = ww_workspace_file(w, DATABASE_FILE, file, err);
    if (rc)
        return rc;
    if (stat(file, &info) == 0 ? info.st_size > 0 : errno != ENOENT)
        return WW_OK; /* what else is wrong with it, opening it will say */
    return ww_fail_at(
        err, WW_E_DAMAGED, file, 0, 0,
        "The workspace database is missing or empty. Restore it from a backup: without it nothing "
        "says what the sealed files in evidence/ are.");
}

static enum ww_rc open_parts(struct ww_workspace *w, bool for_writing, unsigned *swept, struct ww_err *err)
{
    enum ww_rc rc = need_settings(w, err);
    if (!rc)
        rc = read_settings(w, err);
    if (!rc)
        rc = need_database(w, err);
    if (!rc && for_writing)
        rc = take_lock(w, err);
    if (!rc && for_writing)
        rc = sweep_incoming(w, swept, err);
    if (!rc)
        rc = open_database(w->path, &w->db, err);
    return rc;
}

enum ww_rc ww_workspace_open(const char *path, bool for_writing, unsigned *swept, struct ww_workspace **out,
                             struct ww_err *err)
{
    struct ww_workspace *w = ww_new_array(1, sizeof *w);
    if (!w)
        return ww_fail_nomem(err);
    unsigned removed = 0;
    w->lock = -1;
    w->arena = ww_arena_new(SETTINGS_MAX * 4);
    enum ww_rc rc = w->arena ? WW_OK : ww_fail_nomem(err);
    if (!rc && !ww_str_copy(ww_str_of(path), w->path, sizeof w->path))
        rc = ww_fail_at(err, WW_E_USAGE, path, 0, 0, "The path is too long.");
    if (!rc)
        rc = open_parts(w, for_writing, &removed, err);
    if (rc) {
        ww_workspace_close(&w);
        return rc;
    }
    if (swept)
        *swept = removed;
    *out = w;
    return WW_OK;
}

void ww_workspace_close(struct ww_workspace **workspace)
{
    if (!workspace || !*workspace)
        return;
    struct ww_workspace *w = *workspace;
    ww_db_close(&w->db);
    for (size_t i = 0; i < w->n_sections; i++)
        free(w->sections[i].items);
    free(w->sections);
    ww_arena_free(&w->arena);
    if (w->lock >= 0)
        close(w->lock);
    free(w);
    *workspace = NULL;
}
