/* Gives the tests on the host a way to the filter of size reports. */
#include "../size_report.h"

#define EXPORT(name) __attribute__((export_name(#name)))

static struct size_report report;
static u8 input[SIZE_REPORT_MAX + 1];
static u32 length;

EXPORT(input_address) u8 *
input_address(void)
{
	return input;
}

EXPORT(take) u32
take(u32 byte)
{
	length = 0;
	return size_report_take(&report, (u8)byte, input, &length);
}

EXPORT(input_length) u32
input_length(void)
{
	return length;
}

EXPORT(give_up) u32
give_up(void)
{
	return size_report_give_up(&report, input);
}

EXPORT(rows) u32
rows(void)
{
	return report.rows;
}

EXPORT(columns) u32
columns(void)
{
	return report.columns;
}
