/*
 * What the shell's builtins test, printf and echo have in common with the
 * programs of the same names. Each function takes the arguments as main() has
 * them, writes to stdio's stdout without flushing it, and returns the exit
 * status. None keeps anything between two calls or ends the process.
 *
 * A program passes NULL as its host; the shell passes one that knows its
 * variables and how it words errors.
 */
#ifndef SHELLUTIL_SHELLUTIL_H
#define SHELLUTIL_SHELLUTIL_H

struct util_host {
	/*
	 * The value of a shell variable or NULL when it is unset. With it an
	 * operand of -eq and its kin that is a name stands for the variable.
	 */
	const char *(*variable)(const char *name);
	/* Reports an error; the message has no newline. NULL: "program: message" on stderr. */
	void (*complain)(const char *program, const char *message);
};

#define TEST_TRUE 0
#define TEST_FALSE 1
#define TEST_ERROR 2

/* `test EXPRESSION`, or `[ EXPRESSION ]` when argv[0] is "[": TEST_*. */
int test_main(int argc, char **argv, const struct util_host *host);

/* `printf FORMAT [ARGUMENT...]`: 0, 1 when an argument was no number, 2 on wrong usage. */
int printf_main(int argc, char **argv, const struct util_host *host);

/* `echo [-n] [WORD...]`, with backslash escapes as XSI has them: 0. */
int echo_main(int argc, char **argv);

#endif
