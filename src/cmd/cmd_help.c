// SPDX-License-Identifier: Apache-2.0
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cmd/command.h"
#include "measure/measure.h"

#define WIDTH 100 /* columns */

/* The words of a text after `at` columns of its first line; further lines begin at `indent`. */
static void print_words(int at, int indent, const char *text)
{
    bool first = true;
    while (*text) {
        const int length = (int)strcspn(text, " ");
        if (!first && at + 1 + length > WIDTH) {
            printf("\n%*s", indent, "");
            at = indent;
        } else if (!first) {
            putchar(' ');
            at++;
        }
        printf("%.*s", length, text);
        at += length;
        text += length;
        text += *text == ' ';
        first = false;
    }
    putchar('\n');
}

static void print_all(void)
{
    puts("watchward: the workbench of a Community Safety Partnership.\n\nCommands:");
    for (size_t i = 0; i < ww_commands_count; i++)
        printf("  %-9s %s\n", ww_commands[i]->name, ww_commands[i]->summary);
    puts("\nMeasures (watchward measure NAME):");
    for (size_t i = 0; i < ww_measures_count; i++)
        printf("  %-13s %s\n", ww_measures[i]->name, ww_measures[i]->question);
    puts("\n'watchward help COMMAND' or 'watchward help MEASURE' says more.\n"
         "Exit codes: 0 good, 1 the input was refused, 2 wrong use, 3 the workspace is damaged.");
}

static void print_options(const struct ww_option *options, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char name[64];
        snprintf(name, sizeof name, "--%s%s%s", options[i].name, options[i].value ? " " : "",
                 options[i].value ? options[i].value : "");
        print_words(printf("  %-22s ", name), 25, options[i].meaning);
    }
}

static void print_command(const struct ww_command *command)
{
    printf("watchward %s%s%s\n\n%s.\n", command->name, command->arguments[0] ? " " : "", command->arguments,
           command->summary);
    if (command->details)
        printf("\n%s\n", command->details);
    puts("\nOptions:");
    print_options(command->options, command->n_options);
    print_options(ww_common_options, ww_common_options_count);
}

/* What is asked with an option of its own; all else with --set. */
static bool has_option(const char *parameter)
{
    static const char *const options[] = {"period", "compare", "area",  "subject",
                                          "source", "by",      "where", "top"};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        if (ww_str_eqz(ww_str_of(parameter), options[i]))
            return true;
    return false;
}

static void print_parameter(const struct ww_parameter_spec *p)
{
    char text[512];
    snprintf(text, sizeof text, "%s (default: %s)", p->meaning, p->fallback[0] ? p->fallback : "none");
    print_words(has_option(p->name) ? printf("  --%-12s ", p->name) : printf("  --set %s=...  ", p->name), 17,
                text);
}

static void print_measure(const struct ww_measure *measure)
{
    printf("%s: %s\n\n%s\n", measure->name, measure->title, measure->question);
    print_words(printf("Method version %u: ", measure->version), 4, measure->formula);
    puts("\nParameters:");
    for (size_t i = 0; i < measure->n_parameters; i++)
        print_parameter(&measure->parameters[i]);
    printf("\nThe whole method is in docs/methods/%s.md.\n", measure->name);
}

static enum ww_rc run(const struct ww_cli *cli, struct ww_err *err)
{
    if (!cli->n_arguments) {
        print_all();
        return WW_OK;
    }
    const char *name = cli->arguments[0];
    const struct ww_command *command = ww_command_find(name);
    const struct ww_measure *measure = ww_measure_find(name);
    if (!command && !measure)
        return ww_fail(err, WW_E_USAGE,
                       "There is neither a command nor a measure '%.60s'. 'watchward help' lists both.",
                       name);
    if (command)
        print_command(command);
    else
        print_measure(measure);
    return WW_OK;
}

const struct ww_command ww_command_help = {
    .name = "help",
    .arguments = "[COMMAND or MEASURE]",
    .summary = "List the commands and measures, or explain one",
    .max_arguments = 1,
    .run = run,
};
