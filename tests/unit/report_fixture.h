// SPDX-License-Identifier: Apache-2.0
/* What the tests of src/report share: a table for each kind of chart, made from formulas, and a small checker of
 * markup (an oracle of its own: it knows nothing of how the writers work). */
#ifndef WW_TEST_REPORT_FIXTURE_H
#define WW_TEST_REPORT_FIXTURE_H

#include <math.h>
#include <string.h>

#include "base/time.h"
#include "report/chart.h"
#include "table/table.h"

#define FIXTURE_FIRST_MONTH ((2013 - 1970) * 12 + 6) /* July 2013 */
#define FIXTURE_HEXES       128

__attribute__((unused)) static struct ww_table *fixture_line(void)
{
    static const struct ww_column columns[] = {
        {.name = "month", .title = "Month", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_LABEL, .decimals = -1},
        {.name = "daily",
         .title = "Offences a day",
         .type = WW_COLUMN_NUMBER,
         .role = WW_COLUMN_VALUE,
         .unit = WW_UNIT_PER_DAY,
         .decimals = -1},
        {.name = "moving",
         .title = "Average of the twelve months up to here",
         .type = WW_COLUMN_NUMBER,
         .role = WW_COLUMN_VALUE,
         .unit = WW_UNIT_PER_DAY,
         .decimals = -1},
    };
    struct ww_table *t = ww_table_new("volume", columns, 3);
    ww_table_title(t, "Offences recorded a day, by month", "July 2013 to June 2018, number a day");
    double values[60];
    for (int i = 0; i < 60; i++) {
        char words[24], iso[12];
        ww_month_print_words(FIXTURE_FIRST_MONTH + i, words);
        ww_month_print_iso(FIXTURE_FIRST_MONTH + i, iso);
        values[i] = 130 + i * 0.45 + 11 * sin(i * 0.55) + 4 * cos(i * 2.1);
        size_t r = ww_table_add_row(t, iso, WW_ROW_PLAIN, 0);
        ww_table_set_text(t, r, "month", ww_str_of(words));
        ww_table_set_number(t, r, "daily", values[i]);
        double sum = 0;
        for (int k = i - 11; i >= 11 && k <= i; k++)
            sum += values[k];
        if (i >= 11)
            ww_table_set_number(t, r, "moving", sum / 12);
    }
    ww_table_note(t, "Counts are divided by the days of the month, so that February compares with March.");
    ww_table_finding(t, "peak", 0.9, "2018-06",
                     "In June 2018 {2018-06.daily|whole} offences a day were recorded, "
                     "against {2013-07.daily|whole} in July 2013.");
    ww_table_finding(t, "trend", 0.6, "2018-06",
                     "The twelve-month average stands at {2018-06.moving} offences a day.");
    t->chart = (struct ww_chart){.kind = WW_CHART_LINE,
                                 .title = "Recorded crime has risen for three years",
                                 .subtitle = "All offences, number a day, July 2013 to June 2018",
                                 .values = {"daily", "moving"},
                                 .n_values = 2};
    ww_table_used(t, &(struct ww_used_extract){.source = "mps-recorded-crime-borough",
                                               .vintage = "2021",
                                               .period = "2010-04..2021-09",
                                               .sha256 = "ab12",
                                               .owner = "Metropolitan Police Service",
                                               .rows = 1200345,
                                               .rows_used = 58627});
    t->provenance.measure = "volume";
    t->provenance.version = 1;
    return t;
}

struct fixture_type {
    const char *group, *label;
    double now, before;
};

static const struct fixture_type fixture_types[] = {
    {"Theft and handling", "Theft from person", 8412, 6120},
    {"Theft and handling", "Other theft", 15530, 15101},
    {"Theft and handling", "Theft from shops", 3903, 3921},
    {"Violence against the person", "Common assault", 4012, 3950},
    {"Violence against the person", "Harassment, and other offences of stalking or malicious communications",
     3311, 2890},
    {"Violence against the person", "Murder", 6, 4},
    {"Robbery", "Personal property", 3120, 2210},
    {"Robbery", "Business property", 118, 131},
};

