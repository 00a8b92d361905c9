/* See <http/body.h>. */
#include <ctype.h>
#include <errno.h>
#include <http/body.h>
#include <string.h>
#include <strings.h>
#include <toolkit/number.h>

#define CHUNK_LINE_SIZE 1024u /* a chunk's size with its extensions */
#define CHUNK_DIGITS_MAX 15u  /* so that sizes stay below 2^60 */
#define TRAILER_LINES_MAX 50u

bool
http_number(const char *text, uint64_t *number)
{
	return parse_number(text, number) && *number <= INT64_MAX;
}

/*
 * Several lengths, or one beside chunks, are how requests are smuggled past whoever reads them
 * otherwise: equal lengths are let pass as RFC 9110, 8.6 has it, all else is refused.
 */
static const char *
find_length(struct http_body *body, const struct http_head *head)
{
	for (size_t i = 0; i < head->field_count; i++) {
		const struct http_field *field = &head->fields[i];
		uint64_t length;

		if (strcasecmp(field->name, "Content-Length") != 0)
			continue;
		if (!http_number(field->value, &length))
			return "sent a length that is no number";
		if (body->kind == HTTP_BODY_LENGTH && length != body->left)
			return "sent two lengths that differ";
		body->kind = HTTP_BODY_LENGTH;
		body->left = length;
	}
	return NULL;
}

const char *
http_body_begin(struct http_body *body, const struct http_head *head, bool is_request)
{
	const char *coding = http_field(head, "Transfer-Encoding");
	const char *error;

	*body = (struct http_body){.kind = is_request ? HTTP_BODY_NONE : HTTP_BODY_UNTIL_CLOSE};
	error = find_length(body, head);
	if (error != NULL)
		return error;
	if (coding != NULL) {
		if (strcasecmp(coding, "chunked") != 0)
			return "sent a transfer coding other than chunked";
		if (body->kind == HTTP_BODY_LENGTH && is_request)
			return "sent a length and chunks at once";
		body->kind = HTTP_BODY_CHUNKED;
		body->left = 0;
	}
	body->is_complete = body->kind == HTTP_BODY_NONE ||
			    (body->kind == HTTP_BODY_LENGTH && body->left == 0);
	return NULL;
}

static ssize_t
fail(struct http_body *body, const char *why, int error)
{
	body->error = why;
	errno = error;
	return -1;
}

/* Why a line of the framing did not come. */
static ssize_t
fail_by_errno(struct http_body *body)
{
	if (errno == EMSGSIZE)
		return fail(body, "sent a chunk whose size is longer than a line may be", EPROTO);
	if (errno == ECONNABORTED)
		return fail(body, "closed the connection too early", ECONNABORTED);
	return fail(body, strerror(errno), errno);
}

/* A chunk's size (RFC 9112, 7.1), up to its extensions. */
static bool
read_size(const char *line, uint64_t *size)
{
	size_t digits = 0;

	for (*size = 0; isxdigit((unsigned char)line[digits]); digits++) {
		int c = tolower((unsigned char)line[digits]);

		if (digits == CHUNK_DIGITS_MAX)
			return false;
		*size = *size * 16 + (unsigned)(isdigit(c) ? c - '0' : c - 'a' + 10);
	}
	return digits > 0 && strchr("; \t", line[digits]) != NULL;
}

/* Fields behind the last chunk are read and forgotten. */
static ssize_t
skip_trailer(struct http_body *body, struct connection *connection)
{
	char line[CHUNK_LINE_SIZE];

	for (unsigned i = 0; i < TRAILER_LINES_MAX; i++) {
		ssize_t length = connection_line(connection, line, sizeof(line));

		if (length < 0)
			return fail_by_errno(body);
		if (length == 0) {
			body->is_complete = true;
			return 0;
		}
	}
	return fail(body, "sent a trailer without end", EPROTO);
}

/* Goes on to the next chunk: 1, 0 when that was the last, -1. */
static ssize_t
next_chunk(struct http_body *body, struct connection *connection)
{
	char line[CHUNK_LINE_SIZE];

	if (body->has_chunk) {
		ssize_t length = connection_line(connection, line, sizeof(line));

		if (length < 0)
			return fail_by_errno(body);
		if (length != 0)
			return fail(body, "sent a chunk that is longer than its size", EPROTO);
	}
	if (connection_line(connection, line, sizeof(line)) < 0)
		return fail_by_errno(body);
	if (!read_size(line, &body->left))
		return fail(body, "sent a chunk whose size is no number", EPROTO);
	body->has_chunk = true;
	return body->left > 0 ? 1 : skip_trailer(body, connection);
}

ssize_t
http_body_read(struct http_body *body, struct connection *connection, void *to,
	       size_t size)
{
	ssize_t got;

	if (body->is_complete)
		return 0;
	if (body->kind == HTTP_BODY_CHUNKED && body->left == 0) {
		got = next_chunk(body, connection);
		if (got <= 0)
			return got;
	}
	if (body->kind != HTTP_BODY_UNTIL_CLOSE && size > body->left)
		size = (size_t)body->left;
	got = connection_read(connection, to, size);
	if (got < 0)
		return fail(body, strerror(errno), errno);
	if (got == 0 && body->kind != HTTP_BODY_UNTIL_CLOSE)
		return fail(body, "closed the connection too early", ECONNABORTED);
	body->left -= body->kind == HTTP_BODY_UNTIL_CLOSE ? 0 : (uint64_t)got;
	body->is_complete = body->kind == HTTP_BODY_UNTIL_CLOSE ? got == 0
			    : body->kind == HTTP_BODY_LENGTH    ? body->left == 0
								: false;
	return got;
}
