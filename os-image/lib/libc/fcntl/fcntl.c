/* What descriptors have besides their position. */
#include <fcntl.h>
#include <stdarg.h>

#include "../vfs_call.h"

int
fcntl(int fd, int command, ...)
{
	struct message m;
	u32 argument = 0;

	if (command != F_GETFD && command != F_GETFL) {
		va_list arguments;

		va_start(arguments, command);
		argument = va_arg(arguments, u32);
		va_end(arguments);
	}
	*MESSAGE_BODY(&m, struct vfs_fcntl) = (struct vfs_fcntl){
		.fd = fd,
		.command = (u32)command,
		.argument = argument,
	};
	return vfs_call(VFS_FCNTL, &m);
}
