/* /etc/services: a name, its port and protocol ("80/tcp"), and further names a line. */
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include "words.h"

#define SERVICES_FILE "/etc/services"
#define PORT_MAX 65535u

static int
is_named(const struct words *line, const char *name)
{
	for (unsigned i = 0; i < line->count; i++)
		if (i != 1 && strcmp(line->words[i], name) == 0)
			return 1;
	return 0;
}

/* Takes "80/tcp" apart: 1, or 0 when it is none such. */
static int
split_port(char *text, struct servent *service)
{
	char *slash;
	unsigned long port = strtoul(text, &slash, 10);

	if (*slash != '/' || slash == text || port == 0 || port > PORT_MAX)
		return 0;
	service->s_port = htons((unsigned short)port);
	service->s_proto = slash + 1;
	return 1;
}

struct servent *
getservbyname(const char *name, const char *protocol)
{
	static struct words line;
	static struct servent service;
	FILE *file = fopen(SERVICES_FILE, "re");
	int is_found = 0;

	if (file == NULL)
		return NULL;
	while (!is_found && read_words(file, &line))
		is_found = line.count > 1 && is_named(&line, name) &&
			   split_port(line.words[1], &service) &&
			   (protocol == NULL || strcmp(service.s_proto, protocol) == 0);
	fclose(file);
	if (!is_found)
		return NULL;
	service.s_name = line.words[0];
	service.s_aliases = &line.words[2];
	return &service;
}
