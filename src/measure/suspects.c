// SPDX-License-Identifier: Apache-2.0
/* suspects: who is suspected of the crime recorded, beside who lives here?
 *
 * Problem. "Three quarters of the suspects are men" needs the number of men beside it, "half are under thirty" that of the
 * young; and many who are suspected in a city centre live somewhere else.
 * Method. Offences with a suspect by age band and sex (or by ethnic group, or by the texts of a column) ÷ residents of the
 * group, per 1,000, with the interval of the count; the ratio to the rate of all other residents with its exact interval
 * (stats/rates.h); and each group's three most frequent types.
 * Source. Ethnic groups: measure/ethnicity.h. The ratio compares two counts that share nobody, so that its interval is that
 * of two independent counts. Where the records say who lives here, the same two figures are given of those alone: only
 * they are among the residents.
 * Conventions. Counted are offences with a suspect, not persons: who is suspected of five offences counts five times. Of
 * several suspects of one offence the first recorded is described. No share and no rate of fewer than 20: [low].
 * Edge cases. A suspect whose age or sex is not known is in no rate, and in the row "Not known". Groups without
 * residents known, such as nationalities, have shares only: [x]. Offences with no suspect are in a note. */
#include "measure/breakdown.h"
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/ethnicity.h"
#include "measure/lives.h"
#include "measure/residents.h"
#include "measure/suspected.h"
#include "measure/words.h"

#include "base/num.h"
#include "stats/order.h"

#define PER_RESIDENTS 1000
#define TOP_TYPES     3
#define GROUPS_MAX    4096

static const char AGE[] = "suspect_age", SEX[] = "suspect_sex", ETHNICITY[] = "suspect_ethnicity";
static const char LIVES[] = "suspect_lives";
static const char DEFAULT_BY[] = "age-and-sex";
static const char *const sex_labels[WW_SEXES] = {[WW_SEX_FEMALE] = "Female", [WW_SEX_MALE] = "Male"};

static struct ww_table *make_table(const struct ww_ask *ask)
{
    const struct ww_column rate = ww_column_number("rate_per_1000", "Per 1,000 residents", WW_UNIT_PER_1000,
                                                   1);
    const struct ww_column ratio = ww_column_number("ratio", "Ratio to all other residents", WW_UNIT_RATIO,
                                                    2);
    const struct ww_column share = ww_column_percent("share_pct", "Share of those known");
    const struct ww_column here = ww_column_number("here_per_1000", "Living here, per 1,000 residents",
                                                   WW_UNIT_PER_1000, 1);
    const struct ww_column here_ratio = ww_column_number("here_ratio", "Ratio of those living here",
                                                         WW_UNIT_RATIO, 2);
    const struct ww_column columns[] = {
        ww_column_label("Suspects"),
        ww_column_count("count", ww_ask_heading(ask, "Offences with such a suspect", ask->period)),
        share,
        ww_column_end(share, WW_COLUMN_LOW, "share_low", "Share, lower end of 95% interval"),
        ww_column_end(share, WW_COLUMN_HIGH, "share_high", "Share, upper end of 95% interval"),
        ww_column_count("residents", "Residents"),
        rate,
        ww_column_end(rate, WW_COLUMN_LOW, "rate_low", "Rate, lower end of 95% interval"),
        ww_column_end(rate, WW_COLUMN_HIGH, "rate_high", "Rate, upper end of 95% interval"),
        ratio,
        ww_column_end(ratio, WW_COLUMN_LOW, "ratio_low", "Ratio, lower end of 95% interval"),
        ww_column_end(ratio, WW_COLUMN_HIGH, "ratio_high", "Ratio, upper end of 95% interval"),
        ww_column_count("here", "Of these living here"),
        here,
        ww_column_end(here, WW_COLUMN_LOW, "here_low", "Living here, lower end of 95% interval"),
        ww_column_end(here, WW_COLUMN_HIGH, "here_high", "Living here, upper end of 95% interval"),
        here_ratio,
        ww_column_end(here_ratio, WW_COLUMN_LOW, "here_ratio_low",
                      "Ratio of those living here, lower end of 95% interval"),
        ww_column_end(here_ratio, WW_COLUMN_HIGH, "here_ratio_high",
                      "Ratio of those living here, upper end of 95% interval"),
        ww_column_words("top_types", "Most frequent types"),
    };
    return ww_table_new("suspects", columns, sizeof columns / sizeof columns[0]);
}

