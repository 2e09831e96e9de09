// SPDX-License-Identifier: Apache-2.0
#include "place/boundaries.h"

#include <cpl_vsi.h>
#include <gdal.h>
#include <gdal_utils.h>
#include <time.h>

#include "base/checked.h"
#include "place/geojson.h"
#include "place/hexmap.h"
#include "place_fixture.h"
#include "ww_test.h"

static enum ww_rc read_as(const char *path, const char *level, struct ww_boundaries *out, struct ww_err *err)
{
    struct ww_boundary_options options = {.level = level};
    return ww_boundaries_read(path, &options, out, err);
}

/* A GeoJSON file of one or more features given as text; crs may be NULL. */
static char *geojson_file(const char *crs, const char *features)
{
    char *text = NULL;
    char *path = NULL;
    int len = asprintf(&text, "{\"type\":\"FeatureCollection\",%s%s%s\"features\":[%s]}",
                       crs ? "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::"
                           : "",
                       crs ? crs : "", crs ? "\"}}," : "", features);
    if (CHECK(len > 0))
        path = text_file(text, (size_t)len, ".geojson");
    free(text);
    return path;
}

#define FEATURE(properties, coordinates)                \
    "{\"type\":\"Feature\",\"properties\":{" properties \
    "},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[" coordinates "]}}"
#define SQUARE "[[530000,180000],[530100,180000],[530100,180100],[530000,180100],[530000,180000]]"
#define EAST   "[[530100,180000],[530200,180000],[530200,180100],[530100,180100],[530100,180000]]"
#define BOWTIE "[[530000,180000],[530100,180100],[530100,180000],[530000,180100],[530000,180000]]"

/* ---- made files ---- */

static struct ww_areas *hexagon_areas(void)
{
    struct ww_err err = {0};
    struct ww_hexmap map;
    struct ww_areas *areas = ww_areas_new();
    CHECK_RC(said(ww_hexmap_new(NULL, &map, &err), &err), WW_OK);
    for (size_t i = 0; i < map.n_hexes; i++) {
        char code[32];
        char parent[32];
        snprintf(code, sizeof code, "E01%06zu", i);
        snprintf(parent, sizeof parent, "E05%06u", map.hexes[i].ward);
        struct ww_area area = {.level = WW_STR("lsoa11"),
                               .code = ww_str_of(code),
                               .name = ww_str_of(code),
                               .parent = ww_str_of(parent),
                               .wkb = map.hexes[i].wkb};
        CHECK_RC(ww_areas_add(areas, &area, &err), WW_OK);
    }
    ww_hexmap_free(&map);
    return areas;
}

/* The hexagons as GeoJSON text. */
static void hexagon_text(const struct ww_areas *areas, struct ww_projector *projector, struct ww_buf *out)
{
    static const struct ww_geojson_fields fields = {"LSOA11CD", "LSOA11NM", "LAD11CD"};
    struct ww_err err = {0};
    size_t n;
    const struct ww_area *const *list = ww_areas_list(areas, WW_STR("lsoa11"), &n);
    struct ww_area *flat = ww_new_array(n, sizeof *flat);
    for (size_t i = 0; i < n; i++)
        flat[i] = *list[n - 1 - i]; /* backwards: reading must put them in order */
    CHECK_RC(said(ww_geojson_write(flat, n, &fields, projector, out, &err), &err), WW_OK);
    free(flat);
}

static void check_same(const struct ww_boundaries *read, const struct ww_areas *written, double tolerance_m)
{
    struct ww_err err = {0};
    struct ww_areas *back = ww_areas_new();
    size_t n;
    size_t m;
    CHECK_RC(said(ww_boundaries_add(read, back, &err), &err), WW_OK);
    const struct ww_area *const *a = ww_areas_list(written, WW_STR("lsoa11"), &n);
    const struct ww_area *const *b = ww_areas_list(back, WW_STR("lsoa11"), &m);
    CHECK_INT(m, n);
    CHECK_INT(read->count, n);
    for (size_t i = 0; i < n && i < m; i++) {
        CHECK_STR(read->areas[i].code.ptr, a[i]->code.ptr); /* in order, though written backwards */
        CHECK_STR(b[i]->code.ptr, a[i]->code.ptr);
        CHECK_STR(b[i]->name.ptr, a[i]->name.ptr);
        CHECK_STR(b[i]->parent.ptr, a[i]->parent.ptr);
        CHECK_STR(b[i]->parent_level.ptr, "borough");
        CHECK_NEAR(b[i]->centroid.easting_m, a[i]->centroid.easting_m, tolerance_m);
        CHECK_NEAR(b[i]->centroid.northing_m, a[i]->centroid.northing_m, tolerance_m);
        CHECK_NEAR(b[i]->area_m2, a[i]->area_m2, 4000 * tolerance_m);
    }
    ww_areas_free(&back);
}

