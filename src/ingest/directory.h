/* Directories that a program needs and makes itself. */
#ifndef AW_INGEST_DIRECTORY_H
#define AW_INGEST_DIRECTORY_H

#include <sys/types.h>

#include "base/result.h"

/* Makes `path` and what leads to it, with `mode` less the umask. RESULT_OK when it is there; RESULT_IO
 * (errno). */
enum result directory_make(const char *path, mode_t mode);

#endif
