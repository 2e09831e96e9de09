// SPDX-License-Identifier: Apache-2.0
/* CSV: RFC 4180, marks, formulas disarmed; read back by a small reader of its own. */
#include "ww_test.h"

#include "report/csv.h"

static const struct ww_column columns[] = {
    {.name = "count",
     .title = "Offences",
     .type = WW_COLUMN_NUMBER,
     .unit = WW_UNIT_COUNT,
     .role = WW_COLUMN_VALUE,
     .decimals = -1},
    {.name = "label",
     .title = "Crime, type",
     .type = WW_COLUMN_TEXT,
     .role = WW_COLUMN_LABEL,
     .decimals = -1},
    {.name = "change_pct",
     .title = "Change",
     .type = WW_COLUMN_NUMBER,
     .unit = WW_UNIT_PERCENT,
     .role = WW_COLUMN_VALUE,
     .decimals = -1},
};

static void add(struct ww_table *t, const char *id, struct ww_str label, double count, double change)
{
    size_t r = ww_table_add_row(t, id, WW_ROW_PLAIN, 0);
    ww_table_set_text(t, r, "label", label);
    ww_table_set_number(t, r, "count", count);
    ww_table_set_number(t, r, "change_pct", change);
}

static struct ww_table *make(void)
{
    struct ww_table *t = ww_table_new("change", columns, 3);
    ww_table_title(t, "Change", NULL);
    add(t, "a", WW_STR("Theft, other \"kinds\""), 58627, -9.16);
    add(t, "b", WW_STR("=HYPERLINK(\"http://x\")"), 3, 0);
    ww_table_set_mark(t, 1, "count", WW_MARK_UNRELIABLE);
    ww_table_set_mark(t, 1, "change_pct", WW_MARK_LOW_BASE);
    return t;
}

WW_TEST(a_table_as_machines_read_it)
{
    struct ww_table *t = make();
    struct ww_buf out = {0};
    ww_csv_table(t, &out);
    CHECK_STR(out.data, "id,label,count,count_mark,change_pct\r\n"
                        "a,\"Theft, other \"\"kinds\"\"\",58627,,-9.2\r\n"
                        "b,\"'=HYPERLINK(\"\"http://x\"\")\",3,[u],[low]\r\n");
    ww_buf_clear(&out);
    ww_csv_table_headed(t, WW_CSV_TITLES, &out);
    CHECK(strncmp(out.data, "Row,\"Crime, type\",Offences,Offences: mark,Change\r\n", 49) == 0);
    ww_buf_free(&out);
    ww_table_free(&t);
}

WW_TEST(text_that_would_run_is_disarmed)
{
    static const char *const cases[][2] = {
        {"=1+1", "'=1+1"},   {"+44", "'+44"},    {"-x", "'-x"},  {"@sum", "'@sum"}, {"\tx", "'\tx"},
        {"\rx", "\"'\rx\""}, {"plain", "plain"}, {"a=1", "a=1"}, {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ww_buf out = {0};
        ww_buf_z(&out, "");
        ww_csv_put_text(&out, ww_str_of(cases[i][0]));
        CHECK_STR(out.data, cases[i][1]);
        ww_buf_free(&out);
    }
}

/* Reads one field: returns what follows it, NULL when malformed. */
static const char *read_field(const char *p, char *field)
{
    size_t n = 0;
    if (*p != '"') {
        while (*p && !strchr(",\r\n\"", *p))
            field[n++] = *p++;
        field[n] = '\0';
        return *p == '"' ? NULL : p;
    }
    for (p++;; p++) {
        if (!*p)
            return NULL;
        if (*p == '"' && p[1] != '"')
            break;
        p += *p == '"';
        field[n++] = *p;
    }
    field[n] = '\0';
    return p + 1;
}

WW_TEST(awkward_labels_read_back)
{
    static const char *const labels[] = {"a,b", "a\"b", "a\r\nb", "\"", ",", "a\nb\"\",", "é £ –"};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        struct ww_table *t = ww_table_new("t", columns, 3);
        add(t, "r", ww_str_of(labels[i]), 1, 2);
        struct ww_buf out = {0};
        ww_csv_table(t, &out);
        char field[64];
        const char *p = strstr(out.data, "\r\nr,");
        if (CHECK(p != NULL)) {
            p = read_field(p + 4, field);
            CHECK_STR(field, labels[i]);
            CHECK(p && strcmp(p, ",1,2.0\r\n") == 0);
        }
        ww_buf_free(&out);
        ww_table_free(&t);
    }
}
