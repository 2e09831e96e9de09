// SPDX-License-Identifier: Apache-2.0
/* duplicates: how many profiles of one source are probably of one person?
 *
 * Problem. A person who stands in a case system under two profiles has two half histories, and is counted twice.
 * Method. Of the pseudonyms of each source that took part in the linkage, those that share a linked person with another
 * pseudonym of the same source; the profiles that are too many are pseudonyms less persons. The share is too many ÷
 * pseudonyms, with Wilson's interval.
 * Conventions. All profiles of the source, of whatever time: a duplicate is found by its older half. The number at the other two
 * thresholds stands beside.
 * Small numbers. Fewer than five are not shown, nor what they could be worked out from.
 * Edge cases. Sources of families or of records without pseudonyms are not asked. A source that linkage was not given is not
 * in the table, which is not to say that it has no duplicates. */
#include <stdlib.h>

#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/linked.h"

#define PERSON_COLUMNS 2
static const char *const person_columns[PERSON_COLUMNS] = {"person", "victim_person"};

struct source {
    const struct ww_ask *ask;
    const char *column;
    uint64_t *people; /* distinct pseudonyms */
    size_t n;
    uint64_t *used;
    size_t persons[WW_LINK_THRESHOLDS];
};

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct ww_linked links;
    enum ww_link_threshold threshold;
};

static const char *column_of(const struct ww_ask *other)
{
    for (size_t i = 0; i < PERSON_COLUMNS && ww_view_extracts(other->view); i++)
        if (ww_extract_field_by_name(ww_view_extract(other->view, 0), person_columns[i]) >= 0)
            return person_columns[i];
    return NULL;
}

static bool has_people(const struct ww_ask *other)
{
    return column_of(other) != NULL;
}

/* --- counting ------------------------------------------------------------------------------------- */