/* --- groups --------------------------------------------------------------------------------------- */

struct group {
    const char *id, *label;
    enum ww_row_kind kind;
    unsigned depth;
    bool known;        /* not the group of those not known */
    int64_t residents; /* -1 = not known */
    int64_t count;
    int64_t here;   /* of the count, whose home is known to be here; -1 = homes are not known */
    int64_t *types; /* of each node of the tree, the last for what is not in it */
};

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    const char *by;
    struct ww_cube_spec spec;
    struct ww_cube_dim dims[2]; /* what --by stands for: one or two */
    size_t n_dims, n_keys;      /* n_keys: product of their sizes */
    size_t n_types;
    int64_t *counts; /* n_keys × n_types */
    int64_t *here;   /* n_keys, of those who live here; NULL = homes are not known */
    struct group *groups;
    size_t n_groups;
    int64_t known, known_here, residents; /* of all known groups; residents -1 = not known */
    const char *residents_of;             /* source of the residents */
};

static const struct group *add_group(struct job *job, struct group group, const size_t *keys, size_t n_keys)
{
    group.types = ww_arena_alloc(job->ask->arena, job->n_types, sizeof *group.types);
    if (!group.types || !group.label || !group.id)
        return NULL;
    group.here = job->here ? 0 : -1;
    for (size_t k = 0; k < n_keys; k++) {
        group.here += job->here ? job->here[keys[k]] : 0;
        for (size_t t = 0; t < job->n_types; t++) {
            group.types[t] += job->counts[keys[k] * job->n_types + t];
            group.count += job->counts[keys[k] * job->n_types + t];
        }
    }
    if (group.known && group.kind == WW_ROW_PLAIN) {
        job->known += group.count;
        job->known_here += job->here ? group.here : 0;
    }
    job->groups[job->n_groups] = group;
    return &job->groups[job->n_groups++];
}

static const char *id_of(const struct job *job, const char *group, const char *label)
{
    const char *id = ww_table_row_id(job->table, group, label);
    return ww_arena_copy(job->ask->arena, ww_str_of(id));
}

/* --- counting ------------------------------------------------------------------------------------- */

/* The same groups, of those only who are known to live here: spec as for all, without the types. */
static enum ww_rc count_here(struct job *job, struct ww_cube_spec spec, struct ww_err *err)
{
    struct ww_lives lives;
    struct ww_cube cube;
    if (spec.n_where == WW_CUBE_MAX_WHERE || ww_lives_make(job->ask, LIVES, "ward", &lives, NULL) != WW_OK)
        return WW_OK;
    spec.where[spec.n_where++] = ww_lives_here(&lives);
    job->here = ww_arena_alloc(job->ask->arena, job->n_keys, sizeof *job->here);
    if (!job->here)
        return ww_fail_nomem(err);
    enum ww_rc rc = ww_cube_count(job->ask->view, &spec, ww_context_threads(job->ask->context), &cube, err);
    if (rc)
        return rc;
    memcpy(job->here, cube.counts, cube.size * sizeof *job->here);
    ww_cube_free(&cube);
    return WW_OK;
}

static enum ww_rc count(struct job *job, struct ww_err *err)
{
    struct ww_cube cube;
    struct ww_cube_dim types = {0};
    enum ww_rc rc = ww_suspected_spec(job->ask, &job->spec, err);
    if (!rc)
        rc = ww_ask_dim_category(job->ask, &types, err);
    if (rc)
        return rc;
    job->n_keys = 1;
    for (size_t d = 0; d < job->n_dims; d++) {
        job->spec.dims[job->spec.n_dims++] = job->dims[d];
        job->n_keys *= (size_t)job->dims[d].size;
    }
    if (job->n_keys > GROUPS_MAX)
        return ww_fail(err, WW_E_USAGE, "--by '%s' has more than %d different texts.", job->by, GROUPS_MAX);
    job->n_types = (size_t)types.size;
    rc = count_here(job, job->spec, err);
    if (rc)
        return rc;
    job->spec.dims[job->spec.n_dims++] = types;
    job->counts = ww_arena_alloc(job->ask->arena, job->n_keys * job->n_types, sizeof *job->counts);
    job->groups = ww_arena_alloc(job->ask->arena, 2 * job->n_keys + 2, sizeof *job->groups);
    if (!job->counts || !job->groups)
        return ww_fail_nomem(err);
    rc = ww_ask_count(job->ask, &job->spec, job->table, &cube, err);
    if (rc)
        return rc;
    memcpy(job->counts, cube.counts, cube.size * sizeof *job->counts);
    ww_ask_note_left_out(job->ask, &job->spec, &cube, job->table);
    ww_cube_free(&cube);
    return WW_OK;
}

