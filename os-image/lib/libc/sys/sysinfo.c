/* What the machine is, and how much of it is in use, as the kernel tells. */
#include <errno.h>
#include <libsys/kcall.h>
#include <string.h>
#include <sys/sysinfo.h>

_Static_assert(sizeof(((struct sysinfo *)0)->cpu_vendor) ==
		       sizeof(((struct kmachine *)0)->cpu_vendor),
	       "a vendor fits");
_Static_assert(sizeof(((struct sysinfo *)0)->kernel_version) ==
		       sizeof(((struct kmachine *)0)->kernel_version),
	       "a version fits");

int
sysinfo(struct sysinfo *info)
{
	struct kmachine machine;
	struct kusage usage;
	int error = sys_info(KINFO_MACHINE, &machine, sizeof(machine), 0);

	if (error >= 0)
		error = sys_info(KINFO_USAGE, &usage, sizeof(usage), 0);
	if (error < 0) {
		errno = -error;
		return -1;
	}
	*info = (struct sysinfo){
		.frames_total = usage.frames_total,
		.frames_free = usage.frames_free,
		.processes = usage.processes,
		.uptime_us = sys_uptime_us(),
		.idle_us = usage.idle_us,
		.context_switches = usage.context_switches,
		.messages = usage.messages,
		.memory_kb = machine.memory_kb,
	};
	memcpy(info->cpu_vendor, machine.cpu_vendor, sizeof(info->cpu_vendor));
	memcpy(info->kernel_version, machine.kernel_version, sizeof(info->kernel_version));
	return 0;
}
