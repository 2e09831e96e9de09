// SPDX-License-Identifier: Apache-2.0
#include "assess/decisions.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define DECIDED_MAX 1000

const char *const ww_decision_words[WW_DECISIONS] = {
    [WW_UNDECIDED] = "not decided yet",
    [WW_ACCEPTED] = "accepted",
    [WW_EDITED] = "edited",
    [WW_REJECTED] = "rejected",
};

struct reader {
    const char *file;
    struct ww_arena *arena;
    struct ww_decided_list *out;
    size_t line;
    size_t heading_line; /* of the last item */
    struct ww_err *err;
};

static enum ww_rc refuse(const struct reader *r, size_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static enum ww_rc refuse(const struct reader *r, size_t line, const char *format, ...)
{
    char what[300];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return ww_fail_at(r->err, WW_E_INPUT, r->file, line, 0, "%s", what);
}

/* What the last item lacks, once it is complete. */
static enum ww_rc close_item(const struct reader *r)
{
    if (!r->out->count)
        return WW_OK;
    const struct ww_decided *item = &r->out->items[r->out->count - 1];
    if (item->decision != WW_UNDECIDED && !item->by[0])
        return refuse(r, r->heading_line,
                      "the decision about %.80s needs a line \"By:\" that says in which role it was taken",
                      item->id);
    if (item->decision == WW_EDITED && !item->wording[0])
        return refuse(r, r->heading_line,
                      "%.80s is edited, so it needs a line \"Wording:\" with the new words", item->id);
    return WW_OK;
}

static enum ww_rc open_item(struct reader *r, struct ww_str id)
{
    enum ww_rc rc = close_item(r);
    if (rc)
        return rc;
    char *name = ww_arena_copy(r->arena, id);
    if (!name)
        return ww_fail_nomem(r->err);
    if (!id.len)
        return refuse(r, r->line, "a heading names a recommendation, as in \"## busiest-ward/X05000020\"%s",
                      "");
    if (ww_decisions_find(r->out, name))
        return refuse(r, r->line, "%.80s is decided twice; keep one of the two", name);
    if (r->out->count == DECIDED_MAX)
        return refuse(r, r->line, "there are more decisions than one assessment can have");
    r->out->items[r->out->count++] = (struct ww_decided){.id = name, .by = "", .wording = "", .outcome = ""};
    r->heading_line = r->line;
    return WW_OK;
}

static enum ww_rc set_decision(const struct reader *r, struct ww_decided *item, struct ww_str value)
{
    for (size_t i = 0; i < WW_DECISIONS; i++)
        if (ww_str_eq_nocase(value, ww_str_of(ww_decision_words[i]))) {
            item->decision = (enum ww_decision)i;
            return WW_OK;
        }
    return refuse(r, r->line, "a decision is accepted, edited, rejected or not decided yet, about %.80s",
                  item->id);
}

/* "By: Chair of the board" */
static enum ww_rc read_line(struct reader *r, struct ww_str line)
{
    struct ww_str rest = line, key;
    if (!r->out->count || ww_str_find(line, ':') == line.len || !ww_str_cut(&rest, ':', &key))
        return WW_OK;
    struct ww_decided *item = &r->out->items[r->out->count - 1];
    const struct {
        const char *key;
        const char **out;
    } texts[] = {{"by", &item->by}, {"wording", &item->wording}, {"outcome", &item->outcome}};
    if (ww_str_eq_nocase(ww_str_trim(key), WW_STR("decision")))
        return set_decision(r, item, ww_str_trim(rest));
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (!ww_str_eq_nocase(ww_str_trim(key), ww_str_of(texts[i].key)))
            continue;
        *texts[i].out = ww_arena_copy(r->arena, ww_str_trim(rest));
        if (!*texts[i].out)
            return ww_fail_nomem(r->err);
    }
    return WW_OK;
}

enum ww_rc ww_decisions_parse(const char *file, struct ww_str text, struct ww_arena *arena,
                              struct ww_decided_list *out, struct ww_err *err)
{
    *out = (struct ww_decided_list){ww_arena_alloc(arena, DECIDED_MAX, sizeof *out->items), 0};
    if (!out->items)
        return ww_fail_nomem(err);
    struct reader r = {.file = file, .arena = arena, .out = out, .err = err};
    if (text.len && memchr(text.ptr, '\0', text.len))
        return refuse(&r, 1, "this is not a text: it holds a byte of zero");
    struct ww_str rest = text, line;
    enum ww_rc rc = WW_OK;
    while (!rc && ww_str_cut(&rest, '\n', &line)) {
        r.line++;
        line = ww_str_trim(line);
        if (ww_str_starts(line, WW_STR("## ")) || ww_str_eqz(line, "##"))
            rc = open_item(&r, ww_str_trim((struct ww_str){line.ptr + 2, line.len - 2}));
        else
            rc = read_line(&r, line);
    }
    return rc ? rc : close_item(&r);
}

const struct ww_decided *ww_decisions_find(const struct ww_decided_list *list, const char *id)
{
    for (size_t i = 0; i < list->count; i++)
        if (ww_str_eqz(ww_str_of(id), list->items[i].id))
            return &list->items[i];
    return NULL;
}
