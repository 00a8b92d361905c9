/* How full a file system is. */
#ifndef SYS_STATVFS_H
#define SYS_STATVFS_H

#include <stdint.h>

typedef uint64_t fsblkcnt_t;
typedef uint64_t fsfilcnt_t;

struct statvfs {
	unsigned long f_bsize; /* bytes good for a transfer */
	unsigned long f_frsize; /* bytes of a block, which the counts are in */
	fsblkcnt_t f_blocks;
	fsblkcnt_t f_bfree;
	fsblkcnt_t f_bavail;
	fsfilcnt_t f_files;
	fsfilcnt_t f_ffree;
	fsfilcnt_t f_favail;
	unsigned long f_fsid; /* the block device's number */
	unsigned long f_flag; /* ST_RDONLY */
	unsigned long f_namemax;
};
#define ST_RDONLY 1

int statvfs(const char *restrict path, struct statvfs *restrict status);

#endif
