#include "store/tier_operations.h"

enum result mongo_tier_open(const struct tier_options *options, struct tier *t, char detail[200])
{
    return RESULT_UNSUPPORTED;
}
