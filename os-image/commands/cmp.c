/* cmp: whether two files have the same bytes. Status 0: they do; 1: they don't; 2: trouble. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/io.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>

static const char usage[] =
	"Usage: cmp [OPTION]... FILE1 [FILE2]\n"
	"Compares two files byte by byte; FILE2 or - is standard input.\n"
	"\n"
	"  -l, --verbose   all bytes that differ: number and both values in octal\n"
	"  -n, --bytes=N   no more than the first N bytes\n"
	"  -s, --quiet, --silent  no output, only the status\n";

#define STATUS_DIFFER 1
#define STATUS_TROUBLE 2

enum verbosity { FIRST_ONLY, ALL, SILENT };

struct side {
	const char *name;
	int fd;
	unsigned char *block;
	size_t length; /* in the block */
};

static enum verbosity verbosity;
static uint64_t limit = UINT64_MAX;
static uint64_t byte_number, newline_count;
static bool differ;

static void
open_side(struct side *side, const char *name)
{
	side->name = name;
	side->fd = open_input(name);
	if (side->fd < 0)
		exit(STATUS_TROUBLE);
	side->block = need_memory(BLOCK_SIZE);
}

/* A whole block but at the end: pipes give less at once. */
static void
fill_side(struct side *side, size_t wanted)
{
	side->length = 0;
	while (side->length < wanted) {
		ssize_t got = read_block(side->fd, side->block + side->length, wanted - side->length);

		if (got < 0) {
			complain_errno("%s", side->name);
			exit(STATUS_TROUBLE);
		}
		if (got == 0)
			return;
		side->length += (size_t)got;
	}
}

static void
report_difference(const struct side *a, const struct side *b, size_t at)
{
	differ = true;
	if (verbosity == ALL)
		printf("%llu %3o %3o\n", (unsigned long long)(byte_number + at + 1), a->block[at],
		       b->block[at]);
	else if (verbosity == FIRST_ONLY)
		printf("%s %s differ: char %llu, line %llu\n", a->name, b->name,
		       (unsigned long long)(byte_number + at + 1),
		       (unsigned long long)(newline_count + 1));
}

/* Whether to go on behind these bytes. */
static bool
compare_blocks(const struct side *a, const struct side *b, size_t length)
{
	for (size_t at = 0; at < length; at++) {
		if (a->block[at] != b->block[at]) {
			report_difference(a, b, at);
			if (verbosity != ALL)
				return false;
		}
		newline_count += a->block[at] == '\n';
	}
	return true;
}

static void
report_end(const char *name)
{
	differ = true;
	if (verbosity == SILENT)
		return;
	fprintf(stderr, "%s: EOF on %s after byte %llu\n", tool_name, name,
		(unsigned long long)byte_number);
}

static void
compare(struct side *a, struct side *b)
{
	for (;;) {
		uint64_t left = limit - byte_number;
		size_t wanted = left < BLOCK_SIZE ? (size_t)left : BLOCK_SIZE;
		size_t common;

		fill_side(a, wanted);
		fill_side(b, wanted);
		common = a->length < b->length ? a->length : b->length;
		if (memcmp(a->block, b->block, common) != 0 || a->length != b->length ||
		    verbosity != SILENT)
			if (!compare_blocks(a, b, common))
				return;
		byte_number += common;
		if (a->length != b->length)
			report_end(a->length < b->length ? a->name : b->name);
		if (common < BLOCK_SIZE || a->length != b->length)
			return;
	}
}

int
main(int argc, char **argv)
{
	struct side a, b;
	char **files;
	int option, count;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		if (option == 'n')
			limit = need_size(option_value, "the number of bytes");
		else
			verbosity = option == 'l' ? ALL : SILENT;
	}
	count = tool_operands(&files);
	if (count < 1 || count > 2)
		bad_usage("one or two files are needed, not %d", count);
	open_side(&a, files[0]);
	open_side(&b, count == 2 ? files[1] : "-");
	compare(&a, &b);
	if (tool_end() != 0)
		return STATUS_TROUBLE;
	return differ ? STATUS_DIFFER : 0;
}
