/* Here-documents: announced by << and read at the next newline. */
#include <string.h>

#include "lexer.h"

void
here_document_announce(struct lexer *lexer, struct redirection *redirection,
		struct part *delimiter, bool strips_tabs)
{
	struct here_document *document = tree_allocate(lexer->tree, sizeof(*document));
	struct here_document **last = &lexer->pending;
	struct text text = {.arena = &lexer->tree->arena};

	document->redirection = redirection;
	document->strips_tabs = strips_tabs;
	for (struct part *part = delimiter; part != NULL; part = part->next) {
		if (part->kind != PART_TEXT)
			syntax_error(lexer, "an expansion can't end a here-document");
		document->is_literal |= part->quoted;
		text_append(&text, part->text, strlen(part->text));
	}
	document->delimiter = text_string(&text);
	while (*last != NULL)
		last = &(*last)->next;
	*last = document;
}

/*
 * Adds one line with its newline to the text; false at the end of the source.
 * Unless the document is literal a line goes on behind a backslash at its end.
 */
static bool
read_line(struct lexer *lexer, const struct here_document *document, struct text *text)
{
	bool escaped = false, at_start = true;
	int byte;

	for (;;) {
		byte = source_get(lexer->source);
		if (byte == INPUT_END)
			return !at_start;
		if (at_start && byte == '\t' && document->strips_tabs)
			continue;
		at_start = false;
		text_add(text, (char)byte);
		if (byte == '\n' && !escaped)
			return true;
		escaped = byte == '\\' && !escaped && !document->is_literal;
	}
}

static bool
is_delimiter(const char *line, const char *delimiter)
{
	size_t length = strlen(delimiter);

	return strncmp(line, delimiter, length) == 0 &&
			(line[length] == '\0' || strcmp(line + length, "\n") == 0);
}

static void
read_document(struct lexer *lexer, struct here_document *document)
{
	struct text text = {.arena = &lexer->tree->arena};
	int line = lexer->source->line;
	struct part *literal;
	size_t start = 0;

	text_string(&text);
	while (read_line(lexer, document, &text)) {
		if (is_delimiter(text.bytes + start, document->delimiter)) {
			text.length = start;
			text.bytes[start] = '\0';
			break;
		}
		start = text.length;
	}
	if (document->is_literal) {
		literal = tree_allocate(lexer->tree, sizeof(*literal));
		literal->kind = PART_TEXT;
		literal->quoted = true;
		literal->text = text.bytes;
		document->redirection->target = literal;
	} else {
		document->redirection->target = lex_quoted_text(lexer->tree, text.bytes, line);
	}
}

void
here_documents_read(struct lexer *lexer)
{
	while (lexer->pending != NULL) {
		struct here_document *document = lexer->pending;

		lexer->pending = document->next;
		read_document(lexer, document);
	}
}
