/* tail: the ends of files. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <toolkit/heading.h>
#include <toolkit/io.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: tail [OPTION]... [FILE]...\n"
	"Writes the last 10 lines of each file, or of standard input for none and for -.\n"
	"With more than one file each begins with its name.\n"
	"\n"
	"  -n, --lines=N   the last N lines (or -N); with +N, all from line N on\n"
	"  -c, --bytes=N   the last N bytes; with +N, all from byte N on\n"
	"  -f, --follow    then wait for what is appended to the last file\n"
	"  -q, --quiet     without the names\n"
	"  -v, --verbose   always with the names\n";

#define FOLLOW_INTERVAL_NS 250000000

static uint64_t limit = 10;
static bool counts_bytes, from_start, follows;

/* The last bytes of a stream that can't be read twice, as far as they may be needed. */
struct kept {
	char *bytes;
	size_t length, size;
};

static int
write_out(const char *bytes, size_t length)
{
	if (write_all(STDOUT_FILENO, bytes, length) == 0)
		return 0;
	complain_errno("standard output");
	return -1;
}

/* Where the last `limit` units of the bytes begin; a newline at the very end belongs to its line. */
static size_t
tail_start(const char *bytes, size_t length)
{
	uint64_t left = limit;
	size_t at = length;

	if (counts_bytes)
		return limit < length ? length - (size_t)limit : 0;
	if (limit == 0)
		return length;
	if (at > 0 && bytes[at - 1] == '\n')
		at--;
	for (; at > 0; at--)
		if (bytes[at - 1] == '\n' && --left == 0)
			break;
	return at;
}

static void
keep(struct kept *kept, const char *bytes, size_t length)
{
	if (kept->length + length > kept->size) {
		size_t start = tail_start(kept->bytes, kept->length);

		kept->length -= start;
		memmove(kept->bytes, kept->bytes + start, kept->length);
		if (kept->length + length > kept->size / 2) {
			kept->size = 2 * (kept->length + length);
			kept->bytes = need_more_memory(kept->bytes, kept->size);
		}
	}
	memcpy(kept->bytes + kept->length, bytes, length);
	kept->length += length;
}

/* Reads all, keeps the end. */
static int
tail_of_stream(int fd, char *block)
{
	struct kept kept = {.bytes = need_memory(BLOCK_SIZE), .size = BLOCK_SIZE};
	ssize_t got;

	while ((got = read_block(fd, block, BLOCK_SIZE)) > 0)
		keep(&kept, block, (size_t)got);
	if (got == 0) {
		size_t start = tail_start(kept.bytes, kept.length);

		write_out(kept.bytes + start, kept.length - start);
	}
	free(kept.bytes);
	return got < 0 ? -1 : 0;
}

/* Looks for the place from the end of the file, a block at a time. */
static off_t
find_line_start(int fd, char *block, off_t size)
{
	uint64_t left = limit;
	off_t end = size;

	while (end > 0) {
		size_t length = end < BLOCK_SIZE ? (size_t)end : BLOCK_SIZE;
		ssize_t got = pread(fd, block, length, end - (off_t)length);

		if (got != (ssize_t)length)
			return -1;
		for (size_t at = length; at > 0; at--) {
			off_t position = end - (off_t)length + (off_t)at;

			if (block[at - 1] == '\n' && position < size && --left == 0)
				return position;
		}
		end -= (off_t)length;
	}
	return 0;
}

/* The rest of a file, with `skip` units left out at its beginning. */
static int
write_rest(int fd, char *block, uint64_t skip)
{
	ssize_t got;

	while ((got = read_block(fd, block, BLOCK_SIZE)) > 0) {
		size_t start = 0, length = (size_t)got;

		if (counts_bytes) {
			start = skip < length ? (size_t)skip : length;
			skip -= start;
		}
		while (!counts_bytes && skip > 0 && start < length) {
			char *newline = memchr(block + start, '\n', length - start);

			start = newline == NULL ? length : (size_t)(newline - block) + 1;
			skip -= newline != NULL;
		}
		if (write_out(block + start, length - start) != 0)
			return 0;
	}
	return got < 0 ? -1 : 0;
}

static int
tail_of_file(int fd, char *block, off_t size)
{
	off_t start;

	if (counts_bytes)
		start = (uint64_t)size > limit ? size - (off_t)limit : 0;
	else
		start = limit == 0 ? size : find_line_start(fd, block, size);
	if (start < 0 || lseek(fd, start, SEEK_SET) < 0)
		return -1;
	return write_rest(fd, block, 0);
}

/* Until a signal ends it. A file that became shorter is read from its beginning. */
static _Noreturn void
follow(int fd, const char *name, char *block)
{
	const struct timespec interval = {.tv_nsec = FOLLOW_INTERVAL_NS};
	struct stat status;

	for (;;) {
		if (write_rest(fd, block, 0) != 0)
			give_up(STATUS_FAILED, "%s: %s", name, strerror(errno));
		nanosleep(&interval, NULL);
		if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
		    lseek(fd, 0, SEEK_CUR) > status.st_size)
			lseek(fd, 0, SEEK_SET);
	}
}

static void
write_tail(const char *name, bool is_last)
{
	struct stat status;
	char *block;
	int fd = open_input(name);
	int result;

	if (fd < 0)
		return;
	print_heading(name);
	fflush(stdout);
	block = need_memory(BLOCK_SIZE);
	if (from_start)
		result = write_rest(fd, block, limit > 0 ? limit - 1 : 0);
	else if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && lseek(fd, 0, SEEK_CUR) == 0)
		result = tail_of_file(fd, block, status.st_size);
	else
		result = tail_of_stream(fd, block);
	if (result != 0)
		complain_errno("%s", name);
	else if (follows && is_last)
		follow(fd, name, block);
	free(block);
	close_input(fd);
}

static void
set_limit(const char *value)
{
	from_start = value[0] == '+';
	limit = need_size(value + (value[0] == '+' || value[0] == '-'),
			  counts_bytes ? "the number of bytes" : "the number of lines");
}

int
main(int argc, char **argv)
{
	char **files;
	int option;

	expand_count_option(argc, argv);
	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		switch (option) {
		case 'q':
		case 'v':
			headings_set(option == 'v');
			break;
		case 'f':
			follows = true;
			break;
		default:
			counts_bytes = option == 'c';
			set_limit(option_value);
		}
	}
	headings_begin(tool_operands(&files));
	if (*files == NULL)
		write_tail("-", true);
	for (; *files != NULL; files++)
		write_tail(*files, files[1] == NULL);
	return tool_end();
}
