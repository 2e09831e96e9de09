// SPDX-License-Identifier: Apache-2.0
/* Problem: the first line of a file decides what everything below it means, and partners change it without
 * notice. Method: read one record with full quoting, find the layout whose needed fields are all there, and
 * when none is, say which are missing, what was found instead, and which other source the file looks like. */
#include "intake/header.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "intake/pattern.h"

static const char separators[] = {',', ';', '\t'};
#define N_SEPARATORS (sizeof separators)
#define NAMES_SHOWN  12

/* --- reading ------------------------------------------------------------------------------------------ */

/* Where the record that begins at `from` ends (at its line feed, or at the end), counting separators that stand
 * outside quotes and the line feeds inside. False when a quote is still open at the limit. */
static bool scan_record(struct ww_str bytes, size_t from, size_t *end, size_t counts[N_SEPARATORS],
                        uint64_t *lines)
{
    size_t limit = bytes.len - from > WW_HEADER_BYTES_MAX ? from + WW_HEADER_BYTES_MAX : bytes.len;
    bool quoted = false;
    for (size_t i = from; i < limit; i++) {
        char c = bytes.ptr[i];
        if (c == '"')
            quoted = !quoted;
        if (c == '\n' && !quoted) {
            *end = i;
            return true;
        }
        *lines += c == '\n';
        for (size_t k = 0; k < N_SEPARATORS && !quoted; k++)
            counts[k] += c == separators[k];
    }
    *end = limit;
    return !quoted && limit == bytes.len;
}

static const char *clean_name(struct ww_str raw, struct ww_arena *arena)
{
    struct ww_buf text = {.max = WW_HEADER_BYTES_MAX * 4};
    raw = ww_str_trim(raw);
    bool quoted = raw.len > 1 && raw.ptr[0] == '"' && raw.ptr[raw.len - 1] == '"';
    if (quoted)
        raw = (struct ww_str){raw.ptr + 1, raw.len - 2};
    struct ww_buf plain = {.max = WW_HEADER_BYTES_MAX};
    for (size_t i = 0; i < raw.len; i++) {
        ww_buf_char(&plain, raw.ptr[i]);
        if (quoted && raw.ptr[i] == '"' && i + 1 < raw.len && raw.ptr[i + 1] == '"')
            i++;
    }
    struct ww_str name = ww_str_trim(ww_buf_view(&plain));
    if (ww_utf8_valid(name))
        ww_buf_str(&text, name);
    else
        ww_utf8_from_cp1252(name, &text);
    const char *copy = text.failed || plain.failed ? NULL : ww_arena_copy(arena, ww_buf_view(&text));
    ww_buf_free(&text);
    ww_buf_free(&plain);
    return copy;
}

static enum ww_rc split_names(struct ww_str record, size_t n, struct ww_arena *arena, struct ww_header *h,
                              struct ww_err *err)
{
    const char **names = ww_arena_alloc(arena, n, sizeof *names);
    if (!names)
        return ww_fail_nomem(err);
    size_t start = 0, count = 0;
    bool quoted = false;
    for (size_t i = 0; i <= record.len; i++) {
        if (i < record.len && record.ptr[i] == '"')
            quoted = !quoted;
        if (i < record.len && (quoted || record.ptr[i] != h->separator))
            continue;
        names[count] = clean_name((struct ww_str){record.ptr + start, i - start}, arena);
        if (!names[count++])
            return ww_fail_nomem(err);
        start = i + 1;
    }
    h->names = names;
    h->count = count;
    return WW_OK;
}

static size_t skip_mark(struct ww_str bytes)
{
    return ww_str_starts(bytes, WW_STR("\xEF\xBB\xBF")) ? 3 : 0;
}

enum ww_rc ww_header_read(const char *file, struct ww_str bytes, struct ww_arena *arena,
                          struct ww_header *out, struct ww_err *err)
{
    struct ww_header h = {.data_line = 1};
    size_t from = skip_mark(bytes), end = 0;
    while (from < bytes.len && (bytes.ptr[from] == '\n' || bytes.ptr[from] == '\r')) {
        h.data_line += bytes.ptr[from] == '\n';
        from++;
    }
    size_t counts[N_SEPARATORS] = {0};
    uint64_t header_line = h.data_line, inside = 0;
    if (from == bytes.len)
        return ww_fail_at(err, WW_E_INPUT, file, 1, 0,
                          "The file has no header: it holds nothing but empty lines. Ask for it again.");
    if (!scan_record(bytes, from, &end, counts, &inside))
        return ww_fail_at(
            err, WW_E_INPUT, file, header_line, 0,
            "The header does not end within 1 MB: a quote in it is never closed, or this is not a "
            "table. Open the file in an editor and look at its first line.");
    size_t best = 0;
    for (size_t k = 1; k < N_SEPARATORS; k++)
        if (counts[k] > counts[best])
            best = k;
    h.separator = separators[best];
    h.data_offset = end < bytes.len ? end + 1 : end;
    h.data_line += inside + 1;
    enum ww_rc rc = split_names((struct ww_str){bytes.ptr + from, end - from}, counts[best] + 1, arena, &h,
                                err);
    if (!rc)
        *out = h;
    return rc;
}

