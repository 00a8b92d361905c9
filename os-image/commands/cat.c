/* cat: writes files one after the other. */
#include <errno.h>
#include <stdio.h>
#include <toolkit/io.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: cat [OPTION]... [FILE]...\n"
	"Writes the files, or standard input for none and for -, to standard output.\n"
	"\n"
	"  -n, --number    number all lines\n"
	"  -b, --number-nonblank  number lines that are not empty\n"
	"  -s, --squeeze-blank    no more than one empty line in a row\n"
	"  -u              does nothing: output is never held back\n";

static bool numbers_all, numbers_filled, squeezes;

/* Goes on from one file to the next, also in the middle of a line. */
static unsigned long line_number;
static bool was_empty, in_line;

static void
write_lines(int fd, const char *name)
{
	struct line_reader reader;

	lines_begin(&reader, fd);
	while (lines_next(&reader)) {
		bool is_empty = reader.length == 0;

		if (squeezes && is_empty && was_empty && !in_line)
			continue;
		was_empty = is_empty;
		if (!in_line && (numbers_filled ? !is_empty : numbers_all))
			printf("%6lu\t", ++line_number);
		fwrite(reader.line, 1, reader.length, stdout);
		in_line = !reader.had_newline;
		if (!in_line)
			putchar('\n');
	}
	errno = reader.error;
	if (reader.error != 0)
		complain_errno("%s", name);
	lines_end(&reader);
}

static void
write_file(const char *name)
{
	int fd = open_input(name);

	if (fd < 0)
		return;
	if (numbers_all || numbers_filled || squeezes)
		write_lines(fd, name);
	else
		copy_stream(fd, name, STDOUT_FILENO, "standard output");
	close_input(fd);
}

int
main(int argc, char **argv)
{
	char **files;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		numbers_all |= option == 'n';
		numbers_filled |= option == 'b';
		squeezes |= option == 's';
	}
	if (tool_operands(&files) == 0)
		write_file("-");
	for (; *files != NULL; files++)
		write_file(*files);
	return tool_end();
}