static void check_file(const char *path, const struct ww_areas *written, double tolerance_m,
                       const char *operation)
{
    struct ww_err err = {0};
    struct ww_boundaries boundaries;
    if (!CHECK_RC(said(ww_boundaries_read(path, NULL, &boundaries, &err), &err), WW_OK))
        return;
    CHECK_INT(boundaries.repaired, 0);
    CHECK(strstr(boundaries.operation, operation) != NULL);
    check_same(&boundaries, written, tolerance_m);
    ww_boundaries_free(&boundaries);
}

WW_TEST(reads_back_what_the_writer_wrote_on_the_grid_and_in_degrees)
{
    struct ww_err err = {0};
    struct ww_areas *areas = hexagon_areas();
    struct ww_buf text = {0};
    hexagon_text(areas, NULL, &text);
    char *path = text_file(text.data, text.len, ".geojson");
    check_file(path, areas, 1e-6, "none");
    drop_file(path);

    struct ww_projector *projector = NULL;
    CHECK_RC(said(ww_projector_new(&projector, &err), &err), WW_OK);
    ww_buf_clear(&text);
    hexagon_text(areas, projector, &text);
    path = text_file(text.data, text.len, ".json");
    check_file(path, areas, 0.003, ww_projection_name(projector));
    drop_file(path);
    ww_projector_free(&projector);
    ww_buf_free(&text);
    ww_areas_free(&areas);
}

/* Copies a GeoJSON file with GDAL's own tools. */
static void translate(const char *from, const char *to, char **arguments)
{
    int failed = 0;
    GDALDatasetH source = GDALOpenEx(from, GDAL_OF_VECTOR, NULL, NULL, NULL);
    GDALVectorTranslateOptions *options = GDALVectorTranslateOptionsNew(arguments, NULL);
    GDALDatasetH made = GDALVectorTranslate(to, NULL, 1, &source, options, &failed);
    CHECK(made != NULL && !failed);
    GDALVectorTranslateOptionsFree(options);
    GDALClose(made);
    GDALClose(source);
}

/* A folder for files that GDAL writes, listed before and after reading: nothing may be left in it. */
static void check_in_folder(const struct ww_areas *areas, const char *from, const char *name,
                            char **arguments, double tolerance_m)
{
    char folder[] = "/tmp/ww-place-XXXXXX";
    char path[WW_PATH_MAX];
    struct ww_err err = {0};
    struct ww_names before = {0};
    struct ww_names after = {0};
    if (!CHECK(mkdtemp(folder) != NULL))
        return;
    CHECK(ww_path_join(folder, name, path, sizeof path));
    translate(from, path, arguments);
    CHECK_RC(ww_list_dir(folder, &before, &err), WW_OK);
    check_file(path, areas, tolerance_m, "");
    CHECK_RC(ww_list_dir(folder, &after, &err), WW_OK);
    CHECK_INT(after.count, before.count);
    for (size_t i = 0; i < after.count; i++) {
        CHECK(ww_path_join(folder, after.items[i], path, sizeof path));
        unlink(path);
    }
    rmdir(folder);
    ww_names_free(&before);
    ww_names_free(&after);
}

WW_TEST(reads_shapefiles_and_geopackages_in_other_coordinates_and_leaves_nothing_behind)
{
    struct ww_areas *areas = hexagon_areas();
    struct ww_buf text = {0};
    hexagon_text(areas, NULL, &text);
    char *path = text_file(text.data, text.len, ".geojson");
    GDALAllRegister();
    char *shapefile[] = {"-f", "ESRI Shapefile", NULL};
    char *package[] = {"-f", "GPKG", NULL};
    char *mercator[] = {"-f", "GPKG", "-t_srs", "EPSG:3857", NULL};
    char *etrs89[] = {"-f", "ESRI Shapefile", "-t_srs", "EPSG:4258", NULL};
    check_in_folder(areas, path, "a.shp", shapefile, 1e-6);
    check_in_folder(areas, path, "a.gpkg", package, 1e-6);
    check_in_folder(areas, path, "a.gpkg", mercator, 5);
    check_in_folder(areas, path, "a.shp", etrs89, 5);
    drop_file(path);
    ww_buf_free(&text);
    ww_areas_free(&areas);
}

