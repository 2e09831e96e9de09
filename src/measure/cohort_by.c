// SPDX-License-Identifier: Apache-2.0
/* cohort --by: who the people on a cohort are.
 *
 * Problem. "A quarter are Black" says nothing without how many residents are, and of 131 people a quarter may be a fifth or
 * a third. Colours of a status say nothing at all to who does not know them, or cannot see them.
 * Method. Different people on the cohort at any time in the period, by group, with Wilson's interval. Age, sex and ethnicity
 * stand beside the residents': the ratio is the share of the cohort over the share of residents, its interval that of the
 * share. Status is a state, so it is that of the last day, with its meaning in words and the one at the end of the period
 * before.
 * Conventions. With residents the base is the people whose group is known; else all of them, and who has no value is a row.
 * Several answers joined by ";" count once each. Age bands are those of the residents unless set (settings.ini,
 * [age-bands], or --set bands=10,14,16,18), and then stand alone. A national share is given where a source
 * "<subject>-national" has one.
 * Edge cases. A group without residents has no ratio: [z]. */
#include "measure/cohort.h"

#include <assert.h>
#include <stdlib.h>

#include "base/num.h"
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/ethnicity.h"
#include "measure/named.h"
#include "measure/residents.h"
#include "measure/words.h"

#define GROUPS_MAX 512
#define EDGES_MAX  WW_AGE_BANDS_MAX
#define AGE_END    1000
#define LISTED     3 /* groups that a sentence names */

struct group {
    const char *label;
    struct ww_str text; /* of the cell, where groups are texts */
    size_t count, then;
    double residents, national;
    bool has_residents, has_national;
};

/* What the table has beside the shares. */
enum kind { BY_TEXT, BY_AGE, BY_SEX, BY_ETHNICITY, BY_STATUS };

struct shape {
    enum kind kind;
    bool residents, history, national;
    bool then;           /* the history knows the end of the period before */
    struct ww_ask other; /* residents need none: the source of national shares, or of past status */
};

struct who {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct shape shape;
    struct ww_people people;
    const struct ww_episode **chosen;
    size_t n_chosen, n_then;
    struct group groups[GROUPS_MAX];
    size_t n_groups;
    size_t known, named; /* people with a group; with at least one answer */
    size_t unknown, unknown_then;
    double residents;
    bool several;
};

static enum kind kind_of(const struct ww_ask *ask)
{
    static const struct {
        const char *name;
        enum kind kind;
    } kinds[] = {{"age", BY_AGE}, {"sex", BY_SEX}, {"ethnicity", BY_ETHNICITY}, {"status", BY_STATUS}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (ww_str_eqz(ww_str_of(ask->question->by), kinds[i].name))
            return kinds[i].kind;
    return BY_TEXT;
}

/* --- what is there besides -------------------------------------------------------------------------- */

static bool has_column(const struct ww_ask *ask, const char *name)
{
    return ww_extract_field_by_name(ww_view_extract(ask->view, 0), name) >= 0;
}

static bool is_national(const struct ww_ask *ask)
{
    return has_column(ask, "column") && has_column(ask, "value") &&
           ww_view_has_role(ask->view, WW_ROLE_VALUE);
}

static bool is_history(const struct ww_ask *ask)
{
    return has_column(ask, "status") && has_column(ask, "person") &&
           ww_view_has_role(ask->view, WW_ROLE_FROM);
}

static bool find_other(const struct ww_ask *ask, const char *what, ww_ask_fits *fits, struct ww_ask *out)
{
    const char *subject = ww_arena_printf(ask->arena, "%s-%s", ask->record->subject, what);
    return subject && ww_ask_other(ask, subject, fits, out, NULL) == WW_OK;
}

/* First years of the age bands that somebody has set, or "". */
static const char *bands_set(const struct ww_ask *ask)
{
    const char *text = ww_ask_parameter(ask, "bands");
    return text[0]
               ? text
               : ww_workspace_setting(ww_context_workspace(ask->context), "age-bands", ask->record->source);
}

static bool has_residents(const struct ww_ask *ask, enum kind kind)
{
    struct ww_residents *residents = NULL;
    struct ww_ethnic_residents ethnic;
    if (ask->subject->young)
        return false;
    if (kind == BY_ETHNICITY)
        return ww_ethnic_residents_read(ask, NULL, &ethnic, NULL) == WW_OK;
    if (kind == BY_AGE && bands_set(ask)[0]) /* residents cannot be split into them */
        return false;
    return (kind == BY_AGE || kind == BY_SEX) && ww_residents_read(ask, NULL, &residents, NULL) == WW_OK;
}

static struct shape shape_of(const struct ww_ask *ask)
{
    struct shape shape = {.kind = kind_of(ask)};
    shape.residents = has_residents(ask, shape.kind);
    shape.history = shape.kind == BY_STATUS && find_other(ask, "status", is_history, &shape.other);
    const struct ww_period then = {ask->compare.end_day - 1, ask->compare.end_day};
    shape.then = shape.history && ww_ask_covers(&shape.other, then);
    shape.national = shape.kind == BY_TEXT && find_other(ask, "national", is_national, &shape.other);
    return shape;
}

/* "On 30 June 2017" */
static const char *day_before(const struct ww_ask *ask)
{
    char day[32];
    ww_day_print_words(ask->compare.end_day - 1, day);
    const char *text = ww_arena_printf(ask->arena, "On %s", day);
    return text ? text : "Before";
}

struct ww_table *ww_cohort_by_table(const struct ww_ask *ask)
{
    const struct shape shape = shape_of(ask);
    struct ww_column columns[16];
    size_t n = 0;
    const struct ww_column share = ww_column_percent("share_pct", "Share of the cohort");
    const struct ww_column ratio = ww_column_number("ratio", "Times their share of residents", WW_UNIT_RATIO,
                                                    1);
    columns[n++] = ww_column_label(shape.kind == BY_STATUS ? "Status" : "Group");

