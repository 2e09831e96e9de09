// SPDX-License-Identifier: Apache-2.0
/* Problem: each field of an identity is sealed by itself, so that the one asked for can be opened without the others; sealed
 * fields must not be exchangeable between people, and an exact value must be found without opening them all.
 *
 * Method: the text is padded to a multiple of 32 bytes (0x80, then zeros), then sealed; what it is authenticated with names
 * its source, pseudonym, field, and which fields the person has. The index holds keyed hashes of values made plain: those
 * of dates of birth, postcodes and agencies' numbers, of which no few are frequent.
 *
 * Edge cases: a value that was stored longer than WW_IDENTITY_BYTES_MAX is refused rather than cut. What is indexed is equal
 * for equal values, so who has the database without the key can see that two people share a postcode, not which. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "people/vault_parts.h"

#define PAD_MARK 0x80

/* --- values made plain -------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool without_blanks(enum ww_identity_field field)
{
    return field == WW_IDENTITY_POSTCODE || field == WW_IDENTITY_AGENCY_ID;
}

size_t ww_vault_plain(enum ww_identity_field field, struct ww_str value, char *out)
{
    size_t len = 0;
    int32_t day;
    assert(value.len <= WW_IDENTITY_BYTES_MAX);
    value = ww_str_trim(value);
    if (field == WW_IDENTITY_BORN && ww_parse_date(value, &day)) {
        ww_day_print_iso(day, out);
        return strlen(out);
    }
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        if (is_blank(c)) {
            if (!without_blanks(field) && !is_blank(value.ptr[i - 1]))
                out[len++] = ' ';
        } else {
            out[len++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        }
    }
    return len;
}

/* --- the index ---------------------------------------------------------------------------------------- */

bool ww_vault_indexed(enum ww_identity_field field)
{
    return field == WW_IDENTITY_BORN || field == WW_IDENTITY_POSTCODE || field == WW_IDENTITY_AGENCY_ID;
}

enum ww_rc ww_vault_blind(const struct ww_vault *vault, const struct ww_vault_keys *keys,
                          enum ww_identity_field field, struct ww_str value, uint8_t out[WW_BLIND_BYTES],
                          struct ww_err *err)
{
    char *room = (char *)ww_secret_bytes(vault->room, NULL);
    if (value.len > WW_IDENTITY_BYTES_MAX)
        return ww_fail(err, WW_E_INPUT, "A value of %s is longer than %d bytes.", ww_identity_names[field],
                       WW_IDENTITY_BYTES_MAX);
    room[0] = (char)('a' + (int)field); /* equal texts of two fields are not equal in the index */
    size_t len = 1 + ww_vault_plain(field, value, room + 1);
    enum ww_rc rc = ww_blind(keys->blind, (struct ww_str){room, len}, out, err);
    ww_wipe(room, len);
    return rc;
}

static enum ww_rc write_index(const struct ww_vault_writer *w, int64_t id, const struct ww_identity *identity,
                              struct ww_err *err)
{
    uint8_t blind[WW_BLIND_BYTES];
    ww_stmt_bind_i64(w->clear, 1, id);
    enum ww_rc rc = ww_stmt_run(w->clear, err);
    for (int f = 0; !rc && f < WW_IDENTITY_FIELDS; f++) {
        if (!ww_vault_indexed((enum ww_identity_field)f) || !identity->fields[f].len)
            continue;
        rc = ww_vault_blind(w->vault, w->keys, (enum ww_identity_field)f, identity->fields[f], blind, err);
        if (rc)
            break;
        ww_stmt_bind_i64(w->index, 1, id);
        ww_stmt_bind_i64(w->index, 2, f);
        ww_stmt_bind_bytes(w->index, 3, (struct ww_str){(const char *)blind, sizeof blind});
        rc = ww_stmt_run(w->index, err);
    }
    return rc;
}

/* --- sealing and opening ------------------------------------------------------------------------------ */

static struct ww_str about(const struct ww_vault_place *place, enum ww_identity_field field,
                           char out[WW_ABOUT_MAX])
{
    int len = snprintf(out, WW_ABOUT_MAX, "identity/%.*s/%s/%s/%02x", WW_SOURCE_CHARS, place->source,
                       place->pseudonym, ww_identity_names[field], place->present);
    assert(len > 0 && len < WW_ABOUT_MAX);
    return (struct ww_str){out, (size_t)len};
}

enum ww_rc ww_vault_seal_field(const struct ww_vault *vault, const struct ww_vault_keys *keys,
                               const struct ww_vault_place *place, enum ww_identity_field field,
                               struct ww_str value, uint8_t *out, size_t *len, struct ww_err *err)
{
    char text[WW_ABOUT_MAX];
    uint8_t *room = ww_secret_bytes(vault->room, NULL);
    if (value.len > WW_IDENTITY_BYTES_MAX)
        return ww_fail(err, WW_E_INPUT, "A value of %s is longer than %d bytes.", ww_identity_names[field],
                       WW_IDENTITY_BYTES_MAX);
    size_t padded = (value.len / WW_PAD_BYTES + 1) * WW_PAD_BYTES;
    memset(room, 0, padded);
    memcpy(room, value.ptr, value.len);
    room[value.len] = PAD_MARK;
    enum ww_rc rc = ww_seal(keys->seal, (struct ww_str){(const char *)room, padded},
                            about(place, field, text), out, err);
    ww_wipe(room, padded);
    *len = padded + WW_SEALED_OVERHEAD;
    return rc;
}

