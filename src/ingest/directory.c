#include "ingest/directory.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "base/slice.h"

static bool is_directory(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

enum result directory_make(const char *path, mode_t mode)
{
    char part[PATH_MAX];
    if (!slice_copy(slice_from_string(path), part, sizeof(part)))
        return RESULT_TOO_LARGE;
    for (char *p = part + (part[0] == '/'); *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        if (mkdir(part, mode) != 0 && errno != EEXIST && !is_directory(part))
            return RESULT_IO;
        *p = '/';
    }
    if (mkdir(part, mode) == 0 || is_directory(part))
        return RESULT_OK;
    return RESULT_IO;
}
