/* hexdump: bytes in hexadecimal. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/io.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>

static const char usage[] =
	"Usage: hexdump [OPTION]... [FILE]...\n"
	"Shows the bytes of all files together, or of standard input: 16-bit words, lowest byte\n"
	"first, or with -C single bytes and characters. A line like the one before it is a *.\n"
	"\n"
	"  -C, --canonical  bytes and characters\n"
	"  -n, --length=N  N bytes only\n"
	"  -s, --skip=N    from byte N on\n"
	"  -v, --no-squeezing  all lines, also those like the one before\n";

#define ROW 16

static bool is_canonical, shows_all;
static uint64_t limit = UINT64_MAX, skip;
static char **files;
static int fd = -1;

/* The next bytes of all the files; fewer than asked only at the very end. */
static size_t
read_input(unsigned char *to, size_t wanted)
{
	size_t length = 0;

	while (length < wanted) {
		ssize_t got;

		if (fd < 0) {
			if (*files == NULL)
				break;
			fd = open_input(*files);
			if (fd < 0) {
				files++;
				continue;
			}
		}
		got = read_block(fd, to + length, wanted - length);
		if (got < 0)
			complain_errno("%s", *files);
		if (got <= 0) {
			close_input(fd);
			fd = -1;
			files++;
			continue;
		}
		length += (size_t)got;
	}
	return length;
}

static void
print_words(const unsigned char *row, size_t length)
{
	for (size_t i = 0; i < ROW; i += 2) {
		if (i >= length)
			fputs("     ", stdout);
		else
			printf(" %02x%02x", i + 1 < length ? row[i + 1] : 0, row[i]);
	}
}

static void
print_canonical(const unsigned char *row, size_t length)
{
	for (size_t i = 0; i < ROW; i++) {
		if (i % (ROW / 2) == 0)
			putchar(' ');
		if (i < length)
			printf(" %02x", row[i]);
		else
			fputs("   ", stdout);
	}
	fputs("  |", stdout);
	for (size_t i = 0; i < length; i++)
		putchar(row[i] < 0x80 && isprint(row[i]) ? row[i] : '.');
	putchar('|');
}

static void
print_offset(uint64_t offset)
{
	printf(is_canonical ? "%08llx" : "%07llx", (unsigned long long)offset);
}

static void
print_row(const unsigned char *row, size_t length, uint64_t offset)
{
	print_offset(offset);
	if (is_canonical)
		print_canonical(row, length);
	else
		print_words(row, length);
	putchar('\n');
}

static void
skip_input(unsigned char *block)
{
	uint64_t left = skip;

	while (left > 0) {
		size_t part = left < BLOCK_SIZE ? (size_t)left : BLOCK_SIZE;

		if (read_input(block, part) < part)
			give_up(STATUS_FAILED, "there are no %llu bytes to skip",
				(unsigned long long)skip);
		left -= part;
	}
}

static void
dump(unsigned char *block)
{
	unsigned char before[ROW];
	bool has_before = false, in_squeeze = false;
	uint64_t offset = skip, left = limit;
	size_t length;

	do {
		size_t wanted = left < BLOCK_SIZE ? (size_t)left : BLOCK_SIZE;

		length = read_input(block, wanted);
		left -= length;
		for (size_t at = 0; at < length; at += ROW) {
			size_t row_length = length - at < ROW ? length - at : ROW;
			bool is_same = !shows_all && has_before && row_length == ROW &&
				       memcmp(before, block + at, ROW) == 0;

			if (!is_same)
				print_row(block + at, row_length, offset + at);
			else if (!in_squeeze)
				puts("*");
			in_squeeze = is_same;
			has_before = row_length == ROW;
			memcpy(before, block + at, row_length);
		}
		offset += length;
	} while (length == BLOCK_SIZE);
	if (offset > skip || skip > 0) {
		print_offset(offset);
		putchar('\n');
	}
}

int
main(int argc, char **argv)
{
	static char *standard_input[] = {"-", NULL};
	unsigned char *block = need_memory(BLOCK_SIZE);
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		is_canonical |= option == 'C';
		shows_all |= option == 'v';
		if (option == 'n')
			limit = need_size(option_value, "the length");
		if (option == 's')
			skip = need_size(option_value, "the number of bytes to skip");
	}
	if (tool_operands(&files) == 0)
		files = standard_input;
	skip_input(block);
	dump(block);
	free(block);
	return tool_end();
}
