/* gethostbyname; the answer lies in memory that the next call uses again. */
#include <netdb.h>
#include <string.h>

#include "resolve.h"

#define NAME_SIZE 256

static struct in_addr found[RESOLVE_ADDRESSES_MAX];
static char *pointers[RESOLVE_ADDRESSES_MAX + 1];
static char *no_aliases[1];
static char found_name[NAME_SIZE];
static struct hostent host = {
	.h_name = found_name,
	.h_aliases = no_aliases,
	.h_addrtype = AF_INET,
	.h_length = sizeof(struct in_addr),
	.h_addr_list = pointers,
};

struct hostent *
gethostbyname(const char *name)
{
	u32 addresses[RESOLVE_ADDRESSES_MAX];
	u32 count = resolve_host(name, addresses);

	if (count == 0)
		return NULL;
	for (u32 i = 0; i < count; i++) {
		found[i].s_addr = htonl(addresses[i]);
		pointers[i] = (char *)&found[i];
	}
	pointers[count] = NULL;
	strlcpy(found_name, name, sizeof(found_name));
	return &host;
}
