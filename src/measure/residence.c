// SPDX-License-Identifier: Apache-2.0
/* residence: where do those suspected live, and where do residents offend?
 *
 * Problem. A partnership can work with the offenders who live in it; of the others it sees the offences only. Which part is
 * which decides what it can do alone.
 * Method. Offences with a suspect by where the suspect lives: each ward of ours, elsewhere, no fixed abode; shares of those
 * whose home is known with Wilson's interval. For our wards, suspects per 1,000 residents with the interval of the count,
 * and how many of the offences of those who live there happened in the same ward.
 * Conventions. Counted are offences with a suspect, not persons. Only offences in our area are known: what residents do
 * elsewhere is not in it. No share and no rate of fewer than 20: [low].
 * Edge cases. Suspects whose home is not known are in no share; a row says how many. Offences that cannot be placed in a
 * ward are in no share of those in the same ward. A ward without residents known: [x]. */
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/denominators.h"
#include "measure/lives.h"
#include "measure/suspected.h"
#include "measure/words.h"
#include "stats/order.h"

#define PER_RESIDENTS 1000

/* The columns that say it: of crime records, of arrests. */
static const char *const columns_of_homes[] = {"suspect_lives", "lives"};
static const char DEFAULT_LEVEL[] = "ward";

static struct ww_table *make_table(const struct ww_ask *ask)
{
    const struct ww_column share = ww_column_percent("share_pct", "Share of those known");
    const struct ww_column rate = ww_column_number("rate_per_1000", "Per 1,000 residents", WW_UNIT_PER_1000,
                                                   1);
    const struct ww_column same = ww_column_percent("same_pct", "Share of their offences in the same area");
    const struct ww_column columns[] = {
        ww_column_label("Suspects live in"),
        ww_column_words("code", "Code"),
        ww_column_count("count", ww_ask_heading(ask, "Offences with such a suspect", ask->period)),
        share,
        ww_column_end(share, WW_COLUMN_LOW, "share_low", "Share, lower end of 95% interval"),
        ww_column_end(share, WW_COLUMN_HIGH, "share_high", "Share, upper end of 95% interval"),
        ww_column_count("residents", "Residents"),
        rate,
        ww_column_end(rate, WW_COLUMN_LOW, "rate_low", "Rate, lower end of 95% interval"),
        ww_column_end(rate, WW_COLUMN_HIGH, "rate_high", "Rate, upper end of 95% interval"),
        ww_column_count("same", "Of these in the same area"),
        same,
        ww_column_end(same, WW_COLUMN_LOW, "same_low", "Share in the same area, lower end of 95% interval"),
        ww_column_end(same, WW_COLUMN_HIGH, "same_high", "Share in the same area, upper end of 95% interval"),
    };
    return ww_table_new("residence", columns, sizeof columns / sizeof columns[0]);
}

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    const char *field, *level;
    struct ww_lives lives;
    int64_t *counts;        /* of each key of lives */
    int64_t *same, *placed; /* of each ward: offences in the ward itself, in any ward; NULL = not known */
    int64_t *residents;     /* of each ward; NULL = not known */
    const char *residents_of;
    int64_t known, here;
};

/* --- counting ------------------------------------------------------------------------------------- */

static const char *field_of(const struct ww_ask *ask)
{
    for (size_t i = 0; i < sizeof columns_of_homes / sizeof columns_of_homes[0]; i++)
        if (ww_view_has_column(ask->view, columns_of_homes[i]))
            return columns_of_homes[i];
    return NULL;
}

static enum ww_rc make_spec(const struct job *job, struct ww_cube_spec *spec, struct ww_err *err)
{
    enum ww_rc rc = ww_suspected_spec(job->ask, spec, err);
    if (!rc)
        spec->dims[spec->n_dims++] = job->lives.dim;
    return rc;
}

