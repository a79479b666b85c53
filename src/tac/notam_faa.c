#include "tac/notam_faa.h"

#include "tac/notam_parse.h"
#include "tac/notam_subject.h"
#include "tac/notam_time.h"
#include "tac/notam_word.h"
#include "tac/span_parse.h"
#include "tac/token.h"

static void add_span(struct notam *n, const char *start, const char *end, enum tac_group group)
{
    tac_spans_add_range(&n->spans, (uint32_t)(start - n->raw.ptr), (uint32_t)(end - n->raw.ptr), group, 0, 0);
}

static const char *end_of(struct slice s)
{
    return s.ptr + s.len;
}

/* "05/142", "2/6747" */
static bool is_number(struct slice word)
{
    size_t stroke = slice_find(word, '/');
    int value;
    return (stroke == 1 || stroke == 2) && word.len >= stroke + 4 && word.len <= stroke + 5 &&
           notam_digits(slice_sub(word, 0, stroke), stroke, &value) &&
           notam_digits(slice_sub(word, stroke + 1, word.len), word.len - stroke - 1, &value);
}

/* FAA and ICAO identifiers: ABC, 9D2, KZAK. */
static bool is_identifier(struct slice word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!tac_is_letter(word.ptr[i]) && !tac_is_digit(word.ptr[i]))
            return false;
    return word.len >= 2 && word.len <= 5;
}

static void set_id(struct notam *n, struct slice office, struct slice number)
{
    memcpy(n->id, office.ptr, office.len);
    n->id[office.len] = ' ';
    memcpy(n->id + office.len + 1, number.ptr, number.len);
    n->id[office.len + 1 + number.len] = '\0';
}

/* The last validity in s: what stands after it is the end of a part of a long one. */
static bool find_validity(struct slice s, struct slice *at, struct notam_validity *v)
{
    struct slice word, rest = s;
    bool found = false;
    while (notam_word_next(&rest, &word)) {
        while (word.len > 0 && word.ptr[word.len - 1] == '.')
            word.len--;
        if (word.len == 0 || !tac_is_digit(word.ptr[0]) || !notam_time_range(word, v))
            continue;
        *at = word;
        found = true;
    }
    return found;
}

static bool is_weekday(struct slice word)
{
    static const char days[][4] = {"MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"};
    for (size_t i = 0; i < 7; i++)
        if (slice_starts_with(word, slice_make(days[i], 3)) &&
            (word.len == 3 || (word.len == 7 && word.ptr[3] == '-')))
            return true;
    return false;
}

/* Could a schedule begin with this word? */
static bool begins_schedule(struct slice word, struct slice rest)
{
    struct slice next = {0};
    int value;
    if (notam_word_is(word, "DLY") || notam_word_is(word, "DAILY"))
        return true;
    if (!is_weekday(word) || !notam_word_next(&rest, &next))
        return false;
    return is_weekday(next) || notam_word_is(next, "SR-SS") || notam_word_is(next, "SS-SR") ||
           (next.len == 9 && next.ptr[4] == '-' && notam_digits(slice_sub(next, 0, 4), 4, &value));
}

/* The schedule before the validity: from the first word on from which all of it is one. Where one seems to
 * begin but none is understood, the text has it and it stays open. */
static void find_schedule(struct notam *n, struct slice text)
{
    struct slice rest = text, word, first = {0};
    while (notam_word_next(&rest, &word)) {
        if (!begins_schedule(word, rest))
            continue;
        struct slice all = notam_trim(slice_sub(text, (size_t)(word.ptr - text.ptr), text.len));
        notam_schedule_parse(all, n->valid_from, n->valid_to, &n->schedule);
        if (n->schedule.understood)
            return;
        if (!first.ptr)
            first = all;
    }
    n->schedule.text = first;
    n->schedule.understood = false;
}

/* "PART 1 OF 4" */
static void find_part(struct notam *n, struct slice text)
{
    struct slice part, of, parts, rest;
    int number, count;
    size_t end, at = notam_phrase_find(text, "PART", &end);
    if (at == text.len)
        return;
    rest = slice_sub(text, end, text.len);
    if (notam_word_next(&rest, &part) && notam_word_next(&rest, &of) && notam_word_is(of, "OF") &&
        notam_word_next(&rest, &parts) && part.len <= 2 && parts.len <= 2 &&
        notam_digits(part, part.len, &number) && notam_digits(parts, parts.len, &count) && number >= 1 &&
        number <= count) {
        n->part = (uint8_t)number;
        n->parts = (uint8_t)count;
    }
}

