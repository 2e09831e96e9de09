// SPDX-License-Identifier: Apache-2.0
/* ranks: where does the area stand among its peers, and does it change as they do?
 *
 * Problem. "Second highest in London" says nothing of how far the first is ahead, nor whether everybody rose.
 * Method. For each published figure: ours, our rank among all areas of the same kind, the peers' median and quartiles
 * (stats/quantile.h), our change (of a share in percentage points), the median of the peers' changes and our rank by change. From a series of counts by area
 * (--subject recorded-crime) each group is a figure, and the e-test says whether our count changed otherwise than those of
 * the peers together: their counts stand for the exposure, as days do in `change`.
 * Conventions. Rank 1 is the highest value, whether that is good or bad; equals share the better rank. The peers' median and
 * quartiles are of the others, without us. Areas of the same kind have codes that begin with the same three characters
 * (ONS: E09 is a London borough); a series is taken to hold one kind only. Where the period asked for was not published, the
 * latest that was.
 * Edge cases. A peer without the figure does not count among them. Fewer than three peers: no quartiles, [low]. A change is
 * not given of an earlier count under 20 [low], nor of an earlier value of 0 or less [z]. */
#include <math.h>

#include "measure/breakdown.h"
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/rows.h"
#include "measure/words.h"
#include "stats/quantile.h"

#define FEWEST_PEERS 3
#define STILL        0.05 /* a change that prints as 0.0 */
#define KIND_LENGTH  3    /* of an ONS code: the kind of area */

static const char POINTS[] = "change_points", PEERS_POINTS[] = "peers_change_points", PER_CENT[] = "percent";

static bool counts(const struct ww_ask *ask)
{
    return ask->record->shape == WW_SHAPE_SERIES;
}

static struct ww_table *make_table(const struct ww_ask *ask)
{
    enum ww_unit unit = counts(ask) ? WW_UNIT_COUNT : WW_UNIT_SCORE;
    int decimals = counts(ask) ? 0 : WW_DECIMALS_AS_NEEDED;
    const struct ww_column columns[] = {
        ww_column_label("Figure"),
        ww_column_words("unit", "Unit"),
        ww_column_words("period", "Period"),
        ww_column_number("value_then", "Ours, period before", unit, decimals),
        ww_column_number("value_now", "Ours", unit, decimals),
        ww_column_number("rank", "Rank, 1 the highest", WW_UNIT_RANK, 0),
        ww_column_number("areas", "Of how many", WW_UNIT_RANK, 0),
        ww_column_number("quartile_1", "Peers, lower quartile", unit, decimals),
        ww_column_number("median", "Peers, median", unit, decimals),
        ww_column_number("quartile_3", "Peers, upper quartile", unit, decimals),
        ww_column_percent("change_pct", "Our change"),
        ww_column_percent("peers_change_pct", "Peers' change, median"),
        ww_column_number(POINTS, "Our change in percentage points", WW_UNIT_PERCENT_POINTS, 1),
        ww_column_number(PEERS_POINTS, "Peers' change in percentage points, median", WW_UNIT_PERCENT_POINTS,
                         1),
        ww_column_number("rank_change", "Rank by change", WW_UNIT_RANK, 0),
        ww_column_p_value("change_pct"),
        ww_column_words("verdict", "Other than the peers, more than chance"),
    };
    struct ww_column kept[sizeof columns / sizeof columns[0]];
    size_t n = 0;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        struct ww_str name = ww_str_of(columns[i].name);
        bool points = ww_str_eqz(name, POINTS) || ww_str_eqz(name, PEERS_POINTS);
        bool tested = ww_str_eqz(name, "p_value") || ww_str_eqz(name, "verdict");
        if (counts(ask) ? !points : !tested)
            kept[n++] = columns[i];
    }
    return ww_table_new("ranks", kept, n);
}

/* One figure of every area. */
struct figure {
    const char *id, *label, *alone, *unit, *period;
    enum ww_row_kind kind;
    size_t n, ours; /* areas; which of them is ours */
    const double *then, *now;
    const bool *has_then, *has_now;
    double least_then; /* no change of an earlier value below this; 0 = of any above 0 */
};

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    double *scratch;
    double *values; /* of one row of a series, of both periods */
    size_t ours;    /* among the areas of a series */
    size_t n_areas;
    bool *is_area; /* of each text of a series: an area of our kind, as far as is known */
    struct ww_breakdown by;
};

