/* The table of sockets. See netstat.h. */
#include <netkit/names.h>
#include <stdio.h>
#include <sys/socket.h>
#include <toolkit/table.h>

#include "netstat.h"

#define STATE_LISTEN 1u
#define END_TEXT_SIZE (2 * NAME_TEXT_SIZE)

/* The states of RFC 9293, 3.3.2, by the numbers of <net/if.h>. */
static const char *
state_text(const struct socket_info *socket)
{
	static const char *const words[] = {
		"closed",     "listen",     "syn sent", "syn received", "established", "fin wait 1",
		"fin wait 2", "close wait", "closing",  "last ack",     "time wait",
	};

	if (socket->type != SOCK_STREAM)
		return "-";
	return socket->state < ARRAY_LEN(words) ? words[socket->state] : "?";
}

static const char *
protocol_text(const struct socket_info *socket)
{
	switch (socket->type) {
	case SOCK_STREAM:
		return "tcp";
	case SOCK_DGRAM:
		return "udp";
	default:
		return "raw";
	}
}

static bool
is_wanted(const struct socket_info *socket, const struct wanted_sockets *wanted)
{
	bool waits = socket->type == SOCK_STREAM ? socket->state == STATE_LISTEN
						 : socket->remote_address == 0;

	if (waits && !wanted->listening)
		return false;
	if (socket->type == SOCK_STREAM)
		return wanted->tcp;
	return socket->type == SOCK_DGRAM ? wanted->udp : wanted->raw;
}

/* "10.0.2.2:http", with * for what may be anything. */
static const char *
end_text(char text[END_TEXT_SIZE], const struct socket_info *socket, u32 address, u32 port,
	 bool is_numeric)
{
	char address_text[NAME_TEXT_SIZE], port_text[NAME_TEXT_SIZE];

	snprintf(text, END_TEXT_SIZE, "%s:%s",
		 address != 0 ? address_name(address_text, address, is_numeric) : "*",
		 port != 0 ? port_name(port_text, (u16)port, protocol_text(socket), is_numeric) : "*");
	return text;
}

static void
add_details(const struct socket_info *socket)
{
	if (socket->type != SOCK_STREAM) {
		for (int i = 0; i < 4; i++)
			table_cell("-");
		return;
	}
	table_cell("%u.%03u", socket->round_trip_us / 1000, socket->round_trip_us % 1000);
	table_cell("%u", socket->congestion_window);
	table_cell("%u", socket->retransmitted);
	table_cell("%u", socket->nudges);
}

void
print_sockets(const struct wanted_sockets *wanted)
{
	static const struct table_column columns[] = {
		{"PROTO", false}, {"UNREAD", true}, {"UNSENT", true}, {"LOCAL", false},
		{"REMOTE", false}, {"STATE", false}, {"RTT-MS", true}, {"WINDOW", true},
		{"RESENT", true}, {"NUDGES", true},
	};
	enum { DETAILS = 4 }; /* at the end of the columns */
	char local[END_TEXT_SIZE], remote[END_TEXT_SIZE];
	struct socket_info socket = {0};

	table_begin(columns, ARRAY_LEN(columns) - (wanted->details ? 0 : DETAILS));
	while (settings_next(SIOCGSOCKET, &socket, &socket.index)) {
		if (!is_wanted(&socket, wanted))
			continue;
		table_cell("%s", protocol_text(&socket));
		table_cell("%u", socket.unread);
		table_cell("%u", socket.unsent);
		table_cell("%s", end_text(local, &socket, socket.local_address, socket.local_port,
					  wanted->is_numeric));
		table_cell("%s", end_text(remote, &socket, socket.remote_address, socket.remote_port,
					  wanted->is_numeric));
		table_cell("%s", state_text(&socket));
		if (wanted->details)
			add_details(&socket);
	}
	table_print();
}
