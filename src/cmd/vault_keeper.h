// SPDX-License-Identifier: Apache-2.0
#ifndef WW_CMD_VAULT_KEEPER_H
#define WW_CMD_VAULT_KEEPER_H

#include "cmd/vault_door.h"
#include "intake/identities.h"

/* The vault as the keeper of an import's identities: what joins two layers that do not know each other. */
struct ww_vault_keeper {
    struct ww_import_keeper keeper;
    struct ww_vault_door *door;
    struct ww_identity *identities; /* one a person of the delivery */
    size_t n_kept;
};

/* The door is open and stays the caller's. */
void ww_vault_keeper_init(struct ww_vault_door *door, struct ww_vault_keeper *out);
void ww_vault_keeper_free(struct ww_vault_keeper *keeper);

#endif
