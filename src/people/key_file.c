// SPDX-License-Identifier: Apache-2.0
/* Problem: the key must be somewhere, and not where the sealed things are; and a log that can be rolled back together with
 * the folder it lies in proves nothing.
 *
 * Method: the key file is read straight into locked memory. Whether a path lies in the workspace is asked of the folders
 * themselves, after every link has been followed. Beside the key lies the hash of the last audit row seen; it is written
 * after each change was committed, so it can be older than the log's end but never newer.
 *
 * Edge cases: a key file on a USB stick that cannot be written leaves the mark unwritten, which is said, not passed over; hard
 * links into the workspace are not seen. */
#include "people/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/num.h"

#define KEY_DIGITS ((size_t)2 * WW_KEY_BYTES)

/* --- where ------------------------------------------------------------------------------------------ */

/* The folder a path lies in, all links followed. */
static enum ww_rc real_folder(const char *path, char out[PATH_MAX], struct ww_err *err)
{
    char folder[WW_PATH_MAX];
    const char *base = ww_path_base(path);
    if (realpath(path, out)) { /* the file itself may be a link to somewhere else */
        char *slash = strrchr(out, '/');
        slash[slash == out] = '\0';
        return WW_OK;
    }
    if (!ww_str_copy((struct ww_str){path, (size_t)(base - path)}, folder, sizeof folder))
        return ww_fail(err, WW_E_LIMIT, "The path of the key file is too long.");
    if (!realpath(folder[0] ? folder : ".", out))
        return ww_fail_at(err, WW_E_NOT_FOUND, path, 0, 0,
                          "The folder of this key file is not there (is the drive connected?).");
    return WW_OK;
}

enum ww_rc ww_key_file_outside(const char *workspace, const char *path, struct ww_err *err)
{
    char folder[PATH_MAX], inside[PATH_MAX];
    enum ww_rc rc = real_folder(path, folder, err);
    if (rc)
        return rc;
    if (!realpath(workspace, inside))
        return ww_fail_system(err, errno, workspace, "cannot be looked into", "");
    size_t len = strlen(inside);
    if (strncmp(folder, inside, len) == 0 && (folder[len] == '\0' || folder[len] == '/' || len == 1))
        return ww_fail_at(
            err, WW_E_USAGE, path, 0, 0,
            "This file lies inside the workspace. Keep it elsewhere: whoever copies the folder would have the "
            "key with what it opens.");
    return WW_OK;
}

/* --- the key ---------------------------------------------------------------------------------------- */

static enum ww_rc write_key(int fd, const char *path, struct ww_secret *key, struct ww_err *err)
{
    struct ww_secret *text = NULL;
    enum ww_rc rc = ww_secret_new(KEY_DIGITS + 1, &text,
                                  err); /* the hexadecimal's terminator becomes a line feed */
    if (rc)
        return rc;
    char *digits = (char *)ww_secret_bytes(text, NULL);
    ww_hex(ww_secret_bytes(key, NULL), WW_KEY_BYTES, digits);
    digits[KEY_DIGITS] = '\n';
    if (write(fd, digits, KEY_DIGITS + 1) != (ssize_t)KEY_DIGITS + 1 || fsync(fd) != 0)
        rc = ww_fail_system(err, errno, path, "could not be written", "");
    ww_secret_free(&text);
    return rc;
}

enum ww_rc ww_key_file_make(const char *path, struct ww_secret **out, struct ww_err *err)
{
    struct ww_secret *key = NULL;
    enum ww_rc rc = ww_secret_random(&key, err);
    if (rc)
        return rc;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        rc = errno == EEXIST
                 ? ww_fail_at(err, WW_E_CONFLICT, path, 0, 0, "There is a file of this name already.")
                 : ww_fail_system(err, errno, path, "could not be made", "");
    if (!rc)
        rc = write_key(fd, path, key, err);
    if (fd >= 0 && close(fd) != 0 && !rc)
        rc = ww_fail_system(err, errno, path, "could not be written", "");
    if (rc && fd >= 0)
        unlink(path);
    if (rc)
        ww_secret_free(&key);
    else
        *out = key;
    return rc;
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static enum ww_rc fail_key(const char *path, struct ww_err *err)
{
    return ww_fail_at(err, WW_E_INPUT, path, 0, 0,
                      "This is no key file: it must hold %zu hexadecimal digits and nothing else.",
                      KEY_DIGITS);
}

static enum ww_rc read_key(int fd, const char *path, struct ww_secret *key, struct ww_err *err)
{
    struct ww_secret *text = NULL;
    enum ww_rc rc = ww_secret_new(KEY_DIGITS + 2, &text, err);
    if (rc)
        return rc;
    char *digits = (char *)ww_secret_bytes(text, NULL);
    uint8_t *bytes = ww_secret_bytes(key, NULL);
    ssize_t len = read(fd, digits, KEY_DIGITS + 2);
    if (len < 0)
        rc = ww_fail_system(err, errno, path, "could not be read", "");
    else if ((size_t)len < KEY_DIGITS || (size_t)len > KEY_DIGITS + 1 ||
             ((size_t)len > KEY_DIGITS && digits[KEY_DIGITS] != '\n'))
        rc = fail_key(path, err);
    for (size_t i = 0; !rc && i < WW_KEY_BYTES; i++) {
        int high = digit_of(digits[2 * i]), low = digit_of(digits[2 * i + 1]);
        if (high < 0 || low < 0)
            rc = fail_key(path, err);
        else
            bytes[i] = (uint8_t)(high << 4 | low);
    }
    ww_secret_free(&text);
    return rc;
}

static enum ww_rc check_owner(int fd, const char *path, struct ww_err *err)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return ww_fail_system(err, errno, path, "could not be read", "");
    if (info.st_mode & (S_IRWXG | S_IRWXO))
        return ww_fail_at(
            err, WW_E_INPUT, path, 0, 0,
            "Others than its owner may read or write this key file. Change that ('chmod 600') and consider "
            "a new key ('watchward vault rekey').");
    return WW_OK;
}

