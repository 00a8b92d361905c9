/*
 * Which mails are due, and what becomes of them. The folder is the truth; what is remembered of
 * a mail is only when to try it again, so that a maild that was restarted tries all at once.
 * See maild.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/clock.h>
#include <toolkit/tool.h>

#include "maild.h"

#define FIRST_PAUSE_S 5u
#define PAUSE_MAX_S 1800u
#define NEVER UINT64_MAX

struct memory {
	char id[ID_SIZE]; /* "": the place is free */
	unsigned tries;
	uint64_t due_us;
	bool is_there; /* in the folder, when it was last looked at */
};

static struct memory memories[FOLDER_MAILS_MAX];

static struct memory *
memory_of(const char *id)
{
	struct memory *unused = NULL;

	for (size_t i = 0; i < FOLDER_MAILS_MAX; i++) {
		if (strcmp(memories[i].id, id) == 0)
			return &memories[i];
		if (memories[i].id[0] == '\0')
			unused = &memories[i];
	}
	if (unused != NULL) {
		*unused = (struct memory){0};
		snprintf(unused->id, ID_SIZE, "%s", id);
	}
	return unused;
}

/* Forgets mails that are gone, to have places for new ones. More than there are places wait. */
static void
remember(const struct name_list *ids)
{
	for (size_t i = 0; i < FOLDER_MAILS_MAX; i++)
		memories[i].is_there = false;
	for (size_t pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < ids->count; i++) {
			struct memory *memory = memory_of(ids->names[i]);

			if (memory != NULL)
				memory->is_there = true;
		}
		for (size_t i = 0; i < FOLDER_MAILS_MAX; i++)
			if (!memories[i].is_there)
				memories[i].id[0] = '\0';
	}
}

static void
postpone(struct memory *memory, const char *why)
{
	unsigned pause_s = PAUSE_MAX_S;

	/* Ten doublings are past the longest pause already. */
	if (memory->tries < 10 && FIRST_PAUSE_S << memory->tries < PAUSE_MAX_S)
		pause_s = FIRST_PAUSE_S << memory->tries;
	memory->tries++;
	memory->due_us = clock_us() + (uint64_t)pause_s * US_PER_S;
	report("maild: %s waits for %u s: %s", memory->id, pause_s, why);
}

/* The recipients with that verdict. */
static void
select_recipients(const struct envelope *envelope, const struct verdicts *verdicts,
		  enum verdict verdict, struct envelope *selected)
{
	*selected = (struct envelope){0};
	memcpy(selected->sender, envelope->sender, sizeof(selected->sender));
	for (size_t i = 0; i < envelope->count; i++)
		if (verdicts->of[i] == verdict)
			memcpy(selected->recipients[selected->count++], envelope->recipients[i],
			       sizeof(selected->recipients[0]));
}

/* Leaves the mail in the queue for those recipients only; false after a complaint. */
static bool
leave_for(const char *id, const struct envelope *rest, const struct mail *mail)
{
	struct text message = {
		.bytes = mail->bytes + (mail->message - mail->bytes),
		.length = mail->size - (size_t)(mail->message - mail->bytes),
	};
	struct text envelope;
	bool is_done;

	envelope_write(rest, &envelope);
	is_done = folder_replace(settings.queue, id, &envelope, &message);
	free(envelope.bytes);
	return is_done;
}

/* Does what the server's verdicts ask for. */
static void
settle(struct memory *memory, const struct mail *mail, const struct envelope *envelope,
       struct verdicts *verdicts)
{
	struct envelope taken, later, never;

	select_recipients(envelope, verdicts, VERDICT_NEVER, &never);
	if (never.count > 0) {
		report("maild: %s is refused: %s", memory->id, verdicts->reasons[VERDICT_NEVER].text);
		if (!give_back(&never, mail->message, &verdicts->reasons[VERDICT_NEVER]))
			for (size_t i = 0; i < envelope->count; i++)
				if (verdicts->of[i] == VERDICT_NEVER)
					verdicts->of[i] = VERDICT_LATER;
	}
	select_recipients(envelope, verdicts, VERDICT_TAKEN, &taken);
	select_recipients(envelope, verdicts, VERDICT_LATER, &later);
	if (taken.count > 0)
		report("maild: %s from %s to %s%s is sent", memory->id, taken.sender, taken.recipients[0],
		       taken.count > 1 ? " and others" : "");
	if (later.count == 0) {
		folder_remove(settings.queue, memory->id);
		return;
	}
	if (later.count < envelope->count)
		leave_for(memory->id, &later, mail);
	postpone(memory, verdicts->reasons[VERDICT_LATER].text[0] != '\0'
			 ? verdicts->reasons[VERDICT_LATER].text
			 : "it could not be given back");
}

static void
try_mail(struct session *session, struct memory *memory)
{
	static struct envelope envelope;
	struct verdicts verdicts;
	struct mail mail;

	if (!folder_get(settings.queue, memory->id, &mail)) {
		postpone(memory, "it can't be read");
		return;
	}
	if (!envelope_read(&mail, &envelope)) {
		postpone(memory, "its envelope is none");
	} else {
		session_send(session, &envelope, mail.message, &verdicts);
		settle(memory, &mail, &envelope, &verdicts);
	}
	free(mail.bytes);
}

static bool
is_due(const struct memory *memory, uint64_t now)
{
	return memory->id[0] != '\0' && memory->due_us <= now;
}

/* By age: IDs sort so. */
static int
compare_ids(const void *a, const void *b)
{
	return strcmp(((const struct memory *)a)->id, ((const struct memory *)b)->id);
}

static void
try_all_due(void)
{
	struct session session = {0};
	struct reply why;
	bool is_unusable = false;
	uint64_t now = clock_us();

	qsort(memories, FOLDER_MAILS_MAX, sizeof(memories[0]), compare_ids);
	for (struct memory *memory = memories; memory < &memories[FOLDER_MAILS_MAX]; memory++) {
		if (!is_due(memory, now))
			continue;
		/* One that breaks off in the middle is called again, for the next mail. */
		if (!session.is_open && !is_unusable)
			is_unusable = !session_open(&session, &why);
		if (session.is_open)
			try_mail(&session, memory);
		else
			postpone(memory, why.text);
	}
	session_close(&session);
}

int
queue_run(void)
{
	struct name_list ids;
	uint64_t next_us = NEVER, now;

	folder_list(settings.queue, &ids);
	remember(&ids);
	names_free(&ids);
	try_all_due();
	for (size_t i = 0; i < FOLDER_MAILS_MAX; i++)
		if (memories[i].id[0] != '\0' && memories[i].due_us < next_us && memories[i].due_us != 0)
			next_us = memories[i].due_us;
	now = clock_us();
	if (next_us == NEVER)
		return -1;
	return next_us > now ? (int)((next_us - now) / US_PER_MS) + 1 : 0;
}
