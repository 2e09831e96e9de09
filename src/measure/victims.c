// SPDX-License-Identifier: Apache-2.0
/* victims: who are the victims, beside who lives here?
 *
 * Problem. "Most victims are young" needs the number of the young beside it; and help is planned differently for people
 * attacked alone by one, and by several.
 * Method. By age band and sex: records with such a victim ÷ such residents, per 1,000, with the exact interval of the count;
 * the ratio to the average rate, which is observed ÷ expected at the average. --by occupation or ethnicity: the most
 * frequent, as shares of those known, now and in the period before. --by group: one or several victims by one or several
 * suspects.
 * Source. The ratio is a standardised one as public health prints it, with Garwood's (1936) interval for the count.
 * Conventions. Records with a victim are counted, not persons (measure repeats has those); of several victims of one record
 * the first is described. The average is that of all residents whose age and sex are known, the group's own included.
 * No rate, ratio or share of fewer than 20 records: [low].
 * Edge cases. A victim whose age or sex is not known is in no rate, and in the row "Not known". */
#include "measure/breakdown.h"
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/residents.h"
#include "measure/words.h"
#include "stats/order.h"

#define PER_RESIDENTS 1000
#define TOP_DEFAULT   3

static const char AGE[] = "victim_age", SEX[] = "victim_sex";
static const char VICTIMS[] = "n_victims", SUSPECTS[] = "n_suspects";
static const char BY_AGE_AND_SEX[] = "age-and-sex", BY_GROUP[] = "group";
static const char *const sex_labels[WW_SEXES] = {[WW_SEX_FEMALE] = "Female", [WW_SEX_MALE] = "Male"};

/* --- columns -------------------------------------------------------------------------------------- */

static struct ww_table *make_rates_table(const struct ww_ask *ask)
{
    const struct ww_column rate = ww_column_number("rate_per_1000", "Per 1,000 residents", WW_UNIT_PER_1000,
                                                   1);
    const struct ww_column ratio = ww_column_number("ratio", "Ratio to the average", WW_UNIT_RATIO, 2);
    const struct ww_column columns[] = {
        ww_column_label("Victims"),
        ww_column_count("count", ww_ask_heading(ask, "Records with such a victim", ask->period)),
        ww_column_percent("share_pct", "Share of those known"),
        ww_column_count("residents", "Residents"),
        rate,
        ww_column_end(rate, WW_COLUMN_LOW, "rate_low", "Rate, lower end of 95% interval"),
        ww_column_end(rate, WW_COLUMN_HIGH, "rate_high", "Rate, upper end of 95% interval"),
        ratio,
        ww_column_end(ratio, WW_COLUMN_LOW, "ratio_low", "Ratio, lower end of 95% interval"),
        ww_column_end(ratio, WW_COLUMN_HIGH, "ratio_high", "Ratio, upper end of 95% interval"),
    };
    return ww_table_new("victims", columns, sizeof columns / sizeof columns[0]);
}

static struct ww_table *make_shares_table(const struct ww_ask *ask)
{
    const struct ww_column share = ww_column_percent(
        "share_pct", ww_ask_heading(ask, "Share of those known", ask->period));
    const struct ww_column points = ww_column_number("change_points", "Change in percentage points",
                                                     WW_UNIT_PERCENT_POINTS, 1);
    const struct ww_column columns[] = {
        ww_column_label("Victims"),
        ww_column_count("count_then", ww_ask_heading(ask, "Records with such a victim", ask->compare)),
        ww_column_count("count", ww_ask_heading(ask, "Records with such a victim", ask->period)),
        ww_column_percent("share_then_pct", ww_ask_heading(ask, "Share of those known", ask->compare)),
        share,
        ww_column_end(share, WW_COLUMN_LOW, "share_low", "Share, lower end of 95% interval"),
        ww_column_end(share, WW_COLUMN_HIGH, "share_high", "Share, upper end of 95% interval"),
        points,
        ww_column_end(points, WW_COLUMN_LOW, "change_points_low", "Change, lower end of 95% interval"),
        ww_column_end(points, WW_COLUMN_HIGH, "change_points_high", "Change, upper end of 95% interval"),
    };
    return ww_table_new("victims", columns, sizeof columns / sizeof columns[0]);
}

