/* Text that grows up to the size of the longest mail. */
#ifndef MAIL_TEXT_H
#define MAIL_TEXT_H

#include <stddef.h>

#define MAIL_BYTES_MAX (64u * 1024u)
#define LINE_BYTES_MAX 998u /* RFC 5322, 2.1.1 */

struct text {
	char *bytes; /* free it */
	size_t length;
};

void text_begin(struct text *text);
/* A mail that gets longer than it may be ends the tool. */
void text_add(struct text *text, const char *bytes, size_t length);
void text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
