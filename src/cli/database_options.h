/* What init-db and setup-sharding have in common: the configuration, and how the database is reached. */
#ifndef AW_CLI_DATABASE_OPTIONS_H
#define AW_CLI_DATABASE_OPTIONS_H

#include "base/config.h"
#include "store/durable_schema.h"

/* A command of the schema may take as long: an index over years of history. */
#define DATABASE_COMMAND_MS ((int64_t)20 * 60 * 1000)

/*
 * Reads the configuration (path NULL: the usual one) and fills *out, which points into it. False, after a
 * sentence on standard error, when it can't be read or MONGODB_URI is not set.
 */
bool database_options_read(const char *path, struct config *config, struct tier_options *out);
/* Asks the server once, within MONGODB_TIMEOUT_MS; then *options waits DATABASE_COMMAND_MS. False, after a
 * sentence, when it can't be reached. */
bool database_reach(struct tier_options *options);

#endif
