/*
 * What `aviation-weather backup` and `restore` need a program for: the engines. The script
 * aviation-weather-backup does the rest (archive, checksums, retention, upload) and calls
 *
 *   aviation-weather-database save|load|check PART PATH
 *
 * PART is local (PATH: a folder with hot.mdb and durable.mdb), mongodb (a folder of mongodump's format, with
 * the collections of one database) or redis (save: an RDB file; load: the socket of a Redis
 * that has loaded one). `check writer DATA_DIR` fails while ingestd runs. Each prints a line "COUNT NAME" for
 * a table or collection. `database` prints the name of MongoDB's database.
 */
#ifndef AW_CLI_BACKUP_PART_H
#define AW_CLI_BACKUP_PART_H

#include <stdbool.h>

/* Whether argv[1] is one of save, load, check, database. */
bool backup_part_is(int argc, char **argv);
/* Exit status: COMMAND_OK, COMMAND_FAILED after a sentence on standard error, COMMAND_USAGE. */
int command_backup_part(int argc, char **argv);

#endif
