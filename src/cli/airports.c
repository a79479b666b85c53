#include "cli/airports.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/number.h"
#include "cli/airports_text.h"
#include "cli/command.h"
#include "geo/airport_search.h"
#include "service/airports.h"

#define OUTPUT_MAX ((size_t)4 << 20)
#define ERROR_MAX  ((size_t)64 << 10)
#define QUERY_MAX  ((size_t)256) /* more than a query may have, so that the service says so */

struct airports_job {
    struct station_directory directory;
    bool json;
    int64_t limit; /* 0: the question's own */
    double radius_nm;
    int argc; /* the question's arguments */
    char **argv;
    struct buffer out;
    struct json_writer json_writer;
    struct service_error error;
};

struct airports_question {
    const char *name;
    int min, max; /* arguments */
    enum result (*answer)(struct airports_job *job);
};

static struct slice argument(const struct airports_job *job, int i)
{
    return slice_from_string(job->argv[i]);
}

static void write_airport(struct airports_job *job, const struct airport *a)
{
    airport_text_write(&job->out, a);
}

static enum result answer_lookup(struct airports_job *job)
{
    for (int i = 0; i < job->argc; i++) {
        struct code_resolution found;
        enum result r = airports_resolve(&job->directory, argument(job, i), "code", &found, &job->error);

        if (r != RESULT_OK)
            return r;
        if (!job->json) {
            write_airport(job, &found.airport);
            continue;
        }
        json_writer_init(&job->json_writer, &job->out);
        r = airports_lookup_write(&job->directory, argument(job, i), &job->json_writer, &job->error);
        if (r != RESULT_OK)
            return r;
        if (i + 1 < job->argc)
            buffer_append_char(&job->out, '\n'); /* one object a line */
    }
    return RESULT_OK;
}

static enum result answer_info(struct airports_job *job)
{
    struct code_resolution found;
    enum result r;

    if (job->json)
        return airports_info_write(&job->directory, argument(job, 0), NULL, &job->json_writer, &job->error);
    r = airports_resolve(&job->directory, argument(job, 0), "code", &found, &job->error);
    if (r != RESULT_OK)
        return r;
    write_airport(job, &found.airport);
    airport_text_write_details(&job->out, job->directory.db, &found.airport);
    return RESULT_OK;
}

static enum result answer_search(struct airports_job *job)
{
    struct airport_found found[AIRPORT_SEARCH_LIMIT_MAX];
    struct buffer query;
    int64_t limit = job->limit ? job->limit : AIRPORTS_SEARCH_LIMIT;
    size_t count = 0;
    enum result r;

    buffer_init(&query, QUERY_MAX);
    for (int i = 0; i < job->argc; i++) {
        if (i > 0)
            buffer_append_char(&query, ' ');
        buffer_append_slice(&query, argument(job, i));
    }
    /* Written as JSON in any case: it is what checks the parameters. */
    r = buffer_result(&query);
    if (r == RESULT_OK)
        r = airports_search_write(&job->directory, buffer_slice(&query), limit, &job->json_writer, &count,
                                  &job->error);
    if (r == RESULT_OK && !job->json) {
        buffer_reset(&job->out);
        r = airport_search(job->directory.db, buffer_slice(&query), (size_t)limit, found, &count);
        for (size_t i = 0; r == RESULT_OK && i < count; i++) {
            struct airport a;
            airport_db_get(job->directory.db, found[i].airport, &a);
            airport_text_write_line(&job->out, &a);
        }
    }
    buffer_free(&query);
    return r;
}

/* The point is a code, or a latitude and a longitude. */
static enum result nearby_point(struct airports_job *job, struct geo_point *out)
{
    struct code_resolution found;
    enum result r;

    if (job->argc == 2) {
        if (number_parse_double(argument(job, 0), -90, 90, &out->latitude_deg) != RESULT_OK)
            return service_error_set(&job->error, RESULT_INVALID, CODE_INVALID_REQUEST, "lat",
                                     "LAT must be from -90 to 90 degrees.");
        if (number_parse_double(argument(job, 1), -180, 180, &out->longitude_deg) != RESULT_OK)
            return service_error_set(&job->error, RESULT_INVALID, CODE_INVALID_REQUEST, "lon",
                                     "LON must be from -180 to 180 degrees.");
        return RESULT_OK;
    }
    r = airports_resolve(&job->directory, argument(job, 0), "code", &found, &job->error);
    if (r == RESULT_OK)
        *out = (struct geo_point){found.airport.latitude_deg, found.airport.longitude_deg};
    return r;
}

