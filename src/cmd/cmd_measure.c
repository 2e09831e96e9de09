// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

#include "base/num.h"
#include "cmd/session.h"
#include "report/csv.h"
#include "report/html.h"
#include "report/json.h"
#include "report/text.h"

/* --- writers ---------------------------------------------------------------------------------------- */

static enum ww_rc write_text(const struct ww_session *session, const struct ww_table *table,
                             struct ww_buf *out, struct ww_err *err)
{
    (void)session;
    return ww_text_table(table, out, err);
}

static enum ww_rc write_csv(const struct ww_session *session, const struct ww_table *table,
                            struct ww_buf *out, struct ww_err *err)
{
    (void)session;
    ww_csv_table(table, out);
    return ww_buf_check(out, err);
}

static enum ww_rc write_json(const struct ww_session *session, const struct ww_table *table,
                             struct ww_buf *out, struct ww_err *err)
{
    (void)session;
    return ww_json_table(table, out, err);
}

/* A page of its own: the answer's findings and its figure. */
static enum ww_rc write_html(const struct ww_session *session, const struct ww_table *table,
                             struct ww_buf *out, struct ww_err *err)
{
    const char *marking = ww_workspace_setting(session->workspace, "partnership", "marking");
    const char *notice = ww_workspace_setting(session->workspace, "partnership", "notice");
    struct ww_doc *doc = ww_doc_new(
        &(struct ww_doc_facts){.title = table->title,
                               .partnership = ww_workspace_setting(session->workspace, "partnership", "name"),
                               .period = table->subtitle,
                               .marking = marking[0] ? marking : NULL,
                               .banner = notice[0] ? notice : NULL});
    if (!doc)
        return ww_fail_nomem(err);
    ww_doc_chapter(doc, "answer", table->provenance.question);
    for (size_t i = 0; i < table->n_findings; i++)
        ww_doc_finding(doc, table, &table->findings[i]);
    ww_doc_figure(doc, table);
    enum ww_rc rc = ww_doc_check(doc, err);
    if (!rc)
        rc = ww_html_page(doc, NULL, out, err);
    ww_doc_free(&doc);
    return rc;
}

static const struct format {
    const char *name;
    enum ww_rc (*write)(const struct ww_session *session, const struct ww_table *table, struct ww_buf *out,
                        struct ww_err *err);
} formats[] = {{"text", write_text}, {"csv", write_csv}, {"json", write_json}, {"html", write_html}};

static enum ww_rc find_format(const struct ww_cli *cli, const struct format **out, struct ww_err *err)
{
    const char *name = ww_cli_option(cli, "format");
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (ww_str_eqz(ww_str_of(name ? name : "text"), formats[i].name)) {
            *out = &formats[i];
            return WW_OK;
        }
    return ww_fail(err, WW_E_USAGE, "--format takes text, csv, json or html, not '%.40s'.", name);
}

static enum ww_rc print_table(const struct ww_session *session, const struct ww_table *table,
                              const struct format *format, struct ww_err *err)
{
    struct ww_buf out = {0};
    enum ww_rc rc = format->write(session, table, &out, err);
    if (!rc)
        rc = ww_buf_check(&out, err);
    if (!rc)
        fwrite(out.data, 1, out.len, stdout);
    ww_buf_free(&out);
    return rc;
}

/* --- the question ----------------------------------------------------------------------------------- */

/* Each --where or --set: "category=burglary", cut at the first '='. The parts live in texts. */
struct pairs {
    const char *option, *example;
    struct ww_condition *out;
    size_t *n;
    char (*texts)[256];
};

static enum ww_rc read_pairs(const struct ww_cli *cli, const struct pairs *pairs, struct ww_err *err)
{
    const char *text;
    for (size_t i = 0; (text = ww_cli_option_nth(cli, pairs->option, i)); i++) {
        size_t equals = ww_str_find(ww_str_of(text), '=');
        if (i == WW_CONDITIONS_MAX)
            return ww_fail(err, WW_E_USAGE, "--%s can be given %d times at most.", pairs->option,
                           WW_CONDITIONS_MAX);
        if (!equals || !text[equals] ||
            !ww_str_copy((struct ww_str){text, equals}, pairs->texts[i], sizeof pairs->texts[i]))
            return ww_fail(err, WW_E_USAGE, "--%s needs a name and a value: --%s %s", pairs->option,
                           pairs->option, pairs->example);
        pairs->out[i] = (struct ww_condition){pairs->texts[i], text + equals + 1};
        *pairs->n = i + 1;
    }
    return WW_OK;
}

