// SPDX-License-Identifier: Apache-2.0
#include "place/polygons.h"

#include "place/geojson.h"
#include "place_fixture.h"
#include "ww_test.h"

/* POLYGON with one hole, both rings clockwise: the outside is the wrong way round. */
static struct ww_str square_with_hole(char buffer[200])
{
    const struct ww_bng outside[5] = {{0, 0}, {0, 9}, {9, 9}, {9, 0}, {0, 0}};
    const struct ww_bng hole[5] = {{3, 3}, {3, 6}, {6, 6}, {6, 3}, {3, 3}};
    const uint32_t head[2] = {3, 2};
    const uint32_t five = 5;
    char *at = buffer;
    *at++ = 1;
    memcpy(at, head, sizeof head);
    at += sizeof head;
    memcpy(at, &five, 4);
    memcpy(at + 4, outside, sizeof outside);
    at += 4 + sizeof outside;
    memcpy(at, &five, 4);
    memcpy(at + 4, hole, sizeof hole);
    at += 4 + sizeof hole;
    return (struct ww_str){buffer, (size_t)(at - buffer)};
}

static double twice_area(const struct ww_polygons *polygons, size_t ring)
{
    double sum = 0;
    for (uint32_t i = polygons->ring_start[ring]; i + 1 < polygons->ring_start[ring + 1]; i++)
        sum += polygons->points[i].easting_m * polygons->points[i + 1].northing_m -
               polygons->points[i + 1].easting_m * polygons->points[i].northing_m;
    return sum;
}

WW_TEST(takes_a_polygon_apart_and_turns_its_rings)
{
    char buffer[200];
    struct ww_err err = {0};
    struct ww_polygons polygons;
    CHECK_RC(said(ww_polygons_of_wkb(square_with_hole(buffer), &polygons, &err), &err), WW_OK);
    CHECK_INT(polygons.n_polygons, 1);
    CHECK_INT(polygons.n_rings, 2);
    CHECK_INT(polygons.n_points, 10);
    CHECK_INT(polygons.polygon_start[1], 2);
    CHECK_INT(polygons.ring_start[1], 5);
    CHECK_INT(polygons.ring_start[2], 10);
    CHECK_NEAR(twice_area(&polygons, 0), 162, 0);
    CHECK_NEAR(twice_area(&polygons, 1), -18, 0);
    CHECK(naive_inside(polygons.points, polygons.ring_start, 2, (struct ww_bng){1, 1}));
    CHECK(!naive_inside(polygons.points, polygons.ring_start, 2, (struct ww_bng){4, 4}));
    ww_polygons_free(&polygons);
    CHECK(polygons.points == NULL);
}

WW_TEST(refuses_bytes_that_are_no_polygon)
{
    char buffer[200];
    struct ww_err err = {0};
    struct ww_polygons polygons = {.n_points = 7};
    struct ww_str wkb = square_with_hole(buffer);
    for (size_t len = 0; len < wkb.len; len++)
        CHECK_RC(ww_polygons_of_wkb((struct ww_str){wkb.ptr, len}, &polygons, &err), WW_E_INPUT);
    CHECK_INT(polygons.n_points, 7);
}

WW_TEST(geojson_on_the_grid_is_exact_text)
{
    char buffer[93];
    struct ww_err err = {0};
    struct ww_buf out = {0};
    struct ww_area areas[2] = {
        {.code = WW_STR("W1"),
         .name = WW_STR("Old \"Street\" \\ \n"),
         .parent = WW_STR("B1"),
         .wkb = square_wkb(530000.125, 180000, 10, buffer)},
        {.code = WW_STR("W2"), .name = WW_STR("")},
    };
    struct ww_geojson_fields fields = {.code = "WD17CD", .name = "WD17NM"};
    CHECK_RC(said(ww_geojson_write(areas, 2, &fields, NULL, &out, &err), &err), WW_OK);
    CHECK_TEXT(
        ww_buf_view(&out),
        "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
        "\"urn:ogc:def:crs:EPSG::27700\"}},\n\"features\":[\n"
        "{\"type\":\"Feature\",\"properties\":{\"WD17CD\":\"W1\",\"WD17NM\":\"Old \\\"Street\\\" \\\\ "
        "\\u000a\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[530000.125,180000.000],"
        "[530010.125,180000.000],[530010.125,180010.000],[530000.125,180010.000],"
        "[530000.125,180000.000]]]}},\n"
        "{\"type\":\"Feature\",\"properties\":{\"WD17CD\":\"W2\",\"WD17NM\":\"\"},\"geometry\":null}\n]}\n");
    ww_buf_free(&out);
}

WW_TEST(geojson_in_degrees_has_no_crs)
{
    char buffer[93];
    struct ww_err err = {0};
    struct ww_buf out = {0};
    struct ww_projector *projector = NULL;
    struct ww_area area = {
        .code = WW_STR("W1"), .parent = WW_STR("B1"), .wkb = square_wkb(530000, 180000, 10, buffer)};
    struct ww_geojson_fields fields = {.parent = "LAD17CD"};
    CHECK_RC(said(ww_projector_new(&projector, &err), &err), WW_OK);
    CHECK_RC(said(ww_geojson_write(&area, 1, &fields, projector, &out, &err), &err), WW_OK);
    CHECK(out.data && strstr(out.data, "{\"LAD17CD\":\"B1\"}") != NULL);
    CHECK(out.data && strstr(out.data, "crs") == NULL);
    CHECK(out.data && strstr(out.data, "[-0.12") != NULL && strstr(out.data, ",51.50") != NULL);
    ww_buf_free(&out);
    ww_projector_free(&projector);
}