static uint64_t line_at(struct ww_str bytes, size_t at)
{
    uint64_t line = 1;
    const char *p = bytes.ptr, *end = bytes.ptr + at;
    while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
        line++;
        p++;
    }
    return line;
}

enum ww_rc ww_header_check_end(const char *file, struct ww_str bytes, const struct ww_header *header,
                               struct ww_err *err)
{
    size_t start = bytes.len;
    size_t lowest = bytes.len > WW_HEADER_BYTES_MAX ? bytes.len - WW_HEADER_BYTES_MAX : 0;
    lowest = lowest > header->data_offset ? lowest : header->data_offset;
    while (start > lowest && bytes.ptr[start - 1] != '\n')
        start--;
    if (start == lowest && lowest > header->data_offset)
        return WW_OK; /* a last line this long is the record reader's business */
    struct ww_str last = ww_str_trim((struct ww_str){bytes.ptr + start, bytes.len - start});
    size_t fields = 1;
    for (size_t i = 0; i < last.len; i++) {
        fields += last.ptr[i] == header->separator;
        if (last.ptr[i] == '"' || fields >= header->count)
            return WW_OK; /* a quoted field may span lines: the reader of records decides */
    }
    if (!last.len)
        return WW_OK;
    return ww_fail_at(
        err, WW_E_INPUT, file, line_at(bytes, start), last.len + 1,
        "The file ends here in the middle of a record, after %zu of %zu fields: it was cut short. Ask for it "
        "again, or copy it again and compare the sizes.",
        fields, header->count);
}

/* --- fitting ------------------------------------------------------------------------------------------ */

static bool same_name(const char *a, const char *b, bool exact)
{
    if (exact)
        return strcmp(a, b) == 0;
    return ww_str_eq_nocase(ww_str_trim(ww_str_of(a)), ww_str_trim(ww_str_of(b)));
}

static int find_name(const struct ww_header *header, const char *name, bool exact)
{
    for (size_t i = 0; i < header->count; i++)
        if (same_name(header->names[i], name, exact))
            return (int)i;
    return -1;
}

/* Header fields the layout's melt takes, by name or by pattern. */
static bool find_melted(const struct ww_source_layout *layout, const struct ww_header *header,
                        const int *index, int *melted, size_t *n_melted)
{
    regex_t regex;
    *n_melted = 0;
    if (!layout->has_melt)
        return true;
    if (!layout->melt.pattern) {
        for (size_t i = 0; i < layout->melt.n_fields; i++)
            for (size_t k = 0; k < layout->n_fields; k++)
                if (strcmp(layout->fields[k], layout->melt.fields[i]) == 0)
                    melted[(*n_melted)++] = index[k];
        return true;
    }
    if (ww_pattern_compile(layout->melt.pattern, WW_PATTERN_PART, &regex) != NULL)
        return false;
    for (size_t i = 0; i < header->count; i++)
        if (regexec(&regex, header->names[i], 0, NULL, 0) == 0)
            melted[(*n_melted)++] = (int)i;
    regfree(&regex);
    return *n_melted > 0;
}

static bool is_in(const int *list, size_t n, size_t value)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] >= 0 && (size_t)list[i] == value)
            return true;
    return false;
}

static bool fits_layout(const struct ww_source_layout *layout, const struct ww_header *header, bool exact,
                        struct ww_arena *arena, struct ww_fit *out, bool *failed)
{
    int *index = ww_arena_alloc(arena, layout->n_fields, sizeof *index);
    int *melted = ww_arena_alloc(arena, header->count + layout->n_fields, sizeof *melted);
    const char **unknown = ww_arena_alloc(arena, header->count, sizeof *unknown);
    struct ww_fit fit = {.layout = layout, .index = index, .melted = melted, .unknown = unknown};
    if (!index || !melted || !unknown) {
        *failed = true;
        return false;
    }
    for (size_t i = 0; i < layout->n_fields; i++) {
        index[i] = find_name(header, layout->fields[i], true);
        if (index[i] < 0 && !exact)
            index[i] = find_name(header, layout->fields[i], false);
        if (index[i] < 0 && layout->needed[i])
            return false;
    }
    if (!find_melted(layout, header, index, melted, &fit.n_melted))
        return false;
    for (size_t i = 0; i < header->count; i++)
        if (!is_in(index, layout->n_fields, i) && !is_in(melted, fit.n_melted, i))
            unknown[fit.n_unknown++] = header->names[i];
    *out = fit;
    return true;
}

