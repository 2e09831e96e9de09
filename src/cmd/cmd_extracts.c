// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

#include "base/time.h"
#include "cmd/command.h"
#include "cmd/say.h"
#include "evidence/catalogue.h"

#define SECONDS_A_DAY 86400

static void print_count(uint64_t count, const char *one, const char *many)
{
    if (count)
        printf("  %s\n", ww_counted(count, one, many).text);
}

static void print_extract(const struct ww_extract_record *r)
{
    char period[64] = "no dates", day[32];
    if (r->has_period)
        ww_period_print_words(r->period, period);
    ww_day_print_words((int32_t)(r->imported_at / SECONDS_A_DAY), day);
    ww_say(stdout, "%lld  %s%s%s: %s, %s\n  supplied by %s, imported %s\n  %s\n  SHA-256 %s\n",
           (long long)r->id, r->source, r->vintage[0] ? ", edition " : "", r->vintage, period,
           ww_counted(r->rows, "row", "rows").text, r->supplied_by, day, r->file, r->sha256);
    print_count(r->rejected, "row refused", "rows refused");
    print_count(r->repeated, "repeated record set aside", "repeated records set aside");
    print_count(r->unlocated, "row without a known area", "rows without a known area");
    print_count(r->unmapped, "row whose category is not in the vocabulary",
                "rows whose category is not in the vocabulary");
    if (r->missing_months[0])
        ww_say(stdout, "  months missing: %s\n", r->missing_months);
    if (r->superseded_by)
        printf("  superseded by extract %lld\n", (long long)r->superseded_by);
}

static enum ww_rc run(const struct ww_cli *cli, struct ww_err *err)
{
    struct ww_workspace *workspace = NULL;
    struct ww_extract_record *records = NULL;
    size_t count = 0;
    struct ww_arena *arena = ww_arena_new(0);
    enum ww_rc rc = arena ? WW_OK : ww_fail_nomem(err);
    if (!rc)
        rc = ww_workspace_open(cli->workspace, false, NULL, &workspace, err);
    if (!rc)
        rc = ww_catalogue_list(workspace, true, arena, &records, &count, err);
    for (size_t i = 0; i < count && !rc; i++)
        print_extract(&records[i]);
    if (!rc && !count)
        puts("Nothing has been imported yet. 'watchward sources' lists what can be.");
    ww_workspace_close(&workspace);
    ww_arena_free(&arena);
    return rc;
}

const struct ww_command ww_command_extracts = {
    .name = "extracts",
    .arguments = "",
    .summary = "List what has been imported: every delivery, in force or superseded",
    .run = run,
};
