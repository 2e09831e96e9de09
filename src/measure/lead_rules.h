// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_LEAD_RULES_H
#define WW_MEASURE_LEAD_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* Which agency leads for a person on several cohorts: rules that the partnership owns (lead-agency.json), the first that fits
 * decides. */

#define WW_LEAD_RULES_MAX 64
#define WW_LEAD_WITH_MAX  8

struct ww_lead_rule {
    const char *id;                     /* small letters, digits and hyphens */
    const char *cohort;                 /* the source whose people it is about */
    const char *with[WW_LEAD_WITH_MAX]; /* other cohorts that the person must be on as well */
    size_t n_with;
    int32_t under;      /* years: only people known to be younger; 0 = of any age */
    const char *lead;   /* the agency */
    const char *reason; /* in words */
};

struct ww_lead_rules {
    struct ww_lead_rule items[WW_LEAD_RULES_MAX];
    size_t count;
};

/* Texts live in the arena. file: for messages. WW_E_INPUT says what is wrong and where. */
enum ww_rc WW_MUST_CHECK ww_lead_rules_parse(const char *file, struct ww_str text, struct ww_arena *arena,
                                             struct ww_lead_rules *out, struct ww_err *err);

#endif
