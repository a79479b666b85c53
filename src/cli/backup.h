/*
 * `aviation-weather backup` and `restore`: the script aviation-weather-backup, beside this program or in
 * PKGLIBEXECDIR, with the configuration in its environment. It needs tar, gzip and sha256sum; what needs an
 * engine it has aviation-weather-database do (backup_part.h).
 */
#ifndef AW_CLI_BACKUP_H
#define AW_CLI_BACKUP_H

/* argv[0] is "backup" or "restore"; --config FILE is taken here, the rest is the script's. Returns only when
 * the configuration can't be read or the script is not there. */
int command_backup(int argc, char **argv);

#endif
