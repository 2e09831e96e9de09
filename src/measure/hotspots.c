// SPDX-License-Identifier: Apache-2.0
/* hotspots: where is it busier than chance has it, and is that new?
 *
 * Problem. A map of dots shows the shops; a smooth map glows wherever there is anything. Which places stand out from all
 * others together with those around them, and did they a year ago?
 * Method. The area is cut into squares (or, with --by, into areas of a level). Of each: records of both periods; the density of
 * the quartic kernel; Getis and Ord's Gi* with its neighbours, against all places, in each period; p adjusted for so many
 * places (stats/fdr.h). Hot: z above 0 and adjusted p at most 0.05. Persistent: in both periods; emerging: only now;
 * former: only before.
 * How well last year's would have foretold this year: share of this period's records over share of the ground (the
 * prediction accuracy index, PAI), with both shares beside it.
 * Conventions. Squares of 200 m on whole multiples of 200 m; bandwidth 400 m, twice the side. Places without a record count.
 * Edge cases. A count below 5 of one place is not printed: [c], and neither is a sum that would tell it. */
#include <string.h>

#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/hot_places.h"
#include "measure/points.h"
#include "measure/words.h"
#include "stats/fdr.h"
#include "stats/order.h"

#define LEVEL    0.05
#define SMALLEST 5 /* count of one place that is printed */

enum class { PERSISTENT, EMERGING, FORMER, CLASSES, NOT_HOT = CLASSES };

static const struct {
    const char *id, *label, *all;
} classes[CLASSES] = {
    [PERSISTENT] = {"persistent", "Persistent", "All persistent"},
    [EMERGING] = {"emerging", "Emerging", "All emerging"},
    [FORMER] = {"former", "Former", "All former"},
};

static struct ww_table *make_table(const struct ww_ask *ask)
{
    const struct ww_column z = ww_column_number("z_score", "z", WW_UNIT_SCORE, 2);
    struct ww_column p = ww_column_p_value("z_score");
    p.title = "Probability by chance, adjusted";
    const struct ww_column columns[] = {
        ww_column_label("Place"),
        ww_column_words("class", "Hot spot"),
        ww_column_words("lsoa", "Small area"),
        ww_column_words("ward", "Ward"),
        ww_column_number("easting", "Easting of its centre", WW_UNIT_METRES, 0),
        ww_column_number("northing", "Northing of its centre", WW_UNIT_METRES, 0),
        ww_column_count("count_then", ww_ask_words(ask, ask->compare)),
        ww_column_count("count_now", ww_ask_words(ask, ask->period)),
        ww_column_number("per_km2", "Per square kilometre", WW_UNIT_COUNT, 0),
        z,
        p,
        ww_column_count("places", "Places"),
        ww_column_percent("share_pct", "Share of all recorded"),
        ww_column_percent("ground_pct", "Share of the ground"),
        ww_column_number("pai", "Share of recorded over share of ground", WW_UNIT_RATIO, 1),
    };
    return ww_table_new("hotspots", columns, sizeof columns / sizeof columns[0]);
}

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct ww_hot_grid grid;
    const char *level; /* NULL = squares */
    struct ww_hot_places places;
    struct ww_gi *gi[2]; /* then, now */
    double *p[2];        /* adjusted */
    enum class *class;
    uint32_t *order; /* highest z first: of now, of a former one then */
    int64_t all[2];
};

/* --- what is hot ------------------------------------------------------------------------------------ */

