/* ping: asks a host for echoes (RFC 792), and counts what becomes of them. */
#ifndef PING_H
#define PING_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- probe.c: messages on the wire ---- */

#define PROBE_HEAD 8u      /* bytes of the ICMP header */
#define PROBE_DATA_MAX 65000u

/* Writes an echo request with `size` bytes of data, which its number decides. */
void probe_write(uint8_t *message, uint16_t id, uint16_t sequence, size_t size);

enum probe_kind {
	PROBE_OTHER,   /* not about ours */
	PROBE_REPLY,
	PROBE_DAMAGED, /* a reply with other data than was sent */
	PROBE_ERROR,   /* somebody on the way tells that one could not go on */
};
struct probe {
	enum probe_kind kind;
	uint16_t sequence;
	const char *error; /* PROBE_ERROR: what happened, in words */
};
/* What a received message tells of probes of that id and size. Any bytes may be in it. */
struct probe probe_read(const uint8_t *message, size_t length, uint16_t id, size_t size);

/* ---- record.c: what became of each probe ---- */

#define RECORD_WINDOW 8192u /* probes whose answers are waited for; a power of two */

struct record {
	uint64_t late_us;                /* an answer that takes longer is late */
	uint64_t sent_us[RECORD_WINDOW]; /* by sequence number */
	bool is_answered[RECORD_WINDOW];
	uint64_t sent, received, late, duplicates, damaged, errors;
	uint64_t least_us, most_us, sum_us, sum_of_squares; /* of the times of those received */
};

/* The sequence number of the next probe, which is sent now. */
uint16_t record_sent(struct record *record, uint64_t now_us);

enum answer {
	ANSWER_UNKNOWN, /* to a probe that was not sent, or too long ago */
	ANSWER_IN_TIME,
	ANSWER_LATE,
	ANSWER_DUPLICATE,
};
/* An answer came; *time_us is how long it took. */
enum answer record_answer(struct record *record, uint16_t sequence, uint64_t now_us,
			  uint64_t *time_us);

/* Prints the summary; time_us: how long all of it took. */
void record_print(const struct record *record, const char *host, uint64_t time_us);

/* ---- how times look ---- */

#define MS_TEXT_SIZE 24
/* Microseconds as milliseconds with three digits behind the point. */
char *format_ms(char text[MS_TEXT_SIZE], uint64_t time_us);

#endif
