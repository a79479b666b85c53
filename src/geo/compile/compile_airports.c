/* compile-airports AIRPORTS_CSV RUNWAYS_CSV FREQUENCIES_CSV OUTPUT: see compile.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "geo/compile/compile.h"

/* Beside its place, then renamed: a build that is interrupted leaves no half file. */
static bool file_write(const char *path, struct slice bytes)
{
    char beside[4096];
    FILE *f;
    bool ok;

    if (snprintf(beside, sizeof beside, "%s.tmp", path) >= (int)sizeof beside)
        return false;
    f = fopen(beside, "wb");
    ok = f && fwrite(bytes.ptr, 1, bytes.len, f) == bytes.len;
    if (f && fclose(f) != 0)
        ok = false;
    if (ok && rename(beside, path) == 0)
        return true;
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
    return false;
}

int main(int argc, char **argv)
{
    struct buffer file;
    bool ok;

    if (argc != 5) {
        fprintf(stderr, "usage: compile-airports AIRPORTS_CSV RUNWAYS_CSV FREQUENCIES_CSV OUTPUT\n");
        return 2;
    }
    buffer_init(&file, AIRPORT_FILE_SIZE_MAX);
    ok = compile_file(argv[1], argv[2], argv[3], &file) && file_write(argv[4], buffer_slice(&file));
    buffer_free(&file);
    return ok ? 0 : 1;
}