static int compare_numbers(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static int compare_keys(const void *a, const void *b)
{
    const struct ww_linked_key *x = a, *y = b;
    return ww_linked_compare(*x, *y);
}

static enum ww_rc read_people(struct job *job, struct source *source, struct ww_err *err)
{
    struct ww_rows rows;
    const struct ww_rows_column column = {.field = source->column};
    enum ww_rc rc = ww_rows_read(source->ask, &column, 1, NULL, &rows, err);
    if (rc)
        return rc;
    source->used = rows.used;
    source->people = ww_arena_alloc(job->ask->arena, rows.count + 1, sizeof *source->people);
    if (!source->people)
        return ww_fail_nomem(err);
    size_t n = 0;
    for (size_t r = 0; r < rows.count; r++)
        if (ww_rows_at(&rows, r, 0)->given)
            source->people[n++] = ww_linked_pseudonym(ww_rows_at(&rows, r, 0)->text);
    if (n)
        qsort(source->people, n, sizeof *source->people, compare_numbers);
    for (size_t i = 0; i < n; i++)
        if (!i || source->people[i] != source->people[i - 1])
            source->people[source->n++] = source->people[i];
    return WW_OK;
}

static enum ww_rc count_persons(struct job *job, struct source *source, struct ww_err *err)
{
    struct ww_linked_key *keys = ww_arena_alloc(job->ask->arena, source->n + 1, sizeof *keys);
    if (!keys)
        return ww_fail_nomem(err);
    for (int t = 0; t < WW_LINK_THRESHOLDS; t++) {
        for (size_t i = 0; i < source->n; i++)
            keys[i] = ww_linked_key_of(&job->links, (enum ww_link_threshold)t, source->ask->record->source, 0,
                                       source->people[i]);
        if (source->n)
            qsort(keys, source->n, sizeof *keys, compare_keys);
        for (size_t i = 0; i < source->n; i++)
            source->persons[t] += !i || compare_keys(&keys[i], &keys[i - 1]) != 0;
    }
    return WW_OK;
}

/* --- table ---------------------------------------------------------------------------------------- */

static struct ww_table *make_table(const struct ww_ask *ask)
{
    const struct ww_column share = ww_column_percent("share_pct", "Profiles too many, share");
    const struct ww_column columns[] = {
        ww_column_label("Source"),
        ww_column_count("profiles", "Profiles"),
        ww_column_count("persons", "People, probably"),
        ww_column_count("too_many", "Profiles too many"),
        share,
        ww_column_end(share, WW_COLUMN_LOW, "share_low_pct", "Share, lower end of 95% interval"),
        ww_column_end(share, WW_COLUMN_HIGH, "share_high_pct", "Share, upper end of 95% interval"),
        ww_column_count("too_many_cautious", "Too many, cautious links"),
        ww_column_count("too_many_balanced", "Too many, balanced links"),
        ww_column_count("too_many_wide", "Too many, wide links"),
    };
    (void)ask;
    return ww_table_new("duplicates", columns, sizeof columns / sizeof columns[0]);
}

static void set_number(const struct job *job, size_t row, const char *column, size_t number)
{
    if (number > 0 && number < (size_t)job->ask->subject->smallest)
        ww_table_set_mark(job->table, row, column, WW_MARK_CONFIDENTIAL);
    else
        ww_table_set_number(job->table, row, column, (double)number);
}

static void set_share(const struct job *job, size_t row, size_t too_many, size_t profiles)
{
    static const char *const cells[] = {"share_pct", "share_low_pct", "share_high_pct"};
    struct ww_estimate share;
    bool small = too_many > 0 && too_many < (size_t)job->ask->subject->smallest;
    if (!small && profiles >= WW_LOW_BASE &&
        ww_proportion((struct ww_share_of){(double)too_many, (double)profiles}, WW_LEVEL_95, &share)) {
        ww_table_set_number(job->table, row, cells[0], 100 * share.value);
        ww_compare_interval(job->table, row, (struct ww_ends){cells[1], cells[2]}, share.interval, 100);
        return;
    }
    for (size_t i = 0; i < 3; i++)
        ww_table_set_mark(job->table, row, cells[i], small ? WW_MARK_CONFIDENTIAL : WW_MARK_LOW_BASE);
}

static void add_row(const struct job *job, const struct source *source)
{
    static const char *const names[WW_LINK_THRESHOLDS] = {"too_many_cautious", "too_many_balanced",
                                                          "too_many_wide"};
    struct ww_table *table = job->table;
    const struct ww_subject *subject = source->ask->subject;
    const char *id = source->ask->record->source;
    size_t row = ww_table_add_row(table, id, WW_ROW_PLAIN, 0), persons = source->persons[job->threshold];
    char *label = ww_arena_copy(table->arena, ww_str_of(subject->name[0] ? subject->together : id));
    if (label && label[0] >= 'a' && label[0] <= 'z')
        label[0] = (char)(label[0] - 'a' + 'A');
    ww_table_set_text(table, row, "label", ww_str_of(label ? label : ""));
    ww_table_set_number(table, row, "profiles", (double)source->n);
    if (source->n - persons > 0 && source->n - persons < (size_t)job->ask->subject->smallest)
        ww_table_set_mark(table, row, "persons", WW_MARK_CONFIDENTIAL);
    else
        ww_table_set_number(table, row, "persons", (double)persons);
    set_number(job, row, "too_many", source->n - persons);
    set_share(job, row, source->n - persons, source->n);
    for (int t = 0; t < WW_LINK_THRESHOLDS; t++)
        set_number(job, row, names[t], source->n - source->persons[t]);
}

static void say(const struct job *job)
{
    const struct ww_table *table = job->table;
    const struct ww_cell *most = NULL;
    const char *id = NULL;
    for (size_t r = 0; r < table->n_rows; r++) {
        const struct ww_cell *cell = ww_table_cell(table, table->rows[r].id, "share_pct");
        if (cell && cell->present && cell->number > 0 && (!most || cell->number > most->number)) {
            most = cell;
            id = table->rows[r].id;
        }
    }
    if (id)
        ww_table_finding(job->table, "most", 0.3, id,
                         ww_table_text(job->table,
                                       "Of {%s.profiles} profiles of {%s.label|label}, {%s.too_many} "
                                       "({%s.share_pct}) are probably second profiles of one person: the "
                                       "largest share of any source linked.",
                                       id, id, id, id));
}

static enum ww_rc fail_no_source(const struct ww_ask *ask, struct ww_err *err)
{
    return ww_fail(err, WW_E_NOT_FOUND,
                   "None of the sources that %s speaks of has been imported, so '%s' cannot be answered.",
                   ask->record->source, ask->measure->name);
}

static enum ww_rc add_all(struct job *job, struct ww_err *err)
{
    struct ww_ask *asks = NULL;
    size_t n = 0;
    enum ww_rc rc = ww_ask_each(job->ask, has_people, &asks, &n, err);
    for (size_t i = 0; i < n && !rc; i++) {
        struct source source = {.ask = &asks[i], .column = column_of(&asks[i])};
        if (!ww_linked_knows(&job->links, asks[i].record->source))
            continue;
        rc = read_people(job, &source, err);
        if (!rc)
            rc = count_persons(job, &source, err);
        if (!rc) {
            add_row(job, &source);
            ww_ask_note_used(source.ask, source.used, job->table);
        }
    }
    return !rc && !job->table->n_rows ? fail_no_source(job->ask, err) : rc;
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    struct ww_linked links;
    struct ww_ask *asks = NULL;
    size_t n = 0;
    enum ww_rc rc = ww_linked_read(ask, &links, err);
    if (!rc)
        rc = ww_ask_each(ask, has_people, &asks, &n, err);
    for (size_t i = 0; i < n && !rc; i++)
        if (ww_linked_knows(&links, asks[i].record->source))
            return WW_OK;
    return rc ? rc : fail_no_source(ask, err);
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table};
    enum ww_rc rc = ww_linked_threshold(ask, &job.threshold, err);
    if (!rc)
        rc = ww_linked_read(ask, &job.links, err);
    if (!rc)
        rc = add_all(&job, err);
    if (rc)
        return rc;
    say(&job);
    ww_table_title(table, "Likely duplicate profiles",
                   ww_table_text(table,
                                 "Profiles of one source linked to one person, %s threshold, all times",
                                 ww_link_threshold_names[job.threshold]));
    ww_table_note(table,
                  "A likely duplicate is for the source's owner to look at; nothing here merges profiles.");
    ww_linked_note(ask, &job.links, job.threshold, table);
    table->chart = (struct ww_chart){.kind = WW_CHART_INTERVALS,
                                     .title = table->title,
                                     .subtitle = table->subtitle,
                                     .label = "label",
                                     .values = {"share_pct"},
                                     .n_values = 1,
                                     .low = "share_low_pct",
                                     .high = "share_high_pct",
                                     .needs = "share_pct"};
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period of the document; profiles of all times are looked at", "none: it must be given"},
    WW_LINKED_PARAMETER,
};

const struct ww_measure ww_measure_duplicates = {
    .name = "duplicates",
    .title = "Likely duplicate profiles",
    .question = "How many profiles of one source are probably of one person?",
    .subject = WW_LINKS_SUBJECT,
    .formula = "(pseudonyms - persons they are linked to) / pseudonyms",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_REFERENCE),
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
