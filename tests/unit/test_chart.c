// SPDX-License-Identifier: Apache-2.0
/* Charts: well-formed whatever the numbers, inside their frame, true to scale, with a text alternative; and what
 * cannot be drawn is refused. */
#include "ww_test.h"

#include "base/checked.h"
#include "base/rng.h"
#include "report/chart.h"

#include "report_fixture.h"

static struct ww_buf draw(const struct ww_table *table, const struct ww_map_areas *shapes)
{
    struct ww_buf svg = {0};
    struct ww_err err = {0};
    struct ww_chart_options options = {.shapes = shapes};
    if (!CHECK_RC(ww_chart_svg(table, &options, &svg, &err), WW_OK))
        printf("%s: %s\n", table->id, err.message);
    const char *fault = svg.data ? markup_fault(svg.data) : "nothing";
    if (!CHECK(fault == NULL))
        printf("at: %.200s\n", fault);
    return svg;
}

/* The number of the next attribute of this name after *at, which moves past it. */
static bool next_number(const char **at, const char *name, double *number)
{
    char wanted[32];
    snprintf(wanted, sizeof wanted, " %s=\"", name);
    const char *found = strstr(*at, wanted);
    if (!found)
        return false;
    char *end;
    *number = strtod(found + strlen(wanted), &end);
    *at = end;
    return true;
}

WW_TEST(every_kind_has_title_description_and_role)
{
    struct ww_table *tables[] = {fixture_line(),   fixture_change(), fixture_bars(),
                                 fixture_matrix(), fixture_curve(),  fixture_map()};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        struct ww_buf svg = draw(tables[i], fixture_shapes());
        CHECK_INT(markup_count(svg.data, "<title id="), 1);
        CHECK_INT(markup_count(svg.data, "<desc id="), 1);
        CHECK_INT(markup_count(svg.data, "role=\"img\""), 1);
        CHECK(strstr(svg.data, tables[i]->chart.title) != NULL);
        CHECK(strstr(svg.data, "highest") != NULL && strstr(svg.data, "lowest") != NULL);
        struct ww_buf again = draw(tables[i], fixture_shapes());
        CHECK_BYTES(svg.data, svg.len, again.data, again.len);
        ww_buf_free(&svg);
        ww_buf_free(&again);
        ww_table_free(&tables[i]);
    }
}

WW_TEST(bars_are_as_long_as_their_numbers)
{
    struct ww_table *t = fixture_bars();
    t->chart.max_rows = 0;
    t->chart.n_values = 1;
    struct ww_buf svg = draw(t, NULL);
    const char *at = strstr(svg.data, "<rect") + 5; /* past the ground */
    double scale = 0;
    for (size_t r = 0; r < t->n_rows; r++) {
        if (t->rows[r].kind != WW_ROW_PLAIN)
            continue;
        double width = -1;
        at = strstr(at, "<rect");
        if (!CHECK(at && next_number(&at, "width", &width)))
            break;
        double count = t->rows[r].cells[2].number;
        scale = scale > 0 ? scale : width / count;
        CHECK_NEAR(width, count * scale, 0.02 + count * 1e-5);
    }
    ww_buf_free(&svg);
    ww_table_free(&t);
}

WW_TEST(the_line_goes_through_its_points)
{
    struct ww_table *t = fixture_line();
    t->chart.n_values = 1;
    struct ww_buf svg = draw(t, NULL);
    const char *path = strstr(svg.data, "<path d=\"M");
    CHECK(path != NULL);
    size_t points = 0;
    double first_y = 0, y = 0;
    for (const char *p = path + 9; *p != '"'; points++) {
        char *end;
        strtod(p + 1, &end);
        y = strtod(end, &end);
        first_y = points ? first_y : y;
        p = end;
    }
    CHECK_INT(points, 60);
    /* Zero is at 354, 200 at 34: twice the number is twice the height. */
    CHECK_NEAR((354 - first_y) / (354 - y), t->rows[0].cells[1].number / t->rows[59].cells[1].number, 0.001);
    ww_buf_free(&svg);
    ww_table_free(&t);
}