static enum ww_rc score(struct job *job, int period, struct ww_err *err)
{
    size_t n = job->places.n;
    struct ww_arena *arena = job->ask->arena;
    double *values = ww_arena_alloc(arena, n, sizeof *values);
    uint32_t *order = ww_arena_alloc(arena, n, sizeof *order);
    job->gi[period] = ww_arena_alloc(arena, n, sizeof **job->gi);
    job->p[period] = ww_arena_alloc(arena, n, sizeof **job->p);
    if (!values || !order || !job->gi[period] || !job->p[period])
        return ww_fail_nomem(err);
    for (size_t i = 0; i < n; i++) {
        int64_t count = period ? job->places.items[i].now : job->places.items[i].then;
        values[i] = (double)count;
        job->all[period] += count;
    }
    ww_getis_ord(&job->places.neighbours, values, WW_GI_STAR, job->gi[period]);
    for (size_t i = 0; i < n; i++)
        job->p[period][i] = job->gi[period][i].known ? ww_gi_p(job->gi[period][i].z) : 1.0;
    ww_fdr_adjust(job->p[period], n, order, job->p[period]);
    return WW_OK;
}

static bool is_hot(const struct job *job, int period, size_t place)
{
    return job->gi[period][place].known && job->gi[period][place].z > 0.0 && job->p[period][place] <= LEVEL;
}

static enum ww_rc classify(struct job *job, struct ww_err *err)
{
    size_t n = job->places.n;
    job->class = ww_arena_alloc(job->ask->arena, n, sizeof *job->class);
    job->order = ww_arena_alloc(job->ask->arena, n, sizeof *job->order);
    double *z = ww_arena_alloc(job->ask->arena, n, sizeof *z);
    if (!job->class || !job->order || !z)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < n; i++) {
        bool then = is_hot(job, 0, i), now = is_hot(job, 1, i);
        job->class[i] = now ? then ? PERSISTENT : EMERGING : then ? FORMER : NOT_HOT;
        z[i] = job->gi[job->class[i] != FORMER][i].z;
    }
    ww_order_numbers(z, n, job->order);
    return WW_OK;
}

/* --- rows ------------------------------------------------------------------------------------------- */

/* Sums over the places of a row; whether a count in it is hidden, or could be worked out if the sum were shown. */
struct sums {
    size_t places, hidden[2];
    int64_t count[2];
    double ground_m2;
};

static bool is_small(int64_t count)
{
    return count > 0 && count < SMALLEST;
}

static void add_place(struct sums *sums, const struct ww_hot_place *place)
{
    sums->places++;
    sums->count[0] += place->then;
    sums->count[1] += place->now;
    sums->hidden[0] += is_small(place->then);
    sums->hidden[1] += is_small(place->now);
    sums->ground_m2 += place->square_m;
}

static void put(struct ww_table *table, size_t row, const char *column, bool shown, double value)
{
    if (shown)
        ww_table_set_number(table, row, column, value);
    else
        ww_table_set_mark(table, row, column, WW_MARK_CONFIDENTIAL);
}

static void set_sums(const struct job *job, size_t row, const struct sums *sums)
{
    struct ww_table *table = job->table;
    bool then = !sums->hidden[0], now = !sums->hidden[1];
    double ground = job->places.all_m2 > 0.0 ? 100.0 * sums->ground_m2 / job->places.all_m2 : 0.0;
    put(table, row, "count_then", then, (double)sums->count[0]);
    put(table, row, "count_now", now, (double)sums->count[1]);
    ww_table_set_number(table, row, "places", (double)sums->places);
    if (job->all[1] < WW_LOW_BASE) {
        ww_table_set_mark(table, row, "share_pct", WW_MARK_LOW_BASE);
        ww_table_set_mark(table, row, "pai", WW_MARK_LOW_BASE);
    } else {
        double share = 100.0 * (double)sums->count[1] / (double)job->all[1];
        put(table, row, "share_pct", now, share);
        if (ground > 0.0)
            put(table, row, "pai", now, share / ground);
        else
            ww_table_set_mark(table, row, "pai",
                              sums->places ? WW_MARK_NOT_AVAILABLE : WW_MARK_NOT_APPLICABLE);
    }
    if (job->places.all_m2 > 0.0)
        ww_table_set_number(table, row, "ground_pct", ground);
    else
        ww_table_set_mark(table, row, "ground_pct", WW_MARK_NOT_AVAILABLE);
}

