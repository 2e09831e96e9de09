// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>
#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/num.h"
#include "base/time.h"
#include "cmd/progress_bar.h"
#include "cmd/say.h"
#include "cmd/session.h"
#include "cmd/vault_keeper.h"
#include "intake/events.h"
#include "intake/import.h"

#define VALUES_SHOWN  10
#define MAPPINGS_MAX  8
#define SECONDS_A_DAY 86400
#define BYTES_PER_MB  1e6

static void print_already(const struct ww_import_report *report)
{
    char day[32];
    ww_day_print_words((int32_t)(report->existing.imported_at / SECONDS_A_DAY), day);
    printf("Nothing to do: these very bytes were imported already, on %s, as extract %lld of %s.\n", day,
           (long long)report->existing.id, report->existing.source);
}

static void print_refused(const struct ww_import_report *report)
{
    if (!report->extract.rejected)
        return;
    ww_say(stdout, "  %s refused; listed in %s:\n",
           ww_counted(report->extract.rejected, "row was", "rows were").text, report->rejects_file);
    for (size_t i = 0; i < report->n_reasons && i < VALUES_SHOWN; i++)
        ww_say(stdout, "    %s: %s\n", ww_counted(report->reasons[i].rows, "row", "rows").text,
               report->reasons[i].reason);
}

static void print_unmapped(const struct ww_import_report *report)
{
    for (size_t i = 0; i < report->n_unmapped && i < VALUES_SHOWN; i++)
        ww_say(stdout, "  not in the vocabulary '%s': '%s' (%s)\n", report->unmapped[i].vocabulary,
               report->unmapped[i].value, ww_counted(report->unmapped[i].rows, "row", "rows").text);
    if (report->n_unmapped > VALUES_SHOWN)
        printf(
            "  and %s not in the vocabulary\n",
            ww_counted(report->n_unmapped - VALUES_SHOWN, "further value that is", "further values that are")
                .text);
}

/* What is set aside or kept with something missing. */
static void print_gaps(const struct ww_import_report *report)
{
    const struct ww_extract_record *e = &report->extract;
    if (e->repeated)
        ww_say(stdout, "  %s set aside; listed in %s\n",
               ww_counted(e->repeated, "row repeats the key of an earlier one and was",
                          "rows repeat the key of an earlier one and were")
                   .text,
               report->repeats_file);
    if (e->unlocated)
        printf("  %s kept, without an area\n",
               ww_counted(e->unlocated, "row has a point outside every known area and is",
                          "rows have a point outside every known area and are")
                   .text);
    print_unmapped(report);
    if (e->missing_months[0])
        ww_say(stdout, "  nothing was supplied for %s\n", e->missing_months);
}

static void print_report(const struct ww_import_report *report)
{
    char period[64] = "";
    const struct ww_extract_record *e = &report->extract;
    if (e->has_period)
        ww_period_print_words(e->period, period);
    ww_say(stdout, "Imported extract %lld of %s: %s%s%s.\n", (long long)report->id, e->source,
           ww_counted(e->rows, "row", "rows").text, period[0] ? ", " : "", period);
    print_refused(report);
    print_gaps(report);
    for (size_t i = 0; i < report->n_notes; i++)
        ww_say(stdout, "  %s\n", report->notes[i]);
    if (report->superseded)
        printf("  %s superseded: still listed, no longer used\n",
               ww_counted(report->superseded, "earlier extract is", "earlier extracts are").text);
}

/* How fast it went is for the person who waited; in a file it would make two same imports differ. */
static void print_speed(const struct ww_cli *cli, const struct ww_import_report *report, double seconds)
{
    if (cli->terminal && seconds > 0)
        fprintf(stderr, "%.2f s, %.0f MB/s\n", seconds, (double)report->read_bytes / BYTES_PER_MB / seconds);
}

static enum ww_rc read_limit(const struct ww_cli *cli, double *out, struct ww_err *err)
{
    const char *text = ww_cli_option(cli, "reject-limit");
    *out = WW_REJECT_LIMIT_PCT;
    if (text && (!ww_parse_f64(ww_str_of(text), out) || *out < 0 || *out > 100))
        return ww_fail(err, WW_E_USAGE, "--reject-limit takes a percentage from 0 to 100, not '%.40s'.",
                       text);
    return WW_OK;
}

/* So that nobody can craft a file whose keys meet in the tables; no result depends on it. */
static uint64_t random_seed(void)
{
    uint64_t seed = 0;
    if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != (ssize_t)sizeof seed)
        seed = (uint64_t)getpid();
    return seed;
}

/* --map names the columns of any CSV: the general descriptor is then made to measure. */
static enum ww_rc map_columns(const struct ww_cli *cli, const struct ww_session *session,
                              const struct ww_descriptor *base, struct ww_descriptor **out,
                              struct ww_err *err)
{
    const char *mappings[MAPPINGS_MAX];
    char scratch[WW_PATH_MAX];
    size_t n = 0;
    for (const char *text; (text = ww_cli_option_nth(cli, "map", n)); n++) {
        if (n == MAPPINGS_MAX)
            return ww_fail(err, WW_E_USAGE, "--map can be given %d times at most.", MAPPINGS_MAX);
        mappings[n] = text;
    }
    if (!n)
        return WW_OK;
    enum ww_rc rc = ww_workspace_file(session->workspace, ".incoming", scratch, err);
    if (rc)
        return rc;
    const struct ww_events_request request = {.base = base,
                                              .mappings = mappings,
                                              .n_mappings = n,
                                              .file = cli->arguments[1],
                                              .scratch = scratch,
                                              .areas = session->areas};
    return ww_events_descriptor(&request, out, err);
}