WW_TEST(a_missing_month_is_a_gap)
{
    struct ww_table *t = fixture_line();
    t->chart.n_values = 1;
    t->rows[20].cells[1].present = false;
    struct ww_buf svg = draw(t, NULL);
    const char *path = strstr(svg.data, "<path d=\"M");
    size_t moves = 0;
    for (const char *p = path + 9; *p != '"'; p++)
        moves += *p == 'M';
    CHECK_INT(moves, 2);
    ww_table_set_mark(t, 40, "daily", WW_MARK_BREAK);
    struct ww_buf broken = draw(t, NULL);
    for (const char *p = strstr(broken.data, "<path d=\"M") + 9; *p != '"'; p++)
        moves += *p == 'M';
    CHECK_INT(moves, 2 + 3);
    CHECK(strstr(broken.data, "[b] break in series") != NULL);
    ww_buf_free(&svg);
    ww_buf_free(&broken);
    ww_table_free(&t);
}

WW_TEST(names_of_lines_that_end_together_are_pushed_apart)
{
    struct ww_table *t = fixture_line();
    for (size_t r = 0; r < t->n_rows; r++)
        ww_table_set_number(t, r, "moving", t->rows[r].cells[1].number); /* the same line twice */
    struct ww_buf svg = draw(t, NULL);
    const char *at = strstr(svg.data, ">Offences a day<");
    const char *other = strstr(svg.data, ">Average of the");
    double y[2] = {0, 0};
    const char *tags[2] = {at, other};
    for (size_t i = 0; i < 2; i++) {
        while (tags[i] > svg.data && *tags[i] != '<')
            tags[i]--;
        next_number(&tags[i], "y", &y[i]);
    }
    CHECK(fabs(y[0] - y[1]) >= 17);
    ww_buf_free(&svg);
    ww_table_free(&t);
}

WW_TEST(intervals_that_leave_the_reference_out_are_filled)
{
    struct ww_table *t = fixture_change();
    struct ww_buf svg = draw(t, NULL);
    size_t beyond = 0;
    for (size_t r = 0; r < t->n_rows; r++)
        beyond += t->rows[r].cells[6].number > 1 || t->rows[r].cells[7].number < 1;
    CHECK_INT(markup_count(svg.data, "r=\"6\" fill=\"#12436D\""), beyond + 1); /* and the key */
    CHECK_INT(markup_count(svg.data, "r=\"6\" fill=\"#ffffff\""), t->n_rows - beyond + 1);
    CHECK(strstr(svg.data, "No change") != NULL);
    ww_buf_free(&svg);
    t->chart.reference_words = "Average";
    svg = draw(t, NULL);
    CHECK(strstr(svg.data, "No change") == NULL && strstr(svg.data, ">Average<") != NULL);
    ww_buf_free(&svg);
    ww_table_free(&t);
}

WW_TEST(marks_of_a_matrix_are_drawn_not_only_shaded)
{
    struct ww_table *t = fixture_matrix();
    struct ww_buf svg = draw(t, NULL);
    size_t high = 0, quiet = 0;
    for (size_t r = 0; r < t->n_rows; r++)
        for (size_t c = 1; c < t->n_columns; c++) {
            high += t->rows[r].cells[c].mark == WW_MARK_HIGH;
            quiet += t->rows[r].cells[c].mark == WW_MARK_QUIET;
        }
    CHECK(high > 0 && quiet > 0);
    CHECK_INT(markup_count(svg.data, "stroke-width=\"3\"/>"), high + 1);
    CHECK_INT(markup_count(svg.data, "stroke-dasharray=\"3 3\""), quiet + 1);
    CHECK_INT(markup_count(svg.data, "<path "), high + quiet + 2);
    ww_buf_free(&svg);
    ww_table_free(&t);
}

