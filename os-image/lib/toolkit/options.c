/* Options by the table in the usage text: see <toolkit/tool.h>. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/tool.h>

#define LINE_BEGIN "  -"
#define SPELLING_END " ,=\n"
#define NAME_MAX_LENGTH 31

const char *tool_name = "?";
const char *option_value;

static const char *usage_text;
static enum option_order order_wanted;
static int usage_status = STATUS_USAGE;

static char **words;      /* the arguments; operands move to the front as they are met */
static int word_count;
static int next_word;
static int operand_count;
static bool options_over;
static const char *cluster; /* the letters of an argument such as -la that are still to come */

struct option_entry {
	char letter;
	bool takes_value;
};

static void
set_tool_name(void)
{
	static char name[NAME_MAX_LENGTH + 1];
	const char *from = usage_text + strlen("Usage: ");
	size_t length = strcspn(from, " \n");

	if (length > NAME_MAX_LENGTH)
		length = NAME_MAX_LENGTH;
	memcpy(name, from, length);
	tool_name = name;
}

void
tool_begin(int argc, char **argv, const char *usage, enum option_order order)
{
	usage_text = usage;
	order_wanted = order;
	words = argv;
	word_count = argc;
	next_word = argc > 0 ? 1 : 0;
	set_tool_name();
}

void
tool_set_usage_status(int status)
{
	usage_status = status;
}

_Noreturn void
bad_usage(const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "%s: ", tool_name);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "\nTry '%s --help'.\n", tool_name);
	exit(usage_status);
}

static _Noreturn void
print_help(void)
{
	fputs(usage_text, stdout);
	if (strstr(usage_text, "\n" LINE_BEGIN) == NULL)
		putchar('\n');
	puts("      --help      show this help");
	exit(tool_end());
}

/*
 * Looks for a spelling, with its dashes, in one line of the table. Reads the
 * whole list of spellings in any case, since the value is announced at its end.
 */
static bool
line_has(const char *line, const char *spelling, size_t length, struct option_entry *entry)
{
	const char *at = line + strlen(LINE_BEGIN) - 1;
	bool found = false;

	entry->letter = at[1];
	for (;;) {
		size_t here = strcspn(at, SPELLING_END);

		if (here == length && strncmp(at, spelling, length) == 0)
			found = true;
		at += here;
		if (at[0] != ',')
			break;
		at += strlen(", ");
	}
	entry->takes_value = at[0] == '=' || (at[0] == ' ' && at[1] != ' ');
	return found;
}

static bool
find_option(const char *spelling, size_t length, struct option_entry *entry)
{
	const char *line = usage_text;

	while ((line = strstr(line, "\n" LINE_BEGIN)) != NULL) {
		line++;
		if (line_has(line, spelling, length, entry))
			return true;
	}
	return false;
}

/* The value of an option whose argument has no room for it. */
static const char *
take_next_word(const char *spelling)
{
	if (next_word >= word_count)
		bad_usage("option %s needs a value", spelling);
	return words[next_word++];
}

static int
take_long_option(const char *word)
{
	size_t length = strcspn(word, "=");
	bool has_value = word[length] == '=';
	struct option_entry entry;

	if (strcmp(word, "--help") == 0)
		print_help();
	if (!find_option(word, length, &entry))
		bad_usage("there is no option %s", word);
	if (has_value && !entry.takes_value)
		bad_usage("option %.*s takes no value", (int)length, word);
	if (has_value)
		option_value = word + length + 1;
	else if (entry.takes_value)
		option_value = take_next_word(word);
	return entry.letter;
}

static int
take_letter(void)
{
	char spelling[] = {'-', *cluster++, '\0'};
	struct option_entry entry;

	if (!find_option(spelling, strlen(spelling), &entry))
		bad_usage("there is no option %s", spelling);
	if (entry.takes_value) {
		option_value = *cluster != '\0' ? cluster : take_next_word(spelling);
		cluster = NULL;
	} else if (*cluster == '\0') {
		cluster = NULL;
	}
	return entry.letter;
}

int
tool_option(void)
{
	option_value = NULL;
	if (cluster != NULL)
		return take_letter();
	while (next_word < word_count) {
		char *word = words[next_word++];

		if (options_over || word[0] != '-' || word[1] == '\0') {
			words[operand_count++] = word;
			options_over |= order_wanted == OPTIONS_FIRST;
		} else if (strcmp(word, "--") == 0) {
			options_over = true;
		} else if (word[1] == '-') {
			return take_long_option(word);
		} else {
			cluster = word + 1;
			return take_letter();
		}
	}
	return OPTION_END;
}

int
tool_operands(char ***operands)
{
	words[operand_count] = NULL;
	*operands = words;
	return operand_count;
}

void
tool_no_operands(void)
{
	if (operand_count > 0)
		bad_usage("there are no operands, such as '%s'", words[0]);
}

int
tool_only_operands(int argc, char **argv, const char *usage, char ***operands)
{
	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while (tool_option() != OPTION_END)
		;
	return tool_operands(operands);
}
