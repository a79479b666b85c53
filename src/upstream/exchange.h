/*
 * One question to a provider and its answer: HTTP, unpacking, parsing, and what the whole of it is worth. No
 * breaker, no budget, no second try: those are the callers'.
 */
#ifndef AW_UPSTREAM_EXCHANGE_H
#define AW_UPSTREAM_EXCHANGE_H

#include "upstream/http_client.h"
#include "upstream/parser.h"
#include "upstream/status.h"

struct exchange_result;

struct exchange_request {
    enum upstream_provider provider;
    enum upstream_product product;
    const char *url; /* texts are copied */
    const char *key, *etag, *last_modified;
    bool file;             /* a gzip file; else an interface's answer, which may be empty */
    bool accept_simulated; /* else an answer marked X-Data-Simulated fails */
    const struct parser_ops *parser;
    struct field_census *census; /* or NULL */
    int64_t timeout_ms;
    struct report_sink sink;
    void *context;
    void (*on_done)(void *context, const struct exchange_result *result); /* exactly once */
};

struct exchange_result {
    enum upstream_verdict verdict; /* all but UPSTREAM_SKIPPED */
    enum answer_class class;       /* when a whole answer came, whatever it is */
    const struct http_response *response;
    struct parse_progress progress;
    bool cancelled;       /* by exchange_cancel or the end of the client */
    bool worth_retry;     /* the same question, once more, may be answered */
    bool other_form;      /* the file is gone, or of another form than known */
    bool provider_failed; /* it counts against the provider */
    int64_t hold_s;       /* the provider is to be left alone for so long */
    char detail[200];
};

struct exchange;

/* *out is valid until on_done, for exchange_cancel. */
enum result exchange_start(struct http_client *http, const struct exchange_request *request,
                           struct exchange **out);
void exchange_cancel(struct exchange *x);

#endif
