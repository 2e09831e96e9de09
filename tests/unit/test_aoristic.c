// SPDX-License-Identifier: Apache-2.0
/* Against the output of the R package for its conventions, a naive walk minute by minute on random spans, and on
 * real offences a matrix computed in Python (tests/oracles/aoristic.py). */
#include "stats/aoristic.h"

#include <zlib.h>

#include "base/rng.h"
#include "base/time.h"
#include "ww_ref.h"

static int64_t at(const char *text)
{
    int64_t second = 0;
    bool has_time = false;
    if (!CHECK(ww_parse_datetime((struct ww_str){text, strlen(text)}, &second, &has_time)))
        printf("    %s\n", text);
    return second;
}

static struct ww_span span(const char *from, const char *to)
{
    return (struct ww_span){.from = at(from), .to = to == NULL ? 0 : at(to), .has_to = to != NULL};
}

static bool adds_to_the_events(const struct ww_aoristic *matrix)
{
    struct ww_aoristic settled = *matrix;
    ww_aoristic_weight sum = 0;
    ww_aoristic_settle(&settled);
    for (unsigned hour = 0; hour < WW_HOURS_OF_WEEK; hour++) {
        sum += settled.weight[hour];
        CHECK_NEAR(ww_aoristic_value(&settled, hour), ww_aoristic_value(matrix, hour), 0);
    }
    return sum == (ww_aoristic_weight)ww_aoristic_events(matrix) * WW_AORISTIC_EVENT;
}

/* One event, of which only the hours from `first` on may have weight, as given. */
static void check_event(struct ww_span event, enum ww_span_kind kind, unsigned first, const double *expected,
                        unsigned n)
{
    struct ww_aoristic matrix = {0};
    CHECK_INT(ww_aoristic_add(&matrix, event), kind);
    CHECK_INT(ww_span_kind(event), kind);
    CHECK(adds_to_the_events(&matrix));
    for (unsigned i = 0; i < WW_HOURS_OF_WEEK; i++)
        CHECK_NEAR(ww_aoristic_value(&matrix, (first + i) % WW_HOURS_OF_WEEK), i < n ? expected[i] : 0.0,
                   1e-15);
}

enum { MON = 0, TUE = 24, SUN = 144 };

/* As the R package aoristic 1.1.1 printed them; its cells 1.. start on Sunday. */
WW_TEST(conventions_of_the_r_package)
{
    check_event(span("2024-01-01 23:30", "2024-01-02 01:15"), WW_SPAN_WITHIN_DAY, MON + 23,
                (const double[]){30.0 / 105, 60.0 / 105, 15.0 / 105}, 3);
    check_event(span("2024-01-01 10:00", NULL), WW_SPAN_NO_END, MON + 10, (const double[]){1.0}, 1);
    check_event(span("2024-01-02 10:00", "2024-01-01 10:00"), WW_SPAN_REVERSED, TUE + 10,
                (const double[]){1.0}, 1);
    check_event(span("2024-01-01 10:00", "2024-01-01 11:00"), WW_SPAN_WITHIN_DAY, MON + 10,
                (const double[]){1.0}, 1);
    /* The night the clocks went forward: wall-clock time, so the hour that was not counts too. */
    check_event(span("2024-03-31 00:30", "2024-03-31 03:30"), WW_SPAN_WITHIN_DAY, SUN,
                (const double[]){1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6}, 4);
    double everywhere[WW_HOURS_OF_WEEK];
    for (unsigned i = 0; i < WW_HOURS_OF_WEEK; i++)
        everywhere[i] = 1.0 / 168;
    check_event(span("2024-01-01 10:00", "2024-01-09 10:00"), WW_SPAN_WEEK, 0, everywhere, WW_HOURS_OF_WEEK);
}

WW_TEST(seconds_and_single_minutes)
{
    const double one[] = {1.0};
    check_event(span("2024-01-01 10:59:00", "2024-01-01 10:59:00"), WW_SPAN_EXACT, MON + 10, one, 1);
    check_event(span("2024-01-01 10:59:00", "2024-01-01 11:00:00"), WW_SPAN_EXACT, MON + 10, one, 1);
    check_event(span("2024-01-01 10:59:00", "2024-01-01 11:00:59"), WW_SPAN_EXACT, MON + 10, one, 1);
    check_event(span("2024-01-01 10:59:30", "2024-01-01 10:59:29"), WW_SPAN_REVERSED, MON + 10, one, 1);
    check_event(span("2024-01-01 10:59:00", "2024-01-01 11:01:00"), WW_SPAN_WITHIN_DAY, MON + 10,
                (const double[]){0.5, 0.5}, 2);
    /* 119 whole minutes from 10:00: the start's seconds are dropped, not carried to the end. */
    check_event(span("2024-01-01 10:00:50", "2024-01-01 12:00:10"), WW_SPAN_WITHIN_DAY, MON + 10,
                (const double[]){60.0 / 119, 59.0 / 119}, 2);
}

