// SPDX-License-Identifier: Apache-2.0
#ifndef WW_BASE_ERR_H
#define WW_BASE_ERR_H

#include <stdint.h>

/* What a fallible function returns. Zero is success; every other value says whose problem it is,
 * and maps to one exit code of the program (ww_rc_exit_code). */
enum ww_rc {
    WW_OK = 0,
    WW_E_INPUT,     /* a partner's file or a setting is not as it must be: refused, nothing changed */
    WW_E_USAGE,     /* the caller asked for something that does not exist or does not fit together */
    WW_E_NOT_FOUND, /* the thing named is not in the workspace */
    WW_E_CONFLICT,  /* somebody else changed or holds it */
    WW_E_DAMAGED,   /* the workspace is not what it says it is (hash, catalogue, format) */
    WW_E_LIMIT,     /* a stated maximum was reached */
    WW_E_IO,        /* the operating system refused (disk full, permissions) */
    WW_E_NOMEM,
};

#define WW_MUST_CHECK __attribute__((warn_unused_result))

/* What a person reads about a failure: what is wrong, where, what to do. Filled by the function that
 * found the problem; callers pass it through untouched. line and column count from 1; 0 = not known. */
struct ww_err {
    enum ww_rc rc;
    uint64_t line;
    uint64_t column;
    char source[256];  /* file, setting or object; "" when none */
    char message[768]; /* plain English, one or two sentences, no trailing newline */
};

/* Sets *err (may be NULL) and returns rc, so a caller writes: return ww_fail(err, WW_E_IO, "..."); */
enum ww_rc ww_fail(struct ww_err *err, enum ww_rc rc, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with a place: file, line, column (0 = not known). */
enum ww_rc ww_fail_at(struct ww_err *err, enum ww_rc rc, const char *source, uint64_t line, uint64_t column,
                      const char *format, ...) __attribute__((format(printf, 6, 7)));

/* Out of memory, said the one way. */
enum ww_rc ww_fail_nomem(struct ww_err *err);

/* "source:line:column: message", with the parts that are known. Always terminated. */
void ww_err_print(const struct ww_err *err, char *out, uint64_t out_size);

/* 0 good, 1 the input was refused, 2 wrong use, 3 the workspace is damaged. */
int ww_rc_exit_code(enum ww_rc rc);

#endif