static bool accept_open(void *context, const struct airport *a)
{
    return a->type != AIRPORT_CLOSED;
}

static enum result answer_nearby(struct airports_job *job)
{
    struct airports_nearby query = {.radius_nm = job->radius_nm,
                                    .limit = job->limit ? job->limit : AIRPORTS_NEARBY_LIMIT};
    struct nearest_hit hits[NEAREST_MAX];
    size_t count = 0;
    enum result r = nearby_point(job, &query.point);

    if (r == RESULT_OK)
        r = airports_nearby_write(&job->directory, &query, &job->json_writer, &count, &job->error);
    if (r != RESULT_OK || job->json)
        return r;
    buffer_reset(&job->out);
    count = airport_nearest(job->directory.db, query.point, query.radius_nm, accept_open, NULL, hits,
                            (size_t)query.limit);
    for (size_t i = 0; i < count; i++) {
        struct airport a;
        airport_db_get(job->directory.db, hits[i].airport, &a);
        buffer_append_format(&job->out, "%6.1f NM  ", hits[i].distance_nm);
        airport_text_write_line(&job->out, &a);
    }
    return RESULT_OK;
}

static enum result answer_route(struct airports_job *job)
{
    struct slice codes[AIRPORTS_ROUTE_MAX];
    struct code_resolution points[AIRPORTS_ROUTE_MAX];
    size_t count = (size_t)job->argc;
    enum result r;

    for (size_t i = 0; i < count && i < AIRPORTS_ROUTE_MAX; i++)
        codes[i] = argument(job, (int)i);
    r = airports_route_write(&job->directory, codes, count, &job->json_writer, &job->error);
    if (r != RESULT_OK || job->json)
        return r;
    buffer_reset(&job->out);
    for (size_t i = 0; i < count; i++)
        (void)airports_resolve(&job->directory, codes[i], "code", &points[i], &job->error); /* did above */
    airport_text_write_route(&job->out, points, count);
    return RESULT_OK;
}

static enum result answer_distance(struct airports_job *job)
{
    if (job->json)
        return airports_distance_write(&job->directory, argument(job, 0), argument(job, 1), &job->json_writer,
                                       &job->error);
    return answer_route(job);
}

static enum result answer_stats(struct airports_job *job)
{
    if (job->json)
        airports_stats_write(job->directory.db, &job->json_writer);
    else
        buffer_append_format(&job->out, "%u airports, %u runways, %u frequencies\n",
                             airport_db_count(job->directory.db), airport_db_runway_count(job->directory.db),
                             airport_db_frequency_count(job->directory.db));
    return RESULT_OK;
}

static const struct airports_question questions[] = {
    {"lookup", 1, 1000, answer_lookup}, {"info", 1, 1, answer_info},         {"search", 1, 20, answer_search},
    {"nearby", 1, 2, answer_nearby},    {"distance", 2, 2, answer_distance}, {"route", 1, 1000, answer_route},
    {"stats", 0, 0, answer_stats},
};

static int usage(const char *problem)
{
    if (problem)
        fprintf(stderr, "aviation-weather airports: %s\n", problem);
    fputs("usage: aviation-weather airports [--json] [--airports FILE] [--limit N] [--radius NM] QUESTION\n"
          "  lookup CODE... | info CODE | search WORDS... | nearby LAT LON | nearby CODE\n"
          "  distance FROM TO | route CODE... | stats\n\n" AIRPORTS_ATTRIBUTION "\n",
          problem ? stderr : stdout);
    return problem ? COMMAND_USAGE : COMMAND_OK;
}

