/* /etc/hosts: an address and its names a line. */
#include <arpa/inet.h>
#include <strings.h>

#include "resolve.h"
#include "words.h"

#define HOSTS_FILE "/etc/hosts"

static int
is_named(const struct words *line, const char *name)
{
	for (u32 i = 1; i < line->count; i++)
		if (strcasecmp(line->words[i], name) == 0)
			return 1;
	return 0;
}

u32
resolve_by_file(const char *name, u32 addresses[RESOLVE_ADDRESSES_MAX])
{
	FILE *file = fopen(HOSTS_FILE, "re");
	struct words line;
	struct in_addr address;
	u32 count = 0;

	if (file == NULL)
		return 0;
	while (count < RESOLVE_ADDRESSES_MAX && read_words(file, &line))
		if (is_named(&line, name) && inet_pton(AF_INET, line.words[0], &address) == 1)
			addresses[count++] = ntohl(address.s_addr);
	fclose(file);
	return count;
}
