// SPDX-License-Identifier: Apache-2.0
/* One person across sources, through links handed over as evidence.
 *
 * Problem. Each agency has its own pseudonyms; who is on two cohorts can only be counted where somebody has said which of
 * them are one person, and how sure that is.
 * Method. Links are rows of source, pseudonym, linked person and threshold. They are sorted once and looked up by halving.
 * Conventions. Only links of the latest day of linking count, so that two deliveries that are both live are not mixed.
 * Edge cases. A pseudonym without a row is a person of its own; one with two persons at one threshold is refused. */
#include "measure/linked.h"

#include <stdlib.h>

enum link_column { SOURCE, PERSON, LINKED, THRESHOLD, MADE_ON, MODEL, LINK_COLUMNS };

static const struct ww_rows_column columns[LINK_COLUMNS] = {
    [SOURCE] = {.field = "source"},        [PERSON] = {.field = "person"},
    [LINKED] = {.field = "linked_person"}, [THRESHOLD] = {.field = "threshold"},
    [MADE_ON] = {.field = "made_on"},      [MODEL] = {.field = "model", .optional = true},
};

const char *const ww_link_threshold_names[WW_LINK_THRESHOLDS] = {
    [WW_LINK_CAUTIOUS] = "cautious", [WW_LINK_BALANCED] = "balanced", [WW_LINK_WIDE] = "wide"};

static unsigned digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    return (unsigned)((c | 32) - 'a') + 10u;
}

uint64_t ww_linked_pseudonym(struct ww_str digits)
{
    uint64_t value = 0;
    for (size_t i = 0; i < digits.len; i++)
        value = value << 4 | (digit_of(digits.ptr[i]) & 15u);
    return value;
}

static bool threshold_of(struct ww_str text, enum ww_link_threshold *out)
{
    for (int t = 0; t < WW_LINK_THRESHOLDS; t++)
        if (ww_str_eqz(text, ww_link_threshold_names[t])) {
            *out = (enum ww_link_threshold)t;
            return true;
        }
    return false;
}

enum ww_rc ww_linked_threshold(const struct ww_ask *ask, enum ww_link_threshold *out, struct ww_err *err)
{
    const char *text = ww_ask_parameter(ask, "threshold");
    if (threshold_of(ww_str_of(text), out))
        return WW_OK;
    return ww_fail(err, WW_E_USAGE, "The threshold is 'cautious', 'balanced' or 'wide', not '%.40s'.", text);
}

/* --- reading -------------------------------------------------------------------------------------- */

static int compare_rows(const void *a, const void *b)
{
    const struct ww_linked_row *x = a, *y = b;
    if (x->threshold != y->threshold)
        return x->threshold < y->threshold ? -1 : 1;
    int order = ww_str_cmp(x->source, y->source);
    return order ? order : (x->person > y->person) - (x->person < y->person);
}

static bool is_whole(const struct ww_rows *rows, size_t r)
{
    bool whole = true;
    for (size_t c = 0; c < MODEL; c++)
        whole = whole && ww_rows_at(rows, r, c)->given;
    return whole;
}

static void find_latest(const struct ww_rows *rows, struct ww_linked *out)
{
    out->made_on = INT32_MIN;
    for (size_t r = 0; r < rows->count; r++)
        if (is_whole(rows, r) && ww_rows_at(rows, r, MADE_ON)->number > out->made_on) {
            const struct ww_row_cell *model = ww_rows_at(rows, r, MODEL);
            out->made_on = (int32_t)ww_rows_at(rows, r, MADE_ON)->number;
            out->model = model->given ? model->text : WW_STR("not named");
        }
}