/* False, with *status set, when the command ends here. */
static bool options_take(struct airports_job *job, int argc, char **argv, const char **file, int *status)
{
    static const struct option options[] = {
        {"json", no_argument, NULL, 'j'},        {"airports", required_argument, NULL, 'a'},
        {"limit", required_argument, NULL, 'l'}, {"radius", required_argument, NULL, 'r'},
        {"help", no_argument, NULL, 'h'},        {NULL, 0, NULL, 0},
    };
    int c;

    *status = COMMAND_USAGE;
    optind = 1;
    /* '+': stops at the question, whose longitudes may begin with a minus. */
    while ((c = getopt_long(argc, argv, "+", options, NULL)) != -1) {
        enum result r = RESULT_OK;

        if (c == 'j')
            job->json = true;
        else if (c == 'a')
            *file = optarg;
        else if (c == 'l')
            r = number_parse_int(slice_from_string(optarg), 1, NEAREST_MAX, &job->limit);
        else if (c == 'r')
            r = number_parse_double(slice_from_string(optarg), 0, AIRPORTS_NEARBY_RADIUS_MAX_NM,
                                    &job->radius_nm);
        else if (c == 'h') {
            *status = usage(NULL);
            return false;
        } else
            return usage("wrong option") == COMMAND_OK;
        if (r != RESULT_OK)
            return usage("--limit is from 1 to 500, --radius from 0 to 500") == COMMAND_OK;
    }
    job->argc = argc - optind;
    job->argv = argv + optind;
    return true;
}

static const struct airports_question *question_find(struct airports_job *job)
{
    for (size_t i = 0; job->argc > 0 && i < sizeof questions / sizeof questions[0]; i++)
        if (strcmp(job->argv[0], questions[i].name) == 0) {
            job->argc--;
            job->argv++;
            return job->argc >= questions[i].min && job->argc <= questions[i].max ? &questions[i] : NULL;
        }
    return NULL;
}

static int run(struct airports_job *job, const struct airports_question *question)
{
    enum result r = question->answer(job);

    if (r == RESULT_OK)
        r = buffer_result(&job->out);
    if (r != RESULT_OK) {
        fprintf(stderr, "aviation-weather airports: %s\n",
                job->error.code ? job->error.message : result_text(r));
        if (job->error.extra.ptr)
            fprintf(stderr, "{%.*s}\n", (int)job->error.extra.len, job->error.extra.ptr);
        return r == RESULT_INVALID ? COMMAND_USAGE : COMMAND_FAILED;
    }
    if (job->json)
        buffer_append_char(&job->out, '\n');
    else
        buffer_append_format(&job->out, "\n%s\n", AIRPORTS_ATTRIBUTION);
    if (fwrite(job->out.ptr, 1, job->out.len, stdout) != job->out.len || fflush(stdout) != 0)
        return COMMAND_FAILED;
    return COMMAND_OK;
}

static int open_and_run(struct airports_job *job, const struct airports_question *question, const char *file)
{
    struct config config;
    struct config_error problem;
    struct airport_db *db = NULL;
    struct arena *arena = NULL;
    int status = COMMAND_FAILED;
    enum result r;

    if (!file) {
        if (config_load(NULL, &config, &problem) != RESULT_OK) {
            fprintf(stderr, "aviation-weather airports: %s: %s\n", problem.key, problem.message);
            return COMMAND_FAILED;
        }
        file = config.airports;
    }
    r = airport_db_open(file, &db);
    if (r != RESULT_OK) {
        fprintf(stderr, "aviation-weather airports: %s: %s\n", file, result_text(r));
        return COMMAND_FAILED;
    }
    arena = arena_create(ERROR_MAX);
    if (arena) {
        job->directory = (struct station_directory){.db = db};
        service_error_init(&job->error, arena);
        buffer_init(&job->out, OUTPUT_MAX);
        json_writer_init(&job->json_writer, &job->out);
        status = run(job, question);
        buffer_free(&job->out);
    }
    arena_destroy(arena);
    airport_db_close(db);
    return status;
}

int command_airports(int argc, char **argv)
{
    struct airports_job job = {.radius_nm = AIRPORTS_NEARBY_RADIUS_NM};
    const struct airports_question *question;
    const char *file = NULL;
    int status;

    if (!options_take(&job, argc, argv, &file, &status))
        return status;
    question = question_find(&job);
    if (!question)
        return usage("no such question, or not so many arguments");
    return open_and_run(&job, question, file);
}
