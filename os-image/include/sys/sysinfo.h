/* What the machine is, and how much of it is in use. */
#ifndef SYS_SYSINFO_H
#define SYS_SYSINFO_H

struct sysinfo {
	unsigned long frames_total; /* of memory, 4 KB each */
	unsigned long frames_free;
	unsigned processes; /* servers and drivers included */
	unsigned long long uptime_us;
	unsigned long long idle_us;
	unsigned long long context_switches;
	unsigned long long messages;
	unsigned memory_kb; /* what the machine has */
	char cpu_vendor[13];
	char kernel_version[16];
};

int sysinfo(struct sysinfo *info);

#endif
