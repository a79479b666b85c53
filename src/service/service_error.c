#include "service/service_error.h"

#include <stdarg.h>
#include <stdio.h>

void service_error_init(struct service_error *e, struct arena *arena)
{
    *e = (struct service_error){.arena = arena};
}

enum result service_error_set(struct service_error *e, enum result r, const char *code, const char *field,
                              const char *format, ...)
{
    va_list args;

    e->code = code;
    e->field = field;
    e->extra = (struct slice){NULL, 0};
    e->retry_after_s = 0;
    va_start(args, format);
    (void)vsnprintf(e->message, sizeof e->message, format, args);
    va_end(args);
    return r;
}
