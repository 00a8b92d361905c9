/* See server.h. */
#include <errno.h>
#include <libsys/kcall.h>

#include "config.h"
#include "server.h"

/* The caller's privileges; NULL when it is gone. Good until the next call. */
static const struct privilege *
privilege_of(endpoint_t caller)
{
	static struct privilege privilege;
	struct kprocess process;

	if (sys_info(KINFO_PROCESS, &process, sizeof(process), (u32)ENDPOINT_SLOT(caller)) < 0 ||
	    process.endpoint != caller ||
	    sys_info(KINFO_PRIVILEGE, &privilege, sizeof(privilege), process.priv_id) < 0)
		return NULL;
	return &privilege;
}

s32
owner_function(endpoint_t caller, u32 index)
{
	const struct privilege *privilege = privilege_of(caller);
	u32 each;

	for (each = 0; privilege != NULL && each < privilege->pci_count; each++)
		if (config_is_present(privilege->pci[each]) && index-- == 0)
			return privilege->pci[each];
	return -ENOENT;
}

int
owner_has(endpoint_t caller, u32 function)
{
	const struct privilege *privilege = privilege_of(caller);
	u32 each;

	for (each = 0; privilege != NULL && each < privilege->pci_count; each++)
		if (privilege->pci[each] == function)
			return 1;
	return 0;
}
