// SPDX-License-Identifier: Apache-2.0
/* The category tree, read from JSON into flat arrays: nodes in printed order (a parent before its children)
 * and, for each vocabulary, a hash table from folded text to node. Folding makes ASCII letters small, trims, and
 * turns runs of blanks into one, because suppliers change case and spacing between downloads. */
#include "evidence/categories.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/checked.h"
#include "base/file.h"
#include "base/hash.h"

#define FILE_MAX  ((size_t)16 << 20)
#define ARENA_MAX ((size_t)64 << 20)
#define TEXT_MAX  256
#define DEPTH_MAX 8
#define HASH_SEED 0x57617463u /* of a file of our own, not of user data: any constant will do */

struct entry {
    const char *folded; /* NULL = free */
    int node;
};

struct vocabulary {
    const char *name;
    struct entry *entries;
    size_t mask; /* entries - 1; a power of two */
};

struct ww_categories {
    struct ww_arena *arena;
    struct ww_category *nodes;
    size_t n_nodes;
    struct vocabulary *vocabularies;
    size_t n_vocabularies;
    struct vocabulary ids; /* id to node */
    char sha256[WW_SHA256_HEX];
};

/* --- folding and looking up ------------------------------------------------------------------------ */

/* Folded text into out, terminated; false when it does not fit. */
static bool fold(struct ww_str text, char out[TEXT_MAX], size_t *len)
{
    size_t n = 0;
    text = ww_str_trim(text);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '\t' || c == '\n' || c == '\r')
            c = ' ';
        if (c == ' ' && n && out[n - 1] == ' ')
            continue;
        if (n == TEXT_MAX - 1)
            return false;
        out[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    out[n] = '\0';
    *len = n;
    return true;
}

static struct entry *find_entry(const struct vocabulary *v, const char *folded, size_t len)
{
    size_t at = (size_t)ww_hash64(folded, len, HASH_SEED) & v->mask;
    while (v->entries[at].folded && !ww_str_eqz((struct ww_str){folded, len}, v->entries[at].folded))
        at = (at + 1) & v->mask;
    return &v->entries[at];
}

static const struct vocabulary *find_vocabulary(const struct ww_categories *c, const char *name)
{
    for (size_t i = 0; i < c->n_vocabularies; i++)
        if (ww_str_eqz(ww_str_of(name), c->vocabularies[i].name))
            return &c->vocabularies[i];
    return NULL;
}

static int look_up(const struct vocabulary *v, struct ww_str text)
{
    char folded[TEXT_MAX];
    size_t len;
    if (!v || !fold(text, folded, &len))
        return -1;
    const struct entry *entry = find_entry(v, folded, len);
    return entry->folded ? entry->node : -1;
}

int ww_categories_map(const struct ww_categories *categories, const char *vocabulary, struct ww_str text)
{
    return look_up(find_vocabulary(categories, vocabulary), text);
}

bool ww_categories_has_vocabulary(const struct ww_categories *categories, const char *vocabulary)
{
    return find_vocabulary(categories, vocabulary) != NULL;
}

int ww_categories_find(const struct ww_categories *categories, const char *id)
{
    return look_up(&categories->ids, ww_str_of(id));
}

size_t ww_categories_count(const struct ww_categories *categories)
{
    return categories->n_nodes;
}

const struct ww_category *ww_categories_at(const struct ww_categories *categories, size_t index)
{
    return &categories->nodes[index];
}

const char *ww_categories_sha256(const struct ww_categories *categories)
{
    return categories->sha256;
}

bool ww_categories_under(const struct ww_categories *categories, int node, int ancestor)
{
    while (node >= 0 && node != ancestor)
        node = categories->nodes[node].parent;
    return node >= 0;
}

/* --- loading -------------------------------------------------------------------------------------- */

static enum ww_rc bad(const char *path, struct ww_err *err, const char *what, const char *which)
{
    return ww_fail_at(err, WW_E_INPUT, path, 0, 0, "%s: '%.120s'. Mend the category tree.", what, which);
}

static bool make_table(struct ww_arena *arena, struct vocabulary *v, size_t items)
{
    size_t size = 8;
    while (size < items * 2)
        size *= 2;
    v->entries = ww_arena_alloc(arena, size, sizeof *v->entries);
    v->mask = size - 1;
    return v->entries != NULL;
}

static enum ww_rc add_entry(struct ww_categories *c, struct vocabulary *v, const char *text, int node,
                            const char *path, struct ww_err *err)
{
    char folded[TEXT_MAX];
    size_t len;
    if (!fold(ww_str_of(text), folded, &len) || !len)
        return bad(path, err, "A text is empty or longer than 255 bytes", text);
    struct entry *entry = find_entry(v, folded, len);
    if (entry->folded && entry->node != node)
        return bad(path, err, "A text or id is listed twice with different meanings", text);
    entry->folded = ww_arena_copy(c->arena, (struct ww_str){folded, len});
    entry->node = node;
    return entry->folded ? WW_OK : ww_fail_nomem(err);
}

/* A member's text, "" when it is not there; NULL when there is no memory. */
static const char *text_of(struct ww_categories *c, const json_t *object, const char *member)
{
    const char *text = json_string_value(json_object_get(object, member));
    return text ? ww_arena_copy(c->arena, ww_str_of(text)) : "";
}

