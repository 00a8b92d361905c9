/* See <toolkit/digest_tool.h>. Output and checks look as everywhere: "DIGEST  NAME". */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/digest_tool.h>
#include <toolkit/io.h>
#include <toolkit/tool.h>

#define DIGITS_MAX (2 * DIGEST_MAX_SIZE)

struct check_sums {
	unsigned lines, malformed, unreadable, mismatched;
};

static const struct digest_kind *kind;
static bool is_quiet, is_silent;

/* The digest of a file in hexadecimal; false after a complaint. */
static bool
digest_file(const char *name, char text[DIGITS_MAX + 1])
{
	uint8_t value[DIGEST_MAX_SIZE];
	struct digest digest;
	int fd = open_input(name);
	char *block;
	ssize_t got;

	if (fd < 0)
		return false;
	block = need_memory(BLOCK_SIZE);
	digest_begin(&digest, kind);
	while ((got = read_block(fd, block, BLOCK_SIZE)) > 0)
		digest_add(&digest, block, (size_t)got);
	if (got < 0)
		complain_errno("%s", name);
	digest_end(&digest, value);
	digest_text(value, kind->size, text);
	free(block);
	close_input(fd);
	return got == 0;
}

/* A name with a newline or backslash is written with escapes, and a backslash before the line. */
static void
print_name(const char *name)
{
	for (; *name != '\0'; name++) {
		if (*name == '\n')
			fputs("\\n", stdout);
		else if (*name == '\\')
			fputs("\\\\", stdout);
		else
			putchar(*name);
	}
}

static void
print_digest(const char *name, char mark)
{
	char text[DIGITS_MAX + 1];

	if (!digest_file(name, text))
		return;
	if (strpbrk(name, "\n\\") != NULL)
		putchar('\\');
	printf("%s %c", text, mark);
	print_name(name);
	putchar('\n');
}

static void
remove_escapes(char *name)
{
	char *to = name;

	for (const char *from = name; *from != '\0'; from++) {
		if (from[0] == '\\' && from[1] != '\0') {
			from++;
			*to++ = *from == 'n' ? '\n' : *from;
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
}

/* Cuts a line into digest and name; false when it is none of ours. */
static bool
parse_line(char *line, char **digits, char **name)
{
	size_t length = 2 * kind->size;
	bool has_escapes = line[0] == '\\';

	line += has_escapes;
	for (size_t i = 0; i < length; i++) {
		if (!isxdigit((unsigned char)line[i]))
			return false;
		line[i] = (char)tolower((unsigned char)line[i]);
	}
	if (line[length] != ' ' || (line[length + 1] != ' ' && line[length + 1] != '*') ||
	    line[length + 2] == '\0')
		return false;
	line[length] = '\0';
	*digits = line;
	*name = line + length + 2;
	if (has_escapes)
		remove_escapes(*name);
	return true;
}

static void
check_line(char *line, struct check_sums *sums)
{
	char text[DIGITS_MAX + 1];
	char *wanted, *name;
	const char *result = "OK";

	if (!parse_line(line, &wanted, &name)) {
		sums->malformed++;
		return;
	}
	sums->lines++;
	if (!digest_file(name, text)) {
		sums->unreadable++;
		result = "FAILED open or read";
	} else if (strcmp(text, wanted) != 0) {
		sums->mismatched++;
		result = "FAILED";
	} else if (is_quiet) {
		return;
	}
	if (!is_silent)
		printf("%s: %s\n", name, result);
}

/* One warning of "3 lines are improperly formatted" and the like; count may be 0. */
static void
warn(unsigned count, const char *of_one, const char *of_many)
{
	if (count == 0 || is_silent)
		return;
	fflush(stdout);
	fprintf(stderr, "%s: WARNING: %u %s\n", tool_name, count, count == 1 ? of_one : of_many);
}

/* Whether everything that the file names is right. */
static bool
check_file(const char *name)
{
	struct check_sums sums = {0};
	struct line_reader reader;
	int fd = open_input(name);

	if (fd < 0)
		return false;
	lines_begin(&reader, fd);
	while (lines_next(&reader))
		check_line(reader.line, &sums);
	lines_end(&reader);
	close_input(fd);
	if (sums.lines == 0) {
		complain("%s: no properly formatted checksum lines found", name);
		return false;
	}
	warn(sums.malformed, "line is improperly formatted", "lines are improperly formatted");
	warn(sums.unreadable, "listed file could not be read", "listed files could not be read");
	warn(sums.mismatched, "computed checksum did NOT match", "computed checksums did NOT match");
	return sums.unreadable == 0 && sums.mismatched == 0;
}

int
digest_tool(int argc, char **argv, const char *usage, const struct digest_kind *wanted_kind)
{
	static char *standard_input[] = {"-", NULL};
	bool checks = false, all_right = true;
	char mark = ' ';
	char **files;
	int option, status;

	kind = wanted_kind;
	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		checks |= option == 'c';
		is_quiet |= option == 'q' || option == 's';
		is_silent |= option == 's';
		if (option == 'b' || option == 't')
			mark = option == 'b' ? '*' : ' ';
	}
	if (tool_operands(&files) == 0)
		files = standard_input;
	for (; *files != NULL; files++) {
		if (checks)
			all_right &= check_file(*files);
		else
			print_digest(*files, mark);
	}
	status = tool_end();
	return all_right ? status : STATUS_FAILED;
}
