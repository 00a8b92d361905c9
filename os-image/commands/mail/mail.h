/*
 * mail: writes mails, and reads and removes those that are kept. <mail/folder.h> tells where
 * they are and what is in them.
 *
 * The program has root's rights, since users write into folders that are not
 * theirs. It opens no file that a user could have put in the way.
 */
#ifndef MAIL_H
#define MAIL_H

#include <mail/envelope.h>
#include <mail/folder.h>
#include <stdbool.h>

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