static struct ww_table *make_groups_table(void)
{
    const struct ww_column several = ww_column_percent("several_pct", "By several, share of those known");
    const struct ww_column columns[] = {
        ww_column_label("Victims"),
        ww_column_count("lone", "By one suspect"),
        ww_column_count("several", "By several suspects"),
        ww_column_count("not_known", "Suspects not known"),
        several,
        ww_column_end(several, WW_COLUMN_LOW, "several_low", "By several, lower end of 95% interval"),
        ww_column_end(several, WW_COLUMN_HIGH, "several_high", "By several, upper end of 95% interval"),
    };
    return ww_table_new("victims", columns, sizeof columns / sizeof columns[0]);
}

static const char *by_of(const struct ww_ask *ask)
{
    return ask->question->by ? ask->question->by : BY_AGE_AND_SEX;
}

static struct ww_table *make_table(const struct ww_ask *ask)
{
    struct ww_str by = ww_str_of(by_of(ask));
    if (ww_str_eqz(by, BY_AGE_AND_SEX))
        return make_rates_table(ask);
    return ww_str_eqz(by, BY_GROUP) ? make_groups_table() : make_shares_table(ask);
}

/* --- what all three share ------------------------------------------------------------------------- */

static const int32_t one_or_more[] = {1};

/* Records with a victim: those that say there was one, where the source says how many. */
static enum ww_rc make_spec(const struct ww_ask *ask, struct ww_period period, struct ww_cube_spec *spec,
                            struct ww_err *err)
{
    enum ww_rc rc = ww_ask_spec(ask, spec, err);
    if (rc)
        return rc;
    spec->has_period = true;
    spec->period = period;
    if (ww_view_has_column(ask->view, VICTIMS) && spec->n_where < WW_CUBE_MAX_WHERE)
        spec->where[spec->n_where++] = (struct ww_cube_dim){.by = WW_BY_NUMBER,
                                                            .role = WW_ROLE_ATTRIBUTE,
                                                            .field = VICTIMS,
                                                            .size = 1,
                                                            .missing_key = WW_LEAVE_OUT,
                                                            .edges = one_or_more,
                                                            .n_edges = 1};
    return WW_OK;
}

static void mark(struct ww_table *table, size_t row, const char *const *columns, size_t n, enum ww_mark with)
{
    for (size_t i = 0; i < n; i++)
        ww_table_set_mark(table, row, columns[i], with);
}

/* Share with Wilson's interval; [low] of few. */
static void set_share(struct ww_table *table, size_t row, const char *const columns[3], int64_t part,
                      int64_t whole)
{
    struct ww_estimate share = {0};
    if (whole < WW_LOW_BASE ||
        !ww_proportion((struct ww_share_of){(double)part, (double)whole}, WW_LEVEL_95, &share)) {
        mark(table, row, columns, 3, WW_MARK_LOW_BASE);
        return;
    }
    ww_table_set_number(table, row, columns[0], 100 * share.value);
    ww_compare_interval(table, row, (struct ww_ends){columns[1], columns[2]}, share.interval, 100);
}

/* The --where of the question: " (Robbery, Knife crime)". */
static const char *of_what(const struct ww_ask *ask)
{
    const struct ww_categories *tree = ww_context_categories(ask->context);
    const char *words = "";
    for (size_t i = 0; words && i < ask->question->n_where; i++) {
        const char *value = ask->question->where[i].value;
        int node = ww_categories_find(tree, value);
        words = ww_arena_printf(ask->arena, "%s%s%s", words, i ? ", " : " (",
                                node >= 0 ? ww_categories_at(tree, (size_t)node)->alone : value);
    }
    if (words && *words)
        words = ww_arena_printf(ask->arena, "%s)", words);
    return words ? words : "";
}

static const char *subtitle(struct ww_table *table, const struct ww_ask *ask, const char *what)
{
    return ww_table_text(table, "%s%s, %s", what, of_what(ask), ww_ask_words(ask, ask->period));
}

/* --- by age and sex ------------------------------------------------------------------------------- */

struct rates {
    const struct ww_ask *ask;
    struct ww_table *table;
    const struct ww_residents *residents;
    const int64_t *counts; /* (n_bands + 1) × (WW_SEXES + 1) */
    int64_t known;
};

static int64_t count_at(const struct rates *r, size_t band, size_t sex)
{
    return r->counts[band * (WW_SEXES + 1) + sex];
}

struct group {
    const char *id, *label;
    enum ww_row_kind kind;
    int64_t count, residents;
};

