/*
 * A fuzz target without a fuzzer: runs it on every file of its corpus, tests/fuzz/corpus/<target>/ (or on the
 * files that are given as arguments), and answers in TAP. A crash ends the program, which is the failure.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_MAX (16u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    uint8_t *data = malloc(INPUT_MAX), *exact = NULL;
    size_t size = 0;
    int status = 1;

    if (!f || !data)
        goto out;
    size = fread(data, 1, INPUT_MAX, f);
    exact = malloc(size ? size : 1); /* of its size, so that a sanitizer sees a read past the end */
    if (ferror(f) || !exact)
        goto out;
    memcpy(exact, data, size);
    (void)LLVMFuzzerTestOneInput(exact, size);
    status = 0;
out:
    if (f)
        fclose(f);
    free(exact);
    free(data);
    return status;
}

static int replay_named(const char *path, int number)
{
    int status = replay_file(path);

    printf("%s %d - %s\n", status == 0 ? "ok" : "not ok", number, path);
    fflush(stdout);
    return status;
}

static int not_hidden(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int replay_corpus(const char *program)
{
    const char *source = getenv("AW_SRCDIR"), *name = strrchr(program, '/');
    char folder[2048], path[4096];
    struct dirent **entries;
    int n, failures = 0;

    name = name ? name + 1 : program;
    snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus/%s", source ? source : ".", name);
    n = scandir(folder, &entries, not_hidden, alphasort);
    if (n <= 0) {
        printf("1..1\nnot ok 1 - no corpus in %s\n", folder);
        return 1;
    }
    printf("1..%d\n", n);
    for (int i = 0; i < n; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        failures += replay_named(path, i + 1);
        free(entries[i]);
    }
    free(entries);
    return failures > 0;
}

int main(int argc, char **argv)
{
    int failures = 0;

    if (argc < 2)
        return replay_corpus(argv[0]);
    printf("1..%d\n", argc - 1);
    for (int i = 1; i < argc; i++)
        failures += replay_named(argv[i], i);
    return failures > 0;
}
