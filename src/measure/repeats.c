// SPDX-License-Identifier: Apache-2.0
/* repeats: how many victims had been victims before, and how soon does it happen again?
 *
 * Problem. Who has been a victim is likelier than others to be one again, soonest in the first weeks; help that comes then
 * prevents most. How many they are depends on how far one looks back, so the window belongs beside the figure.
 * Method. Records by the pseudonym of their victim. Looking back: of the victims of the period, those with another record
 * in the `window` days before one of theirs. Following up: of the victims of the period before, those with another record
 * within the window after their first. With --by time, the share who have been victims again by so many days
 * (stats/survival.h), where those not watched that long are counted as far as they were.
 * Source. Kaplan and Meier (1958) for the curve; the share of victims and of offences as in Farrell and Pease (1993), Once
 * Bitten, Twice Bitten.
 * Conventions. Records of one day are one occasion: an earlier record is one of an earlier day. Earlier records are of any
 * type that the question counts; "of the same row" counts only those. A victim counts once in each row with a record of
 * theirs, so rows do not add up. Wilson's interval for shares, Newcombe's for their difference. No share of fewer than 20
 * victims: [low].
 * Edge cases. Where the records do not reach back the whole window, a note says so. Whoever cannot be followed to the end
 * of the window is left out of the follow-up, and counted. */
#include "measure/breakdown.h"
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/persons.h"
#include "measure/words.h"
#include "stats/survival.h"

static const char PERSON[] = "victim_person";
static const char BY_TIME[] = "time", BY_AGE[] = "age", AGE[] = "victim_age";
#define WINDOW_MAX 3660

/* --- columns -------------------------------------------------------------------------------------- */

static struct ww_table *make_rows_table(const struct ww_ask *ask)
{
    const struct ww_column share = ww_column_percent("share_pct", "Repeat victims, share of victims");
    const struct ww_column points = ww_column_number("change_points", "Change of share in percentage points",
                                                     WW_UNIT_PERCENT_POINTS, 1);
    const struct ww_column again = ww_column_percent(
        "again_pct", ww_ask_heading(ask, "Victims again within the window, of those of", ask->compare));
    const struct ww_column columns[] = {
        ww_column_label("Victims"),
        ww_column_count("victims", ww_ask_heading(ask, "Victims", ask->period)),
        ww_column_count("repeat_victims", ww_ask_heading(ask, "Repeat victims", ask->period)),
        share,
        ww_column_end(share, WW_COLUMN_LOW, "share_low", "Share, lower end of 95% interval"),
        ww_column_end(share, WW_COLUMN_HIGH, "share_high", "Share, upper end of 95% interval"),
        ww_column_percent("share_then_pct", ww_ask_heading(ask, "Share", ask->compare)),
        points,
        ww_column_end(points, WW_COLUMN_LOW, "change_points_low",
                      "Change of share, lower end of 95% interval"),
        ww_column_end(points, WW_COLUMN_HIGH, "change_points_high",
                      "Change of share, upper end of 95% interval"),
        ww_column_percent("same_pct", "Repeat victims of the same row, share of victims"),
        ww_column_percent("records_pct", "Against repeat victims, share of records"),
        again,
        ww_column_end(again, WW_COLUMN_LOW, "again_low", "Victims again, lower end of 95% interval"),
        ww_column_end(again, WW_COLUMN_HIGH, "again_high", "Victims again, upper end of 95% interval"),
    };
    return ww_table_new("repeats", columns, sizeof columns / sizeof columns[0]);
}

static struct ww_table *make_time_table(void)
{
    const struct ww_column again = ww_column_percent("again_pct", "Victims again by then");
    const struct ww_column columns[] = {
        ww_column_label("After a first record"),
        ww_column_number("days", "Days", WW_UNIT_DAYS, 0),
        again,
        ww_column_end(again, WW_COLUMN_LOW, "again_low", "Victims again, lower end of 95% interval"),
        ww_column_end(again, WW_COLUMN_HIGH, "again_high", "Victims again, upper end of 95% interval"),
        ww_column_count("at_risk", "Victims watched so long"),
    };
    return ww_table_new("repeats", columns, sizeof columns / sizeof columns[0]);
}

