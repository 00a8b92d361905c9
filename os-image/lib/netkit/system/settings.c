/* See <netkit/settings.h>: asking the network server. */
#include <errno.h>
#include <netkit/settings.h>
#include <string.h>
#include <sys/socket.h>
#include <toolkit/tool.h>

/* Requests go to any socket; one is enough for all of a tool's. */
static int
any_socket(void)
{
	static int fd = -1;

	if (fd < 0)
		fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		give_up(STATUS_FAILED, "the network server can't be asked: %s", strerror(errno));
	return fd;
}

int
settings_ask(unsigned long request, void *argument)
{
	return ioctl(any_socket(), request, argument);
}

bool
settings_next(unsigned long request, void *entry, u32 *index)
{
	u32 wanted = *index;

	if (settings_ask(request, entry) != 0) {
		if (errno != EINVAL)
			complain_errno("entry %u of the network server's table", wanted);
		return false;
	}
	*index = wanted + 1;
	return true;
}
