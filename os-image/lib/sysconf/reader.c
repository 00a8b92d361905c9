/* See reader.h. */
#include "reader.h"

#include <errno.h>
#include <string.h>

#include "statements.h"
#include "values.h"

int
conf_expected(struct reader *reader, const char *expected, const char *advice)
{
	struct sentence *sentence = &reader->sentence;
	const struct token *found = &reader->lexer.token;

	conf_say(sentence, "line ", NULL);
	conf_say_number(sentence, found->line);
	conf_say(sentence, ": ", NULL);
	if (reader->statement != NULL)
		conf_say(sentence, reader->statement->name, ": ", NULL);
	conf_say(sentence, "expected ", expected, ", found ", NULL);
	conf_say_token(sentence, found);
	conf_say(sentence, "; ", advice, NULL);
	return -EINVAL;
}

const struct token *
conf_next(const struct reader *reader)
{
	return &reader->lexer.token;
}

int
conf_is_at_word(const struct reader *reader)
{
	return conf_next(reader)->kind == TOKEN_WORD &&
	       !(conf_next(reader)->begins_its_line && conf_statement_named(conf_next(reader)) != NULL);
}

void
conf_advance(struct reader *reader)
{
	conf_lexer_advance(&reader->lexer);
}

int
conf_take_word(struct reader *reader, const char *word)
{
	if (!conf_is_at_word(reader) || !conf_token_is(conf_next(reader), word))
		return 0;
	conf_advance(reader);
	return 1;
}

int
conf_read_text(struct reader *reader, char *text, u32 size, const char *expected,
	       const char *advice)
{
	if (!conf_is_at_word(reader) || conf_next(reader)->length >= size)
		return conf_expected(reader, expected, advice);
	memcpy(text, conf_next(reader)->text, conf_next(reader)->length);
	text[conf_next(reader)->length] = '\0';
	conf_advance(reader);
	return 0;
}

int
conf_read_words(struct reader *reader, char *text, u32 size, const char *expected)
{
	u32 length = 0;

	do {
		u32 gap = length > 0 ? 1 : 0;
		int error;

		if (length + gap >= size)
			return conf_expected(reader, "';'", "shorten what stands before it");
		if (gap > 0)
			text[length++] = ' ';
		error = conf_read_text(reader, text + length, size - length, expected,
				       "its words may not be that long");
		if (error < 0)
			return error;
		length += (u32)strlen(text + length);
	} while (conf_is_at_word(reader));
	return 0;
}

int
conf_read_number(struct reader *reader, u32 *number)
{
	if (!conf_is_at_word(reader) || !conf_number(conf_next(reader), number))
		return conf_expected(reader, "a number of 32 bits", "write 12 or 0x1f");
	conf_advance(reader);
	return 0;
}

int
conf_read_time(struct reader *reader, u32 *ms)
{
	if (!conf_is_at_word(reader) || !conf_time(conf_next(reader), ms))
		return conf_expected(reader, "a time", "write 20ms or 1s");
	conf_advance(reader);
	return 0;
}

int
conf_read_pages(struct reader *reader, u32 *pages)
{
	u32 bytes;

	if (!conf_is_at_word(reader) || !conf_size(conf_next(reader), &bytes) || bytes == 0 ||
	    bytes % PAGE_SIZE != 0)
		return conf_expected(reader, "a size in whole pages of 4k", "write 64k or 2m");
	*pages = bytes / PAGE_SIZE;
	conf_advance(reader);
	return 0;
}

int
conf_read_labels(struct reader *reader, struct label_list *list)
{
	do {
		int error;

		if (list->count == CONFIG_LABELS_MAX)
			return conf_expected(reader, "';' after 16 labels", "use a pattern, as mfs.*");
		error = conf_read_text(reader, list->labels[list->count], LABEL_LEN, "a label",
				       "labels have at most 16 characters");
		if (error < 0)
			return error;
		list->count++;
	} while (conf_is_at_word(reader));
	return 0;
}
