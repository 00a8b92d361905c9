/*
 * maild: takes the mails of the queue to a server, by SMTP (RFC 5321).
 *
 * A mail leaves the queue only when the server has answered that it has taken it. What the
 * server does not want for now, or can't be reached for, is tried again, at intervals that
 * double. What it will never want goes back to its sender, as a mail of this machine; only then
 * does it leave the queue. A crash in between makes a mail arrive twice, never not at all.
 */
#ifndef MAILD_H
#define MAILD_H

#include <mail/envelope.h>
#include <mail/folder.h>
#include <netkit/address.h>
#include <netkit/connection.h>
#include <stdbool.h>
#include <toolkit/report.h>

struct settings {
	const char *queue;
	char host[HOST_SIZE];
	uint16_t port;
	int timeout_ms; /* of each wait for the server */
};
extern struct settings settings;

/* ---- reply.c: what the server says ---- */

#define REPLY_TEXT_SIZE 256u

struct reply {
	int code;                     /* 200 to 559; -1: the connection has failed */
	bool has_8bitmime;            /* one of its lines names that extension (RFC 6152) */
	char text[REPLY_TEXT_SIZE];   /* its last line, or why it has failed */
};

/* Reads all lines of a reply (RFC 5321, 4.2). */
void reply_read(struct connection *connection, struct reply *reply);

/* ---- session.c: a connection, and mails over it ---- */

struct session {
	struct connection connection;
	bool is_open;
	bool takes_8bit;
};

/* Connects and says hello; false, with the reason in *why, when the server can't be used now. */
bool session_open(struct session *session, struct reply *why);
void session_close(struct session *session);

enum verdict {
	VERDICT_TAKEN,
	VERDICT_LATER,
	VERDICT_NEVER,
	VERDICTS,
};

struct verdicts {
	enum verdict of[RECIPIENTS_MAX];  /* by recipient of the envelope */
	struct reply reasons[VERDICTS];   /* the last one for each verdict that there is */
};

/* Offers a mail to the server. The session is closed if it can't be used any more. */
void session_send(struct session *session, const struct envelope *envelope,
		  const char *message, struct verdicts *verdicts);

/* ---- giveback.c ---- */

/* Tells the sender that the envelope's recipients don't get the message; false, after a report. */
bool give_back(const struct envelope *envelope, const char *message, const struct reply *reason);

/* ---- queue.c ---- */

/* Offers what is due. Milliseconds until there is something due again; -1: nothing waits. */
int queue_run(void);

#endif
