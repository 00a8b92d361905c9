/*
 * Changes as VFS asks for them: each a member of a group, under an id of its own, its
 * answer remembered. Asked again in another life of the server, under the same id, what
 * was done is answered and not done again.
 */
#ifndef ASKED_H
#define ASKED_H

#include "../names.h"
#include "../platform.h"

struct asker {
	u32 slot;  /* of the actor: no two ask under the same ids */
	u32 count; /* of its requests; set back, they come again */
};

s32 asked_create(struct asker *asker, u32 directory, const struct name *name,
		 const struct new_node *what, struct fs_node_reply *node);
s32 asked_link(struct asker *asker, u32 directory, const struct name *name, u32 ino);
s32 asked_unlink(struct asker *asker, u32 directory, const struct name *name, u32 flags,
		 struct fs_node_reply *node);
s32 asked_release(struct asker *asker, u32 ino);
s32 asked_rename(struct asker *asker, const struct rename *rename, struct fs_node_reply *node);
s32 asked_write(struct asker *asker, u32 ino, s64 position, const struct user_memory *from,
		u32 length);
s32 asked_resize(struct asker *asker, u32 ino, s64 size);

#endif
