// SPDX-License-Identifier: Apache-2.0
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/num.h"
#include "cmd/progress_bar.h"
#include "cmd/session.h"
#include "intake/import.h"
#include "sample/sample.h"

#define FILES_FOLDER   "partners-files"
#define FILES_MAX      8 /* of one delivery */
#define COSTS_FILE     "reference/unit-costs-2018.csv"
#define ASSESSED       "2017-07..2018-06"
#define BYTES_PER_MB   1e6
#define SOURCE_OF_COST "unit-costs"

/* Those that somebody else than the source's owner supplies. */
static const struct {
    const char *source;
    const char *supplied_by;
} suppliers[] = {
    {"boundaries", WW_SAMPLE_PARTNERSHIP},
    {"population", WW_SAMPLE_PARTNERSHIP},
    {"crime-records", WW_SAMPLE_FORCE},
    {"force-monthly", WW_SAMPLE_FORCE},
};

struct job {
    struct ww_cli cli; /* with the new folder as its workspace */
    char files[WW_PATH_MAX];
    char facts[WW_PATH_MAX];
    char wards[256]; /* the priority wards' codes */
    struct ww_sample_list list;
    uint64_t seed;
    uint32_t scale;
};

static enum ww_rc read_number(const struct ww_cli *cli, const char *name, uint64_t least, uint64_t most,
                              uint64_t *out, struct ww_err *err)
{
    const char *text = ww_cli_option(cli, name);
    *out = 1;
    if (text && (!ww_parse_u64(ww_str_of(text), out) || *out < least || *out > most))
        return ww_fail(err, WW_E_USAGE,
                       "--%s takes a whole number from %" PRIu64 " to %" PRIu64 ", not '%.40s'.", name, least,
                       most, text);
    return WW_OK;
}

static enum ww_rc prepare(const struct ww_cli *cli, struct job *job, struct ww_err *err)
{
    uint64_t scale = 1;
    job->cli = *cli;
    job->cli.workspace = cli->arguments[0];
    enum ww_rc rc = read_number(cli, "seed", 0, UINT64_MAX, &job->seed, err);
    if (!rc)
        rc = read_number(cli, "scale", 1, WW_SAMPLE_SCALE_MAX, &scale, err);
    job->scale = (uint32_t)scale;
    if (!rc)
        rc = ww_cli_share(cli, "sample", job->facts, err);
    if (!rc && !ww_path_join(job->cli.workspace, FILES_FOLDER, job->files, sizeof job->files))
        rc = ww_fail(err, WW_E_USAGE, "The path of the folder is too long. Choose a shorter one.");
    if (!rc)
        rc = ww_sample_priority_wards(job->facts, job->wards, err);
    return rc ? rc : ww_sample_list_files(job->facts, &job->list, err);
}

static const char cohort_settings[] =
    "# How many people a cohort should hold.\n"
    "[expected]\n"
    "iom = 160\n"
    "\n"
    "# Who is taken on: a score, or a lower one with an index offence of these kinds; in force from the date.\n"
    "[iom]\n"
    "2016-04-01 = 75; 50 robbery, burglary\n"
    "\n"
    "# How the people of a cohort were selected: a fall after that is expected by itself.\n"
    "[selection]\n"
    "iom = recent-offending\n"
    "\n"
    "# First years of the bands in which a cohort's ages are shown, where those of the residents are too wide.\n"
    "[age-bands]\n"

    "youth-offending = 10,14,16,18\n"
    "gangs-unit = 12,16,18\n";

