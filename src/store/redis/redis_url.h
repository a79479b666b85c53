/*
 * REDIS_URL taken apart. Pure; every byte is hostile.
 *
 *   redis://[user[:password]@]host[:port][,host[:port]...][/db]    the first that is a master is used
 *   rediss://...                                                   the same through TLS
 *   unix:///path, redis+unix://[user[:password]@]/path[?db=N]      a unix socket
 *   redis+sentinel://[user[:password]@]host[:port],.../name[/db]   Sentinels are asked for the master `name`
 *
 * User and password are percent-decoded; ":password@" has no user. IPv6 addresses stand in brackets.
 */
#ifndef AW_STORE_REDIS_REDIS_URL_H
#define AW_STORE_REDIS_REDIS_URL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/result.h"
#include "base/slice.h"

#define REDIS_HOSTS_MAX     8
#define REDIS_HOST_MAX      256 /* with its NUL */
#define REDIS_PASSWORD_MAX  512 /* with its NUL; decoded */
#define REDIS_PORT          6379
#define REDIS_SENTINEL_PORT 26379

enum redis_url_kind { REDIS_URL_HOSTS, REDIS_URL_UNIX, REDIS_URL_SENTINEL };

struct redis_host {
    char name[REDIS_HOST_MAX];
    int port;
};

struct redis_url {
    enum redis_url_kind kind;
    bool tls;
    char user[128];                    /* "" = none */
    char password[REDIS_PASSWORD_MAX]; /* "" = none */
    struct redis_host hosts[REDIS_HOSTS_MAX];
    size_t host_count;
    char path[108];   /* of the socket, as sockaddr_un has room for */
    char master[128]; /* the name that Sentinels know */
    int64_t db;       /* 0 to 65535 */
};

/* RESULT_INVALID, with a sentence that names the part at fault and never quotes it. */
enum result redis_url_parse(struct slice text, struct redis_url *out, char detail[200]);

#endif
