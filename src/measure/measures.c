// SPDX-License-Identifier: Apache-2.0
#include "measure/measure.h"

#include "base/str.h"

/* One line a measure; each is defined in the file of its name. */
extern const struct ww_measure ww_measure_volume;
extern const struct ww_measure ww_measure_change;
extern const struct ww_measure ww_measure_share;
extern const struct ww_measure ww_measure_multi;
extern const struct ww_measure ww_measure_together;
extern const struct ww_measure ww_measure_services;
extern const struct ww_measure ww_measure_marac;
extern const struct ww_measure ww_measure_seasons;
extern const struct ww_measure ww_measure_outcomes;
extern const struct ww_measure ww_measure_flags;
extern const struct ww_measure ww_measure_flag_types;
extern const struct ww_measure ww_measure_cost;
extern const struct ww_measure ww_measure_harm;
extern const struct ww_measure ww_measure_voice;
extern const struct ww_measure ww_measure_victims;
extern const struct ww_measure ww_measure_repeats;
extern const struct ww_measure ww_measure_repeat_victims;
extern const struct ww_measure ww_measure_products;
extern const struct ww_measure ww_measure_suspects;
extern const struct ww_measure ww_measure_residence;
extern const struct ww_measure ww_measure_offenders;
extern const struct ww_measure ww_measure_reoffending;
extern const struct ww_measure ww_measure_prolific;
extern const struct ww_measure ww_measure_drug_tests;
extern const struct ww_measure ww_measure_cohort;
extern const struct ww_measure ww_measure_needs;
extern const struct ww_measure ww_measure_cohort_outcomes;
extern const struct ww_measure ww_measure_eligible;
extern const struct ww_measure ww_measure_overlap;
extern const struct ww_measure ww_measure_leads;
extern const struct ww_measure ww_measure_duplicates;
extern const struct ww_measure ww_measure_prevalence;
extern const struct ww_measure ww_measure_activities;
extern const struct ww_measure ww_measure_referrals;
extern const struct ww_measure ww_measure_concentration;
extern const struct ww_measure ww_measure_areas;
extern const struct ww_measure ww_measure_rates;
extern const struct ww_measure ww_measure_ward;
extern const struct ww_measure ww_measure_ranks;
extern const struct ww_measure ww_measure_sources_by_area;
extern const struct ww_measure ww_measure_agreement;
extern const struct ww_measure ww_measure_asb_wards;
extern const struct ww_measure ww_measure_rhythm;
extern const struct ww_measure ww_measure_dayparts;
extern const struct ww_measure ww_measure_near_repeat;
extern const struct ww_measure ww_measure_hotspots;
extern const struct ww_measure ww_measure_vulnerability;
extern const struct ww_measure ww_measure_compare;
extern const struct ww_measure ww_measure_priorities;
extern const struct ww_measure ww_measure_weights;

const struct ww_measure *const ww_measures[] = {
    &ww_measure_volume,
    &ww_measure_change,
    &ww_measure_share,
    &ww_measure_multi,
    &ww_measure_together,
    &ww_measure_services,
    &ww_measure_marac,
    &ww_measure_seasons,
    &ww_measure_outcomes,
    &ww_measure_flags,
    &ww_measure_flag_types,
    &ww_measure_cost,
    &ww_measure_harm,
    &ww_measure_voice,
    &ww_measure_victims,
    &ww_measure_repeats,
    &ww_measure_repeat_victims,
    &ww_measure_products,
    &ww_measure_suspects,
    &ww_measure_residence,
    &ww_measure_offenders,
    &ww_measure_reoffending,
    &ww_measure_prolific,
    &ww_measure_drug_tests,
    &ww_measure_cohort,
    &ww_measure_needs,
    &ww_measure_cohort_outcomes,
    &ww_measure_eligible,
    &ww_measure_overlap,
    &ww_measure_leads,
    &ww_measure_duplicates,
    &ww_measure_prevalence,
    &ww_measure_referrals,
    &ww_measure_activities,
    &ww_measure_concentration,
    &ww_measure_areas,
    &ww_measure_rates,
    &ww_measure_sources_by_area,
    &ww_measure_agreement,
    &ww_measure_asb_wards,
    &ww_measure_ward,
    &ww_measure_ranks,
    &ww_measure_rhythm,
    &ww_measure_dayparts,
    &ww_measure_near_repeat,
    &ww_measure_hotspots,
    &ww_measure_vulnerability,
    &ww_measure_compare,
    &ww_measure_priorities,
    &ww_measure_weights,
};
const size_t ww_measures_count = sizeof ww_measures / sizeof ww_measures[0];

const struct ww_measure *ww_measure_find(const char *name)
{
    for (size_t i = 0; i < ww_measures_count; i++)
        if (ww_str_eqz(ww_str_of(name), ww_measures[i]->name))
            return ww_measures[i];
    return NULL;
}
