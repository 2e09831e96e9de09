// SPDX-License-Identifier: Apache-2.0
#include "base/rng.h"

#include "ww_test.h"

__extension__ typedef unsigned __int128 u128;

/* The sequence of the authors' C code from the state {1, 2, 3, 4}, as in the tests of Rust's rand_xoshiro. */
WW_TEST(xoshiro_reference_vector)
{
    static const uint64_t expected[] = {
        11520,
        0,
        1509978240,
        UINT64_C(1215971899390074240),
        UINT64_C(1216172134540287360),
        UINT64_C(607988272756665600),
        UINT64_C(16172922978634559625),
        UINT64_C(8476171486693032832),
        UINT64_C(10595114339597558777),
        UINT64_C(2904607092377533576),
    };
    struct ww_rng rng = {{1, 2, 3, 4}};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        CHECK_U64(ww_rng_next(&rng), expected[i]);
}

/* splitmix64 from 1477776061723855037, from the same tests: they are the four words of the state. */
WW_TEST(seeding_is_splitmix64)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, UINT64_C(1477776061723855037));
    CHECK_U64(rng.state[0], UINT64_C(1985237415132408290));
    CHECK_U64(rng.state[1], UINT64_C(2979275885539914483));
    CHECK_U64(rng.state[2], UINT64_C(13511426838097143398));
    CHECK_U64(rng.state[3], UINT64_C(8488337342461049707));
}

/* What Lemire's method means, by plain division: of the 2^64 draws the first 2^64 mod bound of each bucket's
 * scale are thrown away, always computed. */
static uint64_t naive_below(struct ww_rng *rng, uint64_t bound)
{
    uint64_t excess = (uint64_t)(((u128)1 << 64) % bound);
    for (;;) {
        u128 scaled = (u128)ww_rng_next(rng) * bound;
        u128 two64 = (u128)1 << 64;
        if (scaled % two64 >= excess)
            return (uint64_t)(scaled / two64);
    }
}

WW_TEST(bounded_against_plain_division)
{
    struct ww_rng draw;
    ww_rng_seed(&draw, ww_test_seed());
    unsigned long wrong = 0;
    for (int i = 0; i < 200000; i++) {
        uint64_t bound = ww_rng_next(&draw) >> (ww_rng_next(&draw) & 63);
        bound += bound == 0;
        struct ww_rng a = ww_rng_split(ww_test_seed(), (uint64_t)i), b = a;
        for (int k = 0; k < 4; k++) {
            uint64_t got = ww_rng_below(&a, bound);
            wrong += got != naive_below(&b, bound) || got >= bound;
        }
        wrong += memcmp(&a, &b, sizeof a) != 0;
    }
    CHECK_INT(wrong, 0);
    CHECK_INT(ww_rng_below(&draw, 0), 0);
    CHECK_INT(ww_rng_below(&draw, 1), 0);
}

/* A generator whose next draw is x: next() is a function of the second word that can be turned round. */
static struct ww_rng drawing(uint64_t x)
{
    uint64_t word = x * UINT64_C(0x8E38E38E38E38E39); /* the inverse of 9 */
    word = word >> 7 | word << 57;
    return (struct ww_rng){{1, word * UINT64_C(0xCCCCCCCCCCCCCCCD), 2, 3}}; /* the inverse of 5 */
}

/* The draws on either side of the line between thrown away and kept, which chance would never meet. */
WW_TEST(bounded_at_the_line)
{
    struct ww_rng draw;
    ww_rng_seed(&draw, ww_test_seed());
    unsigned long wrong = 0, thrown = 0;
    for (int i = 0; i < 100000; i++) {
        uint64_t bound = (ww_rng_next(&draw) >> (i & 63)) | 1, inverse = bound;
        for (int k = 0; k < 6; k++)
            inverse *= 2 - bound * inverse; /* Newton: each step doubles the bits that are right */
        uint64_t excess = (uint64_t)(((u128)1 << 64) % bound);
        for (uint64_t low = excess - 2; low != excess + 3; low++) {
            struct ww_rng a = drawing(low * inverse), b = a;
            struct ww_rng shown = a;
            wrong += ww_rng_next(&shown) != low * inverse;
            wrong += ww_rng_below(&a, bound) != naive_below(&b, bound) || memcmp(&a, &b, sizeof a) != 0;
            thrown += low < excess;
        }
    }
    CHECK_INT(wrong, 0);
    CHECK(thrown > 100000);
}

/* With the bound 3 * 2^62 a modulo would give the lowest third twice as often as the others. */
WW_TEST(large_bounds_are_not_biased)
{
    enum { DRAWS = 300000 };
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    double thirds[3] = {0};
    for (int i = 0; i < DRAWS; i++)
        thirds[ww_rng_below(&rng, UINT64_C(3) << 62) >> 62]++;
    for (int i = 0; i < 3; i++)
        CHECK_NEAR(thirds[i], DRAWS / 3.0, 6 * sqrt(DRAWS * 2.0 / 9));
}

WW_TEST(dice_are_fair)
{
    enum { DRAWS = 600000 };
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    double faces[6] = {0};
    for (int i = 0; i < DRAWS; i++)
        faces[ww_rng_below(&rng, 6)]++;
    for (int i = 0; i < 6; i++)
        CHECK_NEAR(faces[i], DRAWS / 6.0, 6 * sqrt(DRAWS * 5.0 / 36));
}

