/* upload: puts a file on a server by HTTP (RFC 9110, 9.3.4). */
#include <errno.h>
#include <fcntl.h>
#include <http/client.h>
#include <netkit/wait.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <toolkit/format.h>
#include <toolkit/io.h>
#include <toolkit/progress.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>
#include <unistd.h>

static const char usage[] =
	"Usage: upload [OPTION]... FILE URL\n"
	"Puts a file, or standard input for -, on a server by HTTP, and prints the server's answer.\n"
	"An address that ends in a slash gets the file's name behind it. Statuses: 3 the file,\n"
	"4 the network, 7 the answer can't be understood, 8 it was an error.\n"
	"\n"
	"  -q, --quiet     no words but complaints and the answer\n"
	"  -S, --server-response  show the header of the answer\n"
	"  -T, --timeout=S wait S seconds for the other side (60)\n";

#define TIMEOUT_MS 60000
#define HEAD_SIZE (URL_TARGET_SIZE + HOST_SIZE + 256u)
#define CHUNK_HEAD_SIZE 16u
#define ANSWER_MAX (1024u * 1024u) /* more than that is no answer that anyone reads */
#define LENGTH_UNKNOWN UINT64_MAX
#define STATUS_FIRST_OTHER 300

static bool is_quiet;

struct source {
	const char *name;
	int fd;
	uint64_t length; /* or LENGTH_UNKNOWN: it goes in chunks */
};

static bool
open_source(const char *name, struct source *source)
{
	struct stat status;

	*source = (struct source){.name = name, .fd = open_input(name), .length = LENGTH_UNKNOWN};
	if (source->fd < 0)
		return false;
	if (fstat(source->fd, &status) != 0) {
		complain_errno("%s", name);
		return false;
	}
	if (S_ISDIR(status.st_mode)) {
		complain("%s is a directory", name);
		return false;
	}
	if (S_ISREG(status.st_mode) && source->fd != STDIN_FILENO)
		source->length = (uint64_t)status.st_size;
	return true;
}

/* The address with the file's name behind its last slash. */
static void
complete_address(const char *address, const char *file, struct url *url)
{
	char text[URL_TEXT_SIZE];
	const char *error = url_parse(address, url);
	size_t length;
	const char *name = last_component(file, &length);

	if (error == NULL && url->target[strlen(url->target) - 1] == '/' && strcmp(file, "-") != 0) {
		snprintf(text, sizeof(text), "%.*s", (int)length, name);
		error = url_resolve(url, text, url);
	}
	if (error != NULL)
		give_up(STATUS_FAILED, "'%s' is no address for a file: %s", address, error);
}

static int
send_head(struct connection *connection, const struct url *url, const struct source *source)
{
	char text[HEAD_SIZE], authority[AUTHORITY_SIZE];
	int length = snprintf(text, sizeof(text),
			      "PUT %s HTTP/1.1\r\n"
			      "Host: %s\r\n"
			      "User-Agent: upload (Kintsugi)\r\n"
			      "Connection: close\r\n"
			      "Content-Type: application/octet-stream\r\n",
			      url->target, url_authority(url, authority));

	if (source->length == LENGTH_UNKNOWN)
		length += snprintf(text + length, sizeof(text) - (size_t)length,
				   "Transfer-Encoding: chunked\r\n\r\n");
	else
		length += snprintf(text + length, sizeof(text) - (size_t)length,
				   "Content-Length: %llu\r\n\r\n", (unsigned long long)source->length);
	return connection_write(connection, text, (size_t)length);
}

static int
send_block(struct connection *connection, const struct source *source, const char *block,
	   size_t length)
{
	char head[CHUNK_HEAD_SIZE];

	if (source->length != LENGTH_UNKNOWN)
		return connection_write(connection, block, length);
	snprintf(head, sizeof(head), "%zx\r\n", length);
	if (connection_write(connection, head, strlen(head)) != 0 ||
	    connection_write(connection, block, length) != 0)
		return -1;
	return connection_write(connection, "\r\n", 2);
}

enum sending { SENT, SOURCE_FAILED, CONNECTION_FAILED, ANSWERED_EARLY };

/* The last chunk, which is empty. */
static enum sending
send_end(struct connection *connection)
{
	static const char end[] = "0\r\n\r\n";

	return connection_write(connection, end, strlen(end)) == 0 ? SENT : CONNECTION_FAILED;
}