static enum ww_rc check_rows(const struct ww_ask *ask, struct ww_linked *out, struct ww_err *err)
{
    size_t n = 0;
    for (size_t i = 0; i < out->n; i++) {
        const struct ww_linked_row *row = &out->rows[i];
        bool again = n && compare_rows(row, &out->rows[n - 1]) == 0;
        if (again && row->linked != out->rows[n - 1].linked)
            return ww_fail(
                err, WW_E_INPUT,
                "%s links pseudonym %016llx of %.*s to two persons at the threshold '%s'. Link again "
                "with 'watchward link run', and import what it writes.",
                ask->record->source, (unsigned long long)row->person, (int)row->source.len, row->source.ptr,
                ww_link_threshold_names[row->threshold]);
        if (!again)
            out->rows[n++] = *row;
    }
    out->n = n;
    return WW_OK;
}

enum ww_rc ww_linked_read(const struct ww_ask *ask, struct ww_linked *out, struct ww_err *err)
{
    struct ww_rows rows;
    *out = (struct ww_linked){0};
    enum ww_rc rc = ww_rows_read(ask, columns, LINK_COLUMNS, NULL, &rows, err);
    if (rc)
        return rc;
    out->used = rows.used;
    out->rows = ww_arena_alloc(ask->arena, rows.count + 1, sizeof *out->rows);
    if (!out->rows)
        return ww_fail_nomem(err);
    find_latest(&rows, out);
    for (size_t r = 0; r < rows.count; r++) {
        struct ww_linked_row row = {0};
        if (!is_whole(&rows, r) || !threshold_of(ww_rows_at(&rows, r, THRESHOLD)->text, &row.threshold))
            continue;
        if (ww_rows_at(&rows, r, MADE_ON)->number < out->made_on) {
            out->older++;
            continue;
        }
        row.source = ww_rows_at(&rows, r, SOURCE)->text;
        row.person = ww_linked_pseudonym(ww_rows_at(&rows, r, PERSON)->text);
        row.linked = ww_linked_pseudonym(ww_rows_at(&rows, r, LINKED)->text);
        out->rows[out->n++] = row;
    }
    if (out->n)
        qsort(out->rows, out->n, sizeof *out->rows, compare_rows);
    return check_rows(ask, out, err);
}

/* --- looking up ----------------------------------------------------------------------------------- */

bool ww_linked_knows(const struct ww_linked *linked, const char *source)
{
    bool knows = false;
    for (size_t i = 0; i < linked->n && !knows; i++)
        knows = ww_str_eqz(linked->rows[i].source, source);
    return knows;
}

struct ww_linked_key ww_linked_key_of(const struct ww_linked *linked, enum ww_link_threshold threshold,
                                      const char *source, uint32_t number, uint64_t person)
{
    const struct ww_linked_row key = {threshold, ww_str_of(source), person, 0};
    const struct ww_linked_row *found = linked->n
                                            ? bsearch(&key, linked->rows, linked->n, sizeof key, compare_rows)
                                            : NULL;
    return found ? (struct ww_linked_key){0, found->linked} : (struct ww_linked_key){number + 1, person};
}

int ww_linked_compare(struct ww_linked_key a, struct ww_linked_key b)
{
    if (a.own != b.own)
        return a.own < b.own ? -1 : 1;
    return (a.id > b.id) - (a.id < b.id);
}

/* --- words ---------------------------------------------------------------------------------------- */

void ww_linked_note(const struct ww_ask *ask, const struct ww_linked *linked,
                    enum ww_link_threshold threshold, struct ww_table *table)
{
    char day[32];
    if (linked->made_on > INT32_MIN) {
        ww_day_print_words(linked->made_on, day);
        ww_table_note(
            table,
            "People of different sources were linked on %s with the model '%.*s'; links of the %s "
            "threshold are used. Links are probable, not certain: false ones make figures of people "
            "known to several agencies too high, missed ones too low.",
            day, (int)linked->model.len, linked->model.ptr, ww_link_threshold_names[threshold]);
    }
    if (linked->older)
        ww_table_note(table, "%s links of earlier days are not used.",
                      ww_ask_number(ask, (int64_t)linked->older));
    ww_ask_note_used(ask, linked->used, table);
}