static void set_name(struct ww_table *table, size_t row, const char *column, const char *name)
{
    if (name)
        ww_table_set_text(table, row, column, ww_str_of(name));
    else
        ww_table_set_mark(table, row, column, WW_MARK_NOT_AVAILABLE);
}

static void add_row(const struct job *job, size_t at)
{
    struct ww_table *table = job->table;
    const struct ww_hot_place *place = &job->places.items[at];
    size_t row = ww_table_add_row(table, place->id, WW_ROW_PLAIN, 0);
    int period = job->class[at] != FORMER;
    struct sums sums = {0};
    add_place(&sums, place);
    ww_table_set_text(table, row, "label", ww_str_of(place->label));
    ww_table_set_text(table, row, "class", ww_str_of(classes[job->class[at]].label));
    set_name(table, row, "lsoa", place->small);
    set_name(table, row, "ward", place->ward);
    ww_table_set_number(table, row, "easting", place->centre.easting_m);
    ww_table_set_number(table, row, "northing", place->centre.northing_m);
    set_sums(job, row, &sums);
    put(table, row, "per_km2", !(job->level && sums.hidden[1]), place->density);
    ww_table_set_number(table, row, "z_score", job->gi[period][at].z);
    ww_table_set_number(table, row, "p_value", job->p[period][at]);
}

static void add_sum(const struct job *job, const char *id, const char *label, enum ww_row_kind kind,
                    const struct sums *sums)
{
    static const char *const empty[] = {"easting", "northing", "per_km2", "z_score", "p_value"};
    size_t row = ww_table_add_row(job->table, id, kind, 0);
    ww_table_set_text(job->table, row, "label", ww_str_of(label));
    for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++)
        ww_table_set_mark(job->table, row, empty[i], WW_MARK_NOT_APPLICABLE);
    set_sums(job, row, sums);
}

static struct sums joined(const struct sums *a, const struct sums *b)
{
    return (struct sums){.places = a->places + b->places,
                         .hidden = {a->hidden[0] + b->hidden[0], a->hidden[1] + b->hidden[1]},
                         .count = {a->count[0] + b->count[0], a->count[1] + b->count[1]},
                         .ground_m2 = a->ground_m2 + b->ground_m2};
}

/* Two hidden counts or more hide each other in a sum. */
static void forget_many(struct sums *sums)
{
    for (int period = 0; period < 2; period++)
        sums->hidden[period] = sums->hidden[period] == 1;
}

static void add_rows(const struct job *job)
{
    struct sums sums[CLASSES] = {0}, all = {0};
    for (size_t i = 0; i < job->places.n; i++)
        add_place(&all, &job->places.items[i]);
    for (int c = 0; c < CLASSES; c++) {
        for (size_t k = 0; k < job->places.n; k++)
            if (job->class[job->order[k]] == (enum class)c) {
                add_row(job, job->order[k]);
                add_place(&sums[c], &job->places.items[job->order[k]]);
            }
        forget_many(&sums[c]);
        add_sum(job, classes[c].id, classes[c].all, WW_ROW_SUBTOTAL, &sums[c]);
    }
    struct sums now = joined(&sums[PERSISTENT], &sums[EMERGING]),
                then = joined(&sums[PERSISTENT], &sums[FORMER]);
    add_sum(job, "hot-now", "Hot now", WW_ROW_SUBTOTAL, &now);
    add_sum(job, "hot-before", "Hot in the period before", WW_ROW_SUBTOTAL, &then);
    all.hidden[0] = all.hidden[1] = 0; /* most places of the total are not in the table */
    add_sum(job, "total", "All places", WW_ROW_TOTAL, &all);
}

/* --- words ------------------------------------------------------------------------------------------ */

static double number_at(const struct ww_table *table, const char *row, const char *column)
{
    const struct ww_cell *cell = ww_table_cell(table, row, column);
    return cell && cell->present ? cell->number : 0.0;
}