    columns[n++] = ww_column_count("count", ww_cohort_capital(ask, ask->subject->many));
    columns[n++] = share;
    columns[n++] = ww_column_end(share, WW_COLUMN_LOW, "share_low_pct", "Share, lower end of 95% interval");
    columns[n++] = ww_column_end(share, WW_COLUMN_HIGH, "share_high_pct", "Share, upper end of 95% interval");
    if (shape.residents) {
        columns[n++] = ww_column_count("residents", "Residents");
        columns[n++] = ww_column_percent("residents_pct", "Share of residents");
        columns[n++] = ratio;
        columns[n++] = ww_column_end(ratio, WW_COLUMN_LOW, "ratio_low", "Times, lower end of 95% interval");
        columns[n++] = ww_column_end(ratio, WW_COLUMN_HIGH, "ratio_high", "Times, upper end of 95% interval");
    }
    if (shape.then)
        columns[n++] = ww_column_count("count_then", day_before(ask));
    if (shape.national)
        columns[n++] = ww_column_percent("national_pct", "National share");
    return ww_table_new("cohort", columns, n);
}

/* --- groups ----------------------------------------------------------------------------------------- */

static struct group *add_group(struct who *w, const char *label, struct ww_str text)
{
    if (w->n_groups == GROUPS_MAX)
        return NULL;
    struct group *group = &w->groups[w->n_groups++];
    *group = (struct group){.label = label, .text = text};
    return group;
}

static struct group *find_or_add(struct who *w, struct ww_str text)
{
    for (size_t i = 0; i < w->n_groups; i++)
        if (ww_str_eq_nocase(w->groups[i].text, text))
            return &w->groups[i];
    const char *label = ww_arena_copy(w->ask->arena, text);
    return label ? add_group(w, label, text) : NULL;
}

static enum ww_rc too_many(const struct who *w, struct ww_err *err)
{
    return ww_fail(err, WW_E_LIMIT, "'%s' of %s has more than %d different values: too many for a table.",
                   w->ask->question->by, w->ask->record->source, GROUPS_MAX);
}

static const struct ww_row_cell *cell_of(const struct who *w, size_t i)
{
    return ww_people_cell(&w->people, w->chosen[i], 0);
}

static void count_in(struct who *w, int group)
{
    if (group < 0 || (size_t)group >= w->n_groups) {
        w->unknown++;
        return;
    }
    w->groups[group].count++;
    w->known++;
}

/* A cell that names a group twice names it once. */
static enum ww_rc count_answers(struct who *w, struct ww_str text, struct ww_err *err)
{
    struct ww_str answer;
    struct group *seen[16];
    size_t n = 0;
    while (n < sizeof seen / sizeof seen[0] && ww_next_answer(&text, &answer)) {
        struct group *group = find_or_add(w, answer);
        bool again = false;
        if (!group)
            return too_many(w, err);
        for (size_t i = 0; i < n; i++)
            again = again || seen[i] == group;
        if (again)
            continue;
        seen[n++] = group;
        group->count++;
    }
    w->several = w->several || n > 1;
    w->known += n > 0;
    w->unknown += n == 0;
    return WW_OK;
}

static enum ww_rc count_texts(struct who *w, struct ww_err *err)
{
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < w->n_chosen && !rc; i++)
        rc = count_answers(w, cell_of(w, i)->given ? cell_of(w, i)->text : WW_STR(""), err);
    return rc;
}