WW_TEST(rows_that_lack_a_needed_number_are_left_out)
{
    struct ww_table *t = fixture_bars();
    const char *column = t->chart.values[0];
    t->chart.max_rows = 0;
    struct ww_buf all = draw(t, NULL);
    CHECK_INT(ww_chart_rows_left_out(t), 0);
    t->chart.needs = column;
    size_t plain = 0;
    while (t->rows[plain].kind != WW_ROW_PLAIN)
        plain++;
    ww_table_set_mark(t, plain, column, WW_MARK_LOW_BASE);
    struct ww_buf fewer = draw(t, NULL);
    CHECK_INT(ww_chart_rows_left_out(t), 1);
    CHECK(fewer.len < all.len && strstr(fewer.data, "1 more row is in the table only") != NULL);
    for (size_t r = 0; r < t->n_rows; r++)
        ww_table_set_mark(t, r, column, WW_MARK_LOW_BASE);
    CHECK_INT(ww_chart_rows_left_out(t), 0); /* of none that has it, none is missed */
    ww_buf_free(&all);
    ww_buf_free(&fewer);
    ww_table_free(&t);
}

WW_TEST(a_map_without_outlines_is_bars_and_says_so)
{
    struct ww_table *t = fixture_map();
    t->chart.max_rows = 10;
    struct ww_buf svg = draw(t, NULL);
    CHECK(strstr(svg.data, "bars are drawn in place of a map") != NULL);
    CHECK(strstr(svg.data, "<path") == NULL);
    CHECK(strstr(svg.data, "118 more rows are in the table only") != NULL);
    CHECK_INT(ww_chart_rows_left_out(t), 118);
    ww_buf_free(&svg);
    ww_table_free(&t);
}

WW_TEST(a_map_shades_hatches_and_names)
{
    struct ww_table *t = fixture_map();
    struct ww_buf svg = draw(t, fixture_shapes());
    CHECK_INT(markup_count(svg.data, "fill-rule=\"evenodd\""), FIXTURE_HEXES);
    CHECK_INT(markup_count(svg.data, "fill=\"url(#areas/lsoa-hatch)\" stroke=\"#ffffff\""), 2);
    CHECK(strstr(svg.data, "Highest tenth of areas") != NULL);
    CHECK(strstr(svg.data, "Not shown [c]") != NULL);
    CHECK_INT(markup_count(svg.data, "r=\"11\""), 10); /* five in the map, five beside it */
    ww_buf_free(&svg);
    ww_table_free(&t);
}

/* Random tables: any number of rows, any sizes and signs, missing cells, marks. */
static struct ww_table *random_table(struct ww_rng *rng, enum ww_chart_kind kind)
{
    static const struct ww_column columns[] = {
        {.name = "x", .title = "X", .type = WW_COLUMN_NUMBER, .role = WW_COLUMN_LABEL, .decimals = -1},
        {.name = "a",
         .title = "First series of figures",
         .type = WW_COLUMN_NUMBER,
         .role = WW_COLUMN_VALUE,
         .unit = WW_UNIT_COUNT,
         .decimals = -1},
        {.name = "b",
         .title = "Second",
         .type = WW_COLUMN_NUMBER,
         .role = WW_COLUMN_VALUE,
         .unit = WW_UNIT_RATIO,
         .decimals = -1},
        {.name = "low", .title = "Low", .type = WW_COLUMN_NUMBER, .role = WW_COLUMN_LOW, .decimals = -1},
        {.name = "high", .title = "High", .type = WW_COLUMN_NUMBER, .role = WW_COLUMN_HIGH, .decimals = -1},
    };
    struct ww_table *t = ww_table_new("random", columns, 5);
    size_t rows = 1 + (size_t)ww_rng_below(rng, 30);
    double scale = pow(10, (double)ww_rng_below(rng, 12) - 3);
    for (size_t r = 0; r < rows; r++) {
        size_t row = ww_table_add_row(t, ww_table_text(t, "E01%06zu", r),
                                      ww_rng_below(rng, 8) ? WW_ROW_PLAIN : WW_ROW_TOTAL, 0);
        for (size_t c = 0; c < 5; c++) {
            bool negative = c == 1 && kind != WW_CHART_CURVE && ww_rng_below(rng, 3) == 0;
            if (ww_rng_below(rng, 6))
                ww_table_set_number(t, row, columns[c].name, (negative ? -1 : 1) * ww_rng_unit(rng) * scale);
            if (ww_rng_below(rng, 6) == 0)
                ww_table_set_mark(t, row, columns[c].name, (enum ww_mark)ww_rng_below(rng, WW_MARK_COUNT));
        }
    }
    t->chart = (struct ww_chart){.kind = kind,
                                 .title = "T",
                                 .label = "x",
                                 .values = {"a", "b"},
                                 .low = "low",
                                 .high = "high",
                                 .n_values = kind == WW_CHART_MATRIX ? 0 : 1 + ww_rng_below(rng, 2),
                                 .has_reference = ww_rng_below(rng, 2),
                                 .reference = scale / 3};
    return t;
}

