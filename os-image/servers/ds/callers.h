/*
 * Who sends requests, as the kernel tells it: label and privilege id, asked for once
 * in the life of an endpoint.
 */
#ifndef DS_CALLERS_H
#define DS_CALLERS_H

#include <kintsugi/privilege.h>

struct caller {
	endpoint_t endpoint;
	u32 priv_id;
	char label[LABEL_LEN];
};

/* Good until another process has its slot. NULL: it is dead, or no component. */
const struct caller *caller_of(endpoint_t endpoint);

#endif
