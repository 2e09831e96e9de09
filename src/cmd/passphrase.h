// SPDX-License-Identifier: Apache-2.0
#ifndef WW_CMD_PASSPHRASE_H
#define WW_CMD_PASSPHRASE_H

#include <stdbool.h>

#include "people/secret.h"

#define WW_PASSPHRASE_MIN 12
#define WW_PASSPHRASE_MAX 1000

/* Asks on the terminal itself, without showing what is typed, straight into secret memory; *len without the line's end.
 * `fresh`: for a new key, so it is asked for twice and must have WW_PASSPHRASE_MIN characters. WW_E_USAGE where there is no
 * terminal: a passphrase is never taken from an argument, a pipe or the environment. */
enum ww_rc WW_MUST_CHECK ww_passphrase_ask(const char *what, bool fresh, struct ww_secret **out, size_t *len,
                                           struct ww_err *err);

#endif
