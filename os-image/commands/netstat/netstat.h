/* netstat: what the network server knows. */
#ifndef NETSTAT_H
#define NETSTAT_H

#include <netkit/settings.h>
#include <stdbool.h>

/* Names are left out with is_numeric. Each prints one table. */
struct wanted_sockets {
	bool tcp, udp, raw;
	bool listening; /* also those that wait for others */
	bool details;   /* round trip, window, what was sent again */
	bool is_numeric;
};
void print_sockets(const struct wanted_sockets *wanted);
void print_interfaces(void);
void print_counters(void);

#endif
