// SPDX-License-Identifier: Apache-2.0
/* What records name in one column.
 *
 * Problem. A safeguarding concern names two kinds of abuse, a client four needs. Counted by their joined texts each
 * mixture is a row of its own; counted by value, the rows add up to more than there are records.
 * Method. Records are counted by the whole text of the column once, by the cube, and each text's count is then added to
 * every value named in it. The base is the records that name any value at all.
 * Conventions. Values are joined by ";" and told apart without regard to capitals. Named twice in a record is named once.
 * A value that says nothing is known ("Blank", "Not recorded") is a value like any other: the supplier wrote it down.
 * A column of whole numbers is one of ages, counted in bands.
 * Edge cases. An empty cell, or one of separators alone, names nothing: such records are not in the base. */
#include "measure/named.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/num.h"
#include "measure/breakdown.h"
#include "measure/compare.h"
#include "measure/words.h"

#define BANDS_MAX 24

/* --- the column ------------------------------------------------------------------------------------ */

static enum ww_rc fail_column(const struct ww_ask *ask, struct ww_err *err)
{
    const struct ww_field *fields;
    size_t n = ww_extract_fields(ww_view_extract(ask->view, 0), &fields);
    struct ww_buf names = {.max = 500};
    for (size_t i = 0; i < n; i++)
        if (fields[i].kind == WW_KIND_CATEGORY || fields[i].kind == WW_KIND_INTEGER)
            ww_buf_printf(&names, "%s%s", names.len ? ", " : "", fields[i].name);
    const char *list = names.len ? names.data : "none";
    enum ww_rc rc = ask->question->by
                        ? ww_fail(err, WW_E_USAGE,
                                  "--by '%s' is no column of texts or ages in %s. There are: %s.",
                                  ask->question->by, ask->record->source, list)
                        : ww_fail(err, WW_E_USAGE, "Say which column of %s: --by COLUMN. There are: %s.",
                                  ask->record->source, list);
    ww_buf_free(&names);
    return rc;
}

/* The first extract that has the column says of what kind it is. */
static const struct ww_field *find_field(const struct ww_ask *ask)
{
    for (size_t e = 0; ask->question->by && e < ww_view_extracts(ask->view); e++) {
        const struct ww_extract *extract = ww_view_extract(ask->view, e);
        const struct ww_field *fields;
        ww_extract_fields(extract, &fields);
        int index = ww_extract_field_by_name(extract, ask->question->by);
        if (index >= 0)
            return &fields[index];
    }
    return NULL;
}

/* "type_of_abuse" in a sentence. */
static const char *words_of(const struct ww_ask *ask, const char *name)
{
    char *words = ww_arena_copy(ask->arena, ww_str_of(name));
    for (char *c = words; c && *c; c++)
        *c = *c == '_' || *c == '-' ? ' ' : *c;
    return words ? words : "";
}

/* --- bands of ages --------------------------------------------------------------------------------- */

static enum ww_rc fail_bands(const char *text, struct ww_err *err)
{
    return ww_fail(
        err, WW_E_USAGE,
        "The bands '%.60s' cannot be used: give at most %d first years of age, rising, such as 18,25,65.",
        text, BANDS_MAX - 1);
}

/* Ages below the first band named make a band of their own. */
static enum ww_rc read_edges(const struct ww_ask *ask, int32_t edges[BANDS_MAX], int32_t *n,
                             struct ww_err *err)
{
    const char *text = ww_ask_parameter(ask, "bands");
    struct ww_str rest = ww_str_of(text), item;
    edges[0] = 0;
    *n = 1;
    while (ww_str_cut(&rest, ',', &item)) {
        int64_t edge = 0;
        bool good = ww_parse_i64(ww_str_trim(item), &edge) && edge >= 0 && edge < 1000;
        if (good && *n == 1 && edge == 0)
            continue;
        if (!good || *n == BANDS_MAX || edge <= edges[*n - 1])
            return fail_bands(text, err);
        edges[(*n)++] = (int32_t)edge;
    }
    return WW_OK;
}

static const char *band_label(const struct ww_ask *ask, const int32_t *edges, int32_t n, int32_t band)
{
    const char *label = band + 1 == n ? ww_arena_printf(ask->arena, "%d and over", edges[band])
                        : band == 0
                            ? ww_arena_printf(ask->arena, "Under %d", edges[1])
                            : ww_arena_printf(ask->arena, "%d to %d", edges[band], edges[band + 1] - 1);
    return label ? label : "";
}

/* --- counting -------------------------------------------------------------------------------------- */

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct ww_named *out;
    int64_t *counts; /* then, now: `size` each */
    size_t size;
    struct ww_str *keys; /* of values: as first written */
    size_t *last_set;    /* of values: 1 + the set that last named it */
    size_t n_members;
    const char *vocabulary; /* of a column of categories; NULL = the texts stand for themselves */
};