/* --- sex and ethnicity --------------------------------------------------------------------------------- */

static enum ww_rc count_sex(struct who *w, struct ww_err *err)
{
    static const char *const labels[WW_SEXES] = {[WW_SEX_FEMALE] = "Female", [WW_SEX_MALE] = "Male"};
    const struct ww_cube_dim dim = ww_residents_dim_sex("sex");
    struct ww_residents *residents = NULL;
    for (size_t s = 0; s < WW_SEXES; s++)
        add_group(w, labels[s], ww_str_of(labels[s]));
    for (size_t i = 0; i < w->n_chosen; i++)
        count_in(w, cell_of(w, i)->given ? dim.key(dim.context, cell_of(w, i)->text) : -1);
    if (!w->shape.residents)
        return WW_OK;
    enum ww_rc rc = ww_residents_read(w->ask, w->table, &residents, err);
    for (size_t s = 0; s < WW_SEXES && !rc; s++) {
        w->groups[s].has_residents = true;
        for (size_t b = 0; b < residents->n_bands; b++)
            w->groups[s].residents += (double)residents->count[b][s];
    }
    if (!rc)
        w->residents = (double)residents->total;
    return rc;
}

static enum ww_rc count_ethnicity(struct who *w, struct ww_err *err)
{
    struct ww_ethnic_residents residents = {0};
    for (size_t g = 0; g < WW_ETHNIC_GROUPS; g++)
        add_group(w, ww_ethnicity_labels[g], ww_str_of(ww_ethnicity_labels[g]));
    for (size_t i = 0; i < w->n_chosen; i++)
        count_in(w, cell_of(w, i)->given ? ww_ethnicity_of(cell_of(w, i)->text) : -1);
    if (!w->shape.residents)
        return WW_OK;
    enum ww_rc rc = ww_ethnic_residents_read(w->ask, w->table, &residents, err);
    for (size_t g = 0; g < WW_ETHNIC_GROUPS && !rc; g++) {
        w->groups[g].has_residents = true;
        w->groups[g].residents = (double)residents.count[g];
    }
    w->residents = (double)residents.total;
    return rc;
}

/* --- age ------------------------------------------------------------------------------------------------- */

struct edges {
    int32_t from[EDGES_MAX];
    size_t n;
};

/* "10,14,16,18": rising whole years. */
static bool parse_edges(struct ww_str text, struct edges *out)
{
    struct ww_str item;
    out->n = 0;
    while (ww_str_cut(&text, ',', &item)) {
        int64_t year;
        if (out->n == EDGES_MAX || !ww_parse_i64(ww_str_trim(item), &year) || year < 0 || year >= AGE_END ||
            (out->n && year <= out->from[out->n - 1]))
            return false;
        out->from[out->n++] = (int32_t)year;
    }
    return out->n > 0;
}

static enum ww_rc find_edges(const struct who *w, const struct ww_residents *residents, struct edges *out,
                             struct ww_err *err)
{
    static const struct edges usual = {{10, 14, 16, 18, 21, 25, 30, 40, 50, 60}, 10};
    const char *text = bands_set(w->ask);
    if (text[0])
        return parse_edges(ww_str_of(text), out)
                   ? WW_OK
                   : ww_fail(err, WW_E_USAGE,
                             "Age bands are first years of age that rise, such as 10,14,16,18, not '%.40s'.",
                             text);
    *out = usual;
    if (!residents)
        return WW_OK;
    out->n = residents->n_bands;
    for (size_t b = 0; b < out->n; b++)
        out->from[b] = residents->from[b];
    return WW_OK;
}

