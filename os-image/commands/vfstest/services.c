/*
 * The roles of this program that RS starts: a file server and a character driver
 * of bad manners, and the network server of network.c. What they do depends on their
 * argument, and in the file server on the name that is looked up, so that one mount
 * serves many tests.
 */
#include <fcntl.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <poll.h>
#include <proto/char.h>
#include <proto/fs.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "network.h"
#include "services.h"
#include "vfstest.h"

#define INO_ROOT 1u
#define INO_FILE 2u
#define INO_FIFO 5u
#define INO_SCRIPT 6u
#define FILE_SIZE 100
#define SLOW_US 100000u

_Noreturn void
leave(void)
{
	sys_exit(EXIT_NORMAL, 0, "", 0);
}

void
answer(const struct message *request, struct message *reply, s32 status)
{
	struct reply_head *head = MESSAGE_BODY(reply, struct reply_head);

	head->id = MESSAGE_BODY(request, const struct request_head)->id;
	head->status = status;
	reply->type = request->type | REPLY_BIT;
	(void)ipc_send(request->source, reply);
}

static void
answer_status(const struct message *request, s32 status)
{
	struct message reply = {0};

	answer(request, &reply, status);
}

/* ---- file server ---- */

static void
answer_node(const struct message *request, u32 ino, u32 mode, s64 size)
{
	struct message reply = {0};
	struct fs_node_reply *node = MESSAGE_BODY(&reply, struct fs_node_reply);

	node->ino = ino;
	node->mode = mode;
	node->links = 1;
	node->size = size;
	answer(request, &reply, 0);
}

static void
answer_mount(const struct message *request, const char *manners)
{
	if (strcmp(manners, "mute") == 0)
		return;
	if (strcmp(manners, "dies") == 0)
		leave();
	if (strcmp(manners, "file") == 0)
		answer_node(request, INO_ROOT, S_IFREG | 0777, 0);
	else if (strcmp(manners, "nothing") == 0)
		answer_node(request, 0, S_IFDIR | 0777, 0);
	else
		answer_node(request, INO_ROOT, S_IFDIR | 0777, 0);
}

static const char script[] = "#!/bin/cat /dev/ttyc2\n"; /* which waits for a line for ever */

static struct message late; /* a lookup that is answered at the next one; type 0: none */
static u32 late_ino;

static void
answer_late(void)
{
	if (late.type != 0 && late_ino == INO_FIFO)
		answer_node(&late, INO_FIFO, S_IFIFO | 0777, 0);
	else if (late.type != 0)
		answer_node(&late, INO_SCRIPT, S_IFREG | 0777, sizeof(script) - 1);
	late.type = 0;
}

static void
answer_read(const struct message *request)
{
	const struct fs_transfer *read = MESSAGE_BODY(request, const struct fs_transfer);

	if (read->ino != INO_SCRIPT)
		answer_status(request, (s32)read->length + 1);
	else if (sys_safecopy_to(request->source, read->grant, 0, script, sizeof(script) - 1) < 0)
		answer_status(request, -EIO);
	else
		answer_status(request, sizeof(script) - 1);
}

static void
answer_lookup(const struct message *request)
{
	const struct fs_name *lookup = MESSAGE_BODY(request, const struct fs_name);
	char name[FS_NAME_MAX + 1] = "";

	(void)sys_safecopy_from(request->source, lookup->name, 0, name, lookup->name_length);
	if (strcmp(name, NAME_OF_DEATH) == 0)
		leave();
	if (strcmp(name, NAME_OF_SILENCE) == 0)
		return;
	answer_late();
	if (strcmp(name, NAME_OF_LATE_FIFO) == 0 || strcmp(name, NAME_OF_LATE_SCRIPT) == 0) {
		late = *request;
		late_ino = strcmp(name, NAME_OF_LATE_FIFO) == 0 ? INO_FIFO : INO_SCRIPT;
		return;
	}
	if (strcmp(name, "file") == 0)
		answer_node(request, INO_FILE, S_IFREG | 0777, FILE_SIZE);
	else if (strcmp(name, "inode_0") == 0)
		answer_node(request, 0, S_IFREG | 0777, 0);
	else if (strcmp(name, "no_kind") == 0)
		answer_node(request, 3, 0777, 0);
	else if (strcmp(name, "negative") == 0)
		answer_node(request, 3, S_IFREG | 0777, -5);
	else if (strcmp(name, "other_kind") == 0)
		answer_node(request, INO_ROOT, S_IFREG | 0777, 0);
	else if (strcmp(name, "wild_error") == 0)
		answer_status(request, -3999);
	else if (strcmp(name, "endless") == 0)
		answer_node(request, 4, S_IFLNK | 0777, 1);
	else
		answer_status(request, -ENOENT);
}

