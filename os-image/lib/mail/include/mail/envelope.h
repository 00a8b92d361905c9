/* The envelope of a mail in a folder: whom it is from and whom it goes to. */
#ifndef MAIL_ENVELOPE_H
#define MAIL_ENVELOPE_H

#include <mail/folder.h>
#include <stdbool.h>
#include <stddef.h>

#define ADDRESS_MAX 254u /* RFC 5321, 4.5.3.1.3 and its brackets */
#define RECIPIENTS_MAX 32u

struct envelope {
	char sender[ADDRESS_MAX + 1];
	char recipients[RECIPIENTS_MAX][ADDRESS_MAX + 1];
	size_t count;
};

/* false: it has no sender, no recipient, too many, or an address that can't be one. */
bool envelope_read(const struct mail *mail, struct envelope *envelope);
/* As text up to the empty line. After it free text->bytes. */
void envelope_write(const struct envelope *envelope, struct text *text);

#endif
