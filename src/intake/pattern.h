// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_PATTERN_H
#define WW_INTAKE_PATTERN_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* Patterns of descriptors: POSIX extended expressions, in which \d and \s mean what people expect. Kept small
 * enough that no pattern can take the machine: at most WW_PATTERN_MAX bytes, counts of {m,n} (2 for a '+') that multiply
 * to at most WW_PATTERN_REPEATS, no back references. */
#define WW_PATTERN_MAX     256
#define WW_PATTERN_REPEATS 1000

enum ww_pattern_match {
    WW_PATTERN_WHOLE, /* the whole text must match, as Frictionless has it */
    WW_PATTERN_PART,  /* as it stands; groups keep their numbers */
};

/* NULL when good, else why not (a sentence without capital and full stop). *out is the caller's to regfree. */
const char *ww_pattern_compile(const char *pattern, enum ww_pattern_match match, regex_t *out);

/* Texts of the groups 1..n of the first match (empty for a group that took no part); false = no match. */
#define WW_PATTERN_GROUPS 2
bool ww_pattern_groups(const regex_t *regex, const char *text, struct ww_str groups[WW_PATTERN_GROUPS]);

#endif
