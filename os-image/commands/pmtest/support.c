/* What the tests share. */
#include <testkit/usage.h>

#include "pmtest.h"

static struct kusage
usage(void)
{
	struct kusage usage;

	CHECK(usage_now(&usage) >= 0);
	return usage;
}

u32
processes_in_use(void)
{
	return usage().processes;
}

u32
frames_free(void)
{
	return usage().frames_free;
}

int
status_of_child(void (*function)(void))
{
	return wait_for(start_child(function));
}
