/* The command `kill`: finds the component and has RS end it. */
#include <libsys/kcall.h>
#include <libsys/rs_client.h>
#include <stdio.h>
#include <string.h>

#include "host.h"

/* Of labels: a driver goes by its bare name too. */
static const char *const prefixes[] = {"", "eth.", "blk.", "chr."};

/* Writes the label; the endpoint, or a negative error when there is no such component. */
static endpoint_t
find(const char *name, char label[LABEL_LEN])
{
	endpoint_t endpoint = EP_NONE;

	for (u32 i = 0; i < ARRAY_LEN(prefixes); i++) {
		int length = snprintf(label, LABEL_LEN, "%s%s", prefixes[i], name);

		endpoint = length < LABEL_LEN ? sys_lookup(label) : EP_NONE;
		if (endpoint > 0)
			return endpoint;
	}
	return endpoint;
}

void
kill_component(u32 id, const char *name)
{
	char label[LABEL_LEN];
	endpoint_t endpoint = find(name, label);
	int error;

	if (endpoint <= 0) {
		reply_error(id, "No component is called \"%.32s\" or runs now.", name);
		return;
	}
	if (strcmp(label, HOST_LABEL) == 0)
		reply_ended(id, 0, 0); /* there is no later */
	error = rs_kill(endpoint);
	if (error < 0)
		reply_error(id, "RS does not end %s: %s.", label, strerror(-error));
	else
		reply_ended(id, 0, 0);
}
