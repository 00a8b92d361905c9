/* getaddrinfo: a host and a service into addresses to connect or bind to. */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdlib.h>

#include "resolve.h"

#define PORT_MAX 65535u

static const struct socket_kind {
	int type;
	int protocol;
	const char *name; /* of the protocol, in /etc/services */
} kinds[] = {
	{SOCK_STREAM, IPPROTO_TCP, "tcp"},
	{SOCK_DGRAM, IPPROTO_UDP, "udp"},
	{SOCK_RAW, 0, NULL},
};

struct service_port {
	const struct socket_kind *kind;
	in_port_t port;
};

/* An entry of the list with the address that it points to. */
struct entry {
	struct addrinfo info;
	struct sockaddr_in address;
};

static int
is_wanted(const struct socket_kind *kind, const struct addrinfo *hints)
{
	if (hints->ai_socktype == 0 && kind->type == SOCK_RAW)
		return 0;
	return (hints->ai_socktype == 0 || hints->ai_socktype == kind->type) &&
	       (hints->ai_protocol == 0 || kind->protocol == 0 ||
		hints->ai_protocol == kind->protocol);
}

/* The port, as on the wire: 0 or EAI_SERVICE. */
static int
find_port(const char *text, const struct socket_kind *kind, int flags, in_port_t *port)
{
	const struct servent *service;
	char *end;
	unsigned long number;

	*port = 0;
	if (text == NULL)
		return 0;
	number = strtoul(text, &end, 10);
	if (text[0] >= '0' && text[0] <= '9' && *end == '\0') {
		*port = htons((unsigned short)number);
		return number <= PORT_MAX ? 0 : EAI_SERVICE;
	}
	if (flags & AI_NUMERICSERV || kind->name == NULL)
		return EAI_SERVICE;
	service = getservbyname(text, kind->name);
	if (service == NULL)
		return EAI_SERVICE;
	*port = (in_port_t)service->s_port;
	return 0;
}

static int
error_of_host(void)
{
	switch (h_errno) {
	case TRY_AGAIN:
		return EAI_AGAIN;
	case NO_RECOVERY:
		return EAI_FAIL;
	}
	return EAI_NONAME;
}

static int
find_addresses(const char *node, int flags, u32 addresses[RESOLVE_ADDRESSES_MAX], u32 *count)
{
	struct in_addr numeric;

	*count = 1;
	if (node == NULL) {
		addresses[0] = flags & AI_PASSIVE ? INADDR_ANY : INADDR_LOOPBACK;
		return 0;
	}
	if (flags & AI_NUMERICHOST) {
		if (!inet_aton(node, &numeric))
			return EAI_NONAME;
		addresses[0] = ntohl(numeric.s_addr);
		return 0;
	}
	*count = resolve_host(node, addresses);
	return *count > 0 ? 0 : error_of_host();
}

/* Puts an entry at *end, which moves on: 0 or EAI_MEMORY. */
static int
append(struct addrinfo ***end, const struct service_port *service, int protocol, u32 address)
{
	const struct socket_kind *kind = service->kind;
	struct entry *entry = calloc(1, sizeof(*entry));

	if (entry == NULL)
		return EAI_MEMORY;
	entry->address.sin_family = AF_INET;
	entry->address.sin_port = service->port;
	entry->address.sin_addr.s_addr = htonl(address);
	entry->info = (struct addrinfo){
		.ai_family = AF_INET,
		.ai_socktype = kind->type,
		.ai_protocol = kind->protocol != 0 ? kind->protocol : protocol,
		.ai_addrlen = sizeof(entry->address),
		.ai_addr = (struct sockaddr *)&entry->address,
	};
	**end = &entry->info;
	*end = &entry->info.ai_next;
	return 0;
}

/* Those kinds of sockets that are wanted and have the service; 0, or the error: there is none. */
static int
find_services(const char *service, const struct addrinfo *hints, struct service_port found[],
	      u32 *count)
{
	int error = EAI_SOCKTYPE;

	*count = 0;
	for (u32 i = 0; i < ARRAY_LEN(kinds); i++) {
		if (!is_wanted(&kinds[i], hints))
			continue;
		found[*count].kind = &kinds[i];
		error = find_port(service, &kinds[i], hints->ai_flags, &found[*count].port);
		if (error == 0)
			(*count)++;
	}
	return *count > 0 ? 0 : error;
}

static int
make_list(const char *node, const char *service, const struct addrinfo *hints,
	  struct addrinfo **list)
{
	struct service_port services[ARRAY_LEN(kinds)];
	u32 addresses[RESOLVE_ADDRESSES_MAX];
	struct addrinfo **end = list;
	u32 service_count;
	u32 count;
	int error = find_services(service, hints, services, &service_count);

	if (error == 0)
		error = find_addresses(node, hints->ai_flags, addresses, &count);
	if (error != 0)
		return error;
	for (u32 i = 0; i < count; i++)
		for (u32 k = 0; error == 0 && k < service_count; k++)
			error = append(&end, &services[k], hints->ai_protocol, addresses[i]);
	return error;
}

int
getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
	    struct addrinfo **result)
{
	static const struct addrinfo none;
	struct addrinfo *list = NULL;
	int error;

	if (hints == NULL)
		hints = &none;
	if (node == NULL && service == NULL)
		return EAI_NONAME;
	if (hints->ai_family != AF_UNSPEC && hints->ai_family != AF_INET)
		return EAI_FAMILY;
	error = make_list(node, service, hints, &list);
	if (error != 0) {
		freeaddrinfo(list);
		return error;
	}
	*result = list;
	return 0;
}

void
freeaddrinfo(struct addrinfo *list)
{
	while (list != NULL) {
		struct addrinfo *next = list->ai_next;

		free(list);
		list = next;
	}
}