static void
serve_files(const struct message *request, const char *manners)
{
	switch (request->type) {
	case FS_MOUNT:
		answer_mount(request, manners);
		break;
	case FS_LOOKUP:
		answer_lookup(request);
		break;
	case FS_READ:
		answer_read(request);
		break;
	case FS_READLINK:
		answer_status(request,
			      (s32)MESSAGE_BODY(request, const struct fs_transfer)->length + 1);
		break;
	case FS_WRITE: /* with a position that can't be */
		answer_status(request, 1);
		break;
	case FS_SYNC:
		if (strcmp(manners, "silent_sync") == 0)
			break;
		answer_status(request, 0);
		break;
	default:
		answer_status(request, 0);
		break;
	}
}

/* ---- character driver ---- */

static struct message held; /* a CHAR_CLOSE that is answered at the next open; type 0: none */

static void
answer_close(const struct message *request, const char *manners)
{
	if (strcmp(manners, "holds_close") == 0)
		held = *request;
	else
		answer_status(request, 0);
}

static void
work_for(u32 time_us)
{
	u64 until_us = sys_uptime_us() + time_us;

	while (sys_uptime_us() < until_us)
		continue;
}

static void
serve_characters(const struct message *request, const char *manners)
{
	switch (request->type) {
	case CHAR_OPEN:
		if (held.type != 0)
			answer_status(&held, 0);
		held.type = 0;
		answer_status(request, 0);
		break;
	case CHAR_READ:
		if (strcmp(manners, "dies") == 0)
			leave();
		if (strcmp(manners, "lies") == 0)
			answer_status(request, 1000000);
		break;
	case CHAR_POLL:
		if (strcmp(manners, "slow") == 0)
			work_for(SLOW_US);
		answer_status(request, strcmp(manners, "slow") == 0 ? POLLIN : 0);
		break;
	case CHAR_CANCEL: /* and yet the request is never answered */
		answer_status(request, 0);
		break;
	case CHAR_CLOSE:
		answer_close(request, manners);
		break;
	default:
		answer_status(request, -ENOTTY);
		break;
	}
}

/* ---- the loop ---- */

static _Noreturn void
serve(void (*handle)(const struct message *, const char *), const char *manners)
{
	(void)ipc_notify(RS_EP); /* it is up */
	for (;;) {
		struct message m;

		if (ipc_receive(EP_ANY, &m) < 0)
			panic("can't receive");
		if (m.type == MSG_NOTIFY)
			(void)ipc_notify(m.source);
		else if (!(m.type & REPLY_BIT))
			handle(&m, manners);
	}
}

/* Tells by its status which descriptors came through exec. */
static _Noreturn void
count_descriptors(void)
{
	for (int fd = 3; fd < 64; fd++)
		if ((fcntl(fd, F_GETFD) >= 0) != (fd == KEPT_FIRST || fd == KEPT_HIGH))
			exit(fd);
	exit(0);
}

void
run_role(int argc, char **argv)
{
	if (argc >= 2 && strcmp(argv[1], ROLE_DESCRIPTORS) == 0)
		count_descriptors();
	if (argc < 3)
		return;
	if (strcmp(argv[1], ROLE_FILE_SERVER) == 0)
		serve(serve_files, argv[2]);
	if (strcmp(argv[1], ROLE_DRIVER) == 0)
		serve(serve_characters, argv[2]);
	if (strcmp(argv[1], ROLE_NETWORK) == 0)
		serve(serve_network, argv[2]);
}
