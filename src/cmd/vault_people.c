// SPDX-License-Identifier: Apache-2.0
/* What is looked for is read from standard input, never from the command line, where other users of the machine can see it
 * and the shell keeps it. */
#include "cmd/vault_people.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/time.h"
#include "cmd/say.h"
#include "cmd/session.h"

/* --- find and show ------------------------------------------------------------------------------------ */

static enum ww_rc find_field(const char *name, enum ww_identity_field *out, struct ww_err *err)
{
    for (int i = 0; i < WW_IDENTITY_FIELDS; i++)
        if (ww_str_eqz(ww_str_of(name), ww_identity_names[i])) {
            *out = (enum ww_identity_field)i;
            return WW_OK;
        }
    return ww_fail(
        err, WW_E_USAGE,
        "'%.40s' is no field of an identity; they are forename, surname, former_name, born, sex, address, "
        "postcode, agency_id.",
        name);
}

static enum ww_rc read_value(const char *field, struct ww_secret *into, size_t *len, struct ww_err *err)
{
    char *room = (char *)ww_secret_bytes(into, NULL), c = '\0';
    if (isatty(STDIN_FILENO))
        fprintf(stderr, "%s: ", field);
    *len = 0;
    for (ssize_t n; (n = read(STDIN_FILENO, &c, 1)) != 0 && c != '\n';) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 || *len == WW_IDENTITY_BYTES_MAX)
            return ww_fail(err, WW_E_USAGE, "The value could not be read: one line of %d bytes at most.",
                           WW_IDENTITY_BYTES_MAX);
        room[(*len)++] = c;
    }
    return WW_OK;
}

static void print_found(const struct ww_vault_found *found, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ww_say(stdout, "%s %s\n", found[i].source, found[i].pseudonym);
    printf("%s.\n", n ? ww_counted(n, "identity found", "identities found").text : "No identity found");
}

enum ww_rc ww_vault_run_find(const struct ww_cli *cli, struct ww_workspace *workspace,
                             struct ww_vault_door *door, struct ww_err *err)
{
    (void)workspace;
    enum ww_identity_field field = WW_IDENTITY_SURNAME;
    struct ww_secret *value = NULL;
    struct ww_vault_found *found = NULL;
    size_t len = 0, n = 0;
    struct ww_arena *arena = ww_arena_new(0);
    enum ww_rc rc = arena ? find_field(cli->arguments[1], &field, err) : ww_fail_nomem(err);
    if (!rc)
        rc = ww_secret_new(WW_IDENTITY_BYTES_MAX, &value, err);
    if (!rc)
        rc = read_value(cli->arguments[1], value, &len, err);
    if (!rc)
        rc = ww_vault_find(door->vault, &door->caller, field,
                           (struct ww_str){(const char *)ww_secret_bytes(value, NULL), len}, arena, &found,
                           &n, err);
    if (!rc)
        print_found(found, n);
    ww_secret_free(&value);
    ww_arena_free(&arena);
    return rc;
}

static void print_identity(const struct ww_identity *identity)
{
    for (int f = 0; f < WW_IDENTITY_FIELDS; f++) {
        if (!identity->fields[f].len)
            continue;
        printf("%-12s", ww_identity_names[f]);
        ww_say_text(stdout, identity->fields[f]);
        putchar('\n');
    }
}

static void print_role(const struct ww_person_role_row *role)
{
    char first[32], last[32];
    ww_day_print_words(role->first_day, first);
    ww_day_print_words(role->last_day, last);
    if (role->first_day == role->last_day)
        printf("%-12s%s\n", ww_person_roles[role->role], first);
    else
        printf("%-12s%s to %s\n", ww_person_roles[role->role], first, last);
}

enum ww_rc ww_vault_run_show(const struct ww_cli *cli, struct ww_workspace *workspace,
                             struct ww_vault_door *door, struct ww_err *err)
{
    (void)workspace;
    const char *source = cli->arguments[1], *pseudonym = cli->arguments[2];
    struct ww_identity identity;
    struct ww_person_role_row *roles = NULL;
    size_t n = 0;
    struct ww_arena *arena = ww_arena_new(0);
    enum ww_rc rc = arena ? ww_vault_roles(door->vault, &door->caller, source, pseudonym, arena, &roles, &n,
                                           err)
                          : ww_fail_nomem(err);
    if (!rc)
        rc = ww_vault_get(door->vault, &door->caller, source, pseudonym, &identity, err);
    if (!rc) {
        print_identity(&identity);
        for (size_t i = 0; i < n; i++)
            print_role(&roles[i]);
    }
    ww_arena_free(&arena);
    return rc;
}

/* --- erase and expire --------------------------------------------------------------------------------- */

enum ww_rc ww_vault_run_erase(const struct ww_cli *cli, struct ww_workspace *workspace,
                              struct ww_vault_door *door, struct ww_err *err)
{
    (void)workspace;
    enum ww_rc rc = ww_vault_erase(door->vault, &door->caller, cli->arguments[1], cli->arguments[2], err);
    if (!rc)
        ww_say(
            stdout,
            "Erased: identity, index and links of %s in %s are gone. Evidence still counts its records, under a "
            "pseudonym that leads nowhere. Backups of the workspace are yours to see to.\n",
            cli->arguments[2], cli->arguments[1]);
    return rc;
}

#define DAY_SECONDS INT64_C(86400)

static enum ww_rc expire_source(const struct ww_vault_count *count, const struct ww_descriptor *descriptor,
                                struct ww_vault_door *door, struct ww_err *err)
{
    char day[32];
    uint64_t n = 0;
    if (!descriptor || !descriptor->retention_days) {
        ww_say(stdout, "%s: no retention_days in its descriptor; %s kept without end.\n", count->source,
               ww_counted(count->identities, "identity is", "identities are").text);
        return WW_OK;
    }
    int64_t before = (ww_day_of_second(door->caller.second) - descriptor->retention_days) * DAY_SECONDS;
    enum ww_rc rc = ww_vault_expire(door->vault, &door->caller, count->source, before, &n, err);
    if (rc)
        return rc;
    ww_day_print_words((int32_t)(before / DAY_SECONDS), day);
    ww_say(stdout, "%s: %s (last delivered before %s, %d days ago); %s.\n", count->source,
           ww_counted(n, "identity erased", "identities erased").text, day, descriptor->retention_days,
           ww_counted(count->identities - n, "is kept", "are kept").text);
    return WW_OK;
}

enum ww_rc ww_vault_run_expire(const struct ww_cli *cli, struct ww_workspace *workspace,
                               struct ww_vault_door *door, struct ww_err *err)
{
    struct ww_sources sources = {0};
    struct ww_vault_count *counts = NULL;
    size_t n = 0;
    struct ww_arena *arena = ww_arena_new(0);
    enum ww_rc rc = arena ? ww_session_sources(cli, workspace, &sources, err) : ww_fail_nomem(err);
    if (!rc)
        rc = ww_vault_counts(door->db, arena, &counts, &n, err);
    for (size_t i = 0; !rc && i < n; i++)
        rc = expire_source(&counts[i], ww_sources_find(&sources, counts[i].source), door, err);
    if (!rc && !n)
        puts("The vault holds no identities.");
    ww_sources_free(&sources);
    ww_arena_free(&arena);
    return rc;
}
