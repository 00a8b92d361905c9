/* Making a message of what stands on standard input. See mail.h for its form. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <toolkit/io.h>
#include <toolkit/tool.h>
#include <unistd.h>

#include "mail.h"

#define DATE_SIZE 40
#define NS_PER_US 1000
#define REPLACEMENT '?'
#define DELETE '\x7f'

/* Two mails of one process differ in their time, those of two processes in the pid. */
void
make_id(char id[ID_SIZE])
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	snprintf(id, ID_SIZE, "%08lx%05lx-%d", (unsigned long)now.tv_sec,
		 (unsigned long)now.tv_nsec / NS_PER_US, (int)getpid());
}

static void
add_date(struct text *message)
{
	char date[DATE_SIZE];
	time_t now = time(NULL);

	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S +0000", gmtime(&now));
	text_format(message, "Date: %s\n", date);
}

static void
add_recipients(struct text *message, char **addresses)
{
	text_format(message, "To: %s", addresses[0]);
	for (size_t i = 1; addresses[i] != NULL; i++)
		text_format(message, ",\n\t%s", addresses[i]);
	text_format(message, "\n");
}

/* A header is of ASCII, and what would end the line must not begin another. */
static void
add_subject(struct text *message, const char *subject)
{
	size_t length = strlen(subject);

	text_add(message, "Subject: ", strlen("Subject: "));
	if (length > LINE_BYTES_MAX - strlen("Subject: "))
		give_up(STATUS_FAILED, "the subject has %zu characters, which is too long", length);
	for (size_t i = 0; i < length; i++) {
		char c = subject[i] >= ' ' && subject[i] <= '~' ? subject[i] : REPLACEMENT;

		text_add(message, &c, 1);
	}
	text_add(message, "\n", 1);
}

static bool
is_control(char c)
{
	return (unsigned char)c < ' ' || c == DELETE;
}

/* In lines that are not too long, and without what would command the reader's terminal. */
static void
add_line(struct text *message, char *line, size_t length)
{
	if (length > 0 && line[length - 1] == '\r')
		length--;
	for (size_t i = 0; i < length; i++)
		if (is_control(line[i]) && line[i] != '\t')
			line[i] = REPLACEMENT;
	do {
		size_t part = length < LINE_BYTES_MAX ? length : LINE_BYTES_MAX;

		text_add(message, line, part);
		text_add(message, "\n", 1);
		line += part;
		length -= part;
	} while (length > 0);
}

static void
add_body(struct text *message)
{
	struct line_reader reader;

	lines_begin(&reader, STDIN_FILENO);
	while (lines_next(&reader))
		add_line(message, reader.line, reader.length);
	if (reader.error != 0)
		give_up(STATUS_FAILED, "standard input: %s", strerror(reader.error));
	lines_end(&reader);
}

void
compose(struct text *message, const char *id, const char *subject, char **addresses)
{
	text_begin(message);
	add_date(message);
	text_format(message, "From: %s\n", own_address());
	add_recipients(message, addresses);
	if (subject != NULL)
		add_subject(message, subject);
	text_format(message, "Message-ID: <%s@%s>\n", id, own_host());
	text_format(message, "MIME-Version: 1.0\n"
			     "Content-Type: text/plain; charset=UTF-8\n"
			     "Content-Transfer-Encoding: 8bit\n"
			     "\n");
	add_body(message);
}
