// SPDX-License-Identifier: Apache-2.0
#ifndef WW_SAMPLE_TABLES_H
#define WW_SAMPLE_TABLES_H

#include <stdint.h>

#include "base/err.h"
#include "sample/facts.h"

/* The two wide tables: residents by area, sex and age band; offences of the whole force by type and month. */

/* Adds the file's size to *bytes. */
enum ww_rc WW_MUST_CHECK ww_sample_write_population(const struct ww_sample_facts *facts, uint64_t seed,
                                                    const char *folder, const char *name, uint64_t *bytes,
                                                    struct ww_err *err);

/* counts[year][type * WW_SAMPLE_MONTHS + month]: the partnership's own, which the force's include. */
struct ww_force_request {
    const struct ww_sample_facts *facts;
    uint32_t *const *counts;
    uint64_t seed;
    uint32_t scale;
    const char *folder;
    const char *name;
};
enum ww_rc WW_MUST_CHECK ww_sample_write_force(const struct ww_force_request *request, uint64_t *bytes,
                                               struct ww_err *err);

#endif
