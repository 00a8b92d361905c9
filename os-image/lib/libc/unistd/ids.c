/* Who this process is: numbers of process, group, session, user and group of users. */
#include <errno.h>
#include <unistd.h>

#include "../pm_call.h"

static struct pm_ids_reply
ids(void)
{
	struct message m;

	pm_call(PM_IDS, &m);
	return *MESSAGE_BODY(&m, struct pm_ids_reply);
}

pid_t
getpid(void)
{
	return ids().pid;
}

pid_t
getppid(void)
{
	return ids().parent;
}

pid_t
getpgrp(void)
{
	return ids().group;
}

uid_t
getuid(void)
{
	return ids().uid;
}

uid_t
geteuid(void)
{
	return ids().effective_uid;
}

gid_t
getgid(void)
{
	return ids().gid;
}

gid_t
getegid(void)
{
	return ids().effective_gid;
}

static int
set_id(enum pm_id_kind kind, unsigned id)
{
	struct message m;

	*MESSAGE_BODY(&m, struct pm_set_id) = (struct pm_set_id){.kind = kind, .id = id};
	return pm_call(PM_SET_ID, &m);
}

int
setuid(uid_t uid)
{
	return set_id(PM_ID_UID, uid);
}

int
seteuid(uid_t uid)
{
	return set_id(PM_ID_EFFECTIVE_UID, uid);
}

int
setgid(gid_t gid)
{
	return set_id(PM_ID_GID, gid);
}

int
setegid(gid_t gid)
{
	return set_id(PM_ID_EFFECTIVE_GID, gid);
}

int
getgroups(int size, gid_t groups[])
{
	if (size < 0) {
		errno = EINVAL;
		return -1;
	}
	if (size > 0)
		groups[0] = getegid();
	return 1;
}
