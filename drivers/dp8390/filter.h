/* Which frames the card accepts. DP8390D data sheet, 10.3 (RCR, MAR). */
#ifndef DP8390_FILTER_H
#define DP8390_FILTER_H

#include <proto/netdriver.h>

/* Chooses what is wanted, from the next filter_apply on. */
void filter_choose(const struct net_configure *wanted);

/* Tells the card; frames that came before stay. */
void filter_apply(void);

#endif
