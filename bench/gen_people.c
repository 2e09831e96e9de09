// SPDX-License-Identifier: Apache-2.0
/* gen_people N [SEED]: N records of invented people as CSV, for timing linkage: about a fifth are further records of a
 * person who is there already, with the errors that agencies make. Names are made of syllables, so that nobody's is among
 * them; how frequent they are falls off as real names do (Zipf). The column person is the truth.
 *
 * Errors of a further record, each by itself: forename misspelt 8%, shortened 4%, missing 2%; surname misspelt 8%, another one
 * 3% (marriage); both names swapped 2%; day and month swapped 2%, a digit of the date wrong 4%, date missing 3%; postcode wrong
 * 4%, another one 10% (moved), missing 5%; number of the agency missing 60%. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/rng.h"
#include "base/time.h"

#define FORENAMES 3000
#define SURNAMES  60000
#define POSTCODES 40000
#define NAME_MAX  24
#define FURTHER   20 /* per cent */

struct person {
    char forename[NAME_MAX], surname[NAME_MAX], born[12], postcode[10];
    char sex;
    uint32_t agency;
};

static void name_of(uint64_t number, unsigned syllables, char out[NAME_MAX])
{
    static const char *const first[] = {"ba",  "de",  "fi",  "go",  "hu",  "ka",  "le",  "mi",  "no",
                                        "pu",  "ra",  "se",  "ti",  "vo",  "zu",  "bra", "cle", "dri",
                                        "flo", "gru", "sta", "tre", "quo", "sha", "thi"};
    static const char *const last[] = {"", "n", "r", "l", "s", "t", "m", "ck"};
    struct ww_rng rng;
    ww_rng_seed(&rng, number * 2 + syllables);
    out[0] = '\0';
    size_t len = 0;
    for (unsigned s = 0; s < syllables; s++)
        len += (size_t)snprintf(out + len, NAME_MAX - len, "%s%s", first[ww_rng_below(&rng, 25)],
                                s + 1 == syllables ? last[ww_rng_below(&rng, 8)] : "");
}

/* 0 is the most frequent of n: about 1 / (rank + 10). */
static uint64_t zipf(struct ww_rng *rng, uint64_t n)
{
    const uint64_t rank = (uint64_t)(10 * pow(((double)n + 10) / 10, ww_rng_unit(rng)) - 10);
    return rank < n ? rank : n - 1;
}

static void person_of(uint64_t number, uint64_t seed, struct person *out)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, seed ^ (number + 1) * UINT64_C(0x9E3779B97F4A7C15));
    name_of(zipf(&rng, FORENAMES), 2, out->forename);
    name_of(FORENAMES + zipf(&rng, SURNAMES), 3, out->surname);
    struct ww_date date = ww_date_of(
        (int32_t)(-14610 + (int32_t)ww_rng_below(&rng, 29220))); /* 1930 to 2009 */
    snprintf(out->born, sizeof out->born, "%04d-%02d-%02d", date.year, date.month, date.day);
    const uint64_t place = ww_rng_below(&rng, POSTCODES);
    snprintf(out->postcode, sizeof out->postcode, "Z%02u %u%c%c", (unsigned)(place / 676 % 60),
             (unsigned)(place % 9), (char)('A' + place % 26), (char)('A' + place / 26 % 26));
    out->sex = ww_rng_below(&rng, 2) ? 'F' : 'M';
    out->agency = (uint32_t)(number + 1);
}

static void misspell(struct ww_rng *rng, char *word)
{
    const size_t len = strlen(word);
    if (len < 3)
        return;
    const size_t at = 1 + ww_rng_below(rng, len - 2);
    switch (ww_rng_below(rng, 3)) {
    case 0: word[at] = (char)('a' + ww_rng_below(rng, 26)); break;
    case 1: memmove(word + at, word + at + 1, len - at); break;
    default: {
        const char swap = word[at];
        word[at] = word[at + 1] ? word[at + 1] : swap;
        if (word[at + 1])
            word[at + 1] = swap;
    }
    }
}

static bool chance(struct ww_rng *rng, unsigned per_cent)
{
    return ww_rng_below(rng, 100) < per_cent;
}

static void spoil_names(struct ww_rng *rng, struct person *p)
{
    if (chance(rng, 8))
        misspell(rng, p->forename);
    if (chance(rng, 4) && strlen(p->forename) > 3)
        p->forename[3] = '\0';
    if (chance(rng, 2))
        p->forename[0] = '\0';
    if (chance(rng, 8))
        misspell(rng, p->surname);
    if (chance(rng, 3))
        name_of(FORENAMES + zipf(rng, SURNAMES), 3, p->surname);
    if (chance(rng, 2)) {
        char swap[NAME_MAX];
        memcpy(swap, p->forename, sizeof swap);
        memcpy(p->forename, p->surname, sizeof swap);
        memcpy(p->surname, swap, sizeof swap);
    }
}

static void spoil(struct ww_rng *rng, struct person *p)
{
    spoil_names(rng, p);
    if (chance(rng, 2) && memcmp(p->born + 5, "13", 2) < 0 && memcmp(p->born + 8, "13", 2) < 0) {
        char month[2];
        memcpy(month, p->born + 5, 2);
        memcpy(p->born + 5, p->born + 8, 2);
        memcpy(p->born + 8, month, 2);
    }
    if (chance(rng, 4))
        p->born[3] = (char)('0' + ww_rng_below(rng, 10));
    if (chance(rng, 3))
        p->born[0] = '\0';
    if (chance(rng, 4))
        p->postcode[6] = (char)('A' + ww_rng_below(rng, 26));
    if (chance(rng, 10))
        snprintf(p->postcode, sizeof p->postcode, "Z%02u %uAA", (unsigned)ww_rng_below(rng, 60),
                 (unsigned)ww_rng_below(rng, 9));
    if (chance(rng, 5))
        p->postcode[0] = '\0';
    if (chance(rng, 60))
        p->agency = 0;
}

int main(int argc, char **argv)
{
    uint64_t n = 0, seed = 1, people = 0;
    if (argc < 2 || !ww_parse_u64(ww_str_of(argv[1]), &n) ||
        (argc > 2 && !ww_parse_u64(ww_str_of(argv[2]), &seed))) {
        fprintf(stderr, "usage: gen_people N [SEED]\n");
        return 2;
    }
    struct ww_rng rng;
    ww_rng_seed(&rng, seed);
    printf("id,forename,surname,born,postcode,sex,agency_id,person\n");
    for (uint64_t i = 0; i < n; i++) {
        struct person p;
        const bool further = people && chance(&rng, FURTHER);
        const uint64_t who = further ? ww_rng_below(&rng, people) : people++;
        person_of(who, seed, &p);
        if (further)
            spoil(&rng, &p);
        printf("r%" PRIu64 ",%s,%s,%s,%s,%c,", i, p.forename, p.surname, p.born, p.postcode, p.sex);
        if (p.agency)
            printf("%" PRIu32, p.agency);
        printf(",%" PRIu64 "\n", who);
    }
    return 0;
}
