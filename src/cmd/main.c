// SPDX-License-Identifier: Apache-2.0
/* watchward: reads the command line against the command's table, runs it, says what went wrong. Everything
 * below this folder gets the clock, the environment and the terminal through struct ww_cli. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/num.h"
#include "base/str.h"
#include "cmd/command.h"

#ifndef WW_SHARE_DIR
#define WW_SHARE_DIR "share"
#endif

const char *ww_cli_option_nth(const struct ww_cli *cli, const char *name, size_t nth)
{
    for (size_t i = 0; i < cli->n_given; i++)
        if (ww_str_eqz(ww_str_of(name), cli->given[i].option->name) && nth-- == 0)
            return cli->given[i].value;
    return NULL;
}

const char *ww_cli_option(const struct ww_cli *cli, const char *name)
{
    return ww_cli_option_nth(cli, name, 0);
}

enum ww_rc ww_cli_share(const struct ww_cli *cli, const char *relative, char out[WW_PATH_MAX],
                        struct ww_err *err)
{
    if (!ww_path_join(cli->share, relative, out, WW_PATH_MAX))
        return ww_fail(err, WW_E_LIMIT, "The path of the program's data folder is too long: %.200s",
                       cli->share);
    return WW_OK;
}

/* --- options -------------------------------------------------------------------------------------- */

static const struct ww_option *find_option(const struct ww_command *command, struct ww_str name)
{
    for (size_t i = 0; i < command->n_options; i++)
        if (ww_str_eqz(name, command->options[i].name))
            return &command->options[i];
    for (size_t i = 0; i < ww_common_options_count; i++)
        if (ww_str_eqz(name, ww_common_options[i].name))
            return &ww_common_options[i];
    return NULL;
}

/* One --name, --name VALUE or --name=VALUE at args[*at]. */
static enum ww_rc take_option(struct ww_cli *cli, char **args, int n_args, int *at, struct ww_err *err)
{
    struct ww_str text = ww_str_of(args[*at] + 2);
    size_t equals = ww_str_find(text, '=');
    struct ww_str name = {text.ptr, equals};
    const struct ww_option *option = find_option(cli->command, name);
    if (!option)
        return ww_fail(err, WW_E_USAGE, "'%s' does not know --%.*s. 'watchward help %s' lists what it takes.",
                       cli->command->name, (int)name.len, name.ptr, cli->command->name);
    if (!option->repeats && ww_cli_option(cli, option->name))
        return ww_fail(err, WW_E_USAGE, "--%s was given twice; it can be given once.", option->name);
    if (cli->n_given == WW_OPTION_VALUES_MAX)
        return ww_fail(err, WW_E_USAGE, "Too many options: %d at most.", WW_OPTION_VALUES_MAX);
    const char *value = "";
    if (equals < text.len)
        value = text.ptr + equals + 1;
    else if (option->value && *at + 1 < n_args)
        value = args[++*at];
    if (option->value && !*value)
        return ww_fail(err, WW_E_USAGE, "--%s needs a value: --%s %s.", option->name, option->name,
                       option->value);
    if (!option->value && equals < text.len)
        return ww_fail(err, WW_E_USAGE, "--%s takes no value.", option->name);
    cli->given[cli->n_given].option = option;
    cli->given[cli->n_given++].value = value;
    return WW_OK;
}

/* Options anywhere; the rest are arguments, moved to the front of args in their order. "--" ends options. */
static enum ww_rc read_arguments(struct ww_cli *cli, char **args, int n_args, struct ww_err *err)
{
    bool options = true;
    size_t n = 0;
    for (int i = 0; i < n_args; i++) {
        if (options && ww_str_eqz(ww_str_of(args[i]), "--")) {
            options = false;
        } else if (options && args[i][0] == '-' && args[i][1] == '-') {
            enum ww_rc rc = take_option(cli, args, n_args, &i, err);
            if (rc)
                return rc;
        } else {
            args[n++] = args[i];
        }
    }
    cli->arguments = (const char *const *)args;
    cli->n_arguments = n;
    if (n < cli->command->min_arguments || n > cli->command->max_arguments)
        return ww_fail(err, WW_E_USAGE, "Use it like this: watchward %s %s. 'watchward help %s' says more.",
                       cli->command->name, cli->command->arguments, cli->command->name);
    return WW_OK;
}

