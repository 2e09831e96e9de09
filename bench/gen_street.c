// SPDX-License-Identifier: Apache-2.0
/* gen_street ROWS FILE [SEED]: a street-level crime file in the download format of data.police.uk, made up.
 *
 * Problem: benchmarks need millions of rows, the same on every machine, that are as hard to read as real ones.
 * Method: 4,835 areas, 20,000 streets with a fixed point and area each, chosen with a strong skew (as real map
 * points are: the fourth power of a uniform draw), 60 months in order, a quarter anti-social behaviour without
 * identifier or outcome, two in a hundred without a place, one in a thousand with the identifier of an earlier
 * row. Shares of types and outcomes are round numbers, not statistics. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/num.h"
#include "base/rng.h"

#define N_AREAS    4835
#define N_STREETS  20000
#define N_MONTHS   60
#define FIRST_YEAR 2013
#define FIRST_FROM 6 /* months after January */
#define OUT_BYTES  (1 << 20)

struct street {
    char name[48];
    int area;
    double longitude, latitude;
};

static const char header[] =
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context\n";

static const char *const first_parts[] = {
    "Abbey",  "Albert",   "Alma",   "Ash",    "Beech", "Bishop", "Bridge", "Castle",  "Chapel",
    "Church", "Clarence", "Cross",  "Derby",  "Elm",   "Essex",  "Garden", "George",  "Grange",
    "Green",  "Grove",    "Hill",   "Holly",  "Keats", "King",   "Lime",   "London",  "Manor",
    "Market", "Mill",     "Nelson", "Oak",    "Park",  "Poplar", "Priory", "Queen",   "River",
    "Rose",   "School",   "Silver", "Spring", "Tower", "Union",  "Vicars", "Windsor",
};
static const char *const second_parts[] = {"",      "field ", "Gate ", "Hall ", "House ", "Manor ",
                                           "Park ", "Wood ",  "View ", "West ", "East ",  "North "};
static const char *const third_parts[] = {
    "Road", "Street", "Avenue", "Lane",     "Close", "Gardens",  "Place",         "Terrace",     "Way",
    "Mews", "Drive",  "Square", "Crescent", "Court", "Car Park", "Shopping Area", "Supermarket", "Station"};
static const char *const boroughs[] = {
    "Barking and Dagenham",
    "Barnet",
    "Bexley",
    "Brent",
    "Bromley",
    "Camden",
    "City of London",
    "Croydon",
    "Ealing",
    "Enfield",
    "Greenwich",
    "Hackney",
    "Hammersmith and Fulham",
    "Haringey",
    "Harrow",
    "Havering",
    "Hillingdon",
    "Hounslow",
    "Islington",
    "Kensington and Chelsea",
    "Kingston upon Thames",
    "Lambeth",
    "Lewisham",
    "Merton",
    "Newham",
    "Redbridge",
    "Richmond upon Thames",
    "Southwark",
    "Sutton",
    "Tower Hamlets",
    "Waltham Forest",
    "Wandsworth",
    "Westminster",
};
static const char *const types[] = {
    "Violence and sexual offences", "Other theft",   "Vehicle crime", "Burglary",
    "Criminal damage and arson",    "Shoplifting",   "Public order",  "Drugs",
    "Theft from the person",        "Bicycle theft", "Robbery",       "Other crime",
    "Possession of weapons",
};
static const int type_percent[] = {24, 14, 13, 10, 8, 7, 6, 5, 5, 3, 3, 1, 1};
static const char *const outcomes[] = {
    "Investigation complete; no suspect identified",
    "Unable to prosecute suspect",
    "Under investigation",
    "Offender given a caution",
    "Awaiting court outcome",
    "Local resolution",
    "Court result unavailable",
    "Offender sent to prison",
    "Offender given community sentence",
    "Offender fined",
    "Status update unavailable",
    "Offender given a drugs possession warning",
    "Formal action is not in the public interest",
    "Offender given conditional discharge",
};
static const int outcome_percent[] = {52, 15, 8, 4, 4, 4, 3, 2, 2, 1, 1, 2, 1, 1};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
_Static_assert(COUNT(types) == COUNT(type_percent), "a share each");
_Static_assert(COUNT(outcomes) == COUNT(outcome_percent), "a share each");

