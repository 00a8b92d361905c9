/*
 * Where mails lie until they are sent or read: in folders, one file a mail, those to other
 * machines in the queue, from where maild sends them by SMTP, those to a user of this machine
 * in that user's mailbox. There is nothing to lock: a file appears complete, by a rename, and is
 * never changed but by another rename. All folders have one format:
 *
 *     /var/spool/mail/queue/ID          of root, who alone may look into the queue
 *     /var/mail/USER/ID                 of the user
 *     .../.ID, .../.ID-PID              still being written, by the process at the name's end
 *
 * An ID is SECONDS MICROSECONDS - PID, the first two in hexadecimal digits of fixed
 * number, so that names in their order are mails by age: 69560a0002bc4-31.
 *
 * A file is the envelope, an empty line and the message, in lines ended by a line
 * feed alone:
 *
 *     sender root@kintsugi              once; for MAIL FROM
 *     recipient admin@example.org       at least once; for RCPT TO
 *
 *     Date: Thu, 01 Jan 2026 05:45:36 +0000
 *     ...
 *
 * The message follows RFC 5322 but for its line ends: a header of ASCII, then a
 * body of UTF-8. No line is longer than 998 bytes. Who sends it makes CR LF of
 * each line feed and doubles dots at the beginning of lines (RFC 5321, 4.5.2), then
 * unlinks the file.
 */
#ifndef MAIL_FOLDER_H
#define MAIL_FOLDER_H

#include <mail/text.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <toolkit/tree.h>

#define QUEUE "/var/spool/mail/queue"
#define MAILBOXES "/var/mail"

#define QUEUE_BELL "/var/spool/mail/bell" /* <toolkit/bell.h>: rung for each mail that is queued */

/* The folders are on the RAM disk, which others need, too. */
#define FOLDER_MAILS_MAX 100u
#define FOLDER_BYTES_MAX (256u * 1024u)

#define ID_SIZE 32u

/* Files a mail, for `owner` to read; complains and returns false when that can't be. */
bool folder_put(const char *folder, uid_t owner, gid_t group, const char *id,
		const struct text *envelope, const struct text *message);
/* The same for root in the place of a mail that is there, all at once or not at all. */
bool folder_replace(const char *folder, const char *id, const struct text *envelope,
		    const struct text *message);
/* The IDs of the mails in it, by age; none when there is no such folder. After it names_free. */
void folder_list(const char *folder, struct name_list *ids);
bool is_id(const char *text);

/* A mail that was read back. */
struct mail {
	char *bytes;         /* all of the file, with a NUL behind it; free it */
	size_t size;
	const char *message; /* in bytes */
};
/* Complains and returns false when it can't be read, or is no mail. */
bool folder_get(const char *folder, const char *id, struct mail *mail);
void folder_remove(const char *folder, const char *id);

#endif
