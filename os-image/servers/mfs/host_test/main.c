/*
 * host_test TEST SEED COUNT ACTORS VOLUME
 *
 * histories: random histories on a sound disk; lost-writes: on one whose writes
 * fail now and then; lost-reads: reads too; mutations: on damaged volumes;
 * lives: histories in which the server dies now and then; refusals: what is said of
 * volumes that can't be mounted; far: a sparse file up to the largest size; SEED and
 * COUNT do not matter to these.
 * After each the volume is checked: by ourselves, and now and then, if $CHECK is
 * set, by that command on the file VOLUME.
 */
#include "harness.h"

#include "../cache.h"
#include "../volume.h"

#include <minixfs/check.h>
#include <minixfs/make.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KB 1024u
#define VOLUME_BYTES (2048u * KB)
#define INODES 200u
#define CACHE_BYTES (400u * KB)
#define KEPT_BYTES (128u * KB)
#define OPERATIONS 120u
#define FAIL_ONE_IN 50u
#define CHECK_ONE_IN 10u
#define HANG_SECONDS 60u /* one case takes some milliseconds */

struct arguments {
	u64 seed;
	u64 count;
	u32 actors;
	const char *volume;
};

static struct outcome outcome;

/* ---- the disk as a volume for mkfs and fsck ---- */

static int
read_disk(struct minixfs_io *io, u64 position, void *to, u32 length)
{
	if (position + length > io->size)
		fail("fsck reads %u bytes at %llu", length, (unsigned long long)position);
	memcpy(to, disk.data + position, length);
	return 0;
}

static int
write_disk(struct minixfs_io *io, u64 position, const void *from, u32 length)
{
	if (position + length > io->size)
		fail("fsck writes %u bytes at %llu", length, (unsigned long long)position);
	memcpy(disk.data + position, from, length);
	return 0;
}

static struct minixfs_io io = {.size = VOLUME_BYTES, .read = read_disk, .write = write_disk};

static void
fresh_volume(void)
{
	struct minixfs_layout layout;
	char reason[MINIXFS_REASON_MAX];

	if (disk.data == NULL)
		disk.data = shared_memory(VOLUME_BYTES);
	disk.size = VOLUME_BYTES;
	memset(disk.data, 0xe5, disk.size);
	if (minixfs_layout_plan(VOLUME_BYTES / KB, INODES, KB, &layout, reason) < 0 ||
	    minixfs_make(&io, &layout, 1) < 0)
		fail("no volume could be made: %s", reason);
}

/* ---- checks ---- */

static int
show(void *context, const char *problem)
{
	(void)context;
	printf("fsck: %s\n", problem);
	return 0;
}

static int
repair(void *context, const char *problem)
{
	(void)context;
	(void)problem;
	return 1;
}

static u32
check_volume(int (*found)(void *, const char *), enum minixfs_check_end *end)
{
	struct minixfs_check check = {.io = &io, .found = found};

	*end = minixfs_check_run(&check);
	return check.problems;
}

static void
check_by_others(const struct arguments *arguments, u64 each)
{
	const char *command = getenv("CHECK");
	FILE *file;

	if (command == NULL || each % CHECK_ONE_IN != 0)
		return;
	file = fopen(arguments->volume, "w");
	if (file == NULL || fwrite(disk.data, 1, disk.size, file) != disk.size || fclose(file) != 0)
		fail("%s can't be written", arguments->volume);
	if (system(command) != 0)
		fail("%s finds fault with what seed %llu made", command,
		     (unsigned long long)(arguments->seed + each));
}

static void
expect_clean(const struct arguments *arguments, u64 each)
{
	enum minixfs_check_end end;

	if (check_volume(show, &end) > 0 || end != MINIXFS_CHECKED)
		fail("seed %llu leaves a volume that is not clean",
		     (unsigned long long)(arguments->seed + each));
	check_by_others(arguments, each);
}

/* ---- the tests ---- */

