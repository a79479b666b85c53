/* One command of aviation-weather: its name, one line of help, and what runs it. */
#ifndef AW_CLI_COMMAND_H
#define AW_CLI_COMMAND_H

/* Exit statuses that every command shares; `get` adds its own (see its header). */
enum command_status { COMMAND_OK = 0, COMMAND_FAILED = 1, COMMAND_USAGE = 2 };

struct command {
    const char *name;
    const char *summary;
    /* argv[0] is the command's name. Returns the exit status. */
    int (*run)(int argc, char **argv);
};

#endif