/* Sends the body. A server that answers before its end does not want the rest. */
static enum sending
send_blocks(struct connection *connection, const struct source *source, char *block,
	    struct progress *progress)
{
	uint64_t left = source->length;
	ssize_t got = 1;

	while (left > 0) {
		got = read_block(source->fd, block, left < BLOCK_SIZE ? (size_t)left : BLOCK_SIZE);
		if (got <= 0)
			break;
		if (wait_ready(connection->fd, POLLIN, 0) > 0)
			return ANSWERED_EARLY;
		if (send_block(connection, source, block, (size_t)got) != 0)
			return CONNECTION_FAILED;
		progress_add(progress, (uint64_t)got);
		if (source->length != LENGTH_UNKNOWN)
			left -= (uint64_t)got;
	}
	if (got < 0) {
		complain_errno("%s", source->name);
		return SOURCE_FAILED;
	}
	if (source->length == LENGTH_UNKNOWN)
		return send_end(connection);
	if (left > 0) {
		complain("%s got shorter meanwhile", source->name);
		return SOURCE_FAILED;
	}
	return SENT;
}

static enum sending
send_body(struct connection *connection, const struct source *source)
{
	char *block = need_memory(BLOCK_SIZE);
	struct progress progress;
	enum sending sending;
	char rate[SIZE_TEXT_SIZE];

	progress_begin(&progress, source->name, 0,
		       source->length == LENGTH_UNKNOWN ? PROGRESS_UNKNOWN : source->length, !is_quiet);
	sending = send_blocks(connection, source, block, &progress);
	progress_end(&progress);
	if (sending == SENT && !is_quiet)
		fprintf(stderr, "%s: %llu bytes, %s a second\n", source->name,
			(unsigned long long)progress.done, format_human(rate, progress_rate(&progress)));
	free(block);
	return sending;
}

/* Prints the answer's body; false after a complaint. */
static bool
print_answer(struct http_exchange *exchange, const struct url *url)
{
	char *block = need_memory(BLOCK_SIZE);
	uint64_t length = 0;
	ssize_t got;

	while ((got = http_body_read(&exchange->body, &exchange->connection, block, BLOCK_SIZE)) > 0 &&
	       length < ANSWER_MAX) {
		fwrite(block, 1, (size_t)got, stdout);
		length += (size_t)got;
	}
	if (got < 0)
		http_blame(exchange, url, exchange->body.error, HTTP_RETRY);
	free(block);
	return got >= 0;
}

/* All that happens on the connection: 0 or the exit status. */
static int
transfer(struct http_exchange *exchange, const struct url *url, const struct source *source)
{
	enum sending sending = CONNECTION_FAILED;
	int error = 0;

	if (send_head(&exchange->connection, url, source) == 0)
		sending = send_body(&exchange->connection, source);
	if (sending == SOURCE_FAILED)
		return STATUS_FILE;
	if (sending == CONNECTION_FAILED) {
		error = errno;
		/* Who refuses a file may say why before the connection is cut. */
		if (wait_ready(exchange->connection.fd, POLLIN, 0) <= 0) {
			errno = error;
			http_broken(exchange, url);
			return exchange->exit_status;
		}
	}
	if (http_answer(exchange, url) != HTTP_DONE)
		return exchange->exit_status;
	if (exchange->status >= STATUS_FIRST_OTHER || sending != SENT)
		complain("the server answers %d %s%s", exchange->status, exchange->reason,
			 sending != SENT ? ", and did not take all of it" : "");
	if (!print_answer(exchange, url))
		return exchange->exit_status;
	return tool_failed() ? STATUS_REFUSED : 0;
}

int
main(int argc, char **argv)
{
	static struct http_exchange exchange = {.timeout_ms = TIMEOUT_MS};
	struct source source;
	struct url url;
	char **operands;
	int option, status;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		if (option == 'T')
			exchange.timeout_ms = need_seconds_ms(option_value, "the time-out");
		is_quiet |= option == 'q';
		exchange.shows_head |= option == 'S';
	}
	if (tool_operands(&operands) != 2)
		bad_usage("it takes a file and an address");
	complete_address(operands[1], operands[0], &url);
	if (!open_source(operands[0], &source))
		return STATUS_FILE;
	if (http_open(&exchange, &url) != HTTP_DONE)
		return exchange.exit_status;
	status = transfer(&exchange, &url, &source);
	http_close(&exchange);
	if (tool_end() != 0 && status == 0)
		status = STATUS_FILE;
	return status;
}
