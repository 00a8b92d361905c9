/* Which part of a file an answer brings (RFC 9110, 14). See wget.h. */
#include <stdio.h>
#include <string.h>

#include "wget.h"

#define STATUS_PARTIAL 206

static enum http_outcome
refuse(struct http_exchange *answer, const struct download *download, const char *why)
{
	return http_blame(answer, &download->url, why, HTTP_FAILED);
}

/* "bytes FIRST-LAST/TOTAL", where the total may be "*". */
static bool
read_content_range(const char *text, uint64_t *first, uint64_t *last, uint64_t *total)
{
	char numbers[3][24];

	if (sscanf(text, "bytes %23[0-9]-%23[0-9]/%23[0-9*]", numbers[0], numbers[1], numbers[2]) !=
		    3 ||
	    !http_number(numbers[0], first) || !http_number(numbers[1], last) || *last < *first)
		return false;
	if (strcmp(numbers[2], "*") == 0) {
		*total = LENGTH_UNKNOWN;
		return true;
	}
	return http_number(numbers[2], total) && *last < *total;
}

/* What tells versions of a file apart: a strong entity tag, or else a date. */
static void
note_validator(const struct http_exchange *answer, struct download *download)
{
	const char *tag = http_field(&answer->head, "ETag");
	const char *date = http_field(&answer->head, "Last-Modified");
	const char *validator = tag != NULL && strncmp(tag, "W/", 2) != 0 ? tag : date;

	if (validator != NULL && strlen(validator) < VALIDATOR_SIZE)
		strcpy(download->validator, validator);
}

/* Whether the answer tells of another version than the one whose beginning is there. */
static bool
is_other_version(const struct http_exchange *answer, const struct download *download,
		 uint64_t total)
{
	struct download now = {0};

	note_validator(answer, &now);
	if (download->total != LENGTH_UNKNOWN && total != LENGTH_UNKNOWN && download->total != total)
		return true;
	return download->validator[0] != '\0' && now.validator[0] != '\0' &&
	       strcmp(download->validator, now.validator) != 0;
}

enum http_outcome
check_part(struct http_exchange *answer, struct download *download, uint64_t *skip)
{
	const char *range = http_field(&answer->head, "Content-Range");
	uint64_t total = LENGTH_UNKNOWN;
	uint64_t first = 0, last;

	if (answer->status == STATUS_PARTIAL) {
		if (range == NULL || !read_content_range(range, &first, &last, &total))
			return refuse(answer, download, "sent a part without saying which");
		if (first > download->have)
			return refuse(answer, download, "sent another part than was asked for");
		if (answer->body.kind == HTTP_BODY_LENGTH && answer->body.left != last - first + 1)
			return refuse(answer, download, "sent a part of another length than it says");
	} else if (answer->body.kind == HTTP_BODY_LENGTH) {
		total = answer->body.left;
	}
	if (is_other_version(answer, download, total))
		return refuse(answer, download, "has another version of the file than what is here");
	if (total != LENGTH_UNKNOWN && total < download->have)
		return refuse(answer, download, "has less of the file than is here");
	note_validator(answer, download);
	if (total != LENGTH_UNKNOWN)
		download->total = total;
	*skip = download->have - first;
	return HTTP_DONE;
}
