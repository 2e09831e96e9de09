// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>
#include <stdio.h>

#include "base/time.h"
#include "cmd/say.h"
#include "cmd/vault_people.h"

/* --- making, opening, closing --------------------------------------------------------------------------- */

static void print_remembered(const struct ww_vault_door *door)
{
    if (door->mark_file[0])
        ww_say(stdout, "The end of the audit log is remembered in %s.\n", door->mark_file);
    else
        puts(
            "The end of the audit log is not remembered anywhere: with --head-file FILE it would be, and a log that was "
            "rolled back would be found out.");
}

static enum ww_rc run_make(const struct ww_cli *cli, struct ww_workspace *workspace,
                           struct ww_vault_door *door, struct ww_err *err)
{
    struct ww_secret *key = NULL;
    bool there = false;
    enum ww_rc rc = ww_vault_door_caller(cli, door, err);
    if (!rc)
        rc = ww_vault_exists(ww_workspace_db(workspace), &there, err);
    if (!rc && there)
        rc = ww_fail(err, WW_E_CONFLICT,
                     "This workspace has a vault already. 'watchward vault rekey' changes its key.");
    if (!rc)
        rc = ww_vault_door_key(cli, workspace, "key-file", true, &key, err);
    if (!rc)
        rc = ww_vault_make(ww_workspace_db(workspace), key, &door->caller, err);
    ww_secret_free(&key);
    if (!rc && !ww_cli_option(cli, "key-file"))
        puts(
            "The vault is made. Nobody can open it without the passphrase: keep it where a successor can find it.");
    if (rc || !ww_cli_option(cli, "key-file"))
        return rc;
    rc = ww_vault_door_open(cli, workspace, false, door, err); /* and remember the end of its log */
    if (!rc) {
        ww_say(
            stdout,
            "The vault is made. Its key is %s: keep a copy of it somewhere safe and apart from the workspace. Without it "
            "nobody can open the vault.\n",
            ww_cli_option(cli, "key-file"));
        print_remembered(door);
    }
    return rc;
}

static enum ww_rc run_open(const struct ww_cli *cli, struct ww_workspace *workspace,
                           struct ww_vault_door *door, struct ww_err *err)
{
    struct ww_vault_count *counts = NULL;
    size_t n = 0;
    struct ww_arena *arena = ww_arena_new(0);
    enum ww_rc rc = arena ? ww_vault_counts(door->db, arena, &counts, &n, err) : ww_fail_nomem(err);
    (void)cli;
    (void)workspace;
    if (!rc)
        puts("The key opens the vault; its audit log is whole.");
    for (size_t i = 0; !rc && i < n; i++) {
        char day[32];
        ww_day_print_words((int32_t)ww_day_of_second(counts[i].last_kept), day);
        ww_say(stdout, "  %s: %s, last delivered on %s\n", counts[i].source,
               ww_counted(counts[i].identities, "identity", "identities").text, day);
    }
    if (!rc && !n)
        puts("  It holds no identities.");
    if (!rc)
        print_remembered(door);
    ww_arena_free(&arena);
    return rc;
}

static enum ww_rc log_given_up(struct ww_vault_door *door, struct ww_err *err)
{
    char detail[160], head[65];
    int64_t number = 0;
    enum ww_rc rc = ww_audit_head(door->db, &number, head, err);
    if (rc)
        return rc;
    snprintf(detail, sizeof detail,
             "the remembered end of the log (row %lld) was given up; it ended at row %lld",
             (long long)(door->known ? door->mark.number : 0), (long long)number);
    const struct ww_audit_row row = {.second = door->caller.second,
                                     .author = door->author,
                                     .act = WW_AUDIT_ALTER,
                                     .object = "audit",
                                     .purpose = door->caller.purpose,
                                     .recipient = "",
                                     .detail = detail};
    rc = ww_db_begin(door->db, err);
    if (!rc && !(rc = ww_audit_add(door->db, &row, err)))
        rc = ww_db_commit(door->db, err);
    if (rc)
        ww_db_rollback(door->db);
    return rc;
}

