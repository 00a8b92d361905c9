/*
 * The file server: a root directory, in which every name that begins with a number is a
 * file; the id to be forged may follow after a dot.
 */
#include <errno.h>
#include <libsys/kcall.h>
#include <proto/fs.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "breachtest.h"

#define INO_ROOT 1u
#define INO_FILES 16u /* the inode of name N is INO_FILES + N */

static void
fill_node(struct message *reply, u32 ino)
{
	struct fs_node_reply *node = MESSAGE_BODY(reply, struct fs_node_reply);

	node->ino = ino;
	node->mode = ino == INO_ROOT ? S_IFDIR | 0755 : S_IFREG | 0644;
	node->links = 1;
}

static void
mount(struct message *m)
{
	struct message reply = {0};

	fill_node(&reply, INO_ROOT);
	answer(m, &reply, BREACH_NONE, 0, 0);
}

static void
tell_node(struct message *m)
{
	struct message reply = {0};

	fill_node(&reply, MESSAGE_BODY(m, const struct fs_ino)->ino);
	answer(m, &reply, BREACH_NONE, 0, 0);
}

/* What a reply to a lookup can have too much of is a size that is negative. */
static void
look_up(struct message *m)
{
	const struct fs_name *request = MESSAGE_BODY(m, const struct fs_name);
	char name[FS_NAME_MAX + 1] = "";
	struct message reply = {0};
	char *rest;
	u32 number, forged;

	if (request->name_length <= FS_NAME_MAX)
		(void)sys_safecopy_from(m->source, request->name, 0, name, request->name_length);
	number = (u32)strtoul(name, &rest, 10);
	forged = *rest == '.' ? (u32)strtoul(rest + 1, NULL, 10) : 0;
	if (number == BREACH_NONE || number >= BREACH_END) {
		answer_well(m, -ENOENT);
		return;
	}
	fill_node(&reply, INO_FILES + number);
	if (number == BREACH_LENGTH)
		MESSAGE_BODY(&reply, struct fs_node_reply)->size = -1;
	answer(m, &reply, (enum breach)number, 0, forged);
}

static void
agree(struct message *m)
{
	answer_well(m, 0);
}

const struct event_route file_routes[] = {
	{FS_MOUNT, EVENT_ON_LOOP, mount},     {FS_NODE, EVENT_ON_LOOP, tell_node},
	{FS_LOOKUP, EVENT_ON_LOOP, look_up},  {FS_UNMOUNT, EVENT_ON_LOOP, agree},
	{FS_STAT, EVENT_ON_LOOP, agree},      {FS_SYNC, EVENT_ON_LOOP, agree},
	{FS_RELEASE, EVENT_ON_LOOP, agree},
};
const u32 file_route_count = ARRAY_LEN(file_routes);
