#include "upstream/provider.h"

#include <string.h>

const struct provider *provider_get(enum upstream_provider id)
{
    static const struct provider *const providers[UPSTREAM_PROVIDERS] = {&awc_provider, &checkwx_provider};
    return providers[id];
}

size_t provider_order(const struct config *config, const char *primary,
                      const struct provider *out[UPSTREAM_PROVIDERS])
{
    bool checkwx_first = strcmp(primary, "checkwx") == 0;
    const struct provider *const order[] = {checkwx_first ? &checkwx_provider : &awc_provider,
                                            checkwx_first ? &awc_provider : &checkwx_provider};
    size_t count = 0;
    for (size_t i = 0; i < UPSTREAM_PROVIDERS; i++)
        if (order[i]->is_configured(config))
            out[count++] = order[i];
    return count;
}

struct slice provider_base_url(const struct provider *p, const struct config *config)
{
    struct slice base = slice_from_string(p->base_url(config));
    while (base.len && base.ptr[base.len - 1] == '/')
        base.len--;
    return base;
}

void provider_call_url(const struct provider *p, const struct config *config,
                       const struct provider_call *call, struct buffer *url)
{
    buffer_append_slice(url, provider_base_url(p, config));
    p->append_call(call, url);
    buffer_append_char(url, '\0');
}

void provider_file_url(const struct provider *p, const struct config *config, const char *path,
                       struct buffer *url)
{
    buffer_append_slice(url, provider_base_url(p, config));
    buffer_append_slice(url, slice_from_string(path));
    buffer_append_char(url, '\0');
}