/* --- by age and sex ------------------------------------------------------------------------------- */

static enum ww_rc add_band(struct job *job, const struct ww_residents *residents, size_t band,
                           struct ww_err *err)
{
    const size_t width = WW_SEXES + 1;
    const char *label = residents->labels[band];
    size_t both[WW_SEXES];
    for (size_t sex = 0; sex < WW_SEXES; sex++) {
        const char *words = ww_arena_printf(job->ask->arena, "%s, %s", sex_labels[sex], label);
        both[sex] = band * width + sex;
        if (!add_group(job,
                       (struct group){.id = id_of(job, label, sex_labels[sex]),
                                      .label = words,
                                      .kind = WW_ROW_PLAIN,
                                      .known = true,
                                      .residents = residents->count[band][sex]},
                       &both[sex], 1))
            return ww_fail_nomem(err);
    }
    int64_t people = residents->count[band][WW_SEX_FEMALE] + residents->count[band][WW_SEX_MALE];
    return add_group(job,
                     (struct group){.id = id_of(job, "age", label),
                                    .label = ww_arena_printf(job->ask->arena, "All aged %s", label),
                                    .kind = WW_ROW_SUBTOTAL,
                                    .known = true,
                                    .residents = people},
                     both, WW_SEXES)
               ? WW_OK
               : ww_fail_nomem(err);
}

static enum ww_rc add_sexes(struct job *job, const struct ww_residents *residents, struct ww_err *err)
{
    size_t keys[WW_AGE_BANDS_MAX];
    for (size_t sex = 0; sex < WW_SEXES; sex++) {
        int64_t people = 0;
        for (size_t b = 0; b < residents->n_bands; b++) {
            people += residents->count[b][sex];
            keys[b] = b * (WW_SEXES + 1) + sex;
        }
        if (!add_group(
                job,
                (struct group){.id = id_of(job, "sex", sex_labels[sex]),
                               .label = ww_arena_printf(job->ask->arena, "%s, all ages", sex_labels[sex]),
                               .kind = WW_ROW_SUBTOTAL,
                               .known = true,
                               .residents = people},
                keys, residents->n_bands))
            return ww_fail_nomem(err);
    }
    return WW_OK;
}

/* Age or sex not known: the last band and the last sex. */
static enum ww_rc add_not_known(struct job *job, struct ww_err *err)
{
    const size_t width = job->n_dims == 2 ? (size_t)job->dims[1].size : 1;
    const size_t bands = job->n_keys / width;
    size_t *keys = ww_arena_alloc(job->ask->arena, job->n_keys, sizeof *keys), n = 0;
    if (!keys)
        return ww_fail_nomem(err);
    for (size_t k = 0; k < job->n_keys; k++)
        if (k / width == bands - 1 || (job->n_dims == 2 && k % width == width - 1))
            keys[n++] = k;
    return add_group(
               job,
               (struct group){.id = "not-known", .label = "Not known", .kind = WW_ROW_PLAIN, .residents = -1},
               keys, n)
               ? WW_OK
               : ww_fail_nomem(err);
}

static enum ww_rc by_age_and_sex(struct job *job, struct ww_err *err)
{
    struct ww_residents *residents = NULL;
    enum ww_rc rc = ww_residents_read(job->ask, job->table, &residents, err);
    if (rc)
        return rc;
    job->residents = residents->total;
    job->residents_of = residents->source;
    job->dims[0] = ww_residents_dim_age(residents, AGE);
    job->dims[1] = ww_residents_dim_sex(SEX);
    job->n_dims = 2;
    rc = count(job, err);
    for (size_t b = 0; !rc && b < residents->n_bands; b++)
        rc = add_band(job, residents, b, err);
    if (!rc)
        rc = add_sexes(job, residents, err);
    return rc;
}