static enum ww_rc read_node(struct ww_categories *c, const json_t *object, const char *path,
                            struct ww_err *err)
{
    struct ww_category *node = &c->nodes[c->n_nodes];
    *node = (struct ww_category){.id = text_of(c, object, "id"),
                                 .label = text_of(c, object, "label"),
                                 .alone = text_of(c, object, "alone"),
                                 .parent = -1,
                                 .cost = text_of(c, object, "cost"),
                                 .harm = text_of(c, object, "harm"),
                                 .concept = text_of(c, object, "concept"),
                                 .sanctioned = json_is_true(json_object_get(object, "sanctioned"))};
    if (!node->id || !node->label || !node->alone || !node->cost || !node->harm || !node->concept)
        return ww_fail_nomem(err);
    if (!node->id[0] || !node->label[0])
        return bad(path, err, "A node lacks an id or a label", node->id);
    if (ww_categories_find(c, node->id) >= 0)
        return bad(path, err, "Two nodes have one id", node->id);
    if (!node->alone[0])
        node->alone = node->label;
    const char *parent = json_string_value(json_object_get(object, "parent"));
    if (parent) {
        node->parent = ww_categories_find(c, parent);
        if (node->parent < 0)
            return bad(path, err, "A node's parent does not stand before it", node->id);
        node->depth = c->nodes[node->parent].depth + 1;
        if (node->depth > DEPTH_MAX)
            return bad(path, err, "The tree is deeper than 8 levels at", node->id);
    }
    enum ww_rc rc = add_entry(c, &c->ids, node->id, (int)c->n_nodes, path, err);
    c->n_nodes += rc == WW_OK;
    return rc;
}

static enum ww_rc read_nodes(struct ww_categories *c, const json_t *nodes, const char *path,
                             struct ww_err *err)
{
    size_t n = json_array_size(nodes);
    if (!n)
        return bad(path, err, "The file has no list of nodes under", "nodes");
    c->nodes = ww_arena_alloc(c->arena, n, sizeof *c->nodes);
    if (!c->nodes || !make_table(c->arena, &c->ids, n))
        return ww_fail_nomem(err);
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < n && !rc; i++)
        rc = read_node(c, json_array_get(nodes, i), path, err);
    return rc;
}

static enum ww_rc read_vocabulary(struct ww_categories *c, struct vocabulary *v, json_t *texts,
                                  const char *path, struct ww_err *err)
{
    if (!make_table(c->arena, v, json_object_size(texts)))
        return ww_fail_nomem(err);
    enum ww_rc rc = WW_OK;
    const char *text;
    json_t *id;
    json_object_foreach(texts, text, id)
    {
        const char *wanted = json_string_value(id);
        int node = wanted ? ww_categories_find(c, wanted) : -1;
        rc = node < 0 ? bad(path, err, "A text is mapped to a node that does not exist", text)
                      : add_entry(c, v, text, node, path, err);
        if (rc)
            break;
    }
    return rc;
}

static enum ww_rc read_vocabularies(struct ww_categories *c, json_t *all, const char *path,
                                    struct ww_err *err)
{
    c->vocabularies = ww_arena_alloc(c->arena, json_object_size(all), sizeof *c->vocabularies);
    if (!c->vocabularies)
        return ww_fail_nomem(err);
    enum ww_rc rc = WW_OK;
    const char *name;
    json_t *texts;
    json_object_foreach(all, name, texts)
    {
        struct vocabulary *v = &c->vocabularies[c->n_vocabularies++];
        v->name = ww_arena_copy(c->arena, ww_str_of(name));
        rc = v->name ? read_vocabulary(c, v, texts, path, err) : ww_fail_nomem(err);
        if (rc)
            break;
    }
    return rc;
}

static enum ww_rc read_file(struct ww_categories *c, const char *path, struct ww_err *err)
{
    struct ww_buf text = {.max = FILE_MAX};
    uint8_t digest[WW_SHA256_BYTES];
    enum ww_rc rc = ww_file_read(path, &text, err);
    if (!rc && ww_sha256_of(text.data, text.len, digest) != WW_OK)
        rc = ww_fail_nomem(err);
    if (rc) {
        ww_buf_free(&text);
        return rc;
    }
    ww_hex(digest, sizeof digest, c->sha256);
    json_error_t error;
    struct ww_str json = ww_buf_view(&text); /* of an empty file too, whose data is NULL */
    json_t *root = json_loadb(json.ptr, json.len, JSON_REJECT_DUPLICATES, &error);
    ww_buf_free(&text);
    if (!root)
        return ww_fail_at(err, WW_E_INPUT, path, (uint64_t)error.line, (uint64_t)error.column,
                          "The category tree is not valid JSON: %s.", error.text);
    rc = read_nodes(c, json_object_get(root, "nodes"), path, err);
    if (!rc)
        rc = read_vocabularies(c, json_object_get(root, "vocabularies"), path, err);
    json_decref(root);
    return rc;
}

enum ww_rc ww_categories_load(const char *path, struct ww_categories **out, struct ww_err *err)
{
    struct ww_categories *c = ww_new_array(1, sizeof *c);
    if (!c)
        return ww_fail_nomem(err);
    c->arena = ww_arena_new(ARENA_MAX);
    enum ww_rc rc = c->arena ? read_file(c, path, err) : ww_fail_nomem(err);
    if (rc)
        ww_categories_free(&c);
    else
        *out = c;
    return rc;
}

void ww_categories_free(struct ww_categories **categories)
{
    if (!categories || !*categories)
        return;
    ww_arena_free(&(*categories)->arena);
    free(*categories);
    *categories = NULL;
}
