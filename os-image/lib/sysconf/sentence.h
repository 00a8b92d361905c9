/*
 * Sentences about what is wrong: put together piece by piece in the caller's
 * CONFIG_ERROR_MAX bytes, cut where they end, always ended by a NUL.
 */
#ifndef SYSCONF_SENTENCE_H
#define SYSCONF_SENTENCE_H

#include <sysconf/sysconf.h>

struct sentence {
	char *text;
	u32 length;
};

void conf_sentence_begin(struct sentence *sentence, char error[CONFIG_ERROR_MAX]);

/* Text, up to a NULL. */
void conf_say(struct sentence *sentence, ...) __attribute__((sentinel));
void conf_say_number(struct sentence *sentence, u32 number);
void conf_say_hex(struct sentence *sentence, u32 number);

/* In quotes, cut to a length that leaves room for the rest, with '?' for what can't be printed. */
void conf_say_quoted(struct sentence *sentence, const char *text, u32 length);

/* Ends a sentence that is a complaint. Returns -EINVAL. */
int conf_refuse(struct sentence *sentence, const char *complaint);

#endif
