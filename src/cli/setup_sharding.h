/*
 * `aviation-weather setup-sharding [--dry-run] [--shards EAST,WEST,EUROPE] [--config FILE]`: spreads the
 * collections over the shards of a cluster, through its mongos. After init-db.
 */
#ifndef AW_CLI_SETUP_SHARDING_H
#define AW_CLI_SETUP_SHARDING_H

int command_setup_sharding(int argc, char **argv);

#endif
