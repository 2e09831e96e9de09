// SPDX-License-Identifier: Apache-2.0
#ifndef WW_CMD_VAULT_DOOR_H
#define WW_CMD_VAULT_DOOR_H

#include "cmd/command.h"
#include "evidence/workspace.h"
#include "people/key_file.h"
#include "people/vault.h"

/* How a command comes into the vault: the key from --key-file or the terminal, the audit log held against the end that was
 * seen last, who is asking; and on the way out the new end remembered beside the key. */
struct ww_vault_door {
    struct ww_vault *vault;
    struct ww_db *db;
    struct ww_caller caller;
    char author[64];
    char mark_file[WW_PATH_MAX]; /* "" = nowhere to remember it: a passphrase without --head-file */
    bool known;                  /* something was remembered, */
    struct ww_audit_mark mark;   /* this */
};

/* Options of every command that comes in: --key-file, --head-file, --as, --purpose. */
#define WW_VAULT_DOOR_OPTIONS                                                                                  \
    {"key-file", "FILE",                                                                                       \
     "the vault's key, in a file outside the workspace (else a passphrase is asked for)", false},              \
        {"head-file", "FILE",                                                                                  \
         "where the end of the audit log is remembered, outside the workspace (default: beside the key file)", \
         false},                                                                                               \
        {"as", "NAME", "who is asking, for the audit log (default: the system's name for you)", false},        \
    {                                                                                                          \
        "purpose", "TEXT", "why, for the audit log", false                                                     \
    }

/* The caller's texts live in the door, which must not move. */
enum ww_rc WW_MUST_CHECK ww_vault_door_caller(const struct ww_cli *cli, struct ww_vault_door *door,
                                              struct ww_err *err);
/* A key: from the file that `option` names, else of a passphrase. `fresh`: a new one; the file is made where it is not
 * there. */
enum ww_rc WW_MUST_CHECK ww_vault_door_key(const struct ww_cli *cli, struct ww_workspace *workspace,
                                           const char *option, bool fresh, struct ww_secret **out,
                                           struct ww_err *err);
/* workspace: open for writing. `forgiving`: the remembered end of the log is not asked for (vault close). */
enum ww_rc WW_MUST_CHECK ww_vault_door_open(const struct ww_cli *cli, struct ww_workspace *workspace,
                                            bool forgiving, struct ww_vault_door *out, struct ww_err *err);
/* Remembers the log's end and closes. Returns rc, or when that is WW_OK what went wrong here. */
enum ww_rc ww_vault_door_close(struct ww_vault_door *door, enum ww_rc rc, struct ww_err *err);

#endif