WW_TEST(random_tables_draw_inside_their_frame)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (int i = 0; i < 600; i++) {
        enum ww_chart_kind kind = (enum ww_chart_kind)(1 + i % 6);
        struct ww_table *t = random_table(&rng, kind);
        struct ww_buf svg = draw(t, fixture_shapes());
        static const char *const across[] = {"x", "x1", "x2", "cx"};
        for (size_t a = 0; a < 4; a++) {
            const char *at = svg.data;
            double number;
            while (next_number(&at, across[a], &number))
                if (!CHECK(number >= -1 && number <= 901))
                    printf("kind %d, %s=%g\n", (int)kind, across[a], number);
        }
        ww_buf_free(&svg);
        ww_table_free(&t);
    }
}

static void none(struct ww_table *t)
{
    t->chart.kind = WW_CHART_NONE;
}
static void no_values(struct ww_table *t)
{
    t->chart.n_values = 0;
}
static void no_such_column(struct ww_table *t)
{
    t->chart.values[0] = "nothing";
}
static void text_column(struct ww_table *t)
{
    t->chart.values[0] = "type";
}
static void no_ends(struct ww_table *t)
{
    t->chart.low = "nothing";
}
static void curve_of_words(struct ww_table *t)
{
    t->chart.kind = WW_CHART_CURVE;
}
static void no_rows(struct ww_table *t)
{
    t->n_rows = 0;
}

WW_TEST(what_cannot_be_drawn_is_refused)
{
    static void (*const faults[])(struct ww_table *) = {none,    no_values,      no_such_column, text_column,
                                                        no_ends, curve_of_words, no_rows};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct ww_table *t = fixture_change();
        faults[i](t);
        struct ww_buf svg = {0};
        struct ww_err err = {0};
        CHECK_RC(ww_chart_svg(t, NULL, &svg, &err), WW_E_USAGE);
        CHECK(strlen(err.message) > 20);
        ww_buf_free(&svg);
        ww_table_free(&t);
    }
}

WW_TEST(no_memory_at_any_point_is_survived)
{
    struct ww_table *tables[] = {fixture_line(), fixture_change(), fixture_matrix(), fixture_map()};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        enum ww_rc rc = WW_E_NOMEM;
        for (unsigned long n = 1; rc != WW_OK && n < 5000; n++) {
            struct ww_buf svg = {0};
            struct ww_chart_options options = {.shapes = fixture_shapes()};
            ww_mem_fail_after(n);
            rc = ww_chart_svg(tables[i], &options, &svg, NULL);
            ww_mem_fail_after(0);
            CHECK(rc == WW_OK || rc == WW_E_NOMEM);
            ww_buf_free(&svg);
        }
        CHECK_INT(rc, WW_OK);
        ww_table_free(&tables[i]);
    }
}

/* The checker of markup must itself be able to fail. */
WW_TEST(the_oracle_can_fail)
{
    static const char *const bad[] = {"<a><b></a></b>",
                                      "<a",
                                      "<a>",
                                      "a & b",
                                      "a > b",
                                      "<a b=c></a>",
                                      "<a x=\"1\" x=\"2\"/>",
                                      "<a x=\"nan\"/>",
                                      "<a x=\"<\"/>",
                                      "\x01",
                                      "</a>",
                                      "<a b=\"&x;\"/>"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (!CHECK(markup_fault(bad[i]) != NULL))
            printf("%s\n", bad[i]);
    CHECK(markup_fault("<a x=\"1\"><b/>&amp;</a>") == NULL);
}
