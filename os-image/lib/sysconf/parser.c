/*
 * The blocks of a system.conf: each read statement by statement, checked as a whole,
 * and compared with those before it. What single statements are is in statements.c.
 */
#include <errno.h>
#include <string.h>
#include <sysconf/sysconf.h>

#include "statements.h"

#define DEFAULT_PRIORITY 4u
#define DEFAULT_QUANTUM_MS 20u
#define DEFAULT_HEARTBEAT_MS 1000u
#define DEFAULT_POLICY "restart"

void
sysconf_defaults(struct service_config *config)
{
	memset(config, 0, sizeof(*config));
	config->priority = DEFAULT_PRIORITY;
	config->quantum_ms = DEFAULT_QUANTUM_MS;
	config->heartbeat_ms = DEFAULT_HEARTBEAT_MS;
	config->policy_kind = POLICY_SCRIPT;
	strlcpy(config->policy, DEFAULT_POLICY, sizeof(config->policy));
	config->instances = 1;
}

static void
say_line(struct reader *reader, u32 line)
{
	conf_say(&reader->sentence, "line ", NULL);
	conf_say_number(&reader->sentence, line);
	conf_say(&reader->sentence, ": ", NULL);
}

/* Applies a rule. Its complaint begins with the line, and with what it is about. */
static int
apply(struct reader *reader, rule_fn *rule, u32 line, const char *about)
{
	struct sentence *sentence = &reader->sentence;
	int error;

	if (rule == NULL)
		return 0;
	say_line(reader, line);
	conf_say(sentence, about, ": ", NULL);
	error = rule(reader->config, sentence);
	if (error == 0)
		conf_sentence_begin(sentence, sentence->text);
	return error;
}

static int
take_mark(struct reader *reader, enum token_kind kind, const char *expected, const char *advice)
{
	if (conf_next(reader)->kind != kind)
		return conf_expected(reader, expected, advice);
	conf_advance(reader);
	return 0;
}

/* One statement with its ';'. `seen` has a bit for each that the block had. */
static int
read_statement(struct reader *reader, u32 *seen)
{
	const struct statement *statement = conf_statement_named(conf_next(reader));
	u32 line = conf_next(reader)->line;
	u32 bit;
	int error;

	if (statement == NULL)
		return conf_expected(reader, "a statement or '}'", "/etc/system.conf shows what there is");
	bit = 1u << (statement - conf_statements);
	if ((*seen & bit) != 0)
		return conf_expected(reader, "each statement once in a block", "put all into one");
	*seen |= bit;
	conf_advance(reader);
	reader->statement = statement;
	error = statement->read(reader);
	if (error == 0)
		error = take_mark(reader, TOKEN_SEMICOLON, "';'", "end the statement before");
	reader->statement = NULL;
	return error < 0 ? error : apply(reader, statement->rule, line, statement->name);
}

static int
check_required(struct reader *reader, u32 seen)
{
	for (u32 i = 0; i < conf_statement_count; i++) {
		if (!conf_statements[i].is_required || (seen >> i & 1) != 0)
			continue;
		say_line(reader, reader->config->line);
		conf_say(&reader->sentence, reader->config->label, ": expected ", conf_statements[i].name,
			 ", found none; add it to the block", NULL);
		return -EINVAL;
	}
	return 0;
}

static int
read_label(struct reader *reader)
{
	struct service_config *config = reader->config;
	const struct token *label = conf_next(reader);

	if (label->kind != TOKEN_WORD || label->length >= LABEL_LEN)
		return conf_expected(reader, "a label of at most 16 characters", "as blk.at_disk");
	memcpy(config->label, label->text, label->length);
	conf_advance(reader);
	return apply(reader, conf_rule_label, config->line, "service");
}

static int
read_block(struct reader *reader)
{
	struct service_config *config = reader->config;
	u32 seen = 0;
	int error;

	sysconf_defaults(config);
	config->line = conf_next(reader)->line;
	if (!conf_token_is(conf_next(reader), "service"))
		return conf_expected(reader, "service or the end", "begin a block: service LABEL { ... }");
	conf_advance(reader);
	error = read_label(reader);
	if (error == 0)
		error = take_mark(reader, TOKEN_OPEN, "'{'", "statements stand in braces");
	while (error == 0 && conf_next(reader)->kind != TOKEN_CLOSE)
		error = read_statement(reader, &seen);
	if (error < 0)
		return error;
	conf_advance(reader);
	error = check_required(reader, seen);
	/* What concerns several statements is known only now. */
	if (error == 0)
		error = apply(reader, conf_rule_user, config->line, config->label);
	if (error == 0)
		error = apply(reader, conf_rule_instances, config->line, config->label);
	return error;
}

/* No label may be another block's, nor an instance of two templates. */
static int
check_label(struct reader *reader, const struct service_config *others, u32 count)
{
	const struct service_config *config = reader->config;

	for (u32 i = 0; i < count; i++) {
		const struct service_config *other = &others[i];
		int are_both = label_is_template(config->label) && label_is_template(other->label);

		if (strcmp(config->label, other->label) != 0 &&
		    !(are_both && (label_matches(config->label, other->label) ||
				   label_matches(other->label, config->label))))
			continue;
		say_line(reader, config->line);
		conf_say(&reader->sentence, "expected a label that no other block has, found ",
			 config->label, " beside ", other->label, " of line ", NULL);
		conf_say_number(&reader->sentence, other->line);
		conf_say(&reader->sentence, "; rename one", NULL);
		return -EINVAL;
	}
	return 0;
}

int
sysconf_parse(const char *text, u32 length, struct service_config *configs, u32 max,
	      char error[CONFIG_ERROR_MAX])
{
	struct reader reader = {.statement = NULL};
	u32 count = 0;

	conf_sentence_begin(&reader.sentence, error);
	conf_lexer_begin(&reader.lexer, text, length);
	for (; reader.lexer.token.kind != TOKEN_END; count++) {
		if (count == max)
			return conf_expected(&reader, "no more services than there is room for",
					     "take some out");
		reader.config = &configs[count];
		if (read_block(&reader) < 0 || check_label(&reader, configs, count) < 0)
			return -EINVAL;
	}
	return (int)count;
}
