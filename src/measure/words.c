// SPDX-License-Identifier: Apache-2.0
#include "measure/words.h"

#include "base/buf.h"
#include "measure/event_sources.h"
#include "table/finding.h"

struct length {
    int32_t months;
    const char *words;
};

static const struct length lengths[] = {
    {1, "the month before"},
    {3, "the quarter before"},
    {12, "the year before"},
};

const char *ww_words_before(const struct ww_ask *ask, struct ww_period compare)
{
    struct ww_period just_before = ww_period_before(ask->period);
    int32_t first, months;
    if (compare.first_day != just_before.first_day || compare.end_day != just_before.end_day)
        return ww_ask_words(ask, compare);
    if (ww_period_whole_months(ask->period, &first, &months))
        for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
            if (lengths[i].months == months)
                return lengths[i].words;
    return "the period before";
}

/* "flags" of a column may be written "domestic-abuse". */
static const char *spaced(const struct ww_ask *ask, const char *text, bool small)
{
    char *words = ww_arena_copy(ask->arena, ww_str_of(text));
    for (char *c = words; c && *c; c++)
        *c = *c == '_' || *c == '-' ? ' ' : *c;
    bool capital = words && words[0] >= 'A' && words[0] <= 'Z';
    if (small && capital && !(words[1] >= 'A' && words[1] <= 'Z'))
        words[0] = (char)(words[0] - 'A' + 'a');
    return words ? words : "";
}

/* "classified as crime", "victim sex": whether it can stand behind a noun. */
static bool is_participle(const char *words)
{
    struct ww_str rest = ww_str_of(words), first = {0};
    return ww_str_cut(&rest, ' ', &first) && first.len > 2 && memcmp(first.ptr + first.len - 2, "ed", 2) == 0;
}

static const char *condition_words(const struct ww_ask *ask, const struct ww_condition *where)
{
    const struct ww_categories *tree = ww_context_categories(ask->context);
    const struct ww_field *flags = ww_view_field(ask->view, WW_ROLE_FLAGS);
    const struct ww_str field = ww_str_of(where->field);
    const char *column = spaced(ask, where->field, false);
    if (flags && (ww_str_eqz(field, flags->name) || ww_str_eqz(field, "flags")))
        return ww_arena_printf(ask->arena, " flagged %s", spaced(ask, where->value, true));
    if (ww_str_eqz(field, "category")) {
        int node = ww_categories_find(tree, where->value);
        const char *type = node < 0 ? where->value : ww_categories_at(tree, (size_t)node)->alone;
        return ww_arena_printf(ask->arena, " (%s)", node < 0 ? type : spaced(ask, type, true));
    }
    if (!ww_str_eq_nocase(ww_str_of(where->value), WW_STR("yes")))
        return ww_arena_printf(ask->arena, " (%s: %s)", column, where->value);
    return ww_arena_printf(ask->arena, is_participle(column) ? " %s" : " (%s)", column);
}

const char *ww_words_where(const struct ww_ask *ask)
{
    const char *words = "";
    for (size_t i = 0; i < ask->question->n_where && words; i++) {
        const char *more = condition_words(ask, &ask->question->where[i]);
        words = ww_arena_printf(ask->arena, "%s%s", words, more ? more : "");
    }
    return words ? words : "";
}

static const char *counted(const struct ww_ask *ask, const char *noun)
{
    for (size_t i = 0; i < ask->question->n_set; i++)
        if (ww_str_eqz(WW_STR("counted"), ask->question->set[i].field))
            return ask->question->set[i].value;
    const char *words = ww_arena_printf(ask->arena, "%s%s", noun, ww_words_where(ask));
    return words ? words : "";
}

const char *ww_words_counted(const struct ww_ask *ask)
{
    return counted(ask, ask->subject->many);
}

const char *ww_words_counted_people(const struct ww_ask *ask)
{
    return counted(ask, ask->subject->together);
}

const char *ww_words_here(const struct ww_ask *ask)
{
    const struct ww_area *area = NULL;
    if (ww_str_eqz(ww_str_of(ask->area), ww_context_area(ask->context)))
        return "";
    if (ask->area_level[0])
        area = ww_areas_find(ww_context_areas(ask->context), ww_str_of(ask->area_level),
                             ww_str_of(ask->area));
    const char *words = ww_arena_printf(ask->arena, " in %s", area ? ww_area_label(area).ptr : ask->area);
    return words ? words : "";
}

const char *ww_words_of_all(const struct ww_ask *ask)
{
    const char *here = ww_words_here(ask);
    const char *words = ww_arena_printf(ask->arena, "%s %s%s", here[0] ? "of the" : "of all",
                                        ww_words_counted(ask), here);
    return words ? words : "";
}

/* Where the value stands in the words: at "%s" or "%S"; at their end, where there is neither. */
static const char *label_in(struct ww_table *table, struct ww_str words, size_t at, const char *row)
{
    bool as_it_is = at + 1 < words.len && words.ptr[at + 1] == 'S';
    return ww_table_text(table, "{%s.label%s}", row, as_it_is ? "" : "|label");
}

const char *ww_words_of_value(struct ww_table *table, const char *words, const char *row)
{
    const struct ww_str whole = ww_str_of(words);
    size_t at = ww_str_find(whole, '%');
    const char *after = at + 2 <= whole.len ? words + at + 2 : "";
    return ww_table_text(table, "%.*s%s%s", (int)at, words, label_in(table, whole, at, row), after);
}

const char *ww_words_listed(struct ww_table *table, const struct ww_words_list *list)
{
    const struct ww_str whole = ww_str_of(list->words);
    const size_t at = ww_str_find(whole, '%');
    const char *words = "";
    for (size_t i = 0; i < list->n; i++) {
        const char *row = list->rows[i], *join = i == 0 ? "" : i + 1 < list->n ? ", " : " and ";
        words = ww_table_text(table, "%s%s{%s.%s} %s", words, join, row, list->share,
                              i == 0 ? ww_words_of_value(table, list->words, row)
                                     : label_in(table, whole, at, row));
    }
    return words;
}

struct level_words {
    const char *starts, *many;
};

/* "ward22" is a ward as "ward" is. */
static const struct level_words levels[] = {
    {"lsoa", "LSOAs"}, {"msoa", "MSOAs"}, {"ward", "wards"}, {"borough", "boroughs"}};

const char *ww_words_areas(const char *level)
{
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
        if (ww_str_starts(ww_str_of(level), ww_str_of(levels[i].starts)))
            return levels[i].many;
    return "areas";
}

const char *ww_words_filled(struct ww_table *table, const char *text)
{
    const struct ww_finding heading = {.id = "heading", .text = text};
    struct ww_buf words = {.max = 400};
    struct ww_err err;
    enum ww_rc rc = ww_finding_sentence(table, &heading, &words, &err);
    const char *filled = rc ? "" : ww_table_copy(table, ww_buf_view(&words));
    if (rc && !table->failed) {
        table->failure = ww_table_copy(table, ww_str_of(err.message)); /* before nothing is copied any more */
        table->failed = rc;
    }
    ww_buf_free(&words);
    return filled;
}
