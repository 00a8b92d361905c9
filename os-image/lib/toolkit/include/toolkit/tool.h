/*
 * What all tools have in common: their name in messages, `--help`, options and
 * the exit status.
 *
 * A tool's usage text is also the table of its options: every line that begins
 * with two blanks and a dash describes one, such as
 *
 *     "Usage: head [OPTION]... [FILE]...\n"
 *     "  -n, --lines=N   the first N lines instead of 10\n"
 *     "  -q, -s, --quiet no headings\n"
 *
 * The spellings stand first, separated by a comma and a blank; the first of them
 * is a letter and names the option in the program. "=WORD" after the last
 * spelling, or one blank and a word, says that the option takes a value. So help
 * and behaviour can't differ.
 */
#ifndef TOOLKIT_TOOL_H
#define TOOLKIT_TOOL_H

#include <stdbool.h>

#define STATUS_FAILED 1
#define STATUS_USAGE 2
#define OPTION_END (-1)

enum option_order {
	OPTIONS_ANYWHERE, /* operands may stand between options */
	OPTIONS_FIRST,    /* the first operand ends the options: for tools that start others */
};

extern const char *tool_name;    /* the word after "Usage: " */
extern const char *option_value; /* of the option that tool_option returned last */

/* First of all. The arguments are reordered while options are taken. */
void tool_begin(int argc, char **argv, const char *usage, enum option_order order);

/* As above, for wrong usage to end the tool with another status than STATUS_USAGE. */
void tool_set_usage_status(int status);

/*
 * The letter of the next option, or OPTION_END. Answers --help, and anything
 * that the usage text doesn't have, by ending the tool.
 */
int tool_option(void);

/* The operands, ended by NULL, once tool_option has returned OPTION_END; returns their number. */
int tool_operands(char ***operands);

/* For tools that have none, once tool_option has returned OPTION_END: any is wrong usage. */
void tool_no_operands(void);

/* For tools with operands only: takes what options there are (--help) and returns the operands. */
int tool_only_operands(int argc, char **argv, const char *usage, char ***operands);

/* "NAME: text" on standard error; the tool's status will be STATUS_FAILED. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same with ": what errno means" behind the text. */
void complain_errno(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The message, then the end of the tool. */
_Noreturn void give_up(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The message, a hint at --help and the end of the tool. */
_Noreturn void bad_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Whether complain was called. */
bool tool_failed(void);

/* Writes out standard output and gives the exit status: 0, or STATUS_FAILED after any complaint. */
int tool_end(void);

/* malloc, realloc and strdup that end the tool when there is no memory. */
void *need_memory(unsigned long size);
void *need_more_memory(void *memory, unsigned long size);
char *need_copy(const char *text);

/* Asks on standard error; whether the line that is read begins with y or Y. */
bool confirm(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
