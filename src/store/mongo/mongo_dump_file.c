#define _GNU_SOURCE
#include "store/mongo/mongo_dump.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/number.h"

/* The server's documents have up to 16 MB, and 16 KB more inside it. */
#define DOCUMENT_MAX ((size_t)16 * 1024 * 1024 + (size_t)16 * 1024)
#define DOCUMENT_MIN ((size_t)5)
#define HEAD_SIZE    ((size_t)4) /* a document begins with its length */
#define DEPTH_MAX    256         /* the server's limit is 200 */
#define METADATA_MAX ((size_t)4 * 1024 * 1024)

/* ---- names ---- */

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

enum result mongo_dump_path(const char *folder, const char *collection, const char *suffix,
                            char out[PATH_MAX])
{
    char name[3 * MONGO_NAME_MAX];
    size_t len = 0;
    for (const char *p = collection; *p; p++) {
        if (len + 4 > sizeof(name))
            return RESULT_TOO_LARGE;
        len += (size_t)snprintf(name + len, 4, is_plain(*p) ? "%c" : "%%%02X", (unsigned char)*p);
    }
    name[len] = '\0';
    return snprintf(out, PATH_MAX, "%s/%s%s", folder, name, suffix) < PATH_MAX ? RESULT_OK : RESULT_TOO_LARGE;
}

enum result mongo_dump_name(struct slice file, char out[MONGO_NAME_MAX])
{
    size_t len = 0;
    for (size_t i = 0; i < file.len; i++) {
        char c = file.ptr[i];
        if (c == '%') {
            int high = i + 2 < file.len ? number_hex_digit(file.ptr[i + 1]) : -1;
            int low = high < 0 ? -1 : number_hex_digit(file.ptr[i + 2]);
            if (low < 0)
                return RESULT_INVALID;
            c = (char)(high * 16 + low);
            i += 2;
        }
        if (c == '\0' || len + 1 >= MONGO_NAME_MAX)
            return RESULT_INVALID;
        out[len++] = c;
    }
    out[len] = '\0';
    return len ? RESULT_OK : RESULT_INVALID;
}

/* ---- documents ---- */

/* By its name: a plain file may begin as a gzip does, with a document of 35,615 bytes. */
enum result mongo_dump_open(const char *path, struct mongo_dump_file *out)
{
    struct mongo_dump_file f = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return RESULT_IO;
    if (slice_ends_with(slice_from_string(path), SLICE(".gz")))
        f.zipped = gzdopen(fd, "rb");
    else
        f.plain = fdopen(fd, "rb");
    if (!f.zipped && !f.plain) {
        close(fd);
        return RESULT_NO_MEMORY;
    }
    *out = f;
    return RESULT_OK;
}

void mongo_dump_close(struct mongo_dump_file *f)
{
    if (f->zipped)
        gzclose(f->zipped);
    if (f->plain)
        fclose(f->plain);
    free(f->bytes);
    *f = (struct mongo_dump_file){0};
}

/* zlib takes what is no gzip for itself, and ends at a cut as at a good end: its error alone tells. */
static enum result read_zipped(gzFile file, void *out, size_t len, size_t *got)
{
    int error = Z_OK;
    int n = gzread(file, out, (unsigned)len);
    gzerror(file, &error);
    if (error == Z_MEM_ERROR)
        return RESULT_NO_MEMORY;
    if (error == Z_ERRNO)
        return RESULT_IO;
    if (n < 0 || (error != Z_OK && error != Z_STREAM_END) || gzdirect(file))
        return RESULT_CORRUPT;
    *got = (size_t)n;
    return RESULT_OK;
}

/* *got is less than len at the end of the file only. */
static enum result read_bytes(struct mongo_dump_file *f, void *out, size_t len, size_t *got)
{
    if (f->zipped)
        return read_zipped(f->zipped, out, len, got);
    *got = fread(out, 1, len, f->plain);
    return ferror(f->plain) ? RESULT_IO : RESULT_OK;
}

static enum result reserve(struct mongo_dump_file *f, size_t len)
{
    if (len <= f->capacity)
        return RESULT_OK;
    size_t capacity = len * 2 < DOCUMENT_MAX ? len * 2 : DOCUMENT_MAX;
    uint8_t *bytes = realloc(f->bytes, capacity);
    if (!bytes)
        return RESULT_NO_MEMORY;
    f->bytes = bytes;
    f->capacity = capacity;
    return RESULT_OK;
}

/* The document in the element, if there is one; a scope is one too. */
static bool inner_document(const bson_iter_t *at, bson_t *out)
{
    uint32_t len = 0, code_len;
    const uint8_t *bytes = NULL;
    if (BSON_ITER_HOLDS_DOCUMENT(at))
        bson_iter_document(at, &len, &bytes);
    else if (BSON_ITER_HOLDS_ARRAY(at))
        bson_iter_array(at, &len, &bytes);
    else if (BSON_ITER_HOLDS_CODEWSCOPE(at))
        bson_iter_codewscope(at, &code_len, &len, &bytes);
    return bytes && bson_init_static(out, bytes, len);
}

