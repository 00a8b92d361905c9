/* What is in use, for tests of what leaves nothing behind. */
#include <kintsugi/endpoint.h>
#include <libsys/kcall.h>
#include <string.h>

#include <testkit/usage.h>

/*
 * The data store is not counted: it grows by what others keep there, as the terminal driver
 * does with the very lines that a test prints.
 */
#define GROWS_BY_ITSELF "ds"

int
usage_now(struct kusage *usage)
{
	int error = sys_info(KINFO_USAGE, usage, sizeof(*usage), 0);

	for (u32 slot = 0; error >= 0 && slot < NR_PROCS; slot++) {
		struct kprocess process;

		if (sys_info(KINFO_PROCESS, &process, sizeof(process), slot) >= 0 &&
		    strcmp(process.label, GROWS_BY_ITSELF) == 0)
			usage->frames_free += process.pages;
	}
	return error;
}

int
usage_is_same(const struct kusage *a, const struct kusage *b)
{
	return a->frames_free == b->frames_free && a->processes == b->processes &&
	       a->privileges == b->privileges && a->irq_hooks == b->irq_hooks &&
	       a->frames_quarantined == b->frames_quarantined;
}
