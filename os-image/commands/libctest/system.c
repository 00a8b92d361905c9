/* What the system tells of itself: names, users, times, processes, mounts. */
#include "libctest.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <proto/pm.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/procinfo.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#define YEAR_2024 1704067200

static void
uname_names_the_system(void)
{
	struct utsname name;
	char host[65];

	CHECK(uname(&name) == 0);
	CHECK(strcmp(name.sysname, "Kintsugi") == 0 && strcmp(name.machine, "i386") == 0);
	CHECK(name.release[0] != '\0' && name.version[0] != '\0');
	CHECK(gethostname(host, sizeof(host)) == 0 && strcmp(name.nodename, host) == 0);
	CHECK_FAILS(gethostname(host, 1), ENAMETOOLONG);
}

static void
the_clock_goes_on(void)
{
	struct timespec first;
	struct timespec second;
	struct timespec pause = {.tv_nsec = 20000000};
	struct timeval day;
	struct tms used;

	CHECK(time(NULL) > YEAR_2024 && gettimeofday(&day, NULL) == 0 && day.tv_sec > YEAR_2024);
	CHECK(clock_gettime(CLOCK_MONOTONIC, &first) == 0 && nanosleep(&pause, NULL) == 0);
	CHECK(clock_gettime(CLOCK_MONOTONIC, &second) == 0);
	CHECK((second.tv_sec - first.tv_sec) * 1000000000LL + second.tv_nsec - first.tv_nsec >=
	      pause.tv_nsec);
	CHECK(clock() >= 0 && times(&used) > 0 && used.tms_utime >= 0);
	CHECK_FAILS(clock_gettime(77, &first), EINVAL);
}

static void
users_and_groups_have_names(void)
{
	struct passwd *user = getpwnam("root");
	struct group *group;

	CHECK(user != NULL && user->pw_uid == 0 && user->pw_gid == 0);
	CHECK(strcmp(user->pw_dir, "/root") == 0 && strcmp(user->pw_shell, "/bin/sh") == 0);
	CHECK(getpwuid(0) != NULL && strcmp(getpwuid(0)->pw_name, "root") == 0);
	group = getgrgid(0);
	CHECK(group != NULL && strcmp(group->gr_name, "root") == 0);
	CHECK(getgrnam("root") != NULL && getgrnam("root")->gr_gid == 0);
	errno = 0;
	CHECK(getpwnam("nobody-here") == NULL && getpwuid(54321) == NULL && errno == 0);
}

/* Finds this process and VFS, and nothing twice. */
static void
processes_are_listed(void)
{
	struct proc_info info;
	int own_count = 0;
	int vfs_count = 0;
	int zombie_count = 0;
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	usleep(50000);
	errno = 0;
	for (unsigned index = 0; proc_info(index, &info) == 0 || errno == ESRCH; index++, errno = 0) {
		if (errno == ESRCH)
			continue;
		if (info.pid == getpid()) {
			own_count++;
			CHECK(info.ppid == getppid() && info.pgrp == getpgrp() && info.uid == 0);
			CHECK(info.label[0] == '\0' && info.pages > 0 && info.cpu_us > 0);
		}
		if (strcmp(info.label, "vfs") == 0) {
			vfs_count++;
			CHECK(info.pid >= PM_SERVICE_PID_BASE);
		}
		if (info.pid == child) {
			zombie_count++;
			CHECK(info.status == 'Z');
		}
	}
	CHECK(errno == EINVAL);
	CHECK(own_count == 1 && vfs_count == 1 && zombie_count == 1);
}

static void
the_machine_is_measured(void)
{
	struct sysinfo info;

	CHECK(sysinfo(&info) == 0);
	CHECK(info.frames_free > 0 && info.frames_free < info.frames_total);
	CHECK(info.memory_kb / 4 >= info.frames_total && info.processes > 3);
	CHECK(info.uptime_us > 0 && info.messages > 0 && info.cpu_vendor[0] != '\0');
	CHECK(sysconf(_SC_PAGESIZE) == 4096 && sysconf(_SC_OPEN_MAX) == OPEN_MAX);
	CHECK(sysconf(_SC_PHYS_PAGES) == (long)info.frames_total);
	CHECK_FAILS(sysconf(-1), EINVAL);
}

static void
the_root_is_mounted(void)
{
	struct mount_info info;

	CHECK(mount_info(0, &info) == 0);
	CHECK(strcmp(info.directory, "/") == 0 && strcmp(info.label, "mfs.root") == 0);
	CHECK_FAILS(mount_info(1000, &info), EINVAL);
	CHECK_FAILS(mount("/missing", "/tmp", 0, "mfs.nowhere"), ENOENT);
	CHECK_FAILS(umount("/missing"), ENOENT);
}

/* Large blocks come from the system and go back to it. */
static void
freed_memory_serves_others(void)
{
	struct sysinfo before;
	struct sysinfo after;
	char *memory;

	free(malloc(1));
	CHECK(sysinfo(&before) == 0);
	for (int i = 0; i < 20; i++) {
		memory = malloc(1000000);
		CHECK(memory != NULL);
		memory[999999] = 1;
		memory = realloc(memory, 1500000);
		CHECK(memory != NULL && memory[999999] == 1);
		free(memory);
	}
	CHECK(sysinfo(&after) == 0 && after.frames_free + 16 >= before.frames_free);
}

const struct test system_tests[] = {
	{uname_names_the_system, "uname_names_the_system"},
	{the_clock_goes_on, "the_clock_goes_on"},
	{users_and_groups_have_names, "users_and_groups_have_names"},
	{processes_are_listed, "processes_are_listed"},
	{the_machine_is_measured, "the_machine_is_measured"},
	{the_root_is_mounted, "the_root_is_mounted"},
	{freed_memory_serves_others, "freed_memory_serves_others"},
	{NULL, NULL},
};