static const char *pick(struct ww_rng *rng, const char *const *names, const int *percent, size_t n)
{
    int draw = (int)ww_rng_below(rng, 100);
    for (size_t i = 0; i < n; i++) {
        draw -= percent[i];
        if (draw < 0)
            return names[i];
    }
    return names[0];
}

static void make_streets(struct ww_rng *rng, struct street *streets)
{
    for (int i = 0; i < N_STREETS; i++) {
        const char *first = first_parts[ww_rng_below(rng, COUNT(first_parts))];
        const char *second = second_parts[ww_rng_below(rng, COUNT(second_parts))];
        const char *third = third_parts[ww_rng_below(rng, COUNT(third_parts))];
        snprintf(streets[i].name, sizeof streets[i].name, "%s %s%s", first, second, third);
        streets[i].area = (int)ww_rng_below(rng, N_AREAS);
        streets[i].longitude = -0.5 + 0.8 * ww_rng_unit(rng);
        streets[i].latitude = 51.3 + 0.4 * ww_rng_unit(rng);
    }
}

/* The identifier of row `number`: 64 hex digits from a stream of its own. */
static void write_id(FILE *out, uint64_t seed, uint64_t number)
{
    struct ww_rng rng = ww_rng_split(seed, number);
    for (int i = 0; i < 4; i++)
        fprintf(out, "%016" PRIx64, ww_rng_next(&rng));
}

static void write_place(FILE *out, const struct street *street)
{
    int area = street->area, borough = area % (int)COUNT(boroughs), in_borough = area / (int)COUNT(boroughs);
    char longitude[48], latitude[48];
    ww_print_fixed(street->longitude, 6, longitude);
    ww_print_fixed(street->latitude, 6, latitude);
    fprintf(out, "%s,%s,On or near %s,E0100%04d,%s %03d%c,", longitude, latitude, street->name, area + 1,
            boroughs[borough], in_borough / 5 + 1, 'A' + in_borough % 5);
}

static void write_row(FILE *out, struct ww_rng *rng, const struct street *streets, uint64_t seed,
                      uint64_t row, uint64_t rows)
{
    static const char force[] = "Metropolitan Police Service";
    unsigned month = FIRST_FROM + (unsigned)(row * N_MONTHS / rows);
    bool antisocial = ww_rng_below(rng, 4) == 0, nowhere = ww_rng_below(rng, 50) == 0;
    bool repeat = row > 1000 && ww_rng_below(rng, 1000) == 0;
    double skew = ww_rng_unit(rng);
    skew *= skew;
    if (!antisocial)
        write_id(out, seed, repeat ? row - 1 - ww_rng_below(rng, 1000) : row);
    fprintf(out, ",%u-%02u,%s,%s,", FIRST_YEAR + month / 12, month % 12 + 1, force, force);
    if (nowhere)
        fputs(",,No Location,,,", out);
    else
        write_place(out, &streets[(size_t)(skew * skew * N_STREETS)]);
    const char *type = antisocial ? "Anti-social behaviour" : pick(rng, types, type_percent, COUNT(types));
    const char *outcome = antisocial ? "" : pick(rng, outcomes, outcome_percent, COUNT(outcomes));
    fprintf(out, "%s,%s,\n", type, outcome);
}

int main(int argc, char **argv)
{
    uint64_t rows, seed = 1;
    if (argc < 3 || argc > 4 || !ww_parse_u64(ww_str_of(argv[1]), &rows) ||
        (argc == 4 && !ww_parse_u64(ww_str_of(argv[3]), &seed))) {
        fprintf(stderr, "usage: gen_street ROWS FILE [SEED]\n");
        return 2;
    }
    FILE *out = fopen(argv[2], "wb");
    struct street *streets = calloc(N_STREETS, sizeof *streets);
    if (!out || !streets) {
        perror(argv[2]);
        return 1;
    }
    setvbuf(out, NULL, _IOFBF, OUT_BYTES);
    struct ww_rng rng;
    ww_rng_seed(&rng, seed);
    make_streets(&rng, streets);
    fputs(header, out);
    for (uint64_t row = 0; row < rows; row++)
        write_row(out, &rng, streets, seed, row, rows);
    free(streets);
    if (fclose(out)) {
        perror(argv[2]);
        return 1;
    }
    return 0;
}
