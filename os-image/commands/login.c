/* login: checks a password and starts the user's shell. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <toolkit/io.h>
#include <toolkit/login.h>
#include <toolkit/password.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: login [NAME]\n"
	"Asks for name and password, three times at most and for no longer than a minute, and starts\n"
	"the user's shell.\n";

#define TRIES 3
#define LIMIT_S 60
#define PAUSE_AFTER_FAILURE_S 1

/* Tried for a name that there is not, so that it takes as long as one that there is. */
#define SECRET_OF_NOBODY                                                                           \
	"$k1$4096$000000000000$"                                                                   \
	"0000000000000000000000000000000000000000000000000000000000000000"

static void
on_alarm(int signal)
{
	static const char text[] = "\nlogin: the time is up\n";

	(void)signal;
	write(STDOUT_FILENO, text, sizeof(text) - 1);
	_exit(STATUS_FAILED);
}

static bool
is_right(const char *name)
{
	char secret[SECRET_MAX], password[PASSWORD_MAX];
	bool is_known = getpwnam(name) != NULL && find_secret(name, secret);
	bool matches;

	if (is_known && secret[0] == '\0')
		return true;
	if (!ask_password("Password: ", password, sizeof(password)))
		return false;
	matches = password_matches(is_known ? secret : SECRET_OF_NOBODY, password);
	memset(password, 0, sizeof(password));
	return is_known && matches;
}

static void
print_motd(void)
{
	int fd = open("/etc/motd", O_RDONLY);

	if (fd < 0)
		return;
	copy_stream(fd, "/etc/motd", STDOUT_FILENO, "the terminal");
	close(fd);
}

static _Noreturn void
start_session(const char *name)
{
	struct passwd *user = getpwnam(name);
	const char *terminal = ttyname(STDIN_FILENO);

	if (terminal != NULL) {
		if (chown(terminal, user->pw_uid, user->pw_gid) != 0)
			complain_errno("%s", terminal);
		chmod(terminal, S_IRUSR | S_IWUSR | S_IWGRP);
	}
	if (!become_user(user))
		give_up(STATUS_FAILED, "%s: %s", name, strerror(errno));
	set_user_environment(user);
	if (chdir(user->pw_dir) != 0) {
		complain_errno("%s", user->pw_dir);
		chdir("/");
	}
	print_motd();
	run_login_shell(user);
	give_up(STATUS_FAILED, "%s: %s", user_shell(user), strerror(errno));
}

int
main(int argc, char **argv)
{
	char name[USER_NAME_MAX];
	char **names;
	int count = tool_only_operands(argc, argv, usage, &names);

	if (geteuid() != 0)
		give_up(STATUS_FAILED, "only root may log users in; try su");
	signal(SIGALRM, on_alarm);
	alarm(LIMIT_S);
	for (int i = 0; i < TRIES; i++) {
		if (i == 0 && count > 0)
			snprintf(name, sizeof(name), "%s", names[0]);
		else if (!ask_user_name("login: ", name))
			return STATUS_FAILED;
		if (is_right(name)) {
			alarm(0);
			start_session(name);
		}
		sleep(PAUSE_AFTER_FAILURE_S);
		puts("Login incorrect");
	}
	return STATUS_FAILED;
}
