/* The tables of interfaces and counters. See netstat.h. */
#include <stdio.h>
#include <string.h>
#include <toolkit/table.h>

#include "netstat.h"

void
print_interfaces(void)
{
	static const struct table_column columns[] = {
		{"INTERFACE", false}, {"MTU", true}, {"RECEIVED", true}, {"BAD", true}, {"DROPPED", true},
		{"SENT", true}, {"DROPPED", true}, {"RESTARTS", true}, {"STATE", false},
	};
	struct if_info info = {0};

	table_begin(columns, ARRAY_LEN(columns));
	while (settings_next(SIOCGIFINFO, &info, &info.index)) {
		table_cell("%s", info.name);
		table_cell("%u", info.mtu);
		table_cell("%llu", (unsigned long long)info.received_frames);
		table_cell("%u", info.received_bad);
		table_cell("%u", info.received_dropped);
		table_cell("%llu", (unsigned long long)info.sent_frames);
		table_cell("%u", info.sent_dropped);
		table_cell("%u", info.driver_restarts);
		table_cell("%s", (info.flags & IFF_UP) == 0        ? "down"
				 : (info.flags & IFF_RUNNING) == 0 ? "not running"
								   : "up");
	}
	table_print();
}

/* "tcp_out_of_order" under the heading "tcp:" as "out of order". */
void
print_counters(void)
{
	struct net_counter_info counter = {0};
	char group[sizeof(counter.name)] = "";

	while (settings_next(SIOCGCOUNTER, &counter, &counter.index)) {
		size_t length = strcspn(counter.name, "_");
		char *words = counter.name + length + (counter.name[length] == '_');

		if (strlen(group) != length || strncmp(group, counter.name, length) != 0) {
			memcpy(group, counter.name, length);
			group[length] = '\0';
			printf("%s:\n", group);
		}
		for (char *at = words; (at = strchr(at, '_')) != NULL;)
			*at = ' ';
		printf("  %12llu %s\n", (unsigned long long)counter.value, words);
	}
}