static enum ww_rc count(struct job *job, struct ww_err *err)
{
    struct ww_cube_spec spec;
    struct ww_cube cube;
    enum ww_rc rc = make_spec(job, &spec, err);
    if (rc)
        return rc;
    job->counts = ww_arena_alloc(job->ask->arena, (size_t)job->lives.dim.size, sizeof *job->counts);
    if (!job->counts)
        return ww_fail_nomem(err);
    rc = ww_ask_count(job->ask, &spec, job->table, &cube, err);
    if (rc)
        return rc;
    memcpy(job->counts, cube.counts, cube.size * sizeof *job->counts);
    ww_ask_note_left_out(job->ask, &spec, &cube, job->table);
    ww_cube_free(&cube);
    for (int32_t k = 0; k < job->lives.unknown; k++) {
        job->known += job->counts[k];
        job->here += k < job->lives.elsewhere ? job->counts[k] : 0;
    }
    return WW_OK;
}

/* Where the offences of those who live here happened. Both lists are the areas of one level in order of code. */
static enum ww_rc count_same(struct job *job, struct ww_err *err)
{
    struct ww_cube_spec spec;
    struct ww_cube cube;
    struct ww_area_list areas;
    size_t n = job->lives.areas.count;
    if (!ww_view_field(job->ask->view, WW_ROLE_AREA))
        return WW_OK;
    enum ww_rc rc = make_spec(job, &spec, err);
    if (!rc)
        rc = ww_ask_dim_area(job->ask, job->level, &spec.dims[spec.n_dims], &areas, NULL);
    if (rc == WW_E_NOT_FOUND)
        return WW_OK; /* the offences cannot be placed in areas of the level */
    if (rc)
        return rc;
    spec.n_dims++;
    job->same = ww_arena_alloc(job->ask->arena, n, sizeof *job->same);
    job->placed = ww_arena_alloc(job->ask->arena, n, sizeof *job->placed);
    if (!job->same || !job->placed)
        return ww_fail_nomem(err);
    rc = ww_cube_count(job->ask->view, &spec, ww_context_threads(job->ask->context), &cube, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < areas.count; j++) {
            int64_t of = cube.counts[i * areas.count + j];
            job->placed[i] += of;
            job->same[i] += areas.items[j] == job->lives.areas.items[i] ? of : 0;
        }
    ww_cube_free(&cube);
    return WW_OK;
}

static enum ww_rc count_residents(struct job *job, struct ww_err *err)
{
    const struct ww_denominator_areas areas = {job->level, job->lives.areas};
    struct ww_denominator_counts counts = {0};
    enum ww_rc rc = ww_denominator_count(job->ask, WW_PER_RESIDENTS, &areas, job->table, &counts, err);
    if (rc == WW_E_NOT_FOUND)
        return WW_OK;
    job->residents = counts.of;
    job->residents_of = counts.source;
    return rc;
}

/* --- rows ----------------------------------------------------------------------------------------- */

/* One row: a ward, all of ours, elsewhere ... */
struct line {
    const char *id, *label, *code;
    enum ww_row_kind kind;
    int64_t count;
    bool known;        /* a place that is known: it has a share */
    int64_t residents; /* 0 = none known */
    bool has_same;
    int64_t same, placed;
};

static void mark(const struct job *job, size_t row, const char *const *columns, enum ww_mark mark)
{
    for (size_t i = 0; i < 3; i++)
        ww_table_set_mark(job->table, row, columns[i], mark);
}

static void set_share(const struct job *job, size_t row, const char *const *columns, int64_t part,
                      int64_t whole)
{
    struct ww_estimate share = {0};
    if (whole < WW_LOW_BASE ||
        !ww_proportion((struct ww_share_of){(double)part, (double)whole}, WW_LEVEL_95, &share)) {
        mark(job, row, columns, WW_MARK_LOW_BASE);
        return;
    }
    ww_table_set_number(job->table, row, columns[0], 100 * share.value);
    ww_compare_interval(job->table, row, (struct ww_ends){columns[1], columns[2]}, share.interval, 100);
}

static void set_rate(const struct job *job, size_t row, const struct line *line)
{
    static const char *const columns[] = {"rate_per_1000", "rate_low", "rate_high"};
    struct ww_estimate rate = {0};
    bool known = line->residents > 0 &&
                 ww_rate(line->count, (double)line->residents, PER_RESIDENTS, WW_LEVEL_95, &rate);
    if (known)
        ww_table_set_number(job->table, row, "residents", (double)line->residents);
    else
        ww_table_set_mark(job->table, row, "residents", WW_MARK_NOT_AVAILABLE);
    if (!known || line->count < WW_LOW_BASE) {
        mark(job, row, columns, known ? WW_MARK_LOW_BASE : WW_MARK_NOT_AVAILABLE);
        return;
    }
    ww_table_set_number(job->table, row, "rate_per_1000", rate.value);
    ww_compare_interval(job->table, row, (struct ww_ends){"rate_low", "rate_high"}, rate.interval, 1);
}

