/* kill: sends signals to processes. */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>

static const char usage[] =
	"Usage: kill [-SIGNAL | -s SIGNAL] PID...\n"
	"       kill -l [NUMBER]\n"
	"Sends SIGTERM, or another signal by its name or number, to processes, or to all processes of\n"
	"group N by -- -N. With -l prints the names of the signals.\n";

static const struct {
	const char *name;
	int number;
} signals[] = {
	{"HUP", SIGHUP},   {"INT", SIGINT},   {"QUIT", SIGQUIT}, {"ILL", SIGILL},
	{"TRAP", SIGTRAP}, {"ABRT", SIGABRT}, {"BUS", SIGBUS},   {"FPE", SIGFPE},
	{"KILL", SIGKILL}, {"USR1", SIGUSR1}, {"SEGV", SIGSEGV}, {"USR2", SIGUSR2},
	{"PIPE", SIGPIPE}, {"ALRM", SIGALRM}, {"TERM", SIGTERM}, {"CHLD", SIGCHLD},
	{"CONT", SIGCONT}, {"STOP", SIGSTOP}, {"TSTP", SIGTSTP}, {"TTIN", SIGTTIN},
	{"TTOU", SIGTTOU}, {"URG", SIGURG},   {"WINCH", SIGWINCH}, {"IO", SIGIO},
	{"SYS", SIGSYS},
};
#define SIGNAL_COUNT (sizeof(signals) / sizeof(signals[0]))
#define STATUS_OF_SIGNAL 128 /* what a shell adds to the number of the signal that ended a program */

static int
need_signal(const char *text)
{
	const char *name = strncasecmp(text, "SIG", 3) == 0 ? text + 3 : text;
	uint64_t number;

	if (parse_number(text, &number) && number < NSIG)
		return (int)number;
	for (size_t i = 0; i < SIGNAL_COUNT; i++)
		if (strcasecmp(signals[i].name, name) == 0)
			return signals[i].number;
	bad_usage("there is no signal '%s'", text);
}

static void
list_signals(char **numbers)
{
	if (*numbers == NULL)
		for (size_t i = 0; i < SIGNAL_COUNT; i++)
			printf("%2d %s\n", signals[i].number, signals[i].name);
	for (; *numbers != NULL; numbers++) {
		uint64_t number = need_number(*numbers, "a signal") % STATUS_OF_SIGNAL;
		size_t i = 0;

		while (i < SIGNAL_COUNT && (uint64_t)signals[i].number != number)
			i++;
		if (i < SIGNAL_COUNT)
			puts(signals[i].name);
		else
			complain("there is no signal %s", *numbers);
	}
}

static void
send(const char *target, int signal)
{
	bool is_group = target[0] == '-';
	uint64_t number;

	if (!parse_number(target + is_group, &number) || number > INT32_MAX)
		complain("'%s' is no process", target);
	else if (kill(is_group ? -(pid_t)number : (pid_t)number, signal) != 0)
		complain_errno("%s", target);
}

int
main(int argc, char **argv)
{
	int signal = SIGTERM, first = 1;

	tool_begin(argc, argv, usage, OPTIONS_FIRST);
	if (argc > 1 && strcmp(argv[1], "--help") == 0)
		tool_option();
	if (argc > 1 && strcmp(argv[1], "-l") == 0) {
		list_signals(argv + 2);
		return tool_end();
	}
	if (argc > 2 && strcmp(argv[1], "-s") == 0) {
		signal = need_signal(argv[2]);
		first = 3;
	} else if (argc > 1 && argv[1][0] == '-' && strcmp(argv[1], "--") != 0) {
		signal = need_signal(argv[1] + 1);
		first = 2;
	}
	if (first < argc && strcmp(argv[first], "--") == 0)
		first++;
	if (first >= argc)
		bad_usage("which process?");
	for (int i = first; i < argc; i++)
		send(argv[i], signal);
	return tool_end();
}