static bool is_shown(const struct ww_table *table, const char *row, const char *column)
{
    return ww_table_cell(table, row, column)->present;
}

/* Which of them were hot before; what there is none of is not said. */
static const char *since(struct ww_table *table, const char *what, const char *before)
{
    const double kept = number_at(table, "persistent", "places");
    const double emerged = number_at(table, "emerging", "places");
    const double gone = number_at(table, "former", "places");
    if (emerged < 1.0 && gone < 1.0)
        return ww_table_text(table, "The same {persistent.places} %s were hot in %s.", what, before);
    const char *words = kept < 1.0
                            ? ww_table_text(table, "None of them was hot in %s", before)
                            : ww_table_text(table, "{persistent.places} were hot in %s as well", before);
    if (emerged >= 1.0 && kept >= 1.0)
        words = ww_table_text(table, "%s, {emerging.places} are new", words);
    return gone < 1.0 ? ww_table_text(table, "%s.", words)
                      : ww_table_text(table, "%s; {former.places} that were no longer are.", words);
}

/* The place with the most records whose small area and ward are known, or NULL. */
static const char *busiest(const struct ww_table *table)
{
    const char *best = NULL;
    double most = 0.0;
    for (size_t i = 0; i < table->n_rows; i++) {
        const char *id = table->rows[i].id;
        if (table->rows[i].kind != WW_ROW_PLAIN || !is_shown(table, id, "lsoa") ||
            !is_shown(table, id, "ward") || number_at(table, id, "count_now") <= most)
            continue;
        most = number_at(table, id, "count_now");
        best = id;
    }
    return best;
}

static void add_findings(const struct job *job, const char *what)
{
    struct ww_table *table = job->table;
    const char *many = job->ask->subject->many;
    const char *before = ww_words_before(job->ask, job->ask->compare);
    if (number_at(table, "hot-now", "places") < 1.0) {
        ww_table_finding(
            table, "hotspots/none", 0.15, "hot-now",
            ww_table_text(table, "No %s stands out from the {total.places} for its %s by more than chance.",
                          job->level ? "area" : "square", many));
        return;
    }
    if (is_shown(table, "hot-now", "share_pct") && is_shown(table, "hot-now", "ground_pct"))
        ww_table_finding(
            table, "hotspots/now", 0.5, "hot-now",
            ww_table_text(table,
                          "{hot-now.places} of {total.places} %s are hot spots: {hot-now.ground_pct} of the "
                          "ground with {hot-now.share_pct} of the %s. %s",
                          what, many, since(table, what, before)));
    const char *most = busiest(table);
    if (most)
        ww_table_finding(
            table, "hotspots/most", 0.35, most,
            ww_table_text(table,
                          "The %s with the most %s lies in {%s.lsoa}, {%s.ward}: {%s.count_now}, "
                          "against {%s.count_then} in %s.",
                          job->level ? "area" : "square", many, most, most, most, most, before));
    if (is_shown(table, "hot-before", "pai") && number_at(table, "hot-before", "places") > 0.0)
        ww_table_finding(
            table, "hotspots/foretold", 0.3, "hot-before",
            ww_table_text(table,
                          "What was hot in %s held {hot-before.share_pct} of this period's %s on "
                          "{hot-before.ground_pct} of the ground: {hot-before.pai} times its share.",
                          before, many));
}

