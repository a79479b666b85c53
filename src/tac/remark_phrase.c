#include "tac/remark_parse.h"

/* Longer phrases first where one begins another; '#' stands for a group of figures. */
static const struct phrase {
    const char *text;
    const char *meaning;
} phrases[] = {
    {"NOSPECI", "no special reports are made here"},
    {"FIRST", "first report after a break in staffed coverage"},
    {"LAST STFD OBS", "last staffed observation"},
    {"LAST OBS", "last observation before a break"},
    {"LAST", "last report before a break in staffed coverage"},
    {"WIND DATA ESTMD", "wind is estimated"},
    {"WND DATA ESTMD", "wind is estimated"},
    {"WIND ESTMD", "wind is estimated"},
    {"WND ESTMD", "wind is estimated"},
    {"WIND EST", "wind is estimated"},
    {"WND EST", "wind is estimated"},
    {"ALSTG/SLP ESTMD", "altimeter setting and sea level pressure are estimated"},
    {"ESTMD ALSTG/SLP", "altimeter setting and sea level pressure are estimated"},
    {"ALSTG ESTMD", "altimeter setting is estimated"},
    {"ESTMD ALSTG", "altimeter setting is estimated"},
    {"SLP ESTMD", "sea level pressure is estimated"},
    {"WIND MISG", "wind is missing"},
    {"WND MISG", "wind is missing"},
    {"CLD MISG", "clouds are missing"},
    {"VIS MISG", "visibility is missing"},
    {"WX MISG", "weather is missing"},
    {"PCPN MISG", "precipitation is missing"},
    {"ICG MISG", "icing is missing"},
    {"ICE MISG", "ice is missing"},
    {"ALTM MISG", "altimeter setting is missing"},
    {"PRES MISG", "pressure is missing"},
    {"T MISG", "temperature is missing"},
    {"TD MISG", "dew point is missing"},
    {"DP MISG", "dew point is missing"},
    {"ICG", "icing"},
    {"ACFT MSHP", "aircraft mishap"},
    {"FROIN", "frost on the sensor"},
    {"CVCTV CLD EMBD", "convective clouds embedded"},
    {"CVCTV", "convective"},
    {"FU ALF", "smoke aloft"},
    {"HZ ALF", "haze aloft"},
    {"FU ALOFT", "smoke aloft"},
    {"HZ ALOFT", "haze aloft"},
    {"LWR CLD OBSC", "lower clouds are obscured"},
    {"MT OP", "mountains open"},
    {"MON LIB", "mountains free of clouds"},
    {"MON INVIS", "mountains not visible"},
    {"VAL NIL", "no cloud in the valleys"},
    {"NC", "no change"},
    {"CIG RAG", "ragged ceiling"},
    {"CIG RGD", "ragged ceiling"},
    {"WIND ESTD", "wind is estimated"},
    {"WND ESTD", "wind is estimated"},
    {"ESTMD WND", "wind is estimated"},
    {"ESTMD SLP", "sea level pressure is estimated"},
    {"HZY", "hazy"},
    {"VIA AUTODIAL", "by automatic dialling"},
    {"VATSIM USE ONLY", "for flight simulation only"},
    {"AUTO VATSIM USE ONLY", "for flight simulation only"},
    {"RWY UNDER CONSTRUCTION", "runway under construction"},
    {"PCPN VRY LGT", "very light precipitation"},
    {"VRY LGT ICG", "very light icing"},
    {"CIG ESTD", "ceiling is estimated"},
    {"CIG ESTMD", "ceiling is estimated"},
    {"RVR MISG", "runway visual range is missing"},
    {"RVR N/A", "runway visual range is not available"},
    {"TS/LTNG TEMPO UNAVBL", "thunderstorm and lightning information is temporarily unavailable"},
    {"TS INFO NOT AVBL", "thunderstorm information is not available"},
    {"OBST OBSC", "obstacles are obscured"},
    {"MT PT OBSC", "mountains partly obscured"},
    {"OCNL DROPS", "occasional drops"},
    {"CB IN APCH", "cumulonimbus in the approach"},
    {"BINOVC", "breaks in the overcast"},
    {"T1 SET", "thunderstorm condition I is set"},
    {"T2 SET", "thunderstorm condition II is set"},
    {"SVR T1 SET", "severe thunderstorm condition I is set"},
    {"SVR T2 SET", "severe thunderstorm condition II is set"},
    {"ESTMD WIND", "wind is estimated"},
    {"CONTRAILS", "condensation trails"},
    {"SNW INCRG RAPIDLY", "snow increasing rapidly"},
    {"APRNT FROPA", "apparent passage of a front"},
    {"WND DATA AND ALSTG/SLP ESTMD", "wind, altimeter setting and sea level pressure are estimated"},
    {"WND DATA ALSTG ESTMD", "wind and altimeter setting are estimated"},
    {"VRY LGT -RA", "very light rain"},
    {"VRY LGT -SN", "very light snow"},
    {"VRY LGT -DZ", "very light drizzle"},
    {"CVCTV CLDS EMBD", "convective clouds embedded"},
    {"CIG RAG,", "ragged ceiling"},
    {"SUN DMLY VSBL", "the sun is dimly visible"},
    {"ALL WNDS GRID", "wind directions are by grid north"},
    {"VOLC STA MARIA Y SATGO EN ACTV", "the volcanoes Santa Maria and Santiaguito are active"},
    {"VOL. STA. MARIA Y SANTIAGUITO EN ACTIVIDAD", "the volcanoes Santa Maria and Santiaguito are active"},
    {"SNW CVR/MUCH LOOSE", "snow cover, much of it loose"},
    {"SNW CVR/TRACE LOOSE", "snow cover, a trace of it loose"},
    {"USE TAF FOR ARRIVALS AFTER #", "the TAF, not the trend, counts for arrivals after this time"},
    {"WINDS UN-RELIABLE # TO # DEGREES", "the wind is unreliable between these directions"},
    {"RWY # AND # WING SPAN RESTRICTION # FEET", "a limit of wing span on these runways"},
    {"NOSIG", "no significant change is expected"},
    {"NIL", "no remarks"},
    {"END", "end of the remarks"},
};

static unsigned match(const struct tac_token *t, size_t n, const char *phrase, bool *figures)
{
    unsigned words = 0;
    for (const char *p = phrase; *p; words++) {
        const char *word = p;
        while (*p && *p != ' ')
            p++;
        if (words == n)
            return 0;
        bool figure = *word == '#' && tac_is_digit(t[words].text.ptr[0]);
        if (!figure && !tac_text_is(t[words].text, word, (size_t)(p - word)))
            return 0;
        *figures |= figure;
        if (*p)
            p++;
    }
    return words;
}

unsigned tac_remark_phrase(const struct tac_remark_input *in, struct tac_remark *r)
{
    for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++) {
        if (phrases[i].text[0] != in->t->text.ptr[0])
            continue;
        bool figures = false;
        unsigned words = match(in->t, in->n, phrases[i].text, &figures);
        if (words == 0)
            continue;
        r->kind = figures ? TAC_REMARK_PLAIN_FIGURES : TAC_REMARK_PHRASE;
        r->note = phrases[i].meaning;
        if (figures)
            tac_remark_detail(r, in->t, words);
        return words;
    }
    return 0;
}
