/* Kernel calls, traps, targets of messages, flags, and who it is. */
#include <kintsugi/async.h>
#include <sysconf/sysconf.h>

#include "privtest.h"

#define PRIORITY_ASKED_FOR 9u /* in the block of `identity` */
#define PATIENCE_US 50000u
#define PROBE_EVENT "probe"

/* ---- kernel calls ---- */

/* All but exit, which every block here has, and the one that is granted besides. */
static s32
call_all_but(u32 granted)
{
	for (u32 call = K_TIME; call < KCALL_COUNT; call++) {
		s32 result;

		if (call == K_EXIT || call == granted)
			continue;
		result = kernel_call(call, 0, 0, 0, 0, 0);
		if (result != -EPERM) {
			found_with(sysconf_kcall_name(call));
			return result;
		}
	}
	return -EPERM;
}

static s32
call_time(u32 argument)
{
	struct ktime time;

	(void)argument;
	return sys_time(&time);
}

static s32
know_oneself(u32 argument)
{
	struct kprocess self;
	s32 error = sys_info(KINFO_SELF, &self, sizeof(self), 0);

	(void)argument;
	if (error < 0)
		return error;
	if (self.uid != DRIVER_UID || self.gid != DRIVER_GID)
		found_with("with another uid or gid");
	else if (self.base_priority != PRIORITY_ASKED_FOR)
		found_with("with another priority");
	return 0;
}

/* ---- traps: to the data store, which may answer anyone and refuses what it does not know ---- */

#define PEER "ds"

static s32
trap(u32 which)
{
	struct message message = {.type = PROTO_TEST};
	endpoint_t peer = sys_lookup(PEER);

	switch (which) {
	case IPC_SEND:
		return ipc_send(peer, &message);
	case IPC_RECEIVE:
		return ipc_receive(ENDPOINT(1, NR_PROCS - 1), &message); /* nobody: or it would wait */
	case IPC_SENDREC:
		return ipc_sendrec(peer, &message);
	case IPC_NOTIFY:
		return ipc_notify(peer);
	case IPC_SENDNB:
		return ipc_sendnb(peer, &message);
	default:
		return ipc_senda(NULL, 0);
	}
}

/* ---- targets ---- */

static s32
notify_peer(u32 argument)
{
	(void)argument;
	return ipc_notify(sys_lookup(PEER));
}

/* Everyone who is there but RS, which is granted, and ourselves; by each trap that sends. */
static s32
send_to_all_others(u32 argument)
{
	static const char *const labels[] = {"pm",      "vfs",     "ds",         "pci",  "log",
					     "mfs.root", "chr.tty", "blk.ramdisk", "host"};

	(void)argument;
	for (u32 i = 0; i < ARRAY_LEN(labels); i++) {
		endpoint_t target = sys_lookup(labels[i]);
		struct message message = {.type = PROTO_TEST};
		struct async_entry entry = {.flags = ASYNC_VALID, .target = target, .message = message};
		s32 results[] = {
			ipc_send(target, &message),
			ipc_sendrec(target, &message),
			ipc_sendnb(target, &message),
			ipc_notify(target),
			ipc_senda(&entry, 1) < 0 ? -EINVAL : entry.result,
		};

		for (u32 j = 0; j < ARRAY_LEN(results); j++) {
			if (results[j] == -EPERM)
				continue;
			found_with(labels[i]);
			return results[j];
		}
	}
	return -EPERM;
}

/* ---- flags ---- */

static s32
write_event(u32 argument)
{
	(void)argument;
	return sys_event(PROBE_EVENT, NULL, 0);
}

static s32
map_ramdisk(u32 argument)
{
	void *mapped;

	(void)argument;
	return sys_vm_ramdisk(VM_READ, &mapped);
}

static s32
read_channel(u32 argument)
{
	char line[CHANNEL_LINE_MAX];

	(void)argument;
	return sys_event_read(line, sizeof(line));
}

/* Makes the log grow and looks who notifies first: the kernel, or the alarm a while later. */
static s32
hear_of_log(u32 argument)
{
	static const char text[] = "privtest: the log grows\n";
	struct message message;
	s32 error;

	(void)argument;
	error = sys_diag(text, sizeof(text) - 1);
	if (error >= 0)
		error = sys_alarm(sys_uptime_us() + PATIENCE_US);
	if (error >= 0)
		error = ipc_receive(EP_ANY, &message);
	if (error < 0)
		return error;
	return message.source == EP_SYSTEM ? 0 : -EPERM;
}

