/* See <netkit/address.h>. */
#include <arpa/inet.h>
#include <netdb.h>
#include <netkit/address.h>
#include <netkit/wait.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>

#define PORT_MAX 65535u

bool
parse_port(const char *text, const char *protocol, uint16_t *port)
{
	struct servent *service;
	uint64_t number;

	if (parse_number(text, &number)) {
		*port = (uint16_t)number;
		return number >= 1 && number <= PORT_MAX;
	}
	service = getservbyname(text, protocol);
	if (service != NULL)
		*port = ntohs((uint16_t)service->s_port);
	return service != NULL;
}

uint16_t
need_port(const char *text, const char *protocol)
{
	uint16_t port;

	if (!parse_port(text, protocol, &port))
		bad_usage("'%s' is no port: a number from 1 to %u, or a name of /etc/services", text,
			  PORT_MAX);
	return port;
}

bool
split_host_port(const char *text, char host[HOST_SIZE], uint16_t *port)
{
	size_t length = strcspn(text, ":");

	if (length == 0 || length >= HOST_SIZE)
		return false;
	memcpy(host, text, length);
	host[length] = '\0';
	return text[length] == '\0' || parse_port(text + length + 1, "tcp", port);
}

int
find_addresses(const char *host, uint16_t port, struct sockaddr_in list[ADDRESSES_MAX])
{
	const struct addrinfo wanted = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
	struct addrinfo *found;
	int count = 0;
	int error;

	wait_for_boot();
	error = getaddrinfo(host, NULL, &wanted, &found);
	if (error != 0)
		return error;
	for (struct addrinfo *one = found; one != NULL && count < (int)ADDRESSES_MAX;
	     one = one->ai_next) {
		if (one->ai_family != AF_INET || one->ai_addrlen < sizeof(list[0]))
			continue;
		memcpy(&list[count], one->ai_addr, sizeof(list[0]));
		list[count++].sin_port = htons(port);
	}
	freeaddrinfo(found);
	return count > 0 ? count : EAI_NONAME;
}

const char *
lookup_error(int error)
{
	switch (error) {
	case EAI_NONAME:
		return "there is no such name";
	case EAI_AGAIN:
		return "the name server does not answer";
	case EAI_FAIL:
		return "the name server can't tell";
	default:
		return gai_strerror(error);
	}
}

char *
format_address(char text[ADDRESS_TEXT_SIZE], struct in_addr address)
{
	if (inet_ntop(AF_INET, &address, text, ADDRESS_TEXT_SIZE) == NULL)
		snprintf(text, ADDRESS_TEXT_SIZE, "?");
	return text;
}

char *
format_endpoint(char text[ADDRESS_TEXT_SIZE], const struct sockaddr_in *endpoint)
{
	char address[ADDRESS_TEXT_SIZE];

	snprintf(text, ADDRESS_TEXT_SIZE, "%.15s:%u", format_address(address, endpoint->sin_addr),
		 ntohs(endpoint->sin_port));
	return text;
}
