/* What became of each probe. See ping.h. */
#include <stdio.h>

#include "ping.h"

#define US_PER_MS 1000u

char *
format_ms(char text[MS_TEXT_SIZE], uint64_t time_us)
{
	snprintf(text, MS_TEXT_SIZE, "%llu.%03u", (unsigned long long)(time_us / US_PER_MS),
		 (unsigned)(time_us % US_PER_MS));
	return text;
}

uint16_t
record_sent(struct record *record, uint64_t now_us)
{
	uint16_t sequence = (uint16_t)record->sent++;

	record->sent_us[sequence % RECORD_WINDOW] = now_us;
	record->is_answered[sequence % RECORD_WINDOW] = false;
	return sequence;
}

enum answer
record_answer(struct record *record, uint16_t sequence, uint64_t now_us, uint64_t *time_us)
{
	size_t place = sequence % RECORD_WINDOW;
	/* Back from the one that is sent next; what was never sent is very far back. */
	uint16_t back = (uint16_t)(record->sent - sequence);

	if (back == 0 || back > record->sent || back > RECORD_WINDOW)
		return ANSWER_UNKNOWN;
	*time_us = now_us - record->sent_us[place];
	if (record->is_answered[place]) {
		record->duplicates++;
		return ANSWER_DUPLICATE;
	}
	record->is_answered[place] = true;
	if (record->received++ == 0 || *time_us < record->least_us)
		record->least_us = *time_us;
	if (*time_us > record->most_us)
		record->most_us = *time_us;
	record->sum_us += *time_us;
	record->sum_of_squares += *time_us * *time_us;
	if (*time_us <= record->late_us)
		return ANSWER_IN_TIME;
	record->late++;
	return ANSWER_LATE;
}

static uint64_t
square_root(uint64_t number)
{
	uint64_t root = 0;

	for (uint64_t bit = (uint64_t)1 << 31; bit != 0; bit >>= 1)
		if ((root + bit) * (root + bit) <= number)
			root += bit;
	return root;
}

/* The standard deviation of the times. */
static uint64_t
deviation_us(const struct record *record)
{
	uint64_t mean = record->sum_us / record->received;
	uint64_t mean_of_squares = record->sum_of_squares / record->received;

	return mean_of_squares > mean * mean ? square_root(mean_of_squares - mean * mean) : 0;
}

static void
print_more(uint64_t count, const char *what)
{
	if (count > 0)
		printf(", %llu %s", (unsigned long long)count, what);
}

void
record_print(const struct record *record, const char *host, uint64_t time_us)
{
	uint64_t lost = record->sent - record->received;
	uint64_t per_mille = record->sent > 0 ? lost * 1000 / record->sent : 0;
	char least[MS_TEXT_SIZE], mean[MS_TEXT_SIZE], most[MS_TEXT_SIZE], deviation[MS_TEXT_SIZE];

	printf("\n--- %s ping statistics ---\n", host);
	printf("%llu packets transmitted, %llu received", (unsigned long long)record->sent,
	       (unsigned long long)record->received);
	print_more(record->late, "of them late");
	print_more(record->duplicates, "duplicated");
	print_more(record->damaged, "damaged");
	print_more(record->errors, "errors");
	printf(", %llu lost (%u.%u%%), time %llu ms\n", (unsigned long long)lost,
	       (unsigned)per_mille / 10, (unsigned)per_mille % 10,
	       (unsigned long long)(time_us / US_PER_MS));
	if (record->received > 0)
		printf("rtt min/avg/max/mdev = %s/%s/%s/%s ms\n", format_ms(least, record->least_us),
		       format_ms(mean, record->sum_us / record->received),
		       format_ms(most, record->most_us), format_ms(deviation, deviation_us(record)));
}
