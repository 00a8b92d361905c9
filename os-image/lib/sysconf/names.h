/* Names of kernel calls and their groups, of traps and of flags, to numbers. */
#ifndef SYSCONF_NAMES_H
#define SYSCONF_NAMES_H

#include <kintsugi/kcall.h>
#include <kintsugi/trap.h>

#define KCALL_WORDS 2u
_Static_assert(KCALL_COUNT <= KCALL_WORDS * 32, "a bit for each kernel call");

/* All that there is, and so all that may be set. */
#define KCALL_BITS ((1ull << KCALL_COUNT) - (1ull << K_TIME))
#define TRAP_BITS ((1u << IPC_TRAP_COUNT) - (1u << IPC_SEND))

/* Flags that a configuration may ask for; PRIV_SYSTEM comes with any privileges. */
#define FLAG_BITS                                                                                  \
	(PRIV_EVENTS | PRIV_GRANT_BEHALF | PRIV_HOST_CHANNEL | PRIV_RAMDISK | PRIV_KERNEL_LOG)

/* The bits of a call or a group; 0: no such name. */
u64 conf_kcalls_named(const char *name, u32 length);

/* The bit; 0: no such name. */
u32 conf_trap_named(const char *name, u32 length);
u32 conf_flag_named(const char *name, u32 length);

#endif
