/* head: the beginnings of files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/heading.h>
#include <toolkit/io.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: head [OPTION]... [FILE]...\n"
	"Writes the first 10 lines of each file, or of standard input for none and for -.\n"
	"With more than one file each begins with its name.\n"
	"\n"
	"  -n, --lines=N   the first N lines (or, as an option, -N)\n"
	"  -c, --bytes=N   the first N bytes; N may end in K, M or G\n"
	"  -q, --quiet     without the names\n"
	"  -v, --verbose   always with the names\n";

static uint64_t limit = 10;
static bool counts_bytes;

/* How much of the block belongs to the head; takes it from what is left. */
static size_t
part_of_block(const char *block, size_t length, uint64_t *left)
{
	const char *at = block;

	if (counts_bytes) {
		size_t part = *left < length ? (size_t)*left : length;

		*left -= part;
		return part;
	}
	while (*left > 0 && at < block + length) {
		const char *newline = memchr(at, '\n', (size_t)(block + length - at));

		if (newline == NULL)
			return length;
		at = newline + 1;
		(*left)--;
	}
	return (size_t)(at - block);
}

static void
write_head(const char *name)
{
	char *block;
	uint64_t left = limit;
	ssize_t got = 1;
	int fd = open_input(name);

	if (fd < 0)
		return;
	print_heading(name);
	fflush(stdout);
	block = need_memory(BLOCK_SIZE);
	while (left > 0 && (got = read_block(fd, block, BLOCK_SIZE)) > 0) {
		if (write_all(STDOUT_FILENO, block, part_of_block(block, (size_t)got, &left)) != 0) {
			complain_errno("standard output");
			break;
		}
	}
	if (got < 0)
		complain_errno("%s", name);
	free(block);
	close_input(fd);
}

int
main(int argc, char **argv)
{
	char **files;
	int option;

	expand_count_option(argc, argv);
	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		if (option == 'q' || option == 'v') {
			headings_set(option == 'v');
			continue;
		}
		counts_bytes = option == 'c';
		limit = need_size(option_value, counts_bytes ? "the number of bytes" : "the number of lines");
	}
	headings_begin(tool_operands(&files));
	if (*files == NULL)
		write_head("-");
	for (; *files != NULL; files++)
		write_head(*files);
	return tool_end();
}
