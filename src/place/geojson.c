// SPDX-License-Identifier: Apache-2.0
/* Areas as GeoJSON text.
 *
 * RFC 7946 knows WGS 84 only; its predecessor of 2008 had a `crs` member, which desktop programs and GDAL
 * still read and which says that metres of the National Grid are meant. Numbers have a fixed count of
 * decimals, so neighbours that share a corner share its text, and the same areas give the same bytes. */
#include "place/geojson.h"

#include <math.h>
#include <stdint.h>

#include "base/num.h"
#include "place/polygons.h"

#define DECIMALS_M   3
#define DECIMALS_DEG 8

struct writer {
    struct ww_buf *out;
    struct ww_projector *projector; /* NULL = stay on the grid */
};

static void put_string(struct ww_buf *out, struct ww_str text)
{
    ww_buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '"' || c == '\\') {
            ww_buf_char(out, '\\');
            ww_buf_char(out, (char)c);
        } else if (c < 0x20) {
            ww_buf_printf(out, "\\u%04x", c);
        } else {
            ww_buf_char(out, (char)c);
        }
    }
    ww_buf_char(out, '"');
}

static void put_property(struct ww_buf *out, const char *field, struct ww_str value, const char **separator)
{
    if (!field)
        return;
    ww_buf_z(out, *separator);
    put_string(out, ww_str_of(field));
    ww_buf_char(out, ':');
    put_string(out, value);
    *separator = ",";
}

static enum ww_rc put_point(const struct writer *writer, struct ww_bng point, struct ww_err *err)
{
    char x[48];
    char y[48];
    if (writer->projector) {
        struct ww_lonlat there;
        if (ww_project_bng_to_wgs84(writer->projector, &point, 1, &there))
            return ww_fail(err, WW_E_INPUT, "A corner of an area cannot be brought to WGS 84.");
        ww_print_fixed(there.lon_deg, DECIMALS_DEG, x);
        ww_print_fixed(there.lat_deg, DECIMALS_DEG, y);
    } else {
        ww_print_fixed(point.easting_m, DECIMALS_M, x);
        ww_print_fixed(point.northing_m, DECIMALS_M, y);
    }
    ww_buf_printf(writer->out, "[%s,%s]", x, y);
    return WW_OK;
}

static enum ww_rc put_polygon(const struct writer *writer, const struct ww_polygons *shape, size_t polygon,
                              struct ww_err *err)
{
    ww_buf_char(writer->out, '[');
    for (uint32_t r = shape->polygon_start[polygon]; r < shape->polygon_start[polygon + 1]; r++) {
        ww_buf_z(writer->out, r > shape->polygon_start[polygon] ? ",[" : "[");
        for (uint32_t i = shape->ring_start[r]; i < shape->ring_start[r + 1]; i++) {
            if (i > shape->ring_start[r])
                ww_buf_char(writer->out, ',');
            enum ww_rc rc = put_point(writer, shape->points[i], err);
            if (rc)
                return rc;
        }
        ww_buf_char(writer->out, ']');
    }
    ww_buf_char(writer->out, ']');
    return WW_OK;
}

static enum ww_rc put_geometry(const struct writer *writer, struct ww_str wkb, struct ww_err *err)
{
    if (wkb.len == 0) {
        ww_buf_z(writer->out, "null");
        return WW_OK;
    }
    struct ww_polygons shape;
    enum ww_rc rc = ww_polygons_of_wkb(wkb, &shape, err);
    if (rc)
        return rc;
    bool many = shape.n_polygons != 1;
    ww_buf_printf(writer->out, "{\"type\":\"%s\",\"coordinates\":", many ? "MultiPolygon" : "Polygon");
    if (many)
        ww_buf_char(writer->out, '[');
    for (size_t p = 0; !rc && p < shape.n_polygons; p++) {
        if (p)
            ww_buf_char(writer->out, ',');
        rc = put_polygon(writer, &shape, p, err);
    }
    ww_buf_z(writer->out, many ? "]}" : "}");
    ww_polygons_free(&shape);
    return rc;
}

enum ww_rc ww_geojson_write(const struct ww_area *areas, size_t n, const struct ww_geojson_fields *fields,
                            struct ww_projector *projector, struct ww_buf *out, struct ww_err *err)
{
    struct writer writer = {out, projector};
    ww_buf_z(out, "{\"type\":\"FeatureCollection\",");
    if (!projector)
        ww_buf_z(out,
                 "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::27700\"}},");
    ww_buf_z(out, "\n\"features\":[");
    for (size_t i = 0; i < n; i++) {
        const char *separator = "";
        ww_buf_z(out, i ? ",\n" : "\n");
        ww_buf_z(out, "{\"type\":\"Feature\",\"properties\":{");
        put_property(out, fields->code, areas[i].code, &separator);
        put_property(out, fields->name, areas[i].name, &separator);
        put_property(out, fields->parent, areas[i].parent, &separator);
        ww_buf_z(out, "},\"geometry\":");
        enum ww_rc rc = put_geometry(&writer, areas[i].wkb, err);
        if (rc)
            return rc;
        ww_buf_char(out, '}');
    }
    ww_buf_z(out, "\n]}\n");
    return ww_buf_check(out, err);
}
