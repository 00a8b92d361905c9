/* See nc.h. */
#include <errno.h>
#include <fcntl.h>
#include <netkit/dial.h>
#include <netkit/wait.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <toolkit/tool.h>
#include <unistd.h>

#include "nc.h"

int
addresses_of(const char *host, uint16_t port, struct sockaddr_in list[ADDRESSES_MAX])
{
	int count = find_addresses(host, port, list);

	if (count > 0)
		return count;
	complain("%s: %s", host, lookup_error(count));
	return -1;
}

static int
failed(const struct sockaddr_in *address)
{
	int error = errno;
	char name[ADDRESS_TEXT_SIZE];

	complain("%s: %s", format_endpoint(name, address), strerror(error));
	return -1;
}

static void
set_non_blocking(int fd)
{
	fcntl(fd, F_SETFL, O_NONBLOCK);
}

int
connect_out(const struct sockaddr_in *list, int count, bool is_udp, int timeout_ms)
{
	int fd;

	if (!is_udp) {
		fd = dial_any(list, count, timeout_ms);
		return fd >= 0 ? fd : failed(&list[count - 1]);
	}
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&list[0], sizeof(list[0])) != 0)
		return failed(&list[0]);
	return fd;
}

int
open_listener(uint16_t port, bool is_udp)
{
	int fd = is_udp ? bind_port(SOCK_DGRAM, port) : listen_port(port, 1);

	if (fd < 0)
		complain_errno("port %u", port);
	else
		set_non_blocking(fd);
	return fd;
}

int
take_client(int listener, bool is_udp, int timeout_ms, struct sockaddr_in *client)
{
	socklen_t length = sizeof(*client);
	int fd = listener;
	char byte;

	if (wait_ready(listener, POLLIN, timeout_ms) == 0) {
		complain("nobody has come within %d ms", timeout_ms);
		return -1;
	}
	if (is_udp) {
		if (recvfrom(listener, &byte, sizeof(byte), MSG_PEEK, (struct sockaddr *)client,
			     &length) < 0 ||
		    connect(listener, (const struct sockaddr *)client, length) != 0)
			fd = -1;
	} else {
		fd = accept4(listener, (struct sockaddr *)client, &length, SOCK_CLOEXEC | SOCK_NONBLOCK);
	}
	if (fd < 0)
		complain_errno("the next client");
	return fd;
}