static void set_rate(const struct rates *r, size_t row, const struct group *g)
{
    static const char *const columns[] = {"rate_per_1000", "rate_low",  "rate_high",
                                          "ratio",         "ratio_low", "ratio_high"};
    struct ww_table *table = r->table;
    if (r->known < WW_LOW_BASE || g->count < WW_LOW_BASE || !g->residents) {
        mark(table, row, columns, 6, g->residents ? WW_MARK_LOW_BASE : WW_MARK_NOT_APPLICABLE);
        return;
    }
    struct ww_interval of_count = ww_count_interval_exact(g->count, WW_LEVEL_95);
    double expected = (double)r->known * (double)g->residents / (double)r->residents->total;
    double per_1000 = PER_RESIDENTS / (double)g->residents;
    ww_table_set_number(table, row, "rate_per_1000", (double)g->count * per_1000);
    ww_compare_interval(table, row, (struct ww_ends){"rate_low", "rate_high"}, of_count, per_1000);
    if (g->kind == WW_ROW_TOTAL) {
        mark(table, row, columns + 3, 3, WW_MARK_NOT_APPLICABLE);
        return;
    }
    ww_table_set_number(table, row, "ratio", (double)g->count / expected);
    ww_compare_interval(table, row, (struct ww_ends){"ratio_low", "ratio_high"}, of_count, 1 / expected);
}

static void add_group(const struct rates *r, struct group g)
{
    size_t row = ww_table_add_row(r->table, g.id, g.kind, 0);
    ww_table_set_text(r->table, row, "label", ww_str_of(g.label));
    ww_table_set_number(r->table, row, "count", (double)g.count);
    ww_table_set_number(r->table, row, "residents", (double)g.residents);
    ww_compare_share(r->table, row, "share_pct", g.count, r->known);
    set_rate(r, row, &g);
}

static void add_groups(const struct rates *r)
{
    const struct ww_residents *people = r->residents;
    struct group sexes[WW_SEXES] = {
        {.id = "sex/female", .label = "Female, all ages", .kind = WW_ROW_SUBTOTAL},
        {.id = "sex/male", .label = "Male, all ages", .kind = WW_ROW_SUBTOTAL}};
    for (size_t b = 0; b < people->n_bands; b++)
        for (size_t sex = 0; sex < WW_SEXES; sex++) {
            const char *label = ww_table_text(r->table, "%s, %s", sex_labels[sex], people->labels[b]);
            add_group(r, (struct group){ww_table_row_id(r->table, sex_labels[sex], people->labels[b]), label,
                                        WW_ROW_PLAIN, count_at(r, b, sex), people->count[b][sex]});
            sexes[sex].count += count_at(r, b, sex);
            sexes[sex].residents += people->count[b][sex];
        }
    for (size_t sex = 0; sex < WW_SEXES; sex++)
        add_group(r, sexes[sex]);
    add_group(r, (struct group){"total", "All of known age and sex", WW_ROW_TOTAL, r->known, people->total});
}

/* The group furthest above the average, by the lower end of its interval. */
static const char *furthest(const struct ww_table *table)
{
    const char *best = NULL;
    double low = 1;
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct ww_cell *cell = ww_table_cell(table, table->rows[i].id, "ratio_low");
        if (table->rows[i].kind == WW_ROW_PLAIN && cell->present && cell->number > low) {
            low = cell->number;
            best = table->rows[i].id;
        }
    }
    return best;
}

static void describe_rates(const struct rates *r, int64_t not_known)
{
    struct ww_table *table = r->table;
    const struct ww_ask *ask = r->ask;
    const char *top = furthest(table);
    ww_table_title(table, "Victims by age and sex",
                   subtitle(table, ask, "Records with such a victim per 1,000 such residents"));
    ww_table_note(
        table,
        "Residents by age and sex are those of %s. In a centre many victims live elsewhere, so rates overstate "
        "the risk of residents; they compare groups with each other.",
        r->residents->source);
    ww_table_note(
        table,
        "Records are counted, not persons; of several victims of one record the first is described. %s records "
        "with a victim whose age or sex is not known are in no row.",
        ww_ask_number(ask, not_known));
    ww_table_note(
        table,
        "[low]: no rate is given of fewer than %d records. Intervals are those of a count; a ratio's takes "
        "the average as known.",
        WW_LOW_BASE);
    if (top)
        ww_table_finding(
            table, "groups/furthest", 0.6, top,
            ww_table_text(table,
                          "Furthest above the average among victims%s: {%s.label|label}, {%s.rate_per_1000} "
                          "per 1,000 such residents, {%s.ratio} times the average (95%% interval "
                          "{%s.ratio_low} to {%s.ratio_high}).",
                          of_what(ask), top, top, top, top, top));
    table->chart = (struct ww_chart){
        .kind = WW_CHART_INTERVALS,
        .title = top ? ww_words_filled(
                           table, ww_table_text(table, "{%s.label}: {%s.ratio} times the average", top, top))
                     : "Victims by age and sex",
        .subtitle = ww_table_text(table, "%s, as a ratio to the average, with 95%% intervals",
                                  table->subtitle),
        .label = "label",
        .values = {"ratio"},
        .n_values = 1,
        .low = "ratio_low",
        .high = "ratio_high",
        .reference = 1,
        .has_reference = true,
        .reference_words = "Average",
        .plain_rows_only = true,
        .needs = "ratio"};
}