static const char *band_label(const struct who *w, int32_t from, int32_t end)
{
    const char *label = end == AGE_END    ? ww_arena_printf(w->ask->arena, "%d and over", (int)from)
                        : end == from + 1 ? ww_arena_printf(w->ask->arena, "%d", (int)from)
                                          : ww_arena_printf(w->ask->arena, "%d-%d", (int)from, (int)end - 1);
    return label ? label : "";
}

static enum ww_rc count_age(struct who *w, struct ww_err *err)
{
    struct ww_residents *residents = NULL;
    struct edges edges = {.n = 0};
    enum ww_rc rc = w->shape.residents ? ww_residents_read(w->ask, w->table, &residents, err) : WW_OK;
    if (!rc)
        rc = find_edges(w, residents, &edges, err);
    if (rc)
        return rc;
    for (size_t b = 0; b < edges.n; b++) {
        int32_t end = b + 1 < edges.n ? edges.from[b + 1] : AGE_END;
        const char *label = band_label(w, edges.from[b], end);
        struct group *group = add_group(w, label, ww_str_of(label));
        assert(group);
        group->has_residents = residents != NULL;
        for (size_t s = 0; residents && s < WW_SEXES; s++)
            group->residents += (double)residents->count[b][s];
    }
    for (size_t i = 0; i < w->n_chosen; i++) {
        int band = -1;
        for (size_t b = 0; cell_of(w, i)->given && b < edges.n && cell_of(w, i)->number >= edges.from[b]; b++)
            band = (int)b;
        count_in(w, band);
    }
    w->residents = residents ? (double)residents->total : 0;
    return WW_OK;
}

/* --- status ---------------------------------------------------------------------------------------------- */

/* Never the colour alone: who does not know it, or cannot see it, reads what it means. */
static const struct {
    const char *colour, *label;
} rag[] = {
    {"Blue", "Blue: in custody"},
    {"Red", "Red: not complying"},
    {"Amber", "Amber: engaging, but still a risk"},
    {"Green", "Green: engaging"},
};
#define COLOURS (sizeof rag / sizeof rag[0])

struct history {
    struct ww_rows rows; /* person, status, day */
    int32_t month;
};

static struct ww_str status_in(const struct history *history, struct ww_str person)
{
    for (size_t r = 0; r < history->rows.count; r++) {
        const struct ww_row_cell *day = ww_rows_at(&history->rows, r, 2);
        if (!day->given || ww_month_of_day((int32_t)day->number) != history->month)
            continue;
        const struct ww_row_cell *status = ww_rows_at(&history->rows, r, 1);
        const struct ww_row_cell *who = ww_rows_at(&history->rows, r, 0);
        if (who->given && status->given && ww_str_eq(who->text, person))
            return status->text;
    }
    return WW_STR("");
}

static enum ww_rc count_then(struct who *w, struct history *history, struct ww_err *err)
{
    history->month = ww_month_of_day(w->ask->compare.end_day - 1);
    const struct ww_period last = {w->ask->compare.end_day - 1, w->ask->compare.end_day};
    w->n_then = ww_people_during(&w->people, last, w->chosen);
    for (size_t i = 0; i < w->n_then; i++) {
        struct ww_str status = status_in(history, ww_people_name(&w->people, w->chosen[i]));
        struct group *group = status.len ? find_or_add(w, status) : NULL;
        if (status.len && !group)
            return too_many(w, err);
        if (group)
            group->then++;
        else
            w->unknown_then++;
    }
    return WW_OK;
}

static enum ww_rc read_history(const struct who *w, struct history *history, struct ww_err *err)
{
    static const struct ww_rows_column columns[] = {
        {.field = "person"}, {.field = "status"}, {.role = WW_ROLE_FROM}};
    enum ww_rc rc = ww_rows_read(&w->shape.other, columns, 3, NULL, &history->rows, err);
    if (!rc)
        ww_ask_note_used(&w->shape.other, history->rows.used, w->table);
    history->month = ww_month_of_day(w->ask->period.end_day - 1);
    return rc;
}

