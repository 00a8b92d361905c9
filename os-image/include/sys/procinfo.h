/* What processes there are, as the kernel and the process manager tell. */
#ifndef SYS_PROCINFO_H
#define SYS_PROCINFO_H

struct proc_info {
	int pid;
	int ppid; /* 0 for servers and drivers, as are group and session */
	int pgrp;
	int session;
	unsigned uid;
	unsigned euid;
	unsigned gid;
	int slot; /* of the kernel's table, -1 for a zombie */
	int endpoint; /* 0 for a zombie */
	int tty; /* device that controls its session, 0: none */
	unsigned state; /* PROC_* of <kintsugi/kcall.h>: 0 is runnable */
	char status; /* 'R' runnable, 'S' waiting, 'T' stopped, 'Z' zombie */
	unsigned pages; /* of memory */
	unsigned long long cpu_us;
	unsigned long long started_us; /* since boot */
	unsigned priority; /* 1 is the highest */
	char name[16];
	char label[17]; /* of a server or driver, else "" */
};

/*
 * The process number index, from 0: -1 with errno ESRCH when there is none with
 * that number, EINVAL past the last.
 */
int proc_info(unsigned index, struct proc_info *info);

#endif
