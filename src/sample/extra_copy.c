// SPDX-License-Identifier: Apache-2.0
/* Tables of the sample that are written down whole. Where counts of a whole force stand beside records of ours, a scale
 * that multiplies our records must multiply them too: from the named column on, every cell that is a whole number is
 * multiplied. Our own tables have no quotation marks in the header and no new line in a cell. */
#include <inttypes.h>

#include "base/file.h"
#include "base/num.h"
#include "sample/extra.h"

#define FILES_FOLDER "files"
#define COPY_MAX     ((size_t)64 << 20)

/* How many columns stand before the named one; SIZE_MAX = it is not there. */
static size_t columns_before(struct ww_str header, const char *name)
{
    struct ww_str cell;
    for (size_t n = 0; ww_str_cut(&header, ',', &cell); n++)
        if (ww_str_eqz(cell, name))
            return n;
    return SIZE_MAX;
}

/* Bytes before the next comma outside quotation marks. */
static size_t cell_length(struct ww_str rest)
{
    bool quoted = false;
    size_t n = 0;
    for (; n < rest.len && (quoted || rest.ptr[n] != ','); n++)
        quoted = quoted != (rest.ptr[n] == '"');
    return n;
}

static void scale_line(struct ww_str line, size_t before, uint32_t scale, struct ww_buf *out)
{
    bool more = line.len > 0;
    for (size_t n = 0; more; n++) {
        struct ww_str cell = {line.ptr, cell_length(line)};
        uint64_t value;
        more = cell.len < line.len;
        line = (struct ww_str){line.ptr + cell.len + more, line.len - cell.len - more};
        if (n >= before && ww_parse_u64(cell, &value))
            ww_buf_printf(out, "%" PRIu64, value * scale);
        else
            ww_buf_str(out, cell);
        if (more)
            ww_buf_char(out, ',');
    }
    ww_buf_char(out, '\n');
}

static enum ww_rc scale_table(const struct ww_extra_spec *spec, uint32_t scale, struct ww_str text,
                              struct ww_buf *out, struct ww_err *err)
{
    struct ww_str header, line;
    if (!spec->scaled_from) {
        ww_buf_str(out, text);
        return ww_buf_check(out, err);
    }
    if (!ww_str_cut(&text, '\n', &header))
        header = WW_STR("");
    size_t before = columns_before(header, spec->scaled_from);
    if (before == SIZE_MAX)
        return ww_fail_at(err, WW_E_INPUT, spec->path, 0, 0, "scaled_from: '%.60s' is no column of %.60s.",
                          spec->scaled_from, spec->copy);
    ww_buf_str(out, header);
    ww_buf_char(out, '\n');
    while (ww_str_cut(&text, '\n', &line))
        scale_line(line, before, scale, out);
    return ww_buf_check(out, err);
}

enum ww_rc ww_extra_copy(const struct ww_extra_spec *spec, const struct ww_extra_request *request,
                         uint64_t *bytes, struct ww_err *err)
{
    char folder[WW_PATH_MAX], from[WW_PATH_MAX], to[WW_PATH_MAX];
    struct ww_buf text = {.max = COPY_MAX}, scaled = {0};
    if (!ww_path_join(request->facts_folder, FILES_FOLDER, folder, sizeof folder) ||
        !ww_path_join(folder, spec->copy, from, sizeof from) ||
        !ww_path_join(request->folder, spec->file, to, sizeof to))
        return ww_fail(err, WW_E_LIMIT, "The path of the folder is too long: %.200s", request->folder);
    enum ww_rc rc = ww_file_read(from, &text, err);
    if (!rc)
        rc = scale_table(spec, request->scale, ww_buf_view(&text), &scaled, err);
    if (!rc)
        rc = ww_file_write(to, ww_buf_view(&scaled), err);
    if (!rc)
        *bytes += scaled.len;
    ww_buf_free(&text);
    ww_buf_free(&scaled);
    return rc;
}
