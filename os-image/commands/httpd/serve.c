/* One client of httpd from its first request to its last. See httpd.h. */
#include <ctype.h>
#include <errno.h>
#include <http/body.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <toolkit/tool.h>
#include <unistd.h>

#include "httpd.h"

#define DISCARD_MAX (64u * 1024u) /* of a body that nobody wants */
#define TIME_SIZE 32
#define TARGET_SHOWN 200u

/* One line a request, whatever was in it: nothing of it commands the terminal that shows it. */
static void
log_request(const struct request *request)
{
	const char *asked = request->line.target != NULL ? request->line.target : "-";
	char when[TIME_SIZE], target[TARGET_SHOWN + 1];
	time_t now = time(NULL);
	size_t length;

	for (length = 0; asked[length] != '\0' && length < TARGET_SHOWN; length++)
		target[length] = isprint((unsigned char)asked[length]) ? asked[length] : '?';
	target[length] = '\0';

	strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S", gmtime(&now));
	printf("%s %s \"%s %s\" %d %llu\n", when, request->client,
	       request->line.method != NULL ? request->line.method : "-",
	       target, request->status,
	       (unsigned long long)request->sent);
	fflush(stdout);
}

/* A directory without the slash at its end would make links in its pages lead elsewhere. */
static int
answer_with_slash(struct request *request, const char *target)
{
	char fields[HTTP_HEAD_BYTES];
	size_t length;

	/* "//x/" would be the address of another host. */
	while (target[1] == '/')
		target++;
	length = strcspn(target, "?");
	snprintf(fields, sizeof(fields), "Location: %.*s/\r\n", (int)length, target);
	return answer_head(request, 301, "text/plain", 0, fields);
}

static int
answer_directory(struct request *request, const char *path)
{
	const char *target = request->line.target;
	char index[TREE_PATH_MAX];
	struct stat status;

	if (target[strcspn(target, "?") - 1] != '/')
		return answer_with_slash(request, target);
	if (join_path(index, path, "index.html") && stat(index, &status) == 0 &&
	    S_ISREG(status.st_mode))
		return answer_file(request, index, &status);
	return answer_listing(request, path, target);
}

static int
answer_target(struct request *request)
{
	char path[TREE_PATH_MAX];
	struct stat status;
	int error;

	if (shows_status && strcmp(request->line.target, STATUS_PAGE) == 0)
		return answer_status(request);
	error = find_file(request->line.target, path);
	if (error != 0)
		return answer_error(request, error);
	if (stat(path, &status) != 0)
		return answer_error(request, errno == EACCES ? 403 : 404);
	if (S_ISDIR(status.st_mode))
		return answer_directory(request, path);
	if (S_ISREG(status.st_mode))
		return answer_file(request, path, &status);
	return answer_error(request, 403);
}

/* A body that comes with a request has to be out of the way before the next one. */
static void
discard_body(struct request *request)
{
	struct http_body body;
	char block[1024];
	size_t length = 0;
	ssize_t got = 0;

	if (http_body_begin(&body, request->head, true) != NULL) {
		request->is_last = true;
		return;
	}
	while (length < DISCARD_MAX &&
	       (got = http_body_read(&body, request->connection, block, sizeof(block))) > 0)
		length += (size_t)got;
	if (got != 0)
		request->is_last = true;
}

static int
answer(struct request *request)
{
	bool is_get = strcmp(request->line.method, "GET") == 0;

	request->is_head = strcmp(request->line.method, "HEAD") == 0;
	request->is_last |= request->line.minor == 0 ||
			    http_field_has(request->head, "Connection", "close");
	discard_body(request);
	if (!is_get && !request->is_head)
		return answer_error(request, 405);
	if (request->line.minor > 0 && http_field(request->head, "Host") == NULL)
		return answer_error(request, 400);
	return answer_target(request);
}

/* Reads a request and answers it; false: it was the last. */
static bool
serve_request(struct request *request)
{
	enum http_head_result result = http_head_read(request->connection, request->head);
	int error;

	if (result == HTTP_HEAD_NONE || result == HTTP_HEAD_FAILED)
		return false;
	connection_limit(request->connection, 0);
	request->connection->timeout_ms = TRANSFER_MS;
	if (result != HTTP_HEAD_OK || !http_request_line(request->head, &request->line)) {
		request->is_last = true;
		error = answer_error(request, result == HTTP_HEAD_LONG ? 431 : 400);
	} else {
		error = answer(request);
	}
	log_request(request);
	return error == 0 && !request->is_last;
}

void
serve_client(int fd, const struct sockaddr_in *client)
{
	struct http_head *head = need_memory(sizeof(*head));
	char name[ADDRESS_TEXT_SIZE];
	struct connection connection;
	bool goes_on = true;

	connection_begin(&connection, fd, IDLE_MS);
	format_endpoint(name, client);
	for (int i = 1; goes_on && i <= REQUESTS_MAX; i++) {
		struct request request = {
			.connection = &connection,
			.client = name,
			.head = head,
			.is_last = i == REQUESTS_MAX,
		};

		connection.timeout_ms = IDLE_MS;
		connection_limit(&connection, REQUEST_MS);
		goes_on = serve_request(&request);
	}
	connection_close(&connection);
	free(head);
}
