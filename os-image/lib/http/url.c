/* See <http/url.h>. */
#include <http/url.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define SCHEME "http://"
#define INDEX "index.html"

static const char too_long[] = "it is too long";

/* Whether a character may stand in a path or query (RFC 3986, 3.3 and 3.4); % is believed. */
static bool
is_target_character(unsigned char c)
{
	return c > ' ' && c < 0x7f && strchr("\"<>\\^`{|}", c) == NULL;
}

/* Adds the path and query up to a fragment, behind what url->target has. */
static const char *
add_target(struct url *url, const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t length = strlen(url->target);

	for (; *text != '\0' && *text != '#'; text++) {
		unsigned char c = (unsigned char)*text;

		if (length + sizeof("%XX") > URL_TARGET_SIZE)
			return too_long;
		if (is_target_character(c)) {
			url->target[length++] = (char)c;
		} else {
			url->target[length++] = '%';
			url->target[length++] = digits[c >> 4];
			url->target[length++] = digits[c & 0xf];
		}
	}
	url->target[length] = '\0';
	return NULL;
}

static bool
is_host_character(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == '.' || c == '_';
}

/* "HOST[:PORT]" of that length. */
static const char *
take_authority(struct url *url, const char *text, size_t length)
{
	char authority[HOST_SIZE + sizeof(":65535")];

	if (length >= sizeof(authority))
		return too_long;
	memcpy(authority, text, length);
	authority[length] = '\0';
	if (strchr(authority, '@') != NULL)
		return "names and passwords in addresses are not supported";
	url->port = HTTP_PORT;
	if (!split_host_port(authority, url->host, &url->port))
		return "it has to begin with HOST or HOST:PORT";
	for (const char *c = url->host; *c != '\0'; c++)
		if (!is_host_character(*c))
			return "the name of its host has a character that no host has";
	return NULL;
}

/* The scheme's length, or 0 when the text has none: "host:80" has none. */
static size_t
scheme_length(const char *text)
{
	size_t length = strcspn(text, ":/?#");

	return length > 0 && strncmp(text + length, "://", 3) == 0 ? length + 3 : 0;
}

const char *
url_parse(const char *text, struct url *url)
{
	size_t scheme = scheme_length(text);
	size_t authority;
	const char *error;

	if (scheme > 0 && strncasecmp(text, SCHEME, strlen(SCHEME)) != 0)
		return "only http:// is supported";
	text += scheme;
	authority = strcspn(text, "/?#");
	error = take_authority(url, text, authority);
	if (error != NULL)
		return error;
	text += authority;
	strcpy(url->target, *text == '/' ? "" : "/");
	return add_target(url, text);
}

/* Leaves what a relative path is appended to: all up to the last slash of the path. */
static void
cut_to_directory(char *target)
{
	target[strcspn(target, "?")] = '\0';
	strrchr(target, '/')[1] = '\0';
}

const char *
url_resolve(const struct url *base, const char *reference, struct url *url)
{
	struct url result = *base;
	const char *error;

	if (scheme_length(reference) > 0)
		return url_parse(reference, url);
	if (strncmp(reference, "//", 2) == 0)
		return url_parse(reference + 2, url);
	if (reference[0] == '/')
		result.target[0] = '\0';
	else if (reference[0] == '?')
		result.target[strcspn(result.target, "?")] = '\0';
	else if (reference[0] != '#' && reference[0] != '\0')
		cut_to_directory(result.target);
	error = add_target(&result, reference);
	if (error == NULL)
		*url = result;
	return error;
}

char *
url_authority(const struct url *url, char text[AUTHORITY_SIZE])
{
	if (url->port == HTTP_PORT)
		strcpy(text, url->host);
	else
		snprintf(text, AUTHORITY_SIZE, "%s:%u", url->host, url->port);
	return text;
}

char *
url_format(const struct url *url, char text[URL_TEXT_SIZE])
{
	char authority[AUTHORITY_SIZE];

	snprintf(text, URL_TEXT_SIZE, SCHEME "%s%s", url_authority(url, authority), url->target);
	return text;
}

void
url_file_name(const struct url *url, char *name, size_t size)
{
	const char *end = url->target + strcspn(url->target, "?");
	const char *begin = end;
	size_t length;

	while (begin[-1] != '/')
		begin--;
	length = (size_t)(end - begin);
	if (length == 0 || length >= size || strncmp(begin, "..", length) == 0) {
		snprintf(name, size, INDEX);
		return;
	}
	memcpy(name, begin, length);
	name[length] = '\0';
}
