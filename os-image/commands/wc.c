/* wc: counts lines, words, characters and bytes. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <toolkit/io.h>
#include <toolkit/tool.h>

static const char usage[] =
	"Usage: wc [OPTION]... [FILE]...\n"
	"Counts lines, words and bytes of each file, or of standard input for none and for -.\n"
	"\n"
	"  -l, --lines     lines\n"
	"  -w, --words     words\n"
	"  -c, --bytes     bytes\n"
	"  -m, --chars     characters: bytes, as there is no other character set\n"
	"  -L, --max-line-length  columns of the longest line\n";

enum count { LINES, WORDS, BYTES, LONGEST, COUNT_KINDS };

#define TAB_WIDTH 8
#define COLUMN_MIN_OF_STREAM 7

static bool wanted[COUNT_KINDS];
static int column_width = 1;
static unsigned long long total[COUNT_KINDS];

struct counter {
	unsigned long long counts[COUNT_KINDS];
	bool in_word;
	unsigned long long column;
};

static void
count_byte(struct counter *counter, unsigned char byte)
{
	bool is_space = isspace(byte) != 0;

	if (byte == '\n' || byte == '\r' || byte == '\f') {
		if (counter->column > counter->counts[LONGEST])
			counter->counts[LONGEST] = counter->column;
		counter->column = 0;
	} else if (byte == '\t') {
		counter->column += TAB_WIDTH - counter->column % TAB_WIDTH;
	} else if (isprint(byte)) {
		counter->column++;
	}
	if (is_space)
		counter->in_word = false;
	else if (!counter->in_word && isprint(byte)) {
		counter->in_word = true;
		counter->counts[WORDS]++;
	}
	counter->counts[LINES] += byte == '\n';
}

/* Lines alone are counted at the speed of memchr. */
static void
count_block(struct counter *counter, const char *block, size_t length)
{
	const char *at = block, *end = block + length;

	counter->counts[BYTES] += length;
	if (wanted[WORDS] || wanted[LONGEST]) {
		for (; at < end; at++)
			count_byte(counter, (unsigned char)*at);
		return;
	}
	while (wanted[LINES] && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		counter->counts[LINES]++;
		at++;
	}
}

static void
print_counts(const unsigned long long *counts, const char *name)
{
	const char *separator = "";

	for (int kind = 0; kind < COUNT_KINDS; kind++) {
		if (!wanted[kind])
			continue;
		printf("%s%*llu", separator, column_width, counts[kind]);
		separator = " ";
	}
	printf("%s%s\n", name != NULL ? " " : "", name != NULL ? name : "");
}

static void
count_file(const char *name)
{
	struct counter counter = {0};
	int fd = open_input(name != NULL ? name : "-");
	char *block;
	ssize_t got;

	if (fd < 0)
		return;
	block = need_memory(BLOCK_SIZE);
	while ((got = read_block(fd, block, BLOCK_SIZE)) > 0)
		count_block(&counter, block, (size_t)got);
	if (got < 0)
		complain_errno("%s", name != NULL ? name : "standard input");
	if (counter.column > counter.counts[LONGEST])
		counter.counts[LONGEST] = counter.column;
	print_counts(counter.counts, name);
	for (int kind = 0; kind < COUNT_KINDS; kind++)
		if (kind != LONGEST)
			total[kind] += counter.counts[kind];
		else if (counter.counts[kind] > total[kind])
			total[kind] = counter.counts[kind];
	free(block);
	close_input(fd);
}

static int
digits_of(unsigned long long number)
{
	int digits = 1;

	for (; number >= 10; number /= 10)
		digits++;
	return digits;
}

/* The sizes of all files together are more than any count: so wide a column is enough. */
static void
set_column_width(char **files, int file_count)
{
	unsigned long long sum = 0;
	int kinds = 0;

	for (int kind = 0; kind < COUNT_KINDS; kind++)
		kinds += wanted[kind];
	if (kinds == 1 && file_count <= 1)
		return;
	if (file_count == 0)
		column_width = COLUMN_MIN_OF_STREAM;
	for (; *files != NULL; files++) {
		struct stat status;

		if (strcmp(*files, "-") == 0 || stat(*files, &status) != 0)
			continue;
		if (S_ISREG(status.st_mode))
			sum += (unsigned long long)status.st_size;
		else
			column_width = COLUMN_MIN_OF_STREAM;
	}
	if (digits_of(sum) > column_width)
		column_width = digits_of(sum);
}

int
main(int argc, char **argv)
{
	char **files;
	int option, count;
	bool any = false;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		wanted[LINES] |= option == 'l';
		wanted[WORDS] |= option == 'w';
		wanted[BYTES] |= option == 'c' || option == 'm';
		wanted[LONGEST] |= option == 'L';
		any = true;
	}
	if (!any)
		wanted[LINES] = wanted[WORDS] = wanted[BYTES] = true;
	count = tool_operands(&files);
	set_column_width(files, count);
	if (count == 0)
		count_file(NULL);
	for (; *files != NULL; files++)
		count_file(*files);
	if (count > 1)
		print_counts(total, "total");
	return tool_end();
}