/* --- one row -------------------------------------------------------------------------------------- */

static bool is_share(const struct figure *f)
{
    return ww_str_eqz(ww_str_of(f->unit), PER_CENT);
}

/* Of a share the difference in percentage points, else per cent. */
static bool change_of(const struct figure *f, size_t i, double *out)
{
    if (!f->has_now[i] || !f->has_then[i])
        return false;
    if (is_share(f)) {
        *out = f->now[i] - f->then[i];
        return true;
    }
    if (f->then[i] <= 0 || f->then[i] < f->least_then)
        return false;
    *out = 100 * (f->now[i] - f->then[i]) / f->then[i];
    return true;
}

static void set_peers(const struct job *job, size_t row, const struct figure *f)
{
    static const struct {
        const char *column;
        double share;
    } points[] = {{"quartile_1", 0.25}, {"median", 0.5}, {"quartile_3", 0.75}};
    size_t n = 0, rank = 1, areas = 1;
    for (size_t i = 0; i < f->n; i++) {
        if (i == f->ours || !f->has_now[i])
            continue;
        job->scratch[n++] = f->now[i];
        areas++;
        rank += f->now[i] > f->now[f->ours];
    }
    ww_sort_numbers(job->scratch, n);
    ww_table_set_number(job->table, row, "rank", (double)rank);
    ww_table_set_number(job->table, row, "areas", (double)areas);
    for (size_t p = 0; p < sizeof points / sizeof points[0]; p++)
        if (n < FEWEST_PEERS)
            ww_table_set_mark(job->table, row, points[p].column, WW_MARK_LOW_BASE);
        else
            ww_table_set_number(job->table, row, points[p].column,
                                ww_quantile(job->scratch, n, points[p].share));
}

/* Ours, then the peers' median; those of the other kind of figure do not apply. */
static const char *const change_columns[2][2] = {{"change_pct", "peers_change_pct"}, {POINTS, PEERS_POINTS}};

static void set_change(const struct job *job, size_t row, const struct figure *f)
{
    struct ww_table *table = job->table;
    const char *const *columns = change_columns[is_share(f)];
    double ours = 0, change = 0;
    size_t n = 0, rank = 1;
    for (size_t i = 0; i < 2 && !counts(job->ask); i++)
        ww_table_set_mark(table, row, change_columns[!is_share(f)][i], WW_MARK_NOT_APPLICABLE);
    if (!change_of(f, f->ours, &ours)) {
        enum ww_mark mark = f->has_then[f->ours] && f->then[f->ours] > 0 ? WW_MARK_LOW_BASE
                                                                         : WW_MARK_NOT_APPLICABLE;
        ww_table_set_mark(table, row, columns[0], mark);
        ww_table_set_mark(table, row, columns[1], mark);
        ww_table_set_mark(table, row, "rank_change", mark);
        return;
    }
    for (size_t i = 0; i < f->n; i++) {
        if (i == f->ours || !change_of(f, i, &change))
            continue;
        job->scratch[n++] = change;
        rank += change > ours;
    }
    ww_sort_numbers(job->scratch, n);
    ww_table_set_number(table, row, columns[0], ours);
    ww_table_set_number(table, row, "rank_change", (double)rank);
    if (n < FEWEST_PEERS)
        ww_table_set_mark(table, row, columns[1], WW_MARK_LOW_BASE);
    else
        ww_table_set_number(table, row, columns[1], ww_quantile(job->scratch, n, 0.5));
}

/* Our count against those of all others together, as if theirs were days. */
static void set_chance(const struct job *job, size_t row, const struct figure *f)
{
    double then = 0, now = 0;
    for (size_t i = 0; i < f->n; i++) {
        then += i == f->ours || !f->has_then[i] ? 0 : f->then[i];
        now += i == f->ours || !f->has_now[i] ? 0 : f->now[i];
    }
    if (then <= 0 || now <= 0) {
        ww_table_set_mark(job->table, row, "p_value", WW_MARK_NOT_APPLICABLE);
        return;
    }
    ww_compare_chance(job->table, row,
                      &(struct ww_compared){(int64_t)f->then[f->ours], (int64_t)f->now[f->ours], then, now});
}