static void add_line(const struct job *job, const struct line *line)
{
    static const char *const shares[] = {"share_pct", "share_low", "share_high"};
    static const char *const same[] = {"same_pct", "same_low", "same_high"};
    struct ww_table *table = job->table;
    size_t row = ww_table_add_row(table, line->id, line->kind, 0);
    ww_table_set_text(table, row, "label", ww_str_of(line->label));
    if (line->code)
        ww_table_set_text(table, row, "code", ww_str_of(line->code));
    ww_table_set_number(table, row, "count", (double)line->count);
    if (line->known)
        set_share(job, row, shares, line->count, job->known);
    else
        mark(job, row, shares, WW_MARK_NOT_APPLICABLE);
    set_rate(job, row, line);
    if (!line->has_same) {
        ww_table_set_mark(table, row, "same", WW_MARK_NOT_AVAILABLE);
        mark(job, row, same, WW_MARK_NOT_AVAILABLE);
        return;
    }
    ww_table_set_number(table, row, "same", (double)line->same);
    set_share(job, row, same, line->same, line->placed);
}

static enum ww_rc add_areas(const struct job *job, struct ww_err *err)
{
    size_t n = job->lives.areas.count;
    uint64_t *values = ww_arena_alloc(job->ask->arena, n, sizeof *values);
    uint32_t *order = ww_arena_alloc(job->ask->arena, n, sizeof *order);
    struct line here = {.id = "here",
                        .label = "All of our area",
                        .kind = WW_ROW_SUBTOTAL,
                        .count = job->here,
                        .known = true,
                        .has_same = job->same != NULL};
    if (!values || !order)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < n; i++)
        values[i] = (uint64_t)job->counts[i];
    ww_order_counts(values, n, order);
    for (size_t place = 0; place < n; place++) {
        size_t i = order[place];
        const struct ww_area *area = job->lives.areas.items[i];
        struct line line = {.id = area->code.ptr,
                            .label = area->name.len ? area->name.ptr : area->code.ptr,
                            .code = area->code.ptr,
                            .count = job->counts[i],
                            .known = true,
                            .residents = job->residents ? job->residents[i] : 0,
                            .has_same = job->same != NULL,
                            .same = job->same ? job->same[i] : 0,
                            .placed = job->same ? job->placed[i] : 0};
        add_line(job, &line);
        here.residents += line.residents;
        here.same += line.same;
        here.placed += line.placed;
    }
    add_line(job, &here);
    return WW_OK;
}

static enum ww_rc add_rows(const struct job *job, struct ww_err *err)
{
    enum ww_rc rc = add_areas(job, err);
    if (rc)
        return rc;
    const struct ww_lives *lives = &job->lives;
    add_line(job, &(struct line){.id = "elsewhere",
                                 .label = "Elsewhere",
                                 .count = job->counts[lives->elsewhere],
                                 .known = true});
    add_line(job, &(struct line){.id = "no-fixed-abode",
                                 .label = "No fixed abode",
                                 .count = job->counts[lives->no_abode],
                                 .known = true});
    add_line(job,
             &(struct line){.id = "not-known", .label = "Not known", .count = job->counts[lives->unknown]});
    add_line(job, &(struct line){.id = "total",
                                 .label = "All suspects",
                                 .kind = WW_ROW_TOTAL,
                                 .count = job->known + job->counts[lives->unknown]});
    return ww_table_check(job->table, err);
}

/* --- words ---------------------------------------------------------------------------------------- */

/* The area with the highest rate whose interval lies above the rate of all of ours. */
static const char *highest(const struct ww_table *table)
{
    const struct ww_cell *all = ww_table_cell(table, "here", "rate_per_1000");
    const char *best = NULL;
    double most = 0;
    for (size_t i = 0; i < table->n_rows && all->present; i++) {
        const struct ww_row *row = &table->rows[i];
        const struct ww_cell *low = ww_table_cell(table, row->id, "rate_low");
        const struct ww_cell *rate = ww_table_cell(table, row->id, "rate_per_1000");
        if (row->kind == WW_ROW_PLAIN && low->present && low->number > all->number && rate->number > most) {
            most = rate->number;
            best = row->id;
        }
    }
    return best;
}

