/*
 * fsfuzz: mounts damaged copies of a file system, again and again.
 *
 *     fsfuzz DEVICE COUNT [SEED]
 *
 * Takes the file system that is on the device (which loses it), changes some
 * words and bits of each copy, mounts it, walks through it and uses it, and
 * unmounts it. A damaged file system may refuse anything. What must not happen is
 * that the file server dies, hangs, or takes anybody else along: the program
 * tells how many copies could be mounted, and fails when the server was lost.
 * The same seed gives the same copies.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/procinfo.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fsfuzz.h"

#define PLACE "/tmp/fsfuzz"
#define LABEL "mfs.fsfuzz"
#define VOLUME_BYTES (512u * 1024u) /* of the device: what may be damaged */
#define BLOCK_BYTES 1024u
#define SUPERBLOCK 1024u /* its place, as format.h of lib/minixfs has it */
#define SUPERBLOCK_BYTES 32u
#define METADATA_BLOCKS 24u /* maps, inodes, the first directories */
#define USE_SECONDS_MAX 60u

static unsigned char *original;
static unsigned char *damaged;

void
fail(const char *what)
{
	fprintf(stderr, "fsfuzz: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int
open_device(const char *device, int flags)
{
	int fd = open(device, flags);

	if (fd < 0)
		fail(device);
	return fd;
}

static void
read_original(const char *device)
{
	int fd = open_device(device, O_RDONLY);

	original = malloc(VOLUME_BYTES);
	damaged = malloc(VOLUME_BYTES);
	if (original == NULL || damaged == NULL)
		fail("no memory for two copies");
	if (read(fd, original, VOLUME_BYTES) != (ssize_t)VOLUME_BYTES)
		fail(device);
	close(fd);
}

static void
write_copy(const char *device, const unsigned char *copy)
{
	int fd = open_device(device, O_WRONLY);

	if (write(fd, copy, VOLUME_BYTES) != (ssize_t)VOLUME_BYTES)
		fail(device);
	close(fd);
}

/*
 * The blocks that hold something are few, and a change anywhere else would say
 * nothing: mostly it hits what describes the files, now and then the superblock.
 */
static unsigned
used_offset(void)
{
	unsigned kind = random_below(16);

	if (kind == 0)
		return SUPERBLOCK + random_below(SUPERBLOCK_BYTES);
	for (;;) {
		unsigned blocks = kind < 10 ? METADATA_BLOCKS : VOLUME_BYTES / BLOCK_BYTES;
		unsigned first = random_below(blocks) * BLOCK_BYTES;

		for (unsigned at = first; at < first + BLOCK_BYTES; at++)
			if (original[at] != 0)
				return first + random_below(BLOCK_BYTES);
	}
}

static void
damage(void)
{
	static const unsigned words[] = {0, 1, 2, 0xff, 0xffff, 0x10000, 0x7fffffff, 0x80000000,
					 0xfffffffe, 0xffffffff};

	memcpy(damaged, original, VOLUME_BYTES);
	for (unsigned changes = 1 + random_below(8); changes > 0; changes--) {
		unsigned at = used_offset();
		unsigned word = words[random_below(sizeof(words) / sizeof(words[0]))];

		switch (random_below(4)) {
		case 0:
			memcpy(damaged + (at & ~3u), &word, sizeof(word));
			break;
		case 1: /* a number that other words of the file system hold as well */
			memcpy(damaged + (at & ~3u), original + (used_offset() & ~3u), sizeof(word));
			break;
		case 2:
			damaged[at] ^= (unsigned char)(1u << random_below(8));
			break;
		case 3:
			damaged[at] = (unsigned char)random_below(256);
			break;
		}
	}
}

/* The endpoint of the file server, or 0 when it is not up. */
static int
server(void)
{
	struct proc_info info;

	for (unsigned index = 0; proc_info(index, &info) == 0 || errno != EINVAL; index++)
		if (strcmp(info.label, LABEL) == 0)
			return info.endpoint;
	return 0;
}

/* In a process of its own, for which the damaged file system is all there is. */
static void
use_in_child(void)
{
	int status = 0;
	pid_t child = fork();

	if (child < 0)
		fail("fork");
	if (child == 0) {
		alarm(USE_SECONDS_MAX);
		if (chroot(PLACE) == 0 && chdir("/") == 0)
			use_directory();
		_exit(0);
	}
	if (waitpid(child, &status, 0) != child)
		fail("waitpid");
	if (WIFSIGNALED(status)) {
		fprintf(stderr, "fsfuzz: using a copy took more than %u s\n", USE_SECONDS_MAX);
		exit(1);
	}
}

/* Whether the copy could be mounted. */
static int
run_one(const char *device)
{
	write_copy(device, damaged);
	if (mount(device, PLACE, 0, LABEL) < 0)
		return 0;
	use_in_child();
	if (umount(PLACE) < 0)
		fail("umount");
	return 1;
}

int
main(int argc, char **argv)
{
	unsigned count = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 0) : 0;
	unsigned mounted = 0;
	int endpoint;

	if (count == 0) {
		fprintf(stderr, "usage: fsfuzz DEVICE COUNT [SEED]\n");
		return 2;
	}
	random_start(argc > 3 ? (unsigned)strtoul(argv[3], NULL, 0) : 1);
	read_original(argv[1]);
	if (mkdir(PLACE, 0755) < 0 && errno != EEXIST)
		fail(PLACE);
	if (mount(argv[1], PLACE, 0, LABEL) < 0 || umount(PLACE) < 0)
		fail("the undamaged file system");
	endpoint = server();
	for (unsigned i = 0; i < count; i++) {
		damage();
		mounted += (unsigned)run_one(argv[1]);
	}
	write_copy(argv[1], original);
	printf("fsfuzz: %u copies: %u mounted and used, %u refused\n", count, mounted, count - mounted);
	if (server() != endpoint) {
		printf("fsfuzz: the file server %s was lost\n", LABEL);
		return 1;
	}
	return 0;
}