static bool by_is(const struct ww_ask *ask, const char *word)
{
    return ask->question->by && ww_str_eqz(ww_str_of(ask->question->by), word);
}

static struct ww_table *make_table(const struct ww_ask *ask)
{
    return by_is(ask, BY_TIME) ? make_time_table() : make_rows_table(ask);
}

/* --- what the rows are ---------------------------------------------------------------------------- */

static const int32_t age_edges[] = {0, 10, 18, 25, 35, 45, 55, 65};
static const char *const age_labels[] = {"0-9",   "10-17", "18-24", "25-34",    "35-44",
                                         "45-54", "55-64", "65+",   "Not known"};
#define AGE_BANDS ((int32_t)(sizeof age_edges / sizeof age_edges[0]))

struct figures {
    int64_t victims, repeats, same, records, repeat_records;
    int64_t victims_then, repeats_then;
    int64_t followed, again, not_followed;
    int64_t own; /* records of just this row, not of one below it: whether it is printed */
};

/* What one person is to one row. */
struct touch {
    int32_t row;
    bool now, then, repeat, same, repeat_then, has_day, has_before, has_origin, again;
    int32_t day, before; /* of their last record in the row, and of the one on an earlier day */
    int32_t origin;      /* first day in the period before */
    int64_t records;
};

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct ww_breakdown by;
    bool ages;
    int32_t window;
    bool reaches_back, reaches_back_then;
    struct ww_persons persons;
    int32_t n_rows; /* keys; the total is row n_rows */
    struct figures *rows;
    size_t *place; /* of a row in touches, + 1; 0 = not touched */
    struct touch *touches;
    size_t n_touches;
};

static enum ww_rc make_rows(struct job *job, struct ww_err *err)
{
    enum ww_rc rc = WW_OK;
    job->ages = by_is(job->ask, BY_AGE);
    if (job->ages)
        job->by.dim = (struct ww_cube_dim){.by = WW_BY_NUMBER,
                                           .role = WW_ROLE_ATTRIBUTE,
                                           .field = AGE,
                                           .size = AGE_BANDS + 1,
                                           .missing_key = AGE_BANDS,
                                           .edges = age_edges,
                                           .n_edges = AGE_BANDS};
    else
        rc = ww_breakdown_make(job->ask, &job->by, err);
    if (rc)
        return rc;
    job->n_rows = job->by.dim.size;
    size_t n = (size_t)job->n_rows + 1;
    job->rows = ww_arena_alloc(job->ask->arena, n, sizeof *job->rows);
    job->place = ww_arena_alloc(job->ask->arena, n, sizeof *job->place);
    job->touches = ww_arena_alloc(job->ask->arena, n, sizeof *job->touches);
    return job->rows && job->place && job->touches ? WW_OK : ww_fail_nomem(err);
}

static bool is_tree(const struct job *job)
{
    return !job->ages && (job->by.kind == WW_BREAKDOWN_TREE || job->by.kind == WW_BREAKDOWN_GROUPS);
}

/* The row that also counts what this one does: the type's group, and at last the total; -1 behind the total. */
static int32_t row_above(const struct job *job, int32_t row)
{
    const struct ww_categories *tree = ww_context_categories(job->ask->context);
    if (row == job->n_rows)
        return -1;
    if (!is_tree(job) || (size_t)row >= ww_categories_count(tree))
        return job->n_rows;
    int parent = ww_categories_at(tree, (size_t)row)->parent;
    return parent >= 0 ? parent : job->n_rows;
}

/* --- one person ----------------------------------------------------------------------------------- */

static struct touch *touch(struct job *job, int32_t row)
{
    if (!job->place[row]) {
        job->touches[job->n_touches] = (struct touch){.row = row};
        job->place[row] = ++job->n_touches;
    }
    return &job->touches[job->place[row] - 1];
}

static bool inside(struct ww_period period, int32_t day)
{
    return day >= period.first_day && day < period.end_day;
}

static bool within(const struct job *job, const struct touch *t, int32_t day)
{
    return t->has_before && day - t->before <= job->window;
}

