/*
 * aviation-weather check-providers [--json] [--config FILE] [--station ID]
 *
 * Asks each configured provider once for each file and interface that the service uses and says what is right
 * and wrong with the answers: status, time taken, size, number of reports, age of the newest, difference of
 * clocks, and fields that are missing, of another type, or new. --station (KJFK) is asked of the interfaces.
 * Exit status: 0 all right, 1 something is wrong (new fields alone are not), 2 wrong usage or configuration.
 * Prints no key.
 */
#ifndef AW_CLI_CHECK_PROVIDERS_H
#define AW_CLI_CHECK_PROVIDERS_H

int command_check_providers(int argc, char **argv);

#endif