static void
histories(const struct arguments *arguments, struct faults faults)
{
	for (u64 each = 0; each < arguments->count; each++) {
		enum minixfs_check_end end;

		alarm(HANG_SECONDS);
		fresh_volume();
		model_run(arguments->seed + each, arguments->actors, OPERATIONS, faults, &outcome);
		if (outcome.differences > 0)
			fail("seed %llu", (unsigned long long)(arguments->seed + each));
		if (faults.reads != 0)
			(void)check_volume(repair, &end);
		expect_clean(arguments, each);
	}
	printf("%llu histories of %u operations, %u differ\n", (unsigned long long)arguments->count,
	       OPERATIONS, outcome.differences);
}

static void
lives(const struct arguments *arguments)
{
	for (u64 each = 0; each < arguments->count; each++) {
		alarm(HANG_SECONDS);
		fresh_volume();
		lives_run(arguments->seed + each, arguments->actors, OPERATIONS, &outcome);
		if (outcome.differences > 0)
			fail("seed %llu", (unsigned long long)(arguments->seed + each));
		expect_clean(arguments, each);
	}
	printf("%llu histories of %u operations, %u differ\n", (unsigned long long)arguments->count,
	       OPERATIONS, outcome.differences);
}

/* A volume that someone has worked on, as the template of the damaged ones. */
static u8 *
used_volume(void)
{
	u8 *copy = malloc(VOLUME_BYTES);

	fresh_volume();
	model_run(1, 2, OPERATIONS * 3, (struct faults){0, 0}, &outcome);
	memcpy(copy, disk.data, VOLUME_BYTES);
	return copy;
}

static void
mutations(const struct arguments *arguments)
{
	u8 *template = used_volume();
	u64 damaged = 0;
	u64 hopeless = 0;

	for (u64 each = 0; each < arguments->count; each++) {
		struct random random = {arguments->seed + each};
		enum minixfs_check_end end;

		alarm(HANG_SECONDS);
		memcpy(disk.data, template, VOLUME_BYTES);
		mutate(disk.data, disk.size, &random);
		walk_and_modify(&random);
		damaged += check_volume(repair, &end) > 0;
		if (end == MINIXFS_CHECKED)
			expect_clean(arguments, each);
		else
			hopeless++;
	}
	printf("%llu damaged volumes: %llu were repaired, %llu are beyond repair\n",
	       (unsigned long long)arguments->count, (unsigned long long)(damaged - hopeless),
	       (unsigned long long)hopeless);
	free(template);
}

static void
on_fresh_volume(void (*test)(void), const struct arguments *arguments)
{
	fresh_volume();
	test();
	if (test == far_file)
		expect_clean(arguments, 0);
}

int
main(int argc, char **argv)
{
	struct arguments arguments;

	if (argc != 6) {
		fprintf(stderr, "usage: host_test TEST SEED COUNT ACTORS VOLUME\n");
		return 2;
	}
	arguments = (struct arguments){strtoull(argv[2], NULL, 10), strtoull(argv[3], NULL, 10),
				       (u32)atoi(argv[4]), argv[5]};
	volume_init(malloc(CACHE_BYTES), CACHE_BYTES, shared_memory(KEPT_BYTES), KEPT_BYTES);
	if (strcmp(argv[1], "histories") == 0)
		histories(&arguments, (struct faults){0, 0});
	else if (strcmp(argv[1], "lost-writes") == 0)
		histories(&arguments, (struct faults){0, FAIL_ONE_IN});
	else if (strcmp(argv[1], "lost-reads") == 0)
		histories(&arguments, (struct faults){FAIL_ONE_IN, FAIL_ONE_IN});
	else if (strcmp(argv[1], "lives") == 0)
		lives(&arguments);
	else if (strcmp(argv[1], "mutations") == 0)
		mutations(&arguments);
	else if (strcmp(argv[1], "far") == 0)
		on_fresh_volume(far_file, &arguments);
	else
		on_fresh_volume(refusals, &arguments);
	return 0;
}
