/* Limits of the system, for those who ask at run time. */
#include <errno.h>
#include <limits.h>
#include <sys/times.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#define PAGE_BYTES 4096
#define LINKS_OF_FILE_MAX 65535

int
getpagesize(void)
{
	return PAGE_BYTES;
}

long
sysconf(int name)
{
	struct sysinfo info;

	switch (name) {
	case _SC_ARG_MAX:
		return ARG_MAX;
	case _SC_CLK_TCK:
		return CLK_TCK;
	case _SC_OPEN_MAX:
		return OPEN_MAX;
	case _SC_PAGESIZE:
		return PAGE_BYTES;
	case _SC_NPROCESSORS_CONF:
	case _SC_NPROCESSORS_ONLN:
		return 1;
	case _SC_PHYS_PAGES:
		return sysinfo(&info) < 0 ? -1 : (long)info.frames_total;
	default:
		errno = EINVAL;
		return -1;
	}
}

/* All file systems are alike. */
long
pathconf(const char *path, int name)
{
	(void)path;
	switch (name) {
	case _PC_LINK_MAX:
		return LINKS_OF_FILE_MAX;
	case _PC_NAME_MAX:
		return NAME_MAX;
	case _PC_PATH_MAX:
		return PATH_MAX;
	case _PC_PIPE_BUF:
		return PIPE_BUF;
	default:
		errno = EINVAL;
		return -1;
	}
}

long
fpathconf(int fd, int name)
{
	(void)fd;
	return pathconf("", name);
}
