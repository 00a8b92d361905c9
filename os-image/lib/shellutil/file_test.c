#include <sys/stat.h>
#include <unistd.h>

#include "file_test.h"

bool
file_test(char operator, const char *path)
{
	struct stat info;

	if (operator == 'h' || operator == 'L')
		return lstat(path, &info) == 0 && S_ISLNK(info.st_mode);
	if (stat(path, &info) != 0)
		return false;
	switch (operator) {
	case 'b': return S_ISBLK(info.st_mode);
	case 'c': return S_ISCHR(info.st_mode);
	case 'd': return S_ISDIR(info.st_mode);
	case 'f': return S_ISREG(info.st_mode);
	case 'p': return S_ISFIFO(info.st_mode);
	case 'S': return S_ISSOCK(info.st_mode);
	case 's': return info.st_size > 0;
	case 'g': return (info.st_mode & S_ISGID) != 0;
	case 'u': return (info.st_mode & S_ISUID) != 0;
	case 'k': return (info.st_mode & S_ISVTX) != 0;
	case 'r': return access(path, R_OK) == 0;
	case 'w': return access(path, W_OK) == 0;
	case 'x': return access(path, X_OK) == 0;
	case 'G': return info.st_gid == getegid();
	case 'O': return info.st_uid == geteuid();
	default: return true; /* e */
	}
}

bool
file_is_newer(const char *path, const char *other)
{
	struct stat info, other_info;

	if (stat(path, &info) != 0)
		return false;
	return stat(other, &other_info) != 0 || info.st_mtime > other_info.st_mtime;
}

bool
file_is_same(const char *path, const char *other)
{
	struct stat info, other_info;

	return stat(path, &info) == 0 && stat(other, &other_info) == 0 &&
			info.st_dev == other_info.st_dev && info.st_ino == other_info.st_ino;
}
