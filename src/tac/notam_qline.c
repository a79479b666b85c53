#include "tac/notam_qline.h"

#include "tac/notam_coordinate.h"
#include "tac/notam_word.h"
#include "tac/span_parse.h"
#include "tac/token.h"

#define UNLIMITED 999

static bool all_letters(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!tac_is_letter(s.ptr[i]))
            return false;
    return s.len > 0;
}

/* Only letters of the set, none twice. */
static bool all_of(struct slice s, struct slice set, size_t max)
{
    if (s.len == 0 || s.len > max)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (slice_find(set, s.ptr[i]) == set.len || slice_find(slice_sub(s, 0, i), s.ptr[i]) < i)
            return false;
    return true;
}

static bool take_fir(struct slice s, struct notam_qualifiers *q)
{
    return (s.len == 3 || s.len == 4) && all_letters(s) && slice_copy(s, q->fir, sizeof(q->fir));
}

static bool take_code(struct slice s, struct notam_qualifiers *q)
{
    return s.len == 5 && s.ptr[0] == 'Q' && all_letters(s) && slice_copy(s, q->code, sizeof(q->code));
}

static bool take_traffic(struct slice s, struct notam_qualifiers *q)
{
    return all_of(s, SLICE("IVK"), 3) && slice_copy(s, q->traffic, sizeof(q->traffic));
}

static bool take_purpose(struct slice s, struct notam_qualifiers *q)
{
    return all_of(s, SLICE("NBOMK"), 5) && slice_copy(s, q->purpose, sizeof(q->purpose));
}

static bool take_scope(struct slice s, struct notam_qualifiers *q)
{
    return all_of(s, SLICE("AEWK"), 3) && slice_copy(s, q->scope, sizeof(q->scope));
}

static bool take_lower(struct slice s, struct notam_qualifiers *q)
{
    int level;
    if (!notam_digits(s, 3, &level))
        return false;
    q->lower_ft = level * 100;
    return true;
}

static bool take_upper(struct slice s, struct notam_qualifiers *q)
{
    int level;
    if (!notam_digits(s, 3, &level))
        return false;
    q->upper_unlimited = level == UNLIMITED;
    if (level != UNLIMITED)
        q->upper_ft = level * 100;
    return true;
}

static bool take_center(struct slice s, struct notam_qualifiers *q)
{
    double latitude, longitude;
    int radius = -1;
    size_t taken = notam_coordinate_parse(s, &latitude, &longitude);
    if (taken == 0 || (taken < s.len && !notam_digits(notam_trim(slice_sub(s, taken, s.len)), 3, &radius)))
        return false;
    q->center_given = true;
    q->latitude_deg = latitude;
    q->longitude_deg = longitude;
    q->radius_nm = (int16_t)radius;
    return true;
}

static const struct {
    bool (*take)(struct slice s, struct notam_qualifiers *q);
    enum tac_group group;
} parts[] = {
    {take_fir, TAC_GROUP_NOTAM_FIR},         {take_code, TAC_GROUP_NOTAM_CODE},
    {take_traffic, TAC_GROUP_NOTAM_TRAFFIC}, {take_purpose, TAC_GROUP_NOTAM_PURPOSE},
    {take_scope, TAC_GROUP_NOTAM_SCOPE},     {take_lower, TAC_GROUP_NOTAM_LOWER},
    {take_upper, TAC_GROUP_NOTAM_UPPER},     {take_center, TAC_GROUP_NOTAM_CENTER},
};
#define PARTS (sizeof(parts) / sizeof(parts[0]))

/* The index of the part that it was, or PARTS. */
static size_t take_part(struct slice s, size_t due, struct notam_qualifiers *q)
{
    for (size_t i = due; i < PARTS; i++)
        if (parts[i].take(s, q))
            return i;
    return PARTS;
}

void notam_qualifiers_clear(struct notam_qualifiers *q)
{
    *q = (struct notam_qualifiers){.lower_ft = -1, .upper_ft = -1, .radius_nm = -1};
}

void notam_qline_decode(struct slice raw, struct slice item, struct notam_qualifiers *out,
                        struct tac_spans *spans)
{
    size_t due = 0;
    const char *start = item.ptr; /* the first part's span has the marker in it */
    struct slice rest = slice_sub(item, 2, item.len), part;
    while (slice_next(&rest, '/', &part)) {
        const char *end = rest.ptr ? rest.ptr : item.ptr + item.len;
        struct slice value = notam_trim(part);
        size_t found = value.len ? take_part(value, due, out) : PARTS;
        enum tac_group group = found < PARTS ? parts[found].group : TAC_GROUP_UNDECODED;
        if (value.len == 0) {
            group = due < PARTS ? parts[due].group : TAC_GROUP_NOTAM_CENTER;
            due += due < PARTS;
        } else if (found < PARTS) {
            due = found + 1;
        }
        struct slice all = notam_trim(slice_make(start, (size_t)(end - start)));
        if (all.len > 0)
            tac_spans_add_range(spans, (uint32_t)(all.ptr - raw.ptr), (uint32_t)(all.ptr - raw.ptr + all.len),
                                group, 0, 0);
        start = end;
    }
}