__attribute__((unused)) static struct ww_table *fixture_change(void)
{
    static const struct ww_column columns[] = {
        {.name = "type",
         .title = "Crime type",
         .type = WW_COLUMN_TEXT,
         .role = WW_COLUMN_LABEL,
         .decimals = -1},
        {.name = "count_before",
         .title = "July 2016 to June 2017",
         .type = WW_COLUMN_NUMBER,
         .role = WW_COLUMN_VALUE,
         .unit = WW_UNIT_COUNT,
         .decimals = -1},
        {.name = "count_now",
         .title = "July 2017 to June 2018",
         .type = WW_COLUMN_NUMBER,
         .role = WW_COLUMN_VALUE,
         .unit = WW_UNIT_COUNT,
         .decimals = -1},
        {.name = "difference",
         .title = "Difference",
         .type = WW_COLUMN_NUMBER,
         .role = WW_COLUMN_VALUE,
         .unit = WW_UNIT_COUNT,
         .decimals = -1},
        {.name = "change_pct",
         .title = "Change",
         .type = WW_COLUMN_NUMBER,
         .role = WW_COLUMN_VALUE,
         .unit = WW_UNIT_PERCENT,
         .decimals = -1},
        {.name = "ratio",
         .title = "Rate ratio",
         .type = WW_COLUMN_NUMBER,
         .role = WW_COLUMN_VALUE,
         .unit = WW_UNIT_RATIO,
         .decimals = -1},
        {.name = "low",
         .title = "Rate ratio, lower end",
         .type = WW_COLUMN_NUMBER,
         .role = WW_COLUMN_LOW,
         .unit = WW_UNIT_RATIO,
         .decimals = -1,
         .of = "ratio"},
        {.name = "high",
         .title = "Rate ratio, upper end",
         .type = WW_COLUMN_NUMBER,
         .role = WW_COLUMN_HIGH,
         .unit = WW_UNIT_RATIO,
         .decimals = -1,
         .of = "ratio"},
        {.name = "p",
         .title = "Probability by chance",
         .type = WW_COLUMN_NUMBER,
         .role = WW_COLUMN_P_VALUE,
         .unit = WW_UNIT_PROBABILITY,
         .decimals = -1,
         .of = "ratio"},
    };
    struct ww_table *t = ww_table_new("change", columns, sizeof columns / sizeof *columns);
    ww_table_title(t, "Offences by type, this year and last", "Recorded offences");
    const char *group = "";
    for (size_t i = 0; i < sizeof fixture_types / sizeof *fixture_types; i++) {
        const struct fixture_type *f = &fixture_types[i];
        if (strcmp(group, f->group) != 0) {
            group = f->group;
            double now = 0, before = 0;
            for (size_t k = 0; k < sizeof fixture_types / sizeof *fixture_types; k++) {
                now += strcmp(fixture_types[k].group, group) == 0 ? fixture_types[k].now : 0;
                before += strcmp(fixture_types[k].group, group) == 0 ? fixture_types[k].before : 0;
            }
            size_t s = ww_table_add_row(t, ww_table_row_id(t, NULL, group), WW_ROW_SUBTOTAL, 0);
            ww_table_set_text(t, s, "type", ww_str_of(group));
            ww_table_set_number(t, s, "count_before", before);
            ww_table_set_number(t, s, "count_now", now);
            ww_table_set_number(t, s, "difference", now - before);
            ww_table_set_number(t, s, "change_pct", 100 * (now - before) / before);
            ww_table_set_number(t, s, "ratio", now / before);
            double w = 1.96 * sqrt(1 / now + 1 / before);
            ww_table_set_number(t, s, "low", now / before * exp(-w));
            ww_table_set_number(t, s, "high", now / before * exp(w));
            ww_table_set_number(t, s, "p", 0.0000001);
        }
        size_t r = ww_table_add_row(t, ww_table_row_id(t, f->group, f->label), WW_ROW_PLAIN, 1);
        ww_table_set_text(t, r, "type", ww_str_of(f->label));
        ww_table_set_number(t, r, "count_before", f->before);
        ww_table_set_number(t, r, "count_now", f->now);
        ww_table_set_number(t, r, "difference", f->now - f->before);
        if (f->before >= 20)
            ww_table_set_number(t, r, "change_pct", 100 * (f->now - f->before) / f->before);
        else
            ww_table_set_mark(t, r, "change_pct", WW_MARK_LOW_BASE);
        ww_table_set_number(t, r, "ratio", f->now / f->before);
        double w = 1.96 * sqrt(1 / f->now + 1 / f->before);
        ww_table_set_number(t, r, "low", f->now / f->before * exp(-w));
        ww_table_set_number(t, r, "high", f->now / f->before * exp(w));
        ww_table_set_number(t, r, "p", f->before > 1000 ? 0.0004 : 0.42);
        if (f->now < 20)
            ww_table_set_mark(t, r, "count_now", WW_MARK_UNRELIABLE);
    }
    ww_table_note(t, "A percentage is not given where last year's count is under 20.");
    ww_table_finding(t, "theft", 0.8, "theft-and-handling/theft-from-person",
                     "Theft from the person {theft-and-handling/theft-from-person.change_pct|rose} by "
                     "{theft-and-handling/theft-from-person.change_pct|abs}; "
                     "{theft-and-handling/theft-from-person.p|chance}.");
    t->chart = (struct ww_chart){.kind = WW_CHART_INTERVALS,
                                 .title = "Theft from the person and robbery rose beyond chance",
                                 .subtitle = "Rate ratio, July 2017 to June 2018 against the year before",
                                 .values = {"ratio"},
                                 .n_values = 1,
                                 .low = "low",
                                 .high = "high",
                                 .reference = 1,
                                 .has_reference = true};
    t->provenance.measure = "change";
    t->provenance.version = 1;
    return t;
}

