/* Replies of SMTP servers: bounded and checked. See maild.h. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "maild.h"

#define LINE_SIZE 1024u /* RFC 5321, 4.5.3.1.5 asks for 512 */
#define LINES_MAX 100
#define CODE_DIGITS 3
#define CODE_LEAST 200
#define CODE_MOST 559

static void
fail(struct reply *reply, const char *why)
{
	reply->code = -1;
	snprintf(reply->text, sizeof(reply->text), "%s", why);
}

static int
read_code(const char *line)
{
	int code = 0;

	for (int i = 0; i < CODE_DIGITS; i++) {
		if (!isdigit((unsigned char)line[i]))
			return -1;
		code = code * 10 + (line[i] - '0');
	}
	if (line[CODE_DIGITS] != '\0' && line[CODE_DIGITS] != ' ' && line[CODE_DIGITS] != '-')
		return -1;
	return code >= CODE_LEAST && code <= CODE_MOST ? code : -1;
}

void
reply_read(struct connection *connection, struct reply *reply)
{
	char line[LINE_SIZE];

	*reply = (struct reply){0};
	for (int i = 0; i < LINES_MAX; i++) {
		int code;

		if (connection_line(connection, line, sizeof(line)) < 0) {
			fail(reply, errno == ECONNABORTED ? "it closed the connection" : strerror(errno));
			return;
		}
		code = read_code(line);
		if (code < 0 || (i > 0 && code != reply->code)) {
			fail(reply, "it does not speak SMTP");
			return;
		}
		reply->code = code;
		reply->has_8bitmime |= strcasecmp(line + CODE_DIGITS + 1, "8BITMIME") == 0;
		if (line[CODE_DIGITS] != '-') {
			snprintf(reply->text, sizeof(reply->text), "%.*s", (int)sizeof(reply->text) - 1, line);
			return;
		}
	}
	fail(reply, "its reply has no end");
}
