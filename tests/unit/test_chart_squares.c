// SPDX-License-Identifier: Apache-2.0
/* Maps of squares: where they lie, how each class is drawn, what the key says, and what cannot be drawn. */
#include "ww_test.h"

#include "report/chart.h"

#include "report_fixture.h"

static struct ww_table *squares(size_t n)
{
    static const struct ww_column columns[] = {
        {.name = "class", .title = "Hot spot", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_LABEL},
        {.name = "east", .title = "Easting", .type = WW_COLUMN_NUMBER, .role = WW_COLUMN_VALUE},
        {.name = "north", .title = "Northing", .type = WW_COLUMN_NUMBER, .role = WW_COLUMN_VALUE},
    };
    static const char *const classes[] = {"Persistent", "Emerging", "Former"};
    struct ww_table *t = ww_table_new("hotspots", columns, 3);
    ww_table_title(t, "Hot spots", "two years");
    for (size_t i = 0; i < n; i++) {
        size_t row = ww_table_add_row(t, "square", WW_ROW_PLAIN, 0);
        ww_table_set_text(t, row, "class", ww_str_of(classes[i % 3]));
        ww_table_set_number(t, row, "east", 1100.0 + 200.0 * (double)i);
        ww_table_set_number(t, row, "north", 5100.0);
    }
    t->chart = (struct ww_chart){.kind = WW_CHART_SQUARES,
                                 .title = "Where it gathers",
                                 .subtitle = "two years",
                                 .label = "class",
                                 .values = {"east", "north"},
                                 .n_values = 2,
                                 .reference = 200};
    return t;
}

static struct ww_buf draw(const struct ww_table *table, const struct ww_map_areas *shapes)
{
    struct ww_buf svg = {0};
    struct ww_err err = {0};
    const struct ww_chart_options options = {.shapes = shapes};
    if (!CHECK_RC(ww_chart_svg(table, &options, &svg, &err), WW_OK))
        printf("%s\n", err.message);
    CHECK(svg.data && markup_fault(svg.data) == NULL);
    return svg;
}

/* Without outlines the squares fill the drawing: five of 200 m side by side, 578 units wide. */
WW_TEST(squares_lie_side_by_side)
{
    struct ww_table *t = squares(5);
    struct ww_buf svg = draw(t, NULL);
    for (int i = 0; i < 5; i++) {
        char wanted[64];
        double x = 6 + i * 115.6; // NOLINT(bugprone-narrowing-conversions)
        snprintf(wanted, sizeof wanted, "x=\"%g\" y=\"6\" width=\"115.6\" height=\"115.6\"", x);
        if (!CHECK_INT(markup_count(svg.data, wanted), 1))
            printf("    %s\n", wanted);
    }
    CHECK_INT(markup_count(svg.data, "2 squares"), 2);
    CHECK_INT(markup_count(svg.data, "1 square<"), 1);
    CHECK_INT(markup_count(svg.data, "<circle"), 3); /* two emerging ones, and the key */
    CHECK(strstr(svg.data, "A square has sides of 200 m.") != NULL);
    CHECK(strstr(svg.data, "Map of squares of 5 rows, from Persistent to Emerging.") != NULL);
    ww_buf_free(&svg);
    ww_table_free(&t);
}

WW_TEST(outlines_are_drawn_below_them)
{
    struct ww_table *t = squares(3);
    struct ww_buf svg = draw(t, fixture_shapes());
    const char *path = strstr(svg.data, "<path"), *first = strstr(svg.data, "Persistent</text>");
    CHECK(path && first && path < first);
    CHECK_INT(markup_count(svg.data, "<path"), FIXTURE_HEXES);
    ww_buf_free(&svg);
    ww_table_free(&t);
}

/* A square whose place is hidden is not drawn; the key still counts it. */
WW_TEST(a_square_without_a_place)
{
    struct ww_table *t = squares(3);
    ww_table_set_mark(t, 2, "east", WW_MARK_CONFIDENTIAL);
    struct ww_buf svg = draw(t, NULL);
    CHECK_INT(markup_count(svg.data, "<rect"), 1 + 2 + 3); /* the ground, two squares, three in the key */
    ww_buf_free(&svg);
    ww_table_free(&t);
}

WW_TEST(what_cannot_be_drawn)
{
    struct ww_err err;
    struct ww_buf svg = {0};
    struct ww_table *t = squares(2);
    t->chart.reference = 0;
    CHECK_RC(ww_chart_svg(t, NULL, &svg, &err), WW_E_USAGE);
    t->chart.reference = 200;
    t->chart.n_values = 1;
    CHECK_RC(ww_chart_svg(t, NULL, &svg, &err), WW_E_USAGE);
    t->chart.n_values = 2;
    for (size_t row = 0; row < 2; row++)
        ww_table_set_mark(t, row, "north", WW_MARK_NOT_AVAILABLE);
    CHECK_RC(ww_chart_svg(t, NULL, &svg, &err), WW_E_INPUT);
    ww_buf_free(&svg);
    ww_table_free(&t);
}