__attribute__((unused)) static struct ww_table *fixture_bars(void)
{
    struct ww_table *t = fixture_change();
    t->id = "share";
    t->chart = (struct ww_chart){.kind = WW_CHART_BARS,
                                 .title = "Other theft is the largest single type",
                                 .subtitle = "Recorded offences, this year and last",
                                 .values = {"count_now", "count_before"},
                                 .n_values = 2,
                                 .plain_rows_only = true,
                                 .max_rows = 7};
    return t;
}

__attribute__((unused)) static struct ww_table *fixture_signed_bars(void)
{
    struct ww_table *t = fixture_change();
    t->id = "signed";
    t->chart = (struct ww_chart){.kind = WW_CHART_BARS,
                                 .title = "Most types rose",
                                 .subtitle = "Change in recorded offences, per cent",
                                 .values = {"change_pct"},
                                 .n_values = 1};
    return t;
}

__attribute__((unused)) static struct ww_table *fixture_matrix(void)
{
    struct ww_column columns[8] = {
        {.name = "hour", .title = "Hour", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_LABEL, .decimals = -1}};
    static const char *const names[7] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    for (int d = 0; d < 7; d++)
        columns[d + 1] = (struct ww_column){.name = names[d],
                                            .title = ww_weekday_names[d],
                                            .type = WW_COLUMN_NUMBER,
                                            .role = WW_COLUMN_VALUE,
                                            .unit = WW_UNIT_COUNT,
                                            .decimals = -1};
    struct ww_table *t = ww_table_new("rhythm", columns, 8);
    ww_table_title(t, "Offences by hour and weekday", "July 2017 to June 2018");
    for (int h = 0; h < 24; h++) {
        size_t r = ww_table_add_row(t, ww_table_text(t, "h%02d", h), WW_ROW_PLAIN, 0);
        ww_table_set_text(t, r, "hour", ww_str_of(ww_table_text(t, "%02d:00 to %02d:59", h, h)));
        for (int d = 0; d < 7; d++) {
            double v = round(260 + 190 * sin((h - 11) * 0.27) + (d >= 4 && (h >= 20 || h < 3) ? 300 : 0));
            ww_table_set_number(t, r, names[d], v);
            if (v > 560)
                ww_table_set_mark(t, r, names[d], WW_MARK_HIGH);
            if (v < 90)
                ww_table_set_mark(t, r, names[d], WW_MARK_QUIET);
        }
    }
    t->chart = (struct ww_chart){.kind = WW_CHART_MATRIX,
                                 .title = "Friday and Saturday nights stand out",
                                 .subtitle = "Recorded offences by hour and weekday, July 2017 to June 2018"};
    return t;
}

