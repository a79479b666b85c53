#include "store/redis/redis_tls.h"

#include "build_config.h"

#ifdef HAVE_HIREDIS_SSL

#include <errno.h>

#include <hiredis/hiredis_ssl.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

bool redis_tls_built(void)
{
    return true;
}

/* A session that wants a certificate of this host; NULL without memory or certificates. */
static SSL *make_session(const struct redis_host *host)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL *session = NULL;
    if (context && SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
        SSL_CTX_set_default_verify_paths(context) == 1)
        session = SSL_new(context); /* keeps the context */
    SSL_CTX_free(context);
    if (!session)
        return NULL;
    SSL_set_verify(session, SSL_VERIFY_PEER, NULL);
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), host->name) == 1 ||
        (SSL_set_tlsext_host_name(session, host->name) == 1 && SSL_set1_host(session, host->name) == 1))
        return session;
    SSL_free(session);
    return NULL;
}

enum result redis_tls_start(struct redis_link *l, const struct redis_host *host)
{
    enum result result = redis_link_arm(l);
    if (result)
        return result;
    SSL *session = make_session(host);
    if (session && redisInitiateSSL(l->context, session) == REDIS_OK) /* the session is the connection's */
        return RESULT_OK;
    bool late = session && errno == EAGAIN;
    redis_link_fail(l, late ? RESULT_TIMEOUT : RESULT_UNAVAILABLE, "no TLS with Redis at %.60s:%d: %.100s",
                    host->name, host->port, l->context->err ? l->context->errstr : "OpenSSL refuses");
    SSL_free(session);
    redis_link_close(l);
    return late ? RESULT_TIMEOUT : RESULT_UNAVAILABLE;
}

#else

bool redis_tls_built(void)
{
    return false;
}

enum result redis_tls_start(struct redis_link *l, const struct redis_host *host)
{
    redis_link_close(l);
    return redis_link_fail(l, RESULT_UNSUPPORTED, "hiredis of this build has no TLS");
}

#endif