static enum ww_rc count(struct job *job, struct ww_breakdown *by, struct ww_err *err)
{
    job->size = (size_t)by->dim.size;
    job->counts = ww_arena_alloc(job->ask->arena, job->size, 2 * sizeof *job->counts);
    if (!job->counts)
        return ww_fail_nomem(err);
    enum ww_rc rc = WW_OK;
    if (job->out->compares)
        rc = ww_breakdown_count(job->ask, by, job->ask->compare, job->table, job->counts, err);
    return rc ? rc
              : ww_breakdown_count(job->ask, by, job->ask->period, job->table, job->counts + job->size, err);
}

static enum ww_rc reserve(struct job *job, size_t sets, size_t values, struct ww_err *err)
{
    struct ww_arena *arena = job->ask->arena;
    struct ww_named *out = job->out;
    out->sets = ww_arena_alloc(arena, sets, sizeof *out->sets);
    out->values = ww_arena_alloc(arena, values, sizeof *out->values);
    out->order = ww_arena_alloc(arena, values, sizeof *out->order);
    out->members = ww_arena_alloc(arena, values, sizeof *out->members);
    job->keys = ww_arena_alloc(arena, values, sizeof *job->keys);
    job->last_set = ww_arena_alloc(arena, values, sizeof *job->last_set);
    return out->sets && out->values && out->order && out->members && job->keys && job->last_set
               ? WW_OK
               : ww_fail_nomem(err);
}

static void add_member(struct job *job, struct ww_named_set *set, size_t value)
{
    struct ww_named *out = job->out;
    if (job->last_set[value] == out->n_sets + 1)
        return;
    job->last_set[value] = out->n_sets + 1;
    out->values[value].then += set->then;
    out->values[value].now += set->now;
    out->members[job->n_members++] = value;
    set->n++;
}

static void close_set(struct job *job, const struct ww_named_set *set)
{
    struct ww_named *out = job->out;
    if (!set->n) {
        out->none_then += set->then;
        out->none_now += set->now;
        return;
    }
    out->base_then += set->then;
    out->base_now += set->now;
    out->several |= set->n > 1 && (set->then || set->now);
    out->sets[out->n_sets++] = *set;
}

static struct ww_named_set open_set(const struct job *job, size_t key)
{
    return (struct ww_named_set){
        .first = job->n_members, .then = job->counts[key], .now = job->counts[job->size + key]};
}

/* Records without a value have the last key. */
static void add_rest(struct job *job)
{
    struct ww_named_set rest = open_set(job, job->size - 1);
    close_set(job, &rest);
}

/* --- texts ----------------------------------------------------------------------------------------- */

/* A partner's code word, "knife-crime", reads "Knife crime"; words written for people stay as they are. */
static const char *label_of(const struct ww_ask *ask, struct ww_str name)
{
    char *label = ww_arena_copy(ask->arena, name);
    bool code = label && name.len && name.ptr[0] >= 'a' && name.ptr[0] <= 'z' &&
                ww_str_find(name, ' ') == name.len;
    for (char *c = label; code && *c; c++)
        *c = *c == '-' || *c == '_' ? ' ' : *c;
    if (label && label[0] >= 'a' && label[0] <= 'z')
        label[0] = (char)(label[0] - 'a' + 'A');
    return label ? label : "";
}

/* The type of the category tree that the supplier's words mean; NULL = the column is not one of types, or not of these. */
static const struct ww_category *in_tree(const struct job *job, struct ww_str text)
{
    const struct ww_categories *tree = ww_context_categories(job->ask->context);
    int node = job->vocabulary ? ww_categories_map(tree, job->vocabulary, text) : -1;
    return node < 0 ? NULL : ww_categories_at(tree, (size_t)node);
}

/* What forms write where nothing was entered says nothing to a reader. */
static const char BLANK[] = "Blank", NOT_RECORDED[] = "Not recorded";

static size_t find_value(struct job *job, struct ww_str text)
{
    struct ww_named *out = job->out;
    const struct ww_category *type = in_tree(job, text); /* two words for one type are one value */
    struct ww_str name = type ? ww_str_of(type->label) : text;
    size_t i = 0;
    while (i < out->n_values && !ww_str_eq_nocase(job->keys[i], name))
        i++;
    if (i == out->n_values) {
        job->keys[i] = name;
        out->values[i].key = label_of(job->ask, name);
        out->values[i].label = type                                       ? type->alone
                               : ww_str_eq_nocase(name, ww_str_of(BLANK)) ? NOT_RECORDED
                                                                          : out->values[i].key;
        out->n_values++;
    }
    return i;
}

static size_t count_names(const struct ww_text_list *texts)
{
    size_t n = texts->count;
    for (size_t i = 0; i < texts->count; i++)
        for (size_t c = 0; c < texts->items[i].len; c++)
            n += texts->items[i].ptr[c] == ';';
    return n;
}

