// SPDX-License-Identifier: Apache-2.0
#include "place/areas.h"

#include "base/checked.h"
#include "place_fixture.h"
#include "ww_test.h"

static struct ww_area area_of(const char *level, const char *code, const char *name, const char *parent_level,
                              const char *parent)
{
    return (struct ww_area){
        .level = ww_str_of(level),
        .code = ww_str_of(code),
        .name = ww_str_of(name),
        .parent_level = ww_str_of(parent_level),
        .parent = ww_str_of(parent),
    };
}

static void add(struct ww_areas *areas, const char *level, const char *code, const char *name,
                const char *parent_level, const char *parent)
{
    struct ww_err err = {0};
    struct ww_area area = area_of(level, code, name, parent_level, parent);
    CHECK_RC(said(ww_areas_add(areas, &area, &err), &err), WW_OK);
}

static enum ww_rc link_rc(struct ww_areas *areas, const char *from_level, const char *from,
                          const char *to_level, const char *to, double share)
{
    struct ww_err err = {0};
    struct ww_area_link link = {ww_str_of(from_level), ww_str_of(from), ww_str_of(to_level), ww_str_of(to),
                                share};
    return ww_areas_add_link(areas, &link, &err);
}

static const char *up(const struct ww_areas *areas, const char *level, const char *code, const char *to)
{
    return ww_areas_up(areas, ww_str_of(level), ww_str_of(code), ww_str_of(to));
}

WW_TEST(lists_a_level_in_order_of_code_whatever_the_order_of_adding)
{
    struct ww_areas *areas = ww_areas_new();
    static const char *const codes[] = {"W3", "W1", "W5", "W2", "W4", "W10"};
    for (size_t i = 0; i < 6; i++)
        add(areas, "ward", codes[i], codes[i], "", "");
    add(areas, "borough", "B1", "Borough", "", "");
    size_t n;
    const struct ww_area *const *list = ww_areas_list(areas, WW_STR("ward"), &n);
    CHECK_INT(n, 6);
    static const char *const sorted[] = {"W1", "W10", "W2", "W3", "W4", "W5"};
    for (size_t i = 0; i < n; i++) {
        CHECK_STR(list[i]->code.ptr, sorted[i]);
        CHECK_INT(ww_areas_index(areas, WW_STR("ward"), ww_str_of(sorted[i])), (int)i);
    }
    CHECK_INT(ww_areas_index(areas, WW_STR("ward"), WW_STR("W6")), -1);
    CHECK_INT(ww_areas_index(areas, WW_STR("nowhere"), WW_STR("W1")), -1);
    CHECK(ww_areas_list(areas, WW_STR("nowhere"), &n) == NULL && n == 0);
    CHECK_STR(ww_areas_level_name(areas, 0), "borough");
    CHECK_STR(ww_areas_level_name(areas, 1), "ward");
    CHECK(ww_areas_level_name(areas, 2) == NULL);
    ww_areas_free(&areas);
    CHECK(areas == NULL);
}

WW_TEST(merging_replaces_what_is_given_and_keeps_the_rest)
{
    struct ww_areas *areas = ww_areas_new();
    struct ww_err err = {0};
    char wkb[93];
    struct ww_area area = area_of("ward", "W1", "Old name", "borough", "B1");
    area.wkb = square_wkb(100, 200, 10, wkb);
    CHECK_RC(ww_areas_add(areas, &area, &err), WW_OK);
    const struct ww_area *found = ww_areas_find(areas, WW_STR("ward"), WW_STR("W1"));
    CHECK(found->has_centroid);
    CHECK_NEAR(found->centroid.easting_m, 105, 1e-9);
    CHECK_NEAR(found->centroid.northing_m, 205, 1e-9);
    CHECK_NEAR(found->area_m2, 100, 1e-9);

    add(areas, "ward", "W1", "New name", "", "");
    CHECK_STR(found->name.ptr, "New name");
    CHECK_STR(found->parent.ptr, "B1");
    CHECK_STR(found->parent_level.ptr, "borough");
    CHECK_INT(found->wkb.len, 93);

    const struct ww_area *named = NULL;
    CHECK_INT(ww_areas_find_name(areas, WW_STR("ward"), WW_STR("Old name"), NULL, &named), 0);
    CHECK_INT(ww_areas_find_name(areas, WW_STR("ward"), WW_STR("NEW NAME"), NULL, &named), 1);
    CHECK(named == found);

    struct ww_area bigger = area_of("ward", "W1", "", "", "");
    bigger.wkb = square_wkb(0, 0, 20, wkb);
    CHECK_RC(ww_areas_add(areas, &bigger, &err), WW_OK);
    CHECK_STR(found->name.ptr, "New name");
    CHECK_NEAR(found->centroid.easting_m, 10, 1e-9);
    CHECK_NEAR(found->area_m2, 400, 1e-9);

    struct ww_areas_counts counts = ww_areas_count(areas);
    CHECK_INT(counts.areas, 1);
    CHECK_INT(counts.merged, 2);
    ww_areas_free(&areas);
}