static enum ww_rc write_settings(const struct job *job, struct ww_err *err)
{
    char path[WW_PATH_MAX];
    struct ww_buf text = {0};
    ww_buf_printf(&text,
                  "# What this partnership decides. Lines that begin with # are comments.\n"
                  "[partnership]\n"
                  "name = %s\n"
                  "area = %s\n"
                  "notice = %s\n"
                  "\n"
                  "[wards]\n"
                  "priority = %s\n"
                  "\n"
                  "%s",
                  WW_SAMPLE_PARTNERSHIP, WW_SAMPLE_AREA, WW_SAMPLE_NOTICE, job->wards, cohort_settings);
    enum ww_rc rc = ww_buf_check(&text, err);
    if (!rc && !ww_path_join(job->cli.workspace, "settings.ini", path, sizeof path))
        rc = ww_fail(err, WW_E_USAGE, "The path of the folder is too long. Choose a shorter one.");
    if (!rc)
        rc = ww_file_write(path, ww_buf_view(&text), err);
    ww_buf_free(&text);
    return rc;
}

static enum ww_rc write_files(const struct job *job, struct ww_err *err)
{
    struct ww_progress_bar bar;
    struct ww_sample_written written = {0};
    char records[48], residents[48], others[48];
    ww_progress_bar_start(&bar, &job->cli);
    const struct ww_sample_request request = {job->files, job->facts, job->seed, job->scale, &bar.progress};
    enum ww_rc rc = ww_make_dirs(job->files, err);
    if (!rc)
        rc = ww_sample_write(&request, &written, err);
    ww_progress_bar_end(&bar);
    if (rc)
        return rc;
    ww_print_people((double)written.records, 0, records);
    ww_print_people((double)written.residents, 0, residents);
    ww_print_people((double)written.others, 0, others);
    printf("%s: %s.\n"
           "Its partners' files are in %s (seed %" PRIu64 ", %.1f MB):\n"
           "  a map of %u LSOAs in %u wards, %s residents, %s crime records from %s to %s,\n"
           "  and %s records of the other partners.\n",
           WW_SAMPLE_PARTNERSHIP, WW_SAMPLE_NOTICE, job->files, job->seed,
           (double)written.bytes / BYTES_PER_MB, written.lsoas, written.wards, residents, records,
           written.first_month, written.last_month, others);
    return WW_OK;
}

/* The paths of a source's files, and how many. */
static enum ww_rc list_files(const struct job *job, const char *source, char paths[][WW_PATH_MAX], size_t *n,
                             struct ww_err *err)
{
    *n = 0;
    if (ww_str_eqz(ww_str_of(source), SOURCE_OF_COST))
        return ww_cli_share(&job->cli, COSTS_FILE, paths[(*n)++], err);
    for (size_t i = 0; i < job->list.n; i++)
        if (ww_str_eqz(ww_str_of(source), job->list.items[i].source) && *n < FILES_MAX &&
            !ww_path_join(job->files, job->list.items[i].name, paths[(*n)++], WW_PATH_MAX))
            return ww_fail(err, WW_E_USAGE, "The path of the folder is too long. Choose a shorter one.");
    return WW_OK;
}

static void print_imported(const struct ww_import_report *report)
{
    char rows[48];
    ww_print_people((double)report->extract.rows, 0, rows);
    printf("Imported %s: %s rows.\n", report->extract.source, rows);
    for (size_t i = 0; i < report->n_unmapped; i++)
        printf("  not in the vocabulary '%s': '%s'\n", report->unmapped[i].vocabulary,
               report->unmapped[i].value);
}

/* NULL = the source's owner. */
static const char *supplier_of(const char *source)
{
    for (size_t i = 0; i < sizeof suppliers / sizeof suppliers[0]; i++)
        if (ww_str_eqz(ww_str_of(source), suppliers[i].source))
            return suppliers[i].supplied_by;
    return NULL;
}

/* What the imports share. */
struct desk {
    const struct job *job;
    struct ww_session session;
    struct ww_sources sources;
};

static void close_desk(struct desk *desk)
{
    ww_sources_free(&desk->sources);
    ww_session_close(&desk->session);
}

