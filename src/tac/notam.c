#include "tac/notam.h"

#include "tac/notam_faa.h"
#include "tac/notam_items.h"
#include "tac/notam_parse.h"
#include "tac/notam_qcode.h"
#include "tac/notam_qline.h"
#include "tac/notam_rank.h"
#include "tac/notam_time.h"
#include "tac/notam_word.h"
#include "tac/span_parse.h"
#include "tac/token.h"

static uint32_t offset(const struct notam *n, const char *p)
{
    return (uint32_t)(p - n->raw.ptr);
}

static void add_span(struct notam *n, struct slice s, enum tac_group group, unsigned index)
{
    s = notam_trim(s);
    if (s.len > 0)
        tac_spans_add_range(&n->spans, offset(n, s.ptr), offset(n, s.ptr + s.len), group, 0, index);
}

/* "A1234/26", "02/089", "FDC 2/6747" without its office. */
static bool is_identification(struct slice word)
{
    size_t at = word.len > 0 && tac_is_letter(word.ptr[0]) ? 1 : 0;
    size_t stroke = slice_find(word, '/');
    int value;
    if (stroke == word.len || stroke - at < 1 || stroke - at > 4 ||
        !notam_digits(slice_sub(word, at, stroke), stroke - at, &value))
        return false;
    struct slice year = slice_sub(word, stroke + 1, word.len);
    return (at == 1 ? year.len == 2 : year.len >= 2 && year.len <= 4) && notam_digits(year, year.len, &value);
}

static bool all_of_kind(struct slice word, size_t length, bool (*is)(char))
{
    for (size_t i = 0; i < word.len; i++)
        if (!is(word.ptr[i]))
            return false;
    return word.len == length;
}

/* AFTN: priority, addresses, filing time, originator (Annex 10 volume II, 4.4.15). */
static bool is_heading(struct slice word)
{
    return notam_word_is(word, "GG") || notam_word_is(word, "FF") || notam_word_is(word, "DD") ||
           notam_word_is(word, "KK") || notam_word_is(word, "SS") || all_of_kind(word, 8, tac_is_letter) ||
           all_of_kind(word, 6, tac_is_digit);
}

static bool decode_kind(struct notam *n, struct slice word)
{
    if (notam_word_is(word, "NOTAMN"))
        n->kind = NOTAM_KIND_NEW;
    else if (notam_word_is(word, "NOTAMR"))
        n->kind = NOTAM_KIND_REPLACE;
    else if (notam_word_is(word, "NOTAMC"))
        n->kind = NOTAM_KIND_CANCEL;
    else
        return false;
    return true;
}

/* What stands before the items: heading, identification, kind, the NOTAM that is replaced or cancelled. */
static void decode_head(struct notam *n, struct slice head)
{
    struct slice word;
    while (notam_word_next(&head, &word)) {
        struct slice bare = word.ptr[0] == '(' ? slice_sub(word, 1, word.len) : word;
        enum tac_group group = TAC_GROUP_UNDECODED;
        if (bare.len == 0 || is_heading(bare))
            group = TAC_GROUP_HEADING;
        else if (is_identification(bare) && !n->id[0] && slice_copy(bare, n->id, sizeof(n->id)))
            group = TAC_GROUP_NOTAM_ID;
        else if (n->kind == NOTAM_KIND_UNKNOWN && decode_kind(n, bare))
            group = TAC_GROUP_NOTAM_KIND;
        else if (n->kind > NOTAM_KIND_NEW && !n->refers_to[0] && is_identification(bare) &&
                 slice_copy(bare, n->refers_to, sizeof(n->refers_to)))
            group = TAC_GROUP_NOTAM_REFERS_TO;
        add_span(n, word, group, 0);
    }
}

/* ICAO indicators; the USA use FAA identifiers there too. */
static bool is_location(struct slice word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!tac_is_letter(word.ptr[i]) && !tac_is_digit(word.ptr[i]))
            return false;
    return word.len == 3 || word.len == 4;
}

static bool add_location(struct notam *n, struct slice word)
{
    if (!is_location(word) || n->locations_count == NOTAM_LOCATIONS_MAX ||
        !slice_copy(word, n->locations[n->locations_count], sizeof(n->locations[0])))
        return false;
    n->locations_count++;
    return true;
}

