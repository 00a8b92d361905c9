/*
 * churn: many files under constant change, for tests of what is on a disk. After each
 * step what it did is on the disk, as fsync, sync or O_SYNC have said so. The content of
 * a file follows from its seed, so that whoever reads the disk can tell if it is right:
 * it is what seeded_fill makes of it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <toolkit/clock.h>
#include <toolkit/io.h>
#include <toolkit/number.h>
#include <toolkit/seeded.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: churn [OPTION]... DIRECTORY DURATION\n"
	"Writes, lengthens, renames and removes files in DIRECTORY, which has to be empty, for\n"
	"DURATION (such as 10 or 5m); each step waits until it is on the disk. All is read back\n"
	"now and then, and at the end, when a line \"is FILE BYTES SEED\" tells of each file.\n"
	"\n"
	"  -p, --pause=S   rests for so many seconds, such as 0.02, after each step\n"
	"  -s, --seed=N    another sequence of steps (1)\n"
	"  -v, --verbose   tells of each step: \"begin FILE\" before it, when all may be with it,\n"
	"                  and \"is FILE BYTES SEED\" or \"gone FILE\" when that is on the disk\n";

#define FOLDERS 4u
#define FILES_EACH 32u
#define FILES (FOLDERS * FILES_EACH)
#define NAME_ROOM 16u

#define SMALL_MAX (24u * 1024u)
#define LARGE_MAX (320u * 1024u) /* with double indirect blocks */
#define LARGE_EACH 16u           /* one file in so many */
#define APPEND_MAX (8u * 1024u)
#define CHECK_EVERY 64u /* steps */
#define MODE 0644

/* What is on the disk, as far as we were told. */
static struct file {
	uint32_t bytes;
	uint32_t seed; /* 0: there is none */
} files[FILES];

static bool is_verbose;
static uint64_t pause_us;
static uint32_t random_state;
static uint32_t next_seed = 1;
static uint32_t block[BLOCK_SIZE / sizeof(uint32_t)];
static uint32_t read_back[BLOCK_SIZE / sizeof(uint32_t)];

/* ---- numbers that follow from a seed ---- */

static uint32_t
below(uint32_t end)
{
	random_state += SEEDED_STEP;
	return seeded_mix(random_state) % end;
}

/* The bytes of a file from `position` on, which is a multiple of 4, into the block. */
static void
make_content(uint32_t seed, uint32_t position, uint32_t bytes)
{
	seeded_fill(block, (bytes + 3) / 4, seed, position);
}

/* ---- telling ---- */

static const char *
name_of(uint32_t number)
{
	static char name[NAME_ROOM];

	snprintf(name, sizeof(name), "d%u/f%u", number / FILES_EACH, number % FILES_EACH);
	return name;
}

/* A line is written at once, so that what was told is never ahead of what is true. */
static void
tell(uint32_t number)
{
	const struct file *file = &files[number];

	if (file->seed == 0)
		printf("gone %s\n", name_of(number));
	else
		printf("is %s %u %u\n", name_of(number), file->bytes, file->seed);
	fflush(stdout);
}

static void
begin(uint32_t number)
{
	if (!is_verbose)
		return;
	printf("begin %s\n", name_of(number));
	fflush(stdout);
}

static void
end(uint32_t number)
{
	if (is_verbose)
		tell(number);
}

static void
need(int result, const char *what, const char *name)
{
	if (result < 0)
		give_up(STATUS_FAILED, "%s of %s: %s", what, name, strerror(errno));
}

/* ---- steps ---- */

/* Adds to what is there, from `from` on. */
static void
write_content(int fd, uint32_t number, uint32_t from, uint32_t bytes)
{
	const struct file *file = &files[number];

	for (uint32_t at = from; at < from + bytes;) {
		uint32_t left = from + bytes - at;
		uint32_t now = left < BLOCK_SIZE ? left : BLOCK_SIZE;

		make_content(file->seed, at, now);
		need(write_all(fd, block, now), "write", name_of(number));
		at += now;
	}
}

static void
write_anew(uint32_t number)
{
	struct file *file = &files[number];
	uint32_t limit = below(LARGE_EACH) == 0 ? LARGE_MAX : SMALL_MAX;
	int fd;

	begin(number);
	file->bytes = below(limit);
	file->seed = next_seed++;
	fd = open(name_of(number), O_WRONLY | O_CREAT | O_TRUNC, MODE);
	need(fd, "open", name_of(number));
	write_content(fd, number, 0, file->bytes);
	need(fsync(fd), "fsync", name_of(number));
	need(close(fd), "close", name_of(number));
	end(number);
}

/* From the last whole word on, as content is made of words. */
static void
append(uint32_t number)
{
	struct file *file = &files[number];
	uint32_t from = file->bytes & ~3u;
	uint32_t bytes = below(APPEND_MAX) + 4;
	int fd;

	if (file->seed == 0 || file->bytes >= LARGE_MAX)
		return;
	begin(number);
	fd = open(name_of(number), O_WRONLY | O_SYNC);
	need(fd, "open", name_of(number));
	need((int)lseek(fd, (off_t)from, SEEK_SET), "lseek", name_of(number));
	write_content(fd, number, from, bytes);
	need(close(fd), "close", name_of(number));
	file->bytes = from + bytes;
	end(number);
}

