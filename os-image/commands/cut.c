/* cut: parts of lines. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <toolkit/io.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>

static const char usage[] =
	"Usage: cut OPTION... [FILE]...\n"
	"Prints parts of each line. A LIST is made of numbers and ranges: 1,3-5,7-\n"
	"\n"
	"  -b, -c, --bytes=LIST  these bytes\n"
	"  -f, --fields=LIST  these fields\n"
	"  -d, --delimiter=C  what stands between fields, instead of a tab\n"
	"  -s, --only-delimited  no lines without a delimiter\n";

#define RANGES_MAX 64

struct range {
	uint64_t first, last;
};

static struct range ranges[RANGES_MAX];
static size_t range_count;
static char delimiter = '\t';
static bool only_delimited;

static void
read_range(const char *text)
{
	struct range range = {1, UINT64_MAX};
	char part[32];
	size_t length = strcspn(text, "-");

	if (length < sizeof(part))
		snprintf(part, sizeof(part), "%.*s", (int)length, text);
	if (length >= sizeof(part) || (length > 0 && !parse_number(part, &range.first)) ||
	    (length == 0 && text[length] == '\0') || range.first == 0 ||
	    (text[length] == '-' && text[length + 1] != '\0' &&
	     !parse_number(text + length + 1, &range.last)))
		bad_usage("'%s' is no number or range from 1 on", text);
	if (text[length] == '\0')
		range.last = range.first;
	if (range_count == RANGES_MAX)
		bad_usage("a list has no more than %d parts", RANGES_MAX);
	ranges[range_count++] = range;
}

static void
read_list(char *list)
{
	char *rest;

	for (char *part = strtok_r(list, ", ", &rest); part != NULL; part = strtok_r(NULL, ", ", &rest))
		read_range(part);
}

static bool
is_wanted(uint64_t number)
{
	for (size_t i = 0; i < range_count; i++)
		if (number >= ranges[i].first && number <= ranges[i].last)
			return true;
	return false;
}

static void
cut_bytes(const struct line_reader *reader)
{
	for (size_t i = 0; i < reader->length; i++)
		if (is_wanted(i + 1))
			putchar(reader->line[i]);
	putchar('\n');
}

static void
cut_fields(const struct line_reader *reader)
{
	const char *at = reader->line, *end = at + reader->length;
	uint64_t number = 1;
	bool is_first = true;

	if (memchr(at, delimiter, reader->length) == NULL) {
		if (!only_delimited) {
			fwrite(at, 1, reader->length, stdout);
			putchar('\n');
		}
		return;
	}
	for (;; number++) {
		const char *stop = memchr(at, delimiter, (size_t)(end - at));
		size_t length = (size_t)((stop != NULL ? stop : end) - at);

		if (is_wanted(number)) {
			if (!is_first)
				putchar(delimiter);
			fwrite(at, 1, length, stdout);
			is_first = false;
		}
		if (stop == NULL)
			break;
		at = stop + 1;
	}
	putchar('\n');
}

static void
cut_file(const char *name, bool by_field)
{
	struct line_reader reader;
	int fd = open_input(name);

	if (fd < 0)
		return;
	lines_begin(&reader, fd);
	while (lines_next(&reader)) {
		if (by_field)
			cut_fields(&reader);
		else
			cut_bytes(&reader);
	}
	errno = reader.error;
	if (reader.error != 0)
		complain_errno("%s", name);
	lines_end(&reader);
	close_input(fd);
}

int
main(int argc, char **argv)
{
	bool by_field = false;
	char **files;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		if (option == 's') {
			only_delimited = true;
		} else if (option == 'd') {
			if (option_value[0] == '\0' || option_value[1] != '\0')
				bad_usage("the delimiter has to be one character");
			delimiter = option_value[0];
		} else {
			if (range_count > 0)
				bad_usage("there can be only one list");
			by_field = option == 'f';
			read_list((char *)option_value);
		}
	}
	if (range_count == 0)
		bad_usage("a list of bytes or fields is needed");
	if (tool_operands(&files) == 0)
		cut_file("-", by_field);
	for (; *files != NULL; files++)
		cut_file(*files, by_field);
	return tool_end();
}
