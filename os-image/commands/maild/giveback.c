/* Mails that nobody will take go back to who wrote them, by the command mail. See maild.h. */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <toolkit/io.h>
#include <toolkit/tool.h>
#include <unistd.h>

#include "maild.h"

#define POSTMASTER "root"

/* The user of this machine who wrote it. */
static void
find_user(const struct envelope *envelope, char name[ADDRESS_MAX + 1])
{
	snprintf(name, ADDRESS_MAX + 1, "%.*s", (int)strcspn(envelope->sender, "@"), envelope->sender);
	if (getpwnam(name) == NULL)
		strcpy(name, POSTMASTER);
}

static _Noreturn void
run_mail(const char *user, int input)
{
	dup2(input, STDIN_FILENO);
	execlp("mail", "mail", "-s", "A mail of yours was refused", user, (char *)NULL);
	_exit(STATUS_FAILED);
}

/* As much of the message as fits into a mail that also has these lines. */
static bool
write_notice(int to, const struct envelope *envelope, const char *message,
	     const struct reply *reason)
{
	size_t room = MAIL_BYTES_MAX / 2;
	size_t length = strlen(message);

	dprintf(to, "The mail server %s has refused a mail of yours for good. It says:\n\n\t%s\n\n",
		settings.host, reason->text);
	for (size_t i = 0; i < envelope->count; i++)
		dprintf(to, "It did not get to %s.\n", envelope->recipients[i]);
	dprintf(to, "\nThis was the mail%s:\n\n", length > room ? ", as far as it fits in here" : "");
	return write_all(to, message, length < room ? length : room) == 0;
}

bool
give_back(const struct envelope *envelope, const char *message, const struct reply *reason)
{
	char user[ADDRESS_MAX + 1];
	int ends[2], status = -1;
	bool is_written;
	pid_t child;

	find_user(envelope, user);
	if (pipe2(ends, O_CLOEXEC) != 0) {
		report("maild: no pipe: %s", strerror(errno));
		return false;
	}
	child = fork();
	if (child == 0)
		run_mail(user, ends[0]);
	close(ends[0]);
	is_written = child > 0 && write_notice(ends[1], envelope, message, reason);
	close(ends[1]);
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (is_written && status == 0)
		return true;
	report("maild: a refused mail of %s can't be given back, and stays in the queue", user);
	return false;
}
