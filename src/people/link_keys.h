// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PEOPLE_LINK_KEYS_H
#define WW_PEOPLE_LINK_KEYS_H

#include "people/link_model.h"
#include "people/link_records.h"

/* The keys of rules as columns of codes: two records agree in a key when their codes are equal and not 0. Whole values use
 * the field's own codes; a prefix, a year or a sound gets codes of its own, once for each distinct value. */

struct ww_rule_keys {
    const uint32_t *columns[WW_LINK_KEYS_MAX]; /* a record each */
    size_t n;
};

struct ww_link_keys {
    struct ww_rule_keys rules[WW_LINK_RULES_MAX];
    size_t n_rules;
    struct made {
        const struct ww_link_key *key;
        uint32_t *codes;
    } made[WW_LINK_RULES_MAX * WW_LINK_KEYS_MAX];
    size_t n_made;
};

/* WW_E_USAGE for a field the records do not have. Free with ww_link_keys_free, after a failure too. */
enum ww_rc WW_MUST_CHECK ww_link_keys_make(const struct ww_link_records *records,
                                           const struct ww_link_rule *rules, size_t n_rules,
                                           struct ww_link_keys *out, struct ww_err *err);
void ww_link_keys_free(struct ww_link_keys *keys);

static inline bool ww_link_keys_agree(const struct ww_rule_keys *rule, uint32_t a, uint32_t b)
{
    for (size_t k = 0; k < rule->n; k++)
        if (!rule->columns[k][a] || rule->columns[k][a] != rule->columns[k][b])
            return false;
    return true;
}

#endif
