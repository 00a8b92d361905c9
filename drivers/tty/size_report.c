/* See size_report.h. */
#include <string.h>

#include "size_report.h"

#define ESC 0x1b
#define DIGITS_MAX_VALUE 9999u

enum stage { EXPECT_ESC, EXPECT_BRACKET, EXPECT_KIND, EXPECT_SEPARATOR, ROWS, COLUMNS, COMPLETE };

static int
is_digit(u8 byte)
{
	return byte >= '0' && byte <= '9';
}

static int
take_digit(u16 *number, u8 byte)
{
	u32 value = *number * 10u + (byte - (u32)'0');

	if (value > DIGITS_MAX_VALUE)
		return 0;
	*number = (u16)value;
	return 1;
}

static int
advance(struct size_report *report)
{
	report->stage++;
	return 1;
}

/* Whether the byte goes on with a report. */
static int
fits(struct size_report *report, u8 byte)
{
	static const u8 start[] = {
		[EXPECT_ESC] = ESC,
		[EXPECT_BRACKET] = '[',
		[EXPECT_KIND] = '8',
		[EXPECT_SEPARATOR] = ';',
	};

	if (report->length == SIZE_REPORT_MAX)
		return 0;
	if (report->stage < sizeof(start))
		return byte == start[report->stage] && advance(report);
	if (is_digit(byte))
		return take_digit(report->stage == ROWS ? &report->rows : &report->columns, byte);
	if (report->stage == ROWS)
		return byte == ';' && report->rows > 0 && advance(report);
	return byte == 't' && report->columns > 0 && advance(report);
}

static void
begin(struct size_report *report)
{
	report->stage = EXPECT_ESC;
	report->length = 0;
	report->rows = 0;
	report->columns = 0;
}

static void
hold(struct size_report *report, u8 byte)
{
	report->held[report->length++] = byte;
}

u32
size_report_give_up(struct size_report *report, u8 *input)
{
	u32 length = report->length;

	memcpy(input, report->held, length);
	begin(report);
	return length;
}

enum size_verdict
size_report_take(struct size_report *report, u8 byte, u8 *input, u32 *length)
{
	if (report->stage == COMPLETE)
		begin(report);
	if (fits(report, byte)) {
		if (report->stage != COMPLETE) {
			hold(report, byte);
			return SIZE_HELD;
		}
		report->length = 0;
		return SIZE_REPORTED;
	}
	*length = size_report_give_up(report, input);
	if (byte == ESC) {
		(void)fits(report, byte);
		hold(report, byte);
	} else {
		input[(*length)++] = byte;
	}
	return SIZE_INPUT;
}
