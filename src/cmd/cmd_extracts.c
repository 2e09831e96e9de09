// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

#include "base/time.h"
#include "cmd/command.h"
#include "cmd/say.h"
#include "evidence/catalogue.h"
#include "evidence/due.h"

#define SECONDS_A_DAY 86400

static void print_count(uint64_t count, const char *one, const char *many)
{
    if (count)
        printf("  %s\n", ww_counted(count, one, many).text);
}

/* What the law sets a date for, and came after it. */
static void print_late(const struct ww_extract_record *r)
{
    char due[32];
    int32_t late = ww_due_days_late(r);
    if (!late)
        return;
    ww_day_print_words(ww_due_day(r->period.end_day - 1, r->due_quarters), due);
    ww_say(stdout, "  late: its last quarter was due by %s, %s earlier\n", due,
           ww_counted((uint64_t)late, "day", "days").text);
}

/* After the latest extract of a source: a quarter that should be here by today. */
static void print_overdue(const struct ww_extract_record *r, int32_t today)
{
    char due[32], quarter[64];
    if (!r->due_quarters || !r->has_period)
        return;
    struct ww_period next = ww_due_next(r);
    int32_t day = ww_due_day(next.first_day, r->due_quarters);
    if (today <= day)
        return;
    ww_day_print_words(day, due);
    ww_period_print_words(next, quarter);
    ww_say(stdout, "  overdue: %s was due by %s\n", quarter, due);
}

static bool is_latest(const struct ww_extract_record *records, size_t count, size_t i)
{
    for (size_t k = 0; k < count; k++)
        if (!records[k].superseded_by && ww_str_eqz(ww_str_of(records[k].source), records[i].source) &&
            records[k].period.end_day > records[i].period.end_day)
            return false;
    return !records[i].superseded_by;
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
    print_late(r);
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
    for (size_t i = 0; i < count && !rc; i++) {
        print_extract(&records[i]);
        if (is_latest(records, count, i))
            print_overdue(&records[i], (int32_t)(cli->now / SECONDS_A_DAY));
    }
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