enum ww_rc ww_key_file_read(const char *path, struct ww_secret **out, struct ww_err *err)
{
    struct ww_secret *key = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return ww_fail_at(
            err, WW_E_NOT_FOUND, path, 0, 0,
            "The key file is not there. If it is lost, bring back the copy that the partnership keeps: without "
            "the key nobody can open the vault, and there is no other way in.");
    if (fd < 0)
        return ww_fail_system(err, errno, path, "could not be opened", "");
    enum ww_rc rc = check_owner(fd, path, err);
    if (!rc)
        rc = ww_secret_new(WW_KEY_BYTES, &key, err);
    if (!rc)
        rc = read_key(fd, path, key, err);
    close(fd);
    if (rc)
        ww_secret_free(&key);
    else
        *out = key;
    return rc;
}

/* --- the end of the audit log ------------------------------------------------------------------------ */

#define MARK_DIGITS 12

enum ww_rc ww_head_file_name(const char *beside, const uint8_t salt[WW_SALT_BYTES], char out[WW_PATH_MAX],
                             struct ww_err *err)
{
    uint8_t hash[WW_SHA256_BYTES];
    char digits[WW_SHA256_HEX];
    if (ww_sha256_of(salt, WW_SALT_BYTES, hash) != WW_OK)
        return ww_fail_nomem(err);
    ww_hex(hash, sizeof hash, digits);
    int len = snprintf(out, WW_PATH_MAX, "%s.audit-%.*s", beside, MARK_DIGITS, digits);
    return len > 0 && len < WW_PATH_MAX ? WW_OK
                                        : ww_fail(err, WW_E_LIMIT, "The path of the key file is too long.");
}

static bool is_hash(struct ww_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (digit_of(text.ptr[i]) < 0)
            return false;
    return text.len == 64;
}

enum ww_rc ww_head_file_read(const char *path, bool *known, struct ww_audit_mark *out, struct ww_err *err)
{
    struct ww_buf buf = {.max = 1000};
    struct ww_str rest, number = {0}, hash = {0};
    *known = ww_file_exists(path);
    if (!*known)
        return WW_OK;
    enum ww_rc rc = ww_file_read(path, &buf, err);
    rest = ww_str_trim(ww_buf_view(&buf));
    if (!rc && (!ww_str_cut(&rest, ' ', &number) || !ww_str_cut(&rest, '\n', &hash) || rest.len ||
                !ww_parse_i64(number, &out->number) || !is_hash(hash)))
        rc = ww_fail_at(
            err, WW_E_DAMAGED, path, 0, 0,
            "The remembered end of the audit log is not as it was written. Restore the file from a backup; "
            "'watchward vault close' gives it up, and logs that it did.");
    if (!rc)
        ww_str_copy(hash, out->hash, sizeof out->hash);
    ww_buf_free(&buf);
    return rc;
}

enum ww_rc ww_head_file_write(const char *path, const struct ww_audit_mark *mark, struct ww_err *err)
{
    char text[128];
    int len = snprintf(text, sizeof text, "%lld %s\n", (long long)mark->number, mark->hash);
    return ww_file_write(path, (struct ww_str){text, (size_t)len}, err);
}

enum ww_rc ww_head_file_remove(const char *path, struct ww_err *err)
{
    if (unlink(path) != 0 && errno != ENOENT)
        return ww_fail_system(err, errno, path, "could not be removed", "");
    return WW_OK;
}
