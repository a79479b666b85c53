#include "tac/flight_category.h"

/* Of the layers alone. */
static struct tac_ceiling ceiling_of_layers(const struct tac_conditions *c)
{
    struct tac_ceiling found = {TAC_CEILING_NONE, -1};
    bool hidden = c->sky_doubtful;
    for (unsigned i = 0; i < c->clouds_count; i++) {
        const struct tac_cloud *layer = &c->clouds[i];
        bool broken = layer->cover == TAC_COVER_BKN || layer->cover == TAC_COVER_OVC;
        hidden |= layer->cover == TAC_COVER_UNKNOWN || (broken && layer->base_ft_agl < 0);
        if (broken && layer->base_ft_agl >= 0 && (found.ft_agl < 0 || layer->base_ft_agl < found.ft_agl))
            found.ft_agl = layer->base_ft_agl;
    }
    if (found.ft_agl >= 0)
        found.state = hidden ? TAC_CEILING_AT_MOST : TAC_CEILING_REPORTED;
    else if (hidden)
        found.state = TAC_CEILING_UNKNOWN;
    return found;
}

/* CAVOK, SKC, CLR, NSC, NCD, FEW and SCT are no ceiling and hide none. */
struct tac_ceiling tac_ceiling_find(const struct tac_conditions *c)
{
    if (c->sky_state == TAC_SKY_CLEAR)
        return (struct tac_ceiling){TAC_CEILING_NONE, -1};
    if (c->sky_state == TAC_SKY_REPORTED)
        return ceiling_of_layers(c);
    if (c->sky_state != TAC_SKY_OBSCURED || c->vertical_visibility_ft < 0)
        return (struct tac_ceiling){TAC_CEILING_UNKNOWN, -1};
    /* A layer below the vertical visibility is the ceiling. */
    struct tac_ceiling vertical = {TAC_CEILING_INDEFINITE, c->vertical_visibility_ft};
    struct tac_ceiling layers = ceiling_of_layers(c);
    return layers.ft_agl >= 0 && layers.ft_agl < vertical.ft_agl ? layers : vertical;
}

static int category_of_ceiling(int32_t ft)
{
    return ft < 500     ? TAC_CATEGORY_LIFR
           : ft < 1000  ? TAC_CATEGORY_IFR
           : ft <= 3000 ? TAC_CATEGORY_MVFR
                        : TAC_CATEGORY_VFR;
}

static int category_of_miles(double miles)
{
    return miles < 1    ? TAC_CATEGORY_LIFR
           : miles < 3  ? TAC_CATEGORY_IFR
           : miles <= 5 ? TAC_CATEGORY_MVFR
                        : TAC_CATEGORY_VFR;
}

/* One input: what it alone gives (-1: nothing is known of it), and whether that is all there is to know. */
struct input {
    int category;
    bool known;
};

static struct input input_of_ceiling(const struct tac_ceiling *c)
{
    switch ((enum tac_ceiling_state)c->state) {
    case TAC_CEILING_NONE:
        return (struct input){TAC_CATEGORY_VFR, true};
    case TAC_CEILING_REPORTED:
    case TAC_CEILING_INDEFINITE:
        return (struct input){category_of_ceiling(c->ft_agl), true};
    case TAC_CEILING_AT_MOST:
        return (struct input){category_of_ceiling(c->ft_agl), false};
    case TAC_CEILING_UNKNOWN:
        break;
    }
    return (struct input){-1, false};
}

/* "Less than 1/4 mile" is LIFR; "less than 3" may be anything below. "More than" says enough only above 5
 * miles. */
static struct input input_of_visibility(const struct tac_visibility *v)
{
    if (!v->present)
        return (struct input){-1, false};
    if (v->less_than)
        return v->statute_miles <= 1 ? (struct input){TAC_CATEGORY_LIFR, true}
                                     : (struct input){category_of_miles(v->statute_miles - 0.001), false};
    if (v->greater_than && v->statute_miles < 5)
        return (struct input){-1, false};
    return (struct input){v->greater_than ? TAC_CATEGORY_VFR : category_of_miles(v->statute_miles), true};
}

struct tac_category tac_category_find(const struct tac_ceiling *ceiling,
                                      const struct tac_visibility *visibility)
{
    struct input a = input_of_ceiling(ceiling), b = input_of_visibility(visibility);
    int worst = a.category < 0                              ? b.category
                : b.category < 0 || a.category < b.category ? a.category
                                                            : b.category;
    if (worst == TAC_CATEGORY_LIFR || (a.known && b.known))
        return (struct tac_category){(uint8_t)worst, -1};
    return (struct tac_category){TAC_CATEGORY_UNKNOWN, (int8_t)worst};
}

struct tac_category tac_category_worse(struct tac_category a, struct tac_category b)
{
    struct tac_category worse = a.category <= b.category ? a : b;
    if (worse.category != TAC_CATEGORY_UNKNOWN)
        return worse;
    /* What is known of each is an upper bound of the whole. */
    int best_a = a.category == TAC_CATEGORY_UNKNOWN ? a.at_best : a.category;
    int best_b = b.category == TAC_CATEGORY_UNKNOWN ? b.at_best : b.category;
    worse.at_best = (int8_t)(best_a < 0 ? best_b : best_b < 0 || best_a < best_b ? best_a : best_b);
    return worse;
}

static bool ceiling_known(struct tac_ceiling c)
{
    return c.state != TAC_CEILING_UNKNOWN && c.state != TAC_CEILING_AT_MOST;
}

struct tac_ceiling tac_ceiling_worse(struct tac_ceiling a, struct tac_ceiling b)
{
    struct tac_ceiling lower = a.ft_agl < 0 ? b : b.ft_agl < 0 || a.ft_agl <= b.ft_agl ? a : b;
    if (ceiling_known(a) && ceiling_known(b))
        return lower;
    lower.state = lower.ft_agl < 0 ? TAC_CEILING_UNKNOWN : TAC_CEILING_AT_MOST;
    return lower;
}

const char *tac_ceiling_state_name(enum tac_ceiling_state state)
{
    static const char *const names[] = {"none", "reported", "indefinite", "at_most", "unknown"};
    return names[state];
}

const char *tac_flight_category_name(enum tac_flight_category category)
{
    static const char *const names[] = {"LIFR", "UNKNOWN", "IFR", "MVFR", "VFR"};
    return names[category];
}