/* libbson's validation goes as deep as the document does, and would overflow the stack. */
static bool is_shallow(const bson_t *document, int levels)
{
    bson_iter_t at;
    bson_t inner;
    if (levels == 0)
        return false;
    if (!bson_iter_init(&at, document))
        return true;
    while (bson_iter_next(&at))
        if (inner_document(&at, &inner) && !is_shallow(&inner, levels - 1))
            return false;
    return true;
}

static bool is_document(const bson_t *document)
{
    size_t offset;
    return is_shallow(document, DEPTH_MAX) && bson_validate(document, BSON_VALIDATE_NONE, &offset);
}

static enum result read_length(struct mongo_dump_file *f, uint8_t head[HEAD_SIZE], size_t *len)
{
    size_t got;
    enum result result = read_bytes(f, head, HEAD_SIZE, &got);
    if (result)
        return result;
    if (got == 0)
        return RESULT_NOT_FOUND;
    size_t n = (size_t)head[0] | (size_t)head[1] << 8 | (size_t)head[2] << 16 | (size_t)head[3] << 24;
    if (got < HEAD_SIZE || n < DOCUMENT_MIN || n > DOCUMENT_MAX)
        return RESULT_CORRUPT;
    *len = n;
    return RESULT_OK;
}

enum result mongo_dump_next(struct mongo_dump_file *f, bson_t *document)
{
    uint8_t head[HEAD_SIZE];
    size_t len = 0, got = 0;
    enum result result = read_length(f, head, &len);
    if (!result)
        result = reserve(f, len);
    if (!result)
        result = read_bytes(f, f->bytes + HEAD_SIZE, len - HEAD_SIZE, &got);
    if (result)
        return result;
    memcpy(f->bytes, head, HEAD_SIZE);
    if (got < len - HEAD_SIZE || !bson_init_static(document, f->bytes, len) || !is_document(document))
        return RESULT_CORRUPT;
    f->documents++;
    return RESULT_OK;
}

bool mongo_dump_put(FILE *file, const bson_t *document)
{
    return fwrite(bson_get_data(document), 1, document->len, file) == document->len;
}

/* ---- metadata ---- */

static enum result read_json(const char *path, bson_t **out)
{
    bson_error_t error;
    gzFile file = gzopen(path, "rbe");
    char *text = malloc(METADATA_MAX);
    enum result result = !text ? RESULT_NO_MEMORY : file ? RESULT_OK : RESULT_IO;
    if (!result) {
        int n = gzread(file, text, (unsigned)METADATA_MAX);
        bson_t *parsed =
            n > 0 && (size_t)n < METADATA_MAX ? bson_new_from_json((const uint8_t *)text, n, &error) : NULL;
        result = parsed ? RESULT_OK : RESULT_CORRUPT;
        if (parsed)
            *out = parsed;
    }
    if (file)
        gzclose(file);
    free(text);
    return result;
}

enum result mongo_dump_metadata(const char *folder, const char *collection, bson_t **out)
{
    static const char *const suffixes[] = {".metadata.json", ".metadata.json.gz"};
    for (size_t i = 0; i < 2; i++) {
        char path[PATH_MAX];
        enum result result = mongo_dump_path(folder, collection, suffixes[i], path);
        if (result)
            return result;
        if (access(path, F_OK) == 0)
            return read_json(path, out);
    }
    *out = bson_new();
    return *out ? RESULT_OK : RESULT_NO_MEMORY;
}

/* ---- the folder ---- */

static int is_documents(const struct dirent *entry)
{
    struct slice name = slice_from_string(entry->d_name);
    return slice_ends_with(name, SLICE(".bson")) || slice_ends_with(name, SLICE(".bson.gz"));
}

/* oplog.bson and the like stand beside databases, not in one. */
static enum result take(const char *folder, const char *file, mongo_each_file *each, void *context)
{
    char path[PATH_MAX], collection[MONGO_NAME_MAX];
    struct slice name = slice_from_string(file);
    size_t suffix = slice_ends_with(name, SLICE(".gz")) ? 8 : 5;
    enum result result = mongo_dump_name(slice_sub(name, 0, name.len - suffix), collection);
    if (result || slice_starts_with(slice_from_string(collection), SLICE("system.")))
        return result;
    if (snprintf(path, sizeof(path), "%s/%s", folder, file) >= PATH_MAX)
        return RESULT_TOO_LARGE;
    return each(context, collection, path);
}

enum result mongo_dump_each(const char *folder, mongo_each_file *each, void *context)
{
    struct dirent **files;
    int count = scandir(folder, &files, is_documents, alphasort);
    if (count < 0)
        return RESULT_IO;
    enum result result = count ? RESULT_OK : RESULT_NOT_FOUND;
    for (int i = 0; i < count; i++) {
        if (!result)
            result = take(folder, files[i]->d_name, each, context);
        free(files[i]);
    }
    free(files);
    return result;
}
