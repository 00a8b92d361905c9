/*
 * wget: fetches files by HTTP.
 *
 * A file that is fetched is a `struct download`: what has arrived of it stays, whatever happens,
 * and each try asks for the rest. What came is never mixed with another version of the file:
 * the validator of the first answer goes along (If-Range, RFC 9110, 13.1.5), and a server that
 * does not serve parts gets asked for all of it, of which the known beginning is skipped.
 */
#ifndef WGET_H
#define WGET_H

#include <http/client.h>
#include <stdbool.h>
#include <stdint.h>

#define VALIDATOR_SIZE 128u
#define OUTPUT_NAME_SIZE 256u
#define LENGTH_UNKNOWN UINT64_MAX

struct settings {
	const char *output; /* NULL: by the address */
	bool resumes;       /* goes on with what is there */
	bool is_quiet;
	bool shows_head;
	unsigned tries;
	int timeout_ms;
};

extern struct settings settings;

struct download {
	struct url url;
	const char *output; /* a name, "-" for standard output */
	int fd;             /* -1: not opened yet */
	uint64_t have;      /* bytes that were written, or were there before */
	uint64_t total;     /* or LENGTH_UNKNOWN */
	char validator[VALIDATOR_SIZE]; /* "": none is known */
};

/* ---- main.c ---- */

/* A line on standard error unless it is to be quiet. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* ---- request.c ---- */

/* Asks for the rest of the download at that address, up to the head of the answer. */
enum http_outcome request(const struct url *url, const struct download *download,
			  struct http_exchange *exchange);

/* ---- part.c: which bytes an answer brings ---- */

/*
 * Compares a successful answer with what the download has. *skip: how many bytes at its beginning
 * are there already. A complaint was made unless it is HTTP_DONE.
 */
enum http_outcome check_part(struct http_exchange *answer, struct download *download,
			     uint64_t *skip);

/* ---- output.c: where it goes ---- */

/* Chooses the name, and finds what is there of it when that is wanted. */
void output_choose(struct download *download);
/* false after a complaint. */
bool output_open(struct download *download);
bool output_write(struct download *download, const void *bytes, size_t length);
bool output_close(struct download *download);

/* ---- fetch.c ---- */

/* Fetches one address, with all its tries: 0 or the exit status that tells what failed. */
int fetch(const char *address);

#endif
