/* Asks the kernel once: privileges are given before a process runs and kept until it ends. */
#include "process_kind.h"

#include <libsys/kcall.h>

int
process_is_system(void)
{
	static enum { UNKNOWN, USER, SYSTEM } kind;
	struct kprocess self;

	if (kind == UNKNOWN) {
		int length = sys_info(KINFO_SELF, &self, sizeof(self), 0);

		kind = length >= 0 && self.priv_id == PRIV_ID_USER ? USER : SYSTEM;
	}
	return kind == SYSTEM;
}