static enum ww_rc by_age_and_sex(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct ww_cube_spec spec;
    struct ww_cube cube;
    struct ww_residents *residents = NULL;
    struct rates r = {.ask = ask, .table = table};
    enum ww_rc rc = ww_residents_read(ask, table, &residents, err);
    if (!rc)
        rc = make_spec(ask, ask->period, &spec, err);
    if (rc)
        return rc;
    r.residents = residents;
    spec.dims[spec.n_dims++] = ww_residents_dim_age(residents, AGE);
    spec.dims[spec.n_dims++] = ww_residents_dim_sex(SEX);
    rc = ww_ask_count(ask, &spec, table, &cube, err);
    if (rc)
        return rc;
    r.counts = cube.counts;
    for (size_t b = 0; b < residents->n_bands; b++)
        for (size_t sex = 0; sex < WW_SEXES; sex++)
            r.known += count_at(&r, b, sex);
    add_groups(&r);
    ww_ask_note_left_out(ask, &spec, &cube, table);
    describe_rates(&r, (int64_t)cube.counted - r.known);
    ww_cube_free(&cube);
    return WW_OK;
}

/* --- the most frequent of a column ---------------------------------------------------------------- */

struct shares {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct ww_text_list texts;
    struct ww_cube_dim dim;
    int64_t *then, *now; /* texts.count each */
    int64_t known_then, known_now, none;
};

static enum ww_rc count_texts(struct shares *s, struct ww_period period, int64_t *counts, int64_t *known,
                              struct ww_err *err)
{
    struct ww_cube_spec spec;
    struct ww_cube cube;
    enum ww_rc rc = make_spec(s->ask, period, &spec, err);
    if (rc)
        return rc;
    spec.dims[spec.n_dims++] = s->dim;
    rc = ww_ask_count(s->ask, &spec, s->table, &cube, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < s->texts.count; i++) {
        counts[i] = cube.counts[i];
        *known += cube.counts[i];
    }
    s->none = cube.counts[s->texts.count];
    ww_ask_note_left_out(s->ask, &spec, &cube, s->table);
    ww_cube_free(&cube);
    return WW_OK;
}

static void add_share(const struct shares *s, size_t i)
{
    static const char *const share[] = {"share_pct", "share_low", "share_high"};
    static const char *const points[] = {"change_points", "change_points_low", "change_points_high"};
    struct ww_table *table = s->table;
    const char *label = ww_table_copy(table, s->texts.items[i]);
    size_t row = ww_table_add_row(table, ww_table_row_id(table, "value", label), WW_ROW_PLAIN, 0);
    struct ww_estimate change = {0};
    const struct ww_share_of now = {(double)s->now[i], (double)s->known_now};
    const struct ww_share_of then = {(double)s->then[i], (double)s->known_then};
    ww_table_set_text(table, row, "label", ww_str_of(label));
    ww_table_set_number(table, row, "count_then", (double)s->then[i]);
    ww_table_set_number(table, row, "count", (double)s->now[i]);
    ww_compare_share(table, row, "share_then_pct", s->then[i], s->known_then);
    set_share(table, row, share, s->now[i], s->known_now);
    if (s->known_now < WW_LOW_BASE || s->known_then < WW_LOW_BASE ||
        !ww_proportion_difference(now, then, WW_LEVEL_95, &change)) {
        mark(table, row, points, 3, WW_MARK_LOW_BASE);
        return;
    }
    ww_table_set_number(table, row, points[0], 100 * change.value);
    ww_compare_interval(table, row, (struct ww_ends){points[1], points[2]}, change.interval, 100);
}