/* "EGTT/EGPX" */
static bool add_locations(struct notam *n, struct slice word)
{
    struct slice part;
    uint8_t before = n->locations_count;
    while (slice_next(&word, '/', &part)) {
        if (!add_location(n, part)) {
            n->locations_count = before;
            return false;
        }
    }
    return true;
}

/* "PART 1 OF 4" or "1 OF 4" */
static bool take_part(struct notam *n, struct slice *rest)
{
    struct slice s = *rest, word, of, parts;
    int number, count;
    if (!notam_word_next(&s, &word))
        return false;
    if (notam_word_is(word, "PART") && !notam_word_next(&s, &word))
        return false;
    if (!notam_word_next(&s, &of) || !notam_word_is(of, "OF") || !notam_word_next(&s, &parts) ||
        word.len > 2 || parts.len > 2 || !notam_digits(word, word.len, &number) ||
        !notam_digits(parts, parts.len, &count) || number < 1 || number > count)
        return false;
    n->part = (uint8_t)number;
    n->parts = (uint8_t)count;
    *rest = s;
    return true;
}

static void decode_locations(struct notam *n, const struct notam_items *items)
{
    struct slice rest = items->content[NOTAM_ITEM_A], word;
    const char *start = items->item[NOTAM_ITEM_A].ptr;
    while (rest.len > 0) {
        struct slice before = rest;
        unsigned index = n->locations_count;
        enum tac_group group = TAC_GROUP_UNDECODED;
        if (take_part(n, &rest))
            group = TAC_GROUP_NOTAM_PART;
        else if (!notam_word_next(&rest, &word))
            return;
        else if (add_locations(n, word))
            group = TAC_GROUP_NOTAM_LOCATION;
        add_span(n, slice_make(start ? start : before.ptr, (size_t)(rest.ptr - (start ? start : before.ptr))),
                 group, index);
        start = NULL;
    }
}

static void decode_validity(struct notam *n, const struct notam_items *items)
{
    struct notam_validity v = {.from = UTC_NONE, .to = UTC_NONE};
    struct slice from = items->content[NOTAM_ITEM_B], to = items->content[NOTAM_ITEM_C];
    /* The message's end, where it is the last item. */
    if (from.len > 0 && from.ptr[from.len - 1] == ')')
        from.len--;
    if (to.len > 0 && to.ptr[to.len - 1] == ')')
        to.len--;
    if (from.ptr)
        add_span(n, items->item[NOTAM_ITEM_B],
                 notam_time_from(from, &v) ? TAC_GROUP_NOTAM_FROM : TAC_GROUP_UNDECODED, 0);
    if (to.ptr)
        add_span(n, items->item[NOTAM_ITEM_C],
                 notam_time_to(to, &v) ? TAC_GROUP_NOTAM_TO : TAC_GROUP_UNDECODED, 0);
    n->valid_from = v.with_immediate_effect ? n->created_at : v.from;
    n->valid_to = v.to;
    n->permanent = v.permanent;
    n->estimated = v.estimated;
    n->until_further_notice = v.until_further_notice;
}

static void decode_schedule(struct notam *n, const struct notam_items *items)
{
    struct slice content = items->content[NOTAM_ITEM_D];
    if (!content.ptr || content.len == 0)
        return;
    notam_schedule_parse(content, n->valid_from, n->valid_to, &n->schedule);
    add_span(n, items->item[NOTAM_ITEM_D],
             n->schedule.understood ? TAC_GROUP_NOTAM_SCHEDULE : TAC_GROUP_UNDECODED, 0);
}

/* The message's closing bracket ends the text, unless it was opened in it. */
static struct slice without_close(struct slice s)
{
    int open = 0;
    for (size_t i = 0; i < s.len; i++)
        open += (s.ptr[i] == '(') - (s.ptr[i] == ')');
    if (open < 0 && s.ptr[s.len - 1] == ')')
        s = notam_trim(slice_sub(s, 0, s.len - 1));
    return s;
}