__attribute__((unused)) static struct ww_table *fixture_curve(void)
{
    static const struct ww_column columns[] = {
        {.name = "areas_pct",
         .title = "Share of areas",
         .type = WW_COLUMN_NUMBER,
         .role = WW_COLUMN_LABEL,
         .unit = WW_UNIT_PERCENT,
         .decimals = -1},
        {.name = "crime_pct",
         .title = "Share of crime",
         .type = WW_COLUMN_NUMBER,
         .role = WW_COLUMN_VALUE,
         .unit = WW_UNIT_PERCENT,
         .decimals = -1},
    };
    struct ww_table *t = ww_table_new("concentration", columns, 2);
    ww_table_title(t, "How concentrated crime is", "128 LSOAs, July 2017 to June 2018");
    for (int i = 0; i <= 128; i += 4) {
        size_t r = ww_table_add_row(t, ww_table_text(t, "top-%d", i), WW_ROW_PLAIN, 0);
        ww_table_set_number(t, r, "areas_pct", 100.0 * i / 128);
        ww_table_set_number(t, r, "crime_pct", 100 * (1 - pow(1 - i / 128.0, 4.5)));
    }
    t->chart = (struct ww_chart){.kind = WW_CHART_CURVE,
                                 .title = "Four areas of 128 hold a third of the crime",
                                 .subtitle = "LSOAs from highest to lowest, July 2017 to June 2018",
                                 .label = "areas_pct",
                                 .values = {"crime_pct"},
                                 .n_values = 1};
    return t;
}

__attribute__((unused)) static struct ww_table *fixture_map(void)
{
    static const struct ww_column columns[] = {
        {.name = "area", .title = "Area", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_LABEL, .decimals = -1},
        {.name = "count",
         .title = "Offences",
         .type = WW_COLUMN_NUMBER,
         .role = WW_COLUMN_VALUE,
         .unit = WW_UNIT_COUNT,
         .decimals = -1},
    };
    struct ww_table *t = ww_table_new("areas/lsoa", columns, 2);
    ww_table_title(t, "Offences by LSOA", "July 2017 to June 2018");
    for (int i = 0; i < FIXTURE_HEXES; i++) {
        size_t r = ww_table_add_row(t, ww_table_text(t, "E01%06d", i), WW_ROW_PLAIN, 0);
        ww_table_set_text(t, r, "area", ww_str_of(ww_table_text(t, "Sample area %03d, Riverside ward", i)));
        double x = i % 12 - 7.2, y = (double)(i / 12) - 6.1;
        if (i == 40 || i == 41)
            ww_table_set_mark(t, r, "count", WW_MARK_CONFIDENTIAL);
        else
            ww_table_set_number(t, r, "count", round(60 + 5000 * exp(-(x * x + y * y) / 2.5) + 9 * (i % 13)));
    }
    t->chart = (struct ww_chart){.kind = WW_CHART_MAP,
                                 .title = "Crime gathers in a handful of areas",
                                 .subtitle = "Recorded offences by LSOA, July 2017 to June 2018",
                                 .values = {"count"},
                                 .n_values = 1};
    return t;
}

/* Hexagons in rows of twelve; the caller frees nothing. The codes are those of fixture_map, in lower case. */
__attribute__((unused)) static const struct ww_map_areas *fixture_shapes(void)
{
    static struct ww_map_point points[FIXTURE_HEXES][6];
    static struct ww_map_ring rings[FIXTURE_HEXES];
    static struct ww_map_area areas[FIXTURE_HEXES];
    static char codes[FIXTURE_HEXES][16];
    static struct ww_map_areas all = {areas, FIXTURE_HEXES};
    for (int i = 0; i < FIXTURE_HEXES; i++) {
        double cx = 526000 + (i % 12) * 500.0 + ((i / 12) % 2) * 250.0, cy = 182000 - (i / 12) * 433.0;
        for (int k = 0; k < 6; k++)
            points[i][k] = (struct ww_map_point){cx + 288.7 * sin(k * M_PI / 3),
                                                 cy + 288.7 * cos(k * M_PI / 3)};
        rings[i] = (struct ww_map_ring){points[i], 6};
        snprintf(codes[i], sizeof codes[i], "e01%06d", i);
        areas[i] = (struct ww_map_area){codes[i], "Sample area", &rings[i], 1};
    }
    return &all;
}

