/* Directories as answers of httpd: pages of links. See httpd.h. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/format.h>
#include <toolkit/tool.h>

#include "httpd.h"

#define ESCAPED_FACTOR 6 /* the longest that a character becomes: &quot; */
#define NAME_BYTES_MAX 256u
#define LINE_SIZE (2u * ESCAPED_FACTOR * NAME_BYTES_MAX + 128u)

/* Text within a page: nothing in a name is a tag. */
static void
escape_text(char *to, const char *from)
{
	for (; *from != '\0'; from++) {
		switch (*from) {
		case '<':
			to = stpcpy(to, "&lt;");
			break;
		case '>':
			to = stpcpy(to, "&gt;");
			break;
		case '&':
			to = stpcpy(to, "&amp;");
			break;
		case '"':
			to = stpcpy(to, "&quot;");
			break;
		default:
			*to++ = *from;
		}
	}
	*to = '\0';
}

/* A name as a part of an address. */
static void
escape_address(char *to, const char *from)
{
	for (; *from != '\0'; from++) {
		if (isalnum((unsigned char)*from) || strchr("-._~", *from) != NULL)
			*to++ = *from;
		else
			to += sprintf(to, "%%%02X", (unsigned char)*from);
	}
	*to = '\0';
}

static int
send_name(struct request *request, const char *directory, const char *name)
{
	char path[TREE_PATH_MAX], line[LINE_SIZE], size[SIZE_TEXT_SIZE] = "";
	char address[ESCAPED_FACTOR * NAME_BYTES_MAX], text[ESCAPED_FACTOR * NAME_BYTES_MAX];
	const char *slash = "";
	struct stat status;
	int length;

	if (strlen(name) >= NAME_BYTES_MAX || !join_path(path, directory, name) ||
	    stat(path, &status) != 0)
		return 0;
	if (S_ISDIR(status.st_mode))
		slash = "/";
	else
		format_human(size, (uint64_t)status.st_size);
	escape_address(address, name);
	escape_text(text, name);
	length = snprintf(line, sizeof(line), "<li><a href=\"%s%s\">%s%s</a> %s\n", address, slash,
			  text, slash, size);
	return answer_bytes(request, line, (size_t)length);
}

int
answer_listing(struct request *request, const char *path, const char *target)
{
	static const char page[] = "<!doctype html><meta charset=\"utf-8\"><title>%s</title>"
				   "<h1>%s</h1>\n<ul>\n%s";
	size_t target_length = strcspn(target, "?");
	char *title = need_memory(ESCAPED_FACTOR * (target_length + 1));
	char *plain = need_copy(target);
	char *begin;
	struct name_list names;
	int error;

	if (names_read(path, &names) != 0) {
		names_free(&names);
		free(title);
		free(plain);
		return answer_error(request, errno == EACCES ? 403 : 404);
	}
	plain[target_length] = '\0';
	escape_text(title, plain);
	error = answer_head(request, 200, "text/html; charset=utf-8", BODY_UNKNOWN, "");
	if (asprintf(&begin, page, title, title,
		     target_length > 1 ? "<li><a href=\"../\">../</a>\n" : "") >= 0 &&
	    error == 0) {
		error = answer_bytes(request, begin, strlen(begin));
		free(begin);
	}
	for (size_t i = 0; error == 0 && i < names.count; i++)
		error = send_name(request, path, names.names[i]);
	if (error == 0)
		error = answer_bytes(request, "</ul>\n", strlen("</ul>\n"));
	names_free(&names);
	free(title);
	free(plain);
	return error;
}
