/*
 * Who asks: the label of a process, as the kernel knows it. An endpoint belongs
 * to one life of one process, so what was once found out stays true.
 */
#include <libdriver/driver.h>
#include <libsys/kcall.h>
#include <string.h>

#define KNOWN_MAX 8u /* more than the clients that a driver has */

struct known {
	endpoint_t endpoint; /* EP_NONE: unused */
	char label[LABEL_LEN];
};

static struct known known_clients[KNOWN_MAX];
static u32 next_to_replace;

/* NULL: dead, or the kernel won't say. */
static const char *
label_of(endpoint_t endpoint)
{
	struct kprocess process;
	struct known *known;

	for (known = known_clients; known < known_clients + KNOWN_MAX; known++)
		if (known->endpoint == endpoint)
			return known->label;
	if (sys_info(KINFO_PROCESS, &process, sizeof(process), (u32)ENDPOINT_SLOT(endpoint)) < 0 ||
	    process.endpoint != endpoint)
		return NULL;
	known = &known_clients[next_to_replace];
	next_to_replace = (next_to_replace + 1) % KNOWN_MAX;
	known->endpoint = endpoint;
	strlcpy(known->label, process.label, sizeof(known->label));
	return known->label;
}

int
driver_client_is(endpoint_t endpoint, const char *pattern)
{
	size_t length = strlen(pattern);
	const char *label = label_of(endpoint);

	if (label == NULL)
		return 0;
	if (length > 0 && pattern[length - 1] == '*')
		return strncmp(label, pattern, length - 1) == 0;
	return strcmp(label, pattern) == 0;
}
