/*
 * What disks and files give: the raw disk, a file larger than the file server's
 * cache, a file within it, its digest, and the small calls that commands live on.
 */
#include <fcntl.h>
#include <libsys/panic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define DISK "/dev/c0d0"
#define VOLUME "/dev/c0d0p3"
#define PLACE "/data"
#define BIG PLACE "/big"
#define SMALL PLACE "/small"
#define PIECE (64u * 1024u)
#define BIG_PIECES 384u /* 24 MB: several times the file server's cache */
#define SMALL_PIECES 16u
#define CALLS 2000u

static u8 buffer[PIECE];
static int fd;
static u32 pieces; /* of what is open as fd */

static void
open_it(const char *path, int flags, u32 of_pieces)
{
	fd = open(path, flags, 0644);
	if (fd < 0)
		panic("%s can't be opened", path);
	pieces = of_pieces;
}

/* From the start again after the last piece. */
static off_t
next_position(void)
{
	static u32 piece;

	piece = (piece + 1) % pieces;
	return (off_t)piece * PIECE;
}

static void
read_piece(void)
{
	if (pread(fd, buffer, PIECE, next_position()) != (ssize_t)PIECE)
		panic("a piece was not read");
}

static void
write_piece(void)
{
	if (pwrite(fd, buffer, PIECE, next_position()) != (ssize_t)PIECE)
		panic("a piece was not written");
}

static void
run_sha1sum(void)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		int nowhere = open("/dev/null", O_WRONLY);

		dup2(nowhere, STDOUT_FILENO);
		execl("/bin/sha1sum", "sha1sum", BIG, (char *)NULL);
		_exit(1);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
		panic("sha1sum did not end as it should");
}

static void
stat_it(void)
{
	struct stat status;

	if (stat(SMALL, &status) < 0)
		panic("%s has gone", SMALL);
}

static void
open_close(void)
{
	int opened = open(SMALL, O_RDONLY);

	if (opened < 0 || close(opened) < 0)
		panic("%s can't be opened", SMALL);
}

static void
rate(const char *name, u32 count, void (*operation)(void), u32 bytes)
{
	struct result result = measure(count, operation);

	print_rate(name, &result, bytes);
}

int
files_side(void)
{
	struct result result;

	if (mount(VOLUME, PLACE, 0, "mfs.data") < 0)
		panic("%s can't be mounted", VOLUME);
	measure_init();
	print_heading("disks and files");
	open_it(BIG, O_RDWR | O_CREAT, BIG_PIECES);
	for (u32 i = 0; i < BIG_PIECES; i++)
		write_piece();
	rate("file_write", BIG_PIECES, write_piece, PIECE);
	sync();
	rate("file_read", BIG_PIECES, read_piece, PIECE);
	close(fd);
	open_it(DISK, O_RDONLY, BIG_PIECES);
	rate("disk_read", BIG_PIECES, read_piece, PIECE);
	close(fd);
	rate("file_sha1sum", 1, run_sha1sum, BIG_PIECES * PIECE);
	open_it(SMALL, O_RDWR | O_CREAT, SMALL_PIECES);
	for (u32 i = 0; i < SMALL_PIECES; i++)
		write_piece();
	rate("cached_read", BIG_PIECES, read_piece, PIECE);
	result = measure(CALLS, stat_it);
	print_result("stat", &result, "of a name two directories down");
	result = measure(CALLS, open_close);
	print_result("open_close", &result, "the same");
	return EXIT_SUCCESS;
}
