/* xargs: runs a program with words of standard input as arguments. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/number.h>
#include <toolkit/run.h>
#include <toolkit/tool.h>

static const char usage[] =
	"Usage: xargs [OPTION]... [PROGRAM [ARGUMENT]...]\n"
	"Runs the program, or echo, with the words of standard input behind its arguments: as many as\n"
	"go into one call. Quotes and backslashes keep blanks in a word.\n"
	"\n"
	"  -0, --null      words end with a NUL, and nothing else means anything\n"
	"  -I TEXT         one call for each line, with the line for TEXT in the arguments\n"
	"  -n, --max-args=N  no more than N words a call\n"
	"  -r, --no-run-if-empty  no call at all when there are no words\n"
	"  -t, --verbose   print each call first\n";

#define WORDS_MAX 1024
#define WORD_SIZE_MAX 4096
/* What POSIX wants to be told of the calls. */
#define STATUS_SOME_FAILED 123
#define STATUS_ONE_SAID_STOP 124
#define STATUS_ONE_WAS_KILLED 125
#define PROGRAM_SAYS_STOP 255

static bool ends_with_nul, skips_empty, is_verbose;
static const char *placeholder;
static uint64_t words_a_call = WORDS_MAX;

static char *words[WORDS_MAX * 2 + 1]; /* the fixed ones, then those of the input */
static int fixed_count, word_count;
static unsigned long byte_count;
static int status;

static void
call(char **arguments)
{
	int result;

	if (is_verbose)
		for (int i = 0; arguments[i] != NULL; i++)
			fprintf(stderr, "%s%c", arguments[i], arguments[i + 1] != NULL ? ' ' : '\n');
	result = run_program(arguments);
	if (result == STATUS_NOT_FOUND || result == STATUS_NOT_RUN)
		exit(result);
	if (result == PROGRAM_SAYS_STOP)
		give_up(STATUS_ONE_SAID_STOP, "%s ended with status %d", arguments[0], result);
	if (result > STATUS_OF_SIGNAL)
		give_up(STATUS_ONE_WAS_KILLED, "%s was ended by a signal", arguments[0]);
	if (result != 0)
		status = STATUS_SOME_FAILED;
}

static void
call_with_words(void)
{
	words[fixed_count + word_count] = NULL;
	call(words);
	for (int i = 0; i < word_count; i++)
		free(words[fixed_count + i]);
	word_count = 0;
	byte_count = 0;
}

/* A copy with each placeholder replaced. */
static char *
replace(const char *text, const char *by)
{
	size_t length = strlen(placeholder), capacity = strlen(text) + 1;
	char *result, *to;

	for (const char *at = text; (at = strstr(at, placeholder)) != NULL; at += length)
		capacity += strlen(by);
	result = to = need_memory(capacity);
	while (*text != '\0') {
		if (strncmp(text, placeholder, length) == 0) {
			to += sprintf(to, "%s", by);
			text += length;
		} else {
			*to++ = *text++;
		}
	}
	*to = '\0';
	return result;
}

static void
call_with_replacement(const char *line)
{
	char *replaced[WORDS_MAX + 1];

	for (int i = 0; i < fixed_count; i++)
		replaced[i] = replace(words[i], line);
	replaced[fixed_count] = NULL;
	call(replaced);
	for (int i = 0; i < fixed_count; i++)
		free(replaced[i]);
}

static void
take_word(const char *word)
{
	if (placeholder != NULL) {
		call_with_replacement(word);
		return;
	}
	if (word_count > 0 && byte_count + strlen(word) + 1 > COMMAND_BYTES_MAX)
		call_with_words();
	words[fixed_count + word_count++] = need_copy(word);
	byte_count += strlen(word) + 1;
	if ((uint64_t)word_count == words_a_call)
		call_with_words();
}

/* ---- words of the input ---- */

static char word[WORD_SIZE_MAX];
static size_t word_length;

static void
add_character(int c)
{
	if (word_length == sizeof(word) - 1)
		give_up(STATUS_FAILED, "a word is longer than %d bytes", WORD_SIZE_MAX - 1);
	word[word_length++] = (char)c;
}

/* Whether it ends a word that isn't quoted. */
static bool
is_separator(int c)
{
	if (ends_with_nul)
		return c == '\0';
	return c == '\n' || (placeholder == NULL && isspace(c));
}

/* The next word; false at the end. */
static bool
read_word(void)
{
	bool has_begun = false;
	int quote = 0, c;

	word_length = 0;
	while ((c = getchar()) != EOF) {
		if (quote != 0 && c == '\n')
			give_up(STATUS_FAILED, "a quote is not closed");
		if (quote != 0 && c == quote) {
			quote = 0;
		} else if (quote != 0) {
			add_character(c);
		} else if (is_separator(c)) {
			if (has_begun || ends_with_nul)
				break;
		} else if (!ends_with_nul && (c == '\'' || c == '"')) {
			quote = c;
			has_begun = true;
		} else if (!has_begun && !ends_with_nul && isspace(c)) {
			continue;
		} else {
			if (!ends_with_nul && c == '\\')
				c = getchar();
			if (c == EOF)
				break;
			add_character(c);
			has_begun = true;
		}
	}
	if (quote != 0)
		give_up(STATUS_FAILED, "a quote is not closed");
	word[word_length] = '\0';
	return has_begun || c != EOF;
}

int
main(int argc, char **argv)
{
	static char *usual_program[] = {"echo", NULL};
	bool any_word = false;
	char **program;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_FIRST);
	while ((option = tool_option()) != OPTION_END) {
		ends_with_nul |= option == '0';
		skips_empty |= option == 'r';
		is_verbose |= option == 't';
		if (option == 'I')
			placeholder = option_value;
		if (option == 'n')
			words_a_call = need_number(option_value, "the number of words");
	}
	if (words_a_call == 0 || words_a_call > WORDS_MAX)
		bad_usage("a call takes 1 to %d words", WORDS_MAX);
	fixed_count = tool_operands(&program);
	if (fixed_count == 0) {
		program = usual_program;
		fixed_count = 1;
	}
	if (fixed_count > WORDS_MAX)
		bad_usage("there are more than %d arguments", WORDS_MAX);
	memcpy(words, program, (size_t)fixed_count * sizeof(words[0]));
	while (read_word()) {
		any_word = true;
		take_word(word);
	}
	if (word_count > 0 || (!any_word && !skips_empty && placeholder == NULL))
		call_with_words();
	return status != 0 ? status : tool_end();
}
