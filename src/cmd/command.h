// SPDX-License-Identifier: Apache-2.0
#ifndef WW_CMD_COMMAND_H
#define WW_CMD_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/file.h"

/* One command: a const entry and a file of its own. Help, validation and the reference page come from the entry. */

struct ww_option {
    const char *name;    /* "period"; written --period */
    const char *value;   /* what follows it, in capitals: "A..B"; NULL = a switch */
    const char *meaning; /* one line */
    bool repeats;        /* may be given several times */
};

#define WW_OPTION_VALUES_MAX 64

struct ww_cli;

struct ww_command {
    const char *name;
    const char *arguments; /* "SOURCE FILE..." */
    const char *summary;   /* one line, a verb first */
    const char *details;   /* a paragraph or two for 'help COMMAND' */
    const struct ww_option *options;
    size_t n_options;
    size_t min_arguments, max_arguments; /* max 0 = none; SIZE_MAX = any number */
    enum ww_rc (*run)(const struct ww_cli *cli, struct ww_err *err);
};

/* What the command line said, and where things are. The only place that reads the environment and the clock. */
struct ww_cli {
    const struct ww_command *command;
    const char *const *arguments;
    size_t n_arguments;
    struct {
        const struct ww_option *option;
        const char *value; /* "" for a switch */
    } given[WW_OPTION_VALUES_MAX];
    size_t n_given;
    const char *workspace;   /* --workspace, else $WATCHWARD_WORKSPACE, else "." */
    char share[WW_PATH_MAX]; /* the program's data folder */
    int64_t now;             /* UTC seconds; $SOURCE_DATE_EPOCH when set, so that a run can be repeated */
    bool terminal;           /* standard error is one: progress may be drawn */
    unsigned threads;        /* --threads, 0 = all */
};

/* The value of an option, or NULL when it was not given. nth counts from 0 for options that repeat. */
const char *ww_cli_option(const struct ww_cli *cli, const char *name);
const char *ww_cli_option_nth(const struct ww_cli *cli, const char *name, size_t nth);

/* A file under the data folder: "categories.json". */
enum ww_rc WW_MUST_CHECK ww_cli_share(const struct ww_cli *cli, const char *relative, char out[WW_PATH_MAX],
                                      struct ww_err *err);

extern const struct ww_command *const ww_commands[];
extern const size_t ww_commands_count;
const struct ww_command *ww_command_find(const char *name);

/* Options every command takes (--workspace, --threads). */
extern const struct ww_option ww_common_options[];
extern const size_t ww_common_options_count;

#endif
