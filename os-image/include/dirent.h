/*
 * Reading directories. VFS_GETDENTS fills a buffer with records of struct
 * dirent, each d_reclen bytes long, a multiple of 8, its name ended by a NUL.
 */
#ifndef DIRENT_H
#define DIRENT_H

#include <sys/types.h>

#define NAME_MAX 60

struct dirent {
	ino_t d_ino;
	unsigned short d_reclen;
	unsigned char d_type; /* DT_*, DT_UNKNOWN where the file system does not say */
	char d_name[NAME_MAX + 1];
};

#define DT_UNKNOWN 0
#define DT_FIFO 1
#define DT_CHR 2
#define DT_DIR 4
#define DT_BLK 6
#define DT_REG 8
#define DT_LNK 10

typedef struct directory DIR;

DIR *opendir(const char *path);
DIR *fdopendir(int fd);
struct dirent *readdir(DIR *directory);
void rewinddir(DIR *directory);
int closedir(DIR *directory);
int dirfd(DIR *directory);

#endif