enum ww_rc ww_vault_open_field(const struct ww_vault *vault, const struct ww_vault_place *place,
                               enum ww_identity_field field, struct ww_str sealed, struct ww_str *out,
                               struct ww_err *err)
{
    char text[WW_ABOUT_MAX];
    uint8_t *room = ww_secret_bytes(vault->shown, NULL) + (size_t)field * WW_PADDED_MAX;
    if (sealed.len > WW_SEALED_MAX)
        sealed.len = 0; /* refused below, as altered */
    enum ww_rc rc = ww_unseal(vault->keys.seal, (const uint8_t *)sealed.ptr, sealed.len,
                              about(place, field, text), room, err);
    if (rc)
        return rc;
    size_t len = sealed.len - WW_SEALED_OVERHEAD;
    while (len && room[len - 1] == 0)
        len--;
    assert(len && room[len - 1] == PAD_MARK); /* authenticated: this program wrote it */
    *out = (struct ww_str){(const char *)room, len - 1};
    return WW_OK;
}

/* --- rows --------------------------------------------------------------------------------------------- */

enum ww_rc ww_vault_read_row(const struct ww_vault *vault, struct ww_stmt *stmt, struct ww_arena *arena,
                             struct ww_identity *out, struct ww_err *err)
{
    struct ww_str sealed[WW_IDENTITY_FIELDS];
    const char *pseudonym = ww_stmt_text(stmt, 2, arena);
    *out = (struct ww_identity){.source = ww_stmt_text(stmt, 1, arena)};
    if (!out->source || !pseudonym)
        return ww_fail_nomem(err);
    struct ww_vault_place place = {.source = out->source, .pseudonym = out->pseudonym};
    ww_str_copy(ww_str_of(pseudonym), out->pseudonym, sizeof out->pseudonym);
    for (int f = 0; f < WW_IDENTITY_FIELDS; f++) {
        sealed[f] = ww_stmt_bytes(stmt, WW_IDENTITY_FIRST_FIELD + f);
        place.present |= (unsigned)(sealed[f].ptr != NULL) << f;
    }
    enum ww_rc rc = WW_OK;
    for (int f = 0; !rc && f < WW_IDENTITY_FIELDS; f++)
        if (sealed[f].ptr)
            rc = ww_vault_open_field(vault, &place, (enum ww_identity_field)f, sealed[f], &out->fields[f],
                                     err);
    return rc;
}

enum ww_rc ww_vault_writer_init(const struct ww_vault *vault, const struct ww_vault_keys *keys,
                                struct ww_vault_writer *out, struct ww_err *err)
{
    *out = (struct ww_vault_writer){.vault = vault, .keys = keys};
    enum ww_rc rc = ww_stmt_new(
        vault->db,
        "UPDATE identity SET forename = ?, surname = ?, former_name = ?, born = ?, sex = ?, address = ?, postcode = ?, "
        "agency_id = ? WHERE id = ?",
        &out->fields, err);
    if (!rc)
        rc = ww_stmt_new(vault->db, "DELETE FROM identity_index WHERE identity = ?", &out->clear, err);
    if (!rc)
        rc = ww_stmt_new(vault->db, "INSERT INTO identity_index (identity, field, blind) VALUES (?, ?, ?)",
                         &out->index, err);
    return rc;
}

void ww_vault_writer_free(struct ww_vault_writer *writer)
{
    ww_stmt_free(&writer->fields);
    ww_stmt_free(&writer->clear);
    ww_stmt_free(&writer->index);
}

enum ww_rc ww_vault_write_fields(const struct ww_vault_writer *writer, int64_t id,
                                 const struct ww_identity *identity, struct ww_err *err)
{
    uint8_t sealed[WW_SEALED_MAX];
    size_t len = 0;
    enum ww_rc rc = WW_OK;
    struct ww_vault_place place = {.source = identity->source, .pseudonym = identity->pseudonym};
    for (int f = 0; f < WW_IDENTITY_FIELDS; f++)
        place.present |= (unsigned)(identity->fields[f].len > 0) << f;
    for (int f = 0; !rc && f < WW_IDENTITY_FIELDS; f++) {
        if (!identity->fields[f].len)
            continue; /* stays NULL */
        rc = ww_vault_seal_field(writer->vault, writer->keys, &place, (enum ww_identity_field)f,
                                 identity->fields[f], sealed, &len, err);
        if (!rc)
            ww_stmt_bind_bytes(writer->fields, f + 1, (struct ww_str){(const char *)sealed, len});
    }
    if (!rc) {
        ww_stmt_bind_i64(writer->fields, WW_IDENTITY_FIELDS + 1, id);
        rc = ww_stmt_run(writer->fields, err);
    }
    return rc ? rc : write_index(writer, id, identity, err);
}
