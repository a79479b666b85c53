/* rediss://: TLS by hiredis_ssl and OpenSSL, where configure has found both (hiredis 1.0 or newer). */
#ifndef AW_STORE_REDIS_REDIS_TLS_H
#define AW_STORE_REDIS_REDIS_TLS_H

#include "store/redis/redis_link.h"

bool redis_tls_built(void);

/*
 * On a connection just opened, before its first word. The server's certificate must be of this host, by an
 * authority that the system trusts (or SSL_CERT_FILE names). RESULT_UNAVAILABLE, RESULT_TIMEOUT, with a
 * sentence; the connection is closed then.
 */
enum result redis_tls_start(struct redis_link *l, const struct redis_host *host);

#endif