static void
rename_one(uint32_t number)
{
	uint32_t target = below(FILES);
	char from[NAME_ROOM];

	if (files[number].seed == 0 || target == number)
		return;
	begin(number);
	begin(target);
	strlcpy(from, name_of(number), sizeof(from));
	need(rename(from, name_of(target)), "rename", name_of(number));
	sync();
	files[target] = files[number];
	files[number].seed = 0;
	end(number);
	end(target);
}

static void
remove_one(uint32_t number)
{
	if (files[number].seed == 0)
		return;
	begin(number);
	need(unlink(name_of(number)), "unlink", name_of(number));
	sync();
	files[number].seed = 0;
	end(number);
}

/* A directory that comes and goes; nobody says when that is on the disk. */
static void
make_and_remove_folder(uint32_t number)
{
	static const char folder[] = "passing", inside[] = "passing/file";
	int fd;

	(void)number;
	need(mkdir(folder, 0755), "mkdir", folder);
	fd = open(inside, O_WRONLY | O_CREAT | O_EXCL, MODE);
	need(fd, "open", inside);
	need(write_all(fd, block, SMALL_MAX), "write", inside);
	need(close(fd), "close", inside);
	need(unlink(inside), "unlink", inside);
	need(rmdir(folder), "rmdir", folder);
}

static void
take_step(void)
{
	/* Each as likely as it stands here. */
	static void (*const steps[])(uint32_t number) = {
		write_anew, write_anew, write_anew, append, append, rename_one, remove_one,
		make_and_remove_folder,
	};

	steps[below(sizeof(steps) / sizeof(steps[0]))](below(FILES));
}

/* ---- reading back ---- */

static void
check_content(uint32_t number)
{
	const struct file *file = &files[number];
	int fd = open(name_of(number), O_RDONLY);

	need(fd, "open", name_of(number));
	for (uint32_t at = 0; at < file->bytes; at += BLOCK_SIZE) {
		uint32_t left = file->bytes - at;
		uint32_t now = left < BLOCK_SIZE ? left : BLOCK_SIZE;
		ssize_t got = read_block(fd, read_back, now);

		need((int)got, "read", name_of(number));
		make_content(file->seed, at, now);
		if (got != (ssize_t)now || memcmp(block, read_back, now) != 0)
			give_up(STATUS_FAILED, "%s is wrong: %d of %u bytes at %u", name_of(number),
				(int)got, now, at);
	}
	need(close(fd), "close", name_of(number));
}

static void
check(uint32_t number)
{
	struct stat found;
	int result = stat(name_of(number), &found);

	if (files[number].seed == 0) {
		if (result == 0 || errno != ENOENT)
			give_up(STATUS_FAILED, "%s is there", name_of(number));
		return;
	}
	need(result, "stat", name_of(number));
	if (found.st_size != (off_t)files[number].bytes)
		give_up(STATUS_FAILED, "%s has %u bytes, not %u", name_of(number),
			(unsigned)found.st_size, files[number].bytes);
	check_content(number);
}

/* ---- the tool ---- */

static void
make_folders(void)
{
	for (uint32_t number = 0; number < FILES; number += FILES_EACH) {
		char folder[NAME_ROOM];

		snprintf(folder, sizeof(folder), "d%u", number / FILES_EACH);
		need(mkdir(folder, 0755), "mkdir", folder);
	}
	sync();
}

static void
rest(void)
{
	const struct timespec pause = {
		.tv_sec = (time_t)(pause_us / US_PER_S),
		.tv_nsec = (long)(pause_us % US_PER_S * 1000),
	};

	if (pause_us > 0)
		nanosleep(&pause, NULL);
}

static void
churn(uint64_t duration_us)
{
	uint64_t end_us = clock_us() + duration_us;
	uint32_t steps = 0;

	while (clock_us() < end_us) {
		take_step();
		if (++steps % CHECK_EVERY == 0)
			check(below(FILES));
		rest();
	}
	for (uint32_t number = 0; number < FILES; number++)
		check(number);
	for (uint32_t number = 0; number < FILES; number++)
		if (files[number].seed != 0)
			tell(number);
	printf("%u steps\n", steps);
}

int
main(int argc, char **argv)
{
	uint64_t duration_us, seed = 1;
	const char *pause = "0";
	char **operands;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		if (option == 's')
			seed = need_number(option_value, "seed");
		else if (option == 'p')
			pause = option_value;
		else
			is_verbose = true;
	}
	if (!parse_duration(pause, &pause_us))
		bad_usage("'%s' is no duration", pause);
	if (tool_operands(&operands) != 2)
		bad_usage("a directory and a duration are needed");
	if (!parse_duration(operands[1], &duration_us))
		bad_usage("'%s' is no duration", operands[1]);
	if (chdir(operands[0]) != 0)
		give_up(STATUS_FAILED, "%s: %s", operands[0], strerror(errno));
	random_state = (uint32_t)seed;
	make_folders();
	churn(duration_us);
	return tool_end();
}