static enum ww_rc count_status(struct who *w, struct ww_err *err)
{
    struct history history = {.month = 0};
    for (size_t c = 0; c < COLOURS; c++)
        add_group(w, rag[c].label, ww_str_of(rag[c].colour));
    enum ww_rc rc = w->shape.history ? read_history(w, &history, err) : WW_OK;
    for (size_t i = 0; i < w->n_chosen && !rc; i++) {
        struct ww_str status = w->shape.history
                                   ? status_in(&history, ww_people_name(&w->people, w->chosen[i]))
                                   : WW_STR("");
        if (!status.len && cell_of(w, i)->given)
            status = cell_of(w, i)->text;
        rc = count_answers(w, status, err);
    }
    return !rc && w->shape.then ? count_then(w, &history, err) : rc;
}

/* --- national shares ----------------------------------------------------------------------------------- */

static enum ww_rc read_national(struct who *w, struct ww_err *err)
{
    static const struct ww_rows_column columns[] = {
        {.field = "column"}, {.field = "value"}, {.role = WW_ROLE_VALUE}};
    struct ww_rows rows;
    enum ww_rc rc = ww_rows_read(&w->shape.other, columns, 3, NULL, &rows, err);
    for (size_t r = 0; r < rows.count && !rc; r++) {
        const struct ww_row_cell *column = ww_rows_at(&rows, r, 0), *value = ww_rows_at(&rows, r, 1);
        if (!column->given || !value->given || !ww_str_eqz(column->text, w->ask->question->by))
            continue;
        for (size_t g = 0; g < w->n_groups; g++)
            if (ww_str_eq_nocase(w->groups[g].text, value->text)) {
                w->groups[g].national = ww_rows_at(&rows, r, 2)->number;
                w->groups[g].has_national = ww_rows_at(&rows, r, 2)->given;
            }
    }
    if (!rc)
        ww_ask_note_used(&w->shape.other, rows.used, w->table);
    return rc;
}

/* --- rows ---------------------------------------------------------------------------------------------- */

static size_t base_of(const struct who *w)
{
    return w->shape.residents ? w->known : w->n_chosen;
}

/* Of a status its colour. */
static const char *row_id(struct who *w, const struct group *group)
{
    if (w->shape.kind != BY_STATUS)
        return ww_table_row_id(w->table, w->shape.kind == BY_TEXT ? "value" : NULL, group->label);
    const char *colour = ww_table_copy(w->table, group->text);
    return ww_table_row_id(w->table, NULL, colour);
}

static void set_residents(struct who *w, size_t row, const struct group *group)
{
    struct ww_estimate share = {0};
    const struct ww_share_of of = {(double)group->count, (double)w->known};
    if (group->has_residents) {
        ww_table_set_number(w->table, row, "residents", group->residents);
        ww_table_set_number(w->table, row, "residents_pct", 100 * group->residents / w->residents);
    }
    if (group->has_residents && group->residents > 0 && w->known >= WW_LOW_BASE &&
        ww_proportion(of, WW_LEVEL_95, &share)) {
        double times = w->residents / group->residents;
        ww_table_set_number(w->table, row, "ratio", times * share.value);
        ww_compare_interval(w->table, row, (struct ww_ends){"ratio_low", "ratio_high"}, share.interval,
                            times);
        return;
    }
    enum ww_mark mark = w->known < WW_LOW_BASE ? WW_MARK_LOW_BASE : WW_MARK_NOT_APPLICABLE;
    ww_table_set_mark(w->table, row, "ratio", mark);
    ww_table_set_mark(w->table, row, "ratio_low", mark);
    ww_table_set_mark(w->table, row, "ratio_high", mark);
    if (!group->has_residents) {
        ww_table_set_mark(w->table, row, "residents", WW_MARK_NOT_APPLICABLE);
        ww_table_set_mark(w->table, row, "residents_pct", WW_MARK_NOT_APPLICABLE);
    }
}

static void add_row(struct who *w, const struct group *group)
{
    size_t row = ww_table_add_row(w->table, row_id(w, group), WW_ROW_PLAIN, 0);
    ww_table_set_text(w->table, row, "label", ww_str_of(group->label));
    ww_table_set_number(w->table, row, "count", (double)group->count);
    ww_cohort_set_share(w->table, row, group->count, base_of(w));

    if (w->shape.residents)
        set_residents(w, row, group);
    if (w->shape.then)
        ww_table_set_number(w->table, row, "count_then", (double)group->then);
    if (w->shape.national && group->has_national)
        ww_table_set_number(w->table, row, "national_pct", group->national);
    else if (w->shape.national)
        ww_table_set_mark(w->table, row, "national_pct", WW_MARK_NOT_AVAILABLE);
}