static enum ww_rc run_close(const struct ww_cli *cli, struct ww_workspace *workspace,
                            struct ww_vault_door *door, struct ww_err *err)
{
    (void)cli;
    (void)workspace;
    if (!door->mark_file[0] || !ww_file_exists(door->mark_file)) {
        puts(
            "Nothing to close: no command keeps the vault open, and no end of the audit log is remembered here.");
        return WW_OK;
    }
    enum ww_rc rc = log_given_up(door, err);
    if (!rc)
        rc = ww_head_file_remove(door->mark_file, err);
    if (!rc)
        ww_say(
            stdout,
            "The remembered end of the audit log was given up, and the log says so. The next command that opens the "
            "vault remembers it anew in %s.\n",
            door->mark_file);
    door->mark_file[0] = '\0'; /* not again on the way out */
    return rc;
}

static enum ww_rc run_rekey(const struct ww_cli *cli, struct ww_workspace *workspace,
                            struct ww_vault_door *door, struct ww_err *err)
{
    struct ww_secret *key = NULL;
    const char *file = ww_cli_option(cli, "new-key-file");
    enum ww_rc rc = ww_vault_door_key(cli, workspace, "new-key-file", true, &key, err);
    if (!rc)
        rc = ww_vault_rekey(door->vault, &door->caller, key, err);
    ww_secret_free(&key);
    if (rc)
        return rc;
    if (door->mark_file[0] && file && !ww_cli_option(cli, "head-file")) { /* beside the new key from now on */
        uint8_t salt[WW_SALT_BYTES];
        rc = ww_head_file_remove(door->mark_file, err);
        if (!rc)
            rc = ww_vault_salt(door->db, salt, err);
        if (!rc)
            rc = ww_head_file_name(file, salt, door->mark_file, err);
        door->known = false;
    }
    puts(
        "Everything in the vault is sealed anew; the old key opens it no more. Copies of the workspace made before still "
        "open with it.");
    return rc;
}

/* --- the log, and whether all is whole ------------------------------------------------------------------ */

static void print_row(const struct ww_audit_row *row)
{
    char when[24];
    ww_second_print_iso(row->second, when);
    ww_say(stdout, "%lld %s %s %s %s", (long long)row->number, when, row->author, ww_audit_acts[row->act],
           row->object);
    if (row->detail[0])
        ww_say(stdout, ": %s", row->detail);
    if (row->purpose[0])
        ww_say(stdout, " (%s)", row->purpose);
    if (row->recipient[0])
        ww_say(stdout, " to %s", row->recipient);
    putchar('\n');
}

static enum ww_rc run_log(const struct ww_cli *cli, struct ww_workspace *workspace,
                          struct ww_vault_door *door, struct ww_err *err)
{
    const char *object = ww_cli_option(cli, "object");
    struct ww_audit_row *rows = NULL;
    size_t n = 0;
    struct ww_arena *arena = ww_arena_new(0);
    (void)door;
    enum ww_rc rc = arena ? ww_audit_check(ww_workspace_db(workspace), NULL, NULL, NULL, err)
                          : ww_fail_nomem(err);
    if (!rc)
        rc = ww_audit_list(ww_workspace_db(workspace), object ? object : "", arena, &rows, &n, err);
    for (size_t i = 0; !rc && i < n; i++)
        print_row(&rows[i]);
    if (!rc && !n)
        puts("The audit log has no such rows.");
    ww_arena_free(&arena);
    return rc;
}

static enum ww_rc run_check(const struct ww_cli *cli, struct ww_workspace *workspace,
                            struct ww_vault_door *door, struct ww_err *err)
{
    uint64_t rows = 0, identities = 0;
    (void)cli;
    (void)workspace;
    enum ww_rc rc = ww_vault_verify(door->vault, &identities, err);
    if (!rc)
        rc = ww_audit_check(door->db, NULL, &rows, NULL, err);
    if (rc)
        return rc;
    printf("%s: every sealed field is as it was written.\n",
           ww_counted(identities, "identity", "identities").text);
    printf("The audit log has %s and is whole", ww_counted(rows, "row", "rows").text);
    if (door->known)
        printf("; row %lld, the last that was seen, is in it", (long long)door->mark.number);
    puts(".");
    return WW_OK;
}

/* --- the command ------------------------------------------------------------------------------------------ */

struct subcommand {
    const char *name, *arguments;
    size_t n_arguments; /* behind the name */
    bool enters;        /* the door is opened first */
    bool forgiving;
    enum ww_rc (*run)(const struct ww_cli *cli, struct ww_workspace *workspace, struct ww_vault_door *door,
                      struct ww_err *err);
};

