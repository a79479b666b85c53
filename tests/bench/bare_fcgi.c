/*
 * The yardstick of the benchmarks: the least that a libfcgi responder can do. Answers every request with the
 * bytes of the file BARE_BODY. Runs under spawn-fcgi and multiwatch in the form of our own pool.
 */
#include <fcgiapp.h>
#include <stdio.h>
#include <stdlib.h>

#define BODY_MAX ((size_t)1024 * 1024)

static char body[BODY_MAX];

int main(void)
{
    const char *path = getenv("BARE_BODY");
    FILE *file = path ? fopen(path, "rb") : NULL;
    if (!file) {
        fprintf(stderr, "bare_fcgi: BARE_BODY must name a readable file\n");
        return 1;
    }
    size_t length = fread(body, 1, sizeof body, file);
    fclose(file);

    FCGX_Request request;
    if (FCGX_Init() != 0 || FCGX_InitRequest(&request, 0, 0) != 0) {
        fprintf(stderr, "bare_fcgi: no FastCGI socket\n");
        return 1;
    }
    while (FCGX_Accept_r(&request) == 0) {
        FCGX_FPrintF(request.out, "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n",
                     (int)length);
        FCGX_PutStr(body, (int)length, request.out);
        FCGX_Finish_r(&request);
    }
    return 0;
}
