#include "tac/report_kind.h"

#include "tac/heading.h"
#include "tac/time_parse.h"
#include "tac/token.h"

/* ddhh/ddhh: what a TAF has after its station and time, and a METAR has not. */
static bool is_validity(const struct tac_token *t)
{
    struct tac_scan s = tac_scan_start(t->text);
    struct tac_day_time from, to;
    return tac_scan_ddhh(&s, &from) && tac_scan_char(&s, '/') && tac_scan_ddhh(&s, &to) && tac_scan_done(&s);
}

/* Words that give other kinds away within the first few groups. */
static enum tac_report_kind kind_by_words(const struct tac_token *t, size_t n)
{
    static const struct {
        const char *word;
        enum tac_report_kind kind;
    } words[] = {
        {"UA", TAC_REPORT_PIREP},     {"UUA", TAC_REPORT_PIREP},      {"ARP", TAC_REPORT_PIREP},
        {"AIREP", TAC_REPORT_PIREP},  {"SIGMET", TAC_REPORT_SIGMET},  {"AIRMET", TAC_REPORT_AIRMET},
        {"CWA", TAC_REPORT_CWA},      {"OUTLOOK", TAC_REPORT_SIGMET}, {"CONVECTIVE", TAC_REPORT_SIGMET},
        {"NOTAMN", TAC_REPORT_NOTAM}, {"NOTAMR", TAC_REPORT_NOTAM},   {"NOTAMC", TAC_REPORT_NOTAM}};
    for (size_t i = 0; i < n && i < 10; i++)
        for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++)
            if (tac_text_is(t[i].text, words[w].word, strlen(words[w].word)))
                return words[w].kind;
    return n && t[0].text.ptr[0] == '!' ? TAC_REPORT_NOTAM : TAC_REPORT_UNKNOWN;
}

enum tac_report_kind tac_report_kind_guess(struct slice raw)
{
    struct tac_tokens tokens;
    struct tac_spans spans;
    struct tac_heading heading;
    spans.count = 0;
    tac_tokens_split(slice_sub(raw, 0, 1024), &tokens);
    unsigned taken = tac_heading_decode(tokens.list, tokens.count, &heading, &spans);
    if (heading.has_taf)
        return TAC_REPORT_TAF;
    if (heading.has_metar || heading.has_speci)
        return TAC_REPORT_METAR;
    enum tac_report_kind kind = kind_by_words(tokens.list, tokens.count);
    if (kind != TAC_REPORT_UNKNOWN || taken == 0)
        return kind;
    for (unsigned i = taken; i < taken + 2 && i < tokens.count; i++)
        if (is_validity(&tokens.list[i]))
            return TAC_REPORT_TAF;
    return heading.amended ? TAC_REPORT_TAF : TAC_REPORT_METAR;
}
