/*
 * aviation-weather check-config [FILE]: the configuration as every program of this machine would take it,
 * each key with where its value came from; secrets are masked. Exit 0: good; 1: an error, which names the
 * key; 2: usage.
 */
#ifndef AW_CLI_CHECK_CONFIG_H
#define AW_CLI_CHECK_CONFIG_H

int command_check_config(int argc, char **argv);

#endif