/* "victim_occupation" as people say it: "occupation". */
static const char *words_of(struct ww_table *table, const char *field)
{
    struct ww_str text = ww_str_of(field), prefix = ww_str_of("victim_");
    if (ww_str_starts(text, prefix))
        text = (struct ww_str){text.ptr + prefix.len, text.len - prefix.len};
    return ww_table_copy(table, text);
}

static void describe_shares(const struct shares *s, const char *field)
{
    struct ww_table *table = s->table;
    const struct ww_ask *ask = s->ask;
    const char *words = words_of(table, field);
    ww_table_title(table, ww_table_text(table, "Victims by %s", words),
                   subtitle(table, ask, ww_table_text(table, "The most frequent %s of victims", words)));
    ww_table_note(
        table,
        "Shares are of the %s records with a victim whose %s is known; of %s it is not. Only the most frequent "
        "are shown, so shares do not add up. Records are counted, not persons.",
        ww_ask_number(ask, s->known_now), words, ww_ask_number(ask, s->none));
    ww_table_note(table, "[low]: no share is given of fewer than %d records.", WW_LOW_BASE);
    if (table->n_rows && s->known_now >= WW_LOW_BASE) {
        const char *id = table->rows[0].id;
        ww_table_finding(
            table, "values/first", 0.35, id,
            ww_table_text(table,
                          "The most frequent %s of victims%s is {%s.label|label}: {%s.share_pct} of those "
                          "known (95%% interval {%s.share_low} to {%s.share_high}).",
                          words, of_what(ask), id, id, id, id));
    }
    table->chart = (struct ww_chart){.kind = WW_CHART_BARS,
                                     .title = table->title,
                                     .subtitle = table->subtitle,
                                     .label = "label",
                                     .values = {"share_pct", "share_then_pct"},
                                     .n_values = 2,
                                     .needs = "share_pct"};
}

static enum ww_rc add_shares(struct shares *s, struct ww_err *err)
{
    size_t top = s->ask->question->top > 0 ? (size_t)s->ask->question->top : TOP_DEFAULT, n = s->texts.count;
    uint64_t *counts = ww_arena_alloc(s->ask->arena, n, sizeof *counts);
    uint32_t *order = ww_arena_alloc(s->ask->arena, n, sizeof *order);
    if (!counts || !order)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < n; i++)
        counts[i] = (uint64_t)s->now[i];
    ww_order_counts(counts, n, order);
    for (size_t place = 0; place < n && place < top && counts[order[place]]; place++)
        add_share(s, order[place]);
    return WW_OK;
}

static enum ww_rc by_column(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    const char *by = by_of(ask);
    const char *prefixed = ww_arena_printf(ask->arena, "victim_%s", by);
    struct shares s = {.ask = ask, .table = table};
    if (!prefixed)
        return ww_fail_nomem(err);
    const char *field = ww_view_has_column(ask->view, prefixed) ? prefixed : by;
    enum ww_rc rc = ww_ask_dim_texts(ask, WW_ROLE_ATTRIBUTE, field, &s.dim, &s.texts, err);
    if (!rc && !s.texts.count)
        rc = ww_fail(
            err, WW_E_USAGE,
            "--by '%s' is neither 'age-and-sex', 'group' nor a column of texts in %s, such as occupation or "
            "ethnicity.",
            by, ask->record->source);
    if (rc)
        return rc;
    s.dim.missing_key = s.dim.size++;
    s.then = ww_arena_alloc(ask->arena, s.texts.count, sizeof *s.then);
    s.now = ww_arena_alloc(ask->arena, s.texts.count, sizeof *s.now);
    if (!s.then || !s.now)
        return ww_fail_nomem(err);
    rc = count_texts(&s, ask->compare, s.then, &s.known_then, err);
    if (!rc)
        rc = count_texts(&s, ask->period, s.now, &s.known_now, err);
    if (!rc)
        rc = add_shares(&s, err);
    if (!rc)
        describe_shares(&s, field);
    return rc;
}

/* --- one or several ------------------------------------------------------------------------------- */

enum many { ONE, SEVERAL, NOT_KNOWN, MANIES };
static const int32_t many_edges[] = {1, 2};

static struct ww_cube_dim dim_many(const char *field)
{
    return (struct ww_cube_dim){.by = WW_BY_NUMBER,
                                .role = WW_ROLE_ATTRIBUTE,
                                .field = field,
                                .size = MANIES,
                                .missing_key = NOT_KNOWN,
                                .edges = many_edges,
                                .n_edges = 2};
}

