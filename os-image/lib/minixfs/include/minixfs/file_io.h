/* A volume in a device or file: for mkfs and fsck. */
#ifndef MINIXFS_FILE_IO_H
#define MINIXFS_FILE_IO_H

#include <minixfs/io.h>

struct file_io {
	struct minixfs_io io; /* first, so that one leads to the other */
	const char *path;
	int fd;
	int error; /* errno of what failed first, or 0: it ended early */
	u64 error_position;
};

/* Opens the file and finds out its size. 0, or -1 with errno. */
int file_io_open(struct file_io *file, const char *path, int writing);

/* Closes it after what was written is on the medium. 0, or -1 with errno. */
int file_io_close(struct file_io *file);

#endif