/* --- by ethnic group, by any column --------------------------------------------------------------- */

static enum ww_rc by_ethnicity(struct job *job, struct ww_err *err)
{
    struct ww_ethnic_residents residents = {0};
    bool known = ww_ethnic_residents_read(job->ask, job->table, &residents, NULL) == WW_OK;
    job->residents = known ? residents.total : -1;
    job->residents_of = residents.source;
    job->dims[0] = ww_ethnicity_dim(ETHNICITY);
    job->n_dims = 1;
    enum ww_rc rc = count(job, err);
    for (size_t g = 0; !rc && g < WW_ETHNIC_GROUPS; g++)
        if (!add_group(job,
                       (struct group){.id = id_of(job, NULL, ww_ethnicity_labels[g]),
                                      .label = ww_ethnicity_labels[g],
                                      .kind = WW_ROW_PLAIN,
                                      .known = true,
                                      .residents = known ? residents.count[g] : -1},
                       &g, 1))
            rc = ww_fail_nomem(err);
    return rc;
}

static enum ww_rc add_texts(struct job *job, const struct ww_text_list *texts, struct ww_err *err)
{
    uint64_t *totals = ww_arena_alloc(job->ask->arena, texts->count, sizeof *totals);
    uint32_t *order = ww_arena_alloc(job->ask->arena, texts->count, sizeof *order);
    if (!totals || !order)
        return ww_fail_nomem(err);
    for (size_t k = 0; k < texts->count; k++)
        for (size_t t = 0; t < job->n_types; t++)
            totals[k] += (uint64_t)job->counts[k * job->n_types + t];
    ww_order_counts(totals, texts->count, order);
    for (size_t place = 0; place < texts->count && totals[order[place]]; place++) {
        size_t key = order[place];
        const char *label = ww_arena_copy(job->ask->arena, texts->items[key]);
        if (!label || !add_group(job,
                                 (struct group){.id = id_of(job, "value", label),
                                                .label = label,
                                                .kind = WW_ROW_PLAIN,
                                                .known = true,
                                                .residents = -1},
                                 &key, 1))
            return ww_fail_nomem(err);
    }
    return WW_OK;
}

static enum ww_rc by_column(struct job *job, struct ww_err *err)
{
    struct ww_text_list texts = {0};
    enum ww_rc rc = ww_ask_dim_texts(job->ask, WW_ROLE_ATTRIBUTE, job->by, &job->dims[0], &texts, err);
    if (rc)
        return rc;
    if (!texts.count)
        return ww_fail(err, WW_E_USAGE,
                       "--by '%s' is neither 'age-and-sex' nor a column of texts in %s, such as "
                       "suspect_ethnicity.",
                       job->by, job->ask->record->source);
    job->residents = -1;
    job->dims[0].missing_key = job->dims[0].size;
    job->dims[0].size++;
    job->n_dims = 1;
    rc = count(job, err);
    return rc ? rc : add_texts(job, &texts, err);
}

/* --- rows ----------------------------------------------------------------------------------------- */

/* "Theft from Shops (31.2%), ...": the types with the most, most first. */
static const char *top_types(const struct job *job, const struct group *group)
{
    const struct ww_categories *tree = ww_context_categories(job->ask->context);
    const char *words = "";
    int64_t last = INT64_MAX;
    size_t last_type = 0;
    for (size_t rank = 0; rank < TOP_TYPES; rank++) {
        size_t best = job->n_types;
        for (size_t t = 0; t + 1 < job->n_types; t++) {
            bool later = group->types[t] < last || (group->types[t] == last && t > last_type);
            if (group->types[t] && (rank == 0 || later) &&
                (best == job->n_types || group->types[t] > group->types[best]))
                best = t;
        }
        if (best == job->n_types)
            break;
        char share[48];
        ww_print_people(100.0 * (double)group->types[best] / (double)group->count, 1, share);
        words = ww_table_text(job->table, "%s%s%s (%s%%)", words, rank ? ", " : "",
                              ww_categories_at(tree, best)->alone, share);
        last = group->types[best];
        last_type = best;
    }
    return words;
}

