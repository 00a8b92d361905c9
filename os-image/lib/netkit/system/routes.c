/* See <netkit/settings.h>: the table of routes. */
#include <netkit/names.h>
#include <netkit/settings.h>
#include <stdio.h>
#include <toolkit/table.h>

#define NETWORK_TEXT_SIZE (IP_TEXT_SIZE + 4)

static const char *
network_text(char text[NETWORK_TEXT_SIZE], const struct route_info *route)
{
	char address[IP_TEXT_SIZE];

	if (route->mask == 0)
		return "default";
	snprintf(text, NETWORK_TEXT_SIZE, "%.15s/%u", ip_text(address, route->destination),
		 mask_length(route->mask));
	return text;
}

void
print_routes(bool is_numeric)
{
	static const struct table_column columns[] = {
		{"DESTINATION", false},
		{"GATEWAY", false},
		{"INTERFACE", false},
		{"MADE BY", false},
	};
	char network[NETWORK_TEXT_SIZE], gateway[NAME_TEXT_SIZE];
	struct route_info route = {0};

	table_begin(columns, ARRAY_LEN(columns));
	while (settings_next(SIOCGROUTE, &route, &route.index)) {
		table_cell("%s", network_text(network, &route));
		table_cell("%s", route.gateway != 0 ? address_name(gateway, route.gateway, is_numeric)
						    : "direct");
		table_cell("%s", route.interface);
		table_cell("%s", route.is_automatic ? "system" : "user");
	}
	table_print();
}
