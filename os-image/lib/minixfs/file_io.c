/* See minixfs/file_io.h. */
#include <errno.h>
#include <fcntl.h>
#include <minixfs/file_io.h>
#include <unistd.h>

static int
failed(struct file_io *file, u64 position)
{
	if (file->error == 0) {
		file->error = errno;
		file->error_position = position;
	}
	return -1;
}

static int
read_all(struct minixfs_io *io, u64 position, void *to, u32 length)
{
	struct file_io *file = (struct file_io *)io;
	u32 done = 0;

	while (done < length) {
		ssize_t step = pread(file->fd, (u8 *)to + done, length - done,
				     (off_t)(position + done));

		if (step < 0 && errno == EINTR)
			continue;
		if (step == 0)
			errno = EIO;
		if (step <= 0)
			return failed(file, position);
		done += (u32)step;
	}
	return 0;
}

static int
write_all_of(struct minixfs_io *io, u64 position, const void *from, u32 length)
{
	struct file_io *file = (struct file_io *)io;
	u32 done = 0;

	while (done < length) {
		ssize_t step = pwrite(file->fd, (const u8 *)from + done, length - done,
				      (off_t)(position + done));

		if (step < 0 && errno == EINTR)
			continue;
		if (step <= 0)
			return failed(file, position);
		done += (u32)step;
	}
	return 0;
}

int
file_io_open(struct file_io *file, const char *path, int writing)
{
	off_t size;

	*file = (struct file_io){
		.io = {.read = read_all, .write = write_all_of},
		.path = path,
		.fd = open(path, writing ? O_RDWR : O_RDONLY),
	};
	if (file->fd < 0)
		return -1;
	size = lseek(file->fd, 0, SEEK_END);
	if (size < 0) {
		int error = errno;

		close(file->fd);
		errno = error;
		return -1;
	}
	file->io.size = (u64)size;
	return 0;
}

int
file_io_close(struct file_io *file)
{
	int result = fsync(file->fd);
	int error = errno;

	if (close(file->fd) < 0)
		return -1;
	errno = error;
	return result;
}
