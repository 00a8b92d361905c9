/*
 * A round: on the raw device a large and a small write, both read back; in a file a write that
 * waits for the disk, and a read of what its file server no longer has in memory.
 *
 * Contents are cut from random bytes at a place that no other round has, since making new ones
 * takes longer than the disk does. Of the device the last megabyte is used, which an image's file
 * system leaves free; the file is larger than any cache of a file server.
 *
 * Every request ends by itself: VFS gives a driver 30 s, and a file server's own complaint about
 * its driver comes after 10 s (vfs.h, mfs/disk.c). At most a few requests make a round.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/seeded.h>
#include <toolkit/tool.h>
#include <unistd.h>

#include "workload.h"

#define SECTOR 512u
#define SPARE_BYTES (1024u * 1024u)
#define LARGE_BYTES (64u * 1024u)
#define SMALL_BYTES (3u * SECTOR)
#define PLACES 8u /* for a large and a small write each, one after the other in rounds */
#define PLACE_BYTES (SPARE_BYTES / PLACES)

#define FILE_BYTES (6u * 1024u * 1024u)
#define PART_BYTES (64u * 1024u)
#define PARTS (FILE_BYTES / PART_BYTES)
#define NOTE_BYTES 2500u /* of the write to the file: no whole number of blocks */
#define MODE 0600

/* A window of the contents begins at one of these many places, a sequence number in front of it. */
#define WINDOWS 4096u
#define WINDOW_STEP 4u
#define CONTENT_BYTES (LARGE_BYTES + WINDOWS * WINDOW_STEP)

static const char *device, *file;
static off_t spare;
static uint32_t content[CONTENT_BYTES / sizeof(uint32_t)];
static uint8_t written[LARGE_BYTES], read_back[LARGE_BYTES];

/* What a write with that number has. */
static const uint8_t *
window(uint32_t number, size_t bytes)
{
	memcpy(written, content + number % WINDOWS * WINDOW_STEP / sizeof(uint32_t), bytes);
	memcpy(written, &number, sizeof(number));
	return written;
}

static bool
write_at(int fd, uint32_t number, size_t bytes, off_t position)
{
	ssize_t put = pwrite(fd, window(number, bytes), bytes, position);

	if (put >= 0 && put != (ssize_t)bytes)
		errno = EIO;
	return put == (ssize_t)bytes;
}

static enum outcome
check_at(int fd, uint32_t number, size_t bytes, off_t position, const char *step)
{
	ssize_t got = pread(fd, read_back, bytes, position);

	if (got >= 0 && got != (ssize_t)bytes)
		errno = EIO;
	if (got != (ssize_t)bytes)
		return failed(step);
	return memcmp(read_back, window(number, bytes), bytes) == 0 ? WELL : wrong(step);
}

/* ---- before the first round ---- */

/* Part n of the file has window n. */
static void
fill_file(void)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, MODE);

	for (uint32_t part = 0; fd >= 0 && part < PARTS; part++)
		if (!write_at(fd, part, PART_BYTES, (off_t)(part * PART_BYTES)))
			give_up(STATUS_FAILED, "%s: %s", file, strerror(errno));
	if (fd < 0 || fsync(fd) != 0)
		give_up(STATUS_FAILED, "%s: %s", file, strerror(errno));
	close(fd);
}

static void
prepare(char **operands)
{
	int fd = open(operands[0], O_RDWR | O_CLOEXEC);
	off_t size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);

	device = operands[0];
	file = operands[1];
	if (size < 0)
		give_up(STATUS_FAILED, "%s: %s", device, strerror(errno));
	if (size < (off_t)SPARE_BYTES)
		give_up(STATUS_FAILED, "%s has to have at least %u bytes", device, SPARE_BYTES);
	spare = (size - (off_t)SPARE_BYTES) / (off_t)SECTOR * (off_t)SECTOR;
	close(fd);
	seeded_fill(content, CONTENT_BYTES / sizeof(uint32_t), 1, 0);
	fill_file();
}

/* ---- rounds ---- */

static enum outcome
use_raw(int fd, uint32_t number)
{
	off_t large = spare + (off_t)(number % PLACES * PLACE_BYTES);
	off_t small = large + (off_t)LARGE_BYTES + (off_t)(number % PLACES * SECTOR);
	enum outcome outcome;

	if (!write_at(fd, number, LARGE_BYTES, large) || !write_at(fd, ~number, SMALL_BYTES, small) ||
	    fsync(fd) != 0)
		return failed("write to the device");
	outcome = check_at(fd, number, LARGE_BYTES, large, "read from the device");
	if (outcome == WELL)
		outcome = check_at(fd, ~number, SMALL_BYTES, small, "read from the device");
	return outcome;
}

/* The last part is what rounds write; of the others one is read. */
static enum outcome
use_file(int fd, uint32_t number)
{
	uint32_t part = number % (PARTS - 1);

	if (!write_at(fd, number, NOTE_BYTES, (off_t)((PARTS - 1) * PART_BYTES)))
		return failed("write to the file");
	return check_at(fd, part, PART_BYTES, (off_t)(part * PART_BYTES), "read from the file");
}

static enum outcome
with_open(const char *name, uint32_t number, enum outcome (*use)(int fd, uint32_t number))
{
	int fd = open(name, O_RDWR | O_SYNC | O_CLOEXEC);
	enum outcome outcome;

	if (fd < 0)
		return failed("open");
	outcome = use(fd, number);
	close(fd);
	return outcome;
}

static enum outcome
run_round(uint32_t number)
{
	enum outcome outcome = with_open(device, number, use_raw);

	return outcome == WELL ? with_open(file, number, use_file) : outcome;
}

const struct workload disk_workload = {"disk", 2, prepare, run_round};
