/* See <toolkit/login.h>. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/login.h>
#include <unistd.h>

#define USUAL_SHELL "/bin/sh"
#define SHELL_NAME_MAX 64
#define ROOT_PATH "/bin:/usr/bin:/sbin"
#define USER_PATH "/bin:/usr/bin"

bool
ask_user_name(const char *prompt, char name[USER_NAME_MAX])
{
	int length = 0, c;

	fputs(prompt, stdout);
	fflush(stdout);
	while ((c = getchar()) != '\n' && c != EOF)
		if (length < USER_NAME_MAX - 1)
			name[length++] = (char)c;
	name[length] = '\0';
	return c != EOF;
}

bool
become_user(const struct passwd *user)
{
	return setgid(user->pw_gid) == 0 && setuid(user->pw_uid) == 0;
}

const char *
user_shell(const struct passwd *user)
{
	return user->pw_shell[0] != '\0' ? user->pw_shell : USUAL_SHELL;
}

void
set_user_environment(const struct passwd *user)
{
	setenv("HOME", user->pw_dir, 1);
	setenv("USER", user->pw_name, 1);
	setenv("LOGNAME", user->pw_name, 1);
	setenv("SHELL", user_shell(user), 1);
	setenv("PATH", user->pw_uid == 0 ? ROOT_PATH : USER_PATH, 1);
}

void
run_login_shell(const struct passwd *user)
{
	char name[SHELL_NAME_MAX];
	const char *slash = strrchr(user_shell(user), '/');

	snprintf(name, sizeof(name), "-%s", slash != NULL ? slash + 1 : user_shell(user));
	execl(user_shell(user), name, (char *)NULL);
}