static void decode_text(struct notam *n, const struct notam_items *items)
{
    if (!items->content[NOTAM_ITEM_E].ptr)
        return;
    add_span(n, items->item[NOTAM_ITEM_E], TAC_GROUP_NOTAM_TEXT, 0);
    n->text = without_close(items->content[NOTAM_ITEM_E]);
}

/* What follows the level in its item: the end of a part, or the message's closing bracket. */
static void decode_behind_limit(struct notam *n, struct slice rest)
{
    struct slice s = notam_trim(rest);
    if (s.len == 0)
        return;
    bool end = slice_starts_with(s, SLICE("END PART")) || notam_word_is(s, ")") || notam_word_is(s, ".");
    add_span(n, s, end ? TAC_GROUP_NOTAM_PART : TAC_GROUP_UNDECODED, 0);
}

static void decode_limit(struct notam *n, const struct notam_items *items, enum notam_item item,
                         enum tac_group group, struct notam_limit *out)
{
    struct slice all = items->item[item], content = items->content[item];
    if (!content.ptr)
        return;
    size_t taken = notam_limit_parse(content, out);
    if (taken == 0) {
        add_span(n, all, TAC_GROUP_UNDECODED, 0);
        return;
    }
    const char *end = content.ptr + taken;
    add_span(n, slice_make(all.ptr, (size_t)(end - all.ptr)), group, 0);
    decode_behind_limit(n, slice_make(end, (size_t)(all.ptr + all.len - end)));
}

static bool says(struct slice text, const char *const *phrases, size_t count)
{
    size_t end;
    for (size_t i = 0; i < count; i++)
        if (notam_phrase_find(text, phrases[i], &end) < text.len)
            return true;
    return false;
}

/* Some offices write the times of an activity into item E). Where it is about hours of service, they are what
 * it says, and it holds all the time. */
static bool has_times_in_text(const struct notam *n)
{
    static const char *const times[] = {"DLY",     "DAILY",   "EVERY DAY", "MON-FRI", "MON-SAT",
                                        "MON-THU", "SUN-THU", "MON - FRI", "SAT-SUN"};
    static const char *const hours[] = {"HR", "HRS", "HOURS", "OPEN"};
    return !n->schedule.text.ptr && says(n->text, times, sizeof(times) / sizeof(times[0])) &&
           !says(n->text, hours, sizeof(hours) / sizeof(hours[0])) && memcmp(n->q.code + 3, "AH", 2) != 0;
}

static void decode_items(struct notam *n, const struct notam_items *items)
{
    n->form = items->content[NOTAM_ITEM_A].ptr ? NOTAM_FORM_ICAO : NOTAM_FORM_OTHER;
    decode_head(n, items->head);
    if (items->item[NOTAM_ITEM_Q].ptr)
        notam_qline_decode(n->raw, items->item[NOTAM_ITEM_Q], &n->q, &n->spans);
    if (items->item[NOTAM_ITEM_A].ptr)
        decode_locations(n, items);
    decode_validity(n, items);
    decode_schedule(n, items);
    decode_text(n, items);
    n->times_in_text = has_times_in_text(n);
    decode_limit(n, items, NOTAM_ITEM_F, TAC_GROUP_NOTAM_LOWER_LIMIT, &n->lower_limit);
    decode_limit(n, items, NOTAM_ITEM_G, TAC_GROUP_NOTAM_UPPER_LIMIT, &n->upper_limit);
    n->subject = notam_qcode_subject(n->q.code);
    n->condition = notam_qcode_condition(n->q.code);
}

/* "CREATED: 08 Sep 2021 21:42:00 SOURCE: MKC" */
static void decode_trailer(struct notam *n, size_t at)
{
    struct slice rest = slice_sub(n->raw, at, n->raw.len);
    size_t end;
    if (rest.len == 0)
        return;
    size_t source = notam_phrase_find(rest, "SOURCE:", &end);
    struct slice created = slice_sub(rest, 0, source);
    struct slice value = notam_trim(slice_sub(created, 8, created.len));
    size_t taken = notam_time_created(value, &n->created_at);
    add_span(n, created, taken > 0 && taken == value.len ? TAC_GROUP_NOTAM_CREATED : TAC_GROUP_UNDECODED, 0);
    if (source == rest.len)
        return;
    n->source = notam_trim(slice_sub(rest, end, rest.len));
    add_span(n, slice_sub(rest, source, rest.len), TAC_GROUP_NOTAM_SOURCE, 0);
}

