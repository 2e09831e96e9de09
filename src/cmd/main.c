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
#include "cmd/say.h"

#ifndef WW_SHARE_DIR
#define WW_SHARE_DIR "share"
#endif

#define END_OF_TIME INT64_C(253402300799) /* the last second of the year 9999 */

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

static bool is_option(const char *text)
{
    return text[0] == '-' && text[1] == '-';
}

/* One --name, --name VALUE or --name=VALUE at args[*at]; a value that begins with -- can be given in the last form
 * only, so that a value forgotten is not the next option. */
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
    else if (option->value && *at + 1 < n_args && !is_option(args[*at + 1]))
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
        } else if (options && is_option(args[i])) {
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
        return ww_fail(err, WW_E_USAGE,
                       "Use it like this: 'watchward %s%s%s'. 'watchward help %s' says more.",
                       cli->command->name, cli->command->arguments[0] ? " " : "", cli->command->arguments,
                       cli->command->name);
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

/* A moment given that is no moment is refused: the run would not be the one that was meant. */
static enum ww_rc find_now(int64_t *out, struct ww_err *err)
{
    const char *set = getenv("SOURCE_DATE_EPOCH");
    *out = (int64_t)time(NULL);
    if (!set || !*set)
        return WW_OK;
    if (!ww_parse_i64(ww_str_of(set), out) || *out < 0 || *out > END_OF_TIME)
        return ww_fail(
            err, WW_E_USAGE,
            "SOURCE_DATE_EPOCH is '%.40s' in the environment; it must be whole seconds since 1970. Set "
            "it so, or unset it.",
            set);
    return WW_OK;
}

static enum ww_rc look_around(struct ww_cli *cli, struct ww_err *err)
{
    const char *workspace = ww_cli_option(cli, "workspace");
    if (!workspace)
        workspace = getenv("WATCHWARD_WORKSPACE");
    cli->workspace = workspace && *workspace ? workspace : ".";
    find_share(cli->share);
    cli->terminal = isatty(STDERR_FILENO) == 1;
    return find_now(&cli->now, err);
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
    fflush(stdout); /* what was said before comes before */
    ww_say(stderr, "watchward: %s\n", text);
    return ww_rc_exit_code(rc);
}

static bool asks_for_help(const char *text)
{
    return ww_str_eqz(ww_str_of(text), "--help") || ww_str_eqz(ww_str_of(text), "-h");
}

/* The command, and where its arguments begin. "watchward --help", "watchward COMMAND --help" and "-h" are other ways to
 * write "watchward help [COMMAND]"; "--version" is "version". */
static enum ww_rc find_command(char **argv, int argc, struct ww_cli *cli, int *first, struct ww_err *err)
{
    const char *name = argc > 1 ? argv[1] : "help";
    *first = argc > 1 ? 2 : argc;
    if (asks_for_help(name))
        name = "help";
    if (ww_str_eqz(ww_str_of(name), "--version"))
        name = "version";
    cli->command = ww_command_find(name);
    if (!cli->command)
        return ww_fail(err, WW_E_USAGE, "There is no command '%.60s'. 'watchward help' lists the commands.",
                       name);
    for (int i = *first; i < argc && !ww_str_eqz(ww_str_of(argv[i]), "--"); i++)
        if (asks_for_help(argv[i])) {
            cli->arguments = &cli->command->name;
            cli->n_arguments = 1;
            cli->command = ww_command_find("help");
            return WW_OK;
        }
    return WW_OK;
}

static enum ww_rc run_command(int argc, char **argv, struct ww_cli *cli, struct ww_err *err)
{
    int first;
    enum ww_rc rc = find_command(argv, argc, cli, &first, err);
    if (!rc && !cli->n_arguments)
        rc = read_arguments(cli, argv + first, argc - first, err);
    if (!rc)
        rc = read_threads(cli, err);
    if (!rc)
        rc = look_around(cli, err);
    return rc ? rc : cli->command->run(cli, err);
}

int main(int argc, char **argv)
{
    no_core_files();
    struct ww_cli cli = {0};
    struct ww_err err = {0};
    enum ww_rc rc = run_command(argc, argv, &cli, &err);
    if (rc)
        return say_failure(&err, rc);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        ww_fail(&err, WW_E_IO, "The output could not be written (is the disk full?).");
        return say_failure(&err, WW_E_IO);
    }
    return 0;
}
