/* See callers.h. */
#include "callers.h"

#include <libsys/kcall.h>
#include <string.h>

static struct caller callers[NR_PROCS]; /* by slot */

const struct caller *
caller_of(endpoint_t endpoint)
{
	struct caller *caller = &callers[ENDPOINT_SLOT(endpoint)];
	struct kprocess process;

	if (caller->endpoint == endpoint)
		return caller;
	if (sys_info(KINFO_PROCESS, &process, sizeof(process), (u32)ENDPOINT_SLOT(endpoint)) < 0 ||
	    process.endpoint != endpoint || process.priv_id == PRIV_ID_USER ||
	    process.label[0] == '\0')
		return NULL;
	caller->endpoint = endpoint;
	caller->priv_id = process.priv_id;
	strlcpy(caller->label, process.label, sizeof(caller->label));
	return caller;
}
