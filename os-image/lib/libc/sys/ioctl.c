/* Requests to devices. */
#include <stdarg.h>
#include <sys/ioctl.h>

#include "../vfs_call.h"

int
ioctl(int fd, unsigned long request, ...)
{
	struct message m;
	void *argument = NULL;

	if (IOCTL_SIZE(request) > 0) {
		va_list arguments;

		va_start(arguments, request);
		argument = va_arg(arguments, void *);
		va_end(arguments);
	}
	*MESSAGE_BODY(&m, struct vfs_ioctl) = (struct vfs_ioctl){
		.fd = fd,
		.request = request,
		.argument = (u32)argument,
	};
	return vfs_call(VFS_IOCTL, &m);
}