/* Each trap alone, and all but that one. */
#define TRAP(name_, trap_, others_, expected_)                                                     \
	{.name = "trap_" name_, .what = "the trap " name_ " works when it alone is granted",       \
	 .statements = "calls basic; ipc ds; traps " name_ ";", .run = trap, .argument = (trap_), \
	 .expected = (expected_)},                                                                 \
	{                                                                                          \
		.name = "trap_no_" name_, .what = "the trap " name_ " is refused beside all others", \
		.statements = "calls basic; ipc ds; traps " others_ ";", .run = trap,             \
		.argument = (trap_), .expected = "EPERM"                                           \
	}

static const struct attempt attempts[] = {
	{.name = "identity", .what = "it runs under the uid, gid and priority of its block",
	 .statements = "calls info exit; priority 9;", .run = know_oneself, .expected = DONE},

	{.name = "call", .what = "a kernel call that is granted works",
	 .statements = "calls time exit;", .run = call_time, .expected = DONE},
	{.name = "call_other", .what = "every kernel call that is not granted is refused",
	 .statements = "calls exit;", .run = call_all_but, .argument = K_EXIT, .expected = "EPERM"},
	{.name = "call_beside", .what = "one kernel call more opens no other",
	 .statements = "calls exit vm_map;", .run = call_all_but, .argument = K_VM_MAP,
	 .expected = "EPERM"},

	TRAP("send", IPC_SEND, "receive sendrec notify sendnb senda", DONE),
	TRAP("receive", IPC_RECEIVE, "send sendrec notify sendnb senda", "EDEADEP"),
	TRAP("sendrec", IPC_SENDREC, "send receive notify sendnb senda", DONE),
	TRAP("notify", IPC_NOTIFY, "send receive sendrec sendnb senda", DONE),
	TRAP("sendnb", IPC_SENDNB, "send receive sendrec notify senda", DONE),
	TRAP("senda", IPC_SENDA, "send receive sendrec notify sendnb", DONE),

	{.name = "target", .what = "a message reaches a label that is granted",
	 .statements = "calls basic; traps notify; ipc ds;", .run = notify_peer, .expected = DONE},
	{.name = "target_pattern", .what = "a message reaches a label that a pattern matches",
	 .statements = "calls basic; traps notify; ipc d*;", .run = notify_peer, .expected = DONE},
	{.name = "target_other", .what = "no trap sends to anyone whose label is not granted",
	 .statements = "calls basic; traps send receive sendrec notify sendnb senda; ipc rs;",
	 .run = send_to_all_others, .expected = "EPERM"},

	{.name = "event", .what = "an event is written with the call and the flag",
	 .statements = "calls exit event; flags events;", .run = write_event, .expected = DONE},
	{.name = "event_no_flag", .what = "no event is written without the flag events",
	 .statements = "calls exit event;", .run = write_event, .expected = "EPERM"},
	{.name = "event_no_call", .what = "no event is written without the kernel call",
	 .statements = "calls exit; flags events;", .run = write_event, .expected = "EPERM"},
	{.name = "ramdisk", .what = "the RAM disk is mapped with the call and the flag",
	 .statements = "calls exit vm_ramdisk; flags ramdisk;", .run = map_ramdisk,
	 .expected = DONE},
	{.name = "ramdisk_no_flag", .what = "the RAM disk is not mapped without the flag ramdisk",
	 .statements = "calls exit vm_ramdisk;", .run = map_ramdisk, .expected = "EPERM"},
	{.name = "channel", .what = "the host's orders are there for the flag host_channel",
	 .statements = "calls exit event_read; flags host_channel;", .run = read_channel,
	 .expected = "EAGAIN"},
	{.name = "channel_no_flag", .what = "the host's orders are read by nobody without the flag",
	 .statements = "calls exit event_read;", .run = read_channel, .expected = "EPERM"},
	{.name = "log", .what = "the kernel tells of its log for the flag kernel_log",
	 .statements = "calls basic; traps receive; flags kernel_log;", .run = hear_of_log,
	 .expected = DONE},
	{.name = "log_no_flag", .what = "the kernel tells nobody of its log without the flag",
	 .statements = "calls basic; traps receive;", .run = hear_of_log, .expected = "EPERM"},
};

const struct attempt_table kernel_attempts = {attempts, ARRAY_LEN(attempts)};
