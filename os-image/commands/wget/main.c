/* wget: the command. See wget.h. */
#include <netkit/wait.h>
#include <stdarg.h>
#include <stdio.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>

#include "wget.h"

#define TRIES 20u
#define TRIES_MAX 1000u
#define TIMEOUT_MS 60000

static const char usage[] =
	"Usage: wget [OPTION]... URL...\n"
	"Fetches files by HTTP, into the working directory. A connection that breaks is made again\n"
	"and goes on where the last one ended. Statuses: 3 a file, 4 the network, 7 the server's answer\n"
	"can't be understood, 8 it was an error.\n"
	"\n"
	"  -O, --output-document=FILE  into that file; - is standard output\n"
	"  -c, --continue  go on with what is there of a file\n"
	"  -q, --quiet     no words but complaints\n"
	"  -S, --server-response  show the header of each answer\n"
	"  -t, --tries=N   try N times at most (20)\n"
	"  -T, --timeout=S wait S seconds for the other side (60)\n";

struct settings settings = {.tries = TRIES, .timeout_ms = TIMEOUT_MS};

void
say(const char *format, ...)
{
	va_list arguments;

	if (settings.is_quiet)
		return;
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}

static unsigned
need_tries(const char *text)
{
	uint64_t tries = need_number(text, "the number of tries");

	if (tries < 1 || tries > TRIES_MAX)
		bad_usage("there can be from 1 to %u tries, not %s", TRIES_MAX, text);
	return (unsigned)tries;
}

int
main(int argc, char **argv)
{
	char **addresses;
	int exit_status = 0;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		if (option == 'O')
			settings.output = option_value;
		else if (option == 't')
			settings.tries = need_tries(option_value);
		else if (option == 'T')
			settings.timeout_ms = need_seconds_ms(option_value, "the time-out");
		settings.resumes |= option == 'c';
		settings.is_quiet |= option == 'q';
		settings.shows_head |= option == 'S';
	}
	if (tool_operands(&addresses) == 0)
		bad_usage("which address?");
	if (settings.output != NULL && addresses[1] != NULL)
		bad_usage("-O is for one address");
	for (; *addresses != NULL; addresses++) {
		int status = fetch(*addresses);

		if (exit_status == 0 || (status != 0 && status < exit_status))
			exit_status = status;
	}
	/* Not tool_end's status: a complaint about one try is none about the file. */
	return exit_status;
}
