/*
 * The way down: processes first, then file systems, then the machine. What
 * touches file systems is done by a child, since a server or driver that is in
 * trouble may never answer; after a while init goes on without it.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <unistd.h>

#include "init.h"

#define TERM_LIMIT_S 3
#define KILL_LIMIT_S 2
#define UNMOUNT_LIMIT_S 15
#define MOUNTS_MAX 32

static void
end_processes(void)
{
	kill(-1, SIGTERM);
	wait_for_all(TERM_LIMIT_S);
	kill(-1, SIGKILL);
	wait_for_all(KILL_LIMIT_S);
}

/* The newest first: a mount may lie below an older one. The root stays. */
static void
unmount_all(void)
{
	struct mount_info info;
	unsigned count = 0;

	sync();
	while (count < MOUNTS_MAX && mount_info(count, &info) == 0)
		count++;
	while (count > 0) {
		if (mount_info(--count, &info) != 0 || strcmp(info.directory, "/") == 0)
			continue;
		if (umount(info.directory) != 0)
			say("%s can't be unmounted: %s", info.directory, strerror(errno));
	}
	sync();
}

static void
leave_file_systems(void)
{
	pid_t child = fork();

	if (child == 0) {
		unmount_all();
		_exit(0);
	}
	if (child < 0) {
		say("no process to unmount the file systems: %s", strerror(errno));
		return;
	}
	wait_for_all(UNMOUNT_LIMIT_S);
}

_Noreturn void
shut_down(int how)
{
	say(how == RB_REBOOT ? "restarting" : "power off");
	end_processes();
	leave_file_systems();
	reboot(how, 0);
	say("the machine can't be stopped: %s", strerror(errno));
	_exit(1);
}
