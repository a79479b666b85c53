/* Whole files of a bounded size. */
#ifndef AW_BASE_FILE_H
#define AW_BASE_FILE_H

#include "base/buffer.h"
#include "base/result.h"

/*
 * Appends the file's bytes to `out`, whose own limit bounds them. RESULT_IO (errno; ENOENT: it is not there),
 * RESULT_TOO_LARGE, RESULT_NO_MEMORY. A symbolic link is followed; a directory is RESULT_IO (EISDIR).
 */
enum result file_read(const char *path, struct buffer *out);

#endif