static void mark(const struct job *job, size_t row, const char *const *columns, size_t n, enum ww_mark mark)
{
    for (size_t i = 0; i < n; i++)
        ww_table_set_mark(job->table, row, columns[i], mark);
}

static void set_share(const struct job *job, size_t row, const struct group *group)
{
    static const char *const columns[] = {"share_pct", "share_low", "share_high"};
    struct ww_estimate share = {0};
    if (!group->known)
        mark(job, row, columns, 3, WW_MARK_NOT_APPLICABLE);
    else if (job->known < WW_LOW_BASE ||
             !ww_proportion((struct ww_share_of){(double)group->count, (double)job->known}, WW_LEVEL_95,
                            &share))
        mark(job, row, columns, 3, WW_MARK_LOW_BASE);
    else {
        ww_table_set_number(job->table, row, "share_pct", 100 * share.value);
        ww_compare_interval(job->table, row, (struct ww_ends){"share_low", "share_high"}, share.interval,
                            100);
    }
}

/* The columns of one rate and its ratio: of all suspects, of those living here. */
struct rate_columns {
    const char *rate[3], *ratio[3];
};
static const struct rate_columns of_all = {{"rate_per_1000", "rate_low", "rate_high"},
                                           {"ratio", "ratio_low", "ratio_high"}};
static const struct rate_columns of_here = {{"here_per_1000", "here_low", "here_high"},
                                            {"here_ratio", "here_ratio_low", "here_ratio_high"}};

struct part {
    int64_t count, all; /* of the group, of all groups; count -1 = not known */
};

static void set_rate(const struct job *job, size_t row, const struct group *group, struct part part,
                     const char *const *columns)
{
    struct ww_estimate rate = {0};
    bool known = group->residents > 0 && part.count >= 0 &&
                 ww_rate(part.count, (double)group->residents, PER_RESIDENTS, WW_LEVEL_95, &rate);
    if (!known || part.count < WW_LOW_BASE) {
        mark(job, row, columns, 3, known ? WW_MARK_LOW_BASE : WW_MARK_NOT_AVAILABLE);
        return;
    }
    ww_table_set_number(job->table, row, columns[0], rate.value);
    ww_compare_interval(job->table, row, (struct ww_ends){columns[1], columns[2]}, rate.interval, 1);
}

/* The rate of the group over that of everybody else who lives here. */
static void set_ratio(const struct job *job, size_t row, const struct group *group, struct part part,
                      const char *const *columns)
{
    struct ww_estimate ratio = {0};
    const struct ww_two_counts counts = {.count1 = part.count,
                                         .count2 = part.all - part.count,
                                         .exposure1 = (double)group->residents,
                                         .exposure2 = (double)(job->residents - group->residents)};
    if (group->kind == WW_ROW_TOTAL)
        mark(job, row, columns, 3, WW_MARK_NOT_APPLICABLE);
    else if (group->residents <= 0 || part.count < 0)
        mark(job, row, columns, 3, WW_MARK_NOT_AVAILABLE);
    else if (counts.count1 < WW_LOW_BASE || counts.count2 < WW_LOW_BASE ||
             !ww_rate_ratio(&counts, WW_LEVEL_95, &ratio))
        mark(job, row, columns, 3, WW_MARK_LOW_BASE);
    else {
        ww_table_set_number(job->table, row, columns[0], ratio.value);
        ww_compare_interval(job->table, row, (struct ww_ends){columns[1], columns[2]}, ratio.interval, 1);
    }
}

static void set_count(const struct job *job, size_t row, const char *column, bool known, int64_t count)
{
    if (known)
        ww_table_set_number(job->table, row, column, (double)count);
    else
        ww_table_set_mark(job->table, row, column, WW_MARK_NOT_AVAILABLE);
}

