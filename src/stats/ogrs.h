// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_OGRS_H
#define WW_STATS_OGRS_H

#include <stdbool.h>
#include <stdint.h>

/* The Offender Group Reconviction Scale, version 3: the probability of proven reoffending within one and two years of
 * conviction or release, from age, sex, offence and record alone. For checking scores that were supplied, and for what is to
 * be expected of a whole cohort; a partnership must not score people. Pure, O(1). */

enum ww_ogrs_offence {
    WW_OGRS_VIOLENCE,
    WW_OGRS_ROBBERY,
    WW_OGRS_PUBLIC_ORDER,
    WW_OGRS_SEXUAL,          /* not against a child */
    WW_OGRS_SEXUAL_OF_CHILD, /* against a child */
    WW_OGRS_SOLICITING,
    WW_OGRS_BURGLARY_DOMESTIC,
    WW_OGRS_BURGLARY_OTHER,
    WW_OGRS_THEFT, /* not of vehicles */
    WW_OGRS_HANDLING,
    WW_OGRS_FRAUD,
    WW_OGRS_BAIL,
    WW_OGRS_VEHICLE_TAKING,
    WW_OGRS_THEFT_FROM_VEHICLE,
    WW_OGRS_MOTORING,
    WW_OGRS_DRINK_DRIVING,
    WW_OGRS_CRIMINAL_DAMAGE,
    WW_OGRS_DRUG_TRADE, /* import, export, production */
    WW_OGRS_DRUGS,      /* possession, supply */
    WW_OGRS_OTHER,
    WW_OGRS_OFFENCES,
};

/* What the present sanction is, after those before it. */
enum ww_ogrs_history {
    WW_OGRS_FIRST_CAUTION,
    WW_OGRS_FURTHER_CAUTION,  /* never convicted */
    WW_OGRS_FIRST_CONVICTION, /* no sanction before */
    WW_OGRS_CAUTION_AFTER_CONVICTION,
    WW_OGRS_FURTHER_CONVICTION, /* a sanction before */
    WW_OGRS_HISTORIES,
};

struct ww_ogrs3 {
    bool female;
    int age_at_conviction, age_at_first_sanction, age_at_start; /* completed years; start of the follow-up */
    int64_t previous_sanctions; /* cautions, reprimands, warnings, convictions, without the present one */
    enum ww_ogrs_offence offence;
    enum ww_ogrs_history history;
};

struct ww_ogrs3_scores {
    double one_year, two_years; /* probabilities, 0..1 */
};

/* False, and *out untouched, for what cannot be: ages under 10 or out of order, fewer than 0 sanctions, offences or histories not
 * listed. Source: Howard, Francis, Soothill & Humphreys (2009), OGRS 3, Ministry of Justice Research Summary 7/09; coefficients
 * to nine places as published in the Ministry's rsr-calculator (MIT licence). */
bool ww_ogrs3(const struct ww_ogrs3 *person, struct ww_ogrs3_scores *out);

#endif
