/*
 * One exchange of a client: a connection for it alone, a request, the head of its answer.
 *
 *     http_open(&exchange, &url);
 *     connection_write(&exchange.connection, request...);
 *     http_answer(&exchange);
 *     http_body_read(&exchange.body, &exchange.connection, ...);
 *     http_close(&exchange);
 *
 * What fails is complained about. Whoever retries should do so after HTTP_RETRY only.
 */
#ifndef HTTP_CLIENT_H
#define HTTP_CLIENT_H

#include <http/body.h>
#include <http/head.h>
#include <http/url.h>
#include <stdbool.h>
#include <stdint.h>

/* Exit statuses of clients, as GNU's wget has them. */
#define STATUS_FILE 3
#define STATUS_NETWORK 4
#define STATUS_PROTOCOL 7
#define STATUS_REFUSED 8 /* the server answered with an error */

enum http_outcome {
	HTTP_DONE,
	HTTP_RETRY,  /* the network's fault: it may work another time */
	HTTP_FAILED, /* it won't */
};

struct http_exchange {
	/* to be set before */
	int timeout_ms;  /* of each wait for the server */
	bool shows_head; /* on standard error */
	/* what came of it */
	struct connection connection;
	struct http_head head;
	struct http_body body;
	int status;      /* of the answer */
	const char *reason;
	int exit_status; /* that the tool should have, once something has failed */
};

/* Connects to the host of the address. Unless it is HTTP_DONE nothing has to be closed. */
enum http_outcome http_open(struct http_exchange *exchange, const struct url *url);
void http_close(struct http_exchange *exchange);

/* Reads up to the head of the final answer, whatever that says, and finds out about its body. */
enum http_outcome http_answer(struct http_exchange *exchange, const struct url *url);

/* Complains that the connection failed, with errno, and tells whether to try again. */
enum http_outcome http_broken(struct http_exchange *exchange, const struct url *url);
/* Complains about what the server has done. */
enum http_outcome http_blame(struct http_exchange *exchange, const struct url *url,
			     const char *what, enum http_outcome outcome);

#endif