static enum ww_rc import_as(const struct ww_cli *cli, struct ww_session *session,
                            struct ww_import_request *request, struct ww_err *err)
{
    struct ww_progress_bar bar;
    struct ww_import_report report;
    request->progress = &bar.progress;
    double started_s = ww_seconds_now();
    ww_progress_bar_start(&bar, cli);
    enum ww_rc rc = ww_import(session->workspace, session->categories, session->areas, request, &report, err);
    ww_progress_bar_end(&bar);
    request->progress = NULL; /* the bar ends here */
    if (rc)
        return rc;
    if (report.already) {
        print_already(&report);
    } else {
        print_report(&report);
        print_speed(cli, &report, ww_seconds_now() - started_s);
    }
    ww_import_report_free(&report);
    return WW_OK;
}

/* The identities of the delivery go to the vault. */
static enum ww_rc import_with_vault(const struct ww_cli *cli, struct ww_session *session,
                                    struct ww_import_request *request, struct ww_err *err)
{
    struct ww_vault_door door;
    struct ww_vault_keeper keeper;
    enum ww_rc rc = ww_vault_door_open(cli, session->workspace, false, &door, err);
    ww_vault_keeper_init(&door, &keeper);
    request->keeper = &keeper.keeper;
    if (!rc)
        rc = import_as(cli, session, request, err);
    if (!rc && keeper.n_kept)
        printf("  %s in the vault, sealed; evidence has a pseudonym for each in the column person\n",
               ww_counted(keeper.n_kept, "row's identity is", "rows' identities are").text);
    ww_vault_keeper_free(&keeper);
    request->keeper = NULL; /* the keeper ends here */
    return ww_vault_door_close(&door, rc, err);
}

static enum ww_rc import_files(const struct ww_cli *cli, struct ww_session *session,
                               const struct ww_sources *sources, struct ww_err *err)
{
    struct ww_descriptor *mapped = NULL;
    struct ww_import_request request = {.sources = sources,
                                        .files = cli->arguments + 1,
                                        .n_files = cli->n_arguments - 1,
                                        .supplied_by = ww_cli_option(cli, "supplied-by"),
                                        .vintage = ww_cli_option(cli, "vintage"),
                                        .now_utc = cli->now,
                                        .seed = random_seed(),
                                        .threads = cli->threads,
                                        .portable = ww_cli_option(cli, "portable") != NULL};
    enum ww_rc rc = read_limit(cli, &request.reject_limit_pct, err);
    if (!rc)
        rc = ww_sources_need(sources, cli->arguments[0], &request.descriptor, err);
    if (!rc)
        rc = map_columns(cli, session, request.descriptor, &mapped, err);
    if (mapped)
        request.descriptor = mapped;
    if (!rc)
        rc = ww_cli_option(cli, "key-file") ? import_with_vault(cli, session, &request, err)
                                            : import_as(cli, session, &request, err);
    ww_descriptor_free(&mapped);
    return rc;
}

static enum ww_rc run(const struct ww_cli *cli, struct ww_err *err)
{
    struct ww_session session = {0};
    struct ww_sources sources = {0};
    enum ww_rc rc = ww_session_open(cli, true, &session, err);
    if (!rc)
        rc = ww_session_sources(cli, session.workspace, &sources, err);
    if (!rc)
        rc = import_files(cli, &session, &sources, err);
    ww_sources_free(&sources);
    ww_session_close(&session);
    return rc;
}

static const struct ww_option options[] = {
    {"supplied-by", "AGENCY", "who delivered the files (default: the source's owner)", false},
    {"reject-limit", "PCT", "how many rows in a hundred may be refused before the whole is (default: 1)",
     false},
    {"vintage", "NAME", "keep this edition beside the others: it supersedes none and is used only when named",
     false},
    {"map", "ROLE=COLUMN",
     "for 'events': which column is the time, category, place, id, to, outcome; repeats", true},
    WW_VAULT_DOOR_OPTIONS,
    {"portable", NULL, "do not use the processor's vector instructions (for comparison)", false},
};

const struct ww_command ww_command_import = {
    .name = "import",
    .arguments = "SOURCE FILE...",
    .summary = "Import what a partner has supplied",
    .details =
        "FILE is a CSV file, plain or in .gz or .zip, a workbook (.xlsx, .ods), or a folder of them; several are read as one\n"
        "delivery. Every row is checked; what is refused is listed with line, column and reason. Either the whole\n"
        "delivery becomes an extract, or nothing changes.",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .min_arguments = 2,
    .max_arguments = SIZE_MAX,
    .run = run,
};