static void add_figure(const struct job *job, const struct figure *f)
{
    struct ww_table *table = job->table;
    size_t row = ww_table_add_row(table, f->id, f->kind, 0);
    ww_table_set_text(table, row, "label", ww_str_of(f->label));
    if (f->alone)
        ww_table_set_alone(table, row, f->alone);
    ww_table_set_text(table, row, "unit", ww_str_of(f->unit));
    ww_table_set_text(table, row, "period", ww_str_of(f->period));
    ww_table_set_number(table, row, "value_now", f->now[f->ours]);
    if (f->has_then[f->ours])
        ww_table_set_number(table, row, "value_then", f->then[f->ours]);
    else
        ww_table_set_mark(table, row, "value_then", WW_MARK_NOT_AVAILABLE);
    set_peers(job, row, f);
    set_change(job, row, f);
    if (counts(job->ask))
        set_chance(job, row, f);
}

/* --- a series of counts --------------------------------------------------------------------------- */

static bool is_ours(const struct ww_ask *ask, struct ww_str text)
{
    const struct ww_areas *areas = ww_context_areas(ask->context);
    const struct ww_area *area = ww_areas_find(areas, ww_str_of(ask->area_level), ww_str_of(ask->area));
    text = ww_str_trim(text);
    return ww_str_eqz(text, ask->area) || (area && ww_str_eq_nocase(text, area->name));
}

static void add_series_row(void *context, const struct ww_breakdown_row *from)
{
    const struct job *job = context;
    const struct ww_ask *ask = job->ask;
    size_t n = job->n_areas;
    double *values = job->values;
    for (size_t i = 0; i < 2 * n; i++)
        values[i] = (double)from->counts[i];
    const char *id = from->id ? from->id : ww_table_row_id(job->table, "value", from->label);
    const struct figure f = {.id = id,
                             .label = from->label,
                             .alone = from->alone,
                             .unit = ask->subject->many,
                             .period = ww_ask_words(ask, ask->period),
                             .kind = from->kind,
                             .n = n,
                             .ours = job->ours,
                             .then = values,
                             .now = values + n,
                             .has_then = job->is_area,
                             .has_now = job->is_area,
                             .least_then = WW_LOW_BASE};
    add_figure(job, &f);
}

static enum ww_rc count_series(struct job *job, const struct ww_cube_dim *areas, struct ww_period period,
                               int64_t *out, struct ww_err *err)
{
    struct ww_cube_spec spec;
    struct ww_cube cube;
    enum ww_rc rc = ww_ask_spec_everywhere(job->ask, &spec, err);
    if (rc)
        return rc;
    spec.dims[spec.n_dims++] = *areas;
    spec.dims[spec.n_dims++] = job->by.dim;
    spec.has_period = true;
    spec.period = period;
    rc = ww_ask_count(job->ask, &spec, job->table, &cube, err);
    if (rc)
        return rc;
    memcpy(out, cube.counts, cube.size * sizeof *out);
    ww_cube_free(&cube);
    return WW_OK;
}

static bool known(const struct ww_ask *ask, struct ww_str text)
{
    const struct ww_areas *areas = ww_context_areas(ask->context);
    const struct ww_area *area = NULL;
    struct ww_str level = ww_str_of(ask->area_level);
    text = ww_str_trim(text);
    return ww_areas_find(areas, level, text) || ww_areas_find_name(areas, level, text, NULL, &area) == 1;
}

/* Some series have rows that are no area ("Heathrow"). Where more than ours are known by their boundaries or a lookup,
 * those that are not are left out, and a note names them. */
static enum ww_rc choose_areas(struct job *job, const struct ww_text_list *texts, struct ww_err *err)
{
    size_t n_known = 0;
    const char *left_out = "";
    job->is_area = ww_arena_alloc(job->ask->arena, texts->count, sizeof *job->is_area);
    if (!job->is_area)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < texts->count; i++) {
        job->is_area[i] = known(job->ask, texts->items[i]);
        n_known += job->is_area[i];
    }
    for (size_t i = 0; i < texts->count; i++) {
        if (!job->is_area[i] && n_known > 1)
            left_out = ww_table_text(job->table, "%s%s%s", left_out, *left_out ? ", " : "",
                                     ww_table_copy(job->table, texts->items[i]));
        job->is_area[i] |= n_known <= 1;
    }
    if (*left_out)
        ww_table_note(job->table, "Left out, since no boundaries or lookup know them as areas: %s.",
                      left_out);
    return WW_OK;
}