WW_TEST(refuses_what_is_no_area_and_stays_as_it_was)
{
    struct ww_areas *areas = ww_areas_new();
    struct ww_err err = {0};
    char wkb[93];
    struct ww_area area = area_of("ward", "", "Nameless", "", "");
    CHECK_RC(ww_areas_add(areas, &area, &err), WW_E_INPUT);
    area = area_of("", "W1", "", "", "");
    CHECK_RC(ww_areas_add(areas, &area, &err), WW_E_INPUT);
    area = area_of("ward", "W1", "", "", "");
    area.wkb = square_wkb(0, 0, 1, wkb);
    area.wkb.len = 60; /* cut short */
    CHECK_RC(ww_areas_add(areas, &area, &err), WW_E_INPUT);
    CHECK(strstr(err.message, "damaged") != NULL);
    static const char point[21] = {1, 1};
    area.wkb = (struct ww_str){point, sizeof point};
    CHECK_RC(ww_areas_add(areas, &area, &err), WW_E_INPUT);
    CHECK(strstr(err.message, "polygon") != NULL);
    CHECK_INT(ww_areas_count(areas).areas, 0);
    CHECK(ww_areas_find(areas, WW_STR("ward"), WW_STR("W1")) == NULL);
    CHECK(ww_areas_level_name(areas, 0) == NULL);
    ww_areas_free(&areas);
}

