/*
 * The head of a message: its first line and its fields (RFC 9110, 5; RFC 9112, 2 to 5). What
 * the other side sends is bounded and checked; nothing of a head that is refused is used.
 */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include <netkit/connection.h>
#include <stdbool.h>
#include <stddef.h>

#define HTTP_HEAD_BYTES 16384u /* of all lines together */
#define HTTP_FIELDS_MAX 100u

struct http_field {
	const char *name;
	const char *value; /* without blanks around it */
};

struct http_head {
	const char *first_line;
	struct http_field fields[HTTP_FIELDS_MAX];
	size_t field_count;
	size_t length; /* of the text */
	char text[HTTP_HEAD_BYTES]; /* what the pointers above point into */
};

enum http_head_result {
	HTTP_HEAD_OK,
	HTTP_HEAD_NONE,    /* the other side ended before it said anything */
	HTTP_HEAD_FAILED,  /* the connection did, with errno */
	HTTP_HEAD_CUT,     /* the other side ended within it */
	HTTP_HEAD_LONG,    /* it is longer than it may be, or has too many fields */
	HTTP_HEAD_BAD,     /* it is no head */
};

/* Reads a head up to its empty line. Bound its time by connection_limit. */
enum http_head_result http_head_read(struct connection *connection, struct http_head *head);

/* What such a result means, as the end of a sentence that begins with who sent it. */
const char *http_head_error(enum http_head_result result);

/* The value of a field, whatever case its name is in; NULL: there is none. The first of several. */
const char *http_field(const struct http_head *head, const char *name);

/* Whether a field that is a list of words, such as Connection, has that one. */
bool http_field_has(const struct http_head *head, const char *name, const char *word);

/* The status of a response's first line, 100 to 599, or -1: it is none. *reason may be empty. */
int http_status(const struct http_head *head, const char **reason);

struct http_request_line {
	const char *method;
	const char *target;
	int minor; /* of HTTP/1.minor */
};
/* Cuts the first line of a request in place; false: it is none. */
bool http_request_line(struct http_head *head, struct http_request_line *line);

#endif
