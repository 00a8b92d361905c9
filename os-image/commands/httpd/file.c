/* Files as answers of httpd. See httpd.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <toolkit/io.h>
#include <toolkit/tool.h>
#include <unistd.h>

#include "httpd.h"

#define TAG_SIZE 64
#define DATE_SIZE 40
#define FIELDS_SIZE 320

static const char *
type_of(const char *path)
{
	static const struct {
		const char *suffix, *type;
	} types[] = {
		{".html", "text/html; charset=utf-8"},
		{".txt", "text/plain; charset=utf-8"},
		{".css", "text/css; charset=utf-8"},
		{".js", "text/javascript; charset=utf-8"},
		{".json", "application/json"},
		{".svg", "image/svg+xml"},
		{".png", "image/png"},
		{".jpg", "image/jpeg"},
		{".gif", "image/gif"},
		{".wasm", "application/wasm"},
	};
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot != NULL && i < sizeof(types) / sizeof(types[0]); i++)
		if (strcasecmp(dot, types[i].suffix) == 0)
			return types[i].type;
	return "application/octet-stream";
}

/* Whether a part may be sent: If-Range wants it of the very version it names. */
static bool
is_wanted_version(const struct http_head *head, const char *tag, const char *date)
{
	const char *wanted = http_field(head, "If-Range");

	return wanted == NULL || strcmp(wanted, tag) == 0 || strcmp(wanted, date) == 0;
}

static int
send_part(struct request *request, int fd, uint64_t left)
{
	char *block = need_memory(BLOCK_SIZE);
	int error = 0;

	while (left > 0 && error == 0) {
		ssize_t got = read_block(fd, block, left < BLOCK_SIZE ? (size_t)left : BLOCK_SIZE);

		/* The length was promised: only the end of the connection can take that back. */
		error = got <= 0 ? -1 : answer_bytes(request, block, (size_t)got);
		left -= got > 0 ? (uint64_t)got : 0;
	}
	free(block);
	return error;
}

/* The fields of a file, by the status of the range: validators, and which part it is. */
static void
write_fields(char fields[FIELDS_SIZE], const char *tag, const char *date, int code,
	     const struct byte_range *range, uint64_t size)
{
	int length = snprintf(fields, FIELDS_SIZE,
			      "ETag: %s\r\nLast-Modified: %s\r\nAccept-Ranges: bytes\r\n", tag, date);
	char *rest = fields + length;
	size_t room = FIELDS_SIZE - (size_t)length;

	if (code == 206)
		snprintf(rest, room, "Content-Range: bytes %llu-%llu/%llu\r\n",
			 (unsigned long long)range->first,
			 (unsigned long long)(range->first + range->length - 1), (unsigned long long)size);
	else if (code == 416)
		snprintf(rest, room, "Content-Range: bytes */%llu\r\n", (unsigned long long)size);
}

int
answer_file(struct request *request, const char *path, const struct stat *status)
{
	char tag[TAG_SIZE], date[DATE_SIZE], fields[FIELDS_SIZE];
	uint64_t size = (uint64_t)status->st_size;
	const char *range_field = http_field(request->head, "Range");
	struct byte_range range;
	int code, error;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return answer_error(request, errno == EACCES ? 403 : 404);
	snprintf(tag, sizeof(tag), "\"%llx-%llx\"", (unsigned long long)status->st_mtim.tv_sec,
		 (unsigned long long)size);
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", gmtime(&status->st_mtim.tv_sec));
	if (!is_wanted_version(request->head, tag, date))
		range_field = NULL;
	code = choose_range(range_field, size, &range);
	if (code == 416)
		range.length = 0;
	write_fields(fields, tag, date, code, &range, size);
	error = answer_head(request, code, type_of(path), (int64_t)range.length, fields);
	if (error == 0 && !request->is_head && range.length > 0)
		error = lseek(fd, (off_t)range.first, SEEK_SET) < 0 ? -1
								    : send_part(request, fd, range.length);
	close(fd);
	return error;
}
