/*
 * echod: sends back what it gets, by TCP (RFC 862) and UDP.
 *
 * One process serves all clients. What was received and not yet sent back is all that is kept
 * of one, so that a client that does not read stops its own connection and no other.
 */
#include <errno.h>
#include <fcntl.h>
#include <netkit/address.h>
#include <netkit/dial.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <toolkit/clock.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: echod [OPTION]...\n"
	"Sends back what it receives, by TCP and UDP, until it is ended.\n"
	"\n"
	"  -p, --port=PORT on that port instead of 7\n"
	"  -t, --tcp       by TCP only\n"
	"  -u, --udp       by UDP only\n"
	"  -v, --verbose   a line for each connection\n";

#define ECHO_PORT 7u
#define CLIENTS_MAX 32u
#define BUFFER_SIZE 2048u
#define DATAGRAM_MAX 65535u
#define IDLE_LIMIT_US (600u * (uint64_t)US_PER_S) /* a client that is silent for longer is let go */
#define CHECK_EVERY_MS 60000

struct client {
	int fd; /* -1: the place is free */
	char name[ADDRESS_TEXT_SIZE];
	bool has_ended; /* it sends no more */
	uint64_t active_us;
	size_t begin, end; /* of what is to be sent back */
	char buffer[BUFFER_SIZE];
};

static struct client clients[CLIENTS_MAX];
static int listener = -1, datagrams = -1;
static bool is_verbose;

static void
drop(struct client *client, const char *why)
{
	if (is_verbose)
		printf("%s %s\n", client->name, why);
	close(client->fd);
	client->fd = -1;
}

static struct client *
free_place(void)
{
	for (struct client *client = clients; client < &clients[CLIENTS_MAX]; client++)
		if (client->fd < 0)
			return client;
	return NULL;
}

/* The network server has failed, and our sockets with it: whoever started us may do so again. */
static void
end_without_network(void)
{
	if (errno == EIO)
		give_up(STATUS_FAILED, "the network server has failed");
}

/* Who finds no place is turned away at once rather than left waiting. */
static void
take_client(void)
{
	struct sockaddr_in from;
	socklen_t length = sizeof(from);
	int fd = accept4(listener, (struct sockaddr *)&from, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct client *client = free_place();

	if (fd < 0) {
		end_without_network();
		return;
	}
	if (client == NULL) {
		close(fd);
		return;
	}
	*client = (struct client){.fd = fd, .active_us = clock_us()};
	format_endpoint(client->name, &from);
	if (is_verbose)
		printf("%s connected\n", client->name);
}

static bool
is_momentary(int error)
{
	return error == EAGAIN || error == EINTR;
}

static void
receive(struct client *client)
{
	ssize_t got = read(client->fd, client->buffer, BUFFER_SIZE);

	if (got < 0) {
		if (!is_momentary(errno))
			drop(client, strerror(errno));
		return;
	}
	client->has_ended = got == 0;
	client->begin = 0;
	client->end = (size_t)got;
}

static void
send_back(struct client *client)
{
	ssize_t sent = send(client->fd, client->buffer + client->begin, client->end - client->begin,
			    MSG_NOSIGNAL);

	if (sent >= 0)
		client->begin += (size_t)sent;
	else if (!is_momentary(errno))
		drop(client, strerror(errno));
}

/* As far as it goes without waiting. */
static void
serve(struct client *client)
{
	client->active_us = clock_us();
	if (client->begin == client->end && !client->has_ended)
		receive(client);
	if (client->fd >= 0 && client->begin < client->end)
		send_back(client);
	if (client->fd >= 0 && client->has_ended && client->begin == client->end)
		drop(client, "ended");
}

static void
serve_datagram(void)
{
	static char datagram[DATAGRAM_MAX];
	struct sockaddr_in from;
	socklen_t length = sizeof(from);
	ssize_t got = recvfrom(datagrams, datagram, sizeof(datagram), MSG_DONTWAIT,
			       (struct sockaddr *)&from, &length);

	/* Two echo services must not talk to each other for ever: RFC 862's port is not answered. */
	if (got < 0)
		end_without_network();
	if (got < 0 || from.sin_port == htons(ECHO_PORT))
		return;
	/* One that can't be sent is lost, as datagrams are. */
	(void)sendto(datagrams, datagram, (size_t)got, MSG_DONTWAIT, (struct sockaddr *)&from, length);
}

static void
drop_silent(void)
{
	uint64_t now = clock_us();

	for (struct client *client = clients; client < &clients[CLIENTS_MAX]; client++)
		if (client->fd >= 0 && now - client->active_us > IDLE_LIMIT_US)
			drop(client, "was silent for too long");
}

static _Noreturn void
serve_all(void)
{
	struct pollfd watched[CLIENTS_MAX + 2];

	for (;;) {
		for (size_t i = 0; i < CLIENTS_MAX; i++)
			watched[i] = (struct pollfd){
				.fd = clients[i].fd,
				.events = clients[i].begin < clients[i].end ? POLLOUT : POLLIN,
			};
		watched[CLIENTS_MAX] = (struct pollfd){.fd = listener, .events = POLLIN};
		watched[CLIENTS_MAX + 1] = (struct pollfd){.fd = datagrams, .events = POLLIN};
		if (poll(watched, CLIENTS_MAX + 2, CHECK_EVERY_MS) < 0 && errno != EINTR)
			give_up(STATUS_FAILED, "waiting: %s", strerror(errno));
		for (size_t i = 0; i < CLIENTS_MAX; i++)
			if (watched[i].fd >= 0 && watched[i].revents != 0)
				serve(&clients[i]);
		if (watched[CLIENTS_MAX].revents != 0)
			take_client();
		if (watched[CLIENTS_MAX + 1].revents != 0)
			serve_datagram();
		drop_silent();
		fflush(stdout);
	}
}

int
main(int argc, char **argv)
{
	bool only_tcp = false, only_udp = false;
	uint16_t port = ECHO_PORT;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		if (option == 'p')
			port = need_port(option_value, "tcp");
		only_tcp |= option == 't';
		only_udp |= option == 'u';
		is_verbose |= option == 'v';
	}
	tool_no_operands();
	for (size_t i = 0; i < CLIENTS_MAX; i++)
		clients[i].fd = -1;
	if (only_tcp || !only_udp)
		listener = listen_port(port, SOMAXCONN);
	if (only_udp || !only_tcp)
		datagrams = bind_port(SOCK_DGRAM, port);
	if ((listener < 0 && (only_tcp || !only_udp)) || (datagrams < 0 && (only_udp || !only_tcp)))
		give_up(STATUS_FAILED, "port %u: %s", port, strerror(errno));
	if (listener >= 0)
		fcntl(listener, F_SETFL, O_NONBLOCK);
	serve_all();
}