WW_TEST(unit_is_half_open_and_even)
{
    enum { DRAWS = 1000000 };
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    double sum = 0, squares = 0, least = 1, most = 0;
    for (int i = 0; i < DRAWS; i++) {
        double u = ww_rng_unit(&rng);
        sum += u;
        squares += u * u;
        least = fmin(least, u);
        most = fmax(most, u);
    }
    CHECK(least >= 0 && least < 1e-4);
    CHECK(most < 1 && most > 1 - 1e-4);
    CHECK_NEAR(sum / DRAWS, 0.5, 6 * sqrt(1.0 / 12 / DRAWS));
    CHECK_NEAR(squares / DRAWS, 1.0 / 3, 6 * sqrt(4.0 / 45 / DRAWS));
    struct ww_rng top = {{0, UINT64_MAX, 0, 0}}; /* next() is a function of the second word only */
    uint64_t x = ww_rng_next(&(struct ww_rng){{0, UINT64_MAX, 0, 0}});
    CHECK_NEAR(ww_rng_unit(&top), (double)(x >> 11) / 9007199254740992.0, 0);
}

/* Moments, and the share below ten points of the distribution function, which erf gives. */
WW_TEST(normal_is_normal)
{
    enum { DRAWS = 2000000, POINTS = 13 };
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    double below[POINTS] = {0}, power[5] = {0};
    for (int i = 0; i < DRAWS; i++) {
        double z = ww_rng_normal(&rng);
        double p = 1;
        for (int k = 1; k <= 4; k++)
            power[k] += p *= z;
        for (int k = 0; k < POINTS; k++)
            below[k] += z < (k - 6) * 0.6;
    }
    CHECK_NEAR(power[1] / DRAWS, 0, 6 * sqrt(1.0 / DRAWS));
    CHECK_NEAR(power[2] / DRAWS, 1, 6 * sqrt(2.0 / DRAWS));
    CHECK_NEAR(power[3] / DRAWS, 0, 6 * sqrt(15.0 / DRAWS));
    CHECK_NEAR(power[4] / DRAWS, 3, 6 * sqrt(96.0 / DRAWS));
    for (int k = 0; k < POINTS; k++) {
        double share = 0.5 * erfc(-(k - 6) * 0.6 / sqrt(2));
        CHECK_NEAR(below[k] / DRAWS, share, 6 * sqrt(share * (1 - share) / DRAWS));
    }
}

WW_TEST(streams_share_no_state)
{
    enum { STREAMS = 1000 };
    static struct ww_rng rng[STREAMS];
    for (uint64_t i = 0; i < STREAMS; i++)
        rng[i] = ww_rng_split(ww_test_seed(), i);
    unsigned long shared = 0;
    for (int i = 0; i < STREAMS; i++)
        for (int j = 0; j < i; j++)
            for (int k = 0; k < 16; k++)
                shared += rng[i].state[k / 4] == rng[j].state[k % 4];
    CHECK_INT(shared, 0);
    struct ww_rng plain, again = ww_rng_split(ww_test_seed(), 7);
    ww_rng_seed(&plain, ww_test_seed());
    CHECK(memcmp(&plain, &rng[0], sizeof plain) != 0);
    CHECK(memcmp(&again, &rng[7], sizeof again) == 0);
    /* The first draws of all streams together are as even as those of one. */
    double sum = 0;
    for (int i = 0; i < STREAMS; i++)
        sum += ww_rng_unit(&rng[i]);
    CHECK_NEAR(sum / STREAMS, 0.5, 6 * sqrt(1.0 / 12 / STREAMS));
}

/* All 24 orders of four items come equally often. */
WW_TEST(shuffles_are_fair)
{
    enum { DRAWS = 240000 };
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    static double seen[256];
    for (int i = 0; i < DRAWS; i++) {
        unsigned char items[4] = {0, 1, 2, 3};
        ww_rng_shuffle(&rng, items, 4, 1);
        seen[items[0] << 6 | items[1] << 4 | items[2] << 2 | items[3]]++;
    }
    int orders = 0;
    for (int i = 0; i < 256; i++) {
        orders += seen[i] > 0;
        if (seen[i] > 0)
            CHECK_NEAR(seen[i], DRAWS / 24.0, 6 * sqrt(DRAWS * 23.0 / 576));
    }
    CHECK_INT(orders, 24);
}

struct large {
    int head;
    char middle[190];
    int tail;
};

/* Items larger than the swap's own buffer stay whole, and each is there once. */
WW_TEST(shuffled_items_stay_whole)
{
    enum { ITEMS = 500 };
    static struct large items[ITEMS];
    bool seen[ITEMS] = {false};
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (int i = 0; i < ITEMS; i++) {
        items[i].head = items[i].tail = i;
        memset(items[i].middle, i & 127, sizeof items[i].middle);
    }
    ww_rng_shuffle(&rng, items, ITEMS, sizeof items[0]);
    int wrong = 0, moved = 0;
    for (int i = 0; i < ITEMS; i++) {
        int id = items[i].head;
        wrong += items[i].tail != id || seen[id] || items[i].middle[0] != (id & 127) ||
                 items[i].middle[189] != (id & 127);
        seen[id] = true;
        moved += id != i;
    }
    CHECK_INT(wrong, 0);
    CHECK(moved > ITEMS / 2);
    ww_rng_shuffle(&rng, NULL, 0, 8);
    ww_rng_shuffle(&rng, items, 1, sizeof items[0]);
}