static void add_row(const struct job *job, const struct group *group)
{
    struct ww_table *table = job->table;
    size_t row = ww_table_add_row(table, group->id, group->kind, group->depth);
    ww_table_set_text(table, row, "label", ww_str_of(group->label));
    ww_table_set_number(table, row, "count", (double)group->count);
    set_share(job, row, group);
    set_count(job, row, "residents", group->residents > 0, group->residents);
    set_rate(job, row, group, (struct part){group->count, job->known}, of_all.rate);
    set_ratio(job, row, group, (struct part){group->count, job->known}, of_all.ratio);
    set_count(job, row, "here", group->here >= 0, group->here);
    set_rate(job, row, group, (struct part){group->here, job->known_here}, of_here.rate);
    set_ratio(job, row, group, (struct part){group->here, job->known_here}, of_here.ratio);
    if (group->count < WW_LOW_BASE)
        ww_table_set_mark(table, row, "top_types", WW_MARK_LOW_BASE);
    else
        ww_table_set_text(table, row, "top_types", ww_str_of(top_types(job, group)));
}

static enum ww_rc add_total(struct job *job, struct ww_err *err)
{
    size_t *keys = ww_arena_alloc(job->ask->arena, job->n_keys, sizeof *keys);
    if (!keys)
        return ww_fail_nomem(err);
    for (size_t k = 0; k < job->n_keys; k++)
        keys[k] = k;
    return add_group(
               job,
               (struct group){
                   .id = "total", .label = "All suspects", .kind = WW_ROW_TOTAL, .residents = job->residents},
               keys, job->n_keys)
               ? WW_OK
               : ww_fail_nomem(err);
}

/* --- words ---------------------------------------------------------------------------------------- */

static double cell(const struct ww_table *table, const char *row, const char *column, double missing)
{
    const struct ww_cell *c = ww_table_cell(table, row, column);
    return c && c->present ? c->number : missing;
}

/* The plain group whose ratio is surely above 1 by most; NULL = none. */
static const char *most_above(const struct ww_table *table, const struct rate_columns *columns)
{
    const char *best = NULL;
    for (size_t i = 0; i < table->n_rows; i++) {
        const char *id = table->rows[i].id;
        if (table->rows[i].kind == WW_ROW_PLAIN && cell(table, id, columns->ratio[1], 0) > 1 &&
            (!best || cell(table, id, columns->ratio[0], 0) > cell(table, best, columns->ratio[0], 0)))
            best = id;
    }
    return best;
}

static const char *largest(const struct job *job)
{
    const struct group *best = NULL;
    for (size_t i = 0; i < job->n_groups; i++)
        if (job->groups[i].known && job->groups[i].kind == WW_ROW_PLAIN &&
            (!best || job->groups[i].count > best->count))
            best = &job->groups[i];
    return best ? best->id : NULL;
}

static void add_findings(const struct job *job)
{
    struct ww_table *table = job->table;
    const char *many = job->ask->subject->many, *most = largest(job);
    const bool homes = job->here != NULL;
    const char *above = most_above(table, homes ? &of_here : &of_all);
    if (most && job->known >= WW_LOW_BASE)
        ww_table_finding(
            table, "largest", 0.4, most,
            ww_table_text(table,
                          "{%s.label}: {%s.count} of the %s with a suspect described, {%s.share_pct} "
                          "(95%% interval {%s.share_low} to {%s.share_high}); most frequent: "
                          "{%s.top_types}.",
                          most, most, many, most, most, most, most));
    if (above && homes)
        ww_table_finding(
            table, "above", 0.4, above,
            ww_table_text(table,
                          "Of the %s whose suspect is known to live here, {%s.label}: "
                          "{%s.here_per_1000} per 1,000 residents, {%s.here_ratio} times the rate of all "
                          "other residents (95%% interval {%s.here_ratio_low} to {%s.here_ratio_high}).",
                          many, above, above, above, above, above));
    else if (above)
        ww_table_finding(
            table, "above", 0.3, above,
            ww_table_text(table,
                          "{%s.label}: {%s.ratio} times as many %s with such a suspect per resident as "
                          "of all others (95%% interval {%s.ratio_low} to {%s.ratio_high}), but many "
                          "suspects do not live here.",
                          above, above, many, above, above));
}

