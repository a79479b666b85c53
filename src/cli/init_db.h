/* `aviation-weather init-db [--config FILE]`: makes what is missing in the database, and says what it made.
 */
#ifndef AW_CLI_INIT_DB_H
#define AW_CLI_INIT_DB_H

int command_init_db(int argc, char **argv);

#endif
