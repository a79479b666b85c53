/* Who REDIS_URL names, found and logged in to: the first host that is a master, or the one that Sentinels
 * name. */
#ifndef AW_STORE_REDIS_REDIS_CONNECT_H
#define AW_STORE_REDIS_REDIS_CONNECT_H

#include "store/redis/redis_link.h"

/* l->context is NULL and l->deadline_ms set; failures as redis_link_begin. Each host of several gets its
 * share of the time that is left. */
enum result redis_connect(struct redis_link *l);

#endif
