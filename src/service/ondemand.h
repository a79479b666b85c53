/*
 * A worker's question to ingestd: fetch one station's report. One SOCK_SEQPACKET packet each way over
 * RUN_DIR/ondemand.sock: "fetch metar KXYZ 1500"  -> "found" | "none" | "unlisted" | "failed RETRY_S" | "busy
 * RETRY_S" "hint metar KXYZ"        -> no answer "found": the report is in the local store now (open a new
 * read). The wire form is here too, so that both ends share it.
 */
#ifndef AW_SERVICE_ONDEMAND_H
#define AW_SERVICE_ONDEMAND_H

#include <stdint.h>

#include "base/result.h"
#include "base/slice.h"
#include "store/report_store.h"

#define ONDEMAND_SOCKET      "ondemand.sock"
#define ONDEMAND_PACKET_MAX  128
#define ONDEMAND_DEADLINE_MS 1500

enum ondemand_verb { ONDEMAND_FETCH, ONDEMAND_HINT };

struct ondemand_question {
    enum ondemand_verb verb;
    enum product product;
    char station[STATION_MAX];
    int64_t deadline_ms; /* from receipt; fetch only */
};

enum ondemand_verdict { ONDEMAND_FOUND, ONDEMAND_NONE, ONDEMAND_UNLISTED, ONDEMAND_FAILED, ONDEMAND_BUSY };

struct ondemand_answer {
    enum ondemand_verdict verdict;
    int64_t retry_after_s; /* failed and busy */
};

/* Both return the length written, at most ONDEMAND_PACKET_MAX. */
size_t ondemand_question_write(const struct ondemand_question *q, char out[ONDEMAND_PACKET_MAX]);
size_t ondemand_answer_write(const struct ondemand_answer *a, char out[ONDEMAND_PACKET_MAX]);
/* RESULT_INVALID for anything else than the forms above. */
enum result ondemand_question_parse(struct slice packet, struct ondemand_question *out);
enum result ondemand_answer_parse(struct slice packet, struct ondemand_answer *out);

struct ondemand_client;

/* Connects lazily; pool_size/2 (at least 1) slots in RUN_DIR/slots.lock. NULL without memory. */
struct ondemand_client *ondemand_client_create(const char *run_dir, int64_t pool_size);
void ondemand_client_destroy(struct ondemand_client *c);

/*
 * Asks and waits for at most ONDEMAND_DEADLINE_MS. RESULT_BUSY: no slot is free (the question has been handed
 * over as a hint); RESULT_TIMEOUT; RESULT_UNAVAILABLE: ingestd can't be reached.
 */
enum result ondemand_fetch(struct ondemand_client *c, enum product product, struct slice station,
                           struct ondemand_answer *out);
/* Hands the question over and does not wait; what fails is lost. */
void ondemand_hint(struct ondemand_client *c, enum product product, struct slice station);

#endif
