/* See <http/head.h>. */
#include <ctype.h>
#include <errno.h>
#include <http/head.h>
#include <string.h>
#include <strings.h>

#define STATUS_DIGITS 3
#define DELETE 0x7f
#define STATUS_LEAST 100
#define STATUS_MOST 599

/* What names of fields and methods are made of (RFC 9110, 5.6.2). */
static bool
is_token_character(char c)
{
	return isalnum((unsigned char)c) || (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static size_t
token_length(const char *text)
{
	size_t length = 0;

	while (is_token_character(text[length]))
		length++;
	return length;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Cuts blanks off both ends. */
static char *
trim(char *text)
{
	size_t length = strlen(text);

	while (length > 0 && is_blank(text[length - 1]))
		length--;
	text[length] = '\0';
	return text + strspn(text, " \t");
}

/* Control characters, NUL above all, have no place in a head (RFC 9110, 5.5). */
static bool
is_clean(const char *line, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (((unsigned char)line[i] < ' ' && line[i] != '\t') || line[i] == DELETE)
			return false;
	return true;
}

static enum http_head_result
add_field(struct http_head *head, char *line)
{
	size_t name_length = token_length(line);

	if (name_length == 0 || line[name_length] != ':')
		return HTTP_HEAD_BAD;
	if (head->field_count == HTTP_FIELDS_MAX)
		return HTTP_HEAD_LONG;
	line[name_length] = '\0';
	head->fields[head->field_count++] = (struct http_field){
		.name = line,
		.value = trim(line + name_length + 1),
	};
	return HTTP_HEAD_OK;
}

static enum http_head_result
result_of_errno(const struct http_head *head)
{
	if (errno == EMSGSIZE)
		return HTTP_HEAD_LONG;
	if (errno != ECONNABORTED)
		return HTTP_HEAD_FAILED;
	return head->length == 0 ? HTTP_HEAD_NONE : HTTP_HEAD_CUT;
}

/*
 * A line that begins with a blank would continue the one before (obs-fold): nobody sends such
 * lines but who wants to be misunderstood, and RFC 9112, 5.2 allows to refuse them.
 */
enum http_head_result
http_head_read(struct connection *connection, struct http_head *head)
{
	enum http_head_result result = HTTP_HEAD_OK;

	head->field_count = 0;
	head->length = 0;
	head->first_line = NULL;
	while (result == HTTP_HEAD_OK) {
		char *line = head->text + head->length;
		ssize_t length = connection_line(connection, line, sizeof(head->text) - head->length);

		if (length < 0)
			return result_of_errno(head);
		if (length == 0 && head->first_line != NULL)
			break;
		if (!is_clean(line, (size_t)length))
			return HTTP_HEAD_BAD;
		head->length += (size_t)length + 1;
		if (head->first_line != NULL)
			result = add_field(head, line);
		else if (length > 0) /* an empty line before a request is ignored: RFC 9112, 2.2 */
			head->first_line = line;
	}
	return result;
}

const char *
http_head_error(enum http_head_result result)
{
	switch (result) {
	case HTTP_HEAD_NONE:
		return "closed the connection without an answer";
	case HTTP_HEAD_FAILED:
		return strerror(errno);
	case HTTP_HEAD_CUT:
		return "closed the connection within a header";
	case HTTP_HEAD_LONG:
		return "sent a header that is longer than may be";
	case HTTP_HEAD_BAD:
		return "does not speak HTTP";
	default:
		return "sent a header";
	}
}

const char *
http_field(const struct http_head *head, const char *name)
{
	for (size_t i = 0; i < head->field_count; i++)
		if (strcasecmp(head->fields[i].name, name) == 0)
			return head->fields[i].value;
	return NULL;
}

static bool
list_has(const char *list, const char *word)
{
	size_t wanted = strlen(word);

	while (*list != '\0') {
		size_t length;

		list += strspn(list, " \t,");
		length = strcspn(list, " \t,;");
		if (length == wanted && strncasecmp(list, word, wanted) == 0)
			return true;
		list += strcspn(list, ",");
	}
	return false;
}

bool
http_field_has(const struct http_head *head, const char *name, const char *word)
{
	for (size_t i = 0; i < head->field_count; i++)
		if (strcasecmp(head->fields[i].name, name) == 0 && list_has(head->fields[i].value, word))
			return true;
	return false;
}

/* "HTTP/1.x": x, or -1. */
static int
read_version(const char *text)
{
	if (strncmp(text, "HTTP/1.", strlen("HTTP/1.")) != 0)
		return -1;
	text += strlen("HTTP/1.");
	return isdigit((unsigned char)*text) ? *text - '0' : -1;
}

int
http_status(const struct http_head *head, const char **reason)
{
	const char *at = head->first_line + strlen("HTTP/1.x");
	int status = 0;

	if (read_version(head->first_line) < 0 || *at++ != ' ')
		return -1;
	for (int i = 0; i < STATUS_DIGITS; i++, at++) {
		if (!isdigit((unsigned char)*at))
			return -1;
		status = status * 10 + (*at - '0');
	}
	if (*at != '\0' && *at != ' ')
		return -1;
	*reason = at + strspn(at, " ");
	return status >= STATUS_LEAST && status <= STATUS_MOST ? status : -1;
}

bool
http_request_line(struct http_head *head, struct http_request_line *line)
{
	char *text = head->text + (head->first_line - head->text);
	size_t method_length = token_length(text);
	char *target = text + method_length + 1;
	size_t target_length;

	if (method_length == 0 || text[method_length] != ' ')
		return false;
	target_length = strcspn(target, " ");
	if (target_length == 0 || target[target_length] != ' ')
		return false;
	line->minor = read_version(target + target_length + 1);
	if (line->minor < 0 || strlen(target + target_length + 1) != strlen("HTTP/1.x"))
		return false;
	text[method_length] = '\0';
	target[target_length] = '\0';
	line->method = text;
	line->target = target;
	return true;
}
