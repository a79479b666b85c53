#define _GNU_SOURCE
#include "cli/database.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"

#define NAME         "aviation-weather-database"
#define PATH_MAX_LEN 4096

/* NAME in the folder of this program, where it is before it is installed. */
static void become_neighbour(char **argv)
{
    char path[PATH_MAX_LEN];
    ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - sizeof(NAME));
    char *slash = len > 0 ? memrchr(path, '/', (size_t)len) : NULL;
    if (!slash)
        return;
    memcpy(slash + 1, NAME, sizeof(NAME));
    execv(path, argv);
}

int command_database(int argc, char **argv)
{
    become_neighbour(argv);
    execv(PKGLIBEXECDIR "/" NAME, argv);
    fprintf(stderr, "aviation-weather: %s: %s\n", PKGLIBEXECDIR "/" NAME, strerror(errno));
    return COMMAND_FAILED;
}
