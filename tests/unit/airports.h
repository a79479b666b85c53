/* The airports of the build, and small ones made for a case. */
#ifndef AW_TESTS_UNIT_AIRPORTS_H
#define AW_TESTS_UNIT_AIRPORTS_H

#include "check.h"

#include "geo/airport_db.h"

/* Opens data/airports.bin of the build tree; the caller closes it. */
static inline struct airport_db *airports_open_built(void)
{
    const char *folder = getenv("AW_BUILDDIR");
    char path[4096];
    struct airport_db *db = NULL;

    snprintf(path, sizeof path, "%s/data/airports.bin", folder ? folder : ".");
    if (airport_db_open(path, &db) != RESULT_OK)
        fail_msg("cannot open %s", path);
    return db;
}

static inline struct airport airports_by_ident(const struct airport_db *db, const char *ident)
{
    struct airport a = {0};
    uint32_t index;

    if (airport_db_find(db, AIRPORT_CODE_IDENT, slice_from_string(ident), &index, 1) != 1)
        fail_msg("no airport %s", ident);
    airport_db_get(db, index, &a);
    return a;
}

#endif
