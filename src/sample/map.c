// SPDX-License-Identifier: Apache-2.0
/* The map of the sample partnership: hexagons as areas, wards as unions of them, the borough as the union of all.
 * It lies in the North Sea, so that nobody looks for it on land. Codes begin with X, as no code of the Office for
 * National Statistics does. */
#include "sample/map.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/checked.h"
#include "base/file.h"
#include "place/geojson.h"
#include "place/hexmap.h"
#include "sample/sample.h"

#define SPOTS_STREAM UINT64_C(0x73706f7473)

const char ww_sample_lsoa_file[] = "boundaries-lsoa.geojson";
const char ww_sample_ward_file[] = "boundaries-ward.geojson";
const char ww_sample_borough_file[] = "boundaries-borough.geojson";

static const struct ww_bng centre = {600000, 500000}; /* about 70 km off the coast of Yorkshire */
static const struct ww_geojson_fields fields = {.code = "code", .name = "name", .parent = "parent"};

static enum ww_rc write_areas(const struct ww_area *areas, size_t n, const char *folder, const char *name,
                              uint64_t *bytes, struct ww_err *err)
{
    char path[WW_PATH_MAX];
    struct ww_buf text = {0};
    if (!ww_path_join(folder, name, path, sizeof path))
        return ww_fail(err, WW_E_LIMIT, "The path of the folder is too long: %.200s", folder);
    enum ww_rc rc = ww_geojson_write(areas, n, &fields, NULL, &text, err);
    if (!rc)
        rc = ww_buf_check(&text, err);
    if (!rc)
        rc = ww_file_write(path, ww_buf_view(&text), err);
    if (!rc)
        *bytes += text.len;
    ww_buf_free(&text);
    return rc;
}

static enum ww_rc write_small(const struct ww_sample_facts *f, const struct ww_hexmap *map,
                              const char *folder, uint64_t *bytes, struct ww_err *err)
{
    struct ww_area *areas = ww_new_array(f->n_lsoas, sizeof *areas);
    if (!areas)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < f->n_lsoas; i++)
        areas[i] = (struct ww_area){.level = WW_STR("lsoa11"),
                                    .code = ww_str_of(f->lsoas[i].code),
                                    .name = ww_str_of(f->lsoas[i].name),
                                    .parent = ww_str_of(f->wards[f->lsoas[i].ward].code),
                                    .wkb = map->hexes[i].wkb};
    enum ww_rc rc = write_areas(areas, f->n_lsoas, folder, ww_sample_lsoa_file, bytes, err);
    for (size_t i = 0; i < f->n_wards; i++)
        areas[i] = (struct ww_area){.level = WW_STR("ward"),
                                    .code = ww_str_of(f->wards[i].code),
                                    .name = ww_str_of(f->wards[i].name),
                                    .parent = WW_STR(WW_SAMPLE_AREA),
                                    .wkb = map->wards[i].wkb};
    if (!rc)
        rc = write_areas(areas, f->n_wards, folder, ww_sample_ward_file, bytes, err);
    free(areas);
    return rc;
}

/* All hexagons as one ward: the same lattice, so the same outline. */
static enum ww_rc write_borough(const struct ww_sample_facts *f, const char *folder, uint64_t *bytes,
                                struct ww_err *err)
{
    const uint32_t all = (uint32_t)f->n_lsoas;
    const struct ww_hexmap_spec spec = {
        .centre = centre, .side_m = WW_SAMPLE_SIDE_M, .ward_sizes = &all, .n_wards = 1};
    struct ww_hexmap map;
    enum ww_rc rc = ww_hexmap_new(&spec, &map, err);
    if (rc)
        return rc;
    const struct ww_area borough = {.level = WW_STR("borough"),
                                    .code = WW_STR(WW_SAMPLE_AREA),
                                    .name = WW_STR("Sample Borough"),
                                    .wkb = map.wards[0].wkb};
    rc = write_areas(&borough, 1, folder, ww_sample_borough_file, bytes, err);
    ww_hexmap_free(&map);
    return rc;
}

enum ww_rc ww_sample_write_map(const struct ww_sample_facts *facts, uint64_t seed, const char *folder,
                               struct ww_spots *spots, uint64_t *bytes, struct ww_err *err)
{
    uint32_t *sizes = ww_new_array(facts->n_wards, sizeof *sizes);
    if (!sizes)
        return ww_fail_nomem(err);
    for (size_t w = 0; w < facts->n_wards; w++)
        sizes[w] = (uint32_t)facts->wards[w].n_lsoas;
    const struct ww_hexmap_spec spec = {
        .centre = centre, .side_m = WW_SAMPLE_SIDE_M, .ward_sizes = sizes, .n_wards = facts->n_wards};
    struct ww_hexmap map;
    enum ww_rc rc = ww_hexmap_new(&spec, &map, err);
    free(sizes);
    if (rc)
        return rc;
    rc = write_small(facts, &map, folder, bytes, err);
    struct ww_rng rng = ww_rng_split(seed, SPOTS_STREAM);
    for (size_t i = 0; i < facts->n_lsoas; i++)
        spots[i] = ww_spots_of(map.hexes[i].centre, WW_SAMPLE_SIDE_M, &rng);
    ww_hexmap_free(&map);
    return rc ? rc : write_borough(facts, folder, bytes, err);
}
