// SPDX-License-Identifier: Apache-2.0
/* Problem: partners send workbooks, with titles above the table, notes on other sheets, dates that are numbers.
 * Method: GDAL reads every sheet as text without deciding what is a header (its own guess is wrong as soon as
 * there is a title row); the row that fits the source is the header. Its texts are then brought to the forms the
 * CSV reader takes: GDAL writes dates of .xlsx with slashes, and binary fractions with seventeen digits. */
#include "intake/workbook.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal.h>
#include <ogr_api.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/num.h"
#include "intake/unpack.h"

/* Digits of a decimal that a person did not type. */
#define LONG_DECIMAL 12

static const char *const header_options[] = {"OGR_XLSX_HEADERS", "OGR_ODS_HEADERS"};

static bool all_digits(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

/* 2018/06/05, alone or followed by a time, as GDAL writes the dates of an .xlsx. */
static bool slash_date(const char *text)
{
    size_t len = strlen(text);
    return (len == 10 || (len >= 16 && text[10] == ' ')) && all_digits(text, 4) && text[4] == '/' &&
           all_digits(text + 5, 2) && text[7] == '/' && all_digits(text + 8, 2);
}

static bool long_decimal(const char *text)
{
    const char *point = strchr(text, '.');
    return point && strlen(point + 1) >= LONG_DECIMAL && strspn(text, "-0123456789.eE+") == strlen(text);
}

static void add_cell(const char *text, struct ww_buf *csv)
{
    double number;
    char shortest[32];
    if (slash_date(text)) {
        ww_buf_printf(csv, "%.4s-%.2s-%.2s%s%s", text, text + 5, text + 8, text[10] ? "T" : "",
                      text[10] ? text + 11 : "");
        return;
    }
    if (long_decimal(text) && ww_parse_f64(ww_str_of(text), &number)) {
        ww_print_f64(number, shortest);
        ww_buf_z(csv, shortest);
        return;
    }
    if (!strpbrk(text, "\",\r\n")) {
        ww_buf_z(csv, text);
        return;
    }
    ww_buf_char(csv, '"');
    for (const char *c = text; *c; c++) {
        if (*c == '"')
            ww_buf_char(csv, '"');
        ww_buf_char(csv, *c);
    }
    ww_buf_char(csv, '"');
}

/* One row as a CSV record; n_fields: as many as the header has, so that every record has the same number.
 * False when no cell has anything in it. */
static bool add_row(OGRFeatureH row, int n_fields, struct ww_buf *csv)
{
    bool any = false;
    size_t before = csv->len;
    for (int i = 0; i < n_fields; i++) {
        const char *text = OGR_F_IsFieldSetAndNotNull(row, i) ? OGR_F_GetFieldAsString(row, i) : "";
        any |= *text != '\0';
        if (i)
            ww_buf_char(csv, ',');
        add_cell(text, csv);
    }
    ww_buf_char(csv, '\n');
    if (!any && !csv->failed)
        csv->len = before;
    return any;
}

/* Columns of a header row: up to its last cell with anything in it. */
static int used_fields(OGRFeatureH row, int n_fields)
{
    while (n_fields > 1 &&
           !(OGR_F_IsFieldSetAndNotNull(row, n_fields - 1) && *OGR_F_GetFieldAsString(row, n_fields - 1)))
        n_fields--;
    return n_fields;
}

/* Index of the row that is the header, or -1; *n_fields its columns. */
static int find_header(OGRLayerH sheet, ww_is_header_fn *is_header, void *context, int *n_fields)
{
    struct ww_buf record = {.max = (size_t)1 << 20};
    int all = OGR_FD_GetFieldCount(OGR_L_GetLayerDefn(sheet)), found = -1;
    OGR_L_ResetReading(sheet);
    for (int i = 0; i < WW_WORKBOOK_HEADER_ROWS && found < 0; i++) {
        OGRFeatureH row = OGR_L_GetNextFeature(sheet);
        if (!row)
            break;
        int used = used_fields(row, all);
        ww_buf_clear(&record);
        if (add_row(row, used, &record) && is_header(context, ww_buf_view(&record))) {
            found = i;
            *n_fields = used;
        }
        OGR_F_Destroy(row);
    }
    ww_buf_free(&record);
    return found;
}

static void copy_rows(OGRLayerH sheet, int from, int n_fields, struct ww_buf *csv)
{
    OGRFeatureH row;
    OGR_L_ResetReading(sheet);
    for (int i = 0; !csv->failed && (row = OGR_L_GetNextFeature(sheet)) != NULL; i++) {
        if (i >= from)
            add_row(row, n_fields, csv);
        OGR_F_Destroy(row);
    }
}

static enum ww_rc read_sheets(GDALDatasetH workbook, const char *path, ww_is_header_fn *is_header,
                              void *context, struct ww_buf *csv, char sheet[160], struct ww_err *err)
{
    int n_sheets = GDALDatasetGetLayerCount(workbook), from = -1, n_fields = 0;
    OGRLayerH chosen = NULL;
    for (int i = 0; i < n_sheets && from < 0; i++) {
        chosen = GDALDatasetGetLayer(workbook, i);
        from = find_header(chosen, is_header, context, &n_fields);
    }
    if (from < 0) {
        chosen = n_sheets ? GDALDatasetGetLayer(workbook, 0) : NULL;
        from = 0;
        n_fields = chosen ? OGR_FD_GetFieldCount(OGR_L_GetLayerDefn(chosen)) : 0;
    }
    if (!n_fields)
        return ww_fail_at(err, WW_E_INPUT, path, 0, 0,
                          "This workbook has no sheet with anything on it. Open it and look what was sent.");
    snprintf(sheet, 160, "read from the sheet \"%.100s\", row %d on", OGR_L_GetName(chosen), from + 1);
    copy_rows(chosen, from, n_fields, csv);
    return ww_buf_check(csv, err);
}

static enum ww_rc check_size(const char *path, struct ww_err *err)
{
    struct ww_map packed;
    uint64_t bytes = 0;
    enum ww_rc rc = ww_map_open(path, &packed, err);
    if (rc)
        return rc;
    uint64_t max = ww_unpack_max(packed.size);
    ww_map_close(&packed);
    rc = ww_unpack_zip_size(path, &bytes, err);
    if (!rc && bytes > (max < WW_WORKBOOK_BYTES_MAX ? max : WW_WORKBOOK_BYTES_MAX))
        rc = ww_fail_at(
            err, WW_E_LIMIT, path, 0, 0,
            "This workbook unpacks to %llu MB, more than a workbook may. Save the sheet as CSV and import "
            "that.",
            (unsigned long long)(bytes >> 20));
    return rc;
}

enum ww_rc ww_workbook_read(const char *path, ww_is_header_fn *is_header, void *context, struct ww_buf *csv,
                            char sheet[160], struct ww_err *err)
{
    static const char *const drivers[] = {"XLSX", "ODS", NULL};
    enum ww_rc rc = check_size(path, err);
    if (rc)
        return rc;
    GDALAllRegister();
    CPLPushErrorHandler(CPLQuietErrorHandler);
    for (size_t i = 0; i < sizeof header_options / sizeof header_options[0]; i++)
        CPLSetThreadLocalConfigOption(header_options[i], "DISABLE");
    GDALDatasetH workbook = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
    if (!workbook)
        rc = ww_fail_at(
            err, WW_E_INPUT, path, 0, 0,
            "This workbook cannot be read; it may be damaged or protected with a password. Open it in a "
            "spreadsheet program, save the sheet as CSV and import that.");
    else
        rc = read_sheets(workbook, path, is_header, context, csv, sheet, err);
    if (workbook)
        GDALClose(workbook);
    for (size_t i = 0; i < sizeof header_options / sizeof header_options[0]; i++)
        CPLSetThreadLocalConfigOption(header_options[i], NULL);
    CPLPopErrorHandler();
    return rc;
}
