/* Answers of httpd. See httpd.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "httpd.h"

#define HEAD_SIZE (HTTP_HEAD_BYTES + 1024u)
#define PAGE_SIZE 256
#define DATE_SIZE 40

static const char *
reason_of(int status)
{
	static const struct {
		int status;
		const char *reason;
	} reasons[] = {
		{200, "OK"},
		{206, "Partial Content"},
		{301, "Moved Permanently"},
		{304, "Not Modified"},
		{400, "Bad Request"},
		{403, "Forbidden"},
		{404, "Not Found"},
		{405, "Method Not Allowed"},
		{416, "Range Not Satisfiable"},
		{431, "Request Header Fields Too Large"},
	};

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "Internal Server Error";
}

int
answer_head(struct request *request, int status, const char *type, int64_t length,
	    const char *fields)
{
	char head[HEAD_SIZE], date[DATE_SIZE], length_field[DATE_SIZE] = "";
	time_t now = time(NULL);
	int size;

	request->status = status;
	request->is_last |= length == BODY_UNKNOWN;
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", gmtime(&now));
	if (length != BODY_UNKNOWN)
		snprintf(length_field, sizeof(length_field), "Content-Length: %lld\r\n", (long long)length);
	size = snprintf(head, sizeof(head),
			"HTTP/1.1 %d %s\r\n"
			"Date: %s\r\n"
			"Server: httpd (Kintsugi)\r\n"
			"Connection: %s\r\n"
			"Content-Type: %s\r\n"
			"%s%s\r\n",
			status, reason_of(status), date, request->is_last ? "close" : "keep-alive", type,
			length_field, fields);
	return connection_write(request->connection, head, (size_t)size);
}

int
answer_bytes(struct request *request, const void *bytes, size_t length)
{
	if (request->is_head)
		return 0;
	request->sent += length;
	return connection_write(request->connection, bytes, length);
}

int
answer_error(struct request *request, int status)
{
	char page[PAGE_SIZE];
	const char *reason = reason_of(status);
	int length = snprintf(page, sizeof(page),
			      "<!doctype html><title>%d</title><h1>%d %s</h1>\n", status, status, reason);

	if (answer_head(request, status, "text/html; charset=utf-8", length,
			status == 405 ? "Allow: GET, HEAD\r\n" : "") != 0)
		return -1;
	return answer_bytes(request, page, (size_t)length);
}
