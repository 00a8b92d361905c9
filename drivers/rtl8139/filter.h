/* Which frames the card accepts. Data sheet, 5.7 (RCR) and 5.3 (MAR). */
#ifndef RTL8139_FILTER_H
#define RTL8139_FILTER_H

#include <proto/netdriver.h>

struct filter {
	u32 modes;    /* of RCR */
	u32 table[2]; /* MAR: bit n of these 64 lets multicasts with hash n in */
};

/* Makes the filter that is wanted the current one; whether it is another than before. */
int filter_choose(const struct net_configure *wanted);

const struct filter *filter_current(void);

#endif
