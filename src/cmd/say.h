// SPDX-License-Identifier: Apache-2.0
#ifndef WW_CMD_SAY_H
#define WW_CMD_SAY_H

#include <stdint.h>
#include <stdio.h>

#include "base/str.h"

/* Output that holds words of partners' files: control characters but the line's end become '?', so that no file can
 * drive the reader's terminal. Whether it could be written is asked once, at the end of the program. */
void ww_say_text(FILE *to, struct ww_str text);
void ww_say(FILE *to, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "1 row", "2 rows", "1,234 rows". */
struct ww_counted {
    char text[96];
};
struct ww_counted ww_counted(uint64_t count, const char *one, const char *many);

#endif