static void sort_spans(struct tac_spans *s)
{
    for (unsigned i = 1; i < s->count; i++) {
        struct tac_span span = s->list[i];
        unsigned to = i;
        for (; to > 0 && s->list[to - 1].start > span.start; to--)
            s->list[to] = s->list[to - 1];
        s->list[to] = span;
    }
}

/* A gap of nothing but written-out line ends belongs to what stands before it, or after it at the start; any
 * other is undecoded, with the written-out line ends at its own ends, for they are no separators. */
static void fill_gap(struct notam *n, unsigned before, uint32_t start, uint32_t end)
{
    struct slice gap = slice_sub(n->raw, start, end);
    if (notam_trim(gap).len > 0) {
        struct slice left = slice_trim(gap);
        tac_spans_add_range(&n->spans, offset(n, left.ptr), offset(n, left.ptr + left.len),
                            TAC_GROUP_UNDECODED, 0, 0);
        return;
    }
    while (gap.len > 0 && (unsigned char)gap.ptr[gap.len - 1] <= ' ')
        gap.len--;
    if (gap.len == 0)
        return;
    if (before < n->spans.count)
        n->spans.list[before].end = start + (uint32_t)gap.len;
    else
        n->spans.list[0].start = start;
}

static void complete_spans(struct notam *n)
{
    unsigned count = n->spans.count;
    uint32_t at = 0;
    sort_spans(&n->spans);
    for (unsigned i = 0; i <= count; i++) {
        uint32_t start = i < count ? n->spans.list[i].start : (uint32_t)n->raw.len;
        if (start > at)
            fill_gap(n, i > 0 ? i - 1 : n->spans.count, at, start);
        if (i < count)
            at = n->spans.list[i].end;
    }
    sort_spans(&n->spans);
}

static void notam_clear(struct notam *n, struct slice raw)
{
    *n = (struct notam){.raw = raw, .form = NOTAM_FORM_OTHER};
    n->valid_from = n->valid_to = n->created_at = UTC_NONE;
    n->lower_limit.ft = n->upper_limit.ft = -1;
    notam_qualifiers_clear(&n->q);
}

static enum result fail(struct tac_error *error, const char *text, size_t at)
{
    if (error)
        *error = (struct tac_error){text, at};
    return RESULT_INVALID;
}

enum result notam_decode(struct slice raw, int64_t reference_time, struct notam *out, struct tac_error *error)
{
    struct notam_items items;
    if (raw.len > TAC_REPORT_MAX)
        return fail(error, "longer than a NOTAM can be", TAC_REPORT_MAX);
    notam_clear(out, raw);
    size_t trailer = notam_trailer_find(raw);
    decode_trailer(out, trailer);
    struct slice body = slice_sub(raw, 0, trailer);
    bool known = notam_faa_decode(out, body) || notam_faa_page_decode(out, body);
    if (!known && notam_items_find(body, &items)) {
        decode_items(out, &items);
        known = out->id[0] || out->locations_count > 0 || out->q.code[0] || out->valid_from != UTC_NONE;
    } else if (!known) {
        known = notam_snowtam_decode(out, body, reference_time);
    }
    if (!known)
        return fail(error, "neither an identification nor an item of a NOTAM", 0);
    complete_spans(out);
    notam_rank_set(out);
    return RESULT_OK;
}

static int32_t limit_ft(const struct notam_limit *l)
{
    bool comparable = l->reference == NOTAM_LIMIT_SURFACE || l->reference == NOTAM_LIMIT_FLIGHT_LEVEL ||
                      l->reference == NOTAM_LIMIT_AMSL;
    return comparable ? l->ft : -1;
}

int32_t notam_lower_ft(const struct notam *n)
{
    return n->q.lower_ft >= 0 ? n->q.lower_ft : limit_ft(&n->lower_limit);
}

int32_t notam_upper_ft(const struct notam *n)
{
    return n->q.upper_ft >= 0 || n->q.upper_unlimited ? n->q.upper_ft : limit_ft(&n->upper_limit);
}
