/* See filter.h. */
#include "filter.h"

#include <libdriver/net.h>
#include <string.h>

#include "registers.h"

#define ALL 0xffffffffu
#define TABLE_BITS 32u

static struct filter current;

const struct filter *
filter_current(void)
{
	return &current;
}

static struct filter
filter_of(const struct net_configure *wanted)
{
	struct filter filter = {.modes = RCR_APM};
	u32 index;

	if (wanted->mode & NET_MODE_BROADCAST)
		filter.modes |= RCR_AB;
	if (wanted->mode & NET_MODE_PROMISCUOUS)
		filter.modes |= RCR_AAP | RCR_AB;
	if (wanted->mode & (NET_MODE_PROMISCUOUS | NET_MODE_ALL_MULTICAST))
		filter.table[0] = filter.table[1] = ALL;
	for (index = 0; index < wanted->multicast_count; index++) {
		u32 hash = net_multicast_hash(wanted->multicast[index]);

		filter.table[hash / TABLE_BITS] |= 1u << hash % TABLE_BITS;
	}
	if (filter.table[0] | filter.table[1])
		filter.modes |= RCR_AM;
	return filter;
}

int
filter_choose(const struct net_configure *wanted)
{
	struct filter filter = filter_of(wanted);
	int is_another = memcmp(&filter, &current, sizeof(filter)) != 0;

	current = filter;
	return is_another;
}