static void put_in_zip(const char *zip, const char *name, const void *bytes, size_t len)
{
    char path[WW_PATH_MAX];
    snprintf(path, sizeof path, "/vsizip/%s/%s", zip, name);
    VSILFILE *file = VSIFOpenL(path, "wb");
    if (!CHECK(file != NULL))
        return;
    CHECK_INT(VSIFWriteL(bytes, 1, len, file), len);
    VSIFCloseL(file);
}

WW_TEST(reads_a_zip_with_one_boundary_file_and_refuses_two)
{
    struct ww_err err = {0};
    struct ww_boundaries boundaries;
    struct ww_areas *areas = hexagon_areas();
    struct ww_buf text = {0};
    hexagon_text(areas, NULL, &text);
    char zip[64];
    snprintf(zip, sizeof zip, "/tmp/ww-place-%ld.zip", (long)getpid());
    put_in_zip(zip, "readme.txt", "x", 1);
    CHECK_RC(ww_boundaries_read(zip, NULL, &boundaries, &err), WW_E_INPUT);
    CHECK(strstr(err.message, "holds no boundary file") != NULL);
    put_in_zip(zip, "inner folder/areas.geojson", text.data, text.len);
    check_file(zip, areas, 1e-6, "none");
    put_in_zip(zip, "other.geojson", text.data, text.len);
    CHECK_RC(ww_boundaries_read(zip, NULL, &boundaries, &err), WW_E_INPUT);
    CHECK(strstr(err.message, "more than one") != NULL);
    unlink(zip);
    ww_buf_free(&text);
    ww_areas_free(&areas);
}

/* ---- what a layout is ---- */

static void check_level(const char *properties, const char *level, const char *expected)
{
    struct ww_err err = {0};
    struct ww_boundaries boundaries;
    char *feature = NULL;
    CHECK(asprintf(
              &feature,
              "{\"type\":\"Feature\",\"properties\":{%s},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
              "[" SQUARE "]}}",
              properties) > 0);
    char *path = geojson_file("27700", feature);
    enum ww_rc rc = read_as(path, level, &boundaries, &err);
    CHECK_RC(rc, expected ? WW_OK : WW_E_INPUT);
    if (!rc) {
        CHECK_STR(boundaries.areas[0].level.ptr, expected);
        ww_boundaries_free(&boundaries);
    } else {
        CHECK(strstr(err.message, "Fields found:") && strstr(err.message, "Expected one of:"));
    }
    drop_file(path);
    free(feature);
}

WW_TEST(the_fields_and_the_codes_decide_the_level)
{
    check_level("\"lsoa11cd\":\"X1\",\"LAD11CD\":\"E09000001\"", "", "lsoa11");
    check_level("\"LSOA21CD\":\"E01000001\"", "", "lsoa21");
    check_level("\"WD21CD\":\"E05000001\",\"LAD21CD\":\"E09000001\"", "", "ward");
    check_level("\"WD24CD\":\"E05000001\"", "", "ward22");
    check_level("\"LAD24CD\":\"E09000001\"", "", "borough");
    check_level("\"GSS_CODE\":\"E05000001\"", "", "ward");
    check_level("\"GSS_CODE\":\"E09000001\"", "", "borough");
    check_level("\"GSS_CODE\":\"E92000001\"", "", NULL);
    check_level("\"PFA23CD\":\"E23000001\"", "", "force");
    check_level("\"LSOA11CD\":\"E01000001\",\"WD21CD\":\"E05000001\"", "ward", "ward");
    check_level("\"code\":\"beat 7\"", "", NULL);
    check_level("\"code\":\"beat 7\"", "beat", "beat");
    check_level("\"GSS_CODE\":\"E92000001\"", "country", "country");
    check_level("\"something\":1", "beat", NULL);
}

/* ---- what is wrong with a file ---- */

static void check_refused(char *path, enum ww_rc rc, const char *words)
{
    struct ww_err err = {0};
    struct ww_boundaries boundaries = {.count = 7};
    CHECK_RC(ww_boundaries_read(path, NULL, &boundaries, &err), rc);
    CHECK_STR(err.source, path);
    if (!CHECK(strstr(err.message, words) != NULL))
        printf("    the message is: %s\n", err.message);
    CHECK_INT(boundaries.count, 7);
    drop_file(path);
}