WW_TEST(kinds_change_at_a_day_and_a_week)
{
    CHECK_INT(ww_span_kind(span("2024-01-01 10:00", "2024-01-02 10:00")), WW_SPAN_WITHIN_DAY);
    CHECK_INT(ww_span_kind(span("2024-01-01 10:00", "2024-01-02 10:00:59")), WW_SPAN_WITHIN_DAY);
    CHECK_INT(ww_span_kind(span("2024-01-01 10:00", "2024-01-02 10:01")), WW_SPAN_OVER_DAY);
    CHECK_INT(ww_span_kind(span("2024-01-01 10:00", "2024-01-08 09:59:59")), WW_SPAN_OVER_DAY);
    CHECK_INT(ww_span_kind(span("2024-01-01 10:00", "2024-01-08 10:00")), WW_SPAN_WEEK);
}

/* Over Sunday midnight, and back into the hour it began in. */
WW_TEST(the_week_is_a_ring)
{
    check_event(span("2024-01-07 23:30", "2024-01-08 00:30"), WW_SPAN_WITHIN_DAY, SUN + 23,
                (const double[]){0.5, 0.5}, 2);
    struct ww_aoristic matrix = {0};
    ww_aoristic_add(&matrix, span("2024-01-01 10:30", "2024-01-08 10:15"));
    CHECK(adds_to_the_events(&matrix));
    CHECK_NEAR(ww_aoristic_value(&matrix, MON + 10), 45.0 / 10065, 1e-15);
    CHECK_NEAR(ww_aoristic_value(&matrix, MON + 9), 60.0 / 10065, 1e-15);
}

/* A sealed file that was tampered with may hold any 64 bits: they are counted, and nothing overflows. */
WW_TEST(any_times_at_all)
{
    static const int64_t times[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX - 1, INT64_MAX};
    const size_t n = sizeof times / sizeof times[0];
    struct ww_aoristic matrix = {0};
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            struct ww_span span = {.from = times[i], .to = times[j], .has_to = true};
            enum ww_span_kind kind = ww_aoristic_add(&matrix, span);
            CHECK(times[j] < times[i] ? kind == WW_SPAN_REVERSED : kind != WW_SPAN_REVERSED);
            CHECK(ww_span_hour(span, WW_SPAN_MIDPOINT) < WW_HOURS_OF_WEEK);
        }
    CHECK_INT(ww_span_kind((struct ww_span){INT64_MIN, INT64_MAX, true}), WW_SPAN_WEEK);
    CHECK(adds_to_the_events(&matrix));
}

WW_TEST(hours_of_the_week)
{
    CHECK_INT(ww_hour_of_week(at("2024-01-01 00:00")), MON);
    CHECK_INT(ww_hour_of_week(at("2024-01-07 23:59:59")), SUN + 23);
    CHECK_INT(ww_hour_of_week(at("1969-12-31 23:59:59")), 48 + 23); /* a Wednesday */
    CHECK_INT(ww_hour_of_week(at("1900-01-01 05:00")), MON + 5);
    struct ww_span night = span("2024-01-01 23:00", "2024-01-02 08:30");
    CHECK_INT(ww_span_hour(night, WW_SPAN_START), MON + 23);
    CHECK_INT(ww_span_hour(night, WW_SPAN_MIDPOINT), TUE + 3);
    CHECK_INT(ww_span_hour(night, WW_SPAN_END), TUE + 8);
    struct ww_span reversed = span("2024-01-02 08:30", "2024-01-01 23:00");
    CHECK_INT(ww_span_hour(reversed, WW_SPAN_MIDPOINT), TUE + 8);
    CHECK_INT(ww_span_hour(reversed, WW_SPAN_END), TUE + 8);
    CHECK_INT(ww_span_hour(span("2024-01-02 08:30", NULL), WW_SPAN_END), TUE + 8);
}

static struct ww_span random_span(struct ww_rng *rng)
{
    int64_t reach = (int64_t)ww_rng_below(rng, 4) == 0 ? 700000 : 90000;
    int64_t from = (int64_t)ww_rng_below(rng, 4000000000) - 1000000000;
    return (struct ww_span){.from = from,
                            .to = from + (int64_t)ww_rng_below(rng, (uint64_t)reach) - reach / 20,
                            .has_to = ww_rng_below(rng, 10) != 0};
}

/* Counts the minutes one by one. */
static void naive_add(double *matrix, struct ww_span event)
{
    int64_t minutes = event.has_to ? (int64_t)floor((double)(event.to - event.from) / 60.0) : 0;
    int64_t first = (int64_t)floor((double)event.from / 60.0);
    if (minutes <= 1)
        minutes = 1;
    if (minutes >= 10080)
        minutes = 10080;
    for (int64_t minute = first; minute < first + minutes; minute++)
        matrix[ww_hour_of_week(minute * 60)] += 1.0 / (double)minutes;
}