bool ww_header_fits(const struct ww_descriptor *descriptor, const struct ww_header *header,
                    struct ww_arena *arena, struct ww_fit *out, bool *failed)
{
    *failed = false;
    for (int exact = 1; exact >= 0; exact--)
        for (size_t i = 0; i < descriptor->n_layouts; i++)
            if (fits_layout(&descriptor->layouts[i], header, exact, arena, out, failed))
                return true;
    return false;
}

const struct ww_descriptor *ww_header_other_source(const struct ww_sources *sources,
                                                   const struct ww_header *header, struct ww_arena *arena)
{
    const struct ww_descriptor *best = NULL;
    size_t best_unknown = (size_t)-1;
    for (size_t i = 0; sources && i < sources->count; i++) {
        struct ww_fit fit;
        bool failed;
        const struct ww_descriptor *d = sources->items[i].descriptor;
        if (ww_header_fits(d, header, arena, &fit, &failed) && fit.n_unknown < best_unknown) {
            best = d;
            best_unknown = fit.n_unknown;
        }
    }
    return best;
}

/* --- refusing ----------------------------------------------------------------------------------------- */

static size_t count_missing(const struct ww_source_layout *layout, const struct ww_header *header)
{
    size_t missing = 0;
    for (size_t i = 0; i < layout->n_fields; i++)
        missing += layout->needed[i] && find_name(header, layout->fields[i], false) < 0;
    return missing;
}

static void list_missing(const struct ww_source_layout *layout, const struct ww_header *header,
                         struct ww_buf *out)
{
    size_t shown = 0, missing = count_missing(layout, header);
    for (size_t i = 0; i < layout->n_fields && shown < NAMES_SHOWN; i++)
        if (layout->needed[i] && find_name(header, layout->fields[i], false) < 0)
            ww_buf_printf(out, "%s%.40s", shown++ ? ", " : "", layout->fields[i]);
    if (missing > shown)
        ww_buf_printf(out, " and %zu more", missing - shown);
    if (!missing && layout->has_melt)
        ww_buf_printf(out, "any column whose name matches %.80s",
                      layout->melt.pattern ? layout->melt.pattern : "");
}

static void list_found(const struct ww_header *header, struct ww_buf *out)
{
    for (size_t i = 0; i < header->count && i < NAMES_SHOWN; i++)
        ww_buf_printf(out, "%s%.30s", i ? ", " : "", header->names[i]);
    if (header->count > NAMES_SHOWN)
        ww_buf_printf(out, " and %zu more", header->count - NAMES_SHOWN);
}

enum ww_rc ww_header_match(const char *file, const struct ww_descriptor *descriptor,
                           const struct ww_sources *sources, const struct ww_header *header,
                           struct ww_arena *arena, struct ww_fit *out, struct ww_err *err)
{
    bool failed;
    if (ww_header_fits(descriptor, header, arena, out, &failed))
        return WW_OK;
    if (failed)
        return ww_fail_nomem(err);
    const struct ww_source_layout *nearest = &descriptor->layouts[0];
    for (size_t i = 1; i < descriptor->n_layouts; i++)
        if (count_missing(&descriptor->layouts[i], header) < count_missing(nearest, header))
            nearest = &descriptor->layouts[i];
    struct ww_buf missing = {.max = 600}, found = {.max = 600}, remedy = {.max = 300};
    list_missing(nearest, header, &missing);
    list_found(header, &found);
    const struct ww_descriptor *other = ww_header_other_source(sources, header, arena);
    if (other)
        ww_buf_printf(&remedy, "This looks like %s: try 'watchward import %s FILE'.", other->name,
                      other->name);
    else
        ww_buf_z(&remedy,
                 "Check that this is the right file; 'watchward sources' says what each source looks like.");
    ww_fail_at(err, WW_E_INPUT, file, header->data_line - 1, 1,
               "The header does not fit the source %s. Missing: %.260s. Found: %.260s. %s", descriptor->name,
               missing.data ? missing.data : "", found.data ? found.data : "",
               remedy.data ? remedy.data : "");
    ww_buf_free(&missing);
    ww_buf_free(&found);
    ww_buf_free(&remedy);
    return WW_E_INPUT;
}
