// SPDX-License-Identifier: Apache-2.0
/* The passphrase is read from the terminal, byte by byte into locked memory: standard input may be a pipe that somebody
 * else wrote, and the C library's buffers are neither locked nor wiped. */
#include "cmd/passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/file.h"

static enum ww_rc read_line(int fd, struct ww_secret *into, size_t *len, struct ww_err *err)
{
    char *room = (char *)ww_secret_bytes(into, NULL), c = '\0';
    *len = 0;
    for (;;) {
        ssize_t n = read(fd, &c, 1);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return ww_fail(err, WW_E_USAGE, "No passphrase was typed.");
        if (c == '\n' || c == '\r')
            break;
        if (*len == WW_PASSPHRASE_MAX)
            return ww_fail(err, WW_E_USAGE, "A passphrase has %d characters at most.", WW_PASSPHRASE_MAX);
        room[(*len)++] = c;
    }
    ww_wipe(&c, sizeof c);
    return *len ? WW_OK : ww_fail(err, WW_E_USAGE, "No passphrase was typed.");
}

static enum ww_rc ask_once(int fd, const char *question, struct ww_secret **out, size_t *len,
                           struct ww_err *err)
{
    struct termios before, quiet;
    struct ww_secret *made = NULL;
    if (tcgetattr(fd, &before) != 0)
        return ww_fail_system(err, errno, "/dev/tty", "could not be asked", "");
    enum ww_rc rc = ww_secret_new(WW_PASSPHRASE_MAX, &made, err);
    if (rc)
        return rc;
    quiet = before;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    quiet.c_lflag |= ICANON;
    if (tcsetattr(fd, TCSAFLUSH, &quiet) != 0)
        rc = ww_fail_system(err, errno, "/dev/tty", "could not be asked without showing what is typed", "");
    if (!rc) {
        dprintf(fd, "%s: ", question);
        rc = read_line(fd, made, len, err);
        tcsetattr(fd, TCSAFLUSH, &before);
        dprintf(fd, "\n");
    }
    if (rc)
        ww_secret_free(&made);
    else
        *out = made;
    return rc;
}

static enum ww_rc check_fresh(int fd, struct ww_secret *first, size_t len, struct ww_err *err)
{
    struct ww_secret *again = NULL;
    size_t again_len = 0;
    if (len < WW_PASSPHRASE_MIN)
        return ww_fail(err, WW_E_USAGE, "A passphrase has %d characters at least; several words are best.",
                       WW_PASSPHRASE_MIN);
    enum ww_rc rc = ask_once(fd, "The same once more", &again, &again_len, err);
    if (!rc &&
        (again_len != len || memcmp(ww_secret_bytes(first, NULL), ww_secret_bytes(again, NULL), len) != 0))
        rc = ww_fail(err, WW_E_USAGE, "The two were not the same. Nothing was changed; try again.");
    ww_secret_free(&again);
    return rc;
}

enum ww_rc ww_passphrase_ask(const char *what, bool fresh, struct ww_secret **out, size_t *len,
                             struct ww_err *err)
{
    struct ww_secret *made = NULL;
    int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return ww_fail(err, WW_E_USAGE,
                       "There is no terminal to ask for the passphrase on. Give the key as --key-file FILE.");
    enum ww_rc rc = ask_once(fd, what, &made, len, err);
    if (!rc && fresh)
        rc = check_fresh(fd, made, *len, err);
    close(fd);
    if (rc)
        ww_secret_free(&made);
    else
        *out = made;
    return rc;
}