/* A record of the day in the row. */
static void move_on(struct touch *t, int32_t day)
{
    if (t->has_day && t->day != day) {
        t->before = t->day;
        t->has_before = true;
    }
    t->day = day;
    t->has_day = true;
}

static void add_event(struct job *job, const struct ww_person_event *event)
{
    const struct ww_ask *ask = job->ask;
    const bool now = inside(ask->period, event->day), then = inside(ask->compare, event->day);
    struct touch *total = touch(job, job->n_rows);
    for (size_t i = 0; i < job->n_touches; i++) {
        struct touch *t = &job->touches[i];
        t->again |= t->has_origin && event->day > t->origin && event->day - t->origin <= job->window;
    }
    move_on(total, event->day);
    const bool any = within(job, total, event->day);
    job->rows[event->key].own += now || then;
    for (int32_t row = event->key; row >= 0; row = row_above(job, row)) {
        struct touch *t = touch(job, row);
        if (row != job->n_rows)
            move_on(t, event->day);
        t->now |= now;
        t->records += now;
        t->repeat |= now && any;
        t->same |= now && within(job, t, event->day);
        t->then |= then;
        t->repeat_then |= then && any;
        if (then && !t->has_origin) {
            t->origin = event->day;
            t->has_origin = true;
        }
    }
}

static void close_person(struct job *job)
{
    for (size_t i = 0; i < job->n_touches; i++) {
        const struct touch *t = &job->touches[i];
        struct figures *f = &job->rows[t->row];
        const bool whole = t->has_origin && t->origin + job->window < job->ask->period.end_day;
        f->victims += t->now;
        f->repeats += t->repeat;
        f->same += t->same;
        f->records += t->records;
        f->repeat_records += t->repeat ? t->records : 0;
        f->victims_then += t->then;
        f->repeats_then += t->repeat_then;
        f->followed += whole;
        f->again += whole && t->again;
        f->not_followed += t->has_origin && !whole;
        job->place[t->row] = 0;
    }
    job->n_touches = 0;
}

static void count(struct job *job)
{
    for (size_t first = 0, end; first < job->persons.n; first = end) {
        end = ww_persons_end(&job->persons, first);
        for (size_t i = first; i < end; i++)
            add_event(job, &job->persons.events[i]);
        close_person(job);
    }
}

/* --- rows ----------------------------------------------------------------------------------------- */

struct part {
    int64_t of, all;
};

/* A share with the two ends of its interval; [low] where there are too few. */
static void set_share(const struct job *job, size_t row, const char *const columns[3], struct part part)
{
    struct ww_estimate share = {0};
    const struct ww_share_of of = {(double)part.of, (double)part.all};
    if (part.all < WW_LOW_BASE || !ww_proportion(of, WW_LEVEL_95, &share)) {
        for (size_t i = 0; i < 3; i++)
            ww_table_set_mark(job->table, row, columns[i], WW_MARK_LOW_BASE);
        return;
    }
    ww_table_set_number(job->table, row, columns[0], 100 * share.value);
    ww_compare_interval(job->table, row, (struct ww_ends){columns[1], columns[2]}, share.interval, 100);
}

static void mark_three(const struct job *job, size_t row, const char *const columns[3], enum ww_mark mark)
{
    for (size_t i = 0; i < 3; i++)
        ww_table_set_mark(job->table, row, columns[i], mark);
}

static void set_change(const struct job *job, size_t row, const struct figures *f)
{
    static const char *const columns[3] = {"change_points", "change_points_low", "change_points_high"};
    struct ww_estimate change = {0};
    const struct ww_share_of now = {(double)f->repeats, (double)f->victims};
    const struct ww_share_of then = {(double)f->repeats_then, (double)f->victims_then};
    if (!job->reaches_back_then) {
        ww_table_set_mark(job->table, row, "share_then_pct", WW_MARK_NOT_AVAILABLE);
        mark_three(job, row, columns, WW_MARK_NOT_AVAILABLE);
        return;
    }
    ww_compare_share(job->table, row, "share_then_pct", f->repeats_then, f->victims_then);
    if (f->victims < WW_LOW_BASE || f->victims_then < WW_LOW_BASE ||
        !ww_proportion_difference(now, then, WW_LEVEL_95, &change)) {
        mark_three(job, row, columns, WW_MARK_LOW_BASE);
        return;
    }
    ww_table_set_number(job->table, row, columns[0], 100 * change.value);
    ww_compare_interval(job->table, row, (struct ww_ends){columns[1], columns[2]}, change.interval, 100);
}

