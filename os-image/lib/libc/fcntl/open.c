/* Opening files. */
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>

#include "../vfs_call.h"

int
open(const char *path, int flags, ...)
{
	struct message m;
	u32 mode = 0;

	if ((flags & O_CREAT) != 0) {
		va_list arguments;

		va_start(arguments, flags);
		mode = va_arg(arguments, mode_t);
		va_end(arguments);
	}
	*MESSAGE_BODY(&m, struct vfs_open) = (struct vfs_open){
		.path = (u32)path,
		.path_length = strlen(path),
		.flags = (u32)flags,
		.mode = mode,
	};
	return vfs_call(VFS_OPEN, &m);
}

int
creat(const char *path, mode_t mode)
{
	return open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}