static enum ww_rc find_ours(struct job *job, const struct ww_text_list *texts, struct ww_err *err)
{
    for (size_t i = 0; i < texts->count; i++)
        if (is_ours(job->ask, texts->items[i])) {
            job->ours = i;
            job->n_areas = texts->count;
            return choose_areas(job, texts, err);
        }
    return ww_fail(err, WW_E_NOT_FOUND, "%s has no figures of %s, so it has no rank among those it has.",
                   job->ask->record->source, job->ask->area);
}

static enum ww_rc add_series(struct job *job, struct ww_err *err)
{
    struct ww_ask ask = *job->ask;
    struct ww_question question = *ask.question;
    struct ww_cube_dim areas;
    struct ww_text_list texts;
    question.by = question.by ? question.by : "group";
    ask.question = &question;
    enum ww_rc rc = ww_breakdown_make(&ask, &job->by, err);
    if (!rc)
        rc = ww_ask_dim_texts(&ask, WW_ROLE_AREA, NULL, &areas, &texts, err);
    if (!rc)
        rc = find_ours(job, &texts, err);
    if (rc)
        return rc;
    size_t size = texts.count * (size_t)job->by.dim.size;
    int64_t *both = ww_arena_alloc(ask.arena, size, 2 * sizeof *both);
    job->scratch = ww_arena_alloc(ask.arena, texts.count, sizeof *job->scratch);
    job->values = ww_arena_alloc(ask.arena, texts.count, 2 * sizeof *job->values);
    if (!both || !job->scratch || !job->values)
        return ww_fail_nomem(err);
    rc = count_series(job, &areas, ask.compare, both, err);
    if (!rc)
        rc = count_series(job, &areas, ask.period, both + size, err);
    if (!rc)
        rc = ww_breakdown_rows(&ask, &job->by, both, 2 * texts.count, add_series_row, job, err);
    return rc ? rc : ww_compare_together(job->ask, job->table, err);
}

/* --- published indicators ------------------------------------------------------------------------- */

enum cell { CELL_INDICATOR, CELL_CODE, CELL_AREA, CELL_PERIOD, CELL_UNIT, CELL_VALUE, CELLS };

static struct ww_str text_at(const struct ww_rows *rows, size_t row, enum cell cell)
{
    const struct ww_row_cell *c = ww_rows_at(rows, row, cell);
    return c->given ? c->text : (struct ww_str){0};
}

static bool same_kind(const struct ww_ask *ask, struct ww_str code)
{
    struct ww_str ours = ww_str_of(ask->area);
    return code.len == ours.len && code.len >= KIND_LENGTH && memcmp(code.ptr, ours.ptr, KIND_LENGTH) == 0;
}

static bool row_is_ours(const struct ww_ask *ask, const struct ww_rows *rows, size_t row)
{
    struct ww_str code = text_at(rows, row, CELL_CODE);
    return is_ours(ask, code.len ? code : text_at(rows, row, CELL_AREA));
}

static bool of_indicator(const struct ww_rows *rows, size_t row, size_t first, struct ww_str period)
{
    return ww_rows_at(rows, row, CELL_VALUE)->given &&
           ww_str_eq(text_at(rows, row, CELL_INDICATOR), text_at(rows, first, CELL_INDICATOR)) &&
           ww_str_eq(text_at(rows, row, CELL_PERIOD), period);
}

/* The period asked for where we have a figure of it; else our latest before `before` (empty = any). */
static struct ww_str choose_period(const struct ww_ask *ask, const struct ww_rows *rows, size_t first,
                                   struct ww_period wanted, struct ww_str before)
{
    char text[32];
    ww_period_print(wanted, text);
    struct ww_str best = {0};
    for (size_t i = 0; i < rows->count; i++) {
        struct ww_str period = text_at(rows, i, CELL_PERIOD);
        if (!of_indicator(rows, i, first, period) || !row_is_ours(ask, rows, i) ||
            (before.len && ww_str_cmp(period, before) >= 0))
            continue;
        if (ww_str_eqz(period, text))
            return period;
        best = !best.len || ww_str_cmp(period, best) > 0 ? period : best;
    }
    return best;
}

struct indicator_space {
    double *then, *now;
    bool *has_then, *has_now;
    struct ww_str *areas;
};

static enum ww_rc new_space(const struct ww_ask *ask, size_t n, struct indicator_space *out,
                            struct ww_err *err)
{
    *out = (struct indicator_space){
        ww_arena_alloc(ask->arena, n, sizeof(double)), ww_arena_alloc(ask->arena, n, sizeof(double)),
        ww_arena_alloc(ask->arena, n, sizeof(bool)), ww_arena_alloc(ask->arena, n, sizeof(bool)),
        ww_arena_alloc(ask->arena, n, sizeof(struct ww_str))};
    bool good = out->then && out->now && out->has_then && out->has_now && out->areas;
    return good ? WW_OK : ww_fail_nomem(err);
}