static void set_row(const struct job *job, size_t row, const char *label, const struct figures *f)
{
    static const char *const share[3] = {"share_pct", "share_low", "share_high"};
    static const char *const again[3] = {"again_pct", "again_low", "again_high"};
    struct ww_table *table = job->table;
    ww_table_set_text(table, row, "label", ww_str_of(label));
    ww_table_set_number(table, row, "victims", (double)f->victims);
    ww_table_set_number(table, row, "repeat_victims", (double)f->repeats);
    set_share(job, row, share, (struct part){f->repeats, f->victims});
    set_change(job, row, f);
    ww_compare_share(table, row, "same_pct", f->same, f->victims);
    ww_compare_share(table, row, "records_pct", f->repeat_records, f->victims < WW_LOW_BASE ? 0 : f->records);
    set_share(job, row, again, (struct part){f->again, f->followed});
}

/* Which row of figures a printed row stands for. */
static int32_t row_of(const struct job *job, const struct ww_breakdown_row *from)
{
    const struct ww_breakdown *by = &job->by;
    if (from->kind == WW_ROW_TOTAL)
        return job->n_rows;
    if (is_tree(job)) {
        int node = ww_categories_find(ww_context_categories(job->ask->context), from->id);
        return node >= 0 ? node : job->n_rows - 1;
    }
    int32_t row = 0;
    while (row < job->n_rows - 1 &&
           !(by->kind == WW_BREAKDOWN_AREAS ? ww_str_eqz(by->areas.items[row]->code, from->id)
                                            : ww_str_eqz(by->texts.items[row], from->label)))
        row++;
    return row;
}

static void add_row(void *context, const struct ww_breakdown_row *from)
{
    const struct job *job = context;
    set_row(job, ww_breakdown_add_row(job->table, from), from->label, &job->rows[row_of(job, from)]);
}

static enum ww_rc add_rows(struct job *job, struct ww_err *err)
{
    size_t n = (size_t)job->n_rows;
    if (!job->ages) {
        int64_t *seen = ww_arena_alloc(job->ask->arena, n, sizeof *seen);
        if (!seen)
            return ww_fail_nomem(err);
        for (size_t i = 0; i < n; i++)
            seen[i] = job->rows[i].own;
        return ww_breakdown_rows(job->ask, &job->by, seen, 1, add_row, job, err);
    }
    for (size_t i = 0; i < n; i++)
        if (job->rows[i].own) {
            const char *id = ww_table_row_id(job->table, "age", age_labels[i]);
            set_row(job, ww_table_add_row(job->table, id, WW_ROW_PLAIN, 0), age_labels[i], &job->rows[i]);
        }
    set_row(job, ww_table_add_row(job->table, "total", WW_ROW_TOTAL, 0), "All victims", &job->rows[n]);
    return WW_OK;
}

/* --- words ---------------------------------------------------------------------------------------- */

/* The row most clearly above the rest: the highest lower end of its interval. */
static const char *highest(const struct ww_table *table)
{
    const char *best = NULL;
    double low = 0;
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct ww_cell *cell = ww_table_cell(table, table->rows[i].id, "share_low");
        if (table->rows[i].kind == WW_ROW_PLAIN && cell->present && cell->number > low) {
            low = cell->number;
            best = table->rows[i].id;
        }
    }
    return best;
}