/* ---- A small checker of markup ------------------------------------------------------------------------ */

#define MARKUP_DEPTH 64

static const char *markup_name_end(const char *p)
{
    while (*p && !strchr(" \t\n/>", *p))
        p++;
    return p;
}

static bool markup_is_void(const char *name, size_t len)
{
    static const char *const voids[] = {"meta", "br", "hr", "img", "link", "input"};
    for (size_t i = 0; i < sizeof voids / sizeof *voids; i++)
        if (strlen(voids[i]) == len && strncmp(voids[i], name, len) == 0)
            return true;
    return false;
}

/* An entity of the five, or a number. Returns what follows it, or NULL. */
static const char *markup_entity(const char *p)
{
    static const char *const known[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&#9;", "&#10;", "&#13;"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strncmp(p, known[i], strlen(known[i])) == 0)
            return p + strlen(known[i]);
    return NULL;
}

/* Attributes of a start tag: name="value", no name twice, no < in a value, no number without an end. */
static const char *markup_attributes(const char *p)
{
    const char *names[32];
    size_t lengths[32], n = 0;
    for (;;) {
        while (*p == ' ' || *p == '\n')
            p++;
        if (*p == '>' || strncmp(p, "/>", 2) == 0)
            return p;
        const char *equals = p + strcspn(p, "= />");
        if (equals == p || equals[0] != '=' || equals[1] != '"' || n == 32)
            return NULL;
        for (size_t i = 0; i < n; i++)
            if (lengths[i] == (size_t)(equals - p) && strncmp(names[i], p, lengths[i]) == 0)
                return NULL;
        names[n] = p;
        lengths[n++] = (size_t)(equals - p);
        p = equals + 2;
        if (strncmp(p, "nan", 3) == 0 || strncmp(p, "inf", 3) == 0 || strncmp(p, "-nan", 4) == 0)
            return NULL;
        while (*p != '"') {
            if (!*p || *p == '<')
                return NULL;
            p = *p == '&' ? markup_entity(p) : p + 1;
            if (!p)
                return NULL;
        }
        p++;
    }
}

/* NULL when the markup is well-formed, else where it stops being so. */
__attribute__((unused)) static const char *markup_fault(const char *markup)
{
    const char *open[MARKUP_DEPTH];
    size_t lengths[MARKUP_DEPTH], depth = 0;
    for (const char *p = markup; *p;) {
        if ((unsigned char)*p < 0x20 && *p != '\n' && *p != '\t')
            return p;
        if (*p == '&' || *p == '>') {
            const char *after = *p == '&' ? markup_entity(p) : NULL;
            bool in_style = depth && lengths[depth - 1] == 5 && strncmp(open[depth - 1], "style", 5) == 0;
            if (!after && !in_style)
                return p;
            p = after ? after : p + 1;
            continue;
        }
        if (*p != '<') {
            p++;
            continue;
        }
        if (strncmp(p, "<!DOCTYPE html>", 15) == 0) {
            p += 15;
            continue;
        }
        bool closing = p[1] == '/';
        const char *name = p + 1 + closing, *end = markup_name_end(name);
        if (closing) {
            if (!depth || lengths[depth - 1] != (size_t)(end - name) ||
                strncmp(open[depth - 1], name, lengths[depth - 1]) != 0 || *end != '>')
                return p;
            depth--;
            p = end + 1;
            continue;
        }
        const char *after = markup_attributes(end);
        if (end == name || !after)
            return p;
        bool empty = *after == '/';
        if (!empty && !markup_is_void(name, (size_t)(end - name))) {
            if (depth == MARKUP_DEPTH)
                return p;
            open[depth] = name;
            lengths[depth++] = (size_t)(end - name);
        }
        p = after + 1 + empty;
    }
    return depth ? open[depth - 1] : NULL;
}

/* Counts occurrences of `part`. */
__attribute__((unused)) static size_t markup_count(const char *text, const char *part)
{
    size_t n = 0;
    for (const char *p = text; (p = strstr(p, part)); p += strlen(part))
        n++;
    return n;
}

#endif