/* "July 2017 to June 2018"; as written where it is no period that can be read. */
static const char *period_words(const struct job *job, struct ww_str text)
{
    struct ww_period period;
    struct ww_err ignored;
    return ww_period_parse(text, &period, &ignored) == WW_OK ? ww_ask_words(job->ask, period)
                                                             : ww_table_copy(job->table, text);
}

static void add_indicator(const struct job *job, const struct ww_rows *rows, size_t first,
                          const struct indicator_space *space)
{
    const struct ww_ask *ask = job->ask;
    struct ww_str now = choose_period(ask, rows, first, ask->period, (struct ww_str){0});
    if (!now.len)
        return;
    struct ww_str then = choose_period(ask, rows, first, ask->compare, now);
    struct figure f = {.kind = WW_ROW_PLAIN,
                       .then = space->then,
                       .now = space->now,
                       .has_then = space->has_then,
                       .has_now = space->has_now};
    for (size_t i = 0; i < rows->count; i++) {
        struct ww_str name = text_at(rows, i, CELL_AREA);
        bool ours = row_is_ours(ask, rows, i);
        bool is_now = of_indicator(rows, i, first, now);
        if ((!is_now && !(then.len && of_indicator(rows, i, first, then))) ||
            (!ours && !same_kind(ask, text_at(rows, i, CELL_CODE))))
            continue;
        size_t at = 0;
        while (at < f.n && !ww_str_eq(space->areas[at], name))
            at++;
        if (at == f.n) {
            space->areas[f.n] = name;
            space->has_now[f.n] = space->has_then[f.n] = false;
            f.n++;
        }
        f.ours = ours ? at : f.ours;
        (is_now ? space->now : space->then)[at] = ww_rows_at(rows, i, CELL_VALUE)->number;
        (is_now ? space->has_now : space->has_then)[at] = true;
    }
    f.label = ww_table_copy(job->table, text_at(rows, first, CELL_INDICATOR));
    f.id = ww_table_row_id(job->table, NULL, f.label);
    f.unit = ww_table_copy(job->table, text_at(rows, first, CELL_UNIT));
    f.period = period_words(job, now);
    add_figure(job, &f);
}

static enum ww_rc add_indicators(struct job *job, struct ww_err *err)
{
    static const struct ww_rows_column columns[CELLS] = {
        [CELL_INDICATOR] = {.role = WW_ROLE_ATTRIBUTE, .field = "indicator"},
        [CELL_CODE] = {.role = WW_ROLE_ATTRIBUTE, .field = "area_code", .optional = true},
        [CELL_AREA] = {.role = WW_ROLE_ATTRIBUTE, .field = "area"},
        [CELL_PERIOD] = {.role = WW_ROLE_ATTRIBUTE, .field = "period"},
        [CELL_UNIT] = {.role = WW_ROLE_ATTRIBUTE, .field = "unit", .optional = true},
        [CELL_VALUE] = {.role = WW_ROLE_VALUE},
    };
    struct ww_rows rows;
    struct indicator_space space;
    enum ww_rc rc = ww_rows_read(job->ask, columns, CELLS, NULL, &rows, err);
    if (!rc)
        rc = new_space(job->ask, rows.count, &space, err);
    if (rc)
        return rc;
    job->scratch = ww_arena_alloc(job->ask->arena, rows.count, sizeof *job->scratch);
    if (!job->scratch)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < rows.count; i++) {
        bool again = false;
        for (size_t k = 0; k < i && !again; k++)
            again = ww_str_eq(text_at(&rows, k, CELL_INDICATOR), text_at(&rows, i, CELL_INDICATOR));
        if (!again)
            add_indicator(job, &rows, i, &space);
    }
    ww_ask_note_used(job->ask, rows.used, job->table);
    return WW_OK;
}

/* --- words ---------------------------------------------------------------------------------------- */

