/* See <http/client.h>. */
#include <errno.h>
#include <http/client.h>
#include <netdb.h>
#include <netkit/dial.h>
#include <stdio.h>
#include <string.h>
#include <toolkit/tool.h>

#define HEAD_LIMIT_FACTOR 2 /* an answer's head may take as long as so many waits */
#define INTERIM_MAX 10
#define STATUS_FIRST_FINAL 200
#define STATUS_NO_CONTENT 204
#define STATUS_NOT_MODIFIED 304

enum http_outcome
http_blame(struct http_exchange *exchange, const struct url *url, const char *what,
	   enum http_outcome outcome)
{
	char authority[AUTHORITY_SIZE];

	complain("%s: the server %s", url_authority(url, authority), what);
	exchange->exit_status = outcome == HTTP_RETRY ? STATUS_NETWORK : STATUS_PROTOCOL;
	return outcome;
}

enum http_outcome
http_broken(struct http_exchange *exchange, const struct url *url)
{
	int error = errno;
	char authority[AUTHORITY_SIZE];

	complain("%s: %s", url_authority(url, authority), strerror(error));
	exchange->exit_status = STATUS_NETWORK;
	/* Where nobody listens it makes no sense to go on asking: so does GNU's wget. */
	return error == ECONNREFUSED || error == EACCES ? HTTP_FAILED : HTTP_RETRY;
}

enum http_outcome
http_open(struct http_exchange *exchange, const struct url *url)
{
	struct sockaddr_in addresses[ADDRESSES_MAX];
	int count = find_addresses(url->host, url->port, addresses);
	int fd;

	if (count < 0) {
		complain("%s: %s", url->host, lookup_error(count));
		exchange->exit_status = STATUS_NETWORK;
		return count == EAI_AGAIN ? HTTP_RETRY : HTTP_FAILED;
	}
	fd = dial_any(addresses, count, exchange->timeout_ms);
	if (fd < 0)
		return http_broken(exchange, url);
	connection_begin(&exchange->connection, fd, exchange->timeout_ms);
	return HTTP_DONE;
}

void
http_close(struct http_exchange *exchange)
{
	connection_close(&exchange->connection);
}

static void
show_head(const struct http_head *head)
{
	fprintf(stderr, "  %s\n", head->first_line);
	for (size_t i = 0; i < head->field_count; i++)
		fprintf(stderr, "  %s: %s\n", head->fields[i].name, head->fields[i].value);
}

static enum http_outcome
read_head(struct http_exchange *exchange, const struct url *url)
{
	enum http_head_result result = http_head_read(&exchange->connection, &exchange->head);

	switch (result) {
	case HTTP_HEAD_OK:
		break;
	case HTTP_HEAD_FAILED:
		return http_broken(exchange, url);
	case HTTP_HEAD_NONE:
	case HTTP_HEAD_CUT:
		return http_blame(exchange, url, http_head_error(result), HTTP_RETRY);
	default:
		return http_blame(exchange, url, http_head_error(result), HTTP_FAILED);
	}
	exchange->status = http_status(&exchange->head, &exchange->reason);
	if (exchange->status < 0)
		return http_blame(exchange, url, "does not speak HTTP", HTTP_FAILED);
	if (exchange->shows_head)
		show_head(&exchange->head);
	return HTTP_DONE;
}

enum http_outcome
http_answer(struct http_exchange *exchange, const struct url *url)
{
	const char *error;

	connection_limit(&exchange->connection, HEAD_LIMIT_FACTOR * exchange->timeout_ms);
	for (int i = 0; i < INTERIM_MAX; i++) {
		enum http_outcome outcome = read_head(exchange, url);

		if (outcome != HTTP_DONE)
			return outcome;
		if (exchange->status < STATUS_FIRST_FINAL)
			continue;
		connection_limit(&exchange->connection, 0);
		error = http_body_begin(&exchange->body, &exchange->head, false);
		if (error != NULL)
			return http_blame(exchange, url, error, HTTP_FAILED);
		if (exchange->status == STATUS_NO_CONTENT || exchange->status == STATUS_NOT_MODIFIED)
			exchange->body = (struct http_body){.is_complete = true};
		return HTTP_DONE;
	}
	return http_blame(exchange, url, "sends nothing but interim answers", HTTP_FAILED);
}
