// SPDX-License-Identifier: Apache-2.0
#ifndef WW_SAMPLE_PLAN_H
#define WW_SAMPLE_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "sample/facts.h"

enum ww_sample_outcome {
    WW_OUTCOME_NOT_DETECTED,
    WW_OUTCOME_DETECTED,
    WW_OUTCOME_LOCAL,
    WW_OUTCOME_OTHER,
    WW_OUTCOME_OPEN,
    WW_OUTCOMES
};
extern const char *const ww_sample_outcome_names[WW_OUTCOMES]; /* of the vocabulary crime-records-outcome */

#define WW_NO_PATTERN UINT16_MAX

/* One offence, as far as any published figure reaches. */
struct ww_sample_record {
    int32_t day;
    uint16_t lsoa;
    uint16_t pattern; /* of flags, or WW_NO_PATTERN */
    uint8_t type;
    uint8_t outcome;
};

/* The offences of a year, July to June, in order of day. */
struct ww_sample_plan {
    struct ww_sample_record *records;
    size_t count;
    uint32_t (*by_type)[WW_SAMPLE_MONTHS]; /* n_types */
};

/* Same facts, year and seed: same plan. Cost: about 30 ms. Free after WW_OK. */
enum ww_rc WW_MUST_CHECK ww_sample_plan_year(const struct ww_sample_facts *facts, size_t year, uint64_t seed,
                                             struct ww_sample_plan *out, struct ww_err *err);
void ww_sample_plan_free(struct ww_sample_plan *plan);

#endif
