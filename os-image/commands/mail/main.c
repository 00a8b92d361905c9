/* mail: the command. See mail.h. Has to be set-user-id root. */
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <toolkit/bell.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>
#include <unistd.h>

#include "mail.h"

#define ROOT 0

static const char usage[] =
	"Usage: mail [-s SUBJECT] ADDRESS... < TEXT\n"
	"       mail [OPTION]\n"
	"Sends standard input as a mail: to users of this machine, or to NAME@HOST by way of the queue\n"
	"of mails that leave it. Without any argument lists the own mailbox and the queue.\n"
	"\n"
	"  -s, --subject=SUBJECT  what it is about\n"
	"  -p, --print=N   prints mail number N of the own mailbox\n"
	"  -d, --delete=N  deletes it\n"
	"  -q, --queue     lists the queue\n"
	"  -r, --remove=ID takes a mail out of the queue\n";

/* Root has all of the queue, a user what he has written. */
static const char *
own_part_of_queue(void)
{
	return getuid() == 0 ? NULL : own_address();
}

static const char *
mailbox_of(const char *user)
{
	static char folder[TREE_PATH_MAX];

	if (!join_path(folder, MAILBOXES, user))
		exit(STATUS_FAILED);
	return folder;
}

/*
 * A user may put links into a mailbox of his own: with his own rights they lead to
 * nothing that he could not have read or removed himself.
 */
static void
take_rights_of(uid_t user)
{
	if (seteuid(user) != 0)
		give_up(STATUS_FAILED, "rights of user %u: %s", user, strerror(errno));
}

static const char *
own_mailbox(void)
{
	const struct passwd *user = getpwuid(getuid());

	if (user == NULL)
		give_up(STATUS_FAILED, "user %u has no name, and so no mailbox", getuid());
	return mailbox_of(user->pw_name);
}

/* ---- sending ---- */

static void
deliver(const char *address, const char *id, const struct text *message)
{
	const struct passwd *user = getpwnam(address);
	struct text envelope;

	text_begin(&envelope);
	text_format(&envelope, "sender %s\nrecipient %s\n\n", own_address(), address);
	folder_put(mailbox_of(user->pw_name), user->pw_uid, user->pw_gid, id, &envelope, message);
	free(envelope.bytes);
}

static void
queue_up(char **addresses, const char *id, const struct text *message)
{
	struct text envelope;
	size_t count = 0;

	text_begin(&envelope);
	text_format(&envelope, "sender %s\n", own_address());
	for (; *addresses != NULL; addresses++) {
		if (!is_remote(*addresses))
			continue;
		text_format(&envelope, "recipient %s\n", *addresses);
		count++;
	}
	text_format(&envelope, "\n");
	if (count > 0 && folder_put(QUEUE, ROOT, ROOT, id, &envelope, message))
		bell_ring(QUEUE_BELL);
	free(envelope.bytes);
}

static void
send(const char *subject, char **addresses, int count)
{
	struct text message;
	char id[ID_SIZE];

	if ((unsigned)count > RECIPIENTS_MAX)
		bad_usage("there are %d addresses, more than %u", count, RECIPIENTS_MAX);
	for (int i = 0; i < count; i++)
		check_address(addresses[i]);
	make_id(id);
	compose(&message, id, subject, addresses);
	queue_up(addresses, id, &message);
	for (int i = 0; i < count; i++)
		if (!is_remote(addresses[i]))
			deliver(addresses[i], id, &message);
}

/* ---- the own mailbox, and the queue ---- */

static void
print_mail(const char *folder, const char *id)
{
	struct mail mail;

	if (!folder_get(folder, id, &mail))
		return;
	fputs(mail.message, stdout);
	free(mail.bytes);
}

static void
with_mail(const char *number, void (*act)(const char *folder, const char *id))
{
	uint64_t wanted = need_number(number, "a mail");
	const char *folder = own_mailbox();
	struct name_list ids;

	take_rights_of(getuid());
	folder_list(folder, &ids);
	if (wanted < 1 || wanted > ids.count)
		complain("there is no mail %s: the mailbox has %zu", number, ids.count);
	else
		act(folder, ids.names[wanted - 1]);
	names_free(&ids);
	take_rights_of(ROOT);
}

static void
list_all(void)
{
	take_rights_of(getuid());
	list_mailbox(own_mailbox());
	take_rights_of(ROOT);
	list_queue(own_part_of_queue());
}

static void
remove_from_queue(const char *id)
{
	struct mail mail;
	bool may_remove;

	if (!is_id(id))
		bad_usage("'%s' is no ID of a mail: mail -q shows them", id);
	if (!folder_get(QUEUE, id, &mail))
		return;
	may_remove = getuid() == 0 || strcmp(mail_field(&mail, "sender "), own_address()) == 0;
	free(mail.bytes);
	if (may_remove)
		folder_remove(QUEUE, id);
	else
		complain("%s is not yours", id);
}

int
main(int argc, char **argv)
{
	const char *subject = NULL;
	bool has_acted = false;
	char **addresses;
	int option, count;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	umask(077);
	while ((option = tool_option()) != OPTION_END) {
		has_acted |= option != 's';
		if (option == 's')
			subject = option_value;
		else if (option == 'p')
			with_mail(option_value, print_mail);
		else if (option == 'd')
			with_mail(option_value, folder_remove);
		else if (option == 'q')
			list_queue(own_part_of_queue());
		else
			remove_from_queue(option_value);
	}
	count = tool_operands(&addresses);
	if (count > 0 && !has_acted) {
		send(subject, addresses, count);
	} else if (count > 0 || (subject != NULL && has_acted)) {
		bad_usage("a mail is sent, or others are looked at: not both");
	} else if (subject != NULL) {
		bad_usage("to whom?");
	} else if (!has_acted) {
		list_all();
	}
	return tool_end();
}
