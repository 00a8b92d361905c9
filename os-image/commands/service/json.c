/* Writes JSON (RFC 8259) for programs that read what service knows. See service.h. */
#include <stdio.h>

#include "service.h"

#define DEPTH_MAX 8u

static char closers[DEPTH_MAX]; /* of the brackets that are open */
static size_t depth;
static bool has_elements; /* of the innermost one */

static void
put_string(const char *text)
{
	putchar('"');
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			printf("\\%c", c);
		else if (c < ' ')
			printf("\\u%04x", c);
		else
			putchar(c);
	}
	putchar('"');
}

static void
begin_element(const char *name)
{
	if (has_elements)
		putchar(',');
	has_elements = true;
	if (name != NULL) {
		put_string(name);
		putchar(':');
	}
}

void
json_open(const char *name, char bracket)
{
	begin_element(name);
	putchar(bracket);
	closers[depth++] = bracket == '{' ? '}' : ']';
	has_elements = false;
}

void
json_close(void)
{
	putchar(closers[--depth]);
	has_elements = true; /* at least the one that ends here */
	if (depth == 0) {
		has_elements = false;
		putchar('\n');
	}
}

void
json_text(const char *name, const char *text)
{
	begin_element(name);
	put_string(text);
}

void
json_number(const char *name, s64 number)
{
	begin_element(name);
	printf("%lld", number);
}