WW_TEST(names_are_compared_as_people_write_them)
{
    struct ww_areas *areas = ww_areas_new();
    add(areas, "ward", "W1", "St. James's", "borough", "B1");
    add(areas, "ward", "W2", "Knightsbridge and Belgravia", "borough", "B1");
    add(areas, "ward", "W3", "Abbey Road", "borough", "B1");
    add(areas, "ward", "W4", "Abbey", "borough", "B2");
    add(areas, "ward", "W5", "Abbey", "borough", "B1");
    add(areas, "ward", "W6", "Stoke-on-the-Hill", "borough", "B1");
    add(areas, "borough", "B2", "Other", "", "");
    static const struct {
        const char *text, *code;
    } cases[] = {
        {"St James's", "W1"},
        {"  ST.  JAMES\xE2\x80\x99S ", "W1"},
        {"st jamess", "W1"},
        {"Knightsbridge & Belgravia", "W2"},
        {"knightsbridge&belgravia", "W2"},
        {"abbey road", "W3"},
        {"Stoke on the Hill", "W6"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct ww_area *found = NULL;
        CHECK_INT(ww_areas_find_name(areas, WW_STR("ward"), ww_str_of(cases[i].text), NULL, &found), 1);
        CHECK_STR(found ? found->code.ptr : NULL, cases[i].code);
    }
    const struct ww_area *found = NULL;
    CHECK_INT(ww_areas_find_name(areas, WW_STR("ward"), WW_STR("Abbey"), NULL, &found), 2);
    CHECK_STR(found->code.ptr, "W4");
    const struct ww_area *b2 = ww_areas_find(areas, WW_STR("borough"), WW_STR("B2"));
    CHECK_INT(ww_areas_find_name(areas, WW_STR("ward"), WW_STR("Abbey"), b2, &found), 1);
    CHECK_STR(found->code.ptr, "W4");
    found = NULL;
    CHECK_INT(ww_areas_find_name(areas, WW_STR("ward"), WW_STR("Abbey R"), NULL, &found), 0);
    CHECK_INT(ww_areas_find_name(areas, WW_STR("ward"), WW_STR(" .' "), NULL, &found), 0);
    CHECK(found == NULL);
    ww_areas_free(&areas);
}

WW_TEST(lookups_rank_by_share_then_code_and_replace_the_same_pair)
{
    struct ww_areas *areas = ww_areas_new();
    CHECK_RC(link_rc(areas, "lsoa11", "L1", "ward", "W2", 0.4), WW_OK);
    CHECK_RC(link_rc(areas, "lsoa11", "L1", "ward", "W9", 0.1), WW_OK);
    CHECK_RC(link_rc(areas, "lsoa11", "L1", "ward", "W1", 0.4), WW_OK);
    CHECK_RC(link_rc(areas, "lsoa11", "L0", "ward", "W9", 1), WW_OK);
    CHECK_RC(link_rc(areas, "lsoa11", "L1", "lsoa21", "M1", 1), WW_OK);
    size_t n;
    const struct ww_area_link *links = ww_areas_links(areas, WW_STR("lsoa11"), WW_STR("L1"), WW_STR("ward"),
                                                      &n);
    CHECK_INT(n, 3);
    CHECK_STR(links[0].to_code.ptr, "W1");
    CHECK_STR(links[1].to_code.ptr, "W2");
    CHECK_STR(links[2].to_code.ptr, "W9");
    CHECK_STR(up(areas, "lsoa11", "L1", "ward"), "W1");

    CHECK_RC(link_rc(areas, "lsoa11", "L1", "ward", "W9", 0.5), WW_OK);
    CHECK_STR(up(areas, "lsoa11", "L1", "ward"), "W9");
    ww_areas_links(areas, WW_STR("lsoa11"), WW_STR("L1"), WW_STR("ward"), &n);
    CHECK_INT(n, 3);
    CHECK_INT(ww_areas_count(areas).links, 5);
    CHECK_INT(ww_areas_count(areas).links_replaced, 1);
    CHECK(ww_areas_links(areas, WW_STR("lsoa11"), WW_STR("L7"), WW_STR("ward"), &n) == NULL && n == 0);
    CHECK(ww_areas_links(areas, WW_STR("ward"), WW_STR("W1"), WW_STR("lsoa11"), &n) == NULL && n == 0);
    ww_areas_free(&areas);
}

WW_TEST(lookups_refuse_nonsense)
{
    struct ww_areas *areas = ww_areas_new();
    CHECK_RC(link_rc(areas, "lsoa11", "L1", "ward", "W1", 1.01), WW_E_INPUT);
    CHECK_RC(link_rc(areas, "lsoa11", "L1", "ward", "W1", -0.01), WW_E_INPUT);
    CHECK_RC(link_rc(areas, "lsoa11", "L1", "ward", "W1", (double)NAN), WW_E_INPUT);
    CHECK_RC(link_rc(areas, "lsoa11", "", "ward", "W1", 1), WW_E_INPUT);
    CHECK_RC(link_rc(areas, "ward", "W1", "ward", "W2", 1), WW_E_INPUT);
    CHECK_INT(ww_areas_count(areas).links, 0);
    ww_areas_free(&areas);
}

WW_TEST(going_up_prefers_the_lookup_then_the_parent_then_longer_ways)
{
    struct ww_areas *areas = ww_areas_new();
    add(areas, "lsoa11", "L1", "", "ward", "W1");
    add(areas, "lsoa11", "L2", "", "", "W2"); /* a parent of unknown level */
    add(areas, "ward", "W1", "", "borough", "B1");
    add(areas, "ward", "W2", "", "borough", "B2");
    add(areas, "borough", "B1", "", "force", "F1");
    CHECK_STR(up(areas, "lsoa11", "L1", "ward"), "W1");
    CHECK_STR(up(areas, "lsoa11", "L2", "ward"), "W2");
    CHECK_STR(up(areas, "lsoa11", "L1", "borough"), "B1");
    CHECK_STR(up(areas, "lsoa11", "L2", "borough"), "B2");
    CHECK_STR(up(areas, "lsoa11", "L1", "force"), "F1");
    CHECK(up(areas, "lsoa11", "L2", "force") == NULL); /* B2 is not known */
    CHECK(up(areas, "lsoa11", "L3", "ward") == NULL);
    CHECK(up(areas, "ward", "W1", "lsoa11") == NULL); /* never down */
    CHECK_STR(up(areas, "lsoa11", "L1", "lsoa11"), "L1");
    CHECK(up(areas, "lsoa11", "L3", "lsoa11") == NULL);

    CHECK_RC(link_rc(areas, "lsoa11", "L1", "ward", "W2", 0.9), WW_OK);
    CHECK_STR(up(areas, "lsoa11", "L1", "ward"), "W2");
    CHECK_STR(up(areas, "lsoa11", "L1", "borough"), "B2");

    /* LSOA 2021, known to lookups only, is the third step away from the borough; four are too many. */
    CHECK_RC(link_rc(areas, "lsoa21", "M1", "lsoa11", "L1", 1), WW_OK);
    CHECK_STR(up(areas, "lsoa21", "M1", "ward"), "W2");
    CHECK_STR(up(areas, "lsoa21", "M1", "borough"), "B2");
    CHECK_RC(link_rc(areas, "lsoa21", "M2", "lsoa11", "L9", 1), WW_OK);
    CHECK_RC(link_rc(areas, "lsoa11", "L9", "ward", "W1", 1), WW_OK);
    CHECK_STR(up(areas, "lsoa21", "M2", "borough"), "B1");
    CHECK(up(areas, "lsoa21", "M2", "force") == NULL);

    CHECK(ww_areas_within(areas, WW_STR("lsoa11"), WW_STR("L1"), WW_STR("borough"), WW_STR("B2")));
    CHECK(!ww_areas_within(areas, WW_STR("lsoa11"), WW_STR("L1"), WW_STR("borough"), WW_STR("B1")));
    CHECK(ww_areas_within(areas, WW_STR("ward"), WW_STR("W8"), WW_STR("ward"), WW_STR("W8")));
    ww_areas_free(&areas);
}

WW_TEST(a_circle_of_parents_ends)
{
    struct ww_areas *areas = ww_areas_new();
    add(areas, "a", "A", "", "b", "B");
    add(areas, "b", "B", "", "a", "A");
    CHECK(up(areas, "a", "A", "c") == NULL);
    CHECK_STR(up(areas, "a", "A", "b"), "B");
    ww_areas_free(&areas);
}

WW_TEST(maps_a_whole_level)
{
    struct ww_areas *areas = ww_areas_new();
    add(areas, "lsoa11", "L3", "", "ward", "W2");
    add(areas, "lsoa11", "L1", "", "ward", "W1");
    add(areas, "lsoa11", "L2", "", "ward", "W7");
    add(areas, "ward", "W2", "", "", "");
    add(areas, "ward", "W1", "", "", "");
    int32_t map[3] = {9, 9, 9};
    ww_areas_map(areas, WW_STR("lsoa11"), WW_STR("ward"), map);
    CHECK_INT(map[0], 0);
    CHECK_INT(map[1], -1);
    CHECK_INT(map[2], 1);
    ww_areas_free(&areas);
}

WW_TEST(survives_every_failure_of_memory)
{
    bool finished = false;
    unsigned long n = 1;
    for (; !finished && n < 200; n++) {
        ww_mem_fail_after(n);
        struct ww_areas *areas = ww_areas_new();
        struct ww_err err = {0};
        char wkb[93];
        struct ww_area area = area_of("ward", "W1", "Name", "borough", "B1");
        area.wkb = square_wkb(0, 0, 1, wkb);
        enum ww_rc rc = areas ? ww_areas_add(areas, &area, &err) : WW_E_NOMEM;
        if (!rc)
            rc = link_rc(areas, "ward", "W1", "csp", "C1", 1);
        finished = rc == WW_OK;
        if (!finished)
            CHECK_RC(rc, WW_E_NOMEM);
        ww_mem_fail_after(0);
        if (areas && !finished) { /* and goes on once there is memory */
            CHECK_RC(ww_areas_add(areas, &area, &err), WW_OK);
            CHECK_INT(ww_areas_count(areas).areas, 1);
            CHECK_RC(link_rc(areas, "ward", "W1", "csp", "C1", 1), WW_OK);
            CHECK_STR(up(areas, "ward", "W1", "csp"), "C1");
        }
        ww_areas_free(&areas);
    }
    CHECK(finished);
    CHECK(n > 5);
}
