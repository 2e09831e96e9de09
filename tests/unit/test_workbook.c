// SPDX-License-Identifier: Apache-2.0
#include "intake_fixture.h"

#include <zip.h>

#include "intake/workbook.h"

/* Workbooks made by hand, so that each holds exactly what is tested: titles above the table, dates as numbers. */

struct part {
    const char *name;
    const char *text;
};

static void write_parts(const char *path, const struct part *parts, size_t n)
{
    int code;
    unlink(path);
    zip_t *zip = zip_open(path, ZIP_CREATE, &code);
    if (!CHECK(zip != NULL))
        return;
    for (size_t i = 0; i < n; i++) {
        zip_source_t *source = zip_source_buffer(zip, parts[i].text, strlen(parts[i].text), 0);
        zip_int64_t at = zip_file_add(zip, parts[i].name, source, 0);
        zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_STORE, 0);
    }
    CHECK_INT(zip_close(zip), 0);
}

#define XML                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define MAIN                  "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define RELS                  "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define T(ref, text)          "<c r=\"" ref "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define N(ref, number)        "<c r=\"" ref "\"><v>" number "</v></c>"
#define D(ref, style, number) "<c r=\"" ref "\" s=\"" style "\"><v>" number "</v></c>"

static const struct part xlsx[] = {
    {"[Content_Types].xml", XML
     "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" "
     "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" "
     "ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" "
     "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" "
     "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>"},
    {"_rels/.rels", XML
     "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship "
     "Id=\"r1\" Type=\"" RELS "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
    {"xl/workbook.xml",
     XML "<workbook " MAIN " xmlns:r=\"" RELS "\"><sheets><sheet name=\"Cover\" sheetId=\"1\" r:id=\"r1\"/>"
         "<sheet name=\"Data\" sheetId=\"2\" r:id=\"r2\"/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels", XML
     "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" "
     "Type=\"" RELS "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"" RELS
     "/worksheet\" Target=\"worksheets/sheet2.xml\"/><Relationship Id=\"r3\" Type=\"" RELS
     "/styles\" Target=\"styles.xml\"/></Relationships>"},
    {"xl/styles.xml",
     XML "<styleSheet " MAIN "><cellXfs count=\"3\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf "
         "numFmtId=\"22\"/></cellXfs></styleSheet>"},
    {"xl/worksheets/sheet1.xml", XML "<worksheet " MAIN "><sheetData><row r=\"1\">" T(
                                     "A1", "About this workbook") "</row></sheetData></worksheet>"},
    {"xl/worksheets/sheet2.xml",
     XML "<worksheet " MAIN "><sheetData><row r=\"1\">" T("A1", "Calls, monthly") "</row><row r=\"3\">" T(
         "A3", "When") T("B3", "Day") T("C3", "What")
         T("D3", "Count") "</row><row r=\"4\">" D("A4", "2", "43256.5732638889") D("B4", "1", "43256")
             T("C4", "a, \"b\"") N("D4", "1") "</row><row r=\"5\">" D("A5", "2", "43257.25") T("C5", "line")
                 N("D5", "0.10000000000000001") "</row></sheetData></worksheet>"},
};

#define OFFICE "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
#define CELL(text) \
    "<table:table-cell office:value-type=\"string\"><text:p>" text "</text:p></table:table-cell>"
static const struct part ods[] = {
    {"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
    {"content.xml", XML
     "<office:document-content xmlns:office=\"" OFFICE
     "\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
     "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet><table:table "
     "table:name=\"Data\"><table:table-row>" CELL("When") CELL("Day") CELL("What") CELL(
         "Count") "</table:table-row><table:table-row><table:table-cell office:value-type=\"date\" "
                  "office:date-value=\"2018-06-05T13:45:30\"><text:p>x</text:p></table:table-cell><table:table-cell "
                  "office:value-type=\"date\" office:date-value=\"2018-06-05\"><text:p>x</text:p></table:table-cell>" CELL(
                      "c") "<table:table-cell office:value-type=\"float\" office:value=\"2.5\"><text:p>2.5</text:p></table:table-cell>"
                           "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"},
};

static bool wants_when(void *context, struct ww_str record)
{
    (void)context;
    return ww_str_starts(record, WW_STR("When,"));
}

static bool wants_nothing(void *context, struct ww_str record)
{
    (void)context;
    (void)record;
    return false;
}

WW_TEST(a_sheet_is_read_from_its_header_on)
{
    struct ww_buf csv = {0};
    struct ww_err err = {0};
    char sheet[160] = "";
    write_parts("/tmp/ww-test-book.xlsx", xlsx, sizeof xlsx / sizeof xlsx[0]);
    if (!CHECK_RC(ww_workbook_read("/tmp/ww-test-book.xlsx", wants_when, NULL, &csv, sheet, &err), WW_OK))
        printf("%s\n", err.message);
    CHECK_STR(sheet, "read from the sheet \"Data\", row 3 on");
    CHECK_TEXT(ww_buf_view(&csv), "When,Day,What,Count\n2018-06-05T13:45:30,2018-06-05,\"a, \"\"b\"\"\",1\n"
                                  "2018-06-06T06:00:00,,line,0.1\n");
    ww_buf_clear(&csv);
    CHECK_RC(ww_workbook_read("/tmp/ww-test-book.xlsx", wants_nothing, NULL, &csv, sheet, &err), WW_OK);
    CHECK_TEXT(ww_buf_view(&csv), "About this workbook\n");
    CHECK_STR(sheet, "read from the sheet \"Cover\", row 1 on");
    unlink("/tmp/ww-test-book.xlsx");
    ww_buf_free(&csv);
}

WW_TEST(an_ods_is_read_the_same_way)
{
    struct ww_buf csv = {0};
    struct ww_err err = {0};
    char sheet[160] = "";
    write_parts("/tmp/ww-test-book.ods", ods, sizeof ods / sizeof ods[0]);
    if (!CHECK_RC(ww_workbook_read("/tmp/ww-test-book.ods", wants_when, NULL, &csv, sheet, &err), WW_OK))
        printf("%s\n", err.message);
    CHECK_TEXT(ww_buf_view(&csv), "When,Day,What,Count\n2018-06-05T13:45:30,2018-06-05,c,2.5\n");
    unlink("/tmp/ww-test-book.ods");
    ww_buf_free(&csv);
}

WW_TEST(a_workbook_that_cannot_be_read_is_refused)
{
    struct ww_buf csv = {0};
    struct ww_err err = {0};
    char sheet[160] = "";
    write_parts("/tmp/ww-test-bad.xlsx", xlsx, 3);
    CHECK_RC(ww_workbook_read("/tmp/ww-test-bad.xlsx", wants_when, NULL, &csv, sheet, &err), WW_E_INPUT);
    CHECK(strstr(err.source, "ww-test-bad.xlsx") != NULL);
    unlink("/tmp/ww-test-bad.xlsx");
    CHECK_RC(ww_workbook_read("/tmp/ww-test-none.xlsx", wants_when, NULL, &csv, sheet, &err), WW_E_IO);
    ww_buf_free(&csv);
}

WW_TEST(a_workbook_is_imported_like_a_csv_file)
{
    struct place p;
    if (open_place(
            &p,
            "{\"name\":\"own\",\"title\":\"Own\",\"fields\":[{\"name\":\"When\",\"type\":\"datetime\"},{\"name\":"
            "\"What\"},{\"name\":\"Day\"},{\"name\":\"Count\",\"type\":\"number\"}],\"watchward\":{\"shape\":"
            "\"events\",\"subject\":\"calls\",\"owner\":\"O\",\"gateway\":\"G\",\"columns\":{\"when\":{"
            "\"field\":\"When\",\"role\":\"from\"},\"what\":\"What\"}}}")) {
        write_parts(at(&p, "calls.xlsx"), xlsx, sizeof xlsx / sizeof xlsx[0]);
        if (!CHECK_RC(import_file(&p, "own", "calls.xlsx"), WW_OK))
            say_error(&p);
        CHECK_INT(p.report.extract.rows, 2);
        CHECK_INT(count_live(&p), 1);
        if (CHECK_INT(p.report.n_inputs, 1))
            CHECK_STR(p.report.inputs[0].note, "read from the sheet \"Data\", row 3 on");
        CHECK(says(&p, ""));
    }
    close_place(&p);
}
