// SPDX-License-Identifier: Apache-2.0
#include "sample/spots.h"

#include "ww_test.h"

/* Inside a hexagon with its points up: below the slanting sides and between the upright ones. */
static bool inside(struct ww_bng centre, double side_m, struct ww_spot spot)
{
    double east = fabs(spot.easting_m - centre.easting_m), north = fabs(spot.northing_m - centre.northing_m);
    return east < side_m * sqrt(3.0) / 2 && north < side_m - east / sqrt(3.0);
}

WW_TEST(points_stay_inside_and_cluster)
{
    const struct ww_bng centre = {600123.45, 500678.9};
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (int round = 0; round < 200; round++) {
        struct ww_spots spots = ww_spots_of(centre, 250, &rng);
        int at_busiest = 0, exact = 0;
        for (int i = 0; i < 500; i++) {
            struct ww_spot spot = ww_spot_draw(&spots, ww_rng_next(&rng));
            if (!CHECK(inside(centre, 250, spot)))
                return;
            at_busiest += abs(spot.easting_m - spots.easting_m[0]) <= 16 &&
                          abs(spot.northing_m - spots.northing_m[0]) <= 16;
            for (int k = 0; k < WW_SPOTS; k++)
                if (spot.easting_m == spots.easting_m[k] && spot.northing_m == spots.northing_m[k]) {
                    exact++;
                    break;
                }
        }
        CHECK(at_busiest > 70 && at_busiest < 250); /* 0.75^5 of 500 are 119, and some of neighbours */
        CHECK(exact > 80 && exact < 200);           /* a quarter */
    }
}

/* The spots of an area fill it: their mean is near its centre, their spread that of a hexagon. */
WW_TEST(spots_fill_the_area)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed() + 1);
    double east = 0, north = 0, square = 0;
    const int rounds = 500;
    for (int round = 0; round < rounds; round++) {
        struct ww_spots spots = ww_spots_of((struct ww_bng){1000, 1000}, 250, &rng);
        for (int i = 0; i < WW_SPOTS; i++) {
            double e = spots.easting_m[i] - 1000.0, n = spots.northing_m[i] - 1000.0;
            east += e;
            north += n;
            square += e * e + n * n;
        }
    }
    const double n = rounds * (double)WW_SPOTS;
    CHECK_NEAR(east / n, -0.5, 4); /* rounded down to whole metres */
    CHECK_NEAR(north / n, -0.5, 4);
    CHECK_NEAR(square / n, 5.0 / 12 * 212.5 * 212.5, 500); /* of a hexagon with 85% of the side */
}
