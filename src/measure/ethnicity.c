// SPDX-License-Identifier: Apache-2.0
/* Ethnic groups, so that two lists of words can be compared.
 *
 * Problem. A census has nineteen groups that people chose for themselves, the police six that an officer chose, a service
 * as many as its form. A rate needs one list for both its parts.
 * Method. Each text goes to one of the five groups of the harmonised list, by how it begins.
 * Source. Government Statistical Service, ethnicity harmonised standard for England and Wales; groups in its order.
 * Conventions. Chinese is Asian, as in the standard since 2011; Arab and Middle Eastern are Other; Gypsy, Roma and Irish
 * Traveller are White.
 * Edge cases. What begins like none of these is not counted in any group, and a measure says how many. */
#include "measure/ethnicity.h"

const char *const ww_ethnicity_labels[WW_ETHNIC_GROUPS] = {
    [WW_ETHNIC_ASIAN] = "Asian or Asian British",
    [WW_ETHNIC_BLACK] = "Black, Black British, Caribbean or African",
    [WW_ETHNIC_MIXED] = "Mixed or multiple ethnic groups",
    [WW_ETHNIC_WHITE] = "White",
    [WW_ETHNIC_OTHER] = "Other ethnic group",
};

/* The first that fits is taken, so "any other asian" stands before "any other". */
static const struct {
    const char *starts;
    enum ww_ethnicity group;
} beginnings[] = {
    {"asian", WW_ETHNIC_ASIAN},
    {"indian", WW_ETHNIC_ASIAN},
    {"pakistani", WW_ETHNIC_ASIAN},
    {"bangladeshi", WW_ETHNIC_ASIAN},
    {"chinese", WW_ETHNIC_ASIAN},
    {"south asian", WW_ETHNIC_ASIAN},
    {"any other asian", WW_ETHNIC_ASIAN},
    {"other asian", WW_ETHNIC_ASIAN},
    {"black", WW_ETHNIC_BLACK},
    {"african", WW_ETHNIC_BLACK},
    {"caribbean", WW_ETHNIC_BLACK},
    {"any other black", WW_ETHNIC_BLACK},
    {"other black", WW_ETHNIC_BLACK},
    {"mixed", WW_ETHNIC_MIXED},
    {"multiple", WW_ETHNIC_MIXED},
    {"any other mixed", WW_ETHNIC_MIXED},
    {"white", WW_ETHNIC_WHITE},
    {"gypsy", WW_ETHNIC_WHITE},
    {"roma", WW_ETHNIC_WHITE},
    {"irish", WW_ETHNIC_WHITE},
    {"any other white", WW_ETHNIC_WHITE},
    {"other white", WW_ETHNIC_WHITE},
    {"arab", WW_ETHNIC_OTHER},
    {"middle eastern", WW_ETHNIC_OTHER},
    {"any other", WW_ETHNIC_OTHER},
    {"other", WW_ETHNIC_OTHER},
};

int ww_ethnicity_of(struct ww_str text)
{
    text = ww_str_trim(text);
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        struct ww_str starts = ww_str_of(beginnings[i].starts);
        if (text.len >= starts.len && ww_str_eq_nocase((struct ww_str){text.ptr, starts.len}, starts))
            return (int)beginnings[i].group;
    }
    return -1;
}

static int32_t group_key(void *context, struct ww_str text)
{
    int group = ww_ethnicity_of(text);
    (void)context;
    return group < 0 ? WW_ETHNIC_GROUPS : group;
}

struct ww_cube_dim ww_ethnicity_dim(const char *field)
{
    return (struct ww_cube_dim){.by = WW_BY_TEXT,
                                .role = WW_ROLE_ATTRIBUTE,
                                .field = field,
                                .size = WW_ETHNIC_GROUPS + 1,
                                .missing_key = WW_ETHNIC_GROUPS,
                                .key = group_key};
}

static bool counts_groups(const struct ww_ask *ask)
{
    return ww_view_has_role(ask->view, WW_ROLE_AREA) && ww_view_has_role(ask->view, WW_ROLE_VALUE);
}

enum ww_rc ww_ethnic_residents_read(const struct ww_ask *ask, struct ww_table *table,
                                    struct ww_ethnic_residents *out, struct ww_err *err)
{
    struct ww_ask other;
    struct ww_cube_spec spec;
    struct ww_cube cube;
    struct ww_ethnic_residents found = {0};
    enum ww_rc rc = ww_ask_other(ask, "population-ethnicity", counts_groups, &other, err);
    if (rc)
        return rc;
    struct ww_question question =
        *ask->question; /* its conditions are about the records, not about residents */
    question.n_where = 0;
    other.question = &question;
    rc = ww_ask_spec(&other, &spec, err);
    if (rc)
        return rc;
    spec.dims[spec.n_dims++] = ww_ethnicity_dim("ethnicity");
    rc = ww_cube_count(other.view, &spec, ww_context_threads(ask->context), &cube, err);
    if (rc)
        return rc;
    if (table)
        ww_ask_note_used(&other, cube.used_by_extract, table);
    for (size_t g = 0; g < WW_ETHNIC_GROUPS; g++) {
        found.count[g] = cube.counts[g];
        found.total += cube.counts[g];
    }
    ww_cube_free(&cube);
    if (!found.total)
        return ww_fail(err, WW_E_NOT_FOUND, "%s has no residents by ethnic group of %s.",
                       other.record->source, ask->area);
    found.source = other.record->source;
    *out = found;
    return WW_OK;
}
