// SPDX-License-Identifier: Apache-2.0
#ifndef WW_ASSESS_RULES_H
#define WW_ASSESS_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* Rules that turn findings into drafts of recommendations (share/recommendations.json, or a file of that name in the
 * workspace, which takes its place): a condition on the cells of one section's table, and the words to propose where a row
 * meets it. The rules propose; a named person accepts, edits or rejects. */

/* One condition on a cell of the row. A cell without a number or text meets none. */
struct ww_rule_test {
    const char *column;
    bool has_above, has_below;
    double above, below; /* the number is greater, smaller */
    const char *is;      /* the text is just this; NULL = not asked */
    const char *is_not;  /* the text is another; NULL = not asked */
};

#define WW_RULE_TESTS_MAX 6

struct ww_rule {
    const char *id;      /* "busiest-ward": [a-z0-9-]+ */
    const char *section; /* whose table: "areas-ward" */
    const char *row;     /* one row by id; NULL = every plain row */
    struct ww_rule_test tests[WW_RULE_TESTS_MAX];
    size_t n_tests;
    enum {
        WW_RULE_ANY_ROW,
        WW_RULE_PRIORITY_WARD,
        WW_RULE_OTHER_WARD
    } ward;            /* by [wards] priority in settings.ini */
    const char *order; /* column: rows with the largest number first; NULL = as printed */
    size_t most;       /* drafts at most */
    const char *draft; /* "... {row.label} ...": cells of the row, with the filters of table/finding.h */
    const char *group; /* who it is for: "Location delivery group" */
};

struct ww_rules {
    struct ww_rule *items;
    size_t count;
};

/* WW_E_INPUT with the place in the file for whatever is not as it must be. Everything lives in the arena. */
enum ww_rc WW_MUST_CHECK ww_rules_parse(const char *file, struct ww_str text, struct ww_arena *arena,
                                        struct ww_rules *out, struct ww_err *err);

#endif