static void mark_all(struct ww_table *table, size_t row, enum ww_mark mark)
{
    for (size_t c = 0; c < table->n_columns; c++)
        if (table->columns[c].type == WW_COLUMN_NUMBER)
            ww_table_set_mark(table, row, table->columns[c].name, mark);
}

static void add_unknown(struct who *w)
{
    if (!w->unknown && !w->unknown_then)
        return;
    size_t row = ww_table_add_row(w->table, "not-recorded", WW_ROW_SUBTOTAL, 0);
    mark_all(w->table, row, WW_MARK_NOT_APPLICABLE);
    ww_table_set_text(w->table, row, "label", WW_STR("Not recorded"));
    ww_table_set_number(w->table, row, "count", (double)w->unknown);
    if (!w->shape.residents)
        ww_cohort_set_share(w->table, row, w->unknown, base_of(w));
    if (w->shape.then)
        ww_table_set_number(w->table, row, "count_then", (double)w->unknown_then);
}

static void add_total(struct who *w)
{
    size_t row = ww_table_add_row(w->table, "total", WW_ROW_TOTAL, 0);
    mark_all(w->table, row, WW_MARK_NOT_APPLICABLE);
    ww_table_set_text(w->table, row, "label",
                      ww_str_of(ww_table_text(w->table, "All %s", w->ask->subject->many)));
    ww_table_set_number(w->table, row, "count", (double)w->n_chosen);
    if (w->shape.residents) {
        ww_table_set_number(w->table, row, "residents", w->residents);
    }
    if (w->shape.then)
        ww_table_set_number(w->table, row, "count_then", (double)w->n_then);
}

static int by_count(const void *a, const void *b)
{
    const struct group *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return ww_str_cmp(ww_str_of(x->label), ww_str_of(y->label));
}

/* A ward's code becomes its name. */
static void name_areas(struct who *w)
{
    const struct ww_field *area = ww_view_field(w->ask->view, WW_ROLE_AREA);
    if (!area || !ww_str_eqz(ww_str_of(area->name), w->ask->question->by))
        return;
    for (size_t g = 0; g < w->n_groups; g++) {
        const struct ww_area *found = ww_areas_find(ww_context_areas(w->ask->context),
                                                    ww_str_of(area->area_level), w->groups[g].text);
        const char *name = found && found->name.len ? ww_arena_copy(w->ask->arena, found->name) : NULL;
        w->groups[g].label = name ? name : w->groups[g].label;
    }
}

static void add_rows(struct who *w)
{
    size_t top = w->ask->question->top > 0 ? (size_t)w->ask->question->top : w->n_groups, shown = 0;
    name_areas(w);
    if (w->shape.kind == BY_TEXT)
        qsort(w->groups, w->n_groups, sizeof w->groups[0], by_count);
    for (size_t g = 0; g < w->n_groups; g++) {
        bool empty = !w->groups[g].count && !w->groups[g].then && !w->groups[g].has_residents;
        if (empty && w->shape.kind != BY_STATUS)
            continue;
        if (w->shape.kind != BY_TEXT || shown++ < top)
            add_row(w, &w->groups[g]);
    }
    add_unknown(w);
    add_total(w);
    if (w->shape.kind == BY_TEXT && shown > top)
        ww_table_note(w->table, "%s values that fewer people have are not shown.",
                      ww_ask_number(w->ask, (int64_t)(shown - top)));
}

/* --- sentences ----------------------------------------------------------------------------------------- */

/* "open_to" as "open to". */
static const char *by_words(const struct who *w)
{
    char *words = ww_arena_copy(w->ask->arena, ww_str_of(w->ask->question->by));
    for (char *c = words; c && *c; c++)
        *c = *c == '_' ? ' ' : *c;
    return words ? words : "";
}

static const char *span_words(const struct who *w)
{
    char day[32];
    if (w->shape.kind != BY_STATUS)
        return ww_ask_words(w->ask, w->ask->period);
    ww_day_print_words(w->ask->period.end_day - 1, day);
    return ww_table_text(w->table, "%s", day);
}