/* "; up 21.6%, where half of the others rose by less than 4.8%" */
static const char *change_words(struct ww_table *table, const char *id)
{
    for (size_t i = 0; i < 2; i++) {
        const char *column = change_columns[i][1];
        const struct ww_cell *peers = ww_table_cell(table, id, column);
        if (!peers || !peers->present)
            continue;
        const bool still = fabs(peers->number) < STILL;
        const char *others = still               ? "did not rise"
                             : peers->number > 0 ? "rose by less than"
                                                 : "fell by more than";
        const char *size = still ? ""
                                 : ww_table_text(table, " {%s.%s|abs}%s", id, column, i ? " points" : "");
        return ww_table_text(table, "; {%s.%s|change}, where half of the others %s%s", id,
                             change_columns[i][0], others, size);
    }
    return "";
}

/* "1,906 offences", "31.0%" */
static const char *value_words(struct ww_table *table, const char *id)
{
    const struct ww_cell *unit = ww_table_cell(table, id, "unit");
    if (unit->present && ww_str_eqz(ww_str_of(unit->text), PER_CENT))
        return ww_table_text(table, "{%s.value_now}%%", id);
    return ww_table_text(table, "{%s.value_now} {%s.unit}", id, id);
}

static void add_findings(const struct job *job)
{
    struct ww_table *table = job->table;
    for (size_t i = 0; i < table->n_rows; i++) {
        const char *id = table->rows[i].id;
        double rank = ww_table_cell(table, id, "rank")->number;
        double areas = ww_table_cell(table, id, "areas")->number;
        bool first = rank <= areas / 10, last = rank > areas - areas / 10;
        if (areas <= FEWEST_PEERS || !ww_table_cell(table, id, "median")->present)
            continue;
        ww_table_finding(table, ww_table_text(table, "%s/rank", id), first || last ? 0.5 : 0.25, id,
                         ww_table_text(table, "{%s.label}: %s, {%s.rank|place} of the {%s.areas} %s%s.", id,
                                       value_words(table, id), id, id, ww_words_areas(job->ask->area_level),
                                       change_words(table, id)));
    }
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    const struct ww_ask *ask = job->ask;
    ww_table_title(table, "The area among its peers",
                   ww_table_text(table, "Published figures of every area of the same kind, %s against %s",
                                 ww_ask_words(ask, ask->period), ww_ask_words(ask, ask->compare)));
    ww_table_note(table,
                  "Rank 1 is the highest value, whether that is good or bad. Median and quartiles are of "
                  "the others, without this area.");
    ww_table_note(table,
                  "[low]: no change is given of an earlier count under %d, and no median of fewer than "
                  "%d peers.",
                  WW_LOW_BASE, FEWEST_PEERS);
    if (counts(ask))
        ww_table_note(table, "Counts are not rates: a larger area has more. Whether our change is other than "
                             "that of the peers together is tested against their counts.");
    table->chart = (struct ww_chart){.kind = WW_CHART_BARS,
                                     .title = "Our change and the peers' median change",
                                     .subtitle = "Change on the period before, per cent",
                                     .label = "label",
                                     .values = {"change_pct", "peers_change_pct"},
                                     .n_values = 2,
                                     .needs = "peers_change_pct"};
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    const struct ww_field *area = ww_view_field(ask->view, WW_ROLE_AREA);
    if (!counts(ask) || (area && ww_str_eqz(ww_str_of(area->area_level), ask->area_level)))
        return WW_OK;
    return ww_fail(err, WW_E_NOT_FOUND,
                   "'ranks' needs a published series of every area of our kind, and %s is not one.",
                   ask->record->source);
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table};
    enum ww_rc rc = counts(ask) ? add_series(&job, err) : add_indicators(&job, err);
    if (!rc && !table->n_rows)
        rc = ww_fail(err, WW_E_NOT_FOUND, "%s has no figures of %s, so it has no rank among those it has.",
                     ask->record->source, ask->area);
    if (rc)
        return rc;
    add_findings(&job);
    describe(&job);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"compare", "the period it is compared with", "the period of the same length before"},
    {"by", "of a series: what a row stands for, category or group", "group"},
};

const struct ww_measure ww_measure_ranks = {
    .name = "ranks",
    .title = "The area among its peers",
    .question = "Where does the area stand among its peers, and does it change as they do?",
    .subject = "force-comparators",
    .formula =
        "rank of our value among all areas; quartiles of the others (type 7); our change, median of theirs; of "
        "counts, p by the e-test with theirs as exposure",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_REFERENCE) | WW_SHAPE_BIT(WW_SHAPE_SERIES),
    .roles = WW_ROLE_BIT(WW_ROLE_VALUE),
    .compares = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
