// SPDX-License-Identifier: Apache-2.0
#ifndef WW_CMD_VAULT_PEOPLE_H
#define WW_CMD_VAULT_PEOPLE_H

#include "cmd/vault_door.h"

/* The subcommands of `vault` that are about people; the door is open. Arguments of the command line begin behind the
 * subcommand's name. */
enum ww_rc WW_MUST_CHECK ww_vault_run_find(const struct ww_cli *cli, struct ww_workspace *workspace,
                                           struct ww_vault_door *door, struct ww_err *err);
enum ww_rc WW_MUST_CHECK ww_vault_run_show(const struct ww_cli *cli, struct ww_workspace *workspace,
                                           struct ww_vault_door *door, struct ww_err *err);
enum ww_rc WW_MUST_CHECK ww_vault_run_erase(const struct ww_cli *cli, struct ww_workspace *workspace,
                                            struct ww_vault_door *door, struct ww_err *err);
enum ww_rc WW_MUST_CHECK ww_vault_run_expire(const struct ww_cli *cli, struct ww_workspace *workspace,
                                             struct ww_vault_door *door, struct ww_err *err);

#endif