/* The group furthest above its share of residents, of those whose interval is above 1. */
static const struct group *most_over(const struct who *w)
{
    const struct group *best = NULL;
    double most = 1;
    for (size_t g = 0; g < w->n_groups; g++) {
        const struct ww_cell *low = ww_table_cell(
            w->table, ww_table_row_id(w->table, NULL, w->groups[g].label), "ratio_low");
        if (low && low->present && low->number > most) {
            most = low->number;
            best = &w->groups[g];
        }
    }
    return best;
}

/* What a sentence says of a group: as the question sets it; people are aged. */
static const char *value_words(const struct who *w)
{
    const char *words = ww_ask_parameter(w->ask, "words");
    return w->shape.kind == BY_AGE && ww_str_eqz(ww_str_of(words), WW_WORDS_DEFAULT) ? "are aged %s" : words;
}

/* The largest groups, where nothing stands beside them. */
static void say_most(struct who *w)
{
    const char *rows[LISTED];
    size_t n = 0;
    bool taken[GROUPS_MAX] = {false};
    if (w->n_chosen < WW_LOW_BASE)
        return;
    for (const struct group *most = NULL; n < LISTED; n++) {
        most = NULL;
        for (size_t g = 0; g < w->n_groups; g++)
            if (!taken[g] && w->groups[g].count && (!most || w->groups[g].count > most->count))
                most = &w->groups[g];
        const char *id = most ? row_id(w, most) : "";
        if (ww_table_find_row(w->table, id) == WW_NO_INDEX) /* no more, or below the top asked for */
            break;
        taken[most - w->groups] = true;
        rows[n] = id;
    }
    if (n)
        ww_table_finding(
            w->table, "named", 0.3, "total",
            ww_table_text(
                w->table, "Of the {total.count} %s, %s.", ww_words_counted_people(w->ask),
                ww_words_listed(w->table, &(struct ww_words_list){value_words(w), "share_pct", rows, n})));
}

static void say_residents(struct who *w)
{
    const struct group *over = most_over(w);
    if (!w->shape.residents)
        say_most(w);
    if (!over)
        return;
    const char *id = row_id(w, over), *aged = w->shape.kind == BY_AGE ? "Aged " : "";
    ww_table_finding(
        w->table, "over-represented", 0.4, id,
        ww_table_text(
            w->table,
            "%s{%s.label}: {%s.count} of the %s %s%s ({%s.share_pct}), against {%s.residents_pct} of "
            "residents; "
            "that is {%s.ratio} times their share (95%% interval {%s.ratio_low} to "
            "{%s.ratio_high}).",
            aged, id, id, ww_ask_number(w->ask, (int64_t)w->known), ww_words_counted_people(w->ask),
            w->unknown ? " whose group is known" : "", id, id, id, id, id));
}

static void say_status(struct who *w)
{
    if (w->n_chosen < WW_LOW_BASE)
        return;
    ww_table_finding(
        w->table, "status", 0.45, "red",
        ww_table_text(w->table,
                      "Of the {total.count} %s on %s, {red.count} ({red.share_pct}) were red, that is not "
                      "complying, {blue.count} ({blue.share_pct}) blue, in custody, {amber.count} amber, "
                      "engaging but still a risk, and {green.count} green, engaging.",
                      w->ask->subject->together, span_words(w)));
}

/* What the chart shows, in some words. */
static const char *chart_title(struct who *w)
{
    const struct group *over = w->shape.residents ? most_over(w) : NULL;
    const char *many = ww_cohort_capital(w->ask, w->ask->subject->many);
    if (over)
        return ww_words_filled(
            w->table, ww_table_text(w->table, "{%s.label}: {%s.ratio} times their share of residents",
                                    row_id(w, over), row_id(w, over)));
    if (w->shape.kind == BY_TEXT && w->n_groups && w->groups[0].count)
        return ww_words_filled(w->table, ww_table_text(w->table, "{%s.label}: {%s.share_pct} of the %s",
                                                       row_id(w, &w->groups[0]), row_id(w, &w->groups[0]),
                                                       w->ask->subject->many));
    return ww_table_text(w->table, "%s by %s", many, by_words(w));
}

