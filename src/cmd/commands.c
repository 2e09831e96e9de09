// SPDX-License-Identifier: Apache-2.0
#include "base/str.h"
#include "cmd/command.h"

/* One line a command; each is defined in the file of its name. */
extern const struct ww_command ww_command_init;
extern const struct ww_command ww_command_sample;
extern const struct ww_command ww_command_import;
extern const struct ww_command ww_command_sources;
extern const struct ww_command ww_command_extracts;
extern const struct ww_command ww_command_verify;
extern const struct ww_command ww_command_measure;
extern const struct ww_command ww_command_assess;
extern const struct ww_command ww_command_explain;
extern const struct ww_command ww_command_link;
extern const struct ww_command ww_command_encode;
extern const struct ww_command ww_command_vault;
extern const struct ww_command ww_command_help;
extern const struct ww_command ww_command_version;

const struct ww_command *const ww_commands[] = {
    &ww_command_init,   &ww_command_sample,  &ww_command_import, &ww_command_sources, &ww_command_extracts,
    &ww_command_verify, &ww_command_measure, &ww_command_assess, &ww_command_explain, &ww_command_link,
    &ww_command_encode, &ww_command_vault,   &ww_command_help,   &ww_command_version,
};
const size_t ww_commands_count = sizeof ww_commands / sizeof ww_commands[0];

const struct ww_command *ww_command_find(const char *name)
{
    for (size_t i = 0; i < ww_commands_count; i++)
        if (ww_str_eqz(ww_str_of(name), ww_commands[i]->name))
            return ww_commands[i];
    return NULL;
}

const struct ww_option ww_common_options[] = {
    {"workspace", "DIR", "the workspace folder (default: $WATCHWARD_WORKSPACE, then the folder you are in)",
     false},
    {"threads", "N", "how many threads to use (default: as many as there are processors)", false},
};
const size_t ww_common_options_count = sizeof ww_common_options / sizeof ww_common_options[0];
