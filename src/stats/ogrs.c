// SPDX-License-Identifier: Apache-2.0
/* OGRS3.
 *
 * Problem. Whether a cohort reoffends more than was to be expected needs what was to be expected, by the scale that its members
 * were chosen with.
 * Method. A logistic model. The rate of sanctioning, ln((1 + previous sanctions) / (10 + years since the first sanction)), times a
 * coefficient, plus one for what the present sanction is, one for age and sex, one for the offence; then the intercept of one year
 * or of two, and the logistic function.
 * Source. Howard et al. (2009); coefficients as the Ministry of Justice published them in code.
 * Conventions. Published copies differ in three places. The coefficients of girls of 10 to 15 are negative in all but one copy,
 * and are so here. "Sexual (not against a child)" is 0.003276327; one copy has ten times as much. One list of offences exchanges
 * the names of drink driving and other motoring; here they are as in the mapping of offence codes.
 * Edge cases. Previous sanctions are not capped, as in the published test cases. */
#include "stats/ogrs.h"

#include <math.h>
#include <stddef.h>

#define YOUNGEST    10 /* the age of criminal responsibility */
#define YEARS_ADDED 10

static const double intercept_one_year = 1.402562384;
static const double intercept_two_years = 2.121705678;
static const double of_sanction_rate = 1.251124464;

static const double of_history[WW_OGRS_HISTORIES] = {
    [WW_OGRS_FIRST_CAUTION] = 0,
    [WW_OGRS_FURTHER_CAUTION] = 0.083100501,
    [WW_OGRS_FIRST_CONVICTION] = 0.126142106,
    [WW_OGRS_CAUTION_AFTER_CONVICTION] = 0.34859587,
    [WW_OGRS_FURTHER_CONVICTION] = 0.463062792,
};

static const struct {
    int from; /* completed years, at the start of the follow-up */
    double male, female;
} of_age[] = {
    {10, 0, -0.785038489},
    {12, 0.083922902, -0.613852078},
    {14, 0.075775765, -0.669521331},
    {16, -0.061594199, -0.959179629},
    {18, -0.625103618, -0.897480934},
    {21, -1.051515067, -1.028488454},
    {25, -1.166679288, -1.052777806},
    {30, -1.325976554, -1.129127959},
    {35, -1.368045933, -1.42187494},
    {40, -1.499690953, -1.524652221},
    {50, -2.025261458, -2.44983716},
};

static const double of_offence[WW_OGRS_OFFENCES] = {
    [WW_OGRS_VIOLENCE] = 0,
    [WW_OGRS_ROBBERY] = -0.634795912,
    [WW_OGRS_PUBLIC_ORDER] = 0.181917975,
    [WW_OGRS_SEXUAL] = 0.003276327,
    [WW_OGRS_SEXUAL_OF_CHILD] = -0.653434071,
    [WW_OGRS_SOLICITING] = 0.760608858,
    [WW_OGRS_BURGLARY_DOMESTIC] = -0.12394352,
    [WW_OGRS_BURGLARY_OTHER] = 0.240604429,
    [WW_OGRS_THEFT] = 0.661244321,
    [WW_OGRS_HANDLING] = 0.351866973,
    [WW_OGRS_FRAUD] = 0.159910192,
    [WW_OGRS_BAIL] = 0.733378677,
    [WW_OGRS_VEHICLE_TAKING] = 0.380059431,
    [WW_OGRS_THEFT_FROM_VEHICLE] = 0.427225615,
    [WW_OGRS_MOTORING] = 0.262228428,
    [WW_OGRS_DRINK_DRIVING] = -0.121439408,
    [WW_OGRS_CRIMINAL_DAMAGE] = 0.204960477,
    [WW_OGRS_DRUG_TRADE] = -0.795556373,
    [WW_OGRS_DRUGS] = 0.077165871,
    [WW_OGRS_OTHER] = -0.060667525,
};

static double logistic(double z)
{
    return 1 / (1 + exp(-z));
}

static double age_term(int age, bool female)
{
    size_t band = sizeof of_age / sizeof of_age[0];
    while (band > 1 && age < of_age[band - 1].from)
        band--;
    return female ? of_age[band - 1].female : of_age[band - 1].male;
}

static bool can_be(const struct ww_ogrs3 *p)
{
    return p->age_at_first_sanction >= YOUNGEST && p->age_at_conviction >= p->age_at_first_sanction &&
           p->age_at_start >= p->age_at_conviction && p->previous_sanctions >= 0 &&
           (unsigned)p->offence < WW_OGRS_OFFENCES && (unsigned)p->history < WW_OGRS_HISTORIES;
}

bool ww_ogrs3(const struct ww_ogrs3 *person, struct ww_ogrs3_scores *out)
{
    if (!can_be(person))
        return false;
    const double years = YEARS_ADDED + person->age_at_conviction - person->age_at_first_sanction;
    const double z = of_sanction_rate * log((1 + (double)person->previous_sanctions) / years) +
                     of_history[person->history] + age_term(person->age_at_start, person->female) +
                     of_offence[person->offence];
    *out = (struct ww_ogrs3_scores){logistic(intercept_one_year + z), logistic(intercept_two_years + z)};
    return true;
}