static void set_validity(struct notam *n, const struct notam_validity *v)
{
    n->valid_from = v->from;
    n->valid_to = v->to;
    n->permanent = v->permanent;
    n->estimated = v->estimated;
    n->until_further_notice = v->until_further_notice;
}

/* Text, schedule and validity. */
static void decode_rest(struct notam *n, struct slice rest)
{
    struct slice text = notam_trim(rest), validity = {0};
    struct notam_validity v;
    bool found = find_validity(text, &validity, &v);
    struct slice before = found ? notam_trim(slice_make(text.ptr, (size_t)(validity.ptr - text.ptr))) : text;
    if (found)
        set_validity(n, &v);
    n->text = before;
    find_part(n, before);
    find_schedule(n, before);
    struct slice own = before; /* the schedule, or what seems to be one, has a span of its own */
    if (n->schedule.text.ptr)
        own = notam_trim(slice_make(before.ptr, (size_t)(n->schedule.text.ptr - before.ptr)));
    if (own.len > 0)
        add_span(n, own.ptr, end_of(own), TAC_GROUP_NOTAM_TEXT);
    if (n->schedule.text.ptr)
        add_span(n, n->schedule.text.ptr, end_of(n->schedule.text),
                 n->schedule.understood ? TAC_GROUP_NOTAM_SCHEDULE : TAC_GROUP_UNDECODED);
    if (!found)
        return;
    add_span(n, validity.ptr, end_of(validity), TAC_GROUP_VALIDITY);
    struct slice behind = notam_trim(slice_make(end_of(validity), (size_t)(end_of(text) - end_of(validity))));
    if (behind.len > 0)
        add_span(n, behind.ptr, end_of(behind),
                 slice_starts_with(behind, SLICE("END")) || notam_word_is(behind, ".") ? TAC_GROUP_NOTAM_PART
                                                                                       : TAC_GROUP_UNDECODED);
}

bool notam_faa_decode(struct notam *n, struct slice body)
{
    struct slice rest = body, office, number, location;
    if (!notam_word_next(&rest, &office) || office.len < 3 || office.len > 6 || office.ptr[0] != '!' ||
        !notam_word_next(&rest, &number) || !is_number(number))
        return false;
    n->form = NOTAM_FORM_FAA_DOMESTIC;
    n->kind = NOTAM_KIND_NEW;
    set_id(n, slice_sub(office, 1, office.len), number);
    add_span(n, office.ptr, end_of(number), TAC_GROUP_NOTAM_ID);
    struct slice after = rest;
    if (notam_word_next(&after, &location) && is_identifier(location) &&
        slice_copy(location, n->locations[0], sizeof(n->locations[0]))) {
        n->locations_count = 1;
        add_span(n, location.ptr, end_of(location), TAC_GROUP_NOTAM_LOCATION);
        rest = after;
    }
    decode_rest(n, rest);
    notam_subject_find(n->text, &n->subject, &n->condition);
    return true;
}

static int64_t find_spelled(struct slice body, const char *label)
{
    size_t end, at = notam_phrase_find(body, label, &end);
    int64_t time = UTC_NONE;
    if (at < body.len)
        (void)notam_time_spelled(slice_sub(body, end, body.len), &time);
    return time;
}

bool notam_faa_page_decode(struct notam *n, struct slice body)
{
    struct slice rest = body, office, number;
    if (!notam_word_next(&rest, &office) || !notam_word_is(office, "FDC") ||
        !notam_word_next(&rest, &number) || !is_number(number))
        return false;
    n->form = NOTAM_FORM_OTHER;
    n->kind = NOTAM_KIND_NEW;
    set_id(n, office, number);
    add_span(n, office.ptr, end_of(number), TAC_GROUP_NOTAM_ID);
    n->valid_from = find_spelled(rest, "Beginning Date and Time :");
    n->valid_to = find_spelled(rest, "Ending Date and Time :");
    n->text = notam_trim(rest);
    if (n->text.len > 0)
        add_span(n, n->text.ptr, end_of(n->text), TAC_GROUP_NOTAM_TEXT);
    const char *condition; /* prose: a state in it is of something else */
    notam_subject_find(n->text, &n->subject, &condition);
    return true;
}
