/* base: configuration from a file and the environment. */
#include "check.h"

#include "build_config.h"

#include <unistd.h>

#include "base/config.h"

static char file_path[128];

static enum result load(const char *text, struct config *c, struct config_error *error)
{
    FILE *f = fopen(file_path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    return config_load(file_path, c, error);
}

static void a_file_sets_what_it_names(void **state)
{
    struct config c;
    struct config_error error;
    assert_int_equal(load("# comment\n\nDATA_DIR = /srv/aw \nAPI_WORKERS=8\nUSER_AGENT=\"me, myself\"\n"
                          "CHECKWX_API_KEY='s3cret'\nREDIS_URL=redis://u:pa@ss@host/0\nLOG_LEVEL=debug",
                          &c, &error),
                     RESULT_OK);
    assert_string_equal(c.data_dir, "/srv/aw");
    assert_string_equal(c.layer_dir, "/srv/aw/layers");
    assert_string_equal(c.edge_log_socket, "/run/aviation-weather/edge-log.sock");
    assert_int_equal(c.pool_size, 8);
    assert_string_equal(c.user_agent, "me, myself");
    assert_string_equal(c.checkwx_api_key, "s3cret");
    assert_int_equal(c.log_level, LOG_LEVEL_DEBUG);
    assert_string_equal(c.primary_weather_api, "awc");
}

static void secrets_are_masked(void **state)
{
    struct config c;
    struct config_error error;
    struct buffer b;
    buffer_init(&b, 65536);
    assert_int_equal(load("CHECKWX_API_KEY=s3cret\nREDIS_URL=redis://u:pa@ss@host/0\n", &c, &error),
                     RESULT_OK);
    config_print(&c, &b);
    buffer_append_char(&b, '\0');
    assert_null(strstr(b.ptr, "s3cret"));
    assert_null(strstr(b.ptr, "pa@ss"));
    assert_non_null(strstr(b.ptr, "CHECKWX_API_KEY=(set)  # file\n"));
    assert_non_null(strstr(b.ptr, "REDIS_URL=redis://u:***@host/0  # file\n"));
    assert_non_null(strstr(b.ptr, "MONGODB_URI=  # default\n"));
    buffer_free(&b);
}

static void the_environment_wins(void **state)
{
    struct config c;
    struct config_error error;
    setenv("API_WORKERS", "2", 1);
    assert_int_equal(load("API_WORKERS=8\n", &c, &error), RESULT_OK);
    assert_int_equal(c.pool_size, 2);
    unsetenv("API_WORKERS");
}

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void secrets_come_from_files_and_credentials(void **state)
{
    char key[256], credential[256], directory[160], line[400];
    struct config c;
    struct config_error error;
    snprintf(directory, sizeof(directory), "%.*s", (int)(strrchr(file_path, '/') - file_path), file_path);
    snprintf(key, sizeof(key), "%s/key", directory);
    snprintf(credential, sizeof(credential), "%s/secrets_REDIS_URL", directory);
    put(key, "s3cret\n");
    put(credential, "redis://:pw@host/0\n");
    setenv("CREDENTIALS_DIRECTORY", directory, 1);
    snprintf(line, sizeof(line), "CHECKWX_API_KEY_FILE=%s\nREDIS_URL=redis://other/0\n", key);
    assert_int_equal(load(line, &c, &error), RESULT_OK);
    assert_string_equal(c.checkwx_api_key, "s3cret");
    assert_string_equal(c.redis_url, "redis://:pw@host/0");
    setenv("REDIS_URL_FILE", key, 1);
    assert_int_equal(load("", &c, &error), RESULT_OK);
    assert_string_equal(c.redis_url, "s3cret");
    setenv("REDIS_URL", "redis://x", 1);
    assert_int_equal(load("", &c, &error), RESULT_INVALID); /* which of the two? */
    assert_string_equal(error.key, "REDIS_URL");
    unsetenv("REDIS_URL");
    setenv("REDIS_URL_FILE", "/nonexistent/secret", 1);
    assert_int_equal(load("", &c, &error), RESULT_IO);
    assert_string_equal(error.key, "REDIS_URL");
    unsetenv("REDIS_URL_FILE");
    unsetenv("CREDENTIALS_DIRECTORY");
    assert_int_equal(load("DATA_DIR_FILE=/x\n", &c, &error), RESULT_INVALID); /* no secret */
    assert_int_equal(remove(key), 0);
    assert_int_equal(remove(credential), 0);
}

static void errors_name_the_key(void **state)
{
    static const struct {
        int line;
        const char *text;
        const char *key;
    } cases[] = {
        {__LINE__, "API_WORKERS=0\n", "API_WORKERS"},
        {__LINE__, "API_WORKERS=four\n", "API_WORKERS"},
        {__LINE__, "PRIMARY_WEATHER_API=noaa\n", "PRIMARY_WEATHER_API"},
        {__LINE__, "LOG_LEVEL=loud\n", "LOG_LEVEL"},
        {__LINE__, "DATA_DIRR=/x\n", "DATA_DIRR"},
        {__LINE__, "just words\n", ""},
#ifndef ENABLE_SIMULATION
        {__LINE__, "SIMULATION=1\n", "SIMULATION"},
#else
        {__LINE__, "SIMULATION=yes\n", "SIMULATION"},
#endif
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct config c;
        struct config_error error;
        CHECK_AT(cases[i].line, load(cases[i].text, &c, &error) == RESULT_INVALID);
        CHECK_AT(cases[i].line, strcmp(error.key, cases[i].key) == 0);
        CHECK_AT(cases[i].line, error.message[0] != '\0');
    }
}

static void a_file_that_was_named_must_exist(void **state)
{
    struct config c;
    struct config_error error;
    assert_int_equal(config_load("/nonexistent/aw.conf", &c, &error), RESULT_IO);
    assert_non_null(strstr(error.message, "/nonexistent/aw.conf"));
}

static int make_file(void **state)
{
    const char *dir = check_make_dir();
    snprintf(file_path, sizeof(file_path), "%s/conf", dir);
    return clearenv();
}

static int remove_file(void **state)
{
    *strrchr(file_path, '/') = '\0';
    check_remove_dir(file_path);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_sets_what_it_names),
        cmocka_unit_test(secrets_are_masked),
        cmocka_unit_test(the_environment_wins),
        cmocka_unit_test(secrets_come_from_files_and_credentials),
        cmocka_unit_test(errors_name_the_key),
        cmocka_unit_test(a_file_that_was_named_must_exist),
    };
    char *output = getenv("CMOCKA_MESSAGE_OUTPUT");
    if (output) /* clearenv comes later; cmocka has to know its format before */
        cmocka_set_message_output(strcmp(output, "TAP") == 0 ? CM_OUTPUT_TAP : CM_OUTPUT_STDOUT);
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