WW_TEST(bad_files_are_refused_with_the_reason)
{
    check_refused(strdup("/tmp/ww-place-is-not-there.shp"), WW_E_NOT_FOUND, "no such file");
    check_refused(strdup("/vsicurl/http://127.0.0.1/a.geojson"), WW_E_NOT_FOUND, "no such file");
    check_refused(text_file("not a map", 9, ".geojson"), WW_E_INPUT, "not a shapefile");
    check_refused(text_file("PK\3\4 broken", 11, ".zip"), WW_E_INPUT, "zip");
    check_refused(text_file("\0\0\x27\x0a"
                            "cut short",
                            13, ".shp"),
                  WW_E_INPUT, ".shx");
    check_refused(geojson_file("27700", ""), WW_E_INPUT, "No field");
    check_refused(geojson_file("27700", FEATURE("\"LSOA11CD\":\"\"", SQUARE)), WW_E_INPUT,
                  "no area with a code");
    check_refused(geojson_file("27700", "{\"type\":\"Feature\",\"properties\":{\"LSOA11CD\":\"E01000001\"},"
                                        "\"geometry\":{\"type\":\"Point\",\"coordinates\":[530000,180000]}}"),
                  WW_E_INPUT, "no area with a code");
    char *degrees = FEATURE("\"LSOA11CD\":\"E01000001\"", "[[10,10],[11,10],[11,11],[10,10]]");
    check_refused(geojson_file(NULL, degrees), WW_E_INPUT, "E01000001");
    check_refused(geojson_file("27700", degrees), WW_E_INPUT, "look like degrees");
    check_refused(geojson_file("3857", FEATURE("\"LSOA11CD\":\"E01000001\"",
                                               "[[-9000000,4900000],[-8900000,4900000],[-8900000,5000000],"
                                               "[-9000000,4900000]]")),
                  WW_E_INPUT, "Area E01000001 does not lie in Great Britain");
}

WW_TEST(a_shapefile_without_its_coordinate_system_is_refused)
{
    char folder[] = "/tmp/ww-place-XXXXXX";
    char *arguments[] = {"-f", "ESRI Shapefile", NULL};
    static const char *const parts[] = {"a.prj", "a.shp", "a.shx", "a.dbf", "a.cpg"};
    char path[WW_PATH_MAX];
    struct ww_err err = {0};
    struct ww_boundaries boundaries;
    char *from = geojson_file("27700", FEATURE("\"LSOA11CD\":\"E01000001\"", SQUARE));
    GDALAllRegister();
    CHECK(mkdtemp(folder) != NULL);
    CHECK(ww_path_join(folder, "a.shp", path, sizeof path));
    translate(from, path, arguments);
    CHECK(ww_path_join(folder, parts[0], path, sizeof path));
    unlink(path);
    CHECK(ww_path_join(folder, "a.shp", path, sizeof path));
    CHECK_RC(ww_boundaries_read(path, NULL, &boundaries, &err), WW_E_INPUT);
    CHECK(strstr(err.message, ".prj") != NULL);
    for (size_t i = 1; i < sizeof parts / sizeof parts[0]; i++) {
        CHECK(ww_path_join(folder, parts[i], path, sizeof path));
        unlink(path);
    }
    CHECK_INT(rmdir(folder), 0);
    drop_file(from);
}

WW_TEST(broken_polygons_are_repaired_and_parts_of_one_area_united)
{
    struct ww_err err = {0};
    struct ww_boundaries boundaries;
    static const char features[] = FEATURE("\"LSOA11CD\":\"E01000001\"", SQUARE) "," FEATURE(
        "\"LSOA11CD\":\"E01000002\"",
        BOWTIE) "," FEATURE("\"LSOA11CD\":null", SQUARE) "," FEATURE("\"LSOA11CD\":\" E01000001 \"", EAST);
    char *path = geojson_file("27700", features);
    if (!CHECK_RC(said(ww_boundaries_read(path, NULL, &boundaries, &err), &err), WW_OK))
        return;
    CHECK_INT(boundaries.features, 4);
    CHECK_INT(boundaries.count, 2);
    CHECK_INT(boundaries.repaired, 1);
    CHECK_INT(boundaries.joined, 1);
    CHECK_INT(boundaries.without_code, 1);
    struct ww_areas *areas = ww_areas_new();
    CHECK_RC(ww_boundaries_add(&boundaries, areas, &err), WW_OK);
    const struct ww_area *united = ww_areas_find(areas, WW_STR("lsoa11"), WW_STR("E01000001"));
    const struct ww_area *repaired = ww_areas_find(areas, WW_STR("lsoa11"), WW_STR("E01000002"));
    CHECK_NEAR(united->area_m2, 20000, 1e-6);
    CHECK_NEAR(repaired->area_m2, 5000, 1e-6);
    ww_areas_free(&areas);
    ww_boundaries_free(&boundaries);
    drop_file(path);
}

