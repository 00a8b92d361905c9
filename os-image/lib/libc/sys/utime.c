/* Setting files' times. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <utime.h>

#include "../vfs_call.h"

#define NS_PER_S 1000000000
#define NS_PER_US 1000
#define NO_FD (-1)

/* Puts times into the request: whole seconds, what is now or stays as flags. 0 or -1. */
static int
set_times(struct vfs_utimes *request, const struct timespec times[2])
{
	if (times == NULL) {
		request->flags |= VFS_ATIME_NOW | VFS_MTIME_NOW;
		return 0;
	}
	for (int i = 0; i < 2; i++) {
		long ns = times[i].tv_nsec;

		if (ns == UTIME_NOW)
			request->flags |= i == 0 ? VFS_ATIME_NOW : VFS_MTIME_NOW;
		else if (ns == UTIME_OMIT)
			request->flags |= i == 0 ? VFS_ATIME_OMIT : VFS_MTIME_OMIT;
		else if (ns < 0 || ns >= NS_PER_S) {
			errno = EINVAL;
			return -1;
		}
	}
	request->atime = times[0].tv_sec;
	request->mtime = times[1].tv_sec;
	return 0;
}

int
utimensat(int directory, const char *path, const struct timespec times[2], int flags)
{
	struct message m;
	struct vfs_utimes *request = MESSAGE_BODY(&m, struct vfs_utimes);

	if ((directory != AT_FDCWD && path[0] != '/') || (flags & ~AT_SYMLINK_NOFOLLOW) != 0) {
		errno = EINVAL;
		return -1;
	}
	*request = (struct vfs_utimes){
		.path = (u32)path,
		.path_length = strlen(path),
		.fd = NO_FD,
		.flags = (flags & AT_SYMLINK_NOFOLLOW) != 0 ? VFS_NOFOLLOW : 0,
	};
	return set_times(request, times) < 0 ? -1 : vfs_call(VFS_UTIMES, &m);
}

int
futimens(int fd, const struct timespec times[2])
{
	struct message m;
	struct vfs_utimes *request = MESSAGE_BODY(&m, struct vfs_utimes);

	if (fd < 0) {
		errno = EBADF;
		return -1;
	}
	*request = (struct vfs_utimes){.fd = fd};
	return set_times(request, times) < 0 ? -1 : vfs_call(VFS_UTIMES, &m);
}

int
utimes(const char *path, const struct timeval times[2])
{
	struct timespec fine[2];

	if (times == NULL)
		return utimensat(AT_FDCWD, path, NULL, 0);
	for (int i = 0; i < 2; i++) {
		fine[i].tv_sec = times[i].tv_sec;
		/* Out of range stays so, and never becomes one of the special values. */
		fine[i].tv_nsec = times[i].tv_usec >= 0 && times[i].tv_usec < NS_PER_S / NS_PER_US
					  ? times[i].tv_usec * NS_PER_US
					  : -1;
	}
	return utimensat(AT_FDCWD, path, fine, 0);
}

int
utime(const char *path, const struct utimbuf *times)
{
	struct timespec fine[2];

	if (times == NULL)
		return utimensat(AT_FDCWD, path, NULL, 0);
	fine[0] = (struct timespec){.tv_sec = times->actime};
	fine[1] = (struct timespec){.tv_sec = times->modtime};
	return utimensat(AT_FDCWD, path, fine, 0);
}
