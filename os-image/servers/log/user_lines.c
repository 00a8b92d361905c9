/* See user_lines.h. */
#include "user_lines.h"

#include <string.h>

#define PREFIX_LENGTH (sizeof(USER_PREFIX) - 1)
#define REPLACEMENT '?'

static char
harmless(char c)
{
	return (c >= ' ' && c <= '~') || c == '\t' ? c : REPLACEMENT;
}

u32
user_line(const char *text, u32 length, char line[USER_LINE_BYTES], u32 *line_length)
{
	u32 taken;

	memcpy(line, USER_PREFIX, PREFIX_LENGTH);
	for (taken = 0; taken < length && taken < USER_LINE_MAX && text[taken] != '\n'; taken++)
		line[PREFIX_LENGTH + taken] = harmless(text[taken]);
	line[PREFIX_LENGTH + taken] = '\n';
	*line_length = taken > 0 ? (u32)PREFIX_LENGTH + taken + 1 : 0;
	return taken < length && text[taken] == '\n' ? taken + 1 : taken;
}
