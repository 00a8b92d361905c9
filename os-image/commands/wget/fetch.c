/*
 * One address from the first try to the last: redirections (RFC 9110, 15.4), answers that are
 * errors, and what breaks in the middle. See wget.h.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/format.h>
#include <toolkit/io.h>
#include <toolkit/progress.h>
#include <toolkit/tool.h>
#include <unistd.h>

#include "wget.h"

#define REDIRECTS_MAX 20
#define PAUSE_MAX_S 10u
#define STATUS_FIRST_OTHER 300 /* below it the file comes */
#define STATUS_RANGE 416       /* what is wanted lies behind the end */
#define STATUS_BUSY 503

static enum http_outcome
fail(struct http_exchange *answer, int exit_status)
{
	answer->exit_status = exit_status;
	return HTTP_FAILED;
}

static void
report(const struct download *download, const struct progress *progress)
{
	char rate[SIZE_TEXT_SIZE];

	say("%s: %llu bytes, %s a second", download->output, (unsigned long long)download->have,
	    format_human(rate, progress_rate(progress)));
}

/* The body broke off, with errno. */
static enum http_outcome
cut_short(struct http_exchange *answer, const struct download *download)
{
	bool is_hopeless = errno == EPROTO;

	complain("%s: after %llu bytes the server %s", download->url.target,
		 (unsigned long long)download->have, answer->body.error);
	answer->exit_status = is_hopeless ? STATUS_PROTOCOL : STATUS_NETWORK;
	return is_hopeless ? HTTP_FAILED : HTTP_RETRY;
}

/* Takes the body, but for its first bytes. */
static enum http_outcome
take_body(struct http_exchange *answer, struct download *download, uint64_t skip)
{
	char *block = need_memory(BLOCK_SIZE);
	bool is_written = true;
	struct progress progress;
	ssize_t got = 0;

	progress_begin(&progress, download->output, download->have,
		       download->total == LENGTH_UNKNOWN ? PROGRESS_UNKNOWN : download->total,
		       !settings.is_quiet);
	while (is_written &&
	       (got = http_body_read(&answer->body, &answer->connection, block, BLOCK_SIZE)) > 0) {
		size_t known = skip < (uint64_t)got ? (size_t)skip : (size_t)got;

		skip -= known;
		is_written = output_write(download, block + known, (size_t)got - known);
		progress_add(&progress, (size_t)got - known);
	}
	progress_end(&progress);
	free(block);
	if (!is_written)
		return fail(answer, STATUS_FILE);
	if (got < 0)
		return cut_short(answer, download);
	report(download, &progress);
	return HTTP_DONE;
}

static bool
is_redirection(int status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* Makes *url the address that the answer sends to instead. */
static enum http_outcome
redirect(struct http_exchange *answer, struct url *url)
{
	const char *location = http_field(&answer->head, "Location");
	char text[URL_TEXT_SIZE];
	const char *error = location == NULL ? "there is none" : url_resolve(url, location, url);

	if (error != NULL) {
		complain("%s: the address that it sends to instead, '%.100s', can't be used: %s",
			 url_format(url, text), location != NULL ? location : "", error);
		return fail(answer, STATUS_PROTOCOL);
	}
	say("-> %s", url_format(url, text));
	return HTTP_DONE;
}

/* Nothing is missing: "bytes * / TOTAL" tells so (RFC 9110, 14.4). */
static bool
has_all(const struct http_exchange *answer, const struct download *download)
{
	static const char unsatisfied[] = "bytes */";
	const char *range = http_field(&answer->head, "Content-Range");
	uint64_t total;

	return answer->status == STATUS_RANGE && download->have > 0 && range != NULL &&
	       strncmp(range, unsatisfied, strlen(unsatisfied)) == 0 &&
	       http_number(range + strlen(unsatisfied), &total) && total == download->have;
}

/* An answer without the file. */
static enum http_outcome
refused(struct http_exchange *answer, const struct download *download)
{
	char text[URL_TEXT_SIZE];

	if (has_all(answer, download)) {
		say("%s: all of it is there", download->output);
		return HTTP_DONE;
	}
	complain("%s: the server answers %d %s", url_format(&download->url, text), answer->status,
		 answer->reason);
	answer->exit_status = STATUS_REFUSED;
	return answer->status == STATUS_BUSY ? HTTP_RETRY : HTTP_FAILED;
}

static enum http_outcome
take_answer(struct http_exchange *answer, struct download *download)
{
	enum http_outcome outcome;
	uint64_t skip;

	if (answer->status >= STATUS_FIRST_OTHER)
		return refused(answer, download);
	outcome = check_part(answer, download, &skip);
	if (outcome != HTTP_DONE)
		return outcome;
	return output_open(download) ? take_body(answer, download, skip) : fail(answer, STATUS_FILE);
}

/* Follows redirections from the address up to an answer, and takes that. */
static enum http_outcome
follow(struct download *download, struct http_exchange *exchange)
{
	struct url url = download->url;

	for (int i = 0; i <= REDIRECTS_MAX; i++) {
		enum http_outcome outcome = request(&url, download, exchange);
		bool is_final;

		if (outcome != HTTP_DONE)
			return outcome;
		is_final = !is_redirection(exchange->status);
		outcome = is_final ? take_answer(exchange, download) : redirect(exchange, &url);
		http_close(exchange);
		if (is_final || outcome != HTTP_DONE)
			return outcome;
	}
	complain("%s: more than %d redirections", download->url.target, REDIRECTS_MAX);
	return fail(exchange, STATUS_PROTOCOL);
}

/* Says what comes next, and waits when nothing has come: what gets on need not. */
static void
pause_before(unsigned try, const struct download *download, bool got_on)
{
	say("%s: try %u of %u, from byte %llu on", download->output, try, settings.tries,
	    (unsigned long long)download->have);
	if (!got_on)
		sleep(try - 1 < PAUSE_MAX_S ? try - 1 : PAUSE_MAX_S);
}

int
fetch(const char *address)
{
	struct http_exchange *exchange = need_memory(sizeof(*exchange));
	struct download download = {.fd = -1, .total = LENGTH_UNKNOWN};
	const char *error = url_parse(address, &download.url);
	enum http_outcome outcome = HTTP_RETRY;
	uint64_t had = 0;
	int exit_status;

	if (error != NULL)
		give_up(STATUS_FAILED, "'%s' is no address of a file: %s", address, error);
	output_choose(&download);
	for (unsigned try = 1; outcome == HTTP_RETRY && try <= settings.tries; try++) {
		if (try > 1)
			pause_before(try, &download, download.have > had);
		had = download.have;
		*exchange = (struct http_exchange){
			.timeout_ms = settings.timeout_ms,
			.shows_head = settings.shows_head,
		};
		outcome = follow(&download, exchange);
	}
	if (outcome == HTTP_RETRY && settings.tries > 1)
		complain("%s: given up after %u tries", download.output, settings.tries);
	if (!output_close(&download))
		outcome = fail(exchange, STATUS_FILE);
	exit_status = outcome == HTTP_DONE ? 0 : exchange->exit_status;
	free(exchange);
	return exit_status;
}
