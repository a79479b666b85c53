/*
 * The shared cache (Redis) as a file, and back. Nothing in it is needed for correctness; a copy saves a host
 * that comes back some polls, and keeps rate limits and sessions.
 */
#ifndef AW_STORE_SHARED_DUMP_H
#define AW_STORE_SHARED_DUMP_H

#include <stdint.h>

#include "store/tier.h"

#define SHARED_DETAIL_MAX 200

/*
 * Has redis-cli, which must be installed, write what the master has to `path`, an RDB file of the whole
 * server. The password is given to it in its environment. RESULT_UNSUPPORTED: no redis-cli; RESULT_REFUSED:
 * it failed (its own words are on standard error: a user of REDIS_URL needs +sync, +psync and +replconf);
 * others as tier_ping.
 */
enum result shared_dump_save(const struct tier_options *options, const char *path,
                             char detail[SHARED_DETAIL_MAX]);

/*
 * Copies every key of ours from the Redis at the unix socket `source`, which has loaded an RDB file, to that
 * of `options`, whose keys of ours are deleted before; values, times to live and streams' ids are kept, keys
 * of others not touched. *keys tells how many. Both servers need the same version of DUMP's format.
 */
enum result shared_dump_load(const struct tier_options *options, const char *source, uint64_t *keys,
                             char detail[SHARED_DETAIL_MAX]);

#endif
