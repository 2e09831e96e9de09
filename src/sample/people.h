// SPDX-License-Identifier: Apache-2.0
#ifndef WW_SAMPLE_PEOPLE_H
#define WW_SAMPLE_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "sample/facts.h"
#include "sample/plan.h"

/* Who the victim and the suspect of each crime record are, and what was taken. Persons are numbers, not rows of a table:
 * whether a record is about somebody seen before, and who that is, follows from its place in the year alone, so a sample
 * of any size needs no more memory. */

enum ww_people_attribute {
    WW_PEOPLE_REPEAT, /* "yes" first */
    WW_PEOPLE_SEX,
    WW_PEOPLE_AGE, /* bands */
    WW_PEOPLE_OCCUPATION,
    WW_PEOPLE_OCCUPATION_YOUNG, /* under 16 */
    WW_PEOPLE_OCCUPATION_OLD,   /* from 66 */
    WW_PEOPLE_ETHNICITY,
    WW_PEOPLE_NATIONALITY,
    WW_PEOPLE_LIVES,
    WW_PEOPLE_OFFENCES, /* records of a person in a year; the shares are persons in a block */
    WW_PEOPLE_ATTRIBUTES
};

#define WW_PEOPLE_VALUES_MAX 32
#define WW_PEOPLE_GROUPS_MAX 40
#define WW_PEOPLE_BLOCK_MAX  1024
#define WW_PEOPLE_NOBODY     UINT8_MAX

/* Shares of values, added up to 2^32. */
struct ww_people_list {
    size_t n;
    uint32_t upto[WW_PEOPLE_VALUES_MAX];                              /* the last value's is UINT32_MAX */
    uint32_t share[WW_PEOPLE_VALUES_MAX];                             /* as written */
    struct ww_str cells[WW_PEOPLE_VALUES_MAX];                        /* as a cell with what follows it */
    uint32_t from[WW_PEOPLE_VALUES_MAX], width[WW_PEOPLE_VALUES_MAX]; /* AGE, OFFENCES */
};

struct ww_people_group {
    const char *name;
    const struct ww_people_list *lists[WW_PEOPLE_ATTRIBUTES];
};

/* What holds for the records of a type, or of a flag. */
struct ww_people_rule {
    const char *flag; /* NULL = of a type */
    uint8_t victims;  /* group, or WW_PEOPLE_NOBODY */
    uint8_t suspects;
    uint32_t group_victims_pct, known_pct, described_pct, group_suspects_pct;
};

struct ww_people_facts {
    struct ww_people_group groups[WW_PEOPLE_GROUPS_MAX];
    size_t n_groups;
    struct ww_people_rule *rules;
    size_t n_rules;
    uint16_t *rule_of_type;                 /* n_types */
    uint16_t *rule_of_pattern;              /* n_patterns */
    const struct ww_people_list **property; /* n_types; NULL = nothing is taken */
    struct ww_str ages[121];                /* "34," */
    /* Of a block of suspects' records: which person of the block, and whether they are the same next year. */
    uint16_t block[WW_PEOPLE_BLOCK_MAX];
    size_t n_block, block_persons, block_lasting;
    uint32_t victims_before[WW_SAMPLE_YEARS + 1]
                           [WW_PEOPLE_GROUPS_MAX]; /* records of a victims' group before the year */
};

/* Reads people.csv, people-shares.csv and property.csv into the memory of the facts. */
enum ww_rc WW_MUST_CHECK ww_people_load(const char *folder, const struct ww_sample_facts *facts,
                                        struct ww_people_facts *out, struct ww_err *err);

/* The people of one record of a plan. */
struct ww_sample_people {
    uint32_t victim;           /* number of the person in its group */
    uint32_t suspect;          /* the same; of one who is only described, of the description */
    uint8_t victims, suspects; /* groups, or WW_PEOPLE_NOBODY */
    uint8_t n_victims, n_suspects;
    uint8_t type;
    bool repeat;         /* a record of the victim before this one */
    bool known;          /* the suspect */
    uint32_t items_draw; /* for the property */
};

/* One for each record of the plan, in its order. Free with free(). Same facts and plan: same people. */
enum ww_rc WW_MUST_CHECK ww_people_of_year(const struct ww_people_facts *people,
                                           const struct ww_sample_facts *facts, size_t year,
                                           const struct ww_sample_plan *plan, struct ww_sample_people **out,
                                           struct ww_err *err);

/* The columns that ww_people_put fills, as they stand in the header. */
extern const char ww_people_header[];
/* At most so many bytes a record. */
#define WW_PEOPLE_BYTES 1024
/* Writes the cells of one record, its copy of that number, and the end of the line; returns what is behind them. */
struct ww_people_writer {
    const struct ww_people_facts *facts;
    uint64_t key; /* of the pseudonyms */
};
struct ww_people_writer ww_people_writer_of(const struct ww_people_facts *facts, uint64_t seed);
char *ww_people_put(char *to, const struct ww_people_writer *writer, const struct ww_sample_people *people,
                    uint32_t copy);

#endif
