/* Programs run by programs: exec, the shell, the environment, jumps. */
#include "libctest.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where a boot module is executed from. */
#define PROGRAM "/boot/libctest"

#define INHERITED_FD 20
#define CLOSED_FD 21

/* The program itself, run by exec: exits with what it finds. */
int
exec_helper(int argc, char **argv)
{
	if (strcmp(argv[1], "count") == 0)
		return argc;
	if (strcmp(argv[1], "variable") == 0)
		return getenv("NAME") != NULL && strcmp(getenv("NAME"), "value") == 0 ? 0 : 1;
	if (strcmp(argv[1], "descriptors") == 0)
		return fcntl(INHERITED_FD, F_GETFD) == 0 && fcntl(CLOSED_FD, F_GETFD) < 0 ? 0 : 1;
	return STATUS_SAID_WHY;
}

static void
exec_list(void)
{
	execl(PROGRAM, "libctest", "count", "c", "d", (char *)NULL);
}

static void
exec_environment(void)
{
	char *environment[] = {"NAME=value", NULL};

	execle(PROGRAM, "libctest", "variable", (char *)NULL, environment);
}

static void
exec_descriptors(void)
{
	CHECK(dup2(STDIN_FILENO, INHERITED_FD) == INHERITED_FD);
	CHECK(dup3(STDIN_FILENO, CLOSED_FD, O_CLOEXEC) == CLOSED_FD);
	execl(PROGRAM, "libctest", "descriptors", (char *)NULL);
}

static void
exec_passes_arguments_and_environment(void)
{
	CHECK(WEXITSTATUS(wait_for(start_child(exec_list))) == 4);
	CHECK(wait_for(start_child(exec_environment)) == 0);
	CHECK(wait_for(start_child(exec_descriptors)) == 0);
}

static void
exec_by_name(void)
{
	execlp("libctest", "libctest", "count", (char *)NULL);
}

static void
a_name_is_looked_for_in_the_path(void)
{
	CHECK(setenv("PATH", "/missing:.:/boot", 1) == 0);
	CHECK(WEXITSTATUS(wait_for(start_child(exec_by_name))) == 2);
	CHECK_FAILS(execlp("no-such-program", "x", (char *)NULL), ENOENT);
	write_file("file", "neither ELF nor a script\n");
	CHECK_FAILS(execlp("file", "file", (char *)NULL), EACCES);
}

static void
the_environment_can_be_changed(void)
{
	static char variable[] = "PUT=1";

	CHECK(clearenv() == 0 && getenv("A") == NULL);
	CHECK(setenv("A", "1", 0) == 0 && setenv("A", "2", 0) == 0 && strcmp(getenv("A"), "1") == 0);
	CHECK(setenv("A", "3", 1) == 0 && strcmp(getenv("A"), "3") == 0);
	CHECK(putenv(variable) == 0 && strcmp(getenv("PUT"), "1") == 0);
	variable[4] = '2';
	CHECK(strcmp(getenv("PUT"), "2") == 0);
	CHECK(unsetenv("A") == 0 && getenv("A") == NULL && getenv("PUT") != NULL);
	CHECK_FAILS(setenv("A=B", "", 1), EINVAL);
	for (int i = 0; i < 100; i++) {
		char name[16];

		snprintf(name, sizeof(name), "V%d", i);
		CHECK(setenv(name, name, 1) == 0);
	}
	CHECK(strcmp(getenv("V99"), "V99") == 0 && strcmp(getenv("V0"), "V0") == 0);
}

static void
system_gives_the_commands_status(void)
{
	CHECK(system(NULL) != 0);
	CHECK(WEXITSTATUS(system("exit 3")) == 3);
	CHECK(system("echo text > file") == 0 && strcmp(file_text("file"), "text\n") == 0);
	CHECK(WTERMSIG(system("kill -9 $$")) == SIGKILL);
}

static void
popen_reads_and_feeds_commands(void)
{
	char line[16];
	FILE *from = popen("echo one; exit 2", "r");
	FILE *to = popen("read line; echo \"<$line>\" > file", "w");

	CHECK(from != NULL && to != NULL);
	CHECK(fgets(line, sizeof(line), from) != NULL && strcmp(line, "one\n") == 0);
	CHECK(fgets(line, sizeof(line), from) == NULL);
	CHECK(WEXITSTATUS(pclose(from)) == 2);
	CHECK(fputs("two\n", to) == 0 && pclose(to) == 0);
	CHECK(strcmp(file_text("file"), "<two>\n") == 0);
	CHECK(popen("true", "x") == NULL && errno == EINVAL);
}

static void
on_signal(int signal)
{
	(void)signal;
}

static void
signal_parent_and_sleep(void)
{
	usleep(20000);
	kill(getppid(), SIGUSR1);
	usleep(20000);
}

static void
a_restarting_handler_lets_wait_go_on(void)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
	struct sigaction set;

	CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
	CHECK(sigaction(SIGUSR1, NULL, &set) == 0);
	CHECK(set.sa_handler == on_signal && (set.sa_flags & SA_RESTART) != 0);
	CHECK(wait_for(start_child(signal_parent_and_sleep)) == 0);
}

static jmp_buf place;
static sigjmp_buf signal_place;

static _Noreturn void
jump(int depth)
{
	if (depth > 0)
		jump(depth - 1);
	longjmp(place, 7);
}

static void
leave_by_jump(int signal)
{
	siglongjmp(signal_place, signal);
}

static void
jumps_come_back_with_their_value(void)
{
	volatile int kept = 5;
	int value = setjmp(place);

	if (value == 0)
		jump(10);
	CHECK(value == 7 && kept == 5);
	if (setjmp(place) == 0)
		longjmp(place, 0);
}

static void
a_jump_out_of_a_handler_restores_the_mask(void)
{
	sigset_t mask;

	signal(SIGUSR1, leave_by_jump);
	if (sigsetjmp(signal_place, 1) == 0) {
		raise(SIGUSR1);
		CHECK(!"the handler came back");
	}
	CHECK(sigprocmask(SIG_BLOCK, NULL, &mask) == 0 && sigismember(&mask, SIGUSR1) == 0);
}

const struct test process_tests[] = {
	{exec_passes_arguments_and_environment, "exec_passes_arguments_and_environment"},
	{a_name_is_looked_for_in_the_path, "a_name_is_looked_for_in_the_path"},
	{the_environment_can_be_changed, "the_environment_can_be_changed"},
	{system_gives_the_commands_status, "system_gives_the_commands_status"},
	{popen_reads_and_feeds_commands, "popen_reads_and_feeds_commands"},
	{a_restarting_handler_lets_wait_go_on, "a_restarting_handler_lets_wait_go_on"},
	{jumps_come_back_with_their_value, "jumps_come_back_with_their_value"},
	{a_jump_out_of_a_handler_restores_the_mask, "a_jump_out_of_a_handler_restores_the_mask"},
	{NULL, NULL},
};