static void describe(struct who *w)
{
    struct ww_table *table = w->table;
    ww_table_title(
        table,
        ww_table_text(table, "%s by %s", ww_cohort_capital(w->ask, w->ask->subject->many), by_words(w)),
        ww_table_text(table, "%s, %s%s", ww_cohort_capital(w->ask, w->ask->subject->together), span_words(w),
                      ww_words_where(w->ask)));
    if (w->n_chosen < WW_LOW_BASE)
        return;
    table->chart = (struct ww_chart){.kind = WW_CHART_INTERVALS,
                                     .title = chart_title(w),
                                     .subtitle = "Share of the cohort with its 95% interval",
                                     .values = {"share_pct"},
                                     .n_values = 1,
                                     .low = "share_low_pct",
                                     .high = "share_high_pct",
                                     .plain_rows_only = true,
                                     .max_rows = 20};
    if (!w->shape.residents)
        return;
    table->chart.subtitle = "Times their share of residents, with the 95% interval; 1 is as among residents";
    table->chart.values[0] = "ratio";
    table->chart.low = "ratio_low";
    table->chart.high = "ratio_high";
    table->chart.has_reference = true;
    table->chart.reference = 1;
    table->chart.reference_words = "As among residents";
}

static void add_notes(struct who *w)
{
    ww_cohort_note_low(w->table);
    if (w->several)
        ww_table_note(w->table,
                      "A person may have several answers: the rows add up to more than the people.");
    if (w->shape.residents)
        ww_table_note(
            w->table,
            "Shares are of the people whose group is known. The cohort is drawn from people who offend here, of "
            "whom many live elsewhere, and no group of residents is as likely to be taken on as another; a ratio "
            "says who is on it, not why.");
    if (w->ask->subject->young && w->shape.kind == BY_ETHNICITY)
        ww_table_note(
            w->table,
            "No share of residents stands beside these: residents are not known by ethnic group and age "
            "together, and young people of the area are not as residents of all ages.");
    if (w->shape.kind == BY_STATUS)
        ww_table_note(w->table, "The status is that of people on the cohort on the last day of the period.");
    if (w->shape.national)
        ww_table_note(w->table, "National shares are as published, by %s.", w->shape.other.record->owner);
    ww_people_note(w->ask, &w->people, w->table);
}

static enum ww_rc count_all(struct who *w, struct ww_err *err)
{
    static enum ww_rc (*const counters[])(struct who *, struct ww_err *) = {
        [BY_TEXT] = count_texts,          [BY_AGE] = count_age,       [BY_SEX] = count_sex,
        [BY_ETHNICITY] = count_ethnicity, [BY_STATUS] = count_status,
    };
    struct ww_period span = w->ask->period;
    if (w->shape.kind == BY_STATUS)
        span.first_day = span.end_day - 1;
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
    w->chosen = ww_arena_alloc(w->ask->arena, w->people.n_people + 1, sizeof *w->chosen);
    if (!w->chosen)
        return ww_fail_nomem(err);
    w->n_chosen = ww_people_during(&w->people, span, w->chosen);
    if (!w->n_chosen)
        return ww_fail(err, WW_E_NOT_FOUND, "%s has nobody on the cohort in %s.", w->ask->record->source,
                       ww_ask_words(w->ask, w->ask->period));
    enum ww_rc rc = counters[w->shape.kind](w, err);
    return !rc && w->shape.national ? read_national(w, err) : rc;
}

enum ww_rc ww_cohort_by_run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct who *w = ww_arena_alloc(ask->arena, 1, sizeof *w);
    if (!w)
        return ww_fail_nomem(err);
    w->ask = ask;
    w->table = table;
    w->shape = shape_of(ask);
    const struct ww_rows_column field = {.field = ask->question->by, .optional = w->shape.history};
    enum ww_rc rc = ww_people_read(ask, &field, 1, &w->people, err);
    if (!rc)
        rc = count_all(w, err);
    if (rc)
        return rc;
    add_rows(w);
    static void (*const say[])(struct who *) = {
        [BY_TEXT] = say_most,           [BY_AGE] = say_residents, [BY_SEX] = say_residents,
        [BY_ETHNICITY] = say_residents, [BY_STATUS] = say_status,
    };
    say[w->shape.kind](w);
    describe(w);
    add_notes(w);
    return WW_OK;
}
