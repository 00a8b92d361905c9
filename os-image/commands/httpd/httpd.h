/*
 * httpd: a web server for the files of one directory. It only gives, by GET and HEAD.
 *
 * Each client gets a process of its own, of which there are at most CLIENTS_MAX; within it
 * requests are served one after another. Whatever a client sends is bounded, in size and in
 * time, and what is not below the directory is not given, whatever links or dots are on the way.
 */
#ifndef HTTPD_H
#define HTTPD_H

#include <http/head.h>
#include <netkit/address.h>
#include <netkit/connection.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <toolkit/tree.h>

#define CLIENTS_MAX 16u
#define REQUESTS_MAX 100  /* on one connection */
#define IDLE_MS 15000     /* between two requests */
#define TRANSFER_MS 60000 /* for the client to move within an answer */
#define REQUEST_MS 20000  /* for a whole head */

#define STATUS_PAGE "/server-status"

/* One request of a client and its answer. */
struct request {
	struct connection *connection;
	const char *client; /* its address */
	struct http_head *head;
	struct http_request_line line;
	bool is_head;   /* the answer has no body */
	bool is_last;   /* the connection ends behind it */
	int status;     /* that was answered; 0: nothing yet */
	uint64_t sent;  /* bytes of the body */
};

extern const char *site; /* the directory, as an absolute path without links */
extern bool shows_status;

/* ---- serve.c ---- */

/* Serves a client to the end, in a process of its own; closes the socket. */
void serve_client(int fd, const struct sockaddr_in *client);

/* ---- answer.c: what is sent. All return -1 when the connection has failed ---- */

#define BODY_UNKNOWN (-1) /* its length: the end of the connection is its end */

/* The head of an answer; `fields` are further lines, each with its CR LF, or "". */
int answer_head(struct request *request, int status, const char *type, int64_t length,
		const char *fields);
int answer_bytes(struct request *request, const void *bytes, size_t length);
/* A page of one sentence, for what could not be done. */
int answer_error(struct request *request, int status);

/* ---- target.c: from what is asked for to a file ---- */

/*
 * The path of a request's target: decoded, below the site and without links. 0, or the status to
 * answer: 400 when it is no path, 403 when it leads out of the site, 404.
 */
int find_file(const char *target, char path[TREE_PATH_MAX]);

/* ---- range.c ---- */

struct byte_range {
	uint64_t first, length;
};
/*
 * The part of a file of that size that a Range field asks for. 206; 200: all of it, since there
 * is no such field or it is one to be ignored; 416: there is no such part.
 */
int choose_range(const char *field, uint64_t size, struct byte_range *range);

/* ---- file.c, listing.c, status.c: what answers are made of ---- */

int answer_file(struct request *request, const char *path, const struct stat *status);
/* The names in a directory, as links. `target` is its address, which ends in a slash. */
int answer_listing(struct request *request, const char *path, const char *target);
/* What the system's own tools say of it. */
int answer_status(struct request *request);

#endif
