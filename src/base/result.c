#include "base/result.h"

const char *result_text(enum result r)
{
    switch (r) {
    case RESULT_OK:
        return "ok";
    case RESULT_NOT_FOUND:
        return "not found";
    case RESULT_INVALID:
        return "invalid";
    case RESULT_AMBIGUOUS:
        return "ambiguous";
    case RESULT_CONFLICT:
        return "conflict";
    case RESULT_TOO_LARGE:
        return "too large";
    case RESULT_NO_MEMORY:
        return "no memory";
    case RESULT_IO:
        return "input/output error";
    case RESULT_CORRUPT:
        return "corrupt";
    case RESULT_TIMEOUT:
        return "timed out";
    case RESULT_BUSY:
        return "busy";
    case RESULT_UNAVAILABLE:
        return "unavailable";
    case RESULT_REFUSED:
        return "refused";
    case RESULT_UNSUPPORTED:
        return "unsupported";
    }
    return "unknown result";
}