static void note_window(const struct job *job)
{
    const struct figures *total = &job->rows[job->n_rows];
    ww_table_note(
        job->table,
        "A repeat victim of the period has another record on an earlier day, at most %d days before. The "
        "window is this measure's own and rolls with each record; no national rule sets one, and shares with "
        "different windows are not to be compared.",
        (int)job->window);
    ww_table_parameter(job->table, "window", ww_table_text(job->table, "%d", (int)job->window));
    if (!job->reaches_back)
        ww_table_note(
            job->table,
            "The records do not reach back so far from the start of the period, so its share is too low.");
    if (total->not_followed)
        ww_table_note(job->table,
                      "%s victims of %s cannot be followed for %d days and are not in that share.",
                      ww_ask_number(job->ask, total->not_followed), ww_ask_words(job->ask, job->ask->compare),
                      (int)job->window);
    ww_table_note(job->table,
                  "[low]: no share is given of fewer than %d victims. A victim is in every row with a "
                  "record of theirs, so the rows do not add up.",
                  WW_LOW_BASE);
}

static void add_findings(const struct job *job, const char *many)
{
    struct ww_table *table = job->table;
    const char *top = highest(table);
    const bool all = !job->ages; /* by age the total is that of the table by type, and said there */
    if (all && job->rows[job->n_rows].victims >= WW_LOW_BASE)
        ww_table_finding(
            table, "total/share", 0.7, "total",
            ww_table_text(table,
                          "{total.repeat_victims} of {total.victims} victims ({total.share_pct}, 95%% "
                          "interval {total.share_low} to {total.share_high}) had been victims in the %d "
                          "days before; {total.records_pct} of the %s were against them.",
                          (int)job->window, many));
    if (all && job->rows[job->n_rows].followed >= WW_LOW_BASE)
        ww_table_finding(
            table, "total/again", 0.45, "total",
            ww_table_text(table, "Of the victims in %s, {total.again_pct} were victims again within %d days.",
                          ww_words_before(job->ask, job->ask->compare), (int)job->window));
    if (top && job->rows[job->n_rows].victims >= WW_LOW_BASE)
        ww_table_finding(table, "rows/highest", 0.5, top,
                         ww_table_text(table,
                                       "The largest share of repeat victims is among %s {%s.label|label}: "
                                       "{%s.share_pct}, against {total.share_pct} of all.",
                                       job->ages ? "those aged" : "those of", top, top));
}

/* "any offence", or what the question's conditions leave: "offences flagged hate crime" */
static const char *any_of(const struct job *job)
{
    const char *counted = ww_words_counted(job->ask);
    return ww_table_text(job->table, job->ask->question->n_where ? "%s" : "any of the %s", counted);
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    const char *many = ww_words_counted(job->ask);
    const struct ww_cell *share = ww_table_cell(table, "total", "share_pct");
    ww_table_title(table, "Repeat victims",
                   ww_table_text(table, "Victims of %s with another in the %d days before, %s", many,
                                 (int)job->window, ww_ask_words(job->ask, job->ask->period)));
    note_window(job);
    ww_persons_note(job->ask, &job->persons, table);
    add_findings(job, many);
    table->chart = (struct ww_chart){
        .kind = WW_CHART_INTERVALS,
        .title = share && share->present
                     ? ww_words_filled(
                           table,
                           ww_table_text(table, "{total.share_pct} of victims of %s are repeat victims%s",
                                         any_of(job), job->ages ? ": by age" : ""))
                     : "Repeat victims",
        .subtitle = ww_table_text(table,
                                  "Share of victims with another record in the %d days before, with 95%% "
                                  "intervals; the line is all victims",
                                  (int)job->window),
        .label = "label",
        .values = {"share_pct"},
        .n_values = 1,
        .low = "share_low",
        .high = "share_high",
        .reference = share && share->present ? share->number : 0,
        .has_reference = share && share->present,
        .plain_rows_only = true,
        .needs = "share_pct"};
}

/* --- time to the next ----------------------------------------------------------------------------- */

