#include "store/redis/redis_url.h"

#include <stdio.h>

#include "base/number.h"

#define DB_MAX 65535

static const struct scheme {
    const char *prefix;
    enum redis_url_kind kind;
    bool tls;
} schemes[] = {
    {"redis://", REDIS_URL_HOSTS, false},
    {"rediss://", REDIS_URL_HOSTS, true},
    {"unix://", REDIS_URL_UNIX, false},
    {"redis+unix://", REDIS_URL_UNIX, false},
    {"redis+sentinel://", REDIS_URL_SENTINEL, false},
};

static enum result fail(char detail[200], const char *sentence)
{
    snprintf(detail, 200, "REDIS_URL: %s", sentence);
    return RESULT_INVALID;
}

/* False: an escape that is none, a NUL, or too long for `out`. */
static bool decode(struct slice s, char *out, size_t size)
{
    size_t len = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '%') {
            if (s.len - i < 3 || number_hex_digit(s.ptr[i + 1]) < 0 || number_hex_digit(s.ptr[i + 2]) < 0)
                return false;
            c = (char)(number_hex_digit(s.ptr[i + 1]) * 16 + number_hex_digit(s.ptr[i + 2]));
            i += 2;
        }
        if (c == '\0' || len + 1 >= size)
            return false;
        out[len++] = c;
    }
    out[len] = '\0';
    return true;
}

/* Takes the scheme off *rest. */
static bool take_scheme(struct slice *rest, struct redis_url *url)
{
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        struct slice prefix = slice_from_string(schemes[i].prefix);
        if (slice_starts_with(*rest, prefix)) {
            url->kind = schemes[i].kind;
            url->tls = schemes[i].tls;
            *rest = slice_sub(*rest, prefix.len, rest->len);
            return true;
        }
    }
    return false;
}

/* Takes "user:password@" off *rest; the last '@' counts, since people forget to escape one in a password. */
static enum result take_login(struct slice *rest, struct redis_url *url, char detail[200])
{
    size_t at = rest->len;
    while (at > 0 && rest->ptr[at - 1] != '@')
        at--;
    if (at == 0)
        return RESULT_OK;
    struct slice login = slice_sub(*rest, 0, at - 1);
    *rest = slice_sub(*rest, at, rest->len);
    size_t colon = slice_find(login, ':');
    if (!decode(slice_sub(login, 0, colon), url->user, sizeof(url->user)))
        return fail(detail, "the user is too long or has an escape that is none");
    if (colon < login.len &&
        !decode(slice_sub(login, colon + 1, login.len), url->password, sizeof(url->password)))
        return fail(detail, "the password is too long or has an escape that is none (write % as %25)");
    if (url->user[0] && !url->password[0])
        return fail(detail, "a user without a password (a password alone is written :password@)");
    return RESULT_OK;
}

static bool host_char(char c, bool in_brackets)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
           c == '-' || c == '_' || (in_brackets && (c == ':' || c == '%'));
}

static enum result parse_host(struct slice s, int default_port, struct redis_host *out, char detail[200])
{
    bool bracket = s.len && s.ptr[0] == '[';
    size_t end = slice_find(s, bracket ? ']' : ':');
    struct slice name = slice_sub(s, bracket ? 1 : 0, end);
    struct slice rest = slice_sub(s, bracket ? end + 1 : end, s.len);
    int64_t port = default_port;
    if (bracket && end == s.len)
        return fail(detail, "an address in brackets without its end");
    for (size_t i = 0; i < name.len; i++) {
        if (!host_char(name.ptr[i], bracket))
            return fail(detail, "a host has a character that no host has (is one of the password's not "
                                "percent-encoded?)");
    }
    if (!name.len || !slice_copy(name, out->name, sizeof(out->name)))
        return fail(detail, "a host is missing or too long");
    if (rest.len && (rest.ptr[0] != ':' || number_parse_int(slice_sub(rest, 1, rest.len), 1, 65535, &port)))
        return fail(detail, "a port is not a number from 1 to 65535");
    out->port = (int)port;
    return RESULT_OK;
}

static enum result parse_hosts(struct slice list, struct redis_url *url, char detail[200])
{
    int port = url->kind == REDIS_URL_SENTINEL ? REDIS_SENTINEL_PORT : REDIS_PORT;
    struct slice one;
    while (slice_next(&list, ',', &one)) {
        if (url->host_count == REDIS_HOSTS_MAX)
            return fail(detail, "more than 8 hosts");
        enum result result = parse_host(one, port, &url->hosts[url->host_count], detail);
        if (result)
            return result;
        url->host_count++;
    }
    return RESULT_OK;
}

static enum result parse_db(struct slice s, struct redis_url *url, char detail[200])
{
    if (s.len && number_parse_int(s, 0, DB_MAX, &url->db))
        return fail(detail, "the database behind the last / is not a number from 0 to 65535");
    return RESULT_OK;
}

static enum result parse_unix(struct slice rest, struct redis_url *url, char detail[200])
{
    size_t query = slice_find(rest, '?');
    struct slice path = slice_sub(rest, 0, query);
    if (!path.len || path.ptr[0] != '/' || !decode(path, url->path, sizeof(url->path)))
        return fail(detail, "the socket is not an absolute path of fewer than 108 bytes");
    if (query == rest.len)
        return RESULT_OK;
    struct slice option = slice_sub(rest, query + 1, rest.len);
    if (!slice_starts_with(option, SLICE("db=")) || option.len == 3)
        return fail(detail, "behind the ? only db=N may stand");
    return parse_db(slice_sub(option, 3, option.len), url, detail);
}

static enum result parse_authority(struct slice rest, struct redis_url *url, char detail[200])
{
    size_t slash = slice_find(rest, '/');
    struct slice tail = slice_sub(rest, slash + 1, rest.len);
    enum result result = parse_hosts(slice_sub(rest, 0, slash), url, detail);
    if (result || url->kind == REDIS_URL_HOSTS)
        return result ? result : parse_db(tail, url, detail);
    size_t end = slice_find(tail, '/');
    if (end == 0 || !decode(slice_sub(tail, 0, end), url->master, sizeof(url->master)))
        return fail(detail, "behind the Sentinels stands /NAME, the name of their master");
    return parse_db(slice_sub(tail, end + 1, tail.len), url, detail);
}

enum result redis_url_parse(struct slice text, struct redis_url *out, char detail[200])
{
    struct redis_url url = {0};
    struct slice rest = text;
    if (!take_scheme(&rest, &url))
        return fail(detail, "begins with none of redis://, rediss://, unix://, redis+unix://, "
                            "redis+sentinel://");
    enum result result = take_login(&rest, &url, detail);
    if (!result)
        result =
            url.kind == REDIS_URL_UNIX ? parse_unix(rest, &url, detail) : parse_authority(rest, &url, detail);
    if (!result)
        *out = url;
    return result;
}