static enum ww_rc read_question(const struct ww_cli *cli, struct ww_question *question,
                                char texts[2][WW_CONDITIONS_MAX][256], struct ww_err *err)
{
    *question = (struct ww_question){.measure = cli->arguments[0],
                                     .subject = ww_cli_option(cli, "subject"),
                                     .source = ww_cli_option(cli, "source"),
                                     .vintage = ww_cli_option(cli, "vintage"),
                                     .area = ww_cli_option(cli, "area"),
                                     .by = ww_cli_option(cli, "by")};
    const char *top = ww_cli_option(cli, "top");
    int64_t number = 0;
    if (top && (!ww_parse_i64(ww_str_of(top), &number) || number < 1 || number > 1000000))
        return ww_fail(err, WW_E_USAGE, "--top takes a whole number of at least 1, not '%.40s'.", top);
    question->top = (long)number;
    const char *edition = ww_cli_option(cli, "edition");
    question->publish = edition && ww_str_eqz(ww_str_of(edition), "public");
    if (edition && !question->publish && !ww_str_eqz(ww_str_of(edition), "board"))
        return ww_fail(err, WW_E_USAGE, "--edition takes public or board, not '%.40s'.", edition);
    enum ww_rc rc = ww_session_period(cli, "period", &question->has_period, &question->period, err);
    if (!rc)
        rc = ww_session_period(cli, "compare", &question->has_compare, &question->compare, err);
    const struct pairs where = {"where", "category=burglary", question->where, &question->n_where, texts[0]};
    const struct pairs set = {"set", "bandwidth=300", question->set, &question->n_set, texts[1]};
    if (!rc)
        rc = read_pairs(cli, &where, err);
    return rc ? rc : read_pairs(cli, &set, err);
}

static enum ww_rc answer(const struct ww_session *session, const struct ww_question *question,
                         const struct format *format, struct ww_err *err)
{
    struct ww_table *table = NULL;
    enum ww_rc rc = ww_measure_answer(session->context, question, &table, err);
    if (!rc)
        rc = print_table(session, table, format, err);
    ww_table_free(&table);
    return rc;
}

/* "areas --sources": the areas in every source and, for people to read, whether the sources agree. */
static enum ww_rc answer_by_source(const struct ww_session *session, struct ww_question *question,
                                   const struct format *format, struct ww_err *err)
{
    if (!ww_str_eqz(ww_str_of(question->measure), "areas"))
        return ww_fail(err, WW_E_USAGE, "--sources goes with 'areas' alone.");
    question->measure = "sources-by-area";
    enum ww_rc rc = answer(session, question, format, err);
    if (rc || format->write != write_text)
        return rc;
    question->measure = "agreement";
    question->top = 0;
    if (!ww_measure_can_answer(session->context, question)) /* one source: the first table says so */
        return WW_OK;
    fputc('\n', stdout);
    return answer(session, question, format, err);
}

static enum ww_rc run(const struct ww_cli *cli, struct ww_err *err)
{
    struct ww_session session = {0};
    struct ww_question question;
    char texts[2][WW_CONDITIONS_MAX][256];
    const struct format *format = NULL;
    enum ww_rc rc = find_format(cli, &format, err);
    if (!rc)
        rc = read_question(cli, &question, texts, err);
    if (!rc)
        rc = ww_session_open(cli, false, &session, err);
    if (!rc)
        rc = ww_cli_option(cli, "sources") ? answer_by_source(&session, &question, format, err)
                                           : answer(&session, &question, format, err);
    ww_session_close(&session);
    return rc;
}

static const struct ww_option options[] = {
    {"period", "A..B", "the period asked about, such as 2017-07..2018-06", false},
    {"compare", "A..B", "the period it is compared with (default: the one of the same length before)", false},
    {"subject", "SUBJECT",
     "what the records are about: see 'watchward sources' (default: the measure's, recorded-crime)", false},
    {"source", "S", "the source to count (default: the best one that can answer)", false},
    {"vintage", "NAME",
     "the edition of the source (default: the one settings.ini names, else the ordinary one)", false},
    {"area", "CODE", "the area to count in (default: the partnership's own)", false},
    {"edition", "E", "board (the default: all counts) or public (small counts of people are not shown)",
     false},
    {"by", "DIM", "what a row stands for: category, group, a level of areas such as ward, or a column",
     false},
    {"where", "FIELD=VALUE", "count only these records; may be given several times", true},
    {"set", "NAME=VALUE", "set a further parameter of the measure; may be given several times", true},
    {"sources", NULL,
     "with 'areas': every source of events side by side (sources-by-area; as text, agreement too)", false},
    {"top", "N", "how many are in the top, where a measure has one", false},
    {"format", "FORMAT", "text, csv, json or html (default: text)", false},
};

const struct ww_command ww_command_measure = {
    .name = "measure",
    .arguments = "NAME --period A..B",
    .summary = "Answer one question with a table",
    .details = "'watchward help' lists the measures, 'watchward help NAME' says what one takes.",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
