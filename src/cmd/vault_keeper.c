// SPDX-License-Identifier: Apache-2.0
#include "cmd/vault_keeper.h"

#include <stdlib.h>

#include "base/checked.h"

static int field_of(const char *column)
{
    for (int i = 0; i < WW_IDENTITY_FIELDS; i++)
        if (ww_str_eqz(ww_str_of(column), ww_identity_names[i]))
            return i;
    return -1;
}

static bool knows(void *context, const char *column)
{
    (void)context;
    return field_of(column) >= 0;
}

static enum ww_rc find_role(const struct ww_import_persons *persons, enum ww_person_role *out, bool *has,
                            struct ww_err *err)
{
    *has = persons->role != NULL;
    if (!*has)
        return WW_OK;
    for (int i = 0; i < WW_PERSON_ROLES; i++)
        if (ww_str_eqz(ww_str_of(persons->role), ww_person_roles[i])) {
            *out = (enum ww_person_role)i;
            return WW_OK;
        }
    return ww_fail(
        err, WW_E_INPUT,
        "The descriptor of %s says person_role \"%.40s\"; roles are victim, suspect, offender, client, at risk.",
        persons->source, persons->role);
}

static enum ww_rc name(void *context, struct ww_import_persons *persons, struct ww_err *err)
{
    struct ww_vault_keeper *k = context;
    enum ww_person_role role = WW_ROLE_CLIENT;
    bool has_role = false;
    enum ww_rc rc = find_role(persons, &role, &has_role, err);
    k->identities = rc ? NULL : ww_new_array(persons->count + 1, sizeof *k->identities);
    if (!k->identities)
        return rc ? rc : ww_fail_nomem(err);
    for (size_t i = 0; i < persons->count; i++) {
        const struct ww_import_person *person = &persons->items[i];
        struct ww_identity *identity = &k->identities[i];
        *identity = (struct ww_identity){.source = persons->source,
                                         .has_role = has_role && person->has_days,
                                         .role = role,
                                         .first_day = person->first_day,
                                         .last_day = person->last_day};
        for (size_t c = 0; c < persons->n_columns; c++)
            identity->fields[field_of(persons->columns[c])] = person->fields[c];
    }
    rc = ww_vault_name(k->door->vault, k->identities, persons->count, err);
    for (size_t i = 0; !rc && i < persons->count; i++)
        ww_str_copy(ww_str_of(k->identities[i].pseudonym), persons->items[i].pseudonym,
                    sizeof persons->items[i].pseudonym);
    return rc;
}

static enum ww_rc keep(void *context, const struct ww_import_persons *persons, struct ww_err *err)
{
    struct ww_vault_keeper *k = context;
    k->n_kept = 0;
    for (size_t i = 0; i < persons->count; i++)
        if (persons->items[i].kept)
            k->identities[k->n_kept++] = k->identities[i];
    return ww_vault_keep(k->door->vault, &k->door->caller, k->identities, k->n_kept, err);
}

void ww_vault_keeper_init(struct ww_vault_door *door, struct ww_vault_keeper *out)
{
    *out = (struct ww_vault_keeper){.door = door,
                                    .keeper = {.context = out, .knows = knows, .name = name, .keep = keep}};
}

void ww_vault_keeper_free(struct ww_vault_keeper *keeper)
{
    free(keeper->identities);
    keeper->identities = NULL;
}
