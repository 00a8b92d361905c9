/* su: a shell of another user. Has to be set-user-id root. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <toolkit/login.h>
#include <toolkit/password.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: su [OPTION]... [-] [USER]\n"
	"Starts a shell of USER, or of root; asks for that user's password unless root does it.\n"
	"\n"
	"  -l, --login     (or just -) a login shell, with that user's directory and environment\n"
	"  -c, --command=COMMAND  have the shell run this command only\n";

#define PAUSE_AFTER_FAILURE_S 1

static bool
may_become(const char *name)
{
	char secret[SECRET_MAX], password[PASSWORD_MAX];
	bool matches;

	if (getuid() == 0)
		return true;
	if (!find_secret(name, secret))
		return false;
	if (secret[0] == '\0')
		return true;
	if (!ask_password("Password: ", password, sizeof(password)))
		return false;
	matches = password_matches(secret, password);
	memset(password, 0, sizeof(password));
	return matches;
}

int
main(int argc, char **argv)
{
	const char *command = NULL, *name = "root";
	bool is_login = false;
	struct passwd *user;
	char **operands;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		if (option == 'l')
			is_login = true;
		else
			command = option_value;
	}
	tool_operands(&operands);
	if (*operands != NULL && strcmp(*operands, "-") == 0) {
		is_login = true;
		operands++;
	}
	if (*operands != NULL)
		name = *operands;
	if (getpwnam(name) == NULL)
		give_up(STATUS_FAILED, "there is no user '%s'", name);
	if (!may_become(name)) {
		sleep(PAUSE_AFTER_FAILURE_S);
		give_up(STATUS_FAILED, "that is not the password");
	}
	user = getpwnam(name);
	if (!become_user(user))
		give_up(STATUS_FAILED, "%s: %s", name, strerror(errno));
	set_user_environment(user);
	if (is_login && chdir(user->pw_dir) != 0)
		complain_errno("%s", user->pw_dir);
	if (command != NULL)
		execl(user_shell(user), "sh", "-c", command, (char *)NULL);
	else if (is_login)
		run_login_shell(user);
	else
		execl(user_shell(user), "sh", (char *)NULL);
	give_up(STATUS_FAILED, "%s: %s", user_shell(user), strerror(errno));
}
