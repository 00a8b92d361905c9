/*
 * Reading directories. A DIR holds a block of records as VFS gave them; an
 * entry that readdir returned is good until the next call with the same DIR.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../vfs_call.h"

#define BLOCK_SIZE 2048

struct directory {
	int fd;
	size_t next;   /* offset of the next record in the block */
	size_t length; /* bytes of records in the block */
	char block[BLOCK_SIZE] __attribute__((aligned(8)));
};

static DIR *
directory_of(int fd)
{
	DIR *directory = malloc(sizeof(*directory));

	if (directory == NULL)
		return NULL;
	directory->fd = fd;
	directory->next = 0;
	directory->length = 0;
	return directory;
}

DIR *
opendir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory;

	if (fd < 0)
		return NULL;
	directory = directory_of(fd);
	if (directory == NULL)
		close(fd);
	return directory;
}

DIR *
fdopendir(int fd)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return NULL;
	if (!S_ISDIR(status.st_mode)) {
		errno = ENOTDIR;
		return NULL;
	}
	return directory_of(fd);
}

/* Reads the next block: 1, or 0 at the end, or -1 with errno set. */
static int
fill(DIR *directory)
{
	struct message m;
	int length;

	*MESSAGE_BODY(&m, struct vfs_transfer) = (struct vfs_transfer){
		.fd = directory->fd,
		.address = (u32)directory->block,
		.length = sizeof(directory->block),
	};
	length = vfs_call(VFS_GETDENTS, &m);
	if (length <= 0)
		return length;
	directory->next = 0;
	directory->length = (size_t)length;
	return 1;
}

struct dirent *
readdir(DIR *directory)
{
	struct dirent *entry;

	if (directory->next >= directory->length && fill(directory) <= 0)
		return NULL;
	entry = (struct dirent *)(directory->block + directory->next);
	directory->next += entry->d_reclen;
	return entry;
}

void
rewinddir(DIR *directory)
{
	directory->next = 0;
	directory->length = 0;
	lseek(directory->fd, 0, SEEK_SET);
}

int
closedir(DIR *directory)
{
	int fd = directory->fd;

	free(directory);
	return close(fd);
}

int
dirfd(DIR *directory)
{
	return directory->fd;
}
