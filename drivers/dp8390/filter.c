/* See filter.h. */
#include "filter.h"

#include <libdriver/net.h>
#include <string.h>

#include "registers.h"

#define TABLE_BYTES 8u
#define ALL 0xffu

static u8 modes;              /* RCR */
static u8 table[TABLE_BYTES]; /* MAR: bit n lets multicasts with hash n in */

void
filter_choose(const struct net_configure *wanted)
{
	int all = (wanted->mode & (NET_MODE_PROMISCUOUS | NET_MODE_ALL_MULTICAST)) != 0;
	u32 index;

	modes = 0;
	if (wanted->mode & (NET_MODE_BROADCAST | NET_MODE_PROMISCUOUS))
		modes |= RCR_AB;
	if (wanted->mode & NET_MODE_PROMISCUOUS)
		modes |= RCR_PRO;
	if (all || wanted->multicast_count > 0)
		modes |= RCR_AM;
	memset(table, all ? ALL : 0, sizeof(table));
	for (index = 0; index < wanted->multicast_count; index++) {
		u32 hash = net_multicast_hash(wanted->multicast[index]);

		table[hash / 8] |= (u8)(1u << hash % 8);
	}
}

void
filter_apply(void)
{
	u32 index;

	for (index = 0; index < TABLE_BYTES; index++)
		reg_out_page(1, MAR + index, table[index]);
	reg_out(RCR, modes);
}
