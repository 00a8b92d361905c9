/* The body of a message: how long it is, and what is in it (RFC 9112, 6 and 7). */
#ifndef HTTP_BODY_H
#define HTTP_BODY_H

#include <http/head.h>
#include <stdint.h>

enum http_body_kind {
	HTTP_BODY_NONE,
	HTTP_BODY_LENGTH,      /* as many bytes as `left` tells */
	HTTP_BODY_CHUNKED,
	HTTP_BODY_UNTIL_CLOSE, /* to the end of the connection: where it is cut can't be seen */
};

struct http_body {
	enum http_body_kind kind;
	uint64_t left;       /* of the body, or of the chunk */
	bool has_chunk;      /* a chunk was begun */
	bool is_complete;
	const char *error;   /* http_body_read has failed: the end of a sentence about the sender */
};

/*
 * What follows a head. A response to HEAD, and those that have none by their status, have no
 * body: that is for the caller to know. NULL, or what is wrong with the head.
 */
const char *http_body_begin(struct http_body *body, const struct http_head *head, bool is_request);

/*
 * The next bytes of it, at least one; 0: it is complete; -1: body->error tells why it is not.
 * Then errno is EPROTO when the sender is to blame, so that it's no use to ask again.
 */
ssize_t http_body_read(struct http_body *body, struct connection *connection, void *to,
		       size_t size);

/* A decimal number that is all of the text, as lengths are; false when it is none. */
bool http_number(const char *text, uint64_t *number);

#endif