/* Every four weeks, evenly, for the chart; the first days stand beside them in the table. */
static const struct {
    const char *id, *label;
    int32_t days;
    enum ww_row_kind kind;
} times[] = {{"at-once", "0 weeks", 0, WW_ROW_PLAIN},     {"1-day", "1 day", 1, WW_ROW_SUBTOTAL},
             {"7-days", "7 days", 7, WW_ROW_SUBTOTAL},    {"14-days", "14 days", 14, WW_ROW_SUBTOTAL},
             {"4-weeks", "4 weeks", 28, WW_ROW_PLAIN},    {"8-weeks", "8 weeks", 56, WW_ROW_PLAIN},
             {"12-weeks", "12 weeks", 84, WW_ROW_PLAIN},  {"16-weeks", "16 weeks", 112, WW_ROW_PLAIN},
             {"20-weeks", "20 weeks", 140, WW_ROW_PLAIN}, {"24-weeks", "24 weeks", 168, WW_ROW_PLAIN},
             {"28-weeks", "28 weeks", 196, WW_ROW_PLAIN}, {"32-weeks", "32 weeks", 224, WW_ROW_PLAIN},
             {"36-weeks", "36 weeks", 252, WW_ROW_PLAIN}, {"40-weeks", "40 weeks", 280, WW_ROW_PLAIN},
             {"44-weeks", "44 weeks", 308, WW_ROW_PLAIN}, {"48-weeks", "48 weeks", 336, WW_ROW_PLAIN},
             {"52-weeks", "52 weeks", 364, WW_ROW_PLAIN}};
#define TIMES (sizeof times / sizeof times[0])

struct curve {
    size_t n_days;
    uint64_t *events, *censored;
    struct ww_survival_step *steps;
    int64_t victims, again;
    struct ww_period span;
};

static void add_lives(const struct job *job, struct curve *c)
{
    const struct ww_persons *p = &job->persons;
    for (size_t first = 0, end; first < p->n; first = end) {
        size_t i = first;
        end = ww_persons_end(p, first);
        while (i < end && p->events[i].day < c->span.first_day)
            i++;
        if (i == end)
            continue;
        int32_t origin = p->events[i].day;
        while (i < end && p->events[i].day == origin)
            i++;
        c->victims++;
        c->again += i < end;
        if (i < end)
            c->events[p->events[i].day - origin]++;
        else
            c->censored[c->span.end_day - 1 - origin]++;
    }
}

/* Both periods, and what lies between them. */
static struct ww_period span_of(const struct ww_ask *ask)
{
    const struct ww_period a = ask->compare, b = ask->period;
    return (struct ww_period){a.first_day < b.first_day ? a.first_day : b.first_day,
                              a.end_day > b.end_day ? a.end_day : b.end_day};
}

static enum ww_rc make_curve(const struct job *job, struct curve *c, struct ww_err *err)
{
    c->span = span_of(job->ask);
    c->n_days = (size_t)(c->span.end_day - c->span.first_day);
    c->events = ww_arena_alloc(job->ask->arena, c->n_days, sizeof *c->events);
    c->censored = ww_arena_alloc(job->ask->arena, c->n_days, sizeof *c->censored);
    c->steps = ww_arena_alloc(job->ask->arena, c->n_days, sizeof *c->steps);
    if (!c->events || !c->censored || !c->steps)
        return ww_fail_nomem(err);
    add_lives(job, c);
    ww_survival(c->events, c->censored, c->n_days, c->steps);
    return WW_OK;
}

static void add_time(const struct job *job, const struct curve *c, size_t i)
{
    struct ww_table *table = job->table;
    if ((size_t)times[i].days >= c->n_days)
        return;
    const struct ww_survival_step *step = &c->steps[times[i].days];
    size_t row = ww_table_add_row(table, times[i].id, times[i].kind, 0);
    ww_table_set_text(table, row, "label", ww_str_of(times[i].label));
    ww_table_set_number(table, row, "days", times[i].days);
    ww_table_set_number(table, row, "at_risk", (double)step->at_risk);
    if (step->at_risk < WW_LOW_BASE) {
        static const char *const columns[3] = {"again_pct", "again_low", "again_high"};
        mark_three(job, row, columns, WW_MARK_LOW_BASE);
        return;
    }
    ww_table_set_number(table, row, "again_pct", 100 * (1 - step->survival));
    ww_table_set_number(table, row, "again_low", 100 * (1 - step->interval.high));
    ww_table_set_number(table, row, "again_high", 100 * (1 - step->interval.low));
}