static enum ww_rc open_desk(struct desk *desk, struct ww_err *err)
{
    desk->session = (struct ww_session){0};
    desk->sources = (struct ww_sources){0};
    enum ww_rc rc = ww_session_open(&desk->job->cli, true, &desk->session, err);
    return rc ? rc : ww_session_sources(&desk->job->cli, desk->session.workspace, &desk->sources, err);
}

/* The areas that these bring are there from the next session on. */
static bool brings_areas(const char *source)
{
    static const char *const sources[] = {"boundaries", "lookup"};
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
        if (ww_str_eqz(ww_str_of(source), sources[i]))
            return true;
    return false;
}

static enum ww_rc import_source(struct desk *desk, const char *source, struct ww_err *err)
{
    char paths[FILES_MAX][WW_PATH_MAX];
    const char *files[FILES_MAX];
    size_t n = 0;
    struct ww_progress_bar bar;
    struct ww_import_report report;
    enum ww_rc rc = list_files(desk->job, source, paths, &n, err);
    for (size_t i = 0; i < n; i++)
        files[i] = paths[i];
    struct ww_import_request request = {.sources = &desk->sources,
                                        .files = files,
                                        .n_files = n,
                                        .supplied_by = supplier_of(source),
                                        .now_utc = desk->job->cli.now,
                                        .threads = desk->job->cli.threads,
                                        .progress = &bar.progress};
    if (!rc)
        rc = ww_sources_need(&desk->sources, source, &request.descriptor, err);
    if (rc)
        return rc;
    struct ww_session *session = &desk->session;
    ww_progress_bar_start(&bar, &desk->job->cli);
    rc = ww_import(session->workspace, session->categories, session->areas, &request, &report, err);
    ww_progress_bar_end(&bar);
    if (rc)
        return rc;
    print_imported(&report);
    ww_import_report_free(&report);
    if (!brings_areas(source))
        return WW_OK;
    close_desk(desk);
    return open_desk(desk, err);
}

/* In the order of the files, a source once; the costs, which are not among them, last. */
static enum ww_rc import_all(const struct job *job, struct ww_err *err)
{
    struct desk desk = {.job = job};
    enum ww_rc rc = open_desk(&desk, err);
    for (size_t i = 0; i < job->list.n && !rc; i++) {
        bool first = true;
        for (size_t k = 0; k < i && first; k++)
            first = !ww_str_eqz(ww_str_of(job->list.items[k].source), job->list.items[i].source);
        if (first)
            rc = import_source(&desk, job->list.items[i].source, err);
    }
    if (!rc)
        rc = import_source(&desk, SOURCE_OF_COST, err);
    close_desk(&desk);
    return rc;
}

static enum ww_rc run(const struct ww_cli *cli, struct ww_err *err)
{
    struct job job = {0};
    enum ww_rc rc = prepare(cli, &job, err);
    if (!rc)
        rc = ww_workspace_init(job.cli.workspace, WW_SAMPLE_PARTNERSHIP, WW_SAMPLE_AREA, err);
    if (!rc)
        rc = write_settings(&job, err);
    if (!rc)
        rc = write_files(&job, err);
    if (!rc)
        rc = import_all(&job, err);
    if (!rc)
        printf("Next: watchward assess --period %s --workspace %s\n", ASSESSED, job.cli.workspace);
    ww_sample_list_free(&job.list);
    return rc;
}

static const struct ww_option options[] = {
    {"seed", "N", "another seed gives other records with the same totals (default: 1)", false},
    {"scale", "X", "all records times X, a whole number from 1 to 1000 (default: 1)", false},
};

const struct ww_command ww_command_sample = {
    .name = "sample",
    .arguments = "DIR",
    .summary = "Make a synthetic partnership to try the program on",
    .details =
        "Writes the files that the partners of an invented partnership would supply, and imports them into a new\n"
        "workspace DIR. Their totals are those of a published assessment; the records are nobody's. The same seed\n"
        "gives the same bytes. Where the figures come from is said in the program's data folder, sample/README.md.",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
