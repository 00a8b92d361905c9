/* grep: lines that match a pattern. Status 0: there are some; 1: there are none; 2: trouble. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/io.h>
#include <toolkit/number.h>
#include <toolkit/regex.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>
#include <unistd.h>

static const char usage[] =
	"Usage: grep [OPTION]... PATTERN [FILE]...\n"
	"       grep [OPTION]... -e PATTERN... [FILE]...\n"
	"Prints the lines of the files, or of standard input, that match a pattern.\n"
	"\n"
	"  -G, --basic-regexp  patterns are basic regular expressions (the default)\n"
	"  -E, --extended-regexp  patterns are extended regular expressions\n"
	"  -F, --fixed-strings  patterns are plain texts\n"
	"  -e, --regexp=PATTERN  one of the patterns\n"
	"  -f, --file=FILE  one pattern a line\n"
	"  -i, -y, --ignore-case  upper and lower case are alike\n"
	"  -v, --invert-match  the lines that don't match\n"
	"  -w, --word-regexp  matches of whole words\n"
	"  -x, --line-regexp  matches of whole lines\n"
	"  -c, --count     only how many lines\n"
	"  -l, --files-with-matches  only the names of files with such lines\n"
	"  -L, --files-without-match  only the names of files without\n"
	"  -n, --line-number  with line numbers\n"
	"  -o, --only-matching  only what matches, each on a line of its own\n"
	"  -q, --quiet     no output, only the status\n"
	"  -s, --no-messages  no messages about files that can't be read\n"
	"  -m, --max-count=N  no more than N lines of a file\n"
	"  -H, --with-filename  always with the name of the file\n"
	"  -h, --no-filename  never with it\n"
	"  -r, -R, --recursive  directories with all that is in them\n"
	"  -a, --text      files that aren't text like others\n";

#define STATUS_FOUND 0
#define STATUS_NOTHING 1
#define STATUS_TROUBLE 2

enum names { NAMES_BY_COUNT, NAMES_ALWAYS, NAMES_NEVER };
enum output { OUTPUT_LINES, OUTPUT_PARTS, OUTPUT_COUNT, OUTPUT_FILES, OUTPUT_OTHER_FILES, OUTPUT_NOTHING };

static struct regex *regex;
static struct regex_options how = {.syntax = REGEX_BASIC};
static enum output output = OUTPUT_LINES;
static enum names names = NAMES_BY_COUNT;
static bool is_inverted, has_numbers, is_recursive, is_silent, takes_binary;
static uint64_t limit = UINT64_MAX;
static bool any_found, any_trouble;

/* ---- patterns ---- */

static char **patterns;
static size_t pattern_count;

/* Each line of the text is a pattern. */
static void
add_patterns(const char *text)
{
	for (;;) {
		size_t length = strcspn(text, "\n");

		patterns = need_more_memory(patterns, (pattern_count + 1) * sizeof(patterns[0]));
		patterns[pattern_count] = need_memory(length + 1);
		memcpy(patterns[pattern_count], text, length);
		patterns[pattern_count++][length] = '\0';
		if (text[length] == '\0')
			return;
		text += length + 1;
	}
}

static void
add_patterns_of_file(const char *name)
{
	struct line_reader reader;
	int fd = open_input(name);

	if (fd < 0)
		exit(STATUS_TROUBLE);
	lines_begin(&reader, fd);
	while (lines_next(&reader))
		add_patterns(reader.line);
	lines_end(&reader);
	close_input(fd);
}

/* ---- output ---- */

static void
print_place(const char *name, uint64_t line_number)
{
	if (names == NAMES_ALWAYS)
		printf("%s:", name);
	if (has_numbers)
		printf("%llu:", (unsigned long long)line_number);
}

static void
print_parts(const char *name, const struct line_reader *reader, uint64_t line_number)
{
	struct regex_match match = {0};
	size_t from = 0;

	while (regex_find(regex, reader->line, reader->length, from, &match)) {
		from = match.end;
		if (match.end == match.begin) {
			if (++from > reader->length)
				return;
			continue;
		}
		print_place(name, line_number);
		fwrite(reader->line + match.begin, 1, match.end - match.begin, stdout);
		putchar('\n');
	}
}

static void
print_line(const char *name, const struct line_reader *reader, uint64_t line_number)
{
	print_place(name, line_number);
	fwrite(reader->line, 1, reader->length, stdout);
	putchar('\n');
}

/* ---- search ---- */

/* Lines with a NUL are no text: printing them would spoil the terminal. */
static bool
is_binary(const struct line_reader *reader)
{
	return !takes_binary && memchr(reader->line, '\0', reader->length) != NULL;
}