static enum ww_rc read_texts(struct job *job, struct ww_err *err)
{
    struct ww_breakdown by = {.kind = WW_BREAKDOWN_TEXTS};
    enum ww_rc rc = ww_ask_dim_texts(job->ask, WW_ROLE_ATTRIBUTE, job->ask->question->by, &by.dim, &by.texts,
                                     err);
    if (rc)
        return rc;
    by.dim.missing_key = by.dim.size++;
    rc = count(job, &by, err);
    if (!rc)
        rc = reserve(job, by.texts.count, count_names(&by.texts), err);
    if (rc)
        return rc;
    for (size_t i = 0; i < by.texts.count; i++) {
        struct ww_named_set set = open_set(job, i);
        struct ww_str rest = by.texts.items[i], name;
        while ((set.then || set.now) && ww_str_cut(&rest, ';', &name))
            if (ww_str_trim(name).len)
                add_member(job, &set, find_value(job, ww_str_trim(name)));
        close_set(job, &set);
    }
    add_rest(job);
    return WW_OK;
}

static enum ww_rc read_bands(struct job *job, struct ww_err *err)
{
    int32_t edges[BANDS_MAX], n = 0;
    enum ww_rc rc = read_edges(job->ask, edges, &n, err);
    if (rc)
        return rc;
    struct ww_breakdown by = {.kind = WW_BREAKDOWN_TEXTS,
                              .dim = {.by = WW_BY_NUMBER,
                                      .role = WW_ROLE_ATTRIBUTE,
                                      .field = job->ask->question->by,
                                      .size = n + 1,
                                      .missing_key = n,
                                      .edges = edges,
                                      .n_edges = n}};
    rc = count(job, &by, err);
    if (!rc)
        rc = reserve(job, (size_t)n, (size_t)n, err);
    if (rc)
        return rc;
    for (int32_t i = 0; i < n; i++) {
        struct ww_named_set set = open_set(job, (size_t)i);
        job->out->values[i].key = job->out->values[i].label = band_label(job->ask, edges, n, i);
        add_member(job, &set, (size_t)i);
        close_set(job, &set);
    }
    job->out->n_values = (size_t)n;
    add_rest(job);
    return WW_OK;
}

/* --- order ----------------------------------------------------------------------------------------- */

struct place {
    size_t index;
    const struct ww_named_value *value;
};

static int most_first(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->value->now != y->value->now)
        return x->value->now < y->value->now ? 1 : -1;
    if (x->value->then != y->value->then)
        return x->value->then < y->value->then ? 1 : -1;
    return ww_str_cmp(ww_str_of(x->value->label), ww_str_of(y->value->label));
}

static enum ww_rc put_in_order(const struct ww_ask *ask, struct ww_named *named, struct ww_err *err)
{
    struct place *places = ww_arena_alloc(ask->arena, named->n_values, sizeof *places);
    if (!places)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < named->n_values; i++)
        places[i] = (struct place){i, &named->values[i]};
    if (!named->bands)
        qsort(places, named->n_values, sizeof *places, most_first);
    for (size_t i = 0; i < named->n_values; i++)
        named->order[i] = places[i].index;
    return WW_OK;
}

enum ww_rc ww_named_read(const struct ww_ask *ask, struct ww_table *table, struct ww_named *out,
                         struct ww_err *err)
{
    const struct ww_field *field = find_field(ask);
    if (!field || (field->kind != WW_KIND_CATEGORY && field->kind != WW_KIND_INTEGER))
        return fail_column(ask, err);
    *out = (struct ww_named){.words = field->role == WW_ROLE_CATEGORY ? "type"
                                      : field->role == WW_ROLE_FLAGS  ? "flag"
                                                                      : words_of(ask, field->name),
                             .bands = field->kind == WW_KIND_INTEGER,
                             .compares = ww_ask_covers(ask, ask->compare)};
    struct job job = {
        .ask = ask,
        .table = table,
        .out = out,
        .vocabulary = field->role == WW_ROLE_CATEGORY && field->vocabulary[0] ? field->vocabulary : NULL};
    enum ww_rc rc = out->bands ? read_bands(&job, err) : read_texts(&job, err);
    return rc ? rc : put_in_order(ask, out, err);
}

/* --- words ----------------------------------------------------------------------------------------- */

const char *ww_named_where(const struct ww_ask *ask)
{
    const char *words = ww_words_where(ask);
    const char *after = words[0] ? ww_arena_printf(ask->arena, ",%s", words) : "";
    return after ? after : "";
}

const char *ww_named_row_id(struct ww_table *table, const struct ww_named_value *value)
{
    return ww_table_row_id(table, "value", value->key);
}

void ww_named_note(const struct ww_ask *ask, const struct ww_named *named, struct ww_table *table)
{
    if (named->none_now || named->none_then)
        ww_table_note(
            table,
            "Percentages are of the %s that say anything in this column. %s of %s say nothing%s%s, and are not "
            "in the base.",
            ask->subject->many, ww_ask_number(ask, named->none_now),
            ww_ask_number(ask, named->none_now + named->base_now),
            named->compares ? ", and in the period before " : "",
            named->compares ? ww_ask_number(ask, named->none_then) : "");
    if (named->several)
        ww_table_note(table, "One record may name several, so the rows must not be added up.");
    ww_table_note(table, "[low]: no percentage is given of a base under %d.", WW_LOW_BASE);
}
