/*
 * Reading a statement's words into fields of the configuration. Each function takes
 * the words that it understands and leaves what follows; at what it does not understand
 * it stops with a sentence and -EINVAL.
 */
#ifndef SYSCONF_READER_H
#define SYSCONF_READER_H

#include "lexer.h"

struct reader {
	struct lexer lexer;
	struct service_config *config; /* of the block */
	struct sentence sentence;
	const struct statement *statement; /* whose words are read, or NULL */
};

const struct token *conf_next(const struct reader *reader);
void conf_advance(struct reader *reader);

/* "line N: STATEMENT: expected X, found the next token; ADVICE". -EINVAL. */
int conf_expected(struct reader *reader, const char *expected, const char *advice);

/*
 * Whether a word of the statement is next: not one that begins a line and is a
 * statement's, since then the ';' before it is missing.
 */
int conf_is_at_word(const struct reader *reader);

/* Whether that word was next, which is behind us then. */
int conf_take_word(struct reader *reader, const char *word);

/* One word, of less than `size` characters. */
int conf_read_text(struct reader *reader, char *text, u32 size, const char *expected,
		   const char *advice);

/* All words that there are, at least one, parted by single spaces. */
int conf_read_words(struct reader *reader, char *text, u32 size, const char *expected);

int conf_read_number(struct reader *reader, u32 *number);
int conf_read_time(struct reader *reader, u32 *ms);
int conf_read_pages(struct reader *reader, u32 *pages);
int conf_read_labels(struct reader *reader, struct label_list *list);

#endif