static void add_many(struct ww_table *table, const char *id, const char *label, enum ww_row_kind kind,
                     const int64_t of[MANIES])
{
    static const char *const share[] = {"several_pct", "several_low", "several_high"};
    size_t row = ww_table_add_row(table, id, kind, 0);
    ww_table_set_text(table, row, "label", ww_str_of(label));
    ww_table_set_number(table, row, "lone", (double)of[ONE]);
    ww_table_set_number(table, row, "several", (double)of[SEVERAL]);
    ww_table_set_number(table, row, "not_known", (double)of[NOT_KNOWN]);
    set_share(table, row, share, of[SEVERAL], of[ONE] + of[SEVERAL]);
}

static void describe_many(const struct ww_ask *ask, struct ww_table *table)
{
    const struct ww_cell *share = ww_table_cell(table, "total", "several_pct");
    ww_table_title(table, "One or several",
                   subtitle(table, ask, "Records by the number of victims and of suspects"));
    ww_table_note(
        table,
        "Suspects are counted where somebody named or described them. Offences by several may be described "
        "oftener than others, so their share of those known need not be that of all. [low]: fewer than %d "
        "records.",
        WW_LOW_BASE);
    if (share && share->present)
        ww_table_finding(
            table, "total/several", 0.4, "total",
            ww_table_text(table,
                          "Where the suspects%s are known, {total.several_pct} of records are by several "
                          "(95%% interval {total.several_low} to {total.several_high}).",
                          of_what(ask)));
    table->chart = (struct ww_chart){
        .kind = WW_CHART_BARS,
        .title = share && share->present
                     ? ww_words_filled(table, "{total.several_pct} are by several suspects")
                     : "One or several",
        .subtitle = table->subtitle,
        .label = "label",
        .values = {"lone", "several"},
        .n_values = 2,
        .plain_rows_only = true};
}

static enum ww_rc by_group(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct ww_cube_spec spec;
    struct ww_cube cube;
    if (!ww_view_has_column(ask->view, VICTIMS) || !ww_view_has_column(ask->view, SUSPECTS))
        return ww_fail(err, WW_E_USAGE,
                       "--by group: %s does not say how many victims and suspects there were.",
                       ask->record->source);
    enum ww_rc rc = make_spec(ask, ask->period, &spec, err);
    if (rc)
        return rc;
    spec.dims[spec.n_dims++] = dim_many(VICTIMS);
    spec.dims[spec.n_dims++] = dim_many(SUSPECTS);
    rc = ww_ask_count(ask, &spec, table, &cube, err);
    if (rc)
        return rc;
    int64_t all[MANIES];
    const int64_t *several = cube.counts + (size_t)SEVERAL * MANIES; /* those with one stand first */
    for (size_t i = 0; i < MANIES; i++)
        all[i] = cube.counts[i] + several[i];
    add_many(table, "one-victim", "One victim", WW_ROW_PLAIN, cube.counts);
    add_many(table, "several-victims", "Several victims", WW_ROW_PLAIN, several);
    add_many(table, "total", "All", WW_ROW_TOTAL, all);
    ww_ask_note_left_out(ask, &spec, &cube, table);
    describe_many(ask, table);
    ww_cube_free(&cube);
    return WW_OK;
}

/* --- the measure ---------------------------------------------------------------------------------- */

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct ww_str by = ww_str_of(by_of(ask));
    if (ww_str_eqz(by, BY_AGE_AND_SEX))
        return by_age_and_sex(ask, table, err);
    return ww_str_eqz(by, BY_GROUP) ? by_group(ask, table, err) : by_column(ask, table, err);
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    if (ww_view_has_column(ask->view, AGE) && ww_view_has_column(ask->view, SEX))
        return WW_OK;
    return ww_fail(
        err, WW_E_NOT_FOUND,
        "%s does not say who the victims were: it has no columns %s and %s. Import crime records that have.",
        ask->record->source, AGE, SEX);
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"compare", "the period that shares are compared with", "the period of the same length before"},
    {"by", "age-and-sex, occupation, ethnicity, another column of texts, or group", "age-and-sex"},
    {"top", "how many of the most frequent", "3"},
};

const struct ww_measure ww_measure_victims = {
    .name = "victims",
    .title = "Victims",
    .question = "Who are the victims, beside who lives here?",
    .subject = "recorded-crime",
    .formula =
        "records with such a victim / such residents, per 1,000; observed / expected at the average rate",
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