static void note(const struct job *job)
{
    struct ww_table *table = job->table;
    if (!job->level)
        ww_table_note(
            table,
            "Squares have sides of %g m, with corners on whole multiples of it; the density is that of the quartic "
            "kernel with a bandwidth of %g m, at the centre of the square. Squares without a record count as well.",
            job->grid.cell_m, job->grid.bandwidth_m);
    ww_table_note(
        table,
        "z is Gi*: the place and its neighbours against all places, counts taken as they are. p is adjusted for the "
        "%zu places (Benjamini and Hochberg): of those called hot, one in twenty may be by chance. For small counts "
        "p is rough. Of a former hot spot, z and p are those of the period before.",
        job->places.n);
    ww_table_note(table, "Counts below %d of one place are not shown: [c]. No record is shown by itself.",
                  SMALLEST);
    ww_table_note(
        table,
        "A hot spot says that much is recorded, not how likely it is for one who is there: see 'rates'.");
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    const char *what = job->level ? ww_words_areas(job->level) : "squares";
    const char *subtitle = ww_table_text(
        table,
        "Of %zu %s, those with more %s around them than chance lets expect, %s "
        "against %s",
        job->places.n, what, job->ask->subject->many, ww_ask_words(job->ask, job->ask->period),
        ww_ask_words(job->ask, job->ask->compare));
    bool any = job->table->rows[0].kind == WW_ROW_PLAIN;
    ww_table_title(table, "Hot spots", subtitle);
    if (job->level)
        ww_table_parameter(table, "level", job->level);
    else {
        ww_table_parameter(table, "cell", ww_table_text(table, "%g", job->grid.cell_m));
        ww_table_parameter(table, "bandwidth", ww_table_text(table, "%g", job->grid.bandwidth_m));
    }
    add_findings(job, what);
    note(job);
    if (!any)
        return;
    table->chart = (struct ww_chart){
        .kind = job->level ? WW_CHART_MAP : WW_CHART_SQUARES,
        .title = ww_table_text(table, "Where %s gather, and since when", job->ask->subject->many),
        .subtitle = subtitle,
        .label = job->level ? "label" : "class",
        .values = {job->level ? "z_score" : "easting", "northing"},
        .n_values = job->level ? 1 : 2,
        .reference = job->grid.cell_m,
        .plain_rows_only = true};
}

/* --- the answer ------------------------------------------------------------------------------------- */

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    struct ww_cube_dim dim;
    struct ww_area_list list;
    if (!ask->question->by)
        return ww_points_placed(ask, err);
    if (!ww_view_has_role(ask->view, WW_ROLE_AREA))
        return ww_fail(err, WW_E_NOT_FOUND, "The records of %s have no areas.", ask->record->source);
    return ww_ask_dim_area(ask, ask->question->by, &dim, &list, err);
}

static enum ww_rc find_places(struct job *job, struct ww_err *err)
{
    const struct ww_ask *ask = job->ask;
    if (job->level)
        return ww_hot_areas(ask, job->level, job->table, &job->places, err);
    enum ww_rc rc = ww_ask_parameter_number(ask, "cell", (struct ww_ask_range){10, 10000}, &job->grid.cell_m,
                                            err);
    if (!rc)
        rc = ww_ask_parameter_number(ask, "bandwidth", (struct ww_ask_range){10, 50000},
                                     &job->grid.bandwidth_m, err);
    return rc ? rc : ww_hot_squares(ask, job->grid, job->table, &job->places, err);
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table, .level = ask->question->by};
    enum ww_rc rc = find_places(&job, err);
    for (int period = 0; period < 2 && !rc; period++)
        rc = score(&job, period, err);
    if (!rc)
        rc = classify(&job, err);
    if (rc)
        return rc;
    add_rows(&job);
    describe(&job);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"compare", "the period it is compared with", "the period of the same length before"},
    {"by", "a level of areas, such as lsoa11", "squares of a grid"},
    {"cell", "side of a square in metres", "200"},
    {"bandwidth", "bandwidth of the density in metres", "400"},
};

const struct ww_measure ww_measure_hotspots = {
    .name = "hotspots",
    .title = "Hot spots",
    .question = "Where is it busier than chance has it, and is that new?",
    .subject = "recorded-crime",
    .formula =
        "Gi* of counts by place, both periods, p adjusted by Benjamini and Hochberg; density by the quartic kernel",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM),
    .compares = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
