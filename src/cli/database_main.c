/* aviation-weather-database: what the command line becomes for init-db and setup-sharding (argv[0] is
 * the command), and what the script of backup and restore calls. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "cli/backup_part.h"
#include "cli/command.h"
#include "cli/init_db.h"
#include "cli/setup_sharding.h"

int main(int argc, char **argv)
{
    const char *name = argc > 0 ? argv[0] : "";
    log_open("aviation-weather", LOG_LEVEL_WARNING);
    if (strcmp(name, "init-db") == 0)
        return command_init_db(argc, argv);
    if (strcmp(name, "setup-sharding") == 0)
        return command_setup_sharding(argc, argv);
    if (backup_part_is(argc, argv))
        return command_backup_part(argc, argv);
    fputs("this program is started by aviation-weather's init-db, setup-sharding, backup and restore\n",
          stderr);
    return COMMAND_USAGE;
}
