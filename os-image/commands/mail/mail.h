/*
 * mail: writes mails, keeps them until they are sent or read.
 *
 * Mails lie in folders, one file a mail: those to other machines in the queue,
 * from where a daemon sends them by SMTP, those to a user of this machine in that
 * user's mailbox. There is nothing to lock: a file appears complete, by a rename,
 * and is never changed. All folders have one format:
 *
 *     /var/spool/mail/queue/ID          of root, who alone may look into the queue
 *     /var/mail/USER/ID                 of the user
 *     .../.ID                           still being written, by the process at the ID's end
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
 *
 * The program has root's rights, since users write into folders that are not
 * theirs. It opens no file that a user could have put in the way.
 */
#ifndef MAIL_H
#define MAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <toolkit/tree.h>

#define QUEUE "/var/spool/mail/queue"
#define MAILBOXES "/var/mail"

/* The folders are on the RAM disk, which others need, too. */
#define FOLDER_MAILS_MAX 100u
#define FOLDER_BYTES_MAX (256u * 1024u)
#define MAIL_BYTES_MAX (64u * 1024u)

#define ADDRESS_MAX 254u /* RFC 5321, 4.5.3.1.3 and its brackets */
#define RECIPIENTS_MAX 32u
#define LINE_BYTES_MAX 998u /* RFC 5322, 2.1.1 */
#define ID_SIZE 32u

/* Text that grows up to MAIL_BYTES_MAX. */
struct text {
	char *bytes;
	size_t length;
};

/* ---- text.c ---- */

void text_begin(struct text *text);
/* A mail that gets longer than it may be ends the tool. */
void text_add(struct text *text, const char *bytes, size_t length);
void text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- address.c ---- */

/* NAME@HOST goes to another machine. */
bool is_remote(const char *address);
/* Any that is none, or no user of this machine, ends the tool. */
void check_address(const char *address);
/* The user who runs this, as an address of this machine. */
const char *own_address(void);
const char *own_host(void);

/* ---- compose.c ---- */

/* A fresh ID. */
void make_id(char id[ID_SIZE]);
/* The message: a header, and standard input as body. subject may be NULL. */
void compose(struct text *message, const char *id, const char *subject, char **addresses);

/* ---- folder.c ---- */

/* Files a mail, for `owner` to read; complains and returns false when that can't be. */
bool folder_put(const char *folder, uid_t owner, gid_t group, const char *id,
		const struct text *envelope, const struct text *message);
/* The IDs of the mails in it, by age; none when there is no such folder. After it names_free. */
void folder_list(const char *folder, struct name_list *ids);
bool is_id(const char *text);

/* A mail that was read back. */
struct mail {
	char *bytes;         /* all of the file; free it */
	size_t size;
	const char *message; /* in bytes */
};
/* Complains and returns false when it can't be read, or is no mail. */
bool folder_get(const char *folder, const char *id, struct mail *mail);
void folder_remove(const char *folder, const char *id);

/* ---- show.c ---- */

/*
 * What a line of the envelope or the header that begins with that name says, or ""; good
 * until the next call.
 */
const char *mail_field(const struct mail *mail, const char *name);
/* A line a mail: with numbers for a mailbox, with IDs and recipients for the queue. */
void list_mailbox(const char *folder);
void list_queue(const char *only_sender);

#endif
