/* Parts of files (RFC 9110, 14.1.2 and 14.2). See httpd.h. */
#include <http/body.h>
#include <stdio.h>
#include <string.h>

#include "httpd.h"

/* The last bytes: "-N". */
static int
choose_tail(const char *text, uint64_t size, struct byte_range *range)
{
	uint64_t count;

	if (!http_number(text, &count))
		return 200;
	if (count == 0 || size == 0)
		return 416;
	range->length = count < size ? count : size;
	range->first = size - range->length;
	return 206;
}

/* Several ranges, and what is no range, are ignored: the whole file is always a right answer. */
int
choose_range(const char *field, uint64_t size, struct byte_range *range)
{
	char first_text[24] = "", last_text[24] = "";
	uint64_t first, last = UINT64_MAX;
	int end = 0;

	*range = (struct byte_range){.length = size};
	if (field == NULL || strncmp(field, "bytes=", strlen("bytes=")) != 0)
		return 200;
	field += strlen("bytes=");
	if (field[0] == '-')
		return choose_tail(field + 1, size, range);
	if (sscanf(field, "%23[0-9]-%n%23[0-9]%n", first_text, &end, last_text, &end) < 1 || end == 0 ||
	    field[end] != '\0' || !http_number(first_text, &first))
		return 200;
	if (last_text[0] != '\0' && (!http_number(last_text, &last) || last < first))
		return 200;
	if (first >= size)
		return 416;
	if (last >= size)
		last = size - 1;
	*range = (struct byte_range){.first = first, .length = last - first + 1};
	return 206;
}
