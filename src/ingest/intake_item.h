/* What intake.c's steps hand to each other: a report that is not simply known, and what is to become of it.
 */
#ifndef AW_INGEST_INTAKE_ITEM_H
#define AW_INGEST_INTAKE_ITEM_H

#include "ingest/examine.h"
#include "ingest/intake.h"

struct intake_item {
    const struct upstream_report *given;
    uint64_t fingerprint;
    int64_t checked_at; /* when it was fetched alone; else UTC_NONE */
    struct examined examined;
    bool in_history;
    enum intake_outcome outcome; /* known after the last step */
};

/*
 * Enters one good report: makes it current, or its time known to the current one (INTAKE_LATE), or notes that
 * it was confirmed (INTAKE_UNCHANGED). Sets item->outcome.
 */
enum result current_report_enter(struct store_write *w, const struct airport_db *airports, int64_t now,
                                 struct intake_item *item);

/* Is it the same report: the same text but for a leading METAR or TAF, which some of a provider's answers
 * leave out? */
bool report_text_same(struct slice a, struct slice b);

#endif
