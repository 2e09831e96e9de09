// SPDX-License-Identifier: Apache-2.0
/* Kaplan-Meier against R's survival (tests/oracles/survival.R), and against the definition on random lives. */
#include "stats/survival.h"

#include "base/rng.h"
#include "ww_ref.h"

#define DAYS    64
#define PERSONS 200

struct lives {
    uint64_t events[DAYS], censored[DAYS];
    struct ww_survival_step steps[DAYS];
};

static struct ww_survival_step step_of(const double *args)
{
    struct lives lives = {0};
    for (int i = 0; i < (int)args[1]; i++) {
        const double *person = args + 2 + 2 * (size_t)i;
        *((person[1] > 0 ? lives.events : lives.censored) + (size_t)person[0]) += 1;
    }
    ww_survival(lives.events, lives.censored, DAYS, lives.steps);
    return lives.steps[(size_t)args[0]];
}

static double survival(const double *args)
{
    return step_of(args).survival;
}

static double low(const double *args)
{
    return step_of(args).interval.low;
}

static double high(const double *args)
{
    return step_of(args).interval.high;
}

WW_TEST(agrees_with_r)
{
    static const struct ww_ref_function functions[] = {
        {"survival", -1, survival}, {"low", -1, low}, {"high", -1, high}};
    CHECK(ww_ref_check("survival", functions, 3) >= 80);
}

/* The product over the persons themselves, each day asked anew. */
WW_TEST(random_lives_by_the_definition)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (int round = 0; round < 50; round++) {
        struct lives lives = {0};
        size_t day[PERSONS], n = 1 + (size_t)ww_rng_below(&rng, PERSONS);
        bool event[PERSONS];
        for (size_t i = 0; i < n; i++) {
            day[i] = (size_t)ww_rng_below(&rng, DAYS);
            event[i] = ww_rng_below(&rng, 2);
            *((event[i] ? lives.events : lives.censored) + day[i]) += 1;
        }
        ww_survival(lives.events, lives.censored, DAYS, lives.steps);
        double product = 1;
        for (size_t t = 0; t < DAYS; t++) {
            size_t at_risk = 0, happened = 0;
            for (size_t i = 0; i < n; i++) {
                at_risk += day[i] >= t;
                happened += day[i] == t && event[i];
            }
            product *= at_risk ? 1 - (double)happened / (double)at_risk : 1;
            CHECK_U64(lives.steps[t].at_risk, at_risk);
            CHECK_NEAR(lives.steps[t].survival, product, 1e-12);
            CHECK(lives.steps[t].interval.low <= product + 1e-12 &&
                  lives.steps[t].interval.high >= product - 1e-12);
        }
    }
}

WW_TEST(nobody_at_all)
{
    struct lives lives = {0};
    ww_survival(lives.events, lives.censored, DAYS, lives.steps);
    CHECK_NEAR(lives.steps[DAYS - 1].survival, 1.0, 0.0);
    CHECK_U64(lives.steps[0].at_risk, 0);
}