/* What is found in one line goes out; false: there is no need to look at the rest of the file. */
static bool
take_found_line(const char *name, const struct line_reader *reader, uint64_t line_number)
{
	if (output != OUTPUT_LINES && output != OUTPUT_PARTS)
		return output == OUTPUT_COUNT;
	if (is_binary(reader)) {
		printf("Binary file %s matches\n", name);
		return false;
	}
	if (output == OUTPUT_LINES)
		print_line(name, reader, line_number);
	else if (!is_inverted)
		print_parts(name, reader, line_number);
	return true;
}

static void
search_descriptor(int fd, const char *name)
{
	struct line_reader reader;
	uint64_t line_number = 0, found = 0;

	lines_begin(&reader, fd);
	while (found < limit && lines_next(&reader)) {
		line_number++;
		if (regex_matches(regex, reader.line, reader.length) == is_inverted)
			continue;
		found++;
		if (!take_found_line(name, &reader, line_number))
			break;
	}
	if (reader.error != 0) {
		errno = reader.error;
		any_trouble = true;
		if (!is_silent)
			complain_errno("%s", name);
	}
	lines_end(&reader);
	any_found |= found > 0;
	if (output == OUTPUT_COUNT) {
		if (names == NAMES_ALWAYS)
			printf("%s:", name);
		printf("%llu\n", (unsigned long long)found);
	}
	if ((output == OUTPUT_FILES && found > 0) || (output == OUTPUT_OTHER_FILES && found == 0))
		puts(name);
}

static void
search_file(const char *name)
{
	struct stat status;
	int fd = open(name, O_RDONLY);

	if (fd < 0 || fstat(fd, &status) != 0) {
		any_trouble = true;
		if (!is_silent)
			complain_errno("%s", name);
	} else if (S_ISDIR(status.st_mode)) {
		if (!is_silent)
			complain("%s: is a directory", name);
	} else {
		search_descriptor(fd, name);
	}
	if (fd >= 0)
		close(fd);
	if (output == OUTPUT_NOTHING && any_found)
		exit(STATUS_FOUND);
}

static enum tree_answer
visit(const char *path, const struct stat *status, enum tree_moment moment, void *context)
{
	(void)context;
	if (moment == TREE_FILE && S_ISREG(status->st_mode))
		search_file(path);
	return TREE_GO_ON;
}

static void
search_operand(const char *name)
{
	if (strcmp(name, "-") == 0)
		search_descriptor(STDIN_FILENO, "(standard input)");
	else if (is_recursive && is_directory(name))
		walk_tree(name, true, visit, NULL);
	else
		search_file(name);
}

/* ---- options ---- */

static bool
take_syntax(int option)
{
	how.ignore_case |= option == 'i';
	how.whole_word |= option == 'w';
	how.whole_line |= option == 'x';
	if (option == 'G' || option == 'E' || option == 'F')
		how.syntax = option == 'G' ? REGEX_BASIC : option == 'E' ? REGEX_EXTENDED : REGEX_FIXED;
	return strchr("iwxGEF", option) != NULL;
}

static void
take_option(int option)
{
	static const struct {
		char letter;
		enum output output;
	} outputs[] = {
		{'c', OUTPUT_COUNT}, {'l', OUTPUT_FILES}, {'L', OUTPUT_OTHER_FILES},
		{'o', OUTPUT_PARTS}, {'q', OUTPUT_NOTHING},
	};

	for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++)
		if (outputs[i].letter == option && output != OUTPUT_NOTHING)
			output = outputs[i].output;
	is_inverted |= option == 'v';
	has_numbers |= option == 'n';
	is_recursive |= option == 'r';
	is_silent |= option == 's';
	takes_binary |= option == 'a';
	if (option == 'e')
		add_patterns(option_value);
	if (option == 'f')
		add_patterns_of_file(option_value);
	if (option == 'm')
		limit = need_number(option_value, "the number of lines");
	if (option == 'H' || option == 'h')
		names = option == 'H' ? NAMES_ALWAYS : NAMES_NEVER;
}

int
main(int argc, char **argv)
{
	static char *standard_input[] = {"-", NULL}, *here[] = {".", NULL};
	bool has_patterns = false;
	const char *error;
	char **operands;
	int option, count;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		has_patterns |= option == 'e' || option == 'f';
		if (!take_syntax(option))
			take_option(option);
	}
	count = tool_operands(&operands);
	if (!has_patterns) {
		if (count == 0)
			bad_usage("which pattern?");
		add_patterns(*operands++);
		count--;
	}
	regex = regex_compile((const char *const *)patterns, pattern_count, &how, &error);
	if (regex == NULL)
		give_up(STATUS_TROUBLE, "%s", error);
	if (names == NAMES_BY_COUNT)
		names = count > 1 || is_recursive ? NAMES_ALWAYS : NAMES_NEVER;
	if (count == 0)
		operands = is_recursive ? here : standard_input;
	for (; *operands != NULL; operands++)
		search_operand(*operands);
	if (tool_end() != 0 || any_trouble)
		return STATUS_TROUBLE;
	return any_found ? STATUS_FOUND : STATUS_NOTHING;
}
