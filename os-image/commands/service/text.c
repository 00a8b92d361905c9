/* How values look in listings. See service.h. */
#include <stdio.h>
#include <string.h>
#include <sys/procinfo.h>

#include "service.h"

#define US_PER_MS 1000u
#define US_PER_S 1000000u
#define S_PER_MIN 60u
#define MIN_PER_H 60u
#define H_PER_DAY 24u

/* Where the next smaller unit takes over, so that no text needs more than seven characters. */
#define TENTHS_OF_MS_BELOW_MS 10u
#define SECONDS_BELOW_S 100u
#define MINUTES_BELOW_MIN 100u
#define HOURS_BELOW_H 48u

const char *
span_text(char text[SPAN_TEXT_SIZE], u64 span_us)
{
	u64 ms = span_us / US_PER_MS;
	u64 seconds = span_us / US_PER_S;
	u64 minutes = seconds / S_PER_MIN;
	u64 hours = minutes / MIN_PER_H;

	if (span_us < US_PER_MS)
		snprintf(text, SPAN_TEXT_SIZE, "%lluus", span_us);
	else if (ms < TENTHS_OF_MS_BELOW_MS)
		snprintf(text, SPAN_TEXT_SIZE, "%llu.%llums", ms, span_us % US_PER_MS / 100);
	else if (ms < US_PER_S / US_PER_MS)
		snprintf(text, SPAN_TEXT_SIZE, "%llums", ms);
	else if (seconds < SECONDS_BELOW_S)
		snprintf(text, SPAN_TEXT_SIZE, "%llu.%llus", seconds, ms % 1000 / 100);
	else if (minutes < MINUTES_BELOW_MIN)
		snprintf(text, SPAN_TEXT_SIZE, "%llum%02llus", minutes, seconds % S_PER_MIN);
	else if (hours < HOURS_BELOW_H)
		snprintf(text, SPAN_TEXT_SIZE, "%lluh%02llum", hours, minutes % MIN_PER_H);
	else
		snprintf(text, SPAN_TEXT_SIZE, "%llud%02lluh", hours / H_PER_DAY,
			 hours % H_PER_DAY);
	return text;
}

const char *
moment_text(char text[SPAN_TEXT_SIZE], u64 moment_us)
{
	snprintf(text, SPAN_TEXT_SIZE, "%llu.%03llu", moment_us / US_PER_S,
		 moment_us % US_PER_S / US_PER_MS);
	return text;
}

/* The name of a number; "?" for one that a newer RS may have. */
static const char *
name_of(const char *const *names, size_t count, u32 number)
{
	return number < count && names[number] != NULL ? names[number] : "?";
}

const char *
state_text(u32 state)
{
	static const char *const names[] = {
		[RS_STATE_DOWN] = "down",     [RS_STATE_STARTING] = "starting",
		[RS_STATE_UP] = "up",         [RS_STATE_FAILED] = "failed",
		[RS_STATE_GIVEN_UP] = "given up",
	};

	return name_of(names, ARRAY_LEN(names), state);
}

static const char *const class_names[] = {
	[DEFECT_EXIT] = "exit",           [DEFECT_EXCEPTION] = "exception",
	[DEFECT_KILLED] = "killed",       [DEFECT_HEARTBEAT] = "heartbeat",
	[DEFECT_COMPLAINT] = "complaint", [DEFECT_UPDATE] = "update",
};

/* In the short form: the first letter that no other class has. */
static const char class_letters[] = "?exkhcu";

const char *
class_text(u32 defect_class)
{
	return name_of(class_names, ARRAY_LEN(class_names), defect_class);
}

const char *
outcome_text(u32 outcome)
{
	static const char *const names[] = {
		[RS_OUTCOME_UNDER_WAY] = "under way",
		[RS_OUTCOME_RESTARTED] = "restarted",
		[RS_OUTCOME_GIVEN_UP] = "given up",
		[RS_OUTCOME_SUPERSEDED] = "superseded",
	};

	return name_of(names, ARRAY_LEN(names), outcome);
}

const char *
defects_text(char text[DEFECTS_TEXT_SIZE], const struct rs_info *info)
{
	size_t length = 0;

	text[0] = '\0';
	for (u32 class = DEFECT_EXIT; class <= DEFECT_CLASSES; class++)
		if (info->defects[class] > 0)
			length += (size_t)snprintf(text + length, DEFECTS_TEXT_SIZE - length,
						   "%s%s %u", length > 0 ? ", " : "",
						   class_text(class), info->defects[class]);
	return length > 0 ? text : "none";
}

const char *
defects_short_text(char text[DEFECTS_TEXT_SIZE], const struct rs_info *info)
{
	size_t length = 0;

	text[0] = '\0';
	for (u32 class = DEFECT_EXIT; class <= DEFECT_CLASSES; class++)
		if (info->defects[class] > 0)
			length += (size_t)snprintf(text + length, DEFECTS_TEXT_SIZE - length,
						   "%c%u", class_letters[class],
						   info->defects[class]);
	return length > 0 ? text : "-";
}

int
pid_of(endpoint_t endpoint)
{
	struct proc_info process;

	if (endpoint == EP_NONE || proc_info(ENDPOINT_SLOT(endpoint), &process) != 0)
		return 0;
	return process.endpoint == endpoint ? process.pid : 0;
}
