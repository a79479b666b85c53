#include "tac/remark_parse.h"

/* Longer phrases first where one begins another. */
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
    {"NOSIG", "no significant change is expected"},
    {"NIL", "no remarks"},
    {"END", "end of the remarks"},
};

unsigned tac_remark_phrase(const struct tac_remark_input *in, struct tac_remark *r)
{
    for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++) {
        unsigned words = tac_phrase_match(in->t, in->n, phrases[i].text);
        if (words) {
            r->kind = TAC_REMARK_PHRASE;
            r->note = phrases[i].meaning;
            return words;
        }
    }
    return 0;
}