WW_TEST(survives_every_failure_of_memory)
{
    static const char features[] = FEATURE("\"LSOA11CD\":\"E01000001\"", SQUARE) "," FEATURE(
        "\"LSOA11CD\":\"E01000001\",\"LSOA11NM\":\"Name\"", EAST);
    char *path = geojson_file("27700", features);
    enum ww_rc rc = WW_E_NOMEM;
    unsigned long n = 0;
    while (rc && n < 200) {
        struct ww_err err = {0};
        struct ww_boundaries boundaries;
        ww_mem_fail_after(++n);
        rc = ww_boundaries_read(path, NULL, &boundaries, &err);
        ww_mem_fail_after(0);
        CHECK_RC(rc, rc ? WW_E_NOMEM : WW_OK);
        if (!rc)
            ww_boundaries_free(&boundaries);
    }
    CHECK_RC(rc, WW_OK);
    CHECK(n > 5);
    drop_file(path);
}

/* ---- the real files ---- */

struct real_file {
    const char *name, *level;
    size_t count;
    const char *code, *area, *parent;
};

static void check_real(const struct real_file *file, const char *path)
{
    struct ww_err err = {0};
    struct ww_boundaries boundaries;
    clock_t start = clock();
    if (!CHECK_RC(said(ww_boundaries_read(path, NULL, &boundaries, &err), &err), WW_OK))
        return;
    printf("%s: %zu areas in %.2f s, %llu repaired\n", file->name, boundaries.count,
           (double)(clock() - start) / CLOCKS_PER_SEC, (unsigned long long)boundaries.repaired);
    CHECK_INT(boundaries.count, file->count);
    CHECK_INT(boundaries.features, file->count);
    struct ww_areas *areas = ww_areas_new();
    CHECK_RC(said(ww_boundaries_add(&boundaries, areas, &err), &err), WW_OK);
    const struct ww_area *area = ww_areas_find(areas, ww_str_of(file->level), ww_str_of(file->code));
    if (CHECK(area != NULL)) {
        CHECK_STR(area->name.ptr, file->area);
        CHECK_STR(area->parent.ptr, file->parent);
    }
    size_t n;
    const struct ww_area *const *list = ww_areas_list(areas, ww_str_of(file->level), &n);
    CHECK_INT(n, file->count);
    for (size_t i = 0; i < n; i++)
        CHECK(list[i]->centroid.easting_m > 500000 && list[i]->centroid.easting_m < 563000 &&
              list[i]->centroid.northing_m > 155000 && list[i]->centroid.northing_m < 201000);
    bool is_bng_without_crs = strstr(file->name, "_bng") != NULL;
    bool is_grid = is_bng_without_crs || strstr(file->name, ".shp") != NULL;
    CHECK_INT(strcmp(boundaries.operation, "none") == 0, is_grid);
    CHECK_INT(strstr(boundaries.note, "cannot be degrees") != NULL, is_bng_without_crs);
    ww_areas_free(&areas);
    ww_boundaries_free(&boundaries);
}

WW_TEST(reads_the_real_boundaries)
{
    static const struct real_file files[] = {
        {"LSOA_2011_London_gen_MHW.shp", "lsoa11", 4835, "E01004734", "Westminster 018A", "E09000033"},
        {"London_Ward_CityMerged.shp", "ward", 625, "E05000644", "St. James's", "E09000033"},
        {"London_Borough_Excluding_MHW.shp", "borough", 33, "E09000033", "Westminster", ""},
        {"westminster_lsoa11.geojson", "lsoa11", 128, "E01004734", "Westminster 018A", "E09000033"},
        {"westminster_wards_2022_wgs84.geojson", "ward22", 18, "E05013792", "Abbey Road", "E09000033"},
        {"westminster_wards_pre2022_bng.geojson", "ward", 20, "E05000644", "St. James's", "E09000033"},
        {"westminster_wards_pre2022_wgs84.geojson", "ward", 20, "E05000644", "St. James's", "E09000033"},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char name[128];
        char path[WW_PATH_MAX];
        snprintf(name, sizeof name, "boundaries/%s", files[i].name);
        if (!shared_file(name, path))
            SKIP(NO_SHARED);
        check_real(&files[i], path);
    }
}
