// SPDX-License-Identifier: Apache-2.0
/* JSON: read back by jansson, which knows nothing of our writer. */
#include "ww_test.h"

#include <jansson.h>

#include "report/json.h"

#include "report_fixture.h"

WW_TEST(a_table_reads_back)
{
    struct ww_table *t = fixture_change();
    ww_table_note(t, "A \"note\" with \\ and \x02 and \xff");
    struct ww_buf out = {0};
    CHECK_RC(ww_json_table(t, &out, NULL), WW_OK);
    json_error_t error;
    json_t *root = json_loadb(out.data, out.len, JSON_REJECT_DUPLICATES, &error);
    if (!CHECK(root != NULL)) {
        printf("%s at %d\n", error.text, error.position);
        return;
    }
    CHECK_STR(json_string_value(json_object_get(root, "id")), "change");
    CHECK_INT(json_array_size(json_object_get(root, "rows")), t->n_rows);
    json_t *row = json_array_get(json_object_get(root, "rows"), 0);
    CHECK_STR(json_string_value(json_object_get(row, "kind")), "subtotal");
    json_t *cell = json_object_get(json_object_get(row, "cells"), "count_now");
    CHECK_NEAR(json_number_value(json_object_get(cell, "value")), 27845, 0);
    CHECK_STR(json_string_value(json_object_get(cell, "text")), "27,845");
    json_t *murder = json_array_get(json_object_get(root, "rows"), 7);
    cell = json_object_get(json_object_get(murder, "cells"), "change_pct");
    CHECK(json_is_null(json_object_get(cell, "value")));
    CHECK_STR(json_string_value(json_object_get(cell, "mark")), "[low]");
    CHECK(json_object_get(json_object_get(root, "marks"), "[low]") != NULL);
    json_t *finding = json_array_get(json_object_get(root, "findings"), 0);
    CHECK_STR(json_string_value(json_object_get(finding, "id")), "change/theft");
    CHECK_STR(json_string_value(json_object_get(finding, "sentence")),
              "Theft from the person rose by 37.5%; more than chance.");
    json_t *notes = json_object_get(root, "notes");
    CHECK_STR(json_string_value(json_array_get(notes, json_array_size(notes) - 1)),
              "A \"note\" with \\ and \x02 and \uFFFD");
    json_decref(root);
    ww_buf_free(&out);
    ww_table_free(&t);
}

WW_TEST(numbers_are_short_and_steady)
{
    static const struct {
        double number;
        const char *text;
    } cases[] = {{0, "0"}, {58627, "58627"}, {0.1 + 0.2, "0.3"}, {-9.5, "-9.5"}, {1.0 / 3, "0.333333333333"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ww_buf out = {0};
        ww_json_number(&out, cases[i].number);
        CHECK_NEAR(strtod(out.data, NULL), strtod(cases[i].text, NULL), 0);
        CHECK(strlen(out.data) <= strlen(cases[i].text) + 2);
        json_t *read = json_loads(out.data, JSON_DECODE_ANY, NULL);
        CHECK(json_is_number(read));
        json_decref(read);
        ww_buf_free(&out);
    }
}

WW_TEST(provenance_reads_back)
{
    struct ww_table *t = fixture_line();
    ww_table_parameter(t, "period", "2017-07..2018-06");
    struct ww_buf out = {0};
    ww_json_provenance(&t->provenance, &out);
    json_t *root = json_loadb(out.data, out.len, JSON_REJECT_DUPLICATES, NULL);
    json_t *used = json_array_get(json_object_get(root, "extracts"), 0);
    CHECK_INT(json_integer_value(json_object_get(used, "rows_used")), 58627);
    CHECK_STR(json_string_value(json_object_get(json_object_get(root, "parameters"), "period")),
              "2017-07..2018-06");
    json_decref(root);
    ww_buf_free(&out);
    ww_table_free(&t);
}
