/*
 * The end of what nobody can bring back: the reincarnation server, and what it says the
 * system can't do without. The boot parameter `fatal` decides:
 *
 *     fatal=reboot    the machine starts anew, but LOST_REBOOTS_MAX times in a row at most,
 *                     and then it powers off: the default
 *     fatal=poweroff  it powers off, with LOST_STATUS
 *     fatal=halt      it stands still, so that the screen can be read
 *
 * How many times in a row is kept where a reset leaves it: in memory behind the areas of
 * the BIOS, which neither firmware nor loader use (boot/layout.h: its stack does not get
 * that far). A machine whose memory does not outlive a reset, such as the one in v86, makes
 * each time the first one.
 */
#include "clock.h"
#include "console.h"
#include "kernel.h"
#include "lib.h"

#define LOST_REBOOTS_MAX 3u
#define FORGOTTEN_US (10ull * 60 * 1000 * 1000) /* who ran for so long does not fail in a row */
#define RECORD_PHYS 0x600u
#define RECORD_MAGIC 0x54534f4cu /* "LOST" */
#define FATAL_MAX 16

struct record {
	u32 magic;
	u32 reboots;
	u32 check; /* the complement */
};

static volatile struct record *
record(void)
{
	return PHYS_TO_PTR(RECORD_PHYS);
}

static u32
reboots_in_a_row(void)
{
	if (record()->magic != RECORD_MAGIC || record()->check != ~record()->reboots)
		return 0;
	return clock_now_us() >= FORGOTTEN_US ? 0 : record()->reboots;
}

static void
remember(u32 reboots)
{
	record()->reboots = reboots;
	record()->check = ~reboots;
	record()->magic = RECORD_MAGIC;
}

static int
is(const char *policy, const char *name)
{
	return memcmp(policy, name, strnlen(name, FATAL_MAX) + 1) == 0;
}

void
machine_lost(s32 status)
{
	char policy[FATAL_MAX];
	u32 reboots = reboots_in_a_row();

	memset(policy, 0, sizeof(policy));
	(void)boot_param("fatal", policy, sizeof(policy));
	console_set_owned(0);
	if (is(policy, "halt")) {
		console_print("kernel: the system is lost and stands still, as fatal=halt has it\n");
		console_last_words();
		cpu_stop();
	}
	if (is(policy, "poweroff")) {
		console_print("kernel: the system is lost and powers off, as fatal=poweroff has it\n");
	} else if (reboots >= LOST_REBOOTS_MAX) {
		console_print("kernel: the system was lost %u times in a row and powers off\n", reboots + 1);
	} else {
		console_print("kernel: the system is lost and restarts, %u. time of %u in a row\n", reboots + 1,
		              LOST_REBOOTS_MAX);
		remember(reboots + 1);
		machine_halt(HALT_REBOOT, status);
	}
	remember(0);
	machine_halt(HALT_POWEROFF, status);
}