static enum ww_rc read_threads(struct ww_cli *cli, struct ww_err *err)
{
    const char *text = ww_cli_option(cli, "threads");
    int64_t value = 0;
    if (text && (!ww_parse_i64(ww_str_of(text), &value) || value < 1 || value > 1024))
        return ww_fail(err, WW_E_USAGE, "--threads takes a whole number from 1 to 1024, not '%.40s'.", text);
    cli->threads = (unsigned)value;
    return WW_OK;
}

/* --- surroundings --------------------------------------------------------------------------------- */

static bool has_categories(const char *folder)
{
    char file[WW_PATH_MAX];
    return ww_path_join(folder, "categories.json", file, sizeof file) && ww_file_exists(file);
}

/* The data folder: $WATCHWARD_SHARE; beside the installed binary (../share/watchward); where it was built. */
static void find_share(char out[WW_PATH_MAX])
{
    const char *set = getenv("WATCHWARD_SHARE");
    char self[WW_PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    if (set && *set && ww_str_copy(ww_str_of(set), out, WW_PATH_MAX))
        return;
    if (len > 0) {
        self[len] = '\0';
        const char *base = ww_path_base(self);
        struct ww_str folder = {self, (size_t)(base - self)};
        char beside[WW_PATH_MAX];
        if (snprintf(beside, sizeof beside, "%.*s../share/watchward", (int)folder.len, folder.ptr) <
                (int)sizeof beside &&
            has_categories(beside) && ww_str_copy(ww_str_of(beside), out, WW_PATH_MAX))
            return;
    }
    ww_str_copy(WW_STR(WW_SHARE_DIR), out, WW_PATH_MAX);
}

static int64_t find_now(void)
{
    const char *set = getenv("SOURCE_DATE_EPOCH");
    int64_t fixed;
    if (set && ww_parse_i64(ww_str_of(set), &fixed))
        return fixed;
    return (int64_t)time(NULL);
}

static void look_around(struct ww_cli *cli)
{
    const char *workspace = ww_cli_option(cli, "workspace");
    if (!workspace)
        workspace = getenv("WATCHWARD_WORKSPACE");
    cli->workspace = workspace && *workspace ? workspace : ".";
    find_share(cli->share);
    cli->now = find_now();
    cli->terminal = isatty(STDERR_FILENO) == 1;
}

/* What the program holds in memory must not end in a core file. */
static void no_core_files(void)
{
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
}

static int say_failure(const struct ww_err *err, enum ww_rc rc)
{
    char text[2048];
    ww_err_print(err, text, sizeof text);
    fprintf(stderr, "watchward: %s\n", text);
    return ww_rc_exit_code(rc);
}

static enum ww_rc find_command(const char *name, struct ww_cli *cli, struct ww_err *err)
{
    cli->command = ww_command_find(name);
    if (!cli->command)
        return ww_fail(err, WW_E_USAGE, "There is no command '%.60s'. 'watchward help' lists the commands.",
                       name);
    return WW_OK;
}

int main(int argc, char **argv)
{
    no_core_files();
    struct ww_cli cli = {0};
    struct ww_err err = {0};
    const char *name = argc > 1 ? argv[1] : "help";
    if (ww_str_eqz(ww_str_of(name), "--help") || ww_str_eqz(ww_str_of(name), "-h"))
        name = "help";
    if (ww_str_eqz(ww_str_of(name), "--version"))
        name = "version";
    enum ww_rc rc = find_command(name, &cli, &err);
    if (!rc)
        rc = read_arguments(&cli, argv + 2, argc > 2 ? argc - 2 : 0, &err);
    if (!rc)
        rc = read_threads(&cli, &err);
    if (!rc) {
        look_around(&cli);
        rc = cli.command->run(&cli, &err);
    }
    if (rc)
        return say_failure(&err, rc);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        ww_fail(&err, WW_E_IO, "The output could not be written (is the disk full?).");
        return say_failure(&err, WW_E_IO);
    }
    return 0;
}
