/* SMTP as a client (RFC 5321, 3 and 4). See maild.h. */
#include <errno.h>
#include <netkit/dial.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/tool.h>
#include <unistd.h>

#include "maild.h"

#define COMMAND_SIZE 512u /* RFC 5321, 4.5.3.1.4 */
#define NAME_SIZE 65
#define CODE_READY 220
#define CODE_CLOSING 421
#define CODE_DATA 354

static bool
is_success(const struct reply *reply)
{
	return reply->code / 100 == 2;
}

/* Beyond a broken connection, an announced end and nonsense nothing can be said in this session. */
static bool
is_lost(const struct reply *reply)
{
	return reply->code < 0 || reply->code == CODE_CLOSING;
}

static enum verdict
verdict_of(const struct reply *reply)
{
	if (is_success(reply))
		return VERDICT_TAKEN;
	return reply->code / 100 == 5 ? VERDICT_NEVER : VERDICT_LATER;
}

static void
failed(struct reply *reply)
{
	reply->code = -1;
	snprintf(reply->text, sizeof(reply->text), "%s", strerror(errno));
}

/* One command and its reply. */
__attribute__((format(printf, 3, 4))) static void
command(struct session *session, struct reply *reply, const char *format, ...)
{
	char line[COMMAND_SIZE];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(line, sizeof(line) - 2, format, arguments);
	va_end(arguments);
	memcpy(line + length, "\r\n", 2);
	if (connection_write(&session->connection, line, (size_t)length + 2) != 0)
		failed(reply);
	else
		reply_read(&session->connection, reply);
}

static bool
say_hello(struct session *session, struct reply *reply)
{
	char name[NAME_SIZE];

	if (gethostname(name, sizeof(name)) != 0 || name[0] == '\0')
		strcpy(name, "localhost");
	name[NAME_SIZE - 1] = '\0';
	reply_read(&session->connection, reply);
	if (reply->code != CODE_READY)
		return false;
	command(session, reply, "EHLO %s", name);
	session->takes_8bit = is_success(reply) && reply->has_8bitmime;
	if (reply->code / 100 == 5) /* a server of before 1995 */
		command(session, reply, "HELO %s", name);
	return is_success(reply);
}

bool
session_open(struct session *session, struct reply *why)
{
	struct sockaddr_in addresses[ADDRESSES_MAX];
	int count = find_addresses(settings.host, settings.port, addresses);
	int fd;

	*session = (struct session){0};
	*why = (struct reply){.code = -1};
	if (count < 0) {
		snprintf(why->text, sizeof(why->text), "%s", lookup_error(count));
		return false;
	}
	fd = dial_any(addresses, count, settings.timeout_ms);
	if (fd < 0) {
		failed(why);
		return false;
	}
	connection_begin(&session->connection, fd, settings.timeout_ms);
	session->is_open = true;
	if (say_hello(session, why))
		return true;
	session_close(session);
	return false;
}

void
session_close(struct session *session)
{
	struct reply reply;

	if (!session->is_open)
		return;
	command(session, &reply, "QUIT"); /* the answer changes nothing any more */
	connection_close(&session->connection);
	session->is_open = false;
}

/* Ends a session without a word. */
static void
drop(struct session *session)
{
	connection_close(&session->connection);
	session->is_open = false;
}

/*
 * The message in lines that end in CR LF, a dot at the beginning of a line doubled, and the dot
 * that ends it all (RFC 5321, 4.5.2).
 */
static int
send_message(struct connection *connection, const char *message)
{
	size_t size = strlen(message);
	char *wire = need_memory(3 * size + sizeof("\r\n.\r\n"));
	char *to = wire;
	bool at_begin = true;
	int error;

	for (const char *from = message; *from != '\0'; from++) {
		if (at_begin && *from == '.')
			*to++ = '.';
		at_begin = *from == '\n';
		if (*from == '\n')
			*to++ = '\r';
		*to++ = *from;
	}
	if (!at_begin)
		to = stpcpy(to, "\r\n");
	to = stpcpy(to, ".\r\n");
	error = connection_write(connection, wire, (size_t)(to - wire));
	free(wire);
	return error;
}

/* What goes for those recipients that the server would have taken so far. */
static void
decide_rest(const struct envelope *envelope, struct verdicts *verdicts, enum verdict verdict,
	    const struct reply *reason)
{
	for (size_t i = 0; i < envelope->count; i++)
		if (verdicts->of[i] == VERDICT_TAKEN)
			verdicts->of[i] = verdict;
	verdicts->reasons[verdict] = *reason;
}

/* Names the recipients; how many the server would take. */
static size_t
offer_recipients(struct session *session, const struct envelope *envelope,
		 struct verdicts *verdicts)
{
	struct reply reply;
	size_t taken = 0;

	for (size_t i = 0; i < envelope->count; i++) {
		command(session, &reply, "RCPT TO:<%s>", envelope->recipients[i]);
		verdicts->of[i] = verdict_of(&reply);
		if (verdicts->of[i] == VERDICT_TAKEN) {
			taken++;
			continue;
		}
		verdicts->reasons[verdicts->of[i]] = reply;
		if (!is_lost(&reply))
			continue;
		decide_rest(envelope, verdicts, VERDICT_LATER, &reply);
		drop(session);
		return 0;
	}
	return taken;
}

/* The message itself, to those who are to get it: the verdict about all of them. */
static enum verdict
send_data(struct session *session, const char *message, struct reply *reply)
{
	command(session, reply, "DATA");
	if (reply->code == CODE_DATA) {
		if (send_message(&session->connection, message) != 0)
			failed(reply);
		else
			reply_read(&session->connection, reply);
	} else if (is_success(reply)) {
		reply->code = -1;
		snprintf(reply->text, sizeof(reply->text), "it does not ask for the message after DATA");
	}
	if (is_lost(reply))
		drop(session);
	return verdict_of(reply);
}

void
session_send(struct session *session, const struct envelope *envelope, const char *message,
	     struct verdicts *verdicts)
{
	struct reply reply;
	enum verdict verdict;

	*verdicts = (struct verdicts){0};
	command(session, &reply, "MAIL FROM:<%s>%s", envelope->sender,
		session->takes_8bit ? " BODY=8BITMIME" : "");
	if (!is_success(&reply)) {
		decide_rest(envelope, verdicts, verdict_of(&reply), &reply);
		if (is_lost(&reply))
			drop(session);
		return;
	}
	if (offer_recipients(session, envelope, verdicts) == 0) {
		if (session->is_open)
			command(session, &reply, "RSET");
		if (session->is_open && is_lost(&reply))
			drop(session);
		return;
	}
	verdict = send_data(session, message, &reply);
	decide_rest(envelope, verdicts, verdict, &reply);
}