WW_TEST(agrees_with_counting_minutes)
{
    struct ww_rng rng = ww_rng_split(ww_test_seed(), 0);
    struct ww_aoristic matrix = {0};
    double naive[WW_HOURS_OF_WEEK] = {0};
    for (int i = 0; i < 2000; i++) {
        struct ww_span event = random_span(&rng);
        ww_aoristic_add(&matrix, event);
        naive_add(naive, event);
    }
    CHECK_INT(ww_aoristic_events(&matrix), 2000);
    CHECK(adds_to_the_events(&matrix));
    for (unsigned kind = 0; kind < WW_SPAN_KINDS; kind++)
        CHECK(kind == WW_SPAN_EXACT || matrix.kinds[kind] > 0);
    for (unsigned hour = 0; hour < WW_HOURS_OF_WEEK; hour++)
        CHECK_NEAR(ww_aoristic_value(&matrix, hour), naive[hour], 1e-10);
}

/* Dealt to three workers and merged from the last to the first: the same bits. */
WW_TEST(the_order_does_not_matter)
{
    struct ww_rng rng = ww_rng_split(ww_test_seed(), 1);
    struct ww_aoristic whole = {0};
    struct ww_aoristic parts[3] = {0};
    for (int i = 0; i < 3000; i++) {
        struct ww_span event = random_span(&rng);
        ww_aoristic_add(&whole, event);
        ww_aoristic_add(&parts[ww_rng_below(&rng, 3)], event);
    }
    ww_aoristic_merge(&parts[2], &parts[1]);
    ww_aoristic_merge(&parts[2], &parts[0]);
    CHECK(memcmp(&parts[2], &whole, sizeof whole) == 0);
}

/* ---- Real offences ---- */

static struct ww_aoristic real;

static double real_value(const double *args)
{
    return ww_aoristic_value(&real, (unsigned)args[0]);
}

static double real_kind(const double *args)
{
    return (double)real.kinds[(unsigned)args[0]];
}

static gzFile open_real(const char *name)
{
    const char *variables[] = {getenv("WATCHWARD_SHARED"), getenv("WW_SHARED"), "../shared"};
    for (int i = 0; i < 3; i++) {
        char path[1024];
        if (variables[i] == NULL)
            continue;
        snprintf(path, sizeof path, "%s/data/incidents/%s", variables[i], name);
        gzFile file = gzopen(path, "rb");
        if (file != NULL)
            return file;
    }
    return NULL;
}

/* The fields of a line without quoted commas; quotes around a field are taken off, NA is an empty one. */
static void cut_fields(const char *line, struct ww_str fields[8])
{
    for (int i = 0; i < 8; i++) {
        size_t len = strcspn(line, ",\r\n");
        bool quoted = len >= 2 && line[0] == '"';
        fields[i] = quoted ? (struct ww_str){line + 1, len - 2} : (struct ww_str){line, len};
        if (ww_ref_is(fields[i], "NA"))
            fields[i].len = 0;
        line += len + (line[len] == ',');
    }
}

static bool read_time(struct ww_str text, int64_t *second)
{
    bool has_time;
    return ww_parse_datetime(text, second, &has_time);
}

/* A date, and the time as a fraction of the day. */
static bool read_day_and_fraction(struct ww_str day_text, struct ww_str fraction_text, int64_t *second)
{
    int32_t day;
    double fraction;
    if (!ww_parse_date(day_text, &day) || !ww_parse_f64(fraction_text, &fraction))
        return false;
    *second = (int64_t)day * 86400 + (int64_t)round(fraction * 86400.0);
    return true;
}

static bool read_new_york_burglary(const struct ww_str fields[8], struct ww_span *out)
{
    out->has_to = read_day_and_fraction(fields[2], fields[3], &out->to);
    return read_day_and_fraction(fields[0], fields[1], &out->from);
}

static bool read_start_and_end_at_2(const struct ww_str fields[8], struct ww_span *out)
{
    out->has_to = read_time(fields[3], &out->to);
    return read_time(fields[2], &out->from);
}

static void check_real(const char *file_name, const char *name,
                       bool (*read)(const struct ww_str *, struct ww_span *))
{
    char kind[64];
    char line[1024];
    gzFile file = open_real(file_name);
    if (file == NULL)
        SKIP("the real offences are not beside the checkout (../shared/data/incidents)");
    memset(&real, 0, sizeof real);
    gzgets(file, line, sizeof line);
    while (gzgets(file, line, sizeof line) != NULL) {
        struct ww_str fields[8];
        struct ww_span event = {0};
        cut_fields(line, fields);
        if (CHECK(read(fields, &event)))
            ww_aoristic_add(&real, event);
    }
    gzclose(file);
    CHECK(adds_to_the_events(&real));

    snprintf(kind, sizeof kind, "%s_kind", name);
    const struct ww_ref_function functions[] = {{name, 1, real_value}, {kind, 1, real_kind}};
    CHECK_INT(ww_ref_check_only("aoristic", name, functions, 2), WW_HOURS_OF_WEEK + WW_SPAN_KINDS);
}

WW_TEST(real_burglaries_in_new_york)
{
    check_real("NYburg.csv", "new_york_burglary", read_new_york_burglary);
}

WW_TEST(real_burglaries_in_washington)
{
    check_real("dcburglaries.csv", "washington_burglary", read_start_and_end_at_2);
}

WW_TEST(real_vehicle_thefts_in_new_york)
{
    check_real("nycvehiclethefts.csv.gz", "new_york_vehicle_theft", read_start_and_end_at_2);
}