static const struct subcommand subcommands[] = {
    {.name = "make", .arguments = "", .run = run_make},
    {.name = "open", .arguments = "", .enters = true, .run = run_open},
    {.name = "close", .arguments = "", .enters = true, .forgiving = true, .run = run_close},
    {.name = "rekey", .arguments = " --new-key-file FILE", .enters = true, .run = run_rekey},
    {.name = "find", .arguments = " FIELD", .n_arguments = 1, .enters = true, .run = ww_vault_run_find},
    {.name = "show",
     .arguments = " SOURCE PSEUDONYM",
     .n_arguments = 2,
     .enters = true,
     .run = ww_vault_run_show},
    {.name = "erase",
     .arguments = " SOURCE PSEUDONYM",
     .n_arguments = 2,
     .enters = true,
     .run = ww_vault_run_erase},
    {.name = "expire", .arguments = "", .enters = true, .run = ww_vault_run_expire},
    {.name = "log", .arguments = "", .run = run_log},
    {.name = "check", .arguments = "", .enters = true, .run = run_check},
};
#define N_SUBCOMMANDS (sizeof subcommands / sizeof subcommands[0])

static enum ww_rc find_subcommand(const struct ww_cli *cli, const struct subcommand **out, struct ww_err *err)
{
    for (size_t i = 0; i < N_SUBCOMMANDS; i++) {
        const struct subcommand *s = &subcommands[i];
        if (!ww_str_eqz(ww_str_of(cli->arguments[0]), s->name))
            continue;
        *out = s;
        if (cli->n_arguments == s->n_arguments + 1)
            return WW_OK;
        return ww_fail(err, WW_E_USAGE, "Use it like this: 'watchward vault %s%s'.", s->name, s->arguments);
    }
    return ww_fail(
        err, WW_E_USAGE,
        "'vault' does not know '%.40s'; it knows make, open, close, rekey, find, show, erase, expire, log, check.",
        cli->arguments[0]);
}

static enum ww_rc run(const struct ww_cli *cli, struct ww_err *err)
{
    const struct subcommand *subcommand = NULL;
    struct ww_workspace *workspace = NULL;
    struct ww_vault_door door = {0};
    enum ww_rc rc = find_subcommand(cli, &subcommand, err);
    if (!rc)
        rc = ww_workspace_open(cli->workspace, true, NULL, &workspace, err);
    if (!rc) {
        if (subcommand->enters)
            rc = ww_vault_door_open(cli, workspace, subcommand->forgiving, &door, err);
        if (!rc)
            rc = subcommand->run(cli, workspace, &door, err);
        rc = ww_vault_door_close(&door, rc, err);
    }
    ww_workspace_close(&workspace);
    return rc;
}

static const struct ww_option options[] = {
    WW_VAULT_DOOR_OPTIONS,
    {"new-key-file", "FILE",
     "rekey: the new key; made where it is not there (else a passphrase is asked for)", false},
    {"object", "OBJECT", "log: only rows about this, such as person/3f2a9c0d11e4b782", false},
};

const struct ww_command ww_command_vault = {
    .name = "vault",
    .arguments = "WHAT ...",
    .summary = "Keep identities sealed, look one up, erase, and see who did",
    .details =
        "make                     make the vault; with --key-file, make its key too\n"
        "open                     see that the key is right and the log whole, and how many identities there are\n"
        "close                    give up the remembered end of the audit log (after a restore from a backup); the\n"
        "                         log says so. No command leaves the vault open, so there is nothing else to close\n"
        "rekey                    seal everything anew under another key\n"
        "find FIELD               pseudonyms whose forename, surname, former_name, born, sex, address, postcode or\n"
        "                         agency_id is the line on standard input\n"
        "show SOURCE PSEUDONYM    one identity, and its roles in that source\n"
        "erase SOURCE PSEUDONYM   erase one identity, its index and its links\n"
        "expire                   erase what was last delivered longer ago than its source's retention_days\n"
        "log                      the audit log; needs no key, for it holds no names\n"
        "check                    open every sealed field, show none\n\n"
        "The key is a file outside the workspace or a passphrase typed at the terminal; never an argument.\n"
        "Every look at a person is logged. docs/reference/vault.md says what is kept, and what stays readable.",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .min_arguments = 1,
    .max_arguments = 3,
    .run = run,
};