static void add_findings(const struct job *job)
{
    struct ww_table *table = job->table;
    const char *many = job->ask->subject->many;
    if (!ww_table_has(table, "here", "share_pct"))
        return;
    ww_table_finding(
        table, "here", 0.55, "here",
        ww_table_text(table,
                      "{here.share_pct} of the suspects whose home is known live here (95%% interval "
                      "{here.share_low} to {here.share_high}), {elsewhere.share_pct} elsewhere, and "
                      "{no-fixed-abode.share_pct} have no fixed abode.%s",
                      ww_table_has(table, "here", "same_pct")
                          ? ww_table_text(table,
                                          " Of the %s of those who live here, {here.same_pct} happened "
                                          "in the area they live in.",
                                          many)
                          : ""));
    const char *id = highest(table);
    if (id)
        ww_table_finding(
            table, "highest", 0.35, id,
            ww_table_text(table,
                          "Most suspects for its residents live in {%s.label}: {%s.rate_per_1000} per "
                          "1,000 (95%% interval {%s.rate_low} to {%s.rate_high}), against "
                          "{here.rate_per_1000} in all of our area.",
                          id, id, id, id));
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    const struct ww_ask *ask = job->ask;
    ww_table_title(table, "Where suspects live",
                   ww_table_text(table, "Suspects of %s here, by where they live, %s", ask->subject->together,
                                 ww_ask_words(ask, ask->period)));
    ww_table_parameter(table, "level", job->level);
    ww_table_note(
        table,
        "Counted are offences with a suspect, not persons; a suspect has not been found guilty. What those who live here "
        "do elsewhere is not known. [low]: fewer than %d. [x]: not known, or nothing to divide by.",
        WW_LOW_BASE);
    if (job->residents_of)
        ww_table_note(table, "Rates are per 1,000 residents of %s, for the whole period.", job->residents_of);
    table->chart = (struct ww_chart){
        .kind = WW_CHART_INTERVALS,
        .title = ww_table_has(table, "here", "share_pct")
                     ? ww_words_filled(table, "{here.share_pct} of suspects whose home is "
                                              "known live here")
                     : "Where suspects live",
        .subtitle = ww_table_text(table, "%s; share with 95%% interval", table->subtitle),
        .label = "label",
        .values = {"share_pct"},
        .n_values = 1,
        .low = "share_low",
        .high = "share_high",
        .plain_rows_only = true,
        .needs = "share_pct"};
}

static enum ww_rc make_ready(const struct ww_ask *ask, struct job *job, struct ww_err *err)
{
    job->ask = ask;
    job->level = ask->question->by ? ask->question->by : DEFAULT_LEVEL;
    job->field = field_of(ask);
    if (!job->field)
        return ww_fail(
            err, WW_E_NOT_FOUND,
            "%s does not say where suspects live: it has no column %s. Import crime records that have.",
            ask->record->source, columns_of_homes[0]);
    return ww_lives_make(ask, job->field, job->level, &job->lives, err);
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.table = table};
    enum ww_rc rc = make_ready(ask, &job, err);
    if (!rc)
        rc = count(&job, err);
    if (!rc)
        rc = count_same(&job, err);
    if (!rc)
        rc = count_residents(&job, err);
    if (!rc)
        rc = add_rows(&job, err);
    if (rc)
        return rc;
    add_findings(&job);
    describe(&job);
    return ww_suspected_note_none(ask, table, err);
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    struct job job = {0};
    return make_ready(ask, &job, err);
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"by", "the level of areas that the homes are given in", "ward"},
};

const struct ww_measure ww_measure_residence = {
    .name = "residence",
    .title = "Where suspects live",
    .question = "Where do those suspected live, and where do residents offend?",
    .subject = "recorded-crime",
    .formula =
        ("offences by the suspect's home / those whose home is known, Wilson's interval; per 1,000 residents of "
         "the ward; share in the same ward"),
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM),
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