static void describe_times(const struct job *job, const struct curve *c)
{
    struct ww_table *table = job->table;
    const struct ww_cell *month = ww_table_cell(table, "4-weeks", "again_pct");
    const struct ww_cell *year = ww_table_cell(table, "52-weeks", "again_pct");
    ww_table_title(table, "How soon victims are victims again",
                   ww_table_text(table, "From the first record of each victim to the next, %s",
                                 ww_ask_words(job->ask, c->span)));
    ww_table_note(
        table,
        "%s victims, of whom %s have a later record; the rest are watched to the end of the records asked "
        "about and no further, which the estimate takes into account. Records of one day are one occasion.",
        ww_ask_number(job->ask, c->victims), ww_ask_number(job->ask, c->again));
    ww_table_note(table, "[low]: fewer than %d victims are watched so long.", WW_LOW_BASE);
    ww_persons_note(job->ask, &job->persons, table);
    bool told = month && month->present && year && year->present;
    if (told)
        ww_table_finding(table, "time/month", 0.5, "4-weeks",
                         "Of all victims {4-weeks.again_pct} are victims again within four weeks, and "
                         "{52-weeks.again_pct} within 52 weeks.");
    table->chart = (struct ww_chart){
        .kind = WW_CHART_LINE,
        .title = told ? ww_words_filled(table, "{4-weeks.again_pct} are victims again within four weeks, "
                                               "{52-weeks.again_pct} within 52 weeks")
                      : "Victims again, by days",
        .subtitle = table->subtitle,
        .label = "label",
        .values = {"again_pct"},
        .n_values = 1,
        .plain_rows_only = true,
        .needs = "again_pct"};
}

/* --- the measure ---------------------------------------------------------------------------------- */

static enum ww_rc answer_times(struct job *job, struct ww_err *err)
{
    struct curve curve = {0};
    const struct ww_ask *ask = job->ask;
    enum ww_rc rc = ww_persons_read(ask, PERSON, span_of(ask), NULL, &job->persons, err);
    if (!rc)
        rc = make_curve(job, &curve, err);
    for (size_t i = 0; i < TIMES && !rc; i++)
        add_time(job, &curve, i);
    if (!rc)
        describe_times(job, &curve);
    return rc;
}

static enum ww_rc answer_rows(struct job *job, struct ww_err *err)
{
    const struct ww_ask *ask = job->ask;
    double window = 0;
    enum ww_rc rc = ww_ask_parameter_number(ask, "window", (struct ww_ask_range){1, WINDOW_MAX}, &window,
                                            err);
    if (!rc)
        rc = make_rows(job, err);
    if (rc)
        return rc;
    job->window = (int32_t)window;
    const struct ww_period then = {ask->compare.first_day - job->window, ask->compare.end_day};
    const struct ww_period now = {ask->period.first_day - job->window, ask->period.end_day};
    const struct ww_period all = {then.first_day < now.first_day ? then.first_day : now.first_day,
                                  now.end_day > then.end_day ? now.end_day : then.end_day};
    job->reaches_back = ww_ask_covers(ask, now);
    job->reaches_back_then = ww_ask_covers(ask, then);
    rc = ww_persons_read(ask, PERSON, all, &job->by.dim, &job->persons, err);
    if (rc)
        return rc;
    count(job);
    rc = add_rows(job, err);
    if (!rc)
        describe(job);
    return rc;
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table};
    enum ww_rc rc = by_is(ask, BY_TIME) ? answer_times(&job, err) : answer_rows(&job, err);
    ww_persons_free(&job.persons);
    return rc;
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    if (ww_view_has_column(ask->view, PERSON))
        return WW_OK;
    return ww_fail(
        err, WW_E_NOT_FOUND,
        "%s does not say who the victims were: it has no column %s. Import crime records that have.",
        ask->record->source, PERSON);
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"compare", "the period it is compared with, and whose victims are followed up",
     "the period of the same length before"},
    {"by", "category, group, age, a level of areas, a column; or time: how soon it happens again",
     "category"},
    {"window", "days to look back and to follow up", "365"},
};

const struct ww_measure ww_measure_repeats = {
    .name = "repeats",
    .title = "Repeat victims",
    .question = "How many victims had been victims before, and how soon does it happen again?",
    .subject = "recorded-crime",
    .formula =
        ("victims with another record in the window before / victims (Wilson); victims of the period before with "
         "another within the window after; by time: 1 - Kaplan-Meier"),
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