static void note_homes(const struct job *job)
{
    const struct group *total = &job->groups[job->n_groups - 1];
    ww_table_note(
        job->table,
        "Rates are of offences with a suspect per 1,000 residents of the group. Many suspects do not live "
        "here, so such a rate says nothing of how many residents offend%s. Offences of one suspect come "
        "together, so the intervals are somewhat too narrow.",
        job->here ? "; those living here are counted beside it, as far as homes are known" : "");
    if (job->here)
        ww_table_note(job->table, "Known to live here are %s of %s; the homes of many are not known at all.",
                      ww_ask_number(job->ask, total->here), ww_ask_number(job->ask, total->count));
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    const struct ww_ask *ask = job->ask;
    bool rates = job->residents > 0;
    ww_table_title(
        table, "Suspects",
        ww_table_text(table, "Suspects of %s, %s", ask->subject->together, ww_ask_words(ask, ask->period)));
    ww_table_parameter(table, "by", job->by);
    ww_table_note(
        table,
        "Counted are offences with a suspect, not persons. A suspect has not been found guilty; of several "
        "suspects of one offence the first recorded is described. [low]: fewer than %d.",
        WW_LOW_BASE);
    if (rates)
        ww_table_note(table,
                      "Residents: %s. Shares are of the suspects whose group is known, the ratio is to the "
                      "rate of all other residents.",
                      job->residents_of);
    else
        ww_table_note(table,
                      "[x]: how many residents are in each group is not known here, so no rates are given.");
    bool here = rates && job->here;
    const char *value = here ? "here_per_1000" : rates ? "rate_per_1000" : "share_pct";
    table->chart = (struct ww_chart){
        .kind = WW_CHART_INTERVALS,
        .title = here    ? "Suspects known to live here, per 1,000 residents of the same group"
                 : rates ? "Suspects per 1,000 residents of the same group"
                         : "Share of suspects whose group is known",
        .subtitle = ww_table_text(table, "%s; with 95%% interval", table->subtitle),
        .label = "label",
        .values = {value},
        .n_values = 1,
        .low = here    ? "here_low"
               : rates ? "rate_low"
                       : "share_low",
        .high = here    ? "here_high"
                : rates ? "rate_high"
                        : "share_high",
        .plain_rows_only = true,
        .needs = value};
}

/* Shares of the few that are known may be nothing like those of all. */
static void say_unknown(const struct job *job)
{
    struct ww_table *table = job->table;
    const struct ww_cell *unknown = ww_table_cell(table, "not-known", "count"),
                         *all = ww_table_cell(table, "total", "count");
    if (!unknown || !all || !unknown->present || !all->present || 2 * unknown->number <= all->number)
        return;
    ww_table_finding(
        table, "not-known", 0.5, "not-known",
        "For {not-known.count} of the {total.count} offences with a suspect, more than half, this is not known: "
        "the shares are of the others, who may not be like them.");
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table, .by = ask->question->by ? ask->question->by : DEFAULT_BY};
    enum ww_rc rc;
    if (ww_str_eqz(ww_str_of(job.by), DEFAULT_BY))
        rc = by_age_and_sex(&job, err);
    else if (ww_str_eqz(ww_str_of(job.by), ETHNICITY))
        rc = by_ethnicity(&job, err);
    else
        rc = by_column(&job, err);
    if (!rc)
        rc = add_not_known(&job, err);
    if (!rc)
        rc = add_total(&job, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < job.n_groups; i++)
        add_row(&job, &job.groups[i]);
    add_findings(&job);
    say_unknown(&job);
    describe(&job);
    note_homes(&job);
    return ww_suspected_note_none(ask, table, err);
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    if (ww_view_has_column(ask->view, AGE) && ww_view_has_column(ask->view, SEX))
        return WW_OK;
    return ww_fail(
        err, WW_E_NOT_FOUND,
        "%s says nothing of suspects: it has no columns %s and %s. Import crime records that have.",
        ask->record->source, AGE, SEX);
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"by", "age-and-sex, or a column of texts: suspect_ethnicity, suspect_nationality", "age-and-sex"},
};

const struct ww_measure ww_measure_suspects = {
    .name = "suspects",
    .title = "Suspects",
    .question = "Who is suspected of the crime recorded, beside who lives here?",
    .subject = "recorded-crime",
    .formula =
        ("offences with a suspect of the group / residents of the group x 1,000; over the rate of all other "
         "residents, exact interval"),
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM) | WW_ROLE_BIT(WW_ROLE_CATEGORY),
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
