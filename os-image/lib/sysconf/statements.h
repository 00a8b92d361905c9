/*
 * The statements of a block: how the words behind each become fields of the
 * configuration, and which rule they have to keep.
 */
#ifndef SYSCONF_STATEMENTS_H
#define SYSCONF_STATEMENTS_H

#include "reader.h"
#include "rules.h"

struct statement {
	const char *name;
	int (*read)(struct reader *reader); /* the words up to the ';', which it leaves */
	rule_fn *rule; /* NULL: the whole block has to be read for it */
	u8 is_required;
};

extern const struct statement conf_statements[];
extern const u32 conf_statement_count;

const struct statement *conf_statement_named(const struct token *token);

#endif
