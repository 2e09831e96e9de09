// SPDX-License-Identifier: Apache-2.0
#include "cmd/vault_door.h"

#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#include "base/time.h"
#include "cmd/passphrase.h"
#include "cmd/say.h"

enum ww_rc ww_vault_door_caller(const struct ww_cli *cli, struct ww_vault_door *door, struct ww_err *err)
{
    const char *name = ww_cli_option(cli, "as"), *purpose = ww_cli_option(cli, "purpose");
    const struct passwd *user = name ? NULL : getpwuid(getuid());
    if (!name)
        name = user ? user->pw_name : "";
    if (!*name)
        return ww_fail(err, WW_E_USAGE, "The system has no name for you. Say who is asking: --as NAME.");
    if (!ww_str_copy(ww_str_of(name), door->author, sizeof door->author))
        return ww_fail(err, WW_E_USAGE, "--as takes a name of %zu bytes at most.", sizeof door->author - 1);
    door->caller = (struct ww_caller){door->author, purpose ? purpose : "", ww_london_of_utc(cli->now)};
    return WW_OK;
}

static enum ww_rc key_of_passphrase(struct ww_workspace *workspace, bool fresh, struct ww_secret **out,
                                    struct ww_err *err)
{
    uint8_t salt[WW_SALT_BYTES];
    struct ww_secret *typed = NULL;
    size_t len = 0;
    enum ww_rc rc = ww_vault_salt(ww_workspace_db(workspace), salt, err);
    if (!rc)
        rc = ww_passphrase_ask(fresh ? "New passphrase for the vault" : "Passphrase of the vault", fresh,
                               &typed, &len, err);
    if (!rc)
        rc = ww_secret_of_passphrase((struct ww_str){(const char *)ww_secret_bytes(typed, NULL), len}, salt,
                                     out, err);
    ww_secret_free(&typed);
    return rc;
}

enum ww_rc ww_vault_door_key(const struct ww_cli *cli, struct ww_workspace *workspace, const char *option,
                             bool fresh, struct ww_secret **out, struct ww_err *err)
{
    const char *file = ww_cli_option(cli, option);
    if (!file)
        return key_of_passphrase(workspace, fresh, out, err);
    enum ww_rc rc = ww_key_file_outside(ww_workspace_path(workspace), file, err);
    if (rc)
        return rc;
    return fresh && !ww_file_exists(file) ? ww_key_file_make(file, out, err)
                                          : ww_key_file_read(file, out, err);
}

/* Where the end of the log is remembered, and what is there. */
static enum ww_rc find_mark(const struct ww_cli *cli, struct ww_workspace *workspace, bool forgiving,
                            struct ww_vault_door *door, struct ww_err *err)
{
    uint8_t salt[WW_SALT_BYTES];
    const char *beside = ww_cli_option(cli, "head-file");
    if (!beside)
        beside = ww_cli_option(cli, "key-file");
    if (!beside)
        return WW_OK;
    enum ww_rc rc = ww_key_file_outside(ww_workspace_path(workspace), beside, err);
    if (!rc)
        rc = ww_vault_salt(door->db, salt, err);
    if (!rc)
        rc = ww_head_file_name(beside, salt, door->mark_file, err);
    if (rc)
        return rc;
    rc = ww_head_file_read(door->mark_file, &door->known, &door->mark, err);
    if (rc == WW_E_DAMAGED && forgiving) {
        door->known = false;
        rc = WW_OK;
    }
    return rc;
}

enum ww_rc ww_vault_door_open(const struct ww_cli *cli, struct ww_workspace *workspace, bool forgiving,
                              struct ww_vault_door *out, struct ww_err *err)
{
    struct ww_secret *key = NULL;
    bool there = false;
    *out = (struct ww_vault_door){.db = ww_workspace_db(workspace)};
    enum ww_rc rc = ww_vault_exists(out->db, &there, err);
    if (!rc && !there)
        rc = ww_fail(
            err, WW_E_NOT_FOUND,
            "This workspace has no vault yet. Make one with 'watchward vault make --key-file FILE'.");
    if (!rc)
        rc = ww_vault_door_caller(cli, out, err);
    if (!rc)
        rc = find_mark(cli, workspace, forgiving, out, err);
    if (!rc)
        rc = ww_vault_door_key(cli, workspace, "key-file", false, &key, err);
    if (!rc)
        rc = ww_vault_open(out->db, key, out->known && !forgiving ? out->mark.hash : NULL, &out->vault, err);
    ww_secret_free(&key);
    return rc;
}

static enum ww_rc remember(struct ww_vault_door *door, struct ww_err *err)
{
    struct ww_audit_mark mark = {0};
    enum ww_rc rc = ww_audit_head(door->db, &mark.number, mark.hash, err);
    if (rc || (door->known && ww_str_eqz(ww_str_of(mark.hash), door->mark.hash)))
        return rc;
    return ww_head_file_write(door->mark_file, &mark, err);
}

enum ww_rc ww_vault_door_close(struct ww_vault_door *door, enum ww_rc rc, struct ww_err *err)
{
    struct ww_err own = {0};
    enum ww_rc closing = door->vault && door->mark_file[0] ? remember(door, &own) : WW_OK;
    ww_vault_close(&door->vault);
    if (closing && rc)
        ww_say(stderr, "The end of the audit log could not be remembered: %s\n", own.message);
    if (closing && !rc) {
        *err = own;
        rc = closing;
    }
    return rc;
}
