// SPDX-License-Identifier: Apache-2.0
/* An analyst's commentary, from CommonMark to HTML that cannot do harm.
 *
 * Problem: commentary is written by hand, pasted from elsewhere and published in a page. Method: libcmark parses
 * it; before it is rendered, the tree is made safe: raw HTML goes, links keep only addresses of a short list,
 * images (which would be fetched) become their words, headings move down below the page's own. CMARK_OPT_SAFE
 * stays on as a second lock. Source: CommonMark 0.30. */
#include "report/markdown.h"

#include <cmark.h>
#include <stdlib.h>

#define SOURCE_MAX      ((size_t)1 << 20)
#define DEEPEST_HEADING 6

static bool is_allowed_address(const char *url)
{
    static const char *const starts[] = {"https://", "http://", "mailto:", "#"};
    struct ww_str address = ww_str_of(url);
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        size_t len = strlen(starts[i]);
        if (address.len > len && ww_str_eq_nocase((struct ww_str){address.ptr, len}, ww_str_of(starts[i])))
            return true;
    }
    return false;
}

/* The node's children take its place. */
static void unwrap(cmark_node *node)
{
    cmark_node *child = cmark_node_first_child(node);
    while (child) {
        cmark_node *next = cmark_node_next(child);
        if (!cmark_node_insert_before(node, child))
            return;
        child = next;
    }
    cmark_node_unlink(node);
    cmark_node_free(node);
}

static void make_safe(cmark_node *node, unsigned first_level)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_HEADING: {
        int level = cmark_node_get_heading_level(node) + (int)first_level - 1;
        cmark_node_set_heading_level(node, level > DEEPEST_HEADING ? DEEPEST_HEADING : level);
        break;
    }
    case CMARK_NODE_HTML_BLOCK:
    case CMARK_NODE_HTML_INLINE:
        cmark_node_unlink(node);
        cmark_node_free(node);
        break;
    case CMARK_NODE_IMAGE: unwrap(node); break;
    case CMARK_NODE_LINK:
        if (!is_allowed_address(cmark_node_get_url(node)))
            unwrap(node);
        break;
    default: break;
    }
}

/* On leaving a node its children have been seen; the iterator has already moved past it, so it may go. Leaves
 * have no leaving event: they are handled on entering. */
static void make_tree_safe(cmark_node *document, unsigned first_level)
{
    cmark_iter *iter = cmark_iter_new(document);
    cmark_event_type event;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        cmark_node_type type = cmark_node_get_type(node);
        bool leaf = type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE;
        if ((leaf && event == CMARK_EVENT_ENTER) || (!leaf && event == CMARK_EVENT_EXIT))
            make_safe(node, first_level);
    }
    cmark_iter_free(iter);
}

enum ww_rc ww_markdown_html(struct ww_str source, unsigned first_level, struct ww_buf *out,
                            struct ww_err *err)
{
    if (source.len > SOURCE_MAX)
        return ww_fail(err, WW_E_LIMIT, "The commentary is longer than %zu bytes: shorten it.", SOURCE_MAX);
    int options = CMARK_OPT_VALIDATE_UTF8;
#ifdef CMARK_OPT_SAFE
    options |= CMARK_OPT_SAFE;
#endif
    cmark_node *document = cmark_parse_document(source.len ? source.ptr : "", source.len, options);
    if (!document)
        return ww_fail_nomem(err);
    make_tree_safe(document, first_level < 2 ? 2 : first_level);
    char *html = cmark_render_html(document, options);
    if (html)
        ww_buf_z(out, html);
    enum ww_rc rc = html ? ww_buf_check(out, err) : ww_fail_nomem(err);
    free(html);
    cmark_node_free(document);
    return rc;
}
