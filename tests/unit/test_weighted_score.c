// SPDX-License-Identifier: Apache-2.0
#include "stats/weighted_score.h"

#include "ww_test.h"

/* Three things by three criteria. By hand: equal weights give (100 + 20 + 0) / 3 = 40, (50 + 100 + 30) / 3 = 60 and,
 * the third criterion missing, (10 + 50) / 2 = 30. */
static const double scaled[] = {100, 20, 0, 50, 100, 30, 10, 50, 0};
static const bool given[] = {true, true, true, true, true, true, true, true, false};

WW_TEST(scores_by_hand)
{
    const double weights[] = {1, 1, 1};
    const struct ww_criteria_matrix m = {3, 3, scaled, given, weights};
    struct ww_weighted_score s[3];
    ww_weighted_scores(&m, s);
    CHECK_NEAR(s[0].score, 40, 1e-12);
    CHECK_NEAR(s[1].score, 60, 1e-12);
    CHECK_NEAR(s[2].score, 30, 1e-12);
    CHECK_NEAR(s[2].covered, 2.0 / 3, 1e-12);
    CHECK_INT((int)s[0].rank, 2);
    CHECK_INT((int)s[1].rank, 1);
    CHECK_INT((int)s[2].rank, 3);
    /* Without the first criterion: 10, 65, 50. Without the second: 50, 40, 10. Twice the first: 55, 57.5, 23.3. */
    CHECK_INT((int)s[0].best, 1);
    CHECK_INT((int)s[0].worst, 3);
    CHECK_INT((int)s[1].best, 1);
    CHECK_INT((int)s[1].worst, 2);
    CHECK_INT((int)s[2].best, 2);
    CHECK_INT((int)ww_weighted_moved(&m, s, 1, 1),
              1); /* the first place goes to another without the second */
    CHECK_INT((int)ww_weighted_moved(&m, s, 0, 1), 0);
}

WW_TEST(weights_count)
{
    const double weights[] = {3, 0, 0};
    const struct ww_criteria_matrix m = {3, 3, scaled, given, weights};
    struct ww_weighted_score s[3];
    ww_weighted_scores(&m, s);
    CHECK_NEAR(s[0].score, 100, 1e-12);
    CHECK_INT((int)s[0].rank, 1);
    CHECK_NEAR(s[2].covered, 1, 1e-12);
    CHECK_INT((int)s[0].worst, 1); /* with the only weight left out all score 0 and share rank 1 */
}

WW_TEST(ties_share_the_better_rank)
{
    const double same[] = {50, 50, 10};
    const bool all[] = {true, true, true};
    const double weights[] = {1};
    struct ww_weighted_score s[3];
    ww_weighted_scores(&(struct ww_criteria_matrix){3, 1, same, all, weights}, s);
    CHECK_INT((int)s[0].rank, 1);
    CHECK_INT((int)s[1].rank, 1);
    CHECK_INT((int)s[2].rank, 3);
}

WW_TEST(nothing_measured)
{
    const double zero[] = {0};
    const bool none[] = {false};
    const double weights[] = {1};
    struct ww_weighted_score s[1];
    ww_weighted_scores(&(struct ww_criteria_matrix){1, 1, zero, none, weights}, s);
    CHECK_NEAR(s[0].score, 0, 0);
    CHECK_NEAR(s[0].covered, 0, 0);
    CHECK_INT((int)s[0].rank, 1);
}
